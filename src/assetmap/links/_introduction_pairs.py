"""Which pairs may be introduced, and which of them are chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from assetmap.arrays import decimals_up_to, is_in_sorted, rank_within, take_sorted, unique_sorted
from assetmap.links._introduction_gain import Ground, add_tie, list_joined, measure_gain, share_any
from assetmap.links._participants import SHARED_AT_MOST, Company, Gifts, Words
from assetmap.typing import Flags, Floats, Matrix, Pairs, Positions

__all__ = [
    "ALL_PAIRS_UP_TO",
    "Chosen",
    "PairCandidates",
    "PairFeatures",
    "choose_pairs",
    "find_candidates",
    "find_introducers",
    "measure_rarity",
]

ALL_PAIRS_UP_TO = 1_500
"""How many may be introduced for every pair of them to be looked at."""
KEPT_EACH = 20
"""Best pairs kept for each of them, where they are more than that."""
_ENTRIES_AT_ONCE = 1_000_000
_STAND_FOR_OTHERS = 1_000
_DECIMALS = decimals_up_to(1)
_LOOKED_AT_AGAIN = 256


class PairCandidates(NamedTuple):
    """
    Pairs of nodes, the first before the second, sorted; and the parts of their score.

    All but ``gain`` stay as they are, whoever is introduced.
    """

    first: Positions
    second: Positions
    matched: Floats
    common: Floats
    willing: Floats
    gain: Floats

    def fixed(self, weights: Mapping[str, float]) -> Floats:
        """Multiply the parts that stay as they are, each raised to its weight."""
        score: Floats = ((1.0 + self.matched) / 2.0) ** weights["matched"]
        score = score * ((1.0 + self.common) / 2.0) ** weights["common"]
        return score * self.willing ** weights["willing"]

    def take(self, at: Positions) -> PairCandidates:
        """Take some of them, in this order."""
        return PairCandidates(
            self.first[at], self.second[at], self.matched[at], self.common[at], self.willing[at],
            self.gain[at],
        )  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class PairFeatures:
    """
    All that pairs are compared by; rows are nodes.

    ``side`` is 1 and 2 for the two sides that introductions are to be
    between, 0 for neither; None where they may be between any.
    """

    company: Company
    gifts: Gifts
    interests: Words
    ground: Ground
    side: Positions | None


class _Product(NamedTuple):
    """What two rows have in common, as the product of a left row and a right row."""

    left: Matrix
    right: Matrix


def find_candidates(field: PairFeatures, *, weights: Mapping[str, float]) -> PairCandidates:
    """
    List the pairs that may be introduced, with the parts of their score.

    Up to 1,500 who may be introduced every pair is looked at. Of more, those
    who have a gift for each other or share a neighbour or an interest, and
    the best tied of up to 1,000 parts and groups with each other; the 20 best
    pairs of each are kept. Rows are compared in blocks of a million entries.
    """
    is_asked = field.company.may_meet
    among = np.flatnonzero(is_asked if field.side is None else is_asked & (field.side > 0))
    is_small = len(among) <= ALL_PAIRS_UP_TO
    products = _lay_products(field, among)
    parts = [
        _compare_block(field, products, among, rows, extra, weights=weights, is_small=is_small)
        for rows, extra in _cut_blocks(field, products, among, is_small=is_small)
    ]
    found = _join(parts)
    key = found.first * len(field.company.graph) + found.second
    _, once = np.unique(key, return_index=True)  # a pair may be among the best of both
    return found.take(once)


def _join(parts: list[PairCandidates]) -> PairCandidates:
    """Put the candidates of several blocks together."""
    nobody, nothing = np.empty(0, dtype=np.intp), np.empty(0)
    none = PairCandidates(nobody, nobody, nothing, nothing, nothing, nothing)
    joined: list[Any] = [np.concatenate(part) for part in zip(none, *parts, strict=True)]
    return PairCandidates(*joined)


def find_introducers(field: PairFeatures) -> tuple[Matrix, Positions]:
    """Lay out to which people who agreed each node is tied; and which nodes they are.

    Nobody with more than 1,000 ties is asked to introduce.
    """
    matrix = field.ground.matrix
    agreed = field.company.has_agreed & (np.diff(matrix.indptr) <= SHARED_AT_MOST)
    at = np.flatnonzero(agreed)
    return csr_array(matrix[:, at]), at


def measure_rarity(matrix: Matrix) -> Floats:
    """Weigh each column by 1 / ln of how many have it; nothing where one or too many do."""
    held = np.bincount(matrix.indices, minlength=matrix.shape[1])
    is_counted = (held > 1) & (held <= SHARED_AT_MOST)
    worth = np.zeros(len(held))
    worth[is_counted] = 1.0 / np.log(held[is_counted])
    return worth


def _lay_products(field: PairFeatures, among: Positions) -> tuple[_Product, ...]:
    """Lay out the products: shared neighbours, interests, gifts either way, introducers."""
    ties, words = field.ground.matrix, field.interests.matrix
    gifts, wants = field.gifts, field.gifts.wants.matrix
    could, asked = csr_array(gifts.could[among]), csr_array(wants[among])
    by = csr_array(find_introducers(field)[0][among])
    return (
        _square(ties, among),
        _square(words, among),
        _Product(_weigh(could, gifts.worth), asked),
        _Product(_weigh(asked, gifts.worth), could),
        _Product(by, by),
    )


def _square(matrix: Matrix, among: Positions) -> _Product:
    """Weigh what two rows share by how rare it is."""
    rows = csr_array(matrix[among])
    return _Product(_weigh(rows, measure_rarity(matrix)), rows)


def _weigh(matrix: Matrix, worth: Floats) -> Matrix:
    """Multiply each column by its worth, and leave out those that are worth nothing."""
    weighed = csr_array(
        (matrix.data * worth[matrix.indices], matrix.indices.copy(), matrix.indptr.copy()),
        shape=matrix.shape,
    )
    weighed.eliminate_zeros()
    return weighed


def _cut_blocks(
    field: PairFeatures, products: tuple[_Product, ...], among: Positions, *, is_small: bool
) -> Iterator[Pairs]:
    """Cut the rows where about so many entries come up; and give keys of further pairs."""
    size = len(among)
    cost = np.full(size, size if is_small else 0, dtype=np.int64)
    for left, right in products:
        met = np.bincount(right.indices, minlength=right.shape[1])
        ends = np.concatenate([[0], np.cumsum(met[left.indices])])
        cost += ends[left.indptr[1:]] - ends[left.indptr[:-1]]
    block = (np.cumsum(cost) - cost) // _ENTRIES_AT_ONCE
    standing = np.arange(size) if is_small else _choose_standing(field, among)
    for number in np.unique(block).tolist():
        rows = np.flatnonzero(block == number)
        own = rows if is_small else np.intersect1d(rows, standing)
        yield rows, (own[:, None] * size + standing).ravel()


def _choose_standing(field: PairFeatures, among: Positions) -> Positions:
    """Choose who stands for each part and group: the best tied, first by id, of the largest."""
    ties = np.diff(field.ground.matrix.indptr)[among]
    order = np.lexsort((among, -ties))
    member = csr_array(field.ground.member[among])
    owner = np.repeat(np.arange(len(among)), np.diff(member.indptr))
    groups = field.ground.chains.part.max(initial=-1) + 1 + member.indices
    holder = np.concatenate([np.arange(len(among)), owner])
    held = np.concatenate([field.ground.chains.part[among], groups])
    rank = np.empty(len(among), dtype=np.intp)
    rank[order] = np.arange(len(among))
    by = np.lexsort((rank[holder], held))
    is_first = np.ones(len(by), dtype=bool)
    is_first[1:] = held[by][1:] != held[by][:-1]
    size = np.bincount(held)[held[by][is_first]]
    best, sizes = holder[by][is_first], size
    largest = best[np.lexsort((best, -sizes))]
    _, seen = np.unique(largest, return_index=True)
    return np.sort(largest[np.sort(seen)][:_STAND_FOR_OTHERS])


def _compare_block(
    field: PairFeatures,
    products: tuple[_Product, ...],
    among: Positions,
    rows: Positions,
    extra: Positions,
    *,
    weights: Mapping[str, float],
    is_small: bool,
) -> PairCandidates:
    """Score the pairs of some rows, and keep the best of each."""
    size = len(among)
    made = [_multiply(product, rows, size) for product in products]
    keys = unique_sorted(extra, *(key for key, _ in made))
    row, column = np.divmod(keys, size)
    first, second = among[row], among[column]
    is_allowed = _is_allowed(field, first, second)
    keys, row, first, second = (part[is_allowed] for part in (keys, row, first, second))
    ties, words, given, taken, by = (take_sorted(keys, *each) for each in made)
    person = field.company.is_person
    has_somebody = by > 0
    # each side is reached through the introducer; else a person who agreed, half way
    of_side = (person[first].astype(np.float64) + person[second]) / 4.0
    matched, common = given + taken, ties + words
    near = (ties > 0) | _share_a_hub(field, first, second)
    found = PairCandidates(
        first, second,
        matched=(matched / (1.0 + matched)).round(_DECIMALS),
        common=(common / (1.0 + common)).round(_DECIMALS),
        willing=np.where(has_somebody, 1.0, of_side),
        gain=measure_gain(field.ground, first, second, is_near=near).gain.round(_DECIMALS),
    )  # fmt: skip
    score = found.fixed(weights) * found.gain ** weights["gain"]
    is_worth_it = (found.gain > 0) if weights["gain"] else (matched + common > 0)
    is_worth_it &= has_somebody | person[first] | person[second]
    kept = np.flatnonzero(is_worth_it & (first < second) if is_small else is_worth_it)
    if not is_small:
        kept = kept[_is_among_best(row[kept], score[kept], second[kept])]
    ends = np.minimum(first, second), np.maximum(first, second)
    return found._replace(first=ends[0], second=ends[1]).take(kept)


def _multiply(product: _Product, rows: Positions, size: int) -> tuple[Positions, Floats]:
    """Multiply out some rows: keys of the pairs with anything in common, and how much."""
    block = csr_array(product.left[rows] @ product.right.T)
    block.sort_indices()
    return np.repeat(rows * size, np.diff(block.indptr)) + block.indices, block.data


def _is_allowed(field: PairFeatures, first: Positions, second: Positions) -> Flags:
    """Mark two who do not know each other, and are on the two sides asked for."""
    knows = field.company.knows
    size = knows.shape[0]
    held = np.repeat(np.arange(size, dtype=np.int64) * size, np.diff(knows.indptr)) + knows.indices
    is_known = is_in_sorted(first.astype(np.int64) * size + second, held)
    is_allowed = ~is_known & (first != second)
    if field.side is not None:
        is_allowed &= field.side[first] != field.side[second]
    return np.asarray(is_allowed, dtype=bool)


def _share_a_hub(field: PairFeatures, first: Positions, second: Positions) -> Flags:
    """Tell who shares a neighbour that is tied to too many to bring pairs up."""
    matrix = field.ground.matrix
    hubs = np.flatnonzero(np.diff(matrix.indptr) > SHARED_AT_MOST)
    if not len(hubs):
        return np.zeros(len(first), dtype=bool)
    return share_any(csr_array(matrix[:, hubs]), first, second)


def _is_among_best(row: Positions, score: Floats, second: Positions) -> Flags:
    """Mark the best pairs of each row, ties by the other's id."""
    order = np.lexsort((second, -score, row))
    is_best = np.zeros(len(row), dtype=bool)
    is_best[order] = rank_within(row[order]) < KEPT_EACH
    return is_best


class Chosen(NamedTuple):
    """
    One introduction, and what it brings after those before it.

    ``sides`` are the pairs of groups (positions; the first node's, the
    second's) that ``links`` ties and shared members join so far, the fewest
    of any pair of theirs.
    """

    candidate: int
    score: float
    gain: float
    bridges: int
    is_apart: bool
    links: int
    sides: list[tuple[int, int]]

    def turn(self) -> Chosen:
        """Tell it from the other side."""
        return self._replace(sides=[(other, one) for one, other in self.sides])


def choose_pairs(
    candidates: PairCandidates,
    ground: Ground,
    *,
    n: int | None,
    at_most: int,
    weights: Mapping[str, float],
) -> list[Chosen]:
    """
    Choose the best pair, add its tie, look again, up to ``n`` times, or while there is one.

    Scores are looked at again lazily (Minoux 1978, "Accelerated greedy
    algorithms for maximizing submodular set functions"): the gain of a pair
    can only fall as ties are added, so one whose earlier score is below the
    best fresh one need not be looked at. The result is that of measuring
    every pair each time. Equal scores go by the order of the candidates.
    """
    fixed = candidates.fixed(weights)
    score = (fixed * candidates.gain ** weights["gain"]).round(_DECIMALS)
    is_fresh = np.ones(len(score), dtype=bool)
    taken = np.zeros(ground.matrix.shape[0], dtype=np.int64)
    chosen: list[Chosen] = []
    n = len(score) if n is None else n
    while len(chosen) < n and len(score):
        best = int(score.argmax())
        while np.isfinite(score[best]) and not is_fresh[best]:
            again = _choose_stale(score, is_fresh, best)
            is_fresh[again] = True
            gain = _measure(ground, candidates, again)
            fresh = (fixed[again] * gain ** weights["gain"]).round(_DECIMALS)
            joins_nothing = (gain == 0) & (weights["gain"] > 0)
            score[again] = np.where(joins_nothing, -np.inf, fresh)
            best = int(score.argmax())
        if not np.isfinite(score[best]):
            break
        chosen.append(_describe(ground, candidates, best, float(score[best])))
        ends = candidates.first[best], candidates.second[best]
        if len(chosen) < n:
            ground = add_tie(ground, int(ends[0]), int(ends[1]))
        is_fresh[:] = False
        score[best] = -np.inf
        for end in ends:
            taken[end] += 1
            if taken[end] >= at_most:
                score[(candidates.first == end) | (candidates.second == end)] = -np.inf
    return chosen


def _choose_stale(score: Floats, is_fresh: Positions, best: int) -> Positions:
    """Choose the highest of the scores that were measured before the last introduction."""
    stale = np.flatnonzero(~is_fresh & np.isfinite(score))
    if len(stale) > _LOOKED_AT_AGAIN:
        part = np.argpartition(-score[stale], _LOOKED_AT_AGAIN)[:_LOOKED_AT_AGAIN]
        stale = stale[part]
    return np.union1d(stale, best)


def _measure(ground: Ground, candidates: PairCandidates, at: Positions) -> Floats:
    found = measure_gain(ground, candidates.first[at], candidates.second[at])
    return found.gain.round(_DECIMALS)


def _describe(ground: Ground, candidates: PairCandidates, best: int, score: float) -> Chosen:
    """Say what one introduction brings now."""
    at = np.array([best])
    first, second = candidates.first[at], candidates.second[at]
    found = measure_gain(ground, first, second)
    links, sides = list_joined(ground, int(first[0]), int(second[0]))
    return Chosen(
        candidate=best,
        score=score,
        gain=round(float(found.gain[0]), _DECIMALS),
        bridges=int(found.bridges[0]),
        is_apart=bool(found.is_apart[0]),
        links=links,
        sides=sides,
    )

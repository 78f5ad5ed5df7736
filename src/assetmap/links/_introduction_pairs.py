"""Which pairs may be introduced, and which of them are chosen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.sparse import csr_array

from assetmap.arrays import (
    decimals_up_to,
    is_in_sorted,
    is_run_start,
    rank_within,
    take_sorted,
    unique_sorted,
)
from assetmap.links._introduction_gain import (
    GroupedGraph,
    add_tie,
    list_least_linked_groups,
    measure_gain,
    share_any,
)
from assetmap.links._participants import SHARED_AT_MOST, GiftMatches, Participants, WordIncidence
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
"""Up to this many participants every pair of them is compared."""
KEPT_EACH = 20
"""Best pairs kept for each participant, where there are more participants than that."""
_ENTRIES_AT_ONCE = 1_000_000
_REPRESENTATIVES_AT_MOST = 1_000
_DECIMALS = decimals_up_to(1)
_MEASURED_AT_ONCE = 256


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

    def take(self, index: Positions) -> PairCandidates:
        """Take the pairs at these positions, in this order."""
        columns: list[Any] = [column[index] for column in self]
        return PairCandidates(*columns)


@dataclass(frozen=True, slots=True, eq=False)
class PairFeatures:
    """
    All that pairs are compared by; rows are nodes.

    ``side`` is 1 and 2 for the two sides that introductions are to be
    between, 0 for neither; None where they may be between any.
    """

    participants: Participants
    gifts: GiftMatches
    interests: WordIncidence
    graph: GroupedGraph
    side: Positions | None


class _Product(NamedTuple):
    """What two rows i and j have in common: the entry (i, j) of left @ right.T."""

    left: Matrix
    right: Matrix


def find_candidates(features: PairFeatures, *, weights: Mapping[str, float]) -> PairCandidates:
    """
    List the pairs that may be introduced, with the parts of their score.

    Every pair of up to 1,500 participants. Of more, those who have a gift for
    each other or share a neighbour or an interest, and every pair of the best
    tied of up to 1,000 components and groups; the 20 best pairs of each
    participant are kept. Rows are compared in blocks of a million entries.
    """
    may_meet = features.participants.may_meet
    node_set = np.flatnonzero(may_meet if features.side is None else may_meet & (features.side > 0))
    is_small = len(node_set) <= ALL_PAIRS_UP_TO
    products = _build_products(features, node_set)
    blocks = [
        _compare_block(features, products, node_set, rows, extra, weights=weights,
                       is_small=is_small)
        for rows, extra in _cut_blocks(features, products, node_set, is_small=is_small)
    ]  # fmt: skip
    found = _concatenate(blocks)
    key = found.first * len(features.participants.graph) + found.second
    _, once = np.unique(key, return_index=True)  # a pair may be among the best of both
    return found.take(once)


def _concatenate(blocks: list[PairCandidates]) -> PairCandidates:
    """Put the candidates of all blocks together, also where there is no block."""
    no_nodes, no_parts = np.empty(0, dtype=np.intp), np.empty(0)
    none = PairCandidates(no_nodes, no_nodes, no_parts, no_parts, no_parts, no_parts)
    columns: list[Any] = [np.concatenate(column) for column in zip(none, *blocks, strict=True)]
    return PairCandidates(*columns)


def find_introducers(features: PairFeatures) -> tuple[Matrix, Positions]:
    """Take the columns of the adjacency of the people who agreed; and their nodes.

    People with more than 1,000 ties are excluded.
    """
    adjacency = features.graph.adjacency
    degree = np.diff(adjacency.indptr)
    introducers = np.flatnonzero(features.participants.has_agreed & (degree <= SHARED_AT_MOST))
    return csr_array(adjacency[:, introducers]), introducers


def measure_rarity(matrix: Matrix) -> Floats:
    """Weigh each column by 1 / ln of how many have it; nothing where one or too many do."""
    column_sums = np.bincount(matrix.indices, minlength=matrix.shape[1])
    is_counted = (column_sums > 1) & (column_sums <= SHARED_AT_MOST)
    rarity = np.zeros(len(column_sums))
    rarity[is_counted] = 1.0 / np.log(column_sums[is_counted])
    return rarity


def _build_products(features: PairFeatures, node_set: Positions) -> tuple[_Product, ...]:
    """Build the products: shared neighbours, interests, gifts either way, introducers."""
    gifts = features.gifts
    can_give, wants = csr_array(gifts.can_give[node_set]), csr_array(gifts.wants.matrix[node_set])
    introducers = csr_array(find_introducers(features)[0][node_set])
    return (
        _build_shared_product(features.graph.adjacency, node_set),
        _build_shared_product(features.interests.matrix, node_set),
        _Product(_weigh(can_give, gifts.worth), wants),
        _Product(_weigh(wants, gifts.worth), can_give),
        _Product(introducers, introducers),
    )


def _build_shared_product(matrix: Matrix, node_set: Positions) -> _Product:
    """Weigh what two rows share by how rare it is (Adamic and Adar 2003)."""
    rows = csr_array(matrix[node_set])
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
    features: PairFeatures, products: tuple[_Product, ...], node_set: Positions, *, is_small: bool
) -> Iterator[Pairs]:
    """Cut the rows into blocks of about as many entries; and give keys of further pairs.

    The cost of row i of left @ right.T is the sum, over the columns k of left
    row i, of the rows of right that have k.
    """
    n_nodes = len(node_set)
    cost = np.full(n_nodes, n_nodes if is_small else 0, dtype=np.int64)
    for left, right in products:
        column_sums = np.bincount(right.indices, minlength=right.shape[1])
        total = np.concatenate([[0], np.cumsum(column_sums[left.indices])])
        cost += total[left.indptr[1:]] - total[left.indptr[:-1]]
    block = (np.cumsum(cost) - cost) // _ENTRIES_AT_ONCE
    columns = np.arange(n_nodes) if is_small else _choose_representatives(features, node_set)
    for number in np.unique(block).tolist():
        rows = np.flatnonzero(block == number)
        dense_rows = rows if is_small else np.intersect1d(rows, columns)
        yield rows, (dense_rows[:, None] * n_nodes + columns).ravel()


def _choose_representatives(features: PairFeatures, node_set: Positions) -> Positions:
    """Choose one node of each component and group: the best tied, first by id, of the largest.

    Nodes of two components may have nothing in common, so that no product
    brings up their pair, though a tie would join them.
    """
    component = features.graph.bridges.component
    degree = np.diff(features.graph.adjacency.indptr)[node_set]
    membership = csr_array(features.graph.membership[node_set])
    # Components and groups are sets of one sort here: groups are numbered on from components.
    member = np.repeat(np.arange(len(node_set)), np.diff(membership.indptr))
    member = np.concatenate([np.arange(len(node_set)), member])
    groups = component.max(initial=-1) + 1 + membership.indices
    owner = np.concatenate([component[node_set], groups])
    rank = np.empty(len(node_set), dtype=np.intp)
    rank[np.lexsort((node_set, -degree))] = np.arange(len(node_set))
    order = np.lexsort((rank[member], owner))
    member, ordered_owner = member[order], owner[order]
    is_best = is_run_start(ordered_owner)
    best, sizes = member[is_best], np.bincount(owner)[ordered_owner[is_best]]
    by_size = best[np.lexsort((best, -sizes))]
    _, first_seen = np.unique(by_size, return_index=True)  # a node may be the best of many sets
    return np.sort(by_size[np.sort(first_seen)][:_REPRESENTATIVES_AT_MOST])


def _compare_block(
    features: PairFeatures,
    products: tuple[_Product, ...],
    node_set: Positions,
    rows: Positions,
    extra: Positions,
    *,
    weights: Mapping[str, float],
    is_small: bool,
) -> PairCandidates:
    """Score the pairs of a block of rows, and keep the best of each row."""
    n_nodes = len(node_set)
    entries = [_multiply(product, rows, n_nodes) for product in products]
    keys = unique_sorted(extra, *(key for key, _ in entries))
    row, column = np.divmod(keys, n_nodes)
    first, second = node_set[row], node_set[column]
    is_allowed = _is_allowed(features, first, second)
    keys, row, first, second = (part[is_allowed] for part in (keys, row, first, second))
    # The products share few of their pairs: each is looked up in the pairs of all, 0 elsewhere.
    neighbours, interests, given, taken, introducers = (
        take_sorted(keys, *product_entries) for product_entries in entries
    )
    is_person = features.participants.is_person
    has_introducer = introducers > 0
    # each side is reached through the introducer; else a person who agreed, half way
    people_alone = (is_person[first].astype(np.float64) + is_person[second]) / 4.0
    matched, common = given + taken, neighbours + interests
    near = (neighbours > 0) | _share_a_hub(features, first, second)
    found = PairCandidates(
        first, second,
        matched=(matched / (1.0 + matched)).round(_DECIMALS),
        common=(common / (1.0 + common)).round(_DECIMALS),
        willing=np.where(has_introducer, 1.0, people_alone),
        gain=measure_gain(features.graph, first, second, is_near=near).gain.round(_DECIMALS),
    )  # fmt: skip
    score = found.fixed(weights) * found.gain ** weights["gain"]
    is_worth_it = (found.gain > 0) if weights["gain"] else (matched + common > 0)
    is_worth_it &= has_introducer | is_person[first] | is_person[second]
    # Of all pairs each comes up twice, once from either end; of more, the best of each row count.
    index = np.flatnonzero(is_worth_it & (first < second) if is_small else is_worth_it)
    if not is_small:
        index = index[_is_among_best(row[index], score[index], second[index])]
    low, high = np.minimum(first, second), np.maximum(first, second)
    return found._replace(first=low, second=high).take(index)


def _multiply(product: _Product, rows: Positions, n_nodes: int) -> tuple[Positions, Floats]:
    """Multiply a block of rows: keys row * n_nodes + column of its entries, and their values."""
    block = csr_array(product.left[rows] @ product.right.T)
    block.sort_indices()
    return np.repeat(rows * n_nodes, np.diff(block.indptr)) + block.indices, block.data


def _is_allowed(features: PairFeatures, first: Positions, second: Positions) -> Flags:
    """Mark two who do not know each other, and are on the two sides asked for."""
    knows = features.participants.knows
    n_nodes = knows.shape[0]
    row = np.repeat(np.arange(n_nodes, dtype=np.int64), np.diff(knows.indptr))
    entries = row * n_nodes + knows.indices
    is_known = is_in_sorted(first.astype(np.int64) * n_nodes + second, entries)
    is_allowed = ~is_known & (first != second)
    if features.side is not None:
        is_allowed &= features.side[first] != features.side[second]
    return np.asarray(is_allowed, dtype=bool)


def _share_a_hub(features: PairFeatures, first: Positions, second: Positions) -> Flags:
    """Tell who shares a neighbour whose degree is too high to bring pairs up."""
    adjacency = features.graph.adjacency
    hubs = np.flatnonzero(np.diff(adjacency.indptr) > SHARED_AT_MOST)
    if not len(hubs):
        return np.zeros(len(first), dtype=bool)
    return share_any(csr_array(adjacency[:, hubs]), first, second)


def _is_among_best(row: Positions, score: Floats, second: Positions) -> Flags:
    """Mark the best pairs of each row, ties by the other's id."""
    order = np.lexsort((second, -score, row))
    is_best = np.zeros(len(row), dtype=bool)
    is_best[order] = rank_within(row[order]) < KEPT_EACH
    return is_best


class Chosen(NamedTuple):
    """
    One introduction, and what it brings after those before it.

    ``group_pairs`` are the pairs of groups (positions; the first node's, the
    second's) that ``links`` ties and shared members join so far, the fewest
    of any pair of theirs.
    """

    candidate: int
    score: float
    gain: float
    bridges: int
    is_apart: bool
    links: int
    group_pairs: list[tuple[int, int]]

    def swap(self) -> Chosen:
        """Give the same with the second node first."""
        return self._replace(group_pairs=[(right, left) for left, right in self.group_pairs])


def choose_pairs(
    candidates: PairCandidates,
    graph: GroupedGraph,
    *,
    n: int | None,
    at_most: int,
    weights: Mapping[str, float],
) -> list[Chosen]:
    """
    Choose the best pair, add its tie, measure again, up to ``n`` times, or while there is one.

    Scores are measured again lazily (Minoux 1978, "Accelerated greedy
    algorithms for maximizing submodular set functions"): the gain of a pair
    can only fall as ties are added, so one whose earlier score is below the
    best fresh one need not be measured. The result is that of measuring
    every pair each time. Equal scores go by the order of the candidates.
    """
    fixed = candidates.fixed(weights)
    score = (fixed * candidates.gain ** weights["gain"]).round(_DECIMALS)
    is_fresh = np.ones(len(score), dtype=bool)
    times_chosen = np.zeros(graph.adjacency.shape[0], dtype=np.int64)
    chosen: list[Chosen] = []
    n = len(score) if n is None else n
    while len(chosen) < n and len(score):
        best = int(score.argmax())
        while np.isfinite(score[best]) and not is_fresh[best]:
            stale = _choose_stale(score, is_fresh, best)
            is_fresh[stale] = True
            gain = _measure_rounded_gain(graph, candidates, stale)
            fresh = (fixed[stale] * gain ** weights["gain"]).round(_DECIMALS)
            joins_nothing = (gain == 0) & (weights["gain"] > 0)
            score[stale] = np.where(joins_nothing, -np.inf, fresh)
            best = int(score.argmax())
        if not np.isfinite(score[best]):
            break
        chosen.append(_describe(graph, candidates, best, float(score[best])))
        ends = candidates.first[best], candidates.second[best]
        if len(chosen) < n:
            graph = add_tie(graph, int(ends[0]), int(ends[1]))
        is_fresh[:] = False
        score[best] = -np.inf
        for end in ends:
            times_chosen[end] += 1
            if times_chosen[end] >= at_most:
                score[(candidates.first == end) | (candidates.second == end)] = -np.inf
    return chosen


def _choose_stale(score: Floats, is_fresh: Positions, best: int) -> Positions:
    """Choose the highest of the scores that were measured before the last introduction."""
    stale = np.flatnonzero(~is_fresh & np.isfinite(score))
    if len(stale) > _MEASURED_AT_ONCE:
        highest = np.argpartition(-score[stale], _MEASURED_AT_ONCE)[:_MEASURED_AT_ONCE]
        stale = stale[highest]
    return np.union1d(stale, best)


def _measure_rounded_gain(
    graph: GroupedGraph, candidates: PairCandidates, index: Positions
) -> Floats:
    """Measure the gain of the candidates at these positions, as it is ranked."""
    found = measure_gain(graph, candidates.first[index], candidates.second[index])
    return found.gain.round(_DECIMALS)


def _describe(graph: GroupedGraph, candidates: PairCandidates, best: int, score: float) -> Chosen:
    """Say what one introduction brings now."""
    first, second = candidates.first[[best]], candidates.second[[best]]
    found = measure_gain(graph, first, second)
    links, group_pairs = list_least_linked_groups(graph, int(first[0]), int(second[0]))
    return Chosen(
        candidate=best,
        score=score,
        gain=round(float(found.gain[0]), _DECIMALS),
        bridges=int(found.bridges[0]),
        is_apart=bool(found.is_apart[0]),
        links=links,
        group_pairs=group_pairs,
    )

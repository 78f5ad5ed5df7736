"""Which pairs of places could be linked: profiles, likeness and candidates.

Two places are alike when what is there is of the same kinds and about the same
themes, and when they stand alike in need. Groups have no need and no place of
their own: they are alike by the kinds of asset and the places they are found in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.arrays import (
    decimals_up_to,
    encode_pairs,
    is_run_start,
    ragged_arange,
    rank_within,
    tuples_by_row,
    unique_sorted,
)
from assetmap.errors import Problem, TableError, find_unknown
from assetmap.links._presence import Presence
from assetmap.space import join_neighbours, place_of
from assetmap.tables import AssetMap, find_categories
from assetmap.typing import Flags, Floats, Matrix, Objects, Pairs, Positions, WeightedPairs

__all__ = [
    "ALIKE_FROM",
    "MissingCandidates",
    "Profiles",
    "build_profiles",
    "find_missing_candidates",
    "list_shares",
    "measure_likeness",
]

AMONG = 50
"""A place is compared with this many of the nearest; one without a boundary with this many that
have the most alike assets."""
LARGEST = 50
"""And with this many of the largest, in case it is surprising that it has no link with one."""
ALIKE_FROM = 0.5
"""Places count as alike from this likeness."""
_CELLS = 4_000_000
_BEHIND = 1e-14  # of equally alike places the first is kept
LIKENESS_WEIGHTS = {"assets": 2.0, "need": 1.0}
"""What counts how much when places are compared; need counts where it is known of both."""
SHARES_AT_MOST = 5
"""How many themes (of groups: places) in common are named; measures of need come on top."""
_AT_ONCE = 100_000
_DECIMALS = decimals_up_to(1)
_PLACE, _THEMES, _KIND = "place_id", "themes", "kind"
_FIFTH = 0.2


class MissingCandidates(NamedTuple):
    """
    Candidate pairs, each a number: the first position times the places, plus the second.

    ``near`` and ``alike`` are pairs with the first position below the second,
    sorted; ``surprising`` are pairs that are missing if their absence is a
    surprise. ``partner`` is, for each place, the nearest one, or else the one
    most like it; -1 where there is none, or where others are just as like it.
    ``is_one_of`` tells where others are as near as the partner.
    """

    near: Positions
    alike: Positions
    surprising: Positions
    partner: Positions
    is_one_of: Flags


def find_missing_candidates(
    places: gpd.GeoDataFrame | None,
    profiles: Profiles,
    sizes: Positions,
    *,
    near: str | int,
    alike: int,
    xy: Floats | None,
) -> MissingCandidates:
    """
    Find pairs of places that one might expect to be linked, never all pairs.

    Parameters
    ----------
    places
        One row per place, in the order of ``profiles``; None for groups.
    profiles, sizes
        What each is made of, and how many assets that is.
    near
        Which places are near, as of `join_neighbours`.
    alike
        With how many of the most alike each place is paired.
    xy
        The point that stands for each place; None for groups.
    """
    n_places = len(sizes)
    near_start, near_end = _list_neighbours(places, near)
    start, end = _list_neighbours(places, AMONG)
    likeness = measure_likeness(profiles, start, end)
    unlocated = np.setdiff1d(np.arange(n_places), start)  # by assets, where nothing is near
    first, second, likeness_by_assets = _find_most_alike(profiles, unlocated, n_places)
    partner = np.full(n_places, -1, dtype=np.int64)
    is_one_of = np.zeros(n_places, dtype=bool)
    best, is_tied = _take_best(first, -likeness_by_assets)
    is_alone = ~is_tied & (likeness_by_assets[best] > 0)
    partner[first[best[is_alone]]] = second[best[is_alone]]
    if xy is not None and len(start):
        apart_m = np.hypot(*(xy[start] - xy[end]).T).round(_DECIMALS)
        order = np.lexsort((end, -likeness, apart_m, start))
        nearest, is_tied = _take_best(start[order], apart_m[order])
        partner[start[order][nearest]] = end[order][nearest]
        is_one_of[start[order][nearest]] = is_tied
    alike_pairs = [
        encode_pairs(left[is_first], right[is_first], n_places)
        for left, right, is_first in (
            (start, end, _take_first(start, end, likeness, count=alike)),
            (first, second, _take_first(first, second, likeness_by_assets, count=alike)),
        )
    ]
    # Every place with each of the largest, but for a large place with itself.
    largest = np.lexsort((np.arange(n_places), -sizes))[:LARGEST]
    every = np.repeat(np.arange(n_places), len(largest))
    large = np.tile(largest, n_places)
    with_largest = encode_pairs(every, large, n_places)[every != large]
    return MissingCandidates(
        near=unique_sorted(encode_pairs(near_start, near_end, n_places)),
        alike=unique_sorted(*alike_pairs),
        surprising=unique_sorted(encode_pairs(start, end, n_places), with_largest),
        partner=partner,
        is_one_of=is_one_of,
    )


def _take_best(start: Positions, cost: Floats) -> tuple[Positions, Flags]:
    """Take the first row of each start, which are in order, and whether the second costs as much.

    Rows of one start are in order of cost.
    """
    best = np.flatnonzero(is_run_start(start))
    second = np.minimum(best + 1, len(start) - 1)
    is_tied = (second != best) & (start[second] == start[best]) & (cost[second] == cost[best])
    return best, np.asarray(is_tied, dtype=bool)


def _list_neighbours(places: gpd.GeoDataFrame | None, neighbours: str | int) -> Pairs:
    """List each place with each of its neighbours, in order; groups have none."""
    if places is None:
        empty = np.empty(0, dtype=np.int64)
        return empty, empty
    joined = join_neighbours(places, neighbours=neighbours)
    start = np.repeat(np.arange(joined.shape[0]), np.diff(joined.indptr))
    return start, joined.indices.astype(np.int64)


def _take_first(start: Positions, end: Positions, likeness: Floats, *, count: int) -> Flags:
    """Mark the most alike of each start, of equals the first, if they are alike at all."""
    order = np.lexsort((end, -likeness, start))
    ranked = start[order]
    is_first = np.zeros(len(start), dtype=bool)
    is_first[order] = rank_within(ranked) < count
    return is_first & (likeness >= ALIKE_FROM)


def _find_most_alike(profiles: Profiles, rows: Positions, n_places: int) -> WeightedPairs:
    """Pair the places of these rows with those whose assets are most alike, these first."""
    columns = csr_array(profiles.roots.T)
    at_once = max(1, _CELLS // max(n_places, 1))
    keep = max(min(AMONG, n_places - 1), 0)
    ends = [np.empty(0, dtype=np.int64)]
    for begin in range(0, len(rows) if keep else 0, at_once):
        block = rows[begin : begin + at_once]
        by_assets = (profiles.roots[block] @ columns).toarray().round(_DECIMALS)
        by_assets[np.arange(len(block)), block] = -1  # a place is not paired with itself
        by_assets -= np.arange(n_places) * _BEHIND
        best = np.argpartition(-by_assets, keep - 1, axis=1)[:, :keep]
        ends.append(best.ravel().astype(np.int64))
    end = np.concatenate(ends)
    start = np.repeat(rows, keep) if keep else end
    likeness = measure_likeness(profiles, start, end)
    order = np.lexsort((end, -likeness, start))
    return start[order], end[order], likeness[order]


def measure_likeness(profiles: Profiles, a: Positions, b: Positions) -> Floats:
    """
    Measure how alike pairs of places are, 0 (nothing alike) to 1 (the same mix).

    By assets: the sum over sorts of the root of the two shares multiplied,
    which is the cosine between the roots (Bhattacharyya 1943). A place ten
    times as large with the same mix is as alike as can be. By need: 1 less
    the mean difference in standing. The two are averaged by
    `LIKENESS_WEIGHTS`.

    Examples
    --------
    >>> two = Profiles(
    ...     roots=csr_array(np.sqrt([[0.5, 0.5], [1, 0]])), words=csr_array((2, 0)), names=(),
    ...     standing=np.array([[0.25], [0.75]]), neediest=np.zeros((2, 1), dtype=bool),
    ...     needs=("high need",),
    ... )
    >>> measure_likeness(two, np.array([0]), np.array([1])).round(3)  # (2 root(0.5) + 0.5) / 3
    array([0.638])
    """
    by_assets = np.zeros(len(a))
    for start in range(0, len(a), _AT_ONCE):
        rows = slice(start, start + _AT_ONCE)
        products = profiles.roots[a[rows]].multiply(profiles.roots[b[rows]])
        by_assets[rows] = np.asarray(products.sum(axis=1)).ravel()
    apart = np.abs(profiles.standing[a] - profiles.standing[b])
    is_known = ~np.isnan(apart)
    measures = is_known.sum(axis=1)
    by_need = 1 - np.where(is_known, apart, 0).sum(axis=1) / np.maximum(measures, 1)
    weight = np.where(measures > 0, LIKENESS_WEIGHTS["need"], 0.0)
    total = LIKENESS_WEIGHTS["assets"] * by_assets + weight * by_need
    likeness = total / (LIKENESS_WEIGHTS["assets"] + weight)
    return np.asarray(np.clip(likeness, 0, 1).round(_DECIMALS))


def list_shares(profiles: Profiles, a: Positions, b: Positions) -> Objects:
    """
    List what pairs share, in words: themes that most are about first, then needs.

    A theme counts by the smaller number of assets about it of the two. Needs
    are those by which both are in the fifth of places that need most. A pair
    with a position of -1 shares nothing.
    """
    pairs = np.flatnonzero((a >= 0) & (b >= 0))
    shared = csr_array(profiles.words[a[pairs]].minimum(profiles.words[b[pairs]]))
    row = np.repeat(np.arange(len(pairs)), np.diff(shared.indptr))
    word = shared.indices
    order = np.lexsort((word, -shared.data, row))  # words are sorted by name
    row, word = row[order], word[order]
    is_named = rank_within(row) < SHARES_AT_MOST
    needy_row, need = np.nonzero(profiles.neediest[a[pairs]] & profiles.neediest[b[pairs]])
    # Needs are numbered on from the words, so that one array of names serves both.
    names = np.array([*profiles.names, *profiles.needs], dtype=object)
    name = np.concatenate([word[is_named], len(profiles.names) + need]).astype(np.intp)
    row = np.concatenate([row[is_named], needy_row])
    return tuples_by_row(pairs[row], names[name], len(a))


@dataclass(frozen=True, slots=True, eq=False)
class Profiles:
    """
    What the places (or groups) of a presence are made of, in its order.

    Parameters
    ----------
    roots
        Places by sorts of asset (a kind and a theme): the root of the share
        of the place's assets that are of the sort. Every row has length 1.
    words
        Places by shared words: how many assets of the place are about a
        theme, or how many of a group are in a place; ``names`` are the words.
    standing
        Places by measures of need: the share of the map's own places that
        need less, 0 to 1; NaN where it is not known.
    neediest
        Whether the place is in the fifth of places that need most;
        ``needs`` are the measures, in words.
    """

    roots: Matrix
    words: Matrix
    names: tuple[str, ...]
    standing: Floats
    neediest: Flags
    needs: tuple[str, ...]


def build_profiles(m: AssetMap, presence: Presence, *, needs: Iterable[str]) -> Profiles:
    """
    Build the shares of each place, or group, by sort of asset, and its needs.

    An asset counts once, in equal parts for each of its themes.

    Raises
    ------
    TableError
        If a measure of need is no column of numbers of the places.
    """
    measures = _read_needs(m, needs)
    assets = m.assets.loc[presence.actors]
    assets = assets.assign(**{_PLACE: place_of(m).reindex(assets.index)})
    is_by_place = presence.by == "place"
    first, second = _KIND, _THEMES
    if not is_by_place:
        first, second = (_KIND if presence.by in {"theme", _THEMES} else _THEMES), _PLACE
    by_second = _build_word_shares(assets, second)
    places_by_assets = csr_array(presence.incidence.T)
    sorts = _build_row_products(_build_word_shares(assets, first), by_second)
    roots = csr_array(places_by_assets @ sorts)
    total = np.asarray(roots.sum(axis=1))
    roots.data = np.sqrt(roots.data / np.repeat(total, np.diff(roots.indptr)))
    names = find_categories(assets, second).names
    has_word = csr_array(by_second[:, : len(names)])  # without the column of those that have none
    has_word.data[:] = 1.0
    words = csr_array(places_by_assets @ has_word)
    if not is_by_place:
        names = tuple(m.places["name"].reindex(list(names)).fillna("").astype(str))
        measures = measures.iloc[:, :0]
    standing = _measure_standing(measures.reindex(presence.places))
    return Profiles(
        roots=roots,
        words=words,
        names=names,
        standing=standing,
        neediest=_find_neediest(standing),
        needs=tuple(f"high {column.replace('_', ' ')}" for column in measures.columns),
    )


def _read_needs(m: AssetMap, needs: Iterable[str]) -> pd.DataFrame:
    """Take the measures of need, or raise with all that cannot be used."""
    wanted = [needs] if isinstance(needs, str) else [str(name) for name in needs]
    places = m.places
    columns = [str(name) for name in places.columns if name != "geometry"]
    problems = find_unknown("needs", wanted, columns)
    problems += [
        Problem("needs", "not_numbers", f"{name!r} does not hold numbers.", "Name a measure.")
        for name in wanted
        if name in columns and not pd.api.types.is_numeric_dtype(places[name])
    ]
    if problems:
        raise TableError("Places cannot be compared by these needs.", problems)
    return pd.DataFrame(places[list(dict.fromkeys(wanted))])


def _build_word_shares(assets: pd.DataFrame, column: str) -> Matrix:
    """Build assets by words: 1 / the words of the asset; what has none is in a last column."""
    found = find_categories(assets, column)
    n_words = np.bincount(found.asset, minlength=len(assets))
    wordless = np.flatnonzero(n_words == 0)
    row = np.concatenate([found.asset, wordless])
    last = np.full(len(wordless), len(found.names))
    share = 1 / np.maximum(n_words, 1)[row]
    ends = (row, np.concatenate([found.category, last]))
    return csr_array((share, ends), shape=(len(assets), len(found.names) + 1))


def _build_row_products(first: Matrix, second: Matrix) -> Matrix:
    """Multiply every entry of a row with every entry of the same row (a Khatri-Rao product)."""
    row = np.repeat(np.arange(first.shape[0]), np.diff(first.indptr))
    n_products = np.diff(second.indptr)[row]
    left = np.repeat(np.arange(first.nnz), n_products)
    right = ragged_arange(second.indptr[row], n_products)
    column = first.indices[left].astype(np.int64) * second.shape[1] + second.indices[right]
    product = first.data[left] * second.data[right]
    shape = (first.shape[0], first.shape[1] * second.shape[1])
    return csr_array((product, (row[left], column)), shape=shape)


def _measure_standing(measures: pd.DataFrame) -> Floats:
    """Rank places by each measure, (rank - 1/2) / places: the share that need less."""
    ranks: Any = measures.rank(method="average")
    n_known = np.maximum(measures.notna().sum(), 1)
    return np.asarray((ranks - 0.5) / n_known, dtype=np.float64)


def _find_neediest(standing: Floats) -> Flags:
    """Tell who is in the fifth that needs most; where all need the same, nobody is."""
    is_known = ~np.isnan(standing)
    least = np.where(is_known, standing, np.inf).min(axis=0, initial=np.inf)
    above = np.zeros(standing.shape)
    for column in range(standing.shape[1]):
        ordered = np.sort(standing[is_known[:, column], column])
        n_above = len(ordered) - np.searchsorted(ordered, standing[:, column], side="right")
        above[:, column] = n_above / max(len(ordered), 1)
    return np.asarray(is_known & (above < _FIFTH) & (standing > least), dtype=bool)

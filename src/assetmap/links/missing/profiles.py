"""What is each place, or group, made of, and what does it need?

Two places are alike when what is there is of the same kinds and about the same
themes, and when they stand alike in need. Groups have no need and no place of
their own: they are alike by the kinds of asset and the places they are found in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.arrays import ragged_arange
from assetmap.errors import Problem, TableError, find_unknown
from assetmap.links.pairs.presence import Presence
from assetmap.space import place_of
from assetmap.tables import AssetMap, find_categories
from assetmap.typing import Flags, Floats, Matrix

__all__ = ["Profiles", "build_profiles"]

_PLACE, _THEMES, _KIND = "place_id", "themes", "kind"
_FIFTH = 0.2


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
    Lay out what each place, or group, is made of.

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
    shared = _mark_words(assets, second)
    there = csr_array(presence.matrix.T)
    roots = csr_array(there @ _cross(_mark_words(assets, first), shared))
    total = np.asarray(roots.sum(axis=1))
    roots.data = np.sqrt(roots.data / np.repeat(total, np.diff(roots.indptr)))
    names = find_categories(assets, second).names
    held = csr_array(shared[:, : len(names)])
    held.data[:] = 1.0
    words = csr_array(there @ held)
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


def _mark_words(assets: pd.DataFrame, column: str) -> Matrix:
    """Share each asset out over its words; what has none goes into a last column."""
    found = find_categories(assets, column)
    marks = np.bincount(found.asset, minlength=len(assets))
    none = np.flatnonzero(marks == 0)
    row = np.concatenate([found.asset, none])
    last = np.full(len(none), len(found.names))
    part = 1 / np.maximum(marks, 1)[row]
    ends = (row, np.concatenate([found.category, last]))
    return csr_array((part, ends), shape=(len(assets), len(found.names) + 1))


def _cross(first: Matrix, second: Matrix) -> Matrix:
    """Pair every word of an asset's first row with every word of its second."""
    sizes = np.diff(second.indptr)
    row = np.repeat(np.arange(first.shape[0]), np.diff(first.indptr))
    many = sizes[row]
    entry = np.repeat(np.arange(first.nnz), many)
    other = ragged_arange(second.indptr[row], many)
    column = first.indices[entry].astype(np.int64) * second.shape[1] + second.indices[other]
    part = first.data[entry] * second.data[other]
    shape = (first.shape[0], first.shape[1] * second.shape[1])
    return csr_array((part, (row[entry], column)), shape=shape)


def _measure_standing(measures: pd.DataFrame) -> Floats:
    """Rank places by each measure: the share that need less, equals counting half."""
    ranks: Any = measures.rank(method="average")
    known = np.maximum(measures.notna().sum(), 1)
    return np.asarray((ranks - 0.5) / known, dtype=np.float64)


def _find_neediest(standing: Floats) -> Flags:
    """Tell who is in the fifth that needs most; where all need the same, nobody is."""
    is_known = ~np.isnan(standing)
    least = np.where(is_known, standing, np.inf).min(axis=0, initial=np.inf)
    above = np.zeros(standing.shape)
    for column in range(standing.shape[1]):
        known = np.sort(standing[is_known[:, column], column])
        later = len(known) - np.searchsorted(known, standing[:, column], side="right")
        above[:, column] = later / max(len(known), 1)
    return np.asarray(is_known & (above < _FIFTH) & (standing > least), dtype=bool)

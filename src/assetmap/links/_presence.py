"""Who is active in which places, or in which groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from assetmap.arrays import rows_of_tuples
from assetmap.errors import Problem, TableError, find_unknown
from assetmap.model import GROUP_PAIR, PLACE_PAIR, AssetKind, PairEnds, Purpose
from assetmap.space import find_ancestors, find_leaves, place_of
from assetmap.tables import (
    AssetMap,
    find_categories,
    find_open,
    find_withdrawn,
    measure_asset_is_unsure,
)
from assetmap.typing import Flags, Matrix, Positions

__all__ = [
    "PLACE",
    "Presence",
    "find_counted",
    "find_presence",
    "list_ends",
    "take_labels",
]

PLACE = "place"
"""The word for places among the groupings."""


def list_ends(by: str) -> PairEnds:
    """List the columns of a pair of places, or of groups."""
    return PLACE_PAIR if by == PLACE else GROUP_PAIR


def take_labels(labels: pd.Index[str], position: Positions) -> pd.Series[Any]:
    """Take labels by position; nothing at -1."""
    return pd.Series(labels, dtype="str").reindex(position).reset_index(drop=True)


@dataclass(frozen=True, slots=True, eq=False)
class Presence:
    """Which assets are active in which places of one level, or in which groups.

    Parameters
    ----------
    by
        ``"place"``, or the column of the assets whose words are the groups.
    places
        Ids of the places, sorted; of groups, their words. ``names``, in the
        same order, is what people call them.
    actors
        Ids of the assets that count, sorted, also those that are active in
        one place only or in none; ``is_person`` and ``is_unsure`` (not
        confirmed within two years) describe them.
    incidence
        A row per actor and a column per place: 1 where it is active.
    homes
        The same, for what an actor belongs to: its own place, at most one; by
        a grouping every group it is of, as in ``incidence``.
    themes
        The themes that were asked for, sorted; none where everything counts.
    """

    by: str
    places: pd.Index[str]
    names: pd.Index[str]
    actors: pd.Index[str]
    is_person: Flags
    is_unsure: Flags
    incidence: Matrix
    homes: Matrix
    themes: tuple[str, ...] = ()

    @property
    def sizes(self) -> Positions:
        """How many people, groups and other assets are active in each place."""
        sizes: Positions = np.bincount(self.incidence.indices, minlength=len(self.places))
        return sizes


def find_presence(
    m: AssetMap,
    *,
    by: str = PLACE,
    level: str | None = None,
    themes: str | Iterable[str] | None = None,
) -> Presence:
    """
    Find who is active where; closed assets and secret locations are nowhere.

    Parameters
    ----------
    m
        The map. Not modified.
    by
        ``"place"``; else a column of the assets, each word of which is a
        group: ``"theme"`` (the same as ``"themes"``), ``"kind"``, ``"roles"``
        or any column that the map was read with.
    level
        Level of the places, whatever belongs to a smaller place counting for
        the one it is part of; the smallest places when None. Places alone
        have levels.
    themes
        Only assets with one of these themes count. All places and groups stay.

    Raises
    ------
    TableError
        If a theme, the level or the column is not known, or groups are asked
        for by level.
    """
    if level is not None and by != PLACE:
        raise TableError(f"Groups by {by!r} have no level {level!r}. Only places have levels.")
    wanted = _read_themes(m, themes)
    assets = pd.DataFrame(m.assets).loc[find_counted(m)]
    if by == PLACE:
        places, names, incidence, homes = _find_places(m, assets, level)
    else:
        places, incidence = _find_groups(assets, by)
        names, homes = places, incidence
    is_kept = _is_about(assets["themes"], wanted)
    actors = assets.index[is_kept]
    return Presence(
        by=by,
        places=places,
        names=names,
        actors=actors,
        is_person=(assets["kind"].to_numpy(dtype=object) == str(AssetKind.INDIVIDUAL))[is_kept],
        is_unsure=measure_asset_is_unsure(m).reindex(actors).to_numpy(dtype=bool),
        incidence=incidence[is_kept],
        homes=homes[is_kept],
        themes=wanted,
    )


def find_counted(m: AssetMap) -> pd.Index[str]:
    """List who counts, sorted: not closed, not secret, nobody who took back being stored."""
    assets = m.assets
    is_gone = assets.index.isin(find_withdrawn(m, purpose=Purpose.STORE))
    counted: pd.Index[str] = assets.index[find_open(assets) & ~is_gone].sort_values()
    return counted


def _find_places(
    m: AssetMap, assets: pd.DataFrame, level: str | None
) -> tuple[pd.Index[str], pd.Index[str], Matrix, Matrix]:
    """Find the places of a level, their names, who is active there and who is at home."""
    everywhere = m.places
    if level is None:
        places = pd.Index(find_leaves(everywhere).index, dtype="str")
        stands_for, known = np.arange(len(places)), places
    else:
        ancestor = find_ancestors(everywhere, level)
        places = pd.Index(sorted(ancestor.dropna().unique()), dtype="str")
        stands_for, known = places.get_indexer(pd.Index(ancestor)), ancestor.index
    own = place_of(m).reindex(assets.index).to_numpy(dtype=object)
    active_row, active = rows_of_tuples(assets["active_in"].to_numpy())
    row = np.append(np.arange(len(assets)), active_row)
    stated = known.get_indexer(pd.Index(np.append(own, active), dtype="str"))
    column = np.append(stands_for, -1)[stated]  # position -1 is no place
    shape, n_own = (len(assets), len(places)), len(assets)
    names = pd.Index(everywhere["name"].reindex(places), dtype="str")
    homes = _build_incidence(row[:n_own], column[:n_own], shape)
    return places, names, _build_incidence(row, column, shape), homes


def _find_groups(assets: pd.DataFrame, by: str) -> tuple[pd.Index[str], Matrix]:
    """Find the words of a column, and build assets by words."""
    found = find_categories(assets, by)
    words = pd.Index(found.names, dtype="str")
    return words, _build_incidence(found.asset, found.category, (len(assets), len(words)))


def _build_incidence(row: Positions, column: Positions, shape: tuple[int, int]) -> Matrix:
    """Build a matrix of ones, however often a place is stated; column -1 is nowhere."""
    is_entry = column >= 0
    ends = (row[is_entry], column[is_entry])
    incidence = csr_array(coo_array((np.ones(int(is_entry.sum())), ends), shape=shape))
    incidence.data[:] = 1.0
    incidence.sort_indices()
    return incidence


def _read_themes(m: AssetMap, themes: str | Iterable[str] | None) -> tuple[str, ...]:
    """List the themes that are asked for, sorted, or raise with all that are not known."""
    if themes is None:
        return ()
    wanted = [themes] if isinstance(themes, str) else [str(theme) for theme in themes]
    problems = find_unknown("themes", wanted, m.assets["themes"].explode().dropna().unique())
    if not wanted:
        remedy = "Name at least one, or leave `themes` out."
        problems.append(Problem("themes", "no_theme", "there is none to look at.", remedy))
    if problems:
        raise TableError("Links cannot be looked for by these themes.", problems)
    return tuple(sorted(set(wanted)))


def _is_about(themes: pd.Series[Any], wanted: tuple[str, ...]) -> Flags:
    """Tell which assets have one of the themes; all of them where none is asked for."""
    if not wanted:
        return np.ones(len(themes), dtype=bool)
    words = themes.explode()
    is_about = words.isin(wanted).groupby(level=0).any().reindex(themes.index)
    return is_about.to_numpy(dtype=bool)

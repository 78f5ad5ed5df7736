"""What may be counted for the public, and in which places it is counted."""

from __future__ import annotations

from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from assetmap.arrays import is_among
from assetmap.model import AssetKind, Precision
from assetmap.publish.disclosure import protect_populations
from assetmap.publish.fields import SHOWN_FIELDS, Admission, admit
from assetmap.publish.small_origins import count_residents, merge_small_origins
from assetmap.space import assign_places, find_all_places, find_bounded, find_leaves
from assetmap.tables import AssetMap, empty_words, find_categories, find_mentioned_places
from assetmap.typing import Flags, Pairs, Positions

__all__ = [
    "OPEN_COLUMNS",
    "counts_people",
    "find_counted_places",
    "find_open_words",
    "find_public_places",
    "rests_on_published",
    "select_public",
]

OPEN_COLUMNS = tuple(
    name for name in SHOWN_FIELDS if name not in {"geometry", "sources", "place_id", "active_in"}
)
"""Columns whose words the public may be told of; ids are the team's own."""


def select_public(
    m: AssetMap, *, admission: Admission | None = None, rules: str = "ons"
) -> AssetMap:
    """
    Make the map from which answers for the public are worked out.

    In it is what a public page shows and may point at: no people, nothing
    that is closed or whose location is kept secret, no field that is not
    shown, populations by the small-number rule, and where people live without
    origins of a few people (`merge_small_origins`). Whatever is found in it,
    by whatever question, tells no more than the page does: nothing is there,
    or missing, or more, or fewer, because of somebody who did not agree.

    Parameters
    ----------
    m
        The map. Not modified.
    admission
        What the public may see of it, if that is known already.
    rules
        How counts of people are protected, where ``admission`` does not say.

    Returns
    -------
    public
        A map without extra columns of assets.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Asha", "Choir", "Old club"],
    ...          "kind": ["individual", "association", "association"],
    ...          "status": ["active", "active", "closed"], "age": ["75+", None, None]},
    ...         index=["asha", "choir", "club"],
    ...     )
    ... )
    >>> public = select_public(m).assets
    >>> public.index.tolist(), "age" in public.columns
    (['choir'], False)
    """
    seen = admit(m, audience="public", rules=rules) if admission is None else admission
    shown = seen.assets.loc[seen.placed]
    shown = shown[shown["kind"] != str(AssetKind.INDIVIDUAL)]
    ties = m.ties
    is_between = is_among(ties["source"], shown.index) & is_among(ties["target"], shown.index)
    residents = count_residents(m)
    populations = protect_populations(m.places.assign(population=residents), rule=seen.rule.name)
    places = m.places.assign(population=populations)[find_public_places(m, seen)]
    return m.with_tables(
        assets=shown,
        places=places,
        ties=ties[is_between],
        consents=m.consents.head(0),
        origins=_find_public_origins(m, populations[places.index], rule=seen.rule.name),
        records={},
    )


def _find_public_origins(
    m: AssetMap, populations: pd.Series[float], *, rule: str
) -> gpd.GeoDataFrame:
    """Find where people live, none of it a household, in places whose population is published."""
    if m.origins.empty:
        return m.origins
    origins = merge_small_origins(m, rule=rule)
    told = populations.index[populations.notna()]
    return origins[is_among(origins["place_id"], told)]


def find_public_places(m: AssetMap, admission: Admission) -> Flags:
    """Tell which places the public may know of: not those that only hidden records name."""
    if admission.audience.sees_records:
        return np.ones(len(m.places), dtype=bool)
    return find_mentioned_places(m.places, admission.assets, m.effort)


def find_open_words(admission: Admission, by: object) -> set[str]:
    """
    List the words of a column that something has which is shown, and no person.

    Words in another column of it do not count: they would not be listed by
    this one, but for somebody who is not shown.
    """
    column = "themes" if by == "theme" else by
    if column not in OPEN_COLUMNS:
        return set()
    public = admission.assets.loc[admission.placed].drop(columns="geometry")
    things = public[public["kind"] != str(AssetKind.INDIVIDUAL)]
    return set(find_categories(things, str(column)).names) - {str(AssetKind.INDIVIDUAL)}


def counts_people(found: pd.DataFrame) -> bool:
    """Tell whether individuals were counted for a finding; one that does not say so counts them."""
    return "of_people" not in found or bool(found["of_people"].astype(bool).any())


def rests_on_published(places: pd.DataFrame, published: pd.Series[Any]) -> bool:
    """Tell whether the populations of places are those that are published."""
    known = places["population"].to_numpy(dtype=np.float64, na_value=np.nan)
    return np.array_equal(known, published.to_numpy(dtype=np.float64), equal_nan=True)


class Counted(NamedTuple):
    """The one place of each asset, and in which others it is drawn, as ids on one index."""

    place: pd.Series[str]
    drawn_in: pd.Series[Any]


def find_counted_places(shown: gpd.GeoDataFrame, places: gpd.GeoDataFrame) -> Counted:
    """
    Find the place of each asset that is shown, and every other place that it is drawn in.

    Parameters
    ----------
    shown
        Assets as an audience may see them, with ``place_id``, ``precision``
        and the shape that is drawn. What was kept back is not in it, so
        nothing is told that is not drawn. Not modified.
    places
        One row per place, by ``place_id``. Not modified.

    Returns
    -------
    counted
        ``place`` is the stated place, else the smallest that holds the shape
        (as `assetmap.space.place_of`), else missing. ``drawn_in`` are tuples
        of the other places in which a part of it is drawn, sorted: all that a
        line or an area goes through, and the one that a point is in which
        states another. A shape that only touches a boundary is not in there.
        Places that one of these is part of are left out: whatever is in a
        part is counted in the whole. What stands in the middle of its stated
        place is drawn nowhere else.
    """
    stated = shown["place_id"].where(shown["place_id"].str.strip() != "")
    shapes = shown.geometry
    bounded = places[find_bounded(places)]
    is_drawn = ~(shapes.isna() | shapes.is_empty)
    is_found = is_drawn & stated.isna()
    own = stated.copy()
    if is_found.any():
        own[is_found] = _find_smallest(shapes[is_found], places).array
    stands_for_place = stated.notna() & (shown["precision"] == str(Precision.PLACE))
    at = np.flatnonzero(is_drawn & ~stands_for_place)
    empty = pd.Series(empty_words(len(shown)), index=shown.index, dtype=object)
    if not len(at) or bounded.empty:
        return Counted(own, empty)
    owner, place = _pair(shapes.iloc[at], own.iloc[at], places)
    return Counted(own, _list_drawn_in(empty, at[owner], place, own, places))


def _find_smallest(shapes: gpd.GeoSeries, places: gpd.GeoDataFrame) -> pd.Series[str]:
    """Find the smallest place that holds each shape, looking at the larger ones last."""
    found = pd.Series(None, index=shapes.index, dtype="str")
    rest, left = places, np.arange(len(shapes))
    while len(rest) and len(left):
        here = assign_places(shapes.iloc[left], rest)
        found.iloc[left] = here.array
        left = left[here.isna().to_numpy()]
        rest = rest.drop(index=find_leaves(rest).index)
    return found


def _pair(shapes: gpd.GeoSeries, own: pd.Series[str], places: gpd.GeoDataFrame) -> Pairs:
    """Pair shapes, by position, with the places that they are drawn in, of whatever level."""
    parts, owner = shapely.get_parts(shapes.to_numpy(), return_index=True)
    every = places.drop(columns="parent_id")  # then each place is one of the smallest
    touched = find_all_places(gpd.GeoSeries(parts, crs=shapes.crs), every)
    part = touched["asset_id"].to_numpy(dtype=np.intp)
    whose, place = owner[part], places.index.get_indexer(pd.Index(touched["place_id"]))
    is_own = place == places.index.get_indexer(pd.Index(own))[whose]  # nearly all: not asked
    is_inside = is_own.copy()
    zones = places.geometry.to_numpy()[place[~is_own]]
    is_inside[~is_own] = _reach_inside(parts[part[~is_own]], zones)
    # What lies on a boundary alone belongs to its own place there, else to the first by id.
    is_settled = np.zeros(len(shapes), dtype=bool)
    is_settled[whose[is_inside]] = True
    open_ones = np.setdiff1d(whose, np.flatnonzero(is_settled))
    first = np.empty(0, dtype=np.intp)
    if len(open_ones):
        found = _find_smallest(shapes.iloc[open_ones], places)
        first = places.index.get_indexer(pd.Index(found))
    is_first = first >= 0
    return (
        np.concatenate([whose[is_inside], open_ones[is_first]]).astype(np.intp),
        np.concatenate([place[is_inside], first[is_first]]).astype(np.intp),
    )


def _reach_inside(parts: npt.NDArray[Any], zones: npt.NDArray[Any]) -> Flags:
    """Tell which parts reach into the inside of their zone; points are asked of it prepared."""
    is_point = shapely.get_dimensions(parts) == 0
    inside = np.zeros(len(parts), dtype=bool)
    shapely.prepare(zones[is_point])
    inside[is_point] = shapely.contains_properly(zones[is_point], parts[is_point])
    inside[~is_point] = ~shapely.touches(zones[~is_point], parts[~is_point])
    return inside


def _list_drawn_in(
    empty: pd.Series[Any],
    asset: Positions,
    place: Positions,
    own: pd.Series[str],
    places: gpd.GeoDataFrame,
) -> pd.Series[Any]:
    """Make a tuple of ids for each asset, without its own place and what holds one of them."""
    ids = places.index
    own_place = ids.get_indexer(pd.Index(own))
    n_places = max(len(ids), 1)
    pairs = np.unique(asset * n_places + place)
    has_own = np.flatnonzero(own_place >= 0)
    own_pairs = has_own * n_places + own_place[has_own]
    parents = ids.get_indexer(pd.Index(places["parent_id"]))
    drawn = np.setdiff1d(pairs, own_pairs)
    drawn = np.setdiff1d(drawn, _climb(np.append(pairs, own_pairs), parents))
    cells = empty.to_numpy(dtype=object).copy()
    rows, start = np.unique(drawn // n_places, return_index=True)
    for row, listed in zip(rows, np.split(drawn % n_places, start)[1:], strict=True):
        cells[row] = tuple(sorted(ids[listed]))  # few: lines, areas, and what contradicts
    return pd.Series(cells, index=empty.index, dtype=object)


def _climb(pairs: Positions, parent: Positions) -> Positions:
    """Pair each asset with all that its places are part of, level by level."""
    n_places, above = max(len(parent), 1), [pairs[:0]]
    while len(pairs):
        up = parent[pairs % n_places]
        is_part = up >= 0
        pairs = np.unique(pairs[is_part] // n_places * n_places + up[is_part])
        above.append(pairs)
    return np.concatenate(above)

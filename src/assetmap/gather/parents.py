"""Which place is part of which: by a column, a table beside the layer, or the largest overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.errors import Problem
from assetmap.gather import reasons
from assetmap.gather.files import RawTable
from assetmap.gather.headers import missing_header
from assetmap.gather.ledger import TableLedger
from assetmap.gather.names import NameIndex
from assetmap.gather.near_misses import NearIds
from assetmap.gather.tidy import is_written, no_cells
from assetmap.model import ParentsTable, PlacesSection
from assetmap.space import find_all_places, find_leaves
from assetmap.typing import Floats, Objects, Pairs, Positions
from assetmap.wording import say_number

__all__ = [
    "Layer",
    "check_parents",
    "find_overlaps",
    "look_up_parents",
    "mend_parents",
    "put_within",
    "remark_overlaps",
]

_WHOLE = 0.99
"""Share of a place from which on it lies in another, as boundaries are never drawn alike."""
_LITTLE = 0.01
"""Share of the smaller of two places up to which they do not overlap, for the same reason."""
_LITTLE_M2 = 1000.0
"""And up to how many square metres: a building or two."""
_SHOWN = 3
_LISTED = 5
_GRID, _MANY_PLACES = 5, 2000
_PAIRS_MEASURED = 500
Layer = tuple[PlacesSection, gpd.GeoDataFrame, TableLedger]


def check_parents(stated: ParentsTable, table: RawTable, *, where: str) -> list[Problem]:
    """List the columns that the project file names and the table of parents lacks."""
    return [
        missing_header(head, table, f"{where}, parents")
        for head in (stated.id, stated.parent)
        if table.find(head) is None
    ]


def look_up_parents(
    stated: ParentsTable, table: RawTable, layer: gpd.GeoDataFrame, ledger: TableLedger
) -> gpd.GeoDataFrame:
    """
    Give the places of a layer the parents that a table beside it names.

    Rows about other places are skipped; a place that two rows put into
    different parents has none, and its rows are rejected.
    """
    ledger.leave_out()
    ids, parents = table.cells(stated.id), table.cells(stated.parent)
    is_full = is_written(ids) & is_written(parents)
    ledger.reject(~is_full, reasons.MISSING_ID, column=stated.id)
    named = NameIndex(layer.index, layer["name"].tolist()).resolve(ids)
    ledger.reject(
        is_full & named.is_ambiguous, reasons.AMBIGUOUS_PLACE, column=stated.id, value=ids,
        remedy=named.remedy,
    )  # fmt: skip
    is_ours = is_written(named.ids)
    if is_ours.any():
        ours = {place_id.casefold() for place_id in layer.index}
        is_like = np.array([(cell or "").casefold() in ours for cell in ids], dtype=bool)
        ledger.skip_many(is_full & ~is_ours & ~is_like, reasons.OUTSIDE_MAP)
    ledger.reject(
        is_full & ~is_ours, reasons.UNMATCHED_NEED, column=stated.id, value=ids,
        remedy=named.remedy,
    )  # fmt: skip
    ids = named.ids
    rows = np.flatnonzero(ledger.is_open)
    pairs = pd.Series(parents[rows], index=ids[rows], dtype=object)
    several = pairs.groupby(level=0).nunique()
    torn = pd.Series(ids, dtype=object).isin(several.index[several > 1]).to_numpy()
    ledger.reject(torn & is_full, reasons.TWO_PARENTS, column=stated.id, value=ids)
    found = pairs[~pairs.index.duplicated() & ~pairs.index.isin(several.index[several > 1])]
    parent_id = found.reindex(layer.index)
    return layer.assign(parent_id=parent_id.astype(object).where(parent_id.notna(), None))


def put_within(layers: Sequence[Layer]) -> list[Layer]:
    """Give the places of a layer that says ``within`` the parent that they overlap the most."""
    together = pd.concat([frame[["level", "geometry"]] for _, frame, _ in layers])
    placed: list[Layer] = []
    for section, frame, ledger in layers:
        if section.within is None:
            placed.append((section, frame, ledger))
            continue
        wider = together[(together["level"] == section.within).to_numpy()].sort_index()
        wider = wider[~wider.index.isin(frame.index)]
        parent, share = _largest_overlap(
            frame.geometry.to_numpy(dtype=object), wider.geometry.to_numpy(dtype=object)
        )
        ids = no_cells(len(frame))
        ids[parent >= 0] = wider.index.to_numpy(dtype=object)[parent[parent >= 0]]
        _remark_shares(section.within, frame.index, share, ledger)
        placed.append((section, frame.assign(parent_id=ids), ledger))
    return placed


def _largest_overlap(shapes: Objects, zones: Objects) -> tuple[Positions, Floats]:
    """
    Find the zone that holds most of each shape, and how much.

    share = area(shape ∩ zone) / area(shape); of equals the first zone.
    """
    best = np.full(len(shapes), -1, dtype=np.intp)
    share = np.zeros(len(shapes))
    if not len(zones):
        return best, share
    at, zone = shapely.STRtree(zones).query(shapes, predicate="intersects")
    shapely.prepare(zones)
    common = shapely.area(shapely.intersection(shapes[at], zones[zone]))
    order = np.lexsort((-zone, common))  # the last one written is the largest, of equals the first
    at, zone, common = at[order], zone[order], common[order]
    is_some = common > 0
    best[at[is_some]] = zone[is_some]
    share[at[is_some]] = common[is_some]
    return best, share / np.maximum(shapely.area(shapes), np.finfo(float).tiny)


def _remark_shares(level: str, ids: pd.Index[str], share: Floats, ledger: TableLedger) -> None:
    """Say which places of a layer lie in no wider one, or in several."""
    is_torn = share < _WHOLE
    if not is_torn.any():
        return
    worst = np.argsort(share, kind="stable")[: min(_SHOWN, int(is_torn.sum()))]
    shown = ", ".join(f"{ids[at]} {100 * share[at]:.0f} %" for at in worst.tolist())
    ledger.remark(
        "parted_place",
        f"{int(is_torn.sum())} of {say_number(len(ids), 'place')} lie less than 99 % in one place "
        f"of level {level!r}, and were put where the largest part is, if any: {shown}",
        "Give a table of parents, `parents = { file, id, parent }`, if another one is meant.",
    )


def mend_parents(layers: Sequence[Layer]) -> gpd.GeoDataFrame:
    """Put the layers together; parents that no layer has are noted and left out."""
    places = gpd.GeoDataFrame(pd.concat([frame for _, frame, _ in layers]))
    places["parent_id"] = _ids_of_names(places)
    is_unknown = places["parent_id"].notna() & ~places["parent_id"].isin(places.index)
    if is_unknown.any():
        missing = sorted(set(places.loc[is_unknown, "parent_id"]))
        shown = ", ".join(missing[:_LISTED]) + (" and others" if len(missing) > _LISTED else "")
        near = NearIds(places.index)
        known = [said for parent in missing[:_LISTED] if (said := near.say(parent)) is not None]
        layers[-1][2].remark(
            reasons.UNKNOWN_PARENT.code,
            f"{reasons.UNKNOWN_PARENT.says}: "
            f"{say_number(int(is_unknown.sum()), 'place')}, parents {shown}",
            " ".join(known) or reasons.UNKNOWN_PARENT.remedy,
        )
        places["parent_id"] = places["parent_id"].where(~is_unknown, None)
    return places


def _ids_of_names(places: gpd.GeoDataFrame) -> pd.Series[str]:
    """Give the parents that are named, and no id, the id of the one place of that name."""
    names = places["name"]
    ids = pd.Series(places.index, index=names)[~names.duplicated(keep=False).to_numpy()]
    parents = places["parent_id"].astype(object)
    is_name = parents.notna() & ~parents.isin(places.index) & parents.isin(ids.index)
    meant = parents.map(ids)
    is_other = (meant != pd.Series(places.index, index=places.index)).to_numpy()
    found: pd.Series[str] = parents.where(~(is_name & is_other), meant)
    return found


@dataclass(frozen=True, eq=False)
class Overlaps:
    """Pairs of smallest places that overlap, the largest overlaps first."""

    one: pd.Index[str]
    other: pd.Index[str]
    common: Floats
    """Square metres that both have."""
    smaller: Floats
    """Share of the smaller of the two."""


def find_overlaps(places: gpd.GeoDataFrame) -> Overlaps:
    """
    Find the smallest places that lie over one another, though neither is part of the other.

    Points of each place (a grid of them; one, of more than 2,000 places) are
    looked for in the others, and what is found is measured: an overlap of
    less than a twentieth of both may be missed.
    """
    leaves = find_leaves(places)
    leaves = leaves[(leaves.geometry.notna() & ~leaves.geometry.is_empty).to_numpy()]
    shapes = leaves.geometry.to_numpy(dtype=object)
    one, other = _share_points(leaves)
    common = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    area = shapely.area(shapes)
    smaller = common / np.minimum(area[one], area[other])
    order = np.lexsort((other, one, -common))
    order = order[(smaller[order] > _LITTLE) & (common[order] > _LITTLE_M2)]
    ids = leaves.index
    return Overlaps(ids[one[order]], ids[other[order]], common[order], smaller[order])


def _share_points(leaves: gpd.GeoDataFrame) -> Pairs:
    """Pair places of which one holds points of the other, those with the most points first."""
    points, owner = _spread_points(leaves)
    touched = find_all_places(points, leaves)
    point = touched["asset_id"].to_numpy(dtype=np.intp)
    zone = leaves.index.get_indexer(pd.Index(touched["place_id"]))
    is_own = np.zeros(len(points), dtype=bool)
    is_own[point[zone == owner[point]]] = True  # the point lies in the place that it is of
    is_shared = is_own[point] & (zone != owner[point])
    pair = np.sort(np.column_stack([owner[point], zone])[is_shared], axis=1)
    code, hits = np.unique(pair[:, 0] * len(leaves) + pair[:, 1], return_counts=True)
    code = code[np.argsort(-hits, kind="stable")][:_PAIRS_MEASURED]
    return (code // len(leaves)).astype(np.intp), (code % len(leaves)).astype(np.intp)


def _spread_points(leaves: gpd.GeoDataFrame) -> tuple[gpd.GeoSeries, Positions]:
    """Spread points over each place; of very many places, one inside each is enough."""
    if len(leaves) > _MANY_PLACES:
        inside = shapely.point_on_surface(leaves.geometry.to_numpy(dtype=object))
        return gpd.GeoSeries(inside, crs=leaves.crs), np.arange(len(leaves), dtype=np.intp)
    fraction = (np.arange(_GRID) + 0.5) / _GRID
    low_x, low_y, high_x, high_y = leaves.bounds.to_numpy().T[:, :, None, None]
    x = low_x + (high_x - low_x) * fraction[:, None] + 0 * fraction
    y = low_y + (high_y - low_y) * fraction + 0 * fraction[:, None]
    points = gpd.GeoSeries(gpd.points_from_xy(x.ravel(), y.ravel()), crs=leaves.crs)
    return points, np.repeat(np.arange(len(leaves), dtype=np.intp), _GRID * _GRID)


def remark_overlaps(
    places: gpd.GeoDataFrame, overlaps: Overlaps, assets: gpd.GeoSeries, ledger: TableLedger
) -> None:
    """Say which places overlap, by how much, and how many assets lie in more than one."""
    pairs = len(overlaps.one)
    if not pairs:
        return
    names = places["name"]
    shown = "; ".join(
        f"{names[one]} ({one}) and {names[other]} ({other}) by {common / 1e6:,.2f} square km, "
        f"{100 * share:.0f} % of the smaller"
        for one, other, common, share in zip(
            overlaps.one[:_SHOWN], overlaps.other[:_SHOWN], overlaps.common, overlaps.smaller,
            strict=False,
        )
    )  # fmt: skip
    touched = find_all_places(assets, places)
    involved = overlaps.one.union(overlaps.other)
    within = touched[touched["place_id"].isin(involved)].groupby("asset_id").size()
    many = "at least " if pairs >= _PAIRS_MEASURED else ""
    more = " and others" if pairs > _SHOWN else ""
    ledger.remark(
        "overlapping_places",
        f"{many}{say_number(pairs, 'pair')} of places overlap, and neither is part of the other: "
        f"{shown}{more}. {say_number(int((within > 1).sum()), 'asset')} in more than one place, "
        "counted where no place is stated in the one whose id sorts first",
        "If one layer is part of another, say `within`, `parent` or `parents` under [[places]]; "
        "else correct the boundaries.",
    )

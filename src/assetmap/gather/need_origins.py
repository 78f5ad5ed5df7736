"""Where the people of a table of need live: at its points, or at the postcodes of its areas."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from assetmap.arrays import is_among
from assetmap.gather.files import RawTable
from assetmap.gather.ledger import TableLedger
from assetmap.gather.locating import PostcodeTable
from assetmap.gather.need import NeedRows, roll_up, share_below
from assetmap.gather.records import stem_of
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.model import NeedSection, PostcodesSection
from assetmap.space import assign_places, find_leaves
from assetmap.tables import ORIGINS
from assetmap.typing import Flags, Floats, Positions

__all__ = ["HomePostcodes", "find_need_origins", "place_origins", "settle_origins"]

_CODE = re.compile(r"[A-Z]{1,4}\d{4,}[A-Z]?")
_TERMINATED = ("doterm", "date of termination", "terminated", "ended")
_MOST_OF = 0.9
"""Share of the rows of need that must be areas of the postcodes before the two are joined."""


@dataclass(frozen=True, eq=False)
class HomePostcodes:
    """The table of postcodes as places to live: the section, its rows, and where each is."""

    section: PostcodesSection
    table: RawTable
    postcodes: PostcodeTable

    def find_live(self) -> Flags:
        """Tell the rows with a point whose postcode has not ended, where the table says so."""
        heads = [self.section.ended] if self.section.ended else [*_TERMINATED]
        ended = next((head for head in heads if self.table.find(head)), None)
        is_live = self.postcodes.is_usable.copy()
        return is_live if ended is None else is_live & ~is_written(self.table.cells(ended))

    def list_areas(self) -> list[str]:
        """List the columns that may hold the small area of a postcode."""
        if self.section.area is not None:
            return [self.section.area]
        own = self.section
        named = {own.postcode, own.lon, own.lat, own.easting, own.northing, own.ended}
        taken = {self.table.find(head) for head in named if head is not None}
        return [head for head in self.table.columns if head not in taken]


def find_need_origins(
    section: NeedSection,
    table: RawTable,
    ledger: TableLedger,
    rows: NeedRows,
    places: gpd.GeoDataFrame,
    *,
    crs: pyproj.CRS,
    homes: HomePostcodes | None,
) -> pd.DataFrame:
    """
    Find where the people of each row of need live.

    The people of a small area whose code the table of postcodes has too are
    shared equally over the different points of its postcodes; those of other
    rows live at the point that the row gives, or stand at the middle of its
    place. Nobody is lost: the people of the origins are those of the rows.

    Returns
    -------
    origins
        By ``origin_id``; empty where no row says more than its place.
    """
    people = rows.numbers.get("population")
    if people is None:
        return _none()
    is_counted = rows.is_open & np.isfinite(people)
    leaves = find_leaves(places).index.astype(str)
    is_counted &= is_among(pd.Series(rows.place_id.astype(str)), leaves)
    joined = None if homes is None else _find_join(section, table, is_counted, homes)
    row: Positions = np.empty(0, np.intp)
    point, names = np.empty((0, 2)), no_cells(0)
    if homes is not None and joined is not None:
        row, point, names = _share_over_postcodes(table, joined, is_counted, crs, homes)
    is_shared = np.zeros(len(table), dtype=bool)
    is_shared[row] = True
    has_point = is_counted & ~is_shared & np.isfinite(rows.x) & np.isfinite(rows.y)
    if not (is_shared | has_point).any():
        return _none()
    alone = np.flatnonzero(is_counted & ~is_shared)
    each = np.concatenate([row, alone]).astype(np.intp)
    share = np.bincount(each, minlength=len(table))
    ids = np.concatenate([names, _name_rows(table, alone)])
    frame = pd.DataFrame({"people": people[each] / share[each]}, index=pd.Index(ids, dtype=object))
    frame["place_id"] = rows.place_id[each]
    for name, numbers in _measures(section, rows).items():
        frame[name] = numbers[each]
    xy = np.vstack([point, np.column_stack([rows.x, rows.y])[alone]])
    shapes = np.full(len(xy), None, dtype=object)
    is_there = np.isfinite(xy).all(axis=1)
    shapes[is_there] = shapely.points(xy[is_there])
    frame["geometry"] = shapes
    frame["stated_place"] = frame["place_id"]
    frame["is_stated"] = _tell_stated(section, table, rows, joined)[each]
    _say(ledger, is_counted, is_shared, has_point, len(row))
    frame.index.name = ORIGINS.index
    return frame


def place_origins(origins: pd.DataFrame, places: gpd.GeoDataFrame, crs: pyproj.CRS) -> pd.DataFrame:
    """
    Put each origin into the place where its point is.

    The place that its row states holds where the row is about that place, or
    the point is in none.
    """
    stated = origins.pop("is_stated").to_numpy(dtype=bool)
    points = gpd.GeoSeries(origins["geometry"], crs=crs)
    inside = assign_places(points, places)
    is_found = inside.notna().to_numpy() & ~stated
    found = np.where(is_found, inside.to_numpy(dtype=object), origins["place_id"])
    return origins.assign(place_id=found)


def _none() -> pd.DataFrame:
    columns = ["people", "place_id", "geometry", "is_stated"]
    return pd.DataFrame(columns=columns, index=pd.Index([], name=ORIGINS.index, dtype=object))


def _share_over_postcodes(
    table: RawTable,
    joined: tuple[str, str],
    is_counted: Flags,
    crs: pyproj.CRS,
    homes: HomePostcodes,
) -> tuple[Positions, Floats, Cells]:
    """Give the row, the point and the name of every different point of the postcodes of areas."""
    codes, areas = table.cells(joined[0]), homes.table.cells(joined[1])
    x, y = homes.postcodes.points(crs)
    rows = np.flatnonzero(is_counted)
    row = pd.Index(codes[rows]).get_indexer(pd.Index(areas))
    at = np.flatnonzero((row >= 0) & homes.find_live() & np.isfinite(x) & np.isfinite(y))
    points = pd.DataFrame({"row": rows[row[at]], "x": x[at], "y": y[at]})
    is_first = ~points.duplicated().to_numpy()  # post-office boxes pile many on one
    points, at = points[is_first], at[is_first]
    return (
        points["row"].to_numpy(dtype=np.intp),
        points[["x", "y"]].to_numpy(dtype=np.float64),
        homes.table.cells(homes.section.postcode)[at],
    )


def _find_join(
    section: NeedSection, table: RawTable, is_counted: Flags, homes: HomePostcodes
) -> tuple[str, str] | None:
    """Find the column of the rows of need and that of the postcodes that hold the same areas."""
    heads = [section.area] if section.area is not None else [*table.columns]
    codes = {head: cells for head in heads if _are_codes(cells := table.cells(head), is_counted)}
    best, joined = 0.0, None
    for area in homes.list_areas() if codes else ():
        cells = homes.table.cells(area)
        known = pd.Index(cells[is_written(cells)]).unique()
        for head, own in codes.items():
            share = float(np.asarray(pd.Index(own[is_counted]).isin(known)).mean())
            if share >= _MOST_OF and share > best:
                best, joined = share, (head, area)
    return joined


def _are_codes(cells: Cells, is_counted: Flags) -> bool:
    """Tell whether every row that counts has a code of its own."""
    written = cells[is_counted]
    if not len(written) or not is_written(written).all():
        return False
    is_code = all(_CODE.fullmatch(cell) for cell in written.tolist())
    return is_code and len(set(written.tolist())) == len(written)


def _tell_stated(
    section: NeedSection, table: RawTable, rows: NeedRows, joined: tuple[str, str] | None
) -> Flags:
    """Tell the rows that are about a whole place, which holds wherever the points may be."""
    if section.place is None:
        return np.zeros(len(rows.is_open), dtype=bool)
    if joined is not None:
        is_area = table.find(joined[0]) == table.find(section.place)
        return np.full(len(rows.is_open), is_area)
    place = pd.Series(rows.place_id, dtype=object).where(rows.is_open)
    return np.asarray(place.map(place.value_counts()).eq(1), dtype=bool)


def _name_rows(table: RawTable, row: Positions) -> Cells:
    """Name the rows by their file and number."""
    names = no_cells(len(row))
    names[:] = [f"{stem_of(table)}-{number}" for number in np.asarray(table.rows)[row].tolist()]
    return names


def _measures(section: NeedSection, rows: NeedRows) -> dict[str, Floats]:
    """Keep the measures of each row, and rank the rows by them as places are ranked."""
    measures: dict[str, Any] = {}
    shares = []
    level = pd.Series("", index=range(len(rows.is_open)))
    for measure in section.measures:
        values = np.where(rows.is_open, rows.numbers[measure.name], np.nan)
        measures[measure.name] = values
        shares.append(share_below(pd.Series(values), level, worse=measure.worse))
    if shares:
        measures["need"] = pd.concat(shares, axis=1).mean(axis=1).to_numpy()
    return measures


def _say(
    ledger: TableLedger, is_counted: Flags, is_shared: Flags, has_point: Flags, points: int
) -> None:
    """Say where the people of the rows are taken to live."""
    shared, pointed = int(is_shared.sum()), int(has_point.sum())
    rest = int(is_counted.sum()) - shared - pointed
    parts = [
        f"of {shared:,} rows at {points:,} points of their postcodes" if shared else "",
        f"of {pointed:,} rows at the point of the row" if pointed else "",
        f"of {rest:,} rows at the middle of their place" if rest else "",
    ]
    said = ", ".join(part for part in parts if part)
    ledger.remark("homes", f"people are taken to live: {said}")


def settle_origins(
    places: gpd.GeoDataFrame, stated: list[pd.DataFrame], found: list[pd.DataFrame]
) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
    """
    Put origins of several tables together, and give places without people those of theirs.

    Of a place that several tables speak of the first one holds, as of its
    population; what ``[[origins]]`` state comes before what was ``found`` at
    rows of need, whose people are in the population of places already.
    """
    kept = [frame for frame in stated if len(frame)]
    places = _fill_places(places, pd.concat(kept)) if kept else places
    taken = {place for frame in kept for place in frame["place_id"]}
    for frame in found:
        of = frame.get("stated_place", frame["place_id"])
        is_new = ~of.isin(taken)
        taken |= set(of.dropna())
        kept.append(frame[is_new.to_numpy()].drop(columns="stated_place", errors="ignore"))
    filled = [frame for frame in kept if len(frame)]
    if not filled:
        return places, _none()[["people", "place_id", "geometry"]]
    origins = pd.concat(filled)
    origins.index = pd.Index(_tell_apart(origins.index.tolist()), name=ORIGINS.index)
    return places, origins


def _tell_apart(ids: list[str]) -> list[str]:
    """Give ids that are there twice a number."""
    again = pd.Series(ids, dtype=object).groupby(ids).cumcount().tolist()
    return [f"{one} ({number + 1})" if number else one
            for one, number in zip(ids, again, strict=True)]  # fmt: skip


def _fill_places(places: gpd.GeoDataFrame, origins: pd.DataFrame) -> gpd.GeoDataFrame:
    """Give places without people, or need, those of their origins; and then their parents."""
    places = places.copy()
    groups = origins.groupby("place_id")
    leaves = find_leaves(places).index
    sums = groups["people"].sum().reindex(leaves)
    if "need" in origins:
        known = origins["people"].where(origins["need"].notna())
        weighed = (origins["need"] * known).groupby(origins["place_id"]).sum(min_count=1)
        mean = (weighed / known.groupby(origins["place_id"]).sum(min_count=1)).reindex(leaves)
        if "need" not in places:
            places["need"] = np.nan
        places["need"] = places["need"].fillna(mean.reindex(places.index))
    if "population" not in places:
        places["population"] = np.nan
    places["population"] = places["population"].fillna(sums.reindex(places.index))
    return roll_up(places, [])

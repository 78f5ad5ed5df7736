"""Tables of people and need, added up to places and ranked."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj

from assetmap.errors import Problem
from assetmap.gather import reasons
from assetmap.gather.cell_reader import note_numbers
from assetmap.gather.example_rows import skip_examples
from assetmap.gather.files import RawTable
from assetmap.gather.headers import missing_header
from assetmap.gather.ledger import TableLedger
from assetmap.gather.locating import LON_LAT, bring_points, read_angles, to_map
from assetmap.gather.long_tables import leave_out_parts
from assetmap.gather.names import NO_IDEA, NameIndex
from assetmap.gather.numbers import TableMarks, find_cut_numbers
from assetmap.gather.rules import RuleUse, drop_rows, remark_unused
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.model import NeedSection
from assetmap.space import assign_places, find_leaves
from assetmap.tables import PLACES
from assetmap.typing import Flags, Floats

_SLIPS, _SLIP_SHARE = 10, 0.25
"""Up to how many rows outside the map, and which share of all, are slips of the pen."""
_SHOWN = 5
_THOUSANDS = re.compile(r"(?i)(?<!per )(?<!per 1)(?:\bthousands\b|(?<![\d,.])['’]?000['’]?s?\b)")
_LETTER, _DIGIT = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")

__all__ = [
    "NeedRows",
    "add_need",
    "add_up",
    "check_need_columns",
    "measure_need",
    "read_need",
    "roll_up",
    "share_below",
]


@dataclass(frozen=True, eq=False)
class NeedRows:
    """The rows of one table of need: the place, the numbers and the point of each.

    ``x`` and ``y`` are on the map, NaN where the row gives none; rows that are
    not in ``is_open`` were rejected or left out.
    """

    place_id: Cells
    numbers: dict[str, Floats]
    x: Floats
    y: Floats
    is_open: Flags


def check_need_columns(section: NeedSection, table: RawTable, *, where: str) -> list[Problem]:
    """List the columns that the project file names and the table lacks."""
    stated = [section.place, section.lon, section.lat, section.population, section.area]
    stated += [measure.column for measure in section.measures]
    stated += [rule.column for rule in section.drop]
    problems = [
        missing_header(head, table, where)
        for head in stated
        if head is not None and table.find(head) is None
    ]
    taken = {*PLACES.names, PLACES.index} & {measure.name for measure in section.measures}
    return problems + [
        Problem(
            f"{where}, measures",
            "taken_name",
            f"a measure is called {name!r}, as a column of ours is.",
            "Give it another name.",
        )
        for name in sorted(taken)
    ]


def read_need(
    section: NeedSection,
    table: RawTable,
    ledger: TableLedger,
    places: gpd.GeoDataFrame,
    crs: pyproj.CRS,
    today: dt.date,
) -> NeedRows:
    """
    Read the people and the measures of every row, and find its place.

    Rows that count part of the people of others, such as women beside
    persons, are left out; ``today`` is the day of the map, for tables of
    several years.
    """
    skip_examples(table, ledger, _heads(section))
    ledger.leave_out()
    marks = TableMarks(table, section.decimal)
    use = RuleUse()
    for rule in section.drop:
        drop_rows(rule, table, table.columns, ledger, use)
    remark_unused([(ledger, use)])
    place_id, x, y = _join(section, table, ledger, places, crs)
    heads = {} if section.population is None else {"population": section.population}
    heads |= {measure.name: measure.column for measure in section.measures}
    numbers = {name: _numbers(table, head, ledger, marks, name) for name, head in heads.items()}
    if section.population is not None:
        is_negative = numbers["population"] < 0
        cells = table.cells(section.population)
        ledger.reject(is_negative, reasons.NEGATIVE_NUMBER, column=section.population, value=cells)
    people = numbers.get("population", np.full(len(table), np.nan))
    leave_out_parts(table, ledger, _units(section, table, place_id), people, _heads(section), today)
    return NeedRows(place_id, numbers, x, y, ledger.is_open)


def add_up(rows: NeedRows) -> pd.DataFrame:
    """
    Add up people and average measures by place.

    Returns
    -------
    need
        By ``place_id``: ``population`` (sum of the rows' people) and one
        column per measure (mean of the rows, weighted by people where the
        table has them). Only places that a row belongs to.
    """
    frame = pd.DataFrame(rows.numbers, index=range(len(rows.is_open)))[rows.is_open]
    return _add_up(frame, pd.Index(rows.place_id[rows.is_open], name="place_id"))


def _heads(section: NeedSection) -> set[str]:
    """List the headers that the section names: none of them tells parts of the people apart."""
    named = {section.place, section.lon, section.lat, section.population, section.area}
    return {head for head in named if head} | {measure.column for measure in section.measures}


def _units(section: NeedSection, table: RawTable, place_id: Cells) -> Cells:
    """Give what each row is about: its place, or the point that it gives."""
    if section.place is not None:
        return place_id
    lon, lat = table.cells(section.lon), table.cells(section.lat)
    units = no_cells(len(table))
    units[:] = [f"{x}, {y}" for x, y in zip(lon, lat, strict=True)]
    units[~is_written(place_id)] = None
    return units


def _add_up(frame: pd.DataFrame, keys: pd.Index[str]) -> pd.DataFrame:
    """Add up people, and average measures by them; evenly where nobody is known to live."""
    people = frame["population"] if "population" in frame else pd.Series(1.0, index=frame.index)
    columns: dict[str, Any] = {}
    for name in frame:
        if name == "population":
            columns["population"] = people.groupby(keys).sum(min_count=1)
            continue
        known = people.where(frame[name].notna()).fillna(0)
        has_people = (known.groupby(keys).transform("sum") > 0).to_numpy()
        weight = known.where(has_people, 1.0).where(frame[name].notna())
        weighed = (frame[name] * weight).groupby(keys).sum(min_count=1)
        columns[str(name)] = weighed / weight.groupby(keys).sum(min_count=1)
    return pd.DataFrame(columns)


def _join(
    section: NeedSection,
    table: RawTable,
    ledger: TableLedger,
    places: gpd.GeoDataFrame,
    crs: pyproj.CRS,
) -> tuple[Cells, Floats, Floats]:
    """Find the place of each row, by its id or by the point that it gives; and that point."""
    if section.place is not None:
        x, y = _read_points(section, table, ledger, crs)
        cells = table.cells(section.place)
        found = NameIndex(places.index, places["name"].tolist()).resolve(cells)
        is_cut = found.is_unknown & find_cut_numbers(cells)
        ledger.reject(is_cut, reasons.CUT_NUMBER, column=section.place, value=cells)
        ledger.reject(
            found.is_ambiguous,
            reasons.AMBIGUOUS_PLACE,
            column=section.place,
            value=cells,
            remedy=found.remedy,
        )
        is_lost = ~is_written(found.ids) & ~is_cut & ~found.is_ambiguous
        is_elsewhere = is_lost & _are_like(cells, is_written(found.ids))
        _leave_out_elsewhere(is_elsewhere, is_written(found.ids), ledger)
        has_idea = is_written(found.remedy) & (found.remedy != NO_IDEA)
        remedy = np.where(has_idea, found.remedy, reasons.UNMATCHED_NEED.remedy).astype(object)
        ledger.reject(
            is_lost, reasons.UNMATCHED_NEED, column=section.place, value=cells, remedy=remedy
        )
        return found.ids, x, y
    lon, lon_unread = read_angles(table.cells(section.lon))
    lat, lat_unread = read_angles(table.cells(section.lat))
    ledger.reject(lon_unread | lat_unread, reasons.UNREADABLE_ANGLE, column=section.lon)
    x, y = to_map(lon, lat, LON_LAT, crs)
    points = gpd.GeoSeries(gpd.points_from_xy(x, y), crs=crs)
    points = points.where(np.isfinite(x), None)
    inside = assign_places(points, places)
    place_id = inside.astype(object).where(inside.notna(), None).to_numpy(dtype=object)
    is_lost = ~is_written(place_id)
    _leave_out_elsewhere(is_lost & np.isfinite(lon) & np.isfinite(lat), ~is_lost, ledger)
    is_left = ledger.is_open & np.isfinite(lon) & np.isfinite(lat)
    here, there = np.where(is_left, lon, np.nan), np.where(is_left, lat, np.nan)
    x, y = bring_points(ledger, here, there, LON_LAT, crs, column=section.lon or "lon")
    is_refused = is_left & np.isnan(x)
    ledger.reject(is_lost & ~is_refused, reasons.UNMATCHED_NEED, column=section.lon)
    return place_id, x, y


def _read_points(
    section: NeedSection, table: RawTable, ledger: TableLedger, crs: pyproj.CRS
) -> tuple[Floats, Floats]:
    """Read where the people of each row live; a row whose point is none keeps its place."""
    nowhere = np.full(len(table), np.nan)
    if section.lon is None:
        return nowhere, nowhere.copy()
    cells = table.cells(section.lon)
    (lon, lon_unread), (lat, lat_unread) = (
        read_angles(table.cells(head)) for head in (section.lon, section.lat)
    )
    ledger.note(lon_unread | lat_unread, reasons.UNREADABLE_ANGLE, column=section.lon, value=cells)
    return to_map(lon, lat, LON_LAT, crs)


def _leave_out_elsewhere(is_elsewhere: Flags, is_found: Flags, ledger: TableLedger) -> None:
    """Skip rows beyond the map, unless they are so few that they must be slips of the pen."""
    is_elsewhere = is_elsewhere & ledger.is_open
    outside, inside = int(is_elsewhere.sum()), int((is_found & ledger.is_open).sum())
    is_wide = outside > _SLIPS or outside > max(1, _SLIP_SHARE * (outside + inside))
    if inside and is_wide:
        ledger.skip_many(is_elsewhere, reasons.OUTSIDE_MAP)


def _are_like(cells: Cells, is_found: Flags) -> Flags:
    """Tell cells that are written like codes of the map; all written ones, where it has names."""
    forms = {cell: _DIGIT.sub("9", _LETTER.sub("A", cell)) for cell in set(cells.tolist()) if cell}
    known = {forms[cell] for cell in set(cells[is_found].tolist())}
    are_codes = all("9" in form for form in known)
    like = {cell for cell, form in forms.items() if not are_codes or form in known}
    return np.fromiter((cell in like for cell in cells), dtype=bool, count=len(cells))


def _numbers(
    table: RawTable, head: str, ledger: TableLedger, marks: TableMarks, name: str
) -> Floats:
    """Read one column; what is written for nothing is said, as a blank is no zero."""
    cells = table.cells(head)
    given = table.columns.as_given(table.find(head) or head)
    is_given = [cell is not None and cell.strip() != "" for cell in given]
    is_nothing = ~is_written(cells) & np.array(is_given, dtype=bool)
    shown = np.where(is_nothing, np.array(given, dtype=object), cells).astype(object)
    ledger.note(is_nothing, reasons.SUPPRESSED_NUMBER, column=head, value=shown)
    read = marks.read(cells, is_count=name == "population")
    note_numbers(ledger, read, head, cells)
    if name == "population" and _THOUSANDS.search(head) and np.isfinite(read.numbers).any():
        said = reasons.IN_THOUSANDS
        ledger.remark(said.code, f"{head!r}: {said.says}", said.remedy)
        return read.numbers * 1_000
    return read.numbers


def measure_need(
    places: gpd.GeoDataFrame, sections: tuple[NeedSection, ...]
) -> tuple[gpd.GeoDataFrame, list[str]]:
    """
    Roll measures up to parents, and rank every level's places by need.

    ``need`` of a place is the share of the other places of its level that
    need less, averaged over the measures: 1 is the most need, 0 the least.
    Parents without numbers of their own get the sum (people) or the weighted
    mean (measures) of their children.

    Returns
    -------
    places, remarks
        The places with ``population`` and ``need``; and, in sentences, which
        places no row spoke of.
    """
    measures = {measure.name: measure for section in sections for measure in section.measures}
    remarks: list[str] = []
    if not sections:
        return places, remarks
    is_own = places["population"].notna() if "population" in places else None
    places = roll_up(places, [name for name in measures if name in places.columns])
    shares = [
        share_below(places[name], places["level"], worse=measure.worse)
        for name, measure in measures.items()
        if name in places.columns
    ]
    if shares:
        places["need"] = pd.concat(shares, axis=1).mean(axis=1)
    leaves = find_leaves(places)
    for name in ("population", "need") if measures else ("population",):
        silent = leaves.index[leaves[name].isna()] if name in leaves else leaves.index
        if len(silent):
            shown = ", ".join(silent[:5]) + (" and others" if len(silent) > 5 else "")
            remarks.append(f"{len(silent)} of {len(leaves)} places have no {name}: {shown}")
    return places, remarks + _say_partial(places, is_own)


def _say_partial(places: gpd.GeoDataFrame, is_own: pd.Series[bool] | None) -> list[str]:
    """Say which places have the people of some of their parts alone."""
    is_summed = places["population"].notna()
    if is_own is not None:
        is_summed &= ~is_own
    is_known = places["population"].notna().groupby(places["parent_id"]).agg(["sum", "size"])
    partial = is_known[(is_known["sum"] < is_known["size"]) & is_summed.reindex(is_known.index)]
    if partial.empty:
        return []
    shown = ", ".join(
        f"{place_id} ({row['sum']} of {row['size']})"
        for place_id, row in partial.head(_SHOWN).iterrows()
    )
    more = " and others" if len(partial) > _SHOWN else ""
    return [f"people of some parts alone were added up: {shown}{more}"]


def roll_up(places: gpd.GeoDataFrame, names: list[str]) -> gpd.GeoDataFrame:
    """Fill parents from their children, level by level."""
    if "population" not in places:
        places["population"] = np.nan
    for _ in range(len(places)):
        parents = places["parent_id"].dropna()
        children = places.loc[parents.index]
        weight = children["population"].fillna(0)
        totals = children["population"].groupby(parents).sum(min_count=1)
        filled = {"population": totals.reindex(places.index)}
        for name in names:
            known = weight.where(children[name].notna())
            mean = (children[name] * weight).groupby(parents).sum(min_count=1)
            filled[name] = (mean / known.groupby(parents).sum(min_count=1)).reindex(places.index)
        before = int(places[["population", *names]].isna().sum().sum())
        for name, column in filled.items():
            places[name] = places[name].fillna(column)
        if int(places[["population", *names]].isna().sum().sum()) == before:
            break
    return places


def share_below(values: pd.Series[Any], level: pd.Series[Any], *, worse: str) -> pd.Series[Any]:
    """Give the share of the level's other places that need less; ties share their rank."""
    oriented = values if worse == "high" else -values
    groups = oriented.groupby(level.fillna(""))
    rank, size = groups.rank(method="average"), groups.transform("count")
    return (rank - 1) / (size - 1).where(size > 1)


def add_need(places: gpd.GeoDataFrame, need: pd.DataFrame) -> gpd.GeoDataFrame:
    """Put the columns of one table beside the places; what is there already is kept."""
    for name in need.columns:
        column = need[name].reindex(places.index)
        places[name] = column if name not in places else places[name].fillna(column)
    return places

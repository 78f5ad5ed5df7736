"""The files of one project, opened together and gathered in the order that they need."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import geopandas as gpd
import pandas as pd
import pyproj

from assetmap.errors import AssetmapError, MissingExtraError, Problem, ProjectError
from assetmap.gather import reasons
from assetmap.gather.assets import gather_assets
from assetmap.gather.coordinates import read_angles, read_metres
from assetmap.gather.ids import IdRegister
from assetmap.gather.inputs import ASSET_INPUTS, CONSENT_INPUTS, TIE_INPUTS, Inputs
from assetmap.gather.ledger import Ledger, TableLedger
from assetmap.gather.locate import Surroundings
from assetmap.gather.mapping import (
    expected_headers,
    map_table,
    missing_header,
    resolve_columns,
)
from assetmap.gather.naming import NameIndex
from assetmap.gather.need import check_need_columns, gather_need, measure_need
from assetmap.gather.places import check_place_columns, empty_places, gather_places, mend_parents
from assetmap.gather.postcodes import PostcodeTable
from assetmap.gather.project_file import ProjectFile
from assetmap.gather.raw import RawTable
from assetmap.gather.tables import read_raw_tables
from assetmap.gather.tidy import normalise_header
from assetmap.gather.ties import gather_consents, gather_ties
from assetmap.model import AssetKind, RowsSection
from assetmap.tables import ASSETS, CONSENTS, TIES, ImportReport, require_metric

__all__ = ["Assembly"]


S = TypeVar("S", bound=RowsSection)


@dataclass(frozen=True, eq=False)
class _Opened(Generic[S]):
    """One table of one section, with the headers found for our columns."""

    section: S
    table: RawTable
    headers: dict[str, tuple[str, ...]]
    source_id: str
    is_other: bool = False


class Assembly:
    """Open every file first, so that all that is wrong with the project is said at once."""

    def __init__(self, project_file: ProjectFile, say: Callable[[str], None]) -> None:
        self._file = project_file
        self._project = project_file.project
        self._say = say
        self._ledger = Ledger()
        self._problems: list[Problem] = []
        self._sources: list[dict[str, object]] = []
        self.crs: pyproj.CRS = require_metric(self._project.map.crs, name="[map] crs")

    def open_tables(self) -> None:
        """Read every file and find every column, or raise with all that is missing."""
        project = self._project
        self._place_tables = [
            self._open(section.file, layer=section.layer) for section in project.places
        ]
        for number, (section, tables) in enumerate(
            zip(project.places, self._place_tables, strict=True), start=1
        ):
            for table in tables:
                self._problems += check_place_columns(
                    section, table, where=self._where("places", number)
                )
        self._need_tables = []
        for number, need in enumerate(project.need, start=1):
            sheets = None if need.sheet is None else (need.sheet,)
            heads = [need.place, need.lon, need.lat, need.population]
            heads += [measure.column for measure in need.measures]
            expected = frozenset(normalise_header(head) for head in heads if head)
            tables = self._open(need.file, sheets=sheets, expected=expected)[:1]
            self._need_tables.append(tables)
            for table in tables:
                self._problems += check_need_columns(need, table, where=self._where("need", number))
        self._assets = self._open_section("assets", project.assets, ASSET_INPUTS)
        self._people = self._open_section("people", project.people, ASSET_INPUTS)
        self._ties = self._open_section("ties", project.ties, TIE_INPUTS)
        self._consents = self._open_section("consents", project.consents, CONSENT_INPUTS)
        self._postcode_table = self._open_postcodes()
        if self._problems:
            count = f"{len(self._problems)} problem" + ("s" if len(self._problems) > 1 else "")
            raise ProjectError(f"{self._file.name} cannot be followed: {count}.", self._problems)

    def _where(self, section: str, number: int) -> str:
        return f"{self._file.name}, {section} → {number}"

    def _open(
        self,
        file: str,
        *,
        layer: str | None = None,
        sheets: tuple[str, ...] | None = None,
        expected: frozenset[str] = frozenset(),
    ) -> list[RawTable]:
        """Read a file; what is wrong with it joins the other problems."""
        self._say(f"reading {file}")
        path = self._file.path(file)
        try:
            return read_raw_tables(
                path, shown_as=path.name, expected=expected, sheets=sheets, layer=layer
            )
        except MissingExtraError:
            raise
        except AssetmapError as error:
            self._problems.append(Problem(self._file.name, "unusable_file", str(error), ""))
            return []

    def _open_section(self, name: str, sections: tuple[S, ...], inputs: Inputs) -> list[_Opened[S]]:
        """Open every file of one kind of records."""
        return [
            opened
            for number, section in enumerate(sections, start=1)
            for opened in self._open_records(name, number, section, inputs)
        ]

    def _open_records(self, name: str, number: int, section: S, inputs: Inputs) -> list[_Opened[S]]:
        """Open one file of records, each of its sheets a table."""
        expected = expected_headers(section, inputs)
        tables = self._open(
            section.file, layer=section.layer, sheets=section.sheet, expected=expected
        )
        where = self._where(name, number)
        source_id = self._add_source(section)
        opened = []
        for table in tables:
            headers, problems = resolve_columns(section, table, inputs, where=where)
            is_other = len(tables) > 1 and section.sheet is None and not headers.get("name")
            is_other &= name in {"assets", "people"}
            if not is_other:
                self._problems += problems
            opened.append(_Opened(section, table, headers, source_id, is_other))
        if opened and all(item.is_other for item in opened):
            head = section.columns.get("name", ("name",))[0]
            self._problems.append(missing_header(head, tables[0], f"{where}, name"))
        return opened

    def _add_source(self, section: RowsSection) -> str:
        """Register who said so; equal sources are one."""
        source: dict[str, object] = {
            "name": section.source_name,
            "licence": section.licence,
            "date": section.date,
            "how": section.how,
            "url": section.url,
        }
        if source not in self._sources:
            self._sources.append(source)
        return f"s{self._sources.index(source) + 1}"

    def _open_postcodes(self) -> PostcodeTable | None:
        section = self._project.postcodes
        if section is None:
            return None
        is_degrees = section.lon is not None and section.lat is not None
        heads = (section.lon, section.lat) if is_degrees else (section.easting, section.northing)
        expected = frozenset(normalise_header(head) for head in (section.postcode, *heads) if head)
        tables = self._open(section.file, expected=expected)
        if not tables:
            return None
        table = tables[0]
        missing = [head for head in (section.postcode, *heads) if head and not table.find(head)]
        where = f"{self._file.name}, postcodes"
        self._problems += [missing_header(head, table, where) for head in missing]
        read_axis = read_angles if is_degrees else read_metres
        x, _ = read_axis(table.cells(heads[0]))
        y, _ = read_axis(table.cells(heads[1]))
        crs = "OGC:CRS84" if is_degrees else section.crs
        return PostcodeTable(table.cells(section.postcode), x, y, crs)

    def gather_places(self) -> gpd.GeoDataFrame:
        """Gather the places, their people and their need."""
        self._say("gathering places")
        layers = []
        for section, tables in zip(self._project.places, self._place_tables, strict=True):
            for table in tables:
                ledger = TableLedger(table, "places")
                layers.append((gather_places(section, table, ledger, self.crs), ledger))
        places = mend_parents(layers) if layers else empty_places(self.crs)
        for _, ledger in layers:
            self._ledger.add(ledger)
        need_ledgers = []
        for need, tables in zip(self._project.need, self._need_tables, strict=True):
            for table in tables:
                ledger = TableLedger(table, "need")
                places = _add_need(places, gather_need(need, table, ledger, places, self.crs))
                need_ledgers.append(ledger)
        places, remarks = measure_need(places, self._project.need)
        for remark in remarks:
            need_ledgers[-1].remark(reasons.UNMATCHED_NEED.code, remark)
        for ledger in need_ledgers:
            self._ledger.add(ledger)
        return places

    def gather_assets(self, places: gpd.GeoDataFrame) -> pd.DataFrame:
        """Gather assets and people, each row located."""
        around = Surroundings.from_places(places, self.crs, self._postcode_table)
        ids = IdRegister()
        frames = []
        each: list[tuple[str, _Opened[Any]]] = [("assets", opened) for opened in self._assets]
        each += [("people", opened) for opened in self._people]
        for name, opened in each:
            ledger = self._begin(name, opened)
            if not opened.is_other:
                mapped = map_table(opened.section, opened.table, ledger, opened.headers)
                section, source_id = opened.section, opened.source_id
                frames.append(gather_assets(section, mapped, around, ids, source_id=source_id))
            self._ledger.add(ledger)
        return _stack(frames, [*ASSETS.names], ASSETS.index)

    def gather_ties(self, assets: pd.DataFrame) -> pd.DataFrame:
        """Gather ties between the assets."""
        known = NameIndex(assets.index, assets["name"].tolist())
        ids = IdRegister()
        frames = []
        for opened in self._ties:
            ledger = self._begin("ties", opened)
            mapped = map_table(opened.section, opened.table, ledger, opened.headers)
            frames.append(
                gather_ties(opened.section, mapped, known, ids, source_id=opened.source_id)
            )
            self._ledger.add(ledger)
        return _stack(frames, [*TIES.names], TIES.index)

    def gather_consents(self, assets: pd.DataFrame) -> pd.DataFrame:
        """Gather what people agreed to."""
        people = assets[assets["kind"] == str(AssetKind.INDIVIDUAL)]
        known = NameIndex(people.index, people["name"].tolist())
        ids = IdRegister()
        frames = []
        for opened in self._consents:
            ledger = self._begin("consents", opened)
            mapped = map_table(opened.section, opened.table, ledger, opened.headers)
            frames.append(gather_consents(opened.section, mapped, known, ids))
            self._ledger.add(ledger)
        return _stack(frames, [*CONSENTS.names], CONSENTS.index)

    def _begin(self, name: str, opened: _Opened[Any]) -> TableLedger:
        table = opened.table
        sheet = f", sheet {table.sheet}" if table.sheet else ""
        self._say(f"gathering {name} from {table.file}{sheet}: {len(table)} rows")
        ledger = TableLedger(table, name)
        if opened.is_other:
            ledger.skip(ledger.is_open, reasons.OTHER_SHEET)
        return ledger

    def sources(self) -> pd.DataFrame:
        """Give everyone who said so, by ``source_id``."""
        frame = pd.DataFrame(self._sources, columns=["name", "licence", "date", "how", "url"])
        frame.index = pd.Index([f"s{at + 1}" for at in range(len(frame))], name="source_id")
        return frame

    def report(self) -> ImportReport:
        """Give the account of every row."""
        return self._ledger.to_report()


def _add_need(places: gpd.GeoDataFrame, need: pd.DataFrame) -> gpd.GeoDataFrame:
    """Put the columns of one table beside the places; what is there already is kept."""
    for name in need.columns:
        column = need[name].reindex(places.index)
        places[name] = column if name not in places else places[name].fillna(column)
    return places


def _stack(frames: list[pd.DataFrame], columns: list[str], index: str) -> pd.DataFrame:
    """Put frames under one another; columns that only some have are blank in the others."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame(columns=columns, index=pd.Index([], name=index, dtype=object))
    return pd.concat([frame.astype(object) for frame in filled])

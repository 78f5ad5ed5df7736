"""The files of one project, opened together and gathered in the order that they need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import geopandas as gpd
import pandas as pd
import pyproj

from assetmap.errors import AssetmapError, FileError, MissingExtraError, Problem, ProjectError
from assetmap.gather import reasons
from assetmap.gather.areas import (
    check_place_columns,
    gather_places,
    mend_parents,
    name_places,
)
from assetmap.gather.dates import Calendar
from assetmap.gather.files import RawTable, read_raw_tables
from assetmap.gather.headers import expected_headers, missing_header, resolve_columns
from assetmap.gather.inputs import (
    ASSET_INPUTS,
    CONSENT_INPUTS,
    EFFORT_INPUTS,
    TIE_INPUTS,
    Inputs,
    with_levels,
)
from assetmap.gather.ledger import Ledger, TableLedger
from assetmap.gather.locating import PostcodeTable, Surroundings, read_postcodes, why_not_crs
from assetmap.gather.mapping import MappedTable, map_table
from assetmap.gather.names import NameIndex
from assetmap.gather.need import add_need, check_need_columns, gather_need, measure_need
from assetmap.gather.read_project import ProjectFile
from assetmap.gather.records import (
    IdRegister,
    ReadConsents,
    gather_assets,
    gather_consents,
    gather_effort,
    gather_ties,
    index_names,
    leave_out_ended,
    note_texts,
    stack,
    take_back,
)
from assetmap.gather.rules import RuleUse, remark_unused
from assetmap.gather.tidy import normalise_header
from assetmap.gather.unread import remark_unread, stop_at_consent_of_people, stop_at_unread
from assetmap.model import AssetKind, Country, RowsSection
from assetmap.tables import ASSETS, CONSENTS, EFFORT, TIES, AssetMap, ImportReport, require_metric

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

    def __init__(
        self,
        project_file: ProjectFile,
        say: Callable[[str], None],
        as_of: dt.date | None,
        country: Country,
    ) -> None:
        self._file = project_file
        self._project = project_file.project
        self._say = say
        self._ledger = Ledger()
        self._problems: list[Problem] = []
        self._sources: list[dict[str, object]] = []
        self._consent_ledgers: list[TableLedger] = []
        self._rule_uses: dict[int, list[tuple[TableLedger, RuleUse]]] = {}
        self._country = country
        self._asset_inputs = with_levels(ASSET_INPUTS, country)
        self._effort_inputs = with_levels(EFFORT_INPUTS, country)
        self.crs: pyproj.CRS = require_metric(
            self._project.map.crs or self._country.crs, name="[map] crs"
        )
        self._calendar = Calendar.of_map(as_of, self.crs, self._country)

    def open_tables(self) -> None:
        """Read every file and find every column, or raise with all that is missing."""
        project = self._project
        self._place_tables = [
            self._open(section.file, where=self._where("places", number), layer=section.layer)
            for number, section in enumerate(project.places, start=1)
        ]
        for number, (section, tables) in enumerate(
            zip(project.places, self._place_tables, strict=True), start=1
        ):
            self._check_crs(section.crs, tables, self._where("places", number))
            for table in tables:
                self._problems += check_place_columns(
                    section, table, where=self._where("places", number)
                )
        self._need_tables = []
        for number, need in enumerate(project.need, start=1):
            sheets = None if need.sheet is None else (need.sheet,)
            heads = [need.place, need.lon, need.lat, need.population]
            heads += [measure.column for measure in need.measures]
            heads += [rule.column for rule in need.drop]
            expected = frozenset(normalise_header(head) for head in heads if head)
            where = self._where("need", number)
            tables = self._open(
                need.file,
                where=where,
                sheets=sheets,
                expected=expected,
                delimiter=need.delimiter,
            )[:1]
            self._check_crs(None, tables, where)
            self._need_tables.append(tables)
            for table in tables:
                self._problems += check_need_columns(need, table, where=where)
        self._assets = self._open_section("assets", project.assets, self._asset_inputs)
        self._people = self._open_section("people", project.people, self._asset_inputs)
        self._ties = self._open_section("ties", project.ties, TIE_INPUTS)
        self._consents = self._open_section("consents", project.consents, CONSENT_INPUTS)
        self._effort = self._open_section("effort", project.effort, self._effort_inputs)
        self._postcode_table = self._open_postcodes()
        problems = list(dict.fromkeys(self._problems))
        if problems:
            count = f"{len(problems)} problem" + ("s" if len(problems) > 1 else "")
            raise ProjectError(f"{self._file.name} cannot be followed: {count}.", problems)
        self._mapped: list[tuple[_Opened[Any], MappedTable]] = [
            *self._map("assets", self._assets),
            *self._map("people", self._people),
        ]

    def _check_crs(self, stated: str | None, tables: list[RawTable], where: str) -> None:
        """Check that coordinates in the stated system, else the file's own, can be used."""
        for source in {stated} if stated else {table.crs for table in tables}:
            if source is not None and (says := why_not_crs(source, self.crs)):
                remedy = "Say with `crs` what they are in, for example EPSG:27700 or EPSG:4326."
                self._problems.append(Problem(f"{where}, crs", "unknown_crs", says, remedy))

    def _map(
        self, name: str, each: Sequence[_Opened[Any]]
    ) -> list[tuple[_Opened[Any], MappedTable]]:
        """Bring tables of assets under our names; sheets that hold something else are skipped."""
        mapped = []
        for opened in each:
            ledger = TableLedger(opened.table, name)
            if opened.is_other:
                ledger.skip(ledger.is_open, reasons.OTHER_SHEET)
            if not opened.section.columns and not opened.is_other:
                remark_unread(opened.section, opened.table, opened.headers, ledger)
            table = self._map_one(opened, ledger, self._asset_inputs)
            if not opened.is_other:
                stop_at_consent_of_people(opened.section, table)
            mapped.append((opened, table))
        return mapped

    def _map_one(self, opened: _Opened[Any], ledger: TableLedger, inputs: Inputs) -> MappedTable:
        """Bring one table under our names, and remember which rules of its section it used."""
        headers = {} if opened.is_other else opened.headers
        mapped = map_table(opened.section, opened.table, ledger, headers, inputs, self._calendar)
        if not opened.is_other:
            self._rule_uses.setdefault(id(opened.section), []).append((ledger, mapped.rule_use))
        return mapped

    @property
    def _tables(self) -> list[MappedTable]:
        """Every table of assets and people."""
        return [mapped for _, mapped in self._mapped]

    def _where(self, section: str, number: int) -> str:
        return f"{self._file.name}, {section} → {number}"

    def _open(
        self,
        file: str,
        *,
        where: str,
        layer: str | None = None,
        sheets: tuple[str, ...] | None = None,
        expected: frozenset[str] = frozenset(),
        include_hidden: bool = False,
        delimiter: str | None = None,
    ) -> list[RawTable]:
        """Read a file; what is wrong with it joins the other problems."""
        self._say(f"reading {file}")
        try:
            path = self._file.path(file)
            tables = read_raw_tables(
                path,
                shown_as=path.name,
                expected=expected,
                sheets=sheets,
                layer=layer,
                allow_outside=self._file.allow_outside,
                include_hidden=include_hidden or self._file.include_hidden,
                delimiter=delimiter,
            )
            if not tables:
                raise FileError(f"{path.name} holds no rows on any sheet. Fill in a sheet.")
            return tables
        except MissingExtraError:
            raise
        except AssetmapError as error:
            if self._file.is_single:
                raise
            self._problems.append(Problem(where, "unusable_file", str(error), ""))
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
        where = self._where(name, number)
        tables = self._open(
            section.file,
            where=where,
            layer=section.layer,
            sheets=section.sheet,
            expected=expected,
            include_hidden=section.include_hidden,
            delimiter=section.delimiter,
        )
        self._check_crs(section.crs, tables, where)
        source_id = self._add_source(section)
        opened = []
        for table in tables:
            headers, problems = resolve_columns(section, table, inputs, where=where)
            is_one = sum(not item.is_hidden_sheet for item in tables) == 1
            is_other = not is_one and section.sheet is None and not headers.get("name")
            is_other &= name in {"assets", "people"} and not table.is_hidden_sheet
            if not is_other and not table.is_hidden_sheet:
                self._problems += problems
            opened.append(_Opened(section, table, headers, source_id, is_other))
        shown = [item for item in opened if not item.table.is_hidden_sheet]
        if shown and all(item.is_other for item in shown):
            head = section.columns.get("name", ("name",))[0]
            self._problems.append(missing_header(head, shown[0].table, f"{where}, name"))
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
        where = f"{self._file.name}, postcodes"
        tables = self._open(
            section.file, where=where, expected=expected, delimiter=section.delimiter
        )
        if not tables:
            return None
        table = tables[0]
        missing = [head for head in (section.postcode, *heads) if head and not table.find(head)]
        self._problems += [missing_header(head, table, where) for head in missing]
        self._postcode_ledger = TableLedger(table, "postcodes")
        return read_postcodes(section, table, self._postcode_ledger, self._country)

    def gather_places(self) -> gpd.GeoDataFrame:
        """Gather the places, their people and their need."""
        self._say("gathering places")
        layers: list[tuple[gpd.GeoDataFrame, TableLedger]] = []
        taken = pd.Index([], dtype=object)
        for section, tables in zip(self._project.places, self._place_tables, strict=True):
            for table in tables:
                ledger = TableLedger(table, "places")
                found = gather_places(section, table, ledger, self.crs, taken, self._country)
                layers.append((found, ledger))
                taken = taken.union(layers[-1][0].index)
        if layers:
            places = mend_parents(layers)
        else:
            places = name_places((table for _, table in self._mapped), self.crs)
        for _, ledger in layers:
            self._ledger.add(ledger)
        need_ledgers = []
        for need, tables in zip(self._project.need, self._need_tables, strict=True):
            for table in tables:
                ledger = TableLedger(table, "need")
                found = gather_need(need, table, ledger, places, self.crs, self._calendar.today)
                places = add_need(places, found)
                need_ledgers.append(ledger)
        places, remarks = measure_need(places, self._project.need)
        for remark in remarks:
            need_ledgers[-1].remark(reasons.UNMATCHED_NEED.code, remark)
        for ledger in need_ledgers:
            self._ledger.add(ledger)
        return places

    def gather_assets(self, places: gpd.GeoDataFrame) -> pd.DataFrame:
        """Gather assets and people, each row located."""
        if self._postcode_table is not None:
            self._ledger.add(self._postcode_ledger)
        around = Surroundings.from_places(places, self.crs, self._postcode_table, self._country)
        ids = IdRegister()
        frames = []
        for opened, mapped in self._mapped:
            if not opened.section.group_by:
                ids.reserve(mapped.cells("id"), opened.section)
        for opened, mapped in self._mapped:
            table = opened.table
            self._say(f"gathering {table.title}: {len(table)} rows")
            if not opened.is_other:
                section, source_id = opened.section, opened.source_id
                frames.append(gather_assets(section, mapped, around, ids, source_id=source_id))
            self._ledger.add(mapped.ledger)
        return stack(frames, [*ASSETS.names], ASSETS.index)

    def gather_consents(
        self, assets: pd.DataFrame, on: dt.date
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """
        Gather what people agreed to; whoever's storage ended by a day is left out.

        Returns
        -------
        assets, consents
            Those of whoever is left.
        """
        known = index_names(assets, self._tables, trusts_first=False)
        people = frozenset(assets.index[assets["kind"] == str(AssetKind.INDIVIDUAL)])
        ids = IdRegister()
        read: list[ReadConsents] = []
        for opened in self._consents:
            ledger = self._begin("consents", opened)
            stop_at_unread(opened.section, opened.table, opened.headers, ledger)
            mapped = self._map_one(opened, ledger, CONSENT_INPUTS)
            ids.reserve(mapped.cells("id"), opened.section)
            read.append(gather_consents(opened.section, mapped, known, ids, people=people))
        frames, ended = leave_out_ended(self._tables, read, take_back(read), on=on)
        self._consent_ledgers = [each.ledger for each in read]
        return (
            assets[~assets.index.isin(ended)],
            stack(frames, [*CONSENTS.names], CONSENTS.index),
        )

    def gather_ties(self, assets: pd.DataFrame) -> pd.DataFrame:
        """Gather ties between the assets."""
        known = index_names(assets, self._tables, trusts_first=True)
        ids = IdRegister()
        frames = []
        for opened in self._ties:
            ledger = self._begin("ties", opened)
            mapped = self._map_one(opened, ledger, TIE_INPUTS)
            ids.reserve(mapped.cells("id"), opened.section)
            frames.append(
                gather_ties(opened.section, mapped, known, ids, source_id=opened.source_id)
            )
            self._ledger.add(ledger)
        for ledger in self._consent_ledgers:
            self._ledger.add(ledger)
        return stack(frames, [*TIES.names], TIES.index)

    def gather_effort(self, places: gpd.GeoDataFrame) -> pd.DataFrame:
        """Gather how much was asked, walked and looked up where."""
        known = NameIndex(places.index, places["name"].tolist())
        ids = IdRegister()
        frames = []
        for opened in self._effort:
            ledger = self._begin("effort", opened)
            mapped = self._map_one(opened, ledger, self._effort_inputs)
            ids.reserve(mapped.cells("id"), opened.section)
            frames.append(
                gather_effort(opened.section, mapped, known, ids, source_id=opened.source_id)
            )
            self._ledger.add(ledger)
        return stack(frames, [*EFFORT.names], EFFORT.index)

    def _begin(self, name: str, opened: _Opened[Any]) -> TableLedger:
        table = opened.table
        self._say(f"gathering {name} from {table.title}: {len(table)} rows")
        return TableLedger(table, name)

    def sources(self) -> pd.DataFrame:
        """Give everyone who said so, by ``source_id``."""
        frame = pd.DataFrame(self._sources, columns=["name", "licence", "date", "how", "url"])
        frame.index = pd.Index([f"s{at + 1}" for at in range(len(frame))], name="source_id")
        return frame

    def note_texts(self, m: AssetMap) -> None:
        """Note what a public page leaves out of texts, and what is asked, at the rows."""
        note_texts(m, self._tables)

    def report(self) -> ImportReport:
        """Give the account of every row."""
        for uses in self._rule_uses.values():
            remark_unused(uses)
        return self._ledger.to_report()

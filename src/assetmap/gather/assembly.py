"""The files of one project, gathered in the order that they need."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj

from assetmap.gather import reasons
from assetmap.gather.areas import (
    add_named_places,
    gather_places,
    name_places,
)
from assetmap.gather.dates import Calendar
from assetmap.gather.files import RawTable
from assetmap.gather.headers import matches_by_name
from assetmap.gather.inputs import (
    ASSET_INPUTS,
    CHECK_INPUTS,
    CONSENT_INPUTS,
    EFFORT_INPUTS,
    ORIGIN_INPUTS,
    RECORD_INPUTS,
    TIE_INPUTS,
    Inputs,
    with_levels,
)
from assetmap.gather.kinds import settle_kinds
from assetmap.gather.ledger import Ledger, TableLedger
from assetmap.gather.locating import Surroundings
from assetmap.gather.mapping import MappedTable, map_table
from assetmap.gather.names import NameIndex
from assetmap.gather.need import add_need, add_up, measure_need, read_need
from assetmap.gather.need_origins import find_need_origins, place_origins, settle_origins
from assetmap.gather.opening import Opened, Opening
from assetmap.gather.parents import (
    Layer,
    find_overlaps,
    look_up_parents,
    mend_parents,
    put_within,
    remark_overlaps,
)
from assetmap.gather.read_project import ProjectFile
from assetmap.gather.records import (
    IdRegister,
    ReadConsents,
    confirm_assets,
    gather_assets,
    gather_consents,
    gather_effort,
    gather_origins,
    gather_records,
    gather_ties,
    index_names,
    leave_out_ended,
    leave_repeating_ids,
    note_texts,
    stack,
    take_back,
)
from assetmap.gather.rules import RuleUse, remark_unused
from assetmap.gather.unread import remark_unread, stop_at_consent_of_people, stop_at_unread
from assetmap.model import AssetKind, Country
from assetmap.tables import (
    ASSETS,
    CONSENTS,
    EFFORT,
    RECORDS,
    SOURCES,
    TIES,
    AssetMap,
    ImportReport,
    require_metric,
)

__all__ = ["Assembly"]


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
        self._consent_ledgers: list[TableLedger] = []
        self._layer_ledger: TableLedger | None = None
        self._numbers: frozenset[str] = frozenset()
        self._origins: list[tuple[str, pd.DataFrame]] = []
        self._rule_uses: dict[int, list[tuple[TableLedger, RuleUse]]] = {}
        self._country = country
        self.crs: pyproj.CRS = require_metric(
            self._project.map.crs or country.crs, name="[map] crs"
        )
        self._calendar = Calendar.of_map(as_of, self.crs, country)

    def open_tables(self) -> None:
        """Read every file and find every column, or raise with all that is missing."""
        self._opening = Opening(self._file, self._say, self.crs, country=self._country)
        self._mapped: list[tuple[Opened[Any], MappedTable]] = [
            *self._map("assets", self._opening.assets),
            *self._map("people", self._opening.people),
        ]

    def _map(self, name: str, each: Sequence[Opened[Any]]) -> list[tuple[Opened[Any], MappedTable]]:
        """Bring tables of assets under our names; sheets that hold something else are skipped."""
        mapped = []
        for opened in each:
            ledger = self._account(name, opened.table)
            asked = self._opening.list_asked(opened.section.file, opened.table)
            if opened.is_other:
                ledger.skip(ledger.is_open, reasons.OTHER_SHEET)
            if matches_by_name(opened.section) and not opened.is_other:
                remark_unread(
                    opened.section,
                    opened.table,
                    opened.headers,
                    ledger,
                    asked,
                    is_headed=opened.is_headed,
                )
            table = self._map_one(opened, ledger, with_levels(ASSET_INPUTS, self._country))
            if not opened.is_other:
                if self._opening.may_guess:
                    table = settle_kinds(opened.section, table, self._opening.rules)
                stop_at_consent_of_people(opened.section, table, asked)
                table = leave_repeating_ids(opened.section, table)
            mapped.append((opened, table))
        return mapped

    def _map_one(self, opened: Opened[Any], ledger: TableLedger, inputs: Inputs) -> MappedTable:
        """Bring one table under our names, and remember which rules of its section it used."""
        headers = {} if opened.is_other else opened.headers
        mapped = map_table(opened.section, opened.table, ledger, headers, inputs, self._calendar)
        if not opened.is_other:
            self._rule_uses.setdefault(id(opened.section), []).append((ledger, mapped.rule_use))
        return mapped

    def _index_by_sheet(
        self, assets: pd.DataFrame, *, trusts_first: bool
    ) -> Callable[[str | None], NameIndex]:
        """Give the index of all ids and names, or of those of one sheet, each made once."""
        rows = [(opened.section, mapped) for opened, mapped in self._mapped]

        @cache
        def index(sheet: str | None) -> NameIndex:
            return index_names(
                assets, rows, trusts_first=trusts_first, sheet=sheet, numbers=self._numbers
            )

        return index

    @property
    def _tables(self) -> list[MappedTable]:
        """Every table of assets and people."""
        return [mapped for _, mapped in self._mapped]

    def gather_places(self) -> gpd.GeoDataFrame:
        """Gather the places, their people and their need."""
        self._say("gathering places")
        places = self._gather_layers()
        need_ledgers = []
        for need, tables in zip(self._project.need, self._opening.need, strict=True):
            for table in tables:
                ledger = TableLedger(table, "need")
                rows = read_need(need, table, ledger, places, self.crs, self._calendar.today)
                found = find_need_origins(
                    need, table, ledger, rows, places, crs=self.crs, homes=self._opening.homes
                )
                self._origins.append((table.file, found))
                places = add_need(places, add_up(rows))
                need_ledgers.append(ledger)
        places, remarks = measure_need(places, self._project.need)
        for remark in remarks:
            need_ledgers[-1].remark(reasons.UNMATCHED_NEED.code, remark)
        for ledger in need_ledgers:
            self._ledger.add(ledger)
        return places

    def _gather_layers(self) -> gpd.GeoDataFrame:
        """Gather the layers of boundaries, each place with the one that it is part of."""
        layers: list[Layer] = []
        ledgers: list[TableLedger] = []
        taken = pd.Index([], dtype=object)
        measures = {measure.name for need in self._project.need for measure in need.measures}
        for number, (section, tables) in enumerate(
            zip(self._project.places, self._opening.places, strict=True), start=1
        ):
            for table in tables:
                ledger = TableLedger(table, "places")
                layer = gather_places(
                    section,
                    table,
                    ledger,
                    self.crs,
                    taken,
                    country=self._country,
                    measures=measures,
                )
                taken = taken.union(layer.index)
                ledgers.append(ledger)
                if section.parents is not None:
                    beside = self._opening.parents[number]
                    ledgers.append(TableLedger(beside, "parents"))
                    layer = look_up_parents(section.parents, beside, layer, ledgers[-1])
                layers.append((section, layer, ledger))
        if not layers:
            return name_places((table for _, table in self._mapped), self.crs)
        places = mend_parents(put_within(layers))
        if places.geometry.isna().all():
            places = add_named_places(places, self._tables, ledgers[-1])
        for ledger in ledgers:
            self._ledger.add(ledger)
        self._layer_ledger = layers[-1][2]
        return places

    def gather_assets(self, places: gpd.GeoDataFrame) -> pd.DataFrame:
        """Gather assets and people, each row located."""
        self._settle_postcodes(places)
        around = Surroundings.from_places(
            places, self.crs, self._opening.postcode_table, self._country
        )
        ids = IdRegister()
        frames = []
        for opened, mapped in self._mapped:
            if not opened.section.group_by:
                ids.reserve(mapped, opened.section)
        for opened, mapped in self._mapped:
            table = opened.table
            self._say(f"gathering {table.title}: {len(table)} rows")
            if not opened.is_other:
                section, source_id = opened.section, opened.source_id
                frames.append(
                    gather_assets(
                        section,
                        mapped,
                        around,
                        ids,
                        source_id=source_id,
                        sectors=self._project.sectors,
                    )
                )
            self._ledger.add(mapped.ledger)
        self._numbers = ids.numbers_of_people
        assets = stack(frames, [*ASSETS.names], ASSETS.index)
        if self._layer_ledger is not None:
            shapes = gpd.GeoSeries(assets["geometry"], crs=self.crs)
            remark_overlaps(places, find_overlaps(places), shapes, self._layer_ledger)
        return assets

    def _settle_postcodes(self, places: gpd.GeoDataFrame) -> None:
        """Skip the postcodes that are far from the map, and that nothing asks for."""
        table, ledger = self._opening.postcode_table, self._opening.postcode_ledger
        if table is None or ledger is None:
            return
        asked = [mapped.cells("postcode") for mapped in self._tables]
        bounds = places.total_bounds
        box = tuple(bounds.tolist()) if np.isfinite(bounds).all() else None
        table.leave_out_elsewhere(ledger, box, self.crs, asked)
        self._ledger.add(ledger)

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
        known = self._index_by_sheet(assets, trusts_first=False)
        people = frozenset(assets.index[assets["kind"] == str(AssetKind.INDIVIDUAL)])
        ids = IdRegister()
        read: list[ReadConsents] = []
        for opened in self._opening.consents:
            ledger = self._begin("consents", opened)
            if not opened.is_other:
                stop_at_unread(opened.section, opened.table, opened.headers, ledger)
            mapped = self._map_one(opened, ledger, CONSENT_INPUTS)
            ids.reserve(mapped, opened.section)
            read.append(gather_consents(opened.section, mapped, known, ids, people=people))
        frames, ended = leave_out_ended(self._tables, read, take_back(read), on=on)
        self._consent_ledgers = [each.ledger for each in read]
        return (
            assets[~assets.index.isin(ended)],
            stack(frames, [*CONSENTS.names], CONSENTS.index),
        )

    def gather_ties(self, assets: pd.DataFrame) -> pd.DataFrame:
        """Gather ties between the assets."""
        known = self._index_by_sheet(assets, trusts_first=True)
        ids = IdRegister()
        frames = []
        for opened in self._opening.ties:
            ledger = self._begin("ties", opened)
            mapped = self._map_one(opened, ledger, TIE_INPUTS)
            ids.reserve(mapped, opened.section)
            frames.append(
                gather_ties(opened.section, mapped, known, ids, source_id=opened.source_id)
            )
            self._ledger.add(ledger)
        for ledger in self._consent_ledgers:
            self._ledger.add(ledger)
        return stack(frames, [*TIES.names], TIES.index)

    def confirm(self, assets: pd.DataFrame) -> pd.DataFrame:
        """Take on the days on which people confirmed records since: the later of both."""
        known = self._index_by_sheet(assets, trusts_first=True)
        for opened in self._opening.checks:
            ledger = self._begin("checks", opened)
            mapped = self._map_one(opened, ledger, CHECK_INPUTS)
            assets = confirm_assets(assets, mapped, known(None))
            self._ledger.add(ledger)
        return assets

    def gather_effort(self, places: gpd.GeoDataFrame) -> pd.DataFrame:
        """Gather how much was asked, walked and looked up where."""
        known = NameIndex(places.index, places["name"].tolist())
        ids = IdRegister()
        frames = []
        for opened in self._opening.effort:
            ledger = self._begin("effort", opened)
            mapped = self._map_one(opened, ledger, with_levels(EFFORT_INPUTS, self._country))
            ids.reserve(mapped, opened.section)
            frames.append(
                gather_effort(opened.section, mapped, known, ids, source_id=opened.source_id)
            )
            self._ledger.add(ledger)
        return stack(frames, [*EFFORT.names], EFFORT.index)

    def gather_records(
        self, assets: pd.DataFrame, places: gpd.GeoDataFrame
    ) -> dict[str, pd.DataFrame]:
        """Gather further records, each kind after those that it may name."""
        known = {
            "assets": self._index_by_sheet(assets, trusts_first=True)(None),
            "places": NameIndex(places.index, places["name"].tolist()),
        }
        gathered = {}
        for name, each in self._opening.records.items():
            if not each:
                continue
            inputs = with_levels(RECORD_INPUTS[name], self._country)
            parts = []
            for opened in each:
                ledger = self._begin(name, opened)
                mapped = self._map_one(opened, ledger, inputs)
                parts.append((opened.section, mapped, opened.source_id))
            frame = gather_records(RECORDS[name], parts, known)
            known[name] = NameIndex(frame.index, frame.index.tolist())
            gathered[name] = frame
            for _, mapped, _ in parts:
                self._ledger.add(mapped.ledger)
        return gathered

    def gather_origins(self, places: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, pd.DataFrame]:
        """
        Gather where people live: as ``[[origins]]`` say, else as the rows of need do.

        Returns
        -------
        places, origins
            The places with the people of their origins where none were stated.
        """
        around = Surroundings.from_places(
            places, self.crs, self._opening.postcode_table, self._country
        )
        ids, stated, at_need = IdRegister(), [], []
        for opened in self._opening.origins:
            ledger = self._begin("origins", opened)
            mapped = self._map_one(opened, ledger, with_levels(ORIGIN_INPUTS, self._country))
            ids.reserve(mapped, opened.section)
            stated.append(
                gather_origins(opened.section, mapped, around, ids, source_id=opened.source_id)
            )
            self._ledger.add(ledger)
        for file, found in self._origins:
            if len(found):
                said_by = (self._opening.add_source(name=file),)
                found["sources"] = pd.Series(
                    [said_by] * len(found), index=found.index, dtype=object
                )
                at_need.append(place_origins(found, places, self.crs))
        return settle_origins(places, stated, at_need)

    def _begin(self, name: str, opened: Opened[Any]) -> TableLedger:
        table = opened.table
        self._say(f"gathering {name} from {table.title}: {len(table)} rows")
        return self._account(name, table)

    def _account(self, name: str, table: RawTable) -> TableLedger:
        """Begin the account of a table; rows of a repeat are part of the row they belong to."""
        ledger = TableLedger(table, name)
        if table.folded_into:
            says = f"{reasons.FOLDED_ROW.says} {table.folded_into}"
            ledger.skip(table.is_folded, replace(reasons.FOLDED_ROW, says=says))
            ledger.reject(table.is_lost_repeat, reasons.LOST_REPEAT)
        return ledger

    def sources(self) -> pd.DataFrame:
        """Give everyone who said so, by ``source_id``."""
        frame = pd.DataFrame(self._opening.sources, columns=[*SOURCES.names])
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

"""The files of one project opened, and their columns found; all that is wrong is said at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

import pyproj

from assetmap.errors import (
    AssetmapError,
    FileError,
    MissingExtraError,
    Problem,
    ProjectError,
    find_near_word,
)
from assetmap.gather.answers import ANSWER_HEADS, read_answers
from assetmap.gather.areas import check_place_columns
from assetmap.gather.column_guesses import guess_columns, let_go
from assetmap.gather.files import RawTable, read_raw_tables
from assetmap.gather.headers import (
    expected_headers,
    matches_by_name,
    missing_header,
    resolve_columns,
)
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
from assetmap.gather.kind_rules import KindRules
from assetmap.gather.ledger import TableLedger
from assetmap.gather.locating import (
    PostcodeTable,
    read_postcodes,
    why_not_crs,
    why_other_unit,
)
from assetmap.gather.need import check_need_columns
from assetmap.gather.need_origins import HomePostcodes
from assetmap.gather.parents import check_parents
from assetmap.gather.read_project import ProjectFile
from assetmap.gather.records import is_sheet
from assetmap.gather.sheet_roles import find_role, looks_like_people
from assetmap.gather.tidy import normalise_header
from assetmap.gather.wide_consents import part_wide
from assetmap.model import (
    AssetsSection,
    ConsentsSection,
    Country,
    PeopleSection,
    PlacesSection,
    RecordsSection,
    RowsSection,
)
from assetmap.wording import say_number

__all__ = ["Opened", "Opening"]

S = TypeVar("S", bound=RowsSection)


@dataclass(frozen=True, eq=False)
class Opened(Generic[S]):
    """One table of one section, with the headers found for our columns."""

    section: S
    table: RawTable
    headers: dict[str, tuple[str, ...]]
    source_id: str
    is_other: bool = False
    is_headed: bool = True
    """Whether any heading was known by its words, and so the row of them for what it is."""


class Opening:
    """
    Every file of a project, opened before any row is read.

    Attributes
    ----------
    places, need
        The tables of each section.
    assets, people, ties, consents, effort, checks, origins
        Each table with its section and the headers found in it.
    records
        The same of further records, by their name.
    postcode_table, postcode_ledger
        The postcodes and their account, if the project has any.
    homes
        The postcodes as places to live, likewise.
    sources
        Everyone who said so, in the order of the files.
    may_guess
        Whether columns and kinds are also known by what is in them: the project has
        ``[themes]``, as one of a single file always does.
    rules
        The words that say a kind.
    """

    postcode_table: PostcodeTable | None
    postcode_ledger: TableLedger | None = None
    homes: HomePostcodes | None = None

    def __init__(
        self,
        project_file: ProjectFile,
        say: Callable[[str], None],
        crs: pyproj.CRS,
        *,
        country: Country,
    ) -> None:
        self._file = project_file
        self._project = project_file.project
        self._say = say
        self._crs = crs
        self._country = country
        self._problems: list[Problem] = []
        self.may_guess = project_file.project.themes is not None
        self.rules = KindRules(project_file.project.themes or {})
        self.sources: list[dict[str, object]] = []
        self._open_all()

    def _open_all(self) -> None:
        """Read every file and find every column, or raise with all that is missing."""
        project = self._project
        self.places = [
            self._open_layer(section, number)
            for number, section in enumerate(project.places, start=1)
        ]
        for number, (section, tables) in enumerate(
            zip(project.places, self.places, strict=True), start=1
        ):
            self._check_crs(section.crs, tables, self._where("places", number))
            for table in tables:
                self._problems += check_place_columns(
                    section, table, where=self._where("places", number)
                )
        self._open_parents()
        self.need = []
        for number, need in enumerate(project.need, start=1):
            sheets = None if need.sheet is None else (need.sheet,)
            heads = [need.place, need.lon, need.lat, need.population, need.area]
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
            self.need.append(tables)
            for table in tables:
                self._problems += check_need_columns(need, table, where=where)
        self._open_rows()
        self.postcode_table = self._open_postcodes()
        self._check_sheets()
        problems = list(dict.fromkeys(self._problems))
        if problems:
            count = say_number(len(problems), "problem")
            raise ProjectError(f"{self._file.name} cannot be followed: {count}.", problems)

    def _open_layer(self, section: PlacesSection, number: int) -> list[RawTable]:
        """Open a layer of boundaries, or the sheet of a workbook that lists places."""
        return self._open(
            section.file,
            where=self._where("places", number),
            layer=section.layer,
            sheets=None if section.sheet is None else (section.sheet,),
            expected=frozenset(map(normalise_header, (section.id, section.name))),
        )

    def _open_parents(self) -> None:
        """Open the tables of parents, and check the levels that layers are within."""
        sections = self._project.places
        self.parents: dict[int, RawTable] = {}
        levels = {section.level for section in sections if section.level is not None}
        for number, section in enumerate(sections, start=1):
            where = self._where("places", number)
            if (stated := section.parents) is not None:
                sheets = None if stated.sheet is None else (stated.sheet,)
                heads = frozenset(map(normalise_header, (stated.id, stated.parent)))
                for table in self._open(
                    stated.file,
                    where=where,
                    sheets=sheets,
                    expected=heads,
                    delimiter=stated.delimiter,
                )[:1]:
                    self.parents[number] = table
                    self._problems += check_parents(stated, table, where=where)
            if section.within is not None and section.within not in levels - {section.level}:
                others = levels - {section.level}
                says = f"no other layer has the level {section.within!r}."
                remedy = find_near_word(section.within, others)
                self._problems.append(Problem(f"{where}, within", "unknown_level", says, remedy))

    def _check_crs(self, stated: str | None, tables: list[RawTable], where: str) -> None:
        """Check that coordinates in the stated system, else the file's own, can be used."""
        for source in {stated} if stated else {table.crs for table in tables}:
            if source is not None and (says := why_not_crs(source, self._crs)):
                remedy = "Say with `crs` what they are in, for example EPSG:27700 or EPSG:4326."
                self._problems.append(Problem(f"{where}, crs", "unknown_crs", says, remedy))
                return
        for source in {table.crs for table in tables} if stated else ():
            if source is not None and (says := why_other_unit(source, stated or "")):
                remedy = "Leave `crs` out to read what the file says; or correct the file."
                self._problems.append(Problem(f"{where}, crs", "other_unit", says, remedy))

    def _check_sheets(self) -> None:
        """Check that sheets which ties and consents name are read, with assets or people."""
        opened: list[Opened[Any]] = [*self.assets, *self.people]
        known = [item.table.sheet for item in opened if item.table.sheet is not None]
        stated = [
            (self._where("ties", number), sheet)
            for number, tie in enumerate(self._project.ties, start=1)
            for sheet in dict.fromkeys(tie.from_sheet.values())
        ] + [
            (self._where("consents", number), consent.from_sheet)
            for number, consent in enumerate(self._project.consents, start=1)
            if consent.from_sheet is not None
        ]
        self._problems += [
            Problem(
                f"{where}, from_sheet",
                "unknown_sheet",
                f"no assets or people are read from a sheet {sheet!r}.",
                find_near_word(sheet, known),
            )
            for where, sheet in stated
            if not any(is_sheet(name, sheet) for name in known)
        ]

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
        if file in self._file.frames:
            return [self._file.frames[file]]
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

    def _open_rows(self) -> None:
        """Open the files of every table whose rows are records."""
        project, opened = self._project, self._open_section
        self.assets = opened("assets", project.assets, ASSET_INPUTS)
        self.people = opened("people", project.people, ASSET_INPUTS)
        self.ties = opened("ties", project.ties, TIE_INPUTS)
        self.consents = opened("consents", project.consents, CONSENT_INPUTS)
        self.effort = opened("effort", project.effort, EFFORT_INPUTS)
        self.checks = opened("checks", project.checks, CHECK_INPUTS)
        self.origins = opened("origins", project.origins, ORIGIN_INPUTS)
        self.records: dict[str, list[Opened[RecordsSection]]] = {
            name: opened(name, getattr(project, name), inputs)
            for name, inputs in RECORD_INPUTS.items()
        }

    def _open_section(self, name: str, sections: tuple[S, ...], inputs: Inputs) -> list[Opened[S]]:
        """Open every file of one kind of records."""
        inputs = with_levels(inputs, self._country)
        return [
            opened
            for number, section in enumerate(sections, start=1)
            for opened in self._open_records(name, number, section, inputs)
        ]

    def _open_records(self, name: str, number: int, section: S, inputs: Inputs) -> list[Opened[S]]:
        """Open one file of records, each of its sheets a table."""
        expected = expected_headers(section, inputs) | ANSWER_HEADS
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
        tables = read_answers(tables, section, inputs)
        self._check_crs(section.crs, tables, where)
        if self._file.is_single and type(section) is AssetsSection and len(tables) == 1:
            section = self._as_people(section, tables[0])
        source_id = self.add_source(**section.provenance)
        opened: list[Opened[Any]] = []
        for table in tables:
            if isinstance(section, ConsentsSection) and section.wide and not table.folded_into:
                opened += self._open_wide(section, table, source_id, where)
                continue
            headers, problems = resolve_columns(section, table, inputs, where=where)
            is_one = sum(not (item.is_hidden_sheet or item.folded_into) for item in tables) == 1
            is_headed = bool(headers)
            if (
                isinstance(section, AssetsSection)
                and is_one
                and self.may_guess
                and matches_by_name(section)
            ):
                headers = self._guess(section, table, headers)
            is_other = not is_one and section.sheet is None and not headers.get("name")
            if self._file.is_single and section.sheet is not None:
                role = find_role(table, rules=self.rules, country=self._country)
                is_other = role == "other"
            is_other &= name in {"assets", "people"} and not table.is_hidden_sheet
            is_other |= bool(table.folded_into)
            if not is_other and not table.is_hidden_sheet:
                self._problems += problems
            opened.append(Opened(section, table, headers, source_id, is_other, is_headed))
        shown = [item for item in opened if not item.table.is_hidden_sheet]
        if shown and all(item.is_other for item in shown) and not self._file.is_single:
            head = section.columns.get("name", ("name",))[0]
            self._problems.append(missing_header(head, shown[0].table, f"{where}, name"))
        return opened

    def _as_people(self, section: S, table: RawTable) -> S:
        """Take a file whose rows are people for that, so that nobody is filed as a group."""
        if "kind" in section.constant or not looks_like_people(table, self.rules):
            return section
        people = PeopleSection.model_validate(section.model_dump(by_alias=True))
        return cast("S", people)

    def _open_wide(
        self, section: ConsentsSection, table: RawTable, source_id: str, where: str
    ) -> list[Opened[ConsentsSection]]:
        """Open a sheet of people once for each column that asks them for something."""
        parts, problems = part_wide(section, table, where=where)
        self._problems += problems
        opened = []
        for part in parts:
            headers, problems = resolve_columns(part, table, CONSENT_INPUTS, where=where)
            self._problems += problems
            opened.append(Opened(part, table, headers, source_id))
        return opened

    def list_asked(self, file: str, table: RawTable) -> frozenset[str]:
        """
        List the headings of a file that consents read as columns of people.

        With them go the days that consents read on the same sheet of it; another
        sheet may have a column of that name which nothing reads.
        """
        asked = {
            head
            for section in self._project.consents
            if section.file == file
            for head in section.wide.values()
        }
        asked |= {
            head
            for opened in self.consents
            if opened.section.file == file and opened.table.sheet == table.sheet
            for heads in opened.headers.values()
            for head in heads
        }
        return frozenset(map(normalise_header, asked))

    def _guess(
        self, section: AssetsSection, table: RawTable, headers: dict[str, tuple[str, ...]]
    ) -> dict[str, tuple[str, ...]]:
        """Know columns by what is in them, where their headings do not say it."""
        headers = let_go(table.columns, headers, stated=section.columns.keys())
        guessed = guess_columns(
            table.columns,
            headers,
            rules=self.rules,
            country=self._country,
            of_people=isinstance(section, PeopleSection),
        )
        return {**headers, **guessed}

    def add_source(self, **source: object) -> str:
        """Register a source, unless it is there already; give its id."""
        if source not in self.sources:
            self.sources.append(source)
        return f"s{self.sources.index(source) + 1}"

    def _open_postcodes(self) -> PostcodeTable | None:
        section = self._project.postcodes
        if section is None:
            return None
        is_degrees = section.lon is not None and section.lat is not None
        heads = (section.lon, section.lat) if is_degrees else (section.easting, section.northing)
        named = [section.postcode, *heads, section.area, section.ended]
        expected = frozenset(normalise_header(head) for head in named if head)
        where = f"{self._file.name}, postcodes"
        tables = self._open(
            section.file, where=where, expected=expected, delimiter=section.delimiter
        )
        if not tables:
            return None
        table = tables[0]
        missing = [head for head in named if head and not table.find(head)]
        self._problems += [missing_header(head, table, where) for head in missing]
        self.postcode_ledger = TableLedger(table, "postcodes")
        postcodes = read_postcodes(section, table, self.postcode_ledger, self._country)
        self.homes = HomePostcodes(section, table, postcodes)
        return postcodes

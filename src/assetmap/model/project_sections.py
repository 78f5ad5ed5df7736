"""The sections of a project file: what each may say of a file of places, need or records.

One TOML file names every source, so that the same map can be made again from
the same files next year. This module says what such a file may hold; the
gather room follows it.
"""

from __future__ import annotations

import datetime as dt
from pathlib import PurePath
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    field_validator,
    model_validator,
)

from assetmap.model.vocabulary import AssetKind, Purpose

__all__ = [
    "AssetsSection",
    "ChecksSection",
    "ConsentsSection",
    "DropRule",
    "EffortSection",
    "MapSection",
    "Measure",
    "NeedSection",
    "OriginsSection",
    "ParentsTable",
    "PeopleSection",
    "PlacesSection",
    "PostcodesSection",
    "RowsSection",
    "SameSection",
    "Section",
    "ThemeRule",
    "TiesSection",
]

_LONGEST_SHOWN = 200

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _as_tuple(value: Any) -> Any:
    """Accept one word where a list of words is meant."""
    return (value,) if isinstance(value, str) else value


Texts = Annotated[tuple[Text, ...], BeforeValidator(_as_tuple)]


_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "bar": "|",
               "star": "*"}  # fmt: skip


def _as_letter(value: Any) -> Any:
    """Accept the name of a letter that is hard to write."""
    return _DELIMITERS.get(value.strip().casefold(), value) if isinstance(value, str) else value


def _as_delimiter(value: str) -> str:
    if len(value) != 1 or value in '"\r\n\x00' or value.isalnum():
        raise ValueError('write one letter that separates cells, such as ";", or "tab"')
    return value


Delimiter = Annotated[str, BeforeValidator(_as_letter), AfterValidator(_as_delimiter)]


def _as_separator(value: Any) -> Any:
    """Accept a space, which is one; around others it is not meant."""
    if not isinstance(value, str) or value == "\n":
        return value
    bare = value.strip() or value[:1]
    return {**_DELIMITERS, "space": " "}.get(bare.casefold(), bare)


Separator = Annotated[str, BeforeValidator(_as_separator), StringConstraints(min_length=1)]


Decimal = Literal[".", ","]
Constant = str | bool | float | dt.datetime | dt.date


class Section(BaseModel):
    """A table of the project file; unknown keys are errors, not silence."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class MapSection(Section):
    """``[map]``: what the map is called and the metres it is measured in."""

    title: Text = "Asset map"
    country: Text = Field(
        default="gb", description="Whose grid, postcodes and pace hold; two letters"
    )
    crs: Text | None = Field(
        default=None, description="Metres the map is measured in; the country's grid when absent"
    )
    language: Text = "en-GB"
    as_of: dt.date | None = Field(
        default=None, description="The day the map speaks for; the day of reading when absent"
    )
    data_dir: Text = Field(default=".", description="Folder of the files, from the project file")


class PostcodesSection(Section):
    """``[postcodes]``: a table that gives each postcode a coordinate."""

    file: Text
    postcode: Text = "postcode"
    lon: Text | None = None
    lat: Text | None = None
    easting: Text | None = None
    northing: Text | None = None
    crs: Text | None = Field(
        default=None, description="Of easting and northing; the country's grid when absent"
    )
    area: Text | None = Field(
        default=None,
        description="The column with the code of the small area that a postcode is in; found "
        "by the codes of [[need]] when absent",
    )
    ended: Text | None = Field(
        default=None, description="The column with the day a postcode ended: nobody lives there"
    )
    delimiter: Delimiter | None = Field(
        default=None, description="What separates the cells of a CSV; found out when absent"
    )

    @model_validator(mode="after")
    def _one_pair(self) -> Self:
        if not ((self.lon and self.lat) or (self.easting and self.northing)):
            raise ValueError("name either `lon` and `lat` or `easting` and `northing`")
        return self


class ParentsTable(Section):
    """``parents`` of ``[[places]]``: a table that says which place is part of which."""

    file: Text
    sheet: Text | None = None
    id: Text = Field(description="The column with the id of the smaller place")
    parent: Text = Field(description="The column with the id of the place that it is part of")
    delimiter: Delimiter | None = Field(
        default=None, description="What separates the cells of a CSV; found out when absent"
    )


class PlacesSection(Section):
    """
    ``[[places]]``: one layer of places. Children are listed before parents or after.

    A table without shapes lists places that have no boundary.
    """

    file: Text
    sheet: Text | None = Field(
        default=None, description="The sheet of a workbook that lists places without boundaries"
    )
    layer: Text | None = None
    id: Text
    name: Text
    level: Text | None = Field(default=None, description="A column, or a word for all rows")
    parent: Text | None = Field(default=None, description="The column with the id of the parent")
    parents: ParentsTable | None = None
    within: Text | None = Field(
        default=None, description="The level of the places that hold most of each of these"
    )
    crs: Text | None = Field(default=None, description="Where the file does not say")

    @model_validator(mode="after")
    def _one_way_up(self) -> Self:
        if sum(way is not None for way in (self.parent, self.parents, self.within)) > 1:
            raise ValueError("name one of `parent`, `parents` and `within`")
        if self.within is not None and self.within == self.level:
            raise ValueError("`within` names another level than that of this layer")
        return self


class Measure(Section):
    """One measure of need: a column, and which direction is worse."""

    name: Text
    column: Text
    worse: Literal["high", "low"]


class DropRule(Section):
    """Leave rows out, with the reason that the report will give."""

    column: Text
    equals: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)] | None = Field(
        default=None, alias="is"
    )
    differs: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)] | None = Field(
        default=None, alias="is_not"
    )
    because: Text

    @model_validator(mode="after")
    def _one_test(self) -> Self:
        if (self.equals is None) == (self.differs is None):
            raise ValueError("name either `is` or `is_not`")
        return self


class NeedSection(Section):
    """``[[need]]``: people and need per place.

    Rows find their place by ``place`` (a column with the place id) or by
    ``lon`` and ``lat`` (the point inside it); where both are named, the point
    says where the row's people live. Rows of smaller areas are
    added up (population) and averaged by population (measures); rows that
    count part of the people of others are left out. Where rows have points,
    or codes of small areas that the table of postcodes has too, their people
    live there (`AssetMap.origins`).
    """

    file: Text
    sheet: Text | None = None
    place: Text | None = None
    lon: Text | None = None
    lat: Text | None = None
    population: Text | None = None
    area: Text | None = Field(
        default=None,
        description="The column with the code of the small area that a row is about, as the "
        "postcodes have it; found out when absent",
    )
    delimiter: Delimiter | None = Field(
        default=None, description="What separates the cells of a CSV; found out when absent"
    )
    decimal: Decimal | None = Field(default=None, description="What stands before fractions")
    measures: tuple[Measure, ...] = ()
    drop: tuple[DropRule, ...] = ()

    @model_validator(mode="after")
    def _finds_its_place(self) -> Self:
        if (self.lon is None) != (self.lat is None):
            raise ValueError("name both `lon` and `lat`, or neither")
        if self.place is None and self.lon is None:
            raise ValueError("name `place`, or both `lon` and `lat`")
        return self


class RowsSection(Section):
    """What every table of records shares: file, mapping, dropping, provenance."""

    file: Text
    sheet: Texts | None = Field(default=None, description="One sheet or several; all when absent")
    layer: Text | None = None
    delimiter: Delimiter | None = Field(
        default=None, description="What separates the cells of a CSV; found out when absent"
    )
    source: Text | None = Field(default=None, description="Who said so; the file name when absent")
    licence: Text | None = None
    date: dt.date | None = None
    how: Text | None = None
    url: Text | None = None
    public_venue: bool = Field(
        default=False, description="All rows are open to the public where they are: no homes"
    )
    id: Text | None = None
    id_prefix: str = Field(
        default="", description="Goes before every id; {sheet} stands for the name of the sheet"
    )
    columns: dict[str, Texts] = Field(
        default_factory=dict,
        description="ours = theirs; several of theirs are joined; absent: matched by name",
    )
    match_rest: bool = Field(
        default=False, description="Columns that are not named are matched by name as well"
    )
    constant: dict[str, Constant] = Field(default_factory=dict)
    values: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="ours = { theirs = ours }"
    )
    drop: tuple[DropRule, ...] = ()
    ignore: Texts = Field(
        default=(), description="Columns that are known and not wanted: they are left out"
    )
    fill_down: Texts = Field(
        default=(), description="Columns of merged cells: a blank repeats the cell above it"
    )
    separator: Separator = Field(
        default=";", description='What separates the words of a cell; ";" and what is clear'
    )
    decimal: Decimal | None = Field(
        default=None, description="What stands before fractions; by the columns when absent"
    )
    crs: Text | None = None
    include_hidden: bool = Field(
        default=False, description="Read hidden sheets, rows and columns like any others"
    )

    @property
    def source_name(self) -> str:
        """Who said so: the stated source, or the name of the file."""
        return self.source or PurePath(self.file).name

    @property
    def provenance(self) -> dict[str, object]:
        """The record of whoever said so."""
        kept = ("licence", "date", "how", "url", "public_venue")
        return {"name": self.source_name, **{key: getattr(self, key) for key in kept}}


class AssetsSection(RowsSection):
    """``[[assets]]``: records of one file, one asset a row unless grouped."""

    group_by: Texts = Field(
        default=(), description="Rows equal in these columns are stops of one asset"
    )
    confirmed: bool = Field(
        default=False, description="Every row was confirmed on the `date` of the source"
    )

    @model_validator(mode="after")
    def _confirmed_on_a_day(self) -> Self:
        if self.confirmed and self.date is None:
            raise ValueError("say with `date` on which day the source confirmed its rows")
        return self

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        if self.group_by and self.id:
            raise ValueError("name either `id` or `group_by`: a group's id is made of its columns")
        return self


class PeopleSection(AssetsSection):
    """``[[people]]``: as assets, of kind individual."""

    @model_validator(mode="before")
    @classmethod
    def _are_individuals(cls, given: Any) -> Any:
        if not isinstance(given, dict):
            return given
        return {**given, "constant": {"kind": "individual", **given.get("constant", {})}}


class TiesSection(RowsSection):
    """``[[ties]]``: who is tied to whom; ends are ids or names."""

    source_prefix: str = Field(default="", description="The id_prefix of the rows at the source")
    target_prefix: str = Field(default="", description="The id_prefix of the rows at the target")
    from_sheet: dict[Literal["source", "target"], Text] = Field(
        default_factory=dict, description="The sheet whose rows are meant, of one end or of both"
    )

    @field_validator("from_sheet", mode="before")
    @classmethod
    def _of_both(cls, given: Any) -> Any:
        return {"source": given, "target": given} if isinstance(given, str) else given


class ConsentsSection(RowsSection):
    """``[[consents]]``: who agreed to what; people are ids or names."""

    person_prefix: str = Field(default="", description="The id_prefix of the people who are meant")
    from_sheet: Text | None = Field(default=None, description="The sheet whose people are meant")
    wide: dict[Purpose, Text] = Field(
        default_factory=dict,
        description='purpose = the column of yes and no that asks for it: { publish_name = "OK to '
        'be named?" }',
    )

    @model_validator(mode="after")
    def _asks_one_way(self) -> Self:
        if self.wide and {"purpose", "agreed"} & {*self.columns, *self.constant}:
            raise ValueError("name either `wide` or a column of purposes, not both")
        return self


class EffortSection(RowsSection):
    """``[[effort]]``: how much was asked, walked and looked up where; places by id or name."""


class ChecksSection(RowsSection):
    """``[[checks]]``: which records people have confirmed since, and on which day.

    A row needs the asset and, once somebody was asked, the day of
    ``confirmed_on``: the list of `assetmap.effort.suggest_checks`, filled in.
    """


class SameSection(Section):
    """``[same]``: which records are one thing, as a person has decided.

    The file has the pairs of `assetmap.find_duplicates`, with a column ``decision``.
    """

    file: Text = Field(description="Pairs of records, with a decision: same, related, different")


class OriginsSection(RowsSection):
    """``[[origins]]``: points where people live, and how many live at each.

    A row needs people, and a point, a postcode or a place. Other columns of
    numbers, such as people over 65, are kept; whatever else there is is not.
    """


class RecordsSection(RowsSection):
    """
    ``[[conversations]]``, ``[[heard]]``, ``[[grants]]`` and the like: further records of a map.

    What they name is found by id or by name; their columns are those of
    `assetmap.tables.RECORDS`, an id such as ``place_id`` being ``place`` here
    and ``listener_ids`` being ``listeners``.
    """


class ThemeRule(Section):
    """What words say of a body, in ``[themes]``: its kind, what it is about, and its sector."""

    kind: AssetKind | None = None
    theme: Text | None = None
    sector: Text | None = None
    weak: bool = Field(
        default=False, description="It stands at something else, whose name counts first"
    )

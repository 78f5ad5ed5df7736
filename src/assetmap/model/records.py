"""What a community is made of, one record at a time.

Records are frozen through and through: collections are tuples. They define
what a table's row means; tables check the same rules by column, in bulk.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
    model_validator,
)

from assetmap.model.vocabulary import AssetKind, Precision, Purpose, Role, Status, TieKind

__all__ = [
    "ASSET_DAYS",
    "ASSET_DAYS_IN_ORDER",
    "DAY",
    "IDENTIFIER",
    "UNSTATED",
    "Asset",
    "Consent",
    "Effort",
    "Origin",
    "Place",
    "Record",
    "Source",
    "Tie",
]

UNSTATED = "unstated"
"""Id of the source of records whose source nobody wrote down."""
ASSET_DAYS = ("since_earliest", "since_latest", "until_earliest", "until_latest")
"""Between which days an asset began, and between which it ended."""
ASSET_DAYS_IN_ORDER = (
    ("since_earliest", "since_latest"),
    ("until_earliest", "until_latest"),
    ("since_earliest", "until_latest"),
)
"""Which two of them must follow each other."""


def _as_tuple(value: Any) -> Any:
    """Accept one word where a list of words is meant; blanks are no words."""
    if value is None:
        return ()
    words = (value,) if isinstance(value, str) else value
    if isinstance(words, set | frozenset):
        words = sorted(words)
    if not isinstance(words, list | tuple):
        return words
    return tuple(word for word in words if not (isinstance(word, str) and not word.strip()))


def _as_day(value: Any) -> Any:
    """Take the day of a moment; refuse numbers, which say nothing of a calendar."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, str) and re.fullmatch(DAY, value):
        return value[:10]
    if value is None or isinstance(value, dt.date):
        return value
    raise ValueError("write a date as year-month-day, 2026-03-31")


def _blank_as_none(value: Any) -> Any:
    """Take a blank cell as nothing stated."""
    return None if isinstance(value, str) and not value.strip() else value


def _as_answer(value: Any) -> Any:
    """Write True and False as the words that a sheet has for them."""
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _as_geometry_text(value: Any) -> Any:
    """Hold any geometry as text, so that a record stays frozen and comparable."""
    if isinstance(value, Mapping):
        return json.dumps(value, sort_keys=True)
    return getattr(value, "wkt", value)


def _without_repeats(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Keep the first of equal entries, in the order given."""
    return tuple(dict.fromkeys(values))


DAY = r"\d{4}-\d{2}-\d{2}(?:[T ].*)?"
"""How a date is written: year-month-day, and perhaps a time, which is left out."""

IDENTIFIER = r"^[A-Za-z][A-Za-z\d.]*(?:[:\-][\w./\-]+)+$"
"""How an identifier is written: a register, a colon or a dash, and what it gives."""

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Text
Identifier = Annotated[str, StringConstraints(strip_whitespace=True, pattern=IDENTIFIER)]
StatedId = Annotated[Id | None, BeforeValidator(_blank_as_none)]
Words = Annotated[tuple[Text, ...], BeforeValidator(_as_tuple), AfterValidator(_without_repeats)]
Sources = Annotated[
    tuple[Text, ...],
    Field(min_length=1),
    BeforeValidator(_as_tuple),
    AfterValidator(_without_repeats),
]
Day = Annotated[dt.date, BeforeValidator(_as_day)]
Count = Annotated[int, Field(ge=0)]
GeometryText = Annotated[
    str,
    BeforeValidator(_as_geometry_text),
    Field(description="WKT or GeoJSON, in the coordinate reference system of the map"),
]


class Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", str_strip_whitespace=True, allow_inf_nan=False
    )


class Source(Record):
    """Who said so, when, how and under what licence."""

    source_id: Id
    name: Text
    licence: str | None = None
    date: Day | None = None
    how: str | None = None
    url: str | None = None
    public_venue: StrictBool = Field(
        default=False, description="Whether all it tells of is open to the public: no homes"
    )


class Place(Record):
    """An area with a boundary: neighbourhood, ward, LSOA, district."""

    place_id: Id
    name: Text
    level: str | None = None
    parent_id: StatedId = None
    population: Annotated[float, Field(ge=0)] | None = None
    need: Annotated[float, Field(ge=0, le=1)] | None = Field(
        default=None, description="Share of the map's places that need less: 1 is most need"
    )
    geometry: GeometryText | None = None


class Asset(Record):
    """Anything a community can build on: a person's gifts, a group, a hall, a story.

    ``head``, ``hands`` and ``heart`` hold what a person knows about, can do
    and cares about; ``offers`` and ``wants`` hold what anyone brings or is
    looking for. Contact fields are private unless consent says otherwise.

    ``sensitive_location`` is None where nobody has said. A record whose name,
    themes, offers or description suggest a refuge, a helpline or domestic
    abuse is then kept off the public map until somebody says True or False.
    """

    asset_id: Id
    name: Text
    kind: AssetKind
    aliases: Words = Field(default=(), description="Other names and spellings; never published")
    identifiers: Annotated[
        tuple[Identifier, ...], BeforeValidator(_as_tuple), AfterValidator(_without_repeats)
    ] = Field(default=(), description="What registers call it: uprn:…, GB-CHC-…; never published")
    themes: Words = ()
    sector: str | None = None
    programmes: Words = ()
    roles: Annotated[
        tuple[Role, ...], BeforeValidator(_as_tuple), AfterValidator(_without_repeats)
    ] = ()
    offers: Words = ()
    wants: Words = ()
    head: Words = ()
    hands: Words = ()
    heart: Words = ()
    description: str | None = None
    place_id: StatedId = None
    active_in: Words = ()
    geometry: GeometryText | None = None
    precision: Precision | None = None
    capacity: Annotated[float, Field(ge=0)] | None = None
    cost: str | None = Field(default=None, description="free, an amount, or in words")
    accessible: Annotated[str | None, BeforeValidator(_as_answer)] = Field(
        default=None, description="Whether a wheelchair gets in: yes, no, limited, or in words"
    )
    languages: Words = Field(default=(), description="Spoken there")
    open_to: Words = Field(default=(), description="Who may come: everyone, women, members")
    opening_hours: str | None = Field(
        default=None, description="As OpenStreetMap writes it: Mo-Fr 09:00-17:00"
    )
    status: Status = Status.UNKNOWN
    since_earliest: Day | None = Field(default=None, description="It began then at the earliest")
    since_latest: Day | None = Field(default=None, description="It had begun by then")
    until_earliest: Day | None = Field(default=None, description="It ended then at the earliest")
    until_latest: Day | None = Field(default=None, description="It had ended by then")
    website: str | None = None
    address: str | None = None
    postcode: str | None = None
    contact_name: str | None = None
    email: str | None = None
    phone: str | None = None
    first_seen: Day | None = None
    verified_on: Day | None = None
    sensitive_location: StrictBool | None = Field(
        default=None, description="Whether where it is must never be shown; None: nobody has said"
    )
    location_unanswered: StrictBool = Field(
        default=False,
        description="Whether it may have a secret location and nobody has said: not in public",
    )
    public_venue: StrictBool = Field(
        default=False, description="Whether it is open to the public where it is: nobody's home"
    )
    sources: Sources = (UNSTATED,)

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        for first, last in ASSET_DAYS_IN_ORDER:
            if (getattr(self, last) or dt.date.max) < (getattr(self, first) or dt.date.min):
                raise ValueError(f"asset {self.asset_id!r} ends before it begins")
        return self


class Tie(Record):
    """A stated relation between two assets, read from source to target."""

    tie_id: Id
    source: Id
    target: Id
    kind: TieKind
    strength: Annotated[float, Field(gt=0)] | None = None
    since: Day | None = None
    until: Day | None = None
    programmes: Words = ()
    sources: Sources = (UNSTATED,)

    @model_validator(mode="after")
    def _joins_two(self) -> Self:
        if self.source == self.target:
            raise ValueError(f"tie {self.tie_id!r} joins {self.source!r} to itself")
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"tie {self.tie_id!r} ends before it begins")
        return self


class Consent(Record):
    """What one person agreed to, for one purpose, and how it was recorded."""

    consent_id: Id
    asset_id: Id
    purpose: Purpose
    given_on: Day | None = None
    how: str | None = None
    notice_version: str | None = None
    recorded_by: str | None = None
    expires_on: Day | None = None
    withdrawn_on: Day | None = None


class Origin(Record):
    """A weighted point where people live: a small area, an output area, a postcode."""

    origin_id: Id
    people: Annotated[float, Field(ge=0)]
    place_id: StatedId = None
    need: Annotated[float, Field(ge=0, le=1)] | None = None
    geometry: GeometryText | None = None
    sources: Sources = (UNSTATED,)


class Effort(Record):
    """How much was done in one place to find out what is there.

    Without it, a place where nobody asked looks like a place that has
    nothing. It is about places, never about the people who asked or answered.
    ``kind`` None means that assets of every kind were asked about; at least
    one of the three counts is stated.
    """

    effort_id: Id
    place_id: Id
    kind: AssetKind | None = None
    conversations: Count | None = None
    walks: Count | None = None
    lists_checked: Count | None = None
    on: Day | None = None
    notes: str | None = None
    sources: Sources = (UNSTATED,)

    @model_validator(mode="after")
    def _counts_something(self) -> Self:
        if self.conversations is None and self.walks is None and self.lists_checked is None:
            raise ValueError(f"effort {self.effort_id!r} counts nothing")
        return self

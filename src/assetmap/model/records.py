"""What a community is made of, one record at a time.

Records are frozen through and through: collections are tuples. They define
what a table's row means; tables check the same rules by column, in bulk.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from assetmap.model.vocabulary import AssetKind, Precision, Purpose, Role, Status, TieKind

__all__ = ["UNSTATED", "Asset", "Consent", "Place", "Record", "Source", "Tie"]

UNSTATED = "unstated"
"""Id of the source of records whose source nobody wrote down."""


def _as_tuple(value: Any) -> Any:
    """Accept one word where a list of words is meant."""
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _as_geometry_text(value: Any) -> Any:
    """Hold any geometry as text, so that a record stays frozen and comparable."""
    if isinstance(value, Mapping):
        return json.dumps(value, sort_keys=True)
    return getattr(value, "wkt", value)


def _without_repeats(values: tuple[Any, ...]) -> tuple[Any, ...]:
    """Keep the first of equal entries, in the order given."""
    return tuple(dict.fromkeys(values))


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Text
Words = Annotated[tuple[Text, ...], BeforeValidator(_as_tuple), AfterValidator(_without_repeats)]
Sources = Annotated[Words, Field(min_length=1)]
GeometryText = Annotated[
    str,
    BeforeValidator(_as_geometry_text),
    Field(description="WKT or GeoJSON, in the coordinate reference system of the map"),
]


class Record(BaseModel):
    """A frozen record that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class Source(Record):
    """Who said so, when, how and under what licence."""

    source_id: Id
    name: Text
    licence: str | None = None
    date: dt.date | None = None
    how: str | None = None
    url: str | None = None


class Place(Record):
    """An area with a boundary: neighbourhood, ward, LSOA, district."""

    place_id: Id
    name: Text
    level: str | None = None
    parent_id: Id | None = None
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
    """

    asset_id: Id
    name: Text
    kind: AssetKind
    themes: Words = ()
    roles: Annotated[
        tuple[Role, ...], BeforeValidator(_as_tuple), AfterValidator(_without_repeats)
    ] = ()
    offers: Words = ()
    wants: Words = ()
    head: Words = ()
    hands: Words = ()
    heart: Words = ()
    description: str | None = None
    place_id: Id | None = None
    active_in: Words = ()
    geometry: GeometryText | None = None
    precision: Precision | None = None
    capacity: Annotated[float, Field(ge=0)] | None = None
    status: Status = Status.UNKNOWN
    website: str | None = None
    address: str | None = None
    postcode: str | None = None
    contact_name: str | None = None
    email: str | None = None
    phone: str | None = None
    first_seen: dt.date | None = None
    verified_on: dt.date | None = None
    sensitive_location: bool = False
    sources: Sources = (UNSTATED,)


class Tie(Record):
    """A stated relation between two assets, read from source to target."""

    tie_id: Id
    source: Id
    target: Id
    kind: TieKind
    strength: Annotated[float, Field(gt=0)] | None = None
    since: dt.date | None = None
    until: dt.date | None = None
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
    given_on: dt.date | None = None
    how: str | None = None
    notice_version: str | None = None
    recorded_by: str | None = None
    expires_on: dt.date | None = None
    withdrawn_on: dt.date | None = None

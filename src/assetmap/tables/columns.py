"""Every column of every table: its name, its type and what it means.

Tables are pandas frames. Text columns have pandas' ``str`` dtype, dates
``datetime64[s]``, numbers ``float64``, flags ``bool``; columns of words hold
tuples. Missing is NaN, NaT or ``()``, never the text "nan".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from assetmap.model import AssetKind, Precision, Purpose, Status, TieKind

__all__ = ["ASSETS", "CONSENTS", "EFFORT", "PLACES", "SOURCES", "TIES", "Column", "TableSpec"]

ColumnType = Literal["text", "words", "date", "number", "flag", "geometry"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: name, what it holds, meaning and the rules that a value must meet."""

    name: str
    holds: ColumnType
    meaning: str
    required: bool = False
    vocabulary: type[StrEnum] | None = None
    default: str | None = None
    at_least: float | None = None
    at_most: float | None = None


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: what it is called, what identifies a row, which columns it has."""

    name: str
    index: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns, in order, without the index."""
        return tuple(column.name for column in self.columns)

    @property
    def is_spatial(self) -> bool:
        """Whether rows have a geometry."""
        return "geometry" in self.names


ASSETS = TableSpec(
    "assets",
    "asset_id",
    (
        Column("name", "text", "What people call it", required=True),
        Column("kind", "text", "One of the six kinds", required=True, vocabulary=AssetKind),
        Column("aliases", "words", "Other names and spellings that it goes by; never published"),
        Column("themes", "words", "What it is about, in the community's own words"),
        Column("roles", "words", "For individuals: what they are to others"),
        Column("offers", "words", "What it brings"),
        Column("wants", "words", "What it is looking for"),
        Column("head", "words", "What a person knows about"),
        Column("hands", "words", "What a person can do"),
        Column("heart", "words", "What a person cares about"),
        Column("description", "text", "Its story"),
        Column("place_id", "text", "The place it belongs to"),
        Column("active_in", "words", "Ids of other places it works in"),
        Column("capacity", "number", "How many people it can serve at once", at_least=0),
        Column("status", "text", "Whether it is still there", vocabulary=Status, default="unknown"),
        Column("website", "text", "Public address on the web"),
        Column("address", "text", "Postal address; private for people and associations"),
        Column("postcode", "text", "Postcode; private for people and associations"),
        Column("contact_name", "text", "Whom to ask; private"),
        Column("email", "text", "Private"),
        Column("phone", "text", "Private; text, so that +44 survives"),
        Column("first_seen", "date", "When it was first recorded"),
        Column("verified_on", "date", "When somebody last confirmed it"),
        Column("sensitive_location", "flag", "Never show where it is: refuge, safe house"),
        Column(
            "location_unanswered",
            "flag",
            "Its words suggest a secret location, and nobody has said yet: not in public",
        ),
        Column("precision", "text", "How exactly its location is known", vocabulary=Precision),
        Column("sources", "words", "Ids of who said so; at least one"),
        Column("geometry", "geometry", "Point, line, polygon or none, in metres"),
    ),
)

PLACES = TableSpec(
    "places",
    "place_id",
    (
        Column("name", "text", "What people call it", required=True),
        Column("level", "text", "Neighbourhood, ward, LSOA, district"),
        Column("parent_id", "text", "The place it is part of"),
        Column("population", "number", "People who live there", at_least=0),
        Column(
            "need",
            "number",
            "Share of the level's places that need less; 1 is the most need",
            at_least=0,
            at_most=1,
        ),
        Column("geometry", "geometry", "Boundary, in metres"),
    ),
)

TIES = TableSpec(
    "ties",
    "tie_id",
    (
        Column("source", "text", "Id of the asset the tie starts from", required=True),
        Column("target", "text", "Id of the asset it leads to", required=True),
        Column("kind", "text", "What joins them", required=True, vocabulary=TieKind),
        Column("strength", "number", "How strong; only the ratio matters", at_least=0),
        Column("since", "date", "When it began"),
        Column("until", "date", "When it ended"),
        Column("sources", "words", "Ids of who said so; at least one"),
    ),
)

SOURCES = TableSpec(
    "sources",
    "source_id",
    (
        Column("name", "text", "Who said so", required=True),
        Column("licence", "text", "Under what licence"),
        Column("date", "date", "When"),
        Column("how", "text", "How it was collected"),
        Column("url", "text", "Where it was published"),
    ),
)

CONSENTS = TableSpec(
    "consents",
    "consent_id",
    (
        Column("asset_id", "text", "The person who agreed", required=True),
        Column("purpose", "text", "To what", required=True, vocabulary=Purpose),
        Column("given_on", "date", "When"),
        Column("how", "text", "In what way"),
        Column("notice_version", "text", "What they were told"),
        Column("recorded_by", "text", "Who wrote it down"),
        Column("expires_on", "date", "The last day it holds"),
        Column("withdrawn_on", "date", "The day it was taken back"),
    ),
)

EFFORT = TableSpec(
    "effort",
    "effort_id",
    (
        Column("place_id", "text", "Where people asked, walked or looked", required=True),
        Column("kind", "text", "For which kind of asset; all if missing", vocabulary=AssetKind),
        Column("conversations", "number", "Conversations held, a whole number", at_least=0),
        Column("walks", "number", "Walks taken, a whole number", at_least=0),
        Column("lists_checked", "number", "Lists looked through, a whole number", at_least=0),
        Column("on", "date", "When, or the last day of it"),
        Column("notes", "text", "Private"),
        Column("sources", "words", "Ids of who said so; at least one"),
    ),
)

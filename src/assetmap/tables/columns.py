"""Every column of every table: its name, its type, its headings and who may see it.

Tables are pandas frames. Text columns have pandas' ``str`` dtype, dates
``datetime64[s]``, numbers ``float64``, flags ``bool``; columns of words hold
tuples. Missing is NaN, NaT or ``()``, never the text "nan".

A new column of assets is a row here and a field of `assetmap.model.Asset`:
reading knows it by its headings, publishing by who may see it, the questions
by whether it may group, and the page by its label.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from assetmap.model import AssetKind, Precision, Purpose, Role, Status, TieKind
from assetmap.tables.column_words import ACCESS_WORDS, COST_WORDS, EVERYONE_WORDS

__all__ = [
    "ASSETS",
    "CHECKS",
    "CONSENTS",
    "EFFORT",
    "ORIGINS",
    "PLACES",
    "SOURCES",
    "TIES",
    "Column",
    "Shown",
    "TableSpec",
    "can_group",
]

ColumnType = Literal["text", "words", "date", "number", "flag", "geometry"]


class Shown(StrEnum):
    """
    Of whom a column is shown to those who do not work with the records themselves.

    Nobody is shown at all who did not agree to be named.
    """

    NOBODY = "nobody"
    """Of nothing: it stays with the team, and is on no page."""
    EVERYBODY = "everybody"
    """Of people too."""
    NOT_PEOPLE = "not people"
    """Of everything but people."""
    ROLES = "roles"
    """Of people who agreed to their role."""
    GIFTS = "gifts"
    """Of people who agreed to what they bring."""
    PLACE = "place"
    """Of people who agreed to their place, and of nothing whose location is secret."""
    CONTACT = "contact"
    """Of people who agreed to how they are reached."""
    GROUP_CONTACT = "group contact"
    """Of people who agreed to it; of groups to partners."""
    ADDRESS = "address"
    """Of nothing that may be a home: people, associations, secret locations."""


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column, and all that the rooms need to know of it.

    Attributes
    ----------
    name, holds, meaning
        What it is called, what type it has, and what it says.
    headers
        Folded headings that people write over it, the most telling first;
        none for what is worked out while reading.
    shown
        Of whom it is shown.
    may_group
        Whether its words sort assets into groups that mean something.
    label
        What stands before it on the card of an asset, where the page does not
        lay it out in a way of its own.
    refers_to
        The table whose ids it holds.
    spellings
        Words that are known here, each with the other ways in which people
        write it; anything else is kept as it is written.
    is_plain_list
        Whether a comma, a slash, an ampersand or "and" always parts its words.
    required, vocabulary, default, at_least, at_most
        The rules that a value must meet.
    """

    name: str
    holds: ColumnType
    meaning: str
    required: bool = False
    vocabulary: type[StrEnum] | None = None
    default: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    headers: tuple[str, ...] = ()
    shown: Shown = Shown.NOBODY
    may_group: bool = False
    label: str | None = None
    refers_to: str | None = None
    spellings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    is_plain_list: bool = False

    @property
    def heading(self) -> str:
        """What a sheet to be filled in has over it: the label, or the most telling heading."""
        if self.label is not None and self.label.casefold() in self.headers:
            return self.label
        return self.headers[0].capitalize()

    @property
    def is_free_text(self) -> bool:
        """Whether people write in it what they like, and so may name somebody."""
        is_text = self.holds in {"text", "words"} and self.shown is not Shown.NOBODY
        return is_text and self.vocabulary is None and self.refers_to is None


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

    @property
    def shown(self) -> tuple[Column, ...]:
        """The columns that any audience can see."""
        return tuple(column for column in self.columns if column.shown is not Shown.NOBODY)


_NOT_PEOPLE = Shown.NOT_PEOPLE

ASSETS = TableSpec(
    "assets",
    "asset_id",
    (
        Column("name", "text", "What people call it", required=True, shown=Shown.EVERYBODY,
               headers=("name", "asset name", "full name", "name of group", "group name",
                        "organisation name", "name of organisation", "organisation", "asset",
                        "group", "recipient org name", "label", "title")),
        Column("kind", "text", "One of the six kinds", required=True, vocabulary=AssetKind,
               shown=Shown.EVERYBODY, may_group=True,
               headers=("kind", "asset kind", "type", "asset type", "category")),
        Column("aliases", "words", "Other names and spellings that it goes by; never published",
               headers=("aliases", "alias", "also known as", "aka", "other names", "other name",
                        "former name", "former names", "previous name", "previous names")),
        Column("identifiers", "words",
               "What registers call it: uprn:100030000001, GB-CHC-123456; never published",
               headers=("identifiers", "identifier", "org id", "organisation identifier")),
        Column("themes", "words", "What it is about, in the community's own words",
               shown=Shown.GIFTS, may_group=True,
               headers=("themes", "theme", "tags", "topics", "what it s about", "what it is about",
                        "what we do", "activities", "activity", "primary activity", "keywords",
                        "interests")),
        Column("sector", "text", "Health, sport, faith, voluntary: a word of an editable list",
               shown=_NOT_PEOPLE, may_group=True, label="Sector", headers=("sector",)),
        Column("programmes", "words", "The programmes of work that it is part of",
               shown=_NOT_PEOPLE, may_group=True, label="Part of",
               headers=("programmes", "programme", "program", "programs")),
        Column("roles", "words", "For individuals: what they are to others", vocabulary=Role,
               shown=Shown.ROLES, may_group=True, headers=("roles", "role")),
        Column("offers", "words", "What it brings", shown=Shown.GIFTS, may_group=True,
               headers=("offers", "offer", "can offer", "gifts", "what they offer",
                        "what we offer", "skills")),
        Column("wants", "words", "What it is looking for", shown=Shown.GIFTS, may_group=True,
               headers=("wants", "want", "looking for", "needs", "what they want", "what we want",
                        "would like", "would welcome")),
        Column("head", "words", "What a person knows about", may_group=True, headers=("head",)),
        Column("hands", "words", "What a person can do", may_group=True, headers=("hands",)),
        Column("heart", "words", "What a person cares about", may_group=True, headers=("heart",)),
        Column("description", "text", "Its story", shown=_NOT_PEOPLE,
               headers=("description", "story", "about", "details")),
        Column("place_id", "text", "The place it belongs to", shown=Shown.PLACE,
               refers_to="places",
               headers=("place", "place id", "place name", "lives in", "based in", "home area",
                        "ward name", "electoral ward")),
        Column("active_in", "words", "Ids of other places it works in", shown=Shown.PLACE,
               refers_to="places", headers=("active in", "works in", "areas served")),
        Column("capacity", "number", "How many people it can serve at once", at_least=0,
               shown=_NOT_PEOPLE,
               headers=("capacity", "max capacity", "maximum capacity", "capacity persons",
                        "max number", "maximum number", "max no", "max number of people",
                        "maximum number of people", "seating capacity", "max people")),
        Column("cost", "text", "What it costs to take part: free, an amount, or in words",
               shown=_NOT_PEOPLE, may_group=True, label="Cost", spellings=COST_WORDS,
               headers=("cost", "costs", "price", "prices", "charge", "charges", "fee", "fees",
                        "entry fee", "admission", "cost to attend", "cost per session",
                        "price per session", "how much does it cost")),
        Column("accessible", "text", "Whether a wheelchair gets in: yes, no, limited, or in words",
               shown=_NOT_PEOPLE, may_group=True, label="Accessible", spellings=ACCESS_WORDS,
               headers=("accessible", "step free", "step free access", "wheelchair",
                        "wheelchair accessible", "wheelchair access", "accessibility",
                        "disabled access", "is it accessible", "is it step free")),
        Column("languages", "words", "The languages that are spoken there",
               shown=_NOT_PEOPLE, may_group=True, label="Languages", is_plain_list=True,
               headers=("languages", "languages spoken", "language", "language spoken",
                        "languages available", "languages offered", "community languages",
                        "which languages are spoken")),
        Column("open_to", "words", "Who may come: everyone, women, members",
               shown=_NOT_PEOPLE, may_group=True, label="Open to", spellings=EVERYONE_WORDS,
               headers=("open to", "who can come", "who may come", "who can join", "who is it for",
                        "who it is for", "who it s for", "for whom", "target group",
                        "target groups", "target audience", "eligibility", "suitable for")),
        Column("opening_hours", "text",
               "When it is open, as OpenStreetMap writes it: Mo-Fr 09:00-17:00",
               shown=_NOT_PEOPLE, label="Open",
               headers=("opening hours", "opening times", "open hours", "hours of opening",
                        "hours open", "times open", "days and times", "when is it open",
                        "meeting times", "session times")),
        Column("status", "text", "Whether it is still there", vocabulary=Status,
               default="unknown", shown=_NOT_PEOPLE, headers=("status",)),
        Column("since_earliest", "date", "The first day on which it may have begun",
               headers=("since earliest", "opened earliest")),
        Column("since_latest", "date", "The last day by which it had begun",
               headers=("since latest", "opened latest", "open by")),
        Column("until_earliest", "date", "The first day on which it may have ended",
               headers=("until earliest", "closed earliest")),
        Column("until_latest", "date", "The last day by which it had ended",
               headers=("until latest", "closed latest", "closed by")),
        Column("website", "text", "Public address on the web", shown=Shown.CONTACT,
               headers=("website", "web site", "web", "url")),
        Column("address", "text", "Postal address; private for people and associations",
               shown=Shown.ADDRESS, headers=("address",)),
        Column("postcode", "text", "Postcode; private for people and associations",
               shown=Shown.ADDRESS, headers=("postcode", "post code", "postal code")),
        Column("contact_name", "text", "Whom to ask; private", shown=Shown.GROUP_CONTACT,
               headers=("contact name", "contact", "contact person")),
        Column("email", "text", "Private", shown=Shown.GROUP_CONTACT,
               headers=("email", "e mail", "email address")),
        Column("phone", "text", "Private; kept as text, so that +44 stays",
               shown=Shown.GROUP_CONTACT, headers=("phone", "telephone", "tel", "phone number")),
        Column("first_seen", "date", "When it was first recorded",
               headers=("first seen", "date added", "added")),
        Column("verified_on", "date", "When somebody last confirmed it", shown=_NOT_PEOPLE,
               headers=("verified on", "last verified", "last confirmed", "last checked",
                        "verified", "checked", "last spoken", "last contacted", "last updated")),
        Column("sensitive_location", "flag", "Never show where it is: refuge, safe house",
               headers=("sensitive location", "sensitive")),
        Column("location_unanswered", "flag",
               "Its words suggest a secret location, and nobody has said yet: not in public"),
        Column("public_venue", "flag", "Whether it is open to the public where it is: no home",
               headers=("public venue",)),
        Column("precision", "text", "How exactly its location is known", vocabulary=Precision,
               shown=Shown.EVERYBODY, headers=("precision",)),
        Column("sources", "words", "Ids of who said so; at least one", shown=_NOT_PEOPLE,
               refers_to="sources"),
        Column("geometry", "geometry", "Point, line, polygon or none, in metres",
               shown=Shown.PLACE,
               headers=("geometry", "wkt", "geom", "the geom", "geojson", "geo shape", "ewkt",
                        "wkb")),
    ),
)  # fmt: skip


def can_group(name: str) -> bool:
    """
    Tell whether the words of a column of assets sort them into groups: a file's own may.

    Examples
    --------
    >>> [can_group(name) for name in ("themes", "email", "colour")]
    [True, False, True]
    """
    return all(column.may_group for column in ASSETS.columns if column.name == name)


PLACES = TableSpec(
    "places",
    "place_id",
    (
        Column("name", "text", "What people call it", required=True),
        Column("level", "text", "Neighbourhood, ward, LSOA, district"),
        Column("parent_id", "text", "The place it is part of", refers_to="places"),
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
        Column("source", "text", "Who or what the tie starts from; in the table, its id",
               required=True, label="From", refers_to="assets",
               headers=("source", "from", "from id", "source id")),
        Column("target", "text", "Who or what it leads to; in the table, its id",
               required=True, label="To", refers_to="assets",
               headers=("target", "to", "to id", "target id")),
        Column("kind", "text", "What joins them", required=True, vocabulary=TieKind,
               headers=("kind", "tie", "type", "relation", "relationship", "connection",
                        "connection type", "link", "tie type", "relation type",
                        "relationship type", "how")),
        Column("strength", "number", "How strong; only the ratio matters", at_least=0,
               headers=("strength", "weight")),
        Column("since", "date", "When it began", headers=("since", "start", "from date")),
        Column("until", "date", "When it ended", headers=("until", "end", "to date")),
        Column("programmes", "words", "The programmes of work that it is part of",
               headers=("programmes", "programme", "program", "programs")),
        Column("sources", "words", "Ids of who said so; at least one", refers_to="sources"),
    ),
)  # fmt: skip

SOURCES = TableSpec(
    "sources",
    "source_id",
    (
        Column("name", "text", "Who said so", required=True),
        Column("licence", "text", "Under what licence"),
        Column("date", "date", "When"),
        Column("how", "text", "How it was collected"),
        Column("url", "text", "Where it was published"),
        Column("public_venue", "flag", "Whether all it tells of is open to the public"),
    ),
)

CONSENTS = TableSpec(
    "consents",
    "consent_id",
    (
        Column("asset_id", "text", "The person who agreed", required=True, refers_to="assets",
               headers=("person", "asset id", "person id", "name", "who")),
        Column("purpose", "text", "To what", required=True, vocabulary=Purpose,
               headers=("purpose", "purposes", "agreed to", "consent to", "consents to")),
        Column("given_on", "date", "When", label="Consent given on",
               headers=("given on", "given", "date given", "agreed on", "date agreed",
                        "consented on", "consent date", "date of consent", "consent given on",
                        "date")),
        Column("how", "text", "In what way", headers=("how",)),
        Column("notice_version", "text", "What they were told",
               headers=("notice version", "notice")),
        Column("recorded_by", "text", "Who wrote it down", headers=("recorded by",)),
        Column("expires_on", "date", "The last day it holds",
               headers=("expires on", "expires", "expiry", "expiry date", "valid until",
                        "valid to", "until", "ends on", "end date")),
        Column("withdrawn_on", "date", "The day it was taken back", label="Consent withdrawn on",
               headers=("withdrawn on", "withdrawn", "withdrawn on date", "withdrawal",
                        "date withdrawn", "withdrawal date", "consent withdrawn", "taken back",
                        "taken back on", "consent withdrawn on", "revoked", "revoked on",
                        "date revoked", "opted out", "opted out on", "opt out", "opt out date",
                        "cancelled", "cancelled on", "unsubscribed")),
    ),
)  # fmt: skip

EFFORT = TableSpec(
    "effort",
    "effort_id",
    (
        Column("place_id", "text", "Where people asked, walked or looked", required=True,
               refers_to="places", headers=("place", "place id", "place name", "where")),
        Column("kind", "text", "For which kind of asset; all if missing", vocabulary=AssetKind,
               headers=("kind", "asset kind", "type", "asset type", "category")),
        Column("conversations", "number", "Conversations held, a whole number", at_least=0,
               headers=("conversations", "conversations held", "talks", "interviews")),
        Column("walks", "number", "Walks taken, a whole number", at_least=0,
               headers=("walks", "walkabouts")),
        Column("lists_checked", "number", "Lists looked through, a whole number", at_least=0,
               headers=("lists checked", "lists", "directories checked")),
        Column("on", "date", "When, or the last day of it", headers=("on", "date", "day", "when")),
        Column("notes", "text", "Private", headers=("notes", "note", "comments")),
        Column("sources", "words", "Ids of who said so; at least one", refers_to="sources"),
    ),
)  # fmt: skip

CHECKS = TableSpec(
    "checks",
    "check_id",
    (
        Column("asset_id", "text", "What was confirmed", required=True, refers_to="assets",
               headers=("asset id", "asset", "id", "name", "who")),
        Column("confirmed_on", "date", "When; blank if nobody was asked yet",
               headers=("confirmed on", "date confirmed", "checked on", "verified on")),
    ),
)  # fmt: skip
"""What people have confirmed since: no table of a map, but newer days of its assets."""

ORIGINS = TableSpec(
    "origins",
    "origin_id",
    (
        Column("people", "number", "People who live there", required=True, at_least=0,
               headers=("people", "population", "residents", "usual residents", "inhabitants",
                        "persons")),
        Column("place_id", "text", "The place it is in; found by where it is, if missing",
               refers_to="places", headers=("place", "place id", "area")),
        Column("need", "number", "Share of origins that need less; 1 is the most need",
               at_least=0, at_most=1, headers=("need",)),
        Column("sources", "words", "Ids of who said so; at least one", refers_to="sources"),
        Column("geometry", "geometry", "The point where these people live, in metres"),
    ),
)  # fmt: skip
"""Weighted points where people live; numbers of some of them, such as those over 65, are columns
of the file's own."""

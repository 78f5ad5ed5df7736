"""What each sheet holds: assets, people, ties, consents, effort, or something else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

import numpy as np

from assetmap.gather.column_guesses import (
    guess_columns,
    is_name_of_group,
    is_name_of_person,
    is_name_of_respondent,
)
from assetmap.gather.column_profile import ColumnProfile
from assetmap.gather.files import RawTable
from assetmap.gather.inputs import (
    ASSET_INPUTS,
    CONSENT_INPUTS,
    EFFORT_INPUTS,
    FIRST_NAMES,
    SURNAMES,
    TIE_INPUTS,
    Inputs,
)
from assetmap.gather.kind_rules import KindRules
from assetmap.gather.tidy import normalise_header
from assetmap.gather.values import read_flags
from assetmap.model import GROUPS_HEADERS, PURPOSE_QUESTIONS, AssetKind, Country, Purpose

__all__ = [
    "SheetRole",
    "find_memberships",
    "find_purposes",
    "find_role",
    "looks_like_people",
]

SheetRole = Literal["assets", "people", "ties", "consents", "effort", "other"]
_ABOUT_PEOPLE = frozenset(
    {
        "age group", "age band", "date of birth", "lives in", "home ward", "would like", "heart",
        "head", "hands", "gifts", "gift", "skills", "what they know", "what they can do",
        "what they care about", "availability", "pronouns", "gender", "ethnicity",
        "next of kin", "preferred contact",
    }
)  # fmt: skip
"""Headings about somebody's life; two of them, and the rows are people."""
_TITLE_OF_PEOPLE = re.compile(
    r"\b(people|persons?|residents?|volunteers?|champions?|connectors?|members?|contacts?"
    r"|neighbours?|participants?|individuals?|trustees?|staff)\b"
)
_SAY_MORE = frozenset({"kind", "lon", "easting", "coordinates", "postcode", "address"})
"""What makes rows that have a name assets: what or where they are."""
_KINDS = ("kind", "asset kind", "type", "asset type", "category")
_GROUPS = ("name of group", "group name", "organisation", "organisation name",
           "name of organisation")  # fmt: skip
_PURPOSES: tuple[tuple[Purpose, re.Pattern[str]], ...] = (
    (Purpose.INTRODUCE, re.compile(r"\bintroduc\w*|put (me |them )?in touch")),
    (Purpose.SHARE_WITH_PARTNERS, re.compile(r"\bpartners?\b")),
    (Purpose.PUBLISH_CONTACT, re.compile(r"\b(contact\w*|e ?mail|phone|telephone)\b")),
    (Purpose.PUBLISH_GIFTS, re.compile(r"\b(gifts?|skills?|offers?)\b")),
    (Purpose.PUBLISH_ROLE, re.compile(r"\broles?\b")),
    (Purpose.PUBLISH_PLACE, re.compile(r"\b(place|live|lives|area|neighbourhood)\b")),
    (Purpose.STORE, re.compile(r"\b(stor\w*|keep|kept|hold|held|records?|gdpr|data)\b")),
    (
        Purpose.PUBLISH_NAME,
        re.compile(r"\b(nam(e|ed|ing)|map|public\w*|publish\w*|shown?|listed|website|online)\b"),
    ),
)
"""Words of the question that a column of consent asks, the most telling first."""
_ASKED = {normalise_header(asked): purpose for purpose, asked in PURPOSE_QUESTIONS.items()}
"""The questions of our own forms."""
_ASKS = re.compile(
    r"\b(ok|okay|happy|agree[sd]?|consent\w*|may we|can we|permission|willing|allow\w*|share"
    r"|introduc\w*|publish\w*)\b"
)


def find_role(table: RawTable, *, rules: KindRules, country: Country) -> SheetRole:
    """
    Tell what the rows of a sheet are, by its headings, its title and what is in it.

    A sheet of two ends is of ties; one of people and what they agreed to of
    consents; one without names, or where nothing says what or where they are,
    is something else.
    """
    if _has(table, TIE_INPUTS, "source", "target") and not _has(table, ASSET_INPUTS, "name"):
        return "ties"
    if _has(table, CONSENT_INPUTS, "person", "purpose"):
        return "consents"
    counts = ("conversations", "walks", "lists_checked")
    if _has(table, EFFORT_INPUTS, "place") and any(
        _has(table, EFFORT_INPUTS, count) for count in counts
    ):
        return "effort"
    if looks_like_people(table, rules):
        return "people"
    if _has(table, ASSET_INPUTS, "name"):
        return "assets"
    guessed = guess_columns(table.columns, {}, rules=rules, country=country)
    known = {ours for ours in _SAY_MORE if _has(table, ASSET_INPUTS, ours)}
    says_more = bool(known or _SAY_MORE & guessed.keys()) or table.shapes is not None
    return "assets" if "name" in guessed and says_more else "other"


def _has(table: RawTable, inputs: Inputs, *names: str) -> bool:
    """Tell whether a heading is there for each of ours."""
    return all(_has_one(table, inputs[name]) for name in names)


def _has_one(table: RawTable, heads: Iterable[str]) -> bool:
    return any(table.find(head) is not None for head in heads)


def looks_like_people(table: RawTable, rules: KindRules) -> bool:
    """
    Tell a table whose rows are people.

    First names and surnames say so, where nothing names a group; where no column says
    what rows are, so do the title of the sheet and two headings about somebody's life.
    A form that asks for "your name", and for that of no group, is about whoever filled it in.
    """
    names_group = _has_one(table, _GROUPS) or any(map(is_name_of_group, table.columns))
    if _has_one(table, FIRST_NAMES) and _has_one(table, SURNAMES):
        return not names_group
    if any(map(is_name_of_respondent, table.columns)) and not _has(table, ASSET_INPUTS, "name"):
        return not names_group
    if _has_one(table, _KINDS):
        return False
    title = normalise_header(table.sheet or table.file.rsplit(".", 1)[0])
    found = rules.match_title(title)
    is_of_a_body = found is not None and found[1].kind is not AssetKind.INDIVIDUAL
    if _TITLE_OF_PEOPLE.search(title) and not is_of_a_body:
        return (
            any(is_name_of_person(head, rules) for head in table.columns)
            or rules.match_bodies(title, _list_names(table, rules)) is None
        )
    return sum(normalise_header(head) in _ABOUT_PEOPLE for head in table.columns) > 1


def find_memberships(table: RawTable) -> tuple[tuple[str, ...], str] | None:
    """Find the columns of a table of people that name each, and the groups they belong to."""
    groups = next((name for head in GROUPS_HEADERS if (name := table.find(head))), None)
    named = next((name for head in ASSET_INPUTS["name"] if (name := table.find(head))), None)
    parts = [next((name for head in heads if (name := table.find(head))), None)
             for heads in (FIRST_NAMES, SURNAMES)]  # fmt: skip
    names = (named,) if named else tuple(part for part in parts if part)
    return (names, groups) if groups and names else None


def _list_names(table: RawTable, rules: KindRules) -> list[str]:
    """List what the rows are called, as far as a column of names is known."""
    head = next((name for head in ASSET_INPUTS["name"] if (name := table.find(head))), None)
    if head is None:
        head = guess_columns(table.columns, {}, rules=rules).get("name", (None,))[0]
    return [] if head is None else [cell for cell in table.columns[head] if cell]


def find_purposes(table: RawTable) -> dict[Purpose, str]:
    """
    Find the columns that hold what people agreed to, each with its purpose.

    Only those in which yes, no or nothing is written, under a heading that asks.
    """
    found: dict[Purpose, str] = {}
    for head in table.columns:
        words = normalise_header(head)
        if not _ASKS.search(words):
            continue
        profile = ColumnProfile(head, table.columns[head])
        _, is_unread = read_flags(np.array(profile.different, dtype=object))
        if not profile.different or is_unread.any():
            continue
        purpose = _ASKED.get(words)
        purpose = purpose or next((one for one, asks in _PURPOSES if asks.search(words)), None)
        if purpose is not None:
            found.setdefault(purpose, head)
    return found

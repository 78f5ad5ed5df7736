"""Further records of a map: what was said, given, set in motion and thought, by declared columns.

They stand beside the tables of a map, each under its name, and are linked to
assets, places, sources and each other by id. A frame may have columns of its
own besides those that are declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from assetmap.errors import Problem, find_unknown
from assetmap.tables.checks import check_references
from assetmap.tables.columns import Column, TableSpec
from assetmap.tables.conforming import conform

__all__ = ["RECORDS", "check_records", "conform_records"]

_PLACE = Column("place_id", "text", "The place that it is about", refers_to="places")
_SOURCES = Column("sources", "words", "Ids of who said so", refers_to="sources")
_PROGRAMMES = Column("programmes", "words", "The programmes of work that it is part of")

RECORDS: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        TableSpec(
            "conversations",
            "conversation_id",
            (
                Column("held_on", "date", "When"),
                _PLACE,
                Column("listener_ids", "words", "Who listened", refers_to="assets"),
                Column("question", "text", "What was asked"),
                Column("setting", "text", "Where: at the school gate, in the hall"),
                Column("people", "number", "How many people took part", at_least=0),
                _PROGRAMMES,
                _SOURCES,
            ),
        ),
        TableSpec(
            "heard",
            "heard_id",
            (
                Column("conversation_id", "text", "Where it was said", refers_to="conversations"),
                Column("kind", "text", "Gift, care, wish, worry, barrier, story or idea"),
                Column("says", "text", "What was said, in people's own words; private"),
                Column("asset_ids", "words", "What it is about", refers_to="assets"),
                _PLACE,
                Column("say_again", "text", "To whom it may be said again"),
            ),
        ),
        TableSpec(
            "grants",
            "grant_id",
            (
                Column("amount", "number", "Money awarded", required=True, at_least=0),
                Column("currency", "text", "Of the amount", default="GBP"),
                Column("awarded_on", "date", "When"),
                Column("recipient_id", "text", "Who received it", refers_to="assets"),
                Column("funder_id", "text", "Who gave it", refers_to="assets"),
                Column("purpose", "text", "What it is for"),
                _PLACE,
                Column("location_scope", "text", "What the place is of: recipient, beneficiary"),
                _PROGRAMMES,
                _SOURCES,
            ),
        ),
        TableSpec(
            "ripples",
            "ripple_id",
            (
                Column("what", "text", "What was done, or followed from it", required=True),
                Column("kind", "text", "Activity or effect"),
                Column("since", "date", "When it began"),
                Column("until", "date", "When it ended"),
                Column("asset_ids", "words", "Whom it is about", refers_to="assets"),
                _PLACE,
                Column("intended", "text", "Yes, no or unknown"),
                Column("good", "text", "Yes, no or mixed"),
                Column("level", "text", "Person, group, place, organisation or system"),
                Column("capitals", "words", "Social, cultural, human, political, natural, …"),
                Column("heard_on", "date", "When somebody told of it"),
                _PROGRAMMES,
                _SOURCES,
            ),
        ),
        TableSpec(
            "ripple_links",
            "ripple_link_id",
            (
                Column("cause_id", "text", "What came first", required=True, refers_to="ripples"),
                Column("effect_id", "text", "What followed", required=True, refers_to="ripples"),
                _SOURCES,
            ),
        ),
        TableSpec(
            "theories",
            "theory_id",
            (
                Column("statement", "text", "If …, then …, because …", required=True),
                Column("version", "number", "Which wording of it this is", at_least=0),
                Column("replaces_id", "text", "The wording before", refers_to="theories"),
                Column("for_whom", "text", "Whom it is about"),
                Column("place_ids", "words", "Where it should hold", refers_to="places"),
                Column("status", "text", "Gleaned, testing, supported in part, refined, set aside"),
                Column("changed_on", "date", "When it was worded so"),
                Column("why", "text", "Why it was worded so"),
                _PROGRAMMES,
                _SOURCES,
            ),
        ),
        TableSpec(
            "value",
            "value_id",
            (
                Column("outcome", "text", "What is valued", required=True),
                Column("quantity", "number", "How much of it, or how many people"),
                Column("unit", "text", "Of the quantity"),
                Column("proxy", "number", "What one is worth, in money"),
                Column("price_year", "number", "Of that money"),
                Column("deadweight", "number", "Share that would be anyway", at_least=0, at_most=1),
                Column("displacement", "number", "Share lost elsewhere", at_least=0, at_most=1),
                Column("attribution_to_others", "number", "Share that others brought about",
                       at_least=0, at_most=1),
                Column("drop_off", "number", "Share lost each year", at_least=0, at_most=1),
                Column("years", "number", "For how many years it lasts", at_least=0),
                Column("evidence", "text", "Measured, reported or assumed"),
                Column("asset_id", "text", "Whose doing it is", refers_to="assets"),
                Column("grant_id", "text", "The grant that it followed", refers_to="grants"),
                _PROGRAMMES,
                _SOURCES,
            ),
        ),
    )
}  # fmt: skip
"""By name: what each holds, by which column it is identified."""


def conform_records(
    given: Mapping[str, object],
) -> tuple[dict[str, pd.DataFrame], list[Problem]]:
    """Complete each frame of records by its declared columns, and list what does not fit."""
    problems = find_unknown("records", given, RECORDS)
    made: dict[str, pd.DataFrame] = {}
    for name, spec in RECORDS.items():
        frame = given.get(name)
        if frame is None:
            continue
        if not isinstance(frame, pd.DataFrame):
            says = f"this is a {type(frame).__name__}, not a frame."
            remedy = "Make a frame of it, with pandas.DataFrame(...)."
            problems.append(Problem(f"records, {name}", "not_a_frame", says, remedy))
            continue
        made[name], found = conform(frame, spec, None)
        problems += found
    return made, problems


def check_records(
    records: Mapping[str, pd.DataFrame], ids: Mapping[str, pd.Index[Any]]
) -> Iterator[Problem]:
    """List every id in records that is not there; ``ids`` are those of the map by table."""
    none: pd.Index[Any] = pd.Index([], dtype="str")
    own = {name: records[name].index if name in records else none for name in RECORDS}
    for name, frame in records.items():
        yield from check_references(frame, RECORDS[name], {**ids, **own})

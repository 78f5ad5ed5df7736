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
from assetmap.model import HeardKind, SayAgain
from assetmap.tables.checks import check_references
from assetmap.tables.columns import Column, TableSpec
from assetmap.tables.conforming import conform

__all__ = ["RECORDS", "check_records", "conform_records"]

_PLACE = Column(
    "place_id",
    "text",
    "The place that it is about",
    refers_to="places",
    headers=("place", "place id", "area", "ward", "neighbourhood", "where"),
)
_SOURCES = Column("sources", "words", "Ids of who said so", refers_to="sources")
_PROGRAMMES = Column(
    "programmes",
    "words",
    "The programmes of work that it is part of",
    headers=("programmes", "programme", "project"),
)
_ASSETS = Column(
    "asset_ids",
    "words",
    "Whom or what it is about",
    refers_to="assets",
    headers=("about", "assets", "asset", "groups", "group"),
)

RECORDS: dict[str, TableSpec] = {
    spec.name: spec
    for spec in (
        TableSpec(
            "conversations",
            "conversation_id",
            (
                Column("held_on", "date", "When", headers=("held on", "date", "day", "when", "on")),
                _PLACE,
                Column("listener_ids", "words", "Who listened", refers_to="assets",
                       headers=("listeners", "listener", "who listened", "asked by", "by")),
                Column("question", "text", "What was asked", headers=("question", "what we asked")),
                Column("setting", "text", "Where: at the school gate, in the hall",
                       headers=("setting", "venue", "event")),
                Column("people", "number", "How many people took part", at_least=0,
                       headers=("people", "how many", "number of people", "attendance")),
                Column("came_ids", "words", "Who came", refers_to="assets",
                       headers=("came", "attended", "delegates", "participants", "who came")),
                Column("ran_ids", "words", "Who ran it", refers_to="assets",
                       headers=("ran", "run by", "facilitators", "hosts")),
                Column("trained_ids", "words", "Who was trained there", refers_to="assets",
                       headers=("trained", "trainees")),
                _PROGRAMMES,
                _SOURCES,
            ),
        ),
        TableSpec(
            "heard",
            "heard_id",
            (
                Column("conversation_id", "text", "Where it was said", refers_to="conversations",
                       headers=("conversation", "conversation id", "heard at")),
                Column("kind", "text", "Gift, care, wish, worry, barrier, story or idea",
                       vocabulary=HeardKind, headers=("kind", "type", "what it is")),
                Column("says", "text", "What was said, in people's own words; private",
                       headers=("says", "said", "what was said", "words", "quote", "text")),
                _ASSETS,
                _PLACE,
                Column("themes", "words", "What it is about, in the community's own words",
                       headers=("themes", "theme", "topics", "topic")),
                Column("say_again", "text", "To whom it may be said again", vocabulary=SayAgain,
                       headers=("say again", "may be said again", "share", "sharing")),
            ),
        ),
        TableSpec(
            "grants",
            "grant_id",
            (
                Column("amount", "number", "Money awarded", required=True, at_least=0,
                       headers=("amount awarded", "amount", "award", "grant")),
                Column("currency", "text", "Of the amount", default="GBP", headers=("currency",)),
                Column("awarded_on", "date", "When",
                       headers=("award date", "awarded on", "date awarded", "date")),
                Column("recipient_id", "text", "Who received it", refers_to="assets",
                       headers=("recipient", "recipient id", "awarded to", "group")),
                Column("funder_id", "text", "Who gave it", refers_to="assets",
                       headers=("funder", "funder id", "funded by")),
                Column("purpose", "text", "What it is for",
                       headers=("purpose", "title", "description", "what for")),
                _PLACE,
                Column("location_scope", "text", "What the place is of: recipient, beneficiary",
                       headers=("location scope",)),
                _PROGRAMMES,
                _SOURCES,
            ),
        ),
        TableSpec(
            "ripples",
            "ripple_id",
            (
                Column("what", "text", "What was done, or followed from it", required=True,
                       headers=("what", "what happened", "ripple", "effect", "activity")),
                Column("kind", "text", "Activity or effect", headers=("kind", "type")),
                Column("since", "date", "When it began", headers=("since", "date", "when", "from")),
                Column("until", "date", "When it ended", headers=("until", "to", "end")),
                _ASSETS,
                _PLACE,
                Column("intended", "text", "Yes, no or unknown", headers=("intended",)),
                Column("good", "text", "Yes, no or mixed", headers=("good",)),
                Column("level", "text", "Person, group, place, organisation or system",
                       headers=("level",)),
                Column("capitals", "words", "Social, cultural, human, political, natural, …",
                       headers=("capitals", "capital")),
                Column("heard_on", "date", "When somebody told of it", headers=("heard on",)),
                _PROGRAMMES,
                _SOURCES,
            ),
        ),
        TableSpec(
            "ripple_links",
            "ripple_link_id",
            (
                Column("cause_id", "text", "What came first", required=True, refers_to="ripples",
                       headers=("cause", "cause id", "from", "led by")),
                Column("effect_id", "text", "What followed", required=True, refers_to="ripples",
                       headers=("effect", "effect id", "to", "led to")),
                _SOURCES,
            ),
        ),
        TableSpec(
            "decisions",
            "decision_id",
            (
                Column("what", "text", "What was decided or done", required=True,
                       headers=("what", "decision", "what we did", "what was decided")),
                Column("decided_on", "date", "When", headers=("decided on", "date", "when")),
                Column("decided_by_ids", "words", "Who decided", refers_to="assets",
                       headers=("decided by", "who decided", "by")),
                Column("heard_ids", "words", "What was heard before it", refers_to="heard",
                       headers=("heard", "because of", "heard id")),
                Column("ripple_ids", "words", "What followed from it", refers_to="ripples",
                       headers=("ripples", "led to")),
                _ASSETS,
                _PLACE,
                _PROGRAMMES,
                _SOURCES,
            ),
        ),
        TableSpec(
            "theories",
            "theory_id",
            (
                Column("statement", "text", "If …, then …, because …", required=True,
                       headers=("statement", "theory")),
                Column("version", "number", "Which wording of it this is", at_least=0,
                       headers=("version",)),
                Column("replaces_id", "text", "The wording before", refers_to="theories",
                       headers=("replaces", "replaces id")),
                Column("for_whom", "text", "Whom it is about", headers=("for whom",)),
                Column("place_ids", "words", "Where it should hold", refers_to="places",
                       headers=("places", "place", "where")),
                Column("status", "text", "Gleaned, testing, supported in part, refined, set aside",
                       headers=("status",)),
                Column("changed_on", "date", "When it was worded so",
                       headers=("changed on", "date")),
                Column("why", "text", "Why it was worded so", headers=("why", "reason")),
                _PROGRAMMES,
                _SOURCES,
            ),
        ),
        TableSpec(
            "value",
            "value_id",
            (
                Column("outcome", "text", "What is valued", required=True,
                       headers=("outcome", "what")),
                Column("quantity", "number", "How much of it, or how many people", at_least=0,
                       headers=("quantity", "how many", "number")),
                Column("unit", "text", "Of the quantity", headers=("unit",)),
                Column("proxy", "number", "What one is worth, in money", at_least=0,
                       headers=("proxy", "value of one", "unit value")),
                Column("price_year", "number", "Of that money", headers=("price year",)),
                Column("deadweight", "number", "Share that would be anyway", at_least=0, at_most=1,
                       headers=("deadweight",)),
                Column("displacement", "number", "Share lost elsewhere", at_least=0, at_most=1,
                       headers=("displacement",)),
                Column("attribution_to_others", "number", "Share that others brought about",
                       at_least=0, at_most=1, headers=("attribution to others",)),
                Column("drop_off", "number", "Share lost each year", at_least=0, at_most=1,
                       headers=("drop off", "dropoff")),
                Column("years", "number", "For how many years it lasts", at_least=0,
                       headers=("years", "duration")),
                Column("evidence", "text", "Measured, reported or assumed", headers=("evidence",)),
                Column("asset_id", "text", "Whose doing it is", refers_to="assets",
                       headers=("asset", "whose", "group")),
                Column("grant_id", "text", "The grant that it followed", refers_to="grants",
                       headers=("grant", "grant id")),
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

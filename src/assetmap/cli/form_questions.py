"""What a form asks for: which of our columns, in which words, with which answers and an example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assetmap.model import (
    EXAMPLE_MARK,
    GROUPS_HEADERS,
    PURPOSE_QUESTIONS,
    SECTORS,
    AssetKind,
    Purpose,
)
from assetmap.tables import ASSETS, CONSENTS, PLACES, TIES, Column, TableSpec

__all__ = [
    "ASKED_OF_ASSETS",
    "ASKED_OF_CONSENT",
    "ASKED_OF_PEOPLE",
    "ASKED_OF_PLACES",
    "ASKED_OF_TIES",
    "GROUPS",
    "YES_NO",
    "Question",
    "list_questions",
]

YES_NO = ("yes", "no")
KINDS_OF_ASSETS = tuple(kind for kind in AssetKind if kind is not AssetKind.INDIVIDUAL)
"""People have a sheet of their own, where their consent is asked."""
_PEOPLE_OF_A_PLACE = next(column for column in PLACES.columns if column.name == "population")


@dataclass(frozen=True, slots=True)
class Question:
    """
    One question of a form.

    Attributes
    ----------
    name, heading, hint
        What programs call it, what stands over it, and what it means.
    example
        How somebody might answer.
    choices
        The answers to choose from; any when there are none.
    is_open
        Whether other answers than those are welcome as well.
    is_many
        Whether there may be several answers.
    is_required
        Whether a row is nothing without it.
    holds
        What an answer is.
    """

    name: str
    heading: str
    hint: str
    example: str = ""
    choices: tuple[str, ...] = ()
    is_open: bool = False
    is_many: bool = False
    is_required: bool = False
    holds: Literal["text", "date", "number", "point"] = "text"


def _plain(word: str) -> str:
    return word.replace("_", " ")


def ask(spec: TableSpec, examples: dict[str, str]) -> tuple[Question, ...]:
    """Ask for columns of a table, in the order of their examples."""
    columns = {column.name: column for column in spec.columns}
    return tuple(_ask(columns[name], example) for name, example in examples.items())


def _ask(column: Column, example: str) -> Question:
    choices: Sequence[str] = ()
    if column.vocabulary is not None:
        choices = [*column.vocabulary]
    elif column.name == "sector":
        choices = SECTORS
    elif column.holds == "flag":
        choices = YES_NO
    return Question(
        column.name.removesuffix("_id"),
        column.heading,
        column.meaning,
        example,
        choices=tuple(map(_plain, choices)),
        is_open=column.name == "sector",
        is_many=column.holds == "words",
        is_required=column.required,
        holds=column.holds if column.holds in {"date", "number"} else "text",
    )


def _replace_kinds(questions: tuple[Question, ...]) -> tuple[Question, ...]:
    """Leave people out of the kinds to choose from."""
    return tuple(
        Question(
            question.name,
            question.heading,
            question.hint,
            question.example,
            choices=KINDS_OF_ASSETS,
            is_required=True,
        )
        if question.name == "kind"
        else question
        for question in questions
    )


_NAMED = EXAMPLE_MARK + "{}"
_POINT = Question(
    "coordinates",
    "Coordinates",
    "Where it is, as a map on the web shows it: latitude, then longitude",
    "52.6369, -1.1398",
    holds="point",
)
_ABOUT = ask(
    ASSETS,
    {"name": _NAMED.format("Mill End Choir"), "kind": "association", "themes": "music; friendship",
     "sector": "arts and culture", "offers": "singing; a warm welcome", "wants": "a piano",
     "description": "Began round a kitchen table in 2009"},
)  # fmt: skip
_WHERE = ask(ASSETS, {"place_id": "Mill End", "address": "1 High Street", "postcode": "LE1 1AA"})
_REACH = ask(
    ASSETS,
    {"website": "https://example.org", "contact_name": "Ada Example",
     "email": "choir@example.org", "phone": "01632 960001", "status": "active",
     "public_venue": "yes", "sensitive_location": "no", "verified_on": "2026-03-31"},
)  # fmt: skip
ASKED_OF_ASSETS = _replace_kinds((*_ABOUT, *_WHERE, _POINT, *_REACH))
GROUPS = Question(
    "groups",
    GROUPS_HEADERS[0].capitalize(),
    "The groups that they are part of, as the other sheet names them",
    "Mill End Choir",
    is_many=True,
)
"""Whose members somebody is; each becomes a tie."""
ASKED_OF_CONSENT = tuple(
    Question(
        str(purpose),
        asked,
        "Yes only if they said yes themselves; blank means no",
        "" if purpose is Purpose.PUBLISH_CONTACT else "yes",
        choices=YES_NO,
    )
    for purpose, asked in PURPOSE_QUESTIONS.items()
)
_CONSENT_DAYS = ask(CONSENTS, {"given_on": "2026-03-31", "withdrawn_on": ""})
ASKED_OF_PEOPLE = (
    *ask(
        ASSETS,
        {"name": _NAMED.format("Asha Example"), "roles": "connector",
         "head": "local history", "heart": "wildlife", "hands": "baking; first aid",
         "offers": "lifts on Tuesdays", "wants": "somebody to walk with",
         "place_id": "Mill End", "email": "asha@example.org", "phone": "01632 960002",
         "verified_on": "2026-03-31"},
    ),
    GROUPS,
    *ASKED_OF_CONSENT,
    *_CONSENT_DAYS,
)  # fmt: skip
ASKED_OF_TIES = ask(
    TIES,
    {"source": _NAMED.format("Mill End Choir"), "target": "Mill Hall", "kind": "meets at",
     "since": "2009-09-01", "until": ""},
)  # fmt: skip
ASKED_OF_PLACES = (
    Question(
        "place",
        _WHERE[0].heading,
        "A neighbourhood or village; the other sheets offer it in a list",
        _NAMED.format("Mill End"),
        is_required=True,
    ),
    Question(
        _PEOPLE_OF_A_PLACE.name,
        _PEOPLE_OF_A_PLACE.meaning,
        "Roughly how many, if you know",
        "1200",
        holds="number",
    ),
)


def list_questions() -> dict[str, tuple[Question, ...]]:
    """Give the questions of each sheet of the workbook, in its order."""
    return {
        "Assets": ASKED_OF_ASSETS,
        "People": ASKED_OF_PEOPLE,
        "Ties": ASKED_OF_TIES,
        "Places": ASKED_OF_PLACES,
    }

"""An XLSForm to hand out: the same questions on a telephone, with KoboToolbox or ODK."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assetmap.cli.form_project import read_answers
from assetmap.cli.form_questions import (
    ASKED_OF_ASSETS,
    ASKED_OF_CONSENT,
    ASKED_OF_PEOPLE,
    GROUPS,
    YES_NO,
    Question,
)
from assetmap.cli.template import new_workbook, write_new_form
from assetmap.model import SECTORS, AssetKind, Role, Status

__all__ = ["ANSWERS", "write_xlsform"]

ANSWERS = "answers.xlsx"
"""What the downloaded answers are to be called, for the project file beside the form."""
_DAY = "verified_on"
"""The question that a telephone answers by itself: the day on which the form is filled in."""
_SURVEY = ("type", "name", "label", "hint", "required", "relevant", "appearance")
_PERSON = "${kind} = 'individual'"
_NO_PERSON = "${kind} != 'individual'"
_SHORT = frozenset({"name", "place", "postcode", "website", "contact_name", "email", "phone"})
"""Questions whose answer is one line."""
_ONE_A_LINE = "If there is more than one, write each on a line of its own."
_OF_ANYBODY = frozenset({"name", "kind", "offers", "wants", "place", "email", "phone"})
_OF_PEOPLE = frozenset({"roles", "head", "heart", "hands"})
_LISTS: dict[str, tuple[str, ...]] = {
    "kinds": tuple(AssetKind), "roles": tuple(Role), "sectors": SECTORS,
    "statuses": tuple(Status), "yes_no": YES_NO,
}  # fmt: skip
_LIST_OF = {"kind": "kinds", "roles": "roles", "sector": "sectors", "status": "statuses"}
_AS_LABEL = {"individual": "Person"}
_GROUPS = (
    ("about", "What is it?", ("kind", "name", "themes", "sector", "description"), ""),
    ("gifts", "What is there to build on?", ("roles", "head", "heart", "hands", "offers", "wants"),
     ""),
    ("where", "Where is it?", ("place", "address", "postcode", "coordinates"), ""),
    ("reach", "How is it reached?", ("website", "contact_name", "email", "phone", "status",
                                     "public_venue", "sensitive_location"), ""),
    ("belonging", "Which groups do you belong to?", (GROUPS.name,), _PERSON),
    ("agreed", "What may we do? You decide, one thing at a time.",
     tuple(question.name for question in ASKED_OF_CONSENT), _PERSON),
)  # fmt: skip
"""The pages of the form: name, title, questions, and of whom they are asked."""


def write_xlsform(path: Path) -> list[Path]:
    """
    Write an XLSForm for KoboToolbox and ODK, and the project file that reads its answers.

    Parameters
    ----------
    path
        The form, ``.xlsx``. The project file goes beside it.

    Returns
    -------
    written
        The form, then the project file.

    Raises
    ------
    FileError
        If either is there already, or the name does not end in ``.xlsx``.
    MissingExtraError
        If the extra ``excel`` is not installed.
    """
    stream = io.BytesIO()
    asked = _list_asked()
    with new_workbook(stream, "A form for KoboToolbox or ODK") as book:
        for name, head, rows in (
            ("survey", _SURVEY, [*_write_survey(asked)]),
            ("choices", ("list_name", "name", "label"), [*_write_choices()]),
            ("settings", ("form_title", "form_id", "version"),
             [("What is strong here?", "assetmap", "1")]),
        ):  # fmt: skip
            sheet = book.add_worksheet(name)
            bold = book.add_format({"bold": True})
            sheet.set_column(0, len(head) - 1, 24)
            for row, cells in enumerate([head, *rows]):
                for column, cell in enumerate(cells):
                    sheet.write_string(row, column, cell, bold if row == 0 else None)
    return write_new_form(path, stream.getvalue(), lambda file: read_answers(ANSWERS, file, _DAY))


def _list_asked() -> dict[str, Question]:
    """Give every question of both sheets by name, in the words that fit either."""
    people = {question.name: question for question in ASKED_OF_PEOPLE}
    asked = people | {question.name: question for question in ASKED_OF_ASSETS}
    hint = "Person, or a group of people; an organisation, land or a building, a swap, a story"
    return asked | {"kind": replace(asked["kind"], hint=hint)}


def _write_survey(asked: dict[str, Question]) -> Iterator[tuple[str, ...]]:
    """Write the questions, page by page."""
    yield ("today", _DAY, "", "", "", "", "")
    for group, title, names, relevant in _GROUPS:
        yield ("begin_group", group, title, "", "", relevant, "field-list")
        for name in names:
            yield _write_question(asked[name], is_inside=bool(relevant))
        yield ("end_group", "", "", "", "", "", "")


def _write_question(question: Question, *, is_inside: bool) -> tuple[str, ...]:
    """Write one question as a row of the survey; ``is_inside``: its page says of whom."""
    name = question.name
    relevant = ""
    if not is_inside and name not in _OF_ANYBODY:
        relevant = _PERSON if name in _OF_PEOPLE else _NO_PERSON
    is_text = _type_of(question) == "text"
    is_long = is_text and name not in _SHORT
    hint = f"{question.hint}. {_ONE_A_LINE}" if is_text and question.is_many else question.hint
    required = "yes" if question.is_required else ""
    return (_type_of(question), name, question.heading, hint, required, relevant,
            "multiline" if is_long else "")  # fmt: skip


def _type_of(question: Question) -> str:
    if question.holds == "point":
        return "geopoint"
    words = "yes_no" if question.choices == YES_NO else _LIST_OF.get(question.name)
    if words is None:
        return "text"
    return f"select_multiple {words}" if question.is_many else f"select_one {words}"


def _write_choices() -> Iterator[tuple[str, str, str]]:
    """Write every list to choose from: names as programs know them, labels as people do."""
    for name, words in _LISTS.items():
        for word in words:
            plain = word.replace("_", " ").capitalize()
            yield (name, word.replace(" ", "_"), _AS_LABEL.get(word, plain))

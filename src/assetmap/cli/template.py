"""A workbook to hand out: sheets with drop-downs, a guide and an example in each."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assetmap.cli.form_project import read_workbook
from assetmap.cli.form_questions import GROUPS, Question, list_questions
from assetmap.errors import FileError, MissingExtraError

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = ["new_workbook", "write_new_form", "write_template"]

_LAST_ROW = 2000
"""Down to which row cells have a drop-down; more rows are read all the same."""
_WIDEST_TITLE, _LONGEST_MESSAGE = 32, 255
"""Letters that a spreadsheet shows beside a cell."""
_GUIDE = (
    ("title", "What is strong here?"),
    ("text", "Thank you for helping to show what there is to build on: people and what they bring, "
             "groups, buildings and green spaces, swaps and stories."),
    ("head", "The sheets"),
    ("text", "Assets: one row for each group, organisation, space, exchange or story. An "
             "association is people who come together because they choose to. An institution is "
             "paid and has a structure: a council, a school, a surgery. A space is land or a "
             "building. An exchange is where things are sold, lent or swapped. Culture is what is "
             "told, remembered and celebrated."),
    ("text", "People: one row for each person who knows that they are on the list. Head is what "
             "they know about, heart is what they care about, hands is what they can do."),
    ("text", "Ties: who goes with what. From is who or what acts: From the choir, to the hall, "
             "meets at. Write names as they stand on the other sheets."),
    ("text", "Places: each neighbourhood or village once. The other sheets then offer it in a "
             "list."),
    ("head", "Filling in"),
    ("text", "Leave blank what you do not know. Nothing is lost by it, and you can fill it in "
             "later."),
    ("text", "Where there is more than one answer, put a semicolon between them: singing; "
             "first aid."),
    ("text", "The grey row on each sheet is an example. It is never read, so you may leave it or "
             "delete it. Please write below it."),
    ("text", "If two people have the same name, add something that tells them apart, such as a "
             "street."),
    ("text", "You may change the order of the columns, and add columns of your own. Please keep "
             "the headings as they are."),
    ("head", "Asking people"),
    ("text", "Each person decides what is shown of them, one thing at a time. Write yes only if "
             "they said yes themselves. Blank means no."),
    ("text", "Write the day when they said so. Without a day nobody is shown, and only those who "
             "agree to their name being shown are on a public map at all."),
    ("text", "If somebody changes their mind, write the day under Consent withdrawn on. Please do "
             "not delete the row: then nobody would know."),
    ("head", "Safe places"),
    ("text", "For a refuge, a safe house or the like, answer yes under Sensitive location. It is "
             "then listed without saying where it is."),
)  # fmt: skip


def write_template(path: Path) -> list[Path]:
    """
    Write a workbook to be filled in, and the project file that reads it.

    Parameters
    ----------
    path
        The workbook, ``.xlsx``. The project file goes beside it.

    Returns
    -------
    written
        The workbook, then the project file: ``project.toml``, or named like
        the workbook where the folder has a project already.

    Raises
    ------
    FileError
        If either is there already, or the name does not end in ``.xlsx``.
    MissingExtraError
        If the extra ``excel`` is not installed.
    """
    stream = io.BytesIO()
    with new_workbook(stream, "A workbook to be filled in") as book:
        sheets = list_questions()
        _write_guide(book, sheets)
        for name, questions in sheets.items():
            _write_sheet(book, name, questions)
    return write_new_form(path, stream.getvalue(), lambda file: read_workbook(path.name, file))


def new_workbook(stream: io.BytesIO, purpose: str) -> Workbook:
    """Begin a workbook whose bytes depend on nothing but what is written into it."""
    try:
        import xlsxwriter
    except ImportError as error:
        raise MissingExtraError.from_extra("xlsxwriter", "excel", purpose) from error
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    book.set_properties({"created": dt.datetime(2000, 1, 1)})
    return book


def write_new_form(path: Path, content: bytes, make_project: Any) -> list[Path]:
    """Write a form and the project file that reads its answers; nothing is overwritten."""
    from assetmap.publish import write_atomically

    if path.suffix.lower() != ".xlsx":
        raise FileError(f"{path} does not end in .xlsx, which is what a form is written as.")
    project = path.with_name("project.toml")
    if project.exists():
        project = path.with_suffix(".toml")
    taken = [file.name for file in (path, project) if file.exists()]
    if taken:
        raise FileError(
            f"{path.parent} already holds {' and '.join(taken)}; nothing was written. "
            "Choose another name."
        )
    text = make_project(project.name).encode("utf-8")
    return [write_atomically(path, content), write_atomically(project, text)]


def _write_guide(book: Workbook, sheets: dict[str, tuple[Question, ...]]) -> None:
    """Write the first sheet: how to fill in the others, in one column that nothing is read of."""
    looks = {
        "title": book.add_format({"bold": True, "font_size": 18}),
        "head": book.add_format({"bold": True, "font_size": 13}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
    }
    guide = book.add_worksheet("Guide")
    guide.set_column(0, 0, 100)
    guide.hide_gridlines(2)
    lines = [*_GUIDE]
    for name, questions in sheets.items():
        lines.append(("head", f"The columns of the sheet {name}"))
        lines += [("text", f"{question.heading}: {_explain(question)}") for question in questions]
    for row, (look, text) in enumerate(lines):
        guide.write_string(row, 0, text, looks[look])


def _explain(question: Question) -> str:
    """Say what a column holds, and what may be chosen."""
    hint = question.hint.rstrip(".")
    if not question.choices or len(question.choices) == 2:
        return f"{hint}."
    end = ", or a word of your own" if question.is_open else ""
    several = "Any of" if question.is_many else "One of"
    return f"{hint}. {several}: {', '.join(question.choices)}{end}."


def _write_sheet(book: Workbook, name: str, questions: Sequence[Question]) -> None:
    """Write one sheet: its headings, its example, and what may be chosen below them."""
    head = book.add_format(
        {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E3EFE6", "bottom": 1}
    )
    grey = book.add_format({"italic": True, "font_color": "#707070"})
    formats: dict[str, Format] = {
        "text": book.add_format({"num_format": "@"}),
        "point": book.add_format({"num_format": "@"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "number": book.add_format({"num_format": "0"}),
    }
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 1)
    for column, question in enumerate(questions):
        sheet.set_column(column, column, 34 if column == 0 else 20, formats[question.holds])
        sheet.write_string(0, column, question.heading, head)
        if question.example:
            sheet.write_string(1, column, question.example, grey)
        _add_choices(sheet, column, question)


def _add_choices(sheet: Worksheet, column: int, question: Question) -> None:
    """Let a spreadsheet offer the answers, and say beside the cell what is asked."""
    offered = _offer(question)
    rule: dict[str, Any] = (
        {"validate": "list", "source": offered} if offered else {"validate": "any"}
    )
    rule |= {
        "input_title": question.heading[:_WIDEST_TITLE],
        "input_message": question.hint[:_LONGEST_MESSAGE],
    }
    is_free = question.is_open or question.is_many or isinstance(offered, str)
    if offered and is_free:
        rule["show_error"] = False
    elif offered:
        rule |= {
            "error_title": "Please choose from the list",
            "error_message": f"One of: {', '.join(question.choices)}"[:_LONGEST_MESSAGE],
        }
    sheet.data_validation(2, column, _LAST_ROW - 1, column, rule)


def _offer(question: Question) -> list[str] | str | None:
    """Give the answers to choose from, or where in the workbook they stand."""
    if question.choices:
        return list(question.choices)
    if question.name == "place" and not question.is_required:
        return f"=Places!$A$3:$A${_LAST_ROW}"
    if question in {GROUPS} or question.name in {"source", "target"}:
        return f"=Assets!$A$3:$A${_LAST_ROW}"
    return None

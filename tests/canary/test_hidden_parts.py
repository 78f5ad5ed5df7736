"""Is what a workbook hides kept off the page, as is a second table below the first?"""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import assetmap as am

from .outputs import page_of
from .searching import Found, Marks

HEADS = ("Name", "Themes", "Offers", "Description", "Diary")
SEEN = ("name", "themes", "offers", "description")
PROJECT = """
[map]
title = "Village"
[[assets]]
file = "groups.xlsx"
source = "Parish walk"
constant = { kind = "association" }
"""


def row_of(marks: Marks, record: str) -> list[str]:
    return [marks.word(record, field) for field in (*SEEN, "diary")]


def write_workbook(folder: Path, marks: Marks) -> None:
    """Write rows that are seen, hidden and filtered out, hidden sheets, and a second table."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Groups"
    sheet.append(HEADS)
    for record in ("first", "hidden row", "filtered row", "last"):
        sheet.append(row_of(marks, record))
    sheet.row_dimensions[3].hidden = True
    sheet.row_dimensions[4].hidden = True
    sheet.auto_filter.ref = "A1:E5"
    sheet.append([])
    sheet.append([f"Who came on Tuesday {marks.word('second table', 'title')}"])
    sheet.append(["Person", "Telephone", "Wants", "Remarks"])
    person = [marks.word("second table", field) for field in ("person", "wants", "notes")]
    sheet.append([person[0], marks.phone("second table"), *person[1:]])
    for state in ("hidden", "veryHidden"):
        hidden = book.create_sheet(f"{state} list")
        hidden.append(HEADS)
        hidden.append(row_of(marks, f"{state} sheet"))
        hidden.sheet_state = state
    book.save(folder / "groups.xlsx")
    (folder / "project.toml").write_text(PROJECT, encoding="utf-8")


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> set[Found]:
    folder, marks = tmp_path_factory.mktemp("hidden"), Marks()
    write_workbook(folder, marks)
    return marks.find(page_of(folder / "project.toml", folder / "page" / "map.html"))


@pytest.mark.parametrize("record", ["first", "last"])
def test_rows_that_are_seen_are_on_the_page(found: set[Found], record: str) -> None:
    assert {mark.field for mark in found if mark.record == record} == set(SEEN)


@pytest.mark.parametrize(
    "record",
    ["hidden row", "filtered row", "hidden sheet", "veryHidden sheet",
     "second table"],
)  # fmt: skip
def test_what_is_hidden_or_of_another_table_is_not(found: set[Found], record: str) -> None:
    assert {mark for mark in found if mark.record == record} == set()


def test_what_is_hidden_is_said_row_by_row(tmp_path: Path) -> None:
    write_workbook(tmp_path, Marks())
    problems = am.read(tmp_path / "project.toml").report.problems
    said = problems[problems["says"].str.contains("hidden")]
    assert {3, 4} <= set(said.loc[said["sheet"] == "Groups", "row"])
    assert {"hidden list", "veryHidden list"} <= set(said["sheet"])

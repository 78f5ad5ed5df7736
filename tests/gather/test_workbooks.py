from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from assetmap.errors import FileError
from assetmap.gather import read
from assetmap.gather.files.workbooks import cell_to_text, read_workbook_rows

openpyxl = pytest.importorskip("openpyxl")


@pytest.fixture
def save(tmp_path: Path):
    def save_sheets(sheets: dict[str, list[list[object]]], name: str = "assets.xlsx") -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return save_sheets


def test_typed_cells_become_what_a_person_would_have_typed(save) -> None:
    path = save(
        {"A": [[dt.date(2026, 3, 31), dt.datetime(2026, 3, 31, 14, 5), dt.time(9, 30), True, False,
                3.0, 0.5, 1e20, "x", None]]}
    )  # fmt: skip
    [(name, [row])] = read_workbook_rows(path, None)
    assert name == "A"
    assert row == ["2026-03-31", "2026-03-31 14:05:00", "09:30:00", "TRUE", "FALSE", "3",
                   "0.5", "1e+20", "x"]  # fmt: skip
    assert cell_to_text(-2.0) == "-2"


def test_rows_are_numbered_as_the_spreadsheet_shows_them(save) -> None:
    rows = [
        [], [], [None, "Our groups"], [],
        [None, "Name", "Kind", "Last checked", "Capacity"],
        [None, "Hall", "space", dt.date(2026, 3, 31), 40],
        [None, "", "space", None, None],
        [],
        [None, "Choir", "association", 46112, "lots"],
    ]  # fmt: skip
    m = read(save({"Groups": rows}))
    assert m.assets["name"].tolist() == ["Hall"]
    assert m.assets["verified_on"].dt.strftime("%Y-%m-%d").tolist() == ["2026-03-31"]
    problems = m.report.problems[["sheet", "row", "column", "value", "code"]]
    assert list(problems.itertuples(index=False, name=None)) == [
        ("Groups", 7, "Name", None, "missing_name"),
        ("Groups", 8, None, None, "blank_row"),
        ("Groups", 9, "Capacity", "lots", "unreadable_number"),
    ]


def test_a_sheet_of_notes_is_left_out_and_said(save) -> None:
    good = [["Name", "Kind"], ["Hall", "space"]]
    m = read(save({"Notes": [["Ask Sheila"], ["Then Bob"]], "Groups": good, "Empty": []}))
    counts = m.report.files[["sheet", "rows", "accepted", "skipped"]]
    assert list(counts.itertuples(index=False, name=None)) == [
        ("Notes", 1, 0, 1),
        ("Groups", 1, 1, 0),
    ]
    assert m.report.problems["code"].tolist() == ["other_sheet"]


def test_sheets_are_read_in_the_order_that_is_asked_for(save) -> None:
    good = [["Name", "Kind"], ["Hall", "space"]]
    path = save({"One": good, "Two": good, "Empty": []})
    (path.parent / "p.toml").write_text(
        '[[assets]]\nfile = "assets.xlsx"\nsheet = ["Two", "One"]\n', encoding="utf-8"
    )
    m = read(path.parent / "p.toml")
    assert m.report.files["sheet"].tolist() == ["Two", "One"]
    assert m.assets.index.tolist() == ["assets-two-hall", "assets-one-hall"]
    assert read_workbook_rows(path, ("Empty",)) == [("Empty", [])]


def test_errors_in_cells_are_nothing_written(save) -> None:
    path = save({"A": [["Name", "Kind", "Capacity"], ["Hall", "space", "x"], ["y", "space", 4]]})
    book = openpyxl.load_workbook(path)
    for cell, error in (("C2", "#N/A"), ("A3", "#REF!")):
        book.active[cell].value = error
        book.active[cell].data_type = "e"
    book.save(path)
    m = read(path)
    assert m.assets["name"].tolist() == ["Hall"]
    assert m.assets["capacity"].isna().all()
    assert m.report.problems["code"].tolist() == ["missing_name"]


def test_merged_cells_are_filled_down_where_the_project_says_so(save) -> None:
    rows = [
        ["Area", "Name", "Kind", "Open"], ["Mill End", "Hall", "space", "yes"],
        [None, "Barn", "space", "yes"], [None, None, None, None], [None, "Inn", "space", "no"],
        ["Far End", "Choir", "association", "yes"], [None, "Total", None, None],
    ]  # fmt: skip
    path = save({"A": rows})
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A2:A5")
    book.save(path)
    project = (
        '[[assets]]\nfile = "assets.xlsx"\nfill_down = ["area"]\n'
        'columns = { name = "Name", kind = "Kind", place = "Area" }\n'
        'drop = [{ column = "Open", is = "no", because = "closed" }]\n'
    )
    (path.parent / "p.toml").write_text(project, encoding="utf-8")
    m = read(path.parent / "p.toml")
    assert m.assets.set_index("name")["place_id"].to_dict() == {
        "Hall": "mill-end", "Barn": "mill-end", "Choir": "far-end",
    }  # fmt: skip
    assert (m.report.accepted, m.report.rejected, m.report.skipped) == (3, 0, 3)


def test_formulas_are_not_run(save) -> None:
    rows = read_workbook_rows(save({"A": [["=1+1", "'=1+1", "+44"]]}), None)[0][1]
    assert rows == [["", "'=1+1", "+44"]]


def test_what_is_no_workbook(tmp_path: Path) -> None:
    for content in (b"", b"PK\x03\x04", b"plain text"):
        (tmp_path / "a.xlsx").write_bytes(content)
        with pytest.raises(FileError):
            read(tmp_path / "a.xlsx")


def test_an_open_document_sheet(tmp_path: Path) -> None:
    import zipfile

    def row(*cells: str, times: int = 1) -> str:
        repeat = f' table:number-rows-repeated="{times}"' if times > 1 else ""
        inner = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            if cell
            else "<table:table-cell/>"
            for cell in cells
        )
        return f"<table:table-row{repeat}>{inner}</table:table-row>"

    content = (
        '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body>'
        '<office:spreadsheet><table:table table:name="Groups">'
        + row("", times=2) + row("Name", "Kind") + row("Hall", "space") + row("", "space")
        + "</table:table></office:spreadsheet></office:body></office:document-content>"
    )  # fmt: skip
    path = tmp_path / "assets.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    m = read(path)
    assert m.assets["name"].tolist() == ["Hall"]
    assert m.report.problems["row"].tolist() == [5]

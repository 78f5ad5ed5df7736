"""Formulas that nobody worked out, merged cells and yes or no, as a workbook keeps them."""

from __future__ import annotations

from pathlib import Path

import pytest

from assetmap.gather import read

openpyxl = pytest.importorskip("openpyxl")
MAPPED = '[[assets]]\nfile = "a.xlsx"\nconstant = { kind = "association" }\n'


@pytest.fixture
def save(tmp_path: Path):
    def save_rows(rows: list[list[object]], merge: tuple[str, ...] = ()) -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for cells in merge:
            book.active.merge_cells(cells)
        book.save(tmp_path / "a.xlsx")
        return tmp_path / "a.xlsx"

    return save_rows


def said(m, code: str) -> list[str]:
    problems = m.report.problems
    return problems.loc[problems["code"] == code, "says"].tolist()


def test_formulas_without_a_saved_value_are_said(save) -> None:
    rows = [["Name", "Kind", "Easting", "Northing"],
            ["Choir", "association", "=458000+500", "=304000+500"],
            ['=A2&" Hall"', "space", 459500, 304500]]  # fmt: skip
    m = read(save(rows))
    assert said(m, "formula_without_value") == [
        "3 cells hold formulas without a saved value, and count as blank: "
        "'Easting' (row 2), 'Northing' (row 2), 'Name' (row 3)"
    ]
    assert (m.report.accepted, m.report.rejected) == (1, 1)


def test_merged_cells_stand_in_each_of_their_rows(save) -> None:
    rows = [["Village", "Name", "Kind", "Capacity"], ["Mill End", "Choir", "association", 40],
            [None, "Pantry", "association", None], [None, "Band", "association", None],
            ["Nether End", "Hall", "space", None], [None, "Club", "association", None],
            [None, "Lone Barn", "space", None]]  # fmt: skip
    m = read(save(rows, ("A2:A4", "A5:A6", "D2:D3")))
    places = m.assets.set_index("name")["place_id"]
    assert places.dropna().to_dict() == {
        "Choir": "mill-end", "Pantry": "mill-end", "Band": "mill-end",
        "Hall": "nether-end", "Club": "nether-end",
    }  # fmt: skip
    assert m.assets.set_index("name")["capacity"].dropna().to_dict() == {"Choir": 40.0}
    assert said(m, "merged_cells") == [
        "merged cells under 'Village' were read in each of their rows: also in row 3 to 4, 6",
        "numbers under 'Capacity' are merged over rows 2 to 3, and were read in the first of them "
        "alone",
    ]


@pytest.mark.parametrize("merge", ["B1:C1", "C2:D2", "A1:A1"])
def test_cells_merged_sideways_and_headers_are_left(save, merge: str) -> None:
    rows = [["Name", "Kind", None, None], ["Choir", "association", None, None],
            ["Pantry", "association", None, None]]  # fmt: skip
    m = read(save(rows, (merge,)))
    assert m.report.accepted == 2
    assert said(m, "merged_cells") == []


TRUE_WORDS = ["TRUE", "true", "yes", "Yes", "1", "Y", "x"]


@pytest.mark.parametrize("word", TRUE_WORDS)
def test_a_drop_rule_knows_yes_in_every_form(gather, save, word: str) -> None:
    rows = [["Name", "Closed"], ["Choir", False], ["Old Club", True]]
    rule = f'drop = [{{ column = "Closed", is = "{word}", because = "closed" }}]\n'
    columns = 'columns = { name = "Name" }\n'
    book = gather({"a.xlsx": save(rows).read_bytes()}, MAPPED + columns + rule)
    for yes, no in (("TRUE", "FALSE"), ("yes", "no"), ("1", "0"), ("x", "")):
        text = f"Name,Closed\nChoir,{no}\nOld Club,{yes}\n"
        section = (MAPPED + columns + rule).replace("a.xlsx", "a.csv")
        table = gather({"a.csv": text}, section)
        assert table.assets["name"].tolist() == book.assets["name"].tolist() == ["Choir"]
        assert said(table, "dropped") == ["closed"]
        assert said(table, "unused_rule") == []


@pytest.mark.parametrize(("yes", "no"), [("TRUE", "FALSE"), ("yes", "no"), ("1", "0")])
def test_values_know_yes_and_no_in_every_form(gather, save, yes: str, no: str) -> None:
    rows = [["Name", "Closed"], ["Choir", False], ["Old Club", True]]
    section = (
        MAPPED + 'columns = { name = "Name", status = "Closed" }\n'
        f'values = {{ status = {{ "{yes}" = "closed", "{no}" = "active" }} }}\n'
    )
    m = gather({"a.xlsx": save(rows).read_bytes()}, section)
    assert m.assets["status"].tolist() == ["active", "closed"]
    assert m.report.accepted == 2


@pytest.mark.parametrize("rule", ["is", "is_not"])
def test_a_number_is_no_answer_where_others_stand_beside_it(gather, rule: str) -> None:
    text = "Name,Floor\nChoir,0\nBand,1\nClub,2\n"
    section = (
        MAPPED.replace("a.xlsx", "a.csv") + 'columns = { name = "Name" }\n'
        f'drop = [{{ column = "Floor", {rule} = "yes", because = "x" }}]\n'
    )
    m = gather({"a.csv": text}, section)
    assert m.report.accepted == (3 if rule == "is" else 0)
    assert said(m, "unused_rule") == [
        "the drop rule for 'Floor' fitted no row: 'yes' stands nowhere in the column"
    ]


def test_a_word_of_values_that_stands_nowhere_is_said(gather) -> None:
    section = (
        '[[assets]]\nfile = "a.csv"\ncolumns = { name = "Name", kind = "Sort" }\n'
        'values = { kind = { hall = "space", pub = "space", "*" = "association" } }\n'
    )
    m = gather({"a.csv": "Name,Sort\nChoir,choir\nBarn,Hall\n"}, section)
    assert m.assets["kind"].tolist() == ["association", "space"]
    [row] = m.report.problems[["says", "remedy"]].to_numpy().tolist()
    assert row == [
        "`values` for kind fitted no row: 'pub' stands nowhere in the column",
        "The column holds 'Hall', 'choir'. Correct the rule, or take it out.",
    ]


def test_a_rule_that_one_sheet_of_several_uses_is_used(gather, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet, closed in ((book.active, "no"), (book.create_sheet("B"), "yes")):
        for row in (["Name", "Closed"], [f"Choir {closed}", closed]):
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    rule = 'drop = [{ column = "Closed", is = "yes", because = "closed" }]\n'
    m = gather({}, MAPPED + 'columns = { name = "Name" }\n' + rule)
    assert (m.report.accepted, m.report.skipped) == (1, 1)
    assert said(m, "unused_rule") == []

from __future__ import annotations

import numpy as np
import pytest

from assetmap.gather.files.heads import find_header, name_columns
from assetmap.gather.files.raw import Columns, to_raw_table
from assetmap.gather.files.rows import ListRows
from assetmap.gather.tidy import normalise_header

EXPECTED = frozenset({"name", "kind"})


def _table(rows, expected=EXPECTED):
    return to_raw_table(ListRows(rows), file="a.csv", sheet=None, expected=expected)


@pytest.mark.parametrize("at", range(20))
def test_the_header_is_found_within_the_first_twenty_rows(at: int) -> None:
    titles = [["Groups of 2026", "", ""], ["", "", ""], ["Printed", "by", "Sam"]]
    rows = [titles[n % 3] for n in range(at)] + [["Ref", "Name", "Kind"], ["1", "Hall", "space"]]
    table = _table(rows)
    assert list(table.columns) == ["Ref", "Name", "Kind"]
    assert table.rows.tolist() == [at + 2]
    assert table.columns["Name"].tolist() == ["Hall"]


def test_without_known_words_the_first_wide_row_of_words_is_the_header() -> None:
    rows = [["Our list"], ["Nom", "Genre"], ["Salle", "lieu"], ["Chorale", "club"]]
    assert find_header(rows, EXPECTED) == 1
    assert find_header([["1", "2"], ["3", "4"]], EXPECTED) == 0
    assert find_header([], EXPECTED) == 0


def test_a_story_that_names_columns_is_not_taken_for_the_header() -> None:
    rows = [["Name", "Kind", "Capacity"], ["name", "kind", "4"], ["Hall", "space", "40"]]
    assert find_header(rows, EXPECTED | {"capacity"}) == 0


def test_rows_of_every_kind_are_told_apart() -> None:
    rows = [
        ["Name", "Kind"],
        ["Hall", "space"],
        [None, " "],
        ["Total", "3"],
        ["Name", "Kind"],
        ["Barn", "space", "more"],
        ["Inn", "space", "", None],
        ["Mill"],
        [],
        ["", ""],
    ]
    table = _table(rows)
    assert table.rows.tolist() == [2, 3, 4, 5, 6, 7, 8]
    assert np.flatnonzero(table.is_blank).tolist() == [1]
    assert np.flatnonzero(table.is_total).tolist() == [2]
    assert np.flatnonzero(table.is_repeat).tolist() == [3]
    assert np.flatnonzero(table.is_ragged).tolist() == [4]
    assert table.surplus == {4: ["more"]}
    assert table.columns["Kind"].tolist() == ["space", None, "3", "Kind", "space", "space", None]


def test_columns_without_a_header_and_repeated_ones_have_names_of_their_own() -> None:
    assert name_columns(["Name", None, "Name", "Name (2)", "Name"]) == [
        "Name", "Column B", "Name (2)", "Name (2) (2)", "Name (3)",
    ]  # fmt: skip
    assert name_columns([None] * 28)[-1] == "Column AB"
    table = _table([["Name", "", "Kind", ""], ["Hall", "x", "space", ""]])
    assert list(table.columns) == ["Name", "Column B", "Kind"]


def test_headers_are_found_whatever_their_case_and_punctuation() -> None:
    table = _table([["Name of  group:", "KIND"], ["Hall", "space"]])
    assert table.find("name_of_group") == "Name of group:"
    assert table.find("kind") == "KIND"
    assert table.find("sort") is None
    assert table.cells("sort").tolist() == [None]
    assert table.cells(None).tolist() == [None]
    assert normalise_header(" A_b-C ") == "a b c"


@pytest.mark.parametrize("rows", [[], [[]], [[""], [" "]], [["Name", "Kind"]]])
def test_nothing_below_a_header_is_no_rows(rows) -> None:
    assert len(_table(rows)) == 0


def test_columns_are_tidied_when_looked_at_and_kept_as_given() -> None:
    columns = Columns({"Name": [" Hall ", "n/a"]})
    assert columns["Name"].tolist() == ["Hall", None]
    assert columns.as_given("Name") == [" Hall ", "n/a"]
    assert ("Name" in columns, "Kind" in columns, len(columns), list(columns)) == (
        True, False, 1, ["Name"],
    )  # fmt: skip


def test_a_very_wide_sheet(gather) -> None:
    heads = ",".join(f"Question {n}" for n in range(3000))
    cells = ",".join("yes" for _ in range(3000))
    m = gather({"assets.csv": f"Name,Kind,{heads}\n" + f"Hall,space,{cells}\n" * 3})
    assert m.report.accepted == 3
    assert m.assets["Question 2999"].tolist() == ["yes"] * 3


KNOWN = EXPECTED | {"easting", "northing", "phone", "location", "contact", "group", "address"}


@pytest.mark.parametrize(
    ("upper", "lower", "expected", "heads"),
    [
        # Words over several columns, which the row below names one by one.
        (["Group", None, "Location", None, "Contact", None],
         ["Name", "Kind", "Easting", "Northing", "Name", "Phone"], KNOWN,
         ["Name", "Kind", "Easting", "Northing", "Name (2)", "Phone"]),
        (["Group", "Address", "", "", ""], ["Name", "Street", "Town", "Easting", "Northing"],
         frozenset({"group", "address"}), ["Group", "Address", "Town", "Easting", "Northing"]),
        (["Name", "Kind", "Location", None], [None, None, "Easting", "Northing"], KNOWN,
         ["Name", "Kind", "Easting", "Northing"]),
        (["Name", "Kind", "Location", None, "Notes"], ["", "", "Easting", "Northing", ""], KNOWN,
         ["Name", "Kind", "Easting", "Northing", "Notes"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("title", [[], [["Groups of 2026", "", ""]]])
def test_a_header_of_two_rows(title, upper, lower, expected, heads) -> None:
    data = ["Choir", "association", "458500", "304500", "a", "b"]
    table = _table([*title, upper, lower, data[: len(heads)]], expected)
    assert list(table.columns) == heads
    assert table.rows.tolist() == [len(title) + 3]
    assert any("the header has two rows" in remark for remark in table.remarks)


def test_a_table_without_rows_above_another_is_not_a_header_of_two_rows() -> None:
    rows = [["Name", "Address"], ["Name", "Phone"], ["Person A", "07000 000001"]]
    table = _table(rows, frozenset({"name", "address"}))
    assert list(table.columns) == ["Name", "Address"]
    assert table.is_beyond.all()


@pytest.mark.parametrize("at", [21, 60, 199])
@pytest.mark.parametrize("expected", [EXPECTED, KNOWN])
def test_a_header_far_below_is_found_where_nothing_above_is_one(at: int, expected) -> None:
    rows = [["Please read, note 1"] if n % 2 else [None] for n in range(at)]
    table = _table([*rows, ["Name", "Kind"], ["Hall", "space"]], expected)
    assert list(table.columns) == ["Name", "Kind"]
    assert table.rows.tolist() == [at + 2]


def test_a_header_at_the_top_stays_the_header() -> None:
    rows = [["Name", "Kind"], *[["Hall", "space"]] * 30, ["Name", "Kind"], ["Barn", "space"]]
    table = _table(rows)
    assert table.rows[0] == 2
    assert table.is_repeat.sum() == 1

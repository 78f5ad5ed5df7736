"""Headings, footnotes and sums are no records; a record of which only the name is known is one."""

from __future__ import annotations

import pytest

from assetmap.maps import draw_map

PROJECT = """
[[assets]]
file = "halls.csv"
constant = { kind = "space" }
columns = { name = "Name", address = "Address", easting = "Easting", northing = "Northing" }
"""
HEAD = "Name,Address,Easting,Northing"
HALLS = ["Mill Hall,1 High St,452000,302000", "Barn,2 Low St,457000,302000",
         "St Ann Rooms,3 Mid St,457100,302000"]  # fmt: skip


@pytest.fixture
def read_halls(gather):
    def read_them(*rows: str, project: str = PROJECT):
        return gather({"halls.csv": "\n".join([HEAD, *rows]) + "\n"}, project)

    return read_them


def said(m, code: str) -> list[int]:
    problems = m.report.problems
    return problems.loc[problems["code"] == code, "row"].tolist()


def test_a_list_with_sections_and_notes_below_it(read_halls) -> None:
    m = read_halls(
        "VILLAGE HALLS", *HALLS[:2], "CHURCH ROOMS", HALLS[2], ",,,",
        '"Source: Anytown Council, March 2026. Contains OS data.",,,', "* closed in winter,,,",
        "Total: 3,,,",
    )  # fmt: skip
    assert m.assets["name"].tolist() == ["Mill Hall", "Barn", "St Ann Rooms"]
    assert said(m, "heading_row") == [2, 5]
    assert said(m, "footnote_row") == [8, 9]
    assert said(m, "total_row") == [10]
    assert (m.report.rows, m.report.accepted, m.report.skipped) == (9, 3, 6)
    page = draw_map(m).to_html()
    assert "CHURCH ROOMS" not in page
    assert "Anytown Council" not in page


@pytest.mark.parametrize(
    "row",
    ["Source: the parish,,,", "NB: ask first,,,", "Notes:,,,", "Note 1: ring first,,,",
     "† by appointment,,,", "** not insured,,,", "[1] Tuesdays only,,,", "(2) Fridays,,,",
     "-----,,,",
     "© Anytown Council,,,", "Last updated: 3 May,,,", "Updated on 3 May 2026,,,",
     "Contains public sector information,,,", "Information correct at May 2026,,,",
     "Please contact the clerk,,,", "End of list,,,", "Page 1 of 3,,,", "3 records,,,",
     "Source: the parish, with thanks,,", "Compiled by the clerk: May,,,",
     "Ask the clerk for the key before you go there.,,,"],
)  # fmt: skip
@pytest.mark.parametrize("blank", [[], [",,,"]])
def test_what_is_said_below_a_table_is_no_record(read_halls, row: str, blank: list[str]) -> None:
    m = read_halls(*HALLS, *blank, row)
    assert m.assets["name"].tolist() == ["Mill Hall", "Barn", "St Ann Rooms"]
    assert said(m, "footnote_row") == [5 + len(blank)]


@pytest.mark.parametrize(
    "row", ["Total: 3,,,", "Total 3,,,", "Grand total - 3,,,", "Number of halls: 3,,,",
            "Total number of halls: 3,,,", "Count = 3,,,", "Average,,,40", "Totals,,3,3"]
)  # fmt: skip
def test_a_sum_in_any_cell_is_no_record(read_halls, row: str) -> None:
    m = read_halls(*HALLS, row)
    assert m.report.accepted == 3
    assert said(m, "total_row") == [5]


@pytest.mark.parametrize(
    "row", ["VILLAGE HALLS,,,", ",VILLAGE HALLS,,", "Village halls:,,,", "CHURCH ROOMS (2),,,"]
)
def test_a_heading_over_rows_is_no_record(read_halls, row: str) -> None:
    m = read_halls(HALLS[0], row, *HALLS[1:])
    assert m.report.accepted == 3
    assert said(m, "heading_row") == [3]


@pytest.mark.parametrize("row", ["Village halls,,,", "YMCA,,,", "Inn,,,"])
@pytest.mark.parametrize("at", [0, 1, 3])
def test_what_may_be_a_heading_or_a_record_is_kept_and_said(read_halls, row: str, at: int) -> None:
    m = read_halls(*HALLS[:at], row, *HALLS[at:])
    assert m.report.accepted == 4
    assert said(m, "bare_row") == [at + 2]


@pytest.mark.parametrize(
    "rows",
    [
        [
            "SOURCE YOUTH CAFE,1 High St,,",
            "Notes Choir,2 Low St,,",
            "Key Stage Club,,457000,302000",
        ],
        ["Total Fitness,1 High St,,", "Average White Band,2 Low St,,", "Contains Cake,3 Mid St,,"],
        ["VILLAGE HALLS,1 High St,,", "CHURCH ROOMS,2 Low St,,", "MILL TRUST,,457000,302000"],
    ],
)
def test_records_with_such_names_are_records(read_halls, rows: list[str]) -> None:
    m = read_halls(*rows)
    assert m.report.accepted == 3
    assert m.report.skipped == 0


@pytest.mark.parametrize("rows", [["HALLS OF ANYTOWN,,,", "BARNS OF ANYTOWN,,,"], ["Inn,,,"]])
def test_a_list_of_names_alone_is_a_list(read_halls, rows: list[str]) -> None:
    m = read_halls(*rows)
    assert m.report.accepted == len(rows)
    assert not {"heading_row", "bare_row"} & {*m.report.problems["code"]}


def test_a_heading_is_filled_down_where_the_project_says_so(gather) -> None:
    text = "Village,Name,Kind\nMill End,,\n,Choir,space\nNether End,,\n,Hall,space\n,Barn,space"
    project = (
        '[[assets]]\nfile = "a.csv"\nfill_down = ["Village"]\n'
        'columns = { name = "Name", kind = "Kind", place = "Village" }\n'
    )
    m = gather({"a.csv": text}, project)
    assert m.assets["place_id"].tolist() == ["w1", "w2", "w2"]
    assert said(m, "heading_row") == [2, 4]


@pytest.mark.parametrize("last", ["Source: the parish,,,", ",,,\n* in winter only,,,"])
def test_notes_below_a_long_list(read_halls, last: str) -> None:
    rows = [f"Hall {at},{at} High St,452000,302000" for at in range(3000)]
    m = read_halls(*rows, last)
    assert m.report.accepted == 3000
    assert len(said(m, "footnote_row")) == 1


@pytest.mark.parametrize(
    ("rows", "is_said"),
    [
        (["Mill End,Choir", ",Pantry", ",Band", "Nether End,Hall", ",Club"], True),
        (["Mill End,Choir", ",Pantry", ",Band"], True),
        (["Mill End,Choir", "Nether End,Pantry", "Mill End,Band", ",Hall", ",Club"], False),
        ([",Choir", ",Pantry", "Mill End,Band"], False),
        (["Mill End,Choir", "Nether End,Pantry", ",Band"], False),
    ],
)
def test_cells_that_may_be_meant_for_the_rows_below_are_said(gather, rows, is_said: bool) -> None:
    project = (
        '[[assets]]\nfile = "a.csv"\nconstant = { kind = "association" }\n'
        'columns = { name = "Name", place = "Village" }\n'
    )
    m = gather({"a.csv": "Village,Name\n" + "\n".join(rows) + "\n"}, project)
    problems = m.report.problems
    assert ("maybe_merged" in problems["code"].tolist()) is is_said
    if is_said:
        [remedy] = problems.loc[problems["code"] == "maybe_merged", "remedy"]
        assert remedy == "If so, say fill_down = ['Village']."


@pytest.mark.parametrize(
    "row",
    ["TOTAL (3),,90", "Count,,3", "Number of halls,,3", "No. of halls,,3", "Sum:,,90",
     "------,------,----", "=====,,====", "* * *,* * *,"],
)  # fmt: skip
def test_sums_and_lines_that_are_drawn_are_no_halls(gather, row: str) -> None:
    text = f"Name,Address,Capacity\nMill Hall,1 High St,40\nBarn,2 Low St,50\n{row}\n"
    section = '[[assets]]\nfile = "assets.csv"\nconstant = { kind = "space" }\n'
    m = gather({"assets.csv": text}, section)
    assert m.assets["name"].tolist() == ["Mill Hall", "Barn"]
    assert (m.report.rows, m.report.skipped, m.report.rejected) == (3, 1, 0)


@pytest.mark.parametrize(
    "name", ["Count Basie Club", "Number of Members Club", "No 5", "Summer Fair"]
)
def test_names_that_begin_like_sums_are_names(gather, name: str) -> None:
    text = f"Name,Address,Capacity\nMill Hall,1 High St,40\n{name},2 Low St,50\n"
    section = '[[assets]]\nfile = "assets.csv"\nconstant = { kind = "space" }\n'
    assert gather({"assets.csv": text}, section).assets["name"].tolist() == ["Mill Hall", name]

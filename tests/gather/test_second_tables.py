"""A second table on a sheet is never read as rows of the first; nor is a first one cut short."""

from __future__ import annotations

import pytest

from assetmap.gather.files.others import SECOND_TABLE_WITHIN
from assetmap.gather.files.raw import to_raw_table
from assetmap.gather.files.rows import ListRows
from assetmap.maps import draw_map

HALLS = ["Name,Address,Easting,Northing", "Mill Hall,1 High St,452000,302000"]
KEYS = ["Person A,07000 000001,Monday,9-5", "Person B,07000 000002,Friday,9-5"]
PROJECT = """
[[assets]]
file = "halls.csv"
constant = { kind = "space" }
columns = { name = "Name", address = "Address" }
"""


def text_of(*rows: str) -> str:
    return "\n".join(rows) + "\n"


def skips(m) -> list[int]:
    problems = m.report.problems
    return problems.loc[problems["code"] == "second_table", "row"].tolist()


@pytest.mark.parametrize(
    ("between", "begins"),
    [
        (["", "Key holders", "Name,Phone,Day,Hours"], 4),
        ([",,,", "Key holders,,,", "Name,Phone,Day,Hours"], 4),
        (["", "Name,Phone,Day,Hours"], 4),
        (["Name,Phone,Day,Hours"], 3),
        (["Key holders", "Name,Phone,Day,Hours"], 3),
        (["", "Key holders 2026", "", "Name,Phone,Day,Hours"], 4),
        (["", "Key holders", "ask first", "Name,Phone,Day,Hours"], 4),
        (["", "Key holder,Mobile,Best day,Hours"], 4),
        (["", ",Key holder,Phone,Day"], 4),
        (["", "NAME:,TELEPHONE NO,Day,Time"], 4),
        (["", "Contact name,Contact number,Day,Notes"], 4),
        (["", "Surname,First name,E-mail,Home address,Date of birth"], 4),
    ],
)
@pytest.mark.parametrize("is_mapped", [True, False])
def test_a_table_below_the_first_is_left_out(gather, between, begins, is_mapped) -> None:
    head, *halls = HALLS
    if not is_mapped:
        head, halls = f"{head},Kind", [f"{hall},space" for hall in halls]
    files = {"halls.csv": text_of(head, *halls, *between, *KEYS)}
    m = gather(files, PROJECT if is_mapped else '[[assets]]\nfile = "halls.csv"\n')
    assert m.assets["name"].tolist() == ["Mill Hall"]
    last = 2 + len(between) + len(KEYS)
    blank = [at for at, row in enumerate(between, start=3) if not row.strip(",")]
    assert skips(m) == [at for at in range(begins, last + 1) if at not in blank]
    assert (m.report.rows, m.report.accepted, m.report.rejected) == (last - 1, 1, 0)
    says = m.report.problems["says"]
    assert f"a second table begins at row {begins}, and was not read" in says.tolist()
    page = draw_map(m).to_html()
    assert "Mill Hall" in page
    assert "Person A" not in page
    assert "07000 000001" not in page


@pytest.mark.parametrize(
    "rows",
    [
        ["Barn,,457000,302000", "Inn,,,"],  # sparse rows
        ["Name,Address,Easting,Northing", "Barn,2 Low St,457000,302000"],  # the header once more
        ["NAME,address,Easting:,Northing", "Barn,2 Low St,457000,302000"],
        ["", "Village halls", "Barn,2 Low St,457000,302000"],  # perhaps a heading within the list
        ["", "", "Barn,Church Street,457000,302000"],
        ["The Group,Street,457000,302000", "Barn,Village,457000,302000"],
        ["Story Time,Ward Room,457000,302000"],
        ["Open Day,Market Place,,", "Barn,Fore Street,,"],
        ["", "Contact,Church Street,,", "Barn,Fore Street,,"],
        ["Details,1 High St,,", "Skills,1 High St,,"],
        ["Location,GPS house,,", "Area,,,"],
    ],
)
def test_rows_of_the_first_table_are_not_taken_for_a_second(gather, rows) -> None:
    m = gather({"halls.csv": text_of(*HALLS, *rows)}, PROJECT)
    assert skips(m) == []
    names = [row.split(",")[0] for row in rows if row.strip(",")]
    wanted = [name for name in names if name.casefold() != "name"]
    assert m.assets["name"].tolist() == ["Mill Hall", *wanted]


def test_values_that_are_words_of_ours_are_values(gather) -> None:
    rows = ["Name,Kind,Themes,Roles", "Sam,group,skills,contact", "Kim,group,needs,story",
            "Alex,group,location,area", "Story,group,group,details"]  # fmt: skip
    m = gather(
        {"a.csv": text_of(*rows)},
        '[[assets]]\nfile = "a.csv"\nvalues = { kind = { group = "association" } }\n'
        'columns = { name = "Name", kind = "Kind", themes = "Themes" }\n',
    )
    assert m.report.accepted == 4
    assert skips(m) == []


def test_a_second_header_with_more_known_words_is_not_the_first(gather) -> None:
    rows = ["Name,Kind,Easting,Northing", "Mill Hall,space,452000,302000", "",
            "Name,Phone,Email,Address,Postcode,Website",
            "Person A,07000 000001,a@example.org,1 High St,ZZ1 1ZZ,"]  # fmt: skip
    m = gather({"assets.csv": text_of(*rows)})
    assert m.assets["name"].tolist() == ["Mill Hall"]
    assert skips(m) == [4, 5]


def test_a_third_table_that_repeats_the_first_header_is_left_out_too(gather) -> None:
    rows = [*HALLS, "", "Name,Phone,Day,Hours", *KEYS, "", *HALLS[:1], "Barn,,,"]
    m = gather({"halls.csv": text_of(*rows)}, PROJECT)
    assert m.assets["name"].tolist() == ["Mill Hall"]


def test_tables_side_by_side(gather) -> None:
    rows = ["Name,Address,,Name,Phone", "Mill Hall,1 High St,,Person A,07000 000001",
            "Barn,2 Low St,,Person B,07000 000002", ",,,Person C,07000 000003"]  # fmt: skip
    m = gather({"halls.csv": text_of(*rows)}, PROJECT)
    assert m.assets["name"].tolist() == ["Mill Hall", "Barn"]
    assert skips(m) == [4]
    assert not {"Phone", "Name (2)"} & {*m.assets.columns}
    assert m.assets["phone"].isna().all()
    page = draw_map(m).to_html()
    assert "07000" not in page
    assert "Person A" not in page


@pytest.mark.parametrize(
    "head",
    ["Name,Address,,Capacity,Notes", "Name,Address,,Phone"],
)
def test_an_empty_column_within_a_table_does_not_end_it(gather, head) -> None:
    m = gather({"halls.csv": text_of(head, "Mill Hall,1 High St,,30,x")[:-1]}, PROJECT)
    assert skips(m) == []


def test_a_table_beside_the_first_that_the_project_names_is_read(gather) -> None:
    rows = ["Ref,Name,,Name,Address", "1,Old Hall,,Mill Hall,1 High St"]
    m = gather({"halls.csv": text_of(*rows)}, PROJECT.replace('"Name"', '"Name (2)"'))
    assert m.assets["name"].tolist() == ["Mill Hall"]
    assert m.assets["address"].tolist() == ["1 High St"]


def test_which_rows_are_beyond_is_told(gather) -> None:
    rows = [row.split(",") for row in (*HALLS, "", "Name,Phone,Day,Hours", *KEYS)]
    table = to_raw_table(ListRows(rows), file="a", sheet=None, expected=frozenset({"name"}))
    assert table.is_beyond.tolist() == [False, False, True, True, True]
    assert table.is_hidden.tolist() == [False] * 5
    assert SECOND_TABLE_WITHIN >= 60_000


@pytest.mark.parametrize(
    ("between", "people", "begins"),
    [
        # Headers that nobody foresaw, over telephone numbers, days or addresses of e-mail.
        (["", "Wer,Wann"], ["Person A,07000 000001", "Person B,07000 000002"], 4),
        (["", "Ring round,Reach them", "", "Buddy,Best on"], ["Person A,07000 000001"], 6),
        (["", "Buddies", "Buddy,Where"], ["Person A,a@example.org", "Person B,"], 4),
        (["", "Buddies", "Buddy,,When"], ["Person A,,Monday", "Person B,,Friday"], 4),
        # A title alone, or nothing at all.
        (["", "Buddies 2026"], ["Person A,07000 000001"], 4),
        ([""], ["Person A,07000 000001", "Person B,+44 7000 000002"], 4),
    ],
)
def test_rows_of_other_things_below_a_blank_row_are_left_out(
    gather, between, people, begins
) -> None:
    m = gather({"halls.csv": text_of(*HALLS, "Barn,2 Low St,457000,302000", *between, *people)},
               PROJECT)  # fmt: skip
    assert "Person A" not in draw_map(m).to_html()
    assert m.assets["name"].isin(["Mill Hall", "Barn", "Ring round"]).all()
    last = 3 + len(between) + len(people)
    assert skips(m)[-1] == last
    assert skips(m)[0] == begins + 1
    assert m.report.rows == m.report.accepted + m.report.rejected + m.report.skipped == last - 1


@pytest.mark.parametrize(
    "rows",
    [
        ["", "Inn,Church Street,457000,302000", "Mill,Fore Street,457000,302000"],
        ["", "Village halls", "Inn,unknown,,", "Mill,Fore Street,457000,302000"],
        ["", "Inn,07000 000001,457000,302000", "Mill,Fore Street,457000,302000"],
        ["", "Inn,Fore Street,unknown,unknown", "Mill,Fore Street,457000,302000"],
    ],
)
def test_rows_of_the_first_table_go_on_below_a_blank_row(gather, rows) -> None:
    m = gather({"halls.csv": text_of(*HALLS, "Barn,2 Low St,457000,302000", *rows)}, PROJECT)
    assert skips(m) == []


def test_telephone_numbers_below_a_header_that_says_so_are_no_second_table(gather) -> None:
    rows = ["Name,Kind,Ring", "Choir,association,the clerk", "", "Band,association,07000 000001",
            "Club,association,07000 000002"]  # fmt: skip
    m = gather({"assets.csv": text_of(*rows).replace("Ring", "Mobile no.")})
    assert m.report.accepted == 3

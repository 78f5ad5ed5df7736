"""A workbook as it is: which sheet holds what, and consents as columns of the people."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import assetmap as am
from assetmap.errors import ProjectError
from assetmap.gather.files import read_raw_tables
from assetmap.gather.kind_rules import KindRules
from assetmap.gather.sheet_roles import find_purposes, find_role
from assetmap.model import GB, Purpose
from assetmap.publish import publish
from assetmap.tables import AssetMap

SHARED = Path(__file__).parents[3] / "shared"
NEEDS_SHARED = pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared, which is not here")

GROUPS = pd.DataFrame(
    {"Name of group": ["Mill Choir", "Dune Hall"], "Type": ["Choir", "Village hall"]}
)
PEOPLE = pd.DataFrame(
    {
        "First name": ["Amara", "Bilal", "Chandni"],
        "Surname": ["Example", "Sample", "Instance"],
        "Gifts": ["singing; tea", "bikes", ""],
        "OK to be named on the map?": ["Yes", "No", ""],
        "OK to be introduced?": ["yes", "", "no"],
    }
)
TIES = pd.DataFrame(
    {
        "From": ["Amara Example", "Mill Choir", "Mill Choir", "Bilal Sample"],
        "Connection": ["member of", "meets at", "run by", "friends with"],
        "To": ["Mill Choir", "Dune Hall", "Bilal Sample", "Amara Example"],
    }
)


def workbook(folder: Path, **sheets: pd.DataFrame) -> Path:
    path = folder / "register.xlsx"
    with pd.ExcelWriter(path) as book:
        for name, frame in sheets.items():
            frame.to_excel(book, sheet_name=name, index=False)
    return path


def roles(path: Path) -> dict[str | None, str]:
    tables = read_raw_tables(path, shown_as=path.name)
    return {t.sheet: find_role(t, rules=KindRules({}), country=GB) for t in tables}


def test_every_sheet_is_known_by_what_it_holds(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        Groups=GROUPS,
        People=PEOPLE,
        Connections=TIES,
        Agreed=pd.DataFrame({"Person": ["Amara Example"], "Purpose": ["publish name"]}),
        Listening=pd.DataFrame({"Place": ["Mill End"], "Conversations": [4]}),
        Codes=pd.DataFrame({"Code": [1, 2], "Means": ["yes", "no"]}),
    )
    assert roles(path) == {
        "Groups": "assets", "People": "people", "Connections": "ties", "Agreed": "consents",
        "Listening": "effort", "Codes": "other",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("sheet", "frame", "role"),
    [
        ("Volunteers", pd.DataFrame({"Name": ["Amara Church"], "Phone": ["1"]}), "people"),
        ("Volunteer centres", pd.DataFrame({"Name": ["Hub"], "Phone": ["1"]}), "assets"),
        ("Sheet1", pd.DataFrame({"Name": ["A B"], "Gifts": ["x"], "Age group": ["65+"]}), "people"),
        ("Sheet1", pd.DataFrame({"Group name": ["Choir"], "First name": ["Amara"],
                                 "Surname": ["Example"]}), "assets"),
        ("Members", pd.DataFrame({"Name": ["Choir"], "Type": ["Club"]}), "assets"),
    ],
)  # fmt: skip
def test_no_person_is_taken_for_a_group(
    tmp_path: Path, sheet: str, frame: pd.DataFrame, role: str
) -> None:
    assert roles(workbook(tmp_path, **{sheet: frame})) == {sheet: role}


def test_a_workbook_comes_in_whole(tmp_path: Path) -> None:
    codes = pd.DataFrame({"Code": [1, 2], "Means": ["yes", "no"]})
    m = am.read(workbook(tmp_path, Groups=GROUPS, People=PEOPLE, Connections=TIES, Codes=codes))
    assert m.report.rejected == 0
    assert m.assets["kind"].value_counts().to_dict() == {
        "individual": 3, "association": 1, "space": 1,
    }  # fmt: skip
    named = m.assets["name"]
    ties = [
        (named[row.source], row.kind, named[row.target]) for row in m.ties.itertuples(index=False)
    ]
    assert ties == [
        ("Amara Example", "member_of", "Mill Choir"),
        ("Mill Choir", "meets_at", "Dune Hall"),
        ("Bilal Sample", "runs", "Mill Choir"),
        ("Bilal Sample", "knows", "Amara Example"),
    ]
    skipped = m.report.files.set_index("sheet")["skipped"]
    assert skipped["Codes"] == 2


def test_a_file_of_people_is_of_people(tmp_path: Path) -> None:
    path = tmp_path / "volunteers.csv"
    path.write_text("Name,Skills\nAmara Church,tea\nBilal Hall,bikes\n", encoding="utf-8")
    assert am.read(path).assets["kind"].tolist() == ["individual", "individual"]


def wide(folder: Path, section: str, people: pd.DataFrame = PEOPLE) -> AssetMap:
    path = workbook(folder, People=people)
    project = folder / "project.toml"
    project.write_text(
        "[map]\nas_of = 2026-11-01\n"
        f'[[people]]\nfile = "{path.name}"\n[[consents]]\nfile = "{path.name}"\n{section}\n',
        encoding="utf-8",
    )
    return am.read(project)


ASKED = (
    'wide = { publish_name = "OK to be named on the map?", introduce = "OK to be introduced?" }\n'
)


def test_consents_stand_as_columns_of_the_people(tmp_path: Path) -> None:
    m = wide(tmp_path, ASKED + "constant = { given_on = 2026-09-01 }")
    given = m.consents[m.consents["given_on"].notna()]
    names = m.assets["name"]
    assert {(names[row.asset_id], row.purpose) for row in given.itertuples()} == {
        ("Amara Example", "publish_name"),
        ("Amara Example", "introduce"),
    }
    assert m.report.unsettled == ()
    assert publish(m).assets["name"].tolist() == ["Amara Example"]


def test_a_yes_without_a_day_shows_nobody(tmp_path: Path) -> None:
    m = wide(tmp_path, ASKED)
    assert publish(m).assets.empty
    assert "undated_consent" in set(m.report.problems["code"])


def test_a_column_of_consent_that_nothing_reads_still_stops(tmp_path: Path) -> None:
    m = wide(tmp_path, 'wide = { introduce = "OK to be introduced?" }')
    assert any("OK to be named on the map?" in problem.says for problem in m.report.unsettled)


def test_an_answer_that_is_neither_yes_nor_no_stops(tmp_path: Path) -> None:
    people = PEOPLE.assign(**{"OK to be named on the map?": ["Yes", "ask her sister", ""]})
    m = wide(tmp_path, ASKED + "constant = { given_on = 2026-09-01 }", people)
    rejected = m.report.problems.query("outcome == 'rejected'")
    assert rejected["value"].tolist() == ["ask her sister"]


def test_a_heading_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"wide, introduce.*no column 'OK to introduce'"):
        wide(tmp_path, 'wide = { introduce = "OK to introduce" }')
    with pytest.raises(ProjectError, match="name either `wide` or a column of purposes"):
        wide(tmp_path, ASKED + 'constant = { purpose = "publish_name" }')


@pytest.mark.parametrize(
    ("head", "purpose"),
    [
        ("OK to put name on public map?", Purpose.PUBLISH_NAME),
        ("Happy to be introduced to others", Purpose.INTRODUCE),
        ("May we share your details with partners?", Purpose.SHARE_WITH_PARTNERS),
        ("OK to publish phone number", Purpose.PUBLISH_CONTACT),
        ("Agrees to us keeping this record", Purpose.STORE),
        ("Happy to show your skills", Purpose.PUBLISH_GIFTS),
        ("Plays the piano", None),
    ],
)
def test_a_question_says_what_it_asks_for(
    tmp_path: Path, head: str, purpose: Purpose | None
) -> None:
    path = workbook(tmp_path, People=pd.DataFrame({"Name": ["A", "B"], head: ["Yes", "No"]}))
    found = find_purposes(read_raw_tables(path, shown_as=path.name)[0])
    assert found == ({} if purpose is None else {purpose: head})


@NEEDS_SHARED
def test_a_workbook_of_kumu_and_a_register_come_in_as_they_are() -> None:
    kumu = am.read(SHARED / "cases/doors/kumu_two_sheets.xlsx")
    assert (len(kumu.assets), kumu.ties["kind"].tolist()) == (2, ["member_of"])
    m = am.read(SHARED / "cases/doors/charnwood.xlsx")
    assert m.report.rejected == 0
    assert (len(m.assets), len(m.ties)) == (85, 90)
    assert (m.assets["kind"] == "individual").sum() == 25
    assert m.ties["kind"].eq("funds").sum() == 13


@pytest.mark.parametrize(
    "above",
    [[["Who works with whom"]], [["Our links", "2026"]],
     [["Our links", "2026"], ["as of", "March"]],
     [["", "Links", "", "by Ada"], [], ["see", "notes"]]],
)  # fmt: skip
def test_titles_above_the_headers_of_a_sheet_change_nothing(tmp_path: Path, above) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Groups"
    for row in (["Name", "Type"], ["Mill Choir", "association"], ["Dune Hall", "space"]):
        sheet.append(row)
    links = book.create_sheet("Links")
    for row in (*above, ["From", "Connection", "To"], ["Mill Choir", "meets at", "Dune Hall"]):
        links.append(row)
    book.save(tmp_path / "register.xlsx")
    m = am.read(tmp_path / "register.xlsx")
    assert m.assets["name"].tolist() == ["Mill Choir", "Dune Hall"]
    assert m.ties["kind"].tolist() == ["meets_at"]
    assert (m.report.rows, m.report.accepted) == (3, 3)


MEMBERS = pd.DataFrame(
    {
        "Name": ["Amara Example", "Bilal Sample", "Chandni Instance"],
        "Gifts": ["singing", "bikes", "tea"],
        "Groups they belong to": ["Mill Choir; Dune Hall", "Mill Choir", None],
    }
)


def test_groups_that_people_name_are_ties_without_a_project_file(tmp_path: Path) -> None:
    path = workbook(tmp_path, Assets=GROUPS, People=MEMBERS)
    (tmp_path / "project.toml").write_text(am.build_project([path]), encoding="utf-8")
    frames = {"assets": GROUPS, "people": MEMBERS}
    for m in (am.read(path), am.read(tmp_path / "project.toml"), am.read(frames)):
        named = m.assets["name"]
        assert sorted((named[t.source], t.kind, named[t.target]) for t in m.ties.itertuples()) == [
            ("Amara Example", "member_of", "Dune Hall"),
            ("Amara Example", "member_of", "Mill Choir"),
            ("Bilal Sample", "member_of", "Mill Choir"),
        ]
        assert "Groups they belong to" not in m.assets.columns


@pytest.mark.parametrize(
    ("title", "head", "role"),
    [
        ("Parish council contacts", "Parish", "assets"),
        ("Trustees", "Trustee name", "people"),
        ("Sheet1", "What is your name?", "people"),
    ],
)
def test_what_is_named_says_whether_rows_are_people(
    tmp_path: Path, title: str, head: str, role: str
) -> None:
    body = ["Quayside Parish Council", "Dune Parish Council"]
    who = ["Amara Example", "Bilal Sample"]
    frame = pd.DataFrame(
        {
            head: body if role == "assets" else who,
            "Meets in" if role == "assets" else "Charity": ["Mill Hall", "Dune Hall"],
            "Postcode": ["PE38 1AA", "PE38 1AB"],
        }
    )
    assert roles(workbook(tmp_path, **{title: frame})) == {title: role}
    m = am.read(workbook(tmp_path, **{title: frame}))
    assert m.assets["name"].tolist() == frame[head].tolist()
    assert set(m.assets["kind"]) == {"institution" if role == "assets" else "individual"}

"""Does reading say, row by row, what a public page leaves out and what it asks about?"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from assetmap.gather import read
from assetmap.publish import admit
from assetmap.tables import AssetMap

PROJECT = '[map]\ntitle = "T"\ncrs = "EPSG:27700"\n[[assets]]\nfile = "assets.csv"\n'
PEOPLE = '[[people]]\nfile = "people.csv"\nid = "id"\n'


def read_rows(folder: Path, assets: str, *, people: str = "", more: str = "") -> AssetMap:
    (folder / "assets.csv").write_text(assets, encoding="utf-8")
    text = PROJECT + more
    if people:
        (folder / "people.csv").write_text(people, encoding="utf-8")
        text += PEOPLE
    (folder / "project.toml").write_text(text, encoding="utf-8")
    return read(folder / "project.toml")


def notes(m: AssetMap, code: str) -> pd.DataFrame:
    problems = m.report.problems
    return problems[problems["code"] == code].reset_index(drop=True)


def test_numbers_in_a_story_and_an_offer_are_noted_with_their_rows(tmp_path: Path) -> None:
    m = read_rows(
        tmp_path,
        "Name,Kind,Details,Address,Offers,Website\n"
        'Choir,association,Ring Ada Example on 07000 000003 or ada@example.org,"c/o Ada Example, '
        '3 Low St, 07000 000003",lifts (ask Ada 07000 000003),ada@example.org\n'
        "Club,association,Open 24/7 since 1987,,,\n",
    )
    found = notes(m, "personal_text")
    assert found["row"].tolist() == [2, 2, 2]
    assert found["column"].tolist() == ["Details", "Offers", "Website"]
    assert found["outcome"].tolist() == ["note"] * 3
    assert found["value"].tolist()[1] == "lifts (ask Ada 07000 000003)"
    assert found["says"].tolist()[1] == (
        "holds a telephone number: a public page leaves that word out"
    )
    assert found["remedy"].str.contains("Take it out").all()
    assert (m.report.accepted, m.report.rejected) == (2, 0)


def test_names_of_people_in_another_file_are_noted(tmp_path: Path) -> None:
    m = read_rows(
        tmp_path,
        "name,kind,description,contact_name,address,postcode\n"
        "Sheila Brown's lunch club,association,,,,\n"
        "Knit,association,With Sheíla M. Brown,,,\n"
        "Bowls,association,By Agnes Tuttle at 4 Acacia Ave,Agnes Tuttle,4 Acacia Avenue,NG1 1AA\n"
        "Hall,space,Find us at NG1 1AA,,High St,NG1 1AA\n"
        "Rose,association,A rose garden,,,\n",
        people="id,name\np1,Sheila Brown\np2,Rose\n",
    )
    found = notes(m, "personal_text")
    assert list(zip(found["row"], found["column"], strict=True)) == [
        (2, "name"), (3, "description"), (4, "description"),
    ]  # fmt: skip
    assert found["says"].iloc[1] == (
        "holds somebody's name: a public page leaves the whole text out"
    )
    assert "somebody's name and a private address" in found["says"].iloc[2]


def test_what_is_noted_is_what_a_public_page_leaves_out(tmp_path: Path) -> None:
    m = read_rows(
        tmp_path,
        "name,kind,offers\nA,association,call 07700 900123\nB,association,tea\n",
        people="id,name\np1,Sheila Brown\n",
    )
    changed = admit(m, audience="public").blanked
    assert changed == {"assets with a text that held a telephone number": 1}
    assert notes(m, "personal_text")["row"].tolist() == [2]


def test_a_person_who_agreed_to_be_named_is_not_noted(tmp_path: Path) -> None:
    (tmp_path / "consents.csv").write_text(
        "person,purpose,given_on\np1,publish_name,2020-01-01\n", encoding="utf-8"
    )
    m = read_rows(
        tmp_path,
        "name,kind,description\nA,association,Run by Sheila Brown\nB,association,and Tom Hill\n",
        people="id,name\np1,Sheila Brown\np2,Tom Hill\n",
        more='[[consents]]\nfile = "consents.csv"\n',
    )
    assert notes(m, "personal_text")["row"].tolist() == [3]


def test_the_stop_that_holds_it_is_noted(tmp_path: Path) -> None:
    m = read_rows(
        tmp_path,
        "van,name,easting,northing,themes\n"
        "red,Red van,458300,304500,reading\n"
        "red,Red van,458400,304500,ring 07700 900123\n",
        more='group_by = ["van"]\nconstant = { kind = "institution" }\n',
    )
    assert len(m.assets) == 1
    assert notes(m, "personal_text")["row"].tolist() == [3]


ROWS = (
    "name,kind,themes,sensitive\n"
    "Haven refuge,institution,,\n"
    "Advice,institution,domestic abuse,\n"
    "Night helpline,association,,no\n"
    "Safe house,institution,,yes\n"
    "Bus shelter,space,,\n"
)


def test_whether_a_location_is_secret_is_asked_row_by_row(tmp_path: Path) -> None:
    m = read_rows(tmp_path, ROWS)
    asked = notes(m, "secret_location")
    assert asked["row"].tolist() == [2, 3]
    assert asked["value"].tolist() == ["Haven refuge", "Advice"]
    assert asked["says"].str.startswith("is its location secret?").all()
    assert asked["remedy"].str.contains("Write yes or no under sensitive_location").all()
    assert m.assets["location_unanswered"].tolist() == [True, True, False, False, False]
    assert m.assets["sensitive_location"].tolist() == [True, True, False, True, False]
    public = admit(m, audience="public")
    assert public.assets["name"].tolist() == ["Night helpline", "Safe house", "Bus shelter"]


def test_one_line_of_the_project_file_answers_for_a_whole_file(tmp_path: Path) -> None:
    m = read_rows(tmp_path, ROWS, more="constant = { sensitive_location = false }\n")
    assert notes(m, "secret_location").empty
    assert not m.assets["location_unanswered"].any()
    assert m.assets["sensitive_location"].tolist() == [False, False, False, True, False]


def test_an_answer_that_cannot_be_read_rejects_its_row(tmp_path: Path) -> None:
    m = read_rows(tmp_path, "name,kind,sensitive\nHaven refuge,institution,perhaps\n")
    assert m.report.rejected == 1
    assert notes(m, "unreadable_flag")["row"].tolist() == [2]


def test_stops_of_which_one_is_answered_are_answered(tmp_path: Path) -> None:
    rows = "van,name,easting,northing,sensitive\n" + "".join(
        f"{van},{van} refuge,458300,30450{at},{answer}\n"
        for van, answers in {"a": ["", ""], "b": ["", "no"], "c": ["no", "yes"]}.items()
        for at, answer in enumerate(answers)
    )
    more = 'group_by = ["van"]\nconstant = { kind = "institution" }\n'
    m = read_rows(tmp_path, rows, more=more)
    assert m.assets["location_unanswered"].tolist() == [True, False, False]
    assert m.assets["sensitive_location"].tolist() == [True, False, True]
    assert notes(m, "secret_location")["row"].tolist() == [2]

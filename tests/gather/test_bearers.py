"""Whom ties and consents mean: by the id of the file, else by a name that one row bears."""

from __future__ import annotations

import io
from typing import Any

import pytest

from assetmap.errors import ProjectError

ORGS = (
    '[[assets]]\nfile = "orgs.csv"\nid = "Org Id"\n{}columns = {{ name = "Org" }}\n'
    'constant = {{ kind = "association" }}\n'
)
HALLS = (
    '[[assets]]\nfile = "halls.csv"\nid = "No"\n{}columns = {{ name = "Hall" }}\n'
    'constant = {{ kind = "space" }}\n'
)
PEOPLE = (
    '[[people]]\nfile = "people.csv"\nid = "Ref"\nid_prefix = "p-"\ncolumns = { name = "Name" }\n'
)
TIES = '[[ties]]\nfile = "ties.csv"\nconstant = {{ kind = "meets_at" }}\n{}'
NUMBERED = {
    "orgs.csv": "Org Id,Org\n1,Choir\n2,Band\n3,Pantry\n",
    "halls.csv": "No,Hall\n1,Mill Hall\n2,Nether Hall\n",
}


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def ends(m) -> list[list[str]]:
    return m.ties[["source", "target"]].to_numpy().tolist()


@pytest.mark.parametrize(
    "key", ["GB-CHC-1110767", "node/101", "Ref 7.1", "ÅB–9", "0071", "Choir & Co. (Mill End)"]
)
@pytest.mark.parametrize("how", ["id_prefix", "group_by", "both"])
def test_a_tie_matches_the_id_of_the_file(gather, key: str, how: str) -> None:
    files = {
        "orgs.csv": f'Org Id,Org\n"{key}",G-Force\n'
        + (f'"{key}",G Force\n' * (how != "id_prefix")),
        "halls.csv": "No,Hall\nh1,Mill Hall\n",
        "ties.csv": f'source,target\n"{key}",h1\n',
    }
    prefix = 'id_prefix = "org-"\n' if how != "group_by" else ""
    section = ORGS.format(prefix)
    if how != "id_prefix":
        section = section.replace('id = "Org Id"', 'group_by = ["Org Id"]')
    m = gather(files, section + HALLS.format("") + TIES.format(""))
    [org] = m.assets.index[m.assets["name"] == "G-Force"]
    assert ends(m) == [[org, "h1"]]
    assert org.startswith("org-") is (how != "group_by")
    assert m.report.rejected == 0


def test_a_tie_matches_any_spelling_of_what_was_grouped(gather) -> None:
    orgs = "Org Id,Org\nc1,Café Élan Trust\nc1,Cafe Elan Tr\nc1,The Élan\nc2,Other\n"
    ties = "source,target\nThe Elan,c2\nCAFE ELAN TR,c2\nCafé Elan Trust.,c2\n"
    section = ORGS.format("").replace('id = "Org Id"', 'group_by = ["Org Id"]')
    m = gather({"orgs.csv": orgs, "ties.csv": ties}, section + TIES.format(""))
    assert m.assets.loc["c1", ["name", "aliases"]].tolist() == [
        "Café Élan Trust", ("Cafe Elan Tr", "The Élan"),
    ]  # fmt: skip
    assert m.assets.loc["c2", "aliases"] == ()
    assert ends(m) == [["c1", "c2"]] * 3


def test_a_name_that_two_files_bear_is_nobodys_however_it_is_spelt(gather, rejections) -> None:
    files = {
        "orgs.csv": "Org Id,Org\no1,St. Ann’s Hall\no2,Choir\n",
        "halls.csv": "No,Hall\nh1,ST ANNS HALL\n",
        "ties.csv": "source,target\nChoir,St Ann's Hall\nChoir,h1\n",
    }
    m = gather(files, ORGS.format("") + HALLS.format("") + TIES.format(""))
    assert ends(m) == [["o2", "h1"]]
    assert rejections(m) == [(2, "target", "St Ann's Hall", "ambiguous_end")]


def test_other_names_of_a_column_are_names(gather, rejections) -> None:
    files = {
        "assets.csv": "id,name,kind,Also known as\na,Pantry,exchange,Food Bank; Larder\n"
        "b,Choir,association,\nc,Store,exchange,Larder\n",
        "ties.csv": "source,target\nb,food-bank\nb,Larder\n",
    }
    m = gather(files, '[[assets]]\nfile = "assets.csv"\n' + TIES.format(""))
    assert m.assets.loc["a", "aliases"] == ("Food Bank", "Larder")
    assert ends(m) == [["b", "a"]]
    assert rejections(m) == [(3, "target", "Larder", "ambiguous_end")]


@pytest.mark.parametrize(
    ("orgs", "halls", "ties", "expected"),
    [
        ("org-", "hall-", ("org-", "hall-"), [["org-1", "hall-2"], ["org-3", "hall-1"]]),
        ("org-", "", ("org-", ""), [["org-1", "2"], ["org-3", "1"]]),
        ("", "hall-", ("", "hall-"), [["1", "hall-2"], ["3", "hall-1"]]),
    ],
)  # fmt: skip
def test_prefixes_tell_numbers_apart(gather, orgs, halls, ties, expected) -> None:
    files = {**NUMBERED, "ties.csv": "source,target\n1,2\n3,1\n"}
    stated = 'source_prefix = "{}"\ntarget_prefix = "{}"\n'.format(*ties)
    sections = [
        section.format(f'id_prefix = "{prefix}"\n')
        for section, prefix in ((ORGS, orgs), (HALLS, halls))
    ]
    m = gather(files, "".join(sections) + TIES.format(stated))
    assert ends(m) == expected  # an id without a prefix is one of the map


def test_numbers_of_two_prefixes_mean_neither(gather, rejections) -> None:
    files = {**NUMBERED, "ties.csv": "source,target\n3,2\n1,hall-1\norg-1,hall-1\n"}
    orgs, halls = 'id_prefix = "org-"\n', 'id_prefix = "hall-"\n'
    m = gather(files, ORGS.format(orgs) + HALLS.format(halls) + TIES.format(""))
    assert ends(m) == [["org-1", "hall-1"]]
    assert [(row, value, code) for row, _, value, code in rejections(m)] == [
        (2, "2", "ambiguous_end"), (3, "1", "ambiguous_end"),
    ]  # fmt: skip


def test_ids_that_start_again_mean_neither_until_told_apart(gather, rejections) -> None:
    files = {**NUMBERED, "ties.csv": "source,target\n1,2\n3,1\n3,Mill Hall\n"}
    m = gather(files, ORGS.format("") + HALLS.format("") + TIES.format(""))
    assert len(m.ties) == 0
    codes = [
        (row, code) for row, column, _, code in rejections(m) if column in {"source", "target"}
    ]
    assert codes == [(2, "ambiguous_end"), (2, "ambiguous_end"), (3, "ambiguous_end"),
                     (4, "unknown_end")]  # fmt: skip
    problems = m.report.problems.query("code == 'duplicate_id'")
    assert len(problems) == 2
    assert all("do the ids start again?" in says for says in problems["says"])
    assert all("id_prefix" in remedy for remedy in problems["remedy"])


@pytest.mark.parametrize(
    ("names", "ties", "expected"),
    [
        ({"7": "Choir", "8": "Band", "9": "8"}, [("9", "7"), ("7", "8")], [["9", "7"], ["7", "8"]]),
        ({"7": "Choir", "8": "Band", "9": "8"}, [("7", "8")], []),
        ({"7": "Choir", "8": "Band", "9": "42"}, [("7", "42"), ("9", "8")], [["9", "8"]]),
        ({"7": "Choir", "8": "42"}, [("Choir", "42")], []),
        ({"r1": "11", "r2": "12"}, [("11", "12")], [["r1", "r2"]]),
        ({"7": "Choir", "r1": "511", "r2": "7"}, [("511", "7")], []),
    ],
)
def test_a_number_is_never_an_id_here_and_a_name_there(gather, names, ties, expected) -> None:
    files = {
        "orgs.csv": "Org Id,Org\n" + "".join(f"{key},{name}\n" for key, name in names.items()),
        "ties.csv": "source,target\n" + "".join(f"{a},{b}\n" for a, b in ties),
    }
    m = gather(files, ORGS.format("") + TIES.format(""))
    assert ends(m) == expected
    assert m.report.rows == m.report.accepted + m.report.rejected + m.report.skipped


def test_a_sheet_that_nothing_is_read_from_is_said_at_once(gather) -> None:
    files = {**NUMBERED, "ties.csv": "source,target\n1,2\n"}
    with pytest.raises(ProjectError, match=r"ties → 1, from_sheet: no assets .* sheet 'Halls'"):
        gather(files, ORGS.format("") + TIES.format('from_sheet = { target = "Halls" }\n'))


@pytest.mark.parametrize(
    ("section", "person", "consents"),
    [
        ('id = "Ref"\nid_prefix = "p-"\n', "7", [["p-7"]]),
        ('id = "Ref"\nid_prefix = "p-"\n', "p-7", [["p-7"]]),
        ('group_by = ["Ref"]\n', "7", [["person-2"]]),
        ('id = "Ref"\nid_prefix = "p-"\n', "8", []),
        ('id = "Ref"\nid_prefix = "p-"\n', "Bo Roe", []),
    ],
)
def test_consents_match_the_id_of_the_file(gather, section, person, consents) -> None:
    files = {
        "people.csv": "Ref,Name\n7,Ann Lee\n9,Bo Roe\n10,bo-roe\n",
        "consents.csv": f"person,purpose,given_on\n{person},store,2026-01-01\n",
    }
    sections = (
        '[[people]]\nfile = "people.csv"\ncolumns = { name = "Name" }\n' + section
        + '[[consents]]\nfile = "consents.csv"\n'
    )  # fmt: skip
    m = gather(files, sections)
    assert m.consents[["asset_id"]].to_numpy().tolist() == consents


def test_a_person_and_a_group_of_one_number_are_told_apart_by_prefix(gather, rejections) -> None:
    files = {
        "people.csv": "Ref,Name\n7,Ann Lee\n",
        "orgs.csv": "Org Id,Org\n7,Choir\n",
        "consents.csv": "person,purpose,given_on\n7,store,2026-01-01\n",
    }
    consents = '[[consents]]\nfile = "consents.csv"\n'
    m = gather(files, ORGS.format("") + PEOPLE + consents)
    assert rejections(m) == [(2, "person", "7", "unknown_person")]  # 7 is the choir
    m = gather(files, ORGS.format("") + PEOPLE + consents + 'person_prefix = "p-"\n')
    assert m.consents["asset_id"].tolist() == ["p-7"]


def test_a_withdrawal_misses_nobody_whom_its_number_could_mean(gather) -> None:
    files = {
        "people.csv": "Ref,Name\n7,Ann Lee\n8,Bo Roe\n",
        "consents.csv": "person,purpose,given_on,withdrawn_on\n7,publish_name,2026-01-01,\n"
        "8,publish_name,2026-01-01,\n7,publish_name,2026-01-02,one day\n",
    }
    m = gather(files, PEOPLE + '[[consents]]\nfile = "consents.csv"\nperson_prefix = "p-"\n')
    assert m.consents["asset_id"].tolist() == ["p-8"]


SHEETS = {
    "Organisations": [
        ["ID", "Name", "Kind"],
        [1, "Choir", "association"],
        [2, "Band", "association"],
    ],
    "Locations": [["ID", "Name", "Kind"], [1, "Mill Hall", "space"], [2, "Nether Hall", "space"]],
}


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("", []),
        ('from_sheet = { source = "Organisations", target = "Locations" }\n',
         [["organisations-1", "locations-2"], ["organisations-2", "locations-1"]]),
        ('source_prefix = "organisations-"\ntarget_prefix = "locations-"\n',
         [["organisations-1", "locations-2"], ["organisations-2", "locations-1"]]),
        ('from_sheet = "LOCATIONS"\n',
         [["locations-1", "locations-2"], ["locations-2", "locations-1"]]),
        ('from_sheet = { source = "Organisations" }\ntarget_prefix = "organisations-"\n',
         [["organisations-1", "organisations-2"], ["organisations-2", "organisations-1"]]),
    ],
)  # fmt: skip
def test_ids_that_start_again_on_each_sheet_are_told_apart(gather, stated, expected) -> None:
    files = {"a.xlsx": workbook(SHEETS), "ties.csv": "source,target\n1,2\n2,1\n"}
    section = '[[assets]]\nfile = "a.xlsx"\nid_prefix = "{sheet}-"\n'
    m = gather(files, section + TIES.format(stated))
    assert len(m.assets) == 4
    assert ends(m) == expected
    if not expected:
        assert set(m.report.problems["code"]) == {"ambiguous_end"}


def test_ids_that_start_again_on_each_sheet_are_said(gather) -> None:
    files = {"a.xlsx": workbook(SHEETS), "ties.csv": "source,target\n1,2\nChoir,Band\n"}
    m = gather(files, '[[assets]]\nfile = "a.xlsx"\n' + TIES.format(""))
    assert ends(m) == [["1", "2"]]
    says = m.report.problems.query("code == 'duplicate_id'")
    assert says["sheet"].tolist() == ["Locations"] * 2
    assert all('id_prefix = "{sheet}-"' in remedy for remedy in says["remedy"])
    assert m.report.problems["code"].tolist().count("ambiguous_end") == 2


def test_consents_of_one_sheet(gather, rejections) -> None:
    head = ["ID", "Name", "Kind"]
    people = {
        "Volunteers": [head, [1, "Ann Lee", "individual"], [2, "Bo Roe", "individual"]],
        "Members": [head, [1, "Cy Test", "individual"]],
    }
    consents = "person,purpose,given_on\n1,store,2026-01-01\n2,store,2026-01-01\n"
    files = {"people.xlsx": workbook(people), "consents.csv": consents}
    section = '[[people]]\nfile = "people.xlsx"\nid_prefix = "{sheet}-"\n'
    m = gather(files, section + '[[consents]]\nfile = "consents.csv"\n')
    assert m.consents["asset_id"].tolist() == ["volunteers-2"]
    assert rejections(m) == [(2, "person", "1", "ambiguous_person")]
    m = gather(files, section + '[[consents]]\nfile = "consents.csv"\nfrom_sheet = "Members"\n')
    assert m.consents["asset_id"].tolist() == ["members-1"]

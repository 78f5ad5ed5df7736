"""A form that is handed out, filled in and read back loses nothing, and shows whoever agreed."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pyproj
import pytest
from typer.testing import CliRunner

import assetmap as am
from assetmap.cli.commands import app
from assetmap.cli.form_questions import ASKED_OF_CONSENT, GROUPS, list_questions
from assetmap.gather.unread import is_about_consent
from assetmap.model import PURPOSE_QUESTIONS, SECTORS, AssetKind, Purpose, Role, Status, TieKind
from assetmap.tables import ASSETS, TIES, find_consenting

DAY = dt.date(2026, 5, 1)


def run(*arguments: object, code: int = 0) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if code:
        assert done.exit_code != 0
        return str(done.exception or done.output)
    assert done.exit_code == 0, done.output
    return done.output


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "assets.xlsx"
    run("template", path)
    return path


def fill(path: Path, rows: dict[str, list[dict[str, Any]]]) -> None:
    """Write rows below the example, each cell under its heading, as a person would."""
    book = openpyxl.load_workbook(path)
    for name, filled in rows.items():
        sheet = book[name]
        heads = {cell.value: cell.column for cell in sheet[1]}
        for at, row in enumerate(filled, start=3):
            for head, value in row.items():
                sheet.cell(at, heads[head], value)
    book.save(path)


NAMED = PURPOSE_QUESTIONS[Purpose.PUBLISH_NAME]
PLACED = PURPOSE_QUESTIONS[Purpose.PUBLISH_PLACE]
KEPT = PURPOSE_QUESTIONS[Purpose.STORE]
FILLED: dict[str, list[dict[str, Any]]] = {
    "Assets": [
        {"Name": "Choir", "Kind": "association", "Themes": "music; friendship", "Place": "Mill End",
         "Sector": "arts and culture", "Phone": "01632 960009", "Verified on": DAY,
         "Public venue": "no"},
        {"Name": "Mill Hall", "Kind": "space", "Coordinates": "52.6369, -1.1398",
         "Place": "Nether End", "Public venue": "yes", "Status": "active"},
        {"Name": "Tool Library", "Kind": "exchange", "Place": "Far End"},
    ],
    "People": [
        {"Name": "Asha", "Roles": "connector; champion", "Hands": "baking;first aid",
         "Place": "Mill End", GROUPS.heading: "Choir; Tool Library", KEPT: "yes", NAMED: "yes",
         PLACED: "yes", "Consent given on": DAY},
        {"Name": "Benedikt", "Head": "history", GROUPS.heading: "Choir", NAMED: "no", KEPT: "yes",
         "Consent given on": DAY},
        {"Name": "Cy", "Heart": "hedgehogs", NAMED: "yes"},  # no day: not shown
    ],
    "Ties": [{"From": "Choir", "To": "Mill Hall", "Kind": "meets at",
              "Since": dt.date(2009, 9, 1)}],
    "Places": [{"Place": "Mill End", "People who live there": 1200}, {"Place": "Nether End"}],
}  # fmt: skip


def test_a_filled_template_comes_back_whole(form: Path) -> None:
    fill(form, FILLED)
    m = am.read(form.with_name("project.toml"), as_of=dt.date(2026, 6, 1))
    assert sorted(m.assets["name"]) == [
        "Asha", "Benedikt", "Choir", "Cy", "Mill Hall", "Tool Library",
    ]  # fmt: skip
    assert m.report.rejected == 0
    at = m.assets.set_index("name")
    assert at.loc["Choir", ["themes", "sector", "phone"]].tolist() == [
        ("music", "friendship"), "arts and culture", "01632 960009",
    ]  # fmt: skip
    assert at.loc["Choir", "verified_on"].date() == DAY
    assert at.loc["Asha", ["roles", "hands", "kind"]].tolist() == [
        ("connector", "champion"), ("baking", "first aid"), "individual",
    ]  # fmt: skip
    x, y = pyproj.Transformer.from_crs(4326, 27700, always_xy=True).transform(-1.1398, 52.6369)
    point = at.loc["Mill Hall", "geometry"]
    assert (point.x, point.y) == pytest.approx((x, y), abs=0.01)
    name = m.assets["name"]
    pairs = {(name[tie.source], name[tie.target], tie.kind) for tie in m.ties.itertuples()}
    assert pairs == {
        ("Choir", "Mill Hall", "meets_at"),
        ("Asha", "Choir", "member_of"),
        ("Asha", "Tool Library", "member_of"),
        ("Benedikt", "Choir", "member_of"),
    }
    # A place that only an asset names is on the map too, and said.
    assert sorted(m.places["name"]) == ["Far End", "Mill End", "Nether End"]
    assert m.places.set_index("name").loc["Mill End", "population"] == 1200
    assert "unlisted_place" in m.report.problems["code"].tolist()


def test_only_whoever_said_yes_on_a_day_is_shown(form: Path) -> None:
    fill(form, FILLED)
    m = am.read(form.with_name("project.toml"), as_of=dt.date(2026, 6, 1))
    on = dt.date(2026, 6, 1)
    named = {
        purpose: m.assets.loc[find_consenting(m, purpose=purpose, on=on), "name"].tolist()
        for purpose in Purpose
    }
    assert {purpose: names for purpose, names in named.items() if names} == {
        Purpose.STORE: ["Asha", "Benedikt"],
        Purpose.PUBLISH_NAME: ["Asha"],
        Purpose.PUBLISH_PLACE: ["Asha"],
    }
    page = am.draw_map(m).to_html()
    assert "Asha" in page
    assert "Benedikt" not in page
    assert "hedgehogs" not in page


def test_every_row_is_accounted_for_and_the_example_is_said(form: Path) -> None:
    fill(form, FILLED)
    m = am.read(form.with_name("project.toml"), as_of=dt.date(2026, 6, 1))
    by = m.report.files.set_index(["section", "sheet"])
    assert by.loc[("assets", "Assets"), ["rows", "accepted", "skipped"]].tolist()[:3] == [4, 3, 1]
    people = by.loc[("people", "People"), ["rows", "accepted", "skipped"]]
    assert people.to_numpy().ravel().tolist() == [4, 3, 1]
    ties = by.loc[("ties", "Ties"), ["rows", "accepted", "skipped"]]
    assert ties.to_numpy().ravel().tolist() == [2, 1, 1]
    examples = m.report.problems.query("code == 'example_row'")
    assert set(examples["sheet"]) == {"Assets", "People", "Ties", "Places"}
    assert (examples["row"] == 2).all()


def test_columns_may_change_places_and_some_may_be_added(form: Path) -> None:
    fill(form, FILLED)
    book = openpyxl.load_workbook(form)
    for name in list_questions():
        sheet = book[name]
        rows = [[cell.value for cell in row][::-1] for row in sheet.iter_rows()]
        sheet.delete_rows(1, sheet.max_row)
        for at, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(at, column, value)
        sheet.cell(1, sheet.max_column + 1, "Colour")
        sheet.cell(3, sheet.max_column, "green")
    book.save(form)
    m = am.read(form.with_name("project.toml"), as_of=dt.date(2026, 6, 1))
    assert (len(m.assets), len(m.ties), m.report.rejected) == (6, 4, 0)
    assert m.assets.set_index("name").loc["Choir", "Colour"] == "green"
    assert set(m.report.problems.query("code == 'example_row'")["sheet"]) == {*list_questions()}
    assert m.report.problems.query("outcome == 'stops'").empty
    assert sorted(m.places["name"]) == ["Far End", "Mill End", "Nether End"]


def test_a_filled_workbook_is_read_without_its_project_file(form: Path) -> None:
    fill(form, FILLED)
    m = am.read(form, as_of=dt.date(2026, 6, 1))
    assert sorted(m.assets["name"]) == [
        "Asha", "Benedikt", "Choir", "Cy", "Mill Hall", "Tool Library",
    ]  # fmt: skip
    assert m.report.rejected == 0
    assert m.report.problems.query("outcome == 'stops'").empty
    agreed = find_consenting(m, purpose=Purpose.PUBLISH_NAME, on=dt.date(2026, 6, 1))
    assert m.assets.loc[agreed, "name"].tolist() == ["Asha"]
    assert len(find_consenting(m, purpose=Purpose.PUBLISH_CONTACT, on=dt.date(2026, 6, 1))) == 0


def test_a_day_that_consents_read_on_another_sheet_is_not_read_on_this_one(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    people, consents = book.active, book.create_sheet("Agreed")
    people.title = "People"
    for row in (["Name", "Withdrawn on"], ["Asha", "2026-05-02"]):
        people.append(row)
    for row in (["Person", "Purpose", "Given on", "Withdrawn on"],
                ["Asha", "publish name", "2026-05-01", None]):  # fmt: skip
        consents.append(row)
    book.save(tmp_path / "people.xlsx")
    project = tmp_path / "project.toml"
    project.write_text(
        '[[people]]\nfile = "people.xlsx"\nsheet = "People"\n'
        '[[consents]]\nfile = "people.xlsx"\nsheet = "Agreed"\n',
        encoding="utf-8",
    )
    m = am.read(project, as_of=dt.date(2026, 6, 1))
    stops = m.report.problems.query("outcome == 'stops'")
    assert stops["sheet"].tolist() == ["People"]


@pytest.mark.parametrize("purpose", list(Purpose))
def test_each_question_is_known_for_its_purpose_alone(form: Path, purpose: Purpose) -> None:
    fill(form, {"People": [{"Name": "Asha", PURPOSE_QUESTIONS[purpose]: "yes",
                            "Consent given on": DAY}]})  # fmt: skip
    m = am.read(form, as_of=dt.date(2026, 6, 1))
    assert m.consents["purpose"].tolist() == [purpose]


def test_an_empty_template_is_an_empty_map(form: Path) -> None:
    m = am.read(form.with_name("project.toml"))
    assert (len(m.assets), len(m.ties), len(m.consents), m.report.rejected) == (0, 0, 0, 0)


def test_a_withdrawal_on_the_sheet_takes_back(form: Path) -> None:
    rows = {
        "People": [
            {"Name": "Asha", NAMED: "yes", "Consent given on": DAY,
             "Consent withdrawn on": dt.date(2026, 5, 20)},
        ]
    }  # fmt: skip
    fill(form, rows)
    m = am.read(form.with_name("project.toml"), as_of=dt.date(2026, 6, 1))
    assert "Asha" not in am.draw_map(m).to_html()


def test_the_page_of_a_filled_template_is_built(form: Path, tmp_path: Path) -> None:
    fill(form, FILLED)
    page = tmp_path / "out" / "map.html"
    said = run("build", form.with_name("project.toml"), "--out", page)
    assert "4 assets in 3 places, and 2 in no place" in said
    assert "Mill Hall" in page.read_text(encoding="utf-8")


def test_what_is_asked_comes_from_the_tables_and_the_vocabularies(form: Path) -> None:
    book = openpyxl.load_workbook(form)
    assert book.sheetnames == ["Guide", "Assets", "People", "Ties", "Places"]
    for name, questions in list_questions().items():
        assert [cell.value for cell in book[name][1]] == [one.heading for one in questions]
    known = {head for column in (*ASSETS.columns, *TIES.columns) for head in column.headers}
    heads = {cell.value.casefold() for name in ("Assets", "Ties") for cell in book[name][1]}
    assert heads - known == {"coordinates"}
    lists = {
        rule.formula1
        for name in ("Assets", "People", "Ties")
        for rule in book[name].data_validations.dataValidation
        if rule.type == "list"
    }
    kinds = [kind for kind in AssetKind if kind != "individual"]
    for words in (kinds, Role, Status, TieKind, SECTORS, ("yes", "no")):
        assert '"' + ",".join(word.replace("_", " ") for word in words) + '"' in lists
    assert {"=Places!$A$3:$A$2000", "Places!$A$3:$A$2000"} & lists


def test_the_guide_is_plain_and_says_how_to_ask(form: Path) -> None:
    guide = openpyxl.load_workbook(form)["Guide"]
    lines = [row[0].value for row in guide.iter_rows()]
    assert all(isinstance(line, str) for line in lines)
    assert {len(row) for row in guide.iter_rows()} == {1}
    text = " ".join(lines)
    assert "Blank means no." in text
    for question in (one for asked in list_questions().values() for one in asked):
        assert f"{question.heading}: {question.hint}" in text
    assert max(map(len, lines)) < 400


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_question_that_nothing_reads_stops_a_public_page(purpose: Purpose) -> None:
    assert is_about_consent(PURPOSE_QUESTIONS[purpose])
    assert [one.name for one in ASKED_OF_CONSENT] == list(Purpose)


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    form = tmp_path / "assets.xlsx"
    run("template", form)
    before = form.read_bytes()
    assert "assets.xlsx" in run("template", form, code=2)
    assert form.read_bytes() == before
    run("template", tmp_path / "more.xlsx")  # the folder has a project: this one is called more
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "assets.xlsx", "more.toml", "more.xlsx", "project.toml",
    ]  # fmt: skip
    assert "does not end in .xlsx" in run("template", tmp_path / "form.csv", code=2)


def test_the_same_form_is_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        run("template", tmp_path / folder / "assets.xlsx")
    assert (tmp_path / "a/assets.xlsx").read_bytes() == (tmp_path / "b/assets.xlsx").read_bytes()


def test_without_the_extra_it_is_said_what_to_install(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    said = run("template", tmp_path / "assets.xlsx", code=2)
    assert "pip install 'assetmap[excel]'" in said
    assert list(tmp_path.iterdir()) == []


def test_a_program_is_told_what_was_written(tmp_path: Path) -> None:
    said = run("template", tmp_path / "assets.xlsx", "--json")
    assert json.loads(said)["written"] == [
        str(tmp_path / "assets.xlsx"), str(tmp_path / "project.toml"),
    ]  # fmt: skip

"""An XLSForm is one that KoboToolbox and ODK take, and its answers come back whole."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyxform.xls2xform import convert
from typer.testing import CliRunner

import assetmap as am
from assetmap.cli.commands import app
from assetmap.model import PURPOSE_QUESTIONS, SECTORS, AssetKind, Purpose, Role, Status
from assetmap.tables import find_consenting

DAY = dt.date(2026, 6, 1)
KOBO = {"_id": 31, "_uuid": "u", "_submission_time": "2026-05-01T10:00:00",
        "_validation_status": "", "_notes": "", "_status": "submitted_via_web",
        "_submitted_by": "", "__version__": "v1", "_tags": "", "_index": 1}  # fmt: skip
ANSWERS: list[dict[str, Any]] = [
    {"verified_on": "2026-05-01", "kind": "individual", "name": "Asha",
     "roles": ["connector", "community_builder"], "hands": "baking\nfirst aid",
     "place": "Mill End", "groups": "Choir\nTool Library", "store": "yes",
     "publish_name": "yes", "publish_contact": "no"},
    {"verified_on": "2026-05-02", "kind": "association", "name": "Choir", "offers": "singing",
     "sector": "arts_and_culture", "place": "Mill End", "status": "active",
     "public_venue": "no"},
    {"verified_on": "2026-05-03", "kind": "exchange", "name": "Tool Library",
     "coordinates": (52.6369, -1.1398, 80.5, 4.9), "phone": "01632 960001"},
]  # fmt: skip


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "form.xlsx"
    done = CliRunner().invoke(app, ["template", str(path), "--kind", "xlsform"])
    assert done.exit_code == 0, done.output
    assert f"Save the answers as {tmp_path / 'answers.xlsx'}" in done.output
    return path


def rows_of(form: Path, sheet: str) -> list[dict[str, str]]:
    head, *rows = openpyxl.load_workbook(form)[sheet].iter_rows(values_only=True)
    return [dict(zip(head, (cell or "" for cell in row), strict=True)) for row in rows]


def test_pyxform_takes_the_form_without_a_word(form: Path) -> None:
    made = convert(xlsform=form, validate=False)
    assert made.warnings == []
    for name in ("kind", "head", "coordinates", *map(str, Purpose)):
        assert f'/{name}"' in made.xform
    assert 'type="geopoint"' in made.xform
    assert made.xform.count("= 'individual'") >= 6  # asked of people alone


def test_its_choices_are_the_vocabularies(form: Path) -> None:
    lists: dict[str, list[str]] = {}
    for row in rows_of(form, "choices"):
        lists.setdefault(row["list_name"], []).append(row["name"])
    assert lists == {
        "kinds": list(AssetKind),
        "roles": list(Role),
        "sectors": [word.replace(" ", "_") for word in SECTORS],
        "statuses": list(Status),
        "yes_no": ["yes", "no"],
    }
    asked = {row["name"]: row["label"] for row in rows_of(form, "survey")}
    assert {purpose: asked[purpose] for purpose in Purpose} == PURPOSE_QUESTIONS


def answer_heads(form: Path, *, labels: bool, between: str) -> dict[str, tuple[str, str, str]]:
    """Give, for each question, its path, its type, and what an export calls it alone."""
    found, groups = {}, []
    for row in rows_of(form, "survey"):
        shown = (row["label"] if labels else row["name"]) or row["name"]
        if row["type"] == "begin_group":
            groups.append(shown)
        elif row["type"] == "end_group":
            groups.pop()
        else:
            found[row["name"]] = (between.join([*groups, shown]), row["type"], shown)
    return found


def export(form: Path, *, labels: bool = False, grouped: bool = True, split: bool = True) -> None:
    """Write the answers as KoboToolbox does, beside the form."""
    asked = answer_heads(form, labels=labels, between="/")
    words = {(row["list_name"], row["name"]): row["label"] for row in rows_of(form, "choices")}
    book = openpyxl.Workbook()
    rows = []
    for at, given in enumerate(ANSWERS):
        cells: dict[str, Any] = {}
        for name, (path, kind, alone) in asked.items():
            head, value = path if grouped else alone, given.get(name, "")
            of, _, listed = kind.partition(" ")
            say = lambda word, listed=listed: words[listed, word] if labels else word  # noqa: E731
            if of == "geopoint":
                cells[head] = " ".join(map(str, value))
                for part, number in zip(
                    ("latitude", "longitude", "altitude", "precision"),
                    value or [""] * 4,
                    strict=True,
                ):
                    cells[f"_{head}_{part}"] = number
            elif of == "select_multiple":
                cells[head] = " ".join(map(say, value))
                for (one, word), _ in words.items() if split else ():
                    if one == listed:
                        cells[f"{head}/{say(word)}"] = int(word in value) if value else ""
            else:
                cells[head] = say(value) if of == "select_one" and value else value
        rows.append(cells | KOBO | {"_id": 31 + at, "_index": at + 1})
    sheet = book.active
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    book.save(form.with_name("answers.xlsx"))


@pytest.mark.parametrize(
    "ways",
    [
        {},
        {"grouped": False},
        {"split": False},
        {"labels": True},
        {"labels": True, "grouped": False},
    ],
    ids=["xml names", "no groups", "one column", "labels", "labels without groups"],
)
def test_answers_come_back_whole(form: Path, ways: dict[str, bool]) -> None:
    export(form, **ways)
    m = am.read(form.with_name("project.toml"), as_of=DAY)
    assert m.report.rejected == 0, m.report.problems.query("outcome == 'rejected'").to_string()
    assert m.report.problems.query("outcome == 'stops'")["says"].tolist() == []
    at = m.assets.set_index("name")
    assert at["kind"].to_dict() == {
        "Asha": "individual", "Choir": "association", "Tool Library": "exchange",
    }  # fmt: skip
    assert at.loc["Asha", ["roles", "hands"]].tolist() == [
        ("connector", "community_builder"), ("baking", "first aid"),
    ]  # fmt: skip
    assert at.loc["Choir", ["sector", "status", "offers"]].tolist() == [
        "arts and culture", "active", ("singing",),
    ]  # fmt: skip
    assert at.loc["Tool Library", "phone"] == "01632 960001"
    point = m.assets.to_crs(4326).set_index("name").loc["Tool Library", "geometry"]
    assert (point.x, point.y) == pytest.approx((-1.1398, 52.6369), abs=1e-6)
    assert [day.date() for day in at["verified_on"]] == [dt.date(2026, 5, day) for day in (1, 2, 3)]
    name = m.assets["name"]
    assert {(name[tie.source], name[tie.target], tie.kind) for tie in m.ties.itertuples()} == {
        ("Asha", "Choir", "member_of"), ("Asha", "Tool Library", "member_of"),
    }  # fmt: skip
    agreed = {purpose for purpose in Purpose if len(find_consenting(m, purpose=purpose, on=DAY))}
    assert agreed == {Purpose.STORE, Purpose.PUBLISH_NAME}
    assert "Asha" in am.draw_map(m).to_html()


def test_answers_of_odk_central_come_back_too(form: Path) -> None:
    asked = answer_heads(form, labels=False, between="-")
    heads = ["SubmissionDate"]
    for path, kind, _ in asked.values():
        parts = ("Latitude", "Longitude", "Altitude", "Accuracy") if kind == "geopoint" else ()
        heads += [f"{path}-{part}" for part in parts] or [path]
    lines = []
    for at, given in enumerate(ANSWERS):
        cells: list[str] = ["2026-05-04"]
        for name, (_, kind, _) in asked.items():
            value = given.get(name, "")
            if kind == "geopoint":
                cells += map(str, value or ("",) * 4)
            else:
                cells.append(" ".join(value) if isinstance(value, list) else value)
        lines.append([*cells, f"uuid:{at}", f"uuid:{at}"])
    book = openpyxl.Workbook()
    for row in ([*heads, "meta-instanceID", "KEY"], *lines):
        book.active.append(row)
    book.save(form.with_name("answers.xlsx"))
    m = am.read(form.with_name("project.toml"), as_of=DAY)
    assert sorted(m.assets["name"]) == ["Asha", "Choir", "Tool Library"]
    assert m.report.rejected == 0
    assert len(m.ties) == 2
    assert m.assets.set_index("name").loc["Tool Library", "precision"] == "exact"
    assert m.report.problems.query("outcome == 'stops'")["says"].tolist() == []


def test_without_the_extra_it_is_said_what_to_install(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    done = CliRunner().invoke(app, ["template", str(tmp_path / "f.xlsx"), "--kind", "xlsform"])
    assert "A form for KoboToolbox or ODK needs xlsxwriter" in str(done.exception)

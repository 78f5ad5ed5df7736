"""Whoever builds a page is told what it leaves out, row by row; the list stays with the team."""

from __future__ import annotations

import csv
import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assetmap.cli.commands import app

GROUPS = (
    "name,kind,place,description,offers,contact_name,phone\n"
    "Choir,association,West,Every Monday,songs,,\n"
    "Bowls club,association,West,Ring 07700 900123 first,wool; ask@example.org,,\n"
    "Sheila Brown's lunch club,association,West,Every Friday,,,\n"
    "Women's refuge,institution,West,A safe house,,,\n"
)
PROJECT = (
    '[[assets]]\nfile = "groups.csv"\n[[people]]\nfile = "people.csv"\nid = "id"\n'
)  # fmt: skip


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "groups.csv").write_text(GROUPS, encoding="utf-8")
    (tmp_path / "people.csv").write_text("id,name\np1,Sheila Brown\n", encoding="utf-8")
    path = tmp_path / "project.toml"
    path.write_text(PROJECT, encoding="utf-8")
    return path


def build(project: Path, *more: str) -> str:
    done = CliRunner().invoke(
        app, ["build", str(project), "--out", str(project.parent / "web" / "map.html"), *more]
    )
    assert done.exit_code == 0, done.output
    return done.output


def test_each_row_is_named_and_nothing_of_it_is_repeated(project: Path) -> None:
    said = build(project)
    assert "Left out: groups.csv, row 3, column description: holds a telephone number" in said
    assert "Left out: groups.csv, row 3, column offers: holds an e-mail address" in said
    assert "Left out: groups.csv, row 4, column name: holds somebody's name" in said
    assert "Left out: groups.csv, row 5, column name: is its location secret?" in said
    assert "row 2" not in said
    assert "900123" not in said
    page = (project.parent / "web" / "map.html").read_text(encoding="utf-8")
    assert "Choir" in page
    for hidden in ("900123", "ask@example.org", "Sheila", "refuge"):
        assert hidden not in page


def test_the_list_stays_with_the_team(project: Path) -> None:
    build(project)
    assert [path.name for path in (project.parent / "web").iterdir()] == ["map.html"]
    path = project.parent / "for-the-team" / "left-out.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["row"], row["column"], row["code"]) for row in rows] == [
        ("3", "description", "personal_text"),
        ("3", "offers", "personal_text"),
        ("4", "name", "personal_text"),
        ("5", "name", "secret_location"),
    ]


def test_what_was_mended_is_no_longer_listed(project: Path) -> None:
    build(project)
    (project.parent / "groups.csv").write_text("name,kind\nChoir,association\n", encoding="utf-8")
    assert "Left out" not in build(project)
    assert not (project.parent / "for-the-team" / "left-out.csv").exists()

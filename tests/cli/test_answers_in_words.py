"""Answers at the terminal in names and sentences, and what is said where nobody is found."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import pandas as pd
from typer.testing import CliRunner

import assetmap as am
from assetmap.cli.commands import app
from assetmap.gather import require_example

TOWN = str(require_example("market_town") / "project.toml")
BODIES = """\
id,name,kind,place,active_in
trust,Sport Trust,institution,Mill,Hill
hall,Hall,space,Hill,
"""


def said(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done.output


def village(folder: Path, people: str = "") -> Path:
    (folder / "assets.csv").write_text(BODIES + people, encoding="utf-8")
    project = folder / "project.toml"
    project.write_text('assets = [{ file = "assets.csv" }]\n', encoding="utf-8")
    return project


def test_public_links_are_said_with_the_groups_that_join_and_without_people(tmp_path: Path) -> None:
    project = village(tmp_path, "asha,Asha,individual,Mill,Hill\n")
    out = said("links", project)
    assert "Hill and Mill share 1 group (Sport Trust)." in out
    assert "Asha" not in out
    assert "person" not in out


def test_ids_of_groups_do_not_leave_the_team(tmp_path: Path) -> None:
    project = village(tmp_path)
    target = tmp_path / "links.csv"
    said("links", project, "--csv", target)
    (row,) = csv.DictReader(StringIO(target.read_text("utf-8-sig")))
    assert row["shared_group_names"] == "Sport Trust"
    assert "trust" not in row.values()


def test_where_nobody_is_on_the_map_bodies_that_join_places_are_named(tmp_path: Path) -> None:
    team = said("champions", village(tmp_path), "--audience", "team")
    assert team.strip() == (
        "No people are on this map: list them under [[people]], and who knows whom. "
        "Bodies that join places: Sport Trust."
    )


def test_the_public_is_told_the_same_with_and_without_somebody_who_did_not_agree(
    tmp_path: Path,
) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    nobody = said("champions", village(tmp_path / "one"), "--replicates", 0)
    hidden = said(
        "champions", village(tmp_path / "two", "asha,Asha,individual,Mill,\n"), "--replicates", 0
    )
    assert "Bodies that join places: Sport Trust." in nobody
    assert nobody.splitlines()[1:] == hidden.splitlines()[1:]  # the first counts who is kept back


def test_people_who_agreed_are_named_with_place_and_roles() -> None:
    assert "Amina Rahman (Ropewalk): champion." in said("champions", TOWN, "--replicates", 0)


def test_a_call_sheet_comes_back_as_newer_days(tmp_path: Path) -> None:
    assert "Sallowby listening campaign: " in said("checks", TOWN, "--n", 3)
    folder = tmp_path / "town"
    said("example", folder)
    sheet = folder / "checks.csv"
    said("checks", folder / "project.toml", "--n", 3, "--csv", sheet)
    rows = pd.read_csv(sheet, dtype="str", encoding="utf-8-sig")
    assert len(rows) == 3
    before = am.read(folder / "project.toml")
    day = before.as_of.isoformat()
    rows.assign(confirmed_on=day).to_csv(sheet, index=False)
    project = folder / "project.toml"
    text = project.read_text("utf-8")
    project.write_text(f'{text}\n[[checks]]\nfile = "checks.csv"\n', encoding="utf-8")
    after = am.read(project)
    fresh = after.assets.loc[rows["asset_id"], "verified_on"]
    assert (fresh.dt.strftime("%Y-%m-%d") == day).all()
    assert (before.assets.loc[rows["asset_id"], "verified_on"] < fresh).all()

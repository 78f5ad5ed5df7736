"""What `check` and `build` say of a reading: two examples of each kind, and all of it in a file."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assetmap.cli.commands import app

NAMES = "ABCDEFGHIJ"
SQUARE = {
    "type": "Feature",
    "properties": {"code": "w1", "name": "Mill End"},
    "geometry": {"type": "Polygon", "coordinates": [
        [[-1.2, 52.6], [-1.1, 52.6], [-1.1, 52.7], [-1.2, 52.7], [-1.2, 52.6]]]},
}  # fmt: skip
PROJECT = """
[map]
as_of = 2026-11-01
[[places]]
file = "wards.geojson"
id = "code"
name = "name"
[[need]]
file = "need.csv"
place = "code"
population = "people"
[[assets]]
file = "assets.csv"
[[ties]]
file = "ties.csv"
constant = { kind = "uses" }
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Ten assets, four of which are somewhere; six ties, five of them to nobody known."""
    places = json.dumps({"type": "FeatureCollection", "features": [SQUARE]})
    (tmp_path / "wards.geojson").write_text(places, encoding="utf-8")
    need = "code,people\nw1,100\n" + "".join(f"x{at},1\n" for at in range(2, 22)) + "w1,-4\n"
    (tmp_path / "need.csv").write_text(need, encoding="utf-8")
    where = ["52.65,-1.15"] * 4 + [","] * 6
    rows = [f"{name},space,{at},2026-10-01" for name, at in zip(NAMES, where, strict=True)]
    rows[9] = "J,space,,,"
    text = "\n".join(["name,kind,lat,lon,last checked", *rows])
    (tmp_path / "assets.csv").write_text(text, encoding="utf-8")
    ties = "source,target\nA,B\n" + "".join(f"A,nobody {at}\n" for at in range(5))
    (tmp_path / "ties.csv").write_text(ties, encoding="utf-8")
    path = tmp_path / "project.toml"
    path.write_text(PROJECT, encoding="utf-8")
    return path


def run(*arguments: object) -> str:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code in {0, 1}, done.output
    return done.stdout


def build(project: Path, *more: str) -> str:
    return run("build", project, "--out", project.parent / "web" / "map.html", *more)


@pytest.mark.parametrize("command", ["check", "build"])
def test_two_examples_of_each_kind_and_the_rows_of_the_others(project: Path, command: str) -> None:
    said = build(project) if command == "build" else run("check", project)
    assert "16 rows read: 11 accepted, 5 rejected, 0 skipped." in said
    unknown = "no asset has that id or name. Correct it, or add what it names."
    assert said.count("'nobody") == 2
    assert f"  ties.csv, row 3, column target: 'nobody 0': {unknown}\n" in said
    assert f"  ties.csv, row 4, column target: 'nobody 1': {unknown}\n" in said
    assert "    and 3 more (unknown_end): ties.csv, rows 5, 6, 7; " in said
    assert "6 of 10 assets have no location.\n" in said
    assert "1 of 10 assets have no date of confirmation.\n" in said
    assert (
        "  assets.csv: 6 of 10 rows have no location and are near nothing: rows 6, 7, 8, 9, 10 "
        "and 11; of 6 nothing says where they are. Give coordinates, a postcode or a place.\n"
    ) in said
    assert "    and 4 more (unlocated_row): assets.csv, rows 8, 9, 10, 11; " in said
    assert "assets.csv, row 11, column last checked: nothing says when somebody last " in said


def test_need_and_places_are_told_apart_from_assets(project: Path) -> None:
    said = run("check", project)
    assert "  Beside them, 1 row of places: 1 accepted, 0 rejected, 0 skipped.\n" in said
    assert "  Beside them, 22 rows of need: 1 accepted, 1 rejected, 20 skipped.\n" in said
    titles = re.findall(r"(?m)^[A-Z][a-z, ]+:$", said)
    assert titles == ["Rejected:", "Rejected, of need:", "Kept, but look at:",
                      "Kept, but look at, of need:"]  # fmt: skip
    of_need = said.split("Rejected, of need:\n")[1].split("\n")[0]
    assert of_need == (
        "  need.csv, row 23, column people: '-4': the number is below zero. Correct it."
    )
    document = json.loads(run("check", project, "--json"))
    assert document["reference"]["need"] == {
        "rows": 22, "accepted": 1, "rejected": 1, "skipped": 20,
    }  # fmt: skip
    assert (document["without_location"], document["without_date"]) == (6, 1)
    assert {row["section"] for row in document["problems"]} == {"assets", "ties", "need"}


def test_all_of_it_is_in_the_file(project: Path, tmp_path: Path) -> None:
    run("check", project, "--csv", tmp_path / "all.csv")
    said = build(project)
    folder = project.parent / "for-the-team"
    assert f"see {folder / 'rejected.csv'}" in said
    assert f"see {folder / 'noted.csv'}" in said
    for path in (tmp_path / "all.csv", folder / "noted.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            noted = [row for row in csv.DictReader(stream) if row["outcome"] == "note"]
        assert sum(row["row"] != "" for row in noted) == 7, path
        unlocated = [row["row"] for row in noted if row["code"] == "unlocated_row"]
        assert unlocated == ["6", "7", "8", "9", "10", "11"]
        assert all(row["remedy"] for row in noted if row["row"])


def test_assets_in_places_are_those_that_are_in_one(project: Path) -> None:
    said = build(project, "--json")
    document = json.loads(said)
    assert (document["assets"], document["assets_in_a_place"]) == (10, 4)
    assert "4 assets in 1 place, and 6 in no place: 10 space." in build(project)


def test_long_cells_are_cut_and_personal_ones_are_not_repeated(project: Path) -> None:
    text = (
        f"name,kind,capacity,description\nChoir,association,{'very many ' * 40},\n"
        "Club,association,,Ring 07700 900123\n"
    )
    (project.parent / "assets.csv").write_text(text, encoding="utf-8")
    said = run("check", project)
    assert "…': " in said
    assert "very many " * 12 not in said
    assert "column description: holds a telephone number" in said
    assert "900123" not in said

"""Links, missing links and introductions at the terminal, and what a build has for the team."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import assetmap as am
from assetmap.cli.commands import app
from assetmap.errors import AssetmapError
from assetmap.links import find_missing_links, suggest_introductions

TOWN = str(Path(__file__).parents[2] / "examples" / "market_town" / "project.toml")
TEAM = ("--audience", "team")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def answered(*arguments: object) -> str:
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    return done.output


def refused(*arguments: object) -> str:
    done = run(*arguments)
    assert isinstance(done.exception, AssetmapError), done.output
    return str(done.exception)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def people_of(m: am.AssetMap) -> set[str]:
    people = m.assets[m.assets["kind"] == "individual"]
    return {*people.index, *people["name"]}


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ([], {}),
        (["--by", "themes"], {"by": "themes"}),
        (["--level", "parish"], {"level": "parish"}),
        (["--theme", "food", "--theme", "music"], {"themes": ["food", "music"]}),
    ],
)
def test_links_are_found_with_every_option(
    tmp_path: Path, options: list[str], asked: dict[str, object]
) -> None:
    m, path = am.read(TOWN), tmp_path / "l.csv"
    levels = set(m.places["level"].dropna())
    if "level" in asked and asked["level"] not in levels:
        asked = {"level": sorted(levels)[0]}
        options = ["--level", sorted(levels)[0]]
    answered("links", TOWN, *TEAM, *options, "--csv", path)
    expected = am.find_links(m, **asked)
    assert [row["says"] for row in rows_of(path)] == expected["says"].tolist()
    answered("links", TOWN, *TEAM, *options, "--missing", "--csv", path)
    absent = find_missing_links(m, **asked)
    assert [row["says"] for row in rows_of(path)] == absent["says"].tolist()


def test_links_for_the_public_hold_nothing_of_people(tmp_path: Path) -> None:
    path = tmp_path / "l.csv"
    private = people_of(am.read(TOWN))
    for options in ([], ["--missing"], ["--by", "themes"], ["--by", "themes", "--missing"]):
        answered("links", TOWN, *options, "--csv", path)
        rows = rows_of(path)
        assert rows or len(options) == 3  # between themes, all that is missing is for the team
        for name in ("expected", "surprise", "interlocks", "likeness", "low", "high"):
            assert {row.get(name, "") for row in rows} <= {""}, (options, name)
        text = path.read_text(encoding="utf-8-sig")
        assert not [word for word in private if re.search(rf"\b{re.escape(word)}\b", text)]
        assert not {"bridge_id", "ask"} & set(text.partition("\r\n")[0].split(","))


def test_missing_links_are_said_again_for_the_public() -> None:
    said = answered("links", TOWN, "--missing").splitlines()
    assert any(line.endswith(".") and ": no link " in line for line in said)


def test_a_theme_narrows_links_for_the_team_alone() -> None:
    said = refused("links", TOWN, "--theme", "food")
    assert "--theme: would tell in public" in said
    assert "Did you mean 'food'?" in refused("links", TOWN, *TEAM, "--theme", "fod")


def test_introductions_are_refused_in_public_before_anything_is_read(tmp_path: Path) -> None:
    said = refused("introductions", tmp_path / "missing.toml")
    assert said.startswith("Introductions are for the team alone.")
    assert "Add --audience team" in said


def test_introductions_are_those_that_are_suggested(tmp_path: Path) -> None:
    m, path = am.read(TOWN), tmp_path / "i.csv"
    answered("introductions", TOWN, *TEAM, "--n", 3, "--csv", path)
    expected = suggest_introductions(m, 3)
    rows = rows_of(path)
    assert [row["says"] for row in rows] == expected["says"].tolist()
    assert [row["person_a"] for row in rows] == expected["person_a"].tolist()
    said = answered("introductions", TOWN, *TEAM, "--n", 3).splitlines()
    for line, name_a, name_b in zip(said, expected["name_a"], expected["name_b"], strict=True):
        assert line.startswith(f"{name_a} and {name_b}")
    between = ["--between", "Skelder Fen", "--between", "Candleholme"]
    answered("introductions", TOWN, *TEAM, *between, "--csv", path)
    expected = suggest_introductions(m, between=("Skelder Fen", "Candleholme"))
    assert [row["person_b"] for row in rows_of(path)] == expected["person_b"].tolist()


def test_a_build_for_the_team_has_what_is_found_for_it(tmp_path: Path) -> None:
    out = tmp_path / "team.html"
    said = answered("build", TOWN, *TEAM, "--out", out)
    assert "For the team: people looked at for what rests on them alone: " in said
    page = out.read_text(encoding="utf-8")
    for key in ('"fragile":', '"safeguards":', '"missing":', '"introductions":', '"interlocks":'):
        assert key in page
    public = tmp_path / "public.html"
    assert "For the team" not in answered("build", TOWN, "--out", public)
    page = public.read_text(encoding="utf-8")
    for key in ('"fragile":', '"safeguards":', '"missing":', '"introductions":', '"interlocks":'):
        assert key not in page

"""Links, missing links and introductions at the terminal, and what a build has for the team."""

from __future__ import annotations

import csv
import re
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

import assetmap as am
from assetmap.cli.commands import app
from assetmap.cli.output import Output, give
from assetmap.cli.said import say_for_the_team
from assetmap.errors import AssetmapError
from assetmap.gather import require_example
from assetmap.links import find_missing_links, suggest_introductions
from assetmap.publish import Protected, admit, find_resting

TOWN = str(require_example("market_town") / "project.toml")
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
        assert rows
        if "--missing" in options:  # asked as if nobody were on the map
            assert {row["of_people"] for row in rows} == {"False"}
        else:
            for name in ("shared_people", "expected", "surprise", "interlocks"):
                assert {row[name] for row in rows} == {""}, (options, name)
        text = path.read_text(encoding="utf-8-sig")
        assert not [word for word in private if re.search(rf"\b{re.escape(word)}\b", text)]
        assert not {"mediator_id", "ask_ids"} & set(text.partition("\r\n")[0].split(","))


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
    assert [row["person_a_id"] for row in rows] == expected["person_a_id"].tolist()
    said = answered("introductions", TOWN, *TEAM, "--n", 3).splitlines()
    for line, person_a_name, person_b_name in zip(
        said, expected["person_a_name"], expected["person_b_name"], strict=True
    ):
        assert line.startswith(f"{person_a_name} and {person_b_name}")
    between = ["--between", "Skelder Fen", "--between", "Candleholme"]
    answered("introductions", TOWN, *TEAM, *between, "--csv", path)
    expected = suggest_introductions(m, between=("Skelder Fen", "Candleholme"))
    assert [row["person_b_id"] for row in rows_of(path)] == expected["person_b_id"].tolist()


def test_a_build_for_the_team_has_what_is_found_for_it(tmp_path: Path) -> None:
    out = tmp_path / "team.html"
    said = answered("build", TOWN, *TEAM, "--out", out, "--rejects", tmp_path / "r.csv")
    m = am.read(TOWN)
    resting = int(find_resting(am.find_fragility(m, with_distances=False)).sum())
    met = am.find_safeguards(m)[["person_id", "other_id"]].notna().all(axis=1).sum()
    assert resting > 1
    assert f"For the team: something rests on {resting} people or groups alone; {met} intro" in said
    page = out.read_text(encoding="utf-8")
    for key in ('"fragile":', '"safeguards":', '"missing":', '"introductions":', '"interlocks":'):
        assert key in page
    public = tmp_path / "public.html"
    assert "For the team" not in answered(
        "build", TOWN, "--out", public, "--rejects", tmp_path / "r.csv"
    )
    page = public.read_text(encoding="utf-8")
    for key in ('"fragile":', '"safeguards":', '"missing":', '"introductions":', '"interlocks":'):
        assert key not in page


@pytest.mark.parametrize(
    ("resting", "met", "said"),
    [
        (0, 0, "nothing rests on one alone; 1 link is missing; 0 introductions to make."),
        (1, 1, "something rests on 1 person or group alone; 1 introduction would share it; "
               "1 link is missing; 0 introductions to make."),
        (2, 2, "something rests on 2 people or groups alone; 2 introductions would share it; "
               "1 link is missing; 0 introductions to make."),
    ],
)  # fmt: skip
def test_what_a_team_page_has_is_said_in_words(resting: int, met: int, said: str) -> None:
    fragility = am.find_fragility(am.read(TOWN), with_distances=False)
    rests = find_resting(fragility)
    chosen = pd.concat([fragility[rests].head(resting), fragility[~rests].head(3)])
    safeguards = pd.DataFrame({"person_id": ["a"] * met + [None], "other_id": ["b"] * (met + 1)})
    found = {"fragility": chosen, "safeguards": safeguards, "missing": pd.DataFrame({"a": [1]}),
             "introductions": pd.DataFrame()}  # fmt: skip
    assert say_for_the_team(found) == f"For the team: {said}"


def test_whoever_is_close_to_both_is_named_to_the_team() -> None:
    m = am.read(TOWN)
    absent = find_missing_links(m)
    said = answered("links", TOWN, *TEAM, "--missing").splitlines()
    named = 0
    for line, bridge in zip(said, absent["mediator_id"], strict=False):
        if bridge in m.assets.index:
            named += 1
            assert line.endswith(f" Close to both: {m.assets['name'][bridge]}.")
    assert named
    assert "Close to both" not in answered("links", TOWN, "--missing")


def test_what_may_not_be_shown_is_not_called_nothing() -> None:
    nothing = Protected(pd.DataFrame(), {})
    for withheld, audience, said in (
        ({}, "public", "Nothing was found."),
        ({"x": 1}, "public",
         "1 was found; it may not be shown in public. --audience team shows it."),
        ({"x": 1, "y": 2}, "public",
         "3 were found; none of them may be shown in public. --audience team shows them."),
        ({"x": 2}, "team", "2 were found; none of them may be shown."),
    ):  # fmt: skip
        admission = admit(am.read(TOWN), audience=audience)
        with redirect_stdout(StringIO()) as out:
            give(replace(nothing, withheld=withheld), Output(), admission)
        assert out.getvalue().strip() == said

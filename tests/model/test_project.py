"""Does a project file that cannot be followed say everything that is wrong with it?"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from assetmap.errors import ProjectError
from assetmap.model import AssetsSection, Project

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(
    path
    for folder in ("examples", "src/assetmap/examples")
    for path in ROOT.glob(f"{folder}/*/project.toml")
)
PLACES = {"file": "wards.gpkg", "id": "code", "name": "name"}


def problems(given: dict[str, Any]) -> list[str]:
    with pytest.raises(ProjectError) as raised:
        Project.from_mapping(given, where="village.toml")
    return [str(problem) for problem in raised.value.problems]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_examples_can_be_followed(path: Path) -> None:
    given = tomllib.loads(path.read_text(encoding="utf-8"))
    project = Project.from_mapping(given, where=path.name)
    assert project.places
    assert project.assets


def test_both_examples_were_found() -> None:
    names = [path.parent.name for path in EXAMPLES]
    assert names == ["leicestershire_rutland_essex", "market_town"]


def test_nothing_at_all_is_a_project() -> None:
    project = Project.from_mapping({}, where="village.toml")
    assert (project.map.title, project.map.country, project.map.crs, project.map.as_of) == (
        "Asset map", "gb", None, None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (
            {"asets": []},
            "village.toml, asets: this key is not known. Did you mean 'assets'?",
        ),
        (
            {"map": {"titel": "x"}},
            "village.toml, map → titel: this key is not known. Did you mean 'title'?",
        ),
        (
            {"map": {"zzz": 1}},
            "village.toml, map → zzz: this key is not known. "
            "Known: as_of, country, crs, data_dir, language, title.",
        ),
        (
            {"places": [PLACES, {"file": "x"}]},
            "village.toml, places → 2 → id: this key is missing. Add it to the file.",
        ),
        (
            {"assets": [{"file": "a.csv", "colums": {}}]},
            "village.toml, assets → 1 → colums: this key is not known. Did you mean 'columns'?",
        ),
        (
            {"assets": [{"file": " "}]},
            "village.toml, assets → 1 → file: String should have at least 1 character "
            "(given: ' '). Correct the value.",
        ),
        (
            {"assets": [{"file": "a.csv", "drop": [{"column": "x", "because": "y"}]}]},
            "village.toml, assets → 1 → drop → 1: name either `is` or `is_not`. Correct the value.",
        ),
        (
            {"assets": [{"file": "a.csv", "drop": [{"column": "x", "iss": "c", "because": "y"}]}]},
            "village.toml, assets → 1 → drop → 1 → iss: this key is not known. Did you mean 'is'?",
        ),
        (
            {"need": [{"file": "n.csv"}]},
            "village.toml, need → 1: name `place`, or both `lon` and `lat`. Correct the value.",
        ),
        (
            {"need": [{"file": "n.csv", "place": "ward", "lon": "x"}]},
            "village.toml, need → 1: name both `lon` and `lat`, or neither. Correct the value.",
        ),
        (
            {"postcodes": {"file": "p.csv"}},
            "village.toml, postcodes: name either `lon` and `lat` or `easting` and `northing`. "
            "Correct the value.",
        ),
    ],
)
def test_a_message_says_where_what_and_what_next(given: dict[str, Any], says: str) -> None:
    assert says in problems(given)


def test_all_problems_are_told_at_once() -> None:
    given = {"asets": 1, "map": {"crs": ""}, "places": [{"file": "x"}], "ties": [{"file": 7}]}
    found = problems(given)
    assert len(found) == 5
    with pytest.raises(ProjectError, match=r"village\.toml cannot be followed: 5 problems\."):
        Project.from_mapping(given, where="village.toml")


def test_one_word_stands_for_a_list_of_one() -> None:
    section = AssetsSection(file="a.csv", columns={"name": "Name"}, sheet="Groups", group_by="Stop")
    assert section.columns == {"name": ("Name",)}
    assert section.sheet == ("Groups",)
    assert section.group_by == ("Stop",)


def test_people_are_individuals_unless_it_says_otherwise() -> None:
    given = {"people": [{"file": "p.csv", "constant": {"place": "mill"}}]}
    (people,) = Project.from_mapping(given, where="v").people
    assert people.constant == {"kind": "individual", "place": "mill"}
    assert given == {"people": [{"file": "p.csv", "constant": {"place": "mill"}}]}


def test_a_source_is_its_file_when_nobody_is_named() -> None:
    assert AssetsSection(file="a.csv").source_name == "a.csv"
    assert AssetsSection(file="a.csv", source="Walk").source_name == "Walk"


def test_synonyms_are_a_word_and_other_words() -> None:
    given = {"synonyms": {"lifts": ["drivers", " minibus "], "piano": "keyboard"}}
    project = Project.from_mapping(given, where="village.toml")
    assert project.synonyms == {"lifts": ("drivers", "minibus"), "piano": ("keyboard",)}
    assert Project().synonyms == {}
    (says,) = problems({"synonyms": {"lifts": ["drivers", " "]}})
    assert says == (
        "village.toml, synonyms → lifts → 2: String should have at least 1 character "
        "(given: ' '). Correct the value."
    )
    assert "synonyms → lifts" in problems({"synonyms": {"lifts": 7}})[0]


def test_a_project_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Project().map = None  # type: ignore[assignment, misc]

"""Does every word that Python says come out of the template, and so in the language of the map?

Each room that is converted is asked everything in a pseudo-language, of a map
whose own words are in Greek letters; a plain letter in an answer is a word that
escaped. Rare cases are held by reading the files: no two words stand outside a
message. What is raised is held for the files in `ERRORS_TOO`.
"""

from __future__ import annotations

import ast
import datetime as dt
import importlib
import importlib.util
import inspect
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import Point, box

import assetmap
from assetmap.language import say, speaking
from assetmap.model.spoken_words import SPOKEN_COLUMNS, SPOKEN_WORDS
from assetmap.tables import AssetMap
from assetmap.tables.columns import ASSETS
from tests.pseudo_language import NAME, ROOT, TEMPLATE, sentences, write_pseudo_sentences

pytest.importorskip("hatchling", reason="hatchling, of which the build hook is a part, is not here")
PACKAGE = Path(assetmap.__file__).parent
GREEK = "αβγδεζηθικλμνξοπρστυφχψω"
PLAIN = re.compile(r"[A-Za-z]+")

ROOMS = ("gaps",)
"""Rooms whose answers are in the language of the map."""
FILES = (
    "gaps/_gap_sentences.py",
    "gaps/_people.py",
    "gaps/_site_rows.py",
    "gaps/measure_variety.py",
    "gaps/suggest_sites.py",
    "gaps/find_gaps.py",
    "learning/_change_sentences.py",
    "learning/_tie_sentences.py",
    "model/spoken_words.py",
    "publish/write_map.py",
    "tables/edit_account.py",
    "tables/selection.py",
    "tables/selection_sentences.py",
    "wording.py",
)
"""Files in which no words stand outside a message, but in what is raised."""
ERRORS_TOO: tuple[str, ...] = ("wording.py", "model/spoken_words.py", "publish/write_map.py")
"""Files in which errors are messages as well."""

ASKED: dict[str, list[dict[str, Any]]] = {
    "find_gaps": [
        {},
        {"by": "themes"},
        {"by": "cost"},
        {"at_least": 3},
        {"within_min": 1},
        {"where": {"cost": "δωρεάν", "capacity_at_least": 3, "accessible": False}},
        {"where": {"open_to": "όλοι", "languages": ["γα"], "capacity_at_most": 90}},
        {"individuals": False},
        {"benchmark": 0.01},
        {"benchmark": 1e-6, "by": "themes"},
        {"min_effort": 0},
        {"by": "themes", "categories": ["ααα", "ωωω"]},
        {"people": "over_65"},
    ],
    "suggest_sites": [
        {"category": "institution"},
        {"category": "culture", "goal": "everyone", "within_min": 1},
        {"category": "culture", "goal": "nearest"},
        {"category": "ααα", "by": "themes", "among": ["space", "association"]},
        {"category": "δωρεάν", "by": "cost"},
    ],
    "measure_variety": [{}, {"by": "themes"}, {"by": "cost"}, {"within_min": 10}],
    "find_short_origins": [{"category": "institution"}],
}
OF_COLUMN_NAMES = {"over_65": "over 65"}
"""Columns of the map's own keep their names in a sentence."""


def name(number: int) -> str:
    """Name the things of the map in letters that no message has."""
    return "".join(GREEK[(number // 24**power) % 24] for power in (2, 1, 0))


def make_map(language: str) -> AssetMap:
    """Make up places with and without people, need and boundary, and assets of every doubt."""
    draw = np.random.default_rng(5)
    count = 120
    kinds = draw.choice(["space", "association", "exchange", "individual"], count)
    kinds[:2] = ["culture", "institution"]
    days = draw.integers(0, 1600, count)
    located = (draw.random(count) < 0.7) & (kinds != "individual")
    place_ids = [f"π{name(at)}" for at in range(12)]
    stated = draw.random(count) < 0.8
    assets = gpd.GeoDataFrame(
        {
            "name": [f"α{name(at)}" for at in range(count)],
            "kind": kinds,
            "themes": [tuple(draw.choice(["ααα", "βββ", "γγγ"], draw.integers(0, 3), replace=False))
                       for _ in range(count)],
            "verified_on": [None if day > 1400 else pd.Timestamp("2026-01-01")
                            - pd.Timedelta(days=int(day)) for day in days],
            "cost": draw.choice(["δωρεάν", "ακριβό", None], count),
            "open_to": draw.choice(["όλοι", None], count),
            "languages": [("γα",) if at % 3 else () for at in range(count)],
            "capacity": draw.choice([5.0, 80.0, np.nan], count),
            "accessible": draw.choice(["yes", "no", None], count),
            "status": draw.choice(["active", "active", "closed"], count),
            "place_id": [draw.choice(place_ids) if state and not at else None
                         for state, at in zip(stated, located, strict=True)],
        },
        index=[f"α{name(at)}" for at in range(count)],
        geometry=[Point(*draw.uniform(0, 4000, 2)) if at else None for at in located],
        crs="EPSG:27700",
    )  # fmt: skip
    assets.loc[assets["kind"] == "exchange", "geometry"] = None
    assets.loc[assets["kind"] == "exchange", "place_id"] = None
    places = gpd.GeoDataFrame(
        {
            "name": [f"Π{name(at)}" for at in range(12)],
            "population": [1200, 3, 1, 0, 2500, 900, 77, 1500, None, 40, 10, 5000],
            "need": [0.5, None, 0.2, 0.9] * 3,
        },
        index=place_ids,
        geometry=[box(x, y, x + 1500, y + 1500) for y in (0, 1500, 9000)
                  for x in (0, 1500, 3000, 4500)],
        crs="EPSG:27700",
    )  # fmt: skip
    origins = gpd.GeoDataFrame(
        {
            "people": draw.integers(1, 200, 20),
            "over_65": draw.integers(0, 20, 20),
            "place_id": [place_ids[at % 7] for at in range(20)],
        },
        index=[f"ο{name(at)}" for at in range(20)],
        geometry=[Point((at % 7) % 4 * 1500 + 700, (at % 7) // 4 * 1500 + 40 * at)
                  for at in range(20)],
        crs="EPSG:27700",
    )  # fmt: skip
    ends = draw.choice(assets.index, (150, 2))
    ties = pd.DataFrame(ends[ends[:, 0] != ends[:, 1]], columns=["source", "target"])
    ties = ties.drop_duplicates(ignore_index=True)
    ties["kind"] = draw.choice(["knows", "supports", "uses"], len(ties))
    return AssetMap.from_frames(
        assets=assets, places=places, ties=ties, origins=origins, as_of=dt.date(2026, 6, 1),
        language=language, title="ΤΤΤ",
    )  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def pseudo_language(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with sentences(tmp_path_factory.mktemp("languages"), **{NAME: write_pseudo_sentences()}):
        yield


@pytest.fixture(scope="module")
def pseudo_map() -> AssetMap:
    return make_map(NAME)


def list_questions() -> list[tuple[str, str, dict[str, Any]]]:
    found = []
    for room in ROOMS:
        module = importlib.import_module(f"assetmap.{room}")
        for question in module.__all__:
            function = getattr(module, question)
            if inspect.isfunction(function):
                subject = next(iter(inspect.signature(function).parameters.values()))
                if "AssetMap" in str(subject.annotation):
                    cases = ASKED.get(question, [{}])
                    found += [(room, question, case) for case in cases]
    return found


def read_says(answer: Any) -> list[str]:
    """Read what an answer says, wherever it says it."""
    if isinstance(answer, pd.DataFrame):
        columns = [column for column in answer.columns if str(column).startswith("says")]
        told = [text for column in columns for text in answer[column].dropna()]
        return [*told, *([answer.attrs["where"]] if answer.attrs.get("where") else [])]
    return [answer.says] if isinstance(getattr(answer, "says", None), str) else []


def find_plain(said: str, *, known: dict[str, str] | None = None) -> list[str]:
    for word in (known or {}).values():
        said = said.replace(word, "")
    return PLAIN.findall(said)


@pytest.mark.parametrize(("room", "question", "asked"), list_questions())
def test_no_word_escapes(
    pseudo_map: AssetMap, room: str, question: str, asked: dict[str, Any]
) -> None:
    function = getattr(importlib.import_module(f"assetmap.{room}"), question)
    required = [
        parameter.name
        for parameter in list(inspect.signature(function).parameters.values())[1:]
        if parameter.default is parameter.empty
    ]
    if not set(required) <= set(asked):
        pytest.skip("asks for more than a map, and says nothing")
    said = read_says(function(pseudo_map, **asked))
    assert bool(said) == (question in SAYING)
    escaped = {text: found for text in said if (found := find_plain(text, known=OF_COLUMN_NAMES))}
    assert not escaped


SAYING = {"find_gaps", "suggest_sites", "measure_variety"}
"""Questions whose answers have sentences."""


def test_the_made_up_map_calls_for_most_of_what_can_be_said_of_gaps(pseudo_map: AssetMap) -> None:
    # Messages of the two files, found in what was said in English of the same map.
    english = make_map("en")
    said = " ".join(
        text
        for question in sorted(SAYING)
        for asked in ASKED[question]
        for text in read_says(getattr(assetmap.gaps, question)(english, **asked))
    )
    texts = [
        text
        for file in ("gaps/_gap_sentences.py", "gaps/_site_rows.py", "gaps/measure_variety.py")
        for text in list_messages(PACKAGE / file)
    ]
    pieces = {text: re.split(r"\{[^}]*\}", text) for text in texts}
    unheard = [text for text, parts in pieces.items() if not all(part in said for part in parts)]
    assert len(unheard) <= len(texts) // 4, unheard


def list_messages(path: Path) -> list[str]:
    return [
        argument.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and call_name(node) in MESSAGES
        for argument in node.args[:2]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


MESSAGES = {"say", "say_plural", "message", "plural", "say_fields"}
REFUSALS = {"Problem", "_refuse", "_require_room"}
LOOSE = re.compile(r"(?=.* ).*[A-Za-z]{2}")
"""A text with a space and a word."""


def call_name(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def loose_words(text: str, *, with_errors: bool) -> list[str]:
    """Find words that stand in no message and in no docstring."""
    found: list[str] = []

    def visit(node: ast.AST) -> None:
        if isinstance(node, ast.Call) and call_name(node) in MESSAGES:
            for keyword in node.keywords:
                visit(keyword.value)
            return
        if not with_errors and (
            isinstance(node, ast.Raise)
            or (isinstance(node, ast.Call) and call_name(node) in REFUSALS)
        ):
            return
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            return  # a docstring
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if LOOSE.match(node.value):
                found.append(node.value)
            return
        for child in ast.iter_child_nodes(node):
            visit(child)

    visit(ast.parse(text))
    return found


CODES = {
    " and ",  # as people write it in a name
    "Mapping[str, Any] | pd.Series[Any] | npt.ArrayLike",
    "found later",
    "not known which",
    "not seen again",  # kinds of change, as a column has them
    "where, ",  # a parameter, and what it has
}
"""Texts that nobody is told."""


@pytest.mark.parametrize("file", FILES)
def test_no_words_stand_outside_a_message(file: str) -> None:
    text = (PACKAGE / file).read_text(encoding="utf-8")
    loose = [word for word in loose_words(text, with_errors=file in ERRORS_TOO)
             if word not in CODES]  # fmt: skip
    assert not loose


@pytest.mark.parametrize(
    "text",
    [
        'said = f"{count} people"',
        'said = "nothing here"',
        'said = say("{what} here", what=f"{n} more of them")',
        'said = name + ", which is far"',
    ],
)
def test_words_outside_a_message_are_found(text: str) -> None:
    assert loose_words(text, with_errors=True)


def test_a_word_that_escapes_is_found() -> None:
    with speaking(NAME):
        assert find_plain(say("This is in no template.")) != []
        assert find_plain(say("Give each a postcode, a point or a place.")) == []


def test_every_column_that_groups_has_words() -> None:
    grouping = [column for column in ASSETS.columns if column.may_group]
    assert {column.name for column in grouping} <= set(SPOKEN_COLUMNS)
    spelled = {column.name: {word for word, _ in column.spellings} for column in grouping
               if column.spellings}  # fmt: skip
    assert spelled == {column: set(words) for column, words in SPOKEN_WORDS.items()}


def test_the_template_is_what_the_code_says() -> None:
    pytest.importorskip("babel", reason="Babel is for development alone")
    spec = importlib.util.spec_from_file_location(
        "write_template", ROOT / "docs" / "write_template.py"
    )
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Babel's own, of Python's newer modules
        spec.loader.exec_module(script)
        written = script.write_template()
    assert TEMPLATE.read_text(encoding="utf-8") == written, "run docs/write_template.py"

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.gather.values import (
    read_flags,
    read_words,
    to_slug,
    to_slugs,
)


def _cells(*values: str | None) -> np.ndarray:
    return np.array(values, dtype=object)


def test_flags() -> None:
    flags, unread = read_flags(_cells("Yes", "N", "✔", "0", None, "maybe"))
    assert flags.tolist() == [True, False, True, False, False, False]
    assert unread.tolist() == [False] * 5 + [True]


def test_words_are_split_by_the_separator_and_by_lines_only() -> None:
    words = read_words(_cells("tea, coffee and cake; music\nsong;music; ;", None), ";")
    assert words.tolist() == [("tea, coffee and cake", "music", "song"), ()]


@given(st.lists(st.text(max_size=12), max_size=6))
def test_slugs_made_together_are_slugs_made_alone(texts: list[str]) -> None:
    assert to_slugs(texts) == [to_slug(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "slug"),
    [("St Mary's Hall, Nether End", "st-marys-hall-nether-end"), ("Łódź", "łódź"),
     ("!!!", "unnamed"), ("A\x1fB", "a-b"), ("  _x_ ", "x")],
)  # fmt: skip
def test_slugs(text: str, slug: str) -> None:
    assert to_slug(text) == slug


@pytest.mark.parametrize("error", ["#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "#SPILL!"])
def test_cells_that_hold_the_error_of_a_formula_are_said(gather, error: str) -> None:
    m = gather({"assets.csv": f"Name,Kind,Capacity\nHall,space,{error}\nHut,space,3\n"})
    assert m.assets["capacity"].fillna(-1).tolist() == [-1, 3]
    said = m.report.problems.query("code == 'error_value'")["says"].tolist()
    assert said == [
        "1 cell holds the error of a formula, such as #REF!, and counts as blank: "
        "'Capacity' (row 2)"
    ]


@pytest.mark.parametrize("sign", [":", "#", "^", "/"])
def test_a_sign_that_may_part_the_columns_is_asked_for(gather, sign: str) -> None:
    rows = [["Hall", "space"], ["Hut", "space"]]
    text = "\n".join(sign.join(row) for row in [["Naam", "Soort"], *rows])
    section = '[[assets]]\nfile = "assets.csv"\n[[assets]]\nfile = "more.csv"\n'
    m = gather({"assets.csv": text, "more.csv": "name,kind\nInn,space\n"}, section)
    [remedy] = m.report.problems.query("code == 'unknown_header'")["remedy"]
    assert (
        remedy == f"Does {sign!r} part the columns? Say `delimiter = {sign!r}` in a project file."
    )

"""Is the table of what communities call the same fit to be edited, and read as it is written?"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from importlib.resources import files
from itertools import product

import pandas as pd
import pytest

from assetmap.words import match_phrases
from assetmap.words.phrase_table import read_phrase_table, tidy_text

GIVEN = tomllib.loads(files("assetmap.words").joinpath("phrases.toml").read_text("utf-8"))
ROLES = ("ways", "whom", "where", "when", "quality", "same")


def texts_of(role, name):
    """Give the words of a line, with its name where that is one of them."""
    return [tidy_text(text) for text in [name, *GIVEN[role][name].split(";")]]


LINES = {name: texts_of(role, name) for role in ROLES for name in GIVEN[role]}


def test_a_word_stands_once():
    found = defaultdict(set)
    for name, texts in LINES.items():
        for text in texts:
            found[text].add(name)
    for section in ("little", "joins"):
        for name, words in GIVEN[section].items():
            for word in words.split(";"):
                found[tidy_text(word)].add(f"{section} {name}")
    assert {text: names for text, names in found.items() if len(names) > 1} == {}


def test_several_words_that_are_read_alike_stand_in_one_line():
    table, found = read_phrase_table(), defaultdict(set)
    for name, texts in LINES.items():
        for words in map(table.split, texts):
            if len(words) > 1 and table.list_keys(" ".join(words)) != [name]:
                found[table.sequence_of(words)].add(name)
    assert {keys: names for keys, names in found.items() if len(names) > 1} == {}


def test_no_several_words_are_lost_because_all_but_one_are_dropped():
    table = read_phrase_table()
    lost = [
        (name, text)
        for name, texts in LINES.items()
        for text in texts
        if " " in text and len(table.split(text)) < 2 and table.list_keys(text) != [name]
    ]
    assert lost == []


@pytest.mark.parametrize("section", ["kinds", "opposites", "apart"])
def test_relations_are_between_names_of_lines(section):
    named = {name for line, words in GIVEN[section].items()
             for name in [line, *(word.strip() for word in words.split(";"))]}  # fmt: skip
    assert sorted(named - set(LINES)) == []


def test_all_of_a_line_mean_the_same():
    """Every word of fifty lines, beside the name of its line, on its own."""
    for name in [*GIVEN["same"]][:200:4]:
        texts = pd.Index(LINES[name])
        found = match_phrases(texts, texts[:1]).toarray()[:, 0]
        assert dict(zip(texts[found < 0.7], found, strict=False)) == {}, name


@pytest.mark.parametrize(
    ("one", "other"),
    [(name, other.strip()) for name, words in GIVEN["opposites"].items()
     for other in words.split(";")],
)  # fmt: skip
def test_opposites_never_match(one, other):
    """With whatever word of theirs, before or after what is offered, on either side."""
    left, right = (pd.Index([f"{text} xylophone lessons" for text in LINES[name]]
                            + [f"xylophones for {text}" for text in LINES[name]])
                   for name in (one, other))  # fmt: skip
    found = match_phrases(left, right)
    assert [(left[row], right[column]) for row, column in zip(*found.nonzero(), strict=True)] == []


def test_the_table_is_broad():
    assert len(GIVEN["same"]) >= 300
    assert sum(len(texts) for texts in LINES.values()) >= 3_000


def test_lines_that_are_no_kinds_of_each_other_do_not_match():
    """The names of lines, each beside all others: only general words meet their kinds."""
    names = pd.Index([name for name in GIVEN["same"] if "_" not in name])
    found = match_phrases(names, names)
    kinds = {frozenset((line, other.strip())) for line, words in GIVEN["kinds"].items()
             for other in words.split(";")}  # fmt: skip
    met = {
        frozenset((names[row], names[column]))
        for row, column in zip(*found.nonzero(), strict=True)
        if row != column
    }
    assert met <= kinds | {frozenset(pair) for pair in product(names, names) if pair[0] == pair[1]}

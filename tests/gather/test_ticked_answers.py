"""Answers of Google Forms and Microsoft Forms: ticked lists, and who filled in the form."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from assetmap.tables import AssetMap

SECTION = '[[assets]]\nfile = "answers.csv"\n'
GOOGLE = ["Timestamp", "Email Address"]
MICROSOFT = ["ID", "Start time", "Completion time", "Email", "Name"]
STAMP = "01/05/2026 10:00:00"


@pytest.fixture
def answers(gather) -> Callable[..., AssetMap]:
    def follow(rows: list[list[str]], project: str = SECTION) -> AssetMap:
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        return gather({"answers.csv": text.getvalue()}, project)

    return follow


def google(head: str, *cells: str, kind: str = "association") -> list[list[str]]:
    return [
        [*GOOGLE, "Name", "Type", head],
        *([STAMP, "team@example.org", f"A{at}", kind, cell] for at, cell in enumerate(cells)),
    ]


def microsoft(head: str, *cells: str, kind: str = "association") -> list[list[str]]:
    return [
        [*MICROSOFT, "Name of group", "Type", head],
        *(
            [str(at), STAMP, STAMP, "team@example.org", "Tess Team", f"A{at}", kind, cell]
            for at, cell in enumerate(cells, start=1)
        ),
    ]


TEA = "Tea, coffee and cake"


@pytest.mark.parametrize(
    ("cells", "offers"),
    [
        (  # the option with a comma stands alone, and in a list
            [TEA, "Lifts", f"Lifts, {TEA}"],
            [(TEA,), ("Lifts",), ("Lifts", TEA)],
        ),
        (  # it never stands alone; its halves are never apart
            [f"Lifts, {TEA}", f"{TEA}, Singing", "Lifts, Singing"],
            [("Lifts", TEA), (TEA, "Singing"), ("Lifts", "Singing")],
        ),
        (  # one option is the beginning of another
            ["Tea", TEA, f"Tea, {TEA}"],
            [("Tea",), (TEA,), ("Tea", TEA)],
        ),
        (  # an answer that stands alone parts those that it stands with
            ["Singing", "Singing, Lifts", "Baking, Singing"],
            [("Singing",), ("Singing", "Lifts"), ("Baking", "Singing")],
        ),
        (["Lifts", "", "Singing"], [("Lifts",), (), ("Singing",)]),
    ],
)
def test_options_with_commas_are_one_answer(answers, cells, offers) -> None:
    assert answers(google("Offers", *cells)).assets["offers"].tolist() == offers


def test_what_never_stands_apart_is_one_and_is_said(answers) -> None:
    m = answers(google("Offers", "Singing, Lifts", "Baking"))
    assert m.assets["offers"].tolist() == [("Singing, Lifts",), ("Baking",)]
    (notice,) = m.report.problems.query("code == 'option_with_comma'").to_dict("records")
    assert "'Singing, Lifts'" in notice["says"]
    assert notice["remedy"] == 'Say separator = "," if no option of the form holds a comma.'
    m = answers(google("Offers", "Singing, Lifts", "Baking"), SECTION + 'separator = ","\n')
    assert m.assets["offers"].tolist() == [("Singing", "Lifts"), ("Baking",)]


def test_words_of_a_vocabulary_are_known_options(answers) -> None:
    cells = ("Connector, Community builder", "Leader, Champion")
    m = answers(google("Roles", *cells, kind="individual"))
    assert m.assets["roles"].tolist() == [
        ("connector", "community_builder"), ("leader", "champion"),
    ]  # fmt: skip


def test_prose_with_commas_is_no_list(answers) -> None:
    m = answers(google("Description", "We sing, and eat", "We eat", "We sing"))
    assert m.assets["description"].tolist() == ["We sing, and eat", "We eat", "We sing"]


def test_a_spreadsheet_of_nobodys_form_is_left_alone(answers) -> None:
    rows = [["Name", "Type", "Offers"], ["A", "association", "Singing"],
            ["B", "association", "Singing, Lifts"]]  # fmt: skip
    assert answers(rows).assets["offers"].tolist() == [("Singing",), ("Singing, Lifts",)]


@pytest.mark.parametrize(
    ("cell", "offers"),
    [
        (f"{TEA};Lifts;", (TEA, "Lifts")),
        (f"{TEA};", (TEA,)),
        ("Lifts;Singing;", ("Lifts", "Singing")),
    ],
)
def test_answers_that_end_in_a_semicolon(answers, cell: str, offers) -> None:
    m = answers(microsoft("Offers", cell, "Baking;"))
    assert m.assets["offers"].tolist() == [offers, ("Baking",)]


def test_one_choice_that_ends_in_a_semicolon(answers) -> None:
    m = answers(microsoft("Offers", "Lifts;", kind="association;"))
    assert m.assets["kind"].tolist() == ["association"]


def test_who_filled_in_the_form_is_nobody_of_the_map(answers) -> None:
    for rows, taken in (
        (google("Offers", "Lifts"), ["Email Address"]),
        (microsoft("Offers", "Lifts;"), ["Email", "Name"]),
    ):
        m = answers(rows)
        (asset,) = m.assets.to_dict("records")
        assert asset["name"] in {"A0", "A1"}
        assert asset["email"] != asset["email"]  # NaN: nobody's
        said = m.report.problems.query("code == 'respondent'")["says"].tolist()
        assert len(said) == 1
        for head in taken:
            assert repr(head) in said[0]
            assert f"{head} (of whoever filled in the form)" in m.assets.columns
        assert asset[f"{taken[0]} (of whoever filled in the form)"] == "team@example.org"


def test_whoever_filled_in_the_form_is_never_guessed_to_be_what_it_is_about(
    answers, rejections
) -> None:
    own = [["1", STAMP, STAMP, "t@example.org", "Tess Team"],
           ["2", STAMP, STAMP, "u@example.org", "Una Team"]]  # fmt: skip
    guessing = SECTION + "\n[themes]\n"  # columns are known by what is in them
    m = answers([[*MICROSOFT, "Type"], *([*row, "association"] for row in own)], guessing)
    assert (len(m.assets), m.report.rejected) == (0, 2)
    assert {code for *_, code in rejections(m)} == {"missing_name"}
    named = [[*own[0], "Choir", "association"], [*own[1], "Band", "association"]]
    rows = [[*MICROSOFT, "What is your group called?", "Type"], *named]
    m = answers(rows, guessing)
    assert m.assets["name"].tolist() == ["Choir", "Band"]
    assert m.assets["email"].isna().all()


def test_whoever_filled_in_the_form_may_be_named_by_the_project_file(answers) -> None:
    rows = [[*MICROSOFT, "Type"], ["1", STAMP, STAMP, "t@example.org", "Tess", "individual"]]
    stated = 'columns = { name = "Name", kind = "Type", email = "Email" }\n'
    m = answers(rows, SECTION + stated)
    assert m.assets[["name", "email"]].to_numpy().tolist() == [["Tess", "t@example.org"]]
    assert m.report.problems.query("code == 'respondent'").empty


def test_a_question_of_the_same_name_later_on_is_a_question(answers) -> None:
    rows = [
        [*MICROSOFT, "Type", "", "Email"],
        ["1", STAMP, STAMP, "t@example.org", "Tess", "association", "Choir", "c@example.org"],
    ]
    for head in ("Group name", "Name"):
        rows[0][-2] = head
        m = answers(rows)
        assert m.assets[["name", "email"]].to_numpy().tolist() == [["Choir", "c@example.org"]]
        assert m.assets["Email (of whoever filled in the form)"].tolist() == ["t@example.org"]


def test_what_is_ignored_is_in_no_column(answers) -> None:
    m = answers(microsoft("Offers", "Lifts;"), SECTION + 'ignore = ["Email", "Name"]\n')
    (asset,) = m.assets.to_dict("records")
    assert asset["name"] == "A1"
    assert "team@example.org" not in map(str, asset.values())
    assert "Tess Team" not in map(str, asset.values())

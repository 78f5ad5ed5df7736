"""Does a public answer of the command line depend on anybody who is not shown?

Each answer is asked twice, of files that differ only in records which the
public does not see. What is printed and what is written must be the same.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assetmap.cli.commands import app
from assetmap.errors import AssetmapError

PROJECT = """
[map]
title = "T"
crs = "EPSG:27700"
[[assets]]
file = "assets.csv"
[[people]]
file = "people.csv"
id = "id"
"""
DROP_IN = {"name": "Drop-in", "kind": "association", "place": "West", "themes": "health",
           "offers": "recovery"}  # fmt: skip
CHOIR = {"name": "Choir", "kind": "association", "place": "East", "themes": "music",
         "offers": "singing"}  # fmt: skip
HALL = {"name": "Hall", "kind": "space", "place": "West", "themes": "music; repair",
        "offers": "rooms"}  # fmt: skip
Row = dict[str, str]
Ask = Callable[..., tuple[str, str]]


def write_rows(path: Path, rows: Iterable[Row], first: tuple[str, ...]) -> None:
    rows = list(rows)
    heads = list(dict.fromkeys([*first, *(name for row in rows for name in row)]))
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, heads, restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for every question, so that the same files are the same project."""
    return tmp_path_factory.mktemp("asked")


@pytest.fixture
def ask(folder: Path, tmp_path: Path) -> Ask:
    """Ask a question of files with these records; give what is said, and the table."""

    def ask_of(assets: list[Row], people: list[Row], *question: str) -> tuple[str, str]:
        write_rows(folder / "assets.csv", assets, ("name", "kind", "place", "status"))
        named = [{"id": f"p{at}", "name": f"Person {at}"} | row for at, row in enumerate(people)]
        write_rows(folder / "people.csv", named, ("id", "name", "place"))
        (folder / "project.toml").write_text(PROJECT, encoding="utf-8")
        command, *options = question
        told = tmp_path / "told.csv"
        told.unlink(missing_ok=True)
        given = [command, str(folder / "project.toml"), *options]
        said = CliRunner().invoke(app, given)
        if isinstance(said.exception, AssetmapError):
            return str(said.exception), ""
        assert said.exit_code == 0, said.output
        written = CliRunner().invoke(app, [*given, "--csv", str(told)])
        assert written.exit_code == 0, written.output
        return said.output, told.read_text(encoding="utf-8-sig")

    return ask_of


def column(table: str, name: str) -> list[str]:
    return [row[name] for row in csv.DictReader(io.StringIO(table))]


@pytest.mark.parametrize(
    "person",
    [{}, {"themes": "recovery"}, {"offers": "recovery"}, {"hands": "recovery; health"},
     {"health": "recovery"}],
)  # fmt: skip
def test_a_word_of_another_column_is_no_theme(ask: Ask, person: Row) -> None:
    """A group offers "recovery"; whether it is a theme too is what a hidden person would tell."""
    said, table = ask([DROP_IN], [person | {"place": "West"}], "links", "--by", "themes")
    assert column(table, "group_a") == ["health"]
    assert "recovery" not in said + table


@pytest.mark.parametrize("roles", ["connector", "leader"])
def test_whoever_is_called_something_and_hidden_is_told_of_in_no_word(ask: Ask, roles: str) -> None:
    """The number is for whoever publishes; that there is a line at all is for everybody."""
    said, table = ask([CHOIR], [{"place": "East", "roles": roles}], "champions",
                      "--role", "connector", "--replicates", "0")  # fmt: skip
    count = 1 if roles == "connector" else 0
    assert said == (
        f"Kept back: people to ask who did not agree to be named: {count}\n"
        "Nobody was found who may be shown in public. --audience team shows whoever was found.\n"
    )
    assert len(table.splitlines()) == 1


QUESTIONS = [
    ("gaps",),
    ("gaps", "--by", "themes"),
    ("gaps", "--by", "offers", "--at-least", "2"),
    ("sites", "--by", "themes", "--category", "repair", "--goal", "everyone"),
    ("sites", "--by", "themes", "--category", "recovery", "--goal", "everyone"),
    ("sites", "--by", "themes", "--category", "recoverry", "--goal", "everyone"),
    ("sites", "--category", "culture", "--goal", "everyone"),
    ("sites", "--category", "individual", "--goal", "everyone"),
    ("links",),
    ("links", "--by", "themes"),
    ("links", "--by", "kind"),
    ("links", "--missing"),
    ("links", "--missing", "--by", "themes"),
    ("gaps", "--by", "diagnosis"),
    ("gaps", "--by", "diagnosi"),
]
HIDDEN: dict[str, tuple[list[Row], list[Row]]] = {
    "one with the words": ([], [{"place": "West", "themes": "repair; recovery; music",
                                 "offers": "singing; recovery"}]),
    "three with the words": ([], [{"place": "East", "themes": "repair; recovery",
                                   "hands": "rooms; health", "diagnosis": "recovery"}] * 3),
    "somebody of a place that nobody else names": ([], [{"place": "Secret Hamlet"}]),
    "a group that has closed": ([{"name": "Old Club", "kind": "association", "status": "closed",
                                  "place": "Lost Hamlet", "themes": "recovery; repair"}], []),
    "a refuge": ([{"name": "Haven", "kind": "institution", "place": "Lost Hamlet",
                   "sensitive_location": "yes", "themes": "recovery; repair"}], []),
}  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_a_public_answer_is_the_same_whoever_is_not_shown(
    ask: Ask, question: tuple[str, ...]
) -> None:
    shown = [DROP_IN, CHOIR, HALL]
    nobody = ask(shown, [], *question)
    for which, (assets, people) in HIDDEN.items():
        assert ask([*shown, *assets], people, *question) == nobody, which
    said, table = nobody
    for word in ("Hamlet", "Old Club", "Haven", "Person"):
        assert word not in said + table


def test_every_word_that_is_shown_is_asked_about(ask: Ask) -> None:
    """Whoever has it too: none is left out because a hidden person has the word."""
    people = [{"place": "West", "themes": "music; health", "offers": "singing; rooms"}]
    _, themes = ask([DROP_IN, CHOIR, HALL], people, "gaps", "--by", "themes")
    assert set(column(themes, "category")) == {"health", "music", "repair"} - {"music"}
    _, offers = ask([DROP_IN, CHOIR, HALL], people, "gaps", "--by", "offers")
    assert set(column(offers, "category")) == {"recovery", "rooms", "singing"}
    assert set(column(offers, "of_people")) == {"False"}
    said, hosts = ask([DROP_IN, CHOIR, HALL], people, "sites", "--by", "themes",
                      "--category", "singing", "--goal", "everyone")  # fmt: skip
    assert "East: no host could bring singing within reach of here." in said
    assert column(hosts, "category") == ["singing"] * 2


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            ("gaps", "--by", "diagnosis"),
            "Assets have no column 'diagnosis' to sort them by. In public",
        ),
        (
            ("sites", "--category", "x", "--by", "email2"),
            "Assets have no column 'email2' to sort them by. Did you mean 'email'?",
        ),
        (("sites", "--category", "individual"), "people are not counted here"),
    ],
)
def test_what_the_public_may_not_ask_is_refused_in_the_same_words(
    ask: Ask, question: tuple[str, ...], said: str
) -> None:
    people = [{"diagnosis": "asthma", "email2": "x", "place": "West", "themes": "recovery"}]
    message, table = ask([DROP_IN, CHOIR, HALL], people, *question)
    assert said in " ".join(message.split())
    assert table == ""
    assert "asthma" not in message
    assert ask([DROP_IN, CHOIR, HALL], [], *question) == (message, "")


def test_words_that_nothing_shown_has_are_no_fault(ask: Ask) -> None:
    """With words of people alone there is nothing to list, as with no words at all."""
    bare = [{"name": "Hall", "kind": "space", "place": "West"}]
    for question in (("gaps", "--by", "themes"), ("links", "--by", "themes"),
                     ("links", "--missing", "--by", "themes")):  # fmt: skip
        said, table = ask(bare, [{"place": "West", "themes": "recovery"}], *question)
        assert said == "Nothing was found.\n"
        assert table.count("\n") == 1  # the heads alone
        assert ask(bare, [], *question) == (said, table)


def test_the_team_is_told_of_everybody(ask: Ask) -> None:
    people = [{"place": "West", "themes": "recovery"}]
    _, table = ask([DROP_IN], people, "links", "--by", "themes", "--audience", "team")
    assert column(table, "group_a") == ["health", "recovery"]
    _, table = ask([DROP_IN], people, "gaps", "--by", "themes", "--audience", "team",
                   "--at-least", "9")  # fmt: skip
    assert set(column(table, "of_people")) == {"True"}
    assert set(column(table, "category")) == {"health", "recovery"}

"""Does anything public change when somebody who is not shown is dropped, moved or changed?

The files are changed, read anew and published anew; then every public output
is compared byte by byte with what it was. What may differ is what
docs/privacy.md says of people in counts: the numbers in the account of a page
("people who did not agree to be named: about 45") and its counts by place of
people to ask, both of ten and more. They are taken out of the data of the
page, and nothing else is; that they keep their own rule is asserted.

Public is the page, the tables as files (in `make test-long` also as printed), and
on the error stream everything but the exact numbers of "Kept back: …", which are
for whoever publishes (`outputs` says so once for all). A person who is dropped is
dropped from ties and consents as well: rows that name nobody would be
rejected, and that is reported to the team.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assetmap.gather import require_example
from tests.remembering import Memory, one_reading

from .marked_project import write_project
from .marked_records import HIDDEN
from .outputs import TABLES, island_of, page_of, run, table_of
from .searching import Marks

TOWN = require_example("market_town")
QUICK = {
    **{name: TABLES[name] for name in ("gaps by themes", "gaps by offers", "links by themes",
                                       "missing links")},
    "sites by themes": ("sites", "--by", "themes", "--category", "repair"),
}  # fmt: skip
"""Tables in `make test`: the page itself holds gaps by kind, links, and people to ask."""

EVERY = {**TABLES, **QUICK, "sites by offers": ("sites", "--by", "offers", "--category", "lifts")}

Row = dict[str, str]
People = tuple[str, ...]


@dataclass(frozen=True)
class Files:
    """The files of a project that name people, as rows."""

    people: list[Row]
    ties: list[Row]
    consents: list[Row]

    def person(self, ref: str) -> Row:
        return next(row for row in self.people if row["Ref"] == ref)

    def names(self, ref: str) -> set[str]:
        """Give what other files call a person by."""
        return {ref.casefold(), self.person(ref)["Name"].casefold()}


def read_files(folder: Path) -> Files:
    return Files(*(_rows(folder / f"{name}.csv") for name in ("people", "ties", "consents")))


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def write_files(files: Files, folder: Path) -> None:
    for name in ("people", "ties", "consents"):
        rows = getattr(files, name)
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)


def drop(files: Files, ref: str) -> Files:
    """Leave a person out of every file."""
    names = files.names(ref)
    return Files(
        [row for row in files.people if row["Ref"] != ref],
        [row for row in files.ties if not is_of(row, names)],
        [row for row in files.consents if row["Person"].casefold() not in names],
    )


def move(files: Files, ref: str) -> Files:
    """Let a person live in another place, and be active in two more."""
    places = sorted({row["Village"] for row in files.people} - {files.person(ref)["Village"]})
    changes = {"Village": places[0], "Active in": "; ".join(places[1:3]), "Postcode": ""}
    return change(files, ref, changes | {"Easting": "", "Northing": ""})


def give_words(files: Files, ref: str) -> Files:
    """Give a person words that groups have, words that nobody has, and other roles."""
    theirs, nobodys = "repair; lifts; music", "recovery; telescopes"
    changes = dict.fromkeys(("About", "Offers", "Wants"), f"{theirs}; {nobodys}")
    changes |= {
        "Roles": "champion; connector",
        "Head": nobodys,
        "Hands": "repair",
        "Heart": "lifts",
    }
    changes |= {
        "Age group": "repair",
        "Language": "telescopes",
        "What they told us": "Likes lifts.",
    }
    return change(files, ref, changes | {"Story": "Likes lifts.", "Trusted by": "music"})


def give_ties(files: Files, ref: str) -> Files:
    """Tie a person to four that nobody tied them to, two of them people, and to nobody else."""
    names = files.names(ref)
    known = {end for row in files.ties if is_of(row, names) for end in (row["From"], row["To"])}
    people = {row["Ref"] for row in files.people} | {row["Name"] for row in files.people}
    others = sorted({row["To"] for row in files.ties} - known - people)
    strangers = sorted(row["Ref"] for row in files.people if row["Ref"] not in {ref, *known})
    given = [(to, "Runs") for to in others[:: max(1, len(others) // 2)]]
    given += [(to, "Knows") for to in strangers[-2:]]
    blank = dict.fromkeys(files.ties[0], "")
    rows = [blank | {"From": ref, "To": to, "Tie": tie} for to, tie in given]
    kept = [row for row in files.ties if not is_of(row, names)]
    return Files(files.people, kept + rows, files.consents)


def give_consents(files: Files, ref: str) -> Files:
    """Let a person agree to everything but being named."""
    names = files.names(ref)
    blank = dict.fromkeys(files.consents[0], "")
    purposes = ("store", "publish_role", "publish_place", "publish_gifts", "publish_contact")
    day, what = ("Given", "Purpose") if "Given" in blank else ("given_on", "purpose")
    given = [blank | {"Person": ref, what: purpose, day: "2024-02-02"} for purpose in purposes]
    others = [row for row in files.consents if row["Person"].casefold() not in names]
    return Files(files.people, files.ties, others + given)


def give_words_and_ties(files: Files, ref: str) -> Files:
    return give_ties(give_words(files, ref), ref)


def change(files: Files, ref: str, changes: Row) -> Files:
    known = {head: cell for head, cell in changes.items() if head in files.people[0]}
    people = [row | known if row["Ref"] == ref else row for row in files.people]
    return Files(people, files.ties, files.consents)


def is_of(tie: Row, names: set[str]) -> bool:
    return not names.isdisjoint({tie["From"].casefold(), tie["To"].casefold()})


Change = Callable[[Files, str], Files]
CHANGES: dict[str, Change] = {
    "dropped": drop, "moved": move, "given other words and ties": give_words_and_ties,
}  # fmt: skip
ONE_BY_ONE: dict[str, Change] = {
    "given other words": give_words, "given other ties": give_ties,
    "given other consents": give_consents,
}  # fmt: skip


@dataclass(frozen=True)
class Published:
    """All that is public of a project; the counts that may differ stand by themselves."""

    outputs: dict[str, Any]
    counts: dict[str, int | None]
    by_place: dict[int, int]


COUNTED = re.compile(r"(people .*): (?:about (\d+)|fewer than 10|counted by place, .*)")
"""A line of the account of a page that counts people: all that may differ but counts by place."""


def publish_files(project: Path, folder: Path, *, whole: bool) -> Published:
    """Make every public output of a project, and take out the counts that may differ."""
    outputs: dict[str, Any] = {}
    with one_reading(Memory()):
        page = page_of(project, folder / "map.html")
        for name, asked in (EVERY if whole else QUICK).items():
            said, outputs[name] = table_of(project, folder / name, asked)
            outputs[f"{name} kept back"] = re.sub(r"(?m)^(Kept back: .*): \d+$", r"\1", said.err)
            outputs[f"{name} printed"] = whole and run(asked[0], project, *asked[1:]).out
    data, rest = island_of(page)
    unnamed = data.pop("unnamed", {"n": 0, "place": [], "people": []})
    counts = {found[1]: found[2] and int(found[2])
              for line in data["withheld"] if (found := COUNTED.fullmatch(line))}  # fmt: skip
    data["withheld"] = [COUNTED.sub(r"\1", line) for line in data["withheld"]]
    outputs |= {"page": rest, "data": json.dumps(data)}
    by_place = dict(zip(*(_spread(unnamed[of], unnamed["n"]) for of in ("place", "people")),
                        strict=True))  # fmt: skip
    return Published(outputs, counts, by_place)


def _spread(column: Any, n: int) -> list[int]:
    """Read a column of the page, where one number stands for a column that repeats it."""
    return column if isinstance(column, list) else [column] * n


def check_equal(before: Published, after: Published) -> None:
    """Hold that all is as it was but for documented counts, which keep their own rule."""
    for name, made in before.outputs.items():
        assert after.outputs[name] == made, name
    for reason, count in after.counts.items():
        assert count is None or (count >= 10 and count % 5 == 0), (reason, count)
        assert abs((count or 10) - (before.counts[reason] or count or 10)) <= 5, reason
    assert all(count >= 10 and count % 5 == 0 for count in after.by_place.values())


@dataclass(frozen=True)
class Project:
    """A project, its files, and what was public of it before anything changed."""

    folder: Path
    whole: bool
    files: Files
    before: Published

    def publish_changed(self, files: Files, folder: Path) -> Published:
        """Publish a copy of the project with other files."""
        shutil.copytree(self.folder, folder / "project")
        write_files(files, folder / "project")
        (folder / "out").mkdir()
        return publish_files(folder / "project" / "project.toml", folder / "out", whole=self.whole)


def start(folder: Path, out: Path, *, whole: bool = False) -> Project:
    out.mkdir()
    before = publish_files(folder / "project.toml", out, whole=whole)
    return Project(folder, whole, read_files(folder), before)


def write_town(folder: Path) -> Path:
    """Copy the market town, with a column for what people are about, which its files lack."""
    shutil.copytree(TOWN, folder)
    files = read_files(folder)
    people = [row | {"About": ""} for row in files.people]
    write_files(Files(people, files.ties, files.consents), folder)
    project = folder / "project.toml"
    text = project.read_text(encoding="utf-8")
    assert text.count("[people.columns]\n") == 1
    text = text.replace("[people.columns]\n", '[people.columns]\nthemes = "About"\n')
    project.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("town")
    return start(write_town(folder / "town"), folder / "before")


@pytest.fixture(scope="module")
def town_in_full(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("town")
    return start(write_town(folder / "town"), folder / "before", whole=True)


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("marked")
    return start(write_project(folder / "marked").folder, folder / "before")


@pytest.fixture(scope="module")
def marked_in_full(tmp_path_factory: pytest.TempPathFactory) -> Project:
    folder = tmp_path_factory.mktemp("marked")
    return start(write_project(folder / "marked").folder, folder / "before", whole=True)


SIX = ("P20", "P22", "P01", "P61", "P63", "P47")
"""Not shown: tied most, about food, a leader, tied least, of a hamlet, of farms."""

NAMED_ELSEWHERE = ("namesake", "is told of", "name that is an id", "id that is a name", "reject")
"""Whoever leaves the files is no longer looked for in texts, and frees a name for its namesake."""

HIDDEN_ALONE = tuple(
    record for record in HIDDEN
    if not any(word in record for word in NAMED_ELSEWHERE)
)  # fmt: skip


HIDDEN_BY_A_WORD = "is dropped"
"""Agrees to everything, and is left out for a word of the row: other words let them in."""


def hidden_of(project: Project) -> People:
    """List the people of the town who never agreed to be named, or whose name is in doubt."""
    agreed = {row["Person"].casefold() for row in project.files.consents
              if row["Purpose"] == "publish_name"}  # fmt: skip
    return tuple(row["Ref"] for row in project.files.people
                 if agreed.isdisjoint(project.files.names(row["Ref"])))  # fmt: skip


@pytest.mark.parametrize("how", CHANGES)
@pytest.mark.parametrize("ref", SIX)
def test_somebody_hidden_in_the_town_changes_nothing_public(
    town: Project, ref: str, how: str, tmp_path: Path
) -> None:
    assert ref in hidden_of(town)
    changed = CHANGES[how](town.files, ref)
    assert changed != town.files
    check_equal(town.before, town.publish_changed(changed, tmp_path))


@pytest.mark.parametrize(
    ("record", "how"),
    [
        ("agrees to nothing", "given other words and ties"),
        ("took it back", "moved"),
        ("is no longer active", "dropped"),
    ],
)
def test_somebody_hidden_among_the_marked_changes_nothing_public(
    marked: Project, record: str, how: str, tmp_path: Path
) -> None:
    """Three who are hidden for three reasons; `make test-long` tries everybody in every way."""
    changed = CHANGES[how](marked.files, ref_of(record))
    check_equal(marked.before, marked.publish_changed(changed, tmp_path))


@pytest.mark.long
@pytest.mark.parametrize("how", {**CHANGES, **ONE_BY_ONE})
def test_nobody_hidden_in_the_town_changes_anything_public(
    town_in_full: Project, how: str, tmp_path: Path
) -> None:
    told: dict[str, str] = {}
    for ref in hidden_of(town_in_full):
        (tmp_path / ref).mkdir()
        changed = {**CHANGES, **ONE_BY_ONE}[how](town_in_full.files, ref)
        with note(told, ref):
            check_equal(town_in_full.before, town_in_full.publish_changed(changed, tmp_path / ref))
    assert told == {}


@pytest.mark.long
@pytest.mark.parametrize("how", {**CHANGES, **ONE_BY_ONE})
def test_nobody_hidden_among_the_marked_changes_anything_public(
    marked_in_full: Project, how: str, tmp_path: Path
) -> None:
    assert HIDDEN_BY_A_WORD in HIDDEN_ALONE
    told: dict[str, str] = {}
    for at, record in enumerate(HIDDEN_ALONE):
        if record == HIDDEN_BY_A_WORD and "words" in how:
            continue
        (tmp_path / f"{at}").mkdir()
        changed = {**CHANGES, **ONE_BY_ONE}[how](marked_in_full.files, ref_of(record))
        with note(told, record):
            after = marked_in_full.publish_changed(changed, tmp_path / f"{at}")
            check_equal(marked_in_full.before, after)
    assert told == {}


@contextmanager
def note(told: dict[str, str], who: str) -> Iterator[None]:
    """Note what tells of somebody and go on, so that all who are told of are listed."""
    try:
        yield
    except AssertionError as error:
        told[who] = str(error).partition("\n")[0]


def ref_of(record: str) -> str:
    return Marks().word(record, "id")


def test_somebody_who_is_shown_does_change_the_page(town: Project, tmp_path: Path) -> None:
    """P03 agrees to her name, her role, her place and her gifts."""
    after = town.publish_changed(drop(town.files, "P03"), tmp_path)
    assert after.outputs["data"] != town.before.outputs["data"]
    assert after.outputs["page"] == town.before.outputs["page"]  # scripts, styles and words

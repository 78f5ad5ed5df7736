"""Is nothing shown that was not agreed to, wherever one looks?

A project on disk in which every private field of every record carries a mark
(`marked_records`) goes through every public output (`outputs`), and each is
searched as bytes and decoded (`searching`). What may be found is written by
hand beside each record.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pytest

import assetmap as am
from assetmap.publish import publish
from tests.remembering import Memory, one_reading

from .marked_project import Marked, write_project
from .marked_records import GROUPS, PEOPLE, SOURCES
from .outputs import TABLES, page_of, points_on, run, table_of
from .searching import Found

RECORDS = {**PEOPLE, **GROUPS, **SOURCES}
IN_ROLE = {"agrees to all", "agrees to the role", "keeps the place secret"}
"""Who agreed to be named and to be shown in a role: the public list of people to ask."""

NOT_POINTED_TO = {"haven"}
"""What is shown without its location: tables do not name it, lest they tell where it is."""

OPEN_POINTS = {record for record, group in GROUPS.items()
               if group.kind == "association" and record != "bowls"}  # fmt: skip
"""Groups whose own coordinates are known: whether a page shows them is not settled here."""

IN_TABLES = {
    "gaps by kind": "name",
    "gaps by themes": "themes",
    "gaps by offers": "offers",
    "gaps by wants": "wants",
    "links by themes": "themes",
    "missing links by themes": "themes",
    "sites by the shortest way": "name",
}
"""What a table does tell of some groups, so that it is known to hold anything."""


@dataclass
class Made:
    """The project and all that was made of it for the public."""

    project: Marked
    out: Path
    page: bytes

    @cached_property
    def on_page(self) -> set[Found]:
        """Every mark on the page, and every private point that it shows."""
        return self.found_on(self.page)

    def found_on(self, page: bytes) -> set[Found]:
        """Every mark on a page, but for points that it may show or not."""
        near = self.project.marks.find_near(points_on(page))
        found = self.project.marks.find(page) | near
        return {mark for mark in found if mark.field != "point" or mark.record not in OPEN_POINTS}

    @cached_property
    def m(self) -> am.AssetMap:
        return am.gather.read(self.project.path)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    folder = tmp_path_factory.mktemp("canary")
    project = write_project(folder / "project")
    with one_reading(Memory()):
        page = page_of(project.path, folder / "page" / "map.html")
        yield Made(project, folder, page)


@pytest.mark.parametrize("record", RECORDS)
def test_the_page_shows_of_each_record_what_was_agreed_and_no_more(made: Made, record: str) -> None:
    shown = {found.field for found in made.on_page if found.record == record}
    assert shown == RECORDS[record].shows


def test_the_page_shows_nothing_of_ties_consents_effort_and_the_project_file(made: Made) -> None:
    assert {found for found in made.on_page if found.record not in RECORDS} == set()


def of_placed_groups() -> set[Found]:
    """What tables may tell: what is shown of groups that a page may point to."""
    placed = [record for record in GROUPS if record not in NOT_POINTED_TO]
    return {Found(record, name) for record in placed for name in GROUPS[record].shows}


@pytest.mark.parametrize("name", TABLES)
def test_a_public_table_tells_of_nothing_but_what_is_shown(
    made: Made, name: str, tmp_path: Path
) -> None:
    command, *options = TABLES[name]
    printed = run(command, made.project.path, *options)
    said, written = table_of(made.project.path, tmp_path / "out", TABLES[name])
    marks = made.project.marks
    found = marks.find(printed.out) | marks.find(written)
    if name.startswith("champions"):
        assert found == {Found(record, "name") for record in IN_ROLE}
    else:
        assert found - of_placed_groups() == set()
        assert IN_TABLES.get(name) in {None, *(mark.field for mark in marks.find(written))}
    assert printed.refusal is None
    assert marks.find(printed.err + said.out + said.err) == set()


ASKED_FOR_TOO_MUCH: tuple[tuple[str, ...], ...] = (
    ("introductions",),
    ("introductions", "--by", "themes"),
    ("champions", "--like", "age_group=16-24"),
    ("champions", "--like", "place=Northgate"),
    ("champions", "--theme", "{agrees to nothing/themes}"),
    ("champions", "--place", "Northgate"),
    ("champions", "--role", "{agrees to nothing/diary}"),
    ("links", "--theme", "{agrees to nothing/themes}"),
    ("links", "--by", "name"),
    ("links", "--by", "Age group"),
    ("links", "--by", "email", "--missing"),
    *(("gaps", "--by", column) for column in
      ("name", "email", "phone", "roles", "head", "Age group", "Diary", "description", "none")),
    *(("sites", "--by", by, "--category", "{" + f"agrees to nothing/{field}" + "}")
      for by, field in (("themes", "themes"), ("offers", "offers"), ("wants", "wants"),
                        ("Diary", "diary"), ("name", "name"), ("kind", "themes"))),
    ("sites", "--by", "themes", "--category", "{closed club/themes}"),
    ("sites", "--by", "themes", "--category", "{haven/themes}"),
    ("sites", "--by", "offers", "--category", "{is rejected/offers}"),
    ("sites", "--by", "kind", "--category", "space", "--among", "{agrees to nothing/name}"),
    ("links", "--level", "{agrees to nothing/name}"),
    ("build", "--audience", "everyone"),
)  # fmt: skip


@pytest.mark.parametrize("asked", ASKED_FOR_TOO_MUCH, ids=" ".join)
def test_a_question_that_is_too_near_is_answered_with_nobodys_words(
    made: Made, asked: tuple[str, ...]
) -> None:
    """A word that is nearly somebody's is not answered with the word that is meant."""
    words = [_misspelt(made, word) if word.startswith("{") else word for word in asked]
    said = run(words[0], made.project.path, *words[1:])
    found = made.project.marks.find("\n".join((said.out, said.err, said.refusal or "")))
    assert found - made.project.allowed == set()


def _misspelt(made: Made, what: str) -> str:
    record, _, field = what.strip("{}").partition("/")
    return made.project.marks.word(record, field)[:-1]


def test_a_drawn_map_with_every_finding_shows_no_more_than_the_page(made: Made) -> None:
    m = made.m
    drawn = am.draw_map(
        m,
        gaps=am.find_gaps(m, by="themes"),
        champions=am.find_champions(m, replicates=0),
        links=am.find_links(m),
        sites=am.suggest_sites(m, category="institution"),
        fragility=am.find_fragility(m),
        safeguards=am.find_safeguards(m),
        missing=am.find_missing_links(m),
        introductions=am.suggest_introductions(m),
    )
    found = made.found_on(drawn.to_html().encode())
    assert found == made.project.allowed
    assert made.project.marks.find(drawn._repr_html_()) <= found
    assert made.project.marks.find(repr(drawn)) == set()


def test_a_notebooks_card_tells_at_most_when_groups_were_confirmed(made: Made) -> None:
    found = made.project.marks.find(repr(made.m) + made.m._repr_html_())
    days = {Found(record, "verified_on") for record, group in GROUPS.items() if group.shows}
    assert found - days == set()


WITH_POINT = {record for record, group in GROUPS.items() if "point" in group.shows}


def test_a_publication_holds_what_the_page_shows_and_its_manifest_only_notices(made: Made) -> None:
    marks, publication = made.project.marks, publish(made.m)
    tables = (publication.assets, publication.places, publication.ties, publication.sources)
    found = {mark for table in tables for mark in marks.find(table.to_csv())}
    known = {mark for mark in made.project.allowed if mark.field != "point"}
    assert {mark for mark in found if mark.field not in {"strength", "point"}} == known
    assert {mark.record[:13] for mark in found if mark.field == "strength"} <= {"tie of groups"}
    points = publication.assets.geometry.dropna()
    near = marks.find_near(np.column_stack((points.x, points.y)))
    assert {mark.record for mark in near} - OPEN_POINTS == WITH_POINT
    told = {mark.field for mark in marks.find(repr(publication.manifest))}
    assert told <= {"notice"}


def test_the_folder_of_a_page_holds_the_page_alone(made: Made) -> None:
    assert [path.name for path in (made.out / "page").iterdir()] == ["map.html"]
    assert sorted(path.name for path in made.out.iterdir()) == ["page", "project"]


def test_rejected_rows_lie_beside_the_project_for_the_team_alone(made: Made) -> None:
    folder = made.project.folder / "for-the-team"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = sorted(path for path in folder.iterdir() if path.name != ".gitignore")
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert (folder / ".gitignore").read_text(encoding="utf-8").split() == ["*"]
    found = {mark for path in files for mark in made.project.marks.find(path.read_bytes())}
    assert Found("is a rumour", "flaw") in found
    assert Found("is rejected", "flaw") in found


def test_a_page_is_not_written_among_what_is_for_the_team(made: Made) -> None:
    page = made.project.folder / "for-the-team" / "map.html"
    assert run("build", made.project.path, "--out", page).refusal is not None
    assert not page.exists()


def test_what_build_prints_quotes_only_the_cells_that_have_to_be_mended(made: Made) -> None:
    """The terminal is the team's: it may quote a flawed cell, and no other cell of that row.

    It names the files that were read, says why the project leaves rows out in its own words,
    what a column holds of which a rule of the project fitted nothing, and of which sources,
    if the page names them, groups were moved.
    """
    said = run("build", made.project.path, "--out", made.out / "page" / "map.html")
    found = made.project.marks.find(said.out + said.err)
    flaws = {mark for mark in found
             if mark.field in {"flaw", "id"} or mark.record in NOT_UNDERSTOOD}  # fmt: skip
    named = {mark for mark in found
             if mark.field in {"file", "because"} or mark in OF_UNUSED_RULES}  # fmt: skip
    named |= {mark for mark in made.on_page if mark.record.startswith("source ")}
    assert found - flaws - named == set()


OF_UNUSED_RULES = {Found("closed club", "diary"), Found("heard of", "diary")}
NOT_UNDERSTOOD = {"nobody", "namesakes", "rejected namesakes", "stranger"}
"""Whose names and ids stand in cells that could not be understood, and have to be mended."""


def test_the_search_finds_on_the_teams_page_what_the_public_page_keeps_back(
    made: Made, tmp_path: Path
) -> None:
    out = tmp_path / "team.html"
    assert run("build", made.project.path, "--out", out, "--audience", "team").refusal is None
    found = made.project.marks.find(out.read_bytes())
    kept_back = {"name", "description", "email", "phone", "themes", "contact_name"}
    assert {Found("agrees to nothing", name) for name in kept_back} <= found
    assert {Found("choir", name) for name in ("contact_name", "email", "phone")} <= found

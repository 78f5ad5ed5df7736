"""Is somebody found in a text, however their name is spelt, and nobody else?"""

from __future__ import annotations

import time

import pytest

from assetmap.tables.folding import clean
from assetmap.tables.mentions import NameSearch, list_people

NAMES = [
    "Sheila Brown", "Asha Rahman", "Jo O'Brien-Smith", "Rose", "Anne-Marie Jones",
    "Dr Jan van der Berg", "Person A", "Ed Ward", "Maria del Mar Souza", "Zoë Łukasz",
    "Иван Петров", "Lee, Bruce", "Tom and Ann Hill", "Sheila Marie Brown", "Cllr Emma Hall MBE",
]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Sheila Brown", "SHEILA  BROWN’s idea", "sheila marie brown", "Sheíla Brown",
        "She\u0069\u0301la Brown", "She\u200bila Brown", "Brown, Sheila", "BROWN Sheila",
        "Sheila\nBrown", "Sheila\u00a0Brown", "Sheila M. Brown", 'Sheila "Shelly" Brown',
        "Sheila & Tom Brown", "Sheila and Tom Brown", "Mrs Sheila Brown", "Sheila (née Ash) Brown",
        "Sheila-Brown", "sheila.brown", "sheila_brown", "sheilabrown", "Sheila Browns lunch club",
        "https://wa.me/447700900123?text=Sheila+Brown", "Sheila%20Brown", "Jo OBrien-Smith",
        "Jo O Brien Smith", "Jo O’Brien Smith", "Jo Smith", "Annemarie Jones", "Anne Marie Jones",
        "anne-marie jones", "Jan Berg", "Jan van den Berg", "Person A", 'Ed "Eddie" Ward',
        "Maria Souza", "ZOE LUKASZ", "иван петров", "Bruce Lee", "Tom Hill", "Ann Hill",
        "Sheila Marie-Anne Brown", "Sheila Brown-Smith", "Rahman, Asha", "Ring Emma Hall!",
    ],
)  # fmt: skip
def test_a_name_is_found_however_it_is_spelt(text: str) -> None:
    search = NameSearch(NAMES)
    text = clean(text)
    assert search.may_be_in([text]).tolist() == [True]
    assert len(search.find(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "Asha Rahmani", "Natasha Rahman", "Asha sings; Rahman plays", "A rose garden",
        "Sheila likes brown bread", "Sheila. Brown bread", "a person a day", "persona", "Edward",
        "Sheila, Brown", "brown bears", "Anna Marie", "Jones Anne", "Sheila Browning",
        "Ask Sheila; brown rice", "Emma's hall", "Browns Lane", "Sheila's brown bread", "",
    ],
)  # fmt: skip
def test_other_words_are_nobody(text: str) -> None:
    assert NameSearch(NAMES).find(text) == []


def test_the_name_ends_before_its_possessive() -> None:
    text = "Sheila Brown's lunch club"
    ((start, end),) = NameSearch(["Sheila Brown"]).find(text)
    assert text[:start] + "X" + text[end:] == "X's lunch club"


def test_an_address_on_the_web_may_go_on_after_the_name() -> None:
    search = NameSearch(["Sheila Brown"])
    assert search.find("https://sheilabrownceramics.co.uk", is_link=True)
    assert not search.find("sheilabrownceramics", is_link=False)


@pytest.mark.parametrize(
    ("cell", "people"),
    [
        ("Sheila Brown (Secretary)", ["Sheila Brown"]),
        ("Sheila Brown - chair", ["Sheila Brown"]),
        ("Sheila & Tom Brown, 07700 900123", ["Sheila Brown", "Tom Brown"]),
        ("Rev. Alison Peart", ["Alison Peart"]),
        ("Brown, Sheila", ["Sheila Brown"]),
        ("sheila brown / tom hill", ["sheila brown", "tom hill"]),
        ("Emma Hall", ["Emma Hall"]),
        ("Sheila", ["Sheila"]),
        ("Club Secretary", []),
        ("The Parish Clerk", []),
        ("Village Hall", []),
        ("Leicester City Council", []),
        ("ada@example.org", []),
    ],
)
def test_people_are_told_from_roles_and_organisations(cell: str, people: list[str]) -> None:
    assert list_people(cell) == people


@pytest.mark.parametrize(
    ("text", "is_found"),
    [("Ring Mrs Brown", True), ("ask S. Brown", True), ("Mr. Brown", True), ("brown hall", False),
     ("Sheila Brown", True), ("SB", False)],
)  # fmt: skip
def test_its_own_contact_is_found_by_title_and_initial(text: str, is_found: bool) -> None:
    assert bool(NameSearch(["Sheila Brown"], is_own=True).find(text)) == is_found
    assert not NameSearch(["Sheila Brown"]).find("Ring Mrs Brown")


def test_its_own_contact_of_one_word_is_found() -> None:
    search = NameSearch(["Sheila"], is_own=True)
    assert search.find("Ring Sheila's mum") == [(5, 11)]
    assert not NameSearch(["Secretary"], is_own=True).find("Ring the secretary")


@pytest.mark.parametrize(
    "piece",
    ["sheila ", "Sheila A ", "Sheila Marie ", "brown, ", "BROWN ", "o'", "sheilabrow", "(", 'a"',
     "Sheila - & "],
)  # fmt: skip
def test_no_cell_takes_long(piece: str) -> None:
    cell = piece * (32_000 // len(piece))
    start = time.process_time()
    search = NameSearch(NAMES)
    search.find(cell, is_link=True)
    search.may_be_in([cell])
    list_people(cell)
    NameSearch([cell])
    assert time.process_time() - start < 3

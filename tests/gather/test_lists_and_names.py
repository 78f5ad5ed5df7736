"""Lists, names of people, and names that look like nothing, as programs and people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

import assetmap as am
from assetmap.errors import ProjectError


def says(m, code: str) -> list[str]:
    problems = m.report.problems
    return problems.loc[problems["code"] == code, "says"].tolist()


@pytest.mark.parametrize(
    ("cells", "lists"),
    [
        (["music|children", "food | children"], [("music", "children"), ("food", "children")]),
        (["music¦children", "food"], [("music", "children"), ("food",)]),
        (["• music • children", "• food"], [("music", "children"), ("food",)]),
        (['["music", "children"]', "[]"], [("music", "children"), ()]),
        (["music; children", "food|care"], [("music", "children"), ("food", "care")]),
    ],
)
def test_lists_of_other_programs_are_parted(gather, cells, lists) -> None:
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    rows = [f"Group {at},association,{cell}" for at, cell in enumerate(quoted)]
    m = gather({"assets.csv": "Name,Kind,Tags\n" + "\n".join(rows) + "\n"})
    assert m.assets["themes"].tolist() == lists
    [said] = says(m, "reading")
    assert said.startswith("entries under 'Tags' are separated by ")


@pytest.mark.parametrize(
    ("cells", "letter"),
    [
        (["Singing, Tea and cake, Lifts", "Lifts, Food (dry, tinned)"], ","),
        (["Singing,Lifts", "Lifts", "Food"], ","),
        (["children/young people", "music / song"], "/"),
        (["first_aid lifts", "tea_and_cake"], " "),
    ],
)
def test_what_may_part_a_list_is_said(gather, cells: list[str], letter: str) -> None:
    rows = [f'Group {at},association,"{cell}"' for at, cell in enumerate(cells)]
    text = "Name,Kind,Offers\n" + "\n".join(rows) + "\n"
    m = gather({"assets.csv": text})
    assert m.assets["offers"].tolist() == [(cell,) for cell in cells]
    [said] = says(m, "list_separator")
    assert f"{letter!r} and none ';'" in said
    section = f'[[assets]]\nfile = "assets.csv"\nseparator = "{letter}"\n'
    m = gather({"assets.csv": text}, section)
    assert says(m, "list_separator") == []
    assert len(m.assets["offers"].iloc[0]) > 1


@pytest.mark.parametrize(
    "cells",
    [["tea; cake", "song, dance"], ["Food (dry, tinned, fresh)"], ["song", "tea, cake", *"abcdef"],
     ["tea and cake", "song"], ["big sing"]],
)  # fmt: skip
def test_what_is_one_entry_is_not_said_to_be_a_list(gather, cells: list[str]) -> None:
    rows = [f'Group {at},association,"{cell}"' for at, cell in enumerate(cells)]
    m = gather({"assets.csv": "Name,Kind,Offers\n" + "\n".join(rows) + "\n"})
    assert says(m, "list_separator") == []


@pytest.mark.parametrize("between", ["/", ".", ":"])
@pytest.mark.parametrize("group", ["", "group_a/"])
def test_choices_of_a_form_are_parted_at_spaces(gather, between: str, group: str) -> None:
    head = f"{group}offers"
    text = (
        f"name;kind;{head};{head}{between}first_aid;{head}{between}lifts\n"
        "Choir;association;first_aid lifts;1;1\nBand;association;lifts;0;1\n"
    )
    section = (
        '[[assets]]\nfile = "a.csv"\n'
        f'columns = {{ name = "name", kind = "kind", offers = "{head}" }}\n'
        'values = { offers = { first_aid = "first aid" } }\n'
    )
    m = gather({"a.csv": text}, section)
    assert m.assets["offers"].tolist() == [("first aid", "lifts"), ("lifts",)]


@pytest.mark.parametrize("between", [", ", " / ", " & ", "|"])
def test_words_that_are_all_known_are_parted_at_commas(gather, between: str) -> None:
    text = f'Name,Kind,Roles\nAnn,individual,"connector{between}champion"\nBob,individual,leader\n'
    m = gather({"assets.csv": text})
    assert m.assets["roles"].tolist() == [("connector", "champion"), ("leader",)]


@pytest.mark.parametrize("separator", ["space", "pipe", " ", "comma", "/"])
def test_a_separator_by_its_name(gather, separator: str) -> None:
    letter = {"space": " ", "pipe": "|", "comma": ","}.get(separator, separator)
    section = f'[[assets]]\nfile = "a.csv"\nseparator = "{separator}"\n'
    m = gather({"a.csv": f'Name;Kind;Tags\nChoir;association;"a{letter}b"\n'}, section)
    assert m.assets["themes"].tolist() == [("a", "b")]
    with pytest.raises(ProjectError):
        gather({}, '[[assets]]\nfile = "a.csv"\nseparator = ""\n')


@pytest.mark.parametrize(
    ("heads", "row", "name"),
    [
        ("Title,First name,Surname", "Mrs,Ada,Example", "Ada Example"),
        ("Surname,Forename,Title", "Example,Ada,Mrs", "Ada Example"),
        ("Salutation,Given name,Family name", "Dr,Ada,Example", "Ada Example"),
        ("Title,Surname", "Mrs,Example", "Example"),
        ("First name,Surname,Full name", "Ada,Example,Ada B. Example", "Ada B. Example"),
        ("Group,First name,Surname", "Choir,Ada,Example", "Choir"),
        ("Group,Organisation", "Older people,Mill Trust", "Mill Trust"),
        ("Title,Type of hall", "Mill Hall,brick", "Mill Hall"),
        ("Title,Group", "Mr,Choir", "Choir"),
    ],
)
def test_a_name_is_never_mrs(gather, heads: str, row: str, name: str) -> None:
    m = gather({"assets.csv": f"{heads},Kind\n{row},individual\n"})
    assert m.assets["name"].tolist() == [name]


@pytest.mark.parametrize("names", [["First name", "Surname"], ["Title", "First name", "Surname"]])
def test_parts_of_a_name_that_the_project_names_join_with_a_space(gather, names) -> None:
    section = (
        '[[people]]\nfile = "a.csv"\n'
        f"columns = {{ name = {names}, address = ['Street', 'Town'] }}\n"
        '[[consents]]\nfile = "c.csv"\n'
    )
    consents = "First name,Surname,Purpose,Given on\nAda,Example,store,2026-03-31\n"
    people = "Title,First name,Surname,Street,Town\nMrs,Ada,Example,1 High St,Mill End\n"
    m = gather({"a.csv": people, "c.csv": consents}, section)
    name = "Mrs Ada Example" if len(names) == 3 else "Ada Example"
    assert m.assets["name"].tolist() == [name]
    assert m.assets["address"].tolist() == ["1 High St, Mill End"]
    assert len(m.consents) == (name == "Ada Example")


@pytest.mark.parametrize(
    "heads",
    [("First", "Last"), ("Given", "Family"), ("Contact first name", "Contact surname"),
     ("Forename(s)", "LAST NAME"), ("Vorname", "Zuname")],
)  # fmt: skip
def test_the_name_of_a_person_is_never_parted_by_a_comma(gather, heads) -> None:
    section = f'[[people]]\nfile = "a.csv"\ncolumns = {{ name = {list(heads)} }}\n'
    ties = (
        '[[ties]]\nfile = "t.csv"\nconstant = { kind = "knows" }\n'
        "columns = { source = ['From first name', 'From surname'], target = 'To' }\n"
    )
    files = {
        "a.csv": ",".join(heads) + "\nAda,Example\nJames,James\n",
        "t.csv": "From first name,From surname,To\nada,EXAMPLE,James James\n",
    }
    m = gather(files, section + ties)
    assert m.assets["name"].tolist() == ["Ada Example", "James James"]
    assert len(m.ties) == 1


@pytest.mark.parametrize("name", ["NA", "TBC", "None", "n/a", "?", "-"])
def test_a_name_that_looks_like_nothing_is_shown(gather, name: str) -> None:
    m = gather({"assets.csv": f"Name,Kind\n{name},association\n,association\nAA,association\n"})
    rejected = m.report.problems[["row", "value", "says"]].to_numpy().tolist()
    assert rejected == [
        [2, name, "the row has no name: what is written was taken for nothing"],
        [3, None, "the row has no name"],
    ]


def test_ends_and_kinds_that_look_like_nothing_are_shown(gather) -> None:
    files = {
        "a.csv": "Name,Kind\nChoir,NA\nBand,association\n",
        "ties.csv": "source,target,kind\nNA,Band,knows\nBand,Band,TBC\n",
    }
    m = gather(files, '[[assets]]\nfile = "a.csv"\n[[ties]]\nfile = "ties.csv"\n')
    shown = m.report.problems.loc[m.report.problems["value"].isin(["NA", "TBC"]), "column"]
    assert shown.tolist() == ["Kind", "source", "kind"]


UNSEEN = ["\u200b", "\ufeff", "\u00ad", "\u2060", "\u200e", "\u200d", "\u202a", "\u2069"]


@pytest.mark.parametrize("mark", UNSEEN)
def test_what_nobody_sees_is_in_no_key(gather, mark: str) -> None:
    inside = "" if mark in "\u202a\u2069" else mark  # there it reorders letters, and is noted
    files = {
        "a.csv": f"Re{inside}f{mark},Name,Kind,Ward\ng1,Choir{mark},association,{mark}w1\n"
        f"g2,Pan{inside}try,association,w2{mark}\n{mark}g1,Band,association,w1\n",
        "ties.csv": f"source,target,kind\nPantry,{mark}Ch{inside}oir,knows\n{mark}g2,g1,knows\n",
    }
    m = gather(files, '[[assets]]\nfile = "a.csv"\n[[ties]]\nfile = "ties.csv"\n')
    assert m.assets.index.tolist() == ["g1", "g2"]
    assert m.assets["name"].tolist() == ["Choir", "Pantry"]
    assert m.assets["place_id"].tolist() == ["w1", "w2"]
    assert len(m.ties) == 2
    assert m.report.problems["code"].tolist() == ["duplicate_id"]


def test_joiners_stay_where_they_join(gather) -> None:
    names = ["👩🏽\u200d🌾 growers", "می\u200cخواهم", "क्\u200dष"]
    m = gather({"assets.csv": "Name,Kind\n" + "".join(f"{name},space\n" for name in names)})
    assert m.assets["name"].tolist() == names


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Tea &amp; cake", "Tea & cake"),
        ("Tea<br>cake", "Tea\ncake"),
        ("<p>Tea</p><p>cake</p>", "Tea\n\ncake"),
        ("<b>Tea</b> &#39;n&#x27; cake&nbsp;", "Tea 'n' cake"),
        ("<a href='https://example.org/x'>our page</a>", "our page (https://example.org/x)"),
        ('<span style="color:red">Tea</span><!-- note -->', "Tea"),
        ("<ul><li>Tea</li><li>cake</li></ul>", "Tea\n\ncake"),
        ("under <5 & over <a@example.org>", "under <5 & over <a@example.org>"),
        ("R&D; A&B;", "R&D; A&B;"),
        ("&lt;b&gt; is bold", "<b> is bold"),
    ],
)
def test_html_is_read_as_the_words_that_it_shows(gather, given: str, kept: str) -> None:
    quoted = given.replace('"', '""')
    m = gather({"assets.csv": f'Name,Kind,Story\nHall,space,"{quoted}"\n'})
    assert m.assets["description"].tolist() == [kept]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["youth, arts", "arts", "youth, food", "food, arts", "arts, youth", "food, youth"],
         ("youth", "arts")),
        (["tea, coffee and cake", "bikes, mended while you wait", "soup, bread", "songs, old ones",
          "tools, lent", "a van, with driver"], ("tea, coffee and cake",)),
        (["youth, arts", "arts, youth"], ("youth, arts",)),
    ],
)  # fmt: skip
def test_commas_part_words_that_the_column_repeats(
    tmp_path: Path, cells: list[str], words: tuple[str, ...]
) -> None:
    rows = "".join(f'G{at},association,"{cell}"\n' for at, cell in enumerate(cells))
    path = tmp_path / "groups.csv"
    path.write_text("name,kind,themes\n" + rows, encoding="utf-8")
    assert am.read(path).assets["themes"].iloc[0] == words

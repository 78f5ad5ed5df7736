"""A row of ties whose target is a list is a tie to each of its entries."""

from __future__ import annotations

import pytest

ASSETS = 'name,kind,groups\nChoir,association,\nPantry,association,\n"Wash; Dry",association,\n'
SECTIONS = """
[[assets]]
file = "assets.csv"
ignore = ["groups"]
[[ties]]
file = "assets.csv"
columns = { source = "name", target = "groups" }
constant = { kind = "member_of" }
drop = [{ column = "groups", is = "na", because = "no groups" }]
"""


@pytest.fixture
def belong(gather):
    def gather_ties(*people: str):
        rows = "".join(f'{name},individual,"{groups}"\n' for name, groups in
                       (person.split("|") for person in people))  # fmt: skip
        return gather({"assets.csv": ASSETS + rows}, SECTIONS)

    return gather_ties


def pairs(m) -> list[tuple[str, str]]:
    name = m.assets["name"].str.casefold()
    return [(name[tie.source], name[tie.target]) for tie in m.ties.itertuples()]


@pytest.mark.parametrize(
    ("groups", "targets"),
    [
        ("Choir; Pantry", ["choir", "pantry"]),
        ("pantry\nCHOIR", ["pantry", "choir"]),
        ("Wash; Dry", ["wash; dry"]),  # a name that holds the separator is one name
        ("Choir;choir; ;", ["choir"]),
        ("Choir", ["choir"]),
    ],
)
def test_each_entry_is_a_tie(belong, groups: str, targets: list[str]) -> None:
    m = belong(f"Asha|{groups}")
    assert pairs(m) == [("asha", target) for target in targets]
    assert m.ties.index.is_unique
    assert m.report.files.iloc[-1][["rows", "accepted", "skipped"]].tolist() == [4, 1, 3]
    assert m.report.rejected == 0


def test_an_entry_that_is_not_known_is_said_and_costs_no_other(belong) -> None:
    m = belong("Asha|Choir; Pantri", "Ben|Choir; Ben", "Cy|Pantry")
    assert pairs(m) == [("asha", "choir"), ("ben", "choir"), ("cy", "pantry")]
    noted = m.report.problems.query("outcome == 'note' and row.notna()")
    assert noted[["row", "code", "remedy"]].to_numpy().tolist() == [
        [5, "unknown_end", "'Pantri': Did you mean 'Pantry'?"],
        [6, "self_tie", "Take it out of the list."],
    ]


def test_a_row_without_any_known_entry_is_rejected(belong, rejections) -> None:
    m = belong("Asha|Chess; Bowls", "Ben|Ben; ben", "Cy|Choir; Pantry")
    assert pairs(m) == [("cy", "choir"), ("cy", "pantry")]
    assert rejections(m) == [
        (5, "groups", "Chess; Bowls", "unknown_end"),
        (6, "groups", "Ben; ben", "self_tie"),
    ]
    assert m.report.rejected == 2


def test_entries_of_a_tie_that_is_read_backwards_are_its_sources(gather) -> None:
    files = {
        "assets.csv": "name,kind\nChoir,association\nAsha,individual\nCy,individual\n",
        "ties.csv": "from,to,kind\nChoir,Asha; Cy,has members\nAsha,Choir,supports\n",
    }
    m = gather(files, '[[assets]]\nfile = "assets.csv"\n[[ties]]\nfile = "ties.csv"\n')
    assert [(*pair, kind) for pair, kind in zip(pairs(m), m.ties["kind"], strict=True)] == [
        ("asha", "choir", "member_of"),
        ("cy", "choir", "member_of"),
        ("asha", "choir", "supports"),
    ]

"""Is effort read like every other file: places by id or name, nothing lost, nothing guessed?"""

from __future__ import annotations

import pandas as pd
import pytest

from assetmap.errors import ProjectError

ASSETS = "id,name,kind\nc1,Choir,association\n"
SECTIONS = '[[assets]]\nfile = "assets.csv"\n'


@pytest.fixture
def effort(gather):
    def gather_effort(text: str, extra: str = ""):
        files = {"assets.csv": ASSETS, "effort.csv": text}
        return gather(files, SECTIONS + f'[[effort]]\nfile = "effort.csv"\n{extra}')

    return gather_effort


def test_places_by_id_and_by_name_and_counts_as_written(effort) -> None:
    m = effort(
        "Place,Kind,Conversations,Walks,Lists checked,Date,Notes,Weather\n"
        "w1,Associations,3,,0,31/5/2026,by the mill,rain\n"
        "nether end,,,2,,May 2026,,\n"
        "d1,space,,,1,,,\n",
        'source = "Summer walks"\n',
    )
    assert m.effort.index.tolist() == ["effort-2", "effort-3", "effort-4"]
    assert m.effort["place_id"].tolist() == ["w1", "w2", "d1"]
    assert m.effort["kind"].fillna("").tolist() == ["association", "", "space"]
    counts = m.effort[["conversations", "walks", "lists_checked"]].astype(object)
    assert counts.where(counts.notna(), None).to_numpy().tolist() == [
        [3, None, 0], [None, 2, None], [None, None, 1],
    ]  # fmt: skip
    assert m.effort["on"].tolist()[:2] == [pd.Timestamp("2026-05-31"), pd.Timestamp("2026-05-01")]
    assert m.effort["notes"].tolist()[0] == "by the mill"
    assert m.effort["Weather"].tolist()[0] == "rain"
    assert m.effort["sources"].tolist() == [("s2",)] * 3
    assert m.sources.loc["s2", "name"] == "Summer walks"
    assert m.report.files.iloc[-1][["section", "rows", "accepted"]].tolist() == ["effort", 3, 3]
    assert (m.report.rows, m.report.accepted) == (4, 4)


def test_every_row_that_cannot_be_says_why(effort, rejections) -> None:
    m = effort(
        "where,kind,talks,walks,on\n"
        "Mil End,space,1,,\n"
        ",space,1,,\n"
        "w1,club,1,,\n"
        "w1,space,,,\n"
        "w1,space,-1,,\n"
        "w1,space,1.5,,\n"
        "w1,space,few,,\n"
        "w1,space,1,,soon\n"
        "w1,space,0,,\n"
    )
    assert [(row, column, code) for row, column, _, code in rejections(m)] == [
        (2, "where", "unknown_place"),
        (3, "where", "missing_place"),
        (4, "kind", "unknown_word"),
        (5, None, "no_effort"),
        (6, "talks", "negative_number"),
        (7, "talks", "not_whole"),
        (8, "talks", "unreadable_number"),
        (9, "on", "unreadable_date"),
    ]
    assert m.effort.index.tolist() == ["effort-10"]
    assert m.report.problems.set_index("row").loc[2, "remedy"] == "Did you mean 'Mill End'?"
    assert (m.report.rejected, m.report.accepted) == (8, 2)


def test_columns_constants_values_and_drop_rules(effort) -> None:
    m = effort(
        "Ward,Groups asked about,Chats,State\n"
        "w1,clubs,2,done\n"
        "w2,halls,1,planned\n",
        'id_prefix = "e"\n'
        'columns = { place = "Ward", kind = "Groups asked about", conversations = "Chats" }\n'
        "constant = { walks = 1 }\n"
        'drop = [{ column = "State", is = "planned", because = "not yet done" }]\n'
        'values = { kind = { clubs = "association", halls = "space" } }\n',
    )  # fmt: skip
    assert m.effort.index.tolist() == ["e2"]
    row = m.effort.loc["e2"]
    assert row[["place_id", "kind", "conversations", "walks"]].tolist() == [
        "w1",
        "association",
        2,
        1,
    ]
    assert m.report.skipped == 1


def test_what_the_section_says_wrongly_is_named(effort) -> None:
    with pytest.raises(ProjectError) as raised:
        effort(
            "place,walks\nw1,1\n",
            'columns = { place = "plce", walk = "walks" }\n'
            'values = { kind = { clubs = "asociation" } }\n',
        )
    says = [str(problem) for problem in raised.value.problems]
    assert len(says) == 3
    assert "village.toml, effort → 1, columns: 'walk' is not one of our columns. Did you mean " \
        "'walks'?" in says  # fmt: skip
    assert any("effort.csv has no column 'plce'. Did you mean 'place'?" in said for said in says)
    assert any("'clubs' is said to mean 'asociation'" in said for said in says)

"""What was said, given, decided and set in motion: each row read, linked and accounted for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

import assetmap as am
from assetmap.errors import ProjectError
from assetmap.gather.inputs import RECORD_INPUTS, input_of
from assetmap.tables import RECORDS

FILES = {
    "places.csv": "id,name\nmill,Mill End\nhill,Hill\n",
    "assets.csv": "id,name,kind,place\nhall,Mill Hall,space,Mill End\n"
    "choir,Choir,association,Mill End\nasha,Asha Invented,individual,Hill\n"
    "twin1,Twins,association,Hill\ntwin2,Twins,association,Mill End\n",
    "talks.csv": "ID,Date,Place,Who listened,Question,How many,Attended,Weather\n"
    "C1,3 May 2026,Mill End,Asha Invented,What do you love here?,4,Choir; Nobody at all,rain\n"
    "C2,04/05/2026,Mil End,asha,What is missing?,,,\n"
    "C3,2026-13-40,Hill,,,,,\n",
    "heard.csv": "Conversation,Kind,What was said,About,Share\n"
    "C1,Wishes,A bench by the pond,Mill Hall,Public\n"
    "C3,worry,The bus,,group\n"
    "C2,moan,x,,\n",
    "grants.csv": "Amount awarded,Award date,Recipient,Funder,Place\n"
    '"£1,200.50",2026-04-01,Choir,The Lantern Fund,Mill End\n'
    "-5,2026-04-01,Choir,,\n,2026-04-01,Choir,,\n250,2026-06,Twins,,\n",
    "ripples.csv": "id,what,date,about\nR1,Walk group,2026-05-01,Choir\nR2,Friends,2026-06,\n",
    "links.csv": "cause,effect\nR1,R2\nR1,R7\n,R2\n",
    "decisions.csv": "what,decided on,decided by,because of\nA bench,1 June 2026,Choir,heard-2\n",
    "theories.csv": "id,statement,replaces\nT1,If we listen,\nT2,If neighbours listen,T1\n",
    "value.csv": "what,quantity,proxy,deadweight,grant\nwalking,20,£500,30%,grants-2\n"
    "talking,20,500,130%,\n",
}
SECTIONS = {
    "places": ("places.csv", 'id = "id"\nname = "name"'),
    "assets": ("assets.csv", ""),
    "conversations": ("talks.csv", ""),
    "heard": ("heard.csv", ""),
    "grants": ("grants.csv", ""),
    "ripples": ("ripples.csv", ""),
    "ripple_links": ("links.csv", ""),
    "decisions": ("decisions.csv", ""),
    "theories": ("theories.csv", ""),
    "value": ("value.csv", ""),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    text = "\n".join(
        f'[[{section}]]\nfile = "{file}"\n{more}' for section, (file, more) in SECTIONS.items()
    )
    (tmp_path / "project.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def m(folder: Path) -> am.AssetMap:
    return am.read(folder / "project.toml", as_of=dt.date(2026, 11, 1))


def said_of(m: am.AssetMap, file: str) -> pd.DataFrame:
    problems = m.report.problems
    return problems[problems["file"] == file].reset_index(drop=True)


def test_what_is_named_is_found_by_id_and_by_name(m: am.AssetMap) -> None:
    talks = m.records["conversations"]
    assert talks.index.tolist() == ["C1", "C2"]
    assert talks["held_on"].dt.strftime("%Y-%m-%d").tolist() == ["2026-05-03", "2026-05-04"]
    assert talks["listener_ids"].tolist() == [("asha",), ("asha",)]
    assert talks["came_ids"].tolist() == [("choir",), ()]
    assert talks.loc["C1", ["place_id", "people", "Weather"]].tolist() == ["mill", 4.0, "rain"]
    heard = m.records["heard"].iloc[0]
    assert heard[["conversation_id", "kind", "say_again"]].tolist() == ["C1", "wish", "public"]
    assert heard["asset_ids"] == ("hall",)
    assert m.records["decisions"]["heard_ids"].tolist() == [("heard-2",)]
    assert m.records["theories"]["replaces_id"].tolist()[1] == "T1"
    grants = m.records["grants"]
    assert grants["amount"].tolist() == [1200.5, 250.0]
    assert grants["currency"].tolist() == ["GBP", "GBP"]
    worth = m.records["value"].loc["value-2"]
    assert worth[["quantity", "proxy", "deadweight", "grant_id"]].tolist() == [
        20.0, 500.0, 0.3, "grants-2"
    ]  # fmt: skip


def test_what_names_nobody_is_said_and_kept_as_it_was_written(m: am.AssetMap) -> None:
    talks, grants = m.records["conversations"], m.records["grants"]
    assert talks["came (as written)"].tolist()[0] == "Nobody at all"
    assert talks["place (as written)"].tolist()[1] == "Mil End"
    assert grants["funder (as written)"].tolist()[0] == "The Lantern Fund"
    assert grants["recipient (as written)"].tolist()[1] == "Twins"  # two bodies have that name
    said = said_of(m, "talks.csv").set_index("value")
    assert said.loc["Mil End", "remedy"] == "Did you mean 'Mill End'?"
    assert said.loc["Mil End", "column"] == "Place"
    assert said_of(m, "grants.csv").set_index("value").loc["Twins", "code"] == "ambiguous_named"


def test_every_row_is_accounted_for(m: am.AssetMap) -> None:
    table = m.report.files.set_index("file")
    for file, rows, rejected in (
        ("talks.csv", 3, 1), ("heard.csv", 3, 1), ("grants.csv", 4, 2), ("ripples.csv", 2, 0),
        ("links.csv", 3, 2), ("decisions.csv", 1, 0), ("theories.csv", 2, 0), ("value.csv", 2, 1),
    ):  # fmt: skip
        row = table.loc[file]
        assert (row["rows"], row["rejected"]) == (rows, rejected), file
        assert row["accepted"] == rows - rejected
    counted = table[table["section"].isin(["assets", *RECORDS])]
    assert (m.report.rows, m.report.rejected) == (counted["rows"].sum(), 7)
    why = {(file, int(row)): code for file, row, code in said_of_all(m)}
    assert why["talks.csv", 4] == "unreadable_date"
    assert why["heard.csv", 4] == "unknown_word"
    assert why["heard.csv", 3] == "unknown_named"  # C3 was rejected: the words are kept
    assert why["grants.csv", 3] == "negative_number"
    assert why["grants.csv", 4] == "missing_value"
    assert why["links.csv", 3] == "unknown_named"
    assert why["links.csv", 4] == "missing_value"
    assert why["value.csv", 3] == "no_share"


def said_of_all(m: am.AssetMap) -> list[tuple[str, str, str]]:
    problems = m.report.problems.dropna(subset=["row"])
    return list(problems[["file", "row", "code"]].itertuples(index=False, name=None))


def test_conversations_count_as_effort_once(m: am.AssetMap) -> None:
    spent = am.measure_effort(m)
    counted = spent.drop_duplicates("place_id").set_index("place_id")["conversations"]
    assert counted.to_dict() == {"hill": 0, "mill": 1}  # where C2 was, the map does not know


def test_frames_bring_them_too(folder: Path) -> None:
    frames = {
        "assets": pd.read_csv(folder / "assets.csv"),
        "grants": pd.DataFrame({"Recipient": ["Choir", "Chior"], "Amount": [100, 200]}),
    }
    grants = am.read(frames).records["grants"]
    assert grants["amount"].tolist() == [100.0, 200.0]
    assert grants["recipient_id"].tolist()[0] == "choir"
    assert grants["recipient (as written)"].tolist()[1] == "Chior"


def test_a_column_that_is_not_there_stops_with_the_near_one(folder: Path) -> None:
    text = (folder / "project.toml").read_text(encoding="utf-8")
    stated = text.replace('"grants.csv"', '"grants.csv"\ncolumns = { amont = "Amount" }')
    (folder / "project.toml").write_text(stated, encoding="utf-8")
    with pytest.raises(ProjectError) as caught:
        am.read(folder / "project.toml")
    assert {problem.code for problem in caught.value.problems} == {
        "unknown_column", "missing_column"
    }  # fmt: skip
    assert "Did you mean 'amount'?" in str(caught.value)
    assert "Did you mean 'Amount awarded'?" in str(caught.value)


def test_no_two_columns_of_a_kind_of_record_share_a_heading() -> None:
    for name, inputs in RECORD_INPUTS.items():
        heads = [head for known in inputs.values() for head in known]
        assert len(heads) == len(set(heads)), name
        assert {input_of(column.name) for column in RECORDS[name].columns} - {"sources"} <= {
            *inputs
        }, name


def test_nothing_of_them_is_on_a_public_page(m: am.AssetMap) -> None:
    page = am.draw_map(m).to_html()
    for word in ("bench by the pond", "Lantern Fund", "What do you love here", "Walk group"):
        assert word not in page

"""Columns of assets and ties that a file brings: identifiers, sectors, programmes, venues."""

from __future__ import annotations

from pathlib import Path

import pytest

import assetmap as am
from assetmap.tables import AssetMap


def read(folder: Path, assets: str, more: str = "", **files: str) -> AssetMap:
    (folder / "groups.csv").write_text(assets, encoding="utf-8")
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    project = folder / "project.toml"
    project.write_text(more + '\n[[assets]]\nfile = "groups.csv"\n', encoding="utf-8")
    return am.read(project)


def test_identifiers_are_words_that_say_whose_they_are(tmp_path: Path) -> None:
    m = read(
        tmp_path,
        "name,kind,identifiers\nHall,space,uprn:100030000001; GB-CHC-1164883\nClub,space,1164883\n",
    )
    known = m.assets.set_index("name")["identifiers"]
    assert known["Hall"] == ("uprn:100030000001", "GB-CHC-1164883")
    assert known["Club"] == ()
    problems = m.report.problems
    assert problems[["code", "row", "value"]].values.tolist() == [
        ["not_an_identifier", 3, "1164883"]
    ]


def test_a_sector_is_spelt_as_the_list_does_and_others_are_kept(tmp_path: Path) -> None:
    m = read(
        tmp_path,
        "name,kind,sector\nA,space,HEALTH\nB,space,helth\nC,space,Arts & culture\nD,space,\n",
    )
    assert m.assets["sector"].fillna("").tolist() == ["health", "helth", "Arts & culture", ""]
    noted = m.report.problems.set_index("row")
    assert noted["code"].tolist() == ["unlisted_sector", "unlisted_sector"]
    assert "Did you mean 'health'?" in noted["remedy"][3]


def test_a_project_lists_sectors_of_its_own(tmp_path: Path) -> None:
    m = read(tmp_path, "name,kind,sector\nA,space,NIGHT LIFE\n", 'sectors = ["Night life"]')
    assert m.assets["sector"].tolist() == ["Night life"]
    assert m.report.problems.empty


def test_programmes_stand_on_assets_and_on_ties(tmp_path: Path) -> None:
    m = read(
        tmp_path,
        "id,name,kind,programmes\na,Asha,individual,Find Your Active\nb,Board,association,\n",
        '[[ties]]\nfile = "ties.csv"',
        ties="from,to,kind,programme\na,b,sits on,Find Your Active; Local Delivery\n",
    )
    assert m.assets["programmes"]["a"] == ("Find Your Active",)
    assert m.ties["programmes"].tolist() == [("Find Your Active", "Local Delivery")]
    assert m.ties["kind"].tolist() == ["sits_on"]


@pytest.mark.parametrize(
    ("head", "cell", "more", "is_public"),
    [
        ("public venue", "yes", "", True),
        ("public venue", "no", "", False),
        ("public venue", "", "", False),
    ],
)
def test_a_row_says_that_it_is_a_public_venue(
    tmp_path: Path, head: str, cell: str, more: str, is_public: bool
) -> None:
    m = read(tmp_path, f"name,kind,{head}\nHall,association,{cell}\n", more)
    assert m.assets["public_venue"].tolist() == [is_public]


def test_a_source_says_it_once_for_all_of_its_rows(tmp_path: Path) -> None:
    (tmp_path / "halls.csv").write_text("name,kind\nHall,space\n", encoding="utf-8")
    project = tmp_path / "project.toml"
    project.write_text(
        '[[assets]]\nfile = "halls.csv"\npublic_venue = true\nsource = "Council"\n',
        encoding="utf-8",
    )
    m = am.read(project)
    assert m.assets["public_venue"].tolist() == [True]
    assert m.sources["public_venue"].tolist() == [True]

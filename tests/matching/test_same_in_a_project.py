"""Does a project follow the decisions that it names?"""

from __future__ import annotations

from pathlib import Path

import pytest

import assetmap as am
from assetmap.errors import FileError, TableError

PROJECT = """
[map]
as_of = 2026-01-01
[[assets]]
file = "halls.csv"
constant = { kind = "space" }
[[assets]]
file = "warm.csv"
constant = { kind = "space" }
[same]
file = "same.csv"
"""


def write(folder: Path, decisions: str) -> Path:
    (folder / "halls.csv").write_text("id,name,postcode\nh1,Mill Hall,LE1 1AA\n")
    (folder / "warm.csv").write_text("id,name,postcode\nw1,The Mill Hall,LE1 1AA\n")
    (folder / "same.csv").write_text(decisions)
    path = folder / "project.toml"
    path.write_text(PROJECT)
    return path


def test_what_is_the_same_is_one_record_with_both_sources(tmp_path: Path) -> None:
    path = write(tmp_path, "asset_a_id,asset_b_id,says,decision\nh1,w1,one name,Same\n")
    m = am.read(path)

    assert m.assets.index.tolist() == ["h1"]
    assert len(m.assets.loc["h1", "sources"]) == 2
    assert m.report.accepted == 2
    assert len(m.report.edits) > 0


def test_the_file_is_what_the_pairs_are_written_to(tmp_path: Path) -> None:
    path = write(tmp_path, "asset_a_id,asset_b_id,decision\n")
    pairs = am.find_duplicates(am.read(path))
    pairs.assign(decision="same").to_csv(tmp_path / "same.csv", index=False)

    assert len(pairs) == 1
    assert len(am.read(path).assets) == 1


def test_a_file_without_decisions_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="no column 'decision'"):
        am.read(write(tmp_path, "asset_a_id,asset_b_id\nh1,w1\n"))


def test_what_is_no_decision_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="'perhaps' is no decision"):
        am.read(write(tmp_path, "asset_a_id,asset_b_id,decision\nh1,w1,perhaps\n"))


def test_a_file_outside_the_folder_is_not_read(tmp_path: Path) -> None:
    path = write(tmp_path, "asset_a_id,asset_b_id,decision\n")
    path.write_text(PROJECT.replace("same.csv", "../same.csv"))

    with pytest.raises(FileError):
        am.read(path)

"""What `check` says last: the edits that would help most."""

from __future__ import annotations

from pathlib import Path

import assetmap as am
from assetmap.cli.edits import list_edits
from assetmap.tables import AssetMap

ROWS = "name,kind,first seen\nA,space,\nB,spaec,\nC,spaec,\nD,space,someday soon\nE,space,2062\n"


def read(folder: Path, text: str = ROWS) -> AssetMap:
    (folder / "list.csv").write_text(text, encoding="utf-8")
    project = folder / "project.toml"
    project.write_text(
        '[map]\nas_of = 2026-11-01\n[[assets]]\nfile = "list.csv"\n', encoding="utf-8"
    )
    return am.read(project)


def test_rows_that_want_one_edit_are_counted_together(tmp_path: Path) -> None:
    edits = list_edits(read(tmp_path))
    assert edits[1].startswith("list.csv, column kind: 2 rows rejected")
    assert "Did you mean 'space'?" in edits[1]
    assert len(edits) == 3


def test_a_map_without_boundaries_is_told_what_it_lacks(tmp_path: Path) -> None:
    assert any("Name boundaries" in edit for edit in list_edits(read(tmp_path), at_most=9))


def test_what_stops_a_public_page_comes_first(tmp_path: Path) -> None:
    text = "name,kind,OK to publish?\nAmara,individual,yes\nB,spaec,\n"
    assert list_edits(read(tmp_path, text))[0].startswith("Stops a public page: list.csv")


def test_where_all_is_well_nothing_is_said() -> None:
    m = AssetMap.from_frames(assets=am.read_example("market_town").assets.head(0))
    assert list_edits(m) == []

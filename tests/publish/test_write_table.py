"""Does a table of findings hold only what its audience may see, whatever frame is given?"""

from __future__ import annotations

import csv
import io
import stat
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import assetmap as am
from assetmap.errors import FileError, TableError
from assetmap.publish import FINDINGS, TEAM_FOLDER, admit, select_public, write_table
from assetmap.publish import protect_table as protect
from assetmap.tables import AssetMap


@pytest.fixture(scope="module")
def m() -> AssetMap:
    return am.read_example("market_town")


@pytest.fixture(scope="module")
def frames(m: AssetMap) -> dict[str, pd.DataFrame]:
    """Each finding as its function makes it of the whole map, and links of words."""
    return {
        "gaps": am.find_gaps(m, individuals=False),
        "sites": am.suggest_sites(m, category="culture"),
        "links": am.find_links(m),
        "missing": am.find_missing_links(m),
        "champions": am.find_champions(m, replicates=0),
        "fragility": am.find_fragility(m),
        "safeguards": am.find_safeguards(m),
        "introductions": am.suggest_introductions(m),
        "links by themes": am.find_links(m, by="themes"),
        "missing by themes": am.find_missing_links(m, by="themes"),
    }


def rows_of(path: Path) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def test_every_finding_is_known_by_its_columns(
    m: AssetMap, frames: dict[str, pd.DataFrame]
) -> None:
    admission = admit(m, audience="public")
    for name, frame in frames.items():
        finding = FINDINGS[name.split()[0]]
        theirs = finding.protect(m, admission=admission, **{finding.name: frame})

        safe = protect(m, frame=frame, admission=admission)

        assert safe.withheld == theirs.withheld, name
        assert safe.frame.equals(theirs.frame[safe.frame.columns]), name
        assert len(safe.frame.columns) >= 5 or theirs.frame.empty, name


def test_no_column_of_a_public_finding_is_forgotten_in_the_list(
    m: AssetMap, frames: dict[str, pd.DataFrame]
) -> None:
    admission = admit(m, audience="public")
    for name in ("gaps", "sites", "links", "missing", "links by themes", "missing by themes"):
        kept = protect(m, frame=frames[name], admission=admission).frame
        assert set(kept.columns) == set(frames[name].columns), name


def test_a_public_table_names_nobody_who_did_not_agree(
    m: AssetMap, frames: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    assets = m.assets
    hidden = assets[(assets["kind"] == "individual") & ~assets.index.isin(
        admit(m, audience="public").assets.index)]  # fmt: skip
    assert len(hidden) > 5
    for name, frame in frames.items():
        text = write_table(m, frame, tmp_path / f"{name}.csv").read_text(encoding="utf-8-sig")
        for person, words in hidden["name"].items():
            assert str(person) not in text, name
            assert words not in text, name


def test_what_was_joined_to_a_finding_stays_at_home(m: AssetMap, tmp_path: Path) -> None:
    gaps = am.find_gaps(select_public(m))
    joined = gaps.assign(phone="07700 900123", whom="Sheila Brown", Notes="shy")

    path = write_table(m, joined, tmp_path / "gaps.csv")

    assert path.read_bytes() == write_table(m, gaps, tmp_path / "plain.csv").read_bytes()
    assert 0 < len(rows_of(path)) <= len(gaps)
    team = write_table(m, joined, tmp_path / "team.csv", audience="team")
    assert rows_of(team)[0]["whom"] == "Sheila Brown"


def test_a_table_that_no_rule_knows_is_for_the_team_alone(m: AssetMap, tmp_path: Path) -> None:
    for audience in ("public", "partners"):
        with pytest.raises(TableError, match="This table is not written for") as raised:
            write_table(m, m.assets, tmp_path / "a.csv", audience=audience)
        assert "find_gaps" in raised.value.problems[0].remedy
    assert not list(tmp_path.iterdir())
    path = write_table(m, m.assets, tmp_path / "a.csv", audience="team")
    assert len(rows_of(path)) == len(m.assets)


def test_only_a_public_table_can_be_read_by_others(
    m: AssetMap, frames: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    for audience, is_private in (("public", False), ("partners", True), ("team", True)):
        path = write_table(m, frames["gaps"], tmp_path / f"{audience}.csv", audience=audience)
        assert (stat.S_IMODE(path.stat().st_mode) == 0o600) is is_private


def test_a_public_table_is_not_put_among_the_teams_files(
    m: AssetMap, frames: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    with pytest.raises(FileError, match=TEAM_FOLDER):
        write_table(m, frames["gaps"], tmp_path / TEAM_FOLDER / "gaps.csv")


def test_counts_in_a_table_follow_the_rule_that_is_asked_for(tmp_path: Path) -> None:
    places = pd.DataFrame({"name": ["A", "B"], "population": [8, 42]}, index=["a", "b"])
    m = AssetMap.from_frames(assets=pd.DataFrame({"name": [], "kind": []}), places=places)

    def told(rules: str) -> list[str]:
        gaps = am.find_gaps(select_public(m, rules=rules), categories=["space"])
        path = write_table(m, gaps, tmp_path / "gaps.csv", rules=rules)
        return sorted(row["people"] for row in rows_of(path))

    assert told("nhs") == ["10.0", "40.0"]  # 8 is shown as 10, 42 as 40
    assert told("ons") == ["", "40.0"]

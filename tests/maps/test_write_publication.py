"""Is a publication whole, described, the same each time, and without anybody who did not agree?"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import stat
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import assetmap as am
from assetmap.cli.commands import app
from assetmap.errors import FileError
from assetmap.maps import write_publication
from assetmap.publish import admit, list_attributions
from assetmap.tables import AssetMap

PROJECT = am.gather.require_example("market_town") / "project.toml"


@pytest.fixture(scope="module")
def m() -> AssetMap:
    return am.read(PROJECT)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_to(tmp_path_factory.mktemp("public") / "out")


def publish_to(out: Path, *options: str) -> Path:
    command = ["publish", str(PROJECT), "--out", str(out), "--keeper", "the town clerk", *options]
    done = CliRunner().invoke(app, command, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return out


def read_all(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_the_folder_holds_what_the_manifest_lists_and_nothing_else(public: Path) -> None:
    files = read_all(public)
    manifest = json.loads(files.pop("manifest.json"))
    assert set(files) == {
        "assets.csv", "champions.csv", "gaps.csv", "index.html", "links.csv", "manifest.html",
        "map.html",
    }  # fmt: skip
    hashes = {name: f"sha256:{hashlib.sha256(data).hexdigest()}" for name, data in files.items()}
    assert manifest["files"] == hashes
    assert manifest["audience"] == "public"
    assert manifest["keeper"] == "the town clerk"
    assert manifest["version"] == am.__version__
    assert manifest["sources"]
    for page in ("index.html", "manifest.html"):
        assert "the town clerk" in files[page].decode()
        assert "<script" not in files[page].decode()
    assert all(f'href="{name}"'.encode() in files["index.html"] for name in files
               if name != "index.html")  # fmt: skip


def test_nobody_who_did_not_agree_is_in_any_file(public: Path, m: AssetMap) -> None:
    assets = m.assets
    shown = admit(m, audience="public").assets.index
    hidden = assets[(assets["kind"] == "individual") & ~assets.index.isin(shown)]
    assert len(hidden) > 5
    for name, data in read_all(public).items():
        text = data.decode("utf-8")
        found = [who for who in hidden["name"] if who in text]
        assert not found, name
        assert str(PROJECT.parent) not in text, name
        if name not in {"map.html"}:
            assert not [row for row in assets.index if f",{row}," in text], name


def test_exact_counts_of_people_stay_with_the_team(public: Path, m: AssetMap) -> None:
    withheld = json.loads((public / "manifest.json").read_bytes())["withheld"]
    exact = admit(m, audience="public").withheld["people who did not agree to be named"]
    line = next(line for line in withheld if line.startswith("people who did not agree"))
    assert exact > 10
    assert exact % 5
    assert not line.endswith(str(exact))


def test_assets_are_a_table_with_the_names_of_their_places(public: Path, m: AssetMap) -> None:
    text = (public / "assets.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(admit(m, audience="public").assets)
    assert {row["place"] for row in rows} <= {*m.places["name"], ""}
    assert all(-3 < float(row["lon"]) < 2 for row in rows if row["lon"])


def test_it_is_the_same_each_time_and_replaces_itself(public: Path, tmp_path: Path) -> None:
    before = read_all(public)
    assert read_all(publish_to(tmp_path / "again")) == before
    publish_to(tmp_path / "again", "--audience", "team")
    files = read_all(tmp_path / "again")
    assert "introductions.csv" in files
    assert stat.S_IMODE((tmp_path / "again").stat().st_mode) == 0o700
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


def test_a_folder_of_somebody_elses_is_left_alone(m: AssetMap, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.doc").write_bytes(b"mine")
    with pytest.raises(FileError, match="holds no publication"):
        write_publication(m, tmp_path / "out")
    assert read_all(tmp_path / "out") == {"thesis.doc": b"mine"}


def test_licences_say_what_they_ask_for() -> None:
    sources = pd.DataFrame(
        {"name": ["a", "b", "c", "d"], "licence": ["OGL", "OGL v3.0", "not for publication", None]}
    )
    assert list_attributions(sources) == [
        "Contains public sector information licensed under the Open Government Licence v3.0."
    ]

"""Does whatever is kept come back as it was, whole or not at all, and from nothing else?"""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import random
import signal
import sqlite3
import stat
import sys
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point

import assetmap as am
from assetmap.errors import FileError, ProjectError, TableError
from assetmap.model import GB
from assetmap.native import encode_map
from assetmap.native.layer_style import style_of
from assetmap.native.layout import SCHEMA_VERSION
from assetmap.native.migrations import Stored, migrate
from assetmap.tables import AssetMap
from tests.examples import on

GOLDEN = Path(__file__).parent / "golden"
KILLS = 200 if os.environ.get("ASSETMAP_LONG") else 15

text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
named = text.filter(lambda one: bool(one.strip()))
said = st.none() | text
kinds = st.none() | st.sampled_from(["gift", "wish", "worry"])
numbers = st.none() | st.floats(0, 1e300, allow_subnormal=True)
strengths = numbers.filter(lambda number: number != 0)
days = st.none() | st.dates(dt.date(1600, 1, 1), dt.date(2400, 1, 1))
on_the_grid = st.floats(300_000, 600_000)
points = (
    st.none()
    | st.builds(Point, on_the_grid, on_the_grid)
    | st.builds(lambda x, y: Point(x, y).buffer(50, quad_segs=2), on_the_grid, on_the_grid)
)
OWN: dict[str, Any] = {
    "objects": st.none() | text | st.integers() | st.floats() | st.booleans()
    | st.dates() | st.tuples(text, st.none()) | st.just(pd.NA) | st.decimals(allow_nan=False),
    "Int64": st.none() | st.integers(-(2**63), 2**63 - 1),
    "boolean": st.none() | st.booleans(),
    "float32": st.floats(width=32),
    "uint64": st.integers(0, 2**64 - 1),
    "category": st.sampled_from(["low", "high", "é"]),
    "datetime64[ns, Europe/London]": st.none() | st.datetimes(
        dt.datetime(1950, 1, 1), dt.datetime(2200, 1, 1), timezones=st.just(dt.UTC)
    ),
    "timedelta64[ms]": st.none() | st.integers(-(10**9), 10**9),
    "str": said,
}  # fmt: skip


@st.composite
def maps(draw: st.DrawFn) -> AssetMap:
    """Draw a map: any text, two people of one name, columns of any type, in any order."""
    size = draw(st.integers(1, 5))

    def column(of: Any, rows: int = size) -> list[Any]:
        return draw(st.lists(of, min_size=rows, max_size=rows))

    ids = draw(st.lists(named, min_size=size, max_size=size, unique=True))
    data: dict[Any, Any] = {
        "name": column(named), "kind": column(st.sampled_from(["individual", "space", "culture"])),
        "description": column(said), "address": column(said),
        "themes": column(st.lists(named, max_size=3).map(tuple)),
        "aliases": column(st.lists(named, max_size=2).map(tuple)),
        "capacity": column(numbers), "verified_on": column(days),
        "public_venue": column(st.booleans()), "sensitive_location": column(st.booleans()),
        "sources": column(st.sampled_from([("s",), ("unstated",)])),
    }  # fmt: skip
    if size > 1:
        data["name"][1], data["kind"][:2] = data["name"][0], ["individual"] * 2
    frame = pd.DataFrame(data, index=pd.Index(ids))
    for dtype in draw(st.lists(st.sampled_from(sorted(OWN)), max_size=3, unique=True)):
        cells = column(OWN[dtype])
        kind = "object" if dtype == "objects" else dtype
        if kind == "object":
            held = np.empty(size, dtype=object)
            held[:] = cells
            frame[dtype] = pd.Series(held, index=frame.index, dtype=object)
        else:
            # Numbers stay exact on their way: beside None, pandas would make floats of them.
            frame[dtype] = pd.Series(cells, index=frame.index, dtype=object).astype(kind)
    label = draw(st.sampled_from(["Name", "fid", "FID", "a\x00b", 'say "x"', 7, "é" * 9]))
    frame[label] = column(st.integers(0, 9))
    ends = column(st.sampled_from(ids), 2) if size > 1 else []
    ties = pd.DataFrame({"source": ends[:1], "target": ends[1:], "kind": ["knows"] * len(ends[:1]),
                         "strength": [draw(strengths)] * len(ends[:1])})  # fmt: skip
    ties = ties[ties["source"] != ties["target"]]
    return AssetMap.from_frames(
        assets=gpd.GeoDataFrame(frame, geometry=column(points), crs="EPSG:27700"),
        sources=pd.DataFrame({"name": [draw(named)] * 2, "how": [draw(said)] * 2,
                              "date": [draw(days)] * 2}, index=["s", "unstated"]),
        ties=ties,
        consents=pd.DataFrame({"asset_id": ids[:1], "purpose": "store", "given_on": draw(days),
                               "how": draw(said)}),
        records={"heard": pd.DataFrame({"says": column(said), "kind": column(kinds)})},
        synonyms=draw(st.dictionaries(text, st.lists(text, max_size=2), max_size=2)),
        title=draw(text), as_of=draw(st.dates()), language=draw(st.sampled_from(["cy", "en-GB"])),
    )  # fmt: skip


@given(maps())
@on(10)
def test_whatever_is_kept_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, m: AssetMap
) -> None:
    path = tmp_path_factory.mktemp("kept") / "map.gpkg"
    am.write_map(m, path, audience="team")
    back = am.read(path)
    assert back.equals(m)
    assert encode_map(back) == path.read_bytes()
    for one, other in zip(m.assets.geometry, back.assets.geometry, strict=True):
        assert shapely.to_wkb(one) == shapely.to_wkb(other)


@pytest.fixture(scope="module")
def town() -> AssetMap:
    return am.read_example("market_town")


def test_a_town_with_all_of_its_account_is_read_back(town: AssetMap, tmp_path: Path) -> None:
    edited = am.remove_assets(town, town.assets.index[:2])
    path = am.write_map(edited, tmp_path / "town.gpkg", audience="team")
    back = am.read(path)
    assert back.equals(edited)
    assert len(back.report.problems) == len(town.report.problems)
    assert back.report.edits["says"].iloc[0].startswith("Removed: 2 assets")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_map_without_shapes_and_one_of_another_country_are_read_back(tmp_path: Path) -> None:
    from dataclasses import replace

    bare = AssetMap.from_frames(assets=pd.DataFrame({"name": [], "kind": []}))
    assert am.read(am.write_map(bare, tmp_path / "a.gpkg", audience="team")).equals(bare)
    land = replace(GB, code="la", name="Laland", levels=("bydel",))
    far = AssetMap.from_frames(
        assets=gpd.GeoDataFrame({"name": ["Hus"], "kind": ["space"]},
                                geometry=[Point(500_000, 6_100_000)], crs="EPSG:25832"),
        country=land,
    )  # fmt: skip
    back = am.read(am.write_map(far, tmp_path / "b.gpkg", audience="team"))
    assert back.equals(far)
    assert back.country.other_grids == GB.other_grids


def test_others_see_layers_with_names_and_a_style(town: AssetMap, tmp_path: Path) -> None:
    path = am.write_map(town, tmp_path / "town.gpkg", audience="team")
    layers = gpd.list_layers(path)
    spatial = layers["name"][layers["geometry_type"].notna()]
    assert sorted(spatial) == ["assets", "origins", "places"]
    assets = gpd.read_file(path, layer="assets")
    assert assets["name"].tolist() == town.assets["name"].tolist()
    assert assets.crs == town.crs
    assert shapely.equals(assets.geometry.array, town.assets.geometry.array)[
        ~shapely.is_missing(np.asarray(town.assets.geometry.array))
    ].all()
    with sqlite3.connect(path) as base:
        styles = dict(base.execute("SELECT f_table_name, styleQML FROM layer_styles"))
    assert set(styles) == {"assets", "places", "origins"}
    assert styles["assets"] == style_of("assets")
    assert all(f'value="{kind}"' in styles["assets"] for kind in town.assets["kind"].unique())


def test_what_was_edited_elsewhere_is_read_and_checked(town: AssetMap, tmp_path: Path) -> None:
    path = am.write_map(town, tmp_path / "town.gpkg", audience="team")
    with sqlite3.connect(path) as base:
        base.execute("UPDATE assets SET name = 'New name' WHERE fid = 1")
        base.execute("ALTER TABLE assets ADD COLUMN colour TEXT")
        base.execute("UPDATE assets SET colour = 'red' WHERE fid = 1")
    first = am.read(path).assets.iloc[0]
    assert (first["name"], first["colour"]) == ("New name", "red")
    with sqlite3.connect(path) as base:
        base.execute("UPDATE assets SET kind = 'spce' WHERE fid = 1")
    with pytest.raises(TableError, match="Did you mean 'space'"):
        am.read(path)


def test_only_the_team_gets_a_kept_map(town: AssetMap, tmp_path: Path) -> None:
    for audience in ("public", "partners", "Team", ""):
        with pytest.raises(FileError, match="for the team alone"):
            am.write_map(town, tmp_path / "town.gpkg", audience=audience)
    with pytest.raises(FileError, match=r"Call it \.gpkg"):
        am.write_map(town, tmp_path / "town.sqlite", audience="team")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_kept_is_said_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    odd = AssetMap.from_frames(assets=pd.DataFrame({
        "name": ["A"], "kind": ["space"], "shape": [object()],
        "when": pd.period_range("2026", periods=1), "sum": [Decimal("1.10")],
    }))  # fmt: skip
    with pytest.raises(TableError) as error:
        am.write_map(odd, tmp_path / "odd.gpkg", audience="team")
    assert [problem.where for problem in error.value.problems] == ["assets.shape", "assets.when"]
    assert list(tmp_path.iterdir()) == []


def test_a_kept_map_says_all_itself(town: AssetMap, tmp_path: Path) -> None:
    path = am.write_map(town, tmp_path / "town.gpkg", audience="team")
    with pytest.raises(ProjectError) as error:
        am.read(path, kind="space", as_of=dt.date(2026, 1, 1))
    assert [problem.where for problem in error.value.problems] == ["kind", "as_of"]


@pytest.mark.parametrize(
    "spoil",
    [
        "DELETE FROM assetmap_map WHERE name = 'crs'",
        "UPDATE assetmap_map SET value = '99' WHERE name = 'schema_version'",
        "DELETE FROM assetmap_map WHERE name = 'schema_version'",
        "UPDATE assetmap_map SET value = '\"+init=/etc/passwd:x\"' WHERE name = 'crs'",
        'UPDATE assetmap_columns SET kind = \'{"is": "os.system"}\'',
        "UPDATE assets SET geometry = x'00'",
        "UPDATE assets SET themes = '['",
        "DROP TABLE ties",
        "CREATE VIEW more AS SELECT * FROM assets",
    ],
)
def test_a_spoilt_file_is_refused_with_its_name(town: AssetMap, tmp_path: Path, spoil: str) -> None:
    path = am.write_map(town, tmp_path / "town.gpkg", audience="team")
    with sqlite3.connect(path) as base:
        base.execute(spoil)
    if "VIEW" in spoil:  # a view is never asked
        assert am.read(path).equals(town)
        return
    with pytest.raises(FileError, match=r"town\.gpkg"):
        am.read(path)


def test_bytes_that_were_changed_never_end_in_another_error(town: AssetMap, tmp_path: Path) -> None:
    data = am.write_map(town, tmp_path / "town.gpkg", audience="team").read_bytes()
    path, chance = tmp_path / "spoilt.gpkg", random.Random(1)
    for _ in range(25):
        spoilt = bytearray(data[: chance.choice([len(data), chance.randrange(len(data))])])
        for _ in range(chance.choice([1, 40])):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
        path.write_bytes(spoilt)
        with contextlib.suppress(am.errors.AssetmapError):
            am.read(path)


def test_a_golden_file_of_every_version_is_read() -> None:
    kept = sorted(GOLDEN.glob("version-*.gpkg"))
    assert len(kept) == SCHEMA_VERSION
    for path in kept:
        m = am.read(path)
        assert m.title == "Mill End"
        assert m.assets.loc["hall", "themes"] == ("café", "music")
        assert m.assets.geometry["hall"] == Point(458300.1, 304500.25)
        assert m.assets["visits"].tolist() == [12, pd.NA]
        assert str(m.assets["visits"].dtype) == "Int64"
        assert m.ties.loc["t1", ["source", "target", "kind"]].tolist() == ["ann", "hall", "uses"]
        assert m.consents.loc["c1", "given_on"] == pd.Timestamp("2026-01-31")
        assert m.records["grants"].loc["g1", "amount"] == 500
        assert m.synonyms == {"repair": ("mend", "fix")}


def test_migrations_run_one_after_another_and_change_nothing_given() -> None:
    stored = Stored({"schema_version": 1, "title": "a"}, {})
    steps = {
        1: lambda one: Stored({**one.told, "title": one.told["title"] + "b"}, one.frames),
        2: lambda one: Stored({**one.told, "title": one.told["title"] + "c"}, one.frames),
    }
    assert migrate(stored, "x", migrations=steps, version=3).told["title"] == "abc"
    assert stored.told["title"] == "a"
    for version in (4, 0, None, "1"):
        with pytest.raises(FileError, match=r"^x "):
            migrate(Stored({"schema_version": version}, {}), "x", migrations=steps, version=3)


@pytest.mark.skipif(sys.platform == "win32", reason="processes are not forked there")
def test_a_save_that_is_killed_leaves_the_old_file_or_the_new_one(
    town: AssetMap, tmp_path: Path
) -> None:
    path = tmp_path / "town.gpkg"
    other = am.remove_assets(town, town.assets.index[:50])
    whole = [encode_map(town), encode_map(other)]
    began = time.perf_counter()
    am.write_map(town, path, audience="team")
    took, chance = time.perf_counter() - began, random.Random(7)
    for at in range(KILLS):
        child = os.fork()
        if child == 0:
            am.write_map((other, town)[at % 2], path, audience="team")
            os._exit(0)
        time.sleep(chance.random() * took * 1.2)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        assert path.read_bytes() in whole
    am.write_map(town, path, audience="team")
    assert [one.name for one in tmp_path.iterdir()] == ["town.gpkg"]

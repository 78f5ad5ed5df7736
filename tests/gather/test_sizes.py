"""How much a file holds is asked before its rows are laid out, and a cell has a longest length."""

from __future__ import annotations

import json
import resource
import struct
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from assetmap.errors import FileError
from assetmap.gather import read
from assetmap.gather.files import layers as headers
from assetmap.gather.files import layers as parquet
from assetmap.gather.files import limits, rows
from assetmap.gather.files import tables as text_files
from assetmap.gather.files.rows import LONGEST_CELL, LONGEST_SHAPE, LineRows, is_overlong

LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (4_000_000_000,) * 2)
from assetmap.errors import AssetmapError
from assetmap.gather import read
try:
    print(read(sys.argv[1]).report)
except AssetmapError as error:
    print("refused:", error)
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(status["VmHWM"].split()[0])  # not ru_maxrss, which keeps what the parent held at the fork
"""


def read_within_limits(path: Path) -> tuple[str, int]:
    """Read in a process of its own; give what was said, and the kilobytes that it took."""
    run = subprocess.run(
        [sys.executable, "-c", LIMITED, str(path)],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    *said, most = run.stdout.strip().splitlines()
    return "\n".join(said), int(most)


def test_parquet_of_many_equal_rows(tmp_path: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    word = pa.array(["x"]).dictionary_encode()
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 6_000_000, pa.int8()), word.dictionary)
    table = pa.table({"name": column, "kind": column, "place": column})
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd")
    assert (tmp_path / "a.parquet").stat().st_size < 300_000
    said, kilobytes = read_within_limits(tmp_path / "a.parquet")
    assert "holds 6,000,000 rows of 3 columns; at most 5,000,000 rows" in said
    assert kilobytes < 1_000_000


def test_parquet_of_few_rows_that_repeat_a_long_text(tmp_path: Path) -> None:
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    words = pa.array(["x" * 500_000])
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 100_000, pa.int8()), words)
    pq.write_table(pa.table({"name": column}), tmp_path / "a.parquet", compression="zstd")
    said, kilobytes = read_within_limits(tmp_path / "a.parquet")
    assert "unpacks to over 1,000,000,000 bytes" in said
    assert kilobytes < 2_000_000


def test_parquet_whose_numbers_contradict_each_other_ends_no_process(tmp_path: Path) -> None:
    """pyarrow ends the process when it is asked for a column whose levels do not fit."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table({"name": ["Hall"], "kind": ["space"]}), tmp_path / "a.parquet")
    content = (tmp_path / "a.parquet").read_bytes()
    may_be_missing, never_missing = (b"\x25" + b + b"\x18\x04name" for b in (b"\x02", b"\x00"))
    assert content.count(may_be_missing) == 1
    (tmp_path / "a.parquet").write_bytes(content.replace(may_be_missing, never_missing))
    said, _ = read_within_limits(tmp_path / "a.parquet")
    assert said.startswith("refused: a.parquet cannot be read: Definition level histogram")


def test_parquet_that_repeats_itself_and_is_small(tmp_path: Path, monkeypatch) -> None:
    pytest.importorskip("pyarrow")
    frame = gpd.GeoDataFrame(
        {"name": [f"Hall {at}" for at in range(2000)], "kind": ["space"] * 2000},
        geometry=[shapely.Point(452_000, 302_000)] * 2000, crs="EPSG:27700",
    )  # fmt: skip
    frame.to_parquet(tmp_path / "a.parquet")
    monkeypatch.setattr(parquet, "LARGEST_UNPACKED", 200_000)
    assert read(tmp_path / "a.parquet").report.accepted == 2000
    monkeypatch.setattr(parquet, "LARGEST_UNPACKED", 20_000)
    with pytest.raises(FileError, match="unpacks to over 20,000 bytes"):
        read(tmp_path / "a.parquet")


@pytest.fixture
def layers(tmp_path: Path) -> Path:
    frame = gpd.GeoDataFrame(
        {"name": ["Hall", "Barn"], "kind": ["space", "space"]},
        geometry=[shapely.Point(452_000, 302_000), shapely.Point(457_000, 302_000)],
        crs="EPSG:27700",
    )
    frame.to_file(tmp_path / "a.shp")
    frame.to_file(tmp_path / "a.fgb", driver="FlatGeobuf")
    frame.to_file(tmp_path / "a.gpkg", driver="GPKG")
    return tmp_path


def change(path: Path, at: int, content: bytes) -> None:
    given = bytearray(path.read_bytes())
    given[at : at + len(content)] = content
    path.write_bytes(given)


@pytest.mark.parametrize(
    ("name", "at", "content"),
    [
        ("a.dbf", 4, struct.pack("<I", 4_000_000_000)),
        ("a.dbf", 4, struct.pack("<I", 1000)),
        ("a.dbf", 10, struct.pack("<H", 65_535)),
        ("a.shx", 24, struct.pack(">i", 1_000_000_000)),
        ("a.shx", 24, struct.pack(">i", -5)),
    ],
)
def test_a_shapefile_that_counts_more_than_it_holds(layers, name, at, content) -> None:
    change(layers / name, at, content)
    with pytest.raises(FileError, match=rf"{name} says that it holds .* Export it again"):
        read(layers / "a.shp")


def test_a_flatgeobuf_that_counts_more_than_it_holds(layers: Path) -> None:
    content = (layers / "a.fgb").read_bytes()
    length = struct.unpack("<I", content[8:12])[0]
    at = 12 + headers._field_of(content[12 : 12 + length], 8)
    assert struct.unpack_from("<Q", content, at)[0] == 2
    for count in (10**12, 2**63, 1000):
        change(layers / "a.fgb", at, struct.pack("<Q", count))
        with pytest.raises(FileError, match="says that it holds"):
            read(layers / "a.fgb")
    change(layers / "a.fgb", 8, struct.pack("<I", 4_000_000_000))
    with pytest.raises(FileError, match="cut off"):
        read(layers / "a.fgb")


@pytest.mark.parametrize("name", ["a.shp", "a.fgb", "a.gpkg", "a.xlsx", "a.parquet"])
@pytest.mark.parametrize(("most", "value"), [("MOST_ROWS", 1), ("MOST_CELLS", 3)])
def test_tables_of_more_than_is_read(layers, name, most, value, monkeypatch) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("openpyxl")
    frame = pd.DataFrame({"name": ["Hall", "Barn"], "kind": ["space"] * 2})
    frame.to_excel(layers / "a.xlsx", index=False)
    gpd.GeoDataFrame(frame, geometry=[None, None], crs="EPSG:27700").to_parquet(
        layers / "a.parquet"
    )
    assert read(layers / name).report.accepted == 2
    monkeypatch.setattr(limits, most, value)
    with pytest.raises(FileError, match=r"holds \d rows of \d columns; at most .* or split it"):
        read(layers / name)


def test_texts_of_more_cells_than_are_read(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Name,Kind\nHall,space\n", encoding="utf-8")
    monkeypatch.setattr(limits, "MOST_TEXT_CELLS", 3)
    with pytest.raises(FileError, match=r"a\.csv: the file holds 4 cells; at most 3 are read"):
        read(path)
    monkeypatch.undo()
    path.write_text('Name,Kind\n"Hall\nof Mill",space\n', encoding="utf-8")
    assert read(path).report.accepted == 1
    monkeypatch.setattr(limits, "MOST_CELLS", 3)
    with pytest.raises(FileError, match="at most 3 are read"):
        read(path)
    assert (rows.require_modest_text, text_files.require_modest_text) == (
        limits.require_modest_text,
        limits.require_modest_text,
    )


def test_geojson_that_is_too_large(tmp_path: Path, monkeypatch) -> None:
    path = tmp_path / "a.geojson"
    path.write_text('{"type": "FeatureCollection", "features": []}', encoding="utf-8")
    monkeypatch.setattr("assetmap.gather.files.geojson.LARGEST_JSON", 10)
    with pytest.raises(FileError, match="larger than 10 bytes, the most that is read as JSON"):
        read(path)


def overlong(m) -> list[tuple[object, ...]]:
    problems = m.report.problems
    found = problems[problems["code"] == "cell_too_long"]
    return list(found[["row", "column", "outcome"]].itertuples(index=False, name=None))


@pytest.mark.parametrize("name", ["a.csv", "quoted.csv", "broken.csv", "a.geojson", "a.parquet"])
def test_a_cell_that_is_too_long_rejects_its_row(tmp_path: Path, name: str) -> None:
    long = "a" * (LONGEST_CELL + 1)
    records = [("Hall", "space"), (long, "space"), ("b" * LONGEST_CELL, "space")]
    path = tmp_path / name
    first = 2
    if name.endswith("csv"):
        mark = {"a.csv": "", "quoted.csv": '"', "broken.csv": '"'}[name]
        text = "Name,Kind\n" + "".join(f"{mark}{a}{mark},{b}\n" for a, b in records)
        path.write_text(text + ('"x\ny",space\n' if name == "broken.csv" else ""), encoding="utf-8")
    elif name == "a.geojson":
        features = [{"geometry": None, "properties": {"name": a, "kind": b}} for a, b in records]
        path.write_text(json.dumps({"features": features}), encoding="utf-8")
        first = 1
    else:
        pytest.importorskip("pyarrow")
        frame = pd.DataFrame(records, columns=["name", "kind"])
        gpd.GeoDataFrame(frame, geometry=[None] * 3, crs="EPSG:27700").to_parquet(path)
        first = 1
    m = read(path)
    [(row, column, outcome)] = overlong(m)
    assert (row, column.lower(), outcome) == (first + 1, "name", "rejected")
    assert m.report.rejected == 1
    assert m.report.rows == m.report.accepted + 1
    problem = m.report.problems.set_index("code").loc["cell_too_long"]
    for kept in (problem["value"], problem["record"]):
        assert "(cut; 32,768 letters)" in kept
        assert len(kept) < 400
    assert problem["remedy"]


def test_a_cell_of_fifty_million_letters(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'Name,Kind\n"{"a" * 50_000_000}",space\nHall,space\n', encoding="utf-8")
    said, kilobytes = read_within_limits(path)
    assert said == "<ImportReport: 2 rows = 1 accepted + 1 rejected + 0 skipped, 1 tables>"
    assert kilobytes < 900_000


def test_a_header_that_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"Name,Kind,{'x' * 40_000}\nHall,space,1\n", encoding="utf-8")
    with pytest.raises(FileError, match="has a header of 40,000 letters"):
        read(path)


def test_shapes_may_be_longer(tmp_path: Path) -> None:
    ring = [(450_000 + at, 300_000 + (at % 7)) for at in range(5000)]
    outline = shapely.Polygon([*ring, (450_000, 400_000)])
    for text in (outline.wkt, f"SRID=27700;{outline.wkt}", shapely.to_geojson(outline),
                 shapely.to_wkb(outline, hex=True)):  # fmt: skip
        assert len(text) > LONGEST_CELL
        assert not is_overlong(text)
    path = tmp_path / "a.csv"
    path.write_text(f'Name,Kind,WKT\nHall,space,"{outline.wkt}"\n', encoding="utf-8")
    m = read(path)
    assert m.report.accepted == 1
    assert m.assets.geometry.area.iloc[0] > 0


def test_what_only_begins_like_a_shape() -> None:
    assert is_overlong("POINT of interest " + "x" * LONGEST_CELL)
    assert is_overlong("a" * LONGEST_CELL + "POINT (1 2)")
    assert is_overlong("POLYGON ((" + "1 2," * LONGEST_SHAPE)
    assert not is_overlong("x" * LONGEST_CELL)


def test_a_shape_in_the_column_of_names_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    wkt = "POLYGON ((" + ", ".join(f"{at} {at}" for at in range(9000)) + "))"
    path.write_text(f'Name,Kind\n"{wkt}",space\nHall,space\n', encoding="utf-8")
    assert overlong(read(path)) == [(2, "Name", "rejected")]


def test_lengths_of_lines_are_known() -> None:
    lines = LineRows.from_text("a,b\n\nccc\n", ",")
    assert lines is not None
    assert lines.lengths.tolist() == [3, 0, 3]
    assert lines[1:].lengths.tolist() == [0, 3]
    assert resource.RLIMIT_AS is not None

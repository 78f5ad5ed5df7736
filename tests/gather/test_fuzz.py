"""Whatever bytes a file holds, reading it ends in a map with its account, or in our error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assetmap.errors import FileError, ProjectError
from assetmap.gather import read

HEADERS = ["Name", "Kind", "Lat", "Lon", "Easting", "Northing", "GPS", "WKT", "Postcode", "Place",
           "Capacity", "Verified on", "Sensitive", "Roles", "Active in", "id", "place_id",
           "geometry", "Name", "", "asset_id", "sources", "status", "precision"]  # fmt: skip
CELLS = st.one_of(
    st.sampled_from(["Hall", "space", "individual", "52.6", "-1.2", "452000", "31/3/2026", "yes",
                     "POINT (1 2)", "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))", "", "n/a", "1e400",
                     "nan", "connector", ";", "52 30 N", "SK 583 047", "0", "-", "'=1+1", "Total",
                     "GEOMETRYCOLLECTION EMPTY", "POINT (nan nan)", "exact", "active"]),
    st.text(max_size=6),
)  # fmt: skip
TABLES = st.lists(st.sampled_from(HEADERS), min_size=1, max_size=8).flatmap(
    lambda heads: st.lists(st.lists(CELLS, min_size=0, max_size=len(heads) + 1), max_size=8).map(
        lambda rows: [heads, *rows]
    )
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "coordinates", "geometry", "properties", "name", "kind", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
GEOMETRIES = st.one_of(
    st.none(),
    JSON,
    st.fixed_dictionaries(
        {
            "type": st.sampled_from(["Point", "Polygon", "LineString", "MultiPoint", "Feature"]),
            "coordinates": JSON,
        }
    ),
    st.lists(st.floats(), min_size=2, max_size=3).map(
        lambda xy: {"type": "Point", "coordinates": xy}
    ),
)
FEATURES = st.fixed_dictionaries(
    {"geometry": GEOMETRIES},
    optional={
        "properties": st.one_of(
            JSON,
            st.fixed_dictionaries(
                {"name": JSON, "kind": st.just("space")}, optional={"\ud800": JSON, "place": JSON}
            ),
        )
    },
)
COLLECTIONS = st.fixed_dictionaries(
    {"type": st.just("FeatureCollection"), "features": st.lists(FEATURES, max_size=4)},
    optional={
        "crs": st.one_of(
            JSON,
            st.sampled_from(["EPSG:27700", "EPSG:9", "", "+proj=longlat", "nonsense"]).map(
                lambda name: {"properties": {"name": name}}
            ),
        )
    },
)

QUICK = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
LONG = settings(QUICK, max_examples=1000)


def check_reads_or_says_why(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    try:
        m = read(path)
    except (FileError, ProjectError) as error:
        repr(error)
        return
    report = m.report
    assert report.rows == report.accepted + report.rejected + report.skipped
    assert len(m.assets) == report.accepted
    rejected = report.problems[report.problems["outcome"] == "rejected"]
    assert rejected["row"].nunique() == report.rejected
    assert all(isinstance(json.loads(record), dict) for record in rejected["record"])
    repr(m)
    m.report.problems.to_csv(path.with_suffix(".out"), encoding="utf-8")


def _to_csv(table: list[list[str]]) -> bytes:
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in table]
    return "\n".join(",".join(row) for row in quoted).encode("utf-8", "surrogatepass")


@given(TABLES)
@QUICK
def test_any_table(tmp_path: Path, table: list[list[str]]) -> None:
    check_reads_or_says_why(tmp_path / "assets.csv", _to_csv(table))


@given(st.binary(max_size=300), st.sampled_from([b"", b"Name,Kind\nHall,space\n", b"\xff\xfe"]))
@QUICK
def test_any_bytes_as_text(tmp_path: Path, content: bytes, head: bytes) -> None:
    check_reads_or_says_why(tmp_path / "assets.csv", head + content)


@given(COLLECTIONS)
@QUICK
def test_any_geojson(tmp_path: Path, content: dict[str, object]) -> None:
    check_reads_or_says_why(tmp_path / "assets.geojson", json.dumps(content).encode())


@given(st.binary(max_size=200))
@QUICK
def test_any_bytes_as_geojson(tmp_path: Path, content: bytes) -> None:
    check_reads_or_says_why(tmp_path / "assets.geojson", b'{"features": [' + content)


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (
        ["Name", "Kind", "Checked"],
        ["Hall", "space", 1.5],
        ["Choir", "association", None],
    ):
        book.active.append(row)
    path = tmp_path_factory.mktemp("workbook") / "assets.xlsx"
    book.save(path)
    return path.read_bytes()


@given(st.data())
@QUICK
def test_any_damage_to_a_workbook(tmp_path: Path, workbook: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(4, len(workbook) - 1))
    check_reads_or_says_why(
        tmp_path / "assets.xlsx",
        workbook[:at] + data.draw(st.binary(max_size=6)) + workbook[at + 3 :],
    )


@pytest.mark.long
@given(TABLES)
@LONG
def test_any_table_for_long(tmp_path: Path, table: list[list[str]]) -> None:
    check_reads_or_says_why(tmp_path / "assets.csv", _to_csv(table))


@pytest.mark.long
@given(COLLECTIONS)
@LONG
def test_any_geojson_for_long(tmp_path: Path, content: dict[str, object]) -> None:
    check_reads_or_says_why(tmp_path / "assets.geojson", json.dumps(content).encode())


@pytest.mark.long
@given(st.data())
@LONG
def test_any_damage_for_long(tmp_path: Path, workbook: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(4, len(workbook) - 1))
    check_reads_or_says_why(
        tmp_path / "assets.xlsx",
        workbook[:at] + data.draw(st.binary(max_size=6)) + workbook[at + 3 :],
    )

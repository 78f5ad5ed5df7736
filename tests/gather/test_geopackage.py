"""A GeoPackage is a database: reading it must run nothing of its own, and write nothing."""

from __future__ import annotations

import sqlite3
import struct
import time
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import shapely

from assetmap.errors import FileError
from assetmap.gather import read

SECRET = "Invented Person"


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A GeoPackage of one layer, ``halls``, with two rows."""
    frame = gpd.GeoDataFrame(
        {"name": ["Hall", "Barn"], "kind": ["space", "space"]},
        geometry=[shapely.Point(452_000, 302_000), shapely.Point(457_000, 302_000)],
        crs="EPSG:27700",
    )
    path = tmp_path / "halls.gpkg"
    frame.to_file(path, driver="GPKG", layer="halls", SPATIAL_INDEX="NO")
    (tmp_path / "people.csv").write_text(f"{SECRET},07700 900123\n", encoding="utf-8")
    return path


@pytest.fixture
def alter(package: Path) -> Callable[..., Path]:
    """Run statements on the file; lines of its schema may be forged by hand."""

    def run(*statements: str, forge: bool = False) -> Path:
        base = sqlite3.connect(package, isolation_level=None)
        if forge:
            base.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            base.execute(statement)
        base.close()
        return package

    return run


CONTENTS = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('{0}', '{1}', '{0}')"
)
FORGED = (
    "INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) "
    "VALUES ('{}', 'x', 'x', {}, {})"
)
VIRTUAL = "CREATE VIRTUAL TABLE x USING VirtualText(''people.csv'', UTF-8, 0, POINT, NONE, ''|'')"


def refuses(path: Path, match: str) -> None:
    before = path.read_bytes()
    begun = time.monotonic()
    with pytest.raises(FileError, match=match) as caught:
        read(path)
    assert time.monotonic() - begun < 20
    assert SECRET not in str(caught.value)
    assert path.read_bytes() == before


def test_a_plain_layer_is_read_and_nothing_is_written_beside_it(package: Path) -> None:
    before = sorted(path.name for path in package.parent.iterdir())
    m = read(package)
    assert m.assets["name"].tolist() == ["Hall", "Barn"]
    assert m.assets.geometry.x.tolist() == [452_000, 457_000]
    assert sorted(path.name for path in package.parent.iterdir()) == before
    assert m.report.problems["code"].tolist() == []


@pytest.mark.parametrize(
    "query",
    [
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
        "SELECT x AS fid, 'n' AS name, 'space' AS kind FROM c",
        "SELECT 1 AS fid, hex(zeroblob(400000000)) AS name, 'space' AS kind",
        "SELECT fid, name, kind FROM halls",
        "SELECT 1 AS fid, readfile('people.csv') AS name, 'space' AS kind",
    ],
)
@pytest.mark.parametrize("kind", ["features", "attributes", "ATTRIBUTES", "tiles"])
@pytest.mark.parametrize("name", ["v", "V", "a view"])
def test_a_layer_that_is_a_view_is_refused(alter, query: str, kind: str, name: str) -> None:
    listed = name.swapcase() if name.lower() != name.upper() else name
    refuses(
        alter(
            f'CREATE VIEW "{name}" AS {query}',
            "DELETE FROM gpkg_contents",
            CONTENTS.format(listed, kind),
        ),
        "is a view, which runs when it is read",
    )


def test_a_view_that_is_no_layer_does_not_stop_the_file(alter) -> None:
    path = alter(
        "CREATE VIEW summary AS WITH RECURSIVE c(x) AS "
        "(SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
    )
    assert read(path).assets["name"].tolist() == ["Hall", "Barn"]


@pytest.mark.parametrize(
    "table", ["gpkg_ogr_contents", "gpkg_contents", "gpkg_spatial_ref_sys", "gpkg_geometry_columns"]
)
def test_tables_that_a_reader_asks_of_its_own_accord_must_be_tables(alter, table: str) -> None:
    path = alter(
        f"ALTER TABLE {table} RENAME TO kept",
        f"CREATE VIEW {table.upper()} AS SELECT * FROM kept",
    )
    refuses(path, "is a view")


@pytest.mark.parametrize("name", ["layer_styles", "Geometry_Columns", "rtree_x", "gpkg_metadata"])
def test_other_views_of_such_names_are_refused(alter, name: str) -> None:
    refuses(alter(f"CREATE VIEW {name} AS SELECT 1 AS id"), "is a view")


@pytest.mark.parametrize(
    ("kind", "page", "statement"),
    [
        ("table", 0, f"'{VIRTUAL}'"),
        ("table", 2, f"'{VIRTUAL}'"),
        ("index", 0, f"'{VIRTUAL}'"),
        ("view", 0, f"'{VIRTUAL}'"),
        ("table", 0, "'" + VIRTUAL.replace("VIRTUAL TABLE", "VIRTUAL  TABLE") + "'"),
        ("table", 0, "'" + VIRTUAL.replace("VIRTUAL", "/* rtree( */ VIRTUAL") + "'"),
        ("table", 0, "'" + VIRTUAL.replace("CREATE", "create") + "'"),
        ("table", 0, "'" + VIRTUAL.replace("USING", "/* USING rtree( */ USING") + "'"),
        ("table", 0, "'" + VIRTUAL.replace("x USING", '"x USING rtree(" USING') + "'"),
        ("table", 0, "'" + VIRTUAL.replace("VirtualText", "VirtualXL") + "'"),
        ("table", 0, "'" + VIRTUAL.replace("VirtualText", "VirtualDbf") + "'"),
        ("table", 0, "'" + VIRTUAL.replace("VirtualText", "VirtualShape") + "'"),
        ("table", 0, "'" + VIRTUAL.replace("VirtualText", "VirtualXPath") + "'"),
        ("table", 0, "'" + VIRTUAL.replace("VirtualText", "csv") + "'"),
        ("table", 0, "'" + VIRTUAL.replace("VirtualText", "[rtree](") + "'"),
        ("table", 0, "CAST('" + VIRTUAL + "' AS BLOB)"),
        ("table", 0, "'CREATE TABLE x (a)'"),
        ("table", 0, "'CREATE TABLE x (a)' || char(0) || ''"),
        ("TABLE", 2, "'CREATE TABLE x (a)'"),
        ("trigger", 0, "'CREATE VIEW x AS SELECT 1'"),
        ("nothing", 0, "NULL"),
    ],
)
def test_a_forged_schema_is_refused(alter, kind: str, page: int, statement: str) -> None:
    refuses(alter(FORGED.format(kind, page, statement), forge=True), "refused as unsafe|cannot be")


def test_the_indexes_that_every_geopackage_may_have_pass(alter) -> None:
    path = alter(
        "CREATE VIRTUAL TABLE rtree_halls_geom USING rtree(id, minx, maxx, miny, maxy)",
        "CREATE VIRTUAL TABLE words USING fts4(body)",
        'CREATE VIRTUAL TABLE "more words" USING fts5(body)',
        "CREATE INDEX by_name ON halls (lower(name)) WHERE name IS NOT NULL",
        "CREATE UNIQUE INDEX by_fid ON halls (fid)",
        "CREATE TABLE other (a TEXT UNIQUE)",
        "CREATE TRIGGER halls AFTER INSERT ON other BEGIN DELETE FROM other; END",
        "ANALYZE",
    )
    assert read(path).assets["name"].tolist() == ["Hall", "Barn"]


def test_columns_that_are_worked_out_are_refused(alter) -> None:
    path = alter("ALTER TABLE halls ADD COLUMN big TEXT GENERATED ALWAYS AS (hex(zeroblob(9)))")
    refuses(path, "'big' of its layer 'halls' is worked out when it is read")


def test_layers_of_other_kinds(alter) -> None:
    path = alter(
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, styleQML TEXT)",
        CONTENTS.format("layer_styles", "attributes"),
        "CREATE TABLE photographs (id INTEGER PRIMARY KEY)",
        CONTENTS.format("photographs", "tiles"),
        "CREATE TABLE unlisted (id INTEGER PRIMARY KEY, name TEXT)",
    )
    assert read(path).assets["name"].tolist() == ["Hall", "Barn"]


def test_a_layer_that_is_listed_and_missing(alter) -> None:
    with pytest.raises(FileError, match="lists a layer 'gone'"):
        read(alter(CONTENTS.format("gone", "features")))


@pytest.mark.parametrize(
    ("at", "content", "match"),
    [
        (68, b"\0\0\0\0", "does not say that it is a GeoPackage"),
        (68, b"MPBX", "does not say that it is a GeoPackage"),
        (56, b"\0\0\0\2", "another encoding than UTF-8"),
        (56, b"\0\0\0\3", "another encoding than UTF-8"),
        (16, b"\0\1", "cannot be read"),
    ],
)
def test_headers_that_lie(package: Path, at: int, content: bytes, match: str) -> None:
    given = bytearray(package.read_bytes())
    given[at : at + len(content)] = content
    package.write_bytes(given)
    refuses(package, match)


def test_a_database_that_is_no_geopackage(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "a.gpkg")
    base.execute("CREATE TABLE halls (name TEXT)")
    base.execute(f"PRAGMA application_id = {int.from_bytes(b'GPKG', 'big')}")
    base.commit()
    base.close()
    refuses(tmp_path / "a.gpkg", "is not a GeoPackage: it has no table 'gpkg_contents'")


def test_more_rows_stated_than_there_are(alter) -> None:
    path = alter("UPDATE gpkg_ogr_contents SET feature_count = 9000000000")
    refuses(path, "says that its layer 'halls' has 9000000000 rows, and has 2")


def test_pages_that_are_used_twice_make_no_rows_without_end(alter, package: Path) -> None:
    alter(
        "WITH RECURSIVE c(x) AS (SELECT 3 UNION ALL SELECT x + 1 FROM c WHERE x < 3000) "
        "INSERT INTO halls (fid, name, kind) SELECT x, 'Hall ' || x, 'space' FROM c"
    )
    base = sqlite3.connect(package)
    root = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'halls'").fetchone()[0]
    size = base.execute("PRAGMA page_size").fetchone()[0]
    base.close()
    content = bytearray(package.read_bytes())
    start = (root - 1) * size
    assert content[start] == 5  # an inner page, whose cells point at pages of rows
    cells = struct.unpack_from(">H", content, start + 3)[0]
    places = struct.unpack_from(f">{cells}H", content, start + 12)
    first = content[start + places[0] : start + places[0] + 4]
    for place in places:
        content[start + place : start + place + 4] = first
    package.write_bytes(content)
    refuses(package, "is damaged")


def test_a_file_that_is_open_elsewhere_is_read_as_last_saved(package: Path) -> None:
    other = sqlite3.connect(package, isolation_level=None)
    other.execute("PRAGMA journal_mode = WAL").fetchall()
    other.execute("UPDATE halls SET name = 'New Hall' WHERE name = 'Hall'")
    assert package.with_name("halls.gpkg-wal").stat().st_size > 0
    before = {path.name: path.read_bytes() for path in package.parent.iterdir()}
    m = read(package)
    assert m.assets["name"].tolist() == ["New Hall", "Barn"]
    assert m.report.problems["says"].tolist() == [
        "the file is open elsewhere, or was not closed: read as last saved"
    ]
    other.execute("BEGIN")
    other.execute("UPDATE halls SET name = 'Not saved'")
    assert read(package).assets["name"].tolist() == ["New Hall", "Barn"]
    other.execute("ROLLBACK")
    assert {path.name: path.read_bytes() for path in package.parent.iterdir()}.keys() == (
        before.keys()
    )
    other.close()


def test_a_file_that_keeps_a_log_is_read_without_writing_one(package: Path) -> None:
    base = sqlite3.connect(package, isolation_level=None)
    base.execute("PRAGMA journal_mode = WAL").fetchall()
    base.close()
    before = sorted(path.name for path in package.parent.iterdir())
    m = read(package)
    assert m.assets["name"].tolist() == ["Hall", "Barn"]
    assert m.report.problems.empty
    assert sorted(path.name for path in package.parent.iterdir()) == before


def test_a_change_that_was_never_finished_is_taken_back(package: Path, tmp_path: Path) -> None:
    base = sqlite3.connect(package, isolation_level=None)
    base.execute("PRAGMA cache_size = 1")
    base.execute("PRAGMA cache_spill = 1")
    base.execute("BEGIN")
    base.execute("UPDATE halls SET name = 'Half done'")
    base.execute("CREATE TABLE filler AS SELECT zeroblob(100000) AS a, zeroblob(100000) AS b")
    folder = tmp_path / "cut off"
    folder.mkdir()
    for path in (package, package.with_name("halls.gpkg-journal")):
        (folder / path.name).write_bytes(path.read_bytes())
    base.execute("ROLLBACK")
    base.close()
    m = read(folder / "halls.gpkg")
    assert m.assets["name"].tolist() == ["Hall", "Barn"]
    assert "read as last saved" in m.report.problems["says"][0]


@pytest.mark.parametrize("end", ["-wal", "-journal", "-shm"])
def test_companions_that_are_links_are_refused(package: Path, tmp_path: Path, end: str) -> None:
    (tmp_path / f"halls.gpkg{end}").symlink_to(tmp_path / "people.csv")
    refuses(package, "is a link")


def test_a_journal_that_names_another_file_is_refused(package: Path, tmp_path: Path) -> None:
    """SQLite deletes the file that such a journal names once the journal was played back."""
    magic = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
    name = str(tmp_path / "people.csv").encode()
    journal = magic.ljust(512, b"\0") + struct.pack(">I", 1) + name
    journal += struct.pack(">II", len(name), sum(name)) + magic
    (tmp_path / "halls.gpkg-journal").write_bytes(journal)
    refuses(package, "tells SQLite to look at another file")
    assert (tmp_path / "people.csv").exists()


def test_tables_without_shapes_and_names_with_quotes(tmp_path: Path) -> None:
    frame = pd.DataFrame({"name": ["Hall"], "kind": ["space"]})
    path = tmp_path / "a b?#%.gpkg"
    pyogrio.write_dataframe(frame, path, driver="GPKG", layer='our "best" halls')
    assert read(path).assets["name"].tolist() == ["Hall"]

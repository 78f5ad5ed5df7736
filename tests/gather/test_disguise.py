"""A file that is not what its name says is refused by what it is, never read as next to nothing."""

from __future__ import annotations

import gzip
import io
import json
import struct
import zipfile
from pathlib import Path

import pytest

from assetmap.errors import FileError
from assetmap.gather import read
from tests.reading import report_on

PAGE = "<html><head><title>Sign in</title></head><body>Please sign in</body></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def packed(*names: str, content: bytes = b"x") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, content)
    return stream.getvalue()


def old_workbook(*records: tuple[int, bytes]) -> bytes:
    """The first records of an XLS, in a file of its kind."""
    body = struct.pack("<HH", 0x0809, 16) + bytes(16)
    return OLE + bytes(504) + body + b"".join(
        struct.pack("<HH", kind, len(data)) + data for kind, data in records
    ) + bytes(600)  # fmt: skip


WORKBOOK = packed("[Content_Types].xml", "xl/workbook.xml")
LOCKED = OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
GEOJSON = json.dumps({"type": "FeatureCollection", "features": []}).encode()


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt"])
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (PAGE.encode(), "a web page"),
        (b"\xef\xbb\xbf\r\n <!DOCTYPE html>\n" + PAGE.encode(), "a web page"),
        (b"<!-- served by x --><HTML>", "a web page"),
        (PAGE.encode("utf-16"), "a web page"),
        (b'<?xml version="1.0"?><!DOCTYPE html><html>', "a web page"),
        (b"<table><tr><td>Name</td></tr></table>", "a web page"),
        (WORKBOOK, "a workbook (XLSX). Call it .xlsx"),
        (packed("word/document.xml"), "a document of a word processor"),
        (packed("mimetype", "content.xml"), "an open document"),
        (packed("groups.csv", "notes.txt"), "an archive (ZIP) of groups.csv, notes.txt"),
        (LOCKED, "a workbook with a password"),
        (old_workbook(), "a workbook of before 2007"),
        (b"%PDF-1.7\n", "a PDF"),
        (gzip.compress(b"Name,Kind\n", mtime=0), "something packed with gzip"),
        (b"SQLite format 3\x00" + bytes(100), "a database"),
        (b"PAR1" + bytes(20), "Parquet"),
        (b"\x89PNG\r\n", "a picture"),
        (GEOJSON, "GeoJSON. Call it .geojson"),
        (b'{"error": "you must sign in"}', "JSON, perhaps an answer of a server"),
        (b'[ {"name": "Choir"} ]', "JSON, perhaps an answer of a server"),
        (b'<?xml version="1.0"?><Workbook xmlns="x">', "a spreadsheet of 2003"),
        (b'<?xml version="1.0"?><kml>', "KML"),
        (b"<gpx>", "GPX"),
    ],
)
def test_a_text_that_is_none(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError, match="is called") as error:
        read(tmp_path / name)
    assert f"{name} is called {name[1:]} but holds {says}" in str(error.value)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xls", PAGE.encode(), "a web page"),
        ("a.xls", b"Name\tKind\nChoir\tassociation\n", "plain text. Call it .tsv"),
        ("a.xls", b"Name,Kind\n", "plain text. Call it .csv"),
        ("a.xls", WORKBOOK, "a workbook (XLSX). Call it .xlsx"),
        ("a.xlsx", b"Name,Kind\n", "plain text. Call it .csv"),
        ("a.xlsx", old_workbook(), "a workbook of before 2007"),
        ("a.xlsx", packed("word/document.xml"), "a document of a word processor"),
        ("a.xlsx", packed("a.csv"), "an archive (ZIP) of a.csv"),
        ("a.xlsx", packed("content.xml"), "an open document"),
        ("a.ods", WORKBOOK, "a workbook (XLSX)"),
        ("a.geojson", PAGE.encode(), "a web page"),
        ("a.json", WORKBOOK, "a workbook (XLSX)"),
        ("a.gpkg", PAGE.encode(), "a web page"),
        ("a.gpkg", GEOJSON, "GeoJSON"),
        ("a.csv.gz", b"Name,Kind\n", "plain text. Call it .csv"),
        ("a.parquet", packed("a.parquet"), "an archive (ZIP) of a.parquet"),
    ],
)
def test_another_file_that_is_not_what_it_says(tmp_path: Path, name, content, says) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError) as error:
        read(tmp_path / name)
    assert f"but holds {says}" in str(error.value)


MANIFEST = b'<manifest:file-entry><manifest:encryption-data manifest:checksum="x"/>'


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", LOCKED),
        ("a.xls", LOCKED),
        ("a.xls", old_workbook((0x2F, bytes(6)))),
        ("a.xls", old_workbook((0x86, b""), (0x2F, bytes(54)))),
        ("a.ods", packed("content.xml", "META-INF/manifest.xml", content=MANIFEST)),
        ("a.ods", packed("encrypted-package", "META-INF/manifest.xml")),
    ],
)
def test_a_workbook_with_a_password(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError, match="has a password, and cannot be read"):
        read(tmp_path / name)


@pytest.mark.parametrize(
    "text",
    ["Name,Kind\n<b>Hall</b>,space\n", "[Name],Kind\n[Hall],space\n", "{Name},Kind\n{Hall},space\n",
     "%PDF,Kind\nx,space\n", "<5,Kind\nx,space\n", "PK,Kind\nx,space\n"],
)  # fmt: skip
def test_a_text_is_a_text(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    assert report_on(tmp_path / "a.csv").rows == 1


JSON = {
    "Esri JSON": {"geometryType": "esriGeometryPoint", "features": [{"attributes": {"n": 1}}]},
    "is Esri JSON": {"features": [{"attributes": {"name": "x"}, "geometry": {"x": 1, "y": 2}}]},
    "f=geojson": {"geometryType": "esriGeometryPolygon", "features": []},
    "uMap": {"type": "umap", "layers": []},
    "Share, then Download": {"layers": [{"type": "FeatureCollection", "features": []}]},
    "TopoJSON": {"type": "Topology", "objects": {}, "arcs": []},
    "Open Referral": {"totalElements": 1, "content": [{"id": "a", "organization": {}}]},
    "HSDS": {"contents": [{"name": "x", "service_at_locations": []}]},
    "convert the services": {"name": "x", "services": [], "organization": {}},
    "Overpass": {"version": 0.6, "elements": [{"type": "node", "id": 1}]},
    "gave no data": {"error": {"code": 499, "message": "Token Required"}},
    "an answer of a server": {"count": 1, "results": [{"name": "x"}]},
    "one GeoJSON shape": {"type": "Point", "coordinates": [1, 2]},
    "a list of JSON records": [{"name": "x"}],
    "not a GeoJSON": {"name": "x"},
}


@pytest.mark.parametrize("says", JSON)
def test_json_of_other_kinds_is_named(tmp_path: Path, says: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(JSON[says]), encoding="utf-8")
    with pytest.raises(FileError) as error:
        read(tmp_path / "a.json")
    assert says in str(error.value)


def test_a_feature_on_each_line_is_named(tmp_path: Path) -> None:
    line = json.dumps({"type": "Feature", "properties": {}, "geometry": None})
    (tmp_path / "a.geojson").write_text(f"{line}\n{line}\n", encoding="utf-8")
    with pytest.raises(FileError, match="on each line"):
        read(tmp_path / "a.geojson")


FEATURE = {"type": "Feature", "id": "n/1", "properties": {"name": "Café", "kind": "space"},
           "geometry": {"type": "Point", "coordinates": [-1.13, 52.63]}}  # fmt: skip


@pytest.mark.parametrize("alphabet", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_geojson_in_any_letters_and_a_single_feature(tmp_path: Path, alphabet: str) -> None:
    text = json.dumps(FEATURE, ensure_ascii=False)
    (tmp_path / "a.geojson").write_bytes(text.encode(alphabet))
    assert read(tmp_path / "a.geojson").assets["name"].tolist() == ["Café"]

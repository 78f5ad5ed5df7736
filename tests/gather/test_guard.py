"""Hostile files: none may read another file, hang, or end in anything but an error of ours."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from assetmap.errors import AssetmapError, FileError, ProjectError
from assetmap.gather import read
from assetmap.gather.files.guard import extension_of, require_readable
from assetmap.gather.files.limits import LARGEST_SHEET, require_modest_archive

SECRET = "Name,Kind\nthe-secret-of-another-file,space\n"
VRT = """<OGRVRTDataSource><OGRVRTLayer name="secret">
<SrcDataSource>{secret}</SrcDataSource><SrcLayer>secret</SrcLayer>
</OGRVRTLayer></OGRVRTDataSource>"""
EXTENSIONS = [".csv", ".tsv", ".txt", ".csv.gz", ".geojson", ".json", ".gpkg", ".shp", ".fgb",
              ".kml", ".xlsx", ".xls", ".ods", ".parquet", ".vrt", ".gml", ".zip", ""]  # fmt: skip
HEADS = [b"", b'{"type": "FeatureCollection", "features": []}\n', b"Name,Kind\nHall,space\n",
         b"SQLite format 3\x00", b"PK\x03\x04", b"fgb\x03fgb\x00", b"\x00\x00\x27\x0a",
         b"<?xml version='1.0'?>\n", b"PAR1"]  # fmt: skip


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_text_that_redirects_a_reader_is_refused(tmp_path: Path, extension: str) -> None:
    (tmp_path / "secret.csv").write_text(SECRET, encoding="utf-8")
    for secret in (str(tmp_path / "secret.csv"), "/vsicurl/http://127.0.0.1:9/x.csv"):
        for head in HEADS:
            path = tmp_path / f"assets{extension}"
            path.write_bytes(head + VRT.format(secret=secret).encode())
            for given in ({"path": path}, {"path": tmp_path / "good.csv", "places": path}):
                (tmp_path / "good.csv").write_text("Name,Kind\nHall,space\n", encoding="utf-8")
                with pytest.raises((FileError, ProjectError)) as caught:
                    read(**given)
                assert "the-secret-of" not in str(caught.value)


@pytest.mark.parametrize(
    "path",
    ["/vsicurl/https://example.org/a.csv", "https://example.org/a.csv", "/vsizip/a.zip/b.gpkg",
     "ftp://example.org/a.csv", Path("https://example.org/a.csv"), "CSV:assets.csv",
     "GPKG:a.gpkg:x",
     "a\x00b.csv", "x" * 5000 + ".csv", "../" * 40 + "nothing.csv", "", ".", "\ud800.csv"],
)  # fmt: skip
def test_names_that_are_no_file_of_this_computer(path: str | Path) -> None:
    with pytest.raises(FileError):
        require_readable(path)
    with pytest.raises(FileError):
        read(path)


def test_what_is_not_a_regular_file(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    (tmp_path / "nowhere.csv").symlink_to(tmp_path / "missing.csv")
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    (tmp_path / "empty.csv").touch()
    for name in ("folder.csv", "pipe.csv", "zero.csv", "nowhere.csv", "loop.csv", "empty.csv"):
        with pytest.raises(FileError):
            read(tmp_path / name)


def test_a_link_to_a_file_of_another_kind_is_judged_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "secret.vrt").write_text(VRT.format(secret="/etc/hostname"), encoding="utf-8")
    (tmp_path / "assets.gpkg").symlink_to(tmp_path / "secret.vrt")
    with pytest.raises(FileError, match="holds plain text"):
        read(tmp_path / "assets.gpkg")


def test_a_missing_file_names_the_one_that_may_be_meant(tmp_path: Path) -> None:
    (tmp_path / "assets.csv").write_text("Name\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"Did you mean 'assets\.csv'\?"):
        require_readable(tmp_path / "asets.csv")
    with pytest.raises(FileError, match="There is no folder"):
        require_readable(tmp_path / "nowhere" / "assets.csv")


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.csv", ".csv"), ("a.CSV.GZ", ".csv.gz"), ("a.b.xlsx", ".xlsx"), ("a", ""), (".csv", "")],
)
def test_extensions(name: str, extension: str) -> None:
    assert extension_of(Path(name)) == extension


def _layers(folder: Path) -> dict[str, Path]:
    frame = gpd.GeoDataFrame(
        {"name": ["Hall", "Barn"], "kind": ["space", "space"]},
        geometry=[shapely.Point(452_000, 302_000), shapely.Point(457_000, 302_000)],
        crs="EPSG:27700",
    )
    frame.to_file(folder / "a.gpkg", driver="GPKG")
    frame.to_file(folder / "a.shp")
    frame.to_file(folder / "a.fgb", driver="FlatGeobuf")
    frame.to_parquet(folder / "a.parquet")
    pd.DataFrame({"name": ["Hall"], "kind": ["space"]}).to_excel(folder / "a.xlsx", index=False)
    return {path.suffix: path for path in folder.glob("a.*") if path.suffix in EXTENSIONS}


def test_files_cut_short_or_altered_end_in_an_error_or_a_report(tmp_path: Path) -> None:
    for suffix, path in sorted(_layers(tmp_path).items()):
        content = path.read_bytes()
        step = max(1, len(content) // 6)
        versions = [content[:cut] for cut in range(0, len(content), step)]
        versions += [
            content[:at] + bytes([content[at] ^ 0xFF]) * 4 + content[at + 4 :]
            for at in range(16, len(content) - 4, step)
        ]
        for version in versions:
            path.write_bytes(version)
            try:
                report = read(path).report
            except (FileError, ProjectError):
                continue
            assert report.rows == report.accepted + report.rejected + report.skipped, suffix


WORKBOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}


def _archive(**entries: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_archives_that_unpack_to_too_much_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "assets.xlsx"
    path.write_bytes(_archive(**WORKBOOK, **{"xl/worksheets/sheet1.xml": b"a" * 60_000_000}))
    with pytest.raises(FileError, match="unpacks to over 50,000,000 bytes"):
        read(path)


def test_an_archive_that_lies_about_its_size_is_measured_all_the_same(tmp_path: Path) -> None:
    content = _archive(**WORKBOOK, **{"xl/worksheets/sheet1.xml": b"a" * 60_000_000})
    honest = (60_000_000).to_bytes(4, "little")
    assert content.count(honest) == 2
    path = tmp_path / "assets.xlsx"
    path.write_bytes(content.replace(honest, (1000).to_bytes(4, "little")))
    with pytest.raises(FileError, match="unpacks to over 50,000,000 bytes"):
        require_modest_archive(path)


@pytest.mark.parametrize(
    "name", ["../../outside.xml", "/etc/passwd", "\\windows\\x.xml", "a/../../b"]
)
def test_archives_with_names_that_lead_outside_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "assets.xlsx"
    path.write_bytes(_archive(**{"xl/workbook.xml": b"<a/>", name: b"x"}))
    with pytest.raises(FileError, match="odd names"):
        read(path)


SHEET = '<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>{}</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("cells", "is_refused"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', True),
        ("<row r='1048576'><c s='1' r='XFD1048576' t='s'><v>1</v></c></row>", True),
        ('<row r="1048576"><x:c t="s" r="XFD1048576"><v>1</v></x:c></row>', True),
        ('<row r="1048576"><c r="XFD1048576" s="4"/></row>', False),  # formatted, not written in
        ('<row r="1048576"><c r="B1048576"><v>1</v></c></row>', False),
        ('<row r="1048576">' + "<c><v>1</v></c>" * 16_000 + "</row>", True),
    ],
)
def test_one_cell_far_away_does_not_claim_the_whole_memory(
    tmp_path: Path, cells: str, is_refused: bool
) -> None:
    path = tmp_path / "assets.xlsx"
    path.write_bytes(_archive(**{"xl/worksheets/sheet1.xml": SHEET.format(cells).encode()}))
    if is_refused:
        with pytest.raises(FileError, match="a cell far away from the others"):
            require_modest_archive(path)
    else:
        require_modest_archive(path)


ODS = (
    '<table:table><table:table-row table:number-rows-repeated="{rows}"><table:table-cell '
    'table:number-columns-repeated="{columns}"{value}/></table:table-row></table:table>'
)


@pytest.mark.parametrize(
    ("rows", "columns", "value", "is_refused"),
    [
        (1_048_576, 16_384, ' office:value-type="float"', True),
        (1_048_576, 16_384, "", False),
        (1000, LARGEST_SHEET // 1000, ' office:value-type="float"', False),
        (1000, LARGEST_SHEET // 1000 + 1, ' office:value-type="float"', True),
    ],
)
def test_repeated_cells_of_open_document_sheets_are_counted(
    tmp_path: Path, rows: int, columns: int, value: str, is_refused: bool
) -> None:
    path = tmp_path / "assets.ods"
    path.write_bytes(
        _archive(**{"content.xml": ODS.format(rows=rows, columns=columns, value=value).encode()})
    )
    if is_refused:
        with pytest.raises(FileError, match="a cell far away from the others"):
            require_modest_archive(path)
    else:
        require_modest_archive(path)


def test_unmet_readers_of_a_wrong_kind(tmp_path: Path) -> None:
    (tmp_path / "a.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4096)
    (tmp_path / "b.ods").write_bytes(_archive(**{"content.xml": b"<not-a-sheet/>"}))
    (tmp_path / "c.xlsx").write_bytes(_archive(**{"x.xml": b"<!DOCTYPE a [<!ENTITY b 'c'>]>&b;"}))
    (tmp_path / "d.geojson").write_text("[" * 200_000, encoding="utf-8")
    (tmp_path / "e.geojson").write_text('{"features": [1, 2]}', encoding="utf-8")
    (tmp_path / "f.json").write_text("9" * 10_000, encoding="utf-8")
    for path in sorted(tmp_path.iterdir()):
        with pytest.raises(AssetmapError):
            read(path)

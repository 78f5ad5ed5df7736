"""Damaged and crafted files, read in processes of their own with little memory and time.

Every file ends in a map whose rows add up, or in an error of ours. The long
run takes ten minutes: 150 seconds for each of the four doors.
"""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import select
import shutil
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

SECONDS_A_FILE = 60
MEMORY = 5_000_000_000  # addresses; libraries alone claim over one
MOST_KILOBYTES = 2_000_000

READER = f"""
import resource, sys, warnings
resource.setrlimit(resource.RLIMIT_AS, ({MEMORY},) * 2)
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
warnings.simplefilter("ignore")
from assetmap.errors import AssetmapError
from assetmap.gather import read
print("ready", 0, flush=True)
def most():  # not ru_maxrss, which keeps what the parent held at the fork
    told = dict(line.split(":", 1) for line in open("/proc/self/status"))
    return told["VmHWM"].split()[0]
for line in sys.stdin:
    try:
        report = read(line.rstrip("\\n")).report
        adds_up = report.rows == report.accepted + report.rejected + report.skipped
        outcome = "read" if adds_up else "lost"
    except AssetmapError as error:
        outcome = "refused"
    except BaseException as error:
        outcome = "other:" + type(error).__name__ + ":" + str(error)[:200].replace("\\n", "/")
    outcome = outcome.replace(" ", "_")
    print(outcome, most(), flush=True)
"""


class Reader:
    """A process that reads one file after the other; a new one where it ends."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[str] | None = None
        self.most = 0

    def read(self, path: Path) -> str:
        if self.process is None:
            self.process = subprocess.Popen(
                [sys.executable, "-c", READER],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                text=True, bufsize=1,
            )  # fmt: skip
            assert self._answer(SECONDS_A_FILE * 2) == "ready"
        assert self.process.stdin is not None
        self.process.stdin.write(f"{path}\n")
        self.process.stdin.flush()
        return self._answer(SECONDS_A_FILE)

    def _answer(self, seconds: float) -> str:
        assert self.process is not None
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            self.close()
            return "other:too_slow"
        line = self.process.stdout.readline()
        if not line:
            self.close()
            return "other:ended"
        outcome, most = line.split()
        self.most = max(self.most, int(most))
        return outcome

    def close(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    reader = Reader()
    yield reader
    reader.close()


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Good files, to be made worse."""
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("samples")
    count = 60
    frame = gpd.GeoDataFrame(
        {"name": [f"Hall {at}" for at in range(count)], "kind": ["space"] * count,
         "capacity": range(count), "description": ["A story of many words."] * count},
        geometry=[shapely.Point(450_000 + at, 300_000 + at).buffer(5) for at in range(count)],
        crs="EPSG:27700",
    )  # fmt: skip
    frame.to_file(folder / "a.gpkg", driver="GPKG")
    frame.to_parquet(folder / "a.parquet")
    book = openpyxl.Workbook()
    book.active.append(["Name", "Kind", "Capacity", "Notes"])
    for at in range(count):
        book.active.append([f"Hall {at}", "space", at, "words"])
    book.active.row_dimensions[5].hidden = True
    book.active.column_dimensions["D"].hidden = True
    book.create_sheet("Old").append(["Name", "Kind"])
    book["Old"].sheet_state = "hidden"
    book.save(folder / "a.xlsx")
    (folder / "a.csv").write_text("Name,Kind\nHall,space\n", encoding="utf-8")
    (folder / "a.toml").write_text(
        '[map]\ntitle = "Two ends"\ncrs = "EPSG:27700"\nas_of = 2026-11-01\ndata_dir = "."\n\n'
        '[[assets]]\nfile = "a.csv"\nlicence = "OGL"\ndate = 2026-03-31\nseparator = ";"\n'
        'columns = { name = "Name", kind = ["Kind"] }\nvalues = { kind = { x = "space" } }\n'
        'constant = { capacity = 4, sensitive_location = false }\n'
        'drop = [{ column = "Name", is = ["Inn"], because = "closed" }]\ninclude_hidden = true\n'
        '[synonyms]\nlifts = ["rides"]\n', encoding="utf-8",
    )  # fmt: skip
    return folder


def damage(content: bytes, dice: random.Random) -> bytes:
    """Change bytes, cut, repeat or overwrite a piece."""
    given = bytearray(content)
    for _ in range(dice.choice([1, 1, 2, 5, 20])):
        at = dice.randrange(len(given))
        what = dice.randrange(6)
        if what == 0:
            given[at] ^= 1 << dice.randrange(8)
        elif what == 1:
            given[at] = dice.choice([0, 1, 0x7F, 0x80, 0xFF])
        elif what == 2:
            given[at : at + 4] = dice.randbytes(4)
        elif what == 3:
            given[at : at + 4] = dice.choice([b"\xff" * 4, b"\0" * 4, b"\x7f\xff\xff\xff"])
        elif what == 4 and dice.random() < 0.3:
            del given[at:]
            given = given or bytearray(b"\0")
        else:
            piece = given[at : at + dice.randrange(1, 200)]
            other = dice.randrange(len(given))
            given[other : other + len(piece)] = piece
    return bytes(given)


STATEMENTS = [
    "CREATE VIEW v AS SELECT 1 AS fid, 'n' AS name, 'space' AS kind",
    "CREATE VIEW v AS WITH RECURSIVE c(x) AS "
    "(SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c",
    "INSERT INTO gpkg_contents (table_name, data_type, identifier) VALUES ('v', 'attributes', 'v')",
    "UPDATE gpkg_contents SET table_name = 'v'",
    "UPDATE gpkg_contents SET data_type = '{word}'",
    "UPDATE gpkg_contents SET table_name = '{word}'",
    "UPDATE gpkg_geometry_columns SET column_name = '{word}', srs_id = {number}",
    "UPDATE gpkg_ogr_contents SET feature_count = {number}",
    "UPDATE gpkg_spatial_ref_sys SET organization = '{word}', definition = '{word}'",
    "UPDATE sqlite_master SET sql = replace(sql, '{word}', '{other}')",
    "UPDATE sqlite_master SET rootpage = {number} WHERE name = 'a'",
    "UPDATE sqlite_master SET type = '{word}' WHERE random() % 3 = 0",
    "UPDATE sqlite_master SET name = '{word}' WHERE random() % 5 = 0",
    "UPDATE sqlite_master SET sql = substr(sql, 1, 40) WHERE name = 'a'",
    "INSERT INTO sqlite_master VALUES ('table', 'x', 'x', 0, "
    "'CREATE VIRTUAL TABLE x USING {word}(''/etc/hostname'', UTF-8, 0, POINT, NONE)')",
    "ALTER TABLE a ADD COLUMN big TEXT GENERATED ALWAYS AS (hex(zeroblob(9)))",
    "ALTER TABLE a ADD COLUMN {word} TEXT",
    "UPDATE a SET name = zeroblob(20000000) WHERE fid = 1",
    "UPDATE a SET geom = randomblob(50)",
    "UPDATE a SET geom = '{word}', name = {number}",
    "DELETE FROM a",
    "DROP TABLE gpkg_spatial_ref_sys",
    "PRAGMA journal_mode = WAL",
    "PRAGMA user_version = {number}",
    "PRAGMA application_id = {number}",
    "CREATE TABLE layer_styles (id INTEGER)",
]
WORDS = ["a", "A", "name", "TABLE", "VIEW", "VirtualText", "rtree", "features", "tiles", "geom",
         "fid", "gpkg_contents", "CREATE", "view", "table", "trigger", "", "é", "fts5", "kind",
         "x" * 3000]  # fmt: skip
NUMBERS = [0, -1, 1, 2, 3, 99, 27700, 2**31 - 1, 2**31, 2**63 - 1, -(2**63), 10**12]


def spoil_gpkg(samples: Path, path: Path, dice: random.Random) -> Path:
    if dice.random() < 0.5:
        path.write_bytes(damage((samples / "a.gpkg").read_bytes(), dice))
        if dice.random() < 0.2:
            end = dice.choice(["-wal", "-journal"])
            path.with_name(path.name + end).write_bytes(dice.randbytes(dice.randrange(2000)))
        return path
    shutil.copyfile(samples / "a.gpkg", path)
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as base:
        base.execute("PRAGMA writable_schema = ON")
        for _ in range(dice.randrange(1, 4)):
            statement = dice.choice(STATEMENTS).format(
                word=dice.choice(WORDS), other=dice.choice(WORDS), number=dice.choice(NUMBERS)
            )
            with contextlib.suppress(sqlite3.Error):
                base.execute(statement)
    return path


def spoil_parquet(samples: Path, path: Path, dice: random.Random) -> Path:
    content = (samples / "a.parquet").read_bytes()
    if dice.random() < 0.5:  # what a reader looks at first is at the end
        size = int.from_bytes(content[-8:-4], "little")
        end = damage(content[-8 - size : -8], dice)
        size = dice.choice([len(end), len(end), size, dice.randrange(2**31)])
        path.write_bytes(content[: -8 - size] + end + size.to_bytes(4, "little") + b"PAR1")
    else:
        path.write_bytes(damage(content, dice))
    return path


PIECES = [b'<c r="XFD1048576"><v>1</v></c>', b'<row r="1048576" hidden="1"/>', b"<!ENTITY a 'b'>",
          b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]>', b"&b;", b"&#0;", b"<row>",
          b"</row>", b"</sheetData>", b"]]>", b"<![CDATA[", b"<!--", b'<col min="1" max="16384" '
          b'hidden="1"/>', b"\xff\xfe", b'<c t="s"><v>99999999</v></c>', b'<c t="e"><v/></c>',
          b"<is><t>" + b"x" * 40_000 + b"</t></is>"]  # fmt: skip


def spoil_xml(text: bytes, dice: random.Random) -> bytes:
    """Edit XML: take tags out, twice or elsewhere, and change numbers and words."""
    for _ in range(dice.randrange(1, 5)):
        tags = [found.span() for found in re.finditer(rb"<[^>]*>", text)]
        if not tags:
            break
        start, end = dice.choice(tags)
        what = dice.randrange(5)
        if what == 0:
            text = text[:start] + text[end:]
        elif what == 1:
            text = text[:end] + text[start:end] * dice.choice([1, 50, 5000]) + text[end:]
        elif what == 2:
            text = text[:end] + dice.choice(PIECES) + text[end:]
        elif what == 3:
            number = str(dice.choice(NUMBERS)).encode()
            tag = re.sub(rb"\d+", number, text[start:end], count=1)
            text = text[:start] + tag + text[end:]
        else:
            text = damage(text, dice)
    return text


def spoil_xlsx(samples: Path, path: Path, dice: random.Random) -> Path:
    content = (samples / "a.xlsx").read_bytes()
    if dice.random() < 0.3:
        path.write_bytes(damage(content, dice))
        return path
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    wanted = [name for name in parts if "sheet" in name or "workbook" in name or "rels" in name]
    name = dice.choice([*wanted, *parts])
    parts[name] = spoil_xml(parts[name], dice)
    if dice.random() < 0.1:
        del parts[dice.choice([*parts])]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


VALUES = ["[" * 3000, "[" * 30 + "]" * 30, "{a = " * 2000, "9" * 5000, "0x" + "f" * 5000, "nan",
          "-inf", "1e400", "2026-13-01", '"""', "'''", '"\\u0000"', "true", "[]", "{}", '""',
          '"../../etc/hostname"', '"//host/x.csv"', '"/etc/hostname"', '"a.toml"', '"."', "[[1]]",
          '"EPSG:4326"', '"EPSG:99999"', '"+proj=nonsense"', '["Name", "Kind"]', "1", "0.5",
          '"' + "x" * 100_000 + '"']  # fmt: skip


def spoil_toml(samples: Path, path: Path, dice: random.Random) -> Path:
    lines = (samples / "a.toml").read_text(encoding="utf-8").splitlines()
    for _ in range(dice.randrange(1, 4)):
        at = dice.randrange(len(lines))
        key = lines[at].partition("=")[0].strip()
        what = dice.randrange(6)
        if what <= 1 and key:
            lines[at] = f"{key} = {dice.choice(VALUES)}"
        elif what == 2:
            lines.insert(at, dice.choice(lines))
        elif what == 3:
            del lines[at]
        elif what == 4:
            lines.insert(at, ".".join(["a"] * dice.choice([2, 50, 3000])) + " = 1")
        else:
            lines[at] = lines[at].replace('"', dice.choice(["'", "", '"""', "\x00"]), 1)
        lines = lines or [""]
    content = "\n".join(lines).encode()
    path.write_bytes(damage(content, dice) if dice.random() < 0.2 else content)
    return path


DOORS: dict[str, Callable[[Path, Path, random.Random], Path]] = {
    "gpkg": spoil_gpkg,
    "parquet": spoil_parquet,
    "xlsx": spoil_xlsx,
    "toml": spoil_toml,
}


def run(door: str, samples: Path, folder: Path, reader: Reader, until: Callable[[int], bool]):
    """Spoil and read until it is enough; give what came of it."""
    outcomes: Counter[str] = Counter()
    seed = 0
    shutil.copyfile(samples / "a.csv", folder / "a.csv")
    while not until(seed):
        path = DOORS[door](samples, folder / f"a.{door}", random.Random(seed))
        outcome = reader.read(path)
        outcomes[outcome if outcome in {"read", "refused"} else f"seed {seed}: {outcome}"] += 1
        for old in folder.glob(f"a.{door}*"):
            old.unlink()
        seed += 1
    return outcomes


@pytest.mark.parametrize("door", DOORS)
def test_spoilt_files(door: str, samples: Path, tmp_path: Path, reader: Reader) -> None:
    outcomes = run(door, samples, tmp_path, reader, lambda seed: seed == 40)
    assert set(outcomes) <= {"read", "refused"}
    assert reader.most < MOST_KILOBYTES


@pytest.mark.long
@pytest.mark.parametrize("door", DOORS)
def test_spoilt_files_for_ten_minutes(door: str, samples, tmp_path, reader: Reader) -> None:
    seconds = float(os.environ.get("ASSETMAP_FUZZ_SECONDS", "600")) / len(DOORS)
    end = time.monotonic() + seconds
    outcomes = run(door, samples, tmp_path, reader, lambda _: time.monotonic() > end)
    print(f"{door}: {dict(outcomes)}, {reader.most:,} kB at most")
    assert set(outcomes) <= {"read", "refused"}
    assert outcomes["refused"] > 0
    assert reader.most < MOST_KILOBYTES

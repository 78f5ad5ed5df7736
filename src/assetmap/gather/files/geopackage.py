"""A GeoPackage opened so that reading it runs nothing and changes nothing.

The standard library's SQLite looks first, without the extensions that GDAL
brings along. A file that is open elsewhere is read from a private copy, as it
was last saved: reading it in place would write beside it.

A view or a virtual table is a program: it may read other files, or never end.
Only plain tables are read, and what the file says of itself is taken for
granted nowhere: SQLite itself writes each statement in one way, so any other
way of writing it was made by hand.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from assetmap.errors import AssetmapError, FileError
from assetmap.gather.files.limits import require_modest_table

__all__ = ["choose_layers", "connect_safely", "open_geopackage", "require_sound"]

COMPANIONS = ("-wal", "-journal", "-shm")
"""What SQLite puts beside a file that it works on."""
MOST_STEPS = 400_000_000
"""Steps of SQLite's machine that one look at a file may take; a national layer takes a tenth."""
_STEPS_BETWEEN = 100_000
_HEADER = 100
_APPLICATIONS = frozenset({b"GPKG", b"GP10", b"GP11", b"GP12"})
_UTF8 = (0, 1)
_JOURNAL_MAGIC = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"
_TRIES = 3
_BEGINS = {
    "CREATE TABLE ": "table",
    "CREATE VIRTUAL TABLE ": "virtual",
    "CREATE VIEW ": "view",
    "CREATE INDEX ": "index",
    "CREATE UNIQUE INDEX ": "index",
    "CREATE TRIGGER ": "trigger",
}
_TYPES = {"virtual": "table"}  # what the column `type` calls it
_TAME = re.compile(
    r"CREATE VIRTUAL TABLE "
    r"""("(?:[^"]|"")*"|'(?:[^']|'')*'|`(?:[^`]|``)*`|\[[^\]]*\]|\w+)\s+"""
    r"USING\s+(?:rtree|fts3|fts4|fts5)\s*\(",
    re.IGNORECASE,
)
_ASKED_BY_GDAL = re.compile(
    r"(?:gpkg|gpkgext|rtree|sqlite|ogr|spatialite|views|virts|vector_layers|geometry_columns|"
    r"spatial_ref_sys|geom_cols|raster_coverages|se|iso_metadata)(?:_.*)?|"
    r"layer_styles|qgis_projects|spatialindex|elementarygeometries|knn2?|data_licenses|"
    r"topologies|networks",
    re.IGNORECASE | re.DOTALL,
)
"""Tables that a reader asks of its own accord, whatever layer is wanted."""
_NEEDED = frozenset({"gpkg_contents", "gpkg_spatial_ref_sys"})
_KINDS_OF_LAYER = frozenset({"features", "attributes", "aspatial"})
_NO_LAYERS = frozenset({"layer_styles", "qgis_projects"})
_GENERATED = (2, 3)
"""How ``PRAGMA table_xinfo`` marks a column that is worked out when it is read."""
_SCHEMA = "SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master"


@dataclass(frozen=True)
class GeoPackage:
    """A file that was found safe: where to read it, and what is in it."""

    path: Path
    layers: tuple[Layer, ...]
    rows: dict[str, int]
    """Rows of the layer that was asked for, by its name."""
    remarks: tuple[str, ...]


@contextlib.contextmanager
def open_geopackage(path: Path, layer: str | None) -> Iterator[GeoPackage]:
    """
    Look through a GeoPackage before any other reader does, and say where to read it.

    Raises
    ------
    FileError
        If it is no GeoPackage, could run anything when it is read, is damaged
        or would be too large for a computer to hold.
    """
    real = path.resolve()
    _require_plain_header(path)
    _require_own_companions(path, real)
    with contextlib.ExitStack() as stack:
        remarks: tuple[str, ...] = ()
        is_open = any(_beside(real, end).exists() for end in ("-wal", "-journal"))
        if is_open or _keeps_a_log(real):
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="assetmap-"))
            real = _copy(path, real, Path(folder))
            if is_open:
                remarks = ("the file is open elsewhere, or was not closed: read as last saved",)
        layers, rows = _look_through(path, real, layer)
        yield GeoPackage(real, layers, rows, remarks)


@contextlib.contextmanager
def connect_safely(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a GeoPackage as a database, as it was last saved; refused as by `open_geopackage`."""
    with (
        open_geopackage(path, None) as found,
        _errors_of(path),
        contextlib.closing(sqlite3.connect(_read_only(found.path), uri=True)) as base,
    ):
        _tame(base)
        yield base


def require_sound(base: sqlite3.Connection, shown: str) -> None:
    """Refuse a database that is damaged, or uses a page twice."""
    _require_sound_pages(base, None, shown)


def _read_only(path: Path) -> str:
    return f"file:{quote(str(path))}?mode=ro"


def _require_plain_header(path: Path) -> None:
    """Require the first bytes of a GeoPackage whose text is UTF-8."""
    with path.open("rb") as stream:
        header = stream.read(_HEADER)
    if header[68:72] not in _APPLICATIONS:
        raise FileError(
            f"{path} is a database, but does not say that it is a GeoPackage. "
            "Export the layer again as GeoPackage."
        )
    if int.from_bytes(header[56:60], "big") not in _UTF8:
        raise FileError(
            f"{path} keeps its text in another encoding than UTF-8, which is not read. "
            "Export the layer again as GeoPackage."
        )


def _beside(path: Path, end: str) -> Path:
    return path.with_name(path.name + end)


def _require_own_companions(path: Path, real: Path) -> None:
    """Refuse companions that lead to other files."""
    for companion in (_beside(place, end) for place in {path, real} for end in COMPANIONS):
        if companion.is_symlink():
            raise FileError(
                f"{companion} is a link; {path.name} is refused, since reading it would follow "
                "the link. Replace the link by the file itself, or delete it."
            )
    journal = _beside(real, "-journal")
    if not journal.is_file():
        return
    with journal.open("rb") as stream:
        stream.seek(max(0, journal.stat().st_size - len(_JOURNAL_MAGIC)))
        if stream.read() == _JOURNAL_MAGIC:
            # SQLite would look that other file up, and delete it once done.
            raise FileError(
                f"{journal.name} tells SQLite to look at another file; {path.name} is refused. "
                "Open it in the program that wrote it, close it, and try again."
            )


def _keeps_a_log(path: Path) -> bool:
    """Tell a file that SQLite cannot open without writing a log beside it."""
    with path.open("rb") as stream:
        return 2 in stream.read(20)[18:20]


def _copy(path: Path, real: Path, folder: Path) -> Path:
    """Copy a file with what SQLite keeps beside it, and bring the copy to its last saved state."""
    copy = folder / "copy.gpkg"
    parts = [(real, copy)] + [(_beside(real, end), _beside(copy, end)) for end in COMPANIONS[:2]]
    for _ in range(_TRIES):
        before = [_stamp(given) for given, _ in parts]
        for given, kept in parts:
            kept.unlink(missing_ok=True)
            with contextlib.suppress(FileNotFoundError):
                shutil.copyfile(given, kept)
        if before == [_stamp(given) for given, _ in parts]:
            break
    else:
        raise FileError(f"{path} is being written just now. Close it, and try again.")
    with _errors_of(path), contextlib.closing(sqlite3.connect(copy, isolation_level=None)) as base:
        _tame(base)
        base.execute("PRAGMA journal_mode = DELETE").fetchall()
    return copy


def _stamp(path: Path) -> tuple[int, int] | None:
    with contextlib.suppress(FileNotFoundError):
        state = path.stat()
        return state.st_size, state.st_mtime_ns
    return None


def _look_through(
    path: Path, real: Path, layer: str | None
) -> tuple[tuple[Layer, ...], dict[str, int]]:
    """List the layers, and count and check the rows of the one that will be read."""
    with _errors_of(path), contextlib.closing(sqlite3.connect(_read_only(real), uri=True)) as base:
        _tame(base)
        require_plain_schema(base, str(path))
        layers = tuple(find_layers(base, str(path)))
        asked = choose_layers(layers, layer)
        rows = {}
        if len(asked) == 1:
            [item] = asked
            _require_sound_pages(base, item.name, str(path))
            # No name can be a parameter of a statement; it is quoted as SQL asks for.
            counting = base.execute(f"SELECT count(*) FROM {_quoted(item.name)}")  # noqa: S608
            counted = next(counting)[0]
            require_modest_table(str(path), counted, item.columns)
            _require_same_count(base, item.name, counted, str(path))
            rows[item.name] = counted
    return layers, rows


def _tame(base: sqlite3.Connection) -> None:
    """Let a connection run nothing of the file's own, and nothing for ever."""
    for setting in ("trusted_schema = OFF", "ignore_check_constraints = ON"):
        base.execute(f"PRAGMA {setting}")
    left = MOST_STEPS // _STEPS_BETWEEN

    def count() -> int:
        nonlocal left
        left -= 1
        return int(left < 0)

    base.set_progress_handler(count, _STEPS_BETWEEN)


def _require_sound_pages(base: sqlite3.Connection, table: str | None, shown: str) -> None:
    """Refuse a table that uses a page twice: a small file could claim rows without end."""
    which = (
        f"({_quoted(table)})"
        if table is not None and sqlite3.sqlite_version_info >= (3, 33)
        else ""
    )
    found = [str(line[0]) for line in base.execute(f"PRAGMA quick_check{which}")]
    # A blank where none is allowed is a fault of the content, not of the file.
    faults = [line for line in found if line != "ok" and " value in " not in line]
    if faults:
        raise FileError(
            f"{shown} is damaged: {faults[0].splitlines()[-1]}. Export the layer again."
        )


def _require_same_count(base: sqlite3.Connection, table: str, rows: int, shown: str) -> None:
    """Refuse a count of rows that is not true: GDAL would believe it."""
    known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND lower(name) = 'gpkg_ogr_contents'"
    if base.execute(known).fetchone() is None:
        return
    counts = base.execute(
        "SELECT feature_count FROM gpkg_ogr_contents WHERE lower(table_name) = lower(?)", [table]
    )
    for (stated,) in counts.fetchall():
        if stated is not None and stated != rows:
            raise FileError(
                f"{shown} says that its layer {table!r} has {stated!r} rows, and has {rows}. "
                "Export the layer again."
            )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextlib.contextmanager
def _errors_of(path: Path) -> Iterator[None]:
    """Say in our words what SQLite found."""
    try:
        yield
    except (sqlite3.Error, ValueError, OverflowError) as error:
        if isinstance(error, AssetmapError):
            raise
        says = str(error)
        if "interrupted" in says:
            says = "looking through it takes far too long"
        raise FileError(
            f"{path} cannot be read as a GeoPackage: {says}. Close it elsewhere, or export the "
            "layer again."
        ) from error


@dataclass(frozen=True)
class Layer:
    """A plain table of rows that a GeoPackage lists among its contents."""

    name: str
    columns: int
    has_shapes: bool = True


@dataclass(frozen=True)
class _Entry:
    """One line of the schema; ``kind`` is what its statement makes, whatever the line says."""

    name: str
    kind: str
    page: int


def require_plain_schema(base: sqlite3.Connection, shown: str) -> None:
    """
    Let only a schema pass whose reading runs nothing that the file wrote.

    Raises
    ------
    FileError
        If it holds virtual tables other than indexes, views where a reader
        looks for tables, or lines that SQLite does not write.
    """
    entries = [_read_entry(line, shown) for line in base.execute(_SCHEMA)]
    tables = [entry for entry in entries if entry.kind in {"table", "virtual", "view"}]
    names = [_fold(entry.name) for entry in tables]
    if len(set(names)) < len(names):
        raise _refusal(shown, "two of its tables have one name")
    if missing := sorted(_NEEDED - set(names)):
        raise FileError(
            f"{shown} is not a GeoPackage: it has no table {missing[0]!r}. "
            "Export the layer again as GeoPackage."
        )
    for entry in tables:
        if entry.kind == "view" and _ASKED_BY_GDAL.fullmatch(entry.name):
            raise _refusal(shown, f"its table {entry.name!r} is a view, which runs when it is read")
    _require_same_kinds(base, tables, shown)


def _read_entry(line: tuple[object, ...], shown: str) -> _Entry:
    """Read one line of the schema as SQLite would, or refuse it."""
    kind, name, table, page, sql = line
    plain = all(isinstance(part, str) and "\x00" not in part for part in (kind, name, table))
    if not plain or not isinstance(page, int) or page < 0:
        raise _refusal(shown, "its schema was not written by SQLite")
    name = str(name)
    if sql is None and kind == "index" and page > 0:
        return _Entry(name, "index", page)  # made for a column that is unique
    text = sql if isinstance(sql, str) else ""
    made = next((made for begins, made in _BEGINS.items() if text.startswith(begins)), "")
    if not made or "\x00" in text or kind != _TYPES.get(made, made):
        raise _refusal(shown, f"the line of its schema for {name!r} was not written by SQLite")
    if (page == 0) != (made in {"virtual", "view", "trigger"}):
        raise _refusal(shown, f"its schema says that {name!r} is what it is not")
    if made == "virtual":
        found = _TAME.match(text)
        if found is None or _fold(_unquoted(found[1])) != _fold(name):
            raise _refusal(
                shown, f"its table {name!r} is a virtual one, which could read other files"
            )
    return _Entry(name, made, page)


def _require_same_kinds(base: sqlite3.Connection, tables: list[_Entry], shown: str) -> None:
    """Compare with what SQLite itself took the tables for, where it can be asked."""
    if sqlite3.sqlite_version_info < (3, 37):
        return
    listed = base.execute("PRAGMA main.table_list").fetchall()
    found = {_fold(str(line[1])): str(line[2]).replace("shadow", "table") for line in listed}
    for entry in tables:
        if found.get(_fold(entry.name), entry.kind) != entry.kind:
            raise _refusal(shown, f"its schema says that {entry.name!r} is what it is not")


def find_layers(base: sqlite3.Connection, shown: str) -> list[Layer]:
    """
    List the layers that the file says it has, all of them plain tables.

    The styles and projects that QGIS keeps in a file are no layers.

    Raises
    ------
    FileError
        If a layer is a view, a virtual table or no table at all, or has
        columns that are worked out when they are read.
    """
    kinds = {
        _fold(name): ("virtual" if page == 0 and kind == "table" else kind)
        for kind, name, page in base.execute(
            "SELECT type, name, rootpage FROM sqlite_master WHERE type IN ('table', 'view')"
        )
    }
    layers = []
    for name, kind in base.execute("SELECT table_name, data_type FROM gpkg_contents"):
        if not isinstance(name, str) or not isinstance(kind, str):
            raise _refusal(shown, "its list of contents is damaged")
        if kinds.get(_fold(name), "table") != "table":
            raise _refusal(
                shown,
                f"its layer {name!r} is a view, which runs when it is read"
                if kinds[_fold(name)] == "view"
                else f"its layer {name!r} is a virtual table, which could read other files",
            )
        if kind.lower() not in _KINDS_OF_LAYER or _fold(name) in _NO_LAYERS:
            continue
        if _fold(name) not in kinds:
            raise FileError(
                f"{shown} lists a layer {name!r} among its contents and has no such table. "
                "Export the layer again as GeoPackage."
            )
        has_shapes = kind.lower() == "features"
        layers.append(Layer(name, _count_columns(base, name, shown), has_shapes))
    return layers


def choose_layers(layers: Iterable[Layer], layer: str | None) -> list[Layer]:
    """Give the layer that was named; else those with shapes, or where none has any, all."""
    if layer is not None:
        return [item for item in layers if item.name == layer]
    return [item for item in layers if item.has_shapes] or [*layers]


def _count_columns(base: sqlite3.Connection, table: str, shown: str) -> int:
    """Count the columns of a table, none of which may be worked out."""
    columns = base.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", [table]).fetchall()
    for name, hidden in columns:
        if hidden in _GENERATED:
            raise _refusal(
                shown,
                f"column {name!r} of its layer {table!r} is worked out when it is read",
            )
    return len(columns)


def _refusal(shown: str, why: str) -> FileError:
    return FileError(
        f"{shown}: {why}; the file is refused as unsafe. Export the layer itself as a new "
        "GeoPackage, or as GeoJSON."
    )


def _fold(name: str) -> str:
    """Fold a name as SQLite compares it: the letters A to Z alone."""
    return re.sub("[A-Z]+", lambda found: found[0].lower(), name)


def _unquoted(word: str) -> str:
    """Take the quotation marks of SQL off a name."""
    mark = word[0]
    if mark == "[":
        return word[1:-1]
    return word[1:-1].replace(mark * 2, mark) if mark in "\"'`" else word

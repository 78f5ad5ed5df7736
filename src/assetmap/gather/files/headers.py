"""Do the headers of a Shapefile or a FlatGeobuf count what the file can hold?

A reader lays out room for as many rows as the header counts, before it has
read a single one.
"""

from __future__ import annotations

import struct
from pathlib import Path

from assetmap.errors import FileError
from assetmap.gather.files.guard import LARGEST_BYTES, extension_of
from assetmap.gather.files.limits import require_modest_table

__all__ = ["require_honest_header"]

_SHAPES_HEADER = 100
_INDEX_ENTRY = 8
_LEAST_FEATURE = 12  # bytes of a FlatGeobuf feature that holds nothing
_COLUMNS_AT, _COUNT_AT = 7, 8  # the fields of a FlatGeobuf header that say so


def require_honest_header(path: Path) -> None:
    """
    Let only files pass that have room for the rows that they count.

    Raises
    ------
    FileError
        If the counts do not fit the sizes, or are more than is read.
    """
    try:
        rows, columns = (
            _count_shapes(path) if extension_of(path) == ".shp" else _count_features(path)
        )
    except (struct.error, IndexError) as error:
        raise FileError(f"{path} is damaged: its header is cut off. Export it again.") from error
    require_modest_table(str(path), rows, columns)


def _count_shapes(path: Path) -> tuple[int, int]:
    """Count the rows and columns that the companions of a Shapefile state."""
    rows = columns = 0
    for companion in sorted(path.parent.glob(f"{_escaped(path.stem)}.*")):
        size = companion.stat().st_size
        if size > LARGEST_BYTES:
            raise FileError(f"{companion} is larger than {LARGEST_BYTES:,} bytes. Split it.")
        end = companion.suffix.lower()
        if end == ".shx":
            head = _head_of(companion)
            stated = 2 * struct.unpack_from(">i", head, 24)[0]
            _require_room(path, companion.name, stated, size)
            rows = max(rows, (stated - _SHAPES_HEADER) // _INDEX_ENTRY)
        elif end == ".dbf":
            counted, first, width = struct.unpack_from("<IHH", _head_of(companion), 4)
            _require_room(path, companion.name, first + counted * width, size + 1)
            rows, columns = max(rows, counted), max(columns, (first - 33) // 32)
    return rows, columns + 1


def _require_room(path: Path, name: str, stated: int, size: int) -> None:
    if stated > size or stated < 0:
        raise FileError(
            f"{path} is damaged: {name} says that it holds {stated:,} bytes and has {size:,}. "
            "Export it again."
        )


def _count_features(path: Path) -> tuple[int, int]:
    """Count the rows and columns that a FlatGeobuf states."""
    with path.open("rb") as stream:
        length = struct.unpack("<I", stream.read(12)[8:])[0]
        if length > path.stat().st_size:
            raise FileError(f"{path} is damaged: its header is cut off. Export it again.")
        header = stream.read(length)
    count = _field_of(header, _COUNT_AT)
    rows = 0 if count is None else struct.unpack_from("<Q", header, count)[0]
    listed = _field_of(header, _COLUMNS_AT)
    columns = 0
    if listed is not None:
        columns = struct.unpack_from(
            "<I", header, listed + struct.unpack_from("<I", header, listed)[0]
        )[0]
    _require_room(path, "its header", rows * _LEAST_FEATURE, path.stat().st_size)
    _require_room(path, "its header", columns * 4, length)
    return rows, columns + 1


def _field_of(header: bytes, number: int) -> int | None:
    """Find where a field of a flatbuffer's root table begins."""
    table = struct.unpack_from("<I", header, 0)[0]
    fields = table - struct.unpack_from("<i", header, table)[0]
    if fields < 0:
        raise IndexError("a table without its list of fields")
    at = 4 + 2 * number
    if at >= struct.unpack_from("<H", header, fields)[0]:
        return None
    offset = struct.unpack_from("<H", header, fields + at)[0]
    return table + offset if offset else None


def _head_of(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(_SHAPES_HEADER)


def _escaped(name: str) -> str:
    """Write a name so that a pattern means it letter by letter."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)

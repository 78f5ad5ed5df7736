"""Files that carry geometry: GeoJSON, GeoPackage, Shapefile, FlatGeobuf, GeoParquet.

A reader lays out room for as many rows as the header counts, before it has
read a single one.

Equal values are stored once, so that a small file can hold rows without end.
"""

from __future__ import annotations

import importlib.util
import json
import struct
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.errors import FileError, MissingExtraError
from assetmap.gather.files.dbase import find_texts
from assetmap.gather.files.geojson import read_features
from assetmap.gather.files.geopackage import choose_layers, open_geopackage
from assetmap.gather.files.guard import (
    GDAL_EXTENSIONS,
    LARGEST_BYTES,
    PARQUET_EXTENSIONS,
    extension_of,
)
from assetmap.gather.files.heads import name_columns
from assetmap.gather.files.limits import (
    LARGEST_UNPACKED,
    damage_of,
    require_modest_table,
)
from assetmap.gather.files.raw import Columns, RawTable
from assetmap.gather.files.rows import cut_cells
from assetmap.gather.files.workbooks import cell_to_text
from assetmap.gather.tidy import Cells, no_cells, tidy_cells
from assetmap.typing import Flags

__all__ = ["list_layers", "read_layer"]

_DRIVERS = frozenset({"GPKG", "ESRI Shapefile", "FlatGeobuf"})
_SHAPES_HEADER = 100
_INDEX_ENTRY = 8
_LEAST_FEATURE = 12  # bytes of a FlatGeobuf feature that holds nothing
_COLUMNS_AT, _COUNT_AT = 7, 8  # the fields of a FlatGeobuf header that say so
_ROWS_AT_A_TIME = 512
_STORED_WHOLE = frozenset({"PLAIN", "RLE", "BIT_PACKED", "DELTA_BINARY_PACKED",
                           "BYTE_STREAM_SPLIT"})  # fmt: skip
"""Encodings that become about as large as they say; the others repeat what stands elsewhere."""


def read_layer(path: Path, layer: str | None) -> RawTable:
    """
    Read one layer of features as rows of text with a shape each.

    Features are numbered from 1, without a header row.

    Raises
    ------
    FileError
        If the file cannot be read, or has several layers and none was named.
    MissingExtraError
        For GeoParquet, where pyarrow is not installed.
    """
    extension = extension_of(path)
    if extension in GDAL_EXTENSIONS:
        return _read_with_gdal(path, layer)
    if extension in PARQUET_EXTENSIONS:
        return _read_parquet(path)
    return _read_geojson(path)


def list_layers(path: Path) -> list[str]:
    """List the layers of rows of a GeoPackage, those of programs left out; none of other files."""
    if extension_of(path) != ".gpkg":
        return []
    with damage_of(path.name), open_geopackage(path, None) as package:
        return [item.name for item in choose_layers(package.layers, None)]


def _read_geojson(path: Path) -> RawTable:
    found = read_features(path)
    unlisted = {} if found.ids is None else {"id": found.ids}
    table = _to_raw(
        path, None, found.columns, found.shapes, found.crs, found.is_unread, unlisted=unlisted
    )
    return replace(table, remarks=found.remarks)


def _read_with_gdal(path: Path, layer: str | None) -> RawTable:
    if extension_of(path) == ".gpkg":
        return _read_geopackage(path, layer)
    import pyogrio

    resolved = path.resolve()
    with damage_of(path.name) as remarks:
        require_honest_header(path)
        names = [str(name) for name in pyogrio.list_layers(resolved)[:, 0]]
        alphabet = find_texts(path)
        name = _choose(path, layer, names)
        frame = _read_trusted(path, resolved, name, encoding=alphabet.name)
        table = _from_frame(path, layer, _mend_cut(frame) if alphabet.is_cut else frame)
    said = (alphabet.remark,) if alphabet.remark else ()
    return replace(table, remarks=(*said, *remarks))


def _mend_cut(frame: pd.DataFrame) -> pd.DataFrame:
    """Read bytes as UTF-8 without the letters that a field had no room for."""

    def mend(cell: Any) -> Any:
        return cell.encode("latin-1").decode(errors="ignore") if isinstance(cell, str) else cell

    texts = [name for name in frame.columns
             if name != "geometry" and not pd.api.types.is_numeric_dtype(frame[name])]  # fmt: skip
    return frame.assign(**{name: frame[name].map(mend) for name in texts})


def _read_geopackage(path: Path, layer: str | None) -> RawTable:
    """Read a layer of a GeoPackage that was looked through first."""
    with damage_of(path.name) as remarks, open_geopackage(path, layer) as package:
        known = package.layers if layer else choose_layers(package.layers, None)
        name = _choose(path, layer, [item.name for item in known])
        # Only what the file itself lists is looked at: no other table, and no view.
        frame = _read_trusted(path, package.path, name, LIST_ALL_TABLES="NO")
        if len(frame) != package.rows[name]:
            raise FileError(f"{path} is damaged: some of its rows cannot be read. Export it again.")
        table = _from_frame(path, layer, frame)
        said = package.remarks
    return replace(table, remarks=(*said, *remarks))


def _choose(path: Path, layer: str | None, names: list[str]) -> str:
    """Choose the layer that was named, else the only one."""
    if not names:
        raise FileError(f"{path} has no layer of rows. Export a layer again.")
    if layer is None and len(names) > 1:
        raise FileError(f"{path} has several layers; name one: {', '.join(names)}.")
    if layer is not None and layer not in names:
        raise FileError(f"{path} has no layer {layer!r}. Its layers are: {', '.join(names)}.")
    return names[0] if layer is None else layer


def _read_trusted(
    path: Path, real: Path, layer: str, *, encoding: str | None = None, **options: Any
) -> pd.DataFrame:
    """Read a layer with GDAL, by one of the drivers that are trusted."""
    import pyogrio

    known = pyogrio.read_info(real, layer=layer, **options)
    driver = known["driver"]
    if driver not in _DRIVERS:
        raise FileError(
            f"{path} would be read by {driver}, which is not trusted. "
            "Export it as GeoPackage or GeoJSON."
        )
    frame: pd.DataFrame = pyogrio.read_dataframe(
        real, layer=layer, encoding=encoding, fid_as_index=True, **options
    )
    return frame.rename_axis(index=known["fid_column"] or None)


def _read_parquet(path: Path) -> RawTable:
    if importlib.util.find_spec("pyarrow") is None:
        raise MissingExtraError.from_extra("pyarrow", "parquet", f"Reading {path}")
    with damage_of(path.name) as remarks:
        require_modest_parquet(path)
        table = _from_frame(path, None, gpd.read_parquet(path))
    return replace(table, remarks=tuple(remarks))


def _from_frame(path: Path, layer: str | None, frame: pd.DataFrame) -> RawTable:
    crs = None
    shapes = no_cells(len(frame))
    if isinstance(frame, gpd.GeoDataFrame):
        crs = None if frame.crs is None else frame.crs.to_string()
        shapes = frame.geometry.to_numpy().copy()
        frame = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    names = name_columns(tidy_cells([str(name) for name in frame.columns]).tolist())
    columns = {name: frame.iloc[:, at].tolist() for at, name in enumerate(names)}
    key = frame.index.name  # the number that a GeoPackage gives each row, under its own name
    keys = (str(key), "fid") if extension_of(path) == ".gpkg" else (str(key),)
    unlisted = dict.fromkeys(keys, frame.index.tolist()) if isinstance(key, str) else {}
    return _to_raw(path, layer, columns, shapes, crs, unlisted=unlisted)


def _to_raw(
    path: Path,
    layer: str | None,
    columns: dict[str, list[Any]],
    shapes: Cells,
    crs: str | None,
    is_unread: Flags | None = None,
    *,
    unlisted: Mapping[str, list[Any]] | None = None,
) -> RawTable:
    size = len(shapes)
    no_row = np.zeros(size, dtype=bool)
    texts = {name: [_to_text(value) for value in cells] for name, cells in columns.items()}
    overlong = cut_cells(texts)
    aside = {name: partial(_to_texts, cells) for name, cells in (unlisted or {}).items()
             if name not in texts}  # fmt: skip
    return RawTable(
        file=path.name,
        sheet=layer,
        columns=Columns(texts, aside),
        rows=np.arange(1, size + 1, dtype=np.int64),
        is_blank=no_row,
        is_total=no_row,
        is_repeat=no_row,
        is_ragged=no_row,
        shapes=shapes,
        crs=crs,
        is_misdrawn=no_row if is_unread is None else is_unread,
        overlong=overlong,
    )


def _to_texts(values: list[Any]) -> list[str | None]:
    """Write ids as text, none longer than a cell."""
    texts = {"": [_to_text(value) for value in values]}
    cut_cells(texts)
    return texts[""]


def _to_text(value: Any) -> str | None:
    """Write an attribute as text; lists as lines, so that they can be split again."""
    if type(value) is str:
        return value
    if isinstance(value, list | tuple | np.ndarray):
        return "\n".join(text for item in value if (text := _to_text(item)) is not None)
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return None if value is None or pd.isna(value) else cell_to_text(value)


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


def require_modest_parquet(path: Path) -> None:
    """
    Let only files pass that become something that a computer can hold.

    Raises
    ------
    FileError
        If there are too many rows or cells, or too many bytes once unpacked.
    """
    import pyarrow.parquet as pq

    file = pq.ParquetFile(path, pre_buffer=False)
    known = file.metadata
    require_modest_table(str(path), known.num_rows, known.num_columns)
    _require_modest(
        path, sum(max(0, known.row_group(at).total_byte_size) for at in range(known.num_row_groups))
    )
    _begin_each_group(file)
    chunks = [
        known.row_group(group).column(at)
        for group in range(known.num_row_groups)
        for at in range(known.row_group(group).num_columns)
    ]
    _require_modest(path, sum(max(0, chunk.total_uncompressed_size) for chunk in chunks))
    if sum(map(_largest, chunks)) > LARGEST_UNPACKED:
        _measure(path, file)


def _begin_each_group(file: Any) -> None:
    """
    Read the first row of each group, so that a group with damaged numbers is an error.

    Whoever asks the metadata for such a column by itself ends the process:
    pyarrow lets the exception of the library below it through.
    """
    for group in range(file.metadata.num_row_groups):
        next(file.iter_batches(batch_size=1, row_groups=[group], use_threads=False), None)


def _largest(chunk: Any) -> int:
    """Give the most bytes that a piece of a column can become."""
    size = max(0, int(chunk.total_uncompressed_size))
    values = int(chunk.num_values)
    if chunk.physical_type not in {"BYTE_ARRAY", "FIXED_LEN_BYTE_ARRAY"}:
        return max(size, 8 * values)
    return size if set(chunk.encodings) <= _STORED_WHOLE else size * values


def _measure(path: Path, file: Any) -> None:
    """Read a few rows at a time, only to see how large they are."""
    size = 0
    for batch in file.iter_batches(batch_size=_ROWS_AT_A_TIME, use_threads=False):
        size += sum(map(_size_of, batch.columns))
        _require_modest(path, size)


def _size_of(column: Any) -> int:
    """Give the bytes of a piece of a column, each value written out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not pa.types.is_dictionary(column.type):
        return int(column.nbytes)
    try:
        lengths = pc.binary_length(column.dictionary)
    except (pa.ArrowNotImplementedError, pa.ArrowTypeError):
        return 8 * len(column)
    return int(pc.sum(lengths.take(column.indices)).as_py() or 0)


def _require_modest(path: Path, size: int) -> None:
    if size > LARGEST_UNPACKED:
        raise FileError(
            f"{path} unpacks to over {LARGEST_UNPACKED:,} bytes; it is refused. "
            "Leave out what the map does not need, or split it."
        )

"""How much does a Parquet file become once it is read?

Equal values are stored once, so that a small file can hold rows without end.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assetmap.errors import FileError
from assetmap.gather.files.archives import LARGEST_UNPACKED
from assetmap.gather.files.limits import require_modest_table

__all__ = ["require_modest_parquet"]

_ROWS_AT_A_TIME = 512
_STORED_WHOLE = frozenset({"PLAIN", "RLE", "BIT_PACKED", "DELTA_BINARY_PACKED",
                           "BYTE_STREAM_SPLIT"})  # fmt: skip
"""Encodings that become about as large as they say; the others repeat what stands elsewhere."""


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
    chunks = [
        known.row_group(group).column(at)
        for group in range(known.num_row_groups)
        for at in range(known.row_group(group).num_columns)
    ]
    _require_modest(path, sum(max(0, chunk.total_uncompressed_size) for chunk in chunks))
    if sum(map(_largest, chunks)) > LARGEST_UNPACKED:
        _measure(path, file)


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

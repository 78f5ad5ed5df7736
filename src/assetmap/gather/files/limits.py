"""How much may a table hold? Asked before its rows are laid out."""

from __future__ import annotations

from assetmap.errors import FileError

__all__ = [
    "LARGEST_JSON",
    "MOST_CELLS",
    "MOST_ROWS",
    "MOST_TEXT_CELLS",
    "require_modest_table",
    "require_modest_text",
]

MOST_ROWS = 5_000_000
"""Rows of one table of a layer, workbook or Parquet file."""

MOST_CELLS = 30_000_000
"""Rows times columns of a table that is laid out whole; about two gigabytes."""

MOST_TEXT_CELLS = 200_000_000
"""Cells of a delimited text, of which only the places are kept until a column is asked for."""

LARGEST_JSON = 600_000_000
"""Bytes of a GeoJSON file, which takes several times as much memory once it is read."""


def require_modest_table(shown: str, rows: int, columns: int) -> None:
    """
    Let only tables pass that a computer can hold.

    Raises
    ------
    FileError
        If there are too many rows, or too many cells.
    """
    if rows > MOST_ROWS or rows * columns > MOST_CELLS:
        raise FileError(
            f"{shown} holds {rows:,} rows of {columns:,} columns; at most {MOST_ROWS:,} rows and "
            f"{MOST_CELLS:,} cells are read. Leave out what the map does not need, or split it."
        )


def require_modest_text(cells: int, *, is_laid_out: bool = False) -> None:
    """
    Let only texts pass whose cells a computer can hold.

    Raises
    ------
    FileError
        If there are too many.
    """
    most = MOST_CELLS if is_laid_out else MOST_TEXT_CELLS
    if cells > most:
        raise FileError(
            f"the file holds {cells:,} cells; at most {most:,} are read. "
            "Leave out what the map does not need, or split it."
        )

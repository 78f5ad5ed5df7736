"""Number formats that give a number leading zeros or letters, as 000 makes 007 of 7."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from xml.etree import ElementTree as ET

__all__ = ["find_zero_formats", "format_number", "list_formatted_cells", "read_shown_number"]

_TOKEN = re.compile(r'"([^"]*)"|\\(.)|_(.)|([0 \-/()])')
_CELL = re.compile(
    rb"""<(?:[\w.-]+:)?c\b((?:[^<>"']|"[^"]*"|'[^']*')*)>\s*<(?:[\w.-]+:)?v>(\d+(?:\.0+)?)<"""
)
_ATTRIBUTE = re.compile(rb"""\b([rst])\s*=\s*["']([^"']*)["']""")
_REFERENCE = re.compile(r"\$?([A-Z]+)\$?(\d+)", re.IGNORECASE)
_SHOWN = re.compile(r"(?:[^\W\d_][\w \-/()]*)?\d[\d \-/()]*")
_NUMBERS = frozenset({b"", b"n"})


def find_zero_formats(styles: Iterable[ET.Element]) -> dict[bytes, str]:
    """
    Find the styles whose numbers have zeros in front, or letters around them.

    Parameters
    ----------
    styles
        The elements of the workbook's list of styles.

    Returns
    -------
    formats
        By the number of the style, as cells name it.
    """
    codes: dict[str, str] = {}
    formats: dict[bytes, str] = {}
    style = -1
    is_of_cells = False
    for item in styles:
        tag = item.tag.rpartition("}")[2]
        if tag == "numFmt":
            codes[item.get("numFmtId", "")] = item.get("formatCode", "")
        elif tag in {"cellXfs", "cellStyleXfs", "dxfs", "cellStyles"}:
            is_of_cells = tag == "cellXfs"
        elif tag == "xf" and is_of_cells:
            style += 1
            code = codes.get(item.get("numFmtId", ""), "").partition(";")[0]
            if format_number(7, code) is not None:
                formats[str(style).encode()] = code
    return formats


def format_number(number: int, code: str) -> str | None:
    """
    Write a whole number as its format shows it; None where the format does not make an id of it.

    Examples
    --------
    >>> format_number(7, "000"), format_number(1, '"W"00'), format_number(116234, "0000 0000")
    ('007', 'W01', '0011 6234')
    >>> format_number(7, "0.00") is None, format_number(7, "dd/mm/yyyy") is None
    (True, True)
    """
    tokens = list(_TOKEN.finditer(code))
    zeros = sum(token[0] == "0" for token in tokens)
    is_whole = sum(len(token[0]) for token in tokens) == len(code)
    has_letters = any(map(str.isalpha, code.partition("0")[0]))  # behind it stands a unit
    if not is_whole or not (zeros > 1 or (zeros == 1 and has_letters)):
        return None
    digits = str(number).zfill(zeros)
    written: list[str] = []
    for token in reversed(tokens):
        if token[0] != "0":
            written.append(token[1] or token[2] or (" " if token[3] else token[4]) or "")
            continue
        zeros -= 1
        taken = digits if zeros == 0 else digits[-1]
        digits = digits[: -len(taken)]
        written.append(taken)
    return "".join(reversed(written)).strip()


def read_shown_number(given: Mapping[str, str], text: str) -> str | None:
    """
    Read what a cell of an open document shows, where that makes an id of its number.

    Parameters
    ----------
    given
        The attributes of the cell.
    text
        What it shows.

    Examples
    --------
    >>> cell = {"value-type": "float", "value": "7"}
    >>> read_shown_number(cell, "007"), read_shown_number(cell, "W07")
    ('007', 'W07')
    >>> read_shown_number(cell, "7"), read_shown_number(cell, "7.00"), read_shown_number(cell, "£7")
    (None, None, None)
    """
    shown = text.strip()
    if given.get("value-type") != "float" or not _SHOWN.fullmatch(shown):
        return None
    is_id = shown[0] == "0" or not shown[0].isdigit()
    digits = re.sub(r"\D", "", shown)
    value = given.get("value", "").partition(".")
    is_whole = value[0].isdigit() and not value[2].strip("0")
    is_same = is_whole and len(digits) > 0 and int(digits) == int(value[0])
    return shown if is_same and is_id and len(shown) > 1 else None


def list_formatted_cells(
    pieces: Iterable[bytes], formats: dict[bytes, str]
) -> Iterator[tuple[int, int, str]]:
    """
    Give the row, the column (from 0) and the text of every cell with one of these styles.

    Parameters
    ----------
    pieces
        The cells of a sheet as XML; no piece ends inside a tag.
    formats
        As `find_zero_formats` gives them.
    """
    for piece in _whole_cells(pieces):
        for found in _CELL.finditer(piece):
            given = dict(_ATTRIBUTE.findall(found[1]))
            code = formats.get(given.get(b"s", b""))
            where = _REFERENCE.fullmatch(given.get(b"r", b"").decode("ascii", "replace"))
            if code is None or where is None or given.get(b"t", b"") not in _NUMBERS:
                continue
            text = format_number(int(float(found[2])), code)
            if text is not None:
                yield int(where[2]) - 1, _position_of(where[1]), text


def _whole_cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cut between cells instead of inside them."""
    kept = b""
    for piece in pieces:
        text = kept + piece
        begun = max(text.rfind(b"<c "), text.rfind(b"<", 0, max(text.rfind(b":c "), 0)))
        cut = begun if begun > 0 else len(text)
        kept = text[cut:]
        yield text[:cut]
    yield kept


def _position_of(letters: str) -> int:
    """Count the columns before the one of these letters."""
    position = 0
    for letter in letters.upper():
        position = 26 * position + ord(letter) - ord("A") + 1
    return position - 1

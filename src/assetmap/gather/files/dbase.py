"""In which alphabet the texts of a Shapefile are, whatever stands beside it.

The texts are in a file of their own (``.dbf``), which names an alphabet by one
number, or not at all; a ``.cpg`` beside it may say another. Where the bytes are
UTF-8 beyond doubt, that is what they are.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assetmap.gather.files.letters import find_alphabet

__all__ = ["Alphabet", "find_texts"]

_FIELD = 32
_UNSAID = frozenset({0x00, 0x57})  # nothing, and "whatever this computer writes"
_MOST_TEXTS = 20_000
_ROWS_AT_A_TIME = 100_000
_GDAL_NAMES = {"cp1252": "CP1252", "mac_roman": "MACINTOSH", "cp850": "CP850"}


@dataclass(frozen=True)
class Alphabet:
    """An alphabet by the name that GDAL knows; None where what the file says is trusted."""

    name: str | None = None
    is_cut: bool = False
    """Whether texts end in the middle of a letter, since a cell had no more room."""
    remark: str = ""


def find_texts(path: Path) -> Alphabet:
    """
    Find the alphabet of a Shapefile by its letters.

    Parameters
    ----------
    path
        The ``.shp``, whose header was found honest.
    """
    beside = {file.suffix.lower(): file for file in path.parent.glob(f"{_plain(path.stem)}.*")}
    if ".dbf" not in beside or path.suffix.lower() != ".shp":
        return Alphabet()
    texts, language = _read_odd_texts(beside[".dbf"])
    if not texts:
        return Alphabet()
    stated = ""
    if ".cpg" in beside:
        with beside[".cpg"].open("rb") as stream:
            stated = stream.read(64).decode("ascii", errors="replace").strip()
    is_utf8 = stated.upper().replace("-", "") in {"UTF8", "65001"}
    whole, cut = _count_utf8(texts)
    if whole + cut == len(texts) and whole:
        if is_utf8 and not cut:
            return Alphabet()
        says = "" if is_utf8 else _say("UTF-8, which its letters are", stated)
        return Alphabet("ISO-8859-1" if cut else "UTF-8", bool(cut), says)
    if stated and not is_utf8:
        return Alphabet()
    if language not in _UNSAID and not is_utf8:
        return Alphabet()
    name = find_alphabet(b"\n".join(texts))
    return Alphabet(_GDAL_NAMES[name], remark=_say(f"{name}, which fits its letters best", stated))


def _say(what: str, stated: str) -> str:
    beside = f"though the .cpg beside it says {stated!r}" if stated else "since no .cpg says so"
    return f"texts were read as {what}, {beside}"


def _read_odd_texts(path: Path) -> tuple[list[bytes], int]:
    """Give different texts that have letters beyond ASCII, and the number of the language."""
    with path.open("rb") as stream:
        head = stream.read(_FIELD)
        rows, first, width = struct.unpack_from("<IHH", head, 4)
        fields = stream.read(max(0, first - _FIELD))
    places = []
    at = 1  # the first letter of a row says whether it was deleted
    for start in range(0, len(fields) - _FIELD + 1, _FIELD):
        kind, size = fields[start + 11 : start + 12], fields[start + 16]
        if kind == b"C":
            places.append((at, at + size))
        at += size
    texts: set[bytes] = set()
    rows = min(rows, max(0, (path.stat().st_size - first) // max(1, width)))
    if not rows or not places or at > width:
        return [], head[29]
    whole = np.memmap(path, dtype=np.uint8, mode="r", offset=first, shape=(rows, width))
    for begin in range(0, rows, _ROWS_AT_A_TIME):
        part = np.asarray(whole[begin : begin + _ROWS_AT_A_TIME])
        for left, right in places:
            cells = part[:, left:right]
            odd = cells[(cells >= 0x80).any(axis=1)]
            texts.update(cell.tobytes().rstrip(b" \x00") for cell in odd[:_MOST_TEXTS])
        if len(texts) > _MOST_TEXTS:
            break
    return sorted(texts), head[29]


def _count_utf8(texts: list[bytes]) -> tuple[int, int]:
    """Count the texts that are UTF-8, and those that are but for a letter cut at their end."""
    whole = cut = 0
    for text in texts:
        try:
            text.decode("utf-8")
            whole += 1
        except UnicodeDecodeError as error:
            cut += error.reason == "unexpected end of data"
    return whole, cut


def _plain(name: str) -> str:
    """Write a name so that a pattern means it letter by letter."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)

"""Marks for private fields, and a search that finds them however they are written.

A mark is made from the record and the field that it stands in, so that
whatever is found says whose it is. Words carry a token; telephones, postcodes,
days, numbers and points, where no token can stand, are unique themselves.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import datetime as dt
import hashlib
import html
import itertools
import re
import urllib.parse
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import numpy as np
import pyproj

__all__ = ["Found", "Marks", "readings"]

TOKEN = re.compile(r"zq[a-z]{7}jx|xj[a-z]{7}qz")
BETWEEN = re.compile(r"(?<=\w)[\s().+\-–]+(?=\w)")
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
DAY = re.compile(rf"\d\d/\d\d/\d{{4}}|\d{{1,2}}(?:{MONTHS})[a-z]*\d{{4}}")
TO_DEGREES = pyproj.Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
TO_METRES = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:27700", always_xy=True)
CLOSE_M = 60.0
"""A shown point this near to a private one tells it."""

DEEP = 3
"""How many layers of coding are undone."""


class Found(NamedTuple):
    """Whose mark was found, and of what."""

    record: str
    field: str


@dataclass
class Marks:
    """Every mark that was given out, and whose it is."""

    tokens: dict[str, Found] = field(default_factory=dict)
    phones: dict[str, Found] = field(default_factory=dict)
    codes: dict[str, Found] = field(default_factory=dict)
    days: dict[str, Found] = field(default_factory=dict)
    numbers: dict[str, Found] = field(default_factory=dict)
    points: dict[tuple[int, int], Found] = field(default_factory=dict)
    days_given: int = 0

    def word(self, record: str, name: str) -> str:
        """Give the token of a field: letters alone, which survive every spelling."""
        digest = hashlib.blake2b(f"{record}/{name}".encode(), digest_size=7).digest()
        token = f"zq{''.join(chr(97 + byte % 26) for byte in digest)}jx"
        assert self.tokens.setdefault(token, Found(record, name)) == (record, name)
        return token

    def phone(self, record: str) -> str:
        """Give a telephone number that nobody else has."""
        last = 10_000 + 37 * len(self.phones)
        self.phones[f"77009{last:05d}"] = Found(record, "phone")
        return f"07700 9{last:05d}"

    def postcode(self, record: str) -> str:
        """Give a postcode that nobody else has."""
        at = len(self.codes)
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        inward = f"{at % 9}{letters[at // 9 % 20]}{letters[at // 180]}"
        self.codes[f"pe71{inward}".casefold()] = Found(record, "postcode")
        return f"PE71 {inward}"

    def day(self, record: str, name: str, first: dt.date) -> str:
        """Give a day that nobody else has, counted on from a first one."""
        day = first + dt.timedelta(days=self.days_given)
        self.days_given += 1
        since = str(abs((day - dt.date(1970, 1, 1)).days) * 86_400)
        spelt = (f"{day:%Y%m%d}", f"{day:%d%m%Y}", f"{day:%d/%m/%Y}", since, f"{since}000")
        named = (f"{day.day}{day:%B%Y}".casefold(), f"{day.day}{day:%b%Y}".casefold())
        self.days |= dict.fromkeys((*spelt, *named), Found(record, name))
        return day.isoformat()

    def number(self, record: str, name: str) -> str:
        """Give a number that nobody else has."""
        number = str(73_100_017 + 1_009 * len(self.numbers))
        self.numbers[number] = Found(record, name)
        return number

    def point(self, record: str, around: tuple[int, int]) -> tuple[int, int]:
        """Give a point that is far from every other one, in metres."""
        at = len(self.points)
        point = (around[0] + 211 * (at % 7) + at, around[1] + 223 * (at // 7) + at)
        self.points[point] = Found(record, "point")
        return point

    def find(self, data: bytes | str) -> set[Found]:
        """Find every mark, as it is written or coded; words also turned round."""
        found: set[Found] = set()
        for text in readings(data.encode("utf-8", "replace") if isinstance(data, str) else data):
            found |= self._find_in(text.casefold())
        return found

    def find_near(self, shown: np.ndarray) -> set[Found]:
        """Find the private points that any of these points, in metres, is close to."""
        return {
            whose
            for point, whose in self.points.items()
            if len(shown) and np.hypot(*(shown - point).T).min() < CLOSE_M
        }

    def _find_in(self, text: str) -> set[Found]:
        words = {word if word.startswith("zq") else word[::-1] for word in TOKEN.findall(text)}
        close = BETWEEN.sub("", text)
        digits = set(re.findall(r"\d{6,}", close))
        days = {*digits, *DAY.findall(close), *(number[:8] for number in digits)}
        numbers = {*re.findall(r"\d{8,}", text)}
        numbers |= {part.replace(",", "") for part in re.findall(r"\d{1,3}(?:,\d{3})+", text)}
        found = {self.tokens[word] for word in words & self.tokens.keys()}
        found |= {self.days[day] for day in days & self.days.keys()}
        found |= {self.numbers[number] for number in numbers & self.numbers.keys()}
        found |= {whose for code, whose in self.codes.items() if code in close}
        for number in digits:
            found |= {whose for phone, whose in self.phones.items() if phone in number}
        return found | self._find_written_points(text)

    def _find_written_points(self, text: str) -> set[Found]:
        """Find points whose metres or degrees are both written out."""
        metres = {*re.findall(r"(?<!\d)\d{6}(?!\d)", text)}
        degrees = {f"{float(part):.4f}" for part in re.findall(r"\d{1,3}\.\d{4,}", text)}
        return {
            whose
            for point, whose in self.points.items()
            if {*map(str, point)} <= metres or to_degrees(point) <= degrees
        }


@cache
def to_degrees(point: tuple[int, int]) -> frozenset[str]:
    """Write a point in degrees, to about ten metres."""
    return frozenset(f"{part:.4f}" for part in TO_DEGREES.transform(*point))


def readings(data: bytes) -> Iterator[str]:
    """Give a text as it is, and with up to three layers of coding undone."""
    seen: set[bytes] = set()
    layer = [data]
    for _ in range(DEEP + 1):
        fresh = [part for part in layer if part and part not in seen]
        seen.update(fresh)
        yield from (part.decode("utf-8", "replace") for part in fresh)
        layer = [out for part in fresh for decode in DECODERS for out in decode(part)]


def _undo_markup(data: bytes) -> Iterator[bytes]:
    if b"&" in data:
        yield html.unescape(data.decode("utf-8", "replace")).encode("utf-8", "replace")


def _undo_escapes(data: bytes) -> Iterator[bytes]:
    if b"\\" in data:
        text = data.decode("utf-8", "replace")
        pattern = r"\\u\{?([0-9a-fA-F]{4,6})\}?|\\x([0-9a-fA-F]{2})"
        plain = re.sub(pattern, lambda got: chr(int(got[1] or got[2], 16) % 0x110000), text)
        yield plain.encode("utf-8", "replace")


def _undo_percent(data: bytes) -> Iterator[bytes]:
    if b"%" in data:
        yield urllib.parse.unquote_to_bytes(data)


def _undo_wide(data: bytes) -> Iterator[bytes]:
    if b"\0" in data:
        for coding, start in itertools.product(("utf-16-le", "utf-16-be"), (0, 1)):
            yield data[start:].decode(coding, "replace").encode("utf-8", "replace")
        yield data.replace(b"\0", b"")


def _undo_hex(data: bytes) -> Iterator[bytes]:
    runs = re.findall(rb"(?:[0-9a-fA-F]{2}){11,}", data)
    yield b"\n".join(binascii.unhexlify(run) for run in runs)


def _undo_base64(data: bytes) -> Iterator[bytes]:
    blobs = []
    for run in re.findall(rb"[A-Za-z0-9+/_-]{14,}={0,2}", data):
        plain = run.rstrip(b"=").translate(bytes.maketrans(b"-_", b"+/"))
        with contextlib.suppress(binascii.Error):
            blobs.append(base64.b64decode(plain + b"=" * (-len(plain) % 4)))
    yield b"\n".join(blobs)
    for blob in blobs:
        yield from _inflate(blob, -zlib.MAX_WBITS)


def _undo_packing(data: bytes) -> Iterator[bytes]:
    for start in re.finditer(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]", data):
        yield from _inflate(data[start.start() :], zlib.MAX_WBITS | 32)


def _inflate(data: bytes, wbits: int) -> Iterator[bytes]:
    with contextlib.suppress(zlib.error):
        yield zlib.decompressobj(wbits).decompress(data, 50_000_000)


DECODERS = (
    _undo_markup, _undo_escapes, _undo_percent, _undo_wide, _undo_hex, _undo_base64, _undo_packing,
)  # fmt: skip

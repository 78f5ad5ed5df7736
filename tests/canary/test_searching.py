"""Does the search find a mark, however it was written? Else finding none would say nothing."""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import html
import json
import urllib.parse
import zlib
from collections.abc import Callable

import numpy as np
import pytest

from .searching import TO_DEGREES, Found, Marks

MARKS = Marks()
TOKEN = MARKS.word("somebody", "name")
PHONE = MARKS.phone("somebody")
MARKS.phone("another")
CODE = MARKS.postcode("somebody")
MARKS.day("another", "born", dt.date(1931, 2, 3))
DAY = MARKS.day("somebody", "born", dt.date(1931, 2, 3))
NUMBER = MARKS.number("somebody", "count")
POINT = MARKS.point("somebody", (600_123, 400_321))
NAME = Found("somebody", "name")


def wide_json(text: str) -> bytes:
    return "".join(f"\\u{ord(letter):04x}" for letter in text).encode()


WRITTEN: dict[str, Callable[[str], bytes]] = {
    "as it is": str.encode,
    "in capitals": lambda text: text.upper().encode(),
    "in a cell behind an apostrophe": lambda text: f'"\'={text}",1'.encode(),
    "JSON": lambda text: json.dumps([text]).encode(),
    "JSON escapes": wide_json,
    "named and numbered entities": lambda text: "".join(f"&#{ord(x)};" for x in text).encode(),
    "hexadecimal entities": lambda text: "".join(f"&#x{ord(x):x};" for x in text).encode(),
    "entities twice": lambda text: html.escape("".join(f"&#{ord(x)};" for x in text)).encode(),
    "per cent": lambda text: "".join(f"%{ord(x):02X}" for x in text).encode(),
    "an address": lambda text: urllib.parse.urlencode({"q": text}).encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 of an address": lambda text: base64.urlsafe_b64encode(f"??{text}??".encode()),
    "base64 in a page": lambda text: b"src='data:x;base64," + base64.b64encode(text.encode()),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "turned round": lambda text: text[::-1].encode(),
    "turned round in base64": lambda text: base64.b64encode(text[::-1].encode()),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 behind an odd byte": lambda text: b"x" + text.encode("utf-16-be"),
    "zlib": lambda text: b"head" + zlib.compress(text.encode()),
    "gzip": lambda text: b"head" + gzip.compress(text.encode()),
    "zlib in base64": lambda text: base64.b64encode(zlib.compress(text.encode())),
    "deflate in base64": lambda text: base64.b64encode(zlib.compress(text.encode())[2:-4]),
    "escapes in entities": lambda text: html.escape(wide_json(text).decode()).encode(),
}


@pytest.mark.parametrize("how", WRITTEN)
@pytest.mark.parametrize("around", ["", "<p>before {} after</p>"])
def test_a_token_is_found_however_it_is_written(how: str, around: str) -> None:
    if how in {"base64", "turned round in base64"} and around:
        around = "<p>before, {} after</p>"  # whoever codes a text codes it from its start
    before, _, after = around.partition("{}")
    page = before.encode() + WRITTEN[how](TOKEN) + after.encode()
    assert MARKS.find(page) == {NAME}


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ("phone", PHONE),
        ("phone", f"tel:+44{PHONE[1:].replace(' ', '')}"),
        ("phone", f"https://wa.me/44{PHONE[1:].replace(' ', '')}?text=x"),
        ("phone", f"(0){PHONE[1:5]}-{PHONE[6:9]}.{PHONE[9:]}"),
        ("phone", f"{PHONE} 01632 960123"),
        ("postcode", f"4 Acacia Avenue {CODE}."),
        ("postcode", f"?q={CODE.lower().replace(' ', '+')}"),
        ("postcode", CODE.replace(" ", "")),
        ("born", DAY),
        ("born", f"{DAY}T00:00:00"),
        ("born", "04/02/1931"),
        ("born", "on 4 February 1931"),
        ("born", "4 Feb 1931"),
        ("born", '{"born":-1227830400000}'),
        ("count", f"[1,{NUMBER},2]"),
        ("count", f"{int(NUMBER):,} times"),
        ("count", f"{NUMBER}.0"),
        ("point", f"POINT ({POINT[0]} {POINT[1]})"),
        ("point", "[{:.6f}, {:.6f}]".format(*TO_DEGREES.transform(*POINT))),
    ],
)
def test_what_is_no_word_is_found_too(field: str, written: str) -> None:
    assert MARKS.find(written) == {Found("somebody", field)}
    assert MARKS.find(base64.b64encode(zlib.compress(written.encode()))) == {
        Found("somebody", field)
    }


def test_a_point_is_found_by_a_shown_one_beside_it_and_not_by_one_far_away() -> None:
    assert MARKS.find_near(np.array([[600_163.0, 400_361.0]])) == {Found("somebody", "point")}
    assert MARKS.find_near(np.array([[600_223.0, 400_321.0]])) == set()


def test_a_page_without_marks_has_none() -> None:
    letters = "zqnobodyjx zqaaaaaaajx 07700 900999 PE21 1AA 1931-01-01 6000000 [1,2,3]"
    assert MARKS.find(f"<p>{letters}</p>" * 50) == set()

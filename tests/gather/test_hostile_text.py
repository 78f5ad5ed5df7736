"""Text that would run somewhere else is kept here letter by letter, in every column."""

from __future__ import annotations

import csv
import io

import pytest

from assetmap.gather.tidy import tidy_cells

HOSTILE = [
    "{{7*7}}", "{#", "{%", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    "`", "${7*7}", "\\", "\\u0041", "a\u2028b", "a\u2029b", "a\u202eb", "javascript:alert(1)",
    "=1+1", "@SUM(A1)", "+44 1632 960001", "-3 steps", "O'Brien \"q\"", "'; DROP TABLE assets;--",
    "%s %(x)s {0}", "../../etc/passwd", "🧶👩🏽‍🌾", "שלום مرحبا", "None of the above", "é" * 3,
]  # fmt: skip
TEXTS = ["Description", "Website", "Address", "Postcode", "Contact name", "Email", "Phone"]
LISTS = ["Themes", "Offers", "Wants", "Head", "Hands", "Heart"]


def _table(heads: list[str], texts: list[str]) -> str:
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(["Name", "Kind", *heads, "Nobody's column"])
    for text in texts:
        writer.writerow([text, "space", *[text] * len(heads), text])
    return stream.getvalue()


def test_hostile_text_survives_in_every_text_column(gather) -> None:
    m = gather({"assets.csv": _table(TEXTS, HOSTILE)})
    assert m.report.accepted == len(HOSTILE)
    names = ["name", *(head.lower().replace(" ", "_") for head in TEXTS), "Nobody's column"]
    for name in names:
        assert m.assets[name].tolist() == HOSTILE, name


def test_hostile_text_survives_in_every_list(gather) -> None:
    texts = [text for text in HOSTILE if ";" not in text]
    m = gather({"assets.csv": _table(LISTS, texts)})
    for head in LISTS:
        assert m.assets[head.lower()].tolist() == [(text,) for text in texts], head


def test_hostile_headers_are_only_headers(gather) -> None:
    heads = ["<script>x", "{{7*7}}", "a\nb", "__class__", "index", "level_0"]
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows([["Name", "Kind", *heads], ["Hall", "space", *heads]])
    m = gather({"assets.csv": stream.getvalue()})
    for head in heads:
        assert m.assets[" ".join(head.split())].tolist() == [head]


def test_text_that_reorders_what_a_reader_sees_is_noted(gather, notes) -> None:
    m = gather({"assets.csv": "Name,Kind\na\u202eb,space\nplain,space\n"})
    assert notes(m) == [(2, "bidi_control")]


def test_a_very_long_story_survives(gather, rejections) -> None:
    story = "A long day. " * 2_730
    m = gather({"assets.csv": f"Name,Kind,Story\nHall,space,{story}\n"})
    assert m.assets["description"].tolist() == [story.strip()]
    longer = story * 33  # no cell of a spreadsheet holds that much
    m = gather({"assets.csv": f"Name,Kind,Story\nHall,space,{longer}\nInn,space,\n"})
    assert m.assets["name"].tolist() == ["Inn"]
    [(row, column, value, code)] = rejections(m)
    assert (row, column, code) == (2, "Story", "cell_too_long")
    assert value.endswith("(cut; 1,081,080 letters)")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("a\x00b\x07c", "abc"), ("a\r\nb\rc", "a\nb\nc"), ("tab\there", "tab here"),
        ("\ufeffHall", "Hall"), ("Cafe\u0301", "Café"), ("\ud800", "\ufffd"), ("\u200b", None),
        ("x\u200dy", "xy"), ("'=1+1", "=1+1"), ("'tis", "'tis"), ("\x1f", None),
        ("a\x1fb", "ab"), ("\xa0 - \xa0", None), ("#REF!", None), ("none", "none"), ("0", "0"),
    ],
)  # fmt: skip
def test_tidying_one_cell(given: str, kept: str | None) -> None:
    assert tidy_cells([given]).tolist() == [kept]
    assert tidy_cells(["before", given, "after"]).tolist() == ["before", kept, "after"]


def test_tidying_nothing() -> None:
    assert tidy_cells([]).tolist() == []
    assert tidy_cells([None, ""]).tolist() == [None, None]

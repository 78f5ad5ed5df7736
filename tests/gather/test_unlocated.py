"""Rows that nothing puts on the map are counted and named."""

from __future__ import annotations

import pytest


def _said(m) -> list[str]:
    return m.report.problems.query("code == 'not_located'")["says"].tolist()


@pytest.mark.parametrize(
    ("head", "cells", "why"),
    [
        ("Lat,Lon", ["52.61329,-1.23346", ",", ","], "of 2 nothing says where they are"),
        ("Easting,Northing", ["452000,302000", ",", ","], "of 2 nothing says where they are"),
        ("Place,Note", ["Mill End,", "Timbuktu,", ","],
         "of 1 nothing says where they are, and of 1 what is written could not be used"),
        ("Postcode,Note", ["LE1 1AA,", "LE1 1AB,", ","],
         "of 1 nothing says where they are, and of 2 what is written could not be used"),
        ("Location,Note", ['"52.61329, -1.23346",', "Court House,", ","],
         "of 1 nothing says where they are, and of 1 what is written could not be used"),
    ],
)  # fmt: skip
def test_unlocated_rows_are_counted_with_their_numbers(gather, head, cells, why) -> None:
    rows = "".join(f"A{at},space,{cell}\n" for at, cell in enumerate(cells))
    m = gather({"assets.csv": f"Name,Kind,{head}\n{rows}"})
    count = 3 if "Postcode" in head else 2
    which = "rows 2, 3 and 4" if count == 3 else "rows 3 and 4"
    assert _said(m) == [f"{count} of 3 rows have no location and are near nothing: {which}; {why}"]
    assert m.report.problems.iloc[0]["row"] is None  # said first


def test_many_rows_are_not_all_listed(gather) -> None:
    rows = "".join(f"A{at},space,,\n" for at in range(20))
    m = gather({"assets.csv": f"Name,Kind,Lat,Lon\n{rows}"})
    assert "rows 2, 3, 4, 5, 6, 7, 8, 9 and 12 more;" in _said(m)[0]


@pytest.mark.parametrize(
    "text",
    [
        "Name,Kind\nA,space\n",  # no column for it
        "Name,Kind,Place\nA,space,w1\nB,space,Both Ends\n",
        "Name,Kind,Lat,Lon\nA,space,52.61329,-1.23346\n",
        "Name,Kind,Lat,Lon\nA,space,91,181\n",  # rejected, which is said at the row
    ],
)
def test_nothing_is_said_where_nothing_is_lost(gather, text: str) -> None:
    assert _said(gather({"assets.csv": text})) == []

"""Columns become few bytes, and come back as they were."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from assetmap.maps.encoding import (
    encode_codes,
    encode_differences,
    encode_lists,
    encode_numbers,
    encode_numbers_in,
    encode_texts,
    encode_whole,
)


def decode(column: Any, n: int) -> list[Any]:
    """Read a column the plain way, as a page does."""
    if column is None:
        return [None] * n
    if isinstance(column, list):
        return column
    if isinstance(column, int):
        return [column] * n
    out: list[Any] = [None] * n
    for row, value in zip(accumulate(column["at"]), column["is"], strict=True):
        out[row] = value
    return out


@given(st.lists(st.one_of(st.none(), st.text(max_size=4)), max_size=12))
def test_texts_come_back(values: list[str | None]) -> None:
    column = encode_texts(pd.Series(values, dtype=object))
    assert decode(column, len(values)) == values


@given(st.lists(st.one_of(st.none(), st.sampled_from("abc")), max_size=12))
def test_codes_come_back(values: list[str | None]) -> None:
    column = encode_codes(pd.Series(values, dtype=object))
    if column is None:
        assert not any(values)
        return
    assert isinstance(column, dict)
    assert column["of"] == sorted({value for value in values if value is not None})
    codes = decode(column["code"], len(values))
    assert [None if code < 0 else column["of"][code] for code in codes] == values


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=3).map(tuple), max_size=10))
def test_lists_come_back(values: list[tuple[str, ...]]) -> None:
    column = encode_lists(pd.Series(values, dtype=object))
    out: list[tuple[str, ...]] = [()] * len(values)
    if column is not None:
        assert isinstance(column, dict)
        words = iter([column["of"][code] for code in column["code"]])
        for row, n in zip(accumulate(column["at"]), column["n"], strict=True):
            out[row] = tuple(next(words) for _ in range(n))
    assert out == values


@given(st.lists(st.integers(-(10**7), 10**7), max_size=20))
def test_differences_add_up(values: list[int]) -> None:
    steps = encode_differences(np.array(values, dtype=np.int64))
    assert list(accumulate(steps)) == values


def test_a_mostly_empty_column_names_its_rows() -> None:
    assert encode_texts(pd.Series([None, None, None, "x"])) == {"at": [3], "is": ["x"]}


def test_an_empty_text_is_not_a_missing_one() -> None:
    assert encode_texts(pd.Series(["", None], dtype=object)) == ["", None]


def test_an_empty_column_is_not_written() -> None:
    assert encode_texts(pd.Series([None, None], dtype=object)) is None
    assert encode_codes(pd.Series([None], dtype=object)) is None
    assert encode_lists(pd.Series([(), ()], dtype=object)) is None
    assert encode_numbers(pd.Series([np.nan])) is None


def test_missing_numbers_are_left_out_and_whole_ones_stay_whole() -> None:
    assert encode_numbers(pd.Series([80.0, np.nan, np.inf, 3.0])) == [80, None, None, 3]
    assert encode_numbers(pd.Series([0.12345, 0.5]), digits=3) == [0.123, 0.5]


def test_counts_kept_back_are_marked_and_repeats_are_one_number() -> None:
    counts = pd.Series(pd.array([3, None], dtype="Int64"))
    assert encode_whole(counts) == [3, -1]
    assert encode_whole(pd.Series([True, True])) == 1
    assert encode_numbers_in(pd.Series([1254.0, np.nan]), unit=10.0) == [125, -1]

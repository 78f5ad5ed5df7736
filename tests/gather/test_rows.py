from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.gather.files.rows import LineRows, ListRows

ROWS = [["a", "b", "c"], ["1"], [], ["2", "3", "4", "5"]]


@pytest.fixture(params=["lines", "lists"])
def rows(request: pytest.FixtureRequest) -> LineRows | ListRows:
    if request.param == "lists":
        return ListRows(ROWS)
    lines = LineRows.from_text("a,b,c\n1\n\n2,3,4,5\n", ",")
    assert lines is not None
    return lines


def test_rows_are_the_same_however_they_are_kept(rows: LineRows | ListRows) -> None:
    assert [*rows] == ROWS
    assert len(rows) == 4
    assert rows[-1] == ROWS[-1]
    assert rows.widths.tolist() == [3, 1, 0, 4]
    assert rows.column(0) == ["a", "1", None, "2"]
    assert rows.column(1) == ["b", None, None, "3"]
    assert rows.column(3) == [None, None, None, "5"]
    with pytest.raises(IndexError):
        rows[4]


def test_a_stretch_of_rows_is_rows_again(rows: LineRows | ListRows) -> None:
    stretch = rows[1:][1:]
    assert [*stretch] == ROWS[2:]
    assert stretch.column(2) == [None, "4"]
    assert [*rows[2:2]] == []
    assert rows[2:2].column(0) == []


def test_lines_are_cut_one_after_the_other_alone() -> None:
    lines = LineRows.from_text("a\nb\nc", ",")
    assert lines is not None
    with pytest.raises(ValueError, match="steps of 2"):
        lines[::2]


@pytest.mark.parametrize("text", ['"a\nb",c', "a\rb", 'a,"'])
def test_text_with_rows_of_several_lines_is_left_to_a_reader(text: str) -> None:
    assert LineRows.from_text(text, ",") is None


@given(st.text('ab,;"\n é😀', max_size=60), st.sampled_from(",;"), st.integers(0, 4))
def test_lines_hold_what_a_reader_of_csv_reads(text: str, delimiter: str, at: int) -> None:
    try:
        lines = LineRows.from_text(text, delimiter)
        expected = [*csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)]
    except csv.Error:
        return
    if lines is None:
        return
    assert [*lines] == expected
    assert lines.widths.tolist() == [*map(len, expected)]
    cells = [row[at] if at < len(row) else None for row in expected]
    assert lines.column(at) == cells
    assert lines[1:].column(at) == cells[1:]
    assert lines.widths.dtype == np.int64

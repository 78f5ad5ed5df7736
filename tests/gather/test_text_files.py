from __future__ import annotations

import codecs
import csv
import gzip
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assetmap.errors import FileError
from assetmap.gather.files.tables import read_text_rows

ROWS = [["Name", "Kind"], ["Café “Möwe”", "space"], ["Łódź Circle – £5", "association"]]


@pytest.fixture
def rows_of(tmp_path: Path):
    def write_and_read(content: bytes, name: str = "assets.csv"):
        (tmp_path / name).write_bytes(content)
        rows, remarks = read_text_rows(tmp_path / name)
        return [*rows], remarks

    return write_and_read


def _text(rows: list[list[str]], delimiter: str = ",") -> str:
    return "".join(delimiter.join(row) + "\r\n" for row in rows)


@pytest.mark.parametrize(
    ("content", "remark"),
    [
        (_text(ROWS).encode(), None),
        (codecs.BOM_UTF8 + _text(ROWS).encode(), None),
        (_text(ROWS).encode("utf-16"), "read as utf-16"),
        (codecs.BOM_UTF16_BE + _text(ROWS).encode("utf-16-be"), "read as utf-16"),
        (_text(ROWS).encode("utf-16-le"), "read as utf-16-le, though nothing says so"),
        (_text(ROWS).encode("utf-16-be"), "read as utf-16-be, though nothing says so"),
    ],
)
def test_every_encoding_of_unicode(rows_of, content: bytes, remark: str | None) -> None:
    assert rows_of(content) == (ROWS, () if remark is None else (remark,))


def test_what_windows_wrote(rows_of) -> None:
    content = "Name\r\nCafé – £5\r\n".encode("cp1252")
    assert rows_of(content) == (
        [["Name"], ["Café – £5"]],
        ("read as cp1252, since it is not UTF-8",),
    )


def test_older_letters_pasted_into_utf8_spoil_nothing_else(rows_of) -> None:
    content = "Name\nŁódź\n".encode() + "Café\n".encode("cp1252") + b"odd \x81\n"
    rows, remarks = rows_of(content)
    assert rows == [["Name"], ["Łódź"], ["Café"], ["odd \x81"]]
    assert remarks == ("letters that are not UTF-8, though others are, were read as cp1252",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(rows_of, delimiter: str) -> None:
    rows, remarks = rows_of(_text(ROWS, delimiter).encode())
    assert rows == ROWS
    said = () if delimiter == "," else (f"columns are separated by {delimiter!r}",)
    assert remarks == said


def test_semicolons_win_over_the_commas_of_a_story(rows_of) -> None:
    text = "Name;Story\nHall;tea, cake, and song\nChoir;sings, loudly, on Mondays\n"
    rows, _ = rows_of(text.encode())
    assert [len(row) for row in rows] == [2, 2, 2]


def test_excels_own_line_says_the_delimiter_and_is_no_row(rows_of) -> None:
    rows, _ = rows_of(b"sep=;\r\nName;Kind\r\nHall, big;space\r\n")
    assert rows == [["Name", "Kind"], ["Hall, big", "space"]]


def test_line_breaks_inside_a_cell_are_one_row(rows_of) -> None:
    rows, remarks = rows_of(b'Name,Story\r\nHall,"first\r\nsecond, third"\r\nChoir,""\r\n')
    assert rows == [["Name", "Story"], ["Hall", "first\r\nsecond, third"], ["Choir", ""]]
    assert remarks == ()


def test_a_quote_that_is_never_closed_loses_no_row(rows_of) -> None:
    rows, remarks = rows_of(b'Name,Kind\nHall,space\n"Choir,association\nClub,association\n')
    assert rows == [
        ["Name", "Kind"], ["Hall", "space"], ['"Choir', "association"], ["Club", "association"],
    ]  # fmt: skip
    assert remarks == (
        "a quotation mark opened on line 3 is never closed; "
        "from there on, quotation marks were read as plain characters",
    )


def test_strange_line_ends_of_unicode_do_not_end_a_row(rows_of) -> None:
    rows, _ = rows_of('Name,Kind\n"Hall"x,a\u2028b\x85c\x0bd\nChoir,e\n'.encode())
    assert rows == [["Name", "Kind"], ["Hallx", "a\u2028b\x85c\x0bd"], ["Choir", "e"]]


def test_zero_bytes_and_very_long_cells(rows_of) -> None:
    before = csv.field_size_limit()
    story = "x" * 2_000_000
    rows, _ = rows_of(f'Name,Kind\nHa\x00ll,{story}\n"open,{story}'.encode())
    assert rows[1] == ["Hall", story]
    assert rows[2] == ['"open', story]
    assert csv.field_size_limit() == before


def test_packed_text(rows_of, tmp_path: Path) -> None:
    assert rows_of(gzip.compress(_text(ROWS).encode()), "assets.csv.gz")[0] == ROWS
    cut = gzip.compress(_text(ROWS).encode() * 50)[:-30]
    for content in (cut, cut[:20] + b"\xff" * 40, b"\x1f\x8b\x08"):
        with pytest.raises(FileError, match="is damaged"):
            rows_of(content, "assets.csv.gz")


def test_a_packed_milliard_of_nothing_is_refused(rows_of) -> None:
    with pytest.raises(FileError, match="unpacks to over 50,000,000 bytes"):
        rows_of(gzip.compress(b"\x00" * 60_000_000), "assets.csv.gz")


@pytest.mark.parametrize("content", [b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b"\r\n"])
def test_next_to_nothing_is_read_as_next_to_nothing(rows_of, content: bytes) -> None:
    rows, _ = rows_of(content)
    assert sum(map(len, rows)) <= 1


CELLS = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=5), min_size=1, max_size=6), st.booleans())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_a_csv_writer_writes_is_read_back(tmp_path: Path, rows, is_quoted: bool) -> None:
    # A plain header settles the delimiter; the cells may hold every other one.
    rows = [
        ["Name", "Kind", "Story", "More", "Last"],
        *(row + [""] * (5 - len(row)) for row in rows),
    ]
    path = tmp_path / "assets.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        quoting = csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL
        csv.writer(stream, quoting=quoting).writerows(rows)
    read, remarks = read_text_rows(path)
    if not remarks:
        assert [*read] == rows


@given(st.text('ab,"\n\r ', max_size=40))
@settings(
    max_examples=500, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_reading_by_line_is_reading_the_whole(tmp_path: Path, body: str) -> None:
    """The rows are those of Python's own strict reader, wherever that one is content."""
    text = "Name,Kind\r\n" + body
    try:
        expected = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        return
    path = tmp_path / "assets.csv"
    path.write_bytes(text.encode())
    read, _ = read_text_rows(path)
    assert [*read] == expected


@pytest.mark.parametrize(
    "name",
    ["Łódź Kitchen, ul. Święta", "Klub Książki „Żabka”", "Świetlica – Główna, Łąka i Źródło"],
)
def test_what_windows_writes_in_central_europe(rows_of, name: str) -> None:
    content = f'Name,Kind\r\n"{name}",space\r\n'.encode("cp1250")
    rows, remarks = rows_of(content)
    assert rows[1] == [name, "space"]
    assert remarks == (
        "read as cp1250, what Windows writes in Central Europe, since it is not UTF-8",
    )


@pytest.mark.parametrize(
    "name",
    ["Crème brûlée à la façon, où être", "Señor Muñoz, niño", "Größe, Straße", "Élève; œuvre"],
)
def test_western_letters_are_not_taken_for_those_of_central_europe(rows_of, name: str) -> None:
    rows, _ = rows_of(f'Name,Kind\r\n"{name}",space\r\n'.encode("cp1252"))
    assert rows[1] == [name, "space"]


def test_the_euro_of_the_alphabet_that_has_it_for_the_sign_of_currencies(rows_of) -> None:
    rows, remarks = rows_of("Name,Cost\r\nCafé,5€\r\n".encode("iso8859-15"))
    assert (rows[1], remarks) == (["Café", "5€"], ("read as iso8859-15, since it is not UTF-8",))

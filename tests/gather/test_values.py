from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.gather.values import (
    read_dates,
    read_flags,
    read_numbers,
    read_words,
    to_slug,
    to_slugs,
)


def _cells(*values: str | None) -> np.ndarray:
    return np.array(values, dtype=object)


def _day(text: str) -> dt.date | None:
    days, unread = read_dates(_cells(text))
    return None if unread[0] else days[0].date()


MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
          "September", "October", "November", "December"]  # fmt: skip
FORMS = {
    "iso": lambda d: d.isoformat(),
    "iso with time": lambda d: f"{d.isoformat()}T09:30:00Z",
    "spreadsheet": lambda d: f"{d.isoformat()} 00:00:00",
    "year first": lambda d: f"{d.year}/{d.month}/{d.day}",
    "compact": lambda d: f"{d:%Y%m%d}",
    "slashes": lambda d: f"{d.day}/{d.month}/{d.year}",
    "padded": lambda d: f"{d.day:02}/{d.month:02}/{d.year} 14:05",
    "dots": lambda d: f"{d.day}.{d.month}.{d.year}",
    "dashes": lambda d: f"{d.day}-{d.month}-{d.year}",
    "words": lambda d: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    "ordinal": lambda d: f"{d.day}th of {MONTHS[d.month - 1]}, {d.year}",
    "weekday": lambda d: f"Sunday {d.day} {MONTHS[d.month - 1][:3]} {d.year}",
    "month word first": lambda d: f"{MONTHS[d.month - 1]} {d.day}, {d.year}",
    "excel": lambda d: f"{d.day:02}-{MONTHS[d.month - 1][:3]}-{d.year}",
}


@pytest.mark.parametrize("form", sorted(FORMS))
@given(day=st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
@settings(max_examples=60, deadline=None)
def test_every_day_in_every_written_form(form: str, day: dt.date) -> None:
    assert _day(FORMS[form](day)) == day


@pytest.mark.long
@pytest.mark.parametrize("form", sorted(FORMS))
def test_all_days_from_1900_to_2100(form: str) -> None:
    days = [dt.date(1900, 1, 1) + dt.timedelta(days=n) for n in range(73_414)]
    read, unread = read_dates(_cells(*(FORMS[form](day) for day in days)))
    assert not unread.any()
    assert [day.date() for day in read] == days


@given(st.dates(dt.date(1970, 1, 1), dt.date(2069, 12, 31)))
def test_short_years_are_of_1970_to_2069(day: dt.date) -> None:
    assert _day(f"{day.day}/{day.month}/{day.year % 100:02}") == day
    assert _day(f"{day.day}-{MONTHS[day.month - 1][:3]}-{day.year % 100:02}") == day


@given(st.dates(dt.date(1954, 10, 3), dt.date(2091, 8, 24)))
def test_a_spreadsheets_day_number(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    assert _day(str(serial)) == day
    assert _day(f"{serial}.75") == day


@given(st.integers(13, 31), st.integers(1, 12))
def test_never_month_first(day: int, month: int) -> None:
    assert _day(f"{month:02}/{day:02}/2026") is None
    assert _day(f"{month}-{day}-26") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026", (2026, 1, 1)), ("March 2026", (2026, 3, 1)), ("2026-03", (2026, 3, 1)),
     ("03/2026", (2026, 3, 1)), ("Sept 2024", (2024, 9, 1)), ("29 Feb 2024", (2024, 2, 29)),
     ("3/4/2026", (2026, 4, 3)), ("٣/٤/2026", (2026, 4, 3))],
)  # fmt: skip
def test_shorter_forms_begin_their_month_or_year(text: str, day: tuple[int, int, int]) -> None:
    assert _day(text) == dt.date(*day)


@pytest.mark.parametrize(
    "text",
    ["when Sheila rang", "31/02/2026", "29 Feb 2023", "3/4", "0/0/0000", "32 March 2026", "13/2026",
     "3/4/2026 or later", "March 2026 perhaps", "spring 2025", "12345678", "99999", "2026-13-01",
     "1" * 10_000, "March 26", "3 Marchember 2026"],
)  # fmt: skip
def test_what_is_not_a_date_is_unread(text: str) -> None:
    assert _day(text) is None


def test_numbers_as_people_write_them() -> None:
    texts = ["40", "1,200", "£3.50", "1 200", "50%", "-3", "1e3", ".5", None]
    numbers, unread = read_numbers(_cells(*texts))
    assert numbers[:-1].tolist() == [40, 1200, 3.5, 1200, 50, -3, 1000, 0.5]
    assert np.isnan(numbers[-1])
    assert not unread.any()


@pytest.mark.parametrize(
    "text", ["lots", "1,5", "12,34", "inf", "1e999", "40-50", "1.2.3", "9" * 400]
)
def test_what_is_not_a_number_is_unread(text: str) -> None:
    numbers, unread = read_numbers(_cells(text))
    assert unread.tolist() == [True]
    assert np.isnan(numbers[0]) or np.isinf(numbers[0])


def test_flags() -> None:
    flags, unread = read_flags(_cells("Yes", "N", "✔", "0", None, "maybe"))
    assert flags.tolist() == [True, False, True, False, False, False]
    assert unread.tolist() == [False] * 5 + [True]


def test_words_are_split_by_the_separator_and_by_lines_only() -> None:
    words = read_words(_cells("tea, coffee and cake; music\nsong;music; ;", None), ";")
    assert words.tolist() == [("tea, coffee and cake", "music", "song"), ()]


@given(st.lists(st.text(max_size=12), max_size=6))
def test_slugs_made_together_are_slugs_made_alone(texts: list[str]) -> None:
    assert to_slugs(texts) == [to_slug(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "slug"),
    [("St Mary's Hall, Nether End", "st-marys-hall-nether-end"), ("Łódź", "łódź"),
     ("!!!", "unnamed"), ("A\x1fB", "a-b"), ("  _x_ ", "x")],
)  # fmt: skip
def test_slugs(text: str, slug: str) -> None:
    assert to_slug(text) == slug

"""Dates as people and their spreadsheets write them: what each cell means, and what the column."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyproj
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.gather.date_columns import read_dates
from assetmap.gather.dates import Calendar
from assetmap.tables import find_consenting

NOVEMBER = Calendar(dt.date(2026, 11, 1))


def _cells(*values: str | None) -> np.ndarray:
    return np.array(values, dtype=object)


def _days(*texts: str | None, **kwargs: bool) -> list[str | None]:
    read = read_dates(_cells(*texts), NOVEMBER, **kwargs)
    return [None if np.isnat(day) else str(day)[:10] for day in read.days.to_numpy()]


def _says(*texts: str | None, **kwargs: bool) -> dict[str, list[str]]:
    """List the cells of which something is said, by code."""
    read = read_dates(_cells(*texts), NOVEMBER, **kwargs)
    return {
        reason.code: [text for text, is_meant in zip(texts, where, strict=True) if is_meant]
        for reason, where in (*read.unread.items(), *read.noted.items())
    }


def _day(text: str) -> dt.date | None:
    read = read_dates(_cells(text), NOVEMBER)
    return None if read.is_unread[0] else read.days[0].date()


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
    read = read_dates(_cells(*(FORMS[form](day) for day in days)), NOVEMBER)
    assert not read.is_unread.any()
    assert [day.date() for day in read.days] == days


@given(st.dates(dt.date(1970, 1, 1), dt.date(2026, 11, 1)))
def test_short_years_are_of_this_century_or_the_last(day: dt.date) -> None:
    assert _day(f"{day.day}/{day.month}/{day.year % 100:02}") == day
    assert _day(f"{day.day}-{MONTHS[day.month - 1][:3]}-{day.year % 100:02}") == day


@given(st.dates(dt.date(1954, 10, 3), dt.date(2091, 8, 24)))
def test_a_spreadsheets_day_number(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    assert _day(str(serial)) == day
    assert _day(f"{serial}.75") == day


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
    ["when Sheila rang", "31/02/2026", "29 Feb 2023", "3/4", "13/13/2026", "0/0/0000",
     "32 March 2026", "13/2026",
     "3/4/2026 or later", "March 2026 perhaps", "spring 2025", "12345678", "99999", "2026-13-01",
     "1" * 10_000, "March 26", "3 Marchember 2026"],
)  # fmt: skip
def test_what_is_not_a_date_is_unread(text: str) -> None:
    assert _day(text) is None


# One cell that can only be month-first settles its column.


@pytest.mark.parametrize(
    ("texts", "days"),
    [
        (
            ("03/04/2026", "06/07/2026", "03/31/2026", "04/25/2026"),
            ["2026-03-04", "2026-06-07", "2026-03-31", "2026-04-25"],
        ),
        (("1-2-25", "12-31-24", None), ["2025-01-02", "2024-12-31", None]),
        (("7/4/2026 9:30 PM", "7/14/2026 9:30 PM"), ["2026-07-04", "2026-07-14"]),
        (("5.6.2026", "5.26.2026", "May 2026"), ["2026-05-06", "2026-05-26", "2026-05-01"]),
    ],
)
def test_a_month_first_column_is_read_so(texts: tuple[str, ...], days: list[str]) -> None:
    assert _days(*texts) == days
    assert set(_says(*texts)) == {"month_first"}


@pytest.mark.parametrize(
    "texts", [("03/04/2026", "25/04/2026"), ("03/04/2026",), ("2026-03-31", "03/04/2026")]
)
def test_without_such_a_cell_days_come_first(texts: tuple[str, ...]) -> None:
    assert "2026-04-03" in _days(*texts)
    assert _says(*texts) == {}


@pytest.mark.parametrize("first", ["03/31/2026", "3-31-26", "12.13.2025"])
def test_where_both_orders_occur_what_may_be_either_is_refused_together(first: str) -> None:
    texts = ("03/04/2026", "4/4/2026", first, "25/04/2026", "6/7/26")
    days = _days(*texts)
    assert (days[0], days[4]) == (None, None)
    assert days[1] == "2026-04-04"  # either way the same day
    assert days[3] == "2026-04-25"
    assert days[2] is not None
    assert _says(*texts) == {"ambiguous_date": ["03/04/2026", "6/7/26"]}


def test_days_that_a_spreadsheet_made_of_a_month_first_column_are_refused() -> None:
    texts = ("2026-04-03", "2026-07-06", "03/31/2026", "04/25/2026")
    assert _days(*texts, is_from_workbook=True)[:2] == [None, None]
    assert _days(*texts)[:2] == ["2026-04-03", "2026-07-06"]  # a text says what it says
    whole = ("2026-04-30", *texts)  # it made a day of the thirtieth: it knows which is which
    assert _days(*whole, is_from_workbook=True)[1] == "2026-04-03"


# Years, and what is roughly said, cost the date.


@pytest.mark.parametrize(
    "text",
    ["2011/12", "2024/25", "2024-25", "2024–25", "2011/2012", "FY24", "FY2023/24", "2009/10",
     "2019 to 2021", "1999/00"],
)  # fmt: skip
def test_a_financial_year_is_no_day(text: str) -> None:
    assert _days(text) == [None]
    assert set(_says(text)) == {"financial_year"}


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (("2011-12",), "2011-12-01"),
        (("2011/12", "2012/07"), "2011-12-01"),
        (("2011-12", "2024-25"), None),
        (("2011/12", "2024/25", "2012/07"), None),
    ],
)
def test_the_column_tells_a_month_from_two_years(texts: tuple[str, ...], day: str | None) -> None:
    assert _days(*texts)[0] == day


@pytest.mark.parametrize(
    "text",
    ["c. 1985", "circa 1900", "c1985", "1990s", "the 1990's", "mid-80s", "spring 2026", "1985?",
     "before 2010", "19th century", "Q3 2024", "Easter 2026", "3 years ago", "Jan-Mar 2026"],
)  # fmt: skip
def test_what_is_roughly_said_is_no_day(text: str) -> None:
    assert _days(text) == [None]
    assert set(_says(text)) == {"rough_date"}


@pytest.mark.parametrize(
    ("text", "day"),
    [("1/4/69", "1969-04-01"), ("31-Dec-27", "1927-12-31"), ("1/4/26", "2026-04-01"),
     ("1/4/70", "1970-04-01")],
)  # fmt: skip
def test_two_figures_of_a_year_never_lie_in_the_future(text: str, day: str) -> None:
    assert _days(text) == [day]
    assert set(_says(text)) == (set() if day[:2] == "20" or "70" in text else {"short_year"})


def test_an_end_may_lie_ahead() -> None:
    assert _days("31/12/30", "1/4/69", is_end=True) == ["2030-12-31", "1969-04-01"]
    assert _says("31/12/2062", is_end=True) == {}


@pytest.mark.parametrize("text", ["12/2062", "2027", "2 November 2026", "2126-03-01"])
def test_what_lies_in_the_future_is_said(text: str) -> None:
    assert _says(text) == {"future_date": [text]}
    assert _says("1 November 2026") == {}


@pytest.mark.parametrize(
    ("text", "end"),
    [("2026", "2026-12-31"), ("March 2026", "2026-03-31"), ("2024-02", "2024-02-29"),
     ("12/2025", "2025-12-31"), ("3 March 2026", "2026-03-03")],
)  # fmt: skip
def test_an_end_without_a_day_is_the_last_of_its_month_or_year(text: str, end: str) -> None:
    assert _days(text, is_end=True) == [end]


# Clocks that show UTC, and seconds since 1970.


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-03-31T23:00:00Z", "2026-04-01"),
        ("2026-03-31 23:00:00+00:00", "2026-04-01"),
        ("2026-06-30T23:30:00.000Z", "2026-07-01"),
        ("Tue, 31 Mar 2026 23:00:00 GMT", "2026-04-01"),
    ],
)
def test_a_midnight_of_the_summer_is_the_next_day_in_utc(text: str, day: str) -> None:
    assert _days(text) == [day]
    assert _says(text) == {"utc_date": [text]}


@pytest.mark.parametrize(
    "text",
    ["2026-01-31T23:00:00Z", "2026-03-31T22:59:59Z", "2026-03-31T23:00:00+01:00",
     "2026-03-31T00:00:00Z", "Tue Mar 31 2026 23:00:00 GMT+0100 (British Summer Time)"],
)  # fmt: skip
def test_other_times_leave_the_day(text: str) -> None:
    assert _days(text)[0][-2:] == "31"
    assert _says(text) == {}


def test_a_column_of_nothing_but_midnights_in_utc_needs_no_z() -> None:
    midnights = ("2026-06-30 23:00:00", "2026-01-05 00:00:00", "2026-08-01T23:00")
    assert _days(*midnights) == ["2026-07-01", "2026-01-05", "2026-08-02"]
    times = (*midnights, "2026-06-30 14:05:00")
    assert _days(*times) == ["2026-06-30", "2026-01-05", "2026-08-01", "2026-06-30"]


@pytest.mark.parametrize(
    "text", ["1774998000", "1774998000000", "1774998000000.0", "1774998000000000"]
)
def test_seconds_since_1970_are_days(text: str) -> None:
    assert _days(text) == ["2026-04-01"]
    assert _says(text) == {"epoch_date": [text]}


@pytest.mark.parametrize(
    ("crs", "zone"),
    [("EPSG:27700", "Europe/London"), ("EPSG:2157", "Europe/London"), ("EPSG:26916", None),
     ("EPSG:29903", "Europe/London")],
)  # fmt: skip
def test_the_clock_is_that_of_the_country_of_the_grid(crs: str, zone: str | None) -> None:
    assert Calendar.of_map(None, pyproj.CRS(crs)).zone == zone


def test_where_the_country_is_not_known_utc_is_said() -> None:
    read = read_dates(_cells("2026-03-31T23:00:00Z"), Calendar(dt.date(2026, 11, 1), None))
    assert read.days.dt.day.tolist() == [31]
    assert [reason.code for reason in read.noted] == ["utc_date"]


@given(st.lists(st.one_of(st.text(max_size=25), st.from_regex(r"[\d/.\-: TZ]{4,20}")), max_size=5))
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_is_read_or_unread(texts: list[str]) -> None:
    read = read_dates(_cells(*texts), NOVEMBER)
    assert (read.days.isna().to_numpy() == read.is_unread).all()
    assert not (read.first > read.last).any()


# In every column of dates, of every kind of file.

ROW = "name,kind,{column}\nChoir,association,{cell}\n"


@pytest.mark.parametrize("column", ["first_seen", "verified_on"])
@pytest.mark.parametrize(
    "cell", ["2024/25", "c. 1985", "1990s", "spring 2026", "not known", "n.d."]
)
def test_a_rough_date_costs_the_date_and_not_the_asset(gather, column: str, cell: str) -> None:
    m = gather({"assets.csv": ROW.format(column=column, cell=cell)})
    assert m.assets["name"].tolist() == ["Choir"]
    assert m.assets[column].isna().all()
    [problem] = m.report.problems.query("outcome == 'note' and row.notna()").itertuples()
    assert (problem.row, problem.column, problem.value) == (2, column, cell)
    assert problem.says.endswith("; the row is kept without it")
    assert problem.remedy


@pytest.mark.parametrize("cell", ["when Sheila rang", "31/02/2026", "Mill End"])
def test_what_is_no_date_at_all_rejects_its_row(gather, rejections, cell: str) -> None:
    m = gather({"assets.csv": ROW.format(column="first_seen", cell=cell)})
    assert rejections(m) == [(2, "first_seen", cell, "unreadable_date")]


@pytest.mark.parametrize("column", ["first_seen", "verified_on"])
def test_a_mixed_column_costs_its_dates(gather, notes, column: str) -> None:
    rows = "".join(f"{name},space,{cell}\n" for name, cell in
                   zip("ABC", ("3/4/2026", "3/31/2026", "31/3/2026"), strict=True))  # fmt: skip
    m = gather({"assets.csv": f"name,kind,{column}\n{rows}"})
    assert m.assets[column].dt.month.fillna(0).tolist() == [0, 3, 3]
    assert notes(m) == [(2, "ambiguous_date")]


def test_a_tie_ends_with_its_month_or_year(gather, notes) -> None:
    files = {
        "assets.csv": "id,name,kind\na,A,space\nb,B,association\n",
        "ties.csv": "from,to,kind,since,until\na,b,uses,2024,2024\na,b,runs,c. 1990,March 2026\n",
    }
    m = gather(files, '[[assets]]\nfile = "assets.csv"\n[[ties]]\nfile = "ties.csv"\n')
    assert m.ties["until"].dt.strftime("%Y-%m-%d").tolist() == ["2024-12-31", "2026-03-31"]
    assert m.ties["since"].dt.strftime("%Y-%m-%d").tolist()[0] == "2024-01-01"
    assert notes(m) == [(3, "rough_date")]


def test_effort_on_a_rough_day_still_counts(gather, notes) -> None:
    files = {
        "assets.csv": ROW.format(column="status", cell=""),
        "effort.csv": "place,conversations,on\nw1,12,summer 2026\nw2,3,2030-01-01\n",
    }
    m = gather(files, '[[assets]]\nfile = "assets.csv"\n[[effort]]\nfile = "effort.csv"\n')
    assert m.effort["conversations"].tolist() == [12, 3]
    assert notes(m) == [(2, "rough_date"), (3, "future_date")]


def test_dates_of_a_geojson(gather, layer, notes) -> None:
    import shapely

    point = shapely.Point(451_000, 301_000)
    features = layer(
        ({"name": "A", "kind": "space", "verified_on": "2026-03-31T23:00:00Z"}, point),
        ({"name": "B", "kind": "space", "verified_on": 1774998000000}, point),
        ({"name": "C", "kind": "space", "verified_on": "03/31/2026"}, point),
    )
    m = gather({"a.geojson": features}, '[[assets]]\nfile = "a.geojson"\n')
    assert m.assets["verified_on"].dt.strftime("%d %b").tolist() == ["01 Apr", "01 Apr", "31 Mar"]
    assert notes(m) == [(1, "utc_date"), (2, "epoch_date")]


# Constants and defaults of the project file.

PERSON = {"people.csv": "id,name\np1,Asha\np2,Ben\n", "consents.csv": "person\np1\np2\n"}


@pytest.mark.parametrize("day", ["2026-09-01", '"2026-09-01"', '"1/9/2026"', "2026-09-01T00:00:00"])
def test_a_constant_date_is_as_a_cell_would_be(gather, day: str) -> None:
    m = gather(
        PERSON,
        '[[people]]\nfile = "people.csv"\n[[consents]]\nfile = "consents.csv"\n'
        f'constant = {{ purpose = "publish_name", given_on = {day} }}\n',
    )
    assert m.consents["given_on"].dt.strftime("%Y-%m-%d").tolist() == ["2026-09-01"] * 2
    assert list(find_consenting(m, purpose="publish_name", on=dt.date(2026, 11, 1))) == ["p1", "p2"]


@pytest.mark.parametrize(
    ("section", "column"),
    [("assets", "verified_on"), ("assets", "first_seen"), ("ties", "since"), ("effort", "on")],
)
def test_constant_dates_of_every_section(gather, section: str, column: str) -> None:
    files = {
        "assets.csv": "id,name,kind\na,A,space\nb,B,association\n",
        "ties.csv": "from,to,kind\na,b,uses\n",
        "effort.csv": "place,walks\nw1,2\n",
    }
    text = "".join(
        f'[[{name}]]\nfile = "{name}.csv"\n'
        + (f"constant = {{ {column} = 2026-03-31 }}\n" if name == section else "")
        for name in ("assets", "ties", "effort")
    )
    m = gather(files, text)
    days = getattr(m, section)[column].dt.strftime("%Y-%m-%d").unique().tolist()
    assert days == ["2026-03-31"]
    assert m.report.rejected == 0


# Consent fails closed: what may have ended has.

SECTIONS = '[[people]]\nfile = "people.csv"\n[[consents]]\nfile = "consents.csv"\n'
HEAD = "person,purpose,given_on,expires_on,withdrawn_on\n"


def _named(gather, *rows: str, on: dt.date = dt.date(2026, 11, 1)) -> list[str]:
    consents = HEAD + "".join(f"{row}\n" for row in rows)
    m = gather({**PERSON, "consents.csv": consents}, SECTIONS)
    assert m.report.rows == m.report.accepted + m.report.rejected + m.report.skipped
    return list(find_consenting(m, purpose="publish_name", on=on))


def test_a_withdrawal_without_a_day_holds_from_the_first_that_is_meant(gather) -> None:
    row = "p1,publish_name,2024-01-01,,March 2027"
    assert _named(gather, row, on=dt.date(2027, 2, 28)) == ["p1"]
    assert _named(gather, row, on=dt.date(2027, 3, 1)) == []


@pytest.mark.parametrize("given_on", ["2026-03-20", "5 March 2026", "March 2026"])
@pytest.mark.parametrize("withdrawn", ["2026", "March 2026", "03/2026"])
def test_what_was_given_within_a_withdrawal_is_taken_back(gather, given_on, withdrawn) -> None:
    later = f"p1,publish_name,{given_on},,"
    assert _named(gather, later, f"p1,publish_name,2024-01-01,,{withdrawn}") == []
    assert _named(gather, f"p1,publish_name,{given_on},,{withdrawn}") == []


def test_what_was_given_after_a_withdrawal_stands(gather) -> None:
    old = "p1,publish_name,2024-01-01,,March 2026"
    assert _named(gather, old, "p1,publish_name,2026-04-01,,") == ["p1"]


@pytest.mark.parametrize("row", ["p1,publish_name,2024-01-01,,1/4/30", "p1,publish_name,,,1/4/69"])
def test_a_withdrawal_of_a_doubtful_century_takes_back_all(gather, row: str) -> None:
    assert _named(gather, row, "p1,publish_name,2025-01-01,,") == []


def test_a_consent_expires_with_its_month_or_year(gather) -> None:
    row = "p1,publish_name,2024-01-01,{},"
    assert _named(gather, row.format("2026")) == ["p1"]
    assert _named(gather, row.format("October 2026")) == []
    assert _named(gather, row.format("2024/25")) == []  # the row is rejected
    assert _named(gather, row.format("soon")) == []


def test_a_mixed_column_of_withdrawals_takes_back(gather) -> None:
    rows = ["p1,publish_name,2024-01-01,,03/04/2025", "p2,publish_name,2024-01-01,,03/31/2025",
            "p2,store,2024-01-01,,25/03/2025"]  # fmt: skip
    assert _named(gather, *rows, "p1,publish_name,2025-12-01,,") == []


# Other languages, other orders, and what programs write for no date.


@pytest.mark.parametrize(
    ("text", "day"),
    [("31 mars 2026", "2026-03-31"), ("31. März 2026", "2026-03-31"),
     ("4 Mawrth 2026", "2026-03-04"), ("1 Okt 2026", "2026-10-01"), ("Dez 2025", "2025-12-01"),
     ("1er août 2025", "2025-08-01"), ("31 de marzo de 2026", "2026-03-31"),
     ("15 Gorffennaf 2024", "2024-07-15"), ("3 grudnia 2024 r.", "2024-12-03"),
     ("31 Mar. 2026", "2026-03-31"), ("Sept. 5, 2025", "2025-09-05"),
     ("2026 03 31", "2026-03-31")],
)  # fmt: skip
def test_months_in_the_languages_of_the_neighbours(text: str, day: str) -> None:
    assert _days(text) == [day]
    assert _says(text) == {}


@pytest.mark.parametrize(
    "text",
    ["1985/6", "1999/0", "2024-5", "23/24", "99/00", "AY 2023/24", "Academic year 2023/24",
     "Tax year 2019-20", "Fiscal year 2021"],
)  # fmt: skip
def test_other_ways_to_write_two_years_are_no_day(text: str) -> None:
    assert _days(text) == [None]
    assert _says(text) == {"financial_year": [text]}


def test_months_beside_it_make_a_month_of_a_year_and_one_figure() -> None:
    assert _days("2024-4", "2024-5") == ["2024-04-01", "2024-05-01"]


@pytest.mark.parametrize(
    "text",
    ["July", "31st March", "3/4", "03/26", "'99", "H1 2024", "Est. 1985", "today", "present",
     "31/3/2026 (by phone)", "checked 2026-03-31", "31/3/2026; 4/5/2026", "1.774998E+12"],
)  # fmt: skip
def test_what_says_something_of_a_time_costs_the_date_alone(text: str) -> None:
    assert _says(text) == {"rough_date": [text]}


@pytest.mark.parametrize("text", ["12th", "Mill Road", "12 March Road 1985 Ltd", "01234-567890"])
def test_what_says_nothing_of_a_time_is_no_date(text: str) -> None:
    assert _says(text) == {"unreadable_date": [text]}


@pytest.mark.parametrize(
    "text",
    ["0000-00-00", "00/00/0000", "0/0/00", "1900-01-00", "00/01/1900", "1899-12-30 00:00:00",
     "0001-01-01", "01/01/0001", "0"],
)  # fmt: skip
def test_what_programs_write_for_no_date_is_none(text: str) -> None:
    assert _says(text) == {"no_date": [text]}


def test_a_month_that_stands_last_puts_its_column_in_doubt() -> None:
    texts = ("2026-31-03", "2026-04-03", "2026-05-05", "2026-02-20")
    assert _days(*texts) == [None, None, "2026-05-05", "2026-02-20"]
    assert _says(*texts) == {"unreadable_date": ["2026-31-03"], "ambiguous_date": ["2026-04-03"]}


@pytest.mark.parametrize("first", ["26-03-31", "99-12-31"])
def test_a_short_year_that_may_stand_first_puts_its_column_in_doubt(first: str) -> None:
    assert _days(first, "24-03-05", "5/3/24") == [None, None, "2024-03-05"]
    assert _says(first, "24-03-05", "5/3/24") == {"ambiguous_date": [first, "24-03-05"]}
    assert _days("24-03-05", "1-4-69") == ["2005-03-24", "1969-04-01"]


def test_other_columns_of_the_table_show_the_order_of_one_that_does_not() -> None:
    own = _cells("03/04/2020", "05/05/2020", None)
    for other, day in {
        "03/31/2024": "2020-03-04",
        "31/03/2024": "2020-04-03",
        "x": "2020-04-03",
    }.items():
        read = read_dates(own, NOVEMBER, beside=[_cells(None), _cells(other, "1/2/2024")])
        assert str(read.days[0].date()) == day
        codes = [reason.code for reason in read.noted]
        assert codes == (["month_first"] if day == "2020-03-04" else [])
    both = [_cells("03/31/2024"), _cells("31/03/2024")]
    assert str(read_dates(own, NOVEMBER, beside=both).days[0].date()) == "2020-04-03"
    own = _cells("03/04/2020", "25/04/2020")  # which shows it itself
    assert str(read_dates(own, NOVEMBER, beside=both[:1]).days[0].date()) == "2020-04-03"


@pytest.mark.parametrize(
    ("ends", "months"), [(("03/31/2024", "12/31/2024"), (3, 6)), (("31/03/2024", None), (4, 7))]
)
def test_the_end_of_a_tie_shows_how_its_beginning_is_meant(
    gather, ends: tuple[str | None, ...], months: tuple[int, int]
) -> None:
    rows = "".join(
        f"Choir,Band,uses,{since},{until or ''}\n"
        for since, until in zip(("03/04/2020", "06/07/2020"), ends, strict=True)
    )
    m = gather(
        {"assets.csv": "name,kind\nChoir,association\nBand,association\n",
         "ties.csv": "source,target,kind,since,until\n" + rows},
        '[[assets]]\nfile = "assets.csv"\n[[ties]]\nfile = "ties.csv"\n',
    )  # fmt: skip
    assert tuple(m.ties["since"].dt.month) == months
    noted = m.report.problems.query("code == 'month_first'")
    assert noted["column"].tolist() == ["since"] * (2 if months == (3, 6) else 0)

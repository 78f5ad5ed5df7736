"""Is what is open at a time found, and is it said where hours do not say?"""

from __future__ import annotations

import datetime as dt
import random
import sys

import numpy as np
import pandas as pd
import pytest

from assetmap.errors import MissingExtraError, TableError
from assetmap.tables import find_selected

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
NAMES = ("Mon", "Tuesdays", "wed", "Thurs", "FRIDAY", "sat", "Su")


def ask(texts: list[str | None], at: object) -> list[bool | None]:
    """Give True and False for what is open and what is not, None where it is not said."""
    pytest.importorskip("opening_hours")
    found = find_selected(pd.DataFrame({"opening_hours": texts}), where={"open_at": at})
    pairs = zip(found.is_selected, found.is_unsaid["open_at"], strict=True)
    return [None if unsaid else bool(selected) for selected, unsaid in pairs]


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("Mo-Fr 09:00-17:00", "Tue 09:00", True),
        ("Mo-Fr 09:00-17:00", "Tue 16:59", True),
        ("Mo-Fr 09:00-17:00", "Tue 17:00", False),
        ("Mo-Fr 09:00-17:00", "Sun 12:00", False),
        ("Fr 19:00-01:00", "Sat 00:30", True),
        ("Fr 19:00-01:00", "Fri 00:30", False),
        ("24/7", "Sun 03:00", True),
        ("Mo 10:00-12:00; Mo 14:00-16:00", "Mon 11:00", False),  # the later rule takes its place
        ("Mo 10:00-12:00, Mo 14:00-16:00", "Mon 11:00", True),
        ("Mo-Su 10:00-16:00; Dec 25 off", "Thu 12:00", True),  # a week without a holiday
        ("Tu[1] 19:00-21:00", "Tue 20:00", None),
        ("Tu[1] 19:00-21:00", "Tue 22:00", False),
        ("Nov-Mar We 12:00-15:00", "Wed 13:00", None),
        ("week 1-53/2 Mo 10:00-12:00", "Mon 11:00", None),
        ("2027 Jan 01-2027 Mar 01 Mo 10:00-12:00", "Mon 11:00", None),
        ("Tu 10:00-12:00; SH off", "Tue 11:00", True),  # nor is it in the school holidays
        ('Tu 10:00-12:00 "by appointment"', "Tue 11:00", None),
        ('Tu 10:00-12:00 "by appointment"', "Wed 11:00", False),
        ("Tu 10:00-12:00 unknown", "Tue 11:00", None),
        ("Tu 19:00+", "Tue 20:00", None),
        ("Tu 19:00+", "Tue 18:00", False),
        ("sunrise-sunset", "Tue 12:00", None),
        ("Tu 10:00-sunset", "Tue 12:00", None),
        ("10:00-12:00", "Tue 11:00", None),
        ("Mo-Fr", "Tue 11:00", None),
        ("first Monday", "Mon 11:00", None),
        ("", "Mon 11:00", None),
        (None, "Mon 11:00", None),
        ("Mo 10:00-12:00 Mo", "Mon 11:00", None),
    ],
)
def test_hours_are_open_in_an_ordinary_week(text, at, expected) -> None:
    assert ask([text], at) == [expected]


@pytest.mark.parametrize(
    ("text", "at", "expected"),
    [
        ("Mo-Fr 09:00-17:00", dt.datetime(2026, 12, 1, 10), True),
        ("Mo-Fr 09:00-17:00", pd.Timestamp("2026-12-01 17:30"), False),
        ("Tu[1] 19:00-21:00", dt.datetime(2026, 12, 1, 20), True),
        ("Tu[1] 19:00-21:00", dt.datetime(2026, 12, 8, 20), False),
        ("Nov-Mar We 12:00-15:00", dt.datetime(2026, 12, 2, 13), True),
        ("Nov-Mar We 12:00-15:00", dt.datetime(2026, 6, 3, 13), False),
        ("2027 Jan 01-2027 Mar 01 Mo 10:00-12:00", dt.datetime(2027, 1, 4, 11), True),
        ("Mo-Su 10:00-16:00; Dec 25 off", dt.datetime(2026, 12, 25, 12), False),
        # Whether a day is a holiday is not known: it is said where that matters.
        ("Mo-Fr 09:00-17:00; PH off", dt.datetime(2026, 12, 1, 10), None),
        ("Mo-Fr 09:00-17:00; PH off", dt.datetime(2026, 12, 1, 8), False),
        ("Mo-Su,PH 09:00-17:00", dt.datetime(2026, 12, 1, 10), True),
        ("Tu 10:00-12:00; SH off", dt.datetime(2026, 12, 1, 11), None),
        ("Tu 10:00-12:00; SH off", dt.datetime(2026, 12, 2, 11), False),
        ("PH 10:00-12:00", dt.datetime(2026, 12, 1, 11), None),
        ("PH 10:00-12:00", dt.datetime(2026, 12, 1, 13), False),
    ],
)
def test_hours_are_open_on_a_day(text, at, expected) -> None:
    assert ask([text], at) == [expected]


def test_random_weeks_are_open_when_their_hours_say_so() -> None:
    """Hours of random weeks, against the same weeks kept as minutes."""
    rng = random.Random(15)
    texts, weeks = [], []
    for _ in range(60):
        open_at = np.zeros((7, 1440), dtype=bool)
        rules = []
        for days in rng.sample([[0, 1, 2], [3], [4], [5, 6]], rng.randint(1, 4)):
            cuts = sorted(rng.sample(range(0, 1440, 5), 4))
            for start, end in (cuts[:2], cuts[2:]):
                open_at[days, start:end] = True
            spans = ",".join(
                f"{start // 60:02d}:{start % 60:02d}-{end // 60:02d}:{end % 60:02d}"
                for start, end in (cuts[:2], cuts[2:])
            )
            rules.append(f"{','.join(DAYS[day] for day in days)} {spans}")
        texts.append("; ".join(rules))
        weeks.append(open_at)
    for _ in range(80):
        day, minute = rng.randrange(7), rng.randrange(1440)
        expected = [bool(week[day, minute]) for week in weeks]
        assert ask(texts, f"{NAMES[day]} {minute // 60}:{minute % 60:02d}") == expected
        on = dt.datetime(2026, 11, 30) + dt.timedelta(days=day, minutes=minute)  # from a Monday
        assert ask(texts, on) == expected


def test_open_at_one_of_several_times_is_enough() -> None:
    texts = ["Tu 10:00-12:00", "We 10:00-12:00", "Th 10:00-12:00", "by appointment"]
    assert ask(texts, ["Tue 11:00", "Wed 11:00"]) == [True, True, False, None]
    found = find_selected(
        pd.DataFrame({"opening_hours": texts}), where={"open_at": ["Tue 11:00", "Wed 11.00"]}
    )
    assert found.says == "open at Tue 11:00 or Wed 11:00"
    assert found.say_unsaid() == "Of 4 assets, 1 does not say whether they are open then."


@pytest.mark.parametrize(
    "at",
    [
        "19:00", "Tue", "Tue 24:00", "Tue 7pm", "T 19:00", "2026-12-01 19:00", 19, None, [],
        dt.date(2026, 12, 1), dt.datetime(2026, 12, 1, tzinfo=dt.UTC), pd.NaT, ["Tue 10:00", "x"],
    ],
)  # fmt: skip
def test_what_is_no_time_is_refused(at) -> None:
    with pytest.raises(TableError, match=r'"Tue 19:00"'):
        find_selected(pd.DataFrame({"opening_hours": ["24/7"]}), where={"open_at": at})


def test_without_the_extra_it_is_named(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "opening_hours", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'assetmap\[hours\]'"):
        find_selected(pd.DataFrame({"opening_hours": ["24/7"]}), where={"open_at": "Tue 19:00"})
    assert find_selected(
        pd.DataFrame({"opening_hours": ["24/7"], "cost": ["free"]}), where={"cost": "free"}
    ).is_selected.all()

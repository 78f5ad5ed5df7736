"""Opening hours, as OpenStreetMap writes them: whether assets are open at a time."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import MissingExtraError
from assetmap.typing import Flags

__all__ = ["Moment", "is_opening_hours", "read_moment", "tell_open"]

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAY_NAMES = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAY = "|".join(_DAYS)
_MONTH = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
_WRITTEN_SO = re.compile(
    rf'(?:24/7|\d{{1,2}}:\d{{2}}\+?|"[^"]*"|(?:{_DAY}|PH|SH)(?:\[-?\d(?:[,-]-?\d)*\])?'
    rf"|(?:{_MONTH})(?: \d{{1,2}}(?:-\d{{1,2}}(?!:))?)?|week ?\d{{1,2}}(?:-\d{{1,2}}(?:/\d)?)?"
    r"|(?:19|20)\d{2}(?!:)|easter|sunrise|sunset|dawn|dusk|off|closed|open|unknown|\|\||[-,;:() ])+"
)
_SAYS_WHEN = re.compile(rf"24/7|(?=.*\d:\d\d)(?=.*(?:{_DAY}|PH|SH|{_MONTH}))")
"""A clock and a day: 10:00-12:00 alone may be of any day, Mo-Fr alone of any hours."""
_OF_THE_SUN = re.compile(r"sunrise|sunset|dawn|dusk")
_ON_DATES = re.compile(rf"{_MONTH}|week|easter|\[")
_YEAR = re.compile(r"\b(?:19|20)\d{2}\b(?!:)")
_HOLIDAY = re.compile(r"\b[PS]H\b")
_OPEN_ENDED = re.compile(r"\d\+")
_MOMENT = re.compile(r"([a-z]{2,9})\s+(\d{1,2})[:.](\d{2})")
_FIRST_DAY, _WEEKS = dt.date(2029, 1, 1), 52
"""A Monday, and the weeks of a year: whatever hours say by date is said within them."""
_MOSTLY = 0.9
"""Share of the weeks of a year in which an ordinary one is open."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of an ordinary week, or of one day: the day of the week from Monday, 0, else None."""

    time: dt.time
    weekday: int
    day: dt.date | None = None

    def __str__(self) -> str:
        day = _DAY_NAMES[self.weekday] if self.day is None else self.day.isoformat()
        return f"{day} {self.time:%H:%M}"

    def on(self, day: dt.date) -> dt.datetime:
        """Give the moment at which it is this time of a day."""
        return dt.datetime.combine(day, self.time)


def is_opening_hours(text: str) -> bool:
    """
    Tell text that says days and hours, or 24/7, in the way of OpenStreetMap.

    Examples
    --------
    >>> [is_opening_hours(text) for text in ("Mo-Fr 09:00-17:00; PH off", "24/7", "Mon 9-5")]
    [True, True, False]
    >>> [is_opening_hours(text) for text in ("Mo-Fr", "10:00-12:00")]
    [False, False]
    """
    return _WRITTEN_SO.fullmatch(text) is not None and _SAYS_WHEN.match(text) is not None


def read_moment(asked: Any) -> Moment | None:
    """
    Read "Tue 19:00", or a datetime without a time zone; None for anything else.

    Examples
    --------
    >>> str(read_moment("tuesday 19.00")), str(read_moment(dt.datetime(2026, 12, 24, 9)))
    ('Tue 19:00', '2026-12-24 09:00')
    >>> read_moment("19:00")
    """
    if isinstance(asked, dt.datetime):
        if pd.isna(asked) or asked.tzinfo is not None:
            return None
        return Moment(asked.time(), asked.weekday(), asked.date())
    found = _MOMENT.fullmatch(asked.strip().casefold()) if isinstance(asked, str) else None
    if found is None:
        return None
    word, hour, minute = found[1], int(found[2]), int(found[3])
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    days = [at for at, name in enumerate(full) if name.startswith(word.removesuffix("s"))]
    if len(days) != 1 or hour > 23 or minute > 59:
        return None
    return Moment(dt.time(hour, minute), days[0])


def tell_open(hours: pd.Series[Any], moment: Moment) -> tuple[Flags, Flags]:
    """
    Tell which assets are open at a moment, and of which it is not said.

    Parameters
    ----------
    hours
        The column ``opening_hours``. Each different text is looked at once.
    moment
        A time of an ordinary week, in which no day is a holiday: what holds in
        nine weeks of ten holds in it, and what changes with the season is not
        said. Or a time of one day, of which nobody has said whether it is a
        public or a school holiday: where that matters it is not said either.

    Returns
    -------
    is_open, is_unsaid
        A flag for each asset. Not said are also hours with a comment ("by
        appointment"), those by the sun, and all that is not written as
        OpenStreetMap does.

    Raises
    ------
    MissingExtraError
        If the extra ``hours`` is not installed.
    """
    parse = _load_parser()
    codes, different = pd.factorize(hours.to_numpy(dtype=object))
    answers = [_tell_one(text, moment, parse) for text in different]
    is_open = np.array([answer is True for answer in answers] + [False])[codes]
    is_unsaid = np.array([answer is None for answer in answers] + [True])[codes]
    return is_open, is_unsaid


def _load_parser() -> Callable[[str], Any]:
    """Load what evaluates opening hours: text → hours, None where it cannot read it."""
    try:
        from opening_hours import OpeningHours, ParserError
    except ImportError:
        raise MissingExtraError.from_extra(
            "opening-hours-py", "hours", "Telling what is open at a time"
        ) from None

    def parse(text: str) -> Any:
        try:
            return OpeningHours(text)
        except ParserError:
            return None

    return parse


def _tell_one(text: str, moment: Moment, parse: Callable[[str], Any]) -> bool | None:
    """Tell whether hours are open at a moment; None where they do not say."""
    plain = " ".join(text.split())
    hours = parse(plain) if is_opening_hours(plain) and not _OF_THE_SUN.search(plain) else None
    if hours is None:
        return None
    if moment.day is not None:
        return _tell_of_day(plain, hours, moment.on(moment.day), parse)
    if _YEAR.search(plain):
        return None
    first = _FIRST_DAY + dt.timedelta(days=moment.weekday)
    weeks = range(_WEEKS if _ON_DATES.search(plain) else 1)
    states = [_state(plain, hours, moment.on(first + dt.timedelta(weeks=at))) for at in weeks]
    if None in states:
        return None
    share = sum(state is True for state in states) / len(states)
    return share >= _MOSTLY if share >= _MOSTLY or share <= 1 - _MOSTLY else None


def _tell_of_day(
    text: str, hours: Any, moment: dt.datetime, parse: Callable[[str], Any]
) -> bool | None:
    """Tell it of one day, whether that is a holiday or not; None where it matters."""
    state = _state(text, hours, moment)
    if not _HOLIDAY.search(text):
        return state
    day = _DAYS[moment.weekday()]
    otherwise = parse(_HOLIDAY.sub(day, text))  # as if the day were one
    if otherwise is None:
        return None
    return state if _state(text, otherwise, moment) is state else None


def _state(text: str, hours: Any, moment: dt.datetime) -> bool | None:
    """Tell whether hours are open; None where a comment, or an open end, leaves it open."""
    if hours.is_closed(moment):
        return False
    _, comment = hours.state(moment)
    is_sure = hours.is_open(moment) and not comment and not _OPEN_ENDED.search(text)
    return True if is_sure else None

"""One written date, and the days that it may mean; whoever reads a column decides which."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyproj

from assetmap.gather.month_names import MONTHS
from assetmap.model import GB, Country
from assetmap.tables import fold

__all__ = ["Calendar", "Meaning", "Written", "parse_date"]

_TIME = r"\d{1,2}[:.]\d{2}.*"
_ISO = re.compile(rf"(\d{{4}})[\-/. ](\d{{1,2}})[\-/. ](\d{{1,2}})(?:[t ]({_TIME}))?$")
_YEAR_MONTH = re.compile(r"(\d{4})[\-/.–](\d{1,2})$")
_OF_YEARS = r"(?:(?:fy|[ast]y|f\.y\.|(?:financial|fiscal|tax|academic|school) year):? ?)"
_YEARS = re.compile(
    rf"{_OF_YEARS}?(\d{{4}}) ?(?:[\-/–]|to) ?(\d{{4}}|\d{{2}})$"
    rf"|{_OF_YEARS}(\d{{4}}|\d{{2}})(?: ?[\-/–] ?(\d{{2}}))?$"
)
_SHORT_PAIR = re.compile(r"(\d{1,2}) ?[\-/–.] ?(\d{1,2})$")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})(\d{2})?z?)?$")
_SLASHED = re.compile(rf"(\d{{1,2}})[/.\- ](\d{{1,2}})[/.\- ](\d{{2}}|\d{{4}})(?: ({_TIME}))?$")
_ORDINAL = r"(?:st|nd|rd|th|er|eg|ain|af|[.oa])?"
_WORDS = re.compile(
    rf"(?:(?:[a-z]+\.? )?(\d{{1,2}}){_ORDINAL}(?: of| de)?[ \-/]+)?"
    rf"([a-z]+)\.?(?: de)?[ \-/]+(\d{{4}})(?: r\.)?(?: ({_TIME}))?$"
)
_SHORT_WORDS = re.compile(r"(\d{1,2})[ \-/.]([a-z]+)\.?[ \-/](\d{2})$")
_WORD_FIRST = re.compile(  # a word for the month: no doubt
    rf"(?:[a-z]+\.? )?([a-z]+)\.? (\d{{1,2}})(?:st|nd|rd|th)? (\d{{4}})(?: ({_TIME}))?$"
)
_NO_YEAR = re.compile(
    r"(?:\d{1,2}(?:st|nd|rd|th)?(?: of)? )?([a-z]+)\.?(?: \d{1,2}(?:st|nd|rd|th)?)?$"
)
_YEAR_OF_TWO = re.compile(r"(\d{2})-(\d{2})-(\d{2})$")
_NO_DAY = re.compile(
    r"(?:0{2,4}[\-/.]0{1,2}[\-/.]0{1,2}|0{1,2}[\-/.]0{1,2}[\-/.](?:00|0000|1900)|0001-01-01"
    r"|0?1[/.]0?1[/.]0001|1899-12-3[01]|3[01][/.]12[/.]1899|1900-01-00|(?:0?1[/.]00?|00?[/.]0?1)[/.]1900"
    rf"|0)(?:[t ]{_TIME})?$"
)
_IN_WORDS = re.compile(
    r"(?<![\d/.\-])(?:\d{4}[\-/.]\d{1,2}[\-/.]\d{1,2}|\d{1,2}[\-/.]\d{1,2}[\-/.]\d{4})(?![\d/\-])"
)
_MONTH = re.compile(r"(\d{1,2})[/\-.](\d{4})$")
_YEAR = re.compile(r"(\d{4})$")
_SERIAL = re.compile(r"([2-6]\d{4})(?:\.\d+)?$")
_CLOCK = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,]\d+)?)?"
    r" ?(z|(?:gmt|utc)?[+\-]00:?(?:00)?|gmt|utc)?(?: \(.*\))?$"
)
_EPOCH = re.compile(r"(\d{9,10}|\d{12,13}|\d{15,16}|\d{18,19})(?:\.0+)?$")
_FRACTIONS = {9: 1, 10: 1, 12: 10**3, 13: 10**3, 15: 10**6, 16: 10**6, 18: 10**9, 19: 10**9}
_EXCEL_EPOCH = dt.date(1899, 12, 30)
_EPOCH_FROM, _EPOCH_TO = 1970, 2100
_LONGEST = 60
_ROUGH = re.compile(
    r"\b(circa|approx\w*|roughly|spring|summer|autumn|winter|easter|christmas|xmas|century|decade|"
    r"unknown|unsure|not sure|not known|don'?t know|undated|n\.? ?d\.?|never|various|recent\w*|"
    r"ongoing|present|current\w*|today|yesterday|tomorrow|this (?:year|month|week)|"
    r"long ago|years? ago|months? ago|victorian|edwardian|georgian|tudor|medieval|"
    r"(?:pre|post)-?war|wartime|twenties|thirties|forties|fifties|sixties|seventies|eighties|"
    r"nineties|last (?:year|month|week))\b"
)
_ROUGH_FIGURES = re.compile(
    r"\b(ca?|about|around|early|mid|late|before|after|since|pre|post|by|from|until|till|to|or|and|"
    r"between|fall|term|season|[qh][1-4]|est|estd|founded|"
    r"established|formed|opened|started|closed|ended|week|month|quarter|half|years?|\d{1,4}'?s)\b|[?~<>≈]|"
    r"^['’]\d\d$|^c\.? ?\d|\d\.\d+e\+?\d|[\da-z] ?[\-–—] ?[\da-z]"
)
_LONG_FIGURES = re.compile(r"(?<![.\d])\d{5}")
"""More figures than a year has are those of a number, such as that of a telephone."""
_NO_YEAR_IN_FIGURES = re.compile(r"\d{1,2}()[/.]\d{1,2}$")
_MONTHS_A_YEAR = 12
_AHEAD = 30
"""Years by which an end may lie ahead when two figures of its year are written."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """
    What is known of the days of a map.

    Attributes
    ----------
    today
        The day of the map: what is after it lies in the future.
    zone
        The clock of the country, where it is known.
    """

    today: dt.date = field(default_factory=lambda: dt.datetime.now(dt.UTC).date())
    zone: str | None = GB.timezone

    @classmethod
    def of_map(cls, as_of: dt.date | None, crs: pyproj.CRS, country: Country = GB) -> Calendar:
        """Take the day of the map, else today; and the clock of the country where it lies."""
        area = "" if crs.area_of_use is None else crs.area_of_use.name
        is_there = crs == pyproj.CRS(country.crs) or any(word in area for word in country.areas)
        zone = country.timezone if is_there else None
        return cls(zone=zone) if as_of is None else cls(as_of, zone)

    def local_day(self, moment: dt.datetime) -> dt.date:
        """Give the day that it was in the country at a moment of UTC."""
        if self.zone is None:
            return moment.date()
        try:
            zone = ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, OSError):  # a computer without the world's clocks
            return moment.date()
        return moment.replace(tzinfo=dt.UTC).astimezone(zone).date()


@dataclass(frozen=True, slots=True)
class Meaning:
    """The first and the last day that a cell may mean, and the one that it means to its readers."""

    first: dt.date
    last: dt.date
    usual: dt.date


@dataclass(frozen=True, slots=True)
class Written:
    """
    What one cell may mean.

    Attributes
    ----------
    day_first, month_first
        By the order that its figures are read in; the same where there is no
        doubt, None where it cannot be read so.
    says
        What else is to be said of it: ``utc``, ``utc somewhere``, ``seconds``,
        ``clock``, ``time``, ``short``, ``month``, ``years``, ``month or
        years``, ``years or month``, ``rough``, ``nothing``, ``month last`` or
        an empty text.
    shifted
        What it means if its clock shows UTC.
    year_first
        What it means if two figures of its year come first.
    """

    day_first: Meaning | None = None
    month_first: Meaning | None = None
    says: str = ""
    shifted: Meaning | None = None
    year_first: Meaning | None = None

    @property
    def is_sure(self) -> bool:
        """Whether both orders give the same."""
        return self.day_first == self.month_first


def parse_date(cell: str, calendar: Calendar, *, is_end: bool = False) -> Written:
    """
    Read one cell; nothing is decided that its column may know better.

    Parameters
    ----------
    cell
        Tidy text.
    calendar
        The day of the map and the clock of its country.
    is_end
        Whether it ends something, and so may well lie in the future.

    Examples
    --------
    >>> day = parse_date("03/04/2026", Calendar(dt.date(2026, 11, 1)))
    >>> day.day_first.first, day.month_first.first
    (datetime.date(2026, 4, 3), datetime.date(2026, 3, 4))
    >>> parse_date("March 2026", Calendar()).day_first.last
    datetime.date(2026, 3, 31)
    """
    text = " ".join(fold(cell).replace(",", " ").split())
    if len(text) > _LONGEST:
        return Written()
    try:
        found = _parse_figures(text, calendar, is_end=is_end) or _parse_words(
            text, calendar, is_end=is_end
        )
    except (ValueError, OverflowError):
        return Written()  # such as 31 February
    if found is not None:
        return found
    return Written(says="rough" if _says_roughly(text) else "")


def _says_roughly(text: str) -> bool:
    """Tell words about a time, also such as hold a day among others or leave out the year."""
    if _ROUGH.search(text) or _IN_WORDS.search(text):
        return True
    has_figures = any(map(str.isdigit, text)) and not _LONG_FIGURES.search(text)
    if has_figures and _ROUGH_FIGURES.search(text):
        return True
    alone = _NO_YEAR.match(text) or _NO_YEAR_IN_FIGURES.match(text)
    return alone is not None and (not alone[1] or alone[1] in MONTHS)


def _parse_figures(text: str, calendar: Calendar, *, is_end: bool) -> Written | None:
    """Read a day that is written in figures alone."""
    if _NO_DAY.match(text):
        return Written(says="nothing")
    if found := _ISO.match(text):
        if int(found[2]) > _MONTHS_A_YEAR >= int(found[3]):
            return Written(says="month last")
        return _at(dt.date(int(found[1]), int(found[2]), int(found[3])), found[4], calendar)
    if found := _COMPACT.match(text):
        day = dt.date(int(found[1]), int(found[2]), int(found[3]))
        clock = f"{found[4]}:{found[5]}{'z' if text.endswith('z') else ''}" if found[4] else None
        return _at(day, clock, calendar)
    if found := _SLASHED.match(text):
        return _in_both_orders(found, calendar, is_end=is_end)
    return _parse_period(text) or _parse_number(text, calendar)


def _parse_period(text: str) -> Written | None:
    """Read a month or a year in figures."""
    if found := _YEAR_MONTH.match(text):
        return _month_or_years(text, int(found[1]), found[2])
    if _YEARS.match(text) or _are_next(text):
        return Written(says="years")
    if found := _MONTH.match(text):
        return _sure(_month(int(found[2]), int(found[1])))
    if found := _YEAR.match(text):
        begin = dt.date(int(found[1]), 1, 1)
        return _sure(Meaning(begin, dt.date(int(found[1]), 12, 31), begin))
    return None


def _parse_number(text: str, calendar: Calendar) -> Written | None:
    """Read a number that counts days or seconds."""
    if found := _SERIAL.match(text):
        return _sure(_day(_EXCEL_EPOCH + dt.timedelta(days=int(found[1]))))
    if found := _EPOCH.match(text):
        return _since_1970(found[1], calendar)
    return None


def _parse_words(text: str, calendar: Calendar, *, is_end: bool) -> Written | None:
    """Read a date whose month is a word."""
    if (found := _WORDS.match(text)) and found[2] in MONTHS:
        year, month = int(found[3]), MONTHS[found[2]]
        if not found[1]:
            return _sure(_month(year, month))
        return _at(dt.date(year, month, int(found[1])), found[4], calendar)
    if (found := _SHORT_WORDS.match(text)) and found[2] in MONTHS:
        month, day = MONTHS[found[2]], int(found[1])
        year, is_moved = _whole_year(found[3], calendar, is_end=is_end)
        return replace(_sure(_day(dt.date(year, month, day))), says="short" if is_moved else "")
    if (found := _WORD_FIRST.match(text)) and found[1] in MONTHS:
        return _at(dt.date(int(found[3]), MONTHS[found[1]], int(found[2])), found[4], calendar)
    return None


def _day(day: dt.date) -> Meaning:
    return Meaning(day, day, day)


def _sure(meaning: Meaning, says: str = "") -> Written:
    return Written(meaning, meaning, says)


def _month(year: int, month: int) -> Meaning:
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    begin = dt.date(year, month, 1)
    return Meaning(begin, following - dt.timedelta(days=1), begin)


def _whole_year(written: str, calendar: Calendar, *, is_end: bool) -> tuple[int, bool]:
    """Give the year, and whether one was put back a century so as not to lie in the future."""
    year = int(written)
    if len(written) > 2:
        return year, False
    if year >= 70:
        return year + 1900, False
    latest = calendar.today.year + (_AHEAD if is_end else 0)
    return (year + 2000, False) if year + 2000 <= latest else (year + 1900, True)


def _in_both_orders(found: re.Match[str], calendar: Calendar, *, is_end: bool) -> Written:
    """Read two figures and a year with the day first and with the month first."""
    year, is_moved = _whole_year(found[3], calendar, is_end=is_end)
    orders = [_try(year, int(found[2]), int(found[1])), _try(year, int(found[1]), int(found[2]))]
    return Written(
        orders[0],
        orders[1],
        "short" if is_moved and orders != [None, None] else "",
        year_first=_year_first(found[0], calendar),
    )


def _year_first(text: str, calendar: Calendar) -> Meaning | None:
    """Read ``26-03-31`` as a day of 2026, where that is not ahead."""
    found = _YEAR_OF_TWO.match(text)
    if found is None:
        return None
    year, _ = _whole_year(found[1], calendar, is_end=False)
    day = _try(year, int(found[2]), int(found[3]))
    return day if day is None or day.first <= calendar.today else None


def _try(year: int, month: int, day: int) -> Meaning | None:
    try:
        return _day(dt.date(year, month, day))
    except ValueError:
        return None


def _are_next(text: str) -> bool:
    """Tell ``23/24``, a year and the next, each by its last two figures."""
    found = _SHORT_PAIR.match(text)
    if found is None or len(found[1]) < 2:
        return False
    return int(found[2]) == (int(found[1]) + 1) % 100


def _month_or_years(text: str, year: int, second: str) -> Written:
    """
    Tell ``2011-07``, a month, from ``2024/25`` and ``1985/6``, two years.

    ``2011/12`` may be either.
    """
    is_next = int(second) == (year + 1) % 10 ** len(second)
    if not 1 <= int(second) <= 12:
        return Written(says="years" if is_next else "rough")
    meaning = _month(year, int(second))
    if not is_next:
        return _sure(meaning, "month")
    is_padded = "-" in text and len(second) == 2
    return _sure(meaning, "month or years" if is_padded else "years or month")


def _at(day: dt.date, clock: str | None, calendar: Calendar) -> Written:
    """Read a day with a time, which in UTC may be of the next day in the country."""
    found = _CLOCK.match(clock) if clock else None
    if not found:
        return _sure(_day(day))
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        return _sure(_day(day))
    moment = dt.datetime.combine(day, dt.time(hour, minute, second))
    local = calendar.local_day(moment)
    if found[4] and calendar.zone is None:
        return _sure(_day(day), "utc somewhere")
    if found[4]:
        return _sure(Meaning(day, local, local), "utc") if local != day else _sure(_day(day))
    if (hour, minute, second) == (0, 0, 0):
        return _sure(_day(day))
    if local != day and (minute, second) == (0, 0):
        return Written(_day(day), _day(day), "clock", Meaning(day, local, local))
    return _sure(_day(day), "time")


def _since_1970(figures: str, calendar: Calendar) -> Written | None:
    """Read the seconds since 1970, or their thousandth, millionth or milliardth parts."""
    seconds = int(figures) // _FRACTIONS[len(figures)]
    moment = dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds)
    if not _EPOCH_FROM <= moment.year <= _EPOCH_TO:
        return None
    local = calendar.local_day(moment)
    return _sure(Meaning(moment.date(), local, local), "seconds")

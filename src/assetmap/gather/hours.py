"""Opening hours as people write them into the way of OpenStreetMap; what is not sure is left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise, product

from assetmap.tables import fold, is_opening_hours

__all__ = ["translate_hours"]

_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_PIECES = re.compile(
    r"(?P<always>24 ?/ ?7\b|24 ?(?:hours|hrs|h)\b(?: a day)?)"
    r"|(?P<all>\b(?:every ?day|daily|(?:7|seven) days(?: a week)?|all week)\b)"
    r"|(?P<weekdays>\bweek ?days?\b)|(?P<weekend>\bweek ?ends?\b)"
    r"|(?P<holidays>\b(?:public|bank) hol(?:iday)?s?\b)"
    r"|(?P<term>\b(?:during |in )?(?:school )?term[ -]?time\b)"
    r"|(?P<day>\b(?:mon|tue|wed|thu|fri|sat|sun)(?:s|rs|r|day|sday|nesday|rsday|urday)?s?\b)"
    r"|(?P<time>(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))? ?(?P<half>[ap]\.?m\b\.?|noon|midnight)?"
    r"(?![\d:.]\d)(?:hrs|h\b)?|\bnoon\b|\bmidday\b|\bmidnight\b)"
    r"|(?P<to>\bto\b|\b(?:un)?till?\b|-)|(?P<closed>\b(?:closed|shut)\b)"
    r"|(?P<except>\b(?:except|excluding|excl|apart from|but not|not)\b)"
    r"|(?P<between>[,;&/\n]|\band\b|\bplus\b)"
    r"|(?P<filler>\b(?:every|each|open|opening|on|from|at|hours|hrs|times?|only|weekly)\b|[\s:.()*])"
)
_STARTS = tuple(day.lower() for day in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
_HOLIDAY = 7
"""What stands for public holidays among days, which are numbered from Monday, 0."""
_NOON, _DAY_LONG = 12 * 60, 24 * 60
_EVENING, _MORNING = 17 * 60, 6 * 60
"""From when on, and until when, hours may lie on both sides of midnight."""


class _Unsure(Exception):  # noqa: N818 - never leaves this file
    """A text that may mean something else, or nothing that is known."""


@dataclass(frozen=True, slots=True)
class _Time:
    """A time as it is written: minutes from midnight or noon, and which half of the day."""

    minutes: int
    half: str
    is_full: bool
    """Whether it says which half of the day it is in without a word: 14:00, 09:00, noon."""
    has_minutes: bool
    is_of_24: bool = False
    """Whether it shows that the clock of 24 hours is meant: 14:00, 09:00."""

    def readings(self, *, is_24: bool) -> tuple[int, ...]:
        """Give the times that it may be, in minutes from midnight."""
        if is_24 or self.is_full:
            return (self.minutes,)
        twelfth = self.minutes % _NOON
        if self.half:
            return (twelfth + _NOON * (self.half == "p"),)
        return (twelfth, twelfth + _NOON)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the text: days, a span of time, closed, nothing, or a word between."""

    kind: str
    days: frozenset[int] = frozenset()
    span: tuple[int, int] = (0, 0)
    time: _Time | None = None


def translate_hours(text: str) -> str | None:
    """
    Write opening hours as OpenStreetMap does; None where a text may mean something else.

    Every word of the text must be known, and each day open at certain hours.
    Hours without am and pm are read only where one reading alone lies within
    a day: 9-5 is, 2-4 and 10-12 are not. Where a time of the text is after
    13:00 or begins with a zero, all are by the clock of 24 hours.

    Examples
    --------
    >>> [translate_hours(text) for text in ("Mon-Fri 9am-5pm", "9-5 weekdays, closed Sundays")]
    ['Mo-Fr 09:00-17:00', 'Mo-Fr 09:00-17:00']
    >>> translate_hours("Tuesdays 10:00 to 12:00 term time only")
    'Tu 10:00-12:00; SH off'
    >>> [translate_hours(text) for text in ("Tues 2-4", "first Monday 2pm-4pm", "Tu 14:00-16:00")]
    [None, None, 'Tu 14:00-16:00']
    """
    plain = " ".join(text.split())
    if is_opening_hours(plain):
        return plain
    try:
        pieces = _bind([*_cut(fold(text))])
        return _write(*_gather(pieces))
    except _Unsure:
        return None


def _cut(text: str) -> Iterator[_Piece]:
    """Cut a text into the pieces that are known; any other letter is one too many."""
    at = 0
    while at < len(text):
        found = _PIECES.match(text, at)
        if found is None:
            raise _Unsure
        at = found.end()
        kind = str(found.lastgroup) if found.lastgroup != "half" else "time"
        kind = "time" if kind in {"hour", "minute"} else kind
        if kind == "filler":
            continue
        yield _make_piece(kind, found)


def _make_piece(kind: str, found: re.Match[str]) -> _Piece:
    days = {
        "all": range(7), "weekdays": range(5), "weekend": (5, 6), "holidays": (_HOLIDAY,),
    }  # fmt: skip
    if kind in days:
        return _Piece("days", frozenset(days[kind]))
    if kind == "day":
        return _Piece("day", frozenset({_STARTS.index(found["day"][:3])}))
    if kind == "always":
        return _Piece("span", span=(0, _DAY_LONG))
    if kind == "time":
        return _Piece("time", time=_read_time(found))
    return _Piece(kind)


def _read_time(found: re.Match[str]) -> _Time:
    word = found["half"] or found["time"].strip()
    if found["hour"] is None or word in {"noon", "midnight"}:
        if found["hour"] not in {None, "12"}:
            raise _Unsure
        return _Time(_DAY_LONG if word == "midnight" else _NOON, "", is_full=True, has_minutes=True)
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "")[:1]
    if hour > 24 or minute > 59 or (half and not 1 <= hour <= 12):
        raise _Unsure
    is_full = not half and (hour > 12 or found["hour"].startswith("0"))
    has_minutes = found["minute"] is not None
    return _Time(hour * 60 + minute, half, is_full, has_minutes, is_of_24=is_full)


def _bind(pieces: list[_Piece]) -> list[_Piece]:
    """Bind days and times that a "to" stands between, and leave out what only parts."""
    times = [piece.time for piece in pieces if piece.time is not None]
    is_24 = any(time.is_of_24 for time in times)
    is_24 &= not any(time.half for time in times)
    bound: list[_Piece] = []
    at = 0
    while at < len(pieces):
        piece, rest = pieces[at], pieces[at + 1 : at + 3]
        kinds = [piece.kind, *(other.kind for other in rest)]
        if kinds == ["day", "to", "day"]:
            (first,), (last,) = piece.days, rest[1].days
            days = frozenset((first + step) % 7 for step in range((last - first) % 7 + 1))
            bound.append(_Piece("days", days))
            at += 3
        elif kinds == ["time", "to", "time"] and piece.time and rest[1].time:
            bound.append(_Piece("span", span=_read_span(piece.time, rest[1].time, is_24=is_24)))
            at += 3
        elif piece.kind == "time":
            raise _Unsure
        else:
            if piece.kind == "to":
                bound += _read_dash(bound, kinds[1:2])
            elif piece.kind != "between":
                bound.append(_Piece("days", piece.days) if piece.kind == "day" else piece)
            at += 1
    return bound


def _read_dash(before: list[_Piece], after: list[str]) -> list[_Piece]:
    """Read a dash that binds nothing: between a day and its hours, or where there are none."""
    if after == ["time"] and before and before[-1].kind == "days":
        return []
    if after not in ([], ["between"], ["closed"]) or not before:
        raise _Unsure
    return [_Piece("nothing")]


def _read_span(start: _Time, end: _Time, *, is_24: bool) -> tuple[int, int]:
    """Read from when until when, where it can mean one thing only."""
    is_clock = start.has_minutes and end.has_minutes and not (start.half or end.half)
    if is_clock and start.minutes >= 10 * 60 and start.minutes < end.minutes:
        is_24 = True  # 10:00 to 12:00
    if end.half and not start.half and not start.is_full:
        shared = _Time(start.minutes, end.half, is_full=False, has_minutes=start.has_minutes)
        if 60 <= start.minutes < 13 * 60 and shared.readings(is_24=False) < end.readings(
            is_24=False
        ):
            start = shared  # 2-5pm
    ends = [minutes or _DAY_LONG for minutes in end.readings(is_24=is_24)]
    spans = [*product(start.readings(is_24=is_24), ends)]
    within = [(one, other) for one, other in spans if one < other <= _DAY_LONG]
    if len(within) == 1:
        return within[0]
    if not within and len(spans) == 1:  # over midnight
        one, other = spans[0]
        if one >= _EVENING and other <= _MORNING:
            return one, other + _DAY_LONG
    raise _Unsure


def _gather(pieces: list[_Piece]) -> tuple[dict[int, list[tuple[int, int]]], bool]:
    """Gather the spans of each day, none where it is closed; and whether it is in term alone."""
    is_term = any(piece.kind == "term" for piece in pieces)
    if is_term and [piece.kind for piece in pieces].index("term") not in {0, len(pieces) - 1}:
        raise _Unsure
    pieces = [piece for piece in pieces if piece.kind != "term"]
    if [piece.kind for piece in pieces] == ["span"] and pieces[0].span == (0, _DAY_LONG):
        pieces = [_Piece("days", frozenset(range(7))), *pieces]
    groups = [*_group(pieces)]
    if is_term and sum(bool(spans) for _, spans in groups) > 1:
        raise _Unsure  # of which of them?
    hours: dict[int, list[tuple[int, int]]] = {}
    for days, spans in groups:
        for day in days:
            if day in hours and not (hours[day] and spans):
                raise _Unsure
            hours[day] = sorted([*hours.get(day, []), *spans])
    for spans in hours.values():
        if any(end > start for (_, end), (start, _) in pairwise(spans)):
            raise _Unsure
    if not any(hours.values()):
        raise _Unsure
    return hours, is_term


def _group(pieces: list[_Piece]) -> Iterator[tuple[frozenset[int], list[tuple[int, int]]]]:
    """Give days with their spans, whichever of them stands first; closed days have none."""
    at, is_days_first = 0, bool(pieces) and pieces[0].kind == "days"
    while at < len(pieces):
        if pieces[at].kind in {"closed", "except"}:
            days, at = _take_days(pieces, at + 1)
            if at < len(pieces) and pieces[at].kind in {"span", "nothing"}:
                raise _Unsure
            yield days, []
        elif is_days_first:
            days, at = _take_days(pieces, at)
            if at < len(pieces) and pieces[at].kind == "closed":
                yield days, []
                at += 1
                continue
            spans, at = _take_spans(pieces, at)
            yield days, spans
        else:
            spans, at = _take_spans(pieces, at)
            days, at = _take_days(pieces, at)
            yield days, spans


def _take_days(pieces: list[_Piece], at: int) -> tuple[frozenset[int], int]:
    """Take the days that stand together; "every day except Sunday" is six of them."""
    days: frozenset[int] = frozenset()
    start = at
    while at < len(pieces) and pieces[at].kind == "days":
        days |= pieces[at].days
        at += 1
    if at == start:
        raise _Unsure
    return days, at


def _take_spans(pieces: list[_Piece], at: int) -> tuple[list[tuple[int, int]], int]:
    """Take the spans of time that stand together; dashes alone say that there are none."""
    spans, start = [], at
    while at < len(pieces) and pieces[at].kind in {"span", "nothing"}:
        spans += [pieces[at].span] * (pieces[at].kind == "span")
        at += 1
    if at == start:
        raise _Unsure
    return spans, at


def _write(hours: dict[int, list[tuple[int, int]]], is_term: bool) -> str:  # noqa: FBT001
    """Write days with the same spans together, in the order of the week."""
    by_spans: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day in sorted(hours):
        if day != _HOLIDAY and hours[day]:
            by_spans.setdefault(tuple(hours[day]), []).append(day)
    if len(by_spans) == 1 and [*by_spans.items()] == [(((0, _DAY_LONG),), [*range(7)])]:
        rules = ["24/7"]
    else:
        rules = [f"{_write_days(days)} {_write_spans(spans)}" for spans, days in by_spans.items()]
    if _HOLIDAY in hours:
        rules.append("PH off" if not hours[_HOLIDAY] else f"PH {_write_spans(hours[_HOLIDAY])}")
    return "; ".join([*rules, "SH off"] if is_term else rules)


def _write_days(days: list[int]) -> str:
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    written = [
        _DAYS[run[0]]
        if len(run) == 1
        else f"{_DAYS[run[0]]}{'-' if len(run) > 2 else ','}{_DAYS[run[-1]]}"
        for run in runs
    ]
    return ",".join(written)


def _write_spans(spans: list[tuple[int, int]] | tuple[tuple[int, int], ...]) -> str:
    return ",".join(f"{_write_time(start)}-{_write_time(end)}" for start, end in spans)


def _write_time(minutes: int) -> str:
    minutes = minutes if minutes <= _DAY_LONG else minutes - _DAY_LONG
    return f"{minutes // 60:02d}:{minutes % 60:02d}"

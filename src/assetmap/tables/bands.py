"""Bands of numbers in words, such as ages: "65+", "under 25", "16-24"."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

__all__ = ["Band", "read_band"]

_NUMBER = r"(\d+(?:\.\d+)?)"
_TO = r"\s*(?:-|to|until|\u2013|\u2014)\s*"
_UNITS = re.compile(r"\b(?:years?|yrs?)(?:\s+old)?\b|\baged?\b|\bages\b")
_FORMS = (
    (re.compile(rf"(?:between\s+)?{_NUMBER}(?:{_TO}|\s+and\s+){_NUMBER}"), "between"),
    (re.compile(rf"(?:under|below|less than|younger than|<)\s*{_NUMBER}s?"), "below"),
    (re.compile(rf"(?:up to|at most|<=|\u2264)\s*{_NUMBER}"), "up to"),
    (re.compile(rf"{_NUMBER}\s*(?:and|or|&)\s*(?:under|younger|below|less)"), "up to"),
    (re.compile(rf"(?:more than|older than|>)\s*{_NUMBER}"), "above"),
    (re.compile(rf"(?:over|at least|from|>=|\u2265)\s*{_NUMBER}s?"), "from"),
    (re.compile(rf"{_NUMBER}\s*(?:\+|plus)"), "from"),
    (re.compile(rf"{_NUMBER}\s*(?:and|or|&)\s*(?:over|older|above|more|up|upwards)"), "from"),
    (re.compile(_NUMBER), "exactly"),
)


class Band(NamedTuple):
    """Whole numbers from ``low`` to ``high``, both of it: 16-24 is 16 to 24."""

    low: float
    high: float

    def holds(self, other: Band) -> bool:
        """Tell whether all of another band lies within this one."""
        return self.low <= other.low and other.high <= self.high


def read_band(text: str) -> Band | None:
    """
    Read a band of numbers, such as ages; None where it is none.

    "Over 65" is meant as people mean it, from 65 on; "more than 65" is from 66.

    Examples
    --------
    >>> read_band("65+"), read_band("under 25"), read_band("16 to 24")
    (Band(low=65.0, high=inf), Band(low=0.0, high=24.0), Band(low=16.0, high=24.0))
    >>> read_band("65-74 years"), read_band("75 and over"), read_band("Polish")
    (Band(low=65.0, high=74.0), Band(low=75.0, high=inf), None)
    """
    plain = " ".join(_UNITS.sub(" ", text.strip().casefold()).split())
    for form, how in _FORMS:
        found = form.fullmatch(plain)
        if found is not None:
            return _to_band(how, *(float(number) for number in found.groups()))
    return None


def _to_band(how: str, number: float, high: float = math.nan) -> Band | None:
    """Turn the numbers of a form into a band; the ends the wrong way round are none."""
    if how == "between":
        return Band(number, high) if number <= high else None
    bands = {
        "below": Band(0.0, number - 1),
        "up to": Band(0.0, number),
        "above": Band(number + 1, math.inf),
        "from": Band(number, math.inf),
        "exactly": Band(number, number),
    }
    return bands[how]

"""What the cells of a column hold, and which two are coordinates by headings and numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

import pandas as pd

from assetmap.gather.tidy import Cells, is_written, no_cells

__all__ = ["MOSTLY", "OFTEN", "WEB", "ColumnProfile", "find_point", "has_axis", "split_head"]

_LOOKED_AT = 2_000
"""Rows from which a column is known."""
MOSTLY = 0.8
OFTEN = 0.5
_FEW_WORDS, _FEW_SORTS = 0.5, 12
"""Share of different values up to which a column sorts its rows, and how many always may."""
_LONGEST_NAME = 120
_LON = frozenset({"lon", "long", "lng", "longitude"})
_LAT = frozenset({"lat", "latitude"})
_AXIS = re.compile(
    r"(?:(?:geo|point|grid|coord|os) ?)?([xy])$|([xy]) ?(?:coords?|coordinates?|pos)$"
)
_EAST, _NORTH = (
    frozenset({"easting", "eastings", "east", "oseast"}),
    frozenset({"northing", "northings", "north", "osnrth", "osnorth"}),
)
_WAYS = (
    ("lon", "lat", _LON | {"x", "geox"}, _LAT | {"y", "geoy"}, (-180, 180), (-90, 90)),
    ("easting", "northing", _EAST | {"x"}, _NORTH | {"y"}, (-1e7, 1e7), (1_000, 1e7)),
)
"""Pairs of ours, the words that head each, and between which numbers its cells lie."""
_AXES = frozenset[str]().union(*(ones | others for _, _, ones, others, *_ in _WAYS))
_GRID_AXIS = re.compile(r"(?:bng|osgb|os|grid|ngr)(?: grid)?(?: ref)? ([en])$")
WEB = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)
_MAIL = re.compile(r"^\S+@\S+\.\S+$")
_FIGURES = re.compile(r"^[-+]?[\d.,]+$")
_CODE = re.compile(r"^(?=.*\d)[A-Z\d][A-Z\d/_\-.]{2,}$")
_DATE = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}(?:[ T].*)?$")


def split_head(head: str) -> str:
    """
    Take a heading apart into small words, also where only capitals or figures part them.

    Examples
    --------
    >>> [split_head(head) for head in ("BusinessName", "hospital22_name", "AddressLine1")]
    ['business name', 'hospital name', 'address line 1']
    """
    spaced = re.sub(r"(?<=[a-z\d])(?=[A-Z])", " ", head)
    spaced = re.sub(r"(?<=[A-Za-z])(?=\d)", " ", spaced)
    words = re.split(r"[\W_]+", spaced.casefold())
    inner = [word for at, word in enumerate(words) if not word.isdigit() or at == len(words) - 1]
    return " ".join(word for word in inner if word)


def has_axis(head: str) -> bool:
    """
    Tell a heading over one of two coordinates.

    Examples
    --------
    >>> [has_axis(head) for head in ("POINT_X", "LATITUDE_WGS84", "oseast1m", "BNG_N", "Capacity")]
    [True, True, True, True, False]
    """
    return bool(ColumnProfile(head, no_cells(0)).axes & _AXES)


class ColumnProfile:
    """What the first cells of a column hold, as shares of those in which something is written."""

    def __init__(self, head: str, cells: Cells) -> None:
        self.head = head
        self.words = split_head(head)
        self.last = self.words.rpartition(" ")[2]
        looked = cells[:_LOOKED_AT]
        self._texts = pd.Series(looked[is_written(looked)], dtype="str")
        self.size = len(self._texts)
        self.filled = len(self._texts) / max(len(looked), 1)

    def share(self, pattern: re.Pattern[str], *, packed: bool = False) -> float:
        """Give the share of cells that match, without their spaces where they are ``packed``."""
        texts = self._texts.str.replace(" ", "") if packed else self._texts
        return float(texts.str.match(pattern).mean()) if len(texts) else 0.0

    @property
    def axes(self) -> set[str]:
        """The words of its heading, and the letter of an axis such as "X_COORD" or "geo y"."""
        found = _AXIS.match(self.words)
        letters = filter(None, found.groups() if found else ())
        grid = _GRID_AXIS.match(self.words)
        of_grid = {"e": "easting", "n": "northing"}[grid[1]] if grid else ""
        return {*self.words.split(), *letters, of_grid}

    @cached_property
    def different(self) -> list[str]:
        """The different cells, in order."""
        return [str(text) for text in self._texts.unique()]

    @cached_property
    def single_words(self) -> list[str]:
        """The different entries of its cells, of which some may hold several."""
        return [word.strip() for text in self.different for word in re.split(r"[;,\n|]", text)]

    @property
    def variety(self) -> float:
        """Different cells for each one."""
        return len(self.different) / max(len(self._texts), 1)

    @cached_property
    def is_text(self) -> bool:
        """Whether its cells are words that a person reads."""
        odd = (_FIGURES, WEB, _MAIL, _CODE, _DATE)
        has_letters = self.share(re.compile(r".*[^\W\d_]{2}"))
        return has_letters >= MOSTLY and all(self.share(pattern) < OFTEN for pattern in odd)

    @cached_property
    def is_short(self) -> bool:
        """Whether its cells are as short as names."""
        lengths = self._texts.str.len()
        return bool(len(lengths)) and float(lengths.quantile(0.9)) <= _LONGEST_NAME

    @property
    def is_sorting(self) -> bool:
        """Whether its cells repeat few words, as those that sort rows do."""
        return len(self.different) <= max(_FEW_SORTS, _FEW_WORDS * self.size)

    def within(self, low: float, high: float) -> bool:
        """Tell whether its cells are numbers between two."""
        numbers = pd.to_numeric(self._texts, errors="coerce")
        is_in = numbers.between(low, high) & (numbers != 0)
        return bool(len(numbers)) and float(is_in.mean()) >= MOSTLY


def find_point(columns: Mapping[str, Cells]) -> dict[str, str]:
    """
    Find two columns of coordinates by their headings and their numbers.

    Examples
    --------
    >>> import numpy as np
    >>> cells = {"POINT_X": ["458500"], "POINT_Y": ["304500"], "Capacity": ["40"]}
    >>> find_point({head: np.array(column, object) for head, column in cells.items()})
    {'easting': 'POINT_X', 'northing': 'POINT_Y'}
    """
    named = [ColumnProfile(head, cells) for head, cells in columns.items()]
    named = [p for p in named if p.axes & _AXES]
    for one, other, ones, others, within, other_within in _WAYS:
        xs = [p for p in named if p.axes & ones and p.within(*within)]
        ys = [p for p in named if p.axes & others and p.within(*other_within)]
        if xs and ys:
            return {one: xs[0].head, other: ys[0].head}
    return {}

"""A country as a record: its grid, its postcodes, its pace, its words for levels of places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Country", "Grid"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """
    A grid of a country, or of a part of it that has its own.

    Attributes
    ----------
    name
        What it is called in a sentence.
    crs
        The reference system of its eastings and northings, in metres.
    extent
        West, south, east and north of it, in metres.
    squares
        South-west corners of the squares of its grid references by their
        letters, in metres; empty where nobody writes any.
    square_m
        The side of such a square.
    postcode
        A regular expression of how postcodes of that part begin, in capitals;
        empty where they do not tell it.
    """

    name: str
    crs: str
    extent: tuple[float, float, float, float]
    squares: Mapping[str, tuple[float, float]] = field(default_factory=dict, hash=False)
    square_m: float = 100_000.0
    postcode: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """
    What is different in every country, as plain data; rules are elsewhere.

    Attributes
    ----------
    code
        Its two letters in ISO 3166, small, as ``[map] country`` has them.
    name
        As a sentence names it.
    crs
        The reference system that its eastings and northings are in, in metres.
    grid
        What that is called in a sentence.
    extent
        West, south, east and north of the grid, in metres: what is outside
        is no place of the country.
    postcode_in_text
        A regular expression of a postcode as it stands among words, in any
        case: what a public text is searched for.
    postcode_part
        One of a part that every such postcode has, which is quick to look
        for.
    squares
        South-west corners of the squares of its grid references by their
        letters, in metres; empty where nobody writes any.
    square_m
        The side of such a square.
    other_grids
        Grids of its parts and neighbours that people use too.
    timezone
        Its clock, by which a midnight that was written in UTC is a day.
    postcode
        A regular expression of a whole postcode in capitals, without spaces.
    postcode_end
        How many letters and figures stand after the space of a postcode; 0
        where it is written as one.
    speed_m_per_min, detour
        How fast people walk, and how many times longer than the straight line
        a walk along its streets is.
    areas
        How reference systems name the area that they are meant for, where it
        is of this country or has the same clock.
    levels
        Words for places of some level: headers that people write over a
        column of places.
    """

    code: str
    name: str
    crs: str
    grid: str
    extent: tuple[float, float, float, float]
    timezone: str
    speed_m_per_min: float
    detour: float
    postcode: str
    postcode_in_text: str
    postcode_part: str
    postcode_end: int = 0
    squares: Mapping[str, tuple[float, float]] = field(default_factory=dict, hash=False)
    square_m: float = 100_000.0
    other_grids: tuple[Grid, ...] = ()
    areas: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()

    @property
    def grids(self) -> tuple[Grid, ...]:
        """Every grid that its coordinates may be in, its own first."""
        own = Grid(
            name=self.grid,
            crs=self.crs,
            extent=self.extent,
            squares=self.squares,
            square_m=self.square_m,
        )
        return (own, *self.other_grids)

"""Where does everything stand? Points, lines and shapes, in National Grid metres."""

from __future__ import annotations

import math

import numpy as np
import shapely
from boundaries import HEARTS, ORIGIN
from handwritten import Record, draw, read_stories, split_words
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

__all__ = ["draw_shapes", "place_points"]

# Greens, woods and water: (x km, y km, radius m, corners)
PATCHES = {
    "S03": (0.12, 0.10, 52.0, 5),
    "S05": (-1.38, -0.12, 74.0, 7),
    "S07": (-0.45, 1.45, 128.0, 7),
    "S12": (0.30, -0.88, 62.0, 9),
    "S16": (-4.30, 3.90, 226.0, 15),
    "S18": (-0.52, 5.22, 44.0, 6),
    "S20": (3.85, 4.35, 58.0, 12),
    "S25": (-1.75, -4.62, 50.0, 6),
}
LIGHT = (9.35, -0.60)  # half a mile out on the shoal, in no parish
# Standing just off the heart of the place would put these in the wrong spot.
FIXED = {"S11": (0.62, -0.66), "S31": LIGHT, "S37": (-4.05, 1.25), "O25": (6.35, -1.30)}
BORDERS = dict[tuple[str, str], LineString]


def _from_butter_cross(x: float, y: float) -> Point:
    return Point(ORIGIN[0] + 1000 * x, ORIGIN[1] + 1000 * y)


def _patch(code: str) -> Polygon:
    """A ragged patch of ground: corners at uneven angles and distances."""
    x, y, radius, corners = PATCHES[code]
    middle = _from_butter_cross(x, y)
    rng = draw("patch", code)
    turn = rng.random()
    points = []
    for corner in range(corners):
        angle = 2 * math.pi * (corner + turn + 0.5 * rng.random()) / corners
        reach = radius * (0.82 + 0.38 * rng.random())
        points.append((middle.x + reach * math.cos(angle), middle.y + reach * math.sin(angle)))
    return Polygon(np.round(points, 1))


def _join(borders: BORDERS, *keys: tuple[str, str]) -> LineString:
    return LineString(np.vstack([shapely.get_coordinates(borders[key]) for key in keys]))


def _beside(line: LineString, metres: float) -> LineString:
    """The line walked so many metres to the right."""
    return LineString(shapely.get_coordinates(line.offset_curve(-metres, join_style="mitre")))


def _tidy(line: BaseGeometry, within_m: float) -> LineString:
    simple = shapely.simplify(line, within_m)
    return LineString(np.round(shapely.get_coordinates(simple), 1))


def draw_shapes(borders: BORDERS) -> dict[str, LineString | Polygon]:
    """The lines and shapes of the spaces that are more than a point, by id."""
    shapes: dict[str, LineString | Polygon] = {code: _patch(code) for code in PATCHES}
    river = _join(borders, ("j1", "t1"), ("t1", "m1"), ("m1", "m5"))
    shapes["S14"] = _tidy(_beside(river, 14.0), 4.0)
    railway = [(1.05, -1.25), (1.60, -1.62), (2.20, -2.30), (2.75, -2.85), (3.70, -3.60)]
    shapes["S28"] = LineString([_from_butter_cross(x, y) for x, y in railway])
    bank = _beside(_join(borders, ("ne", "se")), 160.0)
    shapes["S30"] = _tidy(substring(bank, 2200.0, 8200.0), 8.0)
    return shapes


def _scatter(record: Record, places: dict[str, Polygon]) -> Point:
    """A point near the heart of the place, and inside it."""
    x, y, spread = HEARTS[record["place"]]
    heart = _from_butter_cross(x, y)
    rng = draw("venue", record["id"])
    while True:
        angle, reach = 2 * math.pi * rng.random(), spread * math.sqrt(rng.random())
        point = Point(heart.x + reach * math.cos(angle), heart.y + reach * math.sin(angle))
        if places[record["place"]].contains(point):
            return Point(round(point.x), round(point.y))


def place_points(
    places: dict[str, Polygon], shapes: dict[str, LineString | Polygon]
) -> dict[str, Point]:
    """
    One point for everything but people, by id.

    A group stands where it meets; everything else stands near the heart of its place.
    """
    points: dict[str, Point] = {}
    for topic in ("spaces", "organisations", "exchange", "groups", "culture"):
        for record in read_stories(topic):
            code = record["id"]
            venue = [tie.split()[1] for tie in split_words(record["ties"]) if "meets " in tie]
            if code in FIXED:
                points[code] = _from_butter_cross(*FIXED[code])
            elif code in shapes:
                points[code] = shapes[code].representative_point()
            elif venue:
                points[code] = points[venue[0]]
            elif record["place"]:
                points[code] = _scatter(record, places)
    return points

"""
Where do the invented parishes lie, and where do their shared borders run?

The junctions and the course of every border are drawn by hand in kilometres from the
Butter Cross; a seeded hand then roughens each border once, as a river, a stream, a field
edge, a road or a coast, so that neighbours share every vertex exactly.
"""

from __future__ import annotations

import math
from random import Random
from typing import TypeVar

import numpy as np
import pyproj
import shapely
from shapely.geometry import LineString, Point, Polygon
from shapely.geometry.base import BaseGeometry

__all__ = ["HEARTS", "PLACES", "draw_borders", "draw_places", "to_lonlat"]

T = TypeVar("T", bound=BaseGeometry)

ORIGIN = (600_000.0, 400_000.0)

# OSGB36 to WGS 84 by the published seven-parameter shift, spelled out so that the files come
# out the same whether or not this computer has the finer grid installed.
TO_LONLAT = pyproj.Transformer.from_pipeline(
    "+proj=pipeline +step +inv +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 "
    "+y_0=-100000 +ellps=airy +step +proj=push +v_3 +step +proj=cart +ellps=airy "
    "+step +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 "
    "+s=-20.489 +convention=position_vector +step +inv +proj=cart +ellps=WGS84 "
    "+step +proj=pop +v_3 +step +proj=unitconvert +xy_in=rad +xy_out=deg"
)

# code: (name, level, parent)
PLACES = {
    "MKT": ("Market Place", "neighbourhood", "TOWN"),
    "WIN": ("Windmill Rise", "neighbourhood", "TOWN"),
    "ROP": ("Ropewalk", "neighbourhood", "TOWN"),
    "STA": ("Staithe Side", "neighbourhood", "TOWN"),
    "TAN": ("Tanners’ End", "neighbourhood", "TOWN"),
    "GHA": ("Great Hathering", "village", "NORTH"),
    "LHA": ("Little Hathering", "village", "NORTH"),
    "QUE": ("Quernby", "village", "NORTH"),
    "ELL": ("Ellerthwick", "village", "NORTH"),
    "PEL": ("Pellock Marsh", "village", "SOUTH"),
    "CAN": ("Candleholme", "village", "SOUTH"),
    "SKE": ("Skelder Fen", "village", "SOUTH"),
}

# The middle of each settlement, where the halls and shops are: (x km, y km, spread m).
HEARTS = {
    "MKT": (0.12, 0.10, 230),
    "WIN": (-0.20, 1.15, 330),
    "ROP": (1.20, 0.35, 330),
    "STA": (0.45, -1.05, 300),
    "TAN": (-0.95, -0.55, 330),
    "GHA": (-3.55, 3.15, 420),
    "LHA": (-0.55, 5.15, 220),
    "QUE": (3.30, 3.70, 400),
    "ELL": (-4.70, -0.75, 380),
    "PEL": (-1.55, -4.35, 350),
    "CAN": (3.15, -2.95, 420),
    "SKE": (5.75, -0.55, 380),
}

JUNCTIONS = {
    "t1": (-1.75, 0.95), "t2": (-0.75, 2.05), "t3": (1.05, 1.55), "t4": (2.15, 0.55),
    "t5": (1.45, -0.95), "t6": (-0.15, -2.05), "t7": (-1.95, -1.20),
    "m1": (-0.55, 0.35), "m2": (0.05, 0.66), "m3": (0.72, 0.30), "m4": (0.55, -0.42),
    "m5": (-0.35, -0.38),
    "j1": (-3.90, 1.55), "j2": (-2.05, 4.25), "j3": (0.95, 3.75), "j4": (2.15, 7.05),
    "j5": (4.55, 1.65), "j6": (4.75, -2.35), "j7": (0.75, -4.25), "j8": (-3.75, -2.55),
    "w": (-7.45, 2.35), "nw": (-3.10, 6.55), "ne": (7.05, 3.55), "se": (6.25, -5.35),
    "s": (1.95, -6.75), "sw": (-5.15, -5.55),
}  # fmt: skip

# (from, to, what it follows, points on the way): the whole map as lines, each drawn once.
BORDERS: list[tuple[str, str, str, list[tuple[float, float]]]] = [
    # the river, from the west edge through the town
    ("w", "j1", "river", [(-6.3, 2.75), (-5.2, 1.55)]),
    ("j1", "t1", "river", [(-3.2, 1.05), (-2.5, 1.50)]),
    ("t1", "m1", "river", [(-1.25, 0.95)]),
    ("m1", "m5", "river", [(-0.62, -0.05)]),
    ("m5", "m4", "river", [(0.05, -0.55)]),
    ("m4", "t5", "river", [(0.95, -0.62)]),
    # inside the town
    ("m1", "m2", "road", []),
    ("m2", "m3", "road", [(0.45, 0.62)]),
    ("m3", "m4", "road", []),
    ("m2", "t3", "road", [(0.45, 1.20)]),
    ("m5", "t6", "road", [(-0.30, -1.20)]),
    # the edge of the town
    ("t1", "t2", "field", [(-1.55, 1.70)]),
    ("t2", "t3", "field", [(0.15, 1.90)]),
    ("t3", "t4", "stream", [(1.85, 1.30)]),
    ("t4", "t5", "field", [(2.00, -0.35)]),
    ("t5", "t6", "field", [(1.20, -1.75)]),
    ("t6", "t7", "stream", [(-1.05, -1.65)]),
    ("t7", "t1", "field", [(-2.20, -0.10)]),
    # between the villages
    ("t2", "j2", "field", [(-0.85, 3.05), (-1.85, 3.25)]),
    ("j2", "j3", "stream", [(-0.75, 3.75)]),
    ("j3", "j4", "field", [(1.05, 5.30)]),
    ("j2", "nw", "stream", [(-2.95, 5.20)]),
    ("t4", "j5", "road", [(3.20, 1.35)]),
    ("j5", "ne", "stream", [(5.60, 2.85)]),
    ("j5", "j6", "field", [(3.85, 0.45), (4.75, -0.75)]),
    ("j6", "se", "stream", [(6.05, -3.05), (5.35, -4.45)]),
    ("t6", "j7", "field", [(0.55, -3.00)]),
    ("j7", "s", "stream", [(0.35, -5.20), (1.75, -5.70)]),
    ("t7", "j8", "stream", [(-2.70, -2.20)]),
    ("j8", "sw", "field", [(-3.25, -3.75), (-4.85, -4.35)]),
    # the outer edge
    ("w", "nw", "field", [(-6.35, 3.75), (-6.85, 5.05), (-5.05, 5.05), (-4.75, 6.75)]),
    ("nw", "j4", "stream", [(-2.15, 7.65), (-0.55, 6.75), (0.85, 7.85)]),
    ("j4", "ne", "field", [(3.35, 6.85), (4.25, 5.75), (5.75, 5.85), (6.15, 4.55)]),
    (
        "ne",
        "se",
        "coast",
        [(7.95, 2.75), (7.15, 1.15), (7.35, -0.45), (8.75, -1.85), (7.45, -3.25), (7.35, -4.75)],
    ),
    ("se", "s", "coast", [(5.25, -5.55), (4.25, -6.95), (2.85, -6.15)]),
    ("s", "sw", "stream", [(0.75, -7.75), (-1.55, -6.35), (-3.05, -7.55), (-4.25, -6.25)]),
    (
        "sw",
        "w",
        "field",
        [(-6.55, -4.75), (-6.05, -3.05), (-7.95, -1.85), (-7.05, -0.25), (-8.15, 1.05)],
    ),
]

# what the border follows: (metres between bends, metres of sway, rounded off?)
STYLES = {
    "river": (70.0, 95.0, True),
    "stream": (95.0, 70.0, True),
    "coast": (150.0, 60.0, True),
    "road": (260.0, 22.0, True),
    "field": (300.0, 220.0, False),
}


def to_lonlat(geometry: T) -> T:
    """Carry a geometry from the National Grid to longitude and latitude, to 0.1 metre."""

    def shift(points: np.ndarray) -> np.ndarray:
        lon, lat = TO_LONLAT.transform(points[:, 0], points[:, 1])
        return np.round(np.column_stack([lon, lat]), 6)

    return shapely.transform(geometry, shift)


def _round_off(points: np.ndarray, times: int = 3) -> np.ndarray:
    for _ in range(times):
        near, far = points[:-1], points[1:]
        middle = np.empty((2 * len(near), 2))
        middle[0::2] = 0.75 * near + 0.25 * far
        middle[1::2] = 0.25 * near + 0.75 * far
        points = np.vstack([points[:1], middle, points[-1:]])
    return points


def _sway(along: np.ndarray, length: float, size: float, rng: Random) -> np.ndarray:
    """A wandering offset: a few waves of different lengths, still at both ends."""
    offset = np.zeros_like(along)
    for metres, share in ((1400.0, 0.9), (620.0, 0.6), (270.0, 0.3)):
        wave = metres * (0.8 + 0.4 * rng.random())
        offset += share * np.sin(2 * math.pi * (along / wave + rng.random()))
    calm = np.minimum(1.0, np.minimum(along, length - along) / 260.0)
    swayed: np.ndarray = size * offset * calm * min(1.0, length / 1500.0)
    return swayed


def _steps(along: np.ndarray, length: float, size: float, rng: Random) -> np.ndarray:
    """Field edges: runs along the furlong, then a right-angled jog to the next one."""
    reach = size * min(1.0, length / 2200.0)
    rows = [(0.0, 0.0)]
    offset = 0.0
    for metres in along[1:-1]:
        rows.append((float(metres) - 9.0 * rng.random(), offset))
        if rng.random() < 0.72:
            offset = (0.45 * offset) + reach * (2.0 * rng.random() - 1.0)
            rows.append((float(metres) + 9.0 * rng.random(), offset))
    rows.append((length, 0.0))
    return np.array(rows)


def _roughen(
    points: list[tuple[float, float]], style: str, rng: Random
) -> list[tuple[float, float]]:
    spacing, size, is_rounded = STYLES[style]
    ends = np.array(points) * 1000.0 + np.array(ORIGIN)
    line = LineString(_round_off(ends) if is_rounded else ends)
    length = line.length
    count = max(3, round(length / spacing))
    jitter = np.array([0.5 * (rng.random() - 0.5) for _ in range(count + 1)])
    jitter[[0, -1]] = 0.0
    along = (np.arange(count + 1) + jitter) * length / count
    if is_rounded:
        offsets = np.column_stack([along, _sway(along, length, size, rng)])
    else:
        offsets = _steps(along, length, size, rng)
    here = shapely.get_coordinates(shapely.line_interpolate_point(line, offsets[:, 0]))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(line, offsets[:, 0] + 5.0))
    behind = shapely.get_coordinates(
        shapely.line_interpolate_point(line, np.maximum(offsets[:, 0] - 5.0, 0.0))
    )
    course = ahead - behind
    course /= np.hypot(course[:, 0], course[:, 1])[:, None]
    bent = here + offsets[:, 1:] * np.column_stack([-course[:, 1], course[:, 0]])
    bent[[0, -1]] = ends[[0, -1]]
    return [(float(x), float(y)) for x, y in np.round(bent, 1)]


def draw_borders(seed: int) -> dict[tuple[str, str], LineString]:
    """Every border in National Grid metres, keyed by the two junctions it joins."""
    borders = {}
    for start, end, style, via in BORDERS:
        rng = Random(f"{seed} {start} {end}")
        points = [JUNCTIONS[start], *via, JUNCTIONS[end]]
        borders[start, end] = LineString(_roughen(points, style, rng))
    return borders


def draw_places(borders: dict[tuple[str, str], LineString]) -> dict[str, Polygon]:
    """Every place as a polygon in National Grid metres, found by the heart it holds."""
    edge = shapely.unary_union(list(borders.values()))
    faces = [face for face in shapely.polygonize([edge]).geoms if isinstance(face, Polygon)]
    if len(faces) != len(PLACES):
        raise RuntimeError(f"the borders cross: {len(faces)} faces for {len(PLACES)} places")
    places = {}
    for code, (x, y, _) in HEARTS.items():
        heart = Point(ORIGIN[0] + x * 1000, ORIGIN[1] + y * 1000)
        (places[code],) = [face for face in faces if face.contains(heart)]
    return places

"""Every reason about where a row is that a report can give: code, sentence, what to do."""

from __future__ import annotations

from assetmap.gather.reasons import Reason

__all__ = [
    "grid_under_degrees",
    "nowhere",
    "of_part",
    "off_the_grid",
    "outside_area",
    "read_in_grid",
    "stretched",
]

UNREADABLE_PAIR = Reason(
    "unreadable_coordinates",
    "the cell does not hold a latitude and a longitude",
    "Write them as 52.6369, -1.1398.",
)
ROUGH_REFERENCE = Reason(
    "rough_reference",
    "the grid reference names a square of a kilometre or more, which is no location",
    "Write it with six figures or more, as SK 583 047.",
)
OTHER_POINT = Reason(
    "other_point",
    "the column says that the row is elsewhere than the coordinates that were used",
    "Correct the one that is wrong.",
)
UNREADABLE_METRES = Reason(
    "unreadable_coordinates",
    "the cell is not a number of metres",
    "Write it in metres, as 458312.",
)
HALF_A_COORDINATE = Reason(
    "half_a_coordinate",
    "the row has one coordinate without the other",
    "Write both, or neither.",
)
NULL_ISLAND = Reason(
    "null_island",
    "the coordinates are 0, 0, which stands for nothing known",
    "Leave both blank where the location is not known.",
)
IMPOSSIBLE_ANGLE = Reason(
    "impossible_coordinates",
    "longitude is at most 180 and latitude at most 90 degrees",
    "Correct them.",
)
DEGREES_UNDER_GRID = Reason(
    "degrees_coordinates",
    "the numbers are degrees, and stand where eastings and northings should: so they were read",
    "Map the columns to lon and lat, or say with `crs` what the shapes are in.",
)
WORDS_NOT_POINT = Reason(
    "words_not_coordinates",
    "the cell holds words and no coordinates, so it says nothing of where the row is on the map",
    "Give coordinates, a postcode or a place in columns of their own.",
)
PAIR_NOT_USED = Reason(
    "unreadable_coordinates",
    "the cell does not hold a latitude and a longitude, and the row is where its other columns say",
    "Correct it, or leave it blank.",
)
GEOMETRY_NOT_USED = Reason(
    "unreadable_geometry",
    "the cell is no shape that can be read, and the row is where its other columns say",
    "Write it as POINT (458312 304512), or leave it blank.",
)
SWAPPED_SHAPE = Reason(
    "swapped_coordinates",
    "the coordinates of the shape stood in each other's place: as written it is off the map, "
    "swapped it is on it, and so it was read",
    "Write longitude before latitude, or easting before northing.",
)
SEVERAL_POINTS = Reason(
    "several_points",
    "the cell holds several points, and all of them were read",
    "Nothing, if they are of one asset; else give each a row of its own.",
)
SWAPPED_DEGREES = Reason(
    "swapped_coordinates",
    "longitude and latitude stood in each other's column: as written the point is off the "
    "map, swapped it is on it, and so it was read",
    "Swap them in the file.",
)
SWAPPED_METRES = Reason(
    "swapped_coordinates",
    "easting and northing stood in each other's column: as written the point is off the map, "
    "swapped it is on it, and so it was read",
    "Swap them in the file.",
)
NOWHERE = Reason(
    "unlocated_row",
    "nothing says where the row is, so it is near nothing",
    "Give coordinates, a postcode or a place.",
)
NO_POSTCODES = Reason(
    "no_postcode_table",
    "the row is located by its postcode alone, and the project has no table of postcodes",
    "Add [postcodes] to the project file, or give coordinates or a place.",
)
NOT_A_POSTCODE = Reason(
    "postcode_not_found",
    "this is not a whole postcode",
    "Correct it, or give coordinates or a place.",
)
POSTCODE_NOT_FOUND = Reason(
    "postcode_not_found",
    "the postcode is not in the postcode table",
    "Correct it, or give coordinates or a place.",
)
UNLOCATED_POSTCODE = Reason(
    "postcode_not_found",
    "the postcode table has no coordinates for this postcode",
    "Give coordinates or a place.",
)
UNUSED_POSTCODE = Reason(
    "unused_postcode",
    "the row has no whole postcode, no coordinates, or a postcode that an earlier row has",
)
UNREADABLE_GEOMETRY = Reason(
    "unreadable_geometry",
    "the cell is neither WKT nor GeoJSON",
    "Write it as POINT (458312 304512), or leave it blank.",
)


def off_the_grid(grid: str) -> Reason:
    """Say that metres are outside the grid of the country."""
    return Reason(
        "impossible_coordinates",
        f"the easting or northing lies outside the {grid}",
        "Correct it, or say with `crs` what the columns are in.",
    )


def grid_under_degrees(grid: str) -> Reason:
    """Say that metres of the country's grid stand under the headers of degrees."""
    return Reason(
        "grid_coordinates",
        f"the numbers under longitude and latitude are eastings and northings of the {grid}, "
        "and were read as such",
        "Map the columns to easting and northing.",
    )


def read_in_grid(grid: str) -> Reason:
    """Say that only in another grid, of the country or a part of it, numbers are on the map."""
    return Reason(
        "other_grid",
        f"as written the point is off the map; read in the {grid} it is on it, and so it was read",
        "Say with `crs` what the coordinates are in.",
    )


def of_part(grid: str) -> Reason:
    """Say that a postcode puts a row in a part of the country with a grid of its own."""
    return Reason(
        "other_grid",
        f"its postcode is of a part of the country with a grid of its own, so the easting and "
        f"northing were read in the {grid}",
        "Say with `crs` what the coordinates are in.",
    )


def nowhere(crs: str, near: str | None) -> Reason:
    """Say that the reference system of the map has no coordinates where a row lies."""
    return Reason(
        "impossible_coordinates",
        f"the point lies where {crs}, the reference system of the map, has no coordinates",
        f"Correct it, or say in [map] (or read) what the map is to be in: {_other(near)}.",
    )


def _other(near: str | None) -> str:
    return f"`crs = {near!r}` is meant for there" if near else "choose another `crs`"


def stretched(crs: str, how_far: str, near: str | None) -> Reason:
    """Say that metres of the map are no metres where a row lies."""
    return Reason(
        "stretched_metres",
        f"the point lies where metres of {crs} are {how_far} off those on the ground, so no "
        "distance to it would be true",
        "Say with `crs` of its section what the file is in (feet, another grid), or in [map] (or "
        f"read) what the map is to be in: {_other(near)}.",
    )


def outside_area(crs: str) -> Reason:
    """Say that a row lies outside the area of the map's reference system."""
    return Reason(
        "outside_area",
        f"the point lies outside the area for which {crs}, the reference system of the map, is "
        "meant",
        "Check what the coordinates are in, and say so with `crs`; nothing, if they are right.",
    )

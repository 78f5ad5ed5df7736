"""What does each file say, row by row, mess included?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from boundaries import PLACES, to_lonlat
from handwritten import Record, draw, pick, read_stories, split_words
from shapely import Point, to_wkt
from shapely.geometry.base import BaseGeometry

__all__ = [
    "CULTURE",
    "PEOPLE",
    "SPACES",
    "added_in",
    "checked_on",
    "culture_rows",
    "people_rows",
    "phone_number",
    "place_name",
    "space_rows",
    "web_address",
]

SPACES = split_words(
    "Ref|Name of space|Type|Where|What it is for|Can offer|Could use|Holds|What it costs|Easting|"
    "Northing|Shape|Added|Checked|Story",
    "|",
)
CULTURE = split_words(
    "Ref|Name|Heading|Sort|About|Place|Lat|Lon|Can offer|Would like|Web|Added|Last confirmed|Story",
    "|",
)
PEOPLE = split_words(
    "Ref|Name|Village|Roles|Trusted by|Head|Hands|Heart|Offers|Wants|Active in|Age group|"
    "Language|Email|Phone|First met|Last spoken|What they told us",
    "|",
)

GIFTS = ("roles", "trusted", "head", "hands", "heart", "offers", "wants")

# What went wrong between the phone and the sheet.
DEGREES = ("X06", "X13", "C07", "C12")  # typed off an old map, in degrees and minutes
SWAPPED = ("X11", "C11")  # longitude in the latitude column
NO_PIN = ("X02", "X20", "C02", "C05", "C15", "C17")
MISSPELT = {"X20": "Quernbey"}
NO_PLACE = ("X08", "C04", "S08", "S20", "S26", "S36")  # the pin says where

# Nobody has been back here since the first walk.
NOT_SEEN_SINCE = ("G59", "G60", "G61", "O25", "S29", "S30", "X17", "C13", "P65", "P66")


def place_name(code: str) -> str:
    """The name of a place; nothing where the story names none."""
    return PLACES[code][0] if code else ""


def checked_on(code: str) -> date:
    """When somebody last confirmed the record: autumn 2024 or summer 2026."""
    rng = draw("checked", code)
    is_old = code in NOT_SEEN_SINCE or rng.random() < 0.3
    year, month = (2024, 9) if is_old else (2026, 6)
    return date(year, month + int(rng.random() * 3), 1 + int(rng.random() * 28))


def added_in(code: str) -> str:
    """When the record first came onto the map: with the first walk, or the second."""
    checked = checked_on(code)
    if checked.year == 2024 or draw("added", code).random() < 0.8:
        return "September 2024"
    return f"{checked:%B %Y}"


def phone_number(code: str) -> str:
    """A number from the ranges kept for drama, which ring nowhere."""
    rng = draw("phone", code)
    number = int(rng.random() * 1000)
    stem = pick(rng, ("01632 960", "07700 900"))
    return f"{stem}{number:03d}"


def web_address(record: Record) -> str:
    """About a third have a web page."""
    if draw("web", record["id"]).random() > 0.35:
        return ""
    return f"https://{_slug(record['name'], '-')}.example.org"


def _slug(name: str, joint: str) -> str:
    plain = name.lower().replace("ó", "o").replace("é", "e").replace("’", "")
    return joint.join("".join(c if c.isalnum() else " " for c in plain).split())


def _written(shape: BaseGeometry | None) -> str:
    return str(to_wkt(shape, rounding_precision=1)) if shape else ""


def space_rows(
    points: dict[str, Point], shapes: Mapping[str, BaseGeometry]
) -> list[dict[str, str]]:
    """The rows of ``spaces.csv``: a blank row, a lost pin, a pin at nought and a repeat."""
    rows = []
    for record in read_stories("spaces"):
        code = record["id"]
        point, shape = points[code], shapes.get(code)
        checked = checked_on(code)
        values = [code, record["name"], record["type"]]
        values += ["" if code in NO_PLACE else place_name(record["place"]), record["themes"]]
        values += [record["offers"], record["wants"], record["capacity"], record["cost"]]
        values += ["", ""] if shape else [f"{point.x:.0f}", f"{point.y:.0f}"]
        values += [_written(shape), added_in(code), f"{checked:%d/%m/%Y}", record["story"]]
        rows.append(dict(zip(SPACES, values, strict=True)))
    by_ref = {row["Ref"]: row for row in rows}
    by_ref["S37"] |= {"Easting": "by the weir", "Northing": "ask Susan"}
    by_ref["S38"] |= {"Easting": "0", "Northing": "0"}
    again = by_ref["S11"] | {"Name of space": "Boathouse (Staithe)", "Holds": "25"}
    rows.insert(18, dict.fromkeys(SPACES, ""))
    rows.insert(27, again)
    return rows


def _in_degrees(value: float, letters: str) -> str:
    degrees = int(value)
    minutes = int((value - degrees) * 60)
    seconds = ((value - degrees) * 60 - minutes) * 60
    return f"{degrees}°{minutes:02d}'{seconds:04.1f}\"{letters}"


def _pin(code: str, point: Point | None) -> tuple[str, str]:
    if point is None or code in NO_PIN:
        return "", ""
    pin = to_lonlat(point)
    if code in DEGREES:
        return _in_degrees(pin.y, "N"), _in_degrees(pin.x, "E")
    lat, lon = f"{pin.y:.5f}", f"{pin.x:.5f}"
    return (lon, lat) if code in SWAPPED else (lat, lon)


def culture_rows(points: dict[str, Point]) -> list[dict[str, str]]:
    """The rows of ``exchange_and_culture.csv``, its pins as they were sent in."""
    rows = []
    for topic, heading in (
        ("exchange", "Trade and sharing"),
        ("culture", "Stories and customs"),
    ):
        for record in read_stories(topic):
            code = record["id"]
            place = MISSPELT.get(code, place_name(record["place"]))
            values = [code, record["name"], heading, record["sort"], record["themes"]]
            values += ["" if code in NO_PLACE else place, *_pin(code, points.get(code))]
            values += [record["offers"], record["wants"], web_address(record)]
            values += [added_in(code), checked_on(code).isoformat(), record["story"]]
            rows.append(dict(zip(CULTURE, values, strict=True)))
    return rows


def _first_met(code: str) -> str:
    rng = draw("met", code)
    year = 2019 + int(rng.random() * 5)
    month = pick(rng, ("March", "May", "September", "November"))
    return str(year) if rng.random() < 0.5 else f"{month} {year}"


def people_rows() -> list[dict[str, str]]:
    """The rows of ``people.csv``; addresses and numbers lead nowhere."""
    rows = []
    for record in read_stories("people"):
        code = record["id"]
        values = [code, record["name"], place_name(record["place"])]
        values += [record[key] for key in GIFTS]
        values += ["; ".join(split_words(record["active_in"], ";"))]
        values += [record["age"], record["language"]]
        values += [f"{_slug(record['name'], '.')}@example.org"]
        values += [phone_number(code), _first_met(code), f"{checked_on(code):%d/%m/%Y}"]
        rows.append(dict(zip(PEOPLE, [*values, record["story"]], strict=True)))
    return rows

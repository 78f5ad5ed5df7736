"""
What would an invented English town and its villages look like in a team's own files?

Run ``python make_files.py`` to write every data file of the example again, byte for byte,
where the library ships it; give another folder to write them there instead.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path

import shapely
from boundaries import PLACES, draw_borders, draw_places, to_lonlat
from consent_rows import HEADER as CONSENTS
from consent_rows import build_consent_rows
from handwritten import SEED, read_stories
from sheet_rows import CULTURE, PEOPLE, SPACES, culture_rows, people_rows, space_rows
from tie_rows import HEADER as TIES
from tie_rows import TOPICS, build_tie_rows
from venues import draw_shapes, place_points
from workbook import write_workbook

PACKAGE = Path(__file__).parents[2] / "src" / "assetmap" / "examples" / "market_town"
AREAS = {
    "TOWN": "Sallowby Town",
    "NORTH": "North villages",
    "SOUTH": "South villages",
}
NEED = ["code", "place", "residents", "need score", "over 65 %", "no car %"]

# residents, need score, over 65 %, homes without a car %
COUNTED = {
    "MKT": (2140, 24.1, 21, 34),
    "WIN": (4860, 47.8, 13, 41),
    "ROP": (3720, 38.5, 15, 36),
    "STA": (2980, 19.6, 24, 19),
    "TAN": (3310, 31.2, 18, 28),
    "GHA": (1040, 11.9, 27, 7),
    "LHA": (212, 9.4, 34, 4),
    "QUE": (1465, 17.3, 25, 11),
    "ELL": (688, 22.7, 31, 9),
    "PEL": (534, 20.8, 29, 8),
    "CAN": (1390, 14.2, 23, 8),
    "SKE": (247, 36.9, 38, 16),
}


def write_places(folder: Path, places: dict[str, shapely.Polygon]) -> None:
    """Write the places, and the areas they make up, with every shared vertex equal."""
    lonlat = {code: to_lonlat(place) for code, place in places.items()}
    features = [
        _feature(
            shape, code=code, name=PLACES[code][0], level=PLACES[code][1], parent=PLACES[code][2]
        )
        for code, shape in lonlat.items()
    ]
    _write_geojson(folder / "places.geojson", features)
    areas = []
    for area, name in AREAS.items():
        parts = [lonlat[code] for code, (_, _, parent) in PLACES.items() if parent == area]
        whole = shapely.normalize(shapely.coverage_union_all(parts))
        areas.append(_feature(whole, code=area, name=name, level="area", parent=None))
    _write_geojson(folder / "areas.geojson", areas)


def _feature(shape: shapely.Geometry, **properties: str | None) -> dict[str, object]:
    geometry = json.loads(shapely.to_geojson(shape))
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def _write_geojson(path: Path, features: list[dict[str, object]]) -> None:
    lines = ",\n".join(json.dumps(feature, ensure_ascii=False) for feature in features)
    text = f'{{"type": "FeatureCollection", "features": [\n{lines}\n]}}\n'
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_csv(
    path: Path,
    header: list[str],
    rows: Sequence[Sequence[str]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> None:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
        writer.writerows([header, *rows])


def _need_rows() -> list[list[str]]:
    return [
        [code, PLACES[code][0], *(str(value) for value in counted)]
        for code, counted in COUNTED.items()
    ]


def _listed(header: list[str], rows: list[dict[str, str]]) -> list[list[str]]:
    return [[row[column] for column in header] for row in rows]


def write_all(folder: Path) -> None:
    """Write every data file of the example into a folder."""
    borders = draw_borders(SEED)
    places = draw_places(borders)
    shapes = draw_shapes(borders)
    points = place_points(places, shapes)
    names = {record["id"]: record["name"] for topic in TOPICS for record in read_stories(topic)}
    write_places(folder, places)
    write_workbook(folder / "groups.xlsx", points)
    _write_csv(folder / "need.csv", NEED, _need_rows())
    spaces = _listed(SPACES, space_rows(points, shapes))
    _write_csv(folder / "spaces.csv", SPACES, spaces, encoding="cp1252", delimiter=";")
    culture = _listed(CULTURE, culture_rows(points))
    _write_csv(folder / "exchange_and_culture.csv", CULTURE, culture)
    _write_csv(folder / "people.csv", PEOPLE, _listed(PEOPLE, people_rows()))
    _write_csv(folder / "consents.csv", CONSENTS, build_consent_rows(names))
    _write_csv(folder / "ties.csv", TIES, build_tie_rows(names))


if __name__ == "__main__":
    write_all(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE)

"""Is everything that a page draws inside a place counted in it, and nothing else?"""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from shapely import GeometryCollection, LineString, MultiPoint, Point, box

from assetmap.publish import publish
from assetmap.space import place_of
from assetmap.tables import AssetMap

CRS = "EPSG:27700"
PLACES = gpd.GeoDataFrame(
    {
        "name": ["West", "East", "Vale", "Far"],
        "level": ["ward", "ward", "district", "ward"],
        "parent_id": ["vale", "vale", None, None],
    },
    index=["west", "east", "vale", "far"],
    geometry=[box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), box(0, 0, 2000, 1500), None],
    crs=CRS,
)


def map_of(shape: Any, *, places: gpd.GeoDataFrame = PLACES, **row: Any) -> AssetMap:
    """One asset of this shape."""
    consents = row.pop("consents", None)
    cells = {"name": "Mill Hall", "kind": "space"} | row
    frame = gpd.GeoDataFrame(
        {name: pd.Series([value], index=["hall"], dtype=object) for name, value in cells.items()},
        index=["hall"], geometry=[shape], crs=CRS,
    )  # fmt: skip
    return AssetMap.from_frames(
        assets=frame, places=places, consents=consents, as_of=dt.date(2026, 6, 1)
    )


def counted(m: AssetMap, audience: str = "public") -> tuple[str | None, list[str]]:
    """The place of the asset and the others it is drawn in, by name."""
    publication = publish(m, audience=audience)
    row, names = publication.assets.iloc[0], publication.places["name"].tolist()
    own = None if row["place"] is pd.NA else names[row["place"]]
    return own, [names[at] for at in row["drawn_in"]]


@pytest.mark.parametrize("audience", ["public", "team"])
@pytest.mark.parametrize(
    ("shape", "stated", "expected"),
    [
        (Point(500, 500), None, ("West", [])),
        (Point(500, 500), "west", ("West", [])),
        (Point(500, 500), " ", ("West", [])),
        (Point(500, 1200), None, ("Vale", [])),  # in the district, in no ward of it
        (Point(5000, 500), None, (None, [])),
        (None, None, (None, [])),
        (None, "west", ("West", [])),
        (Point(1000, 500), None, ("East", [])),  # on a border: the first by id, as `place_of`
        (Point(1000, 500), "west", ("West", [])),
        (Point(500, 500), "east", ("East", ["West"])),  # stated here and drawn there
        (Point(500, 500), "vale", ("Vale", ["West"])),
        (Point(500, 500), "far", ("Far", ["West"])),  # stated for a place without an outline
        (LineString([(100, 100), (1900, 100)]), None, ("West", ["East"])),
        (LineString([(100, 100), (1900, 100)]), "east", ("East", ["West"])),
        (LineString([(1000, 100), (1000, 900)]), None, ("East", [])),  # along the border
        (box(1000, 200, 1400, 400), None, ("East", [])),  # up to the border
        (box(900, 200, 1400, 400), None, ("East", ["West"])),
        (box(900, 900, 1400, 1400), None, ("Vale", ["East", "West"])),
        (MultiPoint([(10, 10), (1200, 20), (1300, 20)]), None, ("East", ["West"])),
        (GeometryCollection([Point(10, 10), box(1200, 0, 1400, 400)]), None, ("East", ["West"])),
    ],
)
def test_an_asset_is_counted_where_it_is_drawn(
    shape: Any, stated: str | None, expected: tuple[str | None, list[str]], audience: str
) -> None:
    assert counted(map_of(shape, place_id=stated), audience) == expected


def test_what_stands_in_the_middle_of_a_district_is_in_none_of_its_wards() -> None:
    """The symbol of an asset of the district is drawn in a ward, and says nothing of it."""
    assert counted(map_of(None, place_id="vale")) == ("Vale", [])


def test_of_two_layers_without_parents_both_count_what_they_hold() -> None:
    """An asset in a ward and in an area of another layer is drawn in both."""
    places = PLACES.assign(parent_id=None).loc[["west", "vale"]]
    assert counted(map_of(Point(500, 500), places=places)) == ("Vale", ["West"])


@pytest.mark.parametrize("sensitive", [False, True])
def test_what_is_kept_back_is_counted_nowhere(sensitive: bool) -> None:
    m = map_of(Point(500, 500), kind="institution", sensitive_location=sensitive)
    assert counted(m) == ((None, []) if sensitive else ("West", []))
    assert counted(m, "team") == ("West", [])


@pytest.mark.parametrize(
    ("purposes", "expected"),
    [(["publish_name"], (None, [])), (["publish_name", "publish_place"], ("West", []))],
)
def test_people_are_counted_in_the_place_they_agreed_to(
    purposes: list[str], expected: tuple[str | None, list[str]]
) -> None:
    """Their own point is in East; nobody is told."""
    consents = pd.DataFrame({"purpose": purposes}).assign(asset_id="hall", given_on="2026-01-01")
    m = map_of(Point(1500, 500), kind="individual", place_id="west", consents=consents)
    assert counted(m) == expected


def test_a_person_without_a_stated_place_is_not_found_by_their_point() -> None:
    consents = pd.DataFrame({"purpose": ["publish_name", "publish_place"]})
    consents = consents.assign(asset_id="hall", given_on="2026-01-01")
    m = map_of(Point(1500, 500), kind="individual", consents=consents)
    assert counted(m) == counted(m, "team") == (None, [])


@pytest.mark.parametrize("seed", range(6))
def test_random_shapes_are_counted_in_every_place_they_reach_into(seed: int) -> None:
    """Against asking every pair of an asset and a place, on a grid with a level above it."""
    rng = np.random.default_rng(seed)
    tiles = [(x, y) for x in range(3) for y in range(3)]
    wards = {f"w{x}{y}": box(x * 100, y * 100, x * 100 + 100, y * 100 + 100) for x, y in tiles}
    rows = {f"d{x}": box(x * 100, 0, x * 100 + 100, 300) for x in range(3)}
    parents = [f"d{x}" for x, _ in tiles] + [None] * 3
    places = gpd.GeoDataFrame(
        {"name": [*wards, *rows], "parent_id": parents}, index=[*wards, *rows],
        geometry=[*wards.values(), *rows.values()], crs=CRS,
    )  # fmt: skip
    xy = rng.integers(-20, 320, (60, 2)).astype(float)
    shapes: list[Any] = [Point(*at) for at in xy[:40]]
    shapes += [LineString(pair) for pair in itertools.pairwise(xy[40:50])]
    shapes += [Point(*at).buffer(60) for at in xy[50:]]
    stated = [rng.choice([*wards, None, None]) for _ in shapes]
    frame = gpd.GeoDataFrame(
        {"name": "N", "kind": ["space"] * len(shapes), "place_id": stated},
        index=[f"a{at:02}" for at in range(len(shapes))], geometry=shapes, crs=CRS,
    )  # fmt: skip
    m = AssetMap.from_frames(assets=frame, places=places)
    publication = publish(m)
    names = publication.places["name"]
    own = place_of(m).reindex(frame.index)
    for at, row in publication.assets.iterrows():
        found = {names[place] for place in row["drawn_in"]}
        known = None if row["place"] is pd.NA else names[row["place"]]
        assert known == (None if pd.isna(own.iloc[at]) else own.iloc[at])
        inside = {
            ward
            for ward, zone in wards.items()
            if shapely.relate_pattern(zone, shapes[at], "T********")
        }
        if inside:
            assert found == inside - {known}
        assert len(found | {known} - {None}) >= len(inside)

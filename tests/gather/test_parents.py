"""Places in places: by a table, by the largest overlap, or said where they overlap all the same."""

from __future__ import annotations

import geopandas as gpd
import pytest
import shapely

from assetmap.errors import ProjectError
from assetmap.gather.parents import find_overlaps

ASSETS = '[[assets]]\nfile = "assets.csv"\n'
SMALL = '[[places]]\nfile = "small.geojson"\nid = "code"\nname = "name"\nlevel = "lsoa"\n'
PARENTS = 'parents = { file = "lookup.csv", id = "LSOA21CD", parent = "WD24CD" }\n'
HALLS = {"assets.csv": "name,kind,easting,northing\nHall,space,451005,301005\n"}


def box(x: float, y: float, size: float = 1000, *, tall: float = 1000) -> shapely.Polygon:
    return shapely.box(x, y, x + size, y + tall)


@pytest.fixture
def small(layer) -> str:
    """Write four areas: two in Mill End (w1), one in Nether End (w2), one in both."""
    return layer(
        ({"code": "E1", "name": "A"}, box(451_000, 301_000)),
        ({"code": "E2", "name": "B"}, box(452_000, 301_000)),
        ({"code": "E3", "name": "C"}, box(456_000, 301_000)),
        ({"code": "E4", "name": "D"}, box(454_800, 301_000)),  # a fifth in w1, the rest in w2
    )


def test_parents_of_a_table(gather, small, rejections) -> None:
    lookup = "LSOA21CD,WD24CD\nE1,w1\nE2,w1\nE3,w2\nE4,w1\nE4,w2\nE9,w9\nE8,w8\n,w1\nE1,w1\n"
    m = gather({**HALLS, "small.geojson": small, "lookup.csv": lookup}, SMALL + PARENTS + ASSETS)
    assert m.places["parent_id"].reindex(["E1", "E2", "E3"]).tolist() == ["w1", "w1", "w2"]
    assert m.places["parent_id"].isna()["E4"]
    assert m.assets["place_id"].tolist() == ["E1"]
    line = m.report.files.set_index("file").loc["lookup.csv"]
    assert line[["rows", "accepted", "rejected", "skipped"]].tolist() == [9, 4, 3, 2]
    assert [(row, code) for row, _, _, code in rejections(m)] == [
        (5, "two_parents"), (6, "two_parents"), (9, "missing_id"),
    ]  # fmt: skip
    says = m.report.problems.query("code == 'outside_map'")["says"].tolist()
    assert says == ["2 of 9 rows are about areas outside the map: skipped, rows 7 and 8"]


def test_parents_by_the_largest_overlap(gather, small) -> None:
    m = gather({**HALLS, "small.geojson": small}, SMALL + 'within = "ward"\n' + ASSETS)
    assert m.places["parent_id"].reindex(["E1", "E2", "E3", "E4"]).tolist() == [
        "w1", "w1", "w2", "w2",
    ]  # fmt: skip
    [says] = m.report.problems.query("code == 'parted_place'")["says"]
    assert says.startswith("1 of 4 places lie less than 99 % in one place of level 'ward'")
    assert says.endswith("E4 80 %")
    assert not m.report.problems["code"].isin(["overlapping_places"]).any()


@pytest.mark.parametrize(
    ("shape", "parent"),
    [
        (box(451_000, 301_000), "w1"),
        (box(450_000, 300_000, 10_000, tall=5000), "w1"),  # half in each: the first by id
        (box(459_500, 301_000), "w2"),  # half of it in no ward
        (box(470_000, 301_000), None),
        (box(460_000, 301_000), None),  # it only touches
    ],
)
def test_one_place_and_the_ward_that_holds_most_of_it(gather, layer, shape, parent) -> None:
    small = layer(({"code": "E1", "name": "A"}, shape))
    m = gather({**HALLS, "small.geojson": small}, SMALL + 'within = "ward"\n' + ASSETS)
    found = m.places["parent_id"].astype(object).where(m.places["parent_id"].notna(), None)
    assert found["E1"] == parent


def test_wrong_ways_up_are_said_at_once(gather, small) -> None:
    files = {**HALLS, "small.geojson": small, "lookup.csv": "a,b\n1,2\n"}
    with pytest.raises(ProjectError) as raised:
        gather(files, SMALL + PARENTS + SMALL + 'within = "parish"\n' + ASSETS)
    says = [str(problem) for problem in raised.value.problems]
    assert any("lookup.csv has no column 'LSOA21CD'" in each for each in says)
    assert any("no other layer has the level 'parish'" in each for each in says)
    with pytest.raises(ProjectError, match="name one of `parent`, `parents` and `within`"):
        gather(files, SMALL + PARENTS + 'within = "ward"\n' + ASSETS)


def test_a_layer_that_is_put_into_no_other_is_said(gather, small) -> None:
    m = gather({**HALLS, "small.geojson": small}, SMALL + ASSETS)
    [problem] = m.report.problems.query("code == 'overlapping_places'").to_dict("records")
    assert problem["says"].startswith("5 pairs of places overlap")
    assert "A (E1) and Mill End (w1) by 1.00 square km, 100 % of the smaller" in problem["says"]
    assert "1 asset in more than one place" in problem["says"]
    assert "`within`" in problem["remedy"]


@pytest.mark.parametrize(
    ("shapes", "shares"),
    [
        ([box(0, 0), box(500, 0)], [0.5]),
        ([box(0, 0), box(800, 0)], [0.2]),
        ([box(0, 0, 4000, tall=4000), box(1000, 1000)], [1.0]),
        ([box(0, 0), box(1000, 0)], []),  # they share an edge
        ([box(0, 0), box(995, 0)], []),  # drawn a little apart
        ([box(0, 0), box(0, 0)], [1.0]),
        ([box(0, 0, 30, tall=30), box(0, 0, 20, tall=20)], []),  # a building or two
        ([box(0, 0)], []),
        ([], []),
    ],
)
def test_overlaps_are_found_and_measured(shapes, shares) -> None:
    places = gpd.GeoDataFrame(
        {"parent_id": [None] * len(shapes)},
        geometry=shapes,
        crs="EPSG:27700",
        index=[f"p{at}" for at in range(len(shapes))],
    )
    found = find_overlaps(places)
    assert found.smaller.tolist() == pytest.approx(shares)


def test_of_very_many_places_one_point_is_looked_at() -> None:
    squares = [box(x * 1000, y * 1000) for x in range(50) for y in range(50)]
    shapes = gpd.GeoSeries([*squares, box(3000, 3000, 5000, tall=5000)], crs="EPSG:27700")
    places = gpd.GeoDataFrame({"parent_id": None}, geometry=shapes, index=range(len(shapes)))
    found = find_overlaps(places.set_axis(places.index.astype(str)))
    assert len(found.one) == 25
    assert set(found.smaller) == {1.0}


@pytest.mark.parametrize(
    "ids", ["A,Mill End\nB,Mill End\nC,Nether End\nD,w2", "E1,w1\nB,w1\nE3,w2\nE4,Nether End"]
)
def test_a_table_of_parents_may_name_places_by_their_names(gather, small, ids: str) -> None:
    m = gather(
        {**HALLS, "small.geojson": small, "lookup.csv": f"LSOA21CD,WD24CD\n{ids}\n"},
        SMALL + PARENTS + ASSETS,
    )
    parents = m.places["parent_id"].reindex(["E1", "E2", "E3", "E4"])
    assert parents.tolist() == ["w1", "w1", "w2", "w2"]


def test_a_table_of_parents_that_fits_no_place_is_rejected(gather, small, rejections) -> None:
    lookup = "LSOA21CD,WD24CD\nX1,w1\nX2,w1\n"
    m = gather({**HALLS, "small.geojson": small, "lookup.csv": lookup}, SMALL + PARENTS + ASSETS)
    assert [(row, code) for row, _, _, code in rejections(m)] == [
        (2, "unmatched_need"), (3, "unmatched_need"),
    ]  # fmt: skip


def test_a_code_in_other_letters_is_no_place_outside_the_map(gather, small, rejections) -> None:
    lookup = "LSOA21CD,WD24CD\nE1,w1\ne2,w1\nZ9,w9\n"
    m = gather({**HALLS, "small.geojson": small, "lookup.csv": lookup}, SMALL + PARENTS + ASSETS)
    assert [(row, code) for row, _, _, code in rejections(m)] == [(3, "unmatched_need")]
    said = m.report.problems.query("row == 3")["remedy"].item()
    assert said == "Did you mean 'E2'?"

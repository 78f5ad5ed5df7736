"""Who reaches what: limits, budgets, costs of nothing, tables with everything wrong."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal, assert_series_equal
from shapely import LineString, MultiPoint, Point, box

from assetmap.errors import CRSError, ReachError
from assetmap.space import Reach, near_points
from assetmap.tables import AssetMap

CRS = "EPSG:27700"


def pairs_of(reach: Reach) -> dict[tuple[str, str], float]:
    table = reach.to_frame()
    return {(row[0], row[1]): row[2] for row in table.itertuples(index=False)}


@pytest.fixture
def mill(series) -> Reach:
    """From Mill End at the origin: a hall 500 m away, a bench 0 m, a pub 501 m, a van 30 m."""
    return Reach.from_straight_lines(
        series({"mill": Point(0, 0), "hill": Point(9000, 0), "lost": None}),
        series(
            {
                "hall": Point(300, 400),
                "bench": Point(0, 0),
                "pub": Point(501, 0),
                "van": MultiPoint([(0, 30), (0, 40), (0, 9999)]),
                "gone": None,
            }
        ),
        within_m=500,
    )


def test_a_cost_equal_to_the_limit_is_reached(mill):
    expected = {("mill", "bench"): 0.0, ("mill", "hall"): 500.0, ("mill", "van"): 30.0}
    assert pairs_of(mill) == expected
    assert mill.count().to_dict() == {"hill": 0, "lost": 0, "mill": 3}
    assert mill.destinations.tolist() == ["bench", "gone", "hall", "pub", "van"]


def test_minutes_are_metres_of_detour_over_speed(series):
    places, halls = series({"mill": Point(0, 0)}), series({"hall": Point(300, 400)})
    reach = Reach.from_straight_lines(places, halls, within_min=8.125)  # 500 * 1.3 / 80
    assert pairs_of(reach) == {("mill", "hall"): 8.125}
    assert len(Reach.from_straight_lines(places, halls, within_min=8.12).cost) == 0
    slow = Reach.from_straight_lines(places, halls, within_min=12.5, speed_m_per_min=40, detour=1)
    assert pairs_of(slow) == {("mill", "hall"): 12.5}
    metres = Reach.from_straight_lines(places, halls, within_m=600)
    assert pairs_of(metres.in_minutes()) == {("mill", "hall"): 8.125}
    assert metres.in_minutes().limit == pytest.approx(9.75)
    assert reach.in_minutes() is reach


def test_without_a_limit_all_pairs_are_measured(series):
    reach = Reach.from_straight_lines(
        series({"a": Point(0, 0), "b": Point(0, 10)}),
        series({"p": Point(30, 40), "l": LineString([(-5, 7), (5, 7)]), "z": box(1, -1, 2, 1)}),
    )
    assert reach.limit is None
    assert pairs_of(reach) == {
        ("a", "l"): 7.0,
        ("a", "p"): 50.0,
        ("a", "z"): 1.0,
        ("b", "l"): 3.0,
        ("b", "p"): pytest.approx(np.hypot(30, 30)),
        ("b", "z"): pytest.approx(np.hypot(1, 9)),
    }


def test_costs_of_nothing_stay_in_the_matrix(mill):
    matrix = mill.to_csr()
    assert matrix.shape == (3, 5)
    assert matrix.nnz == 3
    assert matrix.indptr.tolist() == [0, 0, 0, 3]
    assert matrix.data.tolist() == [0.0, 500.0, 30.0]
    assert matrix.indices.tolist() == [0, 2, 4]


def test_counting_by_weight(mill):
    weights = pd.Series({"bench": 2, "gone": 5, "hall": 80, "pub": 30, "van": 1.5})
    assert mill.count(weights).to_dict() == {"hill": 0.0, "lost": 0.0, "mill": 83.5}
    assert mill.count().dtype == "int64"
    with pytest.raises(ReachError, match="1 destinations have no weight: 'van'"):
        mill.count(weights.drop("van"))


def test_the_nearest_by_cost_then_by_id():
    table = pd.DataFrame(
        {
            "from_id": ["a", "a", "a", "b"],
            "to_id": ["z", "y", "x", "z"],
            "minutes": [3, 3, 4, 9],
        }
    )
    nearest = Reach.from_frame(table, origins=["a", "b", "c"]).nearest()
    assert nearest["nearest_id"].fillna("none").tolist() == ["y", "z", "none"]
    assert nearest["nearest_min"].fillna(-1).tolist() == [3.0, 9.0, -1.0]


def test_within_asks_for_less_and_never_for_more(mill):
    assert pairs_of(mill.within(30)) == {("mill", "bench"): 0.0, ("mill", "van"): 30.0}
    assert pairs_of(mill.within(0)) == {("mill", "bench"): 0.0}
    with pytest.raises(ReachError, match="measured up to 500 m; what lies within 501 m"):
        mill.within(501)
    for nonsense in (-1, float("nan"), float("inf")):
        with pytest.raises(ReachError, match="not a distance or a time"):
            mill.within(nonsense)


def test_it_cannot_be_changed(mill):
    for array in (mill.from_position, mill.to_position, mill.cost):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(AttributeError):
        mill.unit = "min"
    assert mill.from_position.dtype == mill.to_position.dtype == np.int32
    mill.to_csr().data[:] = -1
    assert mill.cost.min() == 0


def test_it_says_what_it_is(mill):
    assert repr(mill) == (
        "<Reach: 3 pairs of 3 origins and 5 destinations, up to 500 m, in straight lines>"
    )
    table = pd.DataFrame({"from_id": ["a"], "to_id": ["b"], "metres": [80.0]})
    given_ = Reach.from_frame(table)
    assert (mill.way, given_.way) == ("straight lines", "travel table")
    assert mill.within(9).way == mill.in_minutes().way == "straight lines"
    assert repr(given_) == (
        "<Reach: 1 pairs of 1 origins and 1 destinations, in m, from a travel table>"
    )
    assert pairs_of(given_.in_minutes()) == {("a", "b"): 1.0}


def test_too_many_pairs_are_refused_before_they_are_made(series):
    many = series({f"a{i:03d}": Point(i, 0) for i in range(100)})
    with pytest.raises(ReachError, match="At least 10,000 pairs"):
        Reach.from_straight_lines(many, many, most_pairs=9_999)
    with pytest.raises(ReachError, match="shorter reach"):
        Reach.from_straight_lines(many, many, within_m=50, most_pairs=100)
    boxes = many.buffer(0.1)
    with pytest.raises(ReachError, match="pairs"):
        Reach.from_straight_lines(many, boxes, within_m=50, most_pairs=100)
    with pytest.raises(ReachError, match="At least 10,000"):
        Reach.from_straight_lines(boxes, boxes, most_pairs=9_999)
    assert len(Reach.from_straight_lines(many, many, most_pairs=10_000).cost) == 10_000


def test_promise_4_metres_never_degrees(series):
    metres = series({"a": Point(0, 0)})
    degrees = gpd.GeoSeries([Point(-1, 52)], index=["a"], crs="EPSG:4326")
    for origins, destinations in ((metres, degrees), (degrees, metres), (degrees, degrees)):
        with pytest.raises(CRSError, match="unit is degree"):
            Reach.from_straight_lines(origins, destinations, within_m=9)
    with pytest.raises(CRSError, match="no coordinate reference system"):
        Reach.from_straight_lines(gpd.GeoSeries([Point(0, 0)], index=["a"]), metres)
    nothing = gpd.GeoSeries([None], index=["a"])
    assert len(Reach.from_straight_lines(nothing, degrees, within_m=9).cost) == 0


def test_what_cannot_be_asked(series):
    one = series({"a": Point(0, 0)})
    with pytest.raises(ReachError, match="Give one of them"):
        Reach.from_straight_lines(one, one, within_m=5, within_min=5)
    with pytest.raises(ReachError, match="`destinations` is missing"):
        Reach.from_straight_lines(one)
    with pytest.raises(ReachError, match="speed_m_per_min"):
        Reach.from_straight_lines(one, one, speed_m_per_min=0)
    with pytest.raises(ReachError, match="detour"):
        Reach.from_straight_lines(one, one, detour=0.9)
    twice = gpd.GeoSeries([Point(0, 0)] * 2, index=["a", "a"], crs=CRS)
    with pytest.raises(ReachError, match="Ids of `origins` repeat: 'a'"):
        Reach.from_straight_lines(twice, one)


def test_from_a_map(grid):
    assets = gpd.GeoDataFrame(
        {
            "name": list("abcd"),
            "kind": ["space", "individual", "individual", "individual"],
            "place_id": [None, "c00", "cloud", None],
        },
        index=["hall", "asha", "ben", "cy"],
        geometry=[Point(5, 25), None, None, None],
        crs=CRS,
    )
    cloud = gpd.GeoDataFrame(
        {"name": ["Cloud"], "parent_id": [None]}, index=["cloud"], geometry=[None], crs=CRS
    )
    m = AssetMap.from_frames(assets=assets, places=pd.concat([grid, cloud]))
    reach = Reach.from_straight_lines(m, within_m=10)
    assert pairs_of(reach) == {
        ("c00", "asha"): 0.0,
        ("c01", "asha"): 10.0,
        ("c01", "hall"): 10.0,
        ("c02", "hall"): 0.0,
        ("c10", "asha"): 10.0,
        ("c12", "hall"): 10.0,
        ("cloud", "ben"): 0.0,
    }
    assert len(reach.origins) == 10
    assert len(reach.destinations) == 4


def test_a_travel_table_comes_back_as_it_was():
    table = pd.DataFrame(
        {
            "from_id": ["b", "a", "a", "c", "a"],
            "to_id": ["y", "z", "y", "y", "y"],
            "minutes": [5.0, 0.0, 2.5, np.inf, 2.5],
        }
    )
    before = table.copy()
    reach = Reach.from_frame(table, limit=30)
    expected = pd.DataFrame(
        {"from_id": ["a", "a", "b"], "to_id": ["y", "z", "y"], "minutes": [2.5, 0.0, 5.0]}
    ).astype({"from_id": "str", "to_id": "str"})
    assert_frame_equal(reach.to_frame(), expected)
    assert reach.count().to_dict() == {"a": 2, "b": 1, "c": 0}
    assert reach.limit == 30
    assert_frame_equal(table, before)
    again = Reach.from_frame(
        reach.to_frame(), origins=reach.origins, destinations=reach.destinations
    )
    assert_frame_equal(again.to_frame(), reach.to_frame())


def test_an_empty_travel_table_reaches_nothing():
    empty = pd.DataFrame({"from_id": [], "to_id": [], "metres": []})
    reach = Reach.from_frame(empty, origins=["mill"], destinations=["hall"])
    assert reach.count().to_dict() == {"mill": 0}
    assert reach.nearest()["nearest_id"].isna().all()


def test_every_problem_of_a_travel_table_at_once():
    table = pd.DataFrame(
        {
            "from_id": ["a", "a", "a", None, "x", "a", "a", "a"],
            "to_id": ["p", "q", "r", "p", "p", "s", "s", "t"],
            "minutes": [-1, None, "soon", 3, 4, 5, 6, 99],
        }
    )
    with pytest.raises(ReachError) as caught:
        Reach.from_frame(table, origins=["a", "a"], destinations=list("pqrst"), limit=60)
    message = str(caught.value)
    for said in (
        "8 problems",
        "'a' to 'p': has a cost below 0",
        "'a' to 'q': has no cost. Write inf where there is no way",
        "'a' to 'r': has a cost that is not a number",
        "row 4: from_id is empty",
        "from_id 'x' is not among the ids given",
        "'a' to 's': is there with different costs",
        "'a' to 't': costs more than the limit of 60",
        "ids for from_id: 'a' is given more than once",
    ):
        assert said in message


def test_columns_that_are_missing_or_too_many():
    with pytest.raises(ReachError) as caught:
        Reach.from_frame(pd.DataFrame({"from": ["a"], "to_id": ["b"], "cost": [1]}))
    assert "Did you mean 'from'?" in str(caught.value)
    assert "neither 'minutes' nor 'metres'" in str(caught.value)
    both = pd.DataFrame({"from_id": ["a"], "to_id": ["b"], "minutes": [1], "metres": [1]})
    with pytest.raises(ReachError, match="both 'minutes' and 'metres'"):
        Reach.from_frame(both)


def test_a_long_list_of_problems_is_cut_short():
    table = pd.DataFrame(
        {"from_id": [f"a{i}" for i in range(50)], "to_id": "p", "metres": [-1] * 50}
    )
    with pytest.raises(ReachError, match="and 30 more of the same sorts"):
        Reach.from_frame(table)


spot = st.tuples(st.integers(0, 12), st.integers(0, 12))
shapes = st.one_of(
    spot.map(Point),
    st.lists(spot, min_size=1, max_size=3).map(MultiPoint),
    spot.map(lambda xy: box(*xy, xy[0] + 2, xy[1] + 1)),
)


@given(
    st.lists(shapes, min_size=1, max_size=6),
    st.lists(shapes, min_size=1, max_size=8),
    st.integers(0, 12),
)
def test_equals_holding_every_distance_against_the_limit(starts, ends, limit):
    origins = gpd.GeoSeries(starts, index=[f"o{i}" for i in range(len(starts))], crs=CRS)
    targets = gpd.GeoSeries(ends, index=[f"t{i}" for i in range(len(ends))], crs=CRS)
    distance = shapely.distance(origins.to_numpy()[:, None], targets.to_numpy()[None, :])
    expected = {
        (f"o{i}", f"t{j}"): distance[i, j] for i, j in np.argwhere(distance <= limit).tolist()
    }
    reach = Reach.from_straight_lines(origins.iloc[::-1], targets.iloc[::-1], within_m=limit)
    assert pairs_of(reach) == expected
    complete = Reach.from_straight_lines(origins, targets)
    assert len(complete.cost) == distance.size
    assert_series_equal(complete.within(limit).count(), reach.count())
    assert complete.nearest()["nearest_m"].tolist() == distance.min(axis=1).tolist()


def test_points_are_searched_some_at_a_time_with_the_same_answer(series, monkeypatch):
    random = np.random.default_rng(11)
    origins = series(
        {f"o{at:02d}": Point(xy) for at, xy in enumerate(random.integers(0, 9, (40, 2)))}
    )
    targets = series(
        {f"t{at:02d}": Point(xy) for at, xy in enumerate(random.integers(0, 9, (30, 2)))}
    )
    at_once = Reach.from_straight_lines(origins, targets, within_m=3)
    monkeypatch.setattr(near_points, "_CANDIDATES_AT_ONCE", 60)
    some_at_a_time = Reach.from_straight_lines(origins, targets, within_m=3)
    assert_frame_equal(at_once.to_frame(), some_at_a_time.to_frame())
    expected = [
        (start, end, origins[start].distance(targets[end]))
        for start in origins.index
        for end in targets.index
        if origins[start].distance(targets[end]) <= 3
    ]
    assert list(at_once.to_frame().itertuples(index=False, name=None)) == expected
    with pytest.raises(ReachError, match=r"At least [\d,]+ pairs .* room is left for 20"):
        Reach.from_straight_lines(origins, targets, within_m=3, most_pairs=20)


@pytest.mark.parametrize("within_m", [0, 1e-9, 7, 400, 1e7])
@pytest.mark.parametrize("scale", [1e-3, 1, 1e4])
def test_every_pair_within_a_distance_is_found(within_m, scale, monkeypatch):
    """Grid points, so that many are exactly so far apart, at the same spot or on a cell's edge."""
    random = np.random.default_rng(5)
    monkeypatch.setattr(near_points, "_CANDIDATES_AT_ONCE", 500)
    starts, ends = (random.integers(-9, 9, (60, 2)) * scale * 7 for _ in range(2))
    if scale == 1:
        starts = starts + 400_000  # two towns, far apart
    origins, targets = (gpd.GeoSeries(shapely.points(xy), crs=CRS) for xy in (starts, ends))
    found = Reach.from_straight_lines(origins, targets, within_m=within_m).to_frame()
    apart = np.hypot(*(starts[:, None] - ends[None]).transpose(2, 0, 1))
    row, column = np.nonzero(apart <= within_m)
    expected = sorted(zip(row.astype(str), column.astype(str), strict=True))
    assert [*zip(found["from_id"], found["to_id"], strict=True)] == expected


def test_a_crowd_is_counted_before_it_is_paired():
    crowd = gpd.GeoSeries(shapely.points(np.zeros((80_000, 2))), crs=CRS)
    with pytest.raises(ReachError, match=r"At least 240,000 pairs"):
        Reach.from_straight_lines(crowd.iloc[:200], crowd, within_m=1, most_pairs=1_000)

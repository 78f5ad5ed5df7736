"""Who is whose neighbour: squares on a grid, gaps between boundaries, nearest with ties."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, Polygon, box

from assetmap.errors import CRSError, ReachError
from assetmap.space import find_bounded, join_neighbours
from assetmap.space import neighbours as neighbouring

CRS = "EPSG:27700"


def frame(shapes, crs=CRS) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(geometry=list(shapes), crs=crs)


def lattice(side: int) -> gpd.GeoDataFrame:
    return frame(box(x, y, x + 1, y + 1) for y in range(side) for x in range(side))


def neighbours_of(joined, row: int) -> list[int]:
    return joined.indices[joined.indptr[row] : joined.indptr[row + 1]].tolist()


def test_rook_and_queen_on_nine_squares():
    queen, rook = (join_neighbours(lattice(3), neighbours=way) for way in ("queen", "rook"))
    assert np.diff(queen.indptr).tolist() == [3, 5, 3, 5, 8, 5, 3, 5, 3]
    assert np.diff(rook.indptr).tolist() == [2, 3, 2, 3, 4, 3, 2, 3, 2]
    assert neighbours_of(rook, 4) == [1, 3, 5, 7]
    assert neighbours_of(queen, 0) == [1, 3, 4]
    assert set(queen.data) == {1.0}
    assert (queen != queen.T).nnz == (rook != rook.T).nnz == 0


def test_a_long_edge_meets_two_short_ones_and_overlaps_count():
    shapes = [box(0, 0, 10, 10), box(10, 0, 20, 5), box(10, 5, 20, 10), box(19, 0, 30, 10)]
    rook = join_neighbours(frame(shapes), neighbours="rook")
    assert [neighbours_of(rook, at) for at in range(4)] == [[1, 2], [0, 2, 3], [0, 1, 3], [1, 2]]


def test_islands_and_missing_boundaries_have_nobody():
    shapes = [box(0, 0, 1, 1), None, box(1, 0, 2, 1), Polygon(), box(9, 9, 10, 10)]
    for way in ("queen", "rook"):
        joined = join_neighbours(frame(shapes), neighbours=way)
        assert np.diff(joined.indptr).tolist() == [1, 0, 1, 0, 0]
    assert find_bounded(frame(shapes)).tolist() == [True, False, True, False, True]
    assert np.diff(join_neighbours(frame(shapes), neighbours=9).indptr).tolist() == [2, 0, 2, 0, 2]


def test_boundaries_that_almost_meet():
    shapes = [box(0, 0, 10, 10), box(12, 0, 22, 10), box(30, 0, 40, 10)]
    assert join_neighbours(frame(shapes)).nnz == 0
    assert join_neighbours(frame(shapes), apart_m=1.99).nnz == 0
    assert join_neighbours(frame(shapes), apart_m=2.0).nnz == 2
    assert join_neighbours(frame(shapes), apart_m=8.0).nnz == 4


def test_nearest_takes_all_that_are_as_near():
    points = [Point(0, 0), Point(3, 4), Point(-5, 0), Point(0, 6), Point(100, 0)]
    joined = join_neighbours(frame(points), neighbours=1)
    assert neighbours_of(joined, 0) == [1, 2]  # both 5 m away: neither is left out by its id
    assert neighbours_of(joined, 4) == [1]
    assert neighbours_of(joined, 3) == [1]
    assert neighbours_of(join_neighbours(frame(points), neighbours=3), 0) == [1, 2, 3]


def test_places_on_one_point():
    joined = join_neighbours(frame([Point(0, 0)] * 3 + [Point(1, 0)]), neighbours=1)
    assert [neighbours_of(joined, at) for at in range(4)] == [[1, 2], [0, 2], [0, 1], [0, 1, 2]]


def test_a_place_alone_or_none():
    assert join_neighbours(frame([Point(0, 0)]), neighbours=4).nnz == 0
    assert join_neighbours(frame([])).shape == (0, 0)
    assert join_neighbours(frame([None, None], crs=None)).nnz == 0


def test_more_pairs_than_can_be_held(monkeypatch):
    monkeypatch.setattr(neighbouring, "MOST_PAIRS", 8)
    with pytest.raises(ReachError, match="9 pairs of places are equally near"):
        join_neighbours(frame([Point(0, 0)] * 3), neighbours=1)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"neighbours": "qeen"}, "Did you mean 'queen'"),
        ({"neighbours": 0}, "at least 1"),
        ({"neighbours": 2.5}, "how many of the nearest"),
        ({"neighbours": True}, "how many of the nearest"),
        ({"apart_m": -1.0}, "from 0"),
        ({"apart_m": float("nan")}, "from 0"),
        ({"neighbours": "rook", "apart_m": 1.0}, "with 'queen'"),
    ],
)
def test_what_cannot_be_used(options, says):
    with pytest.raises(ReachError, match=says):
        join_neighbours(lattice(2), **options)


def test_degrees_are_refused():
    with pytest.raises(CRSError):
        join_neighbours(lattice(2).set_crs("EPSG:4326", allow_override=True))
    with pytest.raises(CRSError):
        join_neighbours(frame([box(0, 0, 1, 1)], crs=None))


@given(
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=12),
    st.integers(1, 5),
)
def test_nearest_as_by_hand(spots, count):
    joined = join_neighbours(frame(Point(x * 100, y * 100) for x, y in spots), neighbours=count)
    for at, (x, y) in enumerate(spots):
        apart = {
            other: (x - u) ** 2 + (y - v) ** 2 for other, (u, v) in enumerate(spots) if other != at
        }
        last = sorted(apart.values())[min(count, len(apart)) - 1]
        assert neighbours_of(joined, at) == [other for other in apart if apart[other] <= last]

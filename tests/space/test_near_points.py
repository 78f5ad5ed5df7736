"""Which points are within a distance: every pair and no other, whoever of the two are more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.errors import ReachError
from assetmap.space.near_points import pair_near_points

places = st.integers(0, 12)
spots = st.lists(st.tuples(places, places), min_size=1, max_size=40)


def find_all(xy, points, within_m):
    """Measure every pair."""
    apart = xy[:, None] - points[None]
    metres = np.sqrt(apart[..., 0] ** 2 + apart[..., 1] ** 2)
    start, end = np.nonzero(metres <= within_m)
    return start.tolist(), end.tolist(), metres[start, end].tolist()


@given(
    spots,
    spots,
    st.sampled_from([0, 1, 2, 5, 7, 30]),
    st.sampled_from([1.0, 0.1, 1e-6, 3e4]),
    st.sampled_from([0.0, 5.3e5, 1e7]),
)
def test_grid_points_exactly_so_far_apart_are_within(starts, ends, within, scale, moved):
    xy, points = (np.array(each, dtype=float) * scale + moved for each in (starts, ends))
    within_m = within * scale
    found = pair_near_points(xy, points, within_m, room=10_000)
    # What is just beyond by the last digits may be given as well; nothing that is within is missed.
    start, end, metres = (column[found[2] <= within_m].tolist() for column in found)
    assert (start, end, metres) == find_all(xy, points, within_m)
    assert (found[2] <= within_m * (1 + 1e-9)).all()


@pytest.mark.parametrize(("n_starts", "n_ends"), [(3_000, 40), (40, 3_000), (700, 700), (1, 900)])
@pytest.mark.parametrize("within_m", [0.0, 5.0, 90.0, 2_000.0, np.inf])
def test_scattered_points(n_starts, n_ends, within_m):
    random = np.random.default_rng(8)
    town = random.normal(0, 30, (n_starts, 2))
    xy = town + random.choice([0, 400, 100_000], (n_starts, 1))
    points = np.concatenate([xy[: n_ends // 3], random.uniform(-500, 900, (n_ends, 2))])
    found = pair_near_points(xy, points, within_m, room=10**7)
    assert tuple(column.tolist() for column in found) == find_all(xy, points, within_m)


def test_no_more_than_there_is_room_for():
    crowd = np.zeros((300, 2))
    assert len(pair_near_points(crowd, crowd[:200], 1.0, room=60_000)[0]) == 60_000
    for within_m in (1.0, np.inf):
        with pytest.raises(ReachError, match=r"At least 60,000 pairs"):
            pair_near_points(crowd, crowd[:200], within_m, room=59_999)

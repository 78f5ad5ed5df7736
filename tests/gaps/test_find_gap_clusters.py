"""Where gaps lie side by side: a village green by hand, and what no change of names may change."""

from __future__ import annotations

import datetime as dt

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal
from shapely import box

from assetmap.errors import ReachError, TableError
from assetmap.gaps.find_gap_clusters import find_gap_clusters
from assetmap.tables import AssetMap
from tests.examples import on

CRS = "EPSG:27700"
FEW = on(16)  # maps take long to make
COLUMNS = [
    "place_id", "place_name", "value", "neighbour_mean", "n_neighbours", "local_statistic",
    "cluster",
    "p", "q",
    "is_cluster", "says", "geometry",
]  # fmt: skip
DTYPES = [
    "str", "str", "float64", "float64", "int64", "float64", "str", "float64", "float64",
    "bool", "str", "geometry",
]  # fmt: skip


def map_of(ids, shapes, crs=CRS, **columns) -> AssetMap:
    places = gpd.GeoDataFrame(
        {"name": [f"Place {place}" for place in ids]} | columns,
        index=pd.Index(ids, dtype="str"),
        geometry=list(shapes),
        crs=crs,
    )
    nothing = pd.DataFrame({"name": [], "cluster": []})
    return AssetMap.from_frames(assets=nothing, places=places, as_of=dt.date(2026, 6, 1))


def squares(side: int, metres: float = 0.0) -> list:
    return [
        box(100 * x + metres, 100 * y + metres, 100 * x + 100 + metres, 100 * y + 100 + metres)
        for y in range(side)
        for x in range(side)
    ]


@pytest.fixture
def green() -> tuple[AssetMap, pd.Series]:
    """144 squares; little can be reached in the 3 x 3 of one corner, much in the opposite one."""
    ids = [f"p{at:03d}" for at in range(144)]
    rows, columns = np.divmod(np.arange(144), 12)
    access = 10.0 + np.random.default_rng(8).random(144)
    access[(rows < 3) & (columns < 3)] = 1.0
    access[(rows > 8) & (columns > 8)] = 20.0
    access[8 * 12 + 10] = 0.0  # beside the strong corner
    return map_of(ids, squares(12)), pd.Series(access, index=ids, name="access")


def test_columns_types_and_an_empty_map(green):
    m, access = green
    clusters = find_gap_clusters(m, values=access, permutations=99)
    assert clusters.columns.tolist() == COLUMNS
    assert clusters.dtypes.astype(str).tolist() == DTYPES
    assert isinstance(clusters.index, pd.RangeIndex)
    assert clusters.crs == m.crs
    assert len(clusters) == 144
    empty = find_gap_clusters(map_of([], []), values=pd.Series(dtype="float64"))
    assert len(empty) == 0
    assert empty.dtypes.astype(str).tolist() == DTYPES


def test_the_corner_of_gaps_comes_first(green):
    m, access = green
    clusters = find_gap_clusters(m, values=access)
    found = clusters[clusters["is_cluster"]]
    assert {"p000", "p001", "p012", "p013"} <= set(found["place_id"])
    near_corner = {f"p{12 * row + at:03d}" for row in range(5) for at in range(5)}
    assert set(found["place_id"]) <= near_corner
    assert clusters["is_cluster"].to_numpy()[: len(found)].all()
    sure = clusters[clusters["q"] == clusters["q"][0]]
    assert sure.sort_values(["p", "value", "place_id"]).index.equals(sure.index)
    assert (clusters["cluster"][: len(found)] == "low among low").all()
    kinds = ["low among low", "low among high", "high among low", "high among high"]
    assert clusters["cluster"].drop_duplicates().tolist() == kinds
    for _, rows in clusters.groupby("cluster"):
        assert rows["q"].is_monotonic_increasing


def test_sentences_say_how_sure(green):
    m, access = green
    says = find_gap_clusters(m, values=access).set_index("place_id")["says"]
    mean = f"{access.mean():.3g}"
    assert says["p000"].startswith(
        f"Place p000: access 1; 1 on average in the 3 beside it, {mean} over all. Low among low: "
        "part of a cluster of gaps, which chance would rarely make (q 0.0"
    )
    assert says["p143"].startswith("Place p143: access 20; 20 on average in the 3 beside it")
    assert "High among high: part of a cluster of strengths" in says["p143"]
    assert "Low among high: unlike the places beside it, more than chance" in says["p106"]
    assert says.str.contains("but chance alone could do this").sum() > 50


def test_when_high_is_worse(green):
    m, access = green
    clusters = find_gap_clusters(m, values=access, worse="high")
    assert clusters["cluster"][0] == "high among high"
    assert clusters["is_cluster"][0]
    assert not clusters.loc[clusters["cluster"] == "low among low", "is_cluster"].any()
    assert "part of a cluster of gaps" in clusters["says"][0]
    turned = find_gap_clusters(m, values=-access)
    assert set(turned.loc[turned["is_cluster"], "place_id"]) == set(
        clusters.loc[clusters["is_cluster"], "place_id"]
    )


def test_g_star_sees_spots(green):
    m, access = green
    clusters = find_gap_clusters(m, values=access, statistic="g_star")
    found = set(clusters.loc[clusters["is_cluster"], "place_id"])
    assert {"p000", "p001", "p012", "p013"} <= found
    assert clusters["cluster"].drop_duplicates().tolist() == ["cold spot", "hot spot"]
    hot = find_gap_clusters(m, values=access, statistic="g_star", worse="high")
    assert hot["cluster"].drop_duplicates().tolist() == ["hot spot", "cold spot"]


def test_promise_5_what_cannot_be_compared_comes_first():
    shapes = [*squares(3), None, box(9000, 0, 9100, 100), box(8000, 0, 8100, 100)]
    ids = list("abcdefghijkl")
    m = map_of(ids, shapes)
    values = pd.Series([np.nan, *range(8), 5.0, 0.0], index=ids[:11], name="access")
    clusters = find_gap_clusters(m, values=values, permutations=99)
    assert clusters["place_id"][:5].tolist() == ["a", "l", "k", "j", "b"]
    assert clusters["cluster"][:4].tolist() == ["no value"] * 2 + ["no neighbours"] * 2
    assert clusters["value"][2] == 0.0
    assert clusters["says"][:4].tolist() == [
        "Place a: access not known, so there is nothing to compare.",
        "Place l: access not known, so there is nothing to compare.",
        "Place k: access 0; no other place is beside it, so there is none to compare.",
        "Place j: access 5; it has no boundary, so what lies beside it is not known.",
    ]
    assert clusters["says"][4].endswith(" Left out, since no value is known: 1 beside it.")
    assert clusters["n_neighbours"][4] == 4
    alone = find_gap_clusters(m, values=values[["i"]], permutations=99).set_index("place_id")
    assert alone["says"]["i"] == "Place i: access 7; what the places beside it have is not known."


def test_equal_values_and_no_values():
    m = map_of(list("abcd"), squares(2))
    same = find_gap_clusters(m, values=pd.Series(2, index=list("abcd")))
    assert set(same["cluster"]) == {"no differences"}
    assert same["says"][0] == "Place a: value 2; all places have the same, so none stands out."
    none = find_gap_clusters(m, values=pd.Series(dtype="float64"))
    assert set(none["cluster"]) == {"no value"}
    assert not none["is_cluster"].any()


def test_larger_places_are_passed_over():
    m = map_of(list("abct"), [*squares(2)[:3], None], parent_id=["t", "t", "t", None])
    values = pd.Series([1.0, 2.0, 3.0, 99.0], index=list("abct"))
    clusters = find_gap_clusters(m, values=values, permutations=99)
    assert sorted(clusters["place_id"]) == ["a", "b", "c"]
    assert "2 over all" in clusters["says"][0]


def test_nearest_neighbours_and_boundaries_that_almost_meet(green):
    m, access = green
    nearest = find_gap_clusters(m, values=access, neighbours=4, permutations=99)
    assert nearest["n_neighbours"].between(4, 6).all()
    apart = map_of(list("ab"), [box(0, 0, 9, 9), box(10, 0, 19, 9)])
    values = pd.Series([1, 2], index=list("ab"), dtype="Int64")
    assert find_gap_clusters(apart, values=values)["n_neighbours"].tolist() == [0, 0]
    assert find_gap_clusters(apart, values=values, apart_m=1)["n_neighbours"].tolist() == [1, 1]


def test_everything_that_cannot_be_used(green):
    m, access = green
    with pytest.raises(TableError) as caught:
        find_gap_clusters(m, values=access, worse="lo", statistic="morn", alpha=5)
    assert [problem.where for problem in caught.value.problems] == [
        "worse",
        "statistic",
        "alpha",
    ]
    assert "Did you mean 'moran'?" in str(caught.value)
    strange = pd.concat([access, access[["p001"]], pd.Series({"p0O2": 1.0})])
    with pytest.raises(TableError) as caught:
        find_gap_clusters(m, values=strange)
    assert [problem.code for problem in caught.value.problems] == ["twice", "unknown_values"]
    with pytest.raises(TableError, match="not numbers"):
        find_gap_clusters(m, values=access.astype(str))
    with pytest.raises(TableError, match="infinite: 'p000'"):
        find_gap_clusters(m, values=access.replace({1.0: np.inf}))
    with pytest.raises(TableError, match="is a list"):
        find_gap_clusters(m, values=[1.0])
    with pytest.raises(ReachError, match="Did you mean 'rook'"):
        find_gap_clusters(m, values=access, neighbours="rok")


def test_the_same_seed_gives_the_same_and_another_nearly_the_same(green):
    m, access = green
    before = access.copy()
    first = find_gap_clusters(m, values=access)
    assert_frame_equal(find_gap_clusters(m, values=access), first)
    assert_frame_equal(access.to_frame(), before.to_frame())
    other = find_gap_clusters(m, values=access, seed=1).set_index("place_id")["p"]
    assert not other.equals(first.set_index("place_id")["p"])
    np.testing.assert_allclose(other, first.set_index("place_id")["p"][other.index], atol=0.06)


@FEW
@given(
    st.lists(st.one_of(st.none(), st.integers(0, 5)), min_size=16, max_size=16),
    st.permutations(range(16)),
    st.sampled_from(["moran", "g_star"]),
    st.sampled_from(["queen", "rook", 3]),
)
def test_names_order_and_place_change_nothing(numbers, order, statistic, neighbours):
    options = {"statistic": statistic, "neighbours": neighbours, "permutations": 99}
    ids = [f"p{at:02d}" for at in range(16)]
    values = pd.Series(numbers, index=ids, dtype="float64")
    m = map_of(ids, squares(4))
    found = find_gap_clusters(m, values=values, **options)
    assert_frame_equal(find_gap_clusters(m, values=values.iloc[order], **options), found)
    renamed = {place: f"q{new:02d}" for place, new in zip(ids, order, strict=True)}
    moved = squares(4, metres=10_000.0)
    other = map_of([renamed[ids[at]] for at in order], [moved[at] for at in order])
    again = find_gap_clusters(other, values=values.rename(renamed), **options)
    plain = [
        "value",
        "neighbour_mean",
        "n_neighbours",
        "local_statistic",
        "cluster",
        "p",
        "q",
        "is_cluster",
    ]
    after = again.set_index("place_id").loc[[renamed[place] for place in ids], plain]
    before = found.set_index("place_id").loc[ids, plain]
    assert_frame_equal(
        after.reset_index(drop=True), before.reset_index(drop=True), rtol=1e-9, atol=1e-12
    )

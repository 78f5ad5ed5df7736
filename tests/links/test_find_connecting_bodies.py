"""Bodies that join places, against going through every pair and every tie by hand."""

from __future__ import annotations

import itertools

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from assetmap.links import BODY_COLUMNS, find_connecting_bodies
from assetmap.tables import AssetMap
from tests.examples import on

PLACES = ["p0", "p1", "p2", "p3"]
BODIES = st.lists(
    st.tuples(
        st.sampled_from(["individual", "association", "institution", "space"]),
        st.sampled_from([*PLACES, None]),
        st.lists(st.sampled_from(PLACES), max_size=3, unique=True).map(tuple),
    ),
    min_size=1,
    max_size=9,
)
TIES = st.lists(
    st.tuples(
        st.integers(0, 8), st.integers(0, 8), st.sampled_from(["uses", "supports", "nominates"])
    ),
    max_size=12,
)


def make_map(bodies, ties) -> AssetMap:
    assets = pd.DataFrame(bodies, columns=["kind", "place_id", "active_in"])
    assets.index = [f"b{at}" for at in range(len(bodies))]
    rows = [(f"b{a}", f"b{b}", kind) for a, b, kind in ties if a != b and max(a, b) < len(bodies)]
    return AssetMap.from_frames(
        assets=assets.assign(name=assets.index),
        places=pd.DataFrame({"name": PLACES}, index=PLACES),
        ties=pd.DataFrame(rows, columns=["source", "target", "kind"], dtype="str"),
    )


def by_hand(bodies, ties):
    """Give each body's pairs, and the ways across each pair, as who is part of each."""
    is_body = [kind != "individual" for kind, *_ in bodies]
    active = [{place for place in (home, *more) if place} for _, home, more in bodies]
    joined: dict[int, set[frozenset[str]]] = {at: set() for at in range(len(bodies))}
    ways: dict[frozenset[str], list[set[int]]] = {}
    for at in range(len(bodies)):
        if is_body[at]:
            for pair in map(frozenset, itertools.combinations(sorted(active[at]), 2)):
                joined[at].add(pair)
                ways.setdefault(pair, []).append({at})
    different = {
        (frozenset((a, b)), kind) for a, b, kind in ties
        if a != b and max(a, b) < len(bodies) and kind != "nominates"
        and is_body[a] and is_body[b]
    }  # fmt: skip
    for ends, _ in different:
        homes = [bodies[at][1] for at in ends]
        if None not in homes and homes[0] != homes[1]:
            pair = frozenset(homes)
            ways.setdefault(pair, []).append(set(ends))
            for at in ends:
                joined[at].add(pair)
    return joined, ways


@on(60)
@given(BODIES, TIES)
def test_pairs_agree_with_going_through_every_body_and_tie(bodies, ties) -> None:
    found = find_connecting_bodies(make_map(bodies, ties)).set_index("asset_id")
    joined, ways = by_hand(bodies, ties)
    assert set(found.index) == {f"b{at}" for at, pairs in joined.items() if pairs}
    for at, pairs in joined.items():
        if pairs:
            row = found.loc[f"b{at}"]
            assert row["pairs"] == len(pairs)
            assert row["only_pairs"] == sum(all(at in who for who in ways[pair]) for pair in pairs)
            assert set(row["joined"]) >= set().union(*pairs)
    keys = list(zip(-found["only_pairs"], -found["pairs"], found.index, strict=True))
    assert keys == sorted(keys)


def test_people_change_nothing_and_columns_are_the_same_without_bodies() -> None:
    bodies = [("institution", "p0", ("p1",)), ("individual", "p1", ("p2",))]
    alone = find_connecting_bodies(make_map(bodies[:1], []))
    pd.testing.assert_frame_equal(alone, find_connecting_bodies(make_map(bodies, [(0, 1, "uses")])))
    empty = find_connecting_bodies(AssetMap.from_frames(assets=pd.DataFrame()))
    assert empty.columns.tolist() == alone.columns.tolist() == list(BODY_COLUMNS)
    assert empty.dtypes.astype(str).tolist() == alone.dtypes.astype(str).tolist()
    assert alone["says"].tolist() == [
        "Joins p0 and p1; people aside, nothing else on the map would without it."
    ]


def test_sectors_and_programmes_are_joined_by_who_is_of_both() -> None:
    m = AssetMap.from_frames(
        assets=pd.DataFrame(
            {"name": ["Trust", "School", "Clinic"], "kind": "institution",
             "sector": ["sport", "education", "health"],
             "programmes": [("Move", "Eat"), ("Eat",), ("Read",)]},
            index=["trust", "school", "clinic"],
        ),
        ties=pd.DataFrame({"source": ["school"], "target": ["clinic"], "kind": ["refers_to"]}),
    )  # fmt: skip
    by_sector = find_connecting_bodies(m, by="sector").set_index("asset_id")["joined"]
    assert by_sector.to_dict() == {
        "school": ("education", "health"), "clinic": ("education", "health"),
    }  # fmt: skip
    programmes = find_connecting_bodies(m, by="programmes").set_index("asset_id")["joined"]
    assert programmes.to_dict() == {
        "trust": ("Eat", "Move"), "school": ("Eat", "Read"), "clinic": ("Eat", "Read"),
    }  # fmt: skip

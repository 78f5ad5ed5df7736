"""How a map hangs together, against networkx on the places and assets laid out by hand."""

from __future__ import annotations

import datetime as dt
import itertools
import math

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.errors import TableError
from assetmap.links.measure_cohesion import COHESION_MEASURES, measure_cohesion
from assetmap.tables import AssetMap
from tests.examples import on

PLACES = ["p0", "p1", "p2", "p3"]
ACTORS = st.lists(
    st.tuples(
        st.sampled_from(["individual", "association"]),
        st.sampled_from([*PLACES, None]),
        st.lists(st.sampled_from(PLACES), max_size=2).map(tuple),
    ),
    max_size=7,
)
TIES = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=9)


def map_of(actors, ties, *, kind="knows", reverse=False):
    assets = pd.DataFrame(actors, columns=["kind", "place_id", "active_in"]).assign(name="x")
    assets.index = [f"n{at}" for at in range(len(actors))]
    pairs = [(f"n{a}", f"n{b}") for a, b in ties if a != b and max(a, b) < len(actors)]
    frame = pd.DataFrame(pairs, columns=["source", "target"]).assign(kind=kind)
    places = pd.DataFrame({"name": [place.upper() for place in PLACES]}, index=PLACES)
    step = -1 if reverse else 1
    return AssetMap.from_frames(
        assets=assets.iloc[::step], places=places.iloc[::step], ties=frame.iloc[::step],
        as_of=dt.date(2026, 1, 1),
    )  # fmt: skip


def lay_out(actors, ties):
    """Draw the graph of assets, and that of places with how much joins each pair."""
    assets = nx.Graph()
    assets.add_nodes_from(range(len(actors)))
    pairs = [pair for pair in ties if pair[0] != pair[1] and max(pair) < len(actors)]
    assets.add_edges_from(pairs)
    places = nx.Graph()
    places.add_nodes_from(PLACES)
    joins = [
        pair
        for _, home, more in actors
        for pair in itertools.combinations(sorted({place for place in (home, *more) if place}), 2)
    ]
    homes = [tuple(sorted((actors[a][1] or "", actors[b][1] or ""))) for a, b in pairs]
    joins += [pair for pair in homes if pair[0] and pair[0] != pair[1]]
    for a, b in joins:
        more = places[a][b]["weight"] if places.has_edge(a, b) else 0
        places.add_edge(a, b, weight=more + 1)
    return assets, places


@on(30)
@given(ACTORS, TIES)
def test_every_number_is_that_of_networkx(actors, ties):
    found = measure_cohesion(map_of(actors, ties))  # `knows` makes no member, so no interlock
    assert found.index.tolist() == list(COHESION_MEASURES)
    value = found["value"]
    assets, places = lay_out(actors, ties)
    parts = [len(part) for part in nx.connected_components(assets)]
    assert value["components"] == len(parts)
    if actors:
        assert value["largest_share"] == max(parts) / len(actors)
    assert value["isolates"] == nx.number_of_isolates(assets)
    assert value["bridges"] == len(list(nx.bridges(assets)))
    homes = [(actors[a][1], actors[b][1]) for a, b in assets.edges()]
    within = sum(a == b is not None for a, b in homes)
    across = sum(a != b for a, b in homes if a and b)
    expected = (across - within) / (across + within) if across + within else math.nan
    np.testing.assert_equal(value["ei"], expected)
    assert value["places"] == len(PLACES)
    assert value["places_alone"] == nx.number_of_isolates(places)
    assert value["place_components"] == nx.number_connected_components(places)
    steps = dict(nx.all_pairs_shortest_path_length(places))
    far = [steps[a][b] for a, b in itertools.combinations(PLACES, 2) if b in steps[a]]
    assert value["unreachable_pairs"] == 6 - len(far)
    np.testing.assert_allclose(value["mean_distance"], np.mean(far) if far else math.nan)
    firm = nx.algebraic_connectivity(places, weight=None, method="lanczos")
    assert value["algebraic_connectivity"] == pytest.approx(firm, abs=1e-6)
    held = nx.stoer_wagner(places)[0] if nx.is_connected(places) else 0
    assert value["edge_connectivity"] == held


@on(20)
@given(ACTORS, TIES)
def test_the_order_of_rows_makes_no_difference(actors, ties):
    pd.testing.assert_frame_equal(
        measure_cohesion(map_of(actors, ties)), measure_cohesion(map_of(actors, ties, reverse=True))
    )


def test_a_town_by_hand(town):
    """Mill, Hill and Quay hang together; Isle is on its own, Quay on the county body."""
    found = measure_cohesion(town)
    value = found["value"]
    # asha-choir (twice), ben-asha; boats and county body have no standing tie; the club is closed
    assert value[["components", "isolates", "bridges"]].tolist() == [3, 2, 2]
    assert value["largest_share"] == 3 / 5
    assert value["ei"] == 0  # Asha and the choir across, Ben and Asha within
    assert value[["places", "places_alone", "place_components"]].tolist() == [4, 1, 2]
    assert value["unreachable_pairs"] == 3
    assert value["mean_distance"] == 1
    assert value[["algebraic_connectivity", "edge_connectivity"]].tolist() == [0, 0]
    assert found["says"]["places_alone"] == (
        "No link on record: Isle; ask who knows somebody elsewhere."
    )
    assert found["says"]["components"] == "3 separate parts among 5 assets."
    assert found["says"]["edge_connectivity"] == (
        "The places are in parts already, with no link between them."
    )


def test_at_a_larger_level_and_by_theme(town):
    by_district = measure_cohesion(town, level="district")
    assert by_district["value"]["places"] == 2
    assert by_district["value"]["edge_connectivity"] == 1  # the county body
    assert by_district["says"]["edge_connectivity"] == (
        "1 link holds the places together at the least: without it, South would be apart."
    )
    by_theme = measure_cohesion(town, by="theme")
    assert by_theme["value"]["places"] == 0
    assert by_theme["says"]["algebraic_connectivity"] == (
        "Fewer than two groups: there is nothing to part."
    )
    with pytest.raises(TableError, match="No place has the level"):
        measure_cohesion(town, level="distrct")
    with pytest.raises(TableError, match="no column"):
        measure_cohesion(town, by="colour")


def test_nobody_on_the_map():
    assets = pd.DataFrame({"name": [], "kind": []}, dtype="str")
    found = measure_cohesion(AssetMap.from_frames(assets=assets))
    assert found["value"].dtype == "float64"
    zero = ["components", "isolates", "bridges", "places", "places_alone", "unreachable_pairs"]
    assert (found["value"][zero] == 0).all()
    unknown = ["largest_share", "ei", "mean_distance", "edge_connectivity"]
    assert found["value"][unknown].isna().all()
    assert found["says"]["components"] == "No asset counts yet."


def test_sentences_say_what_rests_on_old_records():
    m = map_of([("individual", "p0", ()), ("individual", "p1", ())], [(0, 1)])
    says = measure_cohesion(m)["says"]
    assert says.str.endswith(" This was not confirmed within two years.").all()
    many = map_of([("individual", f"p{at}", ()) for at in range(3)], [(0, 1), (1, 2)])
    ending = " None of this was confirmed within two years."
    assert measure_cohesion(many)["says"].str.endswith(ending).all()
    assert says["mean_distance"].startswith("1 link from place to place on average")


def test_inputs_stay_as_they_were(town):
    before = [town.assets.copy(), town.ties.copy(), town.places.copy()]
    measure_cohesion(town)
    after = [town.assets, town.ties, town.places]
    for one, other in zip(before, after, strict=True):
        pd.testing.assert_frame_equal(pd.DataFrame(one), pd.DataFrame(other))

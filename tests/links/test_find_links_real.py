"""Links on real data: grants that join wards and districts, federations, health departments."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from assetmap.links import find_links
from assetmap.tables import AssetMap

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def grants(shared_data: Path) -> pd.DataFrame:
    return pd.read_csv(shared_data / "network" / "grants360_funder_to_ward_llr_essex.csv")


@pytest.fixture(scope="module")
def funders(grants: pd.DataFrame) -> AssetMap:
    """Funders are institutions, active in the wards of their grants, by the codes of the time."""
    wards = grants[["recipient_ward_code", "recipient_lad_code"]].drop_duplicates()
    districts = sorted(wards["recipient_lad_code"].unique())
    codes = [*wards["recipient_ward_code"], *districts]
    places = pd.DataFrame(
        {
            "name": codes,
            "level": ["ward"] * len(wards) + ["district"] * len(districts),
            "parent_id": [*wards["recipient_lad_code"], *[None] * len(districts)],
        },
        index=codes,
    )
    active = grants.groupby("funder")["recipient_ward_code"].unique().map(tuple)
    assets = pd.DataFrame({"name": active.index, "kind": "institution", "active_in": active.array})
    return AssetMap.from_frames(assets=assets, places=places)


def merge_pairs(table: pd.DataFrame, place: str) -> pd.DataFrame:
    """Join the table with itself, as a spreadsheet would."""
    rows = table[["funder", place]].drop_duplicates()
    many = rows.groupby("funder")[place].transform("size")
    rows = rows.assign(part=1 / (many - 1).clip(lower=1))
    pairs = rows.merge(rows, on="funder")
    pairs = pairs[pairs[f"{place}_x"] < pairs[f"{place}_y"]]
    found = pairs.groupby([f"{place}_x", f"{place}_y"])["part_x"].agg(["size", "sum"])
    return found.rename_axis(["place_a_id", "place_b_id"])


def test_no_grant_is_lost(grants, funders, shared_data):
    """1,628 rows; 195 of the 399 wards are older than the map of 2025, and still there."""
    assert len(grants) == 1_628
    of_2025 = gpd.read_file(shared_data / "places" / "places_llr_essex.gpkg", layer="ward25")
    codes = grants["recipient_ward_code"].drop_duplicates()
    assert len(codes) == 399
    assert int((~codes.isin(of_2025["ward25_code"])).sum()) == 195
    assert (funders.places["level"] == "ward").sum() == 399
    active = funders.assets["active_in"].explode()
    assert len(active) == len(grants[["funder", "recipient_ward_code"]].drop_duplicates())


@pytest.mark.parametrize(
    ("level", "column", "places"),
    [("ward", "recipient_ward_code", 399), ("district", "recipient_lad_code", 23)],
)
def test_funders_shared_by_wards_and_districts(grants, funders, level, column, places):
    links = find_links(funders, level=level)
    theirs = merge_pairs(grants, column)
    linked = links.dropna(subset="place_b_id").set_index(["place_a_id", "place_b_id"]).sort_index()
    assert linked.index.tolist() == theirs.index.tolist()
    assert linked["shared_groups"].tolist() == theirs["size"].tolist()
    np.testing.assert_allclose(linked["weight"], theirs["sum"])
    assert not linked[["shared_people", "interlocks", "ties"]].to_numpy().any()
    assert links["expected"].notna().sum() == len(linked)
    everywhere = {*links["place_a_id"], *links["place_b_id"].dropna()}
    assert len(everywhere) == places


def test_health_departments_between_states(shared_data):
    """Departments belong to their state: every tie is within a state or between two, once."""
    folder = shared_data / "network"
    nodes = pd.read_csv(folder / "us_local_health_departments_nodes.csv", keep_default_na=False)
    edges = pd.read_csv(folder / "us_local_health_departments_edges.csv")
    ids = nodes["node_id"].astype(str)
    state = nodes.set_index("node_id")["state"]
    m = AssetMap.from_frames(
        assets=pd.DataFrame(
            {"name": ids.array, "kind": "institution", "place_id": nodes["state"].array},
            index=ids.array,
        ),
        places=pd.DataFrame({"name": sorted(state.unique())}, index=sorted(state.unique())),
        ties=pd.DataFrame(
            {
                "source": edges["source_id"].astype(str),
                "target": edges["target_id"].astype(str),
                "kind": "partners_with",
            }
        ),
    )
    links = find_links(m)
    one, other = edges["source_id"].map(state), edges["target_id"].map(state)
    assert links["ties"].sum() == (one != other).sum()
    crossing = pd.DataFrame(np.sort(np.stack([one, other], axis=1), axis=1))[one != other]
    counted = crossing.value_counts()
    ours = links.dropna(subset="place_b_id").set_index(["place_a_id", "place_b_id"])["ties"]
    assert ours.to_dict() == counted.to_dict()
    islands = set(state) - set(crossing.to_numpy().ravel())
    assert links.loc[links["place_b_id"].isna(), "place_a_id"].tolist() == sorted(islands)


def test_federations_join_the_places_of_their_local_groups(shared_data):
    """676 local groups of national bodies: a body is shared by the places of its groups."""
    path = shared_data / "network" / "charity_federation_parent_links_name_match.csv"
    links_of = pd.read_csv(path)
    assert len(links_of) == 676
    known = links_of.dropna(subset="matched_place_name")
    names = sorted(known["matched_place_name"].unique())
    bodies = known.groupby("parent_org_id")["matched_place_name"].unique().map(tuple)
    m = AssetMap.from_frames(
        assets=pd.DataFrame(
            {"name": bodies.index, "kind": "institution", "active_in": bodies.array}
        ),
        places=pd.DataFrame({"name": names}, index=names),
    )
    renamed = known.rename(columns={"parent_org_id": "funder"})
    theirs = merge_pairs(renamed, "matched_place_name")
    ours = (
        find_links(m)
        .dropna(subset="place_b_id")
        .set_index(["place_a_id", "place_b_id"])
        .sort_index()
    )
    assert ours.index.tolist() == theirs.index.tolist()
    assert ours["shared_groups"].tolist() == theirs["size"].tolist()
    np.testing.assert_allclose(ours["weight"], theirs["sum"])

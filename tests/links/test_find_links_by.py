"""Presence: by place and by any column, themes, and what is refused."""

from __future__ import annotations

from itertools import combinations

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from assetmap.arrays import cost_chunks
from assetmap.errors import TableError
from assetmap.links import find_links
from assetmap.links._presence import find_presence
from assetmap.links.find_links import GROUP_LINK_COLUMNS, LINK_COLUMNS
from assetmap.tables import AssetMap


def test_presence_lists_everybody_who_counts(town):
    presence = find_presence(town)
    assert presence.by == "place"
    assert presence.places.tolist() == ["hill", "isle", "mill", "quay"]
    assert presence.names.tolist() == ["Hill", "Isle", "Mill", "Quay"]
    assert presence.actors.tolist() == ["asha", "ben", "boats", "choir", "county"]
    assert presence.is_person.tolist() == [True, True, False, False, False]
    assert presence.is_unsure.tolist() == [False, True, True, True, True]
    assert presence.incidence.toarray().astype(int).tolist() == [
        [1, 0, 1, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
        [1, 0, 0, 0],
        [1, 0, 1, 1],
    ]
    assert presence.homes.toarray().argmax(axis=1).tolist() == [2, 2, 3, 0, 3]
    assert presence.homes.sum(axis=1).tolist() == [1, 1, 1, 1, 1]
    assert presence.sizes.tolist() == [3, 0, 3, 2]


def test_presence_by_level_and_by_kind(town):
    districts = find_presence(town, level="district")
    assert districts.places.tolist() == ["north", "south"]
    assert districts.sizes.tolist() == [4, 2]
    kinds = find_presence(town, by="kind")
    assert kinds.places.tolist() == [
        "association", "culture", "exchange", "individual", "institution", "space",
    ]  # fmt: skip
    assert kinds.sizes.tolist() == [2, 0, 0, 2, 1, 0]
    assert kinds.homes is kinds.incidence or (kinds.homes != kinds.incidence).nnz == 0


def test_by_kind_a_tie_joins_what_it_ties(town):
    """Asha and the choir are tied twice; the club is closed and boats were left."""
    links = find_links(town, by="kind")
    assert tuple(links.columns) == GROUP_LINK_COLUMNS
    assert links["group_a"].tolist() == [
        "culture", "exchange", "institution", "space", "association",
    ]  # fmt: skip
    assert links.iloc[-1][["group_b", "ties", "shared_people", "shared_groups"]].tolist() == [
        "individual", 2, 0, 0,
    ]  # fmt: skip
    assert links["says"].iloc[0] == (
        "No link of culture to another kind is recorded yet: ask who takes part in both."
    )


def test_by_any_column_of_the_map(town):
    assets = town.assets.assign(age_group=["teens", "teens", None, None, "adults", None])
    m = AssetMap.from_frames(
        assets=assets, places=town.places, ties=town.ties, sources=town.sources, as_of=town.as_of
    )
    links = find_links(m, by="age_group")
    assert links[["group_a", "group_b", "ties"]].values.tolist() == [["adults", "teens", 2]]
    assert links["says"].iloc[0].startswith("Adults and teens are joined by 2 ties;")


def test_a_group_and_itself_is_no_link(town):
    """Ben knows Asha: both are individuals."""
    links = find_links(town, by="kind")
    assert (links["group_a"] != links["group_b"]).all()


def test_the_same_columns_and_types_without_groups(town):
    empty = AssetMap.from_frames(assets=pd.DataFrame({"name": [], "kind": []}))
    for m in (empty, town):
        links = find_links(m, by="theme")  # nothing here has a theme
        assert tuple(links.columns) == GROUP_LINK_COLUMNS
        assert len(links) == 0
        types = links.dtypes.astype(str)
        assert types[["group_a", "group_b", "says"]].tolist() == ["str", "str", "str"]
        assert types[["shared_people", "interlocks", "expected", "adjacent"]].tolist() == [
            "int64", "int64", "float64", "bool",
        ]  # fmt: skip


def test_what_is_not_known_is_refused_with_a_hint(town):
    assets = town.assets.assign(themes=[("music",)] * len(town.assets))
    m = AssetMap.from_frames(assets=assets, places=town.places)
    with pytest.raises(TableError, match=r"'musik' is not known\. Did you mean 'music'\?"):
        find_links(m, themes=["music", "musik"])
    with pytest.raises(TableError, match="there is none to look at"):
        find_links(m, themes=[])
    with pytest.raises(TableError, match=r"no column 'knid'.*Did you mean 'kind'\?"):
        find_links(m, by="knid")
    with pytest.raises(TableError, match=r"Groups by 'kind' have no level 'ward'\."):
        find_links(m, by="kind", level="ward")


def test_one_theme_is_a_list_of_one(town):
    assets = town.assets.assign(themes=[("music",)] * len(town.assets))
    m = AssetMap.from_frames(
        assets=assets, places=town.places, ties=town.ties, sources=town.sources, as_of=town.as_of
    )
    pd.testing.assert_frame_equal(find_links(m, themes="music"), find_links(m, themes=["music"]))
    some, every = find_links(m, themes="music"), find_links(m)
    pd.testing.assert_frame_equal(some.drop(columns="says"), every.drop(columns="says"))
    assert some["says"].iloc[0] == (
        "No link of Isle to another place through music is recorded yet: ask who travels."
    )
    only = some["says"].str.replace("; only what is about music is counted", "", regex=False)
    assert only.tolist()[1:] == every["says"].tolist()[1:]


def test_too_few_links_expect_nothing_and_say_so(town):
    links = find_links(town)
    assert links["expected"].isna().all()
    assert links["surprise"].isna().all()
    assert tuple(links.columns) == LINK_COLUMNS


def test_enough_links_are_compared_with_what_size_and_distance_expect():
    """Eight places share one person per pair, but for one pair with nine: that one surprises."""
    places = pd.DataFrame({"name": list("abcdefgh")}, index=list("abcdefgh"))
    pairs = [*combinations("abcdefgh", 2), *[("a", "b")] * 8]
    assets = pd.DataFrame({"name": "x", "kind": "individual", "active_in": pairs})
    links = find_links(AssetMap.from_frames(assets=assets, places=places))
    assert links["expected"].notna().all()
    first = links.iloc[0]
    assert (first["place_a_id"], first["place_b_id"], first["shared_people"]) == ("a", "b", 9)
    assert first["surprise"] == links["surprise"].max() > 0
    assert first["expected"] < 9
    # One of 28 pairs: on so few, chance alone may give as many, so nothing is said of it.
    assert links["q"].min() > 0.1
    assert first["says"] == ("a and b share 9 people; none of this was confirmed within two years.")
    assert "too few links" not in " ".join(links["says"])


def test_a_sentence_speaks_of_what_chance_alone_would_hardly_make():
    """Forty places in a row share the fewer people the farther apart; the first two share 60."""
    names = [f"p{at:02d}" for at in range(40)]
    places = gpd.GeoDataFrame(
        {"name": names}, index=names, crs="EPSG:27700",
        geometry=[box(2000 * at, 0, 2000 * at + 100, 100) for at in range(40)],
    )  # fmt: skip
    pairs = [
        (names[one], names[two])
        for one, two in combinations(range(40), 2)
        for _ in range(60 if two == 1 else round(12 / (two - one) ** 1.5))
    ]
    assets = pd.DataFrame({"name": "x", "kind": "individual", "active_in": pairs})
    links = find_links(AssetMap.from_frames(assets=assets, places=places))
    far = links.set_index(["place_a_id", "place_b_id"]).loc[("p00", "p01")]
    assert far["q"] < 0.05
    assert "; that is more than places of their size and distance mostly have" in far["says"]
    is_said = links["says"].str.contains("that is")
    assert is_said.tolist() == (links["q"] <= 0.1).tolist()
    assert is_said.sum() < 10


def test_runs_cover_every_row_once():
    costs = pd.Series([3, 0, 5, 1, 1, 9, 0]).to_numpy()
    runs = list(cost_chunks(costs, at_most=5))
    assert [costs[run].tolist() for run in runs] == [[3, 0], [5], [1, 1], [9], [0]]
    assert list(cost_chunks(costs[:0], at_most=5)) == []

"""Small maps whose best hosts can be worked out by hand; 500 m is a walk of 8 minutes."""

from __future__ import annotations

import datetime as dt
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from shapely import Point, box

from assetmap.errors import ReachError, TableError
from assetmap.gaps import _site_question as ways
from assetmap.gaps.suggest_sites import suggest_sites
from assetmap.space import Reach
from assetmap.tables import AssetMap

CRS = "EPSG:27700"
AS_OF = dt.date(2026, 6, 1)
COLUMNS = [
    "host_id", "host_name", "place_id", "category", "people", "weighted_people", "share",
    "mean_min",
    "reached_place_ids", "tied_ids", "solver", "bound", "of_people", "says", "geometry",
]  # fmt: skip
MILL, HILL, ISLE = 1000.0, 500.0, 200.0


def square(x: float, y: float = 0) -> Any:
    return box(x - 10, y - 10, x + 10, y + 10)


@pytest.fixture
def valley() -> AssetMap:
    """
    Places 1 km apart on a line, and spaces in between; a library serves the Farm.

    Mill End at 0 m, Hill Top at 1,000, The Isle at 2,000 (its need is not
    known), the Farm at 9,000 and the Moor, at 50,000, where nothing is. The
    old hall at 500 m is near Mill End and Hill Top, the barn at 1,500 near
    Hill Top and The Isle, the church at 2,000 in The Isle. A hut that has
    closed and a refuge stand in Mill End.
    """
    places = gpd.GeoDataFrame(
        {
            "name": ["Mill End", "Hill Top", "The Isle", "Farm", "Moor"],
            "population": [MILL, HILL, ISLE, 300.0, 50.0],
            "need": [0.5, 0.9, None, 1.0, 0.2],
        },
        index=["mill", "hill", "isle", "farm", "moor"],
        geometry=[square(x) for x in (0, 1_000, 2_000, 9_000, 50_000)],
        crs=CRS,
    )
    rows = {
        "oldhall": ("Old Hall", "space", Point(500, 0)),
        "barn": ("Barn", "space", Point(1_500, 0)),
        "church": ("Church", "space", Point(2_000, 0)),
        "hut": ("Hut", "space", Point(0, 0)),
        "refuge": ("Refuge", "space", Point(0, 0)),
        "library": ("Library", "institution", Point(9_300, 400)),
        "choir": ("Choir", "association", Point(500, 0)),
        "asha": ("Asha Okafor", "individual", None),
        "band": ("Band", "association", None),
    }
    assets = gpd.GeoDataFrame(
        {
            "name": [name for name, _, _ in rows.values()],
            "kind": [kind for _, kind, _ in rows.values()],
            "status": ["closed" if key in {"hut", "band"} else "active" for key in rows],
            "sensitive_location": [key == "refuge" for key in rows],
            "verified_on": [None if key == "barn" else "2026-01-01" for key in rows],
            "place_id": ["mill" if key == "oldhall" else None for key in rows],
        },
        index=list(rows),
        geometry=[shape for _, _, shape in rows.values()],
        crs=CRS,
    )
    ties = pd.DataFrame(
        [
            ("choir", "oldhall", "meets_at", None),
            ("oldhall", "asha", "other", None),
            ("asha", "oldhall", "runs", None),
            ("band", "oldhall", "meets_at", None),
            ("refuge", "oldhall", "uses", None),
            ("library", "barn", "uses", "2020-01-01"),
        ],
        columns=["source", "target", "kind", "until"],
    )
    return AssetMap.from_frames(assets=assets, places=places, ties=ties, as_of=AS_OF)


def suggest(m: AssetMap, **options: Any) -> gpd.GeoDataFrame:
    return suggest_sites(m, **{"category": "institution", "within_min": 10} | options)


class TestMost:
    def test_the_hall_between_two_places_comes_first(self, valley: AssetMap) -> None:
        sites = suggest(valley)
        assert sites.columns.tolist() == COLUMNS
        assert sites["host_id"].tolist() == ["oldhall", "barn"]
        assert sites["host_name"].tolist() == ["Old Hall", "Barn"]
        assert sites["place_id"].tolist()[0] == "mill"
        assert sites["people"].tolist() == [MILL + HILL, ISLE]
        # A need that is not known counts in full.
        assert sites["weighted_people"].tolist() == [MILL * 0.5 + HILL * 0.9, ISLE]
        without = 500 + 450 + 200 + 50 * 0.2  # the Moor stays out of reach
        assert sites["share"].tolist() == pytest.approx([950 / without, 1150 / without])
        assert sites["reached_place_ids"].tolist() == [("hill", "mill"), ("isle",)]
        assert sites["solver"].tolist() == ["greedy", "greedy"]
        assert sites["bound"].tolist() == [1.0, 1.0]
        assert sites["mean_min"].isna().all()
        assert sites.geometry.tolist() == [Point(500, 0), Point(1_500, 0)]
        assert sites.crs == valley.crs

    def test_barn_and_church_bring_the_same_so_the_first_by_id_is_taken(
        self, valley: AssetMap
    ) -> None:
        assert suggest(valley, among=["church", "oldhall", "barn"])["host_id"][1] == "barn"

    def test_the_sentences_begin_with_what_is_there(self, valley: AssetMap) -> None:
        assert suggest(valley)["says"].tolist() == [
            "Old Hall: a space in Mill End, with 2 assets tied to it; if it hosted an "
            "institution, 1,500 more people in 2 places would have that within a 10 minute walk, "
            "of 1,750 who have none now.",
            "Barn: a space, with no tie on record; if it hosted an institution, 200 more people "
            "in 1 place would have that within a 10 minute walk, of 1,750 who have none now. Need "
            "is not known for 1, which counts in full. It is recorded without a date of "
            "confirmation.",
        ]

    def test_demand_decides_who_counts(self, valley: AssetMap) -> None:
        by_people = suggest(valley, people="population", n=1)
        assert by_people["share"].tolist() == [1500 / 1750]
        assert by_people["weighted_people"].tolist() == [950.0]
        given = pd.Series({"isle": 9, "mill": 1, "hill": 2, "farm": 0, "moor": 0})
        by_numbers = suggest(valley, people=given, n=1)
        assert by_numbers["host_id"].tolist() == ["barn"]
        assert by_numbers["weighted_people"].tolist() == [11.0]
        assert by_numbers["people"].tolist() == [HILL + ISLE]

    def test_without_any_need_weighted_is_population(self, valley: AssetMap) -> None:
        places = valley.places.assign(need=None)
        m = AssetMap.from_frames(assets=valley.assets, places=places, as_of=AS_OF)
        weighted, by_people = suggest(m), suggest(m, people="population")
        assert_frame_equal(weighted, by_people)
        assert weighted["weighted_people"].tolist() == weighted["people"].tolist()

    def test_a_population_that_is_not_known_is_nobody_and_is_said(self, valley: AssetMap) -> None:
        places = valley.places
        places.loc["hill", "population"] = None
        m = AssetMap.from_frames(assets=valley.assets, places=places, as_of=AS_OF)
        first = suggest(m, n=1).iloc[0]
        assert (first["people"], first["reached_place_ids"]) == (MILL, ("hill", "mill"))
        assert "Population is not known for 1 of the places." in first["says"]

    def test_exact_proves_the_same_choice(self, valley: AssetMap) -> None:
        exact = suggest(valley, exact=True, n=2)
        assert exact["solver"].tolist() == ["exact", "exact"]
        assert exact["share"].tolist() == suggest(valley, n=2)["share"].tolist()
        assert exact["bound"].tolist() == [1.0, 1.0]

    def test_an_institution_anywhere_in_reach_serves_already(self, valley: AssetMap) -> None:
        assert "farm" not in {
            place for some in suggest(valley)["reached_place_ids"] for place in some
        }
        assert suggest(valley, within_min=5)["host_id"].tolist() == ["church"]

    def test_of_themes_what_nobody_has_yet_can_be_asked_for(self, valley: AssetMap) -> None:
        sites = suggest(valley, by="themes", category="repair", n=1)
        assert "if it hosted something about repair, 1,500 more people" in sites["says"][0]


class TestWhoHosts:
    def test_no_person_no_closed_door_and_no_refuge(self, valley: AssetMap) -> None:
        for goal in ("most", "everyone", "nearest"):
            hosts = set(suggest(valley, goal=goal, n=9)["host_id"].dropna())
            assert hosts <= {"oldhall", "barn", "church"}

    def test_tied_are_ids_of_open_assets_by_standing_ties(self, valley: AssetMap) -> None:
        sites = suggest(valley).set_index("host_id")
        assert sites.loc["oldhall", "tied_ids"] == (
            "asha",
            "choir",
        )  # not the closed, not the refuge
        assert sites.loc["barn", "tied_ids"] == ()  # that tie has ended

    def test_no_name_of_a_person_is_in_the_result(self, valley: AssetMap) -> None:
        for goal in ("most", "everyone", "nearest"):
            assert "Okafor" not in suggest(valley, goal=goal).to_csv()

    def test_another_kind_can_host(self, valley: AssetMap) -> None:
        assert suggest(valley, among="association")["host_id"].tolist() == ["choir"]

    def test_themes_and_sectors_can_host_and_several_words_together(self, valley: AssetMap) -> None:
        assets = valley.assets
        assets["themes"] = [
            {"oldhall": ("music",), "barn": ("music", "faith"), "asha": ("secret",)}.get(key, ())
            for key in assets.index
        ]
        assets["sector"] = assets.index.map({"church": "faith group", "choir": "voluntary"})
        m = AssetMap.from_frames(assets=assets, places=valley.places, as_of=AS_OF)

        def hosts(among: Any) -> set[str]:
            return set(suggest(m, among=among, goal="everyone")["host_id"].dropna())

        assert hosts("music") == {"oldhall", "barn"}
        assert hosts("faith group") == {"church"}
        assert hosts(["faith", "voluntary"]) == {"barn", "choir"}
        assert hosts(["choir", "faith group"]) == {"choir", "church"}  # an id and a word
        with pytest.raises(TableError, match="Did you mean 'voluntary'"):
            suggest(m, among=["music", "voluntry"])
        with pytest.raises(TableError, match="'secret' is not known"):  # only people bear it
            suggest(m, among="secret")

    def test_a_word_of_two_columns_is_refused_and_kinds_come_first(self, valley: AssetMap) -> None:
        assets = valley.assets
        assets["themes"] = [("health", "space") if key == "barn" else () for key in assets.index]
        assets["sector"] = assets.index.map({"church": "health"})
        m = AssetMap.from_frames(assets=assets, places=valley.places, as_of=AS_OF)
        assert suggest(m, among="space")["host_id"].tolist() == ["oldhall", "barn"]
        with pytest.raises(TableError, match=r"`themes` and of `sector`. Say which with flags"):
            suggest(m, among="health")
        assert suggest(m, among=m.assets["sector"] == "health")["host_id"].tolist() == ["church"]

    @pytest.mark.parametrize("shape", ["series", "turned", "array", "list"])
    def test_a_mask_tells_who_could_host_but_lets_nobody_in(
        self, valley: AssetMap, shape: str
    ) -> None:
        is_marked = ~valley.assets.index.isin(["oldhall"])  # a refuge, a closed hut, a person
        mask: Any = pd.Series(is_marked, index=valley.assets.index)
        if shape == "turned":
            mask = mask.astype("boolean")[::-1].mask(mask.index[::-1] == "choir")
        elif shape != "series":
            mask = is_marked if shape == "array" else is_marked.tolist()
        sites = suggest(valley, among=mask, goal="everyone")
        hosts = ["barn"] if shape == "turned" else ["choir", "barn"]
        assert sites["host_id"].dropna().tolist() == hosts
        alone = suggest(valley, among=mask, goal="everyone", individuals=False)
        assert alone["host_id"].dropna().tolist() == hosts

    def test_a_mask_that_does_not_fit_is_refused(self, valley: AssetMap) -> None:
        with pytest.raises(TableError, match="2 flags were given, and the map has 9 assets"):
            suggest(valley, among=[True, False])
        with pytest.raises(TableError, match=r"'barm' is not known. Did you mean 'barn'"):
            suggest(valley, among=pd.Series({"barm": True}))
        with pytest.raises(TableError, match="is given twice"):
            suggest(valley, among=pd.Series([True, True], index=["barn", "barn"]))

    def test_what_is_for_members_alone_hosts_only_if_it_is_named(self, valley: AssetMap) -> None:
        assets = valley.assets
        assets["open_to"] = [
            {
                "oldhall": ("Members only",),
                "barn": ("members", "everyone"),
                "church": ("women",),
            }.get(key, ())
            for key in assets.index
        ]
        m = AssetMap.from_frames(assets=assets, places=valley.places, as_of=AS_OF)

        def hosts(among: Any) -> list[str]:
            return suggest(m, among=among)["host_id"].tolist()

        assert hosts("space") == ["barn"]
        assert hosts(m.assets["kind"] == "space") == ["barn"]
        assert hosts(["oldhall"]) == ["oldhall"]
        assert hosts(["oldhall", "space"]) == ["oldhall", "barn"]
        assets["open_to"] = [("members",) if key == "barn" else () for key in assets.index]
        m = AssetMap.from_frames(assets=assets, places=valley.places, as_of=AS_OF)
        assert hosts("space") == ["oldhall", "church"]

    def test_a_host_known_by_its_place_alone_says_so(self, valley: AssetMap) -> None:
        assets = valley.assets
        assets.loc["oldhall", "geometry"] = None
        m = AssetMap.from_frames(assets=assets, places=valley.places, as_of=AS_OF)
        sites = suggest(m).set_index("host_id")
        assert sites.loc["oldhall", "reached_place_ids"] == ("mill",)
        assert "located only by the middle of its place" in sites.loc["oldhall", "says"]
        assert sites.geometry["oldhall"] == Point(0, 0)


class TestEveryone:
    @pytest.mark.parametrize("exact", [False, True])
    def test_who_stays_out_of_reach_comes_after_the_hosts(
        self, valley: AssetMap, exact: bool
    ) -> None:
        sites = suggest(valley, goal="everyone", exact=exact, n=1)
        assert sites.columns.tolist() == COLUMNS
        assert sites["place_id"][2] == "moor"
        assert pd.isna(sites["host_id"][2])
        assert sites["people"].tolist() == [1500.0, 200.0, 0.0]  # more than n where it takes more
        assert sites["reached_place_ids"].tolist() == [("hill", "mill"), ("isle",), ()]
        without = 500 + 450 + 200 + 50 * 0.2
        assert sites["share"].tolist() == pytest.approx([950 / without] + [1150 / without] * 2)
        assert sites["bound"].tolist() == [1.0] * 3
        assert sites["says"][2] == (
            "Moor: home to 50 people; nothing on the map that could host an institution is within "
            "a 10 minute walk, so ask who knows of somewhere."
        )
        assert sites.geometry[2].equals(valley.places.geometry["moor"])

    def test_with_nothing_to_host_every_place_without_is_named(self, valley: AssetMap) -> None:
        sites = suggest(valley, goal="everyone", among="culture")
        assert sites["share"].tolist() == [0.0] * 4
        assert sites["place_id"].tolist() == ["mill", "hill", "isle", "moor"]  # most demand first
        assert sites["host_id"].isna().all()

    def test_places_without_people_are_brought_in_too(self, valley: AssetMap) -> None:
        places = valley.places.assign(population=None)
        m = AssetMap.from_frames(assets=valley.assets, places=places, as_of=AS_OF)
        sites = suggest(m, goal="everyone")
        assert {place for some in sites["reached_place_ids"] for place in some} == {
            "hill",
            "isle",
            "mill",
        }
        assert "home to an unknown number of people; nothing" in sites["says"].iloc[-1]


class TestProof:
    def test_the_solver_finds_what_one_by_one_misses(self) -> None:
        # The middle hall is near most people; those at the sides do better together.
        places = gpd.GeoDataFrame(
            {"name": list("ABCDE"), "population": [3, 3, 1, 3, 3]},
            index=list("abcde"), geometry=[square(x) for x in range(0, 2_000, 400)], crs=CRS,
        )  # fmt: skip
        halls = gpd.GeoDataFrame(
            {"name": ["East", "Middle", "West"], "kind": "space"},
            index=["east", "middle", "west"],
            geometry=[Point(1_500, 0), Point(800, 0), Point(100, 0)], crs=CRS,
        )  # fmt: skip
        m = AssetMap.from_frames(assets=halls, places=places, as_of=AS_OF)
        few, best = suggest(m, n=2), suggest(m, n=2, exact=True)
        assert few["host_id"].tolist() == ["middle", "east"]
        assert few["people"].tolist() == [7.0, 3.0]
        assert 10 / 13 <= few["bound"][0] <= 10 / 12
        assert best["host_id"].tolist() == ["east", "west"]
        assert best["people"].tolist() == [6.0, 6.0]
        assert best["share"].tolist() == [6 / 13, 12 / 13]
        assert best["bound"].tolist() == [1.0, 1.0]

    def test_what_is_proved_already_needs_no_solver(
        self, valley: AssetMap, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("assetmap.gaps._site_optimum.MOST_EXACT_PAIRS", 0)
        for goal in ("most", "everyone"):
            sites = suggest(valley, goal=goal, n=2, exact=True)
            assert set(sites["solver"]) == {"exact"}
            assert set(sites["bound"]) == {1.0}


class TestNearest:
    @pytest.mark.parametrize("exact", [False, True])
    def test_the_way_to_the_nearest_is_cut_where_most_people_walk_far(self, exact: bool) -> None:
        # 4,000 m are 65 minutes; the library is beside the first of two equal places.
        places = gpd.GeoDataFrame(
            {"name": ["West", "East"], "population": [100, 100]},
            index=["west", "east"], geometry=[square(0), square(4_000)], crs=CRS,
        )  # fmt: skip
        assets = gpd.GeoDataFrame(
            {"name": ["Library", "Hall", "Hub"], "kind": ["institution", "space", "space"]},
            index=["library", "hall", "hub"],
            geometry=[Point(0, 0), Point(4_000, 0), Point(0, 0)], crs=CRS,
        )  # fmt: skip
        m = AssetMap.from_frames(assets=assets, places=places, as_of=AS_OF)
        sites = suggest(m, goal="nearest", exact=exact)
        assert sites["host_id"].tolist() == ["hall"]  # the hub saves nobody anything
        assert sites["mean_min"].tolist() == [0.0]
        assert sites["people"].tolist() == [100.0]
        assert sites["bound"].tolist() == [1.0]
        assert sites["says"][0].startswith(
            "Hall: a space in East, with no tie on record; if it hosted an institution, 100 more "
            "people in 1 place would have that within a 10 minute walk, of 100 who have none now; "
            "the mean way to the nearest would be 0.0 minutes, not 32.5."
        )

    def test_a_way_may_be_cut_without_coming_within_reach(self, valley: AssetMap) -> None:
        sites = suggest(valley, goal="nearest", within_min=0, among=["oldhall"])
        assert sites["people"].tolist() == [0.0]
        assert sites["reached_place_ids"].tolist() == [()]
        assert "nobody more would" not in sites["says"][0]
        assert "the mean way to the nearest would be" in sites["says"][0]

    def test_what_a_given_reach_leaves_out_counts_as_its_limit(self, valley: AssetMap) -> None:
        table = pd.DataFrame(
            {"from_id": ["mill", "hill"], "to_id": ["oldhall", "barn"], "minutes": [5.0, 20.0]}
        )
        ids = valley.places.index
        reach = Reach.from_frame(table, origins=ids, destinations=valley.assets.index, limit=30)
        demand = pd.Series(1.0, index=ids)
        sites = suggest(valley, goal="nearest", people=demand, reach=reach)
        assert sites["host_id"].tolist() == ["oldhall", "barn"]
        # Only two places have a way at all; both counted 30 minutes before.
        assert sites["mean_min"].tolist() == [(5 + 30) / 2, (5 + 20) / 2]
        assert "within 10 minutes" in sites["says"][0]

    def test_ways_of_any_length_need_room(
        self, valley: AssetMap, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(ways, "MOST_WAYS", 8)  # 9 are shorter than that to the library
        with pytest.raises(ReachError, match=r"More than 8 ways .* Name fewer hosts"):
            suggest(valley, goal="nearest")
        monkeypatch.setattr(ways, "_MOST_MEASURED", 19)
        with pytest.raises(ReachError, match=r"5 points .* to 4 assets are 20 ways, and 19"):
            suggest(valley, goal="nearest")


class TestReach:
    def test_a_reach_of_ones_own_is_used(self, valley: AssetMap) -> None:
        table = pd.DataFrame({"from_id": ["moor"], "to_id": ["church"], "minutes": [10.0]})
        reach = Reach.from_frame(table, origins=valley.places.index)
        sites = suggest(valley, reach=reach)
        assert sites["host_id"].tolist() == ["church"]
        assert sites["reached_place_ids"].tolist() == [("moor",)]

    def test_a_reach_that_stops_short_or_is_of_another_map_is_refused(
        self, valley: AssetMap
    ) -> None:
        short = Reach.from_straight_lines(valley, within_min=5)
        with pytest.raises(ReachError, match="Measure farther"):
            suggest(valley, reach=short)
        table = pd.DataFrame({"from_id": ["mill"], "to_id": ["pub"], "minutes": [1.0]})
        with pytest.raises(ReachError, match="asset 'pub'"):
            suggest(valley, reach=Reach.from_frame(table))

    def test_a_place_without_a_boundary_reaches_what_is_stated_to_be_in_it(self) -> None:
        m = AssetMap.from_frames(
            assets=pd.DataFrame(
                {"name": ["Hall"], "kind": ["space"], "place_id": ["mill"]}, index=["hall"]
            ),
            places=pd.DataFrame({"name": ["Mill End"], "population": [7]}, index=["mill"]),
            as_of=AS_OF,
        )
        sites = suggest(m)
        assert sites["reached_place_ids"].tolist() == [("mill",)]
        assert sites["people"].tolist() == [7.0]


class TestNothing:
    @pytest.mark.parametrize("goal", ["most", "everyone", "nearest"])
    @pytest.mark.parametrize("exact", [False, True])
    def test_empty_has_the_same_columns_and_types(
        self, empty_village: AssetMap, valley: AssetMap, goal: str, exact: bool
    ) -> None:
        empty = suggest(empty_village, goal=goal, exact=exact)
        some = suggest(valley, goal=goal, exact=exact)
        assert len(empty) == 0
        assert empty.dtypes.drop("geometry").to_dict() == some.dtypes.drop("geometry").to_dict()
        assert isinstance(empty, gpd.GeoDataFrame)

    def test_where_everyone_has_it_nobody_is_suggested(self, valley: AssetMap) -> None:
        assert len(suggest(valley, category="association", by="kind", within_min=2_000)) == 0


class TestOddQuestions:
    def test_everything_that_is_wrong_is_said_at_once(self, valley: AssetMap) -> None:
        with pytest.raises(TableError) as caught:
            suggest(valley, category="institutoin", n=0, goal="mots", people="peopel", among="spce")
        assert [problem.where for problem in caught.value.problems] == [
            "n", "goal", "category", "among", "people",
        ]  # fmt: skip
        for word in ("'most'", "'institution'", "'space'"):
            assert f"Did you mean {word}?" in str(caught.value)

    def test_hosts_that_cannot_host_are_named_with_the_reason(self, valley: AssetMap) -> None:
        with pytest.raises(TableError) as caught:
            suggest(valley, among=["hut", "refuge", "library", "asha", "oldhal", "barn"])
        codes = {problem.where: problem.code for problem in caught.value.problems}
        assert codes == {
            "among": "unknown_among",
            "among['asha']": "is_person",
            "among['hut']": "is_closed",
            "among['refuge']": "is_private",
            "among['library']": "is_there",
        }
        assert "Did you mean 'oldhall'?" in str(caught.value)
        assert "Okafor" not in str(caught.value)

    def test_people_do_not_host_and_spaces_are_spaces_already(self, valley: AssetMap) -> None:
        with pytest.raises(TableError, match="people are to be asked"):
            suggest(valley, among="individual")
        with pytest.raises(TableError, match="each space is one already"):
            suggest(valley, category="space")

    def test_a_slip_in_a_word_is_not_taken_for_something_new(self, valley: AssetMap) -> None:
        assets = valley.assets
        assets["themes"] = [("library",)] + [()] * (len(assets) - 1)
        m = AssetMap.from_frames(assets=assets, places=valley.places, as_of=AS_OF)
        with pytest.raises(TableError, match="Did you mean 'library'"):
            suggest(m, by="themes", category="libary")
        with pytest.raises(TableError, match="no column 'topic'"):
            suggest(m, by="topic", category="library")

    def test_demand_must_count_every_place_once(self, valley: AssetMap) -> None:
        odd = pd.Series({"mill": -1.0, "hill": np.nan, "isle": 1.0, "mor": 1.0, "farm": 0.0})
        with pytest.raises(TableError) as caught:
            suggest(valley, people=odd)
        assert {problem.where for problem in caught.value.problems} == {
            "people", "people['mill']", "people['hill']", "people['moor']",
        }  # fmt: skip
        twice = pd.Series([1.0, 2.0], index=["mill", "mill"])
        with pytest.raises(TableError, match="given twice"):
            suggest(valley, people=twice)

    def test_a_map_on_which_nobody_can_be_counted_says_what_to_give(self, valley: AssetMap) -> None:
        places = valley.places.assign(population=None)
        m = AssetMap.from_frames(assets=valley.assets, places=places, as_of=AS_OF)
        with pytest.raises(TableError, match=r"1 counts places"):
            suggest(m)
        by_places = suggest(m, people=pd.Series(1, index=places.index))
        assert by_places["weighted_people"].tolist() == [2.0, 1.0]

"""Does the door of a map say everything that is wrong, and let nothing else by?"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
from shapely import LineString, Point, Polygon, box

from assetmap.errors import AssetmapError, CRSError, Problem, TableError
from assetmap.model import Asset, Consent, Effort, Place, Source, Tie
from assetmap.tables import (
    ASSETS,
    CONSENTS,
    EFFORT,
    PLACES,
    SOURCES,
    TIES,
    AssetMap,
    require_metric,
)

GRID = "EPSG:27700"


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"name": ["Hall"], "kind": ["space"], **columns}, index=["hall"])


def spots(*points: Any, crs: Any = GRID) -> gpd.GeoDataFrame:
    names = [f"a{at}" for at in range(len(points))]
    table = {"name": names, "kind": "space"}
    return gpd.GeoDataFrame(table, index=names, geometry=list(points), crs=crs)


def refused(**frames: Any) -> list[str]:
    with pytest.raises(TableError) as raised:
        AssetMap.from_frames(**frames)
    assert isinstance(raised.value, AssetmapError)
    assert isinstance(raised.value, ValueError)
    return [str(problem) for problem in raised.value.problems]


def test_every_problem_of_every_table_is_told_at_once() -> None:
    with pytest.raises(TableError) as raised:
        AssetMap.from_frames(
            assets=pd.DataFrame(
                {
                    "name": ["Hall", " ", "Choir"],
                    "kind": ["spce", "space", "association"],
                    "capacity": ["many", 3, -1],
                    "verified_on": ["31/03/2026", "2026-03-31", None],
                    "themes": [7, "tea", ("a", "b")],
                    "sensitive_location": ["yes", True, None],
                    "place_id": ["mill", "moon", None],
                    "active_in": [("mars",), (), ()],
                    "roles": [("chief",), (), ()],
                    "sources": [("rumour",), (), ()],
                },
                index=["hall", "shed", "hall"],
            ),
            places=pd.DataFrame(
                {"name": ["Mill"], "parent_id": ["mill"], "need": [1.5]}, index=["mill"]
            ),
            ties=pd.DataFrame(
                {
                    "source": ["hall", "shed", "hall"],
                    "target": ["hall", "ghost", "shed"],
                    "kind": ["knows", "knowz", "uses"],
                    "since": ["2026-01-02", None, None],
                    "until": ["2026-01-01", None, None],
                    "strength": [1, 0, None],
                }
            ),
            consents=pd.DataFrame({"asset_id": ["nobody"], "purpose": ["publish"]}),
        )
    assert str(raised.value).splitlines()[0] == "These tables cannot make a map: 21 problems."
    assert str(raised.value).splitlines()[-1] == "- and 1 more: see the `problems` of this error."
    assert sorted(problem.code for problem in raised.value.problems) == [
        "circular_parent", "duplicate_id", "ends_first", "missing_value", "no_strength",
        "not_a_date", "not_a_flag", "not_a_number", "not_a_number", "not_a_number", "not_words",
        "self_tie", "unknown_asset", "unknown_asset", "unknown_place", "unknown_place",
        "unknown_role", "unknown_source", "unknown_word", "unknown_word", "unknown_word",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"kind": ["spce"]}, "assets['hall'].kind: 'spce' is not known. Did you mean 'space'?"),
        ({"kind": [None]}, "assets['hall'].kind: is empty. Fill it in."),
        ({"name": [" "]}, "assets['hall'].name: is empty. Fill it in."),
        (
            {"status": [""]},
            "assets['hall'].status: '' is not known. Known: active, closed, unknown.",
        ),
        (
            {"verified_on": ["31/03/2026"]},
            "assets['hall'].verified_on: '31/03/2026' is not a date. "
            "Write it as year-month-day, 2026-03-31.",
        ),
        (
            {"verified_on": ["2026-02-30"]},
            "assets['hall'].verified_on: '2026-02-30' is not a date. "
            "Write it as year-month-day, 2026-03-31.",
        ),
        (
            {"capacity": [np.inf]},
            "assets['hall'].capacity: inf is not a number from 0. Correct it.",
        ),
        (
            {"themes": [7]},
            "assets['hall'].themes: 7 is not a list of words. Give a tuple or list of text.",
        ),
        (
            {"sensitive_location": ["yes"]},
            "assets['hall'].sensitive_location: 'yes' is neither True nor False. "
            "Use True or False.",
        ),
        (
            {"roles": [("chief",)]},
            "assets['hall'].roles: there is no role 'chief'. "
            "Known: connector, champion, community_builder, leader.",
        ),
        (
            {"sources": [("rumour",)]},
            "assets['hall'].sources: there is no source 'rumour'. "
            "Add the source, or correct the id.",
        ),
        (
            {"geometry": ["somewhere"]},
            "assets['hall'].geometry: 'somewhere' is not a shape. "
            "Write it as WKT, POINT (453000 304000), or as GeoJSON.",
        ),
        (
            {"description": ["half \ud83d"]},
            "assets['hall'].description: 'half \\ud83d' holds half of a character. "
            "Save the file again as UTF-8, or type the text anew.",
        ),
    ],
)
def test_a_message_says_what_was_given_why_not_and_what_next(
    columns: dict[str, Any], says: str
) -> None:
    columns = {name: pd.Series(cells, ["hall"], dtype=object) for name, cells in columns.items()}
    assert refused(assets=frame().assign(**columns), crs=GRID) == [says]


def test_columns_and_ids_that_are_not_there() -> None:
    assert refused(assets=pd.DataFrame({"nme": ["Hall"], "kind": ["space"]})) == [
        "assets: there is no column 'name'. Did you mean 'nme'?"
    ]
    two = pd.DataFrame({"name": ["A", "B"], "kind": "space", "asset_id": ["x", None]})
    assert refused(assets=two) == [
        "assets, row 2: asset_id is empty. Give every row an id of its own."
    ]
    assert refused(assets=two.assign(asset_id="x")) == [
        "assets['x']: asset_id stands in 2 rows. Give every row an id of its own."
    ]


def test_what_is_no_frame_and_what_has_two_columns_of_one_name() -> None:
    twice = pd.DataFrame([["A", "B", "space"]], columns=["name", "name", "kind"])
    assert refused(assets=twice, ties=[("a", "b")]) == [
        "assets: two columns are called 'name'. Rename one of them.",
        "ties: this is a list, not a frame. Make a frame of it, with pandas.DataFrame(...), "
        "or use `from_records`.",
    ]


def test_tables_go_by_their_names() -> None:
    halls = pd.DataFrame({"name": ["Hall"], "kind": ["space"]})
    assert len(AssetMap({"assets": halls, "ties": None}).assets) == 1
    with pytest.raises(TableError) as failed:
        AssetMap({"asset": halls})
    assert [str(problem) for problem in failed.value.problems] == [
        "tables: 'asset' is not known. Did you mean 'assets'?",
        "assets: there are none. Give a frame of them, with `from_frames`; it may have no rows.",
    ]


def test_messages_name_ids_never_people() -> None:
    secret = {"name": "Asha Rahman", "email": "asha@example.org", "phone": "07700 900001"}
    people = pd.DataFrame(
        {**{name: [value] for name, value in secret.items()}, "kind": ["individual"]}, index=["p1"]
    ).assign(capacity=-1, place_id="moon", roles="chief", verified_on="soon", sources="x")
    ties = pd.DataFrame({"source": ["p1"], "target": ["p1"], "kind": ["knows"]})
    said = "\n".join(refused(assets=people, places=pd.DataFrame({"name": []}), ties=ties))
    assert "p1" in said
    assert not any(value in said for value in secret.values())


def test_circles_of_parents_are_found_however_long() -> None:
    ids = [f"p{at}" for at in range(9)]
    parents = [*ids[1:5], "p2", None, "p5", "p6", "p0"]  # p0→p1→p2→p3→p4→p2; p8→p0; p5 is free
    places = pd.DataFrame({"name": ids, "parent_id": parents}, index=ids)
    found = refused(assets=frame(), places=places)
    told = {line.split("'")[1] for line in found}

    def never_arrives(place: str | None) -> bool:
        for _ in range(20):
            place = None if place is None else dict(zip(ids, parents, strict=True))[place]
        return place is not None

    assert told == {place for place in ids if never_arrives(place)}
    assert told == {"p0", "p1", "p2", "p3", "p4", "p8"}


BOW_TIE = Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


@pytest.mark.parametrize(
    ("shape", "code"),
    [
        (Point(float("nan"), 1), "not_finite"),
        (Point(float("inf"), 1), "not_finite"),
        (Point(3e7, 1), "not_finite"),
        (BOW_TIE, "invalid_shape"),
    ],
)
def test_shapes_that_cannot_be_measured(shape: Any, code: str) -> None:
    with pytest.raises(TableError) as raised:
        AssetMap.from_frames(assets=spots(shape))
    assert [problem.code for problem in raised.value.problems] == [code]


def test_a_place_is_an_area() -> None:
    shapes = [Point(1, 2), LineString([(0, 0), (1, 1)])]
    flat = gpd.GeoDataFrame({"name": ["A", "B"]}, index=["a", "b"], geometry=shapes, crs=GRID)
    codes = {line.split(": ")[1] for line in refused(assets=frame(), places=flat)}
    assert codes == {"is not an area. A place needs a polygon; put points and lines among the "
                     "assets."}  # fmt: skip


def test_empty_and_missing_shapes_pass() -> None:
    m = AssetMap.from_frames(assets=spots(Point(), None, Point(1, 2)))
    assert m.assets.geometry.is_empty.tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("crs", "says"),
    [
        ("EPSG:4326", "`assets` is in EPSG:4326, whose unit is degree; distances need metres. "
         "Project it first, for Great Britain with .to_crs('EPSG:27700')."),
        ("EPSG:2263", "`assets` is in EPSG:2263, whose unit is US survey foot; distances need "
         "metres. Project it first, for Great Britain with .to_crs('EPSG:27700')."),
        ("EPSG:3857", "`assets` is in EPSG:3857, a Mercator projection whose metres are stretched "
         "away from the equator (1.6 times in England). Project it first, for Great Britain with "
         ".to_crs('EPSG:27700')."),
        (None, "`assets` has no coordinate reference system, so its distances mean nothing. Say "
         "which one its coordinates are in, for longitude and latitude with "
         ".set_crs('EPSG:4326'), then project it with .to_crs('EPSG:27700')."),
    ],
)  # fmt: skip
def test_coordinates_that_are_no_metres(crs: Any, says: str) -> None:
    with pytest.raises(CRSError) as raised:
        AssetMap.from_frames(assets=spots(Point(1, 2), crs=crs))
    assert str(raised.value) == says


def test_two_systems_are_one_too_many() -> None:
    places = gpd.GeoDataFrame({"name": ["A"]}, index=["a"], geometry=[box(0, 0, 1, 1)],
                              crs="EPSG:32630")  # fmt: skip
    with pytest.raises(CRSError) as raised:
        AssetMap.from_frames(assets=spots(Point(1, 2)), places=places)
    assert str(raised.value) == (
        "`places` is in EPSG:32630 but the map is in EPSG:27700. "
        "Bring them together: .to_crs('EPSG:27700')."
    )
    with pytest.raises(CRSError, match="`assets` is in EPSG:27700 but the map is in EPSG:32630"):
        AssetMap.from_frames(assets=spots(Point(1, 2)), crs="EPSG:32630")


def test_words_that_are_no_system() -> None:
    with pytest.raises(CRSError) as raised:
        AssetMap.from_frames(assets=frame(), crs="banana")
    assert str(raised.value) == (
        "`crs`: 'banana' is not a coordinate reference system. "
        "Write it as 'EPSG:27700' or another authority and code."
    )


@pytest.mark.parametrize(
    ("crs", "at"),
    [
        ("EPSG:27700", Point(1, 2)),
        ("EPSG:32630", Point(1, 2)),
        ("EPSG:3035", Point(4_321_000, 3_210_000)),
        ("EPSG:2157", Point(1, 2)),
    ],
)
def test_metres_anywhere_are_welcome(crs: str, at: Point) -> None:
    assert AssetMap.from_frames(assets=spots(at, crs=crs)).crs == pyproj.CRS(crs)
    assert require_metric(crs, name="x").to_string() == crs


def test_a_map_without_any_shape_needs_no_system() -> None:
    m = AssetMap.from_frames(assets=frame())
    assert m.crs is None
    assert m.assets.crs is None
    without = spots(None, crs="EPSG:4326")
    assert AssetMap.from_frames(assets=without).crs is None


def test_plain_columns_of_shapes_take_the_stated_system() -> None:
    for shape in (Point(5, 6), "POINT (5 6)", '{"type":"Point","coordinates":[5,6]}'):
        m = AssetMap.from_frames(assets=frame(geometry=[shape]), crs=GRID)
        assert m.assets.geometry["hall"] == Point(5, 6)
        assert m.assets.crs == GRID
    with pytest.raises(CRSError, match="`assets` has no coordinate reference system"):
        AssetMap.from_frames(assets=frame(geometry=["POINT (5 6)"]))


def test_records_make_the_map_that_frames_make() -> None:
    day = dt.date(2026, 1, 2)
    m = AssetMap.from_records(
        assets=[
            Asset(asset_id="hall", name="Hall", kind="space", geometry="POINT (5 6)",
                  themes=("tea", "talk"), sources=("walk",), verified_on=day, place_id="mill"),
            Asset(asset_id="asha", name="Asha", kind="individual", roles=("champion",)),
        ],
        places=[Place(place_id="mill", name="Mill", geometry="POLYGON ((0 0, 9 0, 9 9, 0 0))")],
        ties=[Tie(tie_id="t", source="asha", target="hall", kind="uses", since=day)],
        sources=[Source(source_id="walk", name="Walk", date=day)],
        consents=[Consent(consent_id="c", asset_id="asha", purpose="store", given_on=day)],
        effort=[Effort(effort_id="e", place_id="mill", kind="space", walks=2, on=day)],
        crs=GRID,
        as_of=day,
    )  # fmt: skip
    assert m.assets.loc["hall", "themes"] == ("tea", "talk")
    assert m.assets.loc["asha", "sources"] == ("unstated",)
    assert m.assets.loc["hall", "verified_on"] == pd.Timestamp(day)
    assert m.ties.loc["t", ["source", "target", "kind"]].tolist() == ["asha", "hall", "uses"]
    assert m.sources["name"].to_dict() == {"walk": "Walk", "unstated": "Source not stated"}
    assert m.consents.loc["c", "given_on"] == pd.Timestamp(day)
    assert m.places.geometry["mill"].area == 40.5
    assert m.effort.loc["e", ["place_id", "kind", "walks"]].tolist() == ["mill", "space", 2]
    assert m.effort.loc["e", ["conversations", "lists_checked", "notes"]].isna().all()
    assert m.effort.loc["e", "on"] == pd.Timestamp(day)


def test_everything_wrong_with_effort_is_told_at_once() -> None:
    effort = pd.DataFrame(
        {
            "place_id": ["mill", "moon", None, "mill", "mill"],
            "kind": ["space", "spce", None, None, None],
            "conversations": [1.5, 1, 1, None, -1],
            "walks": [None, 0.5, None, None, None],
            "on": ["2026-01-01", "soon", None, None, None],
            "sources": ["walk", (), (), (), ()],
        },
        index=list("abcde"),
    )
    places = pd.DataFrame({"name": ["Mill"]}, index=["mill"])
    assert sorted(refused(assets=frame(), places=places, effort=effort)) == [
        "effort['a'].conversations: 1.5 is not a whole number. Count whole ones.",
        "effort['a'].sources: there is no source 'walk'. Add the source, or correct the id.",
        "effort['b'].kind: 'spce' is not known. Did you mean 'space'?",
        "effort['b'].on: 'soon' is not a date. Write it as year-month-day, 2026-03-31.",
        "effort['b'].place_id: there is no place 'moon'. Add the place, or correct the id.",
        "effort['b'].walks: 0.5 is not a whole number. Count whole ones.",
        "effort['c'].place_id: is empty. Fill it in.",
        "effort['d']: counts nothing. Give conversations, walks or lists_checked; 0 says that "
        "none took place.",
        "effort['e'].conversations: -1.0 is not a number from 0. Correct it.",
    ]


def test_a_record_whose_shape_cannot_be_read_is_not_lost() -> None:
    hall = Asset(asset_id="hall", name="Hall", kind="space", geometry="by the mill")
    with pytest.raises(TableError, match=r"assets\['hall'\].geometry: 'by the mill' is not a sh"):
        AssetMap.from_records(assets=[hall], crs=GRID)


def test_problems_are_plain_values() -> None:
    problem = Problem("assets['x'].name", "missing_value", "is empty.", "Fill it in.")
    assert str(problem) == "assets['x'].name: is empty. Fill it in."
    with pytest.raises(AttributeError):
        problem.code = "other"  # type: ignore[misc]


@pytest.mark.parametrize(
    "spec", [ASSETS, PLACES, TIES, SOURCES, CONSENTS, EFFORT], ids=lambda s: s.name
)
def test_an_empty_map_has_every_column_of_its_type(spec: Any) -> None:
    table = getattr(AssetMap.from_frames(assets=pd.DataFrame()), spec.name)
    assert table.index.name == spec.index
    assert list(table.columns) == list(spec.names)
    types = {"text": "str", "words": "object", "date": "datetime64[s]", "number": "float64",
             "flag": "bool", "geometry": "geometry"}  # fmt: skip
    for column in spec.columns:
        assert str(table[column.name].dtype) == types[column.holds], column.name
        assert column.meaning


def test_text_may_be_held_by_python_instead_of_arrow() -> None:
    code = """
import pandas as pd
pd.options.mode.string_storage = "python"
import assetmap as am
m = am.AssetMap.from_frames(
    assets=pd.DataFrame({"name": ["Hall", "Asha"], "kind": ["space", "individual"],
                         "themes": [("tea",), None], "place_id": ["w", None]}, index=["h", "a"]),
    places=pd.DataFrame({"name": ["West"]}, index=["w"]),
    ties=pd.DataFrame({"source": ["a"], "target": ["h"], "kind": ["uses"]}),
)
assert m.assets["name"].dtype == "str", m.assets["name"].dtype
assert m.assets["name"].dtype.storage == "python"
gaps, links, who = am.find_gaps(m), am.find_links(m), am.find_champions(m)
print(len(gaps), len(links), len(who), am.draw_map(m, gaps=gaps, links=links).spec.assets)
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["5", "1", "1", "1"]

from __future__ import annotations

import numpy as np
import pytest
import shapely

from assetmap.gather import read

HALL = {"assets.csv": "name,kind\nHall,space\n"}
ASSETS = '[[assets]]\nfile = "assets.csv"\n'
MORE = '[[places]]\nfile = "more.geojson"\nid = "code"\nname = "name"\nlevel = "{level}"\n'
NEED = (
    '[[need]]\nfile = "need.csv"\nplace = "code"\npopulation = "people"\n'
    'measures = [{ name = "imd", column = "score", worse = "high" }]\n'
)


def _square(x: float) -> shapely.Polygon:
    return shapely.box(x, 0, x + 10, 10)


def test_places_that_cannot_be_are_rejected_and_the_rest_kept(gather, layer) -> None:
    bow_tie = shapely.Polygon([(0, 0), (10, 10), (10, 0), (0, 10)])
    more = layer(
        ({"code": "a", "name": "Good"}, _square(0)),
        ({"code": "", "name": "No id"}, _square(20)),
        ({"code": "b", "name": None}, _square(40)),
        ({"code": "a", "name": "Again"}, _square(60)),
        ({"code": "w1", "name": "In another layer"}, _square(80)),
        ({"code": "c", "name": "Point"}, shapely.Point(1, 1)),
        ({"code": "d", "name": "Nowhere"}, None),
        ({"code": "e", "name": "Crossed"}, bow_tie),
        ({"code": "f", "name": "Absurd"}, shapely.box(0, 0, 1e300, 1)),
    )
    m = gather({**HALL, "more.geojson": more}, MORE.format(level="x") + ASSETS)
    added = m.places[m.places["level"] == "x"]
    assert added["name"].to_dict() == {"a": "Good", "b": "b", "e": "Crossed"}
    assert added.geometry["e"].area == pytest.approx(50)
    line = m.report.files.set_index("file").loc["more.geojson"]
    assert line[["rows", "accepted", "rejected"]].tolist() == [9, 3, 6]
    problems = m.report.problems.query("file == 'more.geojson'")
    assert list(problems[["row", "code", "outcome"]].itertuples(index=False, name=None)) == [
        (2, "missing_id", "rejected"),
        (3, "missing_name", "note"),
        (4, "duplicate_id", "rejected"),
        (5, "duplicate_id", "rejected"),
        (6, "not_an_area", "rejected"),
        (7, "not_an_area", "rejected"),
        (8, "repaired_shape", "note"),
        (9, "impossible_coordinates", "rejected"),
    ]


def test_columns_of_boundaries_that_share_a_name_with_ours(gather, layer) -> None:
    more = layer(
        ({"code": "a", "name": "A", "population": "1,200", "need": "high", "place_id": "z",
          "Level": "hamlet", "colour": "red"}, _square(0)),
    )  # fmt: skip
    m = gather({**HALL, "more.geojson": more}, MORE.format(level="level") + ASSETS)
    place = m.places.loc["a"]
    assert place["level"] == "hamlet"
    assert place[["population (as given)", "need (as given)", "place_id (as given)"]].tolist() == [
        "1,200", "high", "z",
    ]  # fmt: skip
    assert np.isnan(place["population"])


def test_parents_that_no_layer_has_are_said_and_left_out(gather, layer) -> None:
    more = layer(({"code": "a", "name": "A", "in": "nowhere"}, _square(0)))
    section = MORE.format(level="x") + 'parent = "in"\n'
    m = gather({**HALL, "more.geojson": more}, section + ASSETS)
    assert m.places["parent_id"].dropna().to_dict() == {"w1": "d1", "w2": "d1"}
    says = m.report.problems.query("code == 'unknown_parent'")["says"].tolist()
    assert says == [
        "no place has the id of this parent; the place is kept without one: "
        "1 place, parents nowhere"
    ]


def test_people_are_added_up_and_measures_weighed_by_people(gather) -> None:
    need = "code,people,score\nw1,100,10\nw1,300,20\nNether End,100,5\n"
    m = gather({**HALL, "need.csv": need}, NEED + ASSETS)
    places = m.places
    assert places["population"].to_dict() == {"w1": 400, "w2": 100, "d1": 500}
    # w1: (100 x 10 + 300 x 20) / 400; d1: (400 x 17.5 + 100 x 5) / 500
    assert places["imd"].to_dict() == {"w1": 17.5, "w2": 5, "d1": 15}
    assert places["need"].to_dict()["w1"] == 1
    assert places["need"].to_dict()["w2"] == 0


def test_rows_of_need_that_cannot_be_used_say_why(gather) -> None:
    need = (
        "code,people,score\nE999,5,1\nw1,-5,1\nw1,many,1\nw1,5,high\n,,\nTotal,5,\nw1,7,3\n"
        "code,people,score\nw2,,\nw1,1,1,1\n"
    )
    m = gather({**HALL, "need.csv": need}, NEED + ASSETS)
    line = m.report.files.set_index("file").loc["need.csv"]
    assert line[["rows", "accepted", "rejected", "skipped"]].tolist() == [10, 2, 5, 3]
    problems = m.report.problems.query("file == 'need.csv' and outcome == 'rejected'")
    assert list(problems[["row", "column", "code"]].itertuples(index=False, name=None)) == [
        (2, "code", "unmatched_need"),
        (3, "people", "negative_number"),
        (4, "people", "unreadable_number"),
        (5, "score", "unreadable_number"),
        (11, None, "too_many_cells"),
    ]
    assert m.places["population"].dropna().to_dict() == {"w1": 7, "d1": 7}


def test_need_of_another_year_matches_nothing_and_says_so(gather) -> None:
    m = gather({**HALL, "need.csv": "code,people,score\nE01,5,1\nE02,6,2\n"}, NEED + ASSETS)
    assert m.places["need"].isna().all()
    remarks = m.report.problems.query("outcome == 'note'")["says"].tolist()
    assert remarks == [
        "2 of 2 places have no population: w1, w2",
        "2 of 2 places have no need: w1, w2",
    ]


def test_need_by_points(gather) -> None:
    need = "lon,lat,people\n-1.23346,52.61329,40\n-1.23346,52.61329,2\n10,10,5\nx,52,1\n,,3\n"
    section = '[[need]]\nfile = "need.csv"\nlon = "lon"\nlat = "lat"\npopulation = "people"\n'
    m = gather({**HALL, "need.csv": need}, section + ASSETS)
    assert m.places["population"].dropna().to_dict() == {"w1": 42, "d1": 42}
    assert m.report.files.set_index("file").loc["need.csv", "rejected"] == 3


def test_low_is_worse_turns_the_order_round(gather) -> None:
    section = NEED.replace('worse = "high"', 'worse = "low"')
    m = gather({**HALL, "need.csv": "code,people,score\nw1,1,10\nw2,1,5\n"}, section + ASSETS)
    assert (m.places["need"]["w1"], m.places["need"]["w2"]) == (0, 1)


@pytest.mark.parametrize(
    ("cells", "names"),
    [
        (("Zone 1.1", "Zone 11"), ["Zone 1.1", "Zone 11"]),
        (("Plot 7", "Plot 7+"), ["Plot 7", "Plot 7+"]),
        (("Café Row", "CAFE ROW"), ["Café Row"]),
        (("St. Ann's", "St Anns"), ["St. Ann's"]),
        (("Mill-End", "mill end"), ["Mill-End"]),
    ],
)
def test_places_made_of_names_are_one_where_the_names_are(tmp_path, cells, names) -> None:
    rows = "".join(f"Hall {at},space,{cell}\n" for at, cell in enumerate(cells))
    (tmp_path / "halls.csv").write_text("name,kind,place\n" + rows, encoding="utf-8")
    m = read(tmp_path / "halls.csv")
    assert sorted(m.places["name"]) == sorted(names)
    assert m.places["name"].reindex(m.assets["place_id"]).nunique() == len(names)

"""Tables that reach beyond the map, people of some parts alone, and who works in a district."""

from __future__ import annotations

import pytest
import shapely

ASSETS = '[[assets]]\nfile = "assets.csv"\n'
HALL = {"assets.csv": "name,kind\nHall,space\n"}
NEED = '[[need]]\nfile = "need.csv"\nplace = "code"\npopulation = "people"\n'


def account(m, file: str) -> list[int]:
    line = m.report.files.set_index("file").loc[file]
    return line[["rows", "accepted", "rejected", "skipped"]].tolist()


def national(form: str, others: int) -> str:
    codes = "".join(f"{form.format(at + 3)},7\n" for at in range(others))
    return "code,people\nw1,10\nw2,20\n" + codes


@pytest.mark.parametrize(
    ("form", "others", "skipped"),
    [
        ("w{}", 2, True),
        ("E050{}", 15, True),
        ("x{}", 400, True),
        ("w{}a", 15, False),  # no code of this form is on the map
        ("Ward of {}", 15, False),
    ],
)
def test_rows_of_other_areas_are_skipped_and_counted(gather, form, others, skipped) -> None:
    m = gather({**HALL, "need.csv": national(form, others)}, NEED + ASSETS)
    assert m.places["population"].to_dict() == {"w1": 10, "w2": 20, "d1": 30}
    assert account(m, "need.csv") == [others + 2, 2, *((0, others) if skipped else (others, 0))]
    codes = m.report.problems.query("file == 'need.csv' and code != 'reading'")["code"].tolist()
    assert codes == (["outside_map"] if skipped else ["unmatched_need"] * others)


def test_a_slip_in_a_table_of_the_map_is_rejected(gather, rejections) -> None:
    rows = "code,people\n" + "w1,10\nw2,20\n" * 4 + "w3,7\n"
    m = gather({**HALL, "need.csv": rows}, NEED + ASSETS)
    assert rejections(m) == [(10, "code", "w3", "unmatched_need")]


def test_where_no_row_is_of_the_map_all_are_rejected(gather) -> None:
    rows = "code,people\n" + "".join(f"w{at},7\n" for at in range(10, 40))
    m = gather({**HALL, "need.csv": rows}, NEED + ASSETS)
    assert account(m, "need.csv") == [30, 0, 30, 0]


def test_rows_of_names_of_other_areas_are_skipped(gather) -> None:
    rows = "code,people\nMill End,10\nMalvern,7\nOadby,8\n,9\n"
    m = gather({**HALL, "need.csv": rows}, NEED + ASSETS)
    assert account(m, "need.csv") == [4, 1, 1, 2]


def test_points_of_other_areas_are_skipped(gather) -> None:
    section = '[[need]]\nfile = "need.csv"\nlon = "lon"\nlat = "lat"\npopulation = "people"\n'
    rows = "lon,lat,people\n-1.23346,52.61329,40\n10,10,5\n11,11,5\nx,52,1\n,,3\n"
    m = gather({**HALL, "need.csv": rows}, section + ASSETS)
    assert account(m, "need.csv") == [5, 1, 2, 2]


def test_a_name_that_two_places_bear_is_neither(gather, layer, rejections) -> None:
    more = layer(({"code": "z1", "name": "MILL END"}, shapely.box(0, 0, 10, 10)))
    section = '[[places]]\nfile = "more.geojson"\nid = "code"\nname = "name"\n'
    files = {**HALL, "more.geojson": more, "need.csv": "code,people\nMill-End,5\nw2,1\nw1,2\n"}
    m = gather(files, section + NEED + ASSETS)
    assert rejections(m) == [(2, "code", "Mill-End", "ambiguous_place")]
    assert m.places["population"].dropna().to_dict() == {"w1": 2, "w2": 1, "d1": 3}


def test_people_of_some_parts_are_said_to_be_that(gather) -> None:
    m = gather({**HALL, "need.csv": "code,people\nw1,10\n"}, NEED + ASSETS)
    assert m.places["population"].isna()["w2"]
    says = m.report.problems.query("outcome == 'note'")["says"].tolist()
    assert "people of some parts alone were added up: d1 (1 of 2)" in says
    m = gather({**HALL, "need.csv": "code,people\nw1,10\nw2,5\n"}, NEED + ASSETS)
    assert m.report.problems.empty


POSTCODES = '[postcodes]\nfile = "pc.csv"\npostcode = "pcds"\neasting = "e"\nnorthing = "n"\n'


@pytest.mark.parametrize("asked", ["LE1 1AA", "le11aa", "SW1A 1AA", None])
def test_postcodes_outside_the_map_are_skipped_unless_asked_for(gather, asked) -> None:
    table = (
        "pcds,e,n\nLE1 1AA,452000,302000\nLE1 1AB,452100,302000\nSW1A 1AA,529090,179645\n"
        "M1 1AA,384000,398000\n,1,1\n"
    )
    assets = f"name,kind,postcode\nHall,space,{asked or ''}\n"
    m = gather({"assets.csv": assets, "pc.csv": table}, POSTCODES + ASSETS)
    far = asked == "SW1A 1AA"
    assert account(m, "pc.csv") == [5, 3 if far else 2, 0, 2 if far else 3]
    assert m.assets["precision"].tolist() == ["postcode" if asked else "none"]
    [says] = m.report.problems.query("code == 'outside_map'")["says"]
    which = "1 of 5 rows are about areas outside the map: skipped, row 5"
    both = "2 of 5 rows are about areas outside the map: skipped, rows 4 and 5"
    assert says == (which if far else both)


@pytest.mark.parametrize(
    ("cell", "active"),
    [
        ("Both Ends", ("d1", "w1", "w2")),
        ("d1; Mill End", ("d1", "w1", "w2")),
        ("Mill End; both-ends", ("w1", "d1", "w2")),
        ("Nether End", ("w2",)),
    ],
)
def test_who_is_active_in_a_district_is_active_in_its_wards(gather, cell, active) -> None:
    m = gather({"assets.csv": f"name,kind,active in\nVan,association,{cell}\n"})
    assert m.assets["active_in"].tolist() == [active]


def test_a_district_for_a_whole_file(gather) -> None:
    section = ASSETS + 'constant = { active_in = "Both Ends" }\n'
    m = gather({"assets.csv": "name,kind\nVan,association\n"}, section)
    assert m.assets["active_in"].tolist() == [("d1", "w1", "w2")]

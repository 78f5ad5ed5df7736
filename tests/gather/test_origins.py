"""Where people live: stated in ``[[origins]]``, at rows of need, at postcodes of small areas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

ASSETS = '[[assets]]\nfile = "assets.csv"\n'
HALL = {"assets.csv": "name,kind\nHall,space\n"}
ORIGINS = '[[origins]]\nfile = "homes.csv"\nsource = "Census"\n'
HOMES = (
    "people,easting,northing,place,over 65,street\n"
    "100,451000,301000,,20,Mill Lane\n"
    "60,456000,302000,,5,High Street\n"
    "40,,,Nether End,,\n"
)


def points(m) -> list[tuple[float, float] | None]:
    return [None if shape is None else (shape.x, shape.y) for shape in m.origins.geometry]


def account(m, file: str) -> list[int]:
    line = m.report.files.set_index("file").loc[file]
    return line[["rows", "accepted", "rejected", "skipped"]].tolist()


def test_stated_origins_are_read_with_their_numbers(gather) -> None:
    m = gather({**HALL, "homes.csv": HOMES}, ORIGINS + ASSETS)
    assert m.origins["people"].tolist() == [100, 60, 40]
    assert m.origins["place_id"].tolist() == ["w1", "w2", "w2"]
    assert m.origins["over 65"].tolist()[:2] == [20, 5]
    assert np.isnan(m.origins["over 65"].iloc[2])
    assert "street" not in m.origins  # only numbers of people are kept beside the points
    assert points(m) == [(451000, 301000), (456000, 302000), None]
    assert m.places["population"].to_dict() == {"w1": 100, "w2": 100, "d1": 200}
    [source] = m.origins["sources"].iloc[0]
    assert m.sources.loc[source, "name"] == "Census"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",451000,301000,,,", "missing_people"),
        ("-3,451000,301000,,,", "negative_number"),
        ("12,,,,,", "origin_nowhere"),
    ],
)
def test_a_row_that_is_no_origin_is_rejected(gather, rejections, row: str, code: str) -> None:
    m = gather({**HALL, "homes.csv": HOMES + row + "\n"}, ORIGINS + ASSETS)
    assert account(m, "homes.csv") == [4, 3, 1, 0]
    assert [each[3] for each in rejections(m)] == [code]


def test_a_point_outside_every_place_is_skipped_and_said(gather) -> None:
    m = gather({**HALL, "homes.csv": HOMES + "7,470000,301000,,,\n"}, ORIGINS + ASSETS)
    assert account(m, "homes.csv") == [4, 3, 0, 1]
    assert m.origins["people"].sum() == 200


NEED = '[[need]]\nfile = "need.csv"\nplace = "ward"\npopulation = "people"\n'
POSTCODES = (
    '[postcodes]\nfile = "codes.csv"\npostcode = "pcd"\neasting = "east"\nnorthing = "north"\n'
)
AREAS = "lsoa,ward,people\nE01000001,w1,100\nE01000002,w1,50\nE01000003,w2,30\n"
CODES = (
    "pcd,east,north,area,doterm\n"
    "LE1 1AA,451000,301000,E01000001,\n"
    "LE1 1AB,452000,301000,E01000001,\n"
    "LE1 1AC,452000,301000,E01000001,\n"  # at the same point: one place to live
    "LE1 1AD,453000,301000,E01000001,201904\n"  # ended
    "LE1 1AE,453000,302000,E01000002,\n"
    "LE1 1AF,456000,302000,E01000002,\n"  # beyond the ward that the area fits best
    "LE1 1AG,457000,302000,E01000003,\n"
)


def test_small_areas_are_shared_over_their_live_postcodes(gather) -> None:
    m = gather({**HALL, "need.csv": AREAS, "codes.csv": CODES}, NEED + POSTCODES + ASSETS)
    assert m.origins["people"].to_dict() == {
        "LE1 1AA": 50, "LE1 1AB": 50, "LE1 1AE": 25, "LE1 1AF": 25, "LE1 1AG": 30,
    }  # fmt: skip
    assert m.origins["place_id"].tolist() == ["w1", "w1", "w1", "w2", "w2"]
    assert m.places["population"].to_dict() == {"w1": 150, "w2": 30, "d1": 180}  # as stated
    assert m.origins["people"].sum() == 180
    said = m.report.problems.query("code == 'homes'")["says"].tolist()
    assert said == ["people are taken to live: of 3 rows at 5 points of their postcodes"]


def test_nobody_is_lost_whose_area_has_no_postcode(gather) -> None:
    areas = AREAS + "".join(f"E010001{at},w2,10\n" for at in range(10, 17))
    codes = CODES + "".join(
        f"LE2 1A{letter},457000,30{at}000,E010001{at + 10},\n"
        for at, letter in enumerate("ABCDEF", start=0)
    )
    m = gather({**HALL, "need.csv": areas, "codes.csv": codes}, NEED + POSTCODES + ASSETS)
    assert m.origins["people"].sum() == 180 + 70
    left = m.origins[m.origins.geometry.isna()]
    assert left["people"].to_dict() == {"need-11": 10}
    assert left["place_id"].tolist() == ["w2"]


def test_codes_that_are_other_ones_are_not_joined(gather) -> None:
    codes = CODES.replace("E0100000", "E0200000")
    m = gather({**HALL, "need.csv": AREAS, "codes.csv": codes}, NEED + POSTCODES + ASSETS)
    assert m.origins.empty
    assert m.report.problems.query("code == 'homes'").empty


def test_rows_with_points_are_origins_where_they_stand(gather) -> None:
    section = '[[need]]\nfile = "need.csv"\nlon = "x"\nlat = "y"\npopulation = "n"\n' \
        'measures = [{ name = "imd", column = "imd", worse = "high" }]\n'  # fmt: skip
    rows = "x,y,n,imd\n-1.2471,52.6045,10,5\n-1.1732,52.6043,30,9\n-1.2470,52.6040,20,7\n"
    m = gather({**HALL, "need.csv": rows}, section + ASSETS)
    assert m.origins["people"].tolist() == [10, 30, 20]
    assert m.origins["place_id"].tolist() == ["w1", "w2", "w1"]
    assert m.origins["need"].tolist() == [0, 1, 0.5]
    assert m.origins["imd"].tolist() == [5, 9, 7]
    sums = m.origins.groupby("place_id")["people"].sum()
    assert sums.to_dict() == m.places["population"].drop("d1").to_dict()


def test_places_alone_say_nothing_of_where_people_live(gather) -> None:
    rows = "ward,people\nw1,10\nw2,20\n"
    assert gather({**HALL, "need.csv": rows}, NEED + ASSETS).origins.empty


def test_what_is_stated_holds_before_what_need_says(gather) -> None:
    homes = "people,easting,northing\n9,451000,301000\n"
    files = {**HALL, "need.csv": AREAS, "codes.csv": CODES, "homes.csv": homes}
    m = gather(files, ORIGINS + NEED + POSTCODES + ASSETS)
    sums = m.origins.groupby("place_id")["people"].sum()
    assert sums.to_dict() == {"w1": 9, "w2": 30}  # of w1 the stated one, of w2 the postcodes


def test_any_split_of_areas_keeps_every_person(gather) -> None:
    rng = np.random.default_rng(5)
    area = rng.integers(1, 30, 300)
    easting, northing = rng.integers(450_100, 459_900, 300), rng.integers(300_100, 304_900, 300)
    letters = "ABDEFGHJLN"
    names = [f"LE{1 + k // 100} {k // 10 % 10}{letters[k % 10]}A" for k in range(300)]
    codes = pd.DataFrame(
        {"pcd": names, "east": easting, "north": northing,
         "area": [f"E0100{k:04d}" for k in area]}
    )  # fmt: skip
    people = {k: int(rng.integers(0, 900)) for k in sorted(set(area.tolist()))}
    need = "lsoa,ward,people\n" + "".join(
        f"E0100{k:04d},w{1 + k % 2},{n}\n" for k, n in people.items()
    )
    files = {**HALL, "need.csv": need, "codes.csv": codes.to_csv(index=False)}
    m = gather(files, NEED + POSTCODES + ASSETS)
    expected = {"w1": 0.0, "w2": 0.0}
    for k, n in people.items():  # by hand: equal shares of the different points of an area
        own = sorted({(x, y) for x, y, a in zip(easting, northing, area, strict=True) if a == k})
        for x, _ in own:
            expected["w1" if x <= 455_000 else "w2"] += n / len(own)
    sums = m.origins.groupby("place_id")["people"].sum().to_dict()
    assert sums == pytest.approx(expected)

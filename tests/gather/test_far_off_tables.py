"""Metres that are none on the ground, of rows of need and of postcodes, are refused as well."""

from __future__ import annotations

import pytest

ASSETS = '[[assets]]\nfile = "assets.csv"\n'
POSTCODES = '[postcodes]\nfile = "pc.csv"\nlon = "lon"\nlat = "lat"\n'
NEED = (
    '[[need]]\nfile = "need.csv"\nlon = "lon"\nlat = "lat"\npopulation = "people"\n' + ASSETS
)  # fmt: skip
HERE = "-1.2335,52.6133"  # in Mill End


def account(m, file: str) -> list[int]:
    [line] = m.report.files.query("file == @file").itertuples()
    return [line.rows, line.accepted, line.rejected, line.skipped]


def told(m, file: str) -> list[tuple]:
    found = m.report.problems.query("file == @file and row.notna()")
    return list(found[["row", "outcome", "code"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("-79.7,39.9", "stretched_metres"),  # Pennsylvania
        ("52.6133,-1.2335", "stretched_metres"),  # Leicestershire with the columns swapped
        ("73.85,18.52", "stretched_metres"),  # Pune
        ("144.36,-38.15", "impossible_coordinates"),  # Geelong: the grid has nothing there
    ],
)
def test_postcodes_that_are_asked_for(gather, where: str, code: str) -> None:
    table = f"postcode,lon,lat\nLE1 1AA,{HERE}\nLE1 1AB,{where}\n"
    assets = "name,kind,postcode\nA,space,LE1 1AA\nB,space,LE1 1AB\n"
    m = gather({"assets.csv": assets, "pc.csv": table}, POSTCODES + ASSETS)
    assert m.assets["name"].tolist() == ["A"]
    assert m.assets.geometry.iloc[0].distance(gather_point()) < 5_000
    assert account(m, "assets.csv") == [2, 1, 1, 0]
    assert told(m, "assets.csv") == [(3, "rejected", code)]
    assert account(m, "pc.csv") == [2, 1, 1, 0]
    assert told(m, "pc.csv") == [(3, "rejected", code)]


def gather_point():
    import shapely

    return shapely.Point(452_000, 302_000)


def test_postcodes_that_nothing_asks_for_are_skipped(gather) -> None:
    table = f"postcode,lon,lat\nLE1 1AA,{HERE}\nLE1 1AB,-79.7,39.9\nLE1 1AD,144.36,-38.15\n"
    m = gather(
        {"assets.csv": "name,kind,postcode\nA,space,LE1 1AA\n", "pc.csv": table}, POSTCODES + ASSETS
    )
    assert account(m, "pc.csv") == [3, 1, 0, 2]
    assert told(m, "pc.csv") == told(m, "assets.csv") == []


def test_a_map_without_places_is_no_exception(tmp_path) -> None:
    from assetmap.gather import read

    (tmp_path / "pc.csv").write_text(
        f"postcode,lon,lat\nLE1 1AA,{HERE}\nLE1 1AB,-79.7,39.9\nLE1 1AD,-79.7,39.8\n",
        encoding="utf-8",
    )
    (tmp_path / "assets.csv").write_text(
        "name,kind,postcode\nA,space,LE1 1AA\nB,space,LE1 1AB\n", encoding="utf-8"
    )
    (tmp_path / "p.toml").write_text(POSTCODES + ASSETS, encoding="utf-8")
    m = read(tmp_path / "p.toml")
    assert account(m, "pc.csv") == [3, 1, 1, 1]
    assert m.assets["name"].tolist() == ["A"]


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("-79.7,39.9", "stretched_metres"),
        ("52.6133,-1.2335", "stretched_metres"),
        ("144.36,-38.15", "impossible_coordinates"),
        ("-3.7,40.4", "unmatched_need"),  # Madrid: true metres, and no place of the map
    ],
)
def test_rows_of_need_by_coordinates(gather, where: str, code: str) -> None:
    rows = f"lon,lat,people\n{HERE},100\n{HERE},50\n{HERE},25\n{HERE},5\n{where},1000\n"
    m = gather({"assets.csv": "name,kind\nA,space\n", "need.csv": rows}, NEED)
    assert m.places.loc["w1", "population"] == 180
    assert account(m, "need.csv") == [5, 4, 1, 0]
    assert ("rejected", code) in {row[1:] for row in told(m, "need.csv")}
    assert {row[0] for row in told(m, "need.csv")} == {6}


def test_rows_of_need_of_the_whole_world_are_skipped(gather) -> None:
    far = "".join(f"{-79.7 + at / 10},39.9,7\n" for at in range(12)) + "144.36,-38.15,7\n"
    rows = f"lon,lat,people\n{HERE},100\n" + far
    m = gather({"assets.csv": "name,kind\nA,space\n", "need.csv": rows}, NEED)
    assert account(m, "need.csv") == [14, 1, 0, 13]

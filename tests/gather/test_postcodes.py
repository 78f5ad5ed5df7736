"""Tables of postcodes: what stands for nothing known, and postcodes on another grid."""

from __future__ import annotations

import pytest

from assetmap.gather import read


def _gather(folder, table: str, keys: str, postcodes: str):
    rows = "".join(f"A{at},space,{code}\n" for at, code in enumerate(postcodes.split(",")))
    (folder / "assets.csv").write_text("Name,Kind,Postcode\n" + rows, encoding="utf-8")
    (folder / "codes.csv").write_text(table, encoding="utf-8")
    (folder / "p.toml").write_text(
        f'[map]\n[[assets]]\nfile = "assets.csv"\n[postcodes]\nfile = "codes.csv"\n{keys}',
        encoding="utf-8",
    )
    return read(folder / "p.toml")


DEGREES = 'postcode = "pcds"\nlon = "long"\nlat = "lat"\n'
METRES = 'postcode = "pcds"\neasting = "e"\nnorthing = "n"\n'


@pytest.mark.parametrize(
    ("keys", "head", "nothing"),
    [
        (DEGREES, "pcds,lat,long", "99.999999,0.000000"),  # tables of the ONS
        (DEGREES, "pcds,lat,long", "100,0"),
        (DEGREES, "pcds,lat,long", "0,0"),
        (DEGREES, "pcds,lat,long", ","),
        (DEGREES, "pcds,lat,long", "52.6,999"),
        (METRES, "pcds,e,n", "0,0"),
        (METRES, "pcds,e,n", ","),
    ],
)
def test_postcodes_without_coordinates_locate_nothing_and_are_said(
    tmp_path, keys: str, head: str, nothing: str
) -> None:
    good = "52.635106,-1.137023" if keys == DEGREES else "458500,304500"
    table = f"{head}\nLE1 1AA,{good}\nZZ1 1ZZ,{nothing}\n"
    m = _gather(tmp_path, table, keys, "LE1 1AA,ZZ1 1ZZ,ZZ9 9ZZ")
    assert m.assets["precision"].tolist() == ["postcode", "none", "none"]
    line = m.report.files.set_index("section").loc["postcodes"]
    assert line[["rows", "accepted", "rejected", "skipped"]].tolist() == [2, 1, 0, 1]
    noted = m.report.problems.query("code == 'postcode_not_found'")
    assert noted["row"].tolist() == [3, 4]
    assert "no coordinates" in noted["says"].iloc[0]
    assert "not in the postcode table" in noted["says"].iloc[1]
    said = m.report.problems.query("code == 'not_located'")["says"].item()
    assert "2 of 3 rows have no location and are near nothing: rows 3 and 4; of 2 what" in said


@pytest.mark.parametrize(
    ("postcode", "easting", "northing", "lon", "lat"),
    [
        ("BT1 5GS", 333_850, 374_050, -5.9298, 54.5970),  # Belfast
        ("BT48 6DQ", 243_350, 416_750, -7.3262, 54.9960),  # Derry
        ("BT74 7DR", 223_550, 344_150, -7.6402, 54.3447),  # Enniskillen
        ("LE1 1AA", 458_500, 304_500, -1.13702, 52.63511),
    ],
)
def test_postcodes_of_northern_ireland_are_on_the_irish_grid(
    tmp_path, postcode, easting, northing, lon, lat
) -> None:
    m = _gather(tmp_path, f"pcds,e,n\n{postcode},{easting},{northing}\n", METRES, postcode)
    back = m.assets.to_crs("OGC:CRS84").geometry.iloc[0]
    assert (back.x, back.y) == pytest.approx((lon, lat), abs=0.003)


def test_a_stated_system_holds_for_all_postcodes(tmp_path) -> None:
    keys = METRES + 'crs = "EPSG:29903"\n'
    m = _gather(tmp_path, "pcds,e,n\nBT1 5GS,333850,374050\n", keys, "BT1 5GS")
    back = m.assets.to_crs("OGC:CRS84").geometry.iloc[0]
    assert (back.x, back.y) == pytest.approx((-5.9298, 54.5970), abs=0.001)

"""Files in feet: what their own reference system says is believed, and the map is in metres."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from assetmap.errors import ProjectError
from assetmap.gather import read

METRES = "EPSG:32617"
# The State Plane of Pennsylvania as programs of Esri write it: no code, and the foot spelt out.
ESRI = (
    'PROJCS["NAD_1983_StatePlane_Pennsylvania_South_FIPS_3702_Feet",GEOGCS["GCS_North_American_1983",'
    'DATUM["D_North_American_1983",SPHEROID["GRS_1980",6378137.0,298.257222101]],'
    'PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],'
    'PARAMETER["False_Easting",1968500.0],PARAMETER["False_Northing",0.0],'
    'PARAMETER["Central_Meridian",-77.75],PARAMETER["Standard_Parallel_1",39.93333333333333],'
    'PARAMETER["Standard_Parallel_2",40.96666666666667],PARAMETER["Latitude_Of_Origin",39.33333333333334],'
    'UNIT["Foot_US",0.3048006096012192]]'
)
# A grid whose numbers would also be metres on the map, were its unit not read.
NEAR = "+proj=tmerc +lat_0=0 +lon_0=-81 +k=0.9996 +x_0=1100000 +y_0=-9000000 +datum=WGS84 +units={}"
MILE_FT = 5280 / 1.000002  # feet of the survey


def project(folder: Path, *more: str) -> Path:
    section = "\n".join(['[[assets]]\nfile = "a.shp"', 'constant = { kind = "space" }', *more])
    (folder / "p.toml").write_text(f'[map]\ncrs = "{METRES}"\n{section}\n', encoding="utf-8")
    return folder / "p.toml"


@pytest.mark.parametrize(
    ("crs", "x", "y"),
    [
        (ESRI, 1_400_000, 200_000),
        ("EPSG:2272", 1_400_000, 200_000),
        (NEAR.format("us-ft"), 3_900_000, -15_000_000),
        (NEAR.format("ft"), 3_900_000, -15_000_000),
    ],
)
def test_a_mile_of_a_file_in_feet_is_a_mile(tmp_path: Path, crs: str, x: int, y: int) -> None:
    points = [shapely.Point(x, y), shapely.Point(x + MILE_FT, y)]
    frame = gpd.GeoDataFrame({"name": ["A", "B"]}, geometry=points, crs=crs)
    frame.to_file(tmp_path / "a.shp")
    m = read(project(tmp_path))
    assert m.report.accepted == 2
    one, other = m.assets.geometry
    assert one.distance(other) == pytest.approx(1609.34, rel=0.002)  # a mile, in metres


@pytest.mark.parametrize(
    ("own", "stated", "is_refused"),
    [
        (NEAR.format("us-ft"), METRES, True),  # as metres they would lie on the map as well
        ("EPSG:2272", "EPSG:26917", True),
        (ESRI, "EPSG:2272", False),  # feet, both
        ("EPSG:26917", METRES, False),  # metres, both
        (METRES, "EPSG:2272", True),  # the other way round
    ],
)
def test_a_unit_that_contradicts_that_of_the_file_is_refused(
    tmp_path: Path, own: str, stated: str, is_refused: bool
) -> None:
    at = shapely.Point(600_000, 4_420_000)
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[at], crs=own).to_file(tmp_path / "a.shp")
    path = project(tmp_path, f'crs = "{stated}"')
    if not is_refused:
        assert read(path).report.rows == 1
        return
    with pytest.raises(ProjectError) as error:
        read(path)
    [problem] = error.value.problems
    assert problem.code == "other_unit"
    assert "foot" in problem.says
    assert "metre" in problem.says
    assert "Leave `crs` out" in problem.remedy


def test_so_are_boundaries(tmp_path: Path) -> None:
    square = shapely.box(1_400_000, 200_000, 1_410_000, 210_000)
    frame = gpd.GeoDataFrame({"code": ["w"]}, geometry=[square], crs="EPSG:2272")
    frame.to_file(tmp_path / "w.gpkg")
    layer = '[[places]]\nfile = "w.gpkg"\nid = "code"\nname = "code"\n'
    (tmp_path / "p.toml").write_text(f'[map]\ncrs = "{METRES}"\n{layer}', encoding="utf-8")
    [area] = read(tmp_path / "p.toml").places.area
    assert area == pytest.approx((10_000 * 0.3048006) ** 2, rel=0.002)
    text = f'[map]\ncrs = "{METRES}"\n{layer}crs = "EPSG:26917"\n'
    (tmp_path / "p.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ProjectError, match="US survey foot"):
        read(tmp_path / "p.toml")

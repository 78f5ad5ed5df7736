"""Boundaries into places: parts of one place, ids that are none, columns that are ours."""

from __future__ import annotations

import pytest
import shapely

from assetmap.errors import ProjectError
from assetmap.gather import read

ASSETS = '[[assets]]\nfile = "assets.csv"\n'
PARTS = '[[places]]\nfile = "parts.geojson"\nid = "code"\nname = "name"\nlevel = "parish"\n'
HALLS = {"assets.csv": "name,kind,easting,northing\nHall,space,1005,5\nInn,space,1105,5\n"}


def square(x: float, *, size: float = 10) -> shapely.Polygon:
    return shapely.box(1000 + x, 0, 1000 + x + size, 10)


@pytest.mark.parametrize(
    "name", ["Mill End", "Mill End (Det)", "MILL-END detached", "Mill End: Part 2", None]
)
def test_detached_parts_are_one_place(gather, layer, notes, name) -> None:
    parts = layer(
        ({"code": "a", "name": "Mill End"}, square(0)),
        ({"code": "b", "name": "Other"}, square(50)),
        ({"code": "a", "name": name}, square(100)),
        ({"code": "a", "name": "Mill End"}, square(200)),
    )
    m = gather({**HALLS, "parts.geojson": parts}, PARTS + ASSETS)
    added = m.places[m.places["level"] == "parish"]
    assert added["name"].to_dict() == {"a": "Mill End", "b": "Other"}
    assert added.geometry["a"].area == pytest.approx(300)
    assert m.assets["place_id"].tolist() == ["a", "a"]
    line = m.report.files.set_index("file").loc["parts.geojson"]
    assert line[["rows", "accepted", "rejected"]].tolist() == [4, 4, 0]
    assert [(row, code) for row, code in notes(m) if code == "detached_part"] == [
        (3, "detached_part"), (4, "detached_part"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "x", "size"),
    [
        ("Mill Hill", 100, 10),  # another place
        ("Mill End", 0, 10),  # the same row again
        ("Mill End", 2, 10),  # the place as it was drawn another year
        ("Mill End (new)", 1, 4),  # within it
    ],
)
def test_what_is_no_part_repeats_the_id(gather, layer, rejections, name, x, size) -> None:
    parts = layer(
        ({"code": "a", "name": "Mill End"}, square(0)),
        ({"code": "a", "name": name}, square(x, size=size)),
    )
    m = gather({**HALLS, "parts.geojson": parts}, PARTS + ASSETS)
    assert m.places.geometry["a"].area == pytest.approx(100)
    assert rejections(m) == [(2, "code", "a", "duplicate_id")]


@pytest.mark.parametrize("name", ["imd", "population", "need", "level", "place_id", "unemployment"])
def test_a_boundary_column_named_like_ours_or_a_measure_is_kept_as_given(
    gather, layer, name: str
) -> None:
    measure = name if name in {"imd", "unemployment"} else "score"
    parts = layer(
        ({"code": "a", "name": "A", name: "high"}, square(0)),
        ({"code": "b", "name": "B", name: 7}, square(50)),
    )
    need = (
        '[[need]]\nfile = "need.csv"\nplace = "code"\npopulation = "people"\n'
        f'measures = [{{ name = "{measure}", column = "score", worse = "high" }}]\n'
    )
    files = {**HALLS, "parts.geojson": parts, "need.csv": "code,people,score\na,10,1\nb,20,2\n"}
    m = gather(files, PARTS + need + ASSETS)
    places = m.places.loc[["a", "b"]]
    assert places[f"{name} (as given)"].astype(str).tolist() == ["high", "7"]
    assert places[measure].tolist() == [1, 2]
    assert places["population"].tolist() == [10, 20]


def wards(layer, *rows: dict[str, str]) -> str:
    shapes = [square(at * 50) for at in range(len(rows))]
    return layer(*zip(rows, shapes, strict=True))


@pytest.mark.parametrize(
    ("heads", "id_head", "name_head"),
    [
        (("LAD24CD", "LAD24NM", "WD24CD", "WD24NM"), "WD24CD", "WD24NM"),
        (("ctyua_code", "ctyua_name", "lsoa_code", "lsoa_name"), "lsoa_code", "lsoa_name"),
        (("RGN CD", "RGN NM", "PAR CD", "PAR NM"), "PAR CD", "PAR NM"),
        (("code", "name", "MSOA21CD", "MSOA21NM"), "MSOA21CD", "MSOA21NM"),
    ],
)
def test_the_id_of_a_place_is_the_one_that_tells_rows_apart(
    tmp_path, layer, heads, id_head, name_head
) -> None:
    rows = [
        dict(zip(heads, ("E07", "Anyshire", f"W{at}", f"Ward {at}"), strict=True))
        for at in range(4)
    ]
    (tmp_path / "wards.geojson").write_text(wards(layer, *rows), encoding="utf-8")
    (tmp_path / "halls.csv").write_text(HALLS["assets.csv"], encoding="utf-8")
    m = read(tmp_path / "halls.csv", places=tmp_path / "wards.geojson")
    assert m.places.index.tolist() == [row[id_head] for row in rows]
    assert m.places["name"].tolist() == [row[name_head] for row in rows]


@pytest.mark.parametrize(
    "heads",
    [("LAD24CD", "LAD24NM", "WD24NM"), ("code", "ward_name", "x"), ("LAD24CD", "name", "y")],
)
def test_without_such_an_id_it_is_asked_for(tmp_path, layer, heads) -> None:
    rows = [
        {head: f"Ward {at}" if head in {"WD24NM", "ward_name", "name"} else "E07" for head in heads}
        for at in range(3)
    ]
    (tmp_path / "wards.geojson").write_text(wards(layer, *rows), encoding="utf-8")
    (tmp_path / "halls.csv").write_text(HALLS["assets.csv"], encoding="utf-8")
    with pytest.raises(ProjectError, match="which of its columns are the id"):
        read(tmp_path / "halls.csv", places=tmp_path / "wards.geojson")

"""A project drafted for files as they are reads at once, and says what is in doubt."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

import assetmap as am
from assetmap.cli.commands import app
from assetmap.errors import FileError
from assetmap.tables import AssetMap
from tests.open_data import BOUNDARIES, FILES

SHARED = Path(__file__).parents[3] / "shared"
NEEDS_SHARED = pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared, which is not here")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, file in FILES.items():
        (tmp_path / name).write_text(file.text, encoding="utf-8")
    (tmp_path / "wards.geojson").write_text(json.dumps(BOUNDARIES), encoding="utf-8")
    (tmp_path / "need.csv").write_text(
        "ward code,Population,IMD score\nE05990001,1200,31.5\nE05990002,800,12\n", encoding="utf-8"
    )
    rows = "".join(
        f"PE38 {at // 10}{'ABCDEFGHJK'[at % 10]}A,0.61{at:02d},53.41\n" for at in range(40)
    )
    (tmp_path / "codes.csv").write_text("pcds,long,lat\n" + rows, encoding="utf-8")
    (tmp_path / "notes.csv").write_text("code,means\n1,yes\n2,no\n", encoding="utf-8")
    return tmp_path


def draft(folder: Path) -> str:
    return am.build_project(sorted(folder.glob("*.*")), title="Sallow")


def read(folder: Path) -> AssetMap:
    (folder / "project.toml").write_text(draft(folder), encoding="utf-8")
    return am.read(folder / "project.toml")


def test_every_file_is_named_for_what_it_is(folder: Path) -> None:
    given = tomllib.loads(draft(folder))
    assert [section["file"] for section in given["places"]] == ["wards.geojson"]
    assert [section["file"] for section in given["need"]] == ["need.csv"]
    assert given["postcodes"]["file"] == "codes.csv"
    assert {section["file"] for section in given["assets"]} == set(FILES)
    assert given["themes"] == {}
    assert "# ? notes.csv is taken for none of ours" in draft(folder)


def test_the_draft_reads_at_once_with_no_row_lost(folder: Path) -> None:
    m = read(folder)
    assert m.report.rejected == 0
    assert m.report.accepted == sum(len(file.names) for file in FILES.values())
    kinds = m.assets["kind"].value_counts().to_dict()
    assert kinds == pd.Series([k for file in FILES.values() for k in file.kinds]).value_counts(
    ).to_dict()  # fmt: skip
    assert m.places["population"].tolist() == [1200.0, 800.0]
    assert m.places["need"].tolist() == [1.0, 0.0]


def test_the_same_files_give_the_same_text(folder: Path) -> None:
    assert draft(folder) == draft(folder)
    assert am.build_project(sorted(folder.glob("*.*"), reverse=True), title="Sallow") == draft(
        folder
    )


def test_doubts_are_marked(folder: Path) -> None:
    (folder / "odd.csv").write_text("name,type\nQuux,Blorp\nMill Hall,Hall\n", encoding="utf-8")
    text = draft(folder)
    assert '# ? what is "Blorp" (1 rows)? Say it under [themes].' in text
    assert "# ? licence" in text


def test_a_text_that_toml_has_to_escape_stays_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('"name ""of"" hall\\x",kind\nMill Hall,space\n', encoding="utf-8")
    given = tomllib.loads(am.build_project([path]))
    assert given["assets"][0]["columns"]["name"] == 'name "of" hall\\x'


def test_a_register_of_three_sheets_is_drafted_whole(tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"Name of group": ["Mill Choir"], "Type": ["Choir"]}).to_excel(
            book, sheet_name="Groups", index=False
        )
        pd.DataFrame(
            {"First name": ["Amara"], "Surname": ["Example"], "OK to be named?": ["Yes"]}
        ).to_excel(book, sheet_name="People", index=False)
        pd.DataFrame(
            {"From": ["Amara Example"], "Tie": ["sings in"], "To": ["Mill Choir"]}
        ).to_excel(book, sheet_name="Ties", index=False)
    given = tomllib.loads(am.build_project([path]))
    assert given["people"][0]["columns"]["name"] == ["First name", "Surname"]
    assert given["consents"][0]["wide"] == {"publish_name": "OK to be named?"}
    assert given["ties"][0]["values"] == {"kind": {"sings in": "other"}}
    (tmp_path / "project.toml").write_text(am.build_project([path]), encoding="utf-8")
    m = am.read(tmp_path / "project.toml")
    assert (len(m.assets), len(m.ties), m.report.rejected) == (2, 1, 0)


def test_nothing_to_draft_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="Name one or more"):
        am.build_project([])
    with pytest.raises(FileError, match="does not exist"):
        am.build_project([tmp_path / "none.csv"])


def test_the_command_drafts_copies_and_says_what_next(folder: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    names = ["care_homes.csv", "wards.geojson"]
    done = CliRunner().invoke(
        app, ["new", str(new), "--from", *(str(folder / name) for name in names)]
    )
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in new.iterdir()) == sorted([*names, "project.toml"])
    assert "# ?" in done.output
    assert am.read(new / "project.toml").report.accepted == 3
    again = CliRunner().invoke(app, ["new", str(new), "--from", str(folder / names[0])])
    assert again.exit_code != 0
    inside = CliRunner().invoke(app, ["new", str(folder), "--from", str(folder / names[0])])
    assert inside.exit_code == 0, inside.output
    assert am.read(folder / "project.toml").report.accepted == 3


@NEEDS_SHARED
def test_the_real_counties_are_drafted_from_their_bare_files(tmp_path: Path) -> None:
    files = sorted((SHARED / "data/assets").glob("*.csv"))
    beside = ("places/places_llr_essex.gpkg", "need/lsoa21_need_llr_essex.csv")
    text = am.build_project([*files, *(SHARED / "data" / name for name in beside)])
    project = tmp_path / "project.toml"
    project.write_text(text, encoding="utf-8")
    m = am.read(project, data_dir=SHARED / "data", allow_outside=True)
    rows = sum(len(pd.read_csv(file)) for file in files)
    assert m.report.accepted >= 0.95 * rows
    assert (m.assets["kind"] != "individual").all()
    assert m.places["level"].value_counts().to_dict() == {"ward": 433, "lad": 23}
    assert m.report.files.set_index("section").loc["need", "accepted"] == 1745


def square(code: str, up: str, x: float, size: float) -> dict[str, object]:
    ring = [[x, 53.39], [x + size, 53.39], [x + size, 53.44], [x, 53.44], [x, 53.39]]
    return {
        "type": "Feature",
        "properties": {"code": code, "name": f"Place {code}", "up_code": up},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def layer(folder: Path, name: str, *features: dict[str, object]) -> None:
    text = json.dumps({"type": "FeatureCollection", "features": features})
    (folder / name).write_text(text, encoding="utf-8")


def test_of_layers_that_lie_over_each_other_one_is_kept_with_what_is_above(
    tmp_path: Path,
) -> None:
    layer(tmp_path, "district.geojson", square("d1", "", 0.6, 0.08))
    layer(tmp_path, "wards.geojson", *(square(f"w{at}", "d1", 0.6 + 0.04 * at, 0.04)
                                       for at in range(2)))  # fmt: skip
    layer(tmp_path, "small.geojson", *(square(f"s{at}", "d1", 0.6 + 0.02 * at, 0.02)
                                       for at in range(4)))  # fmt: skip
    rows = "".join(f"s{at},w{at // 2},100\n" for at in range(4))
    (tmp_path / "need.csv").write_text("small,ward,Residents\n" + rows, encoding="utf-8")
    text = am.build_project(sorted(tmp_path.glob("*.*")))
    given = tomllib.loads(text)
    assert [section["file"] for section in given["places"]] == ["district.geojson", "wards.geojson"]
    assert given["places"][1]["parent"] == "up_code"
    assert "# ? lies over the layer of places that is kept" in text
    assert given["need"][0]["place"] == "ward"
    (tmp_path / "project.toml").write_text(text, encoding="utf-8")
    m = am.read(tmp_path / "project.toml")
    assert m.places["population"].to_dict() == {"d1": 400.0, "w0": 200.0, "w1": 200.0}


def test_layers_beside_each_other_are_both_kept(tmp_path: Path) -> None:
    layer(tmp_path, "east.geojson", square("e1", "", 0.7, 0.04), square("e2", "", 0.74, 0.04))
    layer(tmp_path, "west.geojson", square("w1", "", 0.6, 0.04), square("w2", "", 0.64, 0.04))
    given = tomllib.loads(am.build_project(sorted(tmp_path.glob("*.*"))))
    assert len(given["places"]) == 2


def test_rows_that_may_be_of_one_thing_are_a_doubt(tmp_path: Path) -> None:
    stops = "".join(
        f"Van {at % 2 + 1},Stop {at},PE38 {at}AA,0.6{at},53.41\n" for at in range(10, 20)
    )
    (tmp_path / "mobile_library_stops.csv").write_text(
        "mobile,stop,postcode,geox,geoy\n" + stops, encoding="utf-8"
    )
    (tmp_path / "sports_facilities.csv").write_text(
        FILES["sports_facilities.csv"].text, encoding="utf-8"
    )
    text = am.build_project(sorted(tmp_path.glob("*.csv")))
    assert '# ? group_by = ["mobile"]    # 10 rows are of 2: are they the stops of each?' in text
    assert '# ? group_by = ["site_id"]    # 3 rows have 2: are they parts of one thing?' in text
    (tmp_path / "project.toml").write_text(text.replace("# ? group_by", "group_by"), "utf-8")
    m = am.read(tmp_path / "project.toml")
    assert m.assets["kind"].value_counts().to_dict() == {"institution": 2, "space": 2}


def test_whoever_filled_in_a_form_is_no_group_in_a_draft(tmp_path: Path) -> None:
    pd.DataFrame(
        {
            "ID": [1, 2], "Start time": ["1/3/26", "1/3/26"], "Completion time": ["1/3/26"] * 2,
            "Email": ["anonymous"] * 2, "Name": ["Amara Example", "Bilal Sample"],
            "Name of your club": ["Quay Bowls Club", "Dune Singers"],
        }
    ).to_excel(tmp_path / "Clubs(1-2).xlsx", sheet_name="Form1", index=False)  # fmt: skip
    text = am.build_project([tmp_path / "Clubs(1-2).xlsx"])
    (tmp_path / "project.toml").write_text(text, "utf-8")
    rows = am.read(tmp_path / "project.toml").assets
    assert rows["name"].tolist() == ["Quay Bowls Club", "Dune Singers"]
    assert set(rows["kind"]) == {"association"}


def test_parks_are_no_boundaries(tmp_path: Path) -> None:
    (tmp_path / "allotments.geojson").write_text(FILES["allotments.geojson"].text, "utf-8")
    (tmp_path / "wards.geojson").write_text(json.dumps(BOUNDARIES), encoding="utf-8")
    given = tomllib.loads(am.build_project(sorted(tmp_path.glob("*.geojson"))))
    assert [section["file"] for section in given["places"]] == ["wards.geojson"]
    assert [section["file"] for section in given["assets"]] == ["allotments.geojson"]

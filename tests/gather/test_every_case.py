"""Awkward files made after public reports: every row of every one is accounted for.

The cases are not part of the project; where they are absent these tests skip.
How many rows a file has is counted here without our readers: records of a
text, features of a GeoJSON; of a workbook, a GeoPackage and a Shapefile, and where
lines stand above the header or below the last row, by hand.
"""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from assetmap.errors import AssetmapError
from tests.reading import report_on

CASES = Path(__file__).resolve().parents[3] / "shared" / "cases"

BY_HAND = {
    "03-excel-1904-dates/plain1904.xlsx": {"Groups": 1},
    "03-excel-1904-dates/excel2013-1904.xlsx": {"Groups": 1},
    "04-shapefile-no-cpg/groups.shp": {None: 2},
    "05-excel-true-false/groups.xlsx": {"Groups": 2},
    "10-formulas-without-values/groups.xlsx": {"Groups": 2},
    "11-hidden-sheet-and-rows/groups.xlsx": {"Groups": 3, "Old list (do not use)": 2},
    "12-footer-and-section-rows/groups.csv": {None: 9},  # below a title and the header
    "14-gpkg-layer-styles-and-fid/groups.gpkg": {None: 2, "groups": 2},
    "21-two-header-rows/groups.xlsx": {"Groups": 2},
    "21-two-header-rows/groups2.csv": {None: 1},  # below two rows of header
    "29-ids-start-again-on-each-sheet/directory.xlsx": {"Organisations": 3, "Locations": 2},
    "30-curved-boundaries-gpkg/wards.gpkg": {None: 2},
    "31-leading-zeros-by-format/groups.xlsx": {"Groups": 2},
    "35-two-tables-on-a-sheet/directory.xlsx": {"Directory": 6},
    "36-merged-cells-down/groups.xlsx": {"Groups": 5},
    "39-header-below-row-20/groups.csv": {None: 2},  # below 23 notes and the header
    "42-kobo-geoshape-and-repeats/kobo.xlsx": {"Asset walk": 2, "people": 2},
    "51-shapefile-without-prj-in-feet/groups.shp": {None: 2},
}
REFUSED = {
    "project-esri.toml": "Esri JSON",
    "project-map.toml": "uMap",
    "project-oruk.toml": "Open Referral",
    "login-page.csv": "a web page",
    "password-renamed.xls": "has a password",
    "password.xlsx": "has a password",
    "really-excel.csv": "a workbook",
    "really-html.xls": "a web page",
    "really-tabs.xls": "plain text",
}
LETTERS = {"38-mac-roman-csv/groups.csv": "mac_roman"}


def list_cases() -> list[Path]:
    """List the project files, and the tables of folders that have none."""
    folders = [*sorted((CASES / "reading").glob("*/")), CASES / "reading-trafford"]
    cases = []
    for folder in folders:
        projects = sorted(folder.glob("*.toml"))
        tables = [path for path in sorted(folder.iterdir()) if path.suffix in {".csv", ".xls"}
                  or path.name == "password.xlsx"]  # fmt: skip
        is_mixed = folder.name == "reading-trafford"
        cases += projects + (tables if is_mixed or not projects else [])
    return [*cases, CASES / "doors" / "first_last" / "project.toml"]


def count_rows(path: Path, sheet: str | None) -> int:
    """Count the rows of a file that are neither its header nor above it."""
    name = f"{path.parent.name}/{path.name}"
    if name in BY_HAND:
        return BY_HAND[name][sheet]
    if path.suffix == ".geojson":
        return len(json.loads(path.read_text(encoding="utf-8"))["features"])
    text = path.read_bytes().decode(LETTERS.get(name, "utf-8-sig"))
    return sum(any(map(str.strip, row)) for row in csv.reader(io.StringIO(text))) - 1


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here")
def test_rows_of_every_case_are_all_accounted_for() -> None:
    wrong, refused = [], {}
    for case in list_cases():
        try:
            report = report_on(case)
        except AssetmapError as error:
            refused[case.name] = str(error)
            continue
        for line in report.files.itertuples():
            name = f"{case.parent.name}/{case.name}: {line.file} {line.sheet or ''}"
            counted = count_rows(case.parent / line.file, line.sheet)
            if not line.rows == counted == line.accepted + line.rejected + line.skipped:
                wrong.append((name, counted, line.rows))
            told = report.problems.query("file == @line.file and section == @line.section")
            told = told[told["sheet"].isin([line.sheet]) | told["sheet"].isna()]
            for outcome, count in (("rejected", line.rejected), ("skipped", line.skipped)):
                rows = told[(told["outcome"] == outcome) & told["row"].notna()]["row"].nunique()
                if rows != count:
                    wrong.append((name, outcome, count, rows))
    assert wrong == []
    assert {name: REFUSED.get(name, "") in said for name, said in refused.items()} == dict.fromkeys(
        REFUSED, True
    )


@pytest.mark.parametrize(
    "text",
    [
        "Nme,Knd\nChoir,association\nPantry,space\n",  # headers that nothing knows
        "Name;Kind,Place\nChoir;association,x\nPantry;space,y\n",  # two separators in the header
        "\nName,Kind,Place\nChoir\nPantry,space,w1\n",  # a short row, below a blank line
        "Name,Name,Kind\nChoir,Band,association\nPantry,Hall,space\n",  # one header twice
        ",Kind\nChoir,association\nPantry,space\n",  # a column without a header
        "Name,Kind\nChoir,association,more\nPantry,space,more\n",  # cells beyond the headers
    ],
)
def test_rows_below_a_header_that_is_wrong_are_accounted_for(gather, text: str) -> None:
    m = gather({"assets.csv": text})
    [line] = m.report.files.query("section == 'assets'").itertuples()
    assert line.rows == 2 == line.accepted + line.rejected + line.skipped
    assert len(m.assets) == line.accepted


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("Choir,association\nPantry,space\nBand,association\n", "row 1 was taken for it (Choir, "),
        ("Village list\nChoir,Mill End\nPantry,Nether End\n", "row 2 was taken for it (Choir, "),
        ("name# link#\nArms, Ripon# x#\nInn, York# y#\n", "row 2 was taken for it (Arms, "),
    ],
)
def test_a_record_that_was_taken_for_the_header_is_said(gather, text: str, taken: str) -> None:
    m = gather({"assets.csv": text})
    [said] = m.report.problems.query("code == 'unknown_header'").itertuples()
    assert taken in said.says
    assert ("what stands above it" in said.says) == ("row 2" in taken)
    assert m.report.rows + 1 + ("row 2" in taken) == 3  # with the rows that it names
    assert m.report.accepted == 0

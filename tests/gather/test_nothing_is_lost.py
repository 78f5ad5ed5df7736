"""Promise 1: rows in = accepted + rejected + skipped, and every lost row is kept with a reason."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assetmap.gather import read

HEADER = ["Name", "Kind", "Latitude", "Longitude", "Last checked", "Capacity"]
GOOD = ["Hall {n}", "space", "52.63", "-1.13", "31/03/2026", "40"]

ROWS = {
    "good": GOOD,
    "good with little": ["Choir {n}", "association", "", "", "", ""],
    "blank": ["", " ", "", "", "", ""],
    "short blank": [],
    "total": ["Total", "", "", "", "", "123"],
    "header": HEADER,
    "ragged": [*GOOD, "one cell more"],
    "short": ["Club {n}", "association"],
    "no name": ["", *GOOD[1:]],
    "no kind": ["Hall {n}", "", *GOOD[2:]],
    "bad kind": ["Hall {n}", "rumour", *GOOD[2:]],
    "bad date": [*GOOD[:4], "13/31/2026", "40"],
    "bad number": [*GOOD[:5], "lots"],
    "bad coordinate": ["Hall {n}", "space", "by the weir", "-1.13", "", ""],
    "half a coordinate": ["Hall {n}", "space", "52.63", "", "", ""],
    "null island": ["Hall {n}", "space", "0", "0", "", ""],
    "bad twice": ["", "rumour", "99", "999", "soon", "-4"],
}
ACCEPTED = {"good", "good with little", "short"}
SKIPPED = {"blank": "blank_row", "short blank": "blank_row", "total": "total_row",
           "header": "repeated_header"}  # fmt: skip
REASONS = {
    "ragged": {("too_many_cells", None, None)},
    "no name": {("missing_name", "Name", None)},
    "no kind": {("missing_kind", "Kind", None)},
    "bad kind": {("unknown_word", "Kind", "rumour")},
    "bad date": {("unreadable_date", "Last checked", "13/31/2026")},
    "bad number": {("unreadable_number", "Capacity", "lots")},
    "bad coordinate": {("unreadable_coordinates", "Latitude", "by the weir")},
    "half a coordinate": {("half_a_coordinate", "Longitude", ", 52.63")},
    "null island": {("null_island", "Longitude", "0, 0")},
    "bad twice": {
        ("missing_name", "Name", None),
        ("unknown_word", "Kind", "rumour"),
        ("impossible_coordinates", "Longitude", "999, 99"),
        ("unreadable_date", "Last checked", "soon"),
        ("negative_number", "Capacity", "-4"),
    },
}


def _write(path: Path, names: list[str], title_rows: int) -> list[list[str]]:
    """Write rows under their header; blank rows at the end of a file are its end."""
    rows = [[cell.format(n=n) for cell in ROWS[name]] for n, name in enumerate(names)]
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerows([["What we have in the village"]] * title_rows)
    writer.writerow(HEADER)
    writer.writerows(rows)
    path.write_text(stream.getvalue(), encoding="utf-8")
    return rows


def _without_blank_end(names: list[str]) -> list[str]:
    end = len(names)
    while end and names[end - 1] in {"blank", "short blank"}:
        end -= 1
    return names[:end]


@given(
    files=st.lists(st.lists(st.sampled_from(sorted(ROWS)), max_size=12), min_size=1, max_size=3),
    title_rows=st.integers(0, 3),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_promise_1_nothing_is_lost(files: list[list[str]], title_rows: int, tmp_path: Path) -> None:
    sections = ""
    written = []
    for at, names in enumerate(files):
        written.append(_write(tmp_path / f"file{at}.csv", names, title_rows))
        sections += f'[[assets]]\nfile = "file{at}.csv"\n'
    (tmp_path / "village.toml").write_text(sections, encoding="utf-8")
    m = read(tmp_path / "village.toml")

    report = m.report
    assert report.rows == report.accepted + report.rejected + report.skipped
    assert len(m.assets) == report.accepted
    for at, all_names in enumerate(files):
        names = _without_blank_end(all_names)
        line = report.files.iloc[at]
        assert line["file"] == f"file{at}.csv"
        assert line["rows"] == len(names)
        assert line["accepted"] == sum(name in ACCEPTED for name in names)
        assert line["skipped"] == sum(name in SKIPPED for name in names)
        assert line["rejected"] == sum(name in REASONS for name in names)
        problems = report.problems[
            (report.problems["file"] == f"file{at}.csv") & (report.problems["outcome"] != "note")
        ]
        for position, name in enumerate(names):
            told = problems[problems["row"] == title_rows + 2 + position]
            said = set(told[["code", "column", "value"]].itertuples(index=False, name=None))
            if name in ACCEPTED:
                assert not said
            elif name in SKIPPED:
                assert {code for code, _, _ in said} == {SKIPPED[name]}
                assert set(told["outcome"]) == {"skipped"}
            else:
                assert said == REASONS[name]
                assert set(told["outcome"]) == {"rejected"}
                assert (told["remedy"].str.len() > 0).all()
                kept = json.loads(told["record"].iloc[0])
                cells = [cell or "" for cell in kept.values() if not isinstance(cell, list)]
                surplus = kept.get("(beyond the last header)", [])
                assert [*cells, *surplus] == written[at][position]


def test_rejected_rows_of_layers_keep_their_shape(gather, layer, rejections) -> None:
    import shapely

    point = shapely.Point(451_000.123456789, 301_000)
    m = gather(
        {"assets.geojson": layer(({"name": "", "kind": "space"}, point))},
        '[[assets]]\nfile = "assets.geojson"\n',
    )
    assert rejections(m) == [(1, "name", None, "missing_name")]
    record = json.loads(m.report.problems["record"].iloc[0])
    assert shapely.from_wkt(record["(shape)"]).equals(point)


def test_total_rows_are_not_places_called_total(gather) -> None:
    text = (
        "Name,Kind,Capacity\nTotal Fitness,space,40\nTotal Fitness,,\nTotal,,40\n"
        "Grand total:,,80\nTotal groups,,2\nSub-totals,,1\n"
    )
    m = gather({"assets.csv": text})
    assert m.assets["name"].tolist() == ["Total Fitness"]
    assert (m.report.accepted, m.report.rejected, m.report.skipped) == (1, 1, 4)

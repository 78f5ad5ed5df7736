"""The ten promises of the README, each by its number.

The ninth, on consent, has a file of its own: test_promise_9.py.

Saving a whole map and loading it again belongs to the library's own format,
which comes later; of the second promise, what exists is tested: files are
replaced whole or not at all, and what is written for people reads back as it
was (tests/publish/test_files.py).
"""

from __future__ import annotations

import copy
import csv
import html
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from shapely import LineString, Point, box

import assetmap as am
from assetmap.errors import CRSError
from assetmap.gather import require_example
from assetmap.publish import publish, to_safe_csv

TOWN = require_example("market_town")
GRID = "EPSG:27700"
WARDS = gpd.GeoDataFrame(
    {"name": ["West", "East"], "population": [900.0, 1500.0]},
    index=["west", "east"],
    geometry=[box(0, 0, 4000, 4000), box(4000, 0, 8000, 4000)],
    crs=GRID,
)


@pytest.fixture(scope="module")
def town() -> am.AssetMap:
    return am.read(TOWN / "project.toml")


def assets_of(rows: dict[str, dict[str, Any]]) -> gpd.GeoDataFrame:
    """Lay rows out as assets; missing words are no words."""
    table = pd.DataFrame.from_dict(rows, orient="index")
    return gpd.GeoDataFrame(table, geometry=table.pop("geometry"), crs=GRID)


def test_promise_1_nothing_is_lost(town: am.AssetMap) -> None:
    files = town.report.files
    assert (files["rows"] == files[["accepted", "rejected", "skipped"]].sum(axis=1)).all()
    report = town.report
    assert report.rows == report.accepted + report.rejected + report.skipped
    for name in ("people.csv", "ties.csv", "consents.csv", "spaces.csv"):
        with (TOWN / name).open(encoding="latin-1", newline="") as stream:
            lines = list(csv.reader(stream))[1:]
        assert files.loc[files["file"] == name, "rows"].sum() == len(lines), name
    problems = report.problems
    rejected = problems[problems["outcome"] == "rejected"]
    assert len(rejected.drop_duplicates(["file", "sheet", "row"])) == report.rejected > 0
    assert rejected[["file", "row", "code", "says", "remedy", "record"]].notna().all(axis=None)
    assert all(isinstance(json.loads(record), dict) for record in rejected["record"])
    is_twice = rejected.groupby(["file", "sheet", "row"], dropna=False).size() > 1
    assert is_twice.any()  # a row with two faults is told both


KILLING = """
import os, random, signal, sys, time
from assetmap.publish import write_atomically
path, random_times = sys.argv[1], random.Random(11)
texts = [bytes([letter]) * 3_000_000 for letter in b"AB"]
write_atomically(path, texts[0])
seen = set()
for attempt in range(300):  # on a busy machine a write may take longer than the first waits
    if attempt >= 25 and len(seen) == len(texts):
        break
    child = os.fork()
    if not child:
        while True:
            for text in texts:
                write_atomically(path, text)
    time.sleep(random_times.uniform(0.002, 0.06) * (1 + attempt // 25))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with open(path, "rb") as stream:
        found = stream.read()
    assert found in texts, (len(found), set(found))
    seen.add(found[:1])
print(sorted(seen))
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_promise_2_saving_is_atomic(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLING, str(tmp_path / "map.html")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[b'A', b'B']"  # both were caught: the kills fell in between


BUILDING = """
import sys
import assetmap as am
m = am.read(sys.argv[1])
found = {"gaps": am.find_gaps(m), "links": am.find_links(m), "champions": am.find_champions(m)}
am.draw_map(m, **found, audience=sys.argv[3]).save(sys.argv[2])
"""


def test_promise_3_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    surroundings = [
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C", "LANG": "C"},
        {"PYTHONHASHSEED": "4711", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
        {"PYTHONHASHSEED": "99", "TZ": "America/Adak", "LC_ALL": "de_DE.UTF-8",
         "PYTHONIOENCODING": "ascii"},
    ]  # fmt: skip
    pages = set()
    for at, changes in enumerate(surroundings):
        folder = tmp_path / f"copy {at} é"
        shutil.copytree(TOWN, folder)
        page = tmp_path / f"page{at}.html"
        subprocess.run(
            [sys.executable, "-c", BUILDING, str(folder / "project.toml"), str(page), "public"],
            env=os.environ | changes, cwd=tmp_path, check=True,
        )  # fmt: skip
        pages.add(page.read_bytes())
    assert len(pages) == 1
    assert len(next(iter(pages))) > 100_000


def test_promise_4_distances_are_metres_never_degrees(town: am.AssetMap) -> None:
    halls = assets_of({"hall": {"name": "Hall", "kind": "space", "geometry": Point(2300, 2400)}})
    m = am.AssetMap.from_frames(assets=halls, places=WARDS)
    gap = am.find_gaps(m, within_min=5).query("category == 'space' and place_id == 'west'")
    assert gap["nearest_m"].tolist() == [500.0]  # from the middle, (2000, 2000): 3, 4, 5
    assert gap["nearest_min"].tolist() == [500 * 1.3 / 80]
    for crs in ("EPSG:4326", "EPSG:3857", "EPSG:2263", None):
        given_crs = WARDS.set_crs(crs, allow_override=True)
        with pytest.raises(CRSError):
            am.AssetMap.from_frames(assets=halls.drop(columns="geometry"), places=given_crs)
    with pytest.raises(CRSError, match="EPSG:32630 but the map is in EPSG:27700"):
        am.AssetMap.from_frames(assets=halls, places=WARDS.to_crs("EPSG:32630"))
    assert town.crs is not None
    assert town.crs.axis_info[0].unit_name == "metre"


def test_promise_5_zero_never_disappears() -> None:
    rows = {
        "hall": {"name": "Hall", "kind": "space", "geometry": Point(2000, 2000)},
        "choir": {"name": "Choir", "kind": "association", "geometry": Point(2000, 2000)},
        "asha": {"name": "Asha", "kind": "individual", "place_id": "west", "geometry": None},
        "ben": {"name": "Ben", "kind": "individual", "place_id": "west", "geometry": None},
    }
    ties = pd.DataFrame({"source": ["asha"], "target": ["choir"], "kind": ["member_of"]})
    m = am.AssetMap.from_frames(assets=assets_of(rows), places=WARDS, ties=ties)
    gaps = am.find_gaps(m)
    assert gaps["place_id"].iloc[0] == "east"  # reaches nothing at all
    assert gaps["reached"].iloc[0] == 0
    assert gaps["reached"].notna().all()
    assert set(gaps["category"]) == {str(kind) for kind in m.assets["kind"]} | {
        "culture", "exchange", "institution",
    }  # fmt: skip
    links = am.find_links(m)
    assert links["place_a_id"].tolist() == ["east", "west"]
    assert links[["shared_people", "shared_groups", "ties"]].eq(0).all(axis=None)
    who = am.find_champions(m)
    assert who["person_id"].tolist() == ["ben", "asha"]
    assert who[["groups", "ties", "betweenness"]].notna().all(axis=None)
    graph = am.build_graph(m)
    assert sorted(graph.ids) == ["asha", "ben", "choir", "hall"]
    drawn = am.draw_map(m, gaps=gaps, links=links)
    assert drawn.spec.assets == 2


def test_promise_6_every_finding_says_why_and_what_it_rests_on(town: am.AssetMap) -> None:
    findings = [
        am.find_gaps(town, within_min=5),
        am.find_gaps(town, by="themes", within_min=10),
        am.find_links(town),
        am.find_champions(town),
    ]
    doubt = r"old|confirmed|unconfirmed|two years|not mapped|on the map"
    for frame in findings:
        assert len(frame) > 0
        assert frame["says"].str.endswith(".").all()
        assert frame["says"].str.len().min() > 20
        assert not frame["says"].str.contains("nan|NaT|None|<NA>", regex=True).any()
        share = frame.columns.intersection(["old_share", "unsure_share"])
        if len(share):
            rests_on_old = frame[share[0]] > 0
            assert rests_on_old.any()
            assert frame.loc[rests_on_old, "says"].str.contains(doubt, regex=True).all()
        else:
            assert frame["says"].str.contains(doubt, regex=True).any()


def test_promise_7_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the library reached for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    m = am.read(TOWN / "project.toml")
    drawn = am.draw_map(
        m, gaps=am.find_gaps(m), links=am.find_links(m), champions=am.find_champions(m)
    )
    page = drawn.save(tmp_path / "map.html").read_text(encoding="utf-8")
    assert "<script src" not in page
    assert "<link" not in page
    assert "connect-src" in page or "default-src 'none'" in html.unescape(page)


def hostile_texts(folder: Path) -> list[str]:
    made = str(folder / "made")
    return [
        "A{{7*7}}B",
        "Room {#3",
        "50{% off",
        "{% for x in y %}",
        f"{{{{ cycler.__init__.__globals__.os.mkdir('{made}') }}}}",
        f"{{{{ ''.__class__.__mro__[1].__subclasses__() }}}}{{% set x = open('{made}','w') %}}",
        "</script><script>window.ran=1</script>",
        "<img src=x onerror=window.ran=1>",
        "`${window.ran=1}`",
        "back\\slash \\u0041",
        "line\u2028separator",
        "\u202ereversed",
        "nul\x00byte",
        "javascript:window.ran=1",
        f"=cmd|' /C touch {made}'!A0",
        f"__import__('os').mkdir('{made}')",
        "x" * 1_000_000,
    ]


TEXTS = (
    "name", "description", "address", "postcode", "website", "contact_name", "email", "phone",
    "notes",
)  # fmt: skip
PRIVATE = ("address", "postcode", "contact_name", "email", "phone")
LISTS = ("themes", "offers", "wants", "head", "hands", "heart")


def test_promise_8_no_code_from_data(tmp_path: Path) -> None:
    corpus = hostile_texts(tmp_path)
    rows = {
        f"{text[:60]} {at}": {
            # what a group keeps private is left out of its other texts, so theirs hold nothing
            **dict.fromkeys(TEXTS, text),
            **dict.fromkeys(PRIVATE if at % 2 else PRIVATE[:3], None),
            **dict.fromkeys(LISTS, (text,)),
            "kind": "space" if at % 2 else "individual",
            "sources": (text[:80],),
            "geometry": None,
        }
        for at, text in enumerate(corpus)
    }
    ids = list(rows)
    places = WARDS.assign(name=[corpus[6], corpus[0]], level=[corpus[4], corpus[7]])
    m = am.AssetMap.from_frames(
        assets=assets_of(rows),
        places=places,
        ties=pd.DataFrame({"source": ids[:-1], "target": ids[1:], "kind": "supports"}),
        sources=pd.DataFrame(
            {"name": corpus, "how": corpus, "licence": corpus, "url": corpus},
            index=[text[:80] for text in corpus],
        ),
        consents=pd.DataFrame(
            [
                {"asset_id": i, "purpose": purpose, "given_on": "2020-01-01",
                 "notice_version": corpus[0], "how": corpus[4], "recorded_by": corpus[6]}
                for i in ids[::2]
                for purpose in ("publish_name", "publish_gifts", "publish_contact", "publish_role")
            ]
        ),
        title=corpus[4] + corpus[6],
    )  # fmt: skip
    findings = {
        "gaps": am.find_gaps(m, by="themes", within_min=1),
        "links": am.find_links(m),
        "champions": am.find_champions(m),
    }
    tables = [to_safe_csv(frame) for frame in findings.values()]
    outputs = [m._repr_html_()]
    for audience in ("public", "team"):
        drawn = am.draw_map(m, **findings, audience=audience)
        outputs += [drawn.to_html(), drawn._repr_html_()]
        # Every text is there as it was written.
        assert set(drawn.spec.data["assets"]["name"]) == set(corpus)
    assert not (tmp_path / "made").exists()
    assert not any("A49B" in text for text in tables)
    for output in outputs:
        assert "A49B" not in output
        assert "<script>window.ran" not in output
        assert "<img src=x" not in output


def test_promise_10_inputs_are_never_changed(tmp_path: Path) -> None:
    files = {path: path.read_bytes() for path in TOWN.rglob("*") if path.is_file()}
    m = am.read(TOWN / "project.toml")
    assert {path: path.read_bytes() for path in TOWN.rglob("*") if path.is_file()} == files

    words = ["music", ["nested", "list"][1]]
    rows = {
        "hall": {"name": "Hall", "kind": "space", "themes": words, "geometry": Point(1, 2)},
        "asha": {"name": "Asha", "kind": "individual", "themes": ("tea",), "geometry": None},
        "path": {"name": "Path", "kind": "space", "themes": None,
                 "geometry": LineString([(0, 0), (9, 9)])},
    }  # fmt: skip
    assets = assets_of(rows).assign(
        verified_on=["2026-01-01", None, "2020-01-01"], note=[{}, [], 1]
    )
    ties = pd.DataFrame({"source": ["asha"], "target": ["hall"], "kind": ["uses"]})
    consents = pd.DataFrame({"asset_id": ["asha"], "purpose": ["publish_name"]})
    effort = pd.DataFrame({"place_id": ["west"], "conversations": [3], "on": ["2026-01-01"]})
    frames = {"assets": assets, "places": WARDS.copy(), "ties": ties, "consents": consents,
              "effort": effort}  # fmt: skip
    assert_untouched(lambda: am.AssetMap.from_frames(**frames), frames)

    names = ("assets", "places", "ties", "sources", "consents", "effort")
    tables = {name: getattr(m, name) for name in names}
    tables |= {"problems": m.report.problems, "files": m.report.files}
    found: dict[str, pd.DataFrame] = {}

    def ask() -> None:
        found["gaps"], found["links"] = am.find_gaps(m), am.find_links(m)
        found["champions"] = am.find_champions(m)
        found["sites"] = am.suggest_sites(m, category="association")
        am.build_graph(m).to_networkx()
        for measure in (am.measure_access, am.measure_variety, am.measure_effort):
            measure(m)
        am.estimate_completeness(m)

    assert_untouched(ask, tables)
    for audience in ("public", "team"):
        assert_untouched(lambda a=audience: am.draw_map(m, **found, audience=a).to_html(), found)
        assert_untouched(lambda a=audience: publish(m, **found, audience=a), tables)
    assert_untouched(lambda: [to_safe_csv(frame) for frame in found.values()], found)
    for name in names:
        pd.testing.assert_frame_equal(getattr(m, name), tables[name])


def assert_untouched(act: Callable[[], Any], frames: dict[str, pd.DataFrame]) -> None:
    """Do something, and compare every cell, label, type and list with what it was."""
    before = {name: copy.deepcopy(frame) for name, frame in frames.items()}
    cells = {name: list(map(repr, frame.to_numpy().ravel())) for name, frame in frames.items()}
    act()
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(pd.DataFrame(frame), pd.DataFrame(before[name]))
        assert list(map(repr, frame.to_numpy().ravel())) == cells[name], name
        assert getattr(frame, "crs", None) == getattr(before[name], "crs", None)

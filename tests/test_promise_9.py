"""The ninth promise: public output is built from an allow-list, through one door, by consent.

Every private field of every record holds a mark of its own. Whatever leaves
the team, or stands in a notebook that is passed on, is searched for marks as
it is and as whoever looks closer would read it.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import datetime as dt
import html
import re
import urllib.parse
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point, box
from typer.testing import CliRunner

import assetmap as am
from assetmap.cli.commands import app
from assetmap.publish import publish

WARDS = gpd.GeoDataFrame(
    {"name": ["West", "East"]},
    index=["west", "east"],
    geometry=[box(0, 0, 4000, 4000), box(4000, 0, 8000, 4000)],
    crs="EPSG:27700",
)


def decoded(text: str) -> Iterator[str]:
    """Give a text as it is and as whoever looks closer would read it."""
    yield text
    yield urllib.parse.unquote(text)
    yield html.unescape(text)
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    for blob in re.findall(r"[A-Za-z0-9+/]{24,}={0,2}", text):
        with contextlib.suppress(binascii.Error):
            yield base64.b64decode(blob + "=" * (-len(blob) % 4)).decode("latin-1")


def canaries_in(text: str) -> set[str]:
    return {mark for form in decoded(text) for mark in re.findall(r"qz[a-z]+\d*zq", form.lower())}


def mark(*parts: object) -> str:
    return "qz" + "".join(re.sub(r"\W|_", "", str(part)) for part in parts) + "zq"


TEXTS = (
    "name", "description", "address", "postcode", "website", "contact_name", "email", "phone",
    "notes",
)  # fmt: skip
LISTS = ("themes", "offers", "wants", "head", "hands", "heart")
PURPOSE_OF = {
    "publish_name": {"name"},
    "publish_gifts": {"offers", "wants", "themes"},
    "publish_contact": {"contactname", "email", "phone", "website"},
}


def canary_row(person: str) -> dict[str, Any]:
    row: dict[str, Any] = {name: mark(name, person) for name in TEXTS}
    row |= {name: (mark(name, person),) for name in LISTS}
    row["website"] = f"https://example.org/{mark('website', person)}"
    row |= {"kind": "individual", "place_id": "west", "active_in": ("east",)}
    row |= {"sources": (mark("source", person),), "geometry": Point(1, 2)}
    return row


def canary_map(consents: list[dict[str, Any]]) -> am.AssetMap:
    """Three people, a group, a hall and a refuge, with a mark in everything that is private."""
    ids = {person: mark("id", person) for person in "abc"}
    group = {name: mark(name, "g") for name in ("address", "contact_name", "email", "phone")}
    rows = {ids[person]: canary_row(person) for person in ids}
    rows[mark("id", "g")] = {
        "name": "Choir",
        "kind": "association",
        "place_id": "west",
        "geometry": Point(9, 9),
        "description": "Sings.",
        "notes": mark("notes", "g"),
        "sources": ("open",),
        **group,
    }
    rows[mark("id", "r")] = {
        "name": "Haven",
        "kind": "institution",
        "sensitive_location": True,
        "geometry": None,
        "address": mark("address", "r"),
        "postcode": mark("postcode", "r"),
        "sources": ("open",),
    }
    table = gpd.GeoDataFrame(
        frame := pd.DataFrame.from_dict(rows, orient="index"),
        geometry=frame.pop("geometry"),
        crs=WARDS.crs,
    )
    table["sensitive_location"] = table["sensitive_location"].eq(other=True)
    other = mark("id", "g")
    tied = [(i, other) for i in ids.values()] + [(ids["a"], ids["b"]), (mark("id", "r"), other)]
    ties = pd.DataFrame(tied, columns=["source", "target"]).assign(kind="supports")
    ties["note"] = [mark("tienote", "x" * at) for at in range(1, len(tied) + 1)]
    ties.index = [mark("tieid", "x" * at) for at in range(1, len(tied) + 1)]
    sources = {mark("source", p): {"name": mark("sourcename", p), "how": mark("sourcehow", p)}
               for p in ids} | {"open": {"name": "Parish walk", "how": "on foot"}}  # fmt: skip
    given_rows = [
        {"how": mark("how"), "recorded_by": mark("recordedby"), "notice_version": mark("notice"),
         **row, "asset_id": ids[row["asset_id"]]}
        for row in consents
    ]  # fmt: skip
    return am.AssetMap.from_frames(
        assets=table, places=WARDS, ties=ties,
        sources=pd.DataFrame.from_dict(sources, orient="index"),
        consents=pd.DataFrame(given_rows) if given_rows else None, as_of=dt.date(2026, 6, 1),
    )  # fmt: skip


def may_show(consents: list[dict[str, Any]]) -> set[str]:
    """What may be seen, worked out person by person and row by row."""
    today = str(dt.datetime.now(dt.UTC).date())
    allowed: set[str] = set()
    for person in "abc":
        own = [row for row in consents if row["asset_id"] == person]

        def holds(purpose: str, own: list[dict[str, Any]] = own) -> bool:
            rows = [row for row in own if row["purpose"] == purpose]
            ended = [row["withdrawn_on"] for row in rows if row["withdrawn_on"]]
            ended = [day for day in ended if day <= today]
            return any(
                row["given_on"] and row["given_on"] <= today
                and not (row["expires_on"] and row["expires_on"] < today)
                and not (row["withdrawn_on"] and row["withdrawn_on"] <= today)
                and not any(day >= row["given_on"] for day in ended)
                for row in rows
            )  # fmt: skip

        stored = [row for row in own if row["purpose"] == "store"]
        over = any(
            (row["withdrawn_on"] and row["withdrawn_on"] <= today)
            or (row["expires_on"] and row["expires_on"] < today)
            for row in stored
        )
        if not holds("publish_name") or (over and not holds("store")):
            continue
        for purpose, fields in PURPOSE_OF.items():
            if holds(purpose):
                allowed |= {mark(field, person) for field in fields}
    return allowed


DAYS = st.sampled_from([None, "2020-01-01", "2024-05-05", "2999-12-31"])
CONSENTS = st.lists(
    st.fixed_dictionaries(
        {
            "asset_id": st.sampled_from("abc"),
            "purpose": st.sampled_from([*PURPOSE_OF, "publish_role", "publish_place", "store"]),
            "given_on": DAYS,
            "expires_on": DAYS,
            "withdrawn_on": DAYS,
        }
    ),
    max_size=14,
)


def every_output(m: am.AssetMap) -> list[str]:
    """Everything that leaves the team, or stands in a notebook."""
    found = dict(findings())
    by_theme = am.draw_map(m, gaps=found.pop("themes"), **found)
    return [by_theme.spec.payload, repr(by_theme), repr(m), m._repr_html_()]


EVERYTHING = [*PURPOSE_OF, "publish_role", "publish_place", "store"]


def agreed(person: str, purposes: list[str], **days: Any) -> list[dict[str, Any]]:
    none = {"expires_on": None, "withdrawn_on": None, "given_on": "2020-01-01"}
    return [{"asset_id": person, "purpose": purpose, **none, **days} for purpose in purposes]


@cache
def findings() -> dict[str, Any]:
    """What is found does not depend on who agreed to what: only what is shown does."""
    m = canary_map([row for person in "abc" for row in agreed(person, ["introduce"])])
    return {
        "themes": am.find_gaps(m, by="themes", within_min=1),
        "links": am.find_links(m),
        "champions": am.find_champions(m),
        "missing": am.find_missing_links(m),
        "fragility": am.find_fragility(m),
        "safeguards": am.find_safeguards(m),
        "introductions": am.suggest_introductions(m),
    }


def test_promise_9_public_output_goes_through_one_door_by_consent() -> None:
    consents = (
        agreed("a", ["publish_name"])
        + agreed("b", EVERYTHING, expires_on="2020-02-01")
        + agreed("c", EVERYTHING)
        + agreed("c", ["store"], withdrawn_on="2024-01-01")
    )
    m = canary_map(consents)
    allowed = {mark("name", "a")}
    assert may_show(consents) == allowed
    outputs = every_output(m)
    drawn = am.draw_map(m, gaps=am.find_gaps(m, within_min=1), champions=am.find_champions(m))
    outputs += [drawn.to_html(), drawn._repr_html_()]
    assert set().union(*map(canaries_in, outputs)) == allowed
    team = am.draw_map(m, audience="team").to_html()
    assert mark("email", "b") in canaries_in(team)  # the search finds what is there
    withheld = publish(m).manifest.withheld
    assert withheld == {
        "people whose consent has run out": 1, "people who took back their consent": 1,
    }  # fmt: skip


def check_only_what_was_agreed_is_shown(consents: list[dict[str, Any]]) -> None:
    m = canary_map(consents)
    assert set().union(*map(canaries_in, every_output(m))) == may_show(consents)
    assert not publish(m).assets.geometry.geom_equals(Point(1, 2)).any()


@settings(max_examples=8, deadline=None)
@given(consents=CONSENTS)
def test_whatever_was_agreed_is_shown_and_nothing_else(consents: list[dict[str, Any]]) -> None:
    check_only_what_was_agreed_is_shown(consents)


@pytest.mark.long
@settings(max_examples=600, deadline=None)
@given(consents=CONSENTS)
def test_many_more_tables_of_consents(consents: list[dict[str, Any]]) -> None:
    check_only_what_was_agreed_is_shown(consents)


PROJECT = """
[map]
title = "Marked"
[[places]]
file = "wards.geojson"
id = "code"
name = "name"
[[assets]]
file = "qzfileazq.csv"
[[people]]
file = "qzfilepzq.csv"
[[ties]]
file = "qzfiletzq.csv"
[[consents]]
file = "qzfileczq.csv"
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The same, as files in a folder named after its user."""
    folder = tmp_path / "qzuserzq"
    folder.mkdir()
    wards = WARDS.set_axis(pd.RangeIndex(2)).assign(code=["west", "east"])
    (folder / "wards.geojson").write_text(wards.to_crs(4326).to_json(), encoding="utf-8")
    assets = pd.DataFrame(
        {"id": ["qzidgzq", "hall"], "name": ["Choir", "Hall"], "kind": ["association", "space"],
         "place": "west", "email": ["qzemailgzq@x.org", None], "notes": ["qznotesgzq", None]}
    )  # fmt: skip
    assets.to_csv(folder / "qzfileazq.csv", index=False)
    people = pd.DataFrame(
        {"id": ["qzidazq", "qzidbzq"], "name": ["Asha Open", "qznamebzq"], "place": "west",
         "email": ["qzemailazq", "qzemailbzq"], "themes": ["qzthemeazq", "qzthemebzq"],
         "notes": ["qznotesazq", "qznotesbzq"]}
    )  # fmt: skip
    people.to_csv(folder / "qzfilepzq.csv", index=False)
    ties = {"id": ["qztiezq"], "source": ["qzidbzq"], "target": ["qzidgzq"], "kind": ["runs"]}
    pd.DataFrame(ties).to_csv(folder / "qzfiletzq.csv", index=False)
    pd.DataFrame(
        {"person": "qzidazq", "purpose": ["publish_name", "publish_role"], "given_on": "2020-01-01",
         "recorded_by": "qzrecordedzq"}
    ).to_csv(folder / "qzfileczq.csv", index=False)  # fmt: skip
    (folder / "project.toml").write_text(PROJECT, encoding="utf-8")
    return folder / "project.toml"


def test_what_the_command_line_writes_for_the_public_holds_no_mark(
    project: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    asked = (
        ["build", "--out", str(out / "map.html")],
        ["gaps", "--within-min", "1", "--csv", str(out / "gaps.csv")],
        ["gaps", "--by", "themes", "--csv", str(out / "themes.csv")],
        ["champions", "--csv", str(out / "champions.csv")],
        ["links", "--csv", str(out / "links.csv")],
        ["links", "--by", "themes", "--csv", str(out / "theme_links.csv")],
        ["links", "--missing", "--csv", str(out / "missing.csv")],
    )
    for command, *options in asked:
        done = CliRunner().invoke(app, [command, str(project), *options], catch_exceptions=False)
        assert done.exit_code == 0, done.output
    for path in sorted(out.iterdir()):
        if path.name != "rejected.csv":  # for the team, and says so
            assert canaries_in(path.read_text(encoding="utf-8-sig")) == set(), path.name
    assert "Asha Open" in (out / "champions.csv").read_text(encoding="utf-8-sig")

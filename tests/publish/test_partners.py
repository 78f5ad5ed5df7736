"""Partners see what the public sees, and whoever agreed to be shared with them."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import Point, box

import assetmap
from assetmap.champions import find_champions, find_fragility
from assetmap.gaps import find_gaps
from assetmap.links import find_links
from assetmap.maps import draw_map
from assetmap.model import AUDIENCES, Purpose
from assetmap.publish import Publication, admit, publish, select_public
from assetmap.tables import AssetMap
from tests.examples import on

CRS = "EPSG:27700"
TODAY = dt.datetime.now(dt.UTC).date()
PEOPLE = ("asha", "ben", "cleo", "dev")
OWN = {
    "offers": "sewing", "wants": "a lift", "themes": "chess", "description": "Knits on Mondays",
    "email": "me@example.org", "phone": "07700 900123", "address": "9 Elm Close", "head": "law",
}  # fmt: skip


def make_town(consents: list[tuple[str, str, dict[str, Any]]]) -> AssetMap:
    """Four people, a choir known by a postcode, a refuge and a hall, in one place."""
    people = pd.DataFrame(
        {
            "name": [name.title() for name in PEOPLE],
            "kind": "individual",
            "roles": [("connector",)] * 4,
            "place_id": "mill",
            "age_group": "25-34",
            **{name: [(value,)] * 4 if name in {"offers", "wants", "themes", "head"} else value
               for name, value in OWN.items()},
        },
        index=list(PEOPLE),
    )  # fmt: skip
    groups = pd.DataFrame(
        {
            "name": ["Mill Choir", "Safe House", "Hall"],
            "kind": ["association", "institution", "space"],
            "place_id": "mill",
            "contact_name": "Robin Hart",
            "email": "choir@example.org",
            "address": "1 Mill Lane",
            "postcode": "LE1 1AA",
            "precision": ["postcode", "exact", "exact"],
            "sensitive_location": [False, True, False],
        },
        index=["choir", "refuge", "hall"],
    )
    shapes = [None] * 4 + [Point(30, 40), Point(50, 50), Point(60, 60)]
    assets = gpd.GeoDataFrame(pd.concat([people, groups]), geometry=shapes, crs=CRS)
    places = gpd.GeoDataFrame(
        {"name": ["Mill End"], "population": [7.0]}, index=["mill"],
        geometry=[box(0, 0, 100, 100)], crs=CRS,
    )  # fmt: skip
    rows = [
        {"asset_id": who, "purpose": purpose, "given_on": "2026-01-01", **more}
        for who, purpose, more in consents
    ]
    columns = ["asset_id", "purpose", "given_on", "expires_on", "withdrawn_on"]
    ties = [(a, "choir", "member_of") for a in PEOPLE] + [("asha", "ben", "knows")]
    return AssetMap.from_frames(
        assets=assets, places=places, consents=pd.DataFrame(rows, columns=columns),
        ties=pd.DataFrame(ties, columns=["source", "target", "kind"]), as_of=TODAY,
    )  # fmt: skip


SHARED = "share_with_partners"
TOWN = [
    ("asha", SHARED, {}),
    ("ben", "publish_name", {}),
    ("cleo", SHARED, {"withdrawn_on": "2026-02-01"}),
]


def by_name(publication: Publication) -> pd.DataFrame:
    return publication.assets.set_index("name")


def test_people_who_agreed_to_it_are_there_with_name_role_and_place_and_no_more() -> None:
    shown = by_name(publish(make_town(TOWN), audience="partners"))
    assert sorted(set(shown.index)) == ["Asha", "Ben", "Hall", "Mill Choir", "Safe House"]
    asha = shown.loc["Asha"]
    assert (asha["roles"], asha["place"]) == (("connector",), 0)
    assert asha.geometry == Point(50, 50)  # the middle of the place, not where she lives
    # Ben agreed to his name in public, and to nothing with partners.
    assert shown.loc["Ben", "roles"] == ()
    assert pd.isna(shown.loc["Ben", "place"])
    for who in ("Asha", "Ben"):
        for field in (*OWN, "website", "contact_name", "postcode", "age_group", "verified_on"):
            if field in shown:
                cell = shown.loc[who, field]
                assert cell in ((), None) or cell != cell, (who, field)


def test_groups_are_there_with_whom_to_ask_and_where_they_are() -> None:
    m = make_town(TOWN)
    public, partners = (by_name(publish(m, audience=who)) for who in ("public", "partners"))
    assert public.loc["Mill Choir"].geometry == Point(50, 50)
    assert pd.isna(public.loc["Mill Choir", "contact_name"])
    assert partners.loc["Mill Choir"].geometry == Point(30, 40)
    assert partners.loc["Mill Choir", "contact_name"] == "Robin Hart"
    assert partners.loc["Mill Choir", "email"] == "choir@example.org"
    assert pd.isna(partners.loc["Mill Choir", "address"])  # often somebody's home
    refuge = partners.loc["Safe House"]
    assert refuge.geometry is None or refuge.geometry.is_empty
    assert pd.isna(refuge["address"])


def test_counts_and_findings_are_those_of_the_public() -> None:
    m = make_town(TOWN)
    found: dict[str, Any] = {}
    for who in ("public", "partners"):
        seen = select_public(m, admission=admit(m, audience=who))
        gaps, links = find_gaps(seen, individuals=False), find_links(seen)
        made = publish(
            m, audience=who, gaps=gaps, links=links,
            champions=find_champions(m, replicates=0), fragility=find_fragility(m),
        )  # fmt: skip
        assert made.places["population"].isna().all()  # seven people
        assert made.fragility is None
        assert made.links is not None
        found[who] = (made.links.drop(columns="says"), made.manifest.withheld)
    pd.testing.assert_frame_equal(found["public"][0], found["partners"][0])
    named = "people to ask who did not agree to be named in their role"
    assert found["public"][1].keys() >= found["partners"][1].keys() - {named}


def test_the_list_of_people_to_ask_names_whoever_agreed_to_be_shared() -> None:
    m = make_town(TOWN)
    champions = find_champions(m, replicates=0)
    public = publish(m, champions=champions).people_to_ask
    partners = publish(m, audience="partners", champions=champions)
    assert public is not None
    assert public.empty
    assert partners.people_to_ask is not None
    names = partners.assets["name"].iloc[partners.people_to_ask["asset"]]
    assert names.tolist() == ["Asha"]


@pytest.mark.parametrize(
    ("ends", "until"),
    [
        ({}, TODAY + dt.timedelta(days=365)),
        ({"expires_on": TODAY + dt.timedelta(days=40)}, TODAY + dt.timedelta(days=40)),
        ({"expires_on": TODAY}, TODAY),
        ({"expires_on": TODAY + dt.timedelta(days=4000)}, TODAY + dt.timedelta(days=365)),
    ],
)
def test_it_says_for_whom_and_until_when(
    ends: dict[str, Any], until: dt.date, tmp_path: Path
) -> None:
    m = make_town([("asha", SHARED, ends)])
    manifest = publish(m, audience="partners").manifest
    assert manifest.until == until
    said = f"For partners, until {until.day} {until:%B %Y}: do not publish"
    assert manifest.banner == said
    drawn = draw_map(m, audience="partners")
    assert json.loads(drawn.spec.payload)["banner"] == said
    assert drawn.save(tmp_path / "map.html").stat().st_mode & 0o077 == 0
    assert "banner" not in json.loads(draw_map(m).spec.payload)


def test_what_has_ended_shows_nobody() -> None:
    yesterday = TODAY - dt.timedelta(days=1)
    m = make_town([("asha", SHARED, {"expires_on": yesterday}), ("ben", "introduce", {})])
    shown = publish(m, audience="partners")
    assert not set(shown.assets["name"]) & {"Asha", "Ben", "Cleo", "Dev"}


@on(20)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(PEOPLE),
            st.sampled_from([str(purpose) for purpose in Purpose]),
            st.sampled_from([{}, {"withdrawn_on": "2026-02-01"}, {"expires_on": "2026-03-01"}]),
        ),
        max_size=12,
    )
)
def test_partners_see_no_less_than_the_public_and_nobody_without_consent(
    consents: list[tuple[str, str, dict[str, str]]],
) -> None:
    m = make_town(consents)
    public, partners = (
        set(publish(m, audience=who).assets["name"]) for who in ("public", "partners")
    )
    assert public <= partners

    # By hand: of one day, one row against is enough; storage that was taken back hides all.
    def holds(who: str, purpose: str) -> bool:
        rows = [more for name, what, more in consents if (name, what) == (who, purpose)]
        return bool(rows) and not any(rows)

    def is_over(who: str) -> bool:
        return any(name == who and what == "store" and more for name, what, more in consents)

    agreed = {
        who.title()
        for who in PEOPLE
        if (holds(who, SHARED) or holds(who, "publish_name")) and not is_over(who)
    }
    assert {name for name in partners if name.lower() in PEOPLE} == agreed


def test_every_audience_is_in_the_table_and_says_what_it_is() -> None:
    assert list(AUDIENCES) == ["public", "partners", "team"]
    assert [who.is_open for who in AUDIENCES.values()] == [True, False, False]
    assert [who.sees_records for who in AUDIENCES.values()] == [False, False, True]


def test_nothing_asks_which_audience_it_is_by_its_name() -> None:
    """Who sees what stands in the table: a comparison with a name would miss the next audience."""
    names = "|".join(AUDIENCES)
    asks = re.compile(rf'(==|!=|\bin\b) *[(\[{{]?"(?:{names})"')
    package = Path(assetmap.__file__).parent
    found = [
        f"{path.relative_to(package)}: {line.strip()}"
        for path in sorted(package.rglob("*.py"))
        for line in path.read_text("utf-8").splitlines()
        if asks.search(line)
    ]
    assert found == []
    assert asks.search('if audience == "team":')

"""Does anything that is found tell a reader of a public file who a person is?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.champions import find_champions, find_fragility, find_safeguards
from assetmap.links import find_links, find_missing_links, suggest_introductions
from assetmap.maps import draw_map
from assetmap.publish import (
    admit,
    name_assets,
    protect_champions,
    protect_links,
    protect_missing_links,
    to_safe_csv,
)
from assetmap.tables import AssetMap

Town = Callable[..., AssetMap]
Agree = Callable[..., list[dict[str, Any]]]
PURPOSES = ("publish_name", "publish_role", "publish_place", "introduce", "store")
PEOPLE = [f"qx{letter}zx" for letter in "abcdef"]


def make_rows() -> dict[str, dict[str, Any]]:
    """Six people of two wards with marks for names and gifts, and the groups they belong to."""
    rows: dict[str, dict[str, Any]] = {
        person: {"name": f"Name{person} Qxlastzx", "kind": "individual", "roles": ("connector",),
                 "place_id": ("west", "east")[at % 2], "active_in": ("vale",) if at else (),
                 "offers": (f"gift{person}",), "wants": (f"gift{PEOPLE[at - 1]}",),
                 "themes": ("music",) if at < 2 else ("pottery",)}
        for at, person in enumerate(PEOPLE)
    }  # fmt: skip
    for at, place in enumerate(("west", "west", "east", "east")):
        rows[f"club{at}"] = {"name": f"Club {at}", "kind": "association", "place_id": place,
                             "themes": ("chess", "music")}  # fmt: skip
    return rows


TIES = [(person, f"club{at % 4}", "member_of") for at, person in enumerate(PEOPLE)] + [
    (PEOPLE[0], PEOPLE[1], "knows"),
    (PEOPLE[1], PEOPLE[2], "nominates"),
    (PEOPLE[4], "club1", "runs"),
]


def write_everything(m: AssetMap) -> dict[str, str]:
    """Every file for the public that holds something of these findings."""
    admission = admit(m, audience="public")
    champions, links, missing = (
        find_champions(m, replicates=0),
        find_links(m),
        find_missing_links(m),
    )
    themed = find_links(m, by="themes")
    drawn = draw_map(
        m, champions=champions, links=links, missing=missing, fragility=find_fragility(m),
        safeguards=find_safeguards(m, smallest=1), introductions=suggest_introductions(m),
    )  # fmt: skip
    tables = {
        "people": protect_champions(m, champions=champions, admission=admission),
        "links": protect_links(m, links=links, admission=admission),
        "themes": protect_links(m, links=themed, admission=admission),
        "missing": protect_missing_links(m, missing=missing, admission=admission),
    }
    written = {
        name: to_safe_csv(name_assets(safe.frame, admission=admission))
        for name, safe in tables.items()
    }
    return written | {"page": drawn.spec.payload, "account": " ".join(drawn.manifest.account)}


@settings(max_examples=12, deadline=None)
@given(
    agreed=st.sets(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PURPOSES[:4]))),
    gone=st.sets(st.sampled_from(PEOPLE), max_size=2),
)
def test_no_name_or_id_of_a_person_who_did_not_agree_is_in_public_bytes(
    town: Town, agreeing: Agree, agreed: set[tuple[str, str]], gone: set[str]
) -> None:
    consents = [row for who, what in sorted(agreed) for row in agreeing(who, what)]
    consents += [row for who in sorted(gone) for row in
                 agreeing(who, "store", withdrawn_on="2025-01-01")]  # fmt: skip
    m = town(make_rows(), ties=TIES, consents=consents)
    may = {who for who, what in agreed if what == "publish_name"} - gone
    for file, text in write_everything(m).items():
        names = set(re.findall(r"Name(qx[a-f]zx)", text))
        assert names <= may, file
        assert not re.search(r"(?<!Name)qx[a-f]zx", text), file  # neither ids nor gifts
        assert "pottery" not in text, file  # only people are about it


@pytest.mark.parametrize("audience", ["public", "team"])
def test_a_page_of_everything_found_is_the_same_each_time(
    town: Town, agreeing: Agree, audience: str
) -> None:
    consents = [row for who in PEOPLE for row in agreeing(who, *PURPOSES)]
    m = town(make_rows(), ties=TIES, consents=consents)
    found = {
        "champions": find_champions(m, replicates=0),
        "fragility": find_fragility(m),
        "safeguards": find_safeguards(m, smallest=1),
        "links": find_links(m),
        "missing": find_missing_links(m),
        "introductions": suggest_introductions(m),
    }
    before = {name: frame.copy() for name, frame in found.items()}
    pages = {draw_map(m, audience=audience, **found).spec.payload for _ in range(2)}
    assert len(pages) == 1
    assert all(found[name].equals(before[name]) for name in found)
    data = draw_map(m, audience=audience, **found).spec.data
    is_team = audience == "team"
    assert ("introductions" in data) is is_team
    assert ("fragile" in data) is is_team

"""What is personal in the fields of groups never reaches a public page, and is counted."""

from __future__ import annotations

import html
import re
import urllib.parse
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import assetmap as am
from assetmap.publish import admit, protect_sites, publish
from assetmap.tables import AssetMap

Agree = Callable[..., list[dict[str, Any]]]

PEOPLE = {"p1": {"name": "Sheila Brown", "kind": "individual", "address": "8 Home Road"}}


def of(*rows: dict[str, Any], people: dict[str, dict[str, Any]] = PEOPLE, **more: Any) -> AssetMap:
    """Make a map of groups, by default associations, and one hidden person."""
    groups = {f"g{at}": {"name": "Choir", "kind": "association"} | row
              for at, row in enumerate(rows)}  # fmt: skip
    frame = pd.DataFrame.from_dict({**groups, **people}, orient="index")
    for name in ("offers", "wants", "themes"):
        if name in frame:
            frame[name] = [cell if isinstance(cell, tuple) else () for cell in frame[name]]
    return AssetMap.from_frames(assets=frame, **more)


def shown(row: dict[str, Any], column: str, **more: Any) -> Any:
    cell = admit(of(row, **more), audience="public").assets.loc["g0", column]
    return None if isinstance(cell, float) else cell


def read_page(m: AssetMap) -> str:
    """Give a page's text with every escape undone."""
    page = am.draw_map(m).to_html()
    plain = re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), page)
    return page + html.unescape(urllib.parse.unquote_plus(plain))


def test_the_four_groups_of_the_attack_stand_on_the_page_without_anybody() -> None:
    """One hidden person, and every field of a group that named her or where somebody lives."""
    m = of(
        {"name": "Sheila Brown's lunch club", "contact_name": "Sheila Brown",
         "website": "https://wa.me/447700900123?text=Sheila+Brown"},
        {"name": "Knit and natter", "offers": ("wool", "call 07700 900123")},
        {"name": "Bowls club", "contact_name": "Agnes Tuttle", "address": "4 Acacia Avenue",
         "postcode": "NG1 1AA", "phone": "07700 900777",
         "description": "Run by Agnes Tuttle from 4 Acacia Avenue NG1 1AA"},
        {"name": "Toolshare", "kind": "exchange", "contact_name": "Agnes Tuttle",
         "description": "Ask Sheila Marie Brown, or Sheíla Brown"},
    )  # fmt: skip
    page = read_page(m)
    for private in ("Sheila", "Sheíla", "Agnes Tuttle", "Acacia", "NG1 1AA", "900123", "900777"):
        assert private not in page
    public = publish(m)
    assert public.assets["name"].tolist() == [
        "[name left out]'s lunch club", "Knit and natter", "Bowls club", "Toolshare",
    ]  # fmt: skip
    assert public.assets["offers"].tolist() == [(), ("wool",), (), ()]
    assert public.assets["description"].isna().all()
    assert public.assets["website"].isna().all()
    assert public.manifest.blanked == {
        "assets with a text that held a postcode": 1,
        "assets with a text that held a telephone number": 2,
        "assets with a text that held an address": 1,
        "assets with words that name people who are not shown": 3,
    }
    team = publish(m, audience="team")
    assert team.assets["name"].iloc[0] == "Sheila Brown's lunch club"
    assert team.assets["offers"].iloc[1] == ("wool", "call 07700 900123")


@pytest.mark.parametrize(
    ("row", "column", "left"),
    [
        ({"description": "Ring 07700 900123 or come."}, "description",
         "Ring [left out] or come."),
        ({"description": "Write to ada@example.org; LE1 1AA."}, "description",
         "Write to [left out]; [left out]."),
        ({"description": "Open 24/7 since 1987"}, "description", "Open 24/7 since 1987"),
        ({"description": "Ask Brown, Sheila."}, "description", None),
        ({"description": "Ring Mrs Tuttle", "contact_name": "Agnes Tuttle"}, "description", None),
        ({"description": "Ring Agnes", "contact_name": "Agnes"}, "description", None),
        ({"description": "Ring the chair", "contact_name": "The Chair"}, "description",
         "Ring the chair"),
        ({"description": "At 4 Acacia Ave, ring twice", "address": "Flat 1, 4 Acacia Avenue"},
         "description", "At [left out], ring twice"),
        ({"description": "At 8 Home Rd"}, "description", "At [left out]"),
        ({"description": "Ring 262728", "phone": "01509 262728"}, "description",
         "Ring [left out]"),
        ({"description": "Ask for Ada Example", "address": "c/o Ada Example, 3 Low St"},
         "description", None),
        ({"wants": ("tea", "a lift for Sheila Brown")}, "wants", ("tea",)),
        ({"themes": ("singing", "ada (at) example.org")}, "themes", ("singing",)),
        ({"offers": ("cake", "see 07700.900.123")}, "offers", ("cake",)),
        ({"website": "https://example.org/sheila-brown"}, "website", None),
        ({"website": "https://sheilabrown.example.org"}, "website", None),
        ({"website": "https://example.org/?tel=0116%20234%205678"}, "website", None),
        ({"website": "https://example.org/choir/2024"}, "website", "https://example.org/choir/2024"),
        ({"name": "Knitting (07700 900123)"}, "name", "Knitting ([left out])"),
        ({"name": "SHEILA  BROWN’S group"}, "name", "[name left out]’S group"),
        ({"name": "Friends of Sheila M. Brown"}, "name", "Friends of [name left out]"),
        ({"name": "Sheila Brown"}, "name", "[name left out] (association)"),
        ({"name": "4 Acacia Avenue club", "address": "4 Acacia Avenue"}, "name",
         "[left out] club"),
        ({"kind": "institution", "address": "c/o Sheila Brown, 2 High St"}, "address", None),
        ({"kind": "institution", "address": "2 High St, 0116 234 5678"}, "address",
         "2 High St, [left out]"),
        ({"kind": "institution", "postcode": "LE1 1AA", "description": "At LE1 1AA"},
         "description", "At LE1 1AA"),
        ({"kind": "institution", "postcode": "LE1 1AA", "description": "At le11aa"},
         "description", "At le11aa"),
        ({"kind": "institution", "postcode": "LE1 1AA", "description": "At LE2 2BB"},
         "description", "At [left out]"),
        ({"kind": "institution", "address": "2 High St LE1 1AA", "description": "LE1 1AA"},
         "description", "LE1 1AA"),
    ],
)  # fmt: skip
def test_what_is_left_of_each_field(row: dict[str, Any], column: str, left: Any) -> None:
    assert shown(row, column) == left


def test_a_contact_of_one_row_is_left_out_of_every_row() -> None:
    m = of(
        {"contact_name": "Agnes Tuttle (chair)"},
        {"description": "Agnes Tuttle's other club"},
        {"description": "Meets at Mill Hall", "contact_name": "Mill Hall"},
        {"name": "Mill Hall", "kind": "space"},
    )
    public = admit(m, audience="public").assets
    assert pd.isna(public.loc["g1", "description"])
    assert public.loc["g2", "description"] == "Meets at Mill Hall"


def test_a_contact_of_a_closed_group_is_left_out_too() -> None:
    m = of({"status": "closed", "contact_name": "Agnes Tuttle"}, {"description": "Agnes Tuttle's"})
    assert pd.isna(admit(m, audience="public").assets.loc["g1", "description"])


def test_people_who_agreed_may_be_named_and_give_their_own_number(agreeing: Agree) -> None:
    people = {"p1": PEOPLE["p1"] | {"offers": ("lifts, 07700 900123", "tea, 07700 900999"),
                                    "phone": "+44 7700 900123"}}  # fmt: skip
    named = agreeing("p1", "publish_name", "publish_gifts")
    row = {"description": "Run by Sheila Brown, 07700 900123", "offers": ()}
    m = of(row, people=people, consents=pd.DataFrame(named))
    public = admit(m, audience="public").assets
    assert public.loc["g0", "description"] == "Run by Sheila Brown, [left out]"
    assert public.loc["p1", "offers"] == ()
    reachable = pd.DataFrame([*named, *agreeing("p1", "publish_contact")])
    public = admit(of(row, people=people, consents=reachable), audience="public").assets
    assert public.loc["p1", "offers"] == ("lifts, 07700 900123",)
    assert public.loc["g0", "description"] == "Run by Sheila Brown, [left out]"


def test_names_that_would_be_equal_are_told_apart() -> None:
    m = of(
        {"name": "Sheila Brown", "kind": "exchange", "place_id": "west"},
        {"name": "Sheila Brown", "kind": "exchange", "place_id": "west"},
        {"name": "Sheila Brown", "kind": "culture"},
        {"name": "Sheila Brown's club"},
        {"name": "Sheila M Brown's club", "place_id": "west"},
    )
    assert admit(m, audience="public").assets["name"].tolist() == [
        "[name left out] (exchange, west)", "[name left out] (exchange, west, 2)",
        "[name left out] (culture)", "[name left out]'s club (association)",
        "[name left out]'s club (association, west)",
    ]  # fmt: skip


def test_sources_lose_what_names_or_reaches_somebody() -> None:
    sources = pd.DataFrame(
        {
            "name": ["Tea with Sheíla Brown", "Ring 07700 900123", "Parish walk"],
            "how": ["on foot", "ada@example.org", "by Agnes Tuttle"],
            "url": ["https://example.org/sheila-brown", None, "https://example.org/a"],
            "licence": ["OGL v3", "ask Sheila Brown", "CC BY 4.0"],
        },
        index=["a", "b", "c"],
    )
    row = {"sources": ("a", "b", "c"), "contact_name": "Agnes Tuttle"}
    m = of(row, people={"p1": PEOPLE["p1"] | {"sources": ("a",)}}, sources=sources)
    public = publish(m).sources
    assert public["name"].tolist() == ["A source of the team"] * 2 + ["Parish walk"]
    assert public["how"].tolist()[:1] == ["on foot"]
    assert public["how"].isna().tolist() == [False, True, True]
    assert public["url"].isna().tolist() == [True, True, False]
    assert public["licence"].isna().tolist() == [False, True, False]


def test_a_host_is_called_as_it_is_shown() -> None:
    m = of({"name": "Sheila Brown's barn", "kind": "space"})
    sites = pd.DataFrame(
        {"host_id": ["g0"], "host_name": ["Sheila Brown's barn"], "category": ["tea"],
        "tied_ids": [()],
         "people": [20.0], "share": [0.5], "says": ["x"], "reached_place_ids": [()]}
    )  # fmt: skip
    sites.attrs["by"] = "kind"
    safe = protect_sites(m, sites=sites, admission=admit(m, audience="public")).frame
    assert safe["host_name"].tolist() == ["[name left out]'s barn"]


REFUGE = {"name": "Haven women's refuge", "kind": "institution", "place_id": "west",
          "address": "1 High St", "postcode": "LE1 1AA"}  # fmt: skip


def test_what_may_be_a_refuge_is_kept_off_the_public_map_until_answered() -> None:
    m = of(REFUGE, {"name": "Hall", "kind": "space"})
    public = publish(m)
    assert public.assets["name"].tolist() == ["Hall"]
    assert public.manifest.withheld["assets whose location may be secret: nobody has said"] == 1
    assert "Haven" not in read_page(m)
    assert publish(m, audience="team").assets["name"].tolist()[:2] == [REFUGE["name"], "Hall"]


@pytest.mark.parametrize(("answer", "place"), [(True, None), (False, "west")])
def test_an_answer_puts_it_on_the_map(answer: bool, place: str | None) -> None:
    m = of(REFUGE | {"sensitive_location": answer})
    public = admit(m, audience="public").assets.loc["g0"]
    assert public["name"] == REFUGE["name"]
    assert (None if pd.isna(public["place_id"]) else public["place_id"]) == place
    assert pd.isna(public["address"]) == answer

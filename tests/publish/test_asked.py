"""Can anybody work out a small number of people to ask from what a public page says?"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.maps import MapSpec
from assetmap.publish import admit, measure_unnamed, protect_champions, publish
from assetmap.tables import AssetMap

Town = Callable[..., AssetMap]
Agree = Callable[..., list[dict[str, Any]]]
NAMED = ("publish_name", "publish_role", "publish_place")


def make_people(west: int, east: int = 0, **more: int) -> dict[str, dict[str, Any]]:
    """So many people of each place, called after it."""
    counts = {"west": west, "east": east} | more
    return {
        f"{place}{at:02}": {"name": f"{place.title()} Person{at}", "kind": "individual",
                            "place_id": place}
        for place, count in counts.items()
        for at in range(count)
    } | {"hall": {"name": "Hall", "kind": "space", "place_id": "west"}}  # fmt: skip


def champions_of(m: AssetMap, **columns: Any) -> pd.DataFrame:
    """A frame as `find_champions` makes it: everybody, each bridging something."""
    people = m.assets[m.assets["kind"] == "individual"]
    frame = pd.DataFrame(
        {
            "person_id": people.index,
            "name": people["name"].to_numpy(),
            "place_id": people["place_id"].to_numpy(),
            "place_name": people["place_id"].map(m.places["name"]).to_numpy(),
            "roles": [()] * len(people),
            "betweenness": 0.1,
            "likeness": float("nan"),
            "says": "Ties a lot together.",
        }
    )
    return frame.assign(**columns)


def unnamed_of(m: AssetMap, champions: pd.DataFrame, audience: str = "public") -> dict[str, int]:
    admission = admit(m, audience=audience)
    counts = measure_unnamed(m, champions=champions, admission=admission)
    assert list(counts) == ["place_id", "people"]
    return dict(zip(counts["place_id"], counts["people"].tolist(), strict=True))


@pytest.mark.parametrize(
    ("people", "shown"), [(0, None), (1, None), (9, None), (10, 10), (12, 10), (13, 15), (22, 20)]
)
def test_people_to_ask_are_counted_by_the_rule(town: Town, people: int, shown: int | None) -> None:
    m = town(make_people(people))
    assert unnamed_of(m, champions_of(m)) == ({} if shown is None else {"west": shown})


def test_whoever_is_named_is_not_counted_again(town: Town, agreeing: Agree) -> None:
    """Ten, one of them by name: a total beside the name would tell that nine are left."""
    asked = agreeing("west00", *NAMED)
    m = town(make_people(10), consents=asked)
    assert unnamed_of(m, champions_of(m)) == {}
    m = town(make_people(11), consents=asked)
    assert unnamed_of(m, champions_of(m)) == {"west": 10}
    named = protect_champions(m, champions=champions_of(m), admission=admit(m, audience="public"))
    assert named.frame["person_id"].tolist() == ["west00"]
    # Somebody whose name is known, and who did not agree to be shown in their role, is counted.
    m = town(make_people(10), consents=agreeing("west00", "publish_name"))
    assert unnamed_of(m, champions_of(m)) == {"west": 10}


def test_only_those_who_are_there_and_bridge_are_counted(town: Town, agreeing: Agree) -> None:
    rows = make_people(14)
    rows["west00"]["status"] = "closed"
    rows["west01"]["sensitive_location"] = True
    gone = agreeing("west02", "store", withdrawn_on="2024-01-01")
    over = agreeing("west03", "store", expires_on="2021-01-01")
    m = town(rows, consents=gone + over)
    champions = champions_of(m)
    assert unnamed_of(m, champions) == {"west": 10}
    idle = champions.assign(betweenness=champions["betweenness"].where(champions.index > 4, 0.0))
    assert unnamed_of(m, idle) == {}
    assert unnamed_of(m, champions.drop(columns=["betweenness", "likeness"])) == {"west": 10}
    twice = pd.concat([champions, champions.assign(person_id="nobody"), champions])
    assert unnamed_of(m, twice) == {"west": 10}


def test_people_like_a_group_are_not_counted_and_the_team_needs_no_count(town: Town) -> None:
    m = town(make_people(20))
    assert unnamed_of(m, champions_of(m, likeness=1.0)) == {}
    assert unnamed_of(m, champions_of(m), audience="team") == {}
    assert publish(m, audience="team", champions=champions_of(m)).unnamed is None


def test_a_person_is_counted_for_their_own_place_alone(town: Town) -> None:
    """A total of the district would tell what is left for the ward without a number."""
    m = town(make_people(12, 3, vale=11))
    assert unnamed_of(m, champions_of(m)) == {"vale": 10, "west": 10}


def test_no_total_stands_beside_its_parts(town: Town) -> None:
    m = town(make_people(12, 3))
    public = publish(m, champions=champions_of(m))
    assert public.unnamed is not None
    assert public.unnamed.to_dict("list") == {"place": [1], "people": [10]}
    assert public.manifest.withheld == {
        "people to ask who did not agree to be named": 15,
        "people who did not agree to be named": 15,
    }
    assert public.manifest.account == (
        "people to ask who did not agree to be named: counted by place, where there are enough",
        "people who did not agree to be named: counted by place, where there are enough",
    )
    few = publish(town(make_people(9, 3)), champions=champions_of(town(make_people(9, 3))))
    assert few.unnamed is None
    assert few.manifest.account[0].endswith(": about 10")


def page_of(m: AssetMap) -> str:
    return MapSpec.from_publication(publish(m, champions=champions_of(m))).payload


def test_a_page_with_a_number_is_the_same_whatever_the_small_ones_are(town: Town) -> None:
    """From nobody to nine in the other ward: not a byte of the page tells."""
    pages = {page_of(town(make_people(12, east))) for east in range(10)}
    assert len(pages) == 1
    assert page_of(town(make_people(12, 10))) not in pages
    assert len({page_of(town(make_people(west, 4))) for west in (13, 14, 15, 16, 17)}) == 1


SIZES = st.integers(0, 24)


@settings(max_examples=15, deadline=None)
@given(west=SIZES, east=SIZES, agreed=st.sets(st.integers(0, 23), max_size=8))
def test_nobody_who_did_not_agree_is_on_the_page_and_no_small_number(
    town: Town, agreeing: Agree, west: int, east: int, agreed: set[int]
) -> None:
    consents = [row for at in sorted(agreed) for row in agreeing(f"west{at:02}", *NAMED)]
    consents = [row for row in consents if int(row["asset_id"][4:]) < west]
    m = town(make_people(west, east), consents=consents)
    named = {row["asset_id"] for row in consents}
    public = publish(m, champions=champions_of(m))
    payload = MapSpec.from_publication(public).payload
    shown = set(re.findall(r"(?:West|East) Person\d+", payload))
    assert shown == {m.assets["name"][person] for person in named}
    assert not re.search(r"(?:west|east)\d\d", payload)
    left = {1: west - len(named), 2: east}
    counts = {} if public.unnamed is None else dict(public.unnamed.to_numpy().tolist())
    assert counts == {place: (n + 2) // 5 * 5 for place, n in left.items() if n >= 10}
    assert "Ties a lot together." not in payload

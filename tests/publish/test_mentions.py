"""Is somebody who is not shown left out of other people's stories?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from assetmap.publish import admit, publish
from assetmap.publish.personal_texts import find_mentions
from assetmap.tables import AssetMap

Usual = Callable[..., AssetMap]
Agree = Callable[..., list[dict[str, Any]]]


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("Run by Asha Rahman.", True),
        ("ASHA  RAHMAN’s idea", True),
        ("Asha Rahman's idea", True),
        ("asha\nrahman", True),
        ("Asha Rahmani", False),
        ("Natasha Rahman", False),
        ("Asha sings; Rahman plays", False),
        ("Asha-Rahman", True),
        ("ask Jo O'Brien-Smith", True),
        ("", False),
    ],
)
def test_a_full_name_is_found_as_whole_words(text: str, is_named: bool) -> None:
    names = ["Asha Rahman", "Jo O'Brien-Smith", "Rose"]
    assert find_mentions(pd.Series([text, None]), names).tolist() == [is_named, False]


def test_a_single_name_is_no_full_name() -> None:
    assert not find_mentions(pd.Series(["A rose garden"]), ["Rose"]).any()


def test_stories_and_wishes_that_name_somebody_hidden_are_left_out(
    usual: Usual, agreeing: Agree
) -> None:
    telling = {
        "choir": {"name": "Choir", "kind": "association", "description": "Founded by Ben Shaw.",
                  "wants": ("a piano", "ben shaw back"), "offers": ("songs",)},
    }  # fmt: skip
    hidden = admit(usual(assets=telling), audience="public")
    choir = hidden.assets.loc["choir"]
    assert pd.isna(choir["description"])
    assert (choir["wants"], choir["offers"]) == (("a piano",), ("songs",))
    assert hidden.blanked["assets with words that name people who are not shown"] == 1
    agreed = admit(usual(agreeing("ben", "publish_name"), assets=telling), audience="public")
    assert agreed.assets.loc["choir", "description"] == "Founded by Ben Shaw."
    team = admit(usual(assets=telling), audience="team")
    assert team.assets.loc["choir", "wants"] == ("a piano", "ben shaw back")


def test_sources_named_after_people_or_files_lose_their_name(usual: Usual) -> None:
    m = usual()
    sources = pd.DataFrame(
        {
            "name": ["Ben Shaw", "Tea with Asha Rahman", "ben_shaw.xlsx", "C:\\Users\\jo\\a",
                     "Parish walk", "Never used"],
            "licence": "CC BY 4.0",
            "how": ["told by Ben Shaw", "tea", None, None, "on foot", None],
        },
        index=["a", "b", "c", "d", "e", "f"],
    )  # fmt: skip
    assets = m.assets.loc[["hall", "ben", "asha"]]
    assets["sources"] = [("a", "b", "c", "d", "e"), ("f",), ("f",)]
    m = AssetMap.from_frames(assets=assets, places=m.places, sources=sources)
    public = publish(m)
    anonymous = "A source of the team"
    assert public.sources["name"].tolist() == [*[anonymous] * 4, "Parish walk"]
    assert public.sources["how"].dropna().tolist() == ["tea", "on foot"]
    assert public.assets["sources"].tolist() == [(0, 1, 2, 3, 4)]
    assert publish(m, audience="team").sources["name"].tolist() == sources["name"].tolist()

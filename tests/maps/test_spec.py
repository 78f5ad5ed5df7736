"""A spec is everything the page holds, the same for equal publications."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import fields
from typing import Any

import pandas as pd
import pytest

from assetmap.maps import MapSpec
from tests.published import replace


def test_the_spec_says_what_is_shown(village: Any) -> None:
    spec = MapSpec.from_publication(village)
    assert (spec.title, spec.language, spec.audience) == ("Millbrook", "en-GB", "public")
    assert (spec.assets, spec.places, spec.smallest_places) == (8, 3, 2)
    data = spec.data
    assert data["assets"]["name"][:2] == ["Mill Hall", "Allotment Society"]
    assert data["assets"]["place"] == [1, 1, 1, 2, 2, -1, -1, 2]
    assert data["places"]["population"] == [None, 1520, 980]
    assert data["asOf"] == "2026-11-21"
    assert data["sources"]["date"] == ["2026-03-01"]


def test_a_small_count_of_people_withheld_is_not_on_the_page(village: Any) -> None:
    assert MapSpec.from_publication(village).data["withheld"] == [
        "assets whose location is kept back: 1",
        "closed: 4",
        "people who did not agree to be named: fewer than 10",
    ]


def test_columns_that_hold_nothing_are_not_written(village: Any) -> None:
    assets = MapSpec.from_publication(village).data["assets"]
    assert not {"email", "phone", "contact_name", "address", "postcode"} & set(assets)


def test_only_known_columns_are_read(village: Any) -> None:
    private = village.assets.assign(notes="secret-marker", asset_id="secret-marker")
    spec = MapSpec.from_publication(replace(village, assets=private))
    assert spec == MapSpec.from_publication(village)


def test_equal_publications_have_equal_specs(village: Any, village_parts: dict[str, Any]) -> None:
    assert MapSpec.from_publication(village) == MapSpec.from_publication(
        type(village)(**village_parts)
    )
    withheld = dict(reversed(village.manifest.withheld.items()))
    turned = replace(village, manifest=dataclasses.replace(village.manifest, withheld=withheld))
    assert MapSpec.from_publication(turned) == MapSpec.from_publication(village)


def test_the_publication_is_not_changed(village: Any) -> None:
    before = {
        f.name: value.copy(deep=True)
        for f in fields(village)
        if isinstance(value := getattr(village, f.name), pd.DataFrame)
    }
    MapSpec.from_publication(village, simplify_m=10)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(getattr(village, name), frame)


@pytest.mark.parametrize("wrong", [0, -5.0, float("nan")])
def test_simplifying_by_no_distance_is_refused(village: Any, wrong: float) -> None:
    with pytest.raises(ValueError, match="metres above zero"):
        MapSpec.from_publication(village, simplify_m=wrong)


def test_every_text_comes_back_as_it_was_written(
    hostile_publication: Any, hostile: tuple[str, ...]
) -> None:
    spec = MapSpec.from_publication(hostile_publication)
    assert spec.payload.encode("utf-8")
    data = json.loads(spec.payload)
    assert data["assets"]["name"] == list(hostile)
    assert data["assets"]["description"] == list(hostile)
    assert data["title"] == "".join(hostile)
    assert data["gaps"]["says"] == sorted(hostile)
    assert sorted(data["places"]["level"]["of"]) == sorted({*hostile, "ward"})


def test_an_empty_publication_is_a_spec(village: Any) -> None:
    empty = replace(
        village,
        assets=village.assets.iloc[:0],
        places=village.places.iloc[:0],
        ties=village.ties.iloc[:0],
        sources=village.sources.iloc[:0],
        gaps=None,
        links=None,
        people_to_ask=None,
    )
    spec = MapSpec.from_publication(empty)
    assert (spec.assets, spec.places) == (0, 0)
    assert "where" not in spec.data["assets"]

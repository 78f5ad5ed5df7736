"""Can a small number of people be worked out from what is published?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.publish import RULES, protect_counts, publish
from assetmap.publish.publish import Manifest

Agree = Callable[..., list[dict[str, Any]]]
RULE_NAMES = st.sampled_from(sorted(RULES))


def candidates(published: Any, rule: str, most: int = 60) -> set[int]:
    """Every raw count that would have been published like this: by brute force."""
    known = RULES[rule]
    if published is pd.NA:
        return set(range(1, known.smallest))
    found = {0} if published == 0 else set()
    for raw in range(known.smallest, most):
        below = raw - raw % known.nearest
        nearest = below if raw - below < known.nearest / 2 else below + known.nearest
        found |= {raw} if nearest == published else set()
    return found


@pytest.mark.parametrize(
    ("rule", "raw", "published"),
    [
        ("ons", 0, 0), ("ons", 1, None), ("ons", 9, None), ("ons", 10, 10), ("ons", 12, 10),
        ("ons", 13, 15), ("nhs", 1, None), ("nhs", 7, None), ("nhs", 8, 10), ("nhs", 12, 10),
        ("five", 4, None), ("five", 5, 5), ("five", 7, 5), ("five", 8, 10),
    ],
)  # fmt: skip
def test_the_rules_as_offices_write_them(rule: str, raw: int, published: int | None) -> None:
    got = protect_counts(pd.Series([raw], name="people"), rule=rule)
    assert got.dtype == "Int64"
    assert got.name == "people"
    assert (got[0] is pd.NA) if published is None else (got[0] == published)


def test_the_nhs_rule_is_that_of_areas_below_national() -> None:
    assert RULES["nhs"].says == (
        "Counts of people below 8 are not shown; others are rounded to the nearest 5."
    )


@given(st.lists(st.integers(0, 59), min_size=1, max_size=30), RULE_NAMES)
def test_every_count_agrees_with_the_brute_force(raw: list[int], rule: str) -> None:
    published = protect_counts(pd.Series(raw), rule=rule)
    for count, shown in zip(raw, published, strict=True):
        assert count in candidates(shown, rule)


@given(st.integers(1, 59), RULE_NAMES)
def test_no_published_count_gives_a_small_count_away(raw: int, rule: str) -> None:
    fits = candidates(protect_counts(pd.Series([raw]), rule=rule)[0], rule)
    assert raw in fits
    if raw < RULES[rule].smallest:
        assert fits == set(range(1, RULES[rule].smallest))


def test_inputs_are_not_changed_and_labels_are_kept() -> None:
    counts = pd.Series([3, 30], index=["east", "west"], name="people")
    before = counts.copy()
    got = protect_counts(counts)
    pd.testing.assert_series_equal(counts, before)
    assert got.index.tolist() == ["east", "west"]
    assert protect_counts(pd.Series([], dtype=np.int64)).tolist() == []


def manifest(audience: str, **counts: int) -> Manifest:
    today = pd.Timestamp("2026-06-01").date()
    return Manifest(audience, today, today, 0, counts, {}, (), "", ())


@given(st.integers(1, 59))
def test_the_account_on_the_page_keeps_the_rule(count: int) -> None:
    (said,) = manifest("public", **{"people who left": count}).account
    published = protect_counts(pd.Series([count]))[0]
    expected = "fewer than 10" if published is pd.NA else f"about {published}"
    assert said == f"people who left: {expected}"


def test_the_account_of_things_and_of_the_team_is_exact() -> None:
    assert manifest("public", closed=3).account == ("closed: 3",)
    assert manifest("team", **{"people who left": 3}).account == ("people who left: 3",)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 24), st.integers(0, 24))
def test_the_manifest_is_exact_and_the_page_is_not(agreed: int, silent: int) -> None:
    from assetmap.tables import AssetMap

    ids = [f"p{at:02}" for at in range(agreed + silent)]
    people = pd.DataFrame({"name": ids, "kind": "individual"}, index=pd.Index(ids, dtype="str"))
    consents = pd.DataFrame(
        {"asset_id": ids[:agreed], "purpose": "publish_name", "given_on": "2020-01-01"}
    )
    public = publish(AssetMap.from_frames(assets=people, consents=consents))
    assert public.manifest.shown == len(public.assets) == agreed
    reason = "people who did not agree to be named"
    assert public.manifest.withheld.get(reason, 0) == silent
    said = dict(line.rsplit(": ", 1) for line in public.manifest.account).get(reason)
    if silent < 10:  # nobody is not told from somebody, nor by a line that is missing
        assert said == "fewer than 10"
    else:
        assert said == f"about {(silent + 2) // 5 * 5}"


def test_the_account_of_a_page_does_not_tell_nobody_from_somebody() -> None:
    from assetmap.tables import AssetMap

    def account(silent: int, placeless: int, *, audience: str = "public") -> tuple[str, ...]:
        """Give the account where two agree to all, some to their name alone, some to nothing."""
        ids = [f"p{at:02}" for at in range(2 + silent + placeless)]
        named = ids[: 2 + placeless]
        consents = pd.DataFrame(
            {"asset_id": [*named, *ids[:2]],
             "purpose": ["publish_name"] * len(named) + ["publish_place"] * 2,
             "given_on": "2020-01-01"}
        )  # fmt: skip
        people = pd.DataFrame(
            {"name": ids, "kind": "individual", "place_id": "mill"},
            index=pd.Index(ids, dtype="str"),
        )
        m = AssetMap.from_frames(assets=people, consents=consents)
        asked = pd.DataFrame({"person_id": ids, "name": ids, "place_id": "mill",
        "place_name": "mill",
                              "roles": [()] * len(ids), "says": ""})  # fmt: skip
        return publish(m, audience=audience, champions=asked).manifest.account

    nobody = account(0, 0)
    assert nobody == (
        "people shown without their place: fewer than 10",
        "people to ask who did not agree to be named: fewer than 10",
        "people who did not agree to be named: fewer than 10",
    )
    assert all(
        account(silent, placeless) == nobody for silent, placeless in [(1, 0), (0, 1), (5, 2)]
    )
    assert account(12, 0) != nobody  # many may be told
    assert account(0, 0, audience="team") == ()


def test_the_account_of_a_page_without_people_tells_of_nobody_who_is_shown() -> None:
    from assetmap.tables import AssetMap

    hall = pd.DataFrame({"name": ["Hall"], "kind": "space"})
    asha = pd.DataFrame({"name": ["Hall", "Asha"], "kind": ["space", "individual"]})
    told = [
        publish(AssetMap.from_frames(assets=assets)).manifest.account for assets in (hall, asha)
    ]
    assert told[0] == told[1] == ("people who did not agree to be named: fewer than 10",)

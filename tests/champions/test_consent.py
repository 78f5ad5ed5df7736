"""A consent holds from the day it was given until it expires or is taken back."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from assetmap.model import Purpose
from assetmap.tables import AssetMap, find_consenting, find_withdrawn


def map_with(*consents):
    rows = pd.DataFrame(consents, columns=["given_on", "expires_on", "withdrawn_on"])
    return AssetMap.from_frames(
        assets=pd.DataFrame({"name": ["Asha"], "kind": ["individual"]}, index=["asha"]),
        consents=rows.assign(asset_id="asha", purpose="publish_name"),
        as_of=dt.date(2026, 3, 1),
    )


@pytest.mark.parametrize(
    ("consents", "holds"),
    [
        ([("2026-03-01", None, None)], True),
        ([("2026-03-02", None, None)], False),
        ([(None, None, None)], False),
        ([("2026-01-01", "2026-03-01", None)], True),
        ([("2026-01-01", "2026-02-28", None)], False),
        ([("2026-01-01", None, "2026-03-01")], False),
        ([("2026-01-01", None, "2026-03-02")], True),
        ([("2025-01-01", None, "2025-06-01"), ("2026-01-01", None, None)], True),
        ([("2025-01-01", None, None), (None, None, "2025-06-01")], False),
        ([("2025-06-01", None, None), (None, None, "2025-06-01")], False),
        ([], False),
    ],
)
def test_when_a_consent_holds(consents, holds):
    m = map_with(*consents)
    assert (find_consenting(m, purpose=Purpose.PUBLISH_NAME).tolist() == ["asha"]) is holds
    assert find_consenting(m, purpose=Purpose.PUBLISH_CONTACT).empty


def test_withdrawn_is_taken_back_and_not_given_again():
    withdrawn = map_with(("2025-01-01", None, "2025-06-01"))
    again = map_with(("2025-01-01", None, "2025-06-01"), ("2026-01-01", None, None))
    never = map_with()
    found = [find_withdrawn(m, purpose=Purpose.PUBLISH_NAME).tolist()
             for m in (withdrawn, again, never)]  # fmt: skip
    assert found == [["asha"], [], []]

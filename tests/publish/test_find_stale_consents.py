"""Whom to ask again: by hand, and held against asking what holds on each day."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.errors import TableError
from assetmap.model import Purpose
from assetmap.publish import find_stale_consents
from assetmap.tables import AssetMap, find_consenting

TODAY = dt.date(2026, 11, 1)


def make(*rows: tuple[str, str, str | None, str | None, str | None]) -> AssetMap:
    columns = ["asset_id", "purpose", "given_on", "expires_on", "withdrawn_on"]
    return AssetMap.from_frames(
        assets=pd.DataFrame({"name": ["Asha Invented", "Ben Invented"], "kind": "individual",
                             "phone": ["01234", None]}, index=["a", "b"]),
        consents=pd.DataFrame(list(rows), columns=columns), as_of=TODAY,
    )  # fmt: skip


def test_who_is_asked_again_and_why() -> None:
    stale = find_stale_consents(
        make(
            ("a", "publish_name", "2026-01-01", "2027-01-20", None),
            ("a", "publish_role", "2026-01-01", "2026-12-31", None),
            ("a", "introduce", "2020-01-01", "2020-12-31", None),  # over: nothing is left to ask
            ("b", "publish_name", "2026-01-01", "2026-12-31", "2026-02-01"),  # taken back
            ("b", "introduce", "2020-05-04", None, None),
            ("b", "store", "2026-05-04", None, None),
        )
    )
    assert stale["person_id"].tolist() == ["a", "b"]
    assert stale["consents"].tolist() == [("publish_name", "publish_role"), ("introduce",)]
    assert stale["says"].tolist() == [
        "Agreed to publish_name and publish_role; the first ends on 31 December 2026: ask again "
        "before that day.",
        "Agreed to introduce, on 4 May 2020, over two years ago: ask whether it still holds.",
    ]
    assert stale["phone"].tolist()[0] == "01234"


def test_a_renewed_consent_is_not_asked_for_again() -> None:
    old = ("a", "publish_name", "2025-01-01", "2026-12-01", None)
    assert len(find_stale_consents(make(old))) == 1
    assert find_stale_consents(make(old, ("a", "publish_name", "2026-06-01", None, None))).empty
    assert find_stale_consents(make(old), within_days=29).empty
    with pytest.raises(TableError, match="give 0 or more days"):
        find_stale_consents(make(old), within_days=-1)


DAYS = st.dates(dt.date(2025, 1, 1), dt.date(2027, 6, 1)).map(str)
ROWS = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from(["publish_name", "introduce"]), DAYS,
              st.none() | DAYS, st.none() | DAYS),
    max_size=6,
)  # fmt: skip


@given(ROWS)
def test_whoever_would_be_hidden_within_the_days_is_listed(rows: list) -> None:
    """Nobody who is shown today and not in 90 days is missing, unless they took it back."""
    rows = [row for row in rows if row[4] is None or row[4] <= str(TODAY)]
    rows = [row for row in rows if row[2] <= str(TODAY) and (row[3] is None or row[3] >= row[2])]
    m = make(*rows)
    listed = set(find_stale_consents(m)["person_id"])
    later = TODAY + dt.timedelta(days=91)
    for purpose in (Purpose.PUBLISH_NAME, Purpose.INTRODUCE):
        now = set(find_consenting(m, purpose=purpose))
        then = set(find_consenting(m, purpose=purpose, on=later))
        assert now - then <= listed

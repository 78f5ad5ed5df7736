"""Who has agreed to a purpose, and who has taken it back?"""

from __future__ import annotations

import pandas as pd

from assetmap.model import Purpose
from assetmap.tables import AssetMap

__all__ = ["find_consenting", "find_withdrawn"]


def find_consenting(m: AssetMap, *, purpose: Purpose) -> pd.Index[str]:
    """
    List the people whose consent to a purpose holds on ``m.as_of``.

    A consent holds when it was given on a stated day, has not expired and was
    not taken back. Taking back counts for every consent that the person had
    given up to that day; one given later holds again.

    Parameters
    ----------
    m
        The map.
    purpose
        What they agreed to.

    Returns
    -------
    people
        Ids, sorted.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["Asha", "Ben"], "kind": "individual"}, index=["a", "b"]),
    ...     consents=pd.DataFrame(
    ...         {
    ...             "asset_id": ["a", "b"],
    ...             "purpose": "publish_name",
    ...             "given_on": "2026-01-01",
    ...             "withdrawn_on": [None, "2026-01-20"],
    ...         }
    ...     ),
    ...     as_of=pd.Timestamp("2026-02-01").date(),
    ... )
    >>> find_consenting(m, purpose=Purpose.PUBLISH_NAME).tolist()
    ['a']
    """
    given, taken_back = _last_days(m, purpose)
    is_over = taken_back.reindex(given.index) >= given
    people: pd.Index[str] = given.index[~is_over].sort_values()
    return people


def find_withdrawn(m: AssetMap, *, purpose: Purpose) -> pd.Index[str]:
    """
    List the people who took back their consent to a purpose and gave none since.

    Parameters
    ----------
    m
        The map.
    purpose
        What they had agreed to.

    Returns
    -------
    people
        Ids, sorted. Whoever never gave or refused anything is not among them.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["Asha"], "kind": "individual"}, index=["a"]),
    ...     consents=pd.DataFrame(
    ...         {"asset_id": ["a"], "purpose": "store", "withdrawn_on": ["2026-01-20"]}
    ...     ),
    ...     as_of=pd.Timestamp("2026-02-01").date(),
    ... )
    >>> find_withdrawn(m, purpose=Purpose.STORE).tolist()
    ['a']
    """
    _, taken_back = _last_days(m, purpose)
    consenting = find_consenting(m, purpose=purpose)
    people: pd.Index[str] = taken_back.index.difference(consenting).sort_values()
    return people


def _last_days(
    m: AssetMap, purpose: Purpose
) -> tuple[pd.Series[pd.Timestamp], pd.Series[pd.Timestamp]]:
    """Find per person the last day of giving that may hold, and of taking back."""
    today = pd.Timestamp(m.as_of)
    rows = m.consents
    rows = rows[rows["purpose"] == str(purpose)]
    is_taken_back = rows["withdrawn_on"] <= today
    may_hold = (rows["given_on"] <= today) & ~(rows["expires_on"] < today) & ~is_taken_back
    given = rows[may_hold].groupby("asset_id")["given_on"].max()
    taken_back = rows[is_taken_back].groupby("asset_id")["withdrawn_on"].max()
    return given, taken_back

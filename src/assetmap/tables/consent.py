"""Who agreed to a purpose, who withdrew, and whose storage has ended."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from assetmap.model import Purpose
from assetmap.tables.asset_map import AssetMap

__all__ = ["find_consenting", "find_ended", "find_withdrawn"]


def find_consenting(m: AssetMap, *, purpose: Purpose, on: dt.date | None = None) -> pd.Index[str]:
    """
    List the people whose consent to a purpose holds on a day.

    Of each person's rows the one with the latest day, given or withdrawn,
    decides: it must have been given on a stated day, not have expired and not
    have been taken back. What is later than the day that is asked for does not
    count yet. Where rows of the latest day disagree, or a row has no day at
    all, the consent does not hold.

    Parameters
    ----------
    m
        The map.
    purpose
        What they agreed to.
    on
        The day; ``m.as_of`` when None.

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
    rows = _take_rows(m.consents, purpose)
    return _list_nobody() if rows.empty else _find_holding(_read_states(rows, on or m.as_of))


def find_withdrawn(m: AssetMap, *, purpose: Purpose, on: dt.date | None = None) -> pd.Index[str]:
    """
    List the people who took back their consent to a purpose and gave none since.

    Parameters
    ----------
    m
        The map.
    purpose
        What they had agreed to.
    on
        The day; ``m.as_of`` when None.

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
    stated = _take_rows(m.consents, purpose)
    if stated.empty:
        return _list_nobody()
    rows = _read_states(stated, on or m.as_of)
    taken_back = pd.Index(rows.loc[rows["is_back"], "asset_id"].unique())
    people: pd.Index[str] = taken_back.difference(_find_holding(rows)).sort_values()
    return people


def find_ended(consents: pd.DataFrame, *, purpose: Purpose, on: dt.date) -> pd.Series[pd.Timestamp]:
    """
    Find whose consent to a purpose was taken back or ran out, and when.

    Parameters
    ----------
    consents
        Rows as in ``m.consents``. Not modified.
    purpose
        What they had agreed to.
    on
        The day for which it is asked.

    Returns
    -------
    ended
        The last day on which it was taken back or, without that, ran out; by
        id of the person, sorted. Whoever gave it again since is not among
        them.

    Examples
    --------
    >>> rows = pd.DataFrame({"asset_id": ["a", "b"], "purpose": "store",
    ...     "given_on": pd.to_datetime(["2024-01-01", "2025-01-01"]),
    ...     "expires_on": pd.to_datetime(["2025-12-31", None]),
    ...     "withdrawn_on": pd.to_datetime([None, None])})
    >>> ended = find_ended(rows, purpose=Purpose.STORE, on=pd.Timestamp("2026-02-01").date())
    >>> ended.dt.strftime("%d/%m/%Y").to_dict()
    {'a': '31/12/2025'}
    """
    stated = _take_rows(consents, purpose)
    if stated.empty:
        return _list_no_ends()
    rows = _read_states(stated, on)
    days = rows["withdrawn_on"].where(rows["is_back"])
    days = days.fillna(rows["expires_on"].where(rows["is_over"]))
    ended = days.groupby(rows["asset_id"]).max().dropna().sort_index().rename("ended_on")
    return ended[~ended.index.isin(_find_holding(rows))]


def _take_rows(consents: pd.DataFrame, purpose: Purpose) -> pd.DataFrame:
    is_for = consents["purpose"].to_numpy(dtype=object) == str(purpose)
    return consents if is_for.all() else consents[is_for]


def _read_states(rows: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Read what each row of a purpose comes to on a day, and the day that says so."""
    today = pd.Timestamp(on)
    given, withdrawn = rows["given_on"], rows["withdrawn_on"]
    is_begun, is_back = given <= today, withdrawn <= today
    is_over = rows["expires_on"] < today
    return pd.DataFrame(
        {
            "asset_id": rows["asset_id"],
            "withdrawn_on": withdrawn,
            "expires_on": rows["expires_on"],
            "day": pd.concat([given.where(is_begun), withdrawn.where(is_back)], axis=1).max(axis=1),
            "is_back": is_back,
            "is_over": is_over,
            "is_given": is_begun & ~is_back & ~is_over,
            "is_undated": given.isna() & withdrawn.isna(),
        }
    )


def _find_holding(rows: pd.DataFrame) -> pd.Index[str]:
    """List the people all of whose deciding rows give the consent."""
    latest = rows.groupby("asset_id")["day"].transform("max")
    deciding = rows[(rows["day"] == latest) | rows["is_undated"]]
    is_held = deciding.groupby("asset_id")["is_given"].all()
    people: pd.Index[str] = pd.Index(is_held.index[is_held]).sort_values()
    return people


def _list_no_ends() -> pd.Series[pd.Timestamp]:
    nobody = _list_nobody().rename("asset_id")
    days: pd.Series[pd.Timestamp] = pd.Series(pd.DatetimeIndex([], dtype="datetime64[s]"))
    return days.set_axis(nobody).rename("ended_on")


def _list_nobody() -> pd.Index[str]:
    return pd.Index([], dtype="str")

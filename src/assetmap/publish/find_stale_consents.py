"""`find_stale_consents`: whose consents end soon or were given long ago, and whom to ask again."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from assetmap.errors import TableError
from assetmap.language import in_its_language, say, say_plural
from assetmap.model import Purpose
from assetmap.tables import OLD_AFTER, OLD_AFTER_DAYS, AssetMap, find_consenting
from assetmap.wording import say_day, say_list, say_rows

__all__ = ["STALE_COLUMNS", "find_stale_consents"]

STALE_COLUMNS = (
    "person_id", "name", "consents", "ends_on", "given_on", "phone", "email", "says",
)  # fmt: skip
"""Columns of what `find_stale_consents` gives, in order."""


@in_its_language
def find_stale_consents(
    m: AssetMap, *, within_days: int = 90, on: dt.date | None = None
) -> pd.DataFrame:
    """
    Find the people to ask again, before what they agreed to ends.

    Read it as a list of calls: whoever does not answer is no longer shown
    from the day after ``ends_on``, without anybody doing anything. Ask whether
    they still want what they agreed to, and write the answer down as a new row
    of consents with its day, whatever it is. It holds how to reach people, for
    the team alone.

    Parameters
    ----------
    m
        The map. Not modified.
    within_days
        How soon a consent must end to be listed, in days, from 0.
    on
        The day from which is counted; ``m.as_of`` when None.

    Returns
    -------
    stale
        One row per person, whose consent ends first before the others:

        - ``person_id``, ``name``
        - ``consents`` (tuple): the purposes that end soon or were given long
          ago, sorted
        - ``ends_on``: the last day of the first of them to end; NaT where
          none of them has an end
        - ``given_on``: when the oldest of them was given
        - ``phone``, ``email``: how to reach them
        - ``says``: why to ask, without a name

        Only consents that hold on the day are listed: who took one back is
        not to be asked. Those without an end are listed once they were given
        over two years before the day.

    Raises
    ------
    TableError
        If ``within_days`` is below 0.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["Asha", "Ben"], "kind": "individual"}, index=["a", "b"]),
    ...     consents=pd.DataFrame(
    ...         {"asset_id": ["a", "b"], "purpose": ["publish_name", "introduce"],
    ...          "given_on": ["2026-01-01", "2023-05-04"], "expires_on": ["2026-12-31", None]}
    ...     ),
    ...     as_of=dt.date(2026, 11, 1),
    ... )
    >>> find_stale_consents(m)["says"].tolist()
    ['Agreed to publish_name; it ends on 31 December 2026: ask again before that day.',
    'Agreed to introduce, on 4 May 2023, over two years ago: ask whether it still holds.']
    """
    if within_days < 0:
        raise TableError(f"`within_days` is {within_days}; give 0 or more days to look ahead.")
    today = pd.Timestamp(on or m.as_of)
    held = _list_held(m, today.date())
    ends_soon = held["expires_on"] <= today + pd.Timedelta(days=within_days)
    is_old = held["expires_on"].isna() & (
        held["given_on"] < today - pd.Timedelta(days=OLD_AFTER_DAYS)
    )
    stale = held[ends_soon | is_old].sort_values(["asset_id", "purpose"])
    each = stale.groupby("asset_id", sort=True)
    people = m.assets.reindex(pd.Index(each.groups, dtype="str"))
    rows = pd.DataFrame(
        {
            "person_id": people.index.astype("str"),
            "name": people["name"].astype("str").to_numpy(),
            "consents": pd.Series([*each["purpose"].agg(tuple)], dtype=object),
            "ends_on": each["expires_on"].min().to_numpy(),
            "given_on": each["given_on"].min().to_numpy(),
            "phone": people["phone"].astype("str").to_numpy(),
            "email": people["email"].astype("str").to_numpy(),
        }
    )
    rows["says"] = say_rows(rows[["consents", "ends_on", "given_on"]], _say_stale)
    order = ["ends_on", "given_on", "person_id"]
    rows = rows.sort_values(order, na_position="last", ignore_index=True)
    return rows.astype({"says": "str"})[list(STALE_COLUMNS)]


def _list_held(m: AssetMap, on: dt.date) -> pd.DataFrame:
    """List each consent that holds on a day: when it was last given, and its earliest end."""
    consents = m.consents[["asset_id", "purpose", "given_on", "expires_on"]]
    consents = consents[consents["given_on"] <= pd.Timestamp(on)]
    holding = [
        consents[consents["asset_id"].isin(people) & (consents["purpose"] == str(purpose))]
        for purpose in Purpose
        if len(people := find_consenting(m, purpose=purpose, on=on))
    ]
    rows = pd.concat([consents.iloc[:0], *holding])
    by = ["asset_id", "purpose"]
    newest = rows[rows["given_on"] == rows.groupby(by)["given_on"].transform("max")]
    found = newest.groupby(by, as_index=False).agg({"given_on": "max", "expires_on": "min"})
    return found.astype({"asset_id": "str", "purpose": "str"})


def _say_stale(*, consents: tuple[str, ...], ends_on: pd.Timestamp, given_on: pd.Timestamp) -> str:
    """Say why to ask again, without a name."""
    what, many = say_list(consents), len(consents)
    if pd.isna(ends_on):
        return say(
            "Agreed to {what}, on {day}, over {age} ago: ask whether it still holds.",
            what=what,
            day=say_day(given_on.date()),
            age=OLD_AFTER,
        )
    return say_plural(
        "Agreed to {what}; it ends on {day}: ask again before that day.",
        "Agreed to {what}; the first ends on {day}: ask again before that day.",
        many,
        what=what,
        day=say_day(ends_on.date()),
    )

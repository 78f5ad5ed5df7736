"""`add_checks`: a map with what people have confirmed since."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assetmap.errors import Problem, TableError, find_near_word
from assetmap.tables import AssetMap, note_edit

__all__ = ["add_checks"]


def add_checks(m: AssetMap, checks: pd.DataFrame) -> AssetMap:
    """
    Take on what was confirmed: the later day of a record's own and of a check.

    Parameters
    ----------
    m
        The map. Not modified.
    checks
        ``asset_id`` and ``confirmed_on`` (a day, or a text such as
        "2026-05-31"), as of `suggest_checks`; a row without a day was not
        asked about yet. Other columns are passed over.

    Returns
    -------
    m
        The same map with newer ``verified_on``.

    Raises
    ------
    TableError
        With every row that cannot be used: an asset that is not on the map,
        what is no day, or a day after that of the map.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["Hall"], "kind": ["space"]}, index=["hall"]),
    ...     as_of=pd.Timestamp("2026-06-30").date(),
    ... )
    >>> checked = add_checks(
    ...     m, pd.DataFrame({"asset_id": ["hall"], "confirmed_on": ["2026-05-31"]})
    ... )
    >>> str(checked.assets["verified_on"]["hall"].date()), m.assets["verified_on"].isna().all()
    ('2026-05-31', np.True_)
    """
    missing = [name for name in ("asset_id", "confirmed_on") if name not in checks.columns]
    if missing:
        raise TableError(f"Checks need a column {missing[0]!r}, as `suggest_checks` gives it.")
    given = checks[checks["confirmed_on"].notna()]
    days = pd.to_datetime(given["confirmed_on"], errors="coerce", format="ISO8601")
    assets = m.assets
    known = assets.index
    problems = [
        *_list_strangers(given["asset_id"], known),
        *_list_no_days(given["confirmed_on"], days, m),
    ]
    if problems:
        raise TableError("These checks cannot be taken on.", problems)
    newest = days.groupby(given["asset_id"].astype("str").to_numpy()).max().reindex(known)
    before = assets["verified_on"].to_numpy(dtype="datetime64[s]")
    after = newest.to_numpy(dtype="datetime64[s]")
    return note_edit(m, m.with_tables(assets=assets.assign(verified_on=np.fmax(before, after))))


def _list_strangers(ids: pd.Series[str], known: pd.Index[str]) -> list[Problem]:
    """List the rows that are about nothing on the map."""
    return [
        Problem(
            f"row {row}", "unknown_asset", f"asset {value!r} is not on this map.",
            find_near_word(value, known, else_say="Check the id."),
        )
        for row, value in ids[~ids.astype("str").isin(known)].items()
    ]  # fmt: skip


def _list_no_days(
    given: pd.Series[str], days: pd.Series[pd.Timestamp], m: AssetMap
) -> list[Problem]:
    """List the rows without a day that can be used."""
    no_day = [
        Problem(f"row {row}", "no_day", f"{value!r} is no day.", "Write it as 2026-05-31.")
        for row, value in given[days.isna()].items()
    ]
    late = days[days.to_numpy(dtype="datetime64[s]") > np.datetime64(m.as_of)]
    return no_day + [
        Problem(
            f"row {row}", "future_day", f"{day.date()} is after the map's day, {m.as_of}.",
            "Correct the day, or read the map as of a later one.",
        )
        for row, day in late.items()
    ]  # fmt: skip

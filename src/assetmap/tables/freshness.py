"""What holds on the day of a map, and what of it is old or unsure.

A record is *old* when it was last confirmed more than two years before the
day of the map; it is *unconfirmed* when nobody ever confirmed it. *Unsure* is
either of the two. This is the one place that knows after how long.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from assetmap.arrays import rows_of_tuples
from assetmap.language import message, plural, say, say_plural
from assetmap.model import Status, TieKind, say_column
from assetmap.typing import Flags
from assetmap.wording import follow

if TYPE_CHECKING:
    from assetmap.tables.asset_map import AssetMap

__all__ = [
    "OLD_AFTER",
    "OLD_AFTER_DAYS",
    "end_with_unsure",
    "find_open",
    "find_publishing_day",
    "find_standing_ties",
    "find_ties_but_nominations",
    "is_old",
    "is_unsure",
    "measure_asset_is_unsure",
    "measure_tie_is_unsure",
    "say_doubts",
    "say_is_old",
    "say_unsure",
]

OLD_AFTER_DAYS = 730
OLD_AFTER = "two years"
"""The same in words, for sentences."""


def is_old(confirmed_on: pd.Series[Any], as_of: dt.date) -> pd.Series[bool]:
    """
    Tell which were last confirmed too long before ``as_of``; False where nobody ever did.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2023-01-31", "2024-02-02", None]))
    >>> is_old(days, dt.date(2026, 1, 31)).tolist()
    [True, False, False]
    """
    age = np.datetime64(as_of) - confirmed_on.to_numpy(dtype="datetime64[s]")
    is_over = age > np.timedelta64(OLD_AFTER_DAYS, "D")
    return pd.Series(is_over, index=confirmed_on.index, name="is_old")


def is_unsure(confirmed_on: pd.Series[Any], as_of: dt.date) -> pd.Series[bool]:
    """
    Tell which are old, or were never confirmed.

    Examples
    --------
    >>> days = pd.Series(pd.to_datetime(["2023-01-31", "2024-02-02", None]))
    >>> is_unsure(days, dt.date(2026, 1, 31)).tolist()
    [True, False, True]
    """
    return (is_old(confirmed_on, as_of) | confirmed_on.isna()).rename("is_unsure")


def find_open(assets: pd.DataFrame) -> Flags:
    """
    Tell which assets count: not closed, and not a location that is kept secret.

    A finding that counted a refuge would tell where it is.

    Examples
    --------
    >>> assets = pd.DataFrame(
    ...     {"status": ["active", "closed", "active"], "sensitive_location": [False, False, True]}
    ... )
    >>> find_open(assets).tolist()
    [True, False, False]
    """
    is_closed = np.asarray(assets["status"] == str(Status.CLOSED), dtype=bool)
    return np.asarray(~is_closed & ~assets["sensitive_location"].to_numpy(dtype=bool), dtype=bool)


def measure_asset_is_unsure(m: AssetMap) -> pd.Series[bool]:
    """
    Tell which assets nobody has confirmed within two years of ``m.as_of``.

    Returns
    -------
    is_unsure
        By asset id. True where ``verified_on`` is missing or lies more than
        two years back.

    Examples
    --------
    >>> from assetmap.tables import AssetMap
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Hall", "Park"], "kind": "space", "verified_on": ["2026-01-01", None]},
    ...         index=["hall", "park"],
    ...     ),
    ...     as_of=pd.Timestamp("2026-02-01").date(),
    ... )
    >>> measure_asset_is_unsure(m).tolist()
    [False, True]
    """
    return is_unsure(m.assets["verified_on"], m.as_of)


def measure_tie_is_unsure(m: AssetMap) -> pd.Series[bool]:
    """
    Tell which ties no source has stated within two years of ``m.as_of``.

    Returns
    -------
    is_unsure
        By tie id. True where the latest of the tie's sources is more than two
        years old, or none of them has a date.

    Examples
    --------
    >>> from assetmap.tables import AssetMap
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["A", "B"], "kind": "space"}, index=["a", "b"]),
    ...     ties=pd.DataFrame({"source": "a", "target": "b", "kind": "uses"}, index=["t"]),
    ... )
    >>> measure_tie_is_unsure(m)["t"]
    np.True_
    """
    ties, sources = m.ties, m.sources
    tie, stated = rows_of_tuples(ties["sources"].to_numpy())
    source = sources.index.get_indexer(pd.Index(stated, dtype="str"))
    dates = sources["date"].to_numpy(dtype="datetime64[s]")
    latest = np.full(len(ties), "NaT", dtype="datetime64[s]")
    # As numbers no date is below every date, so it never wins.
    np.maximum.at(latest.view(np.int64), tie, dates.view(np.int64)[source])
    return is_unsure(pd.Series(latest, index=ties.index), m.as_of)


def find_standing_ties(m: AssetMap) -> pd.DataFrame:
    """
    List the ties that have not ended by ``m.as_of``.

    A tie holds on its last day (``until``); one without a last day goes on.
    A tie whose ``since`` lies ahead is kept: somebody has recorded it.

    Examples
    --------
    >>> from assetmap.tables import AssetMap
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["A", "B"], "kind": "space"}, index=["a", "b"]),
    ...     ties=pd.DataFrame(
    ...         {"source": "a", "target": "b", "kind": "uses", "until": ["2025-12-31", None]}
    ...     ),
    ...     as_of=pd.Timestamp("2026-01-01").date(),
    ... )
    >>> find_standing_ties(m).index.tolist()
    ['1']
    """
    ties: Any = m.ties
    has_ended = ties["until"].to_numpy() < np.datetime64(m.as_of)
    standing: pd.DataFrame = ties[~has_ended] if has_ended.any() else ties
    return standing


def find_ties_but_nominations(m: AssetMap, *, include_ended: bool = False) -> pd.DataFrame:
    """
    List the ties that stand, or all, but for nominations: what people say of others ties nobody.

    Examples
    --------
    >>> from assetmap.tables import AssetMap
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["A", "B"], "kind": "individual"}, index=["a", "b"]),
    ...     ties=pd.DataFrame({"source": "a", "target": "b", "kind": ["knows", "nominates"]}),
    ... )
    >>> find_ties_but_nominations(m)["kind"].tolist()
    ['knows']
    """
    ties = m.ties if include_ended else find_standing_ties(m)
    return ties[(ties["kind"] != str(TieKind.NOMINATES)).to_numpy(dtype=bool)]


def find_publishing_day(as_of: dt.date | None) -> dt.date:
    """Give the day for which consent must hold: ``as_of``, but never before today (UTC)."""
    today = dt.datetime.now(dt.UTC).date()
    return today if as_of is None else max(as_of, today)


def say_unsure(
    unsure: int, records: int, *, of: str = "{} records behind this", none: str = "none of this was"
) -> str:
    """
    Say how many of some records are old or unconfirmed; nothing where none is.

    ``of`` has the number of them all in it; ``none`` is said where all are unsure.

    Examples
    --------
    >>> say_unsure(2, 5)
    '2 of 5 records behind this are old or unconfirmed'
    >>> say_unsure(5, 5), say_unsure(0, 5)
    ('none of this was confirmed within two years', '')
    """
    if not unsure:
        return ""
    if unsure == records:
        return f"{none} confirmed within {OLD_AFTER}"
    verb = "is" if unsure == 1 else "are"
    return f"{unsure:,} of {of.format(f'{records:,}')} {verb} old or unconfirmed"


def end_with_unsure(
    unsure: int, records: int, *, of: str = "{} records behind this", none: str = "None of this was"
) -> str:
    """
    Say the same as `say_unsure` in a sentence of its own, to stand behind others.

    Examples
    --------
    >>> end_with_unsure(1, 3), end_with_unsure(0, 3)
    (' 1 of 3 records behind this is old or unconfirmed.', '')
    """
    said = say_unsure(unsure, records, of=of, none=none)
    return f" {said}." if said else ""


def say_doubts(
    assets: int, *, by: str, old: int, unconfirmed: int, placed: int = 0, uncategorised: int
) -> str:
    """
    Say how many of the assets that were counted are not well known, and why.

    Examples
    --------
    >>> say_doubts(4, by="themes", old=1, unconfirmed=0, uncategorised=4)
    ' 1 of the 4 was last confirmed over two years ago. All 4 were recorded without themes.'
    """
    counts = (old, unconfirmed, placed, uncategorised)
    return follow(
        *(
            _say_doubt(doubt, count, assets, by)
            for doubt, count in zip(_DOUBTS, counts, strict=True)
            if count
        )
    )


def _say_doubt(doubt: tuple[str, str, str, str], count: int, assets: int, by: str) -> str:
    """Say one of the doubts of one asset alone, of all, or of some."""
    alone, every, one, many = doubt
    column = say_column(by)
    if assets == 1:
        return say(alone, column=column)
    if count == assets:
        return say(every, assets=assets, column=column)
    return say_plural(one, many, count, assets=assets, column=column)


def say_is_old() -> str:
    """Say of one record that it was last confirmed too long ago."""
    return say(_DOUBTS[0][0])


_DOUBTS = (
    (
        message("It was last confirmed over two years ago."),
        message("All {assets} were last confirmed over two years ago."),
        *plural(
            "{count} of the {assets} was last confirmed over two years ago.",
            "{count} of the {assets} were last confirmed over two years ago.",
        ),
    ),
    (
        message("It was recorded without a date of confirmation."),
        message("All {assets} were recorded without a date of confirmation."),
        *plural(
            "{count} of the {assets} was recorded without a date of confirmation.",
            "{count} of the {assets} were recorded without a date of confirmation.",
        ),
    ),
    (
        message("It was located only by the middle of a place."),
        message("All {assets} were located only by the middle of a place."),
        *plural(
            "{count} of the {assets} was located only by the middle of a place.",
            "{count} of the {assets} were located only by the middle of a place.",
        ),
    ),
    (
        message("It was recorded without {column}."),
        message("All {assets} were recorded without {column}."),
        *plural(
            "{count} of the {assets} was recorded without {column}.",
            "{count} of the {assets} were recorded without {column}.",
        ),
    ),
)
"""Of what was counted, in the order of `say_doubts`: of it alone, of all, of one, of many."""

"""What changed between two dates, and what is only known better."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.language import in_its_language
from assetmap.learning._change_sentences import (
    CHANGE_KINDS,
    FOUND_LATER,
    NOT_KNOWN_WHICH,
    NOT_SEEN_AGAIN,
    say_change,
)
from assetmap.learning._days_there import (
    ABSENT,
    THERE,
    UNKNOWN,
    by_days,
    by_itself,
    was_stated_by,
)
from assetmap.learning._field_changes import FieldChange, find_field_changes
from assetmap.learning._same_records import SameRecords, find_same, read_same
from assetmap.model import ASSET_DAYS
from assetmap.tables import AssetMap, require_one_crs, sort_assets
from assetmap.typing import Integers, Objects, Positions
from assetmap.wording import say_rows

__all__ = ["CHANGE_COLUMNS", "compare_maps"]

CHANGE_COLUMNS = (
    "before_id", "after_id", "name", "change_kind", "field", "before_value", "after_value",
    "counts", "says",
)  # fmt: skip
"""Columns of what `compare_maps` gives, in order."""
_IN_THE_PLACE = ("began", "ended", "changed")
_MOVED = frozenset({"geometry", "place_id", "postcode", "address"})
_OF_THE_RECORD = frozenset(
    {"aliases", "identifiers", "precision", "sensitive_location", "public_venue", "description"}
)
"""Fields by which a record is known or told of: a new value is no change in the place."""


@in_its_language
def compare_maps(
    before: AssetMap, after: AssetMap, *, same: pd.DataFrame | None = None
) -> pd.DataFrame:
    """
    Compare the assets of two maps: what changed, and what is only known better.

    A record that is new on a map is no new thing in the place: most were
    there before and are found later. Count the rows with ``counts`` for what
    changed, and keep "not known which" beside them as what may have. A record
    that is missing is never an end: it was not seen again. Nothing here says
    why anything changed.

    Parameters
    ----------
    before, after
        Two maps with the days that they speak for (``as_of``), in one
        reference system. Not modified.
    same
        Which record is which: columns ``before_id`` and ``after_id``, one
        pair a row, as a person has corrected them; other columns are passed
        over. An id that stands twice was split, or merged. All other records
        are on one map only. When None, whatever keeps its id and its name is
        the same, and of the rest what `assetmap.matching.find_same_records`
        calls certain or likely; look through that, and hand it in corrected.

    Returns
    -------
    changes
        One row per record and field that differs, what happened in the place
        first:

        - ``before_id``, ``after_id``: of the record on each map; NaN where it
          is not on it
        - ``name``: on the earlier map, or else on the later one
        - ``change_kind``: of whole records "began", "ended", "found later"
          (it was there before), "not known which", "not seen again",
          "merged", "split", or "restated" (the later map corrects what was
          said of the first date); of fields "renamed", "moved", "changed",
          "restated" (days of beginning and ending), "found later" (it was
          blank) or "not seen again" (it is blank)
        - ``field``: the column; NaN where the row is about the whole record
        - ``before_value``, ``after_value``: what it said and says, as text;
          NaN where blank
        - ``counts`` (bool): whether it is a change in the place
        - ``says``: the row in a sentence, with names: for the team

    Raises
    ------
    CRSError
        If the two are in different reference systems.
    TableError
        If ``same`` has not these columns, or names what is not on the maps.

    See Also
    --------
    compare_ties : The same of ties.

    Notes
    -----
    Something was there on a day if the map of that day has it as active, or
    had begun by then (``since_latest``) and not ended; if another map states
    no such day, if it was first seen or named by a source dated by then. It
    was not there if it is closed, began later (``since_earliest``) or had
    ended (``until_latest``). "Began" is not there and then there; exchanged
    dates turn it into "ended". Points that are less than 25 m apart have not
    moved. Ties, places and effort are not compared.

    Examples
    --------
    >>> import datetime as dt
    >>> def make(year, **since):
    ...     assets = pd.DataFrame({"name": list(since), "kind": "association",
    ...                            "since_earliest": list(since.values()),
    ...                            "since_latest": list(since.values())}, index=list(since))
    ...     return AssetMap.from_frames(assets=assets, as_of=dt.date(year, 12, 31))
    >>> was = make(2024, choir="1990-01-01", band="2001-01-01")
    >>> now = make(2026, choir="1990-01-01", cafe="2025-03-01", club="1970-01-01", walk=None)
    >>> compare_maps(was, now)[["name", "change_kind", "counts"]].to_numpy().tolist()
    [['cafe', 'began', True], ['walk', 'not known which', False],
     ['club', 'found later', False], ['band', 'not seen again', False]]
    """
    require_one_crs(before.crs, after.crs)
    was, now = sort_assets(before), sort_assets(after)
    same = find_same(before, after) if same is None else same
    pairs = read_same(same, was.index, now.index)
    is_one = ~(pairs.is_merged | pairs.is_split)
    a, b = was.iloc[pairs.before[is_one]], now.iloc[pairs.after[is_one]]
    parts = [
        _tell_new(before, after, now, pairs),
        _tell_missing(before, after, was, pairs),
        _tell_kept(a, b, before, after),
        _tell_divided(was, now, pairs),
        *(_tell_field(change, a, b) for change in find_field_changes(a, b)),
    ]
    rows = pd.concat(parts, ignore_index=True)
    rows["counts"] = rows["change_kind"].isin(_IN_THE_PLACE) & ~rows["field"].isin(_OF_THE_RECORD)
    order = pd.Series({kind: at for at, kind in enumerate(CHANGE_KINDS)})
    rows = rows.assign(order=rows["change_kind"].map(order)).sort_values(
        ["order", "before_id", "after_id", "field"], ignore_index=True
    )
    said = ["name", "change_kind", "field", "before_value", "after_value"]
    rows["says"] = say_rows(rows[said].fillna(""), say_change)
    texts = dict.fromkeys([name for name in CHANGE_COLUMNS if name != "counts"], "str")
    return rows[list(CHANGE_COLUMNS)].astype(texts | {"counts": "bool"})


def _rows(kind: Objects, before: pd.DataFrame | None, after: pd.DataFrame | None) -> pd.DataFrame:
    """Lay out rows about whole records; those without a kind of change are left out."""
    name = (after if before is None else before)["name"].to_numpy(dtype=object)  # type: ignore[index]
    frame = pd.DataFrame(
        {
            "before_id": None if before is None else before.index.to_numpy(dtype=object),
            "after_id": None if after is None else after.index.to_numpy(dtype=object),
            "name": name, "change_kind": kind, "field": None, "before_value": None,
            "after_value": None,
        },
        index=range(len(kind)),
        dtype=object,
    )  # fmt: skip
    told: pd.DataFrame = frame[kind != ""]
    return told


def _not_paired(assets: pd.DataFrame, paired: Positions) -> pd.DataFrame:
    is_left = np.ones(len(assets), dtype=bool)
    is_left[paired] = False
    left: pd.DataFrame = assets[is_left]
    return left


def _tell_new(
    before: AssetMap, after: AssetMap, now: pd.DataFrame, pairs: SameRecords
) -> pd.DataFrame:
    """Tell of what is on the later map alone whether it was there at the first date."""
    new = _not_paired(now, pairs.after)
    first = by_days(new, before.as_of)
    # Days that contradict a status, such as an end long before, make no beginning.
    is_there = (by_itself(new, after.as_of) != ABSENT) & (by_days(new, after.as_of) != ABSENT)
    began = (first == ABSENT) & is_there
    is_open = (first == UNKNOWN) & ~was_stated_by(after, new, before.as_of)
    kind = np.where(began, "began", np.where(is_open, NOT_KNOWN_WHICH, FOUND_LATER))
    return _rows(kind.astype(object), None, new)


def _tell_missing(
    before: AssetMap, after: AssetMap, was: pd.DataFrame, pairs: SameRecords
) -> pd.DataFrame:
    """Tell of what is on the earlier map alone whether it states its end; else it is not seen."""
    gone = _not_paired(was, pairs.before)
    had_ended = by_days(gone, after.as_of) == ABSENT
    is_there = by_itself(gone, before.as_of) != ABSENT
    kind = np.where(had_ended & is_there, "ended", NOT_SEEN_AGAIN)
    return _rows(kind.astype(object), gone, None)


def _tell_kept(a: pd.DataFrame, b: pd.DataFrame, before: AssetMap, after: AssetMap) -> pd.DataFrame:
    """Tell of what is on both maps whether it was there at one date alone."""
    now_of_first, then_of_second = by_days(b, before.as_of), by_days(a, after.as_of)
    first = _complete(a, before, now_of_first, b)
    second = _complete(b, after, then_of_second, a)
    kind = np.full(len(a), "", dtype=object)
    kind[(first == THERE) & (second == ABSENT)] = "ended"
    kind[(first == ABSENT) & (second == THERE)] = "began"
    is_open = (first == UNKNOWN) & (second == ABSENT) & (now_of_first != ABSENT)
    kind[is_open | ((first == ABSENT) & (second == UNKNOWN))] = NOT_KNOWN_WHICH
    # The later record has its own word on the first date: then it is the past that was corrected.
    kind[(kind == "ended") & (now_of_first == ABSENT)] = "restated"
    kind[(kind == "began") & (now_of_first == THERE)] = "restated"
    return _rows(kind, a, b)


def _complete(own: pd.DataFrame, m: AssetMap, told: Integers, other: pd.DataFrame) -> Integers:
    """Take from the other map what a record leaves open of its map's day."""
    stated = by_itself(own, m.as_of)
    at = np.datetime64(m.as_of)
    # It was on the map, so it had begun; the other map says that it ended after that day.
    ends_later = other["until_earliest"].to_numpy(dtype="datetime64[s]") > at
    told = np.where((told == UNKNOWN) & ends_later, THERE, told)
    return np.where(stated == UNKNOWN, told, stated).astype(np.int64)


def _tell_divided(was: pd.DataFrame, now: pd.DataFrame, pairs: SameRecords) -> pd.DataFrame:
    """Tell of what is one record on one map and several on the other."""
    is_one = ~(pairs.is_merged | pairs.is_split)
    kind = np.where(pairs.is_split, "split", "merged").astype(object)[~is_one]
    return _rows(kind, was.iloc[pairs.before[~is_one]], now.iloc[pairs.after[~is_one]])


def _tell_field(change: FieldChange, a: pd.DataFrame, b: pd.DataFrame) -> pd.DataFrame:
    """Tell of one field what changed, was found, or is not stated any more."""
    if change.field == "name":
        word = "renamed"
    elif change.field in ASSET_DAYS:
        word = "restated"
    else:
        word = "moved" if change.field in _MOVED else "changed"
    kind: Any = np.where(
        change.before == "", FOUND_LATER, np.where(change.after == "", NOT_SEEN_AGAIN, word)
    ).astype(object)
    rows = _rows(kind, a.iloc[change.pair], b.iloc[change.pair])
    rows["field"] = change.field
    rows["before_value"] = pd.Series(change.before, dtype=object).replace("", None).to_numpy()
    rows["after_value"] = pd.Series(change.after, dtype=object).replace("", None).to_numpy()
    return rows

"""`suggest_checks`: the records to confirm first, as a call sheet by who keeps them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import rows_of_tuples
from assetmap.errors import TableError
from assetmap.model import Purpose
from assetmap.space import place_of
from assetmap.tables import (
    OLD_AFTER,
    AssetMap,
    find_open,
    find_ties_but_nominations,
    find_withdrawn,
    fold_all,
    is_old,
    merge_repeated_ties,
)
from assetmap.typing import Flags, Objects, Pairs, Positions
from assetmap.wording import say_number, say_rows

__all__ = ["CHECK_COLUMNS", "suggest_checks"]

CHECK_COLUMNS = (
    "asset_id", "name", "asset_kind", "place_id", "place_name", "keeper_name", "contact_name",
    "phone", "email", "last_confirmed", "findings", "ties", "reason", "confirmed_on", "says",
)  # fmt: skip
"""Columns of what `suggest_checks` gives, in order."""
NEVER, LONG_AGO, SECOND_HAND = "never confirmed", "confirmed long ago", "second-hand"
_HEARSAY = r"\b(?:second[ -]?hand|hearsay|third part(?:y|ies)|heard of|unverified)\b"
_CONTACTS = ("contact_name", "phone", "email")


def suggest_checks(
    m: AssetMap,
    *,
    gaps: pd.DataFrame | None = None,
    links: pd.DataFrame | None = None,
    champions: pd.DataFrame | None = None,
    n: int | None = 20,
) -> pd.DataFrame:
    """
    Suggest which records to confirm first: those that most findings rest on.

    Read it as Monday morning's list: one call to each keeper, and a day in
    ``confirmed_on`` for whatever still stands. Save it as a CSV file, fill in
    that column, and name the file under ``[[checks]]`` in the project file, or
    give the frame to `add_checks`: the days become those on which the records
    were last confirmed.

    It holds telephone numbers and addresses for the team; it is not to be
    published.

    Parameters
    ----------
    m
        The map. Not modified.
    gaps, links, champions
        What `find_gaps`, `find_links` and `find_champions` found on it. A
        record counts once for each row that names it: as the nearest, as a
        strength, as a group that two places share, as the person to ask or
        one of their groups. Without any of them, ties decide.
    n
        How many records; all when None, none when 0.

    Returns
    -------
    checks
        One row for each asset that is old, was never confirmed or is known at
        second hand: those on which the most findings rest, then with the
        most ties, then whose last word is the oldest, then by id. Of those
        chosen, the records of one keeper stand together, the keeper with the
        most findings first. The same columns when there is nothing to check:

        - ``asset_id``, ``name``, ``asset_kind``, ``place_id``, ``place_name``
        - ``keeper_name`` (str): name of the newest source that stated it
        - ``contact_name``, ``phone``, ``email`` (str): as recorded
        - ``last_confirmed`` (datetime64[s]): NaT where nobody ever did
        - ``findings`` (int64): rows of what was given that name it
        - ``ties`` (int64): different pairs it is part of, by kind of tie
        - ``reason`` (str): ``never confirmed``, ``confirmed long ago`` (over
          two years) or ``second-hand`` (a source says so in ``how``)
        - ``confirmed_on`` (datetime64[s]): empty, to be filled in
        - ``says`` (str): why to ask about it

    Raises
    ------
    TableError
        If ``n`` is below 0, or a frame names assets that are not on the map.

    See Also
    --------
    add_checks : The map with what was confirmed.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Choir", "Hall"], "kind": ["association", "space"],
    ...          "verified_on": ["2020-01-01", None]},
    ...         index=["choir", "hall"],
    ...     ),
    ...     ties=pd.DataFrame({"source": ["choir"], "target": ["hall"], "kind": ["meets_at"]}),
    ...     as_of=pd.Timestamp("2026-01-01").date(),
    ... )
    >>> checks = suggest_checks(m)
    >>> checks[["asset_id", "ties", "reason"]].values.tolist()
    [['hall', 1, 'never confirmed'], ['choir', 1, 'confirmed long ago']]
    >>> checks["says"][0]
    'Nobody ever confirmed this record; it is part of 1 tie.'
    """
    if n is not None and n < 0:
        raise TableError(f"`n` is {n}; records are counted from 0. Give 0 or more, or None.")
    assets = pd.DataFrame(m.assets).sort_index()
    keeper, is_hearsay = _read_sources(m, assets)
    reason = _find_reasons(m, assets, is_hearsay)
    given = [frame for frame in (gaps, links, champions) if frame is not None]
    findings = _count_findings(assets.index, given)
    ties = _count_ties(m, assets.index)
    last = assets["verified_on"].to_numpy(dtype="datetime64[s]")
    age = last.view(np.int64)  # NaT is the least: whoever was never asked comes first
    rows = np.flatnonzero(reason != "")
    order = np.lexsort((rows, age[rows], -ties[rows], -findings[rows]))
    chosen = rows[order][:n]
    table = pd.DataFrame(
        {
            "asset_id": assets.index[chosen],
            "name": assets["name"].array[chosen],
            "asset_kind": assets["kind"].array[chosen],
            "place_id": place_of(m).reindex(assets.index).astype("str").array[chosen],
            "keeper_name": keeper[chosen],
            **{name: assets[name].array[chosen] for name in _CONTACTS},
            "last_confirmed": last[chosen],
            "findings": findings[chosen],
            "ties": ties[chosen],
            "reason": reason[chosen],
            "confirmed_on": np.full(len(chosen), "NaT", dtype="datetime64[s]"),
        }
    )
    table["place_name"] = table["place_id"].map(m.places["name"])
    table["says"] = say_rows(table[["reason", "findings", "ties"]], _say)
    texts = ["name", "asset_kind", "place_name", "keeper_name", *_CONTACTS, "reason", "says"]
    table = table.astype(dict.fromkeys(texts, "str"))[[*CHECK_COLUMNS]]
    return _gather_by_keeper(table)


def _find_reasons(m: AssetMap, assets: pd.DataFrame, is_hearsay: Flags) -> Objects:
    """Say why each record should be checked; nothing of one that is sure, closed or withdrawn."""
    reason = np.full(len(assets), "", dtype=object)
    reason[is_hearsay] = SECOND_HAND
    reason[is_old(assets["verified_on"], m.as_of).to_numpy()] = LONG_AGO
    reason[assets["verified_on"].isna().to_numpy()] = NEVER
    is_gone = assets.index.isin(find_withdrawn(m, purpose=Purpose.STORE))
    reason[~find_open(assets.assign(sensitive_location=False)) | is_gone] = ""
    return reason


def _read_sources(m: AssetMap, assets: pd.DataFrame) -> tuple[Objects, Flags]:
    """Name the newest source of each record, and tell whether all of them are second-hand."""
    row, source_id = rows_of_tuples(assets["sources"].to_numpy())
    sources = m.sources
    at = sources.index.get_indexer(pd.Index(source_id, dtype="str"))
    row, at = row[at >= 0], at[at >= 0]
    date = sources["date"].to_numpy(dtype="datetime64[s]").view(np.int64)
    order = np.lexsort((at, -date[at], row))
    is_first = np.diff(row[order], prepend=-1) > 0
    keeper = np.full(len(assets), np.nan, dtype=object)
    newest = order[is_first]
    keeper[row[newest]] = sources["name"].to_numpy(dtype=object)[at[newest]]
    how = pd.Series(fold_all(sources["how"].fillna("").astype("str").tolist()), dtype="str")
    heard = how.str.contains(_HEARSAY, regex=True).to_numpy(dtype=bool)
    n_sources = np.bincount(row, minlength=len(assets))
    n_heard = np.bincount(row, heard[at], minlength=len(assets))
    return keeper, np.asarray((n_sources > 0) & (n_heard == n_sources), dtype=bool)


def _count_findings(ids: pd.Index[str], frames: list[pd.DataFrame]) -> Positions:
    """Count the rows of all frames that name each asset, however often a row does."""
    counts = np.zeros(len(ids), dtype=np.int64)
    for frame in frames:
        named = [_name_assets(ids, column) for column in _list_id_columns(frame)]
        if named:
            row, asset = (np.concatenate(part) for part in zip(*named, strict=True))
            different = np.unique(row * len(ids) + asset)
            counts += np.bincount(different % len(ids), minlength=len(ids))
    return counts


_OF_ASSETS = (
    "nearest_id", "strength_ids", "person_id", "group_ids", "shared_group_ids", "asset_id",
)  # fmt: skip
"""Columns of findings that name assets."""


def _list_id_columns(frame: pd.DataFrame) -> list[pd.Series[Any]]:
    return [frame[name] for name in _OF_ASSETS if name in frame]


def _name_assets(ids: pd.Index[str], column: pd.Series[Any]) -> Pairs:
    """Pair rows with the positions of the assets that a column names, or raise."""
    cells = column.to_numpy(dtype=object)
    if str(column.name).endswith("_ids"):
        row, named = rows_of_tuples(cells)
    else:
        row = np.flatnonzero(column.notna().to_numpy())
        named = cells[row]
    at = ids.get_indexer(pd.Index(named, dtype="str"))
    if (at < 0).any():
        stranger = named[np.flatnonzero(at < 0)[0]]
        raise TableError(
            f"These findings are about another map: asset {stranger!r} of `{column.name}` is not "
            "on this one. Find them on this map first."
        )
    return row.astype(np.int64), at.astype(np.int64)


def _count_ties(m: AssetMap, ids: pd.Index[str]) -> Positions:
    """Count the different pairs that each asset is part of, by kind; nominations are none."""
    ties = merge_repeated_ties(find_ties_but_nominations(m)[["source", "target", "kind"]])
    ends = ids.get_indexer(pd.Index(pd.concat([ties["source"], ties["target"]])))
    return np.bincount(ends[ends >= 0], minlength=len(ids)).astype(np.int64)


def _say(*, reason: str, findings: int, ties: int) -> str:
    """Say why to ask about a record, and what rests on it."""
    why = {
        NEVER: "Nobody ever confirmed this record",
        LONG_AGO: f"This record was last confirmed over {OLD_AFTER} ago",
        SECOND_HAND: "This record is known at second hand alone",
    }[reason]
    rests = [f"{say_number(findings, 'finding rests', 'findings rest')} on it"] * (findings > 0)
    rests += [f"it is part of {say_number(ties, 'tie')}"] * (ties > 0)
    return f"{'; '.join([why, ' and '.join(rests)] if rests else [why])}."


def _gather_by_keeper(table: pd.DataFrame) -> pd.DataFrame:
    """Put the records of one keeper together, the keeper on whom most rests first."""
    keeper = table["keeper_name"].fillna("")
    total = table["findings"].groupby(keeper).transform("sum").to_numpy()
    records = keeper.groupby(keeper).transform("size").to_numpy()
    order = np.lexsort((np.arange(len(table)), keeper.to_numpy(dtype=object), -records, -total))
    return table.iloc[order].reset_index(drop=True)

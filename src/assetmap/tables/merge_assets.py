"""merge_assets: the same map in which several records of one asset are one record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import Problem, TableError
from assetmap.language import in_its_language
from assetmap.model import AssetKind, Precision
from assetmap.tables.asset_map import AssetMap
from assetmap.tables.columns import ASSETS
from assetmap.tables.edit_account import Row, note_edit
from assetmap.tables.equality import frames_of
from assetmap.tables.references import SPECS, lead_elsewhere
from assetmap.tables.remove_assets import read_ids
from assetmap.typing import Flags

__all__ = ["merge_assets"]

_TOGETHER = (
    ("geometry", "precision"),
    ("since_earliest", "since_latest"),
    ("until_earliest", "until_latest"),
)
"""Columns that say one thing: all of them are taken from one record."""
_ASKED = ("sensitive_location", "location_unanswered")
_SAYS_NOTHING = {column.name: column.default for column in ASSETS.columns}
_SAYS_NOTHING |= {"precision": str(Precision.NONE)}
_WORDS = frozenset(column.name for column in ASSETS.columns if column.holds == "words")


@in_its_language
def merge_assets(m: AssetMap, keep: str, drop: str | Iterable[str]) -> AssetMap:
    """
    Make the same map in which several records of one asset are one record.

    Ties, consents and records of those that are dropped are led to the one
    that is kept. Nothing that a record says is lost: lists are joined, so that
    all sources stay; other names become aliases, which are never published;
    what the kept record does not say is taken from the others, in the order
    given; and a value that disagrees is kept in ``report.edits``.

    Parameters
    ----------
    m
        The map. Not modified: to undo it, go on with ``m``.
    keep
        Id of the record that stays.
    drop
        Id of the other record of the same asset, or several.

    Returns
    -------
    edited
        A new map. Where it is, is secret if any of the records says so, and
        open to the public only if all do; it was first seen on the first day,
        and verified on the last, that any of them states. A tie between two of
        the records would be one of the asset to itself, and is left out.
        ``edited.report.edits`` has a row for each row that is gone or changed and
        each value that disagrees.

    Raises
    ------
    TableError
        With every id that is not on the map, is in both, or is of a person
        where the other is not.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Mill Hall", "The Mill"], "kind": "space", "cost": ["free", "£5"]},
    ...         index=["hall", "mill"],
    ...     ),
    ... )
    >>> edited = merge_assets(m, "hall", "mill")
    >>> edited.assets.loc["hall", ["name", "aliases", "cost"]].tolist()
    ['Mill Hall', ('The Mill',), 'free']
    >>> edited.report.edits["says"].iloc[0]
    'Removed: 1 asset. Changed: 1 asset. 1 value that disagrees is kept in the account of edits.'
    """
    others = read_ids(m, drop)
    _require_alike(m, keep, others)
    if not others:
        return m
    assets = m.assets
    rows = assets.loc[[keep, *others]]
    merged = _merge(rows)
    disagree = list(_list_disagreements(rows, merged))
    gone = set(others)
    left = assets[~assets.index.isin(gone)]
    for name, value in merged.items():
        _set_cell(left, keep, name, value)
    frames = {
        name: lead_elsewhere(frame, SPECS[name], keep, gone)
        for name, frame in frames_of(m).items()
        if name != ASSETS.name
    }
    ties = frames["ties"]
    is_loop = (ties["source"] == ties["target"]) & (ties["source"] == keep)
    frames["ties"] = ties[~is_loop.to_numpy()]
    tables = {name: frames.pop(name) for name in list(frames) if name not in m.records}
    edited = m.with_tables(assets=left, records=frames, **tables)
    return note_edit(m, edited, disagree=disagree)


def _require_alike(m: AssetMap, keep: str, others: list[str]) -> None:
    read_ids(m, keep)
    problems = []
    if keep in others:
        remedy = "Leave it out of `drop`."
        problems.append(Problem("drop", "same_asset", f"{keep!r} is the one to keep.", remedy))
    is_person = m.assets["kind"] == str(AssetKind.INDIVIDUAL)
    problems += [
        Problem("drop", "other_kind", f"one of {keep!r} and {one!r} is a person, the other not.",
                "Correct the kind first, with `replace_tables`.")
        for one in others if is_person[one] != is_person[keep]
    ]  # fmt: skip
    if problems:
        raise TableError("These records cannot become one.", problems)


def _merge(rows: pd.DataFrame) -> dict[str, Any]:
    """Work out the cells of the record that several become, the first of them being kept."""
    merged = {name: _merge_column(name, rows[name]) for name in rows.columns}
    for names in _TOGETHER:
        said = np.column_stack([_is_said(name, rows[name]) for name in names])
        leads = said[:, 0] if names[0] == "geometry" else said.any(axis=1)
        if leads.any():
            merged |= {name: rows[name].iloc[int(leads.argmax())] for name in names}
    aliases = [*rows["aliases"].iloc[0], *rows["name"].iloc[1:], *merged["aliases"]]
    merged["aliases"] = tuple(dict.fromkeys(one for one in aliases if one != merged["name"]))
    return merged


def _merge_column(name: str, cells: pd.Series[Any]) -> Any:
    if name in _WORDS:
        return tuple(dict.fromkeys(word for words in cells for word in words))
    if name in _ASKED:
        return bool(cells.any())
    if name == "public_venue":
        return bool(cells.all())
    if name in ("verified_on", "first_seen"):
        return cells.max() if name == "verified_on" else cells.min()
    is_said = _is_said(name, cells)
    return cells.iloc[int(is_said.argmax())]


def _is_said(name: str, cells: pd.Series[Any]) -> Flags:
    """Tell which cells say something: missing, blank and the default are nothing."""
    blank = {"", _SAYS_NOTHING.get(name)}
    return np.array(
        [not (_is_missing(cell) or (isinstance(cell, str) and cell in blank)) for cell in cells]
    )


def _is_missing(cell: Any) -> bool:
    return bool(pd.api.types.is_scalar(cell) and pd.isna(cell))


def _list_disagreements(rows: pd.DataFrame, merged: dict[str, Any]) -> Iterator[Row]:
    """List what a record says otherwise than the one that it became; lists were joined."""
    keep = str(rows.index[0])
    for name in rows.columns:
        if name in _WORDS or name == "name":
            continue
        said = rows[name].to_numpy(dtype=object)[_is_said(name, rows[name])]
        others = dict.fromkeys(_write(cell) for cell in said)
        others.pop(_write(merged[name]), None)
        yield from (("disagrees", "assets", keep, str(name), text) for text in others)


def _write(cell: Any) -> str:
    return cell.strftime("%Y-%m-%d") if isinstance(cell, pd.Timestamp) else str(cell)


def _set_cell(table: pd.DataFrame, row: str, name: str, value: Any) -> None:
    """Put a value of any kind, a tuple too, into one cell."""
    table.isetitem([*table.columns].index(name), _with_cell(table[name], row, value))


def _with_cell(column: pd.Series[Any], row: str, value: Any) -> Any:
    changed = column.copy()
    changed.iat[int(column.index.get_indexer(pd.Index([row]))[0])] = value
    return changed.array

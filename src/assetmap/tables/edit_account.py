"""What was edited since a map was read: each edit with its rows, and a sentence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from assetmap.language import message, plural, say, say_plural
from assetmap.tables.equality import frames_of, list_differences
from assetmap.tables.report import EDIT_COLUMNS
from assetmap.wording import say_list

if TYPE_CHECKING:
    from assetmap.tables.asset_map import AssetMap

__all__ = ["note_edit"]

_COUNTED = {
    "assets": plural("{count:,} asset", "{count:,} assets"),
    "places": plural("{count:,} place", "{count:,} places"),
    "ties": plural("{count:,} tie", "{count:,} ties"),
    "sources": plural("{count:,} source", "{count:,} sources"),
    "consents": plural("{count:,} consent", "{count:,} consents"),
    "effort": plural("{count:,} row of effort", "{count:,} rows of effort"),
    "origins": plural("{count:,} origin", "{count:,} origins"),
}
_RECORDS = plural("{count:,} row of {table}", "{count:,} rows of {table}")
_COLUMNS = plural("{count:,} column of {table}", "{count:,} columns of {table}")
_DONE = {
    "removed": message("Removed: {rows}."),
    "added": message("Added: {rows}."),
    "changed": message("Changed: {rows}."),
}
_DISAGREE = plural(
    "{count:,} value that disagrees is kept in the account of edits.",
    "{count:,} values that disagree are kept in the account of edits.",
)

Row = tuple[str, str, str, str | None, str | None]


def note_edit(before: AssetMap, after: AssetMap, *, disagree: Iterable[Row] = ()) -> AssetMap:
    """
    Write down what an edit changed: a row of ``report.edits`` for each row that it touched.

    No value that was removed or replaced is written down, but those that
    disagree where two records became one. An edit that changed nothing is none.
    """
    found = list_differences(frames_of(before), frames_of(after))
    rows: list[Row] = [(*difference, None) for difference in found]
    rows += disagree
    if not rows:
        return after
    edits = pd.DataFrame(rows, columns=[*EDIT_COLUMNS[1:-1]], dtype=object)
    edits.insert(0, "edit", before.report.edits["edit"].max() + 1 if _is_edited(before) else 1)
    edits["says"] = _say(edits)
    return after.with_report(before.report.with_edits(edits))


def _is_edited(m: AssetMap) -> bool:
    return len(m.report.edits) > 0


def _say(edits: pd.DataFrame) -> str:
    """Say in sentences how many rows of which tables were touched, and how."""
    told = []
    for what, sentence in _DONE.items():
        rows = edits[edits["what"] == what]
        counted = [_count(str(table), part) for table, part in rows.groupby("table", sort=False)]
        if counted:
            told.append(say(sentence, rows=say_list([c for part in counted for c in part])))
    if kept := int((edits["what"] == "disagrees").sum()):
        told.append(say_plural(*_DISAGREE, kept))
    return " ".join(told)


def _count(table: str, part: pd.DataFrame) -> list[str]:
    """Count the rows of a table, and the columns that came or went whole."""
    is_row: Any = part["row_id"] != ""
    counts = []
    if rows := part.loc[is_row, "row_id"].nunique():
        counts.append(say_plural(*_COUNTED.get(table, _RECORDS), rows, table=table))
    if columns := int((~is_row).sum()):
        counts.append(say_plural(*_COLUMNS, columns, table=table))
    return counts

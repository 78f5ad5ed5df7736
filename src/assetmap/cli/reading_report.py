"""What reading a project came to, said at a terminal or put into a document."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Any

import typer

from assetmap.cli.output import colour

if TYPE_CHECKING:
    import pandas as pd

    from assetmap.tables import AssetMap

__all__ = ["count_rows", "say_mostly_rejected", "say_problem", "say_report"]

_REJECTS_SHOWN = 10
MOST_REJECTED = 0.1
"""The share of a table's rows that may be rejected before `check` calls it a failure."""


def say_report(m: AssetMap, *, see: str, tell: Callable[[str], None]) -> None:
    """Say what reading came to, the first reasons for rejecting rows, and where the others are."""
    report = m.report
    tell(
        f"{report.rows} rows read: {report.accepted} accepted, {report.rejected} rejected, "
        f"{report.skipped} skipped."
    )
    rejected = report.problems[report.problems["outcome"] == "rejected"]
    for problem in rejected.head(_REJECTS_SHOWN).to_dict("records"):
        tell(f"  {say_problem(problem)}")
    if len(rejected) > _REJECTS_SHOWN:
        tell(f"  and {len(rejected) - _REJECTS_SHOWN} more: {see}")
    for reason in report.unsettled:
        tell(colour(f"  Stops a public page: {reason}", typer.colors.YELLOW))


def say_problem(problem: dict[Hashable, Any]) -> str:
    """Say where a problem is, what was given, why it cannot be used and what to do."""
    from assetmap.tables import say_where

    given = "" if problem["value"] is None else f" {problem['value']!r}:"
    return f"{say_where(problem)}:{given} {problem['says']}. {problem['remedy']}"


def count_rows(m: AssetMap) -> dict[str, Any]:
    """Count the rows for a document, with what stops a public page."""
    report = m.report
    return {
        "rows": report.rows,
        "accepted": report.accepted,
        "rejected": report.rejected,
        "skipped": report.skipped,
        "stops_a_public_page": [str(reason) for reason in report.unsettled],
    }


def say_mostly_rejected(files: pd.DataFrame) -> list[str]:
    """
    Name the files, or sheets, of which more than a tenth of the rows was rejected.

    So much is seldom a matter of single rows: a column is mapped to the wrong
    name, or a list of words is not known.

    Parameters
    ----------
    files
        As in ``m.report.files``. Not modified.

    Examples
    --------
    >>> import pandas as pd
    >>> files = pd.DataFrame({"file": ["ties.csv", "halls.xlsx"], "sheet": [None, "Halls"],
    ...                       "rows": [90, 90], "rejected": [56, 9]})
    >>> say_mostly_rejected(files)
    ['ties.csv: 56 of 90 rows were rejected, more than a tenth. See the reasons: one of them may
     stand for all.']
    """
    is_much = files["rejected"] > MOST_REJECTED * files["rows"]
    return [
        f"{row['file']}{'' if not isinstance(row['sheet'], str) else ', sheet ' + row['sheet']}: "
        f"{row['rejected']} of {row['rows']} rows were rejected, more than a tenth. "
        "See the reasons: one of them may stand for all."
        for row in files[is_much].to_dict("records")
    ]

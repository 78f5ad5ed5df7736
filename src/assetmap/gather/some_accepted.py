"""What is said when no row of a file could be used: why, and the one line that would help."""

from __future__ import annotations

from pathlib import Path

from assetmap.errors import NothingReadError, Problem
from assetmap.model import AssetKind
from assetmap.tables import ImportReport, say_where
from assetmap.wording import say_list

__all__ = ["require_some_accepted"]

_SHOWN = 5
_KINDS = tuple(str(kind) for kind in AssetKind)


def require_some_accepted(report: ImportReport, path: str | Path | None) -> None:
    """Raise, with the report, where rows of a file, or of frames, were read and none accepted."""
    if report.accepted or not report.rejected:
        return
    problems = report.problems
    rejected = problems[problems["outcome"] == "rejected"]
    most = rejected["code"].value_counts().index[0]
    shown = rejected.drop_duplicates(["code", "says"]).head(_SHOWN).to_dict("records")
    name = None if path is None else Path(path).name
    rows = (
        "its one row could not be used"
        if report.rejected == 1
        else f"none of its {report.rejected:,} rows could be used"
    )
    raise NothingReadError(
        f"{name or 'The frame'}: {rows}. {_suggest(str(most), name)}",
        [
            Problem(say_where(row), str(row["code"]), f"{row['says']}.", str(row["remedy"] or ""))
            for row in shown
        ],
        report=report,
    )


def _suggest(code: str, name: str | None) -> str:
    """Give the one line that would help most."""
    given = "frame" if name is None else f'"{name}"'
    if code in {"missing_kind", "unknown_word"}:
        return (
            f'Say what its rows are: am.read({given}, kind="space")'
            f"{'' if name is None else f', or assetmap build {name} --kind space'}. "
            f"Kinds: {say_list(_KINDS)}."
        )
    if code == "missing_name":
        return (
            "Say which column holds their names: "
            f'am.read({given}, columns={{"name": "Heading of that column"}}).'
        )
    return "Every row has a problem; the first of each sort:"

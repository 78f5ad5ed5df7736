"""What a public page leaves out of what was read: said by row to whoever makes it, and written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assetmap.cli.reading_report import PERSONAL

if TYPE_CHECKING:
    import pandas as pd

    from assetmap.model import Audience
    from assetmap.tables import AssetMap

__all__ = ["LEFT_OUT", "TeamFiles", "say_left_out", "write_for_the_team"]

_TOGETHER = ("hidden_sheet", "hidden_row", "hidden_column", "second_table")
LEFT_OUT = (*_TOGETHER, *PERSONAL)
"""Codes of what a page leaves out, by row, and of what of the files was not read at all."""
_LINES = 10


@dataclass(frozen=True, slots=True)
class TeamFiles:
    """What was written for the team alone; None where there was nothing to write."""

    rejected: Path | None
    left_out: Path | None
    noted: Path | None


def say_left_out(problems: pd.DataFrame, *, see: str) -> list[str]:
    """
    Say what a page leaves out of which rows, and what of the files was not read at all.

    Parameters
    ----------
    problems
        As in ``m.report.problems``. Not modified.
    see
        Where all of it stands.

    Examples
    --------
    >>> import pandas as pd
    >>> problems = pd.DataFrame({
    ...     "file": "halls.xlsx", "sheet": "Halls", "row": [4, 7, 9],
    ...     "column": [None, None, "description"],
    ...     "code": ["hidden_row", "hidden_row", "personal_text"],
    ...     "says": ["the row is hidden", "the row is hidden", "holds a telephone number"]})
    >>> for line in say_left_out(problems, see="left-out.csv"):
    ...     print(line)
    halls.xlsx, sheet Halls, rows 4, 7: the row is hidden.
    halls.xlsx, sheet Halls, row 9, column description: holds a telephone number.
    """
    from assetmap.tables import say_where

    found = problems[problems["code"].isin(LEFT_OUT)]
    together = found[found["code"].isin(_TOGETHER)]
    by = ["file", "sheet", "code", "says"]
    lines = []
    for key, rows in together.groupby(by, dropna=False, sort=False):
        kind = dict(zip(by, key, strict=True))
        lines.append(f"{say_where(kind, rows=rows['row'].dropna().tolist())}: {kind['says']}.")
    lines += [
        f"{say_where(row)}: {row['says']}."
        for row in found[found["code"].isin(PERSONAL)].to_dict("records")
    ]
    more = len(lines) - _LINES
    return [*lines[:_LINES], *([f"and {more} more: {see}"] if more > 0 else [])]


def write_for_the_team(
    m: AssetMap, project: Path, rejects: Path | None, *, audience: Audience
) -> TeamFiles:
    """
    Write what was noticed of rows where the team finds it and no page is written.

    Three files: what was rejected, what is left out, and what was kept, but
    is to be looked at, with what was skipped. Whole records of rejected rows
    are for a build for the team alone: whoever builds a public page needs to
    know where to look, not what was said of whom. What there is nothing of is
    not written, and what an earlier build wrote of it goes.
    """
    problems = m.report.problems
    is_rejected = problems["outcome"].isin(["rejected", "stops"])
    dropped = ["outcome"] if audience.sees_records else ["outcome", "record"]
    folder = _Folder(project, rejects)
    name = "rejected.csv" if rejects is None else rejects.name
    is_left_out = problems["code"].isin(LEFT_OUT)
    return TeamFiles(
        folder.write(name, problems[is_rejected].drop(columns=dropped)),
        folder.write("left-out.csv", problems[is_left_out].drop(columns=dropped)),
        folder.write("noted.csv", problems[~is_rejected].drop(columns="record")),
    )


class _Folder:
    """Where the team's files go: beside the project file, or where the caller says."""

    def __init__(self, project: Path, rejects: Path | None) -> None:
        self._project = project
        self._is_ours = rejects is None
        self._rejects = rejects

    @property
    def _path(self) -> Path:
        from assetmap.publish import TEAM_FOLDER

        if self._rejects is not None:
            return self._rejects.resolve().parent
        return self._project.resolve().parent / TEAM_FOLDER

    def write(self, title: str, rows: pd.DataFrame) -> Path | None:
        """Write one table, or remove what an earlier build wrote of it."""
        from assetmap.publish import open_team_folder, remove_file, write_team_table

        if rows.empty:
            if self._is_ours:
                remove_file(self._path / title)
            return None
        if self._is_ours:
            open_team_folder(self._project)
        return write_team_table(self._path / title, rows)

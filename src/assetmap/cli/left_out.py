"""What a public page leaves out of what was read: said by row to whoever makes it, and written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from assetmap.model import Audience
    from assetmap.tables import AssetMap

__all__ = ["say_left_out", "write_for_the_team"]

_BY_ROW = ("personal_text", "secret_location")
_TOGETHER = ("hidden_sheet", "hidden_row", "hidden_column", "second_table")
_LINES = 10


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

    found = problems[problems["code"].isin([*_TOGETHER, *_BY_ROW])]
    together = found[found["code"].isin(_TOGETHER)]
    by = ["file", "sheet", "code", "says"]
    lines = []
    for key, rows in together.groupby(by, dropna=False, sort=False):
        kind = dict(zip(by, key, strict=True))
        lines.append(f"{say_where(kind, rows=rows['row'].dropna().tolist())}: {kind['says']}.")
    lines += [
        f"{say_where(row)}: {row['says']}."
        for row in found[found["code"].isin(_BY_ROW)].to_dict("records")
    ]
    more = len(lines) - _LINES
    return [*lines[:_LINES], *([f"and {more} more: {see}"] if more > 0 else [])]


def write_for_the_team(
    m: AssetMap, project: Path, rejects: Path | None, *, audience: Audience
) -> tuple[Path | None, Path | None]:
    """
    Write what was rejected and what is left out where the team finds it and no page is written.

    Whole records of rejected rows are for a build for the team alone: whoever
    builds a public page needs to know where to look, not what was said of
    whom. What there is nothing of is not written, and what an earlier build
    wrote of it goes.

    Returns
    -------
    rejected, left_out
        The files; None where there is nothing.
    """
    from assetmap.publish import TEAM_FOLDER, open_team_folder, remove_file, write_table

    problems = m.report.problems
    is_rejected = problems["outcome"].isin(["rejected", "stops"])
    is_left_out = problems["code"].isin([*_TOGETHER, *_BY_ROW])
    dropped = ["outcome"] if audience.sees_records else ["outcome", "record"]
    folder = project.resolve().parent / TEAM_FOLDER if rejects is None else rejects.resolve().parent
    name = "rejected.csv" if rejects is None else rejects.name
    written: list[Path | None] = []
    for title, where in ((name, is_rejected), ("left-out.csv", is_left_out)):
        if not where.any():
            if rejects is None:
                remove_file(folder / title)
            written.append(None)
            continue
        if rejects is None:
            open_team_folder(project)
        rows = problems[where].drop(columns=dropped)
        written.append(write_table(folder / title, rows, private=True))
    return written[0], written[1]

"""What reading the files came to: every row accepted, rejected or skipped, and why."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pandas as pd

from assetmap.errors import Problem
from assetmap.tables.record_frames import RECORDS

__all__ = ["EDIT_COLUMNS", "FILE_COLUMNS", "PROBLEM_COLUMNS", "ImportReport", "say_where"]

FILE_COLUMNS = ("file", "sheet", "section", "rows", "accepted", "rejected", "skipped")
PROBLEM_COLUMNS = (
    "file", "sheet", "section", "row", "column", "value", "code", "says", "remedy", "outcome",
    "record",
)  # fmt: skip
EDIT_COLUMNS = ("edit", "what", "table", "row_id", "column", "value", "says")
_RECORD_SECTIONS = ("assets", "people", "ties", "consents", "effort", *RECORDS)
_ABOUT_PEOPLE = ("people", "ties", "consents", "conversations", "heard")
_ROWS_NAMED = 8


@dataclass(frozen=True, eq=False, repr=False, init=False)
class ImportReport:
    """
    The account of every row that was read.

    Parameters
    ----------
    files
        One row per file and sheet: ``file, sheet, section, rows, accepted,
        rejected, skipped``. ``rows`` is always the sum of the last three.
        ``section`` is the part of the project file that named it.
    problems
        One row per thing that was noticed: ``file, sheet, section, row`` (as
        a spreadsheet shows it), ``column, value, code, says, remedy``, then
        ``outcome`` (``rejected``, ``skipped``, ``note``: kept, but look at
        it, or ``stops``: nothing is published until it is settled) and
        ``record`` (the whole row of a rejected record, as JSON). One rejected
        row can have several problems.
    edits
        One row for each row of the map that was edited since: ``edit``
        (counted from 1), ``what`` (``removed``, ``added``, ``changed``, or
        ``disagrees``: what another record said that was merged into this
        one), ``table``, ``row_id``, ``column``, ``value`` (of what disagrees
        alone) and ``says``, a sentence for the whole edit.

    Notes
    -----
    ``accepted``, ``rejected`` and ``skipped`` count rows of records (assets,
    people, ties, consents, effort, and further records such as grants).
    Reference files (places, parents, need, postcodes) are counted in
    ``reference``, and each in ``files``.

    The problems hold values as they were given: keep them within the team.
    """

    _files: pd.DataFrame = field(repr=False)
    _problems: pd.DataFrame = field(repr=False)
    _edits: pd.DataFrame = field(repr=False)

    def __init__(
        self, files: pd.DataFrame, problems: pd.DataFrame, edits: pd.DataFrame | None = None
    ) -> None:
        files = files.reindex(columns=list(FILE_COLUMNS))
        counted = files["accepted"] + files["rejected"] + files["skipped"]
        if not (counted == files["rows"]).all():
            lost = ", ".join(files.loc[counted != files["rows"], "file"].astype(str))
            raise ValueError(f"rows of {lost} are not all accounted for; this is a fault of ours")
        files["sheet"] = files["sheet"].astype(object).where(files["sheet"].notna(), None)
        object.__setattr__(self, "_files", files.reset_index(drop=True))
        problems = problems.reindex(columns=list(PROBLEM_COLUMNS))
        object.__setattr__(self, "_problems", problems.reset_index(drop=True))
        edits = pd.DataFrame(dtype=object) if edits is None else edits
        edits = edits.reindex(columns=list(EDIT_COLUMNS)).astype(object).reset_index(drop=True)
        object.__setattr__(self, "_edits", edits.where(edits.notna(), None))

    def __eq__(self, other: object) -> bool:
        """Tell whether another is the same account of the same files, whatever was edited since."""
        if not isinstance(other, ImportReport):
            return NotImplemented
        return self._files.equals(other._files) and self._problems.equals(other._problems)

    def __hash__(self) -> int:
        """Hash what equal reports have in common."""
        return hash((len(self._files), len(self._problems)))

    def with_edits(self, edits: pd.DataFrame) -> ImportReport:
        """Make the same report with one more edit."""
        rows = [self._edits, edits] if len(self._edits) else [edits]
        return ImportReport(self._files, self._problems, pd.concat(rows, ignore_index=True))

    @classmethod
    @cache
    def empty(cls) -> ImportReport:
        """Report that nothing was read from files; there is one such report, since none changes."""
        return cls(pd.DataFrame(columns=FILE_COLUMNS), pd.DataFrame(columns=PROBLEM_COLUMNS))

    @property
    def files(self) -> pd.DataFrame:
        """One row per file and sheet. A copy: changing it changes nothing else."""
        return self._files.copy(deep=False)

    @property
    def problems(self) -> pd.DataFrame:
        """One row per thing that was noticed. A copy."""
        return self._problems.copy(deep=False)

    @property
    def edits(self) -> pd.DataFrame:
        """One row for each row of the map that was edited since it was read. A copy."""
        return self._edits.copy(deep=False)

    def _count(self, column: str) -> int:
        is_record = self._files["section"].isin(_RECORD_SECTIONS)
        return int(self._files.loc[is_record, column].sum())

    @property
    def rows(self) -> int:
        """Rows of records that were read; the sum of the three below."""
        return self._count("rows")

    @property
    def accepted(self) -> int:
        """Rows that are in the map."""
        return self._count("accepted")

    @property
    def rejected(self) -> int:
        """Rows that could not be used; ``problems`` says why and what to do."""
        return self._count("rejected")

    @property
    def skipped(self) -> int:
        """Rows left out on purpose: blank, totals, or dropped by a rule with a reason."""
        return self._count("skipped")

    @property
    def reference(self) -> pd.DataFrame:
        """
        Rows of what records are held against, such as need: by ``section``, in the order read.

        ``rows`` is the sum of ``accepted``, ``rejected`` and ``skipped``.
        """
        is_reference = ~self._files["section"].isin(_RECORD_SECTIONS)
        counts = ["rows", "accepted", "rejected", "skipped"]
        return self._files[is_reference].groupby("section", sort=False)[counts].sum()

    @property
    def unsettled(self) -> tuple[Problem, ...]:
        """What stops publication: consents that may be lost, each with what to do."""
        rows = self._problems[self._problems["outcome"] == "stops"]
        return tuple(
            Problem(say_where(row), str(row["code"]), f"{row['says']}.", str(row["remedy"] or ""))
            for row in rows.to_dict("records")
        )

    @property
    def reasons(self) -> pd.DataFrame:
        """Count the problems by outcome, code and reason, most frequent first."""
        by = ["outcome", "code", "says"]
        counts = self.problems.groupby(by, dropna=False).size().rename("rows").reset_index()
        return counts.sort_values(["rows", *by], ascending=[False, True, True, True]).reset_index(
            drop=True
        )

    @property
    def says(self) -> str:
        """
        Say what was not taken, in a line that may stand in a notebook.

        Only rows that are about groups, spaces and effort are counted: how
        many people were accepted would follow from a total, and how many rows
        of theirs were rejected may be a small number of people. The report
        itself counts everything, for the team.
        """
        is_told = self._files["section"].isin(_RECORD_SECTIONS) & ~self._is_of_people()
        rejected = int(self._files.loc[is_told, "rejected"].sum())
        skipped = int(self._files.loc[is_told, "skipped"].sum())
        return (
            f"{rejected} rejected and {skipped} skipped, of those that are not about people; "
            "`report.files` counts all of them, for the team"
        )

    def _is_of_people(self) -> pd.Series[bool]:
        """Tell which tables hold rows about people."""
        is_of_people: pd.Series[bool] = self._files["section"].isin(_ABOUT_PEOPLE)
        return is_of_people

    def __repr__(self) -> str:
        return (
            f"<ImportReport: {self.rows} rows = {self.accepted} accepted + "
            f"{self.rejected} rejected + {self.skipped} skipped, {len(self.files)} tables>"
        )

    def _repr_html_(self) -> str:
        table = self.files.fillna("").to_html(index=False, escape=True, border=0)
        return f"<p>{html.escape(repr(self)[1:-1])}</p>{table}"


def say_where(problem: Mapping[Any, Any], *, rows: Sequence[int] | None = None) -> str:
    """
    Say in which file, sheet, row and column a problem is.

    ``rows`` are all that it is in, where one line speaks for several.

    Examples
    --------
    >>> problem = {"file": "halls.xlsx", "sheet": "Halls", "row": 4, "column": None}
    >>> say_where(problem)
    'halls.xlsx, sheet Halls, row 4'
    >>> say_where(problem, rows=[4, 7])
    'halls.xlsx, sheet Halls, rows 4, 7'
    """
    if rows is None:
        rows = [] if pd.isna(problem["row"]) else [problem["row"]]
    listed = ", ".join(str(row) for row in rows[:_ROWS_NAMED])
    more = f" and {len(rows) - _ROWS_NAMED} more" if len(rows) > _ROWS_NAMED else ""
    sheet, column = problem["sheet"], problem.get("column")
    where = [
        str(problem["file"]),
        "" if pd.isna(sheet) else f"sheet {sheet}",
        f"row{'s' if len(rows) > 1 else ''} {listed}{more}" if rows else "",
        "" if pd.isna(column) else f"column {column}",
    ]
    return ", ".join(part for part in where if part)

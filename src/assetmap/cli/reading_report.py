"""What reading a project came to, said at a terminal or put into a document."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import typer

from assetmap.cli.output import colour
from assetmap.wording import say_number

if TYPE_CHECKING:
    import pandas as pd

    from assetmap.tables import AssetMap

__all__ = ["PERSONAL", "count_rows", "say_mostly_rejected", "say_problem", "say_report"]

PERSONAL = ("personal_text", "secret_location")
"""Codes of cells that nobody repeats at a terminal."""
MOST_REJECTED = 0.1
"""The share of a table's rows that may be rejected before `check` calls it a failure."""
_EXAMPLES = 2
_TABLES_LISTED = 3
_LONGEST = 100
_REFERENCE = ("places", "parents", "need", "postcodes")
_TITLES = {"rejected": "Rejected", "skipped": "Skipped", "note": "Kept, but look at"}


def say_report(
    m: AssetMap,
    *,
    see: Mapping[str, str],
    tell: Callable[[str], None],
    besides: tuple[str, ...] = (),
    quotes_skipped: bool = True,
) -> None:
    """
    Say what reading came to: how many rows, then two examples of each kind of problem.

    Parameters
    ----------
    m
        The map.
    see
        By outcome (``rejected``, ``skipped``, ``note``), where all of them stand.
    tell
        Where to say it.
    besides
        Codes of problems that are said elsewhere.
    quotes_skipped
        Whether to quote cells of rows that were left out on purpose: they
        need no mending.
    """
    report = m.report
    tell(
        f"{report.rows} rows read: {report.accepted} accepted, {report.rejected} rejected, "
        f"{report.skipped} skipped."
    )
    for section, counts in report.reference.iterrows():
        rows = say_number(counts["rows"], "row")
        tell(
            f"  Beside them, {rows} of {section}: {counts['accepted']} accepted, "
            f"{counts['rejected']} rejected, {counts['skipped']} skipped."
        )
    for line in _say_kept_without(m):
        tell(line)
    problems = report.problems[~report.problems["code"].isin(besides)]
    if not quotes_skipped:
        is_quoted = problems["outcome"] != "skipped"
        problems = problems.assign(value=problems["value"].where(is_quoted, None))
    for title, found in _part(problems):
        outcome = found["outcome"].iloc[0]
        tell(f"{title}:")
        for line in _say_kinds(found, see=see.get(outcome, "")):
            tell(f"  {line}")
    for line in _say_unsettled(report.problems):
        tell(colour(f"  Stops a public page: {line}", typer.colors.YELLOW))


def _say_kept_without(m: AssetMap) -> Iterator[str]:
    """Say how many assets have no location, and how many no date of confirmation."""
    without = _count_without(m)
    unlocated, undated = without["without_location"], without["without_date"]
    said = [
        f"{unlocated} of {len(m.assets)} assets have no location" if unlocated else "",
        f"{undated} of {len(m.assets)} assets have no date of confirmation" if undated else "",
    ]
    yield from (f"{line}." for line in said if line)


def _count_without(m: AssetMap) -> dict[str, int]:
    return {
        "without_location": int((m.assets["precision"] == "none").sum()),
        "without_date": int(m.assets["verified_on"].isna().sum()),
    }


def _part(problems: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Part problems by what became of their rows, and those of reference tables from the others."""
    is_reference = problems["section"].isin(_REFERENCE)
    for outcome, title in _TITLES.items():
        for where, of in ((~is_reference, ""), (is_reference, ", of {sections}")):
            found = problems[where & (problems["outcome"] == outcome)]
            if len(found):
                sections = ", ".join(found["section"].drop_duplicates())
                yield title + of.format(sections=sections), found


def _say_kinds(problems: pd.DataFrame, *, see: str) -> Iterator[str]:
    """Say two examples of each kind of problem, the most frequent first, and count the others."""
    counts = problems["code"].value_counts(sort=False)
    for code in counts.sort_values(ascending=False, kind="stable").index:
        found = problems[problems["code"] == code]
        for problem in found.head(_EXAMPLES).to_dict("records"):
            yield say_problem(problem)
        if len(found) > _EXAMPLES:
            more = found.iloc[_EXAMPLES:]
            yield f"  and {len(more):,} more ({code}): {_list_rows(more)}; {see}"


def _list_rows(problems: pd.DataFrame) -> str:
    """List the rows of problems, table by table; those beyond the first tables are counted."""
    from assetmap.tables import say_where

    listed = []
    by_table = problems.groupby(["file", "sheet"], dropna=False, sort=False)
    for (file, sheet), found in by_table:
        rows = found["row"].dropna().drop_duplicates().tolist()
        listed.append(say_where({"file": file, "sheet": sheet, "row": None}, rows=rows))
    more = len(listed) - _TABLES_LISTED
    return "; ".join([*listed[:_TABLES_LISTED], *([f"{more} more tables"] if more > 0 else [])])


def _say_unsettled(problems: pd.DataFrame) -> Iterator[str]:
    """Say what stops a public page: two examples of each kind."""
    stops = problems[problems["outcome"] == "stops"]
    return _say_kinds(stops, see="all of them stop it")


def say_problem(problem: dict[Hashable, Any]) -> str:
    """
    Say where a problem is, what was given, why it cannot be used and what to do.

    Examples
    --------
    >>> say_problem({"file": "ties.csv", "sheet": None, "row": 4, "column": "To", "code": "x",
    ...              "value": "7", "says": "no asset has that id", "remedy": "Correct it."})
    "ties.csv, row 4, column To: '7': no asset has that id. Correct it."
    """
    from assetmap.tables import say_where

    value = None if problem["code"] in PERSONAL else problem["value"]
    if isinstance(value, str) and len(value) > _LONGEST:
        value = f"{value[:_LONGEST]}…"
    given = "" if value is None else f" {value!r}:"
    return f"{say_where(problem)}:{given} {problem['says']}. {problem['remedy'] or ''}".rstrip()


def count_rows(m: AssetMap) -> dict[str, Any]:
    """Count the rows for a document, with what stops a public page."""
    report = m.report
    reference = {
        str(section): {str(name): int(count) for name, count in counts.items()}
        for section, counts in report.reference.iterrows()
    }
    return {
        "rows": report.rows,
        "accepted": report.accepted,
        "rejected": report.rejected,
        "skipped": report.skipped,
        "reference": reference,
        **_count_without(m),
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

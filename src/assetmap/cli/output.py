"""What a command gives: a table or a document, to a file or to standard output, and how loudly."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assetmap.errors import TableError

if TYPE_CHECKING:
    import pandas as pd

    from assetmap.model import Audience
    from assetmap.publish import Admission, Protected

__all__ = [
    "CsvPath",
    "Manner",
    "Output",
    "colour",
    "give",
    "give_document",
    "give_team_csv",
    "is_standard_output",
    "require_one_answer",
    "to_rows",
    "warn",
]

AsJson = Annotated[
    bool, typer.Option("--json", help="Give one JSON document on standard output, for programs.")
]
Quiet = Annotated[
    bool,
    typer.Option("--quiet", "-q", help="Say nothing but what was asked for, warnings and errors."),
]
CsvPath = Annotated[
    Path | None,
    typer.Option("--csv", help="Write the table to this CSV file; - is standard output."),
]

_ROWS_SHOWN = 20
_NOBODY = "Nobody was found who may be shown {}. --audience team shows whoever was found."


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """How a command answers: for people or for programs, with or without what it does meanwhile."""

    as_json: AsJson = False
    quiet: Quiet = False

    def teller(self, *, is_taken: bool = False) -> Callable[[str], None]:
        """
        Choose where a command says what it did.

        Parameters
        ----------
        is_taken
            Whether what was asked for goes to standard output itself: all else
            is said on standard error.
        """
        if self.quiet or self.as_json:
            return _say_nothing
        return _say_aside if is_taken else typer.echo

    def note(self, text: str) -> None:
        """Say on standard error what belongs to the answer and stands in no table."""
        if not (self.quiet or self.as_json):
            typer.echo(text, err=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Output(Manner):
    """How a command that answers with a table gives it."""

    csv: CsvPath = None

    def __post_init__(self) -> None:
        """Refuse two answers in one place."""
        require_one_answer(self.csv, as_json=self.as_json)

    @property
    def is_read(self) -> bool:
        """Whether the answer is read at a terminal, and not by a program or in a spreadsheet."""
        return self.csv is None and not self.as_json


def _say_nothing(_: str) -> None:
    return


def _say_aside(text: str) -> None:
    typer.echo(text, err=True)


def is_standard_output(path: Path | None) -> bool:
    """Tell whether ``-`` was given for a file; a file of that name is ``./-``."""
    return path is not None and str(path) == "-"


def require_one_answer(path: Path | None, *, as_json: bool) -> None:
    """
    Refuse to write a file and a document to the same place.

    Raises
    ------
    TableError
        If both are to go to standard output.
    """
    if as_json and is_standard_output(path):
        raise TableError(
            "Two answers cannot both go to standard output. Leave out --json, or name a file "
            "instead of -."
        )


def colour(text: str, name: str) -> str:
    """
    Colour a text for a terminal, unless whoever sits there wants none (https://no-color.org).

    Examples
    --------
    >>> import os
    >>> os.environ["NO_COLOR"] = "1"
    >>> colour("No such file.", "red")
    'No such file.'
    >>> del os.environ["NO_COLOR"]
    """
    is_plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return text if is_plain else typer.style(text, fg=name)


def warn(text: str) -> None:
    """Say what somebody should know, however quiet the command is to be."""
    typer.echo(colour(text, typer.colors.YELLOW), err=True)


def give_document(document: Mapping[str, Any]) -> None:
    """Write one JSON document to standard output, in letters that every terminal has."""
    typer.echo(json.dumps(document, indent=2, allow_nan=False))


def give_team_csv(path: Path, rows: pd.DataFrame) -> bool:
    """Write the team's own rows to a file, or to standard output; tell whether it is a file."""
    from assetmap.publish import write_team_table

    if is_standard_output(path):
        _print_csv(rows)
        return False
    write_team_table(path, rows)
    return True


def _give_csv(path: Path, safe: Protected, admission: Admission) -> bool:
    """Write what may be seen of a finding to a file, or to standard output."""
    from assetmap.publish import lay_out, write_protected

    if is_standard_output(path):
        _print_csv(lay_out(safe, admission))
        return False
    write_protected(path, safe, admission)
    return True


def _print_csv(rows: pd.DataFrame) -> None:
    from assetmap.publish import to_safe_csv

    typer.echo(to_safe_csv(rows).encode("utf-8", errors="replace"), nl=False)


def to_rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """
    Write a table as the rows of a JSON document: what is missing is null, shapes are left out.

    Examples
    --------
    >>> import pandas as pd
    >>> days = pd.to_datetime(["2026-05-01", None])
    >>> to_rows(pd.DataFrame({"name": ["Choir", None], "people": [2.0, float("nan")],
    ...                       "themes": [("song",), ()], "on": days}))
    [{'name': 'Choir', 'people': 2.0, 'themes': ['song'], 'on': '2026-05-01'},
     {'name': None, 'people': None, 'themes': [], 'on': None}]
    """
    kept = frame.drop(columns=["geometry"], errors="ignore")
    return [
        {str(name): _to_plain(value) for name, value in row.items()}
        for row in kept.to_dict("records")
    ]


def _to_plain(value: Any) -> Any:
    """Make one cell a value that JSON has."""
    import numpy as np
    import pandas as pd

    if isinstance(value, Mapping):
        return {str(name): _to_plain(one) for name, one in value.items()}
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [_to_plain(one) for one in value]
    if isinstance(value, pd.Timestamp) and value is not pd.NaT:
        return value.strftime("%Y-%m-%d")
    if pd.isna(value):
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value if isinstance(value, bool | int | float | str) else str(value)


def give(safe: Protected, output: Output, admission: Admission) -> None:
    """Print the head of a table, or write the whole of it; ids of assets are for the team."""
    from assetmap.publish import lay_out

    who = admission.audience
    frame = lay_out(safe, admission)
    if admission.banner and not who.sees_records:
        output.note(f"{admission.banner}.")
    kept_back = dict.fromkeys(safe.always, 0) | safe.withheld
    untold = () if frame.empty else safe.untold
    for reason, count in kept_back.items():
        output.note(f"Kept back: {reason}: {count}")
    for what in untold:
        output.note(f"Kept back: {what}")
    if output.csv is not None and _give_csv(output.csv, safe, admission):
        output.teller()(f"{len(frame)} rows: {output.csv}")
    if output.as_json:
        give_document(
            {
                "audience": who.name,
                "until": None if admission.until is None else admission.until.isoformat(),
                "rows": to_rows(frame),
                "kept_back": kept_back,
                "untold": list(untold),
            }
        )
    elif output.is_read:
        _print_head(frame, safe, who)


def _print_head(frame: pd.DataFrame, safe: Protected, audience: Audience) -> None:
    """Print the first rows: their sentences where they have any, else the table."""
    if frame.empty:
        kept_back = sum(safe.withheld.values())
        nobody = _NOBODY.format(audience.reached)
        typer.echo(nobody if safe.always else _say_none(kept_back, audience))
        return
    shown = frame.head(_ROWS_SHOWN)
    if "says" in shown and shown["says"].notna().any():
        for sentence in shown["says"]:
            typer.echo(sentence)
    else:
        table = shown.drop(columns=["geometry", "says"], errors="ignore").dropna(axis=1, how="all")
        typer.echo(table.to_string(index=False))
    if len(frame) > _ROWS_SHOWN:
        typer.echo(f"and {len(frame) - _ROWS_SHOWN} more; --csv FILE writes them all")


def _say_none(kept_back: int, audience: Audience) -> str:
    """Tell nothing found from nothing that may be shown."""
    if not kept_back:
        return "Nothing was found."
    verb, them = ("was", "it") if kept_back == 1 else ("were", "them")
    none = "it may not" if kept_back == 1 else "none of them may"
    if audience.sees_records:
        return f"{kept_back} {verb} found; {none} be shown."
    said = f"{kept_back} {verb} found; {none} be shown {audience.reached}."
    return f"{said} --audience team shows {them}."

"""What all commands share: options, reading, and writing or printing a table."""

from __future__ import annotations

import datetime as dt
import inspect
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assetmap.model import AUDIENCES, Audience

if TYPE_CHECKING:
    from assetmap.publish import Admission, Protected
    from assetmap.tables import AssetMap

__all__ = [
    "AllowOutside",
    "AudienceName",
    "By",
    "CsvPath",
    "DataDir",
    "IncludeHidden",
    "ProjectPath",
    "Reading",
    "WithinMin",
    "give",
    "open_project",
    "reads_project",
    "show_step",
]

ProjectPath = Annotated[Path, typer.Argument(help="A project file, or one file of assets.")]
DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Folder of the files that the project names.")
]
AllowOutside = Annotated[
    bool,
    typer.Option(
        "--allow-outside",
        help="Let the project name files outside its folder and --data-dir, and links.",
    ),
]
IncludeHidden = Annotated[
    bool,
    typer.Option("--include-hidden", help="Also read hidden sheets, rows and columns."),
]
AudienceName = Annotated[
    str,
    typer.Option(
        "--audience",
        help=f"One of: {', '.join(AUDIENCES)}. Only what is public is for publishing.",
    ),
]
AsOf = Annotated[
    dt.datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day the map speaks for."),
]
CsvPath = Annotated[Path | None, typer.Option("--csv", help="Write the table to this CSV file.")]
WithinMin = Annotated[float, typer.Option(help="Minutes on foot within which an asset is reached.")]
By = Annotated[str, typer.Option(help="kind, themes or another column.")]

_ROWS_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is read, and how: the options of every command that reads a project."""

    project: ProjectPath
    data_dir: DataDir = None
    allow_outside: AllowOutside = False
    include_hidden: IncludeHidden = False
    as_of: AsOf = None


def reads_project(command: Callable[..., None]) -> Callable[..., None]:
    """
    Let a command take a ``reading``, whose fields stand among its options.

    The project comes first and the day last, as everybody writes them; the
    others come where ``reading`` stands.
    """
    first, *others, last = inspect.signature(Reading, eval_str=True).parameters.values()
    own = list(inspect.signature(command, eval_str=True).parameters.values())
    position = [option.name for option in own].index("reading")

    @wraps(command)
    def take_options(**given: Any) -> None:
        read = {option.name: given.pop(option.name) for option in (first, *others, last)}
        command(reading=Reading(**read), **given)

    options = [first, *own[:position], *others, *own[position + 1 :], last]
    vars(take_options)["__signature__"] = inspect.Signature(options)  # what typer asks for
    return take_options


def open_project(reading: Reading) -> AssetMap:
    """Read a project, saying what is being done when a person is watching."""
    from assetmap.gather import read

    progress = show_step if sys.stderr.isatty() else False
    m = read(
        reading.project,
        data_dir=reading.data_dir,
        as_of=None if reading.as_of is None else reading.as_of.date(),
        allow_outside=reading.allow_outside,
        include_hidden=reading.include_hidden,
        progress=progress,
    )
    if progress:
        typer.echo("\r\033[K", err=True, nl=False)
    return m


def show_step(sentence: str) -> None:
    """Show one step on a line that the next step overwrites."""
    typer.echo(f"\r\033[K{sentence[:78]}", err=True, nl=False)


_NOBODY = "Nobody was found who may be shown {}. --audience team shows whoever was found."


def _say_nothing(kept_back: int, audience: Audience) -> str:
    """Tell nothing found from nothing that may be shown."""
    if not kept_back:
        return "Nothing was found."
    verb, them = ("was", "it") if kept_back == 1 else ("were", "them")
    none = "it may not" if kept_back == 1 else "none of them may"
    if audience.sees_records:
        return f"{kept_back} {verb} found; {none} be shown."
    reached = audience.reached
    return f"{kept_back} {verb} found; {none} be shown {reached}. --audience team shows {them}."


def give(safe: Protected, csv: Path | None, admission: Admission) -> None:
    """Print the head of a table, or write the whole of it; ids of assets are for the team."""
    from assetmap.publish import name_assets, write_table

    frame = safe.frame
    if not admission.audience.sees_records:
        frame = name_assets(frame, admission=admission)
    if admission.banner and not admission.audience.sees_records:
        typer.echo(f"{admission.banner}.", err=True)
    for reason, count in (dict.fromkeys(safe.always, 0) | safe.withheld).items():
        typer.echo(f"Kept back: {reason}: {count}", err=True)
    for what in () if frame.empty else safe.untold:
        typer.echo(f"Kept back: {what}", err=True)
    if csv is not None:
        write_table(csv, frame, private=not admission.audience.is_open)
        typer.echo(f"{len(frame)} rows: {csv}")
        return
    if frame.empty:
        kept_back = sum(safe.withheld.values())
        who = admission.audience
        nobody = _NOBODY.format(who.reached)
        typer.echo(nobody if safe.always else _say_nothing(kept_back, who))
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

"""Every command, and the door to all: build, check, the questions, new, template, schema."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

import assetmap
from assetmap.cli import questions as findings
from assetmap.cli.build import build
from assetmap.cli.edits import list_edits
from assetmap.cli.output import (
    Manner,
    Output,
    colour,
    give_document,
    give_team_csv,
    is_standard_output,
    to_rows,
    warn,
)
from assetmap.cli.publishing import publish_project
from assetmap.cli.reading_report import count_rows, say_mostly_rejected, say_report
from assetmap.cli.terminal import Reading, read_map, takes_options
from assetmap.errors import AssetmapError, FileError

if TYPE_CHECKING:
    from assetmap.tables import AssetMap

__all__ = ["app", "main"]

app = typer.Typer(
    name="assetmap",
    help="Asset maps from messy files: gaps, champions, links, and a page a resident can open.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line; mistakes in files end with a message and exit code 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal that cannot write é writes ?
            stream.reconfigure(errors="replace")
    try:
        app()
    except AssetmapError as error:
        _stop(str(error))


def _stop(message: str) -> NoReturn:
    typer.echo(colour(message, typer.colors.RED), err=True)
    raise SystemExit(2)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"assetmap {assetmap.__version__}")
        raise typer.Exit


@app.callback()
def open_door(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version."),
    ] = False,
) -> None:
    """Asset maps from messy files: gaps, champions, links, and a page a resident can open."""


@takes_options
def check(
    *,
    reading: Reading,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when any row was rejected.")
    ] = False,
    output: Output,
) -> None:
    """Read a project and report on every row, without making a map.

    Exits with 1 when a file, or a sheet of one, had more than a tenth of its rows rejected.
    """
    with read_map(reading, output) as (m, _):
        pass
    csv = output.csv
    tell = output.teller(is_taken=is_standard_output(csv))
    tell(m.report.files.fillna("").to_string(index=False))
    see = "--csv FILE writes them all" if csv is None else f"see {csv}"
    say_report(m, see=dict.fromkeys(("rejected", "skipped", "note"), see), tell=tell)
    if csv is not None and give_team_csv(csv, m.report.problems):
        tell(f"Every problem, for the team only: {csv}")
    edits = list_edits(m)
    for number, edit in enumerate(edits, start=1):
        tell(f"What would help most, {number}: {edit}")
    much = say_mostly_rejected(m.report.files)
    for sentence in much:
        warn(sentence)
    if output.as_json:
        give_document(_document(m) | {"mostly_rejected": much, "edits": edits})
    if much or (strict and m.report.rejected):
        raise typer.Exit(1)


def _document(m: AssetMap) -> dict[str, Any]:
    """Put the report into a document; rejected rows as a whole stay in files for the team."""
    return {
        **count_rows(m),
        "files": to_rows(m.report.files),
        "reasons": to_rows(m.report.reasons),
        "problems": to_rows(m.report.problems.drop(columns="record")),
    }


for _command in (
    build,
    check,
    findings.gaps,
    findings.sites,
    findings.champions,
    findings.links,
    findings.introductions,
    findings.checks,
):
    app.command()(_command)


app.command("publish")(publish_project)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the records and of the project file."""
    from assetmap.model import to_json_schema

    typer.echo(json.dumps(to_json_schema(), indent=2, sort_keys=True))


@app.command()
@takes_options
def new(
    folder: Annotated[Path, typer.Argument(help="A folder that is new or empty.")],
    manner: Manner,
    more: Annotated[list[Path] | None, typer.Argument(hidden=True)] = None,
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--from", help="Files to draft the project for: spreadsheets, CSV, boundaries, need."
        ),
    ] = None,
) -> None:
    """Write a starter project; with --from FILE…, one drafted for files that you have.

    The draft names what each sheet and column is taken for, and why. Files that are elsewhere are
    copied into the folder; those in it stay as they are.
    """
    from assetmap.cli.starter import write_draft, write_starter

    if files:
        paths = write_draft(folder, [*files, *(more or ())])
        _say_written(paths, "Look for the lines that begin with # ?", folder, manner)
        return
    if more:
        raise FileError(f"{more[0]} is one name too many. Files are named after --from.")
    _say_written(write_starter(folder), "Fill the files in", folder, manner)


@app.command()
@takes_options
def example(
    folder: Annotated[Path, typer.Argument(help="A folder that is new or empty.")],
    manner: Manner,
    name: Annotated[
        str, typer.Option(help="Which example.", autocompletion=lambda: ["market_town"])
    ] = "market_town",
) -> None:
    """Write the files of an invented market town, to look into and to change."""
    from assetmap.cli.starter import write_example

    _say_written(write_example(folder, name), "Look into the files", folder, manner)


class FormKind(StrEnum):
    """What a form is filled in with: a spreadsheet, or a telephone."""

    WORKBOOK = "workbook"
    XLSFORM = "xlsform"


@app.command()
@takes_options
def template(
    file: Annotated[Path, typer.Argument(help="The form to write, such as assets.xlsx.")],
    manner: Manner,
    kind: Annotated[
        FormKind,
        typer.Option("--kind", help="A workbook to fill in, or an XLSForm for KoboToolbox or ODK."),
    ] = FormKind.WORKBOOK,
) -> None:
    """Write a form to hand out, and the project file that reads it once it is filled in."""
    from assetmap.cli.template import write_template
    from assetmap.cli.xlsform import ANSWERS, write_xlsform

    is_workbook = kind is FormKind.WORKBOOK
    written, project = (write_template if is_workbook else write_xlsform)(file)
    tell = manner.teller()
    for path in (written, project):
        tell(f"wrote {path}")
    if is_workbook:
        tell(f"Fill in {written.name}, then: assetmap build {project}")
    else:
        tell("Upload the form to KoboToolbox or ODK, and send it round.")
        tell(f"Save the answers as {project.with_name(ANSWERS)}, then: assetmap build {project}")
    if manner.as_json:
        give_document({"project": str(project), "written": [str(written), str(project)]})


def _say_written(paths: list[Path], do: str, folder: Path, manner: Manner) -> None:
    """Say which files were written, and what to do next."""
    project = folder / "project.toml"
    tell = manner.teller()
    for path in paths:
        tell(f"wrote {path}")
    tell(f"{do}, then: assetmap build {project}")
    if manner.as_json:
        give_document({"project": str(project), "written": [str(path) for path in paths]})

"""The commands that make and check a map: build, check, schema, new; and the door to all."""

from __future__ import annotations

import json
import sys
from collections.abc import Hashable
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from assetmap.cli import questions as findings
from assetmap.cli.counted import count_for
from assetmap.cli.left_out import say_left_out, write_for_the_team
from assetmap.cli.terminal import (
    AllowOutside,
    Audience,
    CsvPath,
    DataDir,
    IncludeHidden,
    ProjectPath,
    Reading,
    WithinMin,
    open_project,
    reads_project,
)
from assetmap.errors import AssetmapError

if TYPE_CHECKING:
    import pandas as pd

    from assetmap.publish import Admission
    from assetmap.tables import AssetMap

__all__ = ["app", "main"]

app = typer.Typer(
    name="assetmap",
    help="Asset maps from messy files: gaps, champions, links, and a page a resident can open.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

_REJECTS_SHOWN = 10


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
    typer.secho(message, err=True, fg=typer.colors.RED)
    raise SystemExit(2)


def _say_report(m: AssetMap, *, see: str) -> None:
    """Say what reading came to, the first reasons for rejecting rows, and where the others are."""
    report = m.report
    typer.echo(
        f"{report.rows} rows read: {report.accepted} accepted, {report.rejected} rejected, "
        f"{report.skipped} skipped."
    )
    rejected = report.problems[report.problems["outcome"] == "rejected"]
    for problem in rejected.head(_REJECTS_SHOWN).to_dict("records"):
        typer.echo(f"  {_say_problem(problem)}")
    if len(rejected) > _REJECTS_SHOWN:
        typer.echo(f"  and {len(rejected) - _REJECTS_SHOWN} more: {see}")
    for reason in report.unsettled:
        typer.secho(f"  Stops a public page: {reason}", fg=typer.colors.YELLOW)


def _say_problem(problem: dict[Hashable, Any]) -> str:
    """Say where a problem is, what was given, why it cannot be used and what to do."""
    from assetmap.tables import say_where

    given = "" if problem["value"] is None else f" {problem['value']!r}:"
    return f"{say_where(problem)}:{given} {problem['says']}. {problem['remedy']}"


@app.command()
@reads_project
def build(
    *,
    out: Annotated[Path, typer.Option("--out", help="The page to write.")] = Path("map.html"),
    reading: Reading,
    audience: Audience = "public",
    within_min: WithinMin = 15,
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejects",
            help="Where to write the rejected rows; for-the-team/rejected.csv beside the project.",
        ),
    ] = None,
) -> None:
    """Make the map of a project: one HTML page.

    Rejected rows, and what a public page leaves out of which row, are written beside the project
    file, in a folder for-the-team, never beside the page. A team page also has what rests on one
    person, links that are missing, and introductions to make.
    """
    from assetmap.champions import find_champions
    from assetmap.gaps import find_gaps
    from assetmap.links import find_links
    from assetmap.maps import draw_map
    from assetmap.publish import admit, require_audience, require_public_place

    require_audience(audience)
    require_public_place(out)
    m = open_project(reading)
    rejected, left_out = write_for_the_team(m, reading.project, rejects, audience=audience)
    _say_report(m, see=f"see {rejected}")
    if audience == "public":
        for line in say_left_out(m.report.problems, see=f"see {left_out}"):
            typer.echo(f"  Left out: {line}")
    # What stops a page stops it here, before the long way to it.
    admission = admit(m, audience=audience)
    counted = count_for(m, admission)
    gaps = find_gaps(counted, within_min=within_min, individuals=audience == "team")
    links = find_links(counted)
    champions = find_champions(m, replicates=0)  # a page has no use for the spans of ranks
    more: dict[str, Any] = _find_for_the_team(m) if audience == "team" else {}
    drawn = draw_map(m, gaps=gaps, links=links, champions=champions, audience=audience, **more)
    drawn.save(out)
    _say_found(m, gaps, links, champions)
    if more:
        from assetmap.cli.said import say_for_the_team

        typer.echo(say_for_the_team(more))
    for sentence in drawn.manifest.account:
        typer.echo(f"Not shown: {sentence}.")
    _warn_of_licences(m, admission)
    if rejected is not None:
        typer.echo(f"Rejected rows, for the team only: {rejected}")
    if left_out is not None:
        typer.echo(f"What the page leaves out, by row, for the team only: {left_out}")
    typer.echo(f"The {audience} map: {out}")


def _warn_of_licences(m: AssetMap, admission: Admission) -> None:
    """Say which sources of a public page are not for publication, by their own licence."""
    from assetmap.publish import find_unpublishable

    for name, licence in find_unpublishable(m, admission=admission).items():
        typer.secho(
            f"Check before publishing: the page shows what {name} told, and the licence of that "
            f"source is {licence!r}.",
            err=True,
            fg=typer.colors.YELLOW,
        )


def _find_for_the_team(m: AssetMap) -> dict[str, pd.DataFrame]:
    """Find what a page shows to the team alone."""
    from assetmap.champions import find_fragility, find_safeguards
    from assetmap.links import find_missing_links, suggest_introductions

    return {
        "fragility": find_fragility(m, with_distances=False),  # a page does not show them
        "safeguards": find_safeguards(m),
        "missing": find_missing_links(m),
        "introductions": suggest_introductions(m),
    }


def _say_found(
    m: AssetMap, gaps: pd.DataFrame, links: pd.DataFrame, champions: pd.DataFrame
) -> None:
    """Say in a few lines what there is, then what was found."""
    kinds = m.assets["kind"].value_counts().sort_index()
    listed = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    joined = int(links["place_b_id"].notna().sum())
    apart = int(links["place_b_id"].isna().sum())
    typer.echo(f"{len(m.assets)} assets in {len(m.places)} places: {listed or 'none yet'}.")
    typer.echo(
        f"{len(m.ties)} ties; {joined} pairs of places are linked, {apart} places have no link yet."
    )
    typer.echo(f"{len(gaps)} gaps to ask about; {len(champions)} people to ask.")


@app.command()
def check(
    project: ProjectPath,
    data_dir: DataDir = None,
    allow_outside: AllowOutside = False,
    include_hidden: IncludeHidden = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when any row was rejected.")
    ] = False,
    csv: CsvPath = None,
) -> None:
    """Read a project and report on every row, without making a map."""
    from assetmap.publish import write_table

    m = open_project(
        Reading(
            project=project,
            data_dir=data_dir,
            allow_outside=allow_outside,
            include_hidden=include_hidden,
        )
    )
    typer.echo(m.report.files.fillna("").to_string(index=False))
    _say_report(m, see="--csv FILE writes them all" if csv is None else f"see {csv}")
    reasons = m.report.reasons
    if len(reasons):
        typer.echo(reasons.to_string(index=False))
    if csv is not None:
        write_table(csv, m.report.problems, private=True)
        typer.echo(f"Every problem, for the team only: {csv}")
    if strict and m.report.rejected:
        raise typer.Exit(1)


for _answer in (
    findings.gaps,
    findings.sites,
    findings.champions,
    findings.links,
    findings.introductions,
):
    app.command()(_answer)


@app.command()
def schema() -> None:
    """Print the JSON Schema of the records and of the project file."""
    from assetmap.model import to_json_schema

    typer.echo(json.dumps(to_json_schema(), indent=2, sort_keys=True))


@app.command()
def new(folder: Annotated[Path, typer.Argument(help="A folder that is new or empty.")]) -> None:
    """Write a starter project: a project file, and spreadsheets with their headers."""
    from assetmap.cli.starter import write_starter

    for path in write_starter(folder):
        typer.echo(f"wrote {path}")
    typer.echo(f"Fill the files in, then: assetmap build {folder / 'project.toml'}")


@app.command()
def example(
    folder: Annotated[Path, typer.Argument(help="A folder that is new or empty.")],
    name: Annotated[str, typer.Option(help="Which example.")] = "market_town",
) -> None:
    """Write the files of an invented market town, to look into and to change."""
    from assetmap.cli.starter import write_example

    for path in write_example(folder, name):
        typer.echo(f"wrote {path}")
    typer.echo(f"Look into the files, then: assetmap build {folder / 'project.toml'}")

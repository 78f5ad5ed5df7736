"""The commands: build, check, gaps, sites, champions, links, schema, new."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Hashable
from dataclasses import replace
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

import typer

from assetmap.errors import AssetmapError

if TYPE_CHECKING:
    import pandas as pd

    from assetmap.publish import Admission, Protected
    from assetmap.tables import AssetMap

__all__ = ["app", "main"]

app = typer.Typer(
    name="assetmap",
    help="Asset maps from messy files: gaps, champions, links, and a page a resident can open.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

ProjectPath = Annotated[Path, typer.Argument(help="A project file, or one file of assets.")]
DataDir = Annotated[
    Path | None, typer.Option("--data-dir", help="Folder of the files that the project names.")
]
Audience = Annotated[str, typer.Option(help="public or team. Team pages are not for publishing.")]
AsOf = Annotated[
    dt.datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day the map speaks for."),
]
CsvPath = Annotated[Path | None, typer.Option("--csv", help="Write the table to this CSV file.")]
WithinMin = Annotated[float, typer.Option(help="Minutes on foot within which an asset is reached.")]
By = Annotated[str, typer.Option(help="kind, themes or another column.")]

_ROWS_SHOWN = 20
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


def _read(project: Path, data_dir: Path | None, as_of: dt.datetime | None) -> AssetMap:
    """Read a project, saying what is being done when a person is watching."""
    from assetmap.gather import read

    day = None if as_of is None else as_of.date()
    progress = _show_step if sys.stderr.isatty() else False
    m = read(project, data_dir=data_dir, as_of=day, progress=progress)
    if progress:
        typer.echo("\r\033[K", err=True, nl=False)
    return m


def _show_step(sentence: str) -> None:
    """Show one step on a line that the next step overwrites."""
    typer.echo(f"\r\033[K{sentence[:78]}", err=True, nl=False)


def _say_report(m: AssetMap) -> None:
    """Say what reading came to, and the first reasons for rejecting rows."""
    report = m.report
    typer.echo(
        f"{report.rows} rows read: {report.accepted} accepted, {report.rejected} rejected, "
        f"{report.skipped} skipped."
    )
    rejected = report.problems[report.problems["outcome"] == "rejected"]
    for problem in rejected.head(_REJECTS_SHOWN).to_dict("records"):
        typer.echo(f"  {_say_problem(problem)}")
    if len(rejected) > _REJECTS_SHOWN:
        typer.echo(f"  and {len(rejected) - _REJECTS_SHOWN} more: see rejected.csv")


def _say_problem(problem: dict[Hashable, Any]) -> str:
    """Say where a problem is, what was given, why it cannot be used and what to do."""
    where = [str(problem["file"])]
    if problem["sheet"]:
        where.append(f"sheet {problem['sheet']}")
    where.append(f"row {problem['row']}")
    if problem["column"]:
        where.append(f"column {problem['column']}")
    given = "" if problem["value"] is None else f" {problem['value']!r}:"
    return f"{', '.join(where)}:{given} {problem['says']}. {problem['remedy']}"


@app.command()
def build(
    project: ProjectPath,
    out: Annotated[Path, typer.Option("--out", help="The page to write.")] = Path("map.html"),
    data_dir: DataDir = None,
    audience: Audience = "public",
    within_min: WithinMin = 15,
    as_of: AsOf = None,
) -> None:
    """Make the map of a project: one HTML page, and rejected.csv beside it."""
    from assetmap.champions import find_champions
    from assetmap.gaps import find_gaps
    from assetmap.links import find_links
    from assetmap.maps import draw_map
    from assetmap.publish import require_audience, write_table

    require_audience(audience)
    m = _read(project, data_dir, as_of)
    gaps = find_gaps(m, within_min=within_min)
    links = find_links(m)
    champions = find_champions(m, replicates=0)  # a page has no use for the spans of ranks
    drawn = draw_map(m, gaps=gaps, links=links, champions=champions, audience=audience)
    drawn.save(out)
    rejected = out.parent / "rejected.csv"
    problems = m.report.problems
    write_table(rejected, problems[problems["outcome"] == "rejected"].drop(columns="outcome"))
    _say_report(m)
    _say_found(m, gaps, links, champions)
    for sentence in drawn.manifest.account:
        typer.echo(f"Not shown: {sentence}.")
    typer.echo(f"Rejected rows, for the team only: {rejected}")
    typer.echo(f"The {audience} map: {out}")


def _say_found(
    m: AssetMap, gaps: pd.DataFrame, links: pd.DataFrame, champions: pd.DataFrame
) -> None:
    """Say in a few lines what there is, then what was found."""
    kinds = m.assets["kind"].value_counts().sort_index()
    listed = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    joined = int(links["place_b"].notna().sum())
    apart = int(links["place_b"].isna().sum())
    typer.echo(f"{len(m.assets)} assets in {len(m.places)} places: {listed or 'none yet'}.")
    typer.echo(
        f"{len(m.ties)} ties; {joined} pairs of places are linked, {apart} places have no link yet."
    )
    typer.echo(f"{len(gaps)} gaps to ask about; {len(champions)} people to ask.")


@app.command()
def check(
    project: ProjectPath,
    data_dir: DataDir = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when any row was rejected.")
    ] = False,
    csv: CsvPath = None,
) -> None:
    """Read a project and report on every row, without making a map."""
    from assetmap.publish import write_table

    m = _read(project, data_dir, None)
    typer.echo(m.report.files.fillna("").to_string(index=False))
    _say_report(m)
    reasons = m.report.reasons
    if len(reasons):
        typer.echo(reasons.to_string(index=False))
    if csv is not None:
        write_table(csv, m.report.problems)
        typer.echo(f"Every problem, for the team only: {csv}")
    if strict and m.report.rejected:
        raise typer.Exit(1)


@app.command()
def gaps(
    project: ProjectPath,
    csv: CsvPath = None,
    data_dir: DataDir = None,
    audience: Audience = "public",
    by: By = "kind",
    within_min: WithinMin = 15,
    at_least: Annotated[int, typer.Option(min=1, help="How many assets a place should reach.")] = 1,
    need: Annotated[
        str | None, typer.Option(help="Column of the places that people are weighed by.")
    ] = None,
    benchmark: Annotated[
        list[str] | None,
        typer.Option(
            help="How much is enough for each person: a number, quantile:0.25 or per-1000:0.5; "
            "for each category by itself as category=0.001, once for every category."
        ),
    ] = None,
    connected: Annotated[
        bool, typer.Option(help="Also list what is in reach and has no tie to anyone of the place.")
    ] = True,
    min_effort: Annotated[
        int, typer.Option(min=0, help="Conversations, walks and lists from which a place is known.")
    ] = 1,
    as_of: AsOf = None,
) -> None:
    """List the places that reach too little of what, worst first, with reasons."""
    from assetmap.cli.benchmarks import from_words
    from assetmap.gaps import find_gaps
    from assetmap.publish import admit, protect_gaps, require_audience

    require_audience(audience)
    enough = from_words(benchmark or [])
    m = _read(project, data_dir, as_of)
    found = find_gaps(
        m,
        by=by,
        within_min=within_min,
        at_least=at_least,
        need=need,
        benchmark=enough,
        connected=connected,
        min_effort=min_effort,
    )
    admission = admit(m, audience=audience)
    _give(protect_gaps(m, gaps=found, admission=admission), csv, admission)


@app.command()
def sites(
    project: ProjectPath,
    category: Annotated[str, typer.Option(help="What is missing: a kind, or a word of --by.")],
    csv: CsvPath = None,
    data_dir: DataDir = None,
    audience: Audience = "public",
    by: By = "kind",
    n: Annotated[int, typer.Option("--n", min=1, help="How many hosts at most.")] = 5,
    within_min: WithinMin = 15,
    among: Annotated[str, typer.Option(help="The kind of asset that could host.")] = "space",
    goal: Annotated[
        Literal["most", "everyone", "nearest"],
        typer.Option(help="The most people, everyone with the fewest hosts, or the shortest ways."),
    ] = "most",
    exact: Annotated[
        bool, typer.Option("--exact", help="Prove the best choice; that may take minutes.")
    ] = False,
    as_of: AsOf = None,
) -> None:
    """Suggest existing spaces that could host what is missing."""
    from assetmap.cli.hosts import say_hosts
    from assetmap.gaps import suggest_sites
    from assetmap.publish import admit, protect_sites, require_audience

    require_audience(audience)
    m = _read(project, data_dir, as_of)
    found = suggest_sites(
        m, category=category, by=by, n=n, within_min=within_min, among=among, goal=goal, exact=exact
    )
    admission = admit(m, audience=audience)
    safe = protect_sites(m, sites=found, admission=admission)
    if audience == "public":
        said = say_hosts(m, safe.frame, within_min=within_min)
        safe = replace(safe, frame=safe.frame.assign(says=said))
    _give(safe, csv, admission)


@app.command()
def champions(
    project: ProjectPath,
    csv: CsvPath = None,
    data_dir: DataDir = None,
    audience: Audience = "public",
    like: Annotated[
        list[str] | None,
        typer.Option(help="Whom to reach, as age_group=16-24 (team only); repeat it."),
    ] = None,
    role: Annotated[str | None, typer.Option(help="Only who is called this.")] = None,
    theme: Annotated[list[str] | None, typer.Option(help="Only about this (team only).")] = None,
    place: Annotated[list[str] | None, typer.Option(help="Only in this place (team only).")] = None,
    ties: Annotated[
        Literal["both", "stated", "shared"],
        typer.Option(help="Ties that count: stated, memberships shared, or both."),
    ] = "both",
    missing_rate: Annotated[
        float, typer.Option(help="Share of ties and people that may be missing from the record.")
    ] = 0.2,
    replicates: Annotated[
        int, typer.Option(min=0, help="Copies with less that show how sure the order is.")
    ] = 200,
    as_of: AsOf = None,
) -> None:
    """List people to ask, with reasons; in public only those who agreed to be named."""
    from assetmap.champions import find_champions
    from assetmap.cli.likenesses import from_pairs, require_team
    from assetmap.publish import admit, protect_champions, require_audience

    require_audience(audience)
    require_team(audience, like=like, theme=theme, place=place)
    group = from_pairs(like or [])
    m = _read(project, data_dir, as_of)
    admission = admit(m, audience=audience)
    progress = _show_step if sys.stderr.isatty() else False
    found = find_champions(
        m, like=group, role=role, themes=theme, places=place, ties=ties,
        missing_rate=missing_rate, replicates=replicates, progress=progress,
    )  # fmt: skip
    if progress:
        typer.echo("\r\033[K", err=True, nl=False)
    _give(protect_champions(m, champions=found, admission=admission), csv, admission)


@app.command()
def links(
    project: ProjectPath,
    csv: CsvPath = None,
    data_dir: DataDir = None,
    audience: Audience = "public",
    level: Annotated[str | None, typer.Option(help="Level of places to join.")] = None,
    as_of: AsOf = None,
) -> None:
    """List the links between places; places without any come first."""
    from assetmap.links import find_links
    from assetmap.publish import admit, protect_links, require_audience

    require_audience(audience)
    m = _read(project, data_dir, as_of)
    admission = admit(m, audience=audience)
    _give(protect_links(find_links(m, level=level), admission=admission), csv, admission)


def _give(safe: Protected, csv: Path | None, admission: Admission) -> None:
    """Print the head of a table, or write the whole of it; in public without ids of assets."""
    from assetmap.publish import name_assets, write_table

    frame = safe.frame
    if admission.audience == "public":
        frame = name_assets(frame, admission=admission)
    for reason, count in safe.withheld.items():
        typer.echo(f"Kept back: {reason}: {count}", err=True)
    if csv is not None:
        write_table(csv, frame)
        typer.echo(f"{len(frame)} rows: {csv}")
        return
    if frame.empty:
        typer.echo("Nothing was found.")
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

"""What commands share: the options of reading a project, and reading it."""

from __future__ import annotations

import datetime as dt
import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assetmap.cli.output import Manner, Output
from assetmap.cli.progress_bar import ProgressBar, show_steps

if TYPE_CHECKING:
    from assetmap.tables import AssetMap

__all__ = [
    "AUDIENCE_WORDS",
    "BY_WORDS",
    "AllowOutside",
    "AudienceName",
    "By",
    "CategoryWords",
    "ConditionWords",
    "DataDir",
    "IncludeHidden",
    "ProjectPath",
    "Reading",
    "WithinMin",
    "open_project",
    "read_map",
    "takes_options",
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
PlacesPath = Annotated[
    Path | None, typer.Option("--places", help="With one file of assets: a layer of boundaries.")
]
KIND_WORDS = ("individual", "association", "institution", "space", "exchange", "culture")
"""The kinds of `assetmap.model.AssetKind`, here too, so that a shell need not wait for them."""
KindName = Annotated[
    str | None,
    typer.Option(
        "--kind",
        help="With one file of assets: what its rows are, where they do not say it.",
        autocompletion=lambda: list(KIND_WORDS),
    ),
]
AUDIENCE_WORDS = ("public", "partners", "team")
"""The names in `assetmap.model.AUDIENCES`, here too, so that a shell need not wait for them."""
BY_WORDS = ("kind", "themes", "offers", "wants")
AudienceName = Annotated[
    str,
    typer.Option(
        "--audience",
        help=f"One of: {', '.join(AUDIENCE_WORDS)}. Only what is public is for publishing.",
        autocompletion=lambda: list(AUDIENCE_WORDS),
    ),
]
AsOf = Annotated[
    dt.datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day the map speaks for."),
]
WithinMin = Annotated[float, typer.Option(help="Minutes on foot within which an asset is reached.")]
By = Annotated[
    str,
    typer.Option(help="kind, themes or another column.", autocompletion=lambda: list(BY_WORDS)),
]


CategoryWords = Annotated[
    list[str] | None,
    typer.Option("--category", help="Only gaps of this kind, or word of --by; may be repeated."),
]


ConditionWords = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        help="Count only assets that say so, as cost=free, accessible=yes, open_at='Tue 19:00' or "
        "capacity_at_least=30 (team only); repeat it.",
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What is read, and how: the options of every command that reads a project."""

    project: ProjectPath
    data_dir: DataDir = None
    allow_outside: AllowOutside = False
    include_hidden: IncludeHidden = False
    places: PlacesPath = None
    kind: KindName = None
    as_of: AsOf = None


def takes_options(command: Callable[..., None]) -> Callable[..., None]:
    """
    Let a command take a ``reading``, an ``output`` or a ``manner``, whose fields are options.

    The project comes first and the day last, as everybody writes them; the
    others come where the parameter stands.
    """
    own = list(inspect.signature(command, eval_str=True).parameters.values())
    fields = {
        option.name: (option.annotation, _options_of(option.annotation))
        for option in own
        if option.annotation in (Reading, Output, Manner)
    }

    @wraps(command)
    def take(**given: Any) -> None:
        made = {
            name: kind(**{option.name: given.pop(option.name) for option in options})
            for name, (kind, options) in fields.items()
        }
        command(**made, **given)

    options = [
        given
        for option in own
        for given in (fields[option.name][1] if option.name in fields else [option])
    ]
    first = [option for option in options if option.name == "project"]
    last = [option for option in options if option.name == "as_of"]
    others = [option for option in options if option.name not in {"project", "as_of"}]
    ordered = [
        option.replace(kind=inspect.Parameter.KEYWORD_ONLY) for option in (*first, *others, *last)
    ]
    vars(take)["__signature__"] = inspect.Signature(ordered)  # what typer asks for
    return take


def _options_of(record: type) -> list[inspect.Parameter]:
    return list(inspect.signature(record, eval_str=True).parameters.values())


def count_steps(reading: Reading) -> int:
    """Count about how many steps reading will tell: each file, each table, and the places."""
    from assetmap.gather import read_project

    if reading.project.suffix.lower() != ".toml":
        return 3
    project = read_project(
        reading.project, data_dir=reading.data_dir, allow_outside=reading.allow_outside
    ).project
    tables = sum(
        len(sections)
        for sections in (
            project.assets, project.people, project.ties,
            project.consents, project.effort, project.checks, project.origins,
        )
    )  # fmt: skip
    return 2 * tables + len(project.places) + len(project.need) + 1


def open_project(reading: Reading, steps: ProgressBar) -> AssetMap:
    """Read a project, showing the steps."""
    from assetmap.gather import read

    return read(
        reading.project,
        data_dir=reading.data_dir,
        as_of=None if reading.as_of is None else reading.as_of.date(),
        allow_outside=reading.allow_outside,
        include_hidden=reading.include_hidden,
        places=reading.places,
        kind=reading.kind,
        progress=steps.progress,
    )


@contextmanager
def read_map(
    reading: Reading, output: Manner, *, more: int = 1
) -> Iterator[tuple[AssetMap, ProgressBar]]:
    """Read a project and go on with what is asked of it, under one bar."""
    is_watched = sys.stderr.isatty() and not output.quiet
    total = count_steps(reading) + more if is_watched else more
    with show_steps(total, is_quiet=output.quiet) as steps:
        yield open_project(reading, steps), steps

"""Every public output of a project, made in one process as the command line makes it.

What counts as public: the page; every table that a command prints or writes
for its default audience; what a refused command says; and whatever else lies
in the folder of these files. What `build` and `check` print, and the lines
"Kept back: …" on the error stream, are for whoever holds the records and
sits at the terminal: counts there are exact, and a line may quote the one cell
that has to be mended.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from typer.testing import CliRunner

from assetmap.cli.commands import app

from .searching import TO_METRES

__all__ = ["TABLES", "Said", "island_of", "page_of", "points_on", "run", "table_of"]

TABLES: dict[str, tuple[str, ...]] = {
    "gaps by kind": ("gaps",),
    "gaps by themes": ("gaps", "--by", "themes"),
    "gaps by offers": ("gaps", "--by", "offers"),
    "gaps by wants": ("gaps", "--by", "wants"),
    "gaps at least three": ("gaps", "--at-least", "3", "--within-min", "30"),
    "sites for services": ("sites", "--category", "institution"),
    "sites for everyone": ("sites", "--category", "exchange", "--goal", "everyone"),
    "sites by the shortest way": ("sites", "--category", "culture", "--goal", "nearest"),
    "champions": ("champions", "--replicates", "0"),
    "champions called connector": ("champions", "--role", "connector", "--replicates", "0"),
    "champions by stated ties": ("champions", "--ties", "stated", "--replicates", "0"),
    "links": ("links",),
    "links by themes": ("links", "--by", "themes"),
    "links by kind": ("links", "--by", "kind"),
    "missing links": ("links", "--missing"),
    "missing links by themes": ("links", "--missing", "--by", "themes"),
}
"""What a command answers the public with: each is printed, and written to a CSV file."""


@dataclass(frozen=True)
class Said:
    """What a command printed, what it said on the error stream, and why it stopped."""

    out: str
    err: str
    refusal: str | None


def run(*arguments: object) -> Said:
    """Run a command in this process."""
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    is_over = done.exception is None or isinstance(done.exception, SystemExit)
    return Said(done.stdout, done.stderr, None if is_over else str(done.exception))


def page_of(project: Path, out: Path) -> bytes:
    """Build the public page."""
    said = run("build", project, "--out", out)
    assert said.refusal is None, said.refusal
    return out.read_bytes()


def table_of(project: Path, folder: Path, asked: tuple[str, ...]) -> tuple[Said, bytes]:
    """Write a table to a CSV file that is alone in its new folder; what is said beside it."""
    command, *options = asked
    folder.mkdir()
    said = run(command, project, *options, "--csv", folder / "table.csv")
    assert said.refusal is None, (asked, said.refusal)
    assert [path.name for path in folder.iterdir()] == ["table.csv"]
    return said, (folder / "table.csv").read_bytes()


def island_of(page: bytes) -> tuple[dict[str, Any], str]:
    """Take the data out of a page: what it holds, and the page without it."""
    text = page.decode("utf-8")
    pattern = r'(<script type="application/json" id="assetmap-data">)(.*?)(</script>)'
    found = re.search(pattern, text, re.DOTALL)
    assert found is not None
    data: dict[str, Any] = json.loads(found[2])
    return data, text[: found.start(2)] + text[found.end(2) :]


def points_on(page: bytes) -> np.ndarray:
    """Give every point that a page shows an asset at, and every corner of its shape, in metres."""
    where = island_of(page)[0]["assets"]["where"]
    parts = [where, where["shapes"]] if "shapes" in where else [where]
    xy = [np.cumsum([part["x"], part["y"]], axis=1) * part.get("unit", 1) for part in parts]
    lon, lat = np.concatenate(xy, axis=1) / 100_000
    return np.column_stack(TO_METRES.transform(lon, lat))

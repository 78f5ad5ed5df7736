"""A million rows with every problem in them, beside a pydantic model for each row.

The rows are invented: one in twenty holds something that cannot be used. Both
ways find the same cells, which is checked before anything is timed. Ours also
tidies, brings the points to the National Grid and makes the map; the model
makes an object for each row, and stops there.

Each way runs in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, ValidationError, model_validator

import assetmap as am
from assetmap.model import AssetKind

ROWS = 1_000_000
"""Fewer, where a number is given after the name of the script."""
KINDS = ("association", "institution", "space", "exchange", "culture")
AS_OF = dt.date(2026, 11, 1)
WRONG = {
    "name": ("",),
    "kind": ("clubb", ""),
    "lat": ("north", "95.1", ""),
    "capacity": ("lots", "-4"),
    "verified_on": ("31/02/2026", "when Sheila rang"),
}
MOST_PARTS = 6


def write_rows(path: Path, count: int) -> None:
    """Write a table in which every twentieth row has something wrong, some of them two things."""
    dice = random.Random(20261101)
    with path.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file)
        table.writerow(["id", "name", "kind", "lat", "lon", "capacity", "verified_on", "themes"])
        for at in range(count):
            row = {
                "id": f"a{at}",
                "name": f"No {at}",  # says nothing of its kind
                "kind": KINDS[at % len(KINDS)],
                "lat": f"{52.3 + dice.random() / 2:.5f}",
                "lon": f"{-1.4 + dice.random() / 2:.5f}",
                "capacity": str(dice.randrange(5, 400)),
                "verified_on": f"{dice.randrange(1, 29):02}/{dice.randrange(1, 11):02}/2026",
                "themes": dice.choice(("sport", "music; youth", "", "food")),
            }
            if at % 200 == 7:
                row["id"] = "a0"
            elif at % 20 == 7:
                for column in dice.sample(sorted(WRONG), dice.choice((1, 1, 2))):
                    row[column] = dice.choice(WRONG[column])
            table.writerow(row.values())


def _blank(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _day(value: Any) -> Any:
    text = _blank(value)
    return None if text is None else dt.datetime.strptime(text, "%d/%m/%Y").date()


def _words(value: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in value.split(";") if word.strip())


class Row(BaseModel):
    """A row of the table, as somebody would write it with pydantic."""

    id: str
    name: Annotated[str, BeforeValidator(_blank)]
    kind: Annotated[AssetKind, BeforeValidator(_blank)]
    lat: Annotated[float | None, BeforeValidator(_blank), Field(ge=-90, le=90)]
    lon: Annotated[float | None, BeforeValidator(_blank), Field(ge=-180, le=180)]
    capacity: Annotated[float | None, BeforeValidator(_blank), Field(ge=0)]
    verified_on: Annotated[dt.date | None, BeforeValidator(_day)]
    themes: Annotated[tuple[str, ...], BeforeValidator(_words)]

    @model_validator(mode="before")
    @classmethod
    def _halves(cls, row: dict[str, str]) -> dict[str, str]:
        if bool(row["lat"].strip()) != bool(row["lon"].strip()):
            row = {**row, "lat": "half a coordinate"}
        return row


def by_model(path: Path) -> set[tuple[int, str]]:
    """Give row and column of all that is wrong, in a model for each row."""
    rows: list[Row] = []
    problems: list[dict[str, Any]] = []
    seen: set[str] = set()
    with path.open(newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            if row["id"] in seen:
                problems.append({"row": number, "column": "id", "value": row["id"]})
            seen.add(row["id"])
            try:
                rows.append(Row.model_validate(row))
            except ValidationError as error:
                problems += [
                    {"row": number, "column": wrong["loc"][0], "value": wrong["input"],
                     "says": wrong["msg"], "record": json.dumps(row)}
                    for wrong in error.errors(include_url=False)
                ]  # fmt: skip
    return {(problem["row"], problem["column"]) for problem in problems}


def ours(path: Path) -> set[tuple[int, str]]:
    """Read the table, and give row and column of all that is wrong."""
    problems = am.read(path).report.problems.query("outcome == 'rejected'")
    columns = problems["column"].replace({"lon": "lat"})  # both are named where one is missing
    return set(zip(problems["row"], columns, strict=True))


def run_one(name: str, path: Path) -> None:
    """Run one way, and print its time, its memory and what it found."""
    start = time.process_time()
    found = {"ours": ours, "by model": by_model}[name](path)
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(json.dumps({"seconds": seconds, "gigabytes": peak, "found": sorted(found)}))


def measure(name: str, path: Path) -> dict[str, Any]:
    """Run one way in a process of its own."""
    run = subprocess.run(
        [sys.executable, __file__, name, str(path)], check=True, capture_output=True, text=True
    )
    return dict(json.loads(run.stdout))


def main(count: int = ROWS) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "groups.csv"
        write_rows(path, count)
        mine, theirs = measure("ours", path), measure("by model", path)
    assert mine["found"] == theirs["found"], "the two ways find different problems"
    ratio = mine["seconds"] / theirs["seconds"]
    print(
        f"{count:,} rows, {len(mine['found']):,} problems: ours {mine['seconds']:.1f} s, "
        f"a model for each row {theirs['seconds']:.1f} s, ratio {ratio:.3f} "
        f"(at most {1 / MOST_PARTS:.3f})"
    )
    print(
        f"memory: ours {mine['gigabytes']:.2f} GB, "
        f"a model for each row {theirs['gigabytes']:.2f} GB"
    )


if __name__ == "__main__":
    if len(sys.argv) > 2:
        run_one(sys.argv[1], Path(sys.argv[2]))
    else:
        main(*map(int, sys.argv[1:]))

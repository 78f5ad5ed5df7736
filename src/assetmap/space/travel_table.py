"""Checks of a table of travel costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import SHOWN_AT_MOST, Problem, ReachError, find_near_word
from assetmap.typing import Flags, Floats, Positions

__all__ = ["COLUMN_OF_UNIT", "read_travel_table"]

COLUMN_OF_UNIT = {"min": "minutes", "m": "metres"}

_ENDS = ("from_id", "to_id")


@dataclass(frozen=True, slots=True)
class TravelTable:
    """A travel table that was found sound: ids sorted, pairs sorted by position."""

    origins: pd.Index[Any]
    destinations: pd.Index[Any]
    from_position: Positions
    to_position: Positions
    cost: Floats
    unit: str


def read_travel_table(
    table: pd.DataFrame,
    *,
    origins: Any = None,
    destinations: Any = None,
    limit: float | None = None,
) -> TravelTable:
    """
    Check a table of travel costs, and lay it out as positions and costs.

    Parameters are those of `Reach.from_frame`.

    Raises
    ------
    ReachError
        With everything that is wrong with the table.
    """
    unit = _unit_of(table)
    given = pd.DataFrame(
        {
            "from_id": table["from_id"].astype("str").to_numpy(),
            "to_id": table["to_id"].astype("str").to_numpy(),
            "written": table[COLUMN_OF_UNIT[unit]].to_numpy(),
        }
    )
    given["cost"] = pd.to_numeric(given["written"], errors="coerce").astype("float64")
    known_ids = {"from_id": origins, "to_id": destinations}
    ids = {
        end: pd.Index(given[end].dropna().unique() if known is None else known, dtype="str")
        for end, known in known_ids.items()
    }
    _raise_all(
        [
            *_unusable_ids(given, ids),
            *_unusable_costs(given, limit),
            *_contradictions(given),
        ]
    )
    reached = given[np.isfinite(given["cost"])].drop_duplicates(list(_ENDS))
    return _laid_out(reached, ids["from_id"].sort_values(), ids["to_id"].sort_values(), unit)


def _unit_of(table: pd.DataFrame) -> str:
    """Find which cost the table holds, once it has the columns it needs."""
    names = [str(name) for name in table.columns]
    problems = []
    for end in _ENDS:
        if end not in names:
            remedy = find_near_word(end, names, else_say="Add it.")
            says = f"there is no column {end!r}."
            problems.append(Problem("travel table", "missing_column", says, remedy))
    units = [unit for unit, column in COLUMN_OF_UNIT.items() if column in names]
    if len(units) != 1:
        has = "both 'minutes' and 'metres'" if units else "neither 'minutes' nor 'metres'"
        remedy = "Keep exactly one column of costs."
        if not units and "travel_time" in names:
            remedy = "r5py gives minutes as `travel_time`: rename it to 'minutes' if it is that."
        problems.append(Problem("travel table", "cost_column", f"it has {has}.", remedy))
    _raise_all(problems)
    return units[0]


def _raise_all(problems: list[Problem]) -> None:
    """Raise one error that lists them all, if there are any."""
    if not problems:
        return
    count = f"{len(problems)} problem" + ("s" if len(problems) > 1 else "")
    lines = [f"This travel table cannot be used: {count}."]
    lines += [f"- {problem}" for problem in problems[:SHOWN_AT_MOST]]
    if len(problems) > SHOWN_AT_MOST:
        lines.append(f"- and {len(problems) - SHOWN_AT_MOST} more of the same sorts.")
    raise ReachError("\n".join(lines))


def _unusable_ids(given: pd.DataFrame, ids: dict[str, pd.Index[Any]]) -> Iterator[Problem]:
    for end in _ENDS:
        for row in np.flatnonzero(given[end].isna()):
            where = f"travel table, row {row + 1}"
            yield Problem(where, "missing_id", f"{end} is empty.", "Fill it in.")
        unknown = sorted(set(given[end].dropna()) - set(ids[end]))
        for value in unknown:
            says = f"{end} {value!r} is not among the ids given."
            yield Problem("travel table", "unknown_id", says, "Correct it, or leave its rows out.")
        for value in ids[end][ids[end].duplicated()].unique():
            says = f"{value!r} is given more than once."
            yield Problem(f"ids for {end}", "duplicate_id", says, "Give each id once.")


def _unusable_costs(given: pd.DataFrame, limit: float | None) -> Iterator[Problem]:
    cost, written = given["cost"], given["written"]
    yield from _at(given, np.asarray(written.isna()), "no_cost", "has no cost.",
                   "Write inf where there is no way, or leave the row out.")  # fmt: skip
    yield from _at(given, np.asarray(cost.isna() & written.notna()), "not_a_number",
                   "has a cost that is not a number.", "Correct it.")  # fmt: skip
    yield from _at(given, np.asarray(cost < 0), "negative_cost",
                   "has a cost below 0.", "Correct it.")  # fmt: skip
    if limit is not None:
        is_beyond = np.asarray((cost > limit) & np.isfinite(cost))
        yield from _at(given, is_beyond, "beyond_limit",
                       f"costs more than the limit of {limit:g} that was stated.",
                       "Correct the limit.")  # fmt: skip


def _contradictions(given: pd.DataFrame) -> Iterator[Problem]:
    """List pairs that are there twice with different costs; equal repeats do no harm."""
    named = given.dropna(subset=[*_ENDS, "cost"]).drop_duplicates([*_ENDS, "cost"])
    is_repeated = named.duplicated(list(_ENDS))
    yield from _at(named, np.asarray(is_repeated), "two_costs", "is there with different costs.",
                   "Keep one of them.")  # fmt: skip


def _at(given: pd.DataFrame, is_bad: Flags, code: str, says: str, remedy: str) -> Iterator[Problem]:
    bad = given[is_bad]
    for start, end in zip(bad["from_id"], bad["to_id"], strict=True):
        yield Problem(f"travel table, from {start!r} to {end!r}", code, says, remedy)


def _laid_out(
    reached: pd.DataFrame, origins: pd.Index[Any], destinations: pd.Index[Any], unit: str
) -> TravelTable:
    start = origins.get_indexer(pd.Index(reached["from_id"])).astype(np.intp)
    end = destinations.get_indexer(pd.Index(reached["to_id"])).astype(np.intp)
    order = np.lexsort((end, start))
    cost = reached["cost"].to_numpy(dtype="float64")
    return TravelTable(origins, destinations, start[order], end[order], cost[order], unit)

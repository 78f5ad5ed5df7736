"""Checks of rows and arrays that are to make a graph."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assetmap.errors import GraphError, Problem, find_near_word
from assetmap.model import TieKind
from assetmap.typing import Flags, Floats, Positions
from assetmap.wording import write_id

__all__ = ["check_arrays", "read_edges", "read_node_ids"]

SHOWN_AT_MOST = 5
"""Rows or ids that one line of an error names."""

END_COLUMNS = ("source", "target")


class _EdgeEnds(NamedTuple):
    """One column of ends: its different ids as text, and for each row which; -1 for none."""

    words: pd.Index[str]
    code: Positions

    def at(self, ids: pd.Index[str]) -> Positions:
        """Find each row's position in ``ids``; -1 where it has none."""
        position = np.append(ids.get_indexer(self.words), -1)
        return np.asarray(position[self.code], dtype=np.intp)


def read_edges(
    df: pd.DataFrame, *, nodes: Iterable[Hashable] | pd.DataFrame | None
) -> dict[str, Any]:
    """Turn a table of ties into the arrays of a graph, or raise with every problem."""
    problems: list[Problem] = []
    _require_columns(df, problems)
    ends = {name: _read_ids(df[name]) for name in END_COLUMNS if name in df.columns}
    weight = _read_weight(df, problems)
    ids = _read_nodes(nodes, ends, problems)
    positions = {name: column.at(ids) for name, column in ends.items()}
    _check_ends(df, ends, positions, problems)
    if problems:
        _refuse("This table cannot make a graph", problems)
    kind, kinds = _read_kind(df)
    labels = _read_labels(nodes, ids)
    return positions | {"ids": ids, "weight": weight, "kind": kind, "kinds": kinds} | labels


def check_arrays(
    ids: pd.Index[str],
    *,
    source: NDArray[Any],
    target: NDArray[Any],
    kind: NDArray[Any],
    kinds: tuple[str, ...],
    weight: NDArray[Any],
) -> None:
    """Raise with everything that keeps arrays from being a graph."""
    held = {"source": source, "target": target, "kind": kind, "weight": weight}
    problems = []
    if ids.has_duplicates or not ids.is_monotonic_increasing:
        says = "must be unique and in the order of text."
        problems.append(Problem("ids", "unsorted_ids", says, "Sort them first."))
    if len({len(values) for values in held.values()}) > 1:
        lengths = ", ".join(f"{name} {len(values)}" for name, values in held.items())
        remedy = "Give one value for each tie."
        says = f"the arrays differ in length ({lengths})."
        problems.append(Problem("ties", "unequal_lengths", says, remedy))
        _refuse("These arrays cannot make a graph", problems)
    for name, size in (("source", len(ids)), ("target", len(ids)), ("kind", len(kinds))):
        outside = (held[name] < 0) | (held[name] >= size)
        if outside.any():
            says = f"must hold positions from 0 to {size - 1}."
            problems.append(Problem(name, "no_such_position", says, "Correct it."))
    if (held["source"] == held["target"]).any():
        problems.append(Problem("ties", "self_tie", "join a node to itself.", "Leave them out."))
    if not _is_weight(held["weight"]).all():
        says = "must be finite and above zero."
        problems.append(Problem("weight", "impossible_weight", says, "Correct it."))
    if problems:
        _refuse("These arrays cannot make a graph", problems)


def read_node_ids(given: Any) -> tuple[pd.Index[str], Positions]:
    """Write ids as a graph does: the different ones, and for each row which; -1 for none."""
    ends = _read_ids(given)
    return ends.words, ends.code


def _refuse(summary: str, problems: list[Problem]) -> None:
    count = f"{len(problems)} problem" + ("" if len(problems) == 1 else "s")
    raise GraphError(f"{summary}: {count}.", problems)


def _require_columns(df: pd.DataFrame, problems: list[Problem]) -> None:
    names = [str(name) for name in df.columns]
    for column in END_COLUMNS:
        if column not in df.columns:
            hint = find_near_word(column, names)
            says = f"there is no column {column!r}."
            problems.append(Problem("ties", "missing_column", says, hint))


def _read_ids(given: Any) -> _EdgeEnds:
    """Write ids as text, whole decimals as whole numbers; blank is missing."""
    code, different = pd.factorize(pd.Series(given))
    words = [write_id(value) for value in different.tolist()]
    is_blank = np.fromiter((not word.strip() for word in words), dtype=bool, count=len(words))
    code = np.where(np.append(is_blank, True)[code], -1, code)
    return _EdgeEnds(pd.Index(words, dtype="str"), code)


def _read_nodes(
    nodes: Iterable[Hashable] | pd.DataFrame | None,
    ends: dict[str, _EdgeEnds],
    problems: list[Problem],
) -> pd.Index[str]:
    """List the ids of all nodes, sorted."""
    if nodes is None:
        return _sorted_ids(*ends.values())
    given = _read_ids(nodes.index if isinstance(nodes, pd.DataFrame) else list(nodes))
    missing = int((given.code < 0).sum())
    if missing:
        problems.append(Problem("nodes", "missing_id", f"{missing} have no id.", "Leave them out."))
    text = given.words.take(given.code[given.code >= 0])
    repeated = sorted(set(text[text.duplicated()]))
    if repeated:
        says = f"{_shown(repeated)} stand there more than once."
        problems.append(Problem("nodes", "duplicate_id", says, "Give each id once."))
    return _sorted_ids(given)


def _sorted_ids(*ends: _EdgeEnds) -> pd.Index[str]:
    used = {word for column in ends for word in column.words.tolist() if word.strip()}
    ids: pd.Index[str] = pd.Index(sorted(used), dtype="str", name="asset_id")
    return ids


def _check_ends(
    df: pd.DataFrame,
    ends: dict[str, _EdgeEnds],
    positions: dict[str, Positions],
    problems: list[Problem],
) -> None:
    """List ends that are missing or not known, and ties of an asset to itself."""
    for name, column in ends.items():
        is_empty = column.code < 0
        if is_empty.any():
            rows = _shown(df.index[is_empty].tolist())
            problems.append(
                Problem(f"ties[{rows}].{name}", "missing_id", "is empty.", "Fill it in.")
            )
        is_unknown = ~is_empty & (positions[name] < 0)
        if is_unknown.any():
            unknown = sorted(set(column.words.take(column.code[is_unknown])))
            says = f"{_shown(unknown)} is not in `nodes`."
            problems.append(Problem(f"ties.{name}", "unknown_asset", says, "Add or correct it."))
    if len(ends) == len(END_COLUMNS):
        is_known = positions["source"] >= 0
        is_loop = is_known & (positions["source"] == positions["target"])
        if is_loop.any():
            rows = _shown(df.index[is_loop].tolist())
            says = "joins an asset to itself."
            problems.append(Problem(f"ties[{rows}]", "self_tie", says, "Correct one end."))


def _read_weight(df: pd.DataFrame, problems: list[Problem]) -> Floats:
    if "weight" not in df.columns:
        return np.ones(len(df))
    weight = pd.to_numeric(df["weight"], errors="coerce").to_numpy(dtype=np.float64)
    is_bad = ~_is_weight(weight)
    if is_bad.any():
        rows = _shown(df.index[is_bad].tolist())
        says, remedy = "is not a finite number above zero.", "Correct it, or leave the tie out."
        problems.append(Problem(f"ties[{rows}].weight", "impossible_weight", says, remedy))
    return weight


def _read_kind(df: pd.DataFrame) -> tuple[Positions, tuple[str, ...]]:
    if "kind" not in df.columns:
        return np.zeros(len(df), dtype=np.intp), (str(TieKind.OTHER),)
    given = _read_ids(df["kind"])
    names = [word if word.strip() else str(TieKind.OTHER) for word in given.words.tolist()]
    kinds = pd.Index(sorted({*names, str(TieKind.OTHER)}), dtype="str")
    code = kinds.get_indexer(pd.Index([*names, str(TieKind.OTHER)], dtype="str"))[given.code]
    is_used = np.bincount(code, minlength=len(kinds)) > 0
    return (np.cumsum(is_used) - 1)[code], tuple(kinds[is_used])


def _read_labels(nodes: Any, ids: pd.Index[str]) -> dict[str, Any]:
    """Take kinds and places of nodes from a frame of nodes."""
    if not isinstance(nodes, pd.DataFrame):
        return {}
    given = _read_ids(nodes.index)
    frame = nodes.set_axis(given.words.take(given.code))
    return {
        f"{column}_of_node": frame[column].reindex(ids)
        for column in ("kind", "place")
        if column in frame.columns
    }


def _is_weight(weight: NDArray[Any]) -> Flags:
    return np.asarray(np.isfinite(weight) & (weight > 0), dtype=np.bool_)


def _shown(values: list[Any]) -> str:
    hidden = len(values) - SHOWN_AT_MOST
    more = f" and {hidden} more" if hidden > 0 else ""
    return ", ".join(repr(value) for value in values[:SHOWN_AT_MOST]) + more

"""To which group does each asset belong, and what is the group called?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from assetmap.errors import GraphError, Problem
from assetmap.network import AssetGraph, Groups, read_groups
from assetmap.typing import Positions

__all__ = ["Labels", "as_text", "read_labels"]


class Labels(NamedTuple):
    """Names of groups, sorted as text, and the position there of each node's group; -1 for none."""

    names: pd.Index[str]
    code: Positions


def read_labels(graph: AssetGraph, groups: Groups) -> Labels:
    """Read the group of each node, or raise with every problem."""
    code = read_groups(graph, groups)
    given = _find_words(graph, groups)
    several = np.array([len(word) if isinstance(word, tuple | list) else -1 for word in given])
    code[several == 0] = -1
    problems = [
        Problem(f"groups[{graph.ids[row]!r}]", "several_groups", f"names {several[row]} groups.",
                "Give one group for each asset, such as its first word.")
        for row in np.flatnonzero(several > 0).tolist()
    ]  # fmt: skip
    if problems:
        raise GraphError("An asset can be in one group here.", problems)
    at = np.flatnonzero(code >= 0)
    words = pd.Series(given[at], dtype=object)
    number, names = pd.factorize(words.map(as_text), sort=True)
    code[at] = number
    return Labels(pd.Index(names, dtype="str", name="group"), code)


def _find_words(graph: AssetGraph, groups: Groups) -> Any:
    """Find what was given for each node; the groups are known to be sound."""
    if isinstance(groups, str):
        known = graph.kind_of_node if groups == "kind" else graph.place_of_node
        given = pd.Series(dtype=object) if known is None else known
    else:
        given = pd.Series(groups)
    if not given.index.equals(graph.ids):
        given = given.set_axis([as_text(value) for value in given.index.tolist()])
        given = given[~given.index.duplicated()].reindex(graph.ids)
    return given.to_numpy(dtype=object)


def as_text(value: Any) -> str:
    """Write a word or an id as a graph writes ids: 7.0 is what a gap makes of 7."""
    is_whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if is_whole else str(value)

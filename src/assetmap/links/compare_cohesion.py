"""What a few more ties would change, before anyone makes a phone call."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assetmap.links._cohesion_sentences import say_change
from assetmap.links.measure_cohesion import measure_cohesion
from assetmap.tables import AssetMap, Grouping

__all__ = ["COMPARISON_COLUMNS", "compare_cohesion"]

COMPARISON_COLUMNS = ("before", "after", "change", "says")
"""Columns of what `compare_cohesion` gives, in order."""


def compare_cohesion(
    before: AssetMap, after: AssetMap, *, by: Grouping = "place", level: str | None = None
) -> pd.DataFrame:
    """
    Compare how two maps hang together: what some ties would change.

    Read it before making phone calls: which introductions would join parts,
    give a second way, or bring places closer. A mean distance that rises
    while fewer pairs are unreachable is good news: those that are reached now
    were out of reach before. Three rows to read first: ``isolates``,
    ``places_alone`` and ``edge_connectivity``.

    Parameters
    ----------
    before, after
        Two maps, such as ``m`` and ``add_ties(m, ties)``. Not modified.
    by, level
        As in `measure_cohesion`.

    Returns
    -------
    comparison
        By ``measure``, in the order of `measure_cohesion`: ``before``,
        ``after`` and ``change`` (float64; NaN where one of them is), and
        ``says``, the row in a sentence.

    Raises
    ------
    TableError
        If no place has the level, or there is no such column.
    GraphError
        If the assets of a map join too many pairs of places.

    Examples
    --------
    Three neighbours in a row; the two at the ends are introduced:

    >>> from assetmap.links import add_ties
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": list("ABC"), "kind": "individual"}, index=list("abc")),
    ...     ties=pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"], "kind": "knows"}),
    ... )
    >>> after = add_ties(m, pd.DataFrame({"person_a_id": ["a"], "person_b_id": ["c"]}))
    >>> compare_cohesion(m, after).loc["bridges", "says"]
    'Ties that are the only way between two sides: 2 before, 0 after.'
    """
    values = [measure_cohesion(m, by=by, level=level)["value"] for m in (before, after)]
    found = pd.DataFrame({"before": values[0], "after": values[1]}, dtype=np.float64)
    found["change"] = found["after"] - found["before"]
    rows = zip(found.index, found["before"], found["after"], strict=True)
    says = [
        say_change(name, was, would, is_place=isinstance(by, str) and by == "place")
        for name, was, would in rows
    ]
    found["says"] = pd.Series(says, index=found.index, dtype="str")
    return found[list(COMPARISON_COLUMNS)]

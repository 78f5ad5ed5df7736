"""`merge_duplicates`: a map in which what a person has decided is one thing is one record."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from assetmap.errors import Problem, TableError, find_near_word
from assetmap.language import in_its_language
from assetmap.tables import AssetMap, merge_assets
from assetmap.typing import Flags, Positions

__all__ = ["DECISIONS", "merge_duplicates"]

DECISIONS = ("same", "related", "different")
"""What may be decided of a pair; blank is not decided yet."""
_ENDS = ["asset_a_id", "asset_b_id"]


@in_its_language
def merge_duplicates(m: AssetMap, decisions: pd.DataFrame) -> AssetMap:
    """
    Make the map in which what a person has decided is one thing is one record.

    Write the pairs of `find_duplicates` to a CSV with a column ``decision``, fill it in, and
    give it here; give the same file again next year. Nothing a record says is
    lost: the kept record has all sources, so that it counts as found by each of them; other
    names become aliases, and values that disagree stay in ``m.report.edits``.

    Parameters
    ----------
    m
        The map. Not modified: to undo it, go on with ``m``.
    decisions
        ``asset_a_id``, ``asset_b_id`` and ``decision``: "same", "related",
        "different" or blank. Other columns are passed over, and so are rows
        about records that are not on the map (any more). Only "same" is
        acted on; what is "related" may be given to `add_ties`. Not modified.

    Returns
    -------
    merged
        A new map. Of each group that is one thing, the record that says most
        stays, the first by id among equals.

    Raises
    ------
    TableError
        With every row that says what is no decision, and every two records
        that are said to be different and, by other rows, the same.

    See Also
    --------
    find_duplicates : The pairs to decide on.
    assetmap.tables.merge_assets : What becomes of each column.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Mill Hall", "Mill Hall Ltd"], "kind": "space", "cost": ["free", None],
    ...          "postcode": "LE1 1AA"},
    ...         index=["a", "b"],
    ...     )
    ... )
    >>> from assetmap.matching import find_duplicates
    >>> merged = merge_duplicates(m, find_duplicates(m).assign(decision="same"))
    >>> merged.assets[["name", "aliases", "cost"]].to_dict("index")
    {'a': {'name': 'Mill Hall', 'aliases': ('Mill Hall Ltd',), 'cost': 'free'}}
    >>> len(find_duplicates(merged))
    0
    """
    given = _read_decisions(decisions)
    known = given[_ENDS].isin(m.assets.index).all(axis=1)
    given = given[known]
    ids = m.assets.index
    ends = [ids.get_indexer(pd.Index(given[end])) for end in _ENDS]
    is_same = (given["decision"] == "same").to_numpy()
    group = _group(ends, is_same, len(ids))
    _require_no_contradiction(given, ends, group)
    said = _count_said(m.assets)
    counts = np.bincount(group, minlength=1)
    # A merge keeps ids of other groups, so that one after the other is as good as all at once.
    for number in np.flatnonzero(counts > 1).tolist():
        members = np.flatnonzero(group == number)
        order = np.lexsort((ids[members].to_numpy(dtype=object), -said[members]))
        keep, *drop = ids[members[order]].tolist()
        m = merge_assets(m, keep, drop)
    return m


def _read_decisions(decisions: pd.DataFrame) -> pd.DataFrame:
    missing = [name for name in (*_ENDS, "decision") if name not in decisions.columns]
    if missing:
        raise TableError(
            f"Decisions need a column {missing[0]!r}: they are the pairs of `find_duplicates` "
            "with a column 'decision'."
        )
    given = decisions[[*_ENDS, "decision"]].reset_index(drop=True)
    for end in _ENDS:
        given[end] = given[end].astype("str").str.strip()
    words = given["decision"].astype("str").fillna("").str.strip().str.casefold()
    problems = [
        Problem(f"row {int(str(row)) + 1}", "no_decision", f"{word!r} is no decision.",
                find_near_word(word, DECISIONS, else_say="Write same, related, different, or leave "
                               "it blank."))
        for row, word in words[~words.isin([*DECISIONS, ""])].items()
    ]  # fmt: skip
    if problems:
        raise TableError("These decisions cannot be followed.", problems)
    return given.assign(decision=words)


def _group(ends: list[Positions], is_same: Flags, n: int) -> Positions:
    """Number the groups of records that are one thing, directly or through others."""
    a, b = (end[is_same] for end in ends)
    pairs = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(n, n))
    return np.asarray(connected_components(pairs, directed=False)[1])


def _require_no_contradiction(given: pd.DataFrame, ends: list[Positions], group: Positions) -> None:
    is_apart = (given["decision"] == "different").to_numpy()
    clash = given[is_apart & (group[ends[0]] == group[ends[1]])]
    problems = [
        Problem(f"row {row + 1}", "contradiction",
                f"{a!r} and {b!r} are different here, and the same by other rows.",
                "Correct one of the rows.")
        for row, (a, b) in zip(clash.index, clash[_ENDS].to_numpy(), strict=True)
    ]  # fmt: skip
    if problems:
        raise TableError("These decisions contradict one another.", problems)


def _count_said(assets: pd.DataFrame) -> Positions:
    """Count the cells of each record that say something."""
    plain = pd.DataFrame(assets.drop(columns="geometry"))
    empty = plain.isna() | plain.map(lambda cell: isinstance(cell, tuple) and not cell)
    return np.asarray((~empty).sum(axis=1) + assets.geometry.notna(), dtype=np.int64)

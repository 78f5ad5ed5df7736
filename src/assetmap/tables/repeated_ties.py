"""`merge_repeated_ties`: the different pairs that ties join, each once by kind."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.typing import Objects

__all__ = ["merge_repeated_ties"]


def merge_repeated_ties(ties: pd.DataFrame, *, directed: bool = False) -> pd.DataFrame:
    """
    Merge the records of one pair and kind into one row.

    That two lists say the same makes a tie surer, not stronger; who was asked
    more often is not tied to more.

    Parameters
    ----------
    ties
        ``source``, ``target`` and ``kind``; ``strength`` and ``is_unsure``
        where they are known. Not modified.
    directed
        Whether a tie there and one back are two.

    Returns
    -------
    pairs
        The first row of each pair and kind, in order, with ``records`` (int64):
        how many there are. ``strength`` is the strongest that anybody stated;
        ``is_unsure`` is True where all records are unsure.

    Examples
    --------
    >>> ties = pd.DataFrame(
    ...     {
    ...         "source": ["asha", "ben", "asha"],
    ...         "target": ["ben", "asha", "ben"],
    ...         "kind": ["knows", "knows", "supports"],
    ...         "is_unsure": [True, False, True],
    ...     }
    ... )
    >>> merge_repeated_ties(ties)[["kind", "is_unsure", "records"]].values.tolist()
    [['knows', False, 2], ['supports', True, 1]]
    >>> len(merge_repeated_ties(ties, directed=True))
    3
    """
    number = _number_pairs(ties, directed=directed)
    records = np.bincount(number)
    is_first = ~pd.Series(number).duplicated().to_numpy()
    merged: dict[str, Any] = {"records": records.astype(np.int64)}
    if len(records) < len(ties):
        if "strength" in ties:
            merged["strength"] = ties["strength"].groupby(number).max().to_numpy()
        if "is_unsure" in ties:
            merged["is_unsure"] = ties["is_unsure"].groupby(number).all().to_numpy(dtype=bool)
    return ties[is_first].assign(**merged)


def _number_pairs(ties: pd.DataFrame, *, directed: bool) -> Any:
    """Number the different pairs and kinds by their first row."""
    ends: list[Objects] = [ties[end].to_numpy(dtype=object) for end in ("source", "target")]
    code, known = pd.factorize(np.concatenate(ends))
    first, second = code[: len(ties)].astype(np.int64), code[len(ties) :].astype(np.int64)
    if not directed:
        first, second = np.minimum(first, second), np.maximum(first, second)
    kind, kinds = pd.factorize(ties["kind"].to_numpy(dtype=object))
    number, _ = pd.factorize((first * len(known) + second) * max(len(kinds), 1) + kind)
    return number

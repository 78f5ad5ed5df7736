"""How does a column of a frame become a few bytes of JSON?

A page repeats its data once per reader, so a column is written as what it
holds: words that repeat become codes and a list of words, columns that are
mostly empty name only the rows that are not, and whole numbers in sequence
become differences. An empty column is not written at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from assetmap.typing import Flags, Objects, Positions

__all__ = [
    "Column",
    "encode_codes",
    "encode_differences",
    "encode_lists",
    "encode_numbers",
    "encode_numbers_in",
    "encode_ranks",
    "encode_texts",
    "encode_whole",
]

Column: TypeAlias = dict[str, Any] | list[Any] | int | None

MISSING = -1
"""What stands for "not known" where the numbers themselves are never negative."""


def encode_differences(values: Positions) -> list[int]:
    """Write whole numbers as the first one and the step to each next one."""
    steps: list[int] = np.diff(values, prepend=0).tolist()
    return steps


def encode_texts(values: pd.Series[Any]) -> Column:
    """Write texts as a list, or as rows and texts when most are missing.

    >>> encode_texts(pd.Series(["a", None, None, None, "b"]))
    {'at': [0, 4], 'is': ['a', 'b']}
    >>> encode_texts(pd.Series(["a", None, "b"]))
    ['a', None, 'b']
    """
    return _encode_known(values.astype(object).to_numpy(), values.notna().to_numpy())


def encode_numbers(values: pd.Series[Any], *, digits: int = 0) -> Column:
    """Write measures rounded to ``digits``; what is missing or infinite is left out.

    >>> encode_numbers(pd.Series([0.25, float("nan"), 1.0]), digits=1)
    [0.2, None, 1.0]
    >>> encode_numbers(pd.Series([1520.0, 1491.0]))
    [1520, 1491]
    """
    numbers = values.astype(object).where(values.notna(), np.nan).to_numpy(dtype=np.float64)
    known = np.isfinite(numbers)
    rounded = np.round(np.where(known, numbers, 0.0), digits)
    written = rounded.astype(np.int64) if digits == 0 else rounded
    return _encode_known(written.astype(object), known)


def encode_numbers_in(values: pd.Series[Any], *, unit: float) -> Column:
    """Write measures as whole numbers of ``unit``, `MISSING` where not known.

    >>> encode_numbers_in(pd.Series([1234.0, float("nan")]), unit=10.0)
    [123, -1]
    """
    numbers = values.astype(object).where(values.notna(), np.nan).to_numpy(dtype=np.float64)
    known = np.isfinite(numbers)
    whole = np.rint(np.where(known, numbers, 0.0) / unit).astype(np.int64)
    return _shorten(np.where(known, whole, MISSING))


def encode_whole(values: pd.Series[Any]) -> Column:
    """Write counts or row numbers, `MISSING` where there is none."""
    return encode_numbers_in(values, unit=1.0)


def encode_codes(values: pd.Series[Any]) -> Column:
    """Write words that repeat as codes into a sorted list of words.

    >>> encode_codes(pd.Series(["space", "culture", "space"]))
    {'of': ['culture', 'space'], 'code': [1, 0, 1]}
    >>> encode_codes(pd.Series(["space", "space"]))
    {'of': ['space'], 'code': 0}
    """
    codes, words = pd.factorize(
        values if values.dtype == "str" else values.astype(object), sort=True
    )
    if not len(words):
        return None
    return {"of": [str(word) for word in words], "code": _shorten(codes)}


def encode_ranks(values: pd.Series[Any], *, among: Sequence[str]) -> Column:
    """Write words as their places in an order, `MISSING` where they have none.

    >>> encode_ranks(pd.Series(["high", None, "low"]), among=("low", "high"))
    [1, -1, 0]
    """
    codes, words = pd.factorize(values)
    ranks = [among.index(word) if word in among else MISSING for word in words]
    return _shorten(np.array([*ranks, MISSING], dtype=np.int64)[codes])


def encode_lists(values: pd.Series[Any]) -> Column:
    """Write a column of tuples: which rows have any, how many, and which words.

    >>> encode_lists(pd.Series([("food", "music"), (), ("food",)]))
    {'at': [0, 2], 'n': [2, 1], 'of': ['food', 'music'], 'code': [0, 1, 0]}
    """
    tuples = values.to_numpy(dtype=object)
    try:
        lengths = np.fromiter(map(len, tuples), np.int64, len(tuples))
    except TypeError:  # a row without a tuple
        held = (len(words) if isinstance(words, tuple) else 0 for words in tuples)
        lengths = np.fromiter(held, np.int64, len(tuples))
    rows = np.flatnonzero(lengths)
    if not len(rows):
        return None
    flat = pd.Series(list(chain.from_iterable(tuples[rows])), dtype=object)
    codes, words = pd.factorize(flat, sort=True)
    return {
        "at": encode_differences(rows),
        "n": lengths[rows].tolist(),
        "of": [word if isinstance(word, int) else str(word) for word in words.tolist()],
        "code": codes.tolist(),
    }


def _encode_known(values: Objects, known: Flags) -> Column:
    """Choose between a full list and the known rows alone, whichever is shorter."""
    rows = np.flatnonzero(known)
    if not len(rows):
        return None
    if 2 * len(rows) < len(values):
        return {"at": encode_differences(rows), "is": values[rows].tolist()}
    listed = values.copy()
    listed[~known] = None
    return listed.tolist()  # type: ignore[no-any-return]


def _shorten(codes: Positions) -> list[int] | int:
    """Write one number instead of a column that repeats it."""
    if len(codes) and (codes == codes[0]).all():
        return int(codes[0])
    return codes.tolist()  # type: ignore[no-any-return]

"""How much is enough, as it is typed on a command line?"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from assetmap.errors import Problem, TableError, find_near_word

if TYPE_CHECKING:
    from assetmap.gaps import Benchmark

__all__ = ["from_words"]

_HOW = "Write a number per head such as 0.001, quantile:0.25 or per-1000:0.5."
_KINDS = ("per-1000", "quantile")


def from_words(words: Sequence[str]) -> Benchmark | dict[str, Benchmark] | None:
    """
    Make a benchmark of what was typed after each ``--benchmark``.

    Parameters
    ----------
    words
        One for all categories; or one for each, as ``category=benchmark``.
        A benchmark is a number per head, ``quantile:0.25`` or ``per-1000:0.5``.

    Returns
    -------
    benchmark
        As `assetmap.find_gaps` takes it; None if nothing was typed.

    Raises
    ------
    TableError
        With every one that cannot be used.

    Examples
    --------
    >>> from_words(["per-1000:0.5"])
    Standard(per_1000=0.5)
    >>> from_words(["space=0.001", "culture=quantile:0.25"])
    {'space': 0.001, 'culture': Quantile(share=0.25)}
    """
    if not words:
        return None
    known: dict[str, Benchmark] = {}
    problems: list[Problem] = []
    for word in words:
        category, _, text = word.rpartition("=")
        found = _from_word(text.strip())
        name = category.strip()
        if isinstance(found, str):
            problems.append(Problem("--benchmark", "not_a_benchmark", f"{word!r} {found}", _HOW))
        elif name in known or (known and "" in {name, *known}):
            says = f"{word!r} is one more than there can be."
            remedy = "Give one for all, or one for each category as category=benchmark."
            problems.append(Problem("--benchmark", "two_benchmarks", says, remedy))
        else:
            known[name] = found
    if problems:
        raise TableError("Nobody can be held against these benchmarks.", problems)
    return known.get("", known)


def _from_word(text: str) -> Benchmark | str:
    """Make one benchmark, or say why it is none."""
    from assetmap.gaps import Quantile, Standard

    kind, is_of_kind, number = text.rpartition(":")
    if is_of_kind and kind not in _KINDS:
        return f"is of a sort that is not known. {find_near_word(kind, _KINDS)}"
    try:
        value = float(number)
    except ValueError:
        return "has no number."
    if not (math.isfinite(value) and value > 0):
        return "is not above 0."
    if kind == "quantile":
        return Quantile(value) if value < 1 else "is not a share below 1."
    return Standard(per_1000=value) if kind == "per-1000" else value

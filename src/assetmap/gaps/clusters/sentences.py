"""How is a cluster of gaps said in plain words, with how sure it is?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from assetmap.gaps.clusters.local import NOT_SCORABLE
from assetmap.typing import Flags, Positions

__all__ = ["say_clusters"]

_NO_VALUE, _NO_NEIGHBOURS, _NO_DIFFERENCES = NOT_SCORABLE
_UNLIKE = ("low among high", "high among low")


def say_clusters(
    names: Sequence[str],
    values: pd.Series[Any],
    scores: pd.DataFrame,
    *,
    level: float,
    called: str,
    unvalued: Positions,
    is_bounded: Flags,
) -> list[str]:
    """Say for each place what it has, what is around it, and what that may mean."""
    mean = f"{values.mean():.3g} over all"
    columns = [scores[name].tolist() for name in ("around", "neighbours", "kind", "q")]
    columns += [scores["is_cluster"].tolist(), unvalued.tolist(), is_bounded.tolist()]
    rows = zip(names, values.tolist(), *columns, strict=True)
    return [
        f"{name}: {_say_alone(kind, called, value, has_boundary, unknown)}"
        if kind in NOT_SCORABLE
        else f"{name}: {called} {value:.3g}; {around:.3g} {_beside(count)}, {mean}. "
        f"{_say_kind(kind, q, level, is_cluster)}{_say_left_out(unknown)}"
        for name, value, around, count, kind, q, is_cluster, unknown, has_boundary in rows
    ]


def _say_alone(kind: str, called: str, value: float, has_boundary: bool, unknown: int) -> str:  # noqa: FBT001
    if kind == _NO_VALUE:
        return f"{called} not known, so there is nothing to compare."
    said = f"{called} {value:.3g}"
    if kind == _NO_DIFFERENCES:
        return f"{said}; all places have the same, so none stands out."
    if not has_boundary:
        return f"{said}; it has no boundary, so what lies beside it is not known."
    if unknown:
        return f"{said}; what the places beside it have is not known."
    return f"{said}; no other place is beside it, so there is none to compare."


def _say_kind(kind: str, q: float, level: float, is_cluster: bool) -> str:  # noqa: FBT001
    said = kind.capitalize()
    if q > level:
        return f"{said}, but chance alone could do this (q {q:.2g})."
    if is_cluster:
        return f"{said}: part of a cluster of gaps, which chance would rarely make (q {q:.2g})."
    if kind in _UNLIKE:
        return f"{said}: unlike the places beside it, more than chance would do (q {q:.2g})."
    return f"{said}: part of a cluster of strengths, which chance would rarely make (q {q:.2g})."


def _say_left_out(unknown: int) -> str:
    if not unknown:
        return ""
    return f" Left out, since no value is known: {unknown} beside it."


def _beside(count: int) -> str:
    return "in the place beside it" if count == 1 else f"on average in the {count} beside it"

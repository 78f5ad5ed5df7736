"""How is a gap put into one plain sentence, which begins with what is there?

Sentences repeat: they are made once for each different case and then put
together by position, so that a country's worth costs little.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from assetmap.gaps.shortfall.reached import Reached
from assetmap.gaps.supply.categories import Floats, Positions

__all__ = ["Known", "say_middles", "say_places"]

Texts: TypeAlias = Any  # pandas' array of texts: taken and joined as a whole


class Known(IntEnum):
    """What is known about the nearest asset of a category."""

    DISTANCE = 0
    NOT_MAPPED = 1
    CLOSED = 2
    NO_LOCATION = 3
    NO_BOUNDARY = 4
    NO_WAY = 5


_ENDINGS = {
    Known.NOT_MAPPED: " on the map anywhere yet, so ask who knows of one",
    Known.CLOSED: "; those on the map are closed or kept private",
    Known.NO_LOCATION: "; where the nearest is, the map does not say",
    Known.NO_BOUNDARY: "; without its boundary, the way to the nearest cannot be measured",
    Known.NO_WAY: "; the travel costs given lead to no other",
}


def say_places(names: Texts, reached: Reached, *, within: str, by: str) -> tuple[Texts, Texts]:
    """Say for each place what is within reach, and what of that is not well known."""
    there = np.column_stack([reached.assets, reached.spaces, reached.associations])
    first, which = _different(there)
    heads = _texts([_head(*row, within=within) for row in there[first].tolist()])
    doubts = np.column_stack(
        [reached.assets, reached.old, reached.unconfirmed, reached.placed, reached.uncategorised]
    )
    first, doubt = _different(doubts)
    tails = _texts([_tail(*row, by=by) for row in doubts[first].tolist()])
    return names + heads.take(which), tails.take(doubt)


def _head(assets: int, spaces: int, associations: int, *, within: str) -> str:
    if not assets:
        return f": nothing {within} is on the map yet"
    among = [
        _count(count, what)
        for count, what in ((spaces, "space"), (associations, "association"))
        if count
    ]
    said = f": {_count(assets, 'asset')} {within}"
    return f"{said}, among them {' and '.join(among)}" if among else said


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _tail(
    assets: int, old: int, unconfirmed: int, placed: int, uncategorised: int, *, by: str
) -> str:
    parts = [
        (old, "last confirmed over two years ago"),
        (unconfirmed, "recorded without a date of confirmation"),
        (placed, "located only by the middle of a place"),
        (uncategorised, f"recorded without {by}"),
    ]
    return "".join(f" {_share(count, assets)} {what}." for count, what in parts if count)


def _share(count: int, of: int) -> str:
    if of == 1:
        return "It was"
    if count == of:
        return f"All {of} were"
    return f"{count} of the {of} {'was' if count == 1 else 'were'}"


def say_middles(
    names: Sequence[str],
    *,
    by: str,
    at_least: int,
    unit: str,
    category: Positions,
    reached: Positions,
    known: Positions,
    cost: Floats,
    unlocated: Positions,
) -> Texts:
    """Say for each gap what is short, and how far the nearest is.

    ``unlocated`` counts, by category, the assets whose distance is not known.
    """
    cases = np.column_stack([category, reached, known, _rounded(cost, unit)])
    first, which = _different(cases)
    lost = unlocated.tolist()
    middles = [
        _middle(_short(names[kind], by, count, at_least), Known(state), _far(far, unit), lost[kind])
        for kind, count, state, far in cases[first].tolist()
    ]
    return _texts(middles).take(which)


def _different(cases: Positions) -> tuple[Positions, Positions]:
    """Find one row of each different case, and which case each row is."""
    case = np.zeros(len(cases), dtype=np.int64)
    for column in cases.T:
        _, rank = np.unique(case * (int(column.max(initial=0)) + 1) + column, return_inverse=True)
        case = rank.astype(np.int64)
    _, first = np.unique(case, return_index=True)
    return first, case


def _short(category: str, by: str, reached: int, at_least: int) -> str:
    """Name what is short, in the words of the question."""
    if reached:
        label = {"kind": category, "themes": f"about {category}"}.get(by, f"{by} {category}")
        return f"; {label}: {reached} of the {at_least} looked for"
    if by == "kind":
        return f"; no {category}"
    return f"; nothing about {category}" if by == "themes" else f"; nothing with {by} {category}"


def _middle(short: str, known: Known, far: str, unlocated: int) -> str:
    if known is not Known.DISTANCE:
        return f"{short}{_ENDINGS[known]}."
    lost = f" ({unlocated} more without a location)" if unlocated else ""
    return f"{short}; the nearest is {far} away{lost}."


def _rounded(cost: Floats, unit: str) -> Positions:
    """Round to what people say: minutes up, metres to tens, kilometres to tenths."""
    cost = np.nan_to_num(cost)
    if unit == "min":
        return np.ceil(cost).astype(np.int64)
    tens, hundreds = np.round(cost / 10) * 10, np.round(cost / 100) * 100
    return np.where(tens < 1000, tens, hundreds).astype(np.int64)


def _far(rounded: int, unit: str) -> str:
    if unit == "min":
        return "1 minute" if rounded <= 1 else f"{rounded} minutes"
    if rounded < 1000:
        return f"{rounded} m" if rounded else "under 10 m"
    return f"{rounded / 1000:.1f} km"


def _texts(texts: list[str]) -> Texts:
    return pd.array(texts, dtype="str")

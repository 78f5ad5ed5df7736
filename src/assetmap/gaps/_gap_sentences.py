"""A gap in one plain sentence, which begins with what is there.

Sentences repeat: they are made once for each different case and then put
together by position, so that a country's worth costs little.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from assetmap.gaps._gap_reasons import GapReason, Known
from assetmap.gaps._gap_survey import Reached
from assetmap.tables import say_doubts
from assetmap.typing import Floats, Pairs, Positions
from assetmap.wording import say_number

__all__ = ["Findings", "say_middles", "say_places"]

Texts: TypeAlias = Any  # pandas' array of texts: taken and joined as a whole
_SHARE_STEPS = 100
_ENDINGS = {
    Known.NOT_MAPPED: " on the map anywhere yet, so ask who knows of one",
    Known.CLOSED: "; those on the map are closed or kept private",
    Known.NO_LOCATION: "; where the nearest is, the map does not say",
    Known.NO_BOUNDARY: "; without its boundary, the way to the nearest cannot be measured",
    Known.NO_WAY: "; the ways that were measured lead to no other",
    Known.NO_STREET: "; no street that was given comes near it",
}


def say_places(names: Texts, reached: Reached, *, within: str, by: str) -> tuple[Texts, Texts]:
    """Say for each place what is within reach, and what of that is not well known."""
    there = np.column_stack([reached.assets, reached.spaces, reached.associations])
    first, which = _different(there)
    heads = _texts([_head(*row, within=within) for row in there[first].tolist()])
    counts = {
        "assets": reached.assets,
        "old": reached.old,
        "unconfirmed": reached.unconfirmed,
        "placed": reached.placed,
        "uncategorised": reached.uncategorised,
    }
    doubts = np.column_stack([*counts.values()])
    first, doubt = _different(doubts)
    rows = (dict(zip(counts, row, strict=True)) for row in doubts[first].tolist())
    tails = _texts([say_doubts(**row, by=by) for row in rows])
    return names + heads.take(which), tails.take(doubt)


def _head(assets: int, spaces: int, associations: int, *, within: str) -> str:
    if not assets:
        return f": nothing {within} is on the map yet"
    among = [
        say_number(count, what)
        for count, what in ((spaces, "space"), (associations, "association"))
        if count
    ]
    said = f": {say_number(assets, 'asset')} {within}"
    return f"{said}, among them {' and '.join(among)}" if among else said


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What is to be said of each gap, all of the same length; the rest is by category.

    ``unlocated`` counts the assets whose distance is not known; ``enough`` is
    how much per head is asked for.
    """

    names: Sequence[str]
    by: str
    at_least: int
    unit: str
    unlocated: Positions
    enough: Floats
    category: Positions
    reason: Positions
    reached: Positions
    known: Positions
    cost: Floats
    per_head: Floats


def say_middles(found: Findings) -> Texts:
    """Say for each gap what is short, and how far the nearest is."""
    is_shared = found.per_head < found.enough[found.category]
    share = np.where(is_shared, _rounded_share(found.per_head), -1)
    cases = np.column_stack(
        [found.category, found.reason, found.reached, found.known,
         _rounded(found.cost, found.unit), share + 1]
    )  # fmt: skip
    first, which = _different(cases)
    middles = [_middle(found, row) for row in cases[first].tolist()]
    return _texts(middles).take(which)


def _different(cases: Positions) -> Pairs:
    """Find one row of each different case, and which case each row is."""
    case = np.zeros(len(cases), dtype=np.int64)
    for column in cases.T:
        _, rank = np.unique(case * (int(column.max(initial=0)) + 1) + column, return_inverse=True)
        case = rank.astype(np.int64)
    _, first = np.unique(case, return_index=True)
    return first, case


def _middle(found: Findings, case: Sequence[int]) -> str:
    """Put one case into words."""
    kind, reason, reached, known, far, share = case
    label = _label(found.names[kind], found.by, reached)
    if reason == GapReason.UNCONNECTED:
        them = "it" if reached == 1 else "any of them"
        return (
            f"; {label}: {reached} in reach, and no tie of anyone here to {them} is recorded, "
            "so ask who could make the introduction."
        )
    if reached >= found.at_least and share:
        return (
            f"; {label}: {reached} in reach, shared by so many that there are "
            f"{(share - 1) / _SHARE_STEPS:g} for every 1,000 people, where "
            f"{1000 * found.enough[kind]:.3g} are looked for."
        )
    short = f"; {label}: {reached} of the {found.at_least} looked for" if reached else f"; {label}"
    untold = " Too little was asked here yet to tell whether there is one nearer."
    is_untold = reason == GapReason.NOT_MAPPED_YET and known != Known.NOT_MAPPED
    doubt = untold if is_untold else ""
    if known != Known.DISTANCE:
        return f"{short}{_ENDINGS[Known(known)]}.{doubt}"
    unlocated = int(found.unlocated[kind])
    lost = f" ({unlocated} more without a location)" if unlocated else ""
    return f"{short}; the nearest is {_far(far, found.unit)} away{lost}.{doubt}"


def _label(category: str, by: str, reached: int) -> str:
    """Name what is short, in the words of the question."""
    if reached:
        return {"kind": category, "themes": f"about {category}"}.get(by, f"{by} {category}")
    nothing = {"kind": f"no {category}", "themes": f"nothing about {category}"}
    return nothing.get(by, f"nothing with {by} {category}")


def _rounded_share(per_head: Floats) -> Positions:
    """Round what is there for every 1,000 people to hundredths."""
    return np.round(np.nan_to_num(per_head) * 1000 * _SHARE_STEPS).astype(np.int64)


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

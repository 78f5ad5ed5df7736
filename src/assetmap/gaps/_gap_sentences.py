"""A gap in one plain sentence, which begins with what is there.

Sentences repeat: they are made once for each different case and then put
together by position, so that a country's worth costs little.
"""

from __future__ import annotations

from functools import partial
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from assetmap.gaps._gap_reasons import GapReason, Known
from assetmap.gaps._gap_survey import Survey
from assetmap.tables import say_doubts
from assetmap.typing import Floats, Positions
from assetmap.wording import say_number, say_rows

__all__ = ["say_gaps"]

Texts: TypeAlias = Any  # pandas' array of texts: taken and joined as a whole
_SHARE_STEPS = 100
_NOT_SHORT = -1
"""In place of a share where there is enough for everybody, or that was not asked."""
_DOUBTS = ("old", "unconfirmed", "placed", "uncategorised")
_ENDINGS = {
    Known.NOT_MAPPED: " on the map anywhere yet, so ask who knows of one",
    Known.CLOSED: "; those on the map are closed or kept private",
    Known.NO_LOCATION: "; where the nearest is, the map does not say",
    Known.NO_BOUNDARY: "; without its boundary, the way to the nearest cannot be measured",
    Known.NO_WAY: "; the ways that were measured lead to no other",
    Known.NO_STREET: "; no street that was given comes near it",
}


def say_gaps(survey: Survey, *, at_least: int) -> Texts:
    """Say of each gap what is there, what is short and what is doubtful."""
    places, place = pd.DataFrame(survey.places), survey.gaps["place"].to_numpy()
    heads = say_rows(places[["assets", "spaces", "associations"]], partial(_head, survey.within))
    tails = say_rows(places[["assets", *_DOUBTS]], partial(say_doubts, by=survey.by))
    there = places["name"].array + heads.array
    return there.take(place) + _say_middles(survey, at_least) + tails.array.take(place)


def _say_middles(survey: Survey, at_least: int) -> Texts:
    """Say for each gap what is short, and how far the nearest is."""
    gaps, categories, unit = survey.gaps, survey.categories, survey.unit
    per_head = gaps["access"].to_numpy()
    is_shared = per_head < categories["enough"].to_numpy()[gaps["category"]]
    rows = pd.DataFrame(
        {
            **{name: gaps[name].array for name in ("category", "reason", "reached", "known")},
            "far": _rounded(gaps[f"nearest_{unit}"].to_numpy(), unit),
            "share": np.where(is_shared, _rounded_share(per_head), _NOT_SHORT),
        }
    )
    kinds = [*categories.itertuples()]  # a row each: thousands of cases ask for theirs

    def say(category: int, **case: int) -> str:
        return _middle(survey, kinds[category], at_least, **case)

    return say_rows(rows, say).array


def _head(within: str, assets: int, spaces: int, associations: int) -> str:
    if not assets:
        return f": nothing {within} is on the map yet"
    among = [
        say_number(count, what)
        for count, what in ((spaces, "space"), (associations, "association"))
        if count
    ]
    said = f": {say_number(assets, 'asset')} {within}"
    return f"{said}, among them {' and '.join(among)}" if among else said


def _middle(
    survey: Survey,
    wanted: Any,
    at_least: int,
    *,
    reason: int,
    reached: int,
    known: int,
    far: int,
    share: int,
) -> str:
    """Put one case into words; ``wanted`` is the row of its category."""
    label = _label(wanted.Index, survey.by, reached)
    if reason == GapReason.UNCONNECTED:
        them = "it" if reached == 1 else "any of them"
        return (
            f"; {label}: {reached} in reach, and no tie of anyone here to {them} is recorded, "
            "so ask who could make the introduction."
        )
    if reached >= at_least and share != _NOT_SHORT:
        return (
            f"; {label}: {reached} in reach, shared by so many that there are "
            f"{share / _SHARE_STEPS:g} for every 1,000 people, where "
            f"{1000 * wanted.enough:.3g} are looked for."
        )
    short = f"; {label}: {reached} of the {at_least} looked for" if reached else f"; {label}"
    untold = " Too little was asked here yet to tell whether there is one nearer."
    is_untold = reason == GapReason.NOT_MAPPED_YET and known != Known.NOT_MAPPED
    doubt = untold if is_untold else ""
    if known != Known.DISTANCE:
        return f"{short}{_ENDINGS[Known(known)]}.{doubt}"
    lost = f" ({wanted.unlocated} more without a location)" if wanted.unlocated else ""
    return f"{short}; the nearest is {_far(far, survey.unit)} away{lost}.{doubt}"


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

"""A gap in one plain sentence, which begins with what is there and counts people.

It is put together of clauses, each made once for each different case, so that
a country's worth costs little.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from assetmap.gaps._gap_reasons import GapReason
from assetmap.gaps._gap_survey import Survey, take_numbers, take_texts
from assetmap.gaps._supply import Known
from assetmap.tables import say_doubts
from assetmap.typing import Flags, Floats, Positions
from assetmap.wording import say_number, say_rows

__all__ = ["say_gaps"]

Texts: TypeAlias = Any  # pandas' array of texts: taken and joined as a whole
_SHARE_STEPS = 100
_TOO_FEW = -1
"""In place of a share where most of those short reach too few, whoever asks."""
_DOUBTS = ("old", "unconfirmed", "placed", "uncategorised")
_ENDINGS = {
    Known.CLOSED: "; those on the map are closed or kept private",
    Known.NO_LOCATION: "; where the nearest is, the map does not say",
    Known.NO_BOUNDARY: "; without its boundary, the way to the nearest cannot be measured",
    Known.NO_WAY: "; the ways that were measured lead to no other",
    Known.NO_STREET: "; no street that was given comes near it",
}
_UNTOLD = " Too little was asked here yet to tell whether there is one nearer."
_ONE_POINT = " Measured from one point in it."
_BORDER = " The edge of the map is within reach; beyond it there may be more."


def say_gaps(survey: Survey, *, at_least: int) -> Texts:
    """Say of each gap what is there, who is short of what, and what is doubtful."""
    places, place = pd.DataFrame(survey.places), survey.gaps["place"].to_numpy()
    heads = say_rows(
        places[["assets", "spaces", "associations", "is_one_point"]], partial(_head, survey.within)
    )
    tails = say_rows(places[["assets", *_DOUBTS]], partial(say_doubts, by=survey.by))
    cases, wanted = _list_cases(survey), _list_wanted(survey)
    said = (
        take_texts(places["name"].array + heads.array, place)
        + say_rows(cases[_WHO], partial(_say_who, wanted, at_least)).array
        + say_rows(cases[_INSIDE], _say_inside).array
        + say_rows(cases[_HOW_FAR], partial(_say_how_far, wanted, survey.unit)).array
        + take_texts(tails.array, place)
    )
    is_lost = place < 0
    said[is_lost] = _say_all_lost(survey, is_lost)
    return said


_WHO = ["category", "reason", "reached", "is_inside", "known", "people_short", "people", "share"]
_INSIDE = ["inside", "place_name"]
_HOW_FAR = [
    "category",
    "reason",
    "known",
    "far",
    "is_few",
    "is_counted",
    "is_one_point",
    "at_border",
]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A category in words: its label, where there is none, what is enough, and who was counted."""

    label: str
    nothing: str
    enough: str
    noun: str
    unlocated: int
    undecided: int


def _list_wanted(survey: Survey) -> list[_Wanted]:
    """Put each category into words once."""
    categories, by = survey.categories, survey.by
    where = f" ({survey.where})" if survey.where else ""
    columns = (categories[name].tolist() for name in ("enough", "unlocated", "undecided"))
    return [
        _Wanted(
            _label_category(name, by) + where,
            _label_category(name, by, is_any=False) + where,
            f"{1000 * enough:.3g}",
            survey.who,
            unlocated,
            undecided,
        )
        for name, enough, unlocated, undecided in zip(categories.index, *columns, strict=True)
    ]


def _list_cases(survey: Survey) -> pd.DataFrame:
    """Lay out what the clauses of each gap are about; -1 stands for people who are not counted."""
    gaps, unit = survey.gaps, survey.unit
    place = gaps["place"].to_numpy()
    is_one_point = take_numbers(survey.places["is_one_point"], place) == 1
    known = np.nan_to_num(take_numbers(survey.places["people"], place), nan=-1)
    people = np.where(is_one_point, -1, known)
    short = np.where(people < 0, -1, gaps["share_short"].to_numpy() * people)
    short = np.where(short > 0, np.maximum(short, 1), short)
    far = gaps[f"nearest_{unit}"].to_numpy()
    is_few = gaps["share_few"].to_numpy() * 2 >= gaps["share_short"].to_numpy()
    is_told = gaps["reason"].isin([GapReason.NONE_IN_REACH, GapReason.NOT_MAPPED_YET]) | (
        gaps["inside"] > gaps["reached"]
    )
    return pd.DataFrame(
        {
            **{name: gaps[name].array for name in ("category", "reason", "reached", "known")},
            "people_short": np.round(np.nan_to_num(short)).astype(np.int64),
            "people": np.round(people).astype(np.int64),
            "is_few": is_few,
            "share": np.where(is_few, _TOO_FEW, _rounded_share(gaps["access"].to_numpy())),
            "is_inside": (gaps["inside"] > 0).array,
            "inside": gaps["inside"].where(is_told, 0),
            "place_name": take_texts(survey.places["name"], place),
            "far": np.where(people < 0.5, _rounded(far, unit), _rounded_up(far, unit)),
            "is_counted": people >= 0.5,
            "is_one_point": is_one_point,
            "at_border": gaps["at_border"].array,
        }
    )


def _head(within: str, assets: int, spaces: int, associations: int, is_one_point: bool) -> str:  # noqa: FBT001 - a cell of a row
    within = within if is_one_point else f"{within} of people here"
    if not assets:
        return f": nothing {within} is on the map yet"
    among = [
        say_number(count, what)
        for count, what in ((spaces, "space"), (associations, "association"))
        if count
    ]
    said = f": {say_number(assets, 'asset')} {within}"
    return f"{said}, among them {' and '.join(among)}" if among else said


def _say_who(
    wanted: Sequence[_Wanted],
    at_least: int,
    *,
    category: int,
    reason: int,
    reached: int,
    is_inside: bool,
    known: int,
    people_short: int,
    people: int,
    share: int,
) -> str:
    """Say who is short of what; of one point, what is short."""
    what = wanted[category]
    label, nothing, enough, noun = what.label, what.nothing, what.enough, what.noun
    if reason == GapReason.UNCONNECTED:
        them = "it" if reached == 1 else "any of them"
        return (
            f"; {label}: {reached:,} in reach, and no tie of anyone here to {them} is recorded, "
            "so ask who could make the introduction"
        )
    if known == Known.NOT_MAPPED:
        return f"; {nothing} on the map anywhere yet, so ask who knows of one"
    if people <= 0:
        if share != _TOO_FEW:
            return (
                f"; {label}: {reached:,} in reach, shared by so many that there are "
                f"{share / _SHARE_STEPS:g} for every 1,000 people, where {enough} are looked for"
            )
        if reached:
            return f"; {label}: {reached:,} of the {at_least} looked for"
        return f"; {label}: none in reach" if is_inside else f"; {nothing}"
    who = f"all {people:,} {noun}"
    if people_short != people:
        who = f"{people_short:,} of {people:,} {noun}"
    if share != _TOO_FEW:
        return (
            f"; {label}: {who} share what they reach with so many that there is less than "
            f"{enough} for every 1,000"
        )
    if at_least > 1:
        return f"; {label}: {who} reach fewer than the {at_least} looked for"
    return f"; {label}: {who} {'has' if people_short == 1 else 'have'} none in reach"


def _say_inside(*, inside: int, place_name: str) -> str:
    """Count what lies in the place itself, though out of reach of so many."""
    if not inside:
        return ""
    return f", though {inside:,} {'is' if inside == 1 else 'are'} in {place_name} itself"


def _say_how_far(
    wanted: Sequence[_Wanted],
    unit: str,
    *,
    category: int,
    reason: int,
    known: int,
    far: int,
    is_few: bool,
    is_counted: bool,
    is_one_point: bool,
    at_border: bool,
) -> str:
    """Say how far the nearest is, or why that is not known, and what was not counted."""
    doubt = _UNTOLD if reason == GapReason.NOT_MAPPED_YET and known != Known.NOT_MAPPED else ""
    doubt += say_undecided(wanted[category].undecided)
    doubt += _BORDER if at_border else ""
    doubt += _ONE_POINT if is_one_point else ""
    is_shared = not is_few and known == Known.DISTANCE
    if reason == GapReason.UNCONNECTED or known == Known.NOT_MAPPED or is_shared:
        return f".{doubt}"
    if known != Known.DISTANCE:
        return f"{_ENDINGS[Known(known)]}.{doubt}"
    unlocated = wanted[category].unlocated
    lost = f" ({unlocated:,} more without a location)" if unlocated else ""
    away = _say_far(far, unit)
    if not is_counted:
        return f"; the nearest is {away} away{lost}.{doubt}"
    return f"; half of the people have the nearest within {away}{lost}.{doubt}"


def say_undecided(undecided: int) -> str:
    """Say how many assets may be as asked, and do not say."""
    if not undecided:
        return ""
    return f" {undecided:,} more on the map {'does' if undecided == 1 else 'do'} not say."


def _say_all_lost(survey: Survey, is_lost: Flags) -> list[str]:
    """Say of each category of which most has no location that nobody can tell who reaches it."""
    lost = survey.categories.iloc[survey.gaps["category"].to_numpy()[is_lost]]
    cases = zip(lost.index, lost["open"].tolist(), lost["unlocated"].tolist(), strict=True)
    return [
        _say_lost(_label_category(name, survey.by), total, unlocated)
        for name, total, unlocated in cases
    ]


def _say_lost(label: str, total: int, unlocated: int) -> str:
    """Say that so many of a category have no location, and what would help."""
    if total == 1:
        which = "the only one on the map has no location"
    elif unlocated == total:
        which = f"none of the {total:,} on the map has a location"
    else:
        which = f"{unlocated:,} of the {total:,} on the map have no location"
    return (
        f"{label}: {which}, so nobody can tell who reaches one. "
        "Give each a postcode, a point or a place."
    )


def _label_category(category: str, by: str, *, is_any: bool = True) -> str:
    """Name what is short, in the words of the question."""
    if is_any:
        return {"kind": category, "themes": f"about {category}"}.get(by, f"{by} {category}")
    nothing = {"kind": f"no {category}", "themes": f"nothing about {category}"}
    return nothing.get(by, f"nothing with {by} {category}")


def _rounded_share(per_head: Floats) -> Positions:
    """Round what is there for every 1,000 people to hundredths."""
    return np.round(np.nan_to_num(per_head) * 1000 * _SHARE_STEPS).astype(np.int64)


def _rounded(cost: Floats, unit: str, step: Callable[..., Any] = np.round) -> Positions:
    """Round to what people say: minutes up, metres by ``step`` to tens, kilometres to tenths."""
    cost = np.nan_to_num(cost)
    if unit == "min":
        return np.ceil(cost).astype(np.int64)
    tens, hundreds = step(cost / 10) * 10, step(cost / 100) * 100
    rounded: Positions = np.where(tens < 1000, tens, hundreds).astype(np.int64)
    return rounded


def _rounded_up(cost: Floats, unit: str) -> Positions:
    """Round up to the same steps, so that it is said truly to be within; never within 0 m."""
    least: Positions = np.maximum(_rounded(cost, unit, np.ceil), 10 if unit == "m" else 0)
    return least


def _say_far(rounded: int, unit: str) -> str:
    """Write a way that was rounded."""
    if unit == "min":
        return "1 minute" if rounded <= 1 else f"{rounded} minutes"
    if rounded < 1000:
        return f"{rounded} m" if rounded else "under 10 m"
    return f"{rounded / 1000:.1f} km"

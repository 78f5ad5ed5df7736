"""A gap in one plain sentence, which begins with what is there and counts people.

It is put together of clauses, each made once for each different case, so that
a country's worth costs little.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from assetmap.gaps._gap_reasons import GapReason
from assetmap.gaps._gap_survey import Survey, take_numbers, take_texts
from assetmap.gaps._supply import Known
from assetmap.language import message, say, say_plural
from assetmap.model import say_column, say_kind, say_word
from assetmap.tables import say_doubts
from assetmap.typing import Flags, Floats, Positions
from assetmap.wording import Clause, follow, join_clauses, say_cases, say_list, say_rows

__all__ = ["say_gaps", "say_undecided"]

Texts: TypeAlias = Any  # pandas' array of texts: taken and joined as a whole
_SHARE_STEPS = 100
_TOO_FEW = -1
"""In place of a share where most of those short reach too few, whoever asks."""
_DOUBTS = ("old", "unconfirmed", "placed", "uncategorised")
_NEAREST_UNKNOWN = {
    Known.CLOSED: message("those on the map are closed or kept private"),
    Known.NO_LOCATION: message("where the nearest is, the map does not say"),
    Known.NO_BOUNDARY: message("without its boundary, the way to the nearest cannot be measured"),
    Known.NO_WAY: message("the ways that were measured lead to no other"),
    Known.NO_STREET: message("no street that was given comes near it"),
}
"""Why nobody can say how far the nearest is."""
_JOINS = (
    message("{place}: {there}; {short}."),
    message("{place}: {there}; {short}, {inside}."),
    message("{place}: {there}; {short}; {nearest}."),
    message("{place}: {there}; {short}, {inside}; {nearest}."),
)
"""A gap: what is there, who is short of what, what lies there all the same, how far the nearest."""


def say_gaps(survey: Survey, *, at_least: int) -> Texts:
    """Say of each gap what is there, who is short of what, and what is doubtful."""
    place = survey.gaps["place"].to_numpy()
    is_lost = place < 0
    if not is_lost.any():
        return _say_located(survey, at_least)
    said = take_texts(
        _say_located(replace(survey, gaps=survey.gaps[~is_lost]), at_least),
        np.where(is_lost, -1, np.cumsum(~is_lost) - 1),
    )
    said[is_lost] = _say_all_lost(survey, is_lost)
    return said


def _say_located(survey: Survey, at_least: int) -> Texts:
    """Say so of the gaps of places."""
    places, place = pd.DataFrame(survey.places), survey.gaps["place"].to_numpy()
    there = say_cases(
        places[["assets", "spaces", "associations", "is_one_point"]],
        partial(_say_there, survey.within),
    )
    known = say_rows(places[["assets", *_DOUBTS]], partial(say_doubts, by=survey.by))
    cases, wanted = _list_cases(survey), _list_wanted(survey)
    clauses = {
        "place": Clause(places["name"].array, place),
        "there": Clause(there.texts, there.code[place]),
        "short": say_cases(cases[_WHO], partial(_say_who, wanted, at_least)),
        "inside": say_cases(cases[_INSIDE], partial(_say_inside, places["name"].tolist())),
        "nearest": say_cases(cases[_HOW_FAR], partial(_say_how_far, wanted, survey.unit)),
    }
    return (
        join_clauses(_JOINS, clauses)
        + say_rows(cases[_UNTOLD], partial(_say_untold, wanted)).array
        + take_texts(known, place)
    )


_WHO = ["category", "reason", "reached", "is_inside", "known", "people_short", "people", "share"]
_INSIDE = ["inside", "inside_place"]
_HOW_FAR = ["category", "reason", "known", "far", "is_few", "is_counted"]
_UNTOLD = ["category", "reason", "known", "is_one_point", "at_border"]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A category in words: its label, where there is none, what is enough, and who was counted."""

    label: str
    nothing: str
    enough: float
    noun: str
    unlocated: int
    undecided: int


def _list_wanted(survey: Survey) -> list[_Wanted]:
    """Put each category into words once."""
    categories, by = survey.categories, survey.by
    columns = (categories[name].tolist() for name in ("enough", "unlocated", "undecided"))
    return [
        _Wanted(
            _say_where(_label_category(name, by), survey.where),
            _say_where(_label_nothing(name, by), survey.where),
            1000 * enough,
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
    inside = np.where(is_told, gaps["inside"], 0)
    return pd.DataFrame(
        {
            **{name: gaps[name].array for name in ("category", "reason", "reached", "known")},
            "people_short": np.round(np.nan_to_num(short)).astype(np.int64),
            "people": np.round(people).astype(np.int64),
            "is_few": is_few,
            "share": np.where(is_few, _TOO_FEW, _rounded_share(gaps["access"].to_numpy())),
            "is_inside": (gaps["inside"] > 0).array,
            "inside": inside,
            "inside_place": np.where(inside > 0, place, -1),
            "far": np.where(people < 0.5, _rounded(far, unit), _rounded_up(far, unit)),
            "is_counted": people >= 0.5,
            "is_one_point": is_one_point,
            "at_border": gaps["at_border"].array,
        }
    )


def _say_there(
    within: str,
    assets: int,
    spaces: int,
    associations: int,
    is_one_point: bool,  # noqa: FBT001 - a cell of a row
) -> str:
    """Say how much is within reach, and how much of that is somewhere, or someone, to meet."""
    if not is_one_point:
        within = say("{within} of people here", within=within)
    if not assets:
        return say("nothing {within} is on the map yet", within=within)
    counted = say_plural("{count:,} asset", "{count:,} assets", assets)
    among = []
    if spaces:
        among.append(say_plural("{count:,} space", "{count:,} spaces", spaces))
    if associations:
        among.append(say_plural("{count:,} association", "{count:,} associations", associations))
    if not among:
        return say("{assets} {within}", assets=counted, within=within)
    return say("{assets} {within}, among them {helpful}", assets=counted, within=within,
               helpful=say_list(among))  # fmt: skip


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
    if reason == GapReason.UNCONNECTED:
        return say_plural(
            "{what}: {count:,} in reach, and no tie of anyone here to it is recorded, so ask who "
            "could make the introduction",
            "{what}: {count:,} in reach, and no tie of anyone here to any of them is recorded, so "
            "ask who could make the introduction",
            reached,
            what=what.label,
        )
    if known == Known.NOT_MAPPED:
        return say("{nothing} on the map anywhere yet, so ask who knows of one",
                   nothing=what.nothing)  # fmt: skip
    if people <= 0:
        return _say_short_of(what, at_least, reached, share, is_inside=is_inside)
    who = (
        say("all {count:,} {people}", count=people, people=what.noun)
        if people_short == people
        else say("{count:,} of {of:,} {people}", count=people_short, of=people, people=what.noun)
    )
    if share != _TOO_FEW:
        return say(
            "{what}: {who} share what they reach with so many that there is less than {enough:.3g} "
            "for every 1,000",
            what=what.label, who=who, enough=what.enough,
        )  # fmt: skip
    if at_least > 1:
        return say("{what}: {who} reach fewer than the {at_least} looked for",
                   what=what.label, who=who, at_least=at_least)  # fmt: skip
    return say_plural("{what}: {who} has none in reach", "{what}: {who} have none in reach",
                      people_short, what=what.label, who=who)  # fmt: skip


def _say_short_of(
    what: _Wanted, at_least: int, reached: int, share: int, *, is_inside: bool
) -> str:
    """Say what a place is short of, where its people are not counted."""
    if share != _TOO_FEW:
        return say(
            "{what}: {reached:,} in reach, shared by so many that there are {per_1000:g} for every "
            "1,000 people, where {enough:.3g} are looked for",
            what=what.label, reached=reached, per_1000=share / _SHARE_STEPS, enough=what.enough,
        )  # fmt: skip
    if reached:
        return say("{what}: {reached:,} of the {at_least} looked for", what=what.label,
                   reached=reached, at_least=at_least)  # fmt: skip
    return say("{what}: none in reach", what=what.label) if is_inside else what.nothing


def _say_inside(places: Sequence[str], *, inside: int, inside_place: int) -> str:
    """Count what lies in the place itself, though out of reach of so many."""
    if not inside:
        return ""
    return say_plural(
        "though {count:,} is in {place} itself",
        "though {count:,} are in {place} itself",
        inside,
        place=places[inside_place],
    )


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
) -> str:
    """Say how far the nearest is, or why that is not known; nothing where that is no matter."""
    is_shared = not is_few and known == Known.DISTANCE
    if reason == GapReason.UNCONNECTED or known == Known.NOT_MAPPED or is_shared:
        return ""
    if known != Known.DISTANCE:
        return say(_NEAREST_UNKNOWN[Known(known)])
    away = _say_far(far, unit)
    if is_counted:
        nearest = say("half of the people have the nearest within {distance}", distance=away)
    else:
        nearest = say("the nearest is {distance} away", distance=away)
    unlocated = wanted[category].unlocated
    if not unlocated:
        return nearest
    return say_plural("{nearest} ({count:,} more without a location)",
                      "{nearest} ({count:,} more without a location)", unlocated,
                      nearest=nearest)  # fmt: skip


def _say_untold(
    wanted: Sequence[_Wanted],
    *,
    category: int,
    reason: int,
    known: int,
    is_one_point: bool,
    at_border: bool,
) -> str:
    """Say what could not be told, or was not counted, in sentences of their own."""
    is_untold = reason == GapReason.NOT_MAPPED_YET and known != Known.NOT_MAPPED
    undecided = wanted[category].undecided
    return follow(
        say("Too little was asked here yet to tell whether there is one nearer.")
        if is_untold
        else "",
        say_undecided(undecided),
        say("The edge of the map is within reach; beyond it there may be more.")
        if at_border
        else "",
        say("Measured from one point in it.") if is_one_point else "",
    )  # fmt: skip


def say_undecided(undecided: int) -> str:
    """Say how many assets may be as asked, and do not say."""
    if not undecided:
        return ""
    return say_plural(
        "{count:,} more on the map does not say.",
        "{count:,} more on the map do not say.",
        undecided,
    )


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
    if unlocated == total:
        said = say_plural(
            "{what}: the only one on the map has no location, so nobody can tell who reaches one.",
            "{what}: none of the {count:,} on the map has a location, so nobody can tell who "
            "reaches one.",
            total, what=label,
        )  # fmt: skip
    else:
        said = say(
            "{what}: {unlocated:,} of the {total:,} on the map have no location, so nobody can "
            "tell who reaches one.",
            what=label, unlocated=unlocated, total=total,
        )  # fmt: skip
    return said + follow(say("Give each a postcode, a point or a place."))


def _say_where(label: str, where: str) -> str:
    """Say also what was asked of those that count."""
    return say("{what} ({where})", what=label, where=where) if where else label


def _label_category(category: str, by: str) -> str:
    """Name what is short, in the words of the question."""
    if by == "kind":
        return say_kind(category)
    if by == "themes":
        return say("about {theme}", theme=category)
    return say("{column} {word}", column=say_column(by), word=say_word(category, by))


def _label_nothing(category: str, by: str) -> str:
    """Say that there is none of it."""
    if by == "kind":
        return say("no {kind}", kind=say_kind(category))
    if by == "themes":
        return say("nothing about {theme}", theme=category)
    return say("nothing with {column} {word}", column=say_column(by), word=say_word(category, by))


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
        return say_plural("{count} minute", "{count} minutes", max(rounded, 1))
    if rounded >= 1000:
        return say("{km:.1f} km", km=rounded / 1000)
    return say("{m} m", m=rounded) if rounded else say("under 10 m")

"""How far people are short of a benchmark, and how unequal what they reach is.

Every function takes access, people and the group of each place as arrays, and
gives one number per group: NaN where nobody lives. Where everybody reaches
the same, also when that is nothing, nothing is unequal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from assetmap.gaps.measure_benchmark import (
    Access,
    Benchmark,
    measure_benchmark,
    read_access,
    read_groups_by_place,
    read_need,
    read_people,
)
from assetmap.typing import Floats, Positions
from assetmap.wording import say_rows

__all__ = ["measure_gap_depth"]

_ROUNDING = 1e-12  # shares that are added up may miss a benchmark that they meet by so much
_POOREST, _RICHEST = 0.4, 0.1
_EQUAL_PALMA = _RICHEST / _POOREST
_LEFT_OVER = 1e-9  # of a group's people: what is left over when shares are cut at 40 and 90 %


def measure_gap_depth(
    access: Access,
    *,
    people: pd.Series[Any],
    benchmark: Benchmark | Mapping[str, Benchmark],
    need: pd.Series[Any] | None = None,
    by: pd.Series[Any] | None = None,
) -> pd.DataFrame:
    """
    Measure how many people are short of a benchmark, how far, and how unequally.

    Read ``share_short``, ``depth`` and ``severity`` together: many who are a
    little short and few who reach nothing are different gaps. Everybody in a
    place counts alike, since what differs within a place is not known.

    Parameters
    ----------
    access
        By place, or places by categories, more being better (`measure_access`
        with any method but ``"nearest"``). Not changed.
    people
        By place; an unknown number counts as nobody. Places that are not in
        ``access`` are passed over. For a need-weighted gap give people times
        need.
    benchmark
        What is enough: a number in the unit of access, a `Quantile` of all
        the people, a `Standard` per head, or one of these by category.
    need
        By place, more being more; places where it is unknown are left out of
        ``concentration``, and of nothing else.
    by
        By place: what to tell apart, such as the district. All places are one
        group when None.

    Returns
    -------
    depth
        One row per category and group, sorted, places of no group first:

        - ``category``, ``group`` (NaN: places of no group, or all places)
        - ``benchmark``: what was enough
        - ``places`` (int64), ``people``: all there are
        - ``people_short``: those in places with access below the benchmark
        - ``share_short``, ``depth``, ``severity``: the means over people of
          the part that is lacking, to the power 0, 1 and 2 (Foster, Greer and
          Thorbecke), 0 to 1. Who reaches nothing lacks all, whatever the
          benchmark
        - ``gini``: 0 where all reach the same, towards 1 where few reach all
        - ``theil``: Theil's T, from 0, and at most the logarithm of one over
          the share of people who reach all
        - ``palma``: what the tenth who reach most have, over what the 40 %
          who reach least have. .25 where all reach the same, inf where the
          40 % reach nothing
        - ``concentration``: -1 to 1. Below 0 those with more need reach more,
          above 0 those with less; NaN without ``need``

        - ``says``: who is short and how far, in words

        Where nobody reaches anything, nothing is unequal: 0, 0, .25 and 0. All
        shares are NaN where nobody lives.

    Raises
    ------
    TableError
        With everything that cannot be used: access that is missing, infinite
        or below 0, places with no word on them, no standard that anybody
        could fall short of.

    References
    ----------
    .. [1] Foster, Greer and Thorbecke (1984), "A class of decomposable
       poverty measures", Econometrica 52(3), 761-766.
    .. [2] Kakwani, Wagstaff and van Doorslaer (1997), "Socioeconomic
       inequalities in health", Journal of Econometrics 77(1), 87-103.
    .. [3] Cobham and Sumner (2013), "Putting the Gini back in the bottle? 'The
       Palma' as a policy-relevant measure of inequality", King's College
       London.
    .. [4] Theil (1967), "Economics and information theory", North-Holland.

    Examples
    --------
    Half of 400 people are short of .05 each, by a half; the rest have enough:

    >>> access = pd.Series({"mill": 0.025, "hill": 0.05}, name="choirs")
    >>> people = pd.Series({"mill": 200, "hill": 200})
    >>> depth = measure_gap_depth(access, people=people, benchmark=0.05)
    >>> depth[["category", "people_short", "share_short", "depth", "severity"]]
      category  people_short  share_short  depth  severity
    0   choirs         200.0          0.5   0.25     0.125
    >>> depth["gini"].round(4).tolist()
    [0.1667]
    >>> depth["says"].iloc[0]
    'choirs: 200 of 400 people are short; of what is enough, they lack 50 in 100 on average.'
    """
    frame = read_access(access)
    heads = read_people(people, frame.index)
    enough = measure_benchmark(frame, benchmark=benchmark, people=people)
    ranks = None if need is None else read_need(need, frame.index)
    code, names = _group(frame.index, by)
    values = frame.to_numpy()
    parts = [
        _measure_one(values[:, column], heads, code, len(names), enough=float(enough.iloc[column]),
                     need=ranks)
        for column in range(frame.shape[1])
    ]  # fmt: skip
    rows = _stack_rows(parts, frame.columns, names)
    return rows.assign(says=_say_depth(rows))


def _say_depth(rows: pd.DataFrame) -> pd.Series[Any]:
    """Say of each category and group who is short, and how far."""
    people, short = (rows[name].round() for name in ("people", "people_short"))
    lack = (100 * share_of(rows["depth"].to_numpy(), rows["share_short"].to_numpy())).round()
    said = pd.DataFrame({"people": people, "short": short, "lack": lack})
    where = (rows["group"].astype("str") + ", ").fillna("")
    return where + rows["category"].astype("str") + ": " + say_rows(said, _say_one)


def _say_one(*, people: float, short: float, lack: float) -> str:
    """Say it of one."""
    if not people:
        return "nobody is known to live here, so nobody can be counted."
    if not short:
        return f"none of {people:,.0f} people is short."
    who = f"all {people:,.0f}" if short == people else f"{short:,.0f} of {people:,.0f}"
    return f"{who} people are short; of what is enough, they lack {lack:.0f} in 100 on average."


def _measure_one(
    access: Floats,
    people: Floats,
    group: Positions,
    groups: int,
    *,
    enough: float,
    need: Floats | None,
) -> pd.DataFrame:
    """Measure one category, group by group."""
    total = sum_by(group, people, groups)
    lacking = _lacking(access, enough)
    short = sum_by(group, people * (lacking > 0), groups)
    return pd.DataFrame(
        {
            "benchmark": enough,
            "places": np.bincount(group, minlength=groups),
            "people": total,
            "people_short": short,
            "share_short": share_of(short, total),
            "depth": share_of(sum_by(group, people * lacking, groups), total),
            "severity": share_of(sum_by(group, people * lacking**2, groups), total),
            "gini": find_gini(access, people, group, groups),
            "theil": find_theil(access, people, group, groups),
            "palma": find_palma(access, people, group, groups),
            "concentration": _over_need(access, people, group, groups, need),
        }
    )


def _lacking(access: Floats, enough: float) -> Floats:
    """Find the part of enough that is lacking; all of it where nothing is reached."""
    ratio = np.ones(len(access))
    np.divide(access, enough, out=ratio, where=access < enough * (1 - _ROUNDING))
    return np.where(access == 0, 1.0, 1.0 - ratio)


def _over_need(
    access: Floats, people: Floats, group: Positions, groups: int, need: Floats | None
) -> Floats:
    """Rank people by need, most first, and find where access goes."""
    if need is None:
        return np.full(groups, np.nan)
    is_known = ~np.isnan(need)
    return find_concentration(
        access[is_known], people[is_known], group[is_known], groups, rank_by=-need[is_known]
    )


def _group(places: pd.Index[Any], groups: pd.Series[Any] | None) -> tuple[Positions, pd.Index[Any]]:
    """Number the groups, sorted, the one without a name first."""
    if groups is None:
        return np.zeros(len(places), dtype=np.intp), pd.Index([np.nan], dtype="str")
    words = read_groups_by_place(groups, places, "by").astype("str")
    code, names = pd.factorize(words, sort=True)
    if (code < 0).any():
        return code.astype(np.intp) + 1, pd.Index([np.nan, *names], dtype="str")
    return code.astype(np.intp), pd.Index(names, dtype="str")


def _stack_rows(
    parts: list[pd.DataFrame], categories: pd.Index[Any], names: pd.Index[Any]
) -> pd.DataFrame:
    """Put the rows of each category under each other, sorted by category and group."""
    order = np.argsort(np.asarray(categories.astype("str"), dtype=object), kind="stable")
    labels = pd.Index(np.repeat(categories.astype("str")[order], len(names)), dtype="str")
    columns = _measure_one(
        np.empty(0), np.empty(0), np.empty(0, dtype=np.intp), 0, enough=np.nan, need=None
    )
    table = (
        pd.concat([parts[position] for position in order], ignore_index=True) if parts else columns
    )
    table.insert(0, "category", labels.array)
    table.insert(1, "group", names.take(np.tile(np.arange(len(names)), len(order))).array)
    return table


def share_of(part: Floats, whole: Floats) -> Floats:
    """Divide group by group; NaN where there is nobody."""
    share: Floats = np.full(len(whole), np.nan)
    return np.divide(part, whole, out=share, where=whole > 0)


def sum_by(group: Positions, amounts: Floats, groups: int) -> Floats:
    """Add up amounts by group."""
    return np.asarray(np.bincount(group, amounts, minlength=groups), dtype="float64")


def find_gini(access: Floats, people: Floats, group: Positions, groups: int) -> Floats:
    """Find the mean difference between any two people, over twice the mean: 0 to 1."""
    return find_concentration(access, people, group, groups, rank_by=access)


def find_concentration(
    access: Floats, people: Floats, group: Positions, groups: int, *, rank_by: Floats
) -> Floats:
    """
    Find whether access goes to those with low or high ranks: -1 to 1.

    It is twice the covariance of access with the share of people who rank
    lower, over mean access; people who rank alike share their middle.
    """
    rank = _middle_rank(people, group, groups, rank_by)
    total = sum_by(group, people, groups)
    reached = sum_by(group, people * access, groups)
    ranked = sum_by(group, people * access * rank, groups)
    index = np.where(total > 0, 0.0, np.nan)
    has_any = reached > 0
    index[has_any] = 2 * ranked[has_any] / reached[has_any] - 1
    return index


def find_theil(access: Floats, people: Floats, group: Positions, groups: int) -> Floats:
    """Find Theil's T: 0 where all reach the same; reaching nothing adds 0 to the sum."""
    total = sum_by(group, people, groups)
    reached = sum_by(group, people * access, groups)
    mean = share_of(reached, total)
    ratio = np.ones(len(access))
    np.divide(access, mean[group], out=ratio, where=(access > 0) & (mean[group] > 0))
    parts = np.where(access > 0, people * ratio * np.log(ratio), 0.0)
    return share_of(sum_by(group, parts, groups), total)


def find_palma(access: Floats, people: Floats, group: Positions, groups: int) -> Floats:
    """
    Find what the tenth who reach most have, over what the 40 % who reach least have.

    .25 where all reach the same; inf where the 40 % reach nothing and others do not.
    """
    order = np.lexsort((access, group))
    access, people, group = access[order], people[order], group[order]
    total = sum_by(group, people, groups)
    upto = _cumulated(people, group, total)
    whole = total[group]
    low = np.clip(_POOREST * whole - (upto - people), 0, people)
    high = np.clip(upto - (1 - _RICHEST) * whole, 0, people)
    for part in (low, high):
        part[part < _LEFT_OVER * whole] = 0
    least = sum_by(group, low * access, groups)
    most = sum_by(group, high * access, groups)
    palma = np.where(most > 0, np.inf, np.where(total > 0, _EQUAL_PALMA, np.nan))
    return np.divide(most, least, out=palma, where=least > 0)


def _middle_rank(people: Floats, group: Positions, groups: int, rank_by: Floats) -> Floats:
    """Find the share of a group's people who rank lower, with half of those who rank alike."""
    _, level = np.unique(rank_by, return_inverse=True)
    size = int(level.max(initial=0)) + 1
    _, tie = np.unique(group * size + level, return_inverse=True)
    alike = sum_by(tie, people, int(tie.max(initial=-1)) + 1)
    group_of_tie = np.zeros(len(alike), dtype=np.intp)
    group_of_tie[tie] = group
    total = sum_by(group, people, groups)
    middle = _cumulated(alike, group_of_tie, total) - alike / 2
    return np.nan_to_num(share_of(middle, total[group_of_tie]))[tie]


def _cumulated(people: Floats, group: Positions, total: Floats) -> Floats:
    """Add people up within each group; entries are sorted by group."""
    before = np.cumsum(total) - total
    return np.cumsum(people) - before[group]

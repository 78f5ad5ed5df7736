"""How unequally is access shared among people, in each group of places?

Every function takes access, people and the group of each place as arrays, and
gives one number per group: NaN where nobody lives. Where everybody reaches
the same, also when that is nothing, nothing is unequal.
"""

from __future__ import annotations

import numpy as np

from assetmap.typing import Floats, Positions

__all__ = ["find_concentration", "find_gini", "find_palma", "find_theil", "share_of", "sum_by"]

_POOREST, _RICHEST = 0.4, 0.1
_EQUAL_PALMA = _RICHEST / _POOREST
_ROUNDING = 1e-9  # of a group's people: what is left over when shares are cut at 40 and 90 %


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
    is_some = reached > 0
    index[is_some] = 2 * ranked[is_some] / reached[is_some] - 1
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
        part[part < _ROUNDING * whole] = 0
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

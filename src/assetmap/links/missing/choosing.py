"""Which pairs are listed as missing, why, and in which order?"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from assetmap.arrays import encode_pairs, unique_sorted
from assetmap.links.expected.expecting import Expected, measure_expected
from assetmap.links.missing.candidates import Candidates
from assetmap.links.missing.likeness import measure_likeness
from assetmap.links.missing.profiles import Profiles
from assetmap.links.pairs.counting import add_up_amounts
from assetmap.typing import Flags, Floats, Positions

__all__ = ["Listed", "PlacePairs", "choose_pairs", "gather_pairs", "list_alone"]


class PlacePairs(NamedTuple):
    """
    Pairs of places by position, ``a`` below ``b``, sorted, and what is known of each.

    ``amount`` is what joins a pair: shared people and groups by weight, and
    ties. A pair may be linked by an amount of 0, when its groups share a member.
    """

    a: Positions
    b: Positions
    is_linked: Flags
    amount: Floats
    found: Expected


class Listed(NamedTuple):
    """Pairs to list, in order: their ends, their rows among all pairs (-1: none), how alike."""

    a: Positions
    b: Positions
    row: Positions
    likeness: Floats


def gather_pairs(
    counts: pd.DataFrame, asked: Candidates, sizes: Positions, xy: Floats | None
) -> PlacePairs:
    """Put linked pairs and pairs to look at together, and say what is expected of each."""
    several = max(len(sizes), 1)
    linked = (counts["a"] * several + counts["b"]).to_numpy(dtype=np.int64)
    start = np.flatnonzero(asked.partner >= 0)
    partners = encode_pairs(start, asked.partner[start], several)
    number = unique_sorted(linked, asked.near, asked.alike, asked.others, partners)
    at = np.searchsorted(number, linked)
    amount = np.zeros(len(number))
    amount[at] = add_up_amounts(counts)
    is_linked = np.zeros(len(number), dtype=bool)
    is_linked[at] = True
    a, b = number // several, number % several
    return PlacePairs(a, b, is_linked, amount, measure_expected(a, b, amount, sizes=sizes, xy=xy))


def choose_pairs(
    pairs: PlacePairs, asked: Candidates, profiles: Profiles, *, surprise: float, n: int | None
) -> Listed:
    """
    Choose pairs of places that have links elsewhere, those that lack the most first.

    Not linked although near or alike; or so much below what is expected.
    """
    several = len(asked.partner)
    has_link = np.zeros(several, dtype=bool)
    has_link[pairs.a[pairs.is_linked]] = has_link[pairs.b[pairs.is_linked]] = True
    number = pairs.a * several + pairs.b
    is_asked = np.isin(number, asked.near) | np.isin(number, asked.alike)
    is_less = pairs.found.surprise <= -surprise
    is_missing = is_less | (is_asked & ~pairs.is_linked)
    row = np.flatnonzero(is_missing & has_link[pairs.a] & has_link[pairs.b])
    a, b = pairs.a[row], pairs.b[row]
    likeness = measure_likeness(profiles, a, b)
    order = np.lexsort((b, a, -_measure_lack(pairs, row, likeness)))[:n]
    return Listed(a[order], b[order], row[order], likeness[order])


def list_alone(
    pairs: PlacePairs, asked: Candidates, profiles: Profiles, sizes: Positions
) -> Listed:
    """
    List the places without any link, beside the nearest other.

    First those of which nothing is on the map, then those that lack the most.
    """
    several = len(sizes)
    ends = np.concatenate([pairs.a[pairs.is_linked], pairs.b[pairs.is_linked]])
    a = np.setdiff1d(np.arange(several), ends)
    b = asked.partner[a]
    has_other = b >= 0
    row = np.full(len(a), -1, dtype=np.int64)
    row[has_other] = np.searchsorted(
        pairs.a * several + pairs.b, encode_pairs(a[has_other], b[has_other], several)
    )
    likeness = np.zeros(len(a))
    likeness[has_other] = measure_likeness(profiles, a[has_other], b[has_other])
    lack = _measure_lack(pairs, row, likeness)
    order = np.lexsort((a, -lack, sizes[a] > 0))
    return Listed(a[order], b[order], row[order], likeness[order])


def _measure_lack(pairs: PlacePairs, row: Positions, likeness: Floats) -> Floats:
    """Add how alike a pair is to how far below what is expected it lies."""
    surprise = np.append(pairs.found.surprise, np.nan)[row]
    return np.asarray((likeness - np.minimum(np.nan_to_num(surprise), 0)).round(9))

"""Which pairs of records are worth comparing: those that share an identifier, a place or a word.

Comparing everything with everything is 10,000,000,000 comparisons for 100,000
records against 100,000. Each block is a key, and records of one key are
paired; a key that very many share tells nothing, and is passed over: what is
alike in such a crowd shares a rarer key as well.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from assetmap.arrays import is_run_start, ragged_arange
from assetmap.matching._name_words import OWN
from assetmap.matching._profiles import RecordProfiles
from assetmap.typing import Flags, Floats, Integers, Pairs, Positions

__all__ = ["pair_candidates"]

_MOST_OF_A_KEY = 120
"""Records of one key up to which each is compared with each."""
_CELL_M, _NEAR_M = 500.0, 60.0
_SHIFTS = ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5))
"""Four grids, each moved by half a cell: what is within half a cell shares one of them."""


def pair_candidates(profiles: RecordProfiles, is_after: Flags | None = None) -> Pairs:
    """
    Pair what may be the same or belong together.

    Parameters
    ----------
    profiles
        The records.
    is_after
        Which of them are of a second map; only pairs across the two are
        wanted then. All pairs when None.

    Returns
    -------
    a, b
        Positions of the two of each pair, the lower first, sorted, each pair once.
    """
    n = len(profiles)
    found = [np.empty(0, dtype=np.int64)]
    for rows, keys in _list_blocks(profiles):
        is_known = keys >= 0
        a, b = _pair_equal(rows[is_known], keys[is_known])
        is_wanted = a != b
        if is_after is not None:
            is_wanted &= is_after[a] != is_after[b]
        a, b = a[is_wanted], b[is_wanted]
        low, high = np.minimum(a, b).astype(np.int64), np.maximum(a, b).astype(np.int64)
        found.append(np.unique(low * n + high))
    pairs = np.unique(np.concatenate(found))
    return pairs // max(n, 1), pairs % max(n, 1)


def _list_blocks(profiles: RecordProfiles) -> list[tuple[Positions, Integers]]:
    """List the rows of each block with the key of each, -1 for none."""
    everyone: Positions = np.arange(len(profiles))
    owner = np.repeat(everyone, profiles.names.many)
    own = profiles.names.own_key
    word_row, word = csr_array(profiles.names.words[OWN]).nonzero()
    row = owner[word_row]
    district, place = profiles.district_of_postcode, profiles.place
    blocks = [
        (profiles.uprn.row, profiles.uprn.code),
        (profiles.body.row, profiles.body.code),
        *((everyone, codes) for codes in (profiles.phone, profiles.email, profiles.web)),
        (everyone, profiles.postcode),
        (owner, own),
        (owner, _join_keys(own, district[owner])),
        (owner, _join_keys(own, place[owner])),
        (row, _join_keys(word.astype(np.int64), district[row])),
    ]
    for shift in _SHIFTS:
        cell = _number_cells(profiles.xy, _CELL_M, shift)
        blocks.append((row, _join_keys(word.astype(np.int64), cell[row])))
        blocks.append((owner, _join_keys(own, cell[owner])))
        blocks.append((everyone, _number_cells(profiles.xy, 2 * _NEAR_M, shift)))
    return blocks


def _join_keys(one: Integers, other: Integers) -> Integers:
    """Make one key of two; -1 where either is missing."""
    width = int(other.max(initial=0)) + 1
    return np.where((one >= 0) & (other >= 0), one * width + other, -1)


def _number_cells(xy: Floats, size: float, shift: tuple[float, float]) -> Integers:
    """Number the square in which each point is; -1 has no point."""
    is_located = np.isfinite(xy).all(axis=1)
    numbers = np.full(len(xy), -1, dtype=np.int64)
    if is_located.any():
        low = xy[is_located].min(axis=0)
        cell = np.floor((xy[is_located] - low) / size + np.asarray(shift)).astype(np.int64)
        numbers[is_located] = cell[:, 0] * (int(cell[:, 1].max()) + 1) + cell[:, 1]
        numbers[is_located] = np.unique(numbers[is_located], return_inverse=True)[1]
    return numbers


def _pair_equal(rows: Positions, keys: Integers) -> Pairs:
    """Pair all rows of one key with one another, but for keys of a crowd."""
    order = np.argsort(keys, kind="stable")
    rows, keys = rows[order], keys[order]
    start = np.flatnonzero(is_run_start(keys)) if len(keys) else np.empty(0, dtype=np.intp)
    length = np.diff(np.r_[start, len(keys)])
    is_few = length <= _MOST_OF_A_KEY
    start, length = start[is_few], length[is_few]
    member = ragged_arange(start, length)
    after = np.repeat(start + length, length) - member - 1
    left = np.repeat(member, after)
    right = left + 1 + ragged_arange(np.zeros_like(after), after)
    return rows[left], rows[right]

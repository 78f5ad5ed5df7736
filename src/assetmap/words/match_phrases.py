"""How well what is offered meets what is wanted, word by word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from assetmap.arrays import decimals_up_to, is_in_sorted, is_run_start, ragged_arange
from assetmap.typing import Flags, Floats, Matrix, Pairs, Positions, WeightedPairs
from assetmap.words._reading import PhrasePart, read_phrase
from assetmap.words.phrase_table import PhraseTable, read_phrase_table
from assetmap.words.tidy_word import tidy_word

__all__ = ["match_phrases"]

_ALIKE_FROM: Final = 0.7
"""The share of what two phrases say that both must say, to mean the same."""
_DECIMALS: Final = decimals_up_to(1)


class _Readings(NamedTuple):
    """
    All that phrases may mean: a reading each, of more where "and" joins several things.

    ``owner`` is the phrase of each reading; ``start`` where its parts begin
    in the columns of parts, and one past the last. ``key`` is the number of
    each part's key; ``is_torn`` whether the reading has the opposite as well.
    """

    owner: Positions
    start: Positions
    key: Positions
    weight: Floats
    is_core: Flags
    parts: Flags
    is_torn: Flags

    @property
    def row(self) -> Positions:
        """The reading of each part."""
        return np.repeat(np.arange(len(self.owner)), np.diff(self.start))


class _Relations(NamedTuple):
    """Which keys meet each other, and which part two phrases: keys by keys."""

    met: Matrix
    opposed: Matrix


class _Comparison(NamedTuple):
    """What one side of each pair of readings says beside the other side."""

    matched: Floats
    total: Floats
    has_own_core: Flags
    has_own_part: Flags
    is_opposed: Flags


def match_phrases(
    offers: pd.Index[str],
    wants: pd.Index[str],
    *,
    synonyms: Mapping[str, Iterable[str]] | None = None,
) -> Matrix:
    """
    Say how well each phrase offered meets each phrase wanted, 0 to 1.

    Read an entry as "whoever offers this may well meet this want, as far as
    words tell". It is the same whichever of the two is offered, and whatever
    else is on the map.

    Parameters
    ----------
    offers, wants
        Phrases as people write them, "lifts to hospital". Case, accents,
        hyphens, plurals, endings and the order of words do not matter.
    synonyms
        A project's own: a word, and other words for it; all of a line mean
        the same, whatever they are to others.

    Returns
    -------
    likeness
        Sparse, offers by wants. 1 where both say the same; else the share of
        what both say in all they say, from 0.7; no entry below that, or where

        - each says something of its own: "piano lessons" and "driving lessons"
        - a word is the opposite of one of the other, such as men and women,
          paid and unpaid, or a thing beside lessons in it
        - they are for, or go to, something different: "lifts to hospital",
          "lifts to school"

    Notes
    -----
    Every word is looked up in a table of what communities call the same,
    ``assetmap/words/phrases.toml``, several words together first ("first
    aid"). A word that is not there is its stem (Snowball's English), and
    only ever meets the same stem: how a word looks says nothing, so
    "singing" never meets "signing", nor "lifts" "gifts"; a slip of the pen
    is not guessed at.

    What is offered itself counts 1 (0.8 for a word that the table does not
    know, before another: "dry" of "dry storage"), for whom and where 0.4, when and how
    0.15, and what a phrase adds after "for", "with" or the like 0.3. How it
    is given (lessons, help, a group) counts nothing: of "help with
    computers" and "computer lessons" both are about computers. With the sums
    a and b of two phrases, and m_a and m_b of what of each the other says
    too, likeness is (m_a + m_b) / (a + b), Dice's coefficient.

    Where "and" joins things, any of them may be met: "tables and chairs"
    meets "chairs". A general word meets each particular one (``[kinds]`` of
    the table: "music lessons" and "guitar lessons"), but those do not meet
    each other.

    The table is a text file, and a line of it a name with other words for
    it; its head says how to write them. What holds for one community alone
    is better said in ``[synonyms]`` of the project file.

    Examples
    --------
    >>> offers = pd.Index(["lifts to hospital", "help with computers", "singing lessons"])
    >>> wants = pd.Index(["a drive to the clinic", "Computer help", "signing lessons"])
    >>> match_phrases(offers, wants).toarray()
    array([[1., 0., 0.],
           [0., 1., 0.],
           [0., 0., 0.]])

    A word that only this community uses:

    >>> wants = pd.Index(["a turn in the tuk-tuk"])
    >>> match_phrases(offers, wants).nnz
    0
    >>> match_phrases(offers, wants, synonyms={"lifts": ["tuk-tuk"]}).toarray().round(2)
    array([[0.83],
           [0.  ],
           [0.  ]])
    """
    table = read_phrase_table().with_synonyms(synonyms or {})
    numbers: dict[str, int] = {}
    left, right = (_read_all(phrases, table, numbers) for phrases in (offers, wants))
    relations = _relate(table, numbers)
    left, right = (_mark_torn(side, relations.opposed) for side in (left, right))
    first, second, likeness = _compare_readings(left, right, relations)
    entries = [_find_same(offers, wants), (left.owner[first], right.owner[second], likeness)]
    row, column, likeness = (np.concatenate(part) for part in zip(*entries, strict=True))
    # Two phrases may meet in more ways than one: the best of them counts, they do not add up.
    key = row.astype(np.int64) * max(len(wants), 1) + column
    order = np.lexsort((-likeness, key))
    key, likeness = key[order], likeness[order]
    is_best = is_run_start(key)
    ends = np.divmod(key[is_best], max(len(wants), 1))
    return csr_array(coo_array((likeness[is_best], ends), shape=(len(offers), len(wants))))


def _find_same(offers: pd.Index[str], wants: pd.Index[str]) -> WeightedPairs:
    """List the pairs that are the same phrase but for case, spaces and marks, in full."""
    left, right = (
        pd.DataFrame({"phrase": [tidy_word(text) for text in side], name: np.arange(len(side))})
        for name, side in (("row", offers), ("column", wants))
    )
    same = left[left["phrase"] != ""].merge(right, on="phrase")
    row, column = (same[name].to_numpy(dtype=np.int64) for name in ("row", "column"))
    return row, column, np.ones(len(row))


def _read_all(phrases: pd.Index[str], table: PhraseTable, numbers: dict[str, int]) -> _Readings:
    """Read every phrase, and number the keys that come up."""
    read: list[tuple[int, tuple[PhrasePart, ...]]] = [
        (at, parts) for at, text in enumerate(phrases) for parts in read_phrase(str(text), table)
    ]
    parts = [part for _, reading in read for part in reading]
    return _Readings(
        owner=np.array([at for at, _ in read], dtype=np.int64),
        start=np.cumsum([0, *(len(reading) for _, reading in read)], dtype=np.int64),
        key=np.array([numbers.setdefault(part.key, len(numbers)) for part in parts], np.int64),
        weight=np.array([part.weight for part in parts], dtype=np.float64),
        is_core=np.array([part.is_core for part in parts], dtype=bool),
        parts=np.array([part.parts for part in parts], dtype=bool),
        is_torn=np.zeros(len(parts), dtype=bool),
    )


def _relate(table: PhraseTable, numbers: Mapping[str, int]) -> _Relations:
    """Build who meets and who parts, of the keys that came up; every key meets itself."""
    n_keys, itself = len(numbers), np.arange(len(numbers))

    def build(pairs: Iterable[tuple[str, str]], more: Positions) -> Matrix:
        """Build the matrix of pairs of keys."""
        ends = [
            (numbers[one], numbers[other])
            for one, other in sorted(pairs)
            if one in numbers and other in numbers
        ]
        left, right = np.array(ends, dtype=np.int64).reshape(-1, 2).T
        row, column = np.concatenate([left, more]), np.concatenate([right, more])
        return csr_array(coo_array((np.ones(len(row)), (row, column)), shape=(n_keys, n_keys)))

    return _Relations(build(table.related, itself), build(table.opposed, itself[:0]))


def _mark_torn(side: _Readings, opposed: Matrix) -> _Readings:
    """Mark the parts whose opposite is in the same reading: "men and women" parts nobody."""
    return side._replace(is_torn=_is_met(side.key, side.row, _spread(side, opposed), side))


def _spread(side: _Readings, relation: Matrix) -> Positions:
    """List which keys (rows of the relation) each reading has one for: key × readings, sorted."""
    n_readings = len(side.owner)
    ends = (side.key, side.row)
    has = csr_array(
        coo_array((np.ones(len(side.key)), ends), shape=(relation.shape[0], n_readings))
    )
    found = csr_array(relation @ has)
    found.sort_indices()
    row = np.repeat(np.arange(relation.shape[0], dtype=np.int64), np.diff(found.indptr))
    return row * n_readings + found.indices


def _is_met(key: Positions, reading: Positions, entries: Positions, other: _Readings) -> Flags:
    """Tell whether each key has its like in a reading of the other side."""
    return is_in_sorted(key.astype(np.int64) * len(other.owner) + reading, entries)


def _compare_readings(left: _Readings, right: _Readings, relations: _Relations) -> WeightedPairs:
    """List the pairs of readings that mean the same, with their likeness."""
    first, second = _find_candidates(left, right, relations.met)
    of_left = _compare_side(left, right, first, second, relations)
    of_right = _compare_side(right, left, second, first, relations)
    total = of_left.total + of_right.total
    likeness = ((of_left.matched + of_right.matched) / np.maximum(total, 1e-9)).round(_DECIMALS)
    is_parted = of_left.has_own_core & of_right.has_own_core
    is_parted |= of_left.has_own_part & of_right.has_own_part
    is_parted |= of_left.is_opposed & of_right.is_opposed
    is_alike = ~is_parted & (likeness >= _ALIKE_FROM)
    return first[is_alike], second[is_alike], likeness[is_alike]


def _find_candidates(left: _Readings, right: _Readings, met: Matrix) -> Pairs:
    """List the pairs of readings that are about one thing."""
    about = [
        csr_array(
            coo_array(
                (
                    np.ones(int(side.is_core.sum())),
                    (side.row[side.is_core], side.key[side.is_core]),
                ),
                shape=(len(side.owner), met.shape[0]),
            )
        )
        for side in (left, right)
    ]
    pairs = csr_array(about[0] @ met @ about[1].T).tocoo()
    return pairs.row.astype(np.int64), pairs.col.astype(np.int64)


def _compare_side(
    one: _Readings, other: _Readings, first: Positions, second: Positions, relations: _Relations
) -> _Comparison:
    """Compare each part of one side's readings with the readings of the other side."""
    lengths = np.diff(one.start)[first]
    at = ragged_arange(one.start[first], lengths)
    pair = np.repeat(np.arange(len(first)), lengths)
    key, reading = one.key[at], second[pair]
    is_met = _is_met(key, reading, _spread(other, relations.met), other)
    is_opposed = _is_met(key, reading, _spread(other, relations.opposed), other)

    def total(weight: Floats | Flags) -> Floats:
        """Add up by pair."""
        added = np.bincount(pair, weights=weight, minlength=len(first))
        return np.asarray(added, dtype=np.float64)

    return _Comparison(
        matched=total(one.weight[at] * is_met),
        total=total(one.weight[at]),
        has_own_core=total(one.is_core[at] & ~is_met) > 0,
        has_own_part=total(one.parts[at] & ~is_met) > 0,
        is_opposed=total(is_opposed & ~is_met & ~one.is_torn[at]) > 0,
    )

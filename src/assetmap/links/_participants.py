"""Who may be introduced, and what they offer and want."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from scipy.sparse import coo_array, csr_array

from assetmap.arrays import decimals_up_to, is_run_start
from assetmap.links._presence import find_counted
from assetmap.model import AssetKind, Purpose
from assetmap.network import AssetGraph, build_graph, build_memberships
from assetmap.tables import (
    AssetMap,
    find_consenting,
)
from assetmap.typing import Flags, Floats, Matrix, Positions, WeightedPairs

__all__ = [
    "SHARED_AT_MOST",
    "GiftMatches",
    "Participants",
    "WordIncidence",
    "build_gift_matches",
    "build_word_incidence",
    "find_participants",
    "match_words",
    "tidy_word",
]

MEET_IN_GROUPS_UP_TO = 20
"""Members of a group up to which all of them are taken to know each other."""
SHARED_AT_MOST = 1_000
"""A word, or a neighbour, that more than so many have in common says nothing of two of them."""
_COMPARED_AT_ONCE = 1 << 22
_DECIMALS = decimals_up_to(1)
_MARKS = {"’": "", "'": "", "ʼ": ""}


@dataclass(frozen=True, slots=True, eq=False)
class Participants:
    """
    The graph of what is open, and which of its nodes may be introduced.

    ``graph`` holds the standing ties between what is open. By node:
    ``is_person``, ``has_agreed`` (a person who agreed to be introduced) and
    ``may_meet`` (has agreed, or is something people can get to know without
    being a person). ``knows`` marks pairs who know each other already.
    """

    graph: AssetGraph
    is_person: Flags
    has_agreed: Flags
    may_meet: Flags
    knows: Matrix


def find_participants(m: AssetMap, *, kinds: Iterable[str]) -> Participants:
    """
    Find who may be introduced, in the order of ids.

    Closed assets, secret locations and people who took back their consent to
    be stored are not there at all. ``kinds`` are the kinds of asset that may
    be introduced; people among them only where they agreed.
    """
    graph = build_graph(m)
    graph = graph.subgraph(graph.ids.isin(find_counted(m)))
    kind = m.assets["kind"].reindex(graph.ids)
    is_person = (kind == str(AssetKind.INDIVIDUAL)).to_numpy(dtype=bool)
    consenting = find_consenting(m, purpose=Purpose.INTRODUCE)
    has_agreed = is_person & graph.ids.isin(consenting)
    is_wanted = kind.isin([str(word) for word in kinds]).to_numpy(dtype=bool)
    return Participants(
        graph=graph,
        is_person=is_person,
        has_agreed=has_agreed,
        may_meet=is_wanted & (has_agreed | ~is_person),
        knows=_find_acquainted(m, graph.ids),
    )


def _find_acquainted(m: AssetMap, ids: pd.Index[str]) -> Matrix:
    """Mark who has, had or stated any tie with whom, or meets in a small group (M M')."""
    ties = m.ties
    source = np.asarray(ids.get_indexer(pd.Index(ties["source"])))
    target = np.asarray(ids.get_indexer(pd.Index(ties["target"])))
    is_between_nodes = (source >= 0) & (target >= 0)
    memberships = build_memberships(m)
    n_members = np.diff(memberships.matrix.tocsc().indptr)
    membership = memberships.matrix[:, np.flatnonzero(n_members <= MEET_IN_GROUPS_UP_TO)]
    node = np.asarray(ids.get_indexer(memberships.people))
    membership, node = membership[node >= 0], node[node >= 0]
    meeting = csr_array(membership @ membership.T).tocoo()
    first = np.concatenate([source[is_between_nodes], node[meeting.row]])
    second = np.concatenate([target[is_between_nodes], node[meeting.col]])
    shape = (len(ids), len(ids))
    one_way = csr_array(coo_array((np.ones(len(first)), (first, second)), shape=shape))
    acquainted = csr_array(one_way + one_way.T)
    acquainted.sort_indices()
    return acquainted


class WordIncidence(NamedTuple):
    """
    The incidence of words: assets by different words, 1 where the asset has the word.

    ``names`` are the words as they are compared, sorted; ``shown`` the first
    way in which each is written.
    """

    names: pd.Index[str]
    shown: pd.Index[str]
    matrix: Matrix


class GiftMatches(NamedTuple):
    """
    What is offered and wanted.

    ``offers`` and ``wants`` are who has which word; ``likeness`` says how well
    the word offered (row) meets the word wanted (column), 0 to 1; ``can_give``
    how well each asset could give each word wanted; ``worth`` what one match
    of that word counts: nothing for what so many offer and want that they
    would make more than a million pairs.
    """

    offers: WordIncidence
    wants: WordIncidence
    likeness: Matrix
    can_give: Matrix
    worth: Floats


def build_gift_matches(
    assets: pd.DataFrame, *, synonyms: Mapping[str, Iterable[str]], spelt_alike: float
) -> GiftMatches:
    """
    Match what is offered with what is wanted, by row of ``assets``.

    A match of a word that k assets could give counts 1 / log2(1 + k): what one
    alone can give counts 1, what three can give a half.
    """
    offers, wants = (
        build_word_incidence(assets, ["offers"]),
        build_word_incidence(assets, ["wants"]),
    )
    likeness = match_words(offers.names, wants.names, synonyms=synonyms, spelt_alike=spelt_alike)
    can_give = csr_array(offers.matrix @ likeness)
    can_give.data = np.minimum(can_give.data, 1.0)  # two words for one gift are one gift
    n_givers = np.bincount(can_give.indices, minlength=len(wants.names))
    n_seekers = np.bincount(wants.matrix.indices, minlength=len(wants.names))
    worth = 1.0 / np.log2(1.0 + np.maximum(n_givers, 1))
    worth[n_givers * n_seekers > SHARED_AT_MOST**2] = 0.0
    return GiftMatches(offers, wants, likeness, can_give, worth)


def build_word_incidence(assets: pd.DataFrame, columns: Iterable[str]) -> WordIncidence:
    """Build the incidence of the words that stand in any of these columns, rows by words."""
    cells = [assets[column].reset_index(drop=True).explode().dropna() for column in columns]
    words = pd.concat(cells)
    code, different = pd.factorize(words)
    tidy = pd.Index([tidy_word(word) for word in different], dtype="str")
    names = tidy[tidy != ""].unique().sort_values()
    written = pd.Series(np.asarray(different, dtype=object), index=tidy).astype("str")
    shown = written.groupby(level=0).min().reindex(names).str.strip()
    column = np.append(names.get_indexer(tidy), -1)[code]
    row, is_word = words.index.to_numpy(), column >= 0
    ends = (row[is_word], column[is_word])
    shape = (len(assets), len(names))
    matrix = csr_array(coo_array((np.ones(len(ends[0])), ends), shape=shape))
    matrix.data[:] = 1.0  # however often it is said
    matrix.sort_indices()
    return WordIncidence(names, pd.Index(shown, dtype="str"), matrix)


def tidy_word(word: object) -> str:
    """Fold a word so that case, spaces, hyphens and other marks do not matter.

    Examples
    --------
    >>> tidy_word("First-Aid  training "), tidy_word("Residents’ ideas")
    ('first aid training', 'residents ideas')
    """
    text = unicodedata.normalize("NFKC", str(word)).casefold()
    for mark, instead in _MARKS.items():
        text = text.replace(mark, instead)
    signs = (" " if unicodedata.category(sign)[0] in "PZC" else sign for sign in text)
    return " ".join("".join(signs).split())


def match_words(
    offers: pd.Index[str],
    wants: pd.Index[str],
    *,
    synonyms: Mapping[str, Iterable[str]],
    spelt_alike: float,
) -> Matrix:
    """
    Say how well each word offered meets each word wanted, 0 to 1; both are tidy.

    1 for the same word, or two words of one line of the synonyms; else how
    alike they are spelt, where that is at least ``spelt_alike``. WordIncidence are
    compared in blocks of 16 MB.
    """
    shape = (len(offers), len(wants))
    same = np.asarray(wants.get_indexer(offers))
    is_same = same >= 0
    entries: list[WeightedPairs] = [
        (np.flatnonzero(is_same), same[is_same], np.ones(int(is_same.sum())))
    ]
    lines = [{tidy_word(word), *map(tidy_word, others)} for word, others in synonyms.items()]
    for line in lines:
        synonym_set = pd.Index(sorted(line), dtype="str")
        rows, columns = (np.flatnonzero(names.isin(synonym_set)) for names in (offers, wants))
        row, column = np.repeat(rows, len(columns)), np.tile(columns, len(rows))
        entries.append((row, column, np.ones(len(row))))
    if spelt_alike < 1:
        entries += _compare_spelling(offers, wants, at_least=spelt_alike)
    row, column, likeness = (np.concatenate(part) for part in zip(*entries, strict=True))
    # Two words may match in more ways than one: the best of them counts, and they do not add up.
    key = row.astype(np.int64) * max(shape[1], 1) + column
    order = np.lexsort((-likeness, key))
    key, likeness = key[order], likeness[order]
    is_best = is_run_start(key)
    ends = np.divmod(key[is_best], max(shape[1], 1))
    return csr_array(coo_array((likeness[is_best], ends), shape=shape))


def _compare_spelling(
    offers: pd.Index[str], wants: pd.Index[str], *, at_least: float
) -> list[WeightedPairs]:
    """
    List the words that are spelt nearly alike, a block of words offered at a time.

    Words with a figure in them are left out: 16-24 is no slip of 15-24.
    """
    rows, columns = _find_plain(offers), _find_plain(wants)
    n_rows = max(1, _COMPARED_AT_ONCE // max(len(columns), 1))
    wanted = wants[columns].tolist()
    found = []
    for start in range(0, len(rows) if wanted else 0, n_rows):
        block = rows[start : start + n_rows]
        ratio = process.cdist(
            offers[block].tolist(), wanted, scorer=fuzz.ratio, score_cutoff=100 * at_least
        )
        row, column = np.nonzero(ratio)
        likeness = (ratio[row, column].astype(np.float64) / 100).round(_DECIMALS)
        found.append((block[row], columns[column], likeness))
    return found


def _find_plain(words: pd.Index[str]) -> Positions:
    """Find the words without a figure."""
    return np.flatnonzero([not any(sign.isdigit() for sign in word) for word in words])

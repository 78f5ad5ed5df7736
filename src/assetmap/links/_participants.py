"""Who may be introduced, and what they offer and want."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array

from assetmap.links._presence import find_counted
from assetmap.model import AssetKind, Purpose
from assetmap.network import AssetGraph, build_graph, build_memberships
from assetmap.tables import (
    AssetMap,
    find_consenting,
)
from assetmap.typing import Flags, Floats, Matrix
from assetmap.words import match_phrases, tidy_word

__all__ = [
    "SHARED_AT_MOST",
    "GiftMatches",
    "Participants",
    "WordIncidence",
    "build_gift_matches",
    "build_word_incidence",
    "find_participants",
]

MEET_IN_GROUPS_UP_TO = 20
"""Members of a group up to which all of them are taken to know each other."""
SHARED_AT_MOST = 1_000
"""A word, or a neighbour, that more than so many have in common says nothing of two of them."""


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
    assets: pd.DataFrame, *, synonyms: Mapping[str, Iterable[str]]
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
    likeness = match_phrases(offers.shown, wants.shown, synonyms=synonyms)
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

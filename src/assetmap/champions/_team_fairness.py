"""Whom a team needs so that as many places or groups as can be have somebody on it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from assetmap.champions._standing import is_of_kind
from assetmap.model import AssetKind
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Floats, Matrix, Positions

__all__ = ["ASSOCIATIONS", "HOME", "PLACES", "Fairness", "list_covered"]

ASSOCIATIONS = "associations"
"""The word for having somebody from every association."""
HOME = "home"
"""The word for people from as many places as so many people can be from."""
PLACES = "place_id"


@dataclass(frozen=True, eq=False)
class Fairness:
    """
    Who (row) is part of what (column), and what they are of themselves.

    Attributes
    ----------
    covers
        Everything that somebody is of themselves or is tied to.
    names
        The columns. None: anybody will do.
    own
        What they are of themselves, such as the place that they are from; of
        nobody anything when None. A team is of as much as it can be itself
        before it is tied to as much of the rest as it can be.
    """

    covers: Matrix
    names: pd.Index[str]
    own: Matrix | None = None

    @property
    def is_free(self) -> bool:
        """Whether nothing has to be covered."""
        return not len(self.names)

    def choose_first(self, n: int, worth: Floats) -> list[int]:
        """
        Choose as few as it takes to cover what at most ``n`` can cover.

        Whoever is part of the most that is still missing comes first, then
        whoever is worth the most. Where that does not cover everything that
        somebody could, a solver (HiGHS) finds the most that ``n`` can. Nobody
        is chosen where no choice could be in the way of another: then it is
        enough to hold to `may_join`.
        """
        if self.is_free or self._is_apart:
            return []
        is_missing = np.asarray(self._wanted.sum(axis=0)).ravel() > 0
        chosen: list[int] = []
        while is_missing.any() and len(chosen) < n:
            adds = self._add_up(is_missing)
            best = int(np.lexsort((np.arange(len(adds)), -worth, -adds))[0])
            chosen.append(best)
            is_missing &= ~self._covered([best])
        return self._choose_exactly(n) if is_missing.any() else chosen

    def may_join(self, chosen: list[int]) -> Flags:
        """Tell who covers as much of what those chosen leave out as anybody could."""
        if self.is_free:
            return np.ones(self.covers.shape[0], dtype=bool)
        adds = self._add_up(~self._covered(chosen))
        adds[chosen] = 0.0
        return np.asarray(adds == adds.max(initial=0.0))

    def may_replace(self, chosen: list[int], member: int, others: Positions) -> Flags:
        """Tell who could take one's place so that the team covers no less than now."""
        is_left = ~self._covered(chosen[:member] + chosen[member + 1 :])
        adds = self._add_up(is_left)
        return np.asarray(adds[others] >= adds[chosen[member]])

    def list_missing(self, chosen: list[int]) -> list[str]:
        """Name what none of those chosen is part of, in order."""
        is_covered = self._covered(chosen)[self.covers.shape[1] * (self.own is not None) :]
        return [str(name) for name in self.names[~is_covered]]

    @cached_property
    def _wanted(self) -> Matrix:
        """What everybody is of themselves, where that is asked, and then what they cover."""
        if self.own is None:
            return self.covers
        return csr_array(hstack([self.own, self.covers]))

    @cached_property
    def _weights(self) -> Floats:
        """To be of one thing oneself is worth more than to be tied to all of them."""
        things = len(self.names)
        tied = np.ones(things)
        return tied if self.own is None else np.concatenate([np.full(things, things + 1.0), tied])

    @cached_property
    def _is_apart(self) -> bool:
        """Whether nobody covers more than one thing, so that no choice is in another's way."""
        is_alike = self.own is None or abs(self.own - self.covers).sum() == 0
        return bool(is_alike and (np.diff(self.covers.indptr) <= 1).all())

    def _add_up(self, is_wanted: Flags) -> Floats:
        return np.asarray(self._wanted @ (self._weights * is_wanted))

    def _covered(self, chosen: list[int]) -> Flags:
        return np.asarray(self._wanted[chosen].sum(axis=0)).ravel() > 0

    def _choose_exactly(self, n: int) -> list[int]:
        people, things = self._wanted.shape
        parts = hstack([-self._wanted.T, eye_array(things)])
        team = csr_array(np.concatenate([np.ones(people), np.zeros(things)])[None, :])
        most = np.concatenate([np.zeros(things), [n]])
        found = milp(
            np.concatenate([np.full(people, 1e-6), -self._weights]),  # and as few as will do
            constraints=LinearConstraint(vstack([parts, team], format="csc"), -np.inf, most),
            bounds=Bounds(0, 1),
            integrality=np.concatenate([np.ones(people), np.zeros(things)]),
            options={"mip_rel_gap": 0},
        )
        is_chosen = np.asarray(found.x)[:people] > 0.5
        return [int(person) for person in np.flatnonzero(is_chosen)]


def list_covered(
    m: AssetMap, graph: AssetGraph, people: Positions, *, fair_by: str | None
) -> Fairness:
    """
    List what each person is part of: by place, by association, or by a column's words.

    People are themselves of their own place and words; they are tied to those
    that they are active in, and to those of whatever they are tied to.
    """
    if fair_by is None:
        return Fairness(csr_array((len(people), 0)), pd.Index([], dtype="str"))
    if fair_by == HOME:
        where = _find_places(m, graph).iloc[people]
        names: pd.Index[str] = pd.Index(sorted(where.dropna().unique()), dtype="str")
        homes = _lay(where.reset_index(drop=True), names, len(people))
        return Fairness(homes, names, homes)
    ties = graph.adjacency(weighted=False)[people]
    if fair_by == ASSOCIATIONS:
        is_group = is_of_kind(graph, AssetKind.ASSOCIATION)
        return Fairness(csr_array(ties[:, is_group]), graph.ids[is_group])
    words = _find_places(m, graph) if fair_by == PLACES else _find_words(m, graph, fair_by)
    active = _find_words(m, graph, "active_in") if fair_by == PLACES else words.iloc[:0]
    active = active[is_of_kind(graph, AssetKind.INDIVIDUAL)[active.index]]
    names = _list_names(m, pd.concat([words, active]), is_place=fair_by == PLACES)
    own = _lay(words, names, len(graph))
    laid = csr_array(own + _lay(active, names, len(graph)))
    covers = csr_array(laid[people] + ties @ laid)
    covers.data[:] = 1.0
    return Fairness(covers, names, csr_array(own[people]))


def _list_names(m: AssetMap, words: pd.Series[Any], *, is_place: bool) -> pd.Index[str]:
    """List what is to be covered: of places also the smallest that nobody is part of."""
    smallest = m.places.index[~m.places.index.isin(m.places["parent_id"].dropna())]
    every = smallest if is_place else []
    names: pd.Index[str] = pd.Index(sorted({*words.dropna().astype(str), *every}), dtype="str")
    return names


def _lay(words: pd.Series[Any], names: pd.Index[str], size: int) -> Matrix:
    """Lay words by position out as a matrix of ones."""
    known = words.dropna()
    column = names.get_indexer(pd.Index(known, dtype="str"))
    laid = csr_array((np.ones(len(known)), (known.index, column)), shape=(size, len(names)))
    laid.data[:] = 1.0  # a word may stand twice in a list
    return laid


def _find_places(m: AssetMap, graph: AssetGraph) -> pd.Series[Any]:
    """Find the place of each node, by position."""
    home = graph.place_of_node
    place: pd.Series[Any] = m.assets["place_id"] if home is None else home
    placed: pd.Series[Any] = place.reindex(graph.ids).reset_index(drop=True)
    return placed


def _find_words(m: AssetMap, graph: AssetGraph, column: str) -> pd.Series[Any]:
    """Find the words of a column of each node, by position, as often as there are words."""
    values: pd.Series[Any] = m.assets[column].reindex(graph.ids).reset_index(drop=True)
    words: pd.Series[Any] = values.explode().dropna()
    return words

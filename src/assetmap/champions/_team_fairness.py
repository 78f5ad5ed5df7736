"""Which people a team needs so that every place or group that could be is part of it."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, eye_array, hstack, vstack

from assetmap.champions._standing import is_of_kind
from assetmap.model import AssetKind
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Floats, Matrix, Positions

__all__ = ["ASSOCIATIONS", "Fairness", "list_covered"]

ASSOCIATIONS = "associations"
"""The word for having somebody from every association."""


class Fairness(NamedTuple):
    """Who (row) is part of what (column); ``names`` are the columns. No column: anybody will do."""

    covers: Matrix
    names: pd.Index[str]

    @property
    def is_free(self) -> bool:
        """Whether nothing has to be covered."""
        return not len(self.names)

    def choose_first(self, n: int, worth: Floats) -> list[int]:
        """
        Choose as few as it takes to cover what at most ``n`` can cover.

        Whoever is part of the most that is still missing comes first, then
        whoever is worth the most. Where that does not cover everything that
        somebody could, a solver (HiGHS) finds the most that ``n`` can.
        """
        if self.is_free:
            return []
        is_missing = np.asarray(self.covers.sum(axis=0)).ravel() > 0
        chosen: list[int] = []
        while is_missing.any() and len(chosen) < n:
            adds = np.asarray(self.covers @ is_missing.astype(np.float64))
            best = int(np.lexsort((np.arange(len(adds)), -worth, -adds))[0])
            chosen.append(best)
            is_missing &= ~self._covered([best])
        return self._choose_exactly(n) if is_missing.any() else chosen

    def may_replace(self, chosen: list[int], member: int, others: Positions) -> Flags:
        """Tell who could take one's place and leave nothing out that is covered now."""
        alone = self._covered([chosen[member]]) & ~self._covered(
            chosen[:member] + chosen[member + 1 :]
        )
        held = np.asarray(self.covers[others] @ alone.astype(np.float64))
        return np.asarray(held == int(alone.sum()))

    def list_missing(self, chosen: list[int]) -> list[str]:
        """Name what none of those chosen is part of, in order."""
        return [str(name) for name in self.names[~self._covered(chosen)]]

    def _covered(self, chosen: list[int]) -> Flags:
        return np.asarray(self.covers[chosen].sum(axis=0)).ravel() > 0

    def _choose_exactly(self, n: int) -> list[int]:
        people, things = self.covers.shape
        parts = hstack([-self.covers.T, eye_array(things)])
        team = csr_array(np.concatenate([np.ones(people), np.zeros(things)])[None, :])
        most = np.concatenate([np.zeros(things), [n]])
        found = milp(
            np.concatenate([np.full(people, 1e-6), -np.ones(things)]),  # and as few as will do
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

    People are part of their own places and words, of those they are active
    in, and of those of whatever they are tied to.
    """
    if fair_by is None:
        return Fairness(csr_array((len(people), 0)), pd.Index([], dtype="str"))
    ties = graph.adjacency(weighted=False)[people]
    if fair_by == ASSOCIATIONS:
        is_group = is_of_kind(graph, AssetKind.ASSOCIATION)
        return Fairness(csr_array(ties[:, is_group]), graph.ids[is_group])
    row, word = _list_words(m, graph, fair_by)
    known = m.places.index[~m.places.index.isin(m.places["parent_id"].dropna())]
    every = known if fair_by == "place_id" else pd.Index([], dtype="str")
    names: pd.Index[str] = pd.Index(sorted({*word, *every}), dtype="str")
    laid = csr_array(
        (np.ones(len(row)), (row, names.get_indexer(pd.Index(word)))),
        shape=(len(graph), len(names)),
    )
    covers = csr_array(laid[people] + ties @ laid)
    covers.data[:] = 1.0
    return Fairness(covers, names)


def _list_words(m: AssetMap, graph: AssetGraph, column: str) -> tuple[Positions, list[str]]:
    """List the words of a column by node; places also by where people are active."""
    assets = m.assets.reindex(graph.ids)
    given: list[pd.Series[Any]] = [assets[column]]
    if column == "place_id":
        home = graph.place_of_node
        is_person = is_of_kind(graph, AssetKind.INDIVIDUAL)
        given = [given[0] if home is None else home, assets["active_in"].where(is_person)]
    words = pd.concat([values.reset_index(drop=True).explode().dropna() for values in given])
    return words.index.to_numpy(dtype=np.intp), [str(word) for word in words]

"""What is there to tell of each introduction: gifts, common ground, who could make it?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.links.introductions.candidates import Field, find_introducers, measure_rarity
from assetmap.links.introductions.gifts import Gifts
from assetmap.tables import (
    AssetMap,
    find_standing_ties,
    measure_asset_is_unsure,
    measure_tie_is_unsure,
)
from assetmap.typing import Matrix, Pairs, Positions

__all__ = ["find_best_introducers", "list_gifts", "list_shared", "measure_doubts"]


def find_best_introducers(field: Field, first: Positions, second: Positions) -> Positions:
    """
    Find who could introduce the two of each pair: the node, -1 for nobody.

    Of the people who agreed and are tied to both: whose weaker tie is the
    strongest, then who has the most ties, then the first by id.
    """
    _, people = find_introducers(field)
    graph = field.company.graph
    strength = csr_array(graph.adjacency()[:, people])
    weaker = csr_array(csr_array(strength[first]).minimum(csr_array(strength[second])))
    ties = np.diff(field.ground.matrix.indptr)[people]
    row = np.repeat(np.arange(len(first)), np.diff(weaker.indptr))
    order = np.lexsort((weaker.indices, -ties[weaker.indices], -weaker.data, row))
    row, best = row[order], people[weaker.indices[order]]
    found = np.full(len(first), -1, dtype=np.intp)
    rows, at = np.unique(row, return_index=True)
    found[rows] = best[at]
    return found


def list_gifts(gifts: Gifts, giver: Positions, taker: Positions) -> list[tuple[str, ...]]:
    """List what each giver offers that the taker is looking for, the rarest first, in words."""
    met = csr_array(csr_array(gifts.could[giver]).multiply(gifts.wants.matrix[taker]))
    alike = gifts.alike.tocsc()
    lists = []
    for row, node in enumerate(giver.tolist()):
        wanted = met.indices[met.indptr[row] : met.indptr[row + 1]]
        wanted = wanted[gifts.worth[wanted] > 0]
        wanted = wanted[np.lexsort((wanted, -gifts.worth[wanted]))]
        own = _row(gifts.offers.matrix, node)
        lists.append(tuple(_name_gift(gifts, alike, own, want) for want in wanted.tolist()))
    return lists


def _name_gift(gifts: Gifts, alike: Any, own: Positions, want: int) -> str:
    """Name what is offered, and what it is wanted for where the words differ."""
    column = slice(alike.indptr[want], alike.indptr[want + 1])
    likeness = dict(zip(alike.indices[column].tolist(), alike.data[column].tolist(), strict=True))
    meets = [offer for offer in own.tolist() if offer in likeness]
    best = min(meets, key=lambda offer: (-likeness[offer], gifts.offers.names[offer]))
    offered = str(gifts.offers.shown[best])
    if gifts.offers.names[best] == gifts.wants.names[want]:
        return offered
    return f"{offered} (for {gifts.wants.shown[want]})"


def list_shared(
    matrix: Matrix, names: pd.Index[str], first: Positions, second: Positions
) -> list[tuple[str, ...]]:
    """List by name which columns the two of each pair share, the rarest first."""
    shared = csr_array(csr_array(matrix[first]).multiply(matrix[second]))
    rarity = measure_rarity(matrix)
    lists = []
    for row in range(len(first)):
        columns = _row(shared, row)
        columns = columns[rarity[columns] > 0]
        columns = columns[np.lexsort((columns, -rarity[columns]))]
        lists.append(tuple(str(names[column]) for column in columns.tolist()))
    return lists


def measure_doubts(m: AssetMap, table: pd.DataFrame) -> Pairs:
    """
    Count the records behind each row, and those that are old or unconfirmed.

    They are those of the two and, where there is an introducer, the two ties
    with that person; a tie stated several times is sure if one of them is.
    """
    unsure = measure_asset_is_unsure(m)
    ends = [table["person_a"], table["person_b"]]
    doubts = np.zeros(len(table), dtype=np.int64)
    ties = find_standing_ties(m)
    pairs = _name_pairs(ties["source"], ties["target"])
    of_tie = measure_tie_is_unsure(m).reindex(ties.index).set_axis(pairs)
    of_pair = of_tie.groupby(level=[0, 1]).all()
    has_one = table["introducer"].notna().to_numpy()
    doubtful = of_pair.index[of_pair]
    for end in ends:
        doubts += unsure.reindex(end).to_numpy(dtype=np.int64)
        doubts += _name_pairs(end, table["introducer"]).isin(doubtful)
    return np.where(has_one, 4, 2), doubts


def _name_pairs(one: pd.Series[Any], other: pd.Series[Any]) -> pd.MultiIndex:
    """Name pairs of ids the same way, whichever comes first."""
    left, right = (side.fillna("").astype(str).to_numpy(dtype=object) for side in (one, other))
    is_in_order = left <= right
    low, high = np.where(is_in_order, left, right), np.where(is_in_order, right, left)
    return pd.MultiIndex.from_arrays([low, high])


def _row(matrix: Matrix, row: int) -> Positions:
    return matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]

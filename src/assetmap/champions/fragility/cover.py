"""Who could cover for whom: tied to the same on both sides, or with the same gifts?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.arrays import rank_within, tuples_by_row
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Matrix, Objects, Pairs, Positions

__all__ = ["COVER_AT_MOST", "find_cover"]

COVER_AT_MOST = 5
"""How many who could cover are named for each."""

GIFTS = ("offers", "head", "hands", "heart")

_ROWS_AT_ONCE = 256


def find_cover(m: AssetMap, graph: AssetGraph, ids: pd.Index[str]) -> Objects:
    """
    Name, for each of ``ids``, the others among them who could cover.

    That is who is tied to at least two of the same (one, where there is only
    one), or has a gift in common: whoever is tied to the most of the same
    first, then with the most gifts in common, then by id. Memory is bounded:
    256 rows are compared at a time.
    """
    ties = graph.adjacency(weighted=False)[graph.ids.get_indexer(ids)]
    gifts = _lay_out_gifts(m, ids)
    needed = np.minimum(np.diff(ties.indptr), 2)
    found = [
        _rank(ties, gifts, needed, np.arange(at, min(at + _ROWS_AT_ONCE, len(ids))))
        for at in range(0, len(ids), _ROWS_AT_ONCE)
    ]
    row = np.concatenate([np.zeros(0, dtype=np.intp), *(rows for rows, _ in found)])
    other = np.concatenate([np.zeros(0, dtype=np.intp), *(others for _, others in found)])
    return tuples_by_row(row, ids[other], len(ids))


def _rank(ties: Matrix, gifts: Matrix, needed: Positions, rows: Positions) -> Pairs:
    """Find the first few who could cover for each of some rows."""
    shared = (ties[rows] @ ties.T).tocoo()
    alike = (gifts[rows] @ gifts.T).tocoo()
    is_enough = shared.data >= needed[rows][shared.coords[0]]
    score = csr_array(  # gifts decide between those who share as many ties
        (
            np.concatenate([shared.data[is_enough], alike.data / (gifts.shape[1] + 1)]),
            tuple(
                np.concatenate([tied[is_enough], gifted])
                for tied, gifted in zip(shared.coords, alike.coords, strict=True)
            ),
        ),
        shape=(len(rows), ties.shape[0]),
    ).tocoo()
    row, other = (ends.astype(np.intp) for ends in score.coords)
    is_other = rows[row] != other
    row, other, data = row[is_other], other[is_other], score.data[is_other]
    order = np.lexsort((other, -data, row))
    row, other = row[order], other[order]
    is_first = rank_within(row) < COVER_AT_MOST
    return rows[row[is_first]], other[is_first]


def _lay_out_gifts(m: AssetMap, ids: pd.Index[str]) -> Matrix:
    """Lay out who has which gift, without regard to capitals."""
    assets: pd.DataFrame = pd.DataFrame(m.assets[list(GIFTS)]).reindex(ids)
    words: pd.Series[Any] = pd.concat(
        [assets[name].reset_index(drop=True).explode().dropna() for name in GIFTS]
    )
    code, different = pd.factorize(words.astype("str").str.strip().str.casefold())
    at = words.index.to_numpy(dtype=np.intp)
    laid = csr_array((np.ones(len(at)), (at, code)), shape=(len(ids), len(different)))
    laid.data[:] = 1.0  # a gift that stands in two columns counts once
    return laid

"""What two assets have around them in common: scores for link prediction."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import GraphError, Problem, find_near_word, find_unknown
from assetmap.network.build_graph import as_graph
from assetmap.network.graph import AssetGraph
from assetmap.tables import AssetMap
from assetmap.typing import Floats, Matrix, Positions

__all__ = ["measure_adamic_adar"]

_CELLS_AT_ONCE = 1 << 22  # 32 MB of numbers


def measure_adamic_adar(
    subject: AssetMap | AssetGraph, pairs: pd.DataFrame | Positions
) -> pd.Series[float]:
    """
    Measure how much common ground pairs of assets have: whom both are tied to.

    Everybody whom both are tied to counts, and counts more the fewer ties
    they have: a small circle says more than the whole town. Read a high value
    as "they have probably met, or soon will": it is what link prediction
    suggests, and more of the same. `assetmap.links.suggest_introductions`
    looks for what joins instead.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as its graph (`build_graph`). Ties
        carry both ways, several of the same two count once.
    pairs
        Columns ``source`` and ``target``, ids of the graph; or an array with
        a row per pair and two columns, positions in ``graph.ids``.

    Returns
    -------
    adamic_adar
        One value per pair, on the index of ``pairs``; 0.0 where they share
        nobody. In an array's case the index counts from 0.

    Raises
    ------
    GraphError
        If a column is missing, or an id or position is not in the graph.

    Notes
    -----
    The sum over shared neighbours z of 1 / ln(number of neighbours of z):
    Adamic and Adar (2003), "Friends and neighbors on the Web", Social Networks
    25(3), 211-230. Rows of a sparse product are made in blocks, so that
    besides the pairs some 32 MB are used, and what the product of one block
    takes.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["asha", "ben"], "target": ["choir", "choir"]})
    >>> graph = AssetGraph.from_frame(ties)
    >>> pairs = pd.DataFrame({"source": ["asha", "asha"], "target": ["ben", "choir"]})
    >>> measure_adamic_adar(graph, pairs).round(4)
    0    1.4427
    1    0.0000
    Name: adamic_adar, dtype: float64
    """
    graph = as_graph(subject)
    first, second, index = _read_pairs(graph, pairs)
    both = graph.adjacency(weighted=False)
    ties = np.diff(both.indptr)
    worth = np.zeros(len(graph))
    worth[ties > 1] = 1.0 / np.log(ties[ties > 1])
    weighted = csr_array((worth[both.indices], both.indices, both.indptr), shape=both.shape)
    values = _take_products(weighted, both, first, second)
    return pd.Series(values, index=index, name="adamic_adar")


def _read_pairs(
    graph: AssetGraph, pairs: pd.DataFrame | Positions
) -> tuple[Positions, Positions, pd.Index[Any]]:
    """Find both ends of each pair in the graph, or raise with all that is wrong."""
    if not isinstance(pairs, pd.DataFrame):
        given = np.asarray(pairs)
        is_usable = given.ndim == 2 and given.shape[1] == 2 and given.dtype.kind in "iu"
        if not is_usable or (len(given) and not 0 <= given.min() <= given.max() < len(graph)):
            raise GraphError(
                f"These pairs are no rows of two positions from 0 to {len(graph) - 1}. "
                "Give positions in `graph.ids`, or a frame with columns source and target."
            )
        return given[:, 0], given[:, 1], pd.RangeIndex(len(given))
    names = [str(name) for name in pairs.columns]
    problems = [
        Problem(
            "pairs", "missing_column", f"there is no column {end!r}.", find_near_word(end, names)
        )
        for end in ("source", "target")
        if end not in names
    ]
    ends: list[Positions] = []
    for end in ("source", "target") if not problems else ():
        ids = pd.Index(pairs[end], dtype="str")
        position = np.asarray(graph.ids.get_indexer(ids))
        problems += find_unknown(f"pairs[{end!r}]", ids[position < 0].astype(str), graph.ids)
        ends.append(position)
    if problems:
        raise GraphError("These pairs cannot be compared.", problems)
    return ends[0], ends[1], pairs.index


def _take_products(
    left: Matrix,
    right: Matrix,
    first: Positions,
    second: Positions,
) -> Floats:
    """Take the entries (first, second) of a product, which is made some rows at a time."""
    size = left.shape[0]
    order = np.argsort(first, kind="stable")
    rows, columns = first[order].astype(np.int64), second[order]
    n_rows = max(1, _CELLS_AT_ONCE // max(size, 1))
    starts = np.unique(rows // n_rows) * n_rows
    taken = np.empty(len(rows))
    held = np.zeros(n_rows * size)  # one block laid out in full, wiped where it was written
    for start in starts.tolist():
        low, high = np.searchsorted(rows, (start, start + n_rows))
        block = left[start : start + n_rows] @ right
        cells = np.repeat(np.arange(block.shape[0]) * size, np.diff(block.indptr)) + block.indices
        held[cells] = block.data
        taken[low:high] = held[(rows[low:high] - start) * size + columns[low:high]]
        held[cells] = 0.0
    values = np.empty(len(rows))
    values[order] = taken
    return values

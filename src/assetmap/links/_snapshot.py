"""What hangs together on a map, and how hard it is to part."""

from __future__ import annotations

import warnings
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.linalg import eigvalsh
from scipy.sparse import csr_array, diags_array
from scipy.sparse.csgraph import connected_components, laplacian
from scipy.sparse.linalg import eigsh, lobpcg

from assetmap.arrays import decimals_up_to
from assetmap.links._counted_ties import find_counted_ties
from assetmap.links._pair_counts import JOINING, count_links
from assetmap.links._presence import Presence, find_presence
from assetmap.network import (
    AssetGraph,
)
from assetmap.tables import AssetMap, merge_repeated_ties
from assetmap.typing import Matrix

__all__ = ["Snapshot", "measure_algebraic_connectivity", "take_snapshot"]

DENSE_UP_TO = 500
"""Up to this many nodes the Laplacian is a dense matrix."""
_STARTS, _ROUNDS, _TOLERANCE = 4, 500, 1e-6
_DECIMALS = decimals_up_to(1_000)


class Snapshot(NamedTuple):
    """
    The assets and ties that count, and the places with what links them.

    ``between`` has a tie for each pair of places; its weight is how many
    people, groups, interlocks and ties join them. ``ties`` and ``unsure``
    count the ties between assets, each once by kind, and those that are old
    or unconfirmed;
    ``within`` and ``across`` the tied pairs of assets that share a place, and
    that are of different ones.
    """

    assets: AssetGraph
    between: AssetGraph
    presence: Presence
    ties: int
    unsure: int
    within: int
    across: int


def take_snapshot(m: AssetMap, *, by: str, level: str | None) -> Snapshot:
    """
    Build the graph of what counts: open assets, standing ties, no nominations.

    Nominations are what people say of others. Secret locations and people who
    took back their consent to be stored are not there.
    """
    presence = find_presence(m, by=by, level=level)
    ties = merge_repeated_ties(find_counted_ties(m, presence.actors))
    assets = AssetGraph.from_frame(ties, nodes=presence.actors)
    pairs = count_links(m, presence)
    weight = pairs[JOINING].sum(axis=1)
    between = AssetGraph(
        ids=presence.places,
        source=pairs["a"],
        target=pairs["b"],
        kind=np.zeros(len(pairs), dtype=np.int16),
        kinds=("link",),
        weight=weight.to_numpy(dtype=np.float64),
    )
    within, across = _count_mixing(ties, presence)
    unsure = int(ties["is_unsure"].sum())
    return Snapshot(assets, between, presence, len(ties), unsure, within, across)


def _count_mixing(ties: pd.DataFrame, presence: Presence) -> tuple[int, int]:
    """Count the tied pairs of assets with a place of their own in common, and without."""
    ends = [presence.actors.get_indexer(pd.Index(ties[end])) for end in ("source", "target")]
    n_actors = max(len(presence.actors), 1)
    pairs = np.unique(np.minimum(*ends) * n_actors + np.maximum(*ends))
    first, second = presence.homes[pairs // n_actors], presence.homes[pairs % n_actors]
    is_known = (np.diff(first.indptr) > 0) & (np.diff(second.indptr) > 0)
    is_within = np.asarray(first.multiply(second).sum(axis=1)).ravel() > 0
    return int(is_within.sum()), int((is_known & ~is_within).sum())


def measure_algebraic_connectivity(graph: AssetGraph) -> float:
    """
    Measure how hard it is to part a graph, by its second-smallest Laplacian eigenvalue.

    Read 0 as "in parts already", a small value as "two sides with little
    between them". It is never more than the fewest contacts that any node
    has, unless all know all.

    Returns
    -------
    algebraic_connectivity
        From 0 to the number of nodes; NaN with fewer than two. Several ties of
        the same two nodes are one, and weights do not count (Fiedler 1973,
        "Algebraic connectivity of graphs", Czechoslovak Mathematical Journal
        23, 298-305).

    Notes
    -----
    Exact to rounding up to 500 nodes; above, to some nine decimals by LOBPCG
    (Knyazev 2001), or where that does not settle, as along a chain, by
    Lanczos' method. 35,000 nodes with 100,000 ties take half a minute.

    Examples
    --------
    >>> import pandas as pd
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
    >>> measure_algebraic_connectivity(AssetGraph.from_frame(ties))
    1.0
    """
    adjacency = graph.adjacency(weighted=False)
    n_nodes = len(graph)
    if n_nodes < 2:
        return float("nan")
    n_components, _ = connected_components(adjacency, directed=False)
    if n_components > 1:
        return 0.0
    of_graph: Any = laplacian(adjacency)
    matrix: Matrix = csr_array(of_graph)
    if n_nodes <= DENSE_UP_TO:
        value = float(eigvalsh(matrix.toarray(), subset_by_index=[1, 1])[0])
    else:
        value = _iterate_eigenvalue(matrix)
    return round(max(value, 0.0), _DECIMALS)


def _iterate_eigenvalue(matrix: Matrix) -> float:
    """Iterate to the least eigenvalue of a Laplacian beside that of the constant vector, 0."""
    n_nodes = matrix.shape[0]
    starts = np.random.default_rng(0).standard_normal((n_nodes, _STARTS))
    scale = diags_array(1.0 / matrix.diagonal())
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # it warns where it has not settled
        try:
            found, _ = lobpcg(
                matrix, starts, M=scale, Y=np.ones((n_nodes, 1)), largest=False,
                tol=_TOLERANCE, maxiter=_ROUNDS,
            )  # fmt: skip
        except UserWarning:
            near = eigsh(
                matrix.tocsc(), k=2, sigma=-_TOLERANCE, v0=starts[:, 0], return_eigenvectors=False
            )
            found = np.sort(near)[1:]
    return float(np.min(found))

"""AssetGraph: assets and the ties between them, as sparse arrays over ids."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from assetmap.errors import GraphError, find_unknown
from assetmap.network.edges import check_arrays, read_edges
from assetmap.typing import Flags, Floats, Matrix
from assetmap.wording import say_number

if TYPE_CHECKING:
    import geopandas as gpd
    import networkx as nx

__all__ = ["AssetGraph"]


@dataclass(frozen=True, eq=False, repr=False, init=False, slots=True)
class AssetGraph:
    """
    Assets and the ties between them, as arrays that never change.

    Make it with `build_graph` (from a map) or `AssetGraph.from_frame` (from an
    edge table). Every asset is a node, also one without a tie. Ties of
    different kinds between the same two assets stay apart, and so do several
    ties of one kind.

    Parameters
    ----------
    ids
        Id of each node, unique, in the order of text (``"10"`` before ``"9"``).
    source, target
        Position in ``ids`` of the two ends of each tie, int32.
    kind
        Position in ``kinds`` of each tie's kind, int16.
    kinds
        Names of the kinds of tie.
    weight
        How strong each tie is, above zero; only the ratio matters.
    is_directed
        Whether a tie carries from source to target only. Where it is False a
        tie carries both ways, and source and target keep the way it is read.
    kind_of_node, place_of_node
        Kind and place of each node by id, missing where not known; or None.

    Raises
    ------
    GraphError
        With everything that is wrong with the arrays.

    Notes
    -----
    Ties are held in the order of source, target, kind and weight, whatever
    order they came in; all arrays are read-only. ``len(graph)`` is the number
    of nodes. Two graphs are equal only if they are the same object: compare
    their `to_frame` and ``ids`` to compare what they hold.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["asha", "ben"], "target": ["choir", "choir"]})
    >>> AssetGraph.from_frame(ties, nodes=["asha", "ben", "choir", "hall"])
    <AssetGraph: 4 nodes, 2 ties (other 2), 2 components, 1 isolate>
    """

    ids: pd.Index[str]
    source: NDArray[np.int32]
    target: NDArray[np.int32]
    kind: NDArray[np.int16]
    kinds: tuple[str, ...]
    weight: Floats
    is_directed: bool
    _kind_of_node: pd.Series[Any] | None
    _place_of_node: pd.Series[Any] | None

    def __init__(
        self,
        *,
        ids: pd.Index[str],
        source: ArrayLike,
        target: ArrayLike,
        kind: ArrayLike,
        kinds: Iterable[str],
        weight: ArrayLike,
        is_directed: bool = False,
        kind_of_node: pd.Series[Any] | None = None,
        place_of_node: pd.Series[Any] | None = None,
    ) -> None:
        index = pd.Index(ids, dtype="str")
        names = tuple(kinds)
        given = {
            name: np.asarray(values)
            for name, values in zip(_DTYPES, (source, target, kind, weight), strict=True)
        }
        check_arrays(index, **given, kinds=names)
        order = np.lexsort((given["weight"], given["kind"], given["target"], given["source"]))
        held: dict[str, Any] = {"ids": index, "kinds": names, "is_directed": is_directed}
        for name, dtype in _DTYPES.items():
            held[name] = given[name][order].astype(dtype)
            held[name].flags.writeable = False
        for name, labels in (("kind_of_node", kind_of_node), ("place_of_node", place_of_node)):
            held[f"_{name}"] = None if labels is None else labels.reindex(index).rename(name)
        for name, value in held.items():
            object.__setattr__(self, name, value)

    @classmethod
    def from_frame(
        cls,
        df: pd.DataFrame,
        *,
        nodes: Iterable[Hashable] | pd.DataFrame | None = None,
        directed: bool = False,
    ) -> AssetGraph:
        """
        Make a graph from a table of ties, one a row.

        Parameters
        ----------
        df
            Columns ``source`` and ``target``; if there, also ``kind`` (a
            missing one becomes ``other``) and ``weight`` (a missing column
            means 1). Other columns are left alone. Not modified.
        nodes
            Ids of all nodes, so that those without a tie are there too; or a
            frame indexed by them, whose columns ``kind`` and ``place`` are
            kept as labels. When None, the nodes are the ends of the ties.
        directed
            Whether a tie carries from source to target only.

        Returns
        -------
        graph
            Ids are text: 7, 7.0 and ``"7"`` are one id, since pandas turns
            whole numbers with a gap into decimals.

        Raises
        ------
        GraphError
            With every problem of the table: columns or ends that are missing,
            ends that are not in ``nodes``, ties of an asset to itself,
            weights that are not finite and above zero.

        Examples
        --------
        >>> AssetGraph.from_frame(pd.DataFrame({"from": ["a"], "target": ["a"]}))
        Traceback (most recent call last):
            ...
        assetmap.errors.GraphError: This table cannot make a graph: 1 problem.
        - ties: there is no column 'source'. Known: from, target.
        """
        return cls(**read_edges(df, nodes=nodes), is_directed=directed)

    def __len__(self) -> int:
        return len(self.ids)

    def __bool__(self) -> bool:
        """A graph is there even when it has no node."""
        return True

    def __repr__(self) -> str:
        return f"<AssetGraph: {_say_counts(_count_graph(self))}>"

    @property
    def kind_of_node(self) -> pd.Series[Any] | None:
        """Kind of each node by id, missing where not known. A copy."""
        return None if self._kind_of_node is None else self._kind_of_node.copy()

    @property
    def place_of_node(self) -> pd.Series[Any] | None:
        """Id of the place of each node by id, missing where not known. A copy."""
        return None if self._place_of_node is None else self._place_of_node.copy()

    def adjacency(
        self,
        *,
        kinds: Iterable[str] | None = None,
        weighted: bool = True,
        directed: bool = False,
    ) -> Matrix:
        """
        Lay the ties out as a sparse matrix over ``ids``.

        Parameters
        ----------
        kinds
            Names of the kinds of tie to keep; all when None.
        weighted
            Whether an entry is the summed weight of all ties of the two; when
            False it is 1, however many ties there are.
        directed
            Whether row is source and column is target. When False a tie
            counts both ways, and the matrix is symmetric.

        Returns
        -------
        matrix
            A new array; changing it changes nothing else. Its diagonal is empty.

        Raises
        ------
        GraphError
            If a kind is not one of the graph's.

        Examples
        --------
        >>> ties = pd.DataFrame(
        ...     {"source": ["asha", "asha"], "target": ["choir", "choir"], "weight": [1, 2]}
        ... )
        >>> AssetGraph.from_frame(ties).adjacency().toarray()
        array([[0., 3.],
               [3., 0.]])
        """
        is_kept = self._of_kinds(kinds)
        ends = (self.source[is_kept], self.target[is_kept])
        weight = self.weight[is_kept]
        one_way = csr_array(coo_array((weight, ends), shape=(len(self), len(self))))
        matrix = one_way if directed else csr_array(one_way + one_way.T)
        matrix.sort_indices()
        if not weighted:
            matrix.data[:] = 1.0
        return matrix

    def subgraph(self, is_kept: Flags) -> AssetGraph:
        """
        Keep some nodes, and the ties between them.

        Parameters
        ----------
        is_kept
            Whether each node stays, in the order of ``ids``.

        Returns
        -------
        graph
            A new graph. Kinds of tie stay known, also those of which none is left.

        Examples
        --------
        >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]})
        >>> AssetGraph.from_frame(ties).subgraph(np.array([True, True, False]))
        <AssetGraph: 2 nodes, 1 tie (other 1), 1 component, 0 isolates>
        """
        stays = is_kept[self.source] & is_kept[self.target]
        position = np.cumsum(is_kept) - 1
        return AssetGraph(
            ids=self.ids[is_kept],
            source=position[self.source[stays]],
            target=position[self.target[stays]],
            kind=self.kind[stays],
            kinds=self.kinds,
            weight=self.weight[stays],
            kind_of_node=self._kind_of_node,
            place_of_node=self._place_of_node,
            is_directed=self.is_directed,
        )

    def to_frame(self) -> pd.DataFrame:
        """
        List the ties: ``source, target`` (ids), ``kind`` (name) and ``weight``.

        Examples
        --------
        >>> AssetGraph.from_frame(pd.DataFrame({"source": ["b"], "target": ["a"]})).to_frame()
          source target   kind  weight
        0      b      a  other     1.0
        """
        names = pd.Index(self.kinds, dtype="str")
        return pd.DataFrame(
            {
                "source": self.ids[self.source],
                "target": self.ids[self.target],
                "kind": names[self.kind.astype(np.intp)],
                "weight": self.weight.copy(),
            }
        )

    def to_networkx(
        self,
        *,
        multi: bool = True,
        names: pd.Series[Any] | None = None,
        shapes: gpd.GeoSeries | None = None,
    ) -> nx.Graph[str]:
        """
        Hand the graph to networkx.

        Nodes are ids in the order of ``ids``, with ``kind`` and ``place``
        where they are known; edges have ``kind`` and ``weight``. All are
        plain text or numbers, none is None, so GraphML and GEXF can be
        written. Names and locations are on it only where you hand them in:
        take those that your audience may see
        (``assetmap.publish.admit(m, audience="public").assets``).

        Parameters
        ----------
        multi
            False for one edge between two nodes, as most of networkx's
            measures want it (clustering, eigenvector centrality, core
            numbers): ``weight`` is the sum over its ties, ``ties`` their
            number, ``kinds`` their kinds, one after the other.
        names
            By id, what a node is called: its ``label``. Ids that the graph
            does not have are passed over.
        shapes
            By id, where a node is: ``x`` and ``y`` of the point that stands
            for it, in the units of the shapes.

        Returns
        -------
        graph
            A DiGraph or MultiDiGraph if ``is_directed``, else a Graph or
            MultiGraph. The key of an edge of a multigraph is the position of
            its tie, so that every edge has an id of its own in a file.

        Examples
        --------
        >>> ties = pd.DataFrame({"source": ["asha", "asha"], "target": ["choir", "choir"],
        ...                      "kind": ["member_of", "runs"]})
        >>> graph = AssetGraph.from_frame(ties)
        >>> [data["kind"] for _, _, data in graph.to_networkx().edges(data=True)]
        ['member_of', 'runs']
        >>> list(graph.to_networkx(multi=False).edges(data=True))
        [('asha', 'choir', {'weight': 2.0, 'ties': 2, 'kinds': 'member_of, runs'})]
        """
        # networkx is slow to load, and most people never ask for it
        from assetmap.network.to_networkx import write_networkx

        labels = {"kind": self.kind_of_node, "place": self.place_of_node, "label": names}
        return write_networkx(
            self.ids, self.to_frame(), is_directed=self.is_directed, is_multi=multi,
            labels=labels, shapes=shapes,
        )  # fmt: skip

    def _of_kinds(self, kinds: Iterable[str] | None) -> Flags:
        """Mark the ties of some kinds."""
        if kinds is None:
            return np.ones(len(self.kind), dtype=bool)
        wanted = [str(name) for name in ((kinds,) if isinstance(kinds, str) else kinds)]
        problems = find_unknown("kinds", wanted, self.kinds)
        if problems:
            raise GraphError("This graph has no tie of these kinds.", problems)
        codes = [self.kinds.index(name) for name in wanted]
        return np.isin(self.kind, np.array(codes, dtype=np.int16))


_DTYPES = {"source": np.int32, "target": np.int32, "kind": np.int16, "weight": np.float64}


class _GraphCounts(NamedTuple):
    """How many nodes, ties (also by kind), components and isolates a graph has."""

    nodes: int
    ties: int
    ties_by_kind: tuple[tuple[str, int], ...]
    components: int
    isolates: int
    is_directed: bool


def _count_graph(graph: AssetGraph) -> _GraphCounts:
    """Count what a graph is made of; ties carry both ways here."""
    adjacency = graph.adjacency(weighted=False)
    components, _ = connected_components(adjacency, directed=False)
    by_kind = np.bincount(graph.kind, minlength=len(graph.kinds)).tolist()
    return _GraphCounts(
        nodes=len(graph),
        ties=len(graph.source),
        ties_by_kind=tuple(zip(graph.kinds, by_kind, strict=True)),
        components=int(components),
        isolates=int((np.diff(adjacency.indptr) == 0).sum()),
        is_directed=graph.is_directed,
    )


def _say_counts(counts: _GraphCounts) -> str:
    """Say how many nodes, ties, components and isolates there are."""
    say = partial(say_number, thousands="")
    of_kinds = ", ".join(f"{kind} {n}" for kind, n in counts.ties_by_kind if n)
    parts = [
        say(counts.nodes, "node"),
        say(counts.ties, "tie") + (f" ({of_kinds})" if of_kinds else ""),
        say(counts.components, "component"),
        say(counts.isolates, "isolate"),
    ]
    return ", ".join(parts) + (", directed" if counts.is_directed else "")

"""What does each person bring together: groups, kinds of asset, places?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assetmap.model import AssetKind
from assetmap.network import (
    AssetGraph,
    find_standing_ties,
    measure_asset_is_unsure,
    measure_tie_is_unsure,
)
from assetmap.tables import AssetMap

__all__ = ["measure_bridging", "measure_evidence"]


def measure_bridging(m: AssetMap, graph: AssetGraph, people: pd.Index[str]) -> pd.DataFrame:
    """
    Count what each person is tied to.

    Columns, all int64 on ``people``: ``groups``, ``kinds``,
    ``places_bridged``, ``only_link_for`` and ``ties`` as in `find_champions`,
    and ``others``: different people tied to.
    """
    both = graph.adjacency(weighted=False)
    degree = np.diff(both.indptr)
    at = graph.ids.get_indexer(people)
    person, tied = (ends.astype(np.intp) for ends in both[at].tocoo().coords)
    kind, _ = pd.factorize(_labels(graph.kind_of_node, graph))
    is_group = (_labels(graph.kind_of_node, graph) != str(AssetKind.INDIVIDUAL)).to_numpy()[tied]
    ties = np.bincount(np.concatenate([graph.source, graph.target]), minlength=len(graph))
    size = len(people)
    return pd.DataFrame(
        {
            "groups": np.bincount(person[is_group], minlength=size),
            "kinds": _count_different(person[is_group], kind[tied[is_group]], size),
            "places_bridged": _count_places(m, graph, people, person, tied),
            "only_link_for": np.bincount(person[degree[tied] == 1], minlength=size),
            "ties": ties[at],
            "others": np.bincount(person[~is_group], minlength=size),
        },
        index=people,
        dtype=np.int64,
    )


def measure_evidence(m: AssetMap, people: pd.Index[str]) -> pd.DataFrame:
    """
    Count the records behind each person, and those that are old or unconfirmed.

    Columns, int64 on ``people``: ``records`` (the person's own and one per
    tie), ``unsure``.
    """
    ties = find_standing_ties(m)
    is_unsure = measure_tie_is_unsure(m).reindex(ties.index).to_numpy(dtype=bool)
    ends = pd.DataFrame(
        {
            "person": np.concatenate([ties["source"], ties["target"]]),
            "records": 1,
            "unsure": np.tile(is_unsure, 2).astype(np.int64),
        }
    )
    of_ties = ends.groupby("person")[["records", "unsure"]].sum().reindex(people, fill_value=0)
    own = measure_asset_is_unsure(m).reindex(people).to_numpy(dtype=np.int64)
    return pd.DataFrame(
        {
            "records": of_ties["records"].to_numpy(dtype=np.int64) + 1,
            "unsure": of_ties["unsure"].to_numpy(dtype=np.int64) + own,
        },
        index=people,
    )


def _labels(labels: pd.Series[Any] | None, graph: AssetGraph) -> pd.Series[Any]:
    if labels is None:
        return pd.Series(np.nan, index=graph.ids, dtype="str")
    return labels


def _count_places(
    m: AssetMap,
    graph: AssetGraph,
    people: pd.Index[str],
    person: NDArray[np.intp],
    tied: NDArray[np.intp],
) -> NDArray[np.intp]:
    """Count the different places of each person and of everything they are tied to."""
    home = _labels(graph.place_of_node, graph)
    active = m.assets["active_in"].reindex(people).reset_index(drop=True).explode().dropna()
    places = [home.iloc[tied], home.reindex(people), active]
    whose = [person, np.arange(len(people)), active.index.to_numpy(dtype=np.intp)]
    code, _ = pd.factorize(pd.concat(places).to_numpy(dtype=object))
    return _count_different(np.concatenate(whose), code, len(people))


def _count_different(
    whose: NDArray[np.intp], code: NDArray[np.intp], size: int
) -> NDArray[np.intp]:
    """Count the different codes of each row; a negative code is nothing."""
    is_known = code >= 0
    if not is_known.any():
        return np.zeros(size, dtype=np.intp)
    width = int(code.max()) + 1
    pairs = np.unique(whose[is_known].astype(np.int64) * width + code[is_known])
    return np.bincount(pairs // width, minlength=size)

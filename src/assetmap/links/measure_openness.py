"""How far the ties of each asset lead out of its own group."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assetmap.links._mixing import (
    compare_ei,
    list_contacts,
    read_labels,
)
from assetmap.network import AssetGraph, Groups, as_graph
from assetmap.tables import AssetMap

__all__ = ["measure_openness"]


def measure_openness(subject: AssetMap | AssetGraph, *, by: Groups) -> pd.Series[float]:
    """
    Measure how far the ties of each asset lead out of its own group: its E-I.

    Read +1 as "all contacts are in other groups", -1 as "all are in one's
    own", and 0 as half and half. Whoever is above 0 in a closed group is
    somebody to ask about an introduction.

    Parameters
    ----------
    graph, by
        As in `measure_silos`.

    Returns
    -------
    ei
        By id, -1 to 1. NaN for an asset without a group, or without a tie to
        an asset that has one: it cannot be scored.

    Raises
    ------
    GraphError
        If the groups cannot be used.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "a", "b"], "target": ["b", "c", "d"]})
    >>> measure_openness(
    ...     AssetGraph.from_frame(ties), by={"a": "M", "b": "M", "c": "H"}
    ... ).to_dict()
    {'a': 0.0, 'b': -1.0, 'c': 1.0, 'd': nan}
    """
    graph = as_graph(subject)
    labels = read_labels(graph, by)
    contacts = list_contacts(graph, labels).between_groups()
    ends = np.concatenate([contacts.first, contacts.second])
    is_within = contacts.code[contacts.first] == contacts.code[contacts.second]
    internal = np.bincount(ends[np.tile(is_within, 2)], minlength=len(graph))
    external = np.bincount(ends, minlength=len(graph)) - internal
    return pd.Series(compare_ei(internal, external), index=graph.ids, name="ei")

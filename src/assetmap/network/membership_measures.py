"""Centrality of people and groups by membership, and how clustered it is."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assetmap.arrays import decimals_up_to
from assetmap.network.betweenness import measure_betweenness
from assetmap.network.measures import measure_degree
from assetmap.network.memberships import Memberships
from assetmap.network.steps import count_steps

__all__ = ["measure_membership_clustering", "measure_memberships"]

_DECIMALS = decimals_up_to(1)


def measure_memberships(memberships: Memberships, *, seed: int = 0) -> pd.DataFrame:
    """
    Measure how central people and groups are, without guessing who knows whom.

    Read a person high in ``betweenness`` as one who joins groups that share
    few others, and a group as one where different circles meet.

    Parameters
    ----------
    memberships
        Who belongs to what.
    seed
        Decides which chains are followed where there are too many: see
        `measure_betweenness`.

    Returns
    -------
    measures
        People first, then groups, each by id:

        - ``side`` (str): ``person`` or ``group``
        - ``memberships`` (int64): groups of a person, members of a group
        - ``degree`` (float64, 0 to 1): that, over the number of the other side
        - ``closeness`` (float64, 0 to 1): the fewest steps possible to all
          others over the steps there are, times the share of others reached
        - ``betweenness`` (float64, 0 to 1): over the most that is possible
          on its side

        0 without a membership.

    Notes
    -----
    Normalised for two sides by Borgatti and Everett (1997), "Network analysis
    of 2-mode data", Social Networks 19, 243-269.

    Examples
    --------
    >>> rows = pd.DataFrame({"person": ["asha", "ben"], "group": ["choir", "choir"]})
    >>> measure_memberships(Memberships.from_frame(rows))["degree"].to_dict()
    {'asha': 1.0, 'ben': 1.0, 'choir': 1.0}
    """
    people, groups = len(memberships.people), len(memberships.groups)
    graph = memberships.to_graph()
    ids = pd.Index([*memberships.people, *memberships.groups], dtype="str", name="asset_id")
    is_person = np.arange(people + groups) < people
    here, there = np.where(is_person, people, groups), np.where(is_person, groups, people)
    reached, steps = count_steps(graph.adjacency(weighted=False))
    order = graph.ids.get_indexer(ids)
    reached, steps = reached[order], steps[order]
    closeness = np.zeros(len(ids))
    np.divide((there + 2 * (here - 1)) * reached, steps, out=closeness, where=steps > 0)
    most = np.where(is_person, _most_between(people, groups), _most_between(groups, people))
    raw = measure_betweenness(graph, normalised=False, seed=seed).reindex(ids).to_numpy()
    count = measure_degree(graph).reindex(ids).to_numpy()
    found = {
        "side": np.where(is_person, "person", "group"),
        "memberships": count,
        "degree": (count / np.maximum(there, 1)).round(_DECIMALS),
        "closeness": (closeness / max(len(ids) - 1, 1)).round(_DECIMALS),
        "betweenness": np.divide(raw, most, out=np.zeros(len(ids)), where=most > 0).round(
            _DECIMALS
        ),
    }
    return pd.DataFrame(found, index=ids)


def measure_membership_clustering(memberships: Memberships) -> float:
    """
    Measure how often people who share a group share another one too.

    Read a high value as closed circles, a low one as people who meet in one
    place only.

    Returns
    -------
    clustering
        Share of the chains person, group, person, group that close to a ring
        of four, 0 to 1; 0.0 where there is no chain (Robins and Alexander
        2004, "Small worlds among interlocking directors").

    Examples
    --------
    >>> rows = pd.DataFrame({"person": list("aabb"), "group": list("xyxy")})
    >>> measure_membership_clustering(Memberships.from_frame(rows))
    1.0
    """
    matrix = memberships.matrix
    of_person = np.diff(matrix.indptr)
    of_group = np.bincount(matrix.indices, minlength=matrix.shape[1])
    row = np.repeat(np.arange(matrix.shape[0]), of_person)
    chains = float(((of_person[row] - 1) * (of_group[matrix.indices] - 1)).sum())
    shared = memberships.to_people(weight="count").weight
    rings = float((shared * (shared - 1) / 2).sum())
    return 4 * rings / chains if chains else 0.0


def _most_between(here: int, there: int) -> float:
    """Count the pairs that one of ``here`` could at most lie between."""
    if not here or not there:
        return 0.0
    full, rest = divmod(here - 1, there)
    return (
        there**2 * (full + 1) ** 2
        + there * (full + 1) * (2 * rest - full - 1)
        - rest * (2 * full - rest + 3)
    ) / 2

"""Do the groups keep to themselves, more than chance would make them?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from assetmap.errors import GraphError
from assetmap.links.silos.labels import read_labels
from assetmap.links.silos.mixing import (
    Contacts,
    Mixing,
    compare_ei,
    list_contacts,
    measure_mixing,
)
from assetmap.links.silos.sentences import say_silos
from assetmap.links.silos.shuffling import expect_ei, measure_chance
from assetmap.network import AssetGraph, Groups, as_graph
from assetmap.tables import AssetMap
from assetmap.typing import Floats, Integers

__all__ = [
    "SILO_COLUMNS",
    "measure_assortativity",
    "measure_modularity",
    "measure_openness",
    "measure_silos",
]

WHOLE = "all"
"""The row of `measure_silos` that is about everything."""

SILO_COLUMNS = (
    "ei", "expected", "p", "internal", "external", "assets", "ungrouped", "unknown",
    "modularity", "assortativity", "says",
)  # fmt: skip
"""Columns of what `measure_silos` gives, in order."""

_DECIMALS = 12


def measure_silos(
    subject: AssetMap | AssetGraph, *, groups: Groups, permutations: int = 999, seed: int = 0
) -> pd.DataFrame:
    """
    Measure how far groups keep to themselves, over all and for each group.

    Read ``ei`` of -1 as "they know each other", of +1 as "all their ties lead
    out", and compare it with ``expected``: a large group has more of its ties
    inside by its size alone. Ties within a group are a strength too; a low
    value is a question about who could open a door, not a fault.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as its graph (`build_graph`). Ties
        count both ways, and several ties of the same two assets are one.
    groups
        Group of each asset by id, or ``"kind"`` or ``"place"`` for what the
        graph knows of its nodes. Ids that are not in the graph are passed
        over; an asset that is missing there has no group.
    permutations
        How often to shuffle who is in which group; 0 leaves ``p``, and
        ``expected`` of the groups, out.
    seed
        Where the random numbers start.

    Returns
    -------
    silos
        By group: the whole first, under the name ``"all"``, then the groups,
        those without a tie first, then the most closed:

        - ``ei`` (float64, -1 to 1): ties that lead out less those within,
          over both (E-I). NaN without a tie
        - ``expected`` (float64): the same if it were chance who is in which
          group: for the whole worked out exactly, for a group the mean over
          permutations
        - ``p`` (float64): how often chance is as far on the same side of what
          was seen, twice. Small: not by chance alone
        - ``internal`` (int64): ties within the group; for the whole, within
          any
        - ``external`` (int64): ties that lead out of it, to another group;
          for the whole, between groups, each counted once
        - ``assets`` (int64): how many are in it; for the whole, in any
        - ``ungrouped`` (int64): assets without a group; for a group, those of
          them that it is tied to
        - ``unknown`` (int64): ties with such an asset, which count nowhere
          else; for the whole, also those between two of them
        - ``modularity`` (float64): what the group adds to modularity, the
          share of ties within a group less what chance would put there, given
          how many ties each asset has; for the whole, the sum
        - ``assortativity`` (float64, at most 1): the same over the most it
          could be; for a group, of being in it or not. NaN where all ends are
          on one side
        - ``says`` (str): the row in a sentence

    Raises
    ------
    GraphError
        If the groups are about other ids, name one twice, are not known, or
        if one is called "all" or an asset is in several.
    ValueError
        If ``permutations`` is below 0.

    See Also
    --------
    measure_openness : E-I of each asset.
    find_contact_ties : The ties that carry contact between groups.

    Notes
    -----
    E-I: Krackhardt and Stern (1988), "Informal networks and organizational
    crises", Social Psychology Quarterly 51, 123-140. Some programs count a
    tie within a group from both its ends when they give E-I of one group;
    here every tie counts once everywhere. Modularity: Newman (2006), PNAS
    103, 8577-8582. Assortativity: Newman (2003), "Mixing patterns in
    networks", Physical Review E 67, 026126.

    With many groups some ``p`` are small by chance: about one in twenty below
    0.05. Memory beside the graph is some 60 MB, whatever the number of permutations.

    Examples
    --------
    Two circles of friends, and one tie between them:

    >>> ties = pd.DataFrame({"source": list("aabddec"), "target": list("bcceffd")})
    >>> silos = measure_silos(
    ...     AssetGraph.from_frame(ties), groups=dict(zip("abcdef", "MMMHHH", strict=True))
    ... )
    >>> silos[["ei", "internal", "external", "assets"]].round(3)
              ei  internal  external  assets
    group
    all   -0.714         6         1       6
    H     -0.500         3         1       3
    M     -0.500         3         1       3
    """
    graph = as_graph(subject)
    if permutations < 0:
        raise ValueError(f"`permutations` is {permutations}. Give 0 or more; 999 is usual.")
    labels = read_labels(graph, groups)
    if WHOLE in labels.names:
        raise GraphError(f"A group is called {WHOLE!r}, as the row of the whole is. Rename it.")
    every = list_contacts(graph, labels)
    contacts = every.between_groups()
    mixing = measure_mixing(contacts)
    between = int(mixing.external.sum()) // 2
    internal = np.append(mixing.within, mixing.internal)
    external = np.append(between, mixing.external)
    ei = compare_ei(internal, external)
    sizes = np.bincount(labels.code[labels.code >= 0], minlength=len(labels.names))
    chance = measure_chance(contacts, ei, permutations=permutations, seed=seed)
    expected = chance.mean.copy()
    expected[0] = expect_ei(sizes) if len(contacts.first) else np.nan
    found = pd.DataFrame(
        {
            "ei": ei,
            "expected": expected,
            "p": chance.measure_p(),
            "internal": internal,
            "external": external,
            "assets": np.append(sizes.sum(), sizes),
            **_count_unknown(every),
            **_share_out(mixing),
        },
        index=pd.Index([WHOLE, *labels.names], dtype="str", name="group"),
    )
    found["says"] = say_silos(found)
    order = np.lexsort((np.arange(len(sizes)), np.nan_to_num(ei[1:].round(_DECIMALS), nan=-2)))
    return found.iloc[np.append(0, order + 1)][list(SILO_COLUMNS)]


def measure_openness(subject: AssetMap | AssetGraph, *, groups: Groups) -> pd.Series[float]:
    """
    Measure how far the ties of each asset lead out of its own group: its E-I.

    Read +1 as "all contacts are in other groups", -1 as "all are in one's
    own", and 0 as half and half. Whoever is above 0 in a closed group is
    somebody to ask about an introduction.

    Parameters
    ----------
    graph, groups
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
    ...     AssetGraph.from_frame(ties), groups={"a": "M", "b": "M", "c": "H"}
    ... ).to_dict()
    {'a': 0.0, 'b': -1.0, 'c': 1.0, 'd': nan}
    """
    graph = as_graph(subject)
    labels = read_labels(graph, groups)
    contacts = list_contacts(graph, labels).between_groups()
    ends = np.concatenate([contacts.first, contacts.second])
    is_within = contacts.code[contacts.first] == contacts.code[contacts.second]
    internal = np.bincount(ends[np.tile(is_within, 2)], minlength=len(graph))
    external = np.bincount(ends, minlength=len(graph)) - internal
    return pd.Series(compare_ei(internal, external), index=graph.ids, name="ei")


def measure_modularity(subject: AssetMap | AssetGraph, *, groups: Groups) -> float:
    """
    Measure how many more ties stay within groups than chance would put there.

    Read a value near 0 as "groups do not matter for who is tied to whom", and
    one above some 0.3 as "the groups are worlds of their own". It is 0 where
    there is no tie, and where there is one group.

    Parameters
    ----------
    graph, groups
        As in `measure_silos`. Assets without a group and their ties are left
        out.

    Returns
    -------
    modularity
        Share of ties within a group, less what is expected if every asset
        kept its number of ties; -0.5 to 1 (Newman 2006, "Modularity and
        community structure in networks", PNAS 103, 8577-8582).

    Raises
    ------
    GraphError
        If the groups cannot be used.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "c"], "target": ["b", "d"]})
    >>> measure_modularity(
    ...     AssetGraph.from_frame(ties), groups={"a": "M", "b": "M", "c": "H", "d": "H"}
    ... )
    0.5
    """
    graph = as_graph(subject)
    mixing = _mix(graph, groups)
    return round(float(mixing.share_modularity().sum()), _DECIMALS)


def measure_assortativity(subject: AssetMap | AssetGraph, *, groups: Groups) -> float:
    """
    Measure how alike in group the two ends of a tie are.

    Read 1 as "every tie stays in its group", 0 as "as chance would have it",
    and below 0 as "ties prefer other groups".

    Parameters
    ----------
    graph, groups
        As in `measure_silos`. Assets without a group and their ties are left
        out.

    Returns
    -------
    assortativity
        Modularity over the most it could be, at most 1 (Newman 2003, "Mixing
        patterns in networks", Physical Review E 67, 026126). NaN where all
        ties have both ends in one group: there is nobody to be unlike.

    Raises
    ------
    GraphError
        If the groups cannot be used.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "c"], "target": ["b", "d"]})
    >>> measure_assortativity(
    ...     AssetGraph.from_frame(ties), groups={"a": "M", "b": "H", "c": "M", "d": "H"}
    ... )
    -1.0
    """
    graph = as_graph(subject)
    return round(_mix(graph, groups).measure_assortativity(), _DECIMALS)


def _mix(graph: AssetGraph, groups: Groups) -> Mixing:
    contacts = list_contacts(graph, read_labels(graph, groups))
    return measure_mixing(contacts.between_groups())


def _count_unknown(every: Contacts) -> dict[str, Integers]:
    """Count the ties with assets that have no group, and those assets."""
    one, other = every.code[every.first], every.code[every.second]
    half = (one < 0) != (other < 0)
    group = np.maximum(one, other)[half]
    asset = np.where(one < 0, every.first, every.second)[half]
    both = np.unique(group * max(len(every.code), 1) + asset) // max(len(every.code), 1)
    ties = np.append(((one < 0) | (other < 0)).sum(), np.bincount(group, minlength=every.groups))
    assets = np.append((every.code < 0).sum(), np.bincount(both, minlength=every.groups))
    return {"ungrouped": assets, "unknown": ties}


def _share_out(mixing: Mixing) -> dict[str, Floats]:
    """Lay out modularity and assortativity, of the whole first."""
    shares = mixing.share_modularity()
    each = mixing.measure_each_assortativity()
    return {
        "modularity": np.append(shares.sum(), shares).round(_DECIMALS),
        "assortativity": np.append(mixing.measure_assortativity(), each).round(_DECIMALS),
    }

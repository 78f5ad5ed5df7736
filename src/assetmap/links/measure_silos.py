"""How much groups keep to themselves, beside what chance would do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import GraphError
from assetmap.links._mixing import (
    Contacts,
    Mixing,
    compare_ei,
    expect_ei,
    list_contacts,
    measure_chance,
    measure_mixing,
    read_labels,
)
from assetmap.network import AssetGraph, Groups, as_graph
from assetmap.tables import AssetMap
from assetmap.typing import Floats, Integers
from assetmap.wording import counted

__all__ = ["SILO_COLUMNS", "measure_silos", "say_silos"]

WHOLE = "all"
"""The row of `measure_silos` that is about everything."""
SILO_COLUMNS = (
    "ei", "expected", "p", "internal", "external", "assets", "ungrouped", "unknown",
    "modularity", "assortativity", "says",
)  # fmt: skip
"""Columns of what `measure_silos` gives, in order."""
DECIMALS = 12
SURE_BELOW = 0.05
"""Above this p, chance alone could have done it."""


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
    order = np.lexsort((np.arange(len(sizes)), np.nan_to_num(ei[1:].round(DECIMALS), nan=-2)))
    return found.iloc[np.append(0, order + 1)][list(SILO_COLUMNS)]


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
        "modularity": np.append(shares.sum(), shares).round(DECIMALS),
        "assortativity": np.append(mixing.measure_assortativity(), each).round(DECIMALS),
    }


def say_silos(found: pd.DataFrame) -> pd.Series[str]:
    """Say for each row how many ties stay within and lead out; the whole is the first row."""
    is_whole = np.arange(len(found)) == 0
    group = pd.Series(found.index, index=found.index, dtype="str")
    stay = counted(found["internal"], "tie stays", "ties stay")
    leave = counted(found["external"], "leads", "lead")
    one = group + ": " + stay + " within, " + leave + " to other groups"
    within = np.where(found["internal"] == 1, " within its group, ", " within their groups, ")
    whole = stay + pd.Series(within, index=found.index, dtype="str") + leave + " between groups"
    said = one.where(~is_whole, whole) + " (E-I " + _signed(found["ei"]) + ")"
    said = said + _say_chance(found)
    alone = group + ": no tie of its " + counted(found["assets"], "asset", "assets")
    alone = alone + " to an asset with a group is recorded yet: ask who knows whom."
    nothing = "No tie between assets that have a group is recorded yet: ask who knows whom."
    silent = alone.where(~is_whole, nothing)
    says: pd.Series[str] = said.where(found["ei"].notna(), silent)
    return (says + _say_left_out(found, is_whole)).astype("str")


def _say_chance(found: pd.DataFrame) -> pd.Series[str]:
    """Compare with chance, where it was asked."""
    chance = _signed(found["expected"])
    odds = " (p " + found["p"].map("{:.2g}".format).astype("str") + ")."
    closed = "; chance would give " + chance + ", so they keep to their own more than that" + odds
    opened = "; chance would give " + chance + ", so they reach out more than that" + odds
    alike = "; chance alone could do this: it would give " + chance + odds
    said = closed.where(found["ei"] < found["expected"], opened)
    said = said.where(found["p"] <= SURE_BELOW, alike)
    unasked = ("; chance would give " + chance + ".").where(found["expected"].notna(), ".")
    compared: pd.Series[str] = said.where(found["p"].notna() & found["expected"].notna(), unasked)
    return compared


def _say_left_out(found: pd.DataFrame, is_whole: Any) -> pd.Series[str]:
    """Say how many assets have no group, and how many ties are left out for it."""
    assets = counted(found["ungrouped"], "asset has", "assets have") + " no group"
    ties = counted(found["unknown"], "tie", "ties")
    verb = pd.Series(np.where(found["unknown"] == 1, " is", " are"), found.index, dtype="str")
    whole = " " + assets + "; " + ties + " with them" + verb + " left out."
    unnamed = counted(found["ungrouped"], "asset", "assets")
    one = " Left out: " + ties + " with " + unnamed + " of no known group."
    return whole.where(is_whole, one).where(found["ungrouped"] > 0, "")


def _signed(values: pd.Series[float]) -> pd.Series[str]:
    """Write with a sign and two decimals, and never as minus nothing."""
    return (values.round(2) + 0.0).map("{:+.2f}".format).astype("str")

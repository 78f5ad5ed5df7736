"""How much groups keep to themselves, beside what chance would do."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import GraphError
from assetmap.links._mixing import (
    DECIMALS,
    Contacts,
    Mixing,
    call_groups,
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
from assetmap.wording import say_number

__all__ = ["SILO_COLUMNS", "measure_silos"]

WHOLE = "all"
"""The row of `measure_silos` that is about everything."""
SILO_COLUMNS = (
    "ei", "expected_ei", "p", "internal", "external", "assets", "ungrouped", "unknown",
    "modularity", "assortativity", "says",
)  # fmt: skip
"""Columns of what `measure_silos` gives, in order."""
SURE_BELOW = 0.05
"""Above this p, chance alone could have done it."""


def measure_silos(
    subject: AssetMap | AssetGraph, *, by: Groups, permutations: int = 999, seed: int = 0
) -> pd.DataFrame:
    """
    Measure how far groups keep to themselves, over all and for each group.

    Read ``ei`` of -1 as "they know each other", of +1 as "all their ties lead
    out", and compare it with ``expected_ei``: a large group has more of its ties
    inside by its size alone. Ties within a group are a strength too; a low
    value is a question about who could open a door, not a fault.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as its graph (`build_graph`). Ties
        count both ways, and several ties of the same two assets are one.
    by
        Group of each asset by id, or ``"kind"`` or ``"place"`` for what the
        graph knows of its nodes. Ids that are not in the graph are passed
        over; an asset that is missing there has no group.
    permutations
        How often to shuffle who is in which group; 0 leaves ``p``, and
        ``expected_ei`` of the groups, out.
    seed
        Where the random numbers start.

    Returns
    -------
    silos
        By group: the whole first, under the name ``"all"``, then the groups,
        those without a tie first, then the most closed:

        - ``ei`` (float64, -1 to 1): ties that lead out less those within,
          over both (E-I). NaN without a tie
        - ``expected_ei`` (float64): the same if it were chance who is in which
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
        - ``says`` (str): the row in a sentence; places of a map by name

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
    0.05. Where groups are drawn at random (400 maps of 80 assets), ``p`` is up
    to 0.05 for 4 of 100 and up to 0.2 for 16 of 100 of the whole, for 4 and 17
    of the groups: a little too careful. Memory beside the graph is some 60 MB,
    whatever the number of permutations.

    Examples
    --------
    Two circles of friends, and one tie between them:

    >>> ties = pd.DataFrame({"source": list("aabddec"), "target": list("bcceffd")})
    >>> silos = measure_silos(
    ...     AssetGraph.from_frame(ties), by=dict(zip("abcdef", "MMMHHH", strict=True))
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
    labels = read_labels(graph, by)
    if WHOLE in labels.names:
        raise GraphError(f"A group is called {WHOLE!r}, as the row of the whole is. Rename it.")
    all_contacts = list_contacts(graph, labels)
    contacts = all_contacts.between_groups()
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
            "expected_ei": expected,
            "p": chance.measure_p(),
            "internal": internal,
            "external": external,
            "assets": np.append(sizes.sum(), sizes),
            **_count_unknown(all_contacts),
            **_measure_shares(mixing),
        },
        index=pd.Index([WHOLE, *labels.names], dtype="str", name="group"),
    )
    found["says"] = say_silos(found, call_groups(subject, by, labels.names))
    order = np.lexsort((np.arange(len(sizes)), np.nan_to_num(ei[1:].round(DECIMALS), nan=-2)))
    return found.iloc[np.append(0, order + 1)][list(SILO_COLUMNS)]


def _count_unknown(contacts: Contacts) -> dict[str, Integers]:
    """Count the ties with assets that have no group, and those assets; of the whole first."""
    first, second = contacts.code[contacts.first], contacts.code[contacts.second]
    # Ties of a group to an asset without one: the other code is -1, and the higher is the group.
    is_half_known = (first < 0) != (second < 0)
    group = np.maximum(first, second)[is_half_known]
    asset = np.where(first < 0, contacts.first, contacts.second)[is_half_known]
    n_assets = max(len(contacts.code), 1)
    group_of_asset = np.unique(group * n_assets + asset) // n_assets
    ties = np.bincount(group, minlength=contacts.groups)
    assets = np.bincount(group_of_asset, minlength=contacts.groups)
    return {
        "ungrouped": np.append((contacts.code < 0).sum(), assets),
        "unknown": np.append(((first < 0) | (second < 0)).sum(), ties),
    }


def _measure_shares(mixing: Mixing) -> dict[str, Floats]:
    """Measure modularity and assortativity, of the whole first."""
    modularity = mixing.share_modularity()
    assortativity = np.append(mixing.measure_assortativity(), mixing.measure_each_assortativity())
    return {
        "modularity": np.append(modularity.sum(), modularity).round(DECIMALS),
        "assortativity": assortativity.round(DECIMALS),
    }


def say_silos(found: pd.DataFrame, names: Sequence[str]) -> pd.Series[str]:
    """
    Say for each row how many ties stay within and lead out; the whole is the first row.

    ``names`` are those of the groups, the rows after it.
    """
    rows = zip([None, *names], found.to_dict("records"), strict=True)
    said = [_say_group(row, group=group) for group, row in rows]
    return pd.Series(said, index=found.index, dtype="str")


def _say_group(row: Mapping[Any, Any], *, group: str | None) -> str:
    """Say how closed a group is, or all of them (None), and whether that is more than chance."""
    left_out = _say_left_out(row, is_whole=group is None)
    if math.isnan(row["ei"]):
        if group is None:
            nothing = "No tie between assets that have a group is recorded yet: ask who knows whom."
            return nothing + left_out
        assets = say_number(row["assets"], "asset")
        alone = f"{group}: no tie of its {assets} to an asset with a group is recorded yet"
        return f"{alone}: ask who knows whom.{left_out}"
    stay = say_number(row["internal"], "tie stays", "ties stay")
    leave = say_number(row["external"], "leads", "lead")
    if group is None:
        within = "its group" if row["internal"] == 1 else "their groups"
        said = f"{stay} within {within}, {leave} between groups"
    else:
        others = "another group" if row["external"] == 1 else "other groups"
        said = f"{group}: {stay} within, {leave} to {others}"
    return f"{said} (E-I {_say_signed(row['ei'])}){_say_chance(row)}{left_out}"


def _say_chance(row: Mapping[Any, Any]) -> str:
    """Compare with chance, where permutations were asked for."""
    if math.isnan(row["expected_ei"]):
        return "."
    chance = _say_signed(row["expected_ei"])
    if math.isnan(row["p"]):
        return f"; chance would give {chance}."
    odds = f" (p {row['p']:.2g})."
    if not row["p"] <= SURE_BELOW:
        return f"; chance alone could do this: it would give {chance}{odds}"
    keep = row["ei"] < row["expected_ei"]
    way = "keep to their own" if keep else "reach out"
    return f"; chance would give {chance}, so they {way} more than that{odds}"


def _say_left_out(row: Mapping[Any, Any], *, is_whole: bool) -> str:
    """Say how many assets have no group, and how many ties are left out for it."""
    if not row["ungrouped"] > 0:
        return ""
    ties = say_number(row["unknown"], "tie")
    if is_whole:
        assets = say_number(row["ungrouped"], "asset has", "assets have")
        verb = "is" if row["unknown"] == 1 else "are"
        return f" {assets} no group; {ties} with them {verb} left out."
    return f" Left out: {ties} with {say_number(row['ungrouped'], 'asset')} of no known group."


def _say_signed(value: float) -> str:
    """Write with a sign and two decimals, and never as minus nothing."""
    return f"{np.round(value, 2) + 0.0:+.2f}"

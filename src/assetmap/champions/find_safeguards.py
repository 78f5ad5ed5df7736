"""The fewest introductions after which nobody's tie is the only way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from assetmap.champions._standing import build_standing_graph, is_of_kind
from assetmap.champions.find_braces import Braces, choose_braces, name_bridges
from assetmap.model import AssetKind, Purpose
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap, find_consenting
from assetmap.typing import Flags, Positions
from assetmap.wording import say_number

__all__ = ["SAFEGUARD_COLUMNS", "find_safeguards"]

SAFEGUARD_COLUMNS = (
    "person_id", "name", "other_id", "other_name", "bridges_removed", "bridge_ids", "ask_ids",
    "says",
)  # fmt: skip
"""Columns of what `find_safeguards` gives, in order."""
ASK_AT_MOST = 5
"""How many people to ask are named for a tie that nobody can stand in for yet."""


def find_safeguards(
    m: AssetMap, *, smallest: int = 2, tie_kinds: Iterable[str] | None = None
) -> pd.DataFrame:
    """
    Find the fewest introductions that give every side a second way to the rest.

    Read a row as "these two might enjoy meeting": if they come to know each
    other, the ties in ``bridge_ids`` are no longer the only way. Only people who
    agreed to be introduced (consent ``introduce``, holding on ``m.as_of``) are
    suggested.

    Parameters
    ----------
    m
        The map. Not modified. What counts is as in `find_fragility`.
    smallest
        Ties that hold fewer assets and people than this on their smaller side
        are left alone. With 1, everybody who has a single tie counts too.
    tie_kinds
        Kinds of tie that count; all when None.

    Returns
    -------
    safeguards
        First, one row for each tie that no introduction can stand in for,
        since nobody on one of its sides agreed, or only the two who are tied
        already: ``person_id`` and the like are NaN. Then one row per
        introduction, those that help the most first, then by id:

        - ``person_id``, ``name``, ``other_id``, ``other_name``: whom to
          introduce to each other
        - ``bridges_removed`` (int64): ties that stop being the only way and that no
          row before it takes care of
        - ``bridge_ids`` (tuple of pairs of ids): these ties, or the tie that
          cannot be helped yet
        - ``ask_ids`` (tuple): ids of up to 5 people on the side where nobody has
          agreed, those with the most ties first: ask them whether they would
          like to be introduced. Empty where introductions help
        - ``says`` (str): a sentence without a name

    Raises
    ------
    GraphError
        If a kind of tie is not known.

    Notes
    -----
    The number of introductions is the least possible (Eswaran and Tarjan
    1976), also under consent: see `assetmap.champions.find_braces`. They
    remove the dependence on single ties, not on every single person.

    Examples
    --------
    Asha's choir and Ben's club know each other through those two alone:

    >>> ids = ["asha", "ben", "cara", "dev", "choir", "club"]
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": [word.title() for word in ids],
    ...          "kind": ["individual"] * 4 + ["association"] * 2},
    ...         index=ids,
    ...     ),
    ...     ties=pd.DataFrame(
    ...         [("asha", "choir"), ("cara", "choir"), ("ben", "club"), ("dev", "club"),
    ...          ("asha", "cara"), ("ben", "dev"), ("asha", "ben")],
    ...         columns=["source", "target"],
    ...     ).assign(kind="knows"),
    ...     consents=pd.DataFrame(
    ...         {"asset_id": ["cara", "dev"], "purpose": "introduce", "given_on": "2026-01-01"}
    ...     ),
    ...     as_of=pd.Timestamp("2026-06-01").date(),
    ... )
    >>> found = find_safeguards(m)
    >>> found[["person_id", "other_id", "bridges_removed", "bridge_ids"]]
      person_id other_id  bridges_removed      bridge_ids
    0      cara      dev                1  ((asha, ben),)
    >>> found["says"][0]
    'If these two met, both sides would stay in touch even without one contact.'
    """
    graph = build_standing_graph(m, kinds=tie_kinds)
    is_person = is_of_kind(graph, AssetKind.INDIVIDUAL)
    may = is_person & graph.ids.isin(find_consenting(m, purpose=Purpose.INTRODUCE))
    found = choose_braces(graph.adjacency(weighted=False), may, smallest=smallest)
    stuck = _list_stuck(graph, found, is_person=is_person, may=may)
    table = pd.concat([stuck, _list_introductions(graph, found)], ignore_index=True)
    names = m.assets["name"]
    for column, of in (("name", "person_id"), ("other_name", "other_id")):
        table[column] = table[of].map(names).astype("str")
    return table[list(SAFEGUARD_COLUMNS)]


def _list_introductions(graph: AssetGraph, found: Braces) -> pd.DataFrame:
    removes = pd.Series([len(ends) for ends in found.removed], dtype=np.int64)
    contacts = "any one of " + removes.map("{:,}".format).astype("str") + " contacts"
    lost = contacts.where(removes > 1, "one contact")
    second = "If these two met, their sides would have one more way to each other."
    says = ("If these two met, both sides would stay in touch even without " + lost + ".").where(
        removes > 0, second
    )
    bridges = [name_bridges(graph, found.tree, ends) for ends in found.removed]
    return _build_frame(
        graph.ids[found.first], graph.ids[found.second], removes, bridges, [()] * len(removes), says
    )


def _list_stuck(graph: AssetGraph, found: Braces, *, is_person: Flags, may: Flags) -> pd.DataFrame:
    """List the ties that no introduction can stand in for, and whom to ask there."""
    degree = np.diff(graph.adjacency(weighted=False).indptr)
    bridges = [
        name_bridges(graph, found.tree, np.array([bridge])) for bridge in found.stuck.tolist()
    ]
    order = sorted(range(len(bridges)), key=bridges.__getitem__)
    sides = [_list_sides(found, int(found.stuck[index])) for index in order]
    asked = []
    for smaller, larger in sides:
        side = larger if may[smaller].any() and not may[larger].any() else smaller
        asked.append(_choose_to_ask(graph, side[is_person[side] & ~may[side]], degree))
    whom = "; too few around it have agreed to be introduced yet: ask who would like to be."
    nobody = "; nobody else is recorded there: ask who takes part."
    said = pd.Series(
        [
            "One tie is the only way to "
            + say_number(len(smaller), "asset or person", "assets and people")
            + (whom if ids else nobody)
            for (smaller, _), ids in zip(sides, asked, strict=True)
        ],
        dtype="str",
    )
    none = pd.Index([np.nan] * len(order), dtype="str")
    removes = pd.Series(0, index=range(len(order)), dtype=np.int64)
    return _build_frame(none, none, removes, [bridges[index] for index in order], asked, said)


def _list_sides(found: Braces, bridge: int) -> tuple[Positions, ...]:
    """List the nodes on the smaller and on the larger side of a bridge."""
    tree = found.tree
    below = tree.node[bridge : tree.last[bridge] + 1]
    others = np.setdiff1d(np.flatnonzero(tree.part == tree.part[below[0]]), below)
    return (below, others) if len(below) <= len(others) else (others, below)


def _choose_to_ask(graph: AssetGraph, people: Positions, degree: Positions) -> tuple[str, ...]:
    order = np.lexsort((people, -degree[people]))[:ASK_AT_MOST]
    return tuple(graph.ids[people[order]])


def _build_frame(
    person: pd.Index[str],
    other: pd.Index[str],
    removes: pd.Series[int],
    bridges: list[Any],
    ask: list[Any],
    says: pd.Series[str],
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "person_id": pd.Series(person.to_numpy(), dtype="str"),
            "other_id": pd.Series(other.to_numpy(), dtype="str"),
            "bridges_removed": removes,
            "bridge_ids": pd.Series(bridges, dtype=object),
            "ask_ids": pd.Series(ask, dtype=object),
            "says": says.astype("str"),
        }
    )

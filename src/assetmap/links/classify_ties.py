"""Bonding, bridging and linking: what each tie joins, and on which sides of power."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import Problem, TableError, find_near_word, find_unknown
from assetmap.links._counted_ties import find_counted_ties
from assetmap.links._presence import find_counted
from assetmap.model import AssetKind, Role, TieKind
from assetmap.network import Groups
from assetmap.space import place_of
from assetmap.tables import (
    OLD_AFTER,
    AssetMap,
    Categories,
    find_categories,
    find_standing_ties,
    measure_tie_is_unsure,
    read_words_by_id,
)
from assetmap.typing import Flags, Matrix
from assetmap.wording import name_pairs

__all__ = ["CAPITAL", "CAPITAL_COLUMNS", "POWER_SIDES", "classify_ties", "measure_power_side"]

CAPITAL = ("unknown", "linking", "bridging", "bonding")
"""Classes of tie, in the order of `classify_ties`."""
CAPITAL_COLUMNS = (
    "source", "target", "tie_kind", "capital", "source_side", "target_side", "source_group",
    "target_group", "says",
)  # fmt: skip
"""Columns of what `classify_ties` gives, in order."""
CITIZEN, INSTITUTION, SHARED = "citizen", "institution", "shared"
_WORKS_AT = str(TieKind.WORKS_AT)
POWER_SIDES: dict[str, str] = {
    str(AssetKind.INDIVIDUAL): CITIZEN,
    str(AssetKind.ASSOCIATION): CITIZEN,
    str(AssetKind.INSTITUTION): INSTITUTION,
    str(AssetKind.SPACE): SHARED,
    str(AssetKind.EXCHANGE): CITIZEN,
    str(AssetKind.CULTURE): CITIZEN,
    str(Role.CONNECTOR): CITIZEN,
    str(Role.CHAMPION): CITIZEN,
    str(Role.COMMUNITY_BUILDER): INSTITUTION,
    str(Role.LEADER): INSTITUTION,
    _WORKS_AT: INSTITUTION,
}
"""The side on which each kind of asset and each role stands, and who works at an institution.

Associations are chosen and unpaid, exchange and culture are what neighbours
make of their own accord; a space is ground that both sides meet on.
"""
_SIDES = {
    CITIZEN: "the side of citizens",
    INSTITUTION: "the side of those with a formal role",
}


def classify_ties(
    m: AssetMap, *, by: Groups = "place", sides: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """
    Tell bonding, bridging and linking ties apart.

    Read many bonding ties as trust to build on, few bridging ones as a reason
    for an introduction, and few linking ones as residents who have nobody to
    turn to in an institution. None of the three is better: a community needs
    all of them.

    Parameters
    ----------
    m
        The map. Not modified.
    by
        ``"place"``, each asset's own (stated, else where it is); or a column
        of the assets, such as ``"themes"``; or the group of each asset by id.
        With several words, two assets are of one group if they share a word.
    sides
        What to read differently about power, by kind, role or ``"works_at"``:
        ``"citizen"``, ``"institution"`` or ``"shared"``. See
        `assetmap.links.POWER_SIDES`.

    Returns
    -------
    ties
        A row per tie that stands, by ``tie_id``: unknown ones first, then
        linking, bridging and bonding, each by id. The same columns when there
        is none:

        - ``source``, ``target``, ``tie_kind``: as on the map
        - ``capital``: ``"linking"`` between the side of citizens and that of
          those with a formal role, whatever the groups; else ``"bonding"`` within a group and
          ``"bridging"`` between two; ``"unknown"`` where a group is not known
        - ``source_side``, ``target_side``: ``"citizen"``,
          ``"institution"``, or ``"shared"`` for what is on neither side
        - ``source_group``, ``target_group``: the groups (ids of places),
          several words separated by commas; missing where not known
        - ``says`` (str): the row in a sentence, without ids or names of
          people

    Raises
    ------
    TableError
        If there is no such column, if the groups name an id twice or none of
        the map's, or a word for power is not known.

    Notes
    -----
    Woolcock (2001), "The place of social capital in understanding social and
    economic outcomes", Canadian Journal of Policy Research 2, 11-17; Szreter
    and Woolcock (2004), "Health by association?", International Journal of
    Epidemiology 33, 650-667. They leave open who holds power. Here
    institutions do, community builders and leaders by role, and people who
    work at an institution; residents, connectors, champions, associations,
    exchange and culture are the citizen side. A space is on neither: a tie
    with it bonds or bridges. Power is read from the kinds and roles written
    down, not from who listens to whom. Leaders stand on the side of those
    with a formal role even where they lead an association of neighbours:
    ``sides={"leader": "citizen"}`` reads them as citizens.

    Ended ties, nominations (they are what people say of others), closed
    assets, secret locations and people who took back their consent to be
    stored are left out.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {
    ...             "name": ["Asha", "Ben", "Cara", "Council"],
    ...             "kind": ["individual"] * 3 + ["institution"],
    ...             "place_id": ["mill", "mill", "hill", "hill"],
    ...         },
    ...         index=["asha", "ben", "cara", "council"],
    ...     ),
    ...     ties=pd.DataFrame(
    ...         {"source": "asha", "target": ["ben", "cara", "council"], "kind": "knows"},
    ...         index=["t1", "t2", "t3"],
    ...     ),
    ... )
    >>> classify_ties(m)["capital"].to_dict()
    {'t3': 'linking', 't2': 'bridging', 't1': 'bonding'}
    """
    ties = find_counted_ties(m, find_counted(m)).rename(columns={"kind": "tie_kind"})
    found = _read_groups(m, by)
    ends = {end: m.assets.index.get_indexer(pd.Index(ties[end])) for end in ("source", "target")}
    side = measure_power_side(m, sides=sides)
    membership, names = found.to_csr(len(m.assets)), _name_groups(m, found)
    ids_of_asset = _join_words(membership, pd.Index(found.names, dtype="str"))
    names_of_asset = _join_words(membership, names)
    for end, asset in ends.items():
        ties[f"{end}_side"] = side.to_numpy(dtype=object)[asset]
        ties[f"{end}_group"] = ids_of_asset[asset]
        ties[f"{end}_name"] = names_of_asset[asset]
    shared = csr_array(membership[ends["source"]].multiply(membership[ends["target"]]))
    ties["shared"] = _join_words(shared, names)
    is_same = ties["shared"].notna()
    is_known = ties["source_group"].notna() & ties["target_group"].notna()
    capital = np.where(is_same, "bonding", np.where(is_known, "bridging", "unknown"))
    capital[_is_linking(ties)] = "linking"
    ties["capital"] = capital
    columns = [name for name in CAPITAL_COLUMNS if name != "says"]
    ties = ties.astype(dict.fromkeys(columns, "str"))
    is_unsure = measure_tie_is_unsure(m).reindex(ties.index).to_numpy(dtype=bool)
    ties["says"] = say_capital(ties, is_unsure)
    rank = pd.Series(range(len(CAPITAL)), index=list(CAPITAL))
    order = np.lexsort((np.argsort(np.argsort(ties.index)), rank[ties["capital"]]))
    return ties.iloc[order][list(CAPITAL_COLUMNS)]


def _is_linking(ties: pd.DataFrame) -> Flags:
    """Mark the ties between two sides of power; what is shared is on neither."""
    source, target = ties["source_side"], ties["target_side"]
    return np.asarray((source != target) & (source != SHARED) & (target != SHARED), dtype=bool)


def _read_groups(m: AssetMap, groups: Groups) -> Categories:
    """Sort the assets into groups."""
    assets = m.assets
    if isinstance(groups, str) and groups != "place":
        return find_categories(assets, groups)
    if isinstance(groups, str):
        return find_categories(pd.DataFrame({"place": place_of(m)}), "place")
    words = read_words_by_id(groups, assets.index)
    return find_categories(pd.DataFrame({"group": words}), "group")


def _name_groups(m: AssetMap, found: Categories) -> pd.Index[str]:
    """Name the groups as people call them: places by their names."""
    ids = pd.Index(found.names, dtype="str")
    if found.by != "place":
        return ids
    places = m.places["name"].reindex(ids).fillna(pd.Series(ids, index=ids))
    names: pd.Index[str] = pd.Index(places, dtype="str")
    return names


def _join_words(membership: Matrix, names: pd.Index[str]) -> Any:
    """Write the words of each row of a matrix of ones; nothing where there is none."""
    counts = np.diff(membership.indptr)
    words = pd.Series(names[membership.indices], dtype="str")
    row = np.repeat(np.arange(len(counts)), counts)
    text = np.full(len(counts), np.nan, dtype=object)
    text[counts > 0] = words[membership.indptr[:-1][counts > 0]]
    # Most rows have one word: only the others are joined, row by row.
    is_in_list = counts[row] > 1
    if is_in_list.any():
        lists = words[is_in_list].groupby(row[is_in_list]).agg(", ".join)
        text[lists.index] = lists
    return text


def measure_power_side(m: AssetMap, *, sides: Mapping[str, str] | None = None) -> pd.Series[str]:
    """
    Say on which side of power each asset stands.

    A paid role counts first, then a role as a resident, then whether somebody
    works at an institution, and last the kind of asset.

    Parameters
    ----------
    m
        The map. Not modified.
    sides
        What to read differently: ``"citizen"``, ``"institution"`` or
        ``"shared"`` (on neither side) by kind, by role, or for
        ``"works_at"``; everything else as in `POWER_SIDES`.

    Returns
    -------
    power_side
        By asset id.

    Raises
    ------
    TableError
        With every word that is not known.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Asha", "Ben", "Council"], "kind": ["individual"] * 2 + ["institution"]},
    ...         index=["asha", "ben", "council"],
    ...     ),
    ...     ties=pd.DataFrame({"source": ["ben"], "target": ["council"], "kind": ["works_at"]}),
    ... )
    >>> measure_power_side(m).to_dict()
    {'asha': 'citizen', 'ben': 'institution', 'council': 'institution'}
    """
    side_of_word = _read_sides(sides)
    assets = m.assets
    side: pd.Series[str] = assets["kind"].map(side_of_word).astype("str").rename("power_side")
    employed = _find_employed(m, side)
    side[employed] = side_of_word[_WORKS_AT]
    roles: Any = assets["roles"].explode().dropna().map(side_of_word)
    for of_role in (SHARED, CITIZEN, INSTITUTION):  # last write wins
        side[roles.index[roles == of_role].unique()] = of_role
    return side


def _read_sides(sides: Mapping[str, str] | None) -> dict[str, str]:
    """Put what was asked over what is usual, or raise with every unknown word."""
    given = {str(word): str(side) for word, side in (sides or {}).items()}
    known = (CITIZEN, INSTITUTION, SHARED)
    problems = find_unknown("sides", given, POWER_SIDES)
    problems += [
        Problem(f"sides[{word!r}]", "unknown_side", f"{side!r} is not a side of power.",
                find_near_word(side, known))
        for word, side in given.items()
        if side not in known
    ]  # fmt: skip
    if problems:
        raise TableError("Power cannot be read like that.", problems)
    return POWER_SIDES | given


def _find_employed(m: AssetMap, side: pd.Series[str]) -> pd.Index[str]:
    """List the people who work at an institution."""
    ties = find_standing_ties(m)
    people = m.assets["kind"] == str(AssetKind.INDIVIDUAL)
    at_work = (
        (ties["kind"] == _WORKS_AT).to_numpy(dtype=bool)
        & people.reindex(ties["source"]).to_numpy(dtype=bool)
        & (side.reindex(ties["target"]) == INSTITUTION).to_numpy(dtype=bool)
    )
    employed: pd.Index[str] = pd.Index(ties["source"][at_work].unique(), dtype="str")
    return employed


def say_capital(ties: pd.DataFrame, is_unsure: Any) -> pd.Series[str]:
    """Say for each tie what it joins, and whether anybody confirmed it."""
    source, target = (ties[f"{end}_name"].astype("str") for end in ("source", "target"))
    ways = {
        "bonding": "Bonding: within " + ties["shared"].astype("str"),
        "bridging": "Bridging: between " + name_pairs(source, target),
        "linking": "Linking: between " + _of_side(ties, "source", source) + " and "
        + _of_side(ties, "target", target),
    }  # fmt: skip
    whose = np.where(source.isna() & target.isna(), "both ends", "one end")
    said = "Not known yet: the group of " + pd.Series(whose, ties.index, dtype="str")
    said = said + " is not recorded, ask where it belongs"
    for way, sentence in ways.items():
        said = said.where(ties["capital"] != way, sentence)
    ends = np.where(is_unsure, f"; nobody confirmed it within {OLD_AFTER}.", ".")
    says: pd.Series[str] = said + pd.Series(ends, ties.index, dtype="str")
    return says.astype("str")


def _of_side(ties: pd.DataFrame, end: str, name: pd.Series[str]) -> pd.Series[str]:
    """Name the side of power of one end, and its group where it is known."""
    side: pd.Series[str] = ties[f"{end}_side"].map(_SIDES).astype("str")
    placed: pd.Series[str] = (side + " (" + name + ")").where(name.notna(), side)
    return placed

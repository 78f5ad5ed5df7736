"""On which side of power does each asset stand: with citizens, or with institutions?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from assetmap.errors import Problem, TableError, find_near_word, find_unknown
from assetmap.model import AssetKind, Role, TieKind
from assetmap.tables import AssetMap, find_standing_ties

__all__ = ["CITIZEN", "INSTITUTION", "POWER_LEVELS", "SHARED", "measure_power_level"]

CITIZEN, INSTITUTION, SHARED = "citizen", "institution", "shared"

_WORKS_AT = str(TieKind.WORKS_AT)

POWER_LEVELS: dict[str, str] = {
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


def measure_power_level(m: AssetMap, *, levels: Mapping[str, str] | None = None) -> pd.Series[str]:
    """
    Say on which side of power each asset stands.

    A paid role counts first, then a role as a resident, then whether somebody
    works at an institution, and last the kind of asset.

    Parameters
    ----------
    m
        The map. Not modified.
    levels
        What to read differently: ``"citizen"``, ``"institution"`` or
        ``"shared"`` (on neither side) by kind, by role, or for
        ``"works_at"``; everything else as in `POWER_LEVELS`.

    Returns
    -------
    power_level
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
    >>> measure_power_level(m).to_dict()
    {'asha': 'citizen', 'ben': 'institution', 'council': 'institution'}
    """
    known = _read_levels(levels)
    assets = m.assets
    level: pd.Series[str] = assets["kind"].map(known).astype("str").rename("power_level")
    employed = _find_employed(m, level)
    level[employed] = known[_WORKS_AT]
    roles: Any = assets["roles"].explode().dropna().map(known)
    for side in (SHARED, CITIZEN, INSTITUTION):  # the last one wins
        level[roles.index[roles == side].unique()] = side
    return level


def _read_levels(levels: Mapping[str, str] | None) -> dict[str, str]:
    """Put what was asked over what is usual, or raise with every unknown word."""
    given = {str(word): str(side) for word, side in (levels or {}).items()}
    sides = (CITIZEN, INSTITUTION, SHARED)
    problems = find_unknown("levels", given, POWER_LEVELS)
    problems += [
        Problem(f"levels[{word!r}]", "unknown_level", f"{side!r} is not a side of power.",
                find_near_word(side, sides))
        for word, side in given.items()
        if side not in sides
    ]  # fmt: skip
    if problems:
        raise TableError("Power cannot be read like that.", problems)
    return POWER_LEVELS | given


def _find_employed(m: AssetMap, level: pd.Series[str]) -> pd.Index[str]:
    """List the people who work at an institution."""
    ties = find_standing_ties(m)
    people = m.assets["kind"] == str(AssetKind.INDIVIDUAL)
    at_work = (
        (ties["kind"] == _WORKS_AT).to_numpy(dtype=bool)
        & people.reindex(ties["source"]).to_numpy(dtype=bool)
        & (level.reindex(ties["target"]) == INSTITUTION).to_numpy(dtype=bool)
    )
    employed: pd.Index[str] = pd.Index(ties["source"][at_work].unique(), dtype="str")
    return employed

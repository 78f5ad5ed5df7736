"""Which people are meant: by role, by what they are tied to, by where they are?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import TableError, find_unknown
from assetmap.model import AssetKind, Role
from assetmap.network import AssetGraph
from assetmap.space import find_parts
from assetmap.tables import AssetMap

__all__ = ["choose_people"]


def choose_people(
    m: AssetMap,
    graph: AssetGraph,
    *,
    role: str | None,
    themes: Iterable[str] | None,
    places: Iterable[str] | None,
) -> pd.Index[str]:
    """List the ids of the people who meet every condition, sorted; raise if one is not known."""
    assets = m.assets
    wanted_themes = _words(themes)
    wanted_places = _words(places)
    known_themes = set(assets["themes"].explode().dropna())
    problems = [
        *find_unknown("role", _words(role) or [], [str(word) for word in Role]),
        *find_unknown("themes", wanted_themes or [], known_themes),
        *find_unknown("places", wanted_places or [], m.places.index),
    ]
    if problems:
        raise TableError("There is nobody to find by these words.", problems)
    is_chosen = (assets["kind"] == str(AssetKind.INDIVIDUAL)) & assets.index.isin(graph.ids)
    if role is not None:
        is_chosen &= _has_any(assets["roles"], [str(role)])
    if wanted_themes is not None:
        is_chosen &= _is_about(assets["themes"], wanted_themes, graph)
    if wanted_places is not None:
        is_chosen &= _is_in(m, graph, wanted_places)
    chosen: pd.Index[str] = assets.index[is_chosen].sort_values()
    return chosen


def _words(given: str | Iterable[str] | None) -> list[str] | None:
    """Take one word or several, each once."""
    if given is None:
        return None
    words = (given,) if isinstance(given, str) else given
    return list(dict.fromkeys(str(word) for word in words))


def _has_any(words: pd.Series[Any], wanted: list[str]) -> pd.Series[bool]:
    """Tell which rows of a column of words hold one of the wanted."""
    found: pd.Series[bool] = words.explode().isin(wanted).groupby(level=0).any()
    return found.reindex(words.index, fill_value=False)


def _is_about(themes: pd.Series[Any], wanted: list[str], graph: AssetGraph) -> pd.Series[bool]:
    """Tell who has one of these themes, or a tie with something that has."""
    own = _has_any(themes, wanted).reindex(graph.ids).to_numpy(dtype=np.float64)
    tied = graph.adjacency(weighted=False) @ own
    return pd.Series(own + tied > 0, index=graph.ids).reindex(themes.index, fill_value=False)


def _is_in(m: AssetMap, graph: AssetGraph, wanted: list[str]) -> pd.Series[bool]:
    """Tell who belongs to, or is active in, these places or a part of them."""
    within = find_parts(m.places, pd.Index(wanted))
    home = graph.place_of_node
    belongs = m.assets["place_id"] if home is None else home.reindex(m.assets.index)
    return belongs.isin(within) | _has_any(m.assets["active_in"], within.tolist())

"""Whether enough was done in a place to tell "nothing is there" from "nobody asked yet"."""

from __future__ import annotations

import numpy as np

from assetmap.effort._sightings import (
    count_sightings,
    estimate_unseen,
    find_areas,
    find_comparable,
    read_sources,
)
from assetmap.effort.measure_effort import add_up_effort
from assetmap.errors import TableError
from assetmap.model import AssetKind
from assetmap.space import find_leaves
from assetmap.tables import (
    AssetMap,
    Categories,
    find_categories,
    find_open,
    leave_out_people,
    require_room,
)
from assetmap.typing import Flags

__all__ = ["find_surveyed"]

LEAST_COVERAGE = 0.5
"""Below this, more than half of what people would name next is not on the map."""
_SEVERAL = 2


def find_surveyed(m: AssetMap, categories: Categories, *, min_effort: float = 1) -> Flags:
    """
    Tell in which smallest places enough was done to know what of a category is there.

    Enough was done where at least ``min_effort`` conversations, walks and
    lists are recorded, and where the sources that looked do not cover less
    than half of what there is (`estimate_completeness`). A map that records
    no effort at all is taken at its word: the first condition is left out.

    Parameters
    ----------
    m
        The map.
    categories
        The categories of its assets, sorted by id.
    min_effort
        The least sum of conversations, walks and lists, from 0.

    Returns
    -------
    is_surveyed
        Smallest places, sorted by id, by categories.

    Raises
    ------
    TableError
        If ``min_effort`` is below zero or no number.
    """
    if not min_effort >= 0:
        raise TableError(f"`min_effort` is {min_effort}; effort is counted from 0. Give 0 or more.")
    is_surveyed = _are_things_covered(m, categories)
    if len(m.effort):
        is_surveyed &= add_up_effort(m, categories).total >= min_effort
    return is_surveyed


def _is_covered(m: AssetMap, categories: Categories) -> Flags:
    """Tell where sources do not say that more than half is missing."""
    shape = (len(find_leaves(m)), len(categories.names))
    require_room(*shape)
    if not _has_several_sources(m):
        return np.ones(shape, dtype=bool)  # most maps: every record has one source
    assets = m.assets.sort_index()
    lists = read_sources(assets)
    if not find_comparable(categories, lists, find_open(assets)).any():
        return np.ones(shape, dtype=bool)
    sightings = count_sightings(assets, categories, find_areas(m, None), lists)
    coverage = estimate_unseen(sightings.namings).coverage
    return ~((coverage < LEAST_COVERAGE) & sightings.is_comparable)


def _are_things_covered(m: AssetMap, categories: Categories) -> Flags:
    """
    The same, of kinds: whoever else a source names tells nothing of groups and spaces.

    What is published of a kind may not depend on the people who are recorded there.
    """
    is_covered = _is_covered(m, categories)
    person = str(AssetKind.INDIVIDUAL)
    is_plain = not _has_several_sources(m) or not (m.assets["kind"] == person).any()
    if categories.by != "kind" or is_plain:
        return is_covered
    bare = leave_out_people(m)
    kinds = find_categories(bare.assets.sort_index(), "kind")
    of_things = _is_covered(bare, kinds)
    for column, name in enumerate(categories.names):
        if name != person:
            is_covered[:, column] = of_things[:, kinds.names.index(name)]
    return is_covered


def _has_several_sources(m: AssetMap) -> bool:
    """Tell whether any record names more than one source."""
    return max(map(len, m.assets["sources"].to_numpy()), default=0) >= _SEVERAL

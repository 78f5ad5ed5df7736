"""Whether enough was done in a place to tell "nothing is there" from "nobody asked yet"."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array, diags_array

from assetmap.effort._sightings import (
    count_sightings,
    estimate_unseen,
    find_areas,
    find_comparable,
    read_sources,
)
from assetmap.effort.measure_effort import share_out_effort
from assetmap.errors import TableError
from assetmap.language import in_its_language
from assetmap.model import AssetKind
from assetmap.space import find_leaves
from assetmap.tables import (
    AssetMap,
    Categories,
    find_categories,
    find_open,
    leave_out_people,
    list_effort,
    require_room,
)
from assetmap.typing import Flags, Floats, Matrix

__all__ = ["Area", "Surveyed", "find_surveyed"]

LEAST_COVERAGE = 0.5
"""Below this, more than half of what people would name next is not on the map."""
GOOD_COVERAGE = 0.75
"""Below this, nobody can be sure that what is missing is missing."""
MUCH_PER_HEAD = 1 / 1000
"""Conversations, walks and lists for every head of an area, from which it is well known."""
MUCH_PER_PLACE = 5.0
"""The same for each place of an area, where nobody knows how many live there."""
_ROUNDING = 1e-9
_SEVERAL = 2


class Area(NamedTuple):
    """
    What is within reach of the people of each smallest place.

    ``reached`` is smallest places by smallest places, sorted by id: the share
    of the people of the first who reach into the second, 1 for their own.
    ``people`` live in each; NaN where nobody knows.
    """

    reached: Matrix
    people: Floats

    @classmethod
    def of_each_alone(cls, m: AssetMap) -> Area:
        """Take each smallest place as all that its people reach."""
        leaves = find_leaves(m.places).sort_index()
        alone = csr_array(diags_array(np.ones(len(leaves))))
        return cls(alone, leaves["population"].to_numpy(dtype=np.float64, na_value=np.nan))


class Surveyed(NamedTuple):
    """Smallest places, sorted by id, by categories: where enough was done, and where much."""

    is_enough: Flags
    is_much: Flags


@in_its_language
def find_surveyed(
    m: AssetMap, categories: Categories, *, min_effort: float = 1, area: Area | None = None
) -> Surveyed:
    """
    Tell in which smallest places enough was done to know what of a category is there.

    Effort is counted over the area that people reach, per head of those who
    live there: a place that was asked beside one that never was is half
    known. What was done in a larger place is shared out among its smaller
    ones by their people, so that one conversation in a district is next to
    nothing in each of its wards.

    Parameters
    ----------
    m
        The map.
    categories
        The categories of its assets, sorted by id.
    min_effort
        The least sum of conversations, walks and lists, from 0, of a place
        and what else its people reach.
    area
        What the people of each place reach; the place alone when None.

    Returns
    -------
    surveyed
        ``is_enough``: at least ``min_effort`` was done in the place, and for a
        place of its people on average over the area; and the sources that
        looked do not cover less than half of what there is
        (`estimate_completeness`). A map that records no effort at all is
        taken at its word: the first condition is left out.
        ``is_much``: enough, and within two years there was at least one
        conversation, walk or list for every 1,000 people of the area (five
        for each place, where people are not known), in the places themselves
        and not in a larger one; and sources do not cover less than three
        quarters. Nowhere, on a map that records no effort.

    Raises
    ------
    TableError
        If ``min_effort`` is below zero or no number.
    """
    if not min_effort >= 0:
        raise TableError(f"`min_effort` is {min_effort}; effort is counted from 0. Give 0 or more.")
    coverage = _measure_things_coverage(m, categories)
    is_enough = ~(coverage < LEAST_COVERAGE)
    if not len(list_effort(m)):
        return Surveyed(is_enough, np.zeros_like(is_enough))
    area = Area.of_each_alone(m) if area is None else area
    people = area.people
    is_known = people > 0
    typical = float(people[is_known].mean()) if is_known.any() else 1.0
    people = np.where(is_known, people, typical)
    spent = share_out_effort(m, categories, people)
    in_reach = area.reached @ people
    per_place = (area.reached @ spent.total) * (people / in_reach)[:, None]
    is_enough &= np.minimum(per_place, spent.total) >= min_effort - _ROUNDING
    recent = area.reached @ spent.recent
    much = in_reach * MUCH_PER_HEAD if is_known.any() else in_reach * MUCH_PER_PLACE
    is_much = is_enough & (spent.recent > 0) & (recent >= much[:, None] - _ROUNDING)
    return Surveyed(is_enough, is_much & ~(coverage < GOOD_COVERAGE))


def _measure_coverage(m: AssetMap, categories: Categories) -> Floats:
    """Estimate the share of what is there that sources cover; NaN where they cannot tell."""
    shape = (len(find_leaves(m)), len(categories.names))
    require_room(*shape)
    unknown = np.full(shape, np.nan)
    if not _has_several_sources(m):
        return unknown  # most maps: every record has one source
    assets = m.assets.sort_index()
    lists = read_sources(assets)
    if not find_comparable(categories, lists, find_open(assets)).any():
        return unknown
    sightings = count_sightings(assets, categories, find_areas(m, None), lists)
    coverage = estimate_unseen(sightings.namings).coverage
    return np.where(sightings.is_comparable, coverage, np.nan)


def _measure_things_coverage(m: AssetMap, categories: Categories) -> Floats:
    """
    The same, of kinds: whoever else a source names tells nothing of groups and spaces.

    What is published of a kind may not depend on the people who are recorded there.
    """
    coverage = _measure_coverage(m, categories)
    person = str(AssetKind.INDIVIDUAL)
    is_plain = not _has_several_sources(m) or not (m.assets["kind"] == person).any()
    if categories.by != "kind" or is_plain:
        return coverage
    bare = leave_out_people(m)
    kinds = find_categories(bare.assets.sort_index(), "kind")
    of_things = _measure_coverage(bare, kinds)
    for column, name in enumerate(categories.names):
        if name != person:
            coverage[:, column] = of_things[:, kinds.names.index(name)]
    return coverage


def _has_several_sources(m: AssetMap) -> bool:
    """Tell whether any record names more than one source."""
    return max(map(len, m.assets["sources"].to_numpy()), default=0) >= _SEVERAL

"""How often each asset was named, and how many that nobody named there may be.

A list that meets the same things again and again has seen nearly all of
them; one that meets every thing once has not. Each function works on arrays
of cases at once; T is the number of sources (or of mentions), Q1 and Q2 are
the numbers of assets named once and twice, U is the sum of all namings.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import Problem, TableError, find_near_word
from assetmap.model import UNSTATED
from assetmap.space import assign_places, find_ancestors, find_leaves, place_of
from assetmap.tables import AssetMap, Categories, find_open
from assetmap.typing import Flags, Floats, Positions

__all__ = [
    "Areas",
    "Namings",
    "Sightings",
    "Unseen",
    "count_sightings",
    "estimate_unseen",
    "find_areas",
    "find_comparable",
    "read_mentions",
    "read_sources",
]

WHOLE_MAP = "map"
NORMAL_975 = 1.959963984540054
"""A normal variate is below this 975 times in 1,000."""
FEWEST_UNITS = 2


@dataclass(frozen=True, slots=True)
class Lists:
    """How often each asset was named, and who named it: a matrix of ones, assets by sources.

    ``names`` is None for mentions, which nobody in particular made.
    """

    often: Positions
    names: csr_array | None = None


@dataclass(frozen=True, slots=True)
class Sightings:
    """What is there by place and category, and how often it was named.

    All are places by categories; ``is_comparable`` is by category: whether
    any of its assets was named by two.
    """

    observed: Positions
    namings: Namings
    is_comparable: Flags


def read_sources(assets: pd.DataFrame) -> Lists:
    """Read which sources name each asset; that nobody wrote one down is no source."""
    each = pd.Series(assets["sources"].to_numpy(dtype=object)).explode().dropna()
    each = each[each != UNSTATED]
    source, known = pd.factorize(each)
    asset = each.index.to_numpy(dtype=np.intp)
    ones = np.ones(len(asset), dtype=np.int64)
    names = csr_array((ones, (asset, source)), shape=(len(assets), max(len(known), 1)))
    return Lists(np.bincount(asset, minlength=len(assets)), names)


def read_mentions(assets: pd.DataFrame, column: str) -> Lists:
    """Read how often each asset was mentioned, or raise with all that is no count."""
    if column not in assets.columns:
        hint = find_near_word(column, [str(name) for name in assets.columns])
        raise TableError(f"Assets have no column {column!r} of mentions. {hint}")
    given = assets[column]
    counts = pd.to_numeric(given, errors="coerce").fillna(0).to_numpy(dtype=np.float64)
    unread = given.notna().to_numpy() & pd.to_numeric(given, errors="coerce").isna().to_numpy()
    is_bad = unread | ~np.isfinite(counts) | (counts < 0) | (counts != np.round(counts))
    if is_bad.any():
        problems = [
            Problem(f"assets[{asset_id!r}].{column}", "not_a_count",
                    f"{value!r} is not a whole number from 0.", "Correct it, or leave it blank.")
            for asset_id, value in given[is_bad].items()
        ]  # fmt: skip
        raise TableError(f"The column {column!r} does not count mentions.", problems)
    return Lists(counts.astype(np.int64))


def count_sightings(
    assets: pd.DataFrame, categories: Categories, areas: Areas, lists: Lists
) -> Sightings:
    """Count what counts as supply, and how often it was named, by place and category."""
    shape = (len(areas.ids), len(categories.names))
    is_open = find_open(assets)
    is_counted = (is_open & (areas.of_asset >= 0))[categories.asset]
    asset, category = categories.asset[is_counted], categories.category[is_counted]
    cell = areas.of_asset[asset] * shape[1] + category
    often = lists.often[asset]

    def count(where: Flags) -> Positions:
        return np.bincount(cell[where], minlength=shape[0] * shape[1]).reshape(shape)

    total = np.bincount(cell, weights=often, minlength=shape[0] * shape[1]).reshape(shape)
    total = total.astype(np.int64)
    units = total if lists.names is None else _sources_of(lists.names, categories, areas, is_open)
    return Sightings(
        observed=count(np.ones(len(cell), dtype=bool)),
        namings=Namings(
            seen=count(often > 0),
            once=count(often == 1),
            twice=count(often == 2),
            total=total,
            units=units,
        ),
        is_comparable=find_comparable(categories, lists, is_open),
    )


def find_comparable(categories: Categories, lists: Lists, is_open: Flags) -> Flags:
    """Tell of which categories any asset was named by two sources, or mentions are counted."""
    if lists.names is None:
        return np.ones(len(categories.names), dtype=bool)
    return categories.count(is_open & (lists.often > 1)) > 0


def _sources_of(
    names: csr_array, categories: Categories, areas: Areas, is_open: Flags
) -> Positions:
    """Count the sources that name something in the place, and something of the category anywhere.

    Only those are known to have looked here for assets of that category.
    """
    assets = len(is_open)
    counted = np.flatnonzero(is_open & (areas.of_asset >= 0))
    ones = np.ones(len(counted), dtype=np.int64)
    inside = csr_array((ones, (areas.of_asset[counted], counted)), shape=(len(areas.ids), assets))
    opened = names.multiply(is_open[:, None])
    here = (inside @ names) > 0
    anywhere = (categories.to_csr(assets).T @ opened) > 0
    both = here.astype(np.int64) @ anywhere.astype(np.int64).T
    return np.asarray(both.toarray(), dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Areas:
    """The places asked about by id, their names, and the place of each asset.

    ``of_asset`` points into ``ids``, -1 for an asset that is in none of them;
    assets are sorted by id.
    """

    ids: pd.Index[Any]
    names: pd.Index[Any]
    of_asset: Positions


def find_areas(m: AssetMap, level: str | None) -> Areas:
    """
    Find the smallest places, those of a level, or the whole map as one.

    An asset that is only stated to be in a larger place belongs to the one
    that its location is in.
    """
    if level == WHOLE_MAP:
        ids, names = pd.Index([None], dtype="str"), pd.Index(["The whole map"], dtype="str")
        return Areas(ids, names, np.zeros(len(m.assets), dtype=np.intp))
    places = m.places.sort_index()
    if level is None:
        ids = find_leaves(places).index
        above = pd.Series(places.index, index=places.index)
    else:
        above = find_ancestors(places, level)
        ids = places.index[(places["level"] == level).fillna(value=False).to_numpy(dtype=bool)]
    of_asset = ids.get_indexer(pd.Index(place_of(m).sort_index().map(above)))
    assets = m.assets[["geometry"]].sort_index()
    lost = np.flatnonzero((of_asset < 0) & assets.geometry.notna().to_numpy())
    if len(lost):
        inside = assign_places(assets.geometry.iloc[lost], places).map(above)
        of_asset[lost] = ids.get_indexer(pd.Index(inside))
    return Areas(ids, pd.Index(places["name"].reindex(ids)), of_asset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Namings:
    """How often assets were named, one entry per case.

    ``seen`` were named at all, ``once`` by one source, ``twice`` by two;
    ``total`` adds up all namings, ``units`` counts the sources.
    """

    seen: Positions
    once: Positions
    twice: Positions
    total: Positions
    units: Positions | Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseen:
    """How many there may be in all, between which bounds, and the share found; NaN: unknown."""

    estimated: Floats
    low: Floats
    high: Floats
    coverage: Floats


def estimate_unseen(namings: Namings) -> Unseen:
    """
    Estimate how many there are in all, and how well they are covered.

    Chao2 for sources (Chao1 for mentions) in its bias-corrected form, with a
    log-normal interval of 95 %, and the sample coverage of Chao and Jost.
    NaN where nothing was seen, or where there are fewer than two units.
    """
    is_known = (namings.seen > 0) & (namings.units >= FEWEST_UNITS)
    seen, once, twice, total, units = (
        count[is_known].astype(np.float64)  # most places have nothing of most categories
        for count in (namings.seen, namings.once, namings.twice, namings.total, namings.units)
    )
    share = 1 - 1 / units  # (T - 1) / T, and 1 where T has no end
    unseen = share * once * (once - 1) / (2 * (twice + 1))
    variance = _variance(seen + unseen, once, twice, share)
    low, high = _bounds(seen, unseen, variance, total)

    def put_back(values: Floats) -> Floats:
        whole = np.full(is_known.shape, np.nan)
        whole[is_known] = values
        return whole

    return Unseen(
        estimated=put_back(seen + unseen),
        low=put_back(low),
        high=put_back(high),
        coverage=put_back(_coverage(once, twice, total, units)),
    )


def _variance(estimated: Floats, once: Floats, twice: Floats, share: Floats) -> Floats:
    """Give the variance of the estimate; without any duplicate another form holds."""
    first = share * once * (once - 1) / (2 * (twice + 1))
    second = share**2 * once * (2 * once - 1) ** 2 / (4 * (twice + 1) ** 2)
    third = share**2 * once**2 * twice * (once - 1) ** 2 / (4 * (twice + 1) ** 4)
    alone = share**2 * once**4 / (4 * estimated)
    variance: Floats = first + second + np.where(twice > 0, third, -alone)
    return variance


def _bounds(seen: Floats, unseen: Floats, variance: Floats, total: Floats) -> tuple[Floats, Floats]:
    """Give the 95 % interval: never below what was seen, and open upwards."""
    is_more = unseen > 0
    spread = np.divide(variance, unseen**2, out=np.zeros_like(seen), where=is_more)
    factor = np.exp(NORMAL_975 * np.sqrt(np.log1p(spread)))
    mean, error = _where_all_were_seen_again(seen, total)
    low = np.where(is_more, seen + unseen / factor, np.maximum(seen, mean - error))
    high = np.where(is_more, seen + unseen * factor, mean + error)
    return low, high


def _where_all_were_seen_again(seen: Floats, total: Floats) -> tuple[Floats, Floats]:
    """Give the middle and half the width of the interval where no more are estimated."""
    missed = np.exp(-total / seen)  # the share that Poisson namings would miss
    mean = seen / (1 - missed)
    return mean, NORMAL_975 * np.sqrt(mean * missed)


def _coverage(once: Floats, twice: Floats, total: Floats, units: Floats) -> Floats:
    """Give the share of all namings, also those not made yet, that are of what was seen."""
    lone = np.where(twice > 0, once, once - 1)
    again = np.where(twice > 0, 2 * twice, 2.0) / (units - 1)
    # One asset that alone was named once tells little of the next: Good and Turing's own form.
    less = np.divide(lone, lone + again, out=np.ones_like(once), where=lone > 0)
    coverage: Floats = 1 - once / total * less
    return coverage

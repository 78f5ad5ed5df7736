"""How often was each asset named, by how many sources that could have named it?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import Problem, TableError, find_near_word
from assetmap.gaps.effort.areas import Areas
from assetmap.gaps.effort.unseen import Namings
from assetmap.model import UNSTATED
from assetmap.tables import Categories, find_open
from assetmap.typing import Flags, Positions

__all__ = [
    "Lists",
    "Sightings",
    "count_sightings",
    "find_comparable",
    "read_mentions",
    "read_sources",
]


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

"""How varied what each place has is, and which categories it lacks."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array
from scipy.special import entr

from assetmap.errors import ReachError
from assetmap.gaps._supply import open_pairs
from assetmap.language import in_its_language, say, say_plural
from assetmap.model import say_column, say_word
from assetmap.space import Reach, find_leaves, place_of, say_minutes, say_walk
from assetmap.tables import (
    AssetMap,
    Categories,
    Grouping,
    categories_by_id,
    find_open,
    is_old,
    require_room,
    say_doubts,
    sort_assets,
    with_grouping,
)
from assetmap.typing import Floats, Objects, Pairs, Positions
from assetmap.wording import say_commas, say_rows

__all__ = ["evenness", "hill_numbers", "measure_variety"]

NAMED_AT_MOST = 6
"""How many missing categories a sentence names; the column holds them all."""


@in_its_language
def measure_variety(
    m: AssetMap,
    *,
    by: Grouping = "kind",
    within_min: float | None = None,
    reach: Reach | None = None,
) -> pd.DataFrame:
    """
    Measure how varied the assets of each place are, and name what it has none of.

    Read the Hill numbers as "as varied as that many categories, all equally
    common": 10 assets of 4 kinds may be as varied as 2.4 kinds in effect,
    when most of them are of one kind. ``missing_categories`` is what people ask about; it says
    what the map lacks there, and that may be because nobody has asked yet.

    Parameters
    ----------
    m
        The map. Only its smallest places are measured. Assets that are closed
        do not count, nor do those whose location is sensitive, since a count
        would tell where they are.
    by
        What to tell apart: ``"kind"`` (all six, also those the map has none
        of), ``"themes"``, or any other column of the assets. Each word of a
        column of words is a category; an asset of several counts in each. A
        Series gives the words of each asset by id.
    within_min
        Count what can be reached in so many minutes. When None, count what is
        in the place: assets stated to be or to be active there, and those
        without a stated place that its boundary holds.
    reach
        Travel costs from places to assets, with ``within_min``. Straight
        lines, walked at 80 m a minute with a detour of 1.3, when None.

    Returns
    -------
    variety
        One row per smallest place, by ``place_id``, sorted:

        - ``assets`` (int64): how many there are, of whatever category
        - ``hill_0``, ``hill_1``, ``hill_2``: categories there; categories in
          effect; dominant categories in effect. 0 where there is none
        - ``evenness``: 1 where every possible category is equally common, 0
          where there is one category or none
        - ``missing_categories``: names of the categories of which there is none, sorted
        - ``says``: the same in plain words

        A place with nothing is 0 throughout and lacks every category.

    Raises
    ------
    TableError
        If the assets have no column ``by``, or it has too many values.
    ReachError
        If ``reach`` comes without ``within_min``, was not measured as far, or
        is about another map.

    Notes
    -----
    Hill numbers of order 0, 1 and 2: Hill (1973), "Diversity and evenness: a
    unifying notation and its consequences", Ecology 54; Jost (2006), "Entropy
    and diversity", Oikos 113. ``evenness`` is ``ln hill_1`` over the logarithm
    of the number of possible categories, not of those that are there.

    Examples
    --------
    >>> import datetime as dt
    >>> day = "2026-03-01"
    >>> assets = pd.DataFrame(
    ...     {
    ...         "name": ["Hall", "Barn", "Choir"],
    ...         "kind": ["space", "space", "association"],
    ...         "place_id": "mill",
    ...         "verified_on": day,
    ...     },
    ...     index=["hall", "barn", "choir"],
    ... )
    >>> places = pd.DataFrame({"name": ["Mill End", "Hill Top"]}, index=["mill", "hill"])
    >>> m = AssetMap.from_frames(assets=assets, places=places, as_of=dt.date(2026, 6, 1))
    >>> variety = measure_variety(m)
    >>> variety[["assets", "hill_0", "hill_1", "hill_2", "evenness"]].round(3)
              assets  hill_0  hill_1  hill_2  evenness
    place_id
    hill           0     0.0    0.00     0.0     0.000
    mill           3     2.0    1.89     1.8     0.355
    >>> variety["missing_categories"]["mill"]
    ('culture', 'exchange', 'individual', 'institution')
    >>> variety["says"]["mill"]
    'Mill End: 3 assets of 2 of the 6 kinds; none yet: culture, exchange, individual,
    institution.'
    """
    m, by = with_grouping(m, by)
    if reach is not None and within_min is None:
        raise ReachError("`reach` was given without `within_min`. Say how many minutes are near.")
    places, assets = find_leaves(m), sort_assets(m)
    categories = categories_by_id(m, by)
    by = categories.by  # "theme" is "themes"
    require_room(len(places), len(categories.names))
    if within_min is None:
        place, asset = _pairs_in_place(m, places.index, assets)
    else:
        place, asset = _pairs_in_reach(m, places.index, assets, within_min, reach)
    ones = np.ones(len(place), dtype=np.int64)
    has = csr_array((ones, (place, asset)), shape=(len(places), len(assets)))
    counts = (has @ categories.to_csr(len(assets))).toarray()
    order_0, order_1, order_2 = hill_numbers(counts)
    evidence = _count_evidence(m, assets, categories, place, asset, places.index)
    variety = pd.DataFrame(
        {
            "assets": evidence["assets"],
            "hill_0": order_0,
            "hill_1": order_1,
            "hill_2": order_2,
            "evenness": evenness(order_1, len(categories.names)),
            "missing_categories": _list_missing(counts, categories),
        },
        index=places.index,
    ).astype({"missing_categories": object})
    variety["says"] = say_variety(
        evidence.assign(name=places["name"], missing=variety["missing_categories"]),
        by=by, of=len(categories.names), within_min=within_min, is_walked=reach is None,
    ).astype("str")  # fmt: skip
    return variety


def _pairs_in_place(m: AssetMap, places: pd.Index[Any], assets: pd.DataFrame) -> Pairs:
    """Pair places with the open assets that are, or are active, in them."""
    stated = pd.concat([place_of(m), m.assets["active_in"].explode()]).dropna()
    place = places.get_indexer(pd.Index(stated))
    asset = assets.index.get_indexer(stated.index)
    is_of_use = (place >= 0) & find_open(assets)[asset]
    pair = np.unique(place[is_of_use].astype(np.int64) * max(len(assets), 1) + asset[is_of_use])
    return pair // max(len(assets), 1), pair % max(len(assets), 1)


def _pairs_in_reach(
    m: AssetMap,
    places: pd.Index[Any],
    assets: pd.DataFrame,
    within_min: float,
    reach: Reach | None,
) -> Pairs:
    """Pair places with the open assets that they reach."""
    measured = Reach.from_straight_lines(m, within_min=within_min) if reach is None else reach
    within = measured.in_minutes().within(within_min)
    place, asset, _ = open_pairs(within, places, assets, m.places.index)
    return place, asset


def _list_missing(counts: Positions, categories: Categories) -> Objects:
    """Name for each place the categories of which it has none; each different list once."""
    is_missing = np.packbits(counts == 0, axis=1)
    lists, which = np.unique(is_missing, axis=0, return_inverse=True)
    flags = np.unpackbits(lists, axis=1, count=len(categories.names)).astype(bool)
    names = np.array(categories.names, dtype=object)
    named = np.empty(len(lists), dtype=object)
    named[:] = [tuple(names[row]) for row in flags]
    return named[which.ravel()]


def _count_evidence(
    m: AssetMap,
    assets: pd.DataFrame,
    categories: Categories,
    place: Positions,
    asset: Positions,
    places: pd.Index[str],
) -> pd.DataFrame:
    """Count the assets of each place, and those that are known less well."""
    is_categorised = np.zeros(len(assets), dtype=bool)
    is_categorised[categories.asset] = True
    counted = {
        "assets": np.ones(len(assets)),
        "old": is_old(assets["verified_on"], m.as_of),
        "unconfirmed": assets["verified_on"].isna(),
        "uncategorised": ~is_categorised,
    }
    return pd.DataFrame(
        {
            name: np.bincount(place[np.asarray(flags, dtype=bool)[asset]], minlength=len(places))
            for name, flags in counted.items()
        },
        index=places,
    )


def hill_numbers(counts: npt.ArrayLike) -> tuple[Floats, Floats, Floats]:
    """
    Count categories in effect: all of them, the common ones, the dominant ones.

    Hill (1973) in the notation of Jost (2006), of the shares p of a row: the
    number of categories; ``exp(-sum(p ln p))``; ``1 / sum(p ** 2)``; 0 for a
    row of nothing but zeros.

    Examples
    --------
    >>> [numbers.round(6).tolist() for numbers in hill_numbers([[6, 2, 1, 1, 0, 0], [0] * 6])]
    [[4.0, 0.0], [2.971004, 0.0], [2.380952, 0.0]]
    """
    known = np.asarray(counts, dtype=np.float64)
    totals = known.sum(axis=1, keepdims=True)
    shares = np.divide(known, totals, out=np.zeros_like(known), where=totals > 0)
    has_any = totals[:, 0] > 0
    squares = np.einsum("ij,ij->i", shares, shares)
    return (
        (known > 0).sum(axis=1).astype(np.float64),
        np.where(has_any, np.exp(np.asarray(entr(shares)).sum(axis=1)), 0.0),
        np.divide(1.0, squares, out=np.zeros(len(known)), where=has_any),
    )


def evenness(order_1: Floats, categories: int) -> Floats:
    """
    Say how near a row comes to holding every category alike: from 0 to 1.

    The logarithm of the Hill number of order 1 over that of the number of
    categories there could be; 0 for one category, and for none.
    """
    if categories < 2:
        return np.zeros(len(order_1))
    even: Floats = np.log(np.maximum(order_1, 1.0)) / np.log(categories)
    return even


def say_variety(
    rows: pd.DataFrame, *, by: str, of: int, within_min: float | None, is_walked: bool
) -> pd.Series[str]:
    """
    Say for each place how much there is of how many categories, and what is not.

    ``rows`` have the ``name`` of each place, its ``missing`` categories and
    how well its assets are known; ``of`` is how many categories there are.
    """
    where = _say_where(within_min, is_walked=is_walked)
    return say_rows(rows, partial(_say_place, by=by, of=of, where=where))


def _say_place(
    *,
    name: str,
    assets: int,
    missing: tuple[str, ...],
    old: int,
    unconfirmed: int,
    uncategorised: int,
    by: str,
    of: int,
    where: str,
) -> str:
    """Say what one place has, what it has none of, and what is not well known."""
    if not assets:
        return say("{place}: nothing {where} is on the map yet, so ask who knows of something.",
                   place=name, where=where or say("here"))  # fmt: skip
    doubts = say_doubts(
        assets, by=by, old=old, unconfirmed=unconfirmed, uncategorised=uncategorised
    )
    counted = say_plural("{count} asset", "{count} assets", assets)
    if where:
        counted = say("{assets} {within}", assets=counted, within=where)
    return _say_categories(name, counted, missing, by, of) + doubts


def _say_where(within_min: float | None, *, is_walked: bool) -> str:
    """Say within how many minutes, if that was asked."""
    if within_min is None:
        return ""
    return say_walk(within_min) if is_walked else say_minutes(within_min)


def _say_categories(place: str, counted: str, missing: tuple[str, ...], by: str, of: int) -> str:
    """Say of how many categories there is something, and name those of which there is nothing."""
    if not of:
        return say("{place}: {assets}.", place=place, assets=counted)
    label = {"kind": say("kinds"), "themes": say("themes")}.get(by)
    if label is None:
        label = say("values of {column}", column=say_column(by))
    there = say("{assets} of {there} of the {of} {kinds}", assets=counted, there=of - len(missing),
                of=of, kinds=label)  # fmt: skip
    if not missing:
        return say("{place}: {assets}.", place=place, assets=there)
    named = say_commas([say_word(word, by)
                        for word in missing[:NAMED_AT_MOST]])  # fmt: skip
    more = len(missing) - NAMED_AT_MOST
    if more > 0:
        named = say_plural("{words} and {count} more", "{words} and {count} more", more,
                           words=named)  # fmt: skip
    return say("{place}: {assets}; none yet: {kinds}.", place=place, assets=there, kinds=named)

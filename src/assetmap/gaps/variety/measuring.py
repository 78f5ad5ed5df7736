"""How varied is what each place has, and which categories are missing from it by name?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import ReachError
from assetmap.gaps.supply.cases import require_room
from assetmap.gaps.supply.opened import open_pairs
from assetmap.gaps.variety.hill import evenness, hill_numbers
from assetmap.gaps.variety.sentences import Seen, say_variety
from assetmap.space import Reach, find_leaves, place_of
from assetmap.tables import AssetMap, Categories, find_categories, find_open, is_old
from assetmap.typing import Objects, Pairs, Positions

__all__ = ["measure_variety"]


def measure_variety(
    m: AssetMap,
    *,
    by: str = "kind",
    within_min: float | None = None,
    reach: Reach | None = None,
) -> pd.DataFrame:
    """
    Measure how varied the assets of each place are, and name what it has none of.

    Read the Hill numbers as "as varied as that many categories, all equally
    common": 10 assets of 4 kinds may be as varied as 2.4 kinds in effect,
    when most of them are of one kind. ``missing`` is what people ask about; it says
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
        column of words is a category; an asset of several counts in each.
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
        - ``missing``: names of the categories of which there is none, sorted
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
    >>> variety["missing"]["mill"]
    ('culture', 'exchange', 'individual', 'institution')
    >>> variety["says"]["mill"]
    'Mill End: 3 assets of 2 of the 6 kinds; none yet: culture, exchange, individual,
    institution.'
    """
    if reach is not None and within_min is None:
        raise ReachError("`reach` was given without `within_min`. Say how many minutes are near.")
    places, assets = find_leaves(m.places), m.assets.sort_index()
    categories = find_categories(assets, by)
    require_room(len(places), len(categories.names))
    if within_min is None:
        place, asset = _pairs_in_place(m, places.index, assets)
    else:
        place, asset = _pairs_in_reach(m, places.index, assets, within_min, reach)
    ones = np.ones(len(place), dtype=np.int64)
    has = csr_array((ones, (place, asset)), shape=(len(places), len(assets)))
    counts = (has @ categories.to_csr(len(assets))).toarray()
    order_0, order_1, order_2 = hill_numbers(counts)
    missing = _missing(counts, categories)
    seen = _seen(m, assets, categories, place, asset, len(places))
    rows = {
        "assets": seen.assets,
        "hill_0": order_0,
        "hill_1": order_1,
        "hill_2": order_2,
        "evenness": evenness(order_1, len(categories.names)),
        "missing": missing,
        "says": say_variety(
            places["name"].tolist(), seen, missing,
            by=by, of=len(categories.names), within_min=within_min, is_walked=reach is None,
        ),
    }  # fmt: skip
    return pd.DataFrame(rows, index=places.index).astype({"missing": object, "says": "str"})


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


def _missing(counts: Positions, categories: Categories) -> Objects:
    """Name for each place the categories of which it has none; each different list once."""
    is_missing = np.packbits(counts == 0, axis=1)
    lists, which = np.unique(is_missing, axis=0, return_inverse=True)
    flags = np.unpackbits(lists, axis=1, count=len(categories.names)).astype(bool)
    names = np.array(categories.names, dtype=object)
    named = np.empty(len(lists), dtype=object)
    named[:] = [tuple(names[row]) for row in flags]
    return named[which.ravel()]


def _seen(
    m: AssetMap,
    assets: pd.DataFrame,
    categories: Categories,
    place: Positions,
    asset: Positions,
    places: int,
) -> Seen:
    """Count what each place has, and how well it is known."""
    is_categorised = np.zeros(len(assets), dtype=bool)
    is_categorised[categories.asset] = True

    def count(is_counted: Any) -> Positions:
        flags = np.asarray(is_counted, dtype=bool)
        return np.bincount(place[flags[asset]], minlength=places)

    return Seen(
        assets=count(np.ones(len(assets))),
        old=count(is_old(assets["verified_on"], m.as_of)),
        unconfirmed=count(assets["verified_on"].isna()),
        uncategorised=count(~is_categorised),
    )

"""Which places reach too little of what, and what could fill the gap?"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.gaps.shortfall.sentences import Known, say_middles, say_places
from assetmap.gaps.shortfall.strengths import list_strengths
from assetmap.gaps.shortfall.survey import Survey, take_survey
from assetmap.gaps.supply.categories import Floats, Positions
from assetmap.space import Reach
from assetmap.tables import AssetMap

__all__ = ["find_gaps"]


def find_gaps(
    m: AssetMap,
    *,
    by: str = "kind",
    within_min: float = 15,
    at_least: int = 1,
    reach: Reach | None = None,
) -> gpd.GeoDataFrame:
    """
    Find the places whose people have too little of a kind of asset within reach.

    Read a row as "worth asking about here", never as "nothing here": a gap is
    a finding about the map as much as about the place, and ``says`` tells how
    much of it rests on old or missing records. It begins with what is there.

    Parameters
    ----------
    m
        The map. Only its smallest places are asked about, from a point inside
        each. Assets that are closed do not count, nor do those whose location
        is sensitive, since a finding would tell where they are. An asset
        without a location of its own, as most people are, counts where its
        stated place is. A place without a boundary reaches the assets stated
        to be in it.
    by
        What to look for: ``"kind"`` (all six, also those the map has none
        of), ``"themes"``, or any other column of the assets. Each word of a
        column of words is a category.
    within_min
        Reach in minutes, from 0. An asset exactly that far away is reached.
    at_least
        How many assets of a category a place should reach.
    reach
        Travel costs from places to assets. Straight lines, walked at 80 m a
        minute with a detour of 1.3, when None.

    Returns
    -------
    gaps
        One row per smallest place and category that is short:

        - ``place_id``, ``place`` (its name), ``category``
        - ``reason``: ``none in reach``, ``fewer than N`` (some, but not
          ``at_least`` N) or ``not mapped yet`` (the map has no such asset)
        - ``reached`` (int64): assets of the category within reach
        - ``nearest_id``, ``nearest_m``, ``nearest_min``: the nearest of the
          category, however far. ``nearest_m`` is a straight line, or the
          metres of ``reach``; NaN if ``reach`` is in minutes. All NaN where
          there is none, or nothing can be measured
        - ``people``: population; ``weighted_people``: population times need
        - ``strengths``: ids of up to five assets of other categories within
          reach, spaces and associations first, then the nearest
        - ``old_share``: share of all assets within reach that were last
          confirmed over two years ago; NaN where nothing is
        - ``says``: the finding in plain words
        - ``geometry``: the place

        Worst first: places that reach nothing at all, then those that reach
        nothing of the category, then the rest; within each by
        ``weighted_people``, then ``people``, most first and unknown before
        known; then the farthest nearest, none before any; then by id and
        category. Empty, with the same columns, when nothing is short.

    Raises
    ------
    TableError
        If the assets have no column ``by``.
    ReachError
        If ``reach`` is about other places or assets, or was not measured as
        far as ``within_min``; if ``within_min`` is no time.
    ValueError
        If ``at_least`` is below one, or there are too many categories.

    Examples
    --------
    A hall 500 m from the middle of Mill End, which is 8 minutes on foot:

    >>> from shapely import Point, box
    >>> places = gpd.GeoDataFrame(
    ...     {"name": ["Mill End"]}, index=["mill"], geometry=[box(-9, -9, 9, 9)], crs="EPSG:27700"
    ... )
    >>> hall = gpd.GeoDataFrame(
    ...     {"name": ["Hall"], "kind": ["space"], "verified_on": ["2026-03-01"]},
    ...     index=["hall"], geometry=[Point(300, 400)], crs="EPSG:27700",
    ... )
    >>> import datetime as dt
    >>> m = AssetMap.from_frames(assets=hall, places=places, as_of=dt.date(2026, 6, 1))
    >>> gaps = find_gaps(m)
    >>> gaps["category"].tolist()
    ['association', 'culture', 'exchange', 'individual', 'institution']
    >>> gaps["says"][0]
    'Mill End: 1 asset within a 15 minute walk, among them 1 space; no association on the map
    anywhere yet, so ask who knows of one.'
    >>> find_gaps(m, within_min=5)[["category", "reason", "nearest_id", "nearest_m"]].tail(1)
      category         reason nearest_id  nearest_m
    5    space  none in reach       hall      500.0
    """
    if at_least < 1:
        raise ValueError(f"`at_least` is {at_least}; every place reaches that. Give 1 or more.")
    survey = take_survey(m, by=by, within_min=within_min, at_least=at_least, reach=reach)
    place, category = np.nonzero(survey.is_short)
    order = _worst_first(survey, place, category)
    return _lay_out(survey, place[order], category[order], at_least=at_least)


def _worst_first(survey: Survey, place: Positions, category: Positions) -> Positions:
    """Order gaps that are given by place and category; unknown comes before known."""
    reached = survey.reached
    is_some = reached.by_category[place, category] > 0
    reach_more = np.where(reached.assets[place] == 0, 0, 1 + is_some)
    people, weighted = _people(survey.places)
    _, most_weighted = np.unique(_largest_first(weighted), return_inverse=True)
    _, most_people = np.unique(_largest_first(people), return_inverse=True)
    _, rank = np.unique(most_weighted * len(people) + most_people, return_inverse=True)
    farthest_first = _largest_first(survey.nearest.cost[place, category])
    return np.lexsort((farthest_first, reach_more * len(rank) + rank[place]))


def _people(places: gpd.GeoDataFrame) -> tuple[Floats, Floats]:
    """Count people, and people weighted by need."""
    people = places["population"].to_numpy(dtype="float64")
    return people, people * places["need"].to_numpy(dtype="float64")


def _largest_first(values: Floats) -> Floats:
    """Turn values into a sort key: unknown, then the largest, then the rest."""
    return np.where(np.isnan(values), -np.inf, -values)


def _lay_out(
    survey: Survey, place: Positions, category: Positions, *, at_least: int
) -> gpd.GeoDataFrame:
    """Make the frame, one row per gap."""
    places, nearest = survey.places, survey.nearest
    reached = survey.reached.by_category[place, category]
    cost = nearest.cost[place, category]
    known = survey.known[place, category]
    people, weighted = _people(places)
    rows = {
        "place_id": _text_at(places.index, place),
        "place": _text_at(places["name"], place),
        "category": _text_at(survey.categories.names, category),
        "reason": _reasons(reached, known, at_least),
        "reached": reached,
        "nearest_id": _text_at(survey.assets.index, nearest.asset[place, category]),
        "nearest_m": cost if survey.unit == "m" else np.full(len(cost), np.nan),
        "nearest_min": survey.to_minutes(cost),
        "people": people[place],
        "weighted_people": weighted[place],
        "strengths": list_strengths(
            survey.assets, survey.categories, survey.pairs,
            place=place, category=category, reached=reached, places=len(places),
        ),
        "old_share": _share(survey.reached.old, survey.reached.assets)[place],
        "says": _sentences(survey, place, category, at_least),
    }  # fmt: skip
    geometry = places.geometry.array.take(place)
    return gpd.GeoDataFrame(rows, geometry=geometry, crs=places.crs)


def _text_at(texts: Any, position: Positions) -> Any:
    """Take texts by position; -1 is NaN."""
    return pd.array(texts, dtype="str").take(position, allow_fill=True)


def _reasons(reached: Positions, known: Positions, at_least: int) -> Any:
    reasons = ["none in reach", "not mapped yet", f"fewer than {at_least}"]
    return _text_at(reasons, np.where(reached > 0, 2, known == Known.NOT_MAPPED))


def _share(some: Positions, of: Positions) -> Floats:
    share: Floats = np.full(len(of), np.nan)
    return np.divide(some, of, out=share, where=of > 0)


def _sentences(survey: Survey, place: Positions, category: Positions, at_least: int) -> Any:
    """Put what is there, what is short and what is doubtful into one sentence or two."""
    by, nearest = survey.categories.by, survey.nearest
    names = survey.places["name"].array
    heads, tails = say_places(names, survey.reached, within=survey.within, by=by)
    middles = say_middles(
        survey.categories.names,
        by=by,
        at_least=at_least,
        unit=survey.unit,
        category=category,
        reached=survey.reached.by_category[place, category],
        known=survey.known[place, category],
        cost=nearest.cost[place, category],
        unlocated=survey.unlocated,
    )
    return heads.take(place) + middles + tails.take(place)

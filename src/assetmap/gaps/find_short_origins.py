"""`find_short_origins`: in which streets those live who reach too little of something."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.arrays import largest_first
from assetmap.gaps._gap_question import GapQuestion, choose_assets
from assetmap.gaps._gap_survey import (
    ask_homes,
    leave_out,
    take_texts,
)
from assetmap.gaps._supply import find_nearest_of_homes
from assetmap.language import in_its_language
from assetmap.space import Reach
from assetmap.tables import AssetMap, Grouping, Where, with_grouping, with_shapes

__all__ = ["find_short_origins"]


@in_its_language
def find_short_origins(
    m: AssetMap,
    *,
    category: str,
    by: Grouping = "kind",
    within_min: float = 15,
    at_least: int = 1,
    people: str | pd.Series[Any] | None = None,
    reach: Reach | None = None,
    where: Where | None = None,
    individuals: bool = True,
) -> gpd.GeoDataFrame:
    """
    Find where those live who reach too little of one category: the streets behind a gap.

    Read a row as "these people would have to go further": points near each
    other, with many people, are where something new would serve most. How
    many live at a point may be one household: for a public map ask
    ``select_public(m)``, in which small numbers are merged.

    Parameters
    ----------
    m
        The map; what counts is as for `find_gaps`.
    category
        What is looked for: a kind, or a word of the column ``by``. A word
        that no asset has is missing everywhere, unless it is nearly one that
        some have.
    by
        What ``category`` is a value of: ``"kind"``, ``"themes"``, any other
        column of the assets, or a Series of words by id.
    within_min
        Reach in minutes, from 0.
    at_least
        How many assets of the category people should reach.
    people
        Whom to count, as for `find_gaps`; everybody when None.
    reach
        Travel costs from origins, or from places as one point each; straight
        lines when None.
    where
        Which assets of the category count, as for `find_gaps`.
    individuals
        Whether individuals are counted, as for `find_gaps`.

    Returns
    -------
    origins
        One row per origin that is short, and per place without origins:

        - ``origin_id``: of the origin, or of the place that is one point
        - ``place_id``, ``place_name``, ``category``
        - ``people_short``: who lives there; NaN where nobody knows
        - ``reached`` (int64): how many assets of the category are in reach
        - ``nearest_id``, ``nearest_m``, ``nearest_min``: the nearest, as for
          `find_gaps`
        - ``is_one_point`` (bool): whether it stands for a whole place
        - ``of_people`` (bool): whether individuals were counted
        - ``geometry``: the point

        Most people first, those not counted before nobody; then the farthest
        nearest, none before any; then by id. Empty, with the same columns,
        when nobody is short.

    Raises
    ------
    TableError, ReachError
        As for `find_gaps`.

    Examples
    --------
    >>> from shapely import Point, box
    >>> places = gpd.GeoDataFrame(
    ...     {"name": ["Mill End"]}, index=["mill"], geometry=[box(0, 0, 2000, 900)],
    ...     crs="EPSG:27700",
    ... )
    >>> hall = gpd.GeoDataFrame(
    ...     {"name": ["Hall"], "kind": ["space"]}, index=["hall"], geometry=[Point(300, 400)],
    ...     crs="EPSG:27700",
    ... )
    >>> homes = gpd.GeoDataFrame(
    ...     {"people": [40, 60]}, index=["green", "edge"],
    ...     geometry=[Point(300, 300), Point(1800, 400)], crs="EPSG:27700",
    ... )
    >>> m = AssetMap.from_frames(assets=hall, places=places, origins=homes)
    >>> short = find_short_origins(m, category="space")
    >>> short[["origin_id", "place_name", "people_short", "reached", "nearest_id", "nearest_m"]]
      origin_id place_name  people_short  reached nearest_id  nearest_m
    0      edge   Mill End          60.0        0       hall     1500.0
    """
    m, by = with_grouping(m, by)
    question = GapQuestion(
        by=by, categories=(category,), within_min=within_min, at_least=at_least, min_share=1,
        people=people, need=None, benchmark=None, capacity=None, connected=False, min_effort=0,
        reach=reach, where=choose_assets(m, where), individuals=individuals,
    )  # fmt: skip
    m, question = leave_out(m, question)
    asked = ask_homes(m, question)
    homes, reach = asked.counted.homes, asked.reach
    (found,) = asked.find_shortage(question)
    at = np.flatnonzero(found.is_short(at_least)[:, 0])
    nearest = find_nearest_of_homes(
        homes, asked.assets, asked.categories, at, reach=question.reach, known=asked.known
    )
    asset, cost = nearest.asset[:, 0], nearest.cost[:, 0]
    is_far = question.reach is None or reach.unit == "m"
    place = homes.place[at]
    rows = pd.DataFrame(
        {
            "origin_id": take_texts(homes.ids, at),
            "place_id": take_texts(homes.places, place),
            "place_name": take_texts(asked.leaves["name"], place),
            "category": pd.array([category] * len(at), dtype="str"),
            "people_short": asked.counted.at_home[at],
            "reached": found.reached[at, 0].astype(np.int64),
            "nearest_id": take_texts(asked.assets.index, asset),
            "nearest_m": cost if is_far else np.full(len(at), np.nan),
            "nearest_min": cost * reach.detour / reach.speed_m_per_min if is_far else cost,
            "is_one_point": homes.is_one_point[place],
            "of_people": question.individuals,
        }
    )
    far = np.where(np.isnan(cost), -np.inf, -cost)
    order = np.lexsort((rows["origin_id"], far, largest_first(rows["people_short"])))
    points = homes.points.array.take(at)
    return with_shapes(rows, points).iloc[order].reset_index(drop=True)

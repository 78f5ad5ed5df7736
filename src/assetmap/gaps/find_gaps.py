"""`find_gaps`: which places reach too little of what, and what could fill the gap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.gaps._gap_reasons import CONFIDENCES, REASONS, GapReason
from assetmap.gaps._gap_sentences import say_gaps
from assetmap.gaps._gap_survey import GapQuestion, Survey, take_survey, take_texts
from assetmap.gaps.measure_benchmark import Benchmark
from assetmap.space import Reach
from assetmap.tables import AssetMap, Grouping, with_grouping, with_shapes
from assetmap.typing import Floats

__all__ = ["find_gaps"]


def find_gaps(
    m: AssetMap,
    *,
    by: Grouping = "kind",
    within_min: float = 15,
    at_least: int = 1,
    need: str | pd.Series[Any] | None = None,
    benchmark: Benchmark | Mapping[str, Benchmark] | None = None,
    connected: bool = True,
    min_effort: float = 1,
    reach: Reach | None = None,
    individuals: bool = True,
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
        column of words is a category. A Series gives the words of each asset
        by id.
    within_min
        Reach in minutes, from 0. An asset exactly that far away is reached.
    at_least
        How many assets of a category a place should reach.
    need
        What people are weighed by: a number from 0 for each place, by id, or
        a column of the places. Their ``need`` when None.
    benchmark
        How much there should be for every person who reaches it: a number
        per head, ``Standard(per_1000=0.5)``, ``Quantile(0.25)`` of the
        people of this map, or one of these for each category. Nothing is
        ``over-asked`` by its people when None.
    connected
        Whether what is in reach must also be joined by a tie to somebody of
        the place: a person or an association that belongs to it or is active
        in it. Asked only of maps with ties, and of places of which somebody
        is on the map.
    min_effort
        How many conversations, walks and lists a place needs for its gaps to
        be told from what nobody has asked about; for maps that record effort
        (`measure_effort`).
    reach
        Travel costs from places to assets, such as
        ``Reach.from_streets(m, streets=..., within_min=15)``. Straight lines,
        walked at 80 m a minute with a detour of 1.3, when None.
    individuals
        Whether individuals are counted. When False the map is asked as if
        nobody were on it, so that the answer depends on nobody and may be
        published, also by words: the kind ``individual`` is not asked about,
        nor who is ``connected``.

    Returns
    -------
    gaps
        One row per smallest place and category that is short:

        - ``place_id``, ``place_name``, ``category``
        - ``reason``: ``none in reach``; ``over-asked`` (some in reach, but
          fewer than ``at_least``, or less per head than ``benchmark``);
          ``unconnected`` (enough in reach, and no tie joins any of it to
          anyone of the place); or ``not mapped yet`` (too little was asked
          there to tell, or the sources know of less than half of what there
          is, or the whole map has none and records no effort)
        - ``reached`` (int64): assets of the category within reach
        - ``nearest_id``, ``nearest_m``, ``nearest_min``: the nearest of the
          category, however far. ``nearest_m`` is a straight line, or the
          metres of ``reach``; NaN if ``reach`` is in minutes. All NaN where
          there is none, or nothing can be measured
        - ``access``: assets of the category per head, each shared among the
          people who reach it (`measure_access`, "2sfca"); 0 where none is
          reached, NaN where nobody is known to live near what is
        - ``depth``: how much is missing of ``at_least`` and of ``benchmark``,
          whichever is more: 1 all of it, 0 nothing (``unconnected``)
        - ``people``: population; ``weighted_people``: population times need
        - ``confidence``: how sure the finding is. ``low``: not mapped yet,
          or the way to the nearest is not known, or half or more of what the
          place reaches, people apart, is old or was never confirmed.
          ``high``: the map records effort, and at most a quarter is so. Else
          ``medium``
        - ``strength_ids``: ids of up to five people, and of up to five other
          assets, of other categories within reach that could help: who offers
          something by the name of the category first, then spaces and
          associations, then the nearest
        - ``old_share``: share of all assets within reach that are old; NaN
          where nothing is
        - ``of_people`` (bool): whether individuals were counted
        - ``says``: the finding in plain words
        - ``geometry``: the place

        Worst first: places that reach nothing at all, then those that reach
        nothing of the category, then what is over-asked, then what is
        unconnected; within each by
        ``weighted_people``, then ``people``, most first and unknown before
        known; then the farthest nearest, none before any; then by id and
        category. Empty, with the same columns, when nothing is short.

    Raises
    ------
    TableError
        If the assets have no column ``by``, the places no column ``need``, a
        weight or the benchmark cannot be used, or a benchmark is given and
        the number of people is not known of any place; if ``at_least`` is
        below one, ``min_effort`` below zero, or there are too many cases.
    ReachError
        If ``reach`` is about other places or assets, or was not measured as
        far as ``within_min``; if ``within_min`` is no time.

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
    m, by = with_grouping(m, by)
    question = GapQuestion(
        by=by,
        within_min=within_min,
        at_least=at_least,
        need=need,
        benchmark=benchmark,
        connected=connected,
        min_effort=min_effort,
        reach=reach,
        individuals=individuals,
    )
    survey = _worst_first(take_survey(m, question))
    found = _build_frame(survey, at_least=at_least)
    found.insert(found.columns.get_loc("says"), "of_people", individuals)
    # What may be published depends on both.
    found.attrs |= {"by": survey.by, "shares_people": benchmark is not None}
    return found


def _worst_first(survey: Survey) -> Survey:
    """Order the gaps, which are given by place and category; unknown comes before known."""
    gaps, places = survey.gaps, survey.places
    place = gaps["place"].to_numpy()
    is_any = gaps["reached"].to_numpy() > 0
    stage = np.where(is_any, 2 + (gaps["reason"].to_numpy() == GapReason.UNCONNECTED), 1)
    stage[places["assets"].to_numpy()[place] == 0] = 0
    _, most_weighted = np.unique(_largest_first(places["weighted_people"]), return_inverse=True)
    _, most_people = np.unique(_largest_first(places["people"]), return_inverse=True)
    _, rank = np.unique(most_weighted * len(places) + most_people, return_inverse=True)
    farthest_first = _largest_first(gaps[f"nearest_{survey.unit}"])
    order = np.lexsort((farthest_first, stage * len(rank) + rank[place]))
    return replace(survey, gaps=gaps.take(order))


def _largest_first(values: pd.Series[float]) -> Floats:
    """Turn values into a sort key: unknown, then the largest, then the rest."""
    return np.where(np.isnan(values), -np.inf, -values)


def _build_frame(survey: Survey, *, at_least: int) -> gpd.GeoDataFrame:
    """Make the frame, one row per gap."""
    places, gaps = survey.places, survey.gaps
    place = gaps["place"].to_numpy()
    rows = {
        "place_id": take_texts(places.index, place),
        "place_name": take_texts(places["name"], place),
        "category": take_texts(survey.categories.index, gaps["category"]),
        "reason": take_texts(REASONS, gaps["reason"]),
        "reached": gaps["reached"].array,
        "nearest_id": gaps["nearest_id"].array,
        "nearest_m": gaps["nearest_m"].array,
        "nearest_min": gaps["nearest_min"].array,
        "access": gaps["access"].array,
        "depth": gaps["depth"].array,
        "people": places["people"].array.take(place),
        "weighted_people": places["weighted_people"].array.take(place),
        "confidence": take_texts(CONFIDENCES, gaps["confidence"]),
        "strength_ids": gaps["strength_ids"].array,
        "old_share": places["old_share"].array.take(place),
        "says": say_gaps(survey, at_least=at_least),
    }
    return with_shapes(pd.DataFrame(rows), places.geometry.array.take(place))

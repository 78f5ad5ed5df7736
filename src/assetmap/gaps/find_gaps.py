"""`find_gaps`: whose people reach too little of what, and what could fill the gap."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.arrays import largest_first
from assetmap.gaps._gap_question import GapQuestion, choose_assets
from assetmap.gaps._gap_reasons import CONFIDENCES, REASONS, GapReason
from assetmap.gaps._gap_sentences import say_gaps
from assetmap.gaps._gap_survey import (
    Survey,
    take_numbers,
    take_survey,
    take_texts,
)
from assetmap.gaps.measure_benchmark import Benchmark
from assetmap.language import in_its_language
from assetmap.space import Reach
from assetmap.tables import AssetMap, Grouping, Where, mark_of_map, with_grouping, with_shapes

__all__ = ["find_gaps"]

_COLUMNS = (
    "place_id", "place_name", "category", "reason", "people_short", "share_short", "reached",
    "inside", "nearest_id", "nearest_m", "nearest_min", "access", "depth", "people",
    "weighted_people", "weighted_people_short", "confidence", "strength_ids", "old_share",
    "is_one_point", "at_border", "of_people", "says",
)  # fmt: skip


@in_its_language
def find_gaps(  # noqa: PLR0913 - of what, for whom, how much is enough, how it is reached
    m: AssetMap,
    *,
    by: Grouping = "kind",
    categories: Iterable[str] | None = None,
    within_min: float = 15,
    at_least: int = 1,
    min_share: float = 0.1,
    people: str | pd.Series[Any] | None = None,
    need: str | pd.Series[Any] | None = None,
    benchmark: Benchmark | Mapping[str, Benchmark] | None = None,
    capacity: str | pd.Series[Any] | None = None,
    connected: bool = True,
    min_effort: float = 1,
    reach: Reach | None = None,
    where: Where | None = None,
    individuals: bool = True,
) -> gpd.GeoDataFrame:
    """
    Find whose people have too little of a kind of asset within reach, and how many they are.

    People are counted where they live: at each origin of the map
    (`AssetMap.origins`), and added up to places; a place that no origin
    speaks of is measured from one point inside it, and its sentence says so.
    Read a row as "worth asking about here", never as "nothing here": a gap is
    a finding about the map as much as about the place, and ``says`` tells how
    much of it rests on old or missing records. It begins with what is there.

    Parameters
    ----------
    m
        The map. Only its smallest places are asked about. Assets that are
        closed do not count, nor do those whose location is sensitive, since a
        finding would tell where they are. An asset without a location of its
        own, as most people are, counts where its stated place is. A place
        without a boundary reaches the assets stated to be in it.
    by
        What to look for: ``"kind"`` (all six, also those the map has none
        of), ``"themes"``, or any other column of the assets. Each word of a
        column of words is a category. A Series gives the words of each asset
        by id.
    categories
        The categories to look for; all when None. A word that no asset has is
        missing everywhere, unless it is nearly one that some have.
    within_min
        Reach in minutes, from 0. An asset exactly that far away is reached.
    at_least
        How many assets of a category people should reach.
    min_share
        The share of the people of a place who must be short for the place to
        be listed, above 0 and up to 1. A tenth leaves out few: on two real
        counties one in a hundred of those short, in one in eight of the rows.
    people
        Whom to count: a column of the origins, or of the places, such as
        ``"over_65"``; or numbers by id of origin, or of place. Everybody
        when None.
    need
        What people are weighed by: a number from 0 for each place, by id, or
        a column of the places. When None the ``need`` of origins, and of
        places where that is not known.
    benchmark
        How much there should be for every person who reaches it: a number
        per head, ``Standard(per_1000=0.5)``, ``Quantile(0.25)`` of the
        people of this map, or one of these for each category. Nothing is
        ``over-asked`` by its people when None.
    capacity
        How much each asset has to give, where a hall for 200 is not one for
        12: ``"capacity"``, or numbers by id of asset. ``access`` and the
        benchmark are then per head of it; each asset gives 1 when None.
    connected
        Whether what is in reach must also be joined by a tie to somebody of
        the place: a person or an association that belongs to it or is active
        in it. Asked only of maps with ties, and of places of which somebody
        is on the map.
    min_effort
        How many conversations, walks and lists a place needs for its gaps to
        be told from what nobody has asked about; for maps that record effort
        (`measure_effort`). They are counted over the area that its people
        reach, per head, and those of a larger place are shared out among its
        smaller ones by their people.
    reach
        Travel costs to assets, from origins by their ids, or from places as
        one point each, such as ``Reach.from_streets(m, streets=...,
        within_min=15)``. Straight lines, walked at 80 m a minute with a
        detour of 1.3, when None.
    where
        Which assets of a category count, by what their columns say:
        ``{"cost": "free", "accessible": True, "open_at": "Tue 19:00"}``, or a
        flag for each asset (`assetmap.tables.find_selected`). What does not
        say is not counted, and ``says`` counts how many those are. Such gaps
        stay in the team.
    individuals
        Whether individuals are counted. When False the map is asked as if
        nobody were on it, so that the answer depends on nobody and may be
        published, also by words: the kind ``individual`` is not asked about,
        nor who is ``connected``.

    Returns
    -------
    gaps
        One row per smallest place and category of which enough people are
        short, and one for each category that is ``not located``:

        - ``place_id``, ``place_name``: missing where it is not located;
          ``category``
        - ``reason``: that of most of those who are short. ``none in reach``;
          ``too few in reach`` (some, but fewer than ``at_least``, however few
          share them); ``over-asked`` (less per head than ``benchmark``);
          ``unconnected`` (enough in reach, and no tie joins any of it to
          anyone of the place); ``not mapped yet``
          (too little was asked there to tell, or the sources know of less
          than half of what there is, or the whole map has none and records
          no effort); or ``not located`` (more than half of the category has
          no location, so nobody can tell who reaches it: a row for all
          places)
        - ``people_short``: people who have too little; ``share_short``:
          their share of the people of the place
        - ``reached`` (int64): assets of the category within reach of anybody
          there; ``inside`` (int64): those that lie in the place itself
        - ``nearest_id``, ``nearest_m``, ``nearest_min``: the nearest of the
          category, however far, to the person in the middle: half of the
          people have one at most so far away (the weighted median).
          ``nearest_m`` is a straight line, or the metres of ``reach``; NaN if
          ``reach`` is in minutes. All NaN where there is none, or nothing can
          be measured
        - ``access``: assets of the category per head, each shared among the
          people who reach it (`measure_access`, "2sfca"), on average over the
          people of the place; 0 where none is reached, NaN where nobody is
          known to live near what is
        - ``depth``: how much is missing of ``at_least`` and of ``benchmark``,
          whichever is more, on average over all people: 1 all of it for
          everybody, 0 nothing
        - ``people``: how many live there, by what is stated of the place,
          else the sum of its origins; ``weighted_people``: people times need;
          ``weighted_people_short``: people short times need, where a need
          that is not known counts in full
        - ``confidence``: how sure the finding is. ``low``: not mapped yet,
          or the way to the nearest is not known, or half or more of what the
          place reaches, people apart, is old or was never confirmed; where
          nothing is reached, the nearest is so. ``high``: within two years
          there was a conversation, walk or list for every 1,000 people of
          the area that people reach, in its smallest places themselves; at
          most a quarter is old or unconfirmed, the nearest is not where none
          is in reach, and sources cover three quarters of what there is,
          where they can tell. Else ``medium``
        - ``strength_ids``: ids of up to five people, and of up to five other
          assets, of other categories within reach that could help: who offers
          something by the name of the category first, then spaces and
          associations, then the nearest
        - ``old_share``: share of all assets within reach that are old; NaN
          where nothing is
        - ``is_one_point`` (bool): whether the place was measured from one
          point; ``at_border`` (bool): whether somebody short lives nearer to
          the edge of the mapped area than the reach goes, beyond which there
          may be more
        - ``of_people`` (bool): whether individuals were counted
        - ``says``: the finding in plain words
        - ``geometry``: the place

        Most people short first, weighed by need; whose people nobody has
        counted after those known to be short, and before nobody. Among
        equals places that reach nothing at all come first, then those that
        reach nothing of the category, then what is too few or over-asked,
        then what is unconnected; then the farthest nearest, none before any; then by id
        and category. Empty, with the same columns, when nothing is short.

    Raises
    ------
    TableError
        If the assets have no column ``by``, the places no column ``need``, a
        weight, a number of people or the benchmark cannot be used, or a
        benchmark is given and the number of people is not known of any place;
        if a category is nearly another, ``at_least`` is below one,
        ``min_share`` no share, ``min_effort`` below zero, or there are too
        many cases.
    ReachError
        If ``reach`` is about other places or assets, or was not measured as
        far as ``within_min``; if ``within_min`` is no time.

    See Also
    --------
    summarise_gaps : One row per category.
    find_short_origins : In which streets those who are short live.

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
    >>> find_gaps(m, within_min=5)[["category", "reason", "nearest_id", "nearest_m"]].tail(1)
      category         reason nearest_id  nearest_m
    5    space  none in reach       hall      500.0

    Forty of a hundred people live beside it; from sixty it is 1.5 km away:

    >>> homes = gpd.GeoDataFrame(
    ...     {"people": [40, 60], "place_id": "mill"}, index=["green", "edge"],
    ...     geometry=[Point(300, 300), Point(1800, 400)], crs="EPSG:27700",
    ... )
    >>> m = AssetMap.from_frames(
    ...     assets=hall, places=places, origins=homes, as_of=dt.date(2026, 6, 1)
    ... )
    >>> gaps = find_gaps(m, categories=["space"])
    >>> gaps[["people_short", "share_short", "people", "nearest_m"]]
       people_short  share_short  people  nearest_m
    0          60.0          0.6   100.0     1500.0
    >>> gaps["says"][0]
    'Mill End: 1 asset within a 15 minute walk of people here, among them 1 space; space: 60 of 100
    people have none in reach; half of the people have the nearest within 1.5 km.'
    """
    m, by = with_grouping(m, by)
    question = GapQuestion(
        by=by,
        categories=None if categories is None else tuple(categories),
        within_min=within_min,
        at_least=at_least,
        min_share=min_share,
        people=people,
        need=need,
        benchmark=benchmark,
        capacity=capacity,
        connected=connected,
        min_effort=min_effort,
        reach=reach,
        where=choose_assets(m, where),
        individuals=individuals,
    )
    survey = _most_short_first(take_survey(m, question))
    found = _build_frame(survey, question)
    # What may be published depends on both.
    found.attrs |= {"by": survey.by, "shares_people": benchmark is not None, "where": survey.where}
    found.attrs["language"] = m.language
    found.attrs["shapes"] = mark_of_map(m)  # distances to a home are not published
    return found


def _most_short_first(survey: Survey) -> Survey:
    """
    Order the gaps, which are given by place and category: most people short, by need, first.

    Whose people nobody has counted come after those who are known to be
    short, and before those of whom nobody is. Among equals what reaches
    nothing comes first.
    """
    gaps, places = survey.gaps, survey.places
    place = gaps["place"].to_numpy()
    is_any = gaps["reached"].to_numpy() > 0
    stage = np.where(is_any, 2 + (gaps["reason"].to_numpy() == GapReason.UNCONNECTED), 1)
    stage[np.append(places["assets"].to_numpy(), 1)[place] == 0] = 0
    far = gaps[f"nearest_{survey.unit}"].to_numpy()
    keys = (
        np.where(np.isnan(far), -np.inf, -far),
        stage,
        largest_first(gaps["people_short"]),
        largest_first(gaps["weighted_people_short"]),
    )
    return replace(survey, gaps=gaps.take(np.lexsort(keys)))


def _build_frame(survey: Survey, question: GapQuestion) -> gpd.GeoDataFrame:
    """Make the frame, one row per gap."""
    places, gaps = survey.places, survey.gaps
    place = gaps["place"].to_numpy()
    rows: dict[str, Any] = {
        "place_id": take_texts(places.index, place),
        "place_name": take_texts(places["name"], place),
        "category": take_texts(survey.categories.index, gaps["category"]),
        "reason": take_texts(REASONS, gaps["reason"]),
        "people": take_numbers(places["people"], place),
        "weighted_people": take_numbers(places["weighted_people"], place),
        "confidence": take_texts(CONFIDENCES, gaps["confidence"]),
        "strength_ids": gaps["strength_ids"].array,
        "old_share": take_numbers(places["old_share"], place),
        "is_one_point": take_numbers(places["is_one_point"], place) == 1,
        "of_people": question.individuals,
        "says": say_gaps(survey, at_least=question.at_least),
    }
    frame = pd.DataFrame(
        {name: rows[name] if name in rows else gaps[name].array for name in _COLUMNS}
    )
    return with_shapes(frame, places.geometry.array.take(place, allow_fill=True))

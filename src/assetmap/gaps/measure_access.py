"""`measure_access`: how much each place reaches."""

from __future__ import annotations

from typing import Any, overload

import pandas as pd

from assetmap.errors import ReachError
from assetmap.gaps._access import measure_by_ids, measure_on_map
from assetmap.gaps._access_plan import make_plan
from assetmap.gaps._gap_question import choose_assets
from assetmap.gaps.decay import Decay
from assetmap.language import in_its_language
from assetmap.space import Reach
from assetmap.tables import AssetMap, Grouping, Where, with_grouping

__all__ = ["measure_access"]


@overload
@in_its_language
def measure_access(
    subject: AssetMap,
    *,
    people: str | pd.Series[Any] | None = None,
    supply: str | pd.Series[Any] | None = None,
    by: Grouping = "kind",
    method: str = "2sfca",
    within_min: float | None = None,
    within_m: float | None = None,
    decay: Decay | None = None,
    at_least: float | None = None,
    reach: Reach | None = None,
    where: Where | None = None,
) -> pd.DataFrame: ...


@overload
@in_its_language
def measure_access(
    subject: Reach,
    *,
    people: pd.Series[Any] | None = None,
    supply: pd.DataFrame,
    method: str = "2sfca",
    within_min: float | None = None,
    within_m: float | None = None,
    decay: Decay | None = None,
    at_least: float | None = None,
) -> pd.DataFrame: ...


@overload
@in_its_language
def measure_access(
    subject: Reach,
    *,
    people: pd.Series[Any] | None = None,
    supply: pd.Series[Any] | None = None,
    method: str = "2sfca",
    within_min: float | None = None,
    within_m: float | None = None,
    decay: Decay | None = None,
    at_least: float | None = None,
) -> pd.Series[Any]: ...


@in_its_language
def measure_access(  # noqa: PLR0913 - who, of what, how it is measured, how it is reached
    subject: AssetMap | Reach,
    *,
    people: str | pd.Series[Any] | None = None,
    supply: str | pd.Series[Any] | pd.DataFrame | None = None,
    by: Grouping = "kind",
    method: str = "2sfca",
    within_min: float | None = None,
    within_m: float | None = None,
    decay: Decay | None = None,
    at_least: float | None = None,
    reach: Reach | None = None,
    where: Where | None = None,
) -> pd.Series[Any] | pd.DataFrame:
    """
    Measure how much of each category of asset the people of each place reach.

    It is measured where people live, from each origin of the map
    (`AssetMap.origins`), and added up to places by people; a place that no
    origin speaks of is measured from one point inside it, and
    `assetmap.space.find_homes` tells which those are.

    Read more as better, except for ``"nearest"``, which is a cost. A place
    that reaches nothing is 0 (``"nearest"``: inf), never missing. What was
    not mapped is not counted: ask about a 0 before you call it a lack.

    Parameters
    ----------
    subject
        The map; or a reach, from places to assets, with ``people`` and
        ``supply`` of your own. Closed assets of a map never count, nor those
        whose location is sensitive.
    people
        People by id of place. On a map as for `find_gaps`: a column of the
        origins, or of the places, such as ``"over_65"``; numbers by id of
        origin, or of every smallest place; everybody when None. Or ``"weighted"``:
        everybody, times need. What a place has is the mean over these people,
        and they share it. An unknown number counts as no people.
    supply
        How much there is, by id of asset: each counts 1 when None. On a map
        also ``"capacity"``. With a reach a frame of assets by categories
        gives places by categories. Nothing may be unknown.
    by
        On a map, what to tell apart: ``"kind"`` (all six), ``"themes"`` or
        any column of the assets; each word of a column of words is a category.
        A Series gives the words of each asset by id.
    method
        - ``"nearest"``: cost of the way to the nearest supply above 0, in
          minutes, or in metres where the reach or the limit is. Half of the
          people of a place have it at most so far away (the weighted median)
        - ``"count"``: supply within reach (cumulative opportunities), on
          average over the people of a place, as are those that follow
        - ``"gravity"``: the same, weighted by ``decay`` (Hansen)
        - ``"2sfca"``: supply per head within reach. Each supply is shared by
          all who reach it, and each place adds up its shares
        - ``"e2sfca"``: the same, both ways weighted by ``decay``
        - ``"m2sfca"``: the same, but what is far from everyone is not shared
          out in full, so that one far asset is worth less than one near one
    within_min, within_m
        How far to look, not both: what costs just that is within. All of the
        reach when neither is given. On a map without one it is as far as
        ``decay`` goes, in minutes; for ``"nearest"`` anywhere; for
        ``"count"`` and ``"2sfca"`` 15 minutes, as in `find_gaps`: farther
        than that nearly everybody reaches the same.
    decay
        How weights fall with cost, in the unit of the reach. ``"e2sfca"`` and
        ``"m2sfca"`` weigh 1, .68 and .22 up to 10, 20 and 30 minutes when None.
    at_least
        With ``"count"``: give the share of people, from 0 to 1, who reach
        this much, instead of how much they reach.
    reach
        On a map, travel costs to assets, from places, as one point each, or
        from origins by their ids; straight lines when None.
    where
        On a map, which assets count, by what their columns say, as for
        `find_gaps`: ``{"cost": "free", "accessible": True}``, or a flag for
        each asset. What does not say is not counted.

    Returns
    -------
    access
        float64. On a map: the smallest places, sorted, by categories. With a
        reach: a Series named after the method on the index of ``people``
        (the reach's origins when None), or a frame if ``supply`` is one. A
        place that is absent from the reach reaches nothing; an asset that is
        absent supplies nobody; a supply that nobody asks for is 0 to all.

    Raises
    ------
    ReachError
        If the method, limit or decay cannot be used, the reach was not
        measured that far, or it is about ids that have no number.
    TableError
        With every number that cannot be used; if nobody's number of people is
        known; if there is no column ``by``, or none of ``people``; if
        ``where`` asks what no asset says; if there are too many cases.

    Notes
    -----
    Measured from origins, P_i is the people at origin i, its share of the
    people of its place, and a place has the mean of its origins by people.
    With people P, supply S and weights W, "m2sfca" is Σ_j S_j W_ij² /
    Σ_k P_k W_kj; "e2sfca" has W_ij for W_ij², and "2sfca" is that with W 1.
    For the two, Σ P_i A_i is all supply that anybody reaches. About 50 bytes
    per pair are held besides the reach.

    References
    ----------
    .. [1] Hansen (1959), "How accessibility shapes land use", Journal of the
       American Institute of Planners 25(2), 73-76.
    .. [2] Luo and Wang (2003), "Measures of spatial accessibility to health
       care in a GIS environment", Environment and Planning B 30(6), 865-884.
    .. [3] Luo and Qi (2009), "An enhanced two-step floating catchment area
       (E2SFCA) method", Health & Place 15(4), 1100-1107.
    .. [4] Delamater (2013), "Spatial accessibility in suboptimally configured
       health care systems", Health & Place 24, 30-43.

    Examples
    --------
    Ten places at a choir, 5 minutes from 100 people and 10 from 200; nobody
    from the Isle gets there in time:

    >>> table = pd.DataFrame(
    ...     {"from_id": ["mill", "hill"], "to_id": ["choir", "choir"], "minutes": [5, 10]}
    ... )
    >>> people = pd.Series({"isle": 50, "mill": 100, "hill": 200})
    >>> reach = Reach.from_frame(table)
    >>> chances = pd.Series({"choir": 10})
    >>> measure_access(reach, people=people, supply=chances, within_min=15).round(4).to_dict()
    {'isle': 0.0, 'mill': 0.0333, 'hill': 0.0333}
    >>> measure_access(reach, people=people, supply=chances, method="nearest").to_dict()
    {'isle': inf, 'mill': 5.0, 'hill': 10.0}
    """
    plan = make_plan(
        method=method, within_min=within_min, within_m=within_m, decay=decay, at_least=at_least
    )
    if isinstance(subject, AssetMap):
        m, by = with_grouping(subject, by)
        return measure_on_map(
            m, plan, demand=people, supply=supply, by=by, reach=reach,
            where=choose_assets(m, where),
        )  # fmt: skip
    is_of_map = reach is not None or where is not None or not _is_kind(by)
    if is_of_map or isinstance(people, str) or isinstance(supply, str):
        raise ReachError(
            "`reach`, `by`, `where` and names of columns belong to a map, and a reach was given. "
            "Give numbers by id, or measure access on the map with reach=."
        )
    return measure_by_ids(subject, plan, demand=people, supply=supply)


def _is_kind(by: Grouping) -> bool:
    """Tell whether a grouping is the usual one, which says nothing of a reach."""
    return isinstance(by, str) and by == "kind"

"""Clusters of places that are short, and whether chance would make as many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import Problem, TableError, find_near_word, find_unknown
from assetmap.gaps._local_statistics import NOT_SCORABLE, PERMUTATIONS
from assetmap.gaps.measure_g_star import measure_g_star
from assetmap.gaps.measure_local_moran import measure_local_moran
from assetmap.language import in_its_language
from assetmap.space import find_bounded, find_leaves, join_neighbours
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Floats, Positions

__all__ = ["find_gap_clusters"]

_MEASURES = {"moran": measure_local_moran, "g_star": measure_g_star}
_GAPS_FIRST = {
    "low": ("low among low", "cold spot", "low among high", "high among low"),
    "high": ("high among high", "hot spot", "high among low", "low among high"),
}
_SCORED = ("neighbour_mean", "n_neighbours", "local_statistic", "cluster", "p", "q", "is_cluster")
_NO_VALUE, _NO_NEIGHBOURS, _NO_DIFFERENCES = NOT_SCORABLE
_UNLIKE = ("low among high", "high among low")


@in_its_language
def find_gap_clusters(
    m: AssetMap,
    *,
    values: pd.Series[Any],
    worse: Literal["low", "high"] = "low",
    statistic: Literal["moran", "g_star"] = "moran",
    neighbours: Literal["queen", "rook"] | int = "queen",
    apart_m: float = 0.0,
    permutations: int = PERMUTATIONS,
    seed: int = 0,
    alpha: float = 0.05,
) -> gpd.GeoDataFrame:
    """
    Find the places where a gap spreads over neighbours, more than chance would do.

    Read a cluster as one shared gap, worth asking about together: what would
    serve one of its places may serve those beside it. A gap that is not in a
    cluster is no smaller for it. Values are compared with each other, not
    with a standard: where everybody is short, nothing stands out.

    Parameters
    ----------
    m
        The map. Only its smallest places are asked about.
    values
        A number for each place, by ``place_id``: access, depth, need, people
        per library. Its name is what the sentences call it. Places that are
        left out, or missing, are not scored and are nobody's neighbour; those
        of larger places are passed over. Not modified.
    worse
        Which end is the gap: ``"low"`` for access, ``"high"`` for depth, need
        or minutes.
    statistic
        ``"moran"``: local Moran's I, which also tells a place that is unlike
        its neighbours. ``"g_star"``: Gi*, of a place and its neighbours
        together.
    neighbours
        ``"queen"``: places whose boundaries share at least a point;
        ``"rook"``: a line; a number: that many of the nearest, and any just as
        near as the last of them.
    apart_m
        How far apart two boundaries may be and still meet, with ``"queen"``.
    permutations
        How often the values of the other places are shuffled.
    seed
        Where the random numbers start. The order of the rows and the ids of
        the places make no difference.
    alpha
        Which share of the clusters found may be there by chance.

    Returns
    -------
    clusters
        One row per smallest place:

        - ``place_id``, ``place_name``, ``value``
        - ``neighbour_mean``: the mean of its neighbours' values, ``n_neighbours``: how
          many they are
        - ``local_statistic``: local I or Gi*
        - ``cluster``: ``low among low``, ``low among high``, ``high among low``
          or ``high among high``; ``cold spot`` or ``hot spot``. Low is not
          above the mean. Else why there is nothing to compare: ``no value``,
          ``no neighbours`` or ``no differences`` (all values are equal)
        - ``p``: how likely surroundings so low, or so high, would be by
          chance, two-sided; ``q``: the same, adjusted for the number of
          places. NaN where there is nothing to compare
        - ``is_cluster``: a gap among gaps, with a q of at most ``alpha``: the
          heart of a cluster, to which the places beside it belong
        - ``says``: the finding in plain words
        - ``geometry``: the place

        First the places that cannot be compared, since a place on its own is
        easily missed; then gaps among gaps, the surest first; then gaps
        among places that have more, places that have more among gaps, and the
        rest; each by q and p, then the worst value, then by id.

    Raises
    ------
    TableError
        If ``values`` are not numbers by the ids of this map's places, or a
        word or number cannot be used.
    ReachError
        If ``neighbours`` or ``apart_m`` cannot be used.

    See Also
    --------
    measure_local_moran, measure_g_star : The same on weights of your own.

    Notes
    -----
    Formulas and sources there. For equal neighbours both statistics have
    nearly the same p: it asks how unusual the neighbours are. What is known
    about a place is only as good as the value given: look at where it rests on
    old records before you speak of a cluster.

    Examples
    --------
    Four villages in a row, and an island:

    >>> from shapely import box
    >>> places = gpd.GeoDataFrame(
    ...     {"name": ["Ash", "Beck", "Cote", "Dale", "Eyot"]},
    ...     index=list("abcde"),
    ...     geometry=[*(box(x, 0, x + 10, 10) for x in (0, 10, 20, 30)), box(90, 0, 99, 9)],
    ...     crs="EPSG:27700",
    ... )
    >>> m = AssetMap.from_frames(assets=pd.DataFrame({"name": [], "kind": []}), places=places)
    >>> access = pd.Series([0.0, 1.0, 4.0, 5.0, 0.0], index=list("abcde"), name="access")
    >>> clusters = find_gap_clusters(m, values=access)
    >>> clusters[["place_id", "value", "neighbour_mean", "cluster"]]
      place_id  value  neighbour_mean          cluster
    0        e    0.0             NaN    no neighbours
    1        a    0.0             1.0    low among low
    2        b    1.0             2.0    low among low
    3        c    4.0             3.0  high among high
    4        d    5.0             4.0  high among high
    >>> clusters["says"][1]
    'Ash: access 0; 1 in the place beside it, 2 over all. Low among low, but chance alone could
    do this (q 1).'
    """
    _check_choices(worse=worse, statistic=statistic, alpha=alpha)
    places = find_leaves(m)
    known = _values_by_place(values, places, m.places.index)
    joined = join_neighbours(places, neighbours=neighbours, apart_m=apart_m)
    scores = _MEASURES[statistic](known, joined, permutations=permutations, seed=seed)
    is_gap = (scores["cluster"].isin(_GAPS_FIRST[worse][:2])).to_numpy()
    scores["is_cluster"] = is_gap & (scores["q"] <= alpha).to_numpy()
    says = say_clusters(
        places["name"].tolist(),
        known,
        scores,
        alpha=alpha,
        called=str(values.name or "value"),
        unvalued=_count_unvalued(joined, known),
        is_bounded=find_bounded(places),
    )
    order = _worst_first(known, scores, worse)
    rows = {
        "place_id": pd.array(places.index, dtype="str"),
        "place_name": places["name"].array,
        "value": known.to_numpy(),
        **{name: scores[name].array for name in _SCORED},
        "says": pd.array(says, dtype="str"),
    }
    found = gpd.GeoDataFrame(rows, geometry=places.geometry.array, crs=places.crs)
    return found.iloc[order].reset_index(drop=True)


def _check_choices(*, worse: str, statistic: str, alpha: float) -> None:
    problems = [
        Problem(name, f"unknown_{name}", f"{given!r} is not known.", find_near_word(given, known))
        for name, given, known in (
            ("worse", worse, _GAPS_FIRST),
            ("statistic", statistic, _MEASURES),
        )
        if given not in known
    ]
    if not 0 < alpha < 1:
        says = f"{alpha!r} is no share."
        problems.append(Problem("alpha", "no_share", says, "Give one between 0 and 1."))
    if problems:
        raise TableError("Clusters cannot be looked for in this way.", problems)


def _values_by_place(
    values: pd.Series[Any], places: gpd.GeoDataFrame, known: pd.Index[Any]
) -> pd.Series[Any]:
    """Put values beside the smallest places, NaN where there is none."""
    if not isinstance(values, pd.Series):
        raise TableError(
            f"`values` is a {type(values).__name__}. Give a pandas Series by `place_id`."
        )
    values = values.set_axis(values.index.map(str))
    twice = values.index[values.index.duplicated()].unique()
    problems = [
        Problem("values", "twice", f"{place!r} has more than one value.", "Give one each.")
        for place in twice
    ]
    problems += find_unknown("values", values.index, known)
    if problems:
        raise TableError("These values are not about the places of this map.", problems)
    if not pd.api.types.is_numeric_dtype(values.dtype):
        raise TableError(f"`values` hold {values.dtype}, not numbers. Give numbers by `place_id`.")
    return values.astype("float64").reindex(places.index)


def _count_unvalued(joined: csr_array, known: pd.Series[Any]) -> Positions:
    """Count the neighbours that no value was given for."""
    counts: Floats = joined @ known.isna().to_numpy(dtype=np.float64)
    return counts.astype(np.int64)


def _worst_first(known: pd.Series[Any], scores: pd.DataFrame, worse: str) -> Positions:
    """Order places: what cannot be compared, then gaps among gaps; by id at last."""
    ranks = {kind: rank for rank, kind in enumerate((*NOT_SCORABLE, *_GAPS_FIRST[worse]))}
    rank = scores["cluster"].map(ranks).fillna(len(ranks)).to_numpy(dtype=np.float64)
    q, p = (scores[name].fillna(-1.0).to_numpy() for name in ("q", "p"))
    value = known.to_numpy() if worse == "low" else -known.to_numpy()
    is_known: Flags = ~np.isnan(value)
    return np.lexsort((np.where(is_known, value, -np.inf), p, q, rank))  # stable: then by id


def say_clusters(
    names: Sequence[str],
    values: pd.Series[Any],
    scores: pd.DataFrame,
    *,
    alpha: float,
    called: str,
    unvalued: Positions,
    is_bounded: Flags,
) -> list[str]:
    """Say for each place what it has, what is around it, and what that may mean."""
    mean = f"{values.mean():.3g} over all"
    columns = [scores[name].tolist() for name in ("neighbour_mean", "n_neighbours", "cluster", "q")]
    columns += [scores["is_cluster"].tolist(), unvalued.tolist(), is_bounded.tolist()]
    rows = zip(names, values.tolist(), *columns, strict=True)
    return [
        f"{name}: {_say_alone(kind, called, value, has_boundary, unknown)}"
        if kind in NOT_SCORABLE
        else f"{name}: {called} {value:.3g}; {around:.3g} {_beside(count)}, {mean}. "
        f"{_say_kind(kind, q, alpha, is_cluster)}{_say_left_out(unknown)}"
        for name, value, around, count, kind, q, is_cluster, unknown, has_boundary in rows
    ]


def _say_alone(kind: str, called: str, value: float, has_boundary: bool, unknown: int) -> str:  # noqa: FBT001
    if kind == _NO_VALUE:
        return f"{called} not known, so there is nothing to compare."
    said = f"{called} {value:.3g}"
    if kind == _NO_DIFFERENCES:
        return f"{said}; all places have the same, so none stands out."
    if not has_boundary:
        return f"{said}; it has no boundary, so what lies beside it is not known."
    if unknown:
        return f"{said}; what the places beside it have is not known."
    return f"{said}; no other place is beside it, so there is none to compare."


def _say_kind(kind: str, q: float, alpha: float, is_cluster: bool) -> str:  # noqa: FBT001
    said = kind.capitalize()
    if q > alpha:
        return f"{said}, but chance alone could do this (q {q:.2g})."
    if is_cluster:
        return f"{said}: part of a cluster of gaps, which chance would rarely make (q {q:.2g})."
    if kind in _UNLIKE:
        return f"{said}: unlike the places beside it, more than chance would do (q {q:.2g})."
    return f"{said}: part of a cluster of strengths, which chance would rarely make (q {q:.2g})."


def _say_left_out(unknown: int) -> str:
    if not unknown:
        return ""
    return f" Left out, since no value is known: {unknown} beside it."


def _beside(count: int) -> str:
    return "in the place beside it" if count == 1 else f"on average in the {count} beside it"

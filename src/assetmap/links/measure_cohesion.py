"""How well people, groups and places hang together, in a dozen numbers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assetmap.links._cohesion_sentences import say_cohesion
from assetmap.links._snapshot import Snapshot, measure_algebraic_connectivity, take_snapshot
from assetmap.network import (
    AssetGraph,
    find_bridges,
    find_smallest_cut,
    measure_components,
    measure_degree,
    measure_spans,
)
from assetmap.tables import AssetMap, Grouping, with_grouping

__all__ = ["COHESION_MEASURES", "measure_cohesion"]

COHESION_MEASURES = (
    "components", "largest_share", "isolates", "bridges", "ei", "places", "places_alone",
    "place_components", "unreachable_pairs", "mean_distance", "algebraic_connectivity",
    "edge_connectivity",
)  # fmt: skip
"""Rows of what `measure_cohesion` gives, in order."""


def measure_cohesion(
    m: AssetMap, *, by: Grouping = "place", level: str | None = None
) -> pd.DataFrame:
    """
    Measure how well a community hangs together, within and between its places.

    Read several rows side by side, and before and after (`compare_cohesion`)
    rather than against another town: who is asked more has more ties on
    record. None of the numbers is a mark.

    Parameters
    ----------
    m
        The map. Not modified.
    by
        ``"place"``; or a column of the assets, such as ``"theme"``, whose
        words then stand for the places; or a Series of words by id.
    level
        Level of the places, such as ``"district"``; the smallest when None.

    Returns
    -------
    cohesion
        By ``measure``, with ``value`` (float64) and ``says`` (a sentence).
        Over people, groups and everything else that counts, and their ties:

        - ``components``: separate parts; an asset without a tie is one
        - ``largest_share``: share of the assets in the largest, 0 to 1
        - ``isolates``: assets without a tie
        - ``bridges``: pairs of assets whose ties are the only way between two
          sides; an introduction can give them a second
        - ``ei``: ties between places less those within, over both, -1 to 1;
          each asset in its own place. NaN without such a tie

        Over places, linked by whoever is active in both, by interlocking
        groups and by ties (as in `find_links`):

        - ``places``: how many there are
        - ``places_alone``: places without a link
        - ``place_components``: separate parts of linked places
        - ``unreachable_pairs``: pairs of places that no chain of links joins
        - ``mean_distance``: the fewest links from place to place, on average
          over the pairs that a chain joins: 1 where somebody is active in
          both or tied across, 2 where it takes a place in between. NaN where
          no two are joined
        - ``algebraic_connectivity``: 0 in parts, higher the harder places are
          to part (second-smallest eigenvalue of the Laplacian; pairs count
          once). NaN with fewer than two places
        - ``edge_connectivity``: the fewest people, groups, interlocks and ties
          whose loss would part the places, each counted for every pair it
          joins. 0 in parts, NaN with fewer than two places

    Raises
    ------
    TableError
        If no place has the level, or there is no such column.
    GraphError
        If the assets join too many pairs of places.

    See Also
    --------
    compare_cohesion : The same before and after.
    measure_silos : How closed each group is.

    Notes
    -----
    Closed assets, secret locations, people who took back their consent to be
    stored, ended ties and nominations do not count. `measure_silos` counts the
    ties of the graph that it is given, those of closed assets too, so that
    its E-I can differ a little. Algebraic connectivity:
    Fiedler (1973); edge connectivity: Stoer and Wagner (1997).

    Examples
    --------
    Asha is the only link between the mill and the hill:

    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {
    ...             "name": ["Asha", "Ben", "Choir"],
    ...             "kind": ["individual", "individual", "association"],
    ...             "place_id": ["mill", "mill", "hill"],
    ...         },
    ...         index=["asha", "ben", "choir"],
    ...     ),
    ...     ties=pd.DataFrame(
    ...         {"source": ["asha", "asha"], "target": ["ben", "choir"], "kind": "knows"}
    ...     ),
    ... )
    >>> measure_cohesion(m)["value"].loc[["components", "bridges", "ei", "edge_connectivity"]]
    measure
    components           1.0
    bridges              2.0
    ei                   0.0
    edge_connectivity    1.0
    Name: value, dtype: float64
    """
    m, by = with_grouping(m, by)
    snapshot = take_snapshot(m, by=by, level=level)
    cut = find_smallest_cut(snapshot.between)
    values = _measure_assets(snapshot) | _measure_places(snapshot.between)
    values["edge_connectivity"] = cut.weight
    index = pd.Index(COHESION_MEASURES, dtype="str", name="measure")
    value = pd.Series(values, dtype=np.float64).reindex(index)
    aside = snapshot.presence.names[snapshot.between.ids.isin(cut.side)]
    says = say_cohesion(values, snapshot, aside=aside, is_place=by == "place")
    return pd.DataFrame({"value": value, "says": pd.Series(says, index, dtype="str")})


def _measure_assets(snapshot: Snapshot) -> dict[str, float]:
    """Measure how people, groups and everything else hang together."""
    n_assets, n_pairs = len(snapshot.assets), snapshot.within + snapshot.across
    sizes = np.bincount(measure_components(snapshot.assets))
    return {
        "components": len(sizes),
        "largest_share": float(sizes.max() / n_assets) if n_assets else float("nan"),
        "isolates": int((measure_degree(snapshot.assets) == 0).sum()),
        "bridges": len(find_bridges(snapshot.assets)),
        "ei": (snapshot.across - snapshot.within) / n_pairs if n_pairs else float("nan"),
    }


def _measure_places(between: AssetGraph) -> dict[str, float]:
    """Measure how places hang together, but for the smallest cut."""
    spans = measure_spans(between)
    return {
        "places": len(between),
        "places_alone": int((measure_degree(between) == 0).sum()),
        "place_components": len(np.bincount(measure_components(between))),
        "unreachable_pairs": spans.apart,
        "mean_distance": spans.mean_steps,
        "algebraic_connectivity": measure_algebraic_connectivity(between),
    }

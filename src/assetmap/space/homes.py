"""Where the people of places live: weighted points, and what each of them reaches."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.arrays import lookup_sorted, ragged_arange
from assetmap.space.containment import assign_places, find_leaves
from assetmap.space.origins_destinations import Ends, find_ends
from assetmap.space.points import Spots, has_shape, hold_shapes, shapes_of
from assetmap.space.reach import Reach
from assetmap.space.straight_lines import join_pairs
from assetmap.tables import AssetMap, once_a_map
from assetmap.typing import Flags, Floats, Pairs, Positions

__all__ = ["Homes", "find_homes"]

_NOWHERE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """
    Weighted points where people live, the homes of one place after those of another.

    ``ids`` are those of origins, or of places that are one point; ``points``
    their shapes, None where nobody knows. ``place`` tells by position which of
    the smallest ``places`` each is in, and ``share`` which part of its people
    live there: the shares of a place add up to 1. ``counted`` is how many
    people an origin says live there; 0 where a place is one point.
    ``is_one_point`` tells the places that no origin speaks of. ``locations``
    is where assets are, and ``stated`` the pairs of a home and an asset of one
    place that no way between points joins. ``starts`` and ``stops`` are the
    coordinates of points and locations.
    """

    ids: pd.Index[str]
    points: gpd.GeoSeries
    place: Positions
    share: Floats
    counted: Floats
    places: pd.Index[str]
    is_one_point: Flags
    locations: gpd.GeoSeries
    stated: Pairs
    ends: Ends
    starts: Spots
    stops: Spots

    def spread(self, amounts: Floats) -> Floats:
        """Share out what places have, such as people, among their homes."""
        return amounts[self.place] * self.share

    def lead_to(self, assets: Positions) -> Homes:
        """Keep only these assets, given sorted, to be reached."""
        home, asset = self.stated
        at = lookup_sorted(asset, assets)
        is_kept = at >= 0
        return replace(
            self,
            locations=self.locations.iloc[assets],
            stops=self.stops.take(assets),
            stated=(home[is_kept], at[is_kept]),
        )

    def take(self, part: slice) -> Homes:
        """Keep only these homes, one after the other; ``share`` stays of the whole place."""
        home, asset = self.stated
        first, stop, _ = part.indices(len(self.ids))
        is_kept = (home >= first) & (home < stop)
        return replace(
            self,
            ids=self.ids[part],
            points=self.points.iloc[part],
            starts=self.starts.take(part),
            place=self.place[part],
            share=self.share[part],
            stated=(home[is_kept] - first, asset[is_kept]),
        )

    def measure_reach(
        self, *, within_m: float | None = None, within_min: float | None = None
    ) -> Reach:
        """Measure straight lines from every home, and add what is stated at no cost."""
        known = self.starts, self.stops
        ends = Ends(self.points, self.locations, None, self.ends.country, known)
        reach = Reach.from_straight_lines(ends, within_m=within_m, within_min=within_min)
        start, end = self.stated
        if not len(start):
            return reach
        pairs = join_pairs(
            (reach.from_position, reach.to_position, reach.cost),
            (start, end, np.zeros(len(start))),
            n_destinations=len(self.locations),
        )
        return replace(reach, from_position=pairs[0], to_position=pairs[1], cost=pairs[2])


def find_homes(
    m: AssetMap, *, with_origins: bool = True, people: pd.Series[Any] | None = None
) -> Homes:
    """
    Find the weighted points from which the places of a map are measured.

    An origin is of the place that it states, else of the one its point is in;
    one without a point stands at the middle of its place. A place that no
    origin speaks of is one point inside it, with all its people, as all are
    when not ``with_origins``. Where nobody lives at any origin of a place,
    its origins count alike. ``people`` counts others than everybody at each
    origin, by id, unknown as nobody.

    Those of everybody are found once, and kept with the map.
    """
    if people is None:
        return _find_usual_homes(m, with_origins=with_origins)
    usual = _find_usual_homes(m, with_origins=with_origins)
    counted = np.where(usual.is_one_point[usual.place], 0.0, _count(people.reindex(usual.ids)))
    weight = np.where(usual.is_one_point[usual.place], 1.0, counted)
    return replace(usual, counted=counted, share=_share(weight, usual.place, len(usual.places)))


@once_a_map
def _find_usual_homes(m: AssetMap, *, with_origins: bool) -> Homes:
    """Find where everybody lives."""
    ends = find_ends(m)
    middles = shapes_of(ends.origins)
    places = ends.origins.index
    ids, place, shapes, counted = _read_origins(m, places, with_origins=with_origins)
    is_bare = ~has_shape(shapes)
    shapes[is_bare] = middles[place[is_bare]]
    is_one_point = np.bincount(place, minlength=len(places)) == 0
    alone = np.flatnonzero(is_one_point)
    place = np.concatenate([place, alone])
    order = np.argsort(place, kind="stable")
    place = place[order]
    weight = np.concatenate([counted, np.ones(len(alone))])[order]
    counted = np.concatenate([counted, np.zeros(len(alone))])[order]
    points = np.concatenate([shapes, middles[alone]])[order]
    names = pd.Index(np.concatenate([ids, places[alone].to_numpy(dtype=object)])[order]).astype(
        "str"
    )
    return Homes(
        names,
        hold_shapes(points, names, m.crs),
        place,
        _share(weight, place, len(places)),
        counted,
        places,
        is_one_point,
        ends.destinations,
        _find_stated(ends, points, place),
        ends,
        Spots.from_shapes(points),
        Spots.from_shapes(shapes_of(ends.destinations)),
    )


def _read_origins(
    m: AssetMap, places: pd.Index[str], *, with_origins: bool
) -> tuple[np.ndarray, Positions, np.ndarray, Floats]:
    """Read the origins that are in one of the smallest places, and in which."""
    origins = m.origins if with_origins else m.origins.head(0)
    place: Positions = np.asarray(places.get_indexer(pd.Index(origins["place_id"])), dtype=np.intp)
    is_lost = (place == _NOWHERE) & has_shape(shapes_of(origins))
    if is_lost.any():
        inside = assign_places(origins.geometry[is_lost], find_leaves(m))
        place[is_lost] = places.get_indexer(pd.Index(inside))
    is_here = place != _NOWHERE
    here = origins[is_here]
    return (
        here.index.to_numpy(dtype=object),
        place[is_here],
        np.array(shapes_of(here), dtype=object),
        _count(here["people"]),
    )


def _count(people: pd.Series[Any]) -> Floats:
    """Read numbers of people; one that is not known is nobody."""
    counts: Floats = np.nan_to_num(people.to_numpy(dtype=np.float64, na_value=np.nan))
    return counts


def _share(weight: Floats, place: Positions, places: int) -> Floats:
    """Give which part of the people of its place each home has."""
    total = np.bincount(place, weight, minlength=places)
    is_empty = total[place] == 0
    weight = np.where(is_empty, 1.0, weight)
    shares: Floats = weight / np.bincount(place, weight, minlength=places)[place]
    return shares


def _find_stated(ends: Ends, points: np.ndarray, place: Positions) -> Pairs:
    """Pair the homes of a place without boundary with what is stated to be there."""
    nothing: Positions = np.empty(0, dtype=np.intp)
    if ends.stated_in is None or not (ends.stated_in >= 0).any():
        return nothing, nothing
    asset = np.flatnonzero(ends.stated_in >= 0)
    of = ends.stated_in[asset]
    first = np.searchsorted(place, of)
    counts = np.searchsorted(place, of, side="right") - first
    home, asset = ragged_arange(first, counts), np.repeat(asset, counts)
    is_bare = shapely.is_missing(points)[home]
    is_unlocated = ~has_shape(shapes_of(ends.destinations))[asset]
    is_of_use = is_bare | is_unlocated  # ways between points are measured
    home, asset = home[is_of_use], asset[is_of_use]
    order = np.lexsort((asset, home))
    return home[order], asset[order]

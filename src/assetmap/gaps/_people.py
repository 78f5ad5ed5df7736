"""How many people live where, counted by what was asked, and what they count for by need."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.effort import Area
from assetmap.errors import Problem, TableError, find_near_word
from assetmap.gaps._amounts import find_unknown_ids, find_unusable
from assetmap.language import say
from assetmap.model import say_column
from assetmap.space import Homes, Reach, find_homes, find_places_near
from assetmap.tables import AssetMap, list_effort
from assetmap.typing import Flags, Floats
from assetmap.wording import say_number

__all__ = [
    "CountedPeople",
    "count_at_homes",
    "count_people",
    "find_area",
    "is_of_origins",
    "read_need",
    "weigh_homes",
]

_EVERYBODY = "population"
_NO_COUNTS = {"need", "place_id", "parent_id", "geometry", "sources"}
"""Columns of origins and places that are no numbers of people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPeople:
    """
    Where people live, how many they are, and what they count for by need.

    ``homes`` are weighted points (`assetmap.space.Homes`); ``at_home`` and
    ``weighted_at_home`` are people, and people times need, of each of them;
    ``people`` and ``weighted`` the same of each of the smallest places. NaN
    where nobody knows. ``who`` says in words who was counted.
    """

    homes: Homes
    at_home: Floats
    weighted_at_home: Floats
    people: Floats
    weighted: Floats
    who: str


def count_people(
    m: AssetMap,
    places: gpd.GeoDataFrame,
    *,
    people: str | pd.Series[Any] | None,
    need: pd.Series[Any] | None,
    with_origins: bool,
) -> CountedPeople:
    """
    Count people where they live.

    A place has the number that is stated of it, shared out among its homes as
    the numbers of its origins are; where none is stated it has the sum of its
    origins. ``need`` weighs each place by id; the need of origins, and where
    that is not known that of their place, when None.
    """
    homes, known, who = count_at_homes(m, places, people=people, with_origins=with_origins)
    at_home = homes.spread(known)
    needed = weigh_homes(m, places, homes, need)
    weighted = at_home * needed
    return CountedPeople(
        homes=homes,
        at_home=at_home,
        weighted_at_home=at_home * np.nan_to_num(needed, nan=1.0),
        people=known,
        weighted=np.asarray(np.bincount(homes.place, weighted, minlength=len(places)), dtype=float),
        who=who,
    )


def find_area(
    m: AssetMap,
    places: gpd.GeoDataFrame,
    counted: CountedPeople,
    reach: Reach,
    *,
    within_min: float,
) -> Area | None:
    """
    Find which of the smallest places the people of each reach into, and who lives there.

    None where the map records no effort, which alone it is for. Of a table of
    travel costs nobody knows: then each place is by itself.
    """
    if not len(list_effort(m)):
        return None
    homes, n_places = counted.homes, len(places)
    _, residents, _ = count_at_homes(m, places, people=None, with_origins=True)
    start, end, share = np.arange(n_places), np.arange(n_places), np.ones(n_places)
    if not reach.is_from_table:
        within_m = within_min * reach.speed_m_per_min / reach.detour
        home, place = find_places_near(places, homes.points, within_m=within_m)
        is_other = homes.place[home] != place
        home, place = home[is_other], place[is_other]
        start, end = np.append(start, homes.place[home]), np.append(end, place)
        share = np.append(share, homes.share[home])
    return Area(csr_array((share, (start, end)), shape=(n_places, n_places)), residents)


def count_at_homes(
    m: AssetMap,
    places: gpd.GeoDataFrame,
    *,
    people: str | pd.Series[Any] | None,
    with_origins: bool,
) -> tuple[Homes, Floats, str]:
    """Give where people live, how many live in each place (NaN: unknown), and who was counted."""
    by_origin, by_place, who = _read_people(m, places, people)
    homes = find_homes(m, with_origins=with_origins, people=by_origin)
    known: Floats = by_place.to_numpy(dtype=np.float64, na_value=np.nan)
    is_everybody = people is None or (isinstance(people, str) and people == _EVERYBODY)
    if by_origin is not None or is_everybody:  # else the origins tell of others
        summed = np.bincount(homes.place, homes.counted, minlength=len(places))
        known = np.where(np.isnan(known) & ~homes.is_one_point, summed, known)
    return homes, known, who


def read_need(
    places: gpd.GeoDataFrame, known: pd.Index[Any], need: str | pd.Series[Any] | None
) -> pd.Series[Any] | None:
    """
    Read what the people of each place are weighed by; None for the map's own need.

    ``known`` names every place of the map, also those that are not asked about.
    """
    if need is None:
        return None
    if isinstance(need, str):
        if need not in places.columns:
            hint = find_near_word(need, [str(name) for name in places.columns])
            raise TableError(f"Places have no column {need!r} to weigh people by. {hint}")
        weight = places[need]
    else:
        weight = need.set_axis(need.index.astype("str"))
        _require_known(weight, known)
        weight = weight.reindex(places.index)
    weights = pd.to_numeric(weight, errors="coerce")
    _require_weights(
        places.index,
        weights.to_numpy(dtype="float64", na_value=np.nan),
        np.asarray(weight.notna(), dtype=bool),
    )
    read: pd.Series[Any] = weights
    return read


def _require_known(need: pd.Series[Any], known: pd.Index[Any]) -> None:
    """Raise unless every weight is of one place of the map."""
    says, remedy = say("is no place of this map."), say("Correct the id, or leave it out.")
    problems = [
        Problem(f"need, {value!r}", "unknown_place", says, remedy)
        for value in need.index[known.get_indexer(need.index) < 0]
    ]
    problems += [
        Problem(f"need, {value!r}", "duplicate_id", "is there twice.", "Give each place once.")
        for value in sorted(set(need.index[need.index.duplicated()]))
    ]
    if problems:
        raise TableError(f"People cannot be weighed by this need: {len(problems)} wrong.", problems)


def _require_weights(places: pd.Index[Any], weights: Floats, is_given: Flags) -> None:
    is_bad = (is_given & np.isnan(weights)) | (weights < 0) | (weights == math.inf)
    if is_bad.any():
        problems = [
            Problem(f"need, {value!r}", "not_a_weight", "is not a number from 0.", "Correct it.")
            for value in places[is_bad]
        ]
        raise TableError(f"People cannot be weighed by this need: {len(problems)} wrong.", problems)


def weigh_homes(
    m: AssetMap, places: gpd.GeoDataFrame, homes: Homes, need: pd.Series[Any] | None = None
) -> Floats:
    """Give the need at each home; NaN where it is not known."""
    if need is not None:
        weights: Floats = need.to_numpy(dtype=np.float64, na_value=np.nan)
        return weights[homes.place]
    of_place = places["need"].to_numpy(dtype=np.float64, na_value=np.nan)[homes.place]
    of_origin = m.origins["need"].reindex(homes.ids).to_numpy(dtype=np.float64, na_value=np.nan)
    is_origin = ~homes.is_one_point[homes.place]
    of_home: Floats = np.where(is_origin & ~np.isnan(of_origin), of_origin, of_place)
    return of_home


def _read_people(
    m: AssetMap, places: gpd.GeoDataFrame, people: str | pd.Series[Any] | None
) -> tuple[pd.Series[Any] | None, pd.Series[Any], str]:
    """Give numbers by origin (None: everybody), by place (missing: not stated), and their name."""
    nothing = pd.Series(np.nan, index=places.index)
    if people is None or (isinstance(people, str) and people == _EVERYBODY):
        return None, places["population"], say("people")
    if isinstance(people, pd.Series):
        numbers, is_of_origins = _read_by_id(m, people)
        who = say("people") if people.name is None else _say_whom(str(people.name))
        if is_of_origins:
            return numbers.reindex(m.origins.index), nothing, who
        return None, numbers.reindex(places.index), who
    known = [*_number_columns(m.origins), *_number_columns(places)]
    if people not in known:
        hint = find_near_word(people, known)
        raise TableError(f"Neither origins nor places have numbers of people {people!r}. {hint}")
    of_places = people in places.columns
    stated = places[people] if of_places else nothing
    by_origin = m.origins[people] if people in m.origins.columns else None
    _require_counts(stated)
    if by_origin is not None:
        _require_counts(by_origin)
    return by_origin, stated, _say_whom(people)


def _read_by_id(m: AssetMap, people: pd.Series[Any]) -> tuple[pd.Series[Any], bool]:
    """Read numbers by id of origins or of places, and tell which; raise with all that is wrong."""
    given = people.set_axis(people.index.astype("str"))
    is_by_origin = is_of_origins(m, people)
    what, ids = ("origin", m.origins.index) if is_by_origin else ("place", m.places.index)
    _require_counts(given, find_unknown_ids(given, ids, "people", what))
    return pd.to_numeric(given, errors="coerce"), is_by_origin


def is_of_origins(m: AssetMap, people: pd.Series[Any]) -> bool:
    """Tell whether numbers are given by id of origin, and not of place."""
    return bool(len(people)) and bool(people.index.astype("str").isin(m.origins.index).all())


def _require_counts(given: pd.Series[Any], problems: Sequence[Problem] = ()) -> None:
    """Raise unless every number that is given is a number of people."""
    found = [*problems, *find_unusable(given, "people", may_be_unknown=True)]
    if found:
        count = say_number(len(found), "problem", thousands="")
        raise TableError(f"People cannot be counted by these numbers: {count}.", found)


def _number_columns(table: pd.DataFrame) -> list[str]:
    """List the columns that may be numbers of people."""
    return [
        str(name)
        for name in table.columns
        if name not in _NO_COUNTS
        and pd.api.types.is_numeric_dtype(table[name])
        and not pd.api.types.is_bool_dtype(table[name])
    ]


def _say_whom(column: str) -> str:
    """Say which people a column counts."""
    return say("people ({column})", column=say_column(column))

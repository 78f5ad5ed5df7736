"""Ids of the map turned into row numbers of a publication.

Ids are the team's own, and may be somebody's initials: they stay inside. What
leaves is numbered from 0, and laid out column by column from an allow-list.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.arrays import is_among
from assetmap.model import Role
from assetmap.publish.asked import find_resting
from assetmap.publish.counting import find_counted_places
from assetmap.publish.disclosure import protect_populations
from assetmap.publish.fields import SHOWN_FIELDS, Admission
from assetmap.tables import AssetMap, empty_words, is_old, with_shapes

__all__ = [
    "STRENGTHS_AT_MOST",
    "Numbers",
    "lighten_gaps",
    "number_assets",
    "number_fragility",
    "number_gaps",
    "number_introductions",
    "number_links",
    "number_missing_links",
    "number_people",
    "number_places",
    "number_safeguards",
    "number_sites",
    "number_ties",
    "number_unnamed",
]

STRENGTHS_AT_MOST = 5_000
"""More gaps than this are published without the strengths that each could build on."""
_GAP_COLUMNS = (
    "place_id", "category", "reason", "people_short", "share_short", "people", "reached", "inside",
    "nearest_id", "nearest_m", "depth", "confidence", "strength_ids", "is_one_point", "of_people",
    "says",
)  # fmt: skip
"""What a publication takes from gaps; the rest of a country's worth is not carried along."""
_TOLD_TO_THE_TEAM = ("shared_people", "interlocks", "expected", "surprise", "q")
"""Columns of links that are not there at all where nothing is told of them."""


class Numbers:
    """Ids of the map into row numbers of the publication."""

    def __init__(
        self, assets: pd.Index[str], places: pd.Index[str], sources: pd.Index[str]
    ) -> None:
        self._positions = {
            "asset": pd.Series(range(len(assets)), index=assets, dtype="Int64"),
            "place": pd.Series(range(len(places)), index=places, dtype="Int64"),
            "source": pd.Series(range(len(sources)), index=sources, dtype="Int64"),
        }

    def of(self, ids: pd.Series[Any], what: str) -> pd.Series[Any]:
        """Number a column of ids; missing and unshown ids are missing."""
        found = self._positions[what].reindex(ids.array)
        return pd.Series(found.array, index=ids.index, name=ids.name)

    def of_each(self, lists: pd.Series[Any], what: str) -> pd.Series[Any]:
        """Number every id in a column of tuples."""
        ids_of = self._positions[what].index.to_numpy(dtype=object)
        known = dict(zip(ids_of, range(len(ids_of)), strict=True))
        different = {ids: _known_numbers(ids, known) for ids in set(lists)}
        column = np.empty(len(lists), dtype=object)
        column[:] = [different[ids] for ids in lists]
        return pd.Series(column, index=lists.index, dtype=object)


def _known_numbers(ids: Iterable[str], known: dict[str, int]) -> tuple[int, ...]:
    return tuple(known[row_id] for row_id in ids if row_id in known)


def number_assets(shown: gpd.GeoDataFrame, m: AssetMap, numbers: Numbers) -> gpd.GeoDataFrame:
    """Lay the shown assets out under row numbers, each in every place that it is drawn in."""
    counted = find_counted_places(shown, m.places)
    day = shown["verified_on"].dt.strftime("%Y-%m-%d")
    table = pd.DataFrame(
        {
            **{name: shown[name] for name in SHOWN_FIELDS
               if name not in {"place_id", "active_in", "sources", "verified_on", "geometry"}},
            "place": numbers.of(counted.place, "place"),
            "drawn_in": numbers.of_each(counted.drawn_in, "place"),
            "active_in": numbers.of_each(shown["active_in"], "place"),
            "sources": numbers.of_each(shown["sources"], "source"),
            "verified_on": day.astype(object).where(day.notna(), None),
            "is_old": is_old(shown["verified_on"], m.as_of),
        }
    )  # fmt: skip
    return with_shapes(table.reset_index(drop=True), shown.geometry.array)


def number_places(
    places: gpd.GeoDataFrame, numbers: Numbers, *, admission: Admission
) -> gpd.GeoDataFrame:
    """Lay places out; small populations, and whatever tells of them, are for the team alone."""
    columns = ["name", "level", "population", "need", "geometry"]
    kept = places[columns].assign(parent=numbers.of(places["parent_id"], "place"))
    if not admission.audience.sees_records:
        kept["population"] = protect_populations(places, rule=admission.rule.name)
    return kept.reset_index(drop=True)


def number_ties(m: AssetMap, admission: Admission, numbers: Numbers) -> pd.DataFrame:
    """Keep ties between assets that may be pointed at; in public, none says who knows whom."""
    ties = m.ties
    ties = ties[
        is_among(ties["source"], admission.placed) & is_among(ties["target"], admission.placed)
    ]
    return pd.DataFrame(
        {
            "source": numbers.of(ties["source"], "asset"),
            "target": numbers.of(ties["target"], "asset"),
            "kind": ties["kind"],
            "strength": ties["strength"],
        }
    ).reset_index(drop=True)


def lighten_gaps(gaps: pd.DataFrame) -> pd.DataFrame:
    """Take along what a publication needs: a country has very many gaps."""
    few = len(gaps) <= STRENGTHS_AT_MOST
    told = [name for name in _GAP_COLUMNS if name in gaps and (few or name != "strength_ids")]
    light = pd.DataFrame(gaps[told])
    light.attrs = gaps.attrs  # what was asked: what may be published depends on it
    return light


def number_gaps(gaps: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number the places of gaps, and the strengths of each if they are there."""
    columns = ["category", "reason", "people_short", "reached", "inside", "nearest_m", "depth",
               "confidence", "is_one_point", "says"]  # fmt: skip
    kept = gaps.reindex(columns=columns)
    kept["place"] = numbers.of(gaps["place_id"], "place")
    kept["strengths"] = (
        numbers.of_each(gaps["strength_ids"], "asset")
        if "strength_ids" in gaps
        else empty_words(len(gaps))
    )
    return kept.reset_index(drop=True)


def number_links(links: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number the places of links; a place without any link is no line on a map."""
    links = links[links["place_b_id"].notna()]
    kept = links[["shared_groups", "ties", "weight", "says"]]
    kept = kept.assign(
        place_a=numbers.of(links["place_a_id"], "place"),
        place_b=numbers.of(links["place_b_id"], "place"),
    )
    if "shared_group_ids" in links:
        kept["named"] = numbers.of_each(links["shared_group_ids"], "asset")
    more = [name for name in _TOLD_TO_THE_TEAM if name in links and links[name].notna().any()]
    return kept.assign(**{name: links[name] for name in more}).reset_index(drop=True)


def number_missing_links(missing: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number the places that nothing joins, and who could help; ``place_b`` may be missing."""
    frame = pd.DataFrame(
        {
            "place_a": numbers.of(missing["place_a_id"], "place"),
            "place_b": numbers.of(missing["place_b_id"], "place"),
            "reason": missing["reason"],
            "distance_m": missing["distance_m"],
            "shares": missing["shares"],
            "bridge": numbers.of(missing["mediator_id"], "asset"),
            "ask": numbers.of_each(missing["ask_ids"], "asset"),
            "says": missing["says"],
        }
    )
    return frame.reset_index(drop=True)


def number_sites(sites: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number hosts, where they are, whom they would bring in, and who is tied to them."""
    frame = pd.DataFrame(
        {
            "asset": numbers.of(sites["host_id"], "asset"),
            "place": numbers.of(sites["place_id"], "place"),
            "category": sites["category"],
            "people": sites["people"],
            "reaches": numbers.of_each(sites["reached_place_ids"], "place"),
            "tied": numbers.of_each(sites["tied_ids"], "asset"),
            "says": sites["says"],
        }
    )
    return frame[frame["asset"].notna() | sites["host_id"].isna()].reset_index(drop=True)


def number_people(champions: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number the people to ask who are shown, and for the team what they bring together."""
    asset = numbers.of(champions["person_id"], "asset")
    frame = pd.DataFrame({"asset": asset, "says": champions["says"]})
    if {"bridged_place_ids", "group_ids"} <= set(champions.columns):
        frame["places"] = numbers.of_each(champions["bridged_place_ids"], "place")
        frame["groups"] = numbers.of_each(champions["group_ids"], "asset")
    if {"nominations", "is_hidden", "roles"} <= set(champions.columns):
        frame["ringed"] = _find_standing_out(champions)
    return frame[asset.notna()].reset_index(drop=True)


def _find_standing_out(champions: pd.DataFrame) -> pd.Series[Any]:
    """Tell whom others named, who connects without a title, and who is called a connector."""
    role = str(Role.CONNECTOR)
    is_called = champions["roles"].map(lambda roles: role in roles).astype(bool)
    is_known: pd.Series[Any] = (champions["nominations"] > 0) | champions["is_hidden"] | is_called
    return is_known


def number_unnamed(unnamed: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number the places where people to ask are counted and not named."""
    place = numbers.of(unnamed["place_id"], "place")
    frame = pd.DataFrame({"place": place, "people": unnamed["people"]})
    return frame[place.notna()].reset_index(drop=True)


def number_fragility(fragility: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number those on whom something rests alone, what that is, and who could cover."""
    rests = fragility[find_resting(fragility)]
    both = zip(rests["orphan_ids"], rests["cut_off_group_ids"], strict=True)
    held = _lists((tuple(dict.fromkeys([*ids, *more])) for ids, more in both), rests.index)
    frame = pd.DataFrame(
        {
            "asset": numbers.of(rests["asset_id"], "asset"),
            "groups": numbers.of_each(held, "asset"),
            "places": numbers.of_each(rests["cut_off_place_ids"], "place"),
            "cover": numbers.of_each(rests["could_cover_ids"], "asset"),
            "says": rests["says"],
        }
    )
    return frame[frame["asset"].notna()].reset_index(drop=True)


def number_safeguards(safeguards: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number whom to introduce, the ties that would no longer be the only way, and whom to ask."""
    pairs = (tuple(end for pair in ties for end in pair) for ties in safeguards["bridge_ids"])
    ends = _lists(pairs, safeguards.index)
    frame = pd.DataFrame(
        {
            "a": numbers.of(safeguards["person_id"], "asset"),
            "b": numbers.of(safeguards["other_id"], "asset"),
            "ends": numbers.of_each(ends, "asset"),
            "ask": numbers.of_each(safeguards["ask_ids"], "asset"),
            "says": safeguards["says"],
        }
    )
    return frame.reset_index(drop=True)


def number_introductions(introductions: pd.DataFrame, numbers: Numbers) -> pd.DataFrame:
    """Number who should meet whom, and through whom; in the order they were suggested."""
    frame = pd.DataFrame(
        {
            "a": numbers.of(introductions["person_a_id"], "asset"),
            "b": numbers.of(introductions["person_b_id"], "asset"),
            "through": numbers.of(introductions["introducer_id"], "asset"),
            "says": introductions["says"],
        }
    )
    return frame[frame["a"].notna() & frame["b"].notna()].reset_index(drop=True)


def _lists(tuples: Iterable[tuple[str, ...]], index: pd.Index[Any]) -> pd.Series[Any]:
    """Make a column of tuples, which pandas would take apart."""
    cells = np.empty(len(index), dtype=object)
    cells[:] = list(tuples)
    return pd.Series(cells, index=index, dtype=object)

"""How findings are written for a page: gaps, hosts, links, people to ask, introductions.

Findings arrive as frames that may already be shown. Short ones keep the
sentences they came with; where there are none, or too many, the page says the
finding from codes and numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from assetmap.maps.encoding import (
    Column,
    encode_codes,
    encode_differences,
    encode_lists,
    encode_numbers,
    encode_numbers_in,
    encode_ranks,
    encode_texts,
    encode_whole,
)

__all__ = [
    "ENCODERS",
    "encode_depths",
    "encode_fragility",
    "encode_gaps",
    "encode_hosts",
    "encode_introductions",
    "encode_links",
    "encode_missing_links",
    "encode_people_to_ask",
    "encode_safeguards",
    "encode_strengths",
    "encode_ties",
    "encode_unnamed",
]

SENTENCES_AT_MOST = 5_000
"""Findings with more rows than this are written without their sentences."""
NEAREST_UNIT_M = 10.0
DISTANCE_UNIT_M = 100.0
DEPTHS = (1 / 3, 2 / 3)
"""Up to where a step of depth goes: 0 nothing is missing, 1 up to a third, 2 up to two thirds,
3 more, 4 all of it. Few steps can be told apart by eye and said in words."""
ALL_OF_IT = 4
SUREST = ("low", "medium", "high")


def encode_gaps(gaps: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write gaps category by category: which places, the reason, what was reached."""
    if gaps is None or gaps.empty:
        return None
    is_lost = gaps["place"].isna()  # most of the category has no location
    lost, gaps = gaps.loc[is_lost, "category"], gaps[~is_lost]
    codes, categories = pd.factorize(gaps["category"], sort=True)
    place = gaps["place"].to_numpy(dtype=np.int64)
    order = np.lexsort((place, codes))
    few = len(gaps) <= SENTENCES_AT_MOST
    rows = (gaps if few else gaps.drop(columns="says")).iloc[order]
    encoded: dict[str, Any] = {
        "of": [str(category) for category in categories],
        "n": np.bincount(codes, minlength=len(categories)).tolist(),
        "place": encode_differences(place[order]),
        "reason": encode_codes(rows["reason"]),
        "short": encode_whole(rows["people_short"].round()),
        "reached": encode_whole(rows["reached"]),
        "inside": encode_whole(rows["inside"]),
        "onepoint": encode_whole(rows["is_one_point"]),
        "near": encode_numbers_in(rows["nearest_m"], unit=NEAREST_UNIT_M),
        "depth": encode_depths(rows["depth"]),
        "sure": encode_ranks(rows["confidence"], among=SUREST),
        "lost": sorted(str(category) for category in lost),
    }
    return encoded | (encode_sentences(rows) if few else {})


def encode_depths(depth: pd.Series[Any]) -> Column:
    """Write depths as the few steps that a map can shade, `MISSING` where not known.

    >>> encode_depths(pd.Series([0, 0.2, 0.5, 0.9, 1, None]))
    [0, 1, 2, 3, 4, -1]
    """
    shares = depth.astype("float64")
    steps = 1.0 + np.searchsorted(DEPTHS, shares)
    steps[np.asarray(shares <= 0)] = 0.0
    steps[np.asarray(shares >= 1)] = ALL_OF_IT
    return encode_whole(pd.Series(steps, index=depth.index).where(shares.notna()))


def encode_strengths(gaps: pd.DataFrame | None) -> Column:
    """Write for each place, once, which assets its gaps could build on: the most useful first."""
    if gaps is None or gaps.empty or len(gaps) > SENTENCES_AT_MOST:
        return None
    listed = gaps[["place", "strengths"]].explode("strengths").dropna()  # those of no place too
    if listed.empty:
        return None
    listed["rank"] = listed.groupby(level=0).cumcount()
    first = listed.groupby(["place", "strengths"])["rank"].min().reset_index()
    first = first.sort_values(["place", "rank", "strengths"])
    place, start = np.unique(first["place"].to_numpy(dtype=np.int64), return_index=True)
    lists = np.split(first["strengths"].to_numpy(dtype=np.int64), start[1:])
    by_place = pd.Series([tuple(ids.tolist()) for ids in lists], index=place, dtype=object)
    return encode_lists(by_place.reindex(range(int(place[-1]) + 1)))


def encode_hosts(sites: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write which assets could host what is missing, whom that brings in, and who is tied."""
    if sites is None or sites.empty:
        return None
    encoded: dict[str, Any] = {
        "n": len(sites),
        "asset": encode_whole(sites["asset"]),
        "place": encode_whole(sites["place"]),
        "category": encode_codes(sites["category"]),
        "people": encode_whole(sites["people"]),
        "reaches": encode_lists(sites["reaches"]),
        "tied": encode_lists(sites["tied"]),
    }
    encoded |= encode_sentences(sites)
    return {name: column for name, column in encoded.items() if column is not None}


def encode_links(links: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write links between places; what is not told of any is not written."""
    if links is None or links.empty:
        return None
    encoded: dict[str, Any] = {
        "n": len(links),
        "a": encode_whole(links["place_a"]),
        "b": encode_whole(links["place_b"]),
        "groups": encode_whole(links["shared_groups"]),
        "ties": encode_whole(links["ties"]),
        "weight": encode_numbers(links["weight"], digits=4),
    }
    for name, column in (("people", "shared_people"), ("interlocks", "interlocks")):
        if column in links:
            encoded[name] = encode_whole(links[column])
    for name, digits in (("expected", 1), ("surprise", 1), ("q", 3)):
        if name in links:
            encoded[name] = encode_numbers(links[name], digits=digits)
    if "named" in links and links["named"].str.len().any():
        encoded["named"] = encode_lists(links["named"])
    return encoded | encode_sentences(links)


def encode_missing_links(missing: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write which places nothing joins, why that is surprising, and who could help."""
    if missing is None or missing.empty:
        return None
    encoded: dict[str, Any] = {
        "n": len(missing),
        "a": encode_whole(missing["place_a"]),
        "b": encode_whole(missing["place_b"]),
        "reason": encode_codes(missing["reason"]),
        "far": encode_numbers_in(missing["distance_m"], unit=DISTANCE_UNIT_M),
        "shares": encode_lists(missing["shares"]),
        "bridge": encode_whole(missing["bridge"]),
        "ask": encode_lists(missing["ask"]),
    }
    encoded |= encode_sentences(missing)
    return {name: column for name, column in encoded.items() if column is not None}


def encode_ties(ties: pd.DataFrame) -> dict[str, Any] | None:
    """Write ties between assets: from which, to which, of what kind."""
    if ties.empty:
        return None
    return {
        "n": len(ties),
        "a": encode_whole(ties["source"]),
        "b": encode_whole(ties["target"]),
        "kind": encode_codes(ties["kind"]),
    }


def encode_sentences(rows: pd.DataFrame) -> dict[str, Any]:
    """Write the sentences of a small map, to be added to the columns of a finding."""
    said = None if len(rows) > SENTENCES_AT_MOST else encode_texts(rows["says"])
    return {} if said is None else {"says": said}


def encode_people_to_ask(people: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write who to ask, why, and what they bring together; the page sorts them by name."""
    if people is None or people.empty:
        return None
    columns = {"asset": encode_whole(people["asset"])}
    for name in people.columns.intersection(["places", "groups"]):
        columns[name] = encode_lists(people[name])
    if "ringed" in people:
        columns["ring"] = encode_whole(people["ringed"])
    return _lay_out(people, columns)


def encode_unnamed(unnamed: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write about how many people to ask a place has whom the page does not name."""
    if unnamed is None or unnamed.empty:
        return None
    return {
        "n": len(unnamed),
        "place": encode_whole(unnamed["place"]),
        "people": encode_whole(unnamed["people"]),
    }


def encode_fragility(fragility: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write on whom something rests alone, what that is, and who could cover."""
    if fragility is None or fragility.empty:
        return None
    lists = {name: encode_lists(fragility[name]) for name in ("groups", "places", "cover")}
    return _lay_out(fragility, {"asset": encode_whole(fragility["asset"])} | lists)


def encode_safeguards(safeguards: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write whom to introduce to share what rests on one, in the order given."""
    if safeguards is None or safeguards.empty:
        return None
    lists = {name: encode_lists(safeguards[name]) for name in ("ends", "ask")}
    return _lay_out(safeguards, _encode_ends(safeguards) | lists)


def encode_introductions(introductions: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write who should meet whom, and through whom, in the order given."""
    if introductions is None or introductions.empty:
        return None
    through = encode_whole(introductions["through"])
    return _lay_out(introductions, _encode_ends(introductions) | {"through": through})


def _encode_ends(meetings: pd.DataFrame) -> dict[str, Column]:
    return {"a": encode_whole(meetings["a"]), "b": encode_whole(meetings["b"])}


def _lay_out(rows: pd.DataFrame, columns: dict[str, Column]) -> dict[str, Any]:
    """Put the columns that hold something together, with the sentences."""
    held = {name: column for name, column in columns.items() if column is not None}
    return {"n": len(rows)} | held | encode_sentences(rows)


ENCODERS: dict[str, Callable[[pd.DataFrame | None], Any]] = {
    "gaps": encode_gaps,
    "strengths": encode_strengths,
    "hosts": encode_hosts,
    "links": encode_links,
    "missing_links": encode_missing_links,
    "people_to_ask": encode_people_to_ask,
    "unnamed": encode_unnamed,
    "fragility": encode_fragility,
    "safeguards": encode_safeguards,
    "introductions": encode_introductions,
}
"""Encoders of findings, by the names that `assetmap.publish.FINDINGS` calls them."""

"""How are chosen hosts laid out as a frame, each with its sentence?"""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.gaps.sites.brought import Brought, find_tied
from assetmap.gaps.sites.covering import Choice
from assetmap.gaps.sites.question import Question
from assetmap.gaps.sites.sentences import Bringing, say_host, say_out_of_reach
from assetmap.gaps.sites.ways import Ways
from assetmap.space import find_locations, place_of
from assetmap.tables import OLD_AFTER, AssetMap, is_old
from assetmap.typing import Positions

__all__ = ["lay_out", "say_hosts", "say_places"]


def lay_out(
    m: AssetMap,
    question: Question,
    choice: Choice,
    brought: Brought,
    *,
    out: Positions,
    says: list[str],
) -> gpd.GeoDataFrame:
    """Make the frame: places that stay out of reach first, then the hosts."""
    hosts = question.hosts[choice.hosts]
    assets, places = question.assets.iloc[hosts], question.places.iloc[out]
    none, rows = np.zeros(len(out)), len(out) + len(hosts)
    nobody = np.full(len(out), np.nan, dtype=object)
    nothing = _tuples([()] * len(out))
    belongs = place_of(m).reindex(assets.index)
    table = {
        "host_id": _texts(nobody, assets.index),
        "host": _texts(nobody, assets["name"]),
        "place_id": _texts(places.index, belongs),
        "category": pd.array([question.category] * rows, dtype="str"),
        "people": np.append(none, brought.people),
        "weighted_people": np.append(none, brought.weighted),
        "share": np.append(none, brought.share),
        "mean_min": np.append(none * np.nan, brought.mean_min[1:]),
        "reaches": np.append(nothing, brought.reaches(question.places.index)),
        "tied": np.append(nothing, find_tied(m, question, hosts)),
        "method": pd.array([choice.method] * rows, dtype="str"),
        "bound": np.full(rows, choice.bound),
        "says": pd.array(says, dtype="str"),
    }
    shapes = np.append(
        np.asarray(places.geometry, dtype=object),
        np.asarray(find_locations(m).reindex(assets.index), dtype=object),
    )
    return gpd.GeoDataFrame(table, geometry=gpd.GeoSeries(shapes, crs=m.crs), crs=m.crs)


def say_places(question: Question, out: Positions, *, wanted: str, within: str) -> list[str]:
    """Say of each place that no host could reach who lives there."""
    places = question.places.iloc[out]
    known = places["population"].notna()
    people = [
        count if is_known else None
        for count, is_known in zip(places["population"].tolist(), known.tolist(), strict=True)
    ]
    return [
        say_out_of_reach(name, count, wanted=wanted, within=within)
        for name, count in zip(places["name"].tolist(), people, strict=True)
    ]


def say_hosts(
    m: AssetMap,
    question: Question,
    ways: Ways,
    chosen: Positions,
    brought: Brought,
    *,
    wanted: str,
    within: str,
) -> list[str]:
    """Say of each host what it is, what it would bring and what of that is in doubt."""
    hosts = question.hosts[chosen]
    assets = question.assets.iloc[hosts]
    place = place_of(m).reindex(assets.index).map(m.places["name"].to_dict())
    unknown_people = _count_unknown(question, brought, "population")
    unknown_need = _count_unknown(question, brought, "need")
    doubts, tied = _doubts(m, assets), find_tied(m, question, hosts)
    without = float(question.people[~ways.is_served].sum())
    means = brought.mean_min.tolist()
    return [
        say_host(
            Bringing(
                name=assets["name"].iloc[rank],
                kind=assets["kind"].iloc[rank],
                place=place.iloc[rank] if pd.notna(place.iloc[rank]) else None,
                tied=len(tied[rank]),
                people=float(brought.people[rank]),
                places=int(brought.places[rank]),
                without=without,
                minutes=(means[rank], means[rank + 1]) if ways.savings.nnz else None,
                unknown=(unknown_people[rank], unknown_need[rank]),
                doubt=doubts[rank],
            ),
            wanted=wanted,
            within=within,
        )
        for rank in range(len(hosts))
    ]


def _count_unknown(question: Question, brought: Brought, column: str) -> list[int]:
    """Count for each host the places brought in of which this is not known."""
    is_unknown = question.places[column].isna().to_numpy()[brought.place]
    counts: list[int] = np.bincount(brought.by[is_unknown], minlength=len(brought.places)).tolist()
    return counts


def _doubts(m: AssetMap, assets: gpd.GeoDataFrame) -> list[str]:
    """Say how far each record is to be trusted, where there is a doubt."""
    shapes, confirmed_on = assets.geometry, assets["verified_on"]
    doubts = (
        (is_old(confirmed_on, m.as_of), f" It was last confirmed over {OLD_AFTER} ago."),
        (confirmed_on.isna(), " It is recorded without a date of confirmation."),
        (shapes.isna() | shapes.is_empty, " It is located only by the middle of its place."),
    )
    said = np.full(len(assets), "", dtype=object)
    for is_doubted, says in doubts:
        said = said + np.where(np.asarray(is_doubted, dtype=bool), says, "")
    return [str(text) for text in said]


def _texts(first: Any, second: Any) -> Any:
    """Put two runs of texts after one another; what is missing stays missing."""
    texts = np.append(np.asarray(first, dtype=object), np.asarray(second, dtype=object))
    return pd.array(texts, dtype="str")


def _tuples(rows: list[tuple[str, ...]]) -> Any:
    column = np.empty(len(rows), dtype=object)
    column[:] = rows
    return column

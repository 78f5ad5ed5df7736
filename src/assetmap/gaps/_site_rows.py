"""What each chosen host brings, as rows with a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.arrays import is_run_start, tuples_by_row
from assetmap.gaps._catchments import ROUNDING
from assetmap.gaps._gap_sentences import say_undecided
from assetmap.gaps._site_heuristics import Choice, save_by
from assetmap.gaps._site_question import SiteQuestion, SiteWays
from assetmap.language import say, say_plural
from assetmap.model import say_column, say_one_of_kind, say_word
from assetmap.space import find_locations
from assetmap.tables import (
    AssetMap,
    find_open,
    find_standing_ties,
    is_old,
    say_is_old,
    with_shapes,
)
from assetmap.typing import Floats, Objects, Positions
from assetmap.wording import follow, say_each

__all__ = [
    "build_sites",
    "find_brought",
    "find_tied",
    "find_unreachable",
    "say_sites",
    "say_unreachable",
    "say_wanted",
]

_ALL = 1 - ROUNDING
"""From this share on it is all people of a place."""


@dataclass(frozen=True, slots=True)
class Brought:
    """By chosen host, in order: who is newly in reach, and the mean way before and after.

    ``place`` and ``by`` say which host, by its rank, brings in which place;
    sorted by both. ``share`` is cumulative, of the demand ``without`` any in
    reach now. ``mean_min`` has one entry more than there are hosts: the way
    before any is there comes first.
    """

    place: Positions
    by: Positions
    places: Positions
    people: Floats
    weighted: Floats
    share: Floats
    mean_min: Floats
    without: float

    @property
    def share_of_all(self) -> float:
        """Which share of the demand without all hosts bring in together; 1 if there is none."""
        return float(self.share[-1]) if len(self.share) else float(not self.without)

    def reaches(self, ids: pd.Index[str]) -> Objects:
        """List the ids of the places that each host brings in, sorted."""
        stops = np.cumsum(self.places)
        column = np.empty(len(self.places), dtype=object)
        column[:] = [tuple(part.tolist()) for part in np.split(ids[self.place], stops)[:-1]]
        return column


def find_brought(question: SiteQuestion, ways: SiteWays, hosts: Positions) -> Brought:
    """Add up what each host brings, in the order of ``hosts``."""
    cover = ways.cover[hosts]
    rank = np.repeat(np.arange(len(hosts)), np.diff(cover.indptr))
    first: Positions = np.full(cover.shape[1], len(hosts))
    np.minimum.at(first, cover.indices, rank)
    point = np.flatnonzero(first < len(hosts))
    point = point[np.argsort(first[point], kind="stable")]  # by host, and then by place
    by, place = first[point], ways.place[point]

    def add_up(what: Floats) -> Floats:
        of_points = ways.spread(what)[point]
        return np.bincount(by, of_points, minlength=len(hosts)).astype(np.float64)

    without = float(ways.spread(question.demand)[~ways.is_served].sum())
    counted = np.cumsum(add_up(question.demand))
    is_first = is_run_start(by, place)
    return Brought(
        place=place[is_first],
        by=by[is_first],
        places=np.bincount(by[is_first], minlength=len(hosts)),
        people=add_up(question.people),
        weighted=add_up(question.weighted),
        share=np.minimum(counted / without, 1.0) if without else np.ones(len(hosts)),
        mean_min=_mean_ways(question, ways, hosts),
        without=without,
    )


def find_tied(m: AssetMap, question: SiteQuestion, hosts: Positions) -> Objects:
    """List the ids of the open assets that a standing tie joins to each host, sorted."""
    ids, ties = question.assets.index, find_standing_ties(m)  # the assets are sorted by id
    start, end = (ids.get_indexer(pd.Index(ties[name])) for name in ("source", "target"))
    rank = np.full(len(ids), -1, dtype=np.intp)
    rank[hosts] = np.arange(len(hosts))
    row, other = rank[np.append(start, end)], np.append(end, start)
    is_kept = (row >= 0) & find_open(question.assets)[other]
    pair = np.unique(row[is_kept] * len(ids) + other[is_kept])
    row, other = pair // max(len(ids), 1), pair % max(len(ids), 1)
    return tuples_by_row(row, ids.to_numpy(dtype=object)[other], len(hosts))


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Places of which some people reach nothing, at no host either; and which part of them."""

    place: Positions
    share: Floats


def find_unreachable(question: SiteQuestion, ways: SiteWays) -> Unreachable:
    """List the places whose people reach nothing and no host could reach, most demand first."""
    could: Any = np.bincount(ways.cover.indices, minlength=ways.cover.shape[1]) > 0
    point = np.flatnonzero(~ways.is_served & ~could)
    out = np.bincount(ways.place[point], ways.share[point], minlength=len(question.places))
    place = np.flatnonzero(out)
    order = np.argsort(-(question.demand * out)[place], kind="stable")
    return Unreachable(place[order], out[place[order]].astype(np.float64))


def _mean_ways(question: SiteQuestion, ways: SiteWays, hosts: Positions) -> Floats:
    """Work out the mean way to the nearest, by demand, with ever more of these hosts."""
    is_known = ~np.isnan(ways.now)
    demand, now = ways.spread(question.demand)[is_known], ways.now[is_known]
    if not demand.sum():
        return np.full(len(hosts) + 1, np.nan)
    means, saved = [now @ demand], np.zeros(len(ways.now))
    for rank in range(len(hosts)):
        saved = np.maximum(saved, save_by(ways.savings, hosts[rank : rank + 1]))
        means.append((now - saved[is_known]) @ demand)
    by_rank: Floats = np.array(means, dtype=np.float64) / demand.sum()
    return by_rank


def build_sites(
    m: AssetMap,
    question: SiteQuestion,
    choice: Choice,
    brought: Brought,
    *,
    out: Positions,
    belongs: pd.Series[str],
    tied: Objects,
    says: list[str],
) -> gpd.GeoDataFrame:
    """Make the frame: the hosts, and then the places that stay out of reach."""
    hosts = question.hosts[choice.hosts]
    assets, places = question.assets.iloc[hosts], question.places.iloc[out]
    none, rows = np.zeros(len(out)), len(out) + len(hosts)
    nobody = np.full(len(out), np.nan, dtype=object)
    nothing = _tuples([()] * len(out))
    table = {
        "host_id": _texts(assets.index, nobody),
        "host_name": _texts(assets["name"], nobody),
        "place_id": _texts(belongs, places.index),
        "category": pd.array([question.category] * rows, dtype="str"),
        "people": np.append(brought.people, none),
        "weighted_people": np.append(brought.weighted, none),
        "share": np.append(brought.share, none + brought.share_of_all),
        "mean_min": np.append(brought.mean_min[1:], none * np.nan),
        "reached_place_ids": np.append(brought.reaches(question.places.index), nothing),
        "tied_ids": np.append(tied, nothing),
        "solver": pd.array([choice.method] * rows, dtype="str"),
        "bound": np.full(rows, choice.bound),
        "says": pd.array(says, dtype="str"),
    }
    shapes = np.append(
        np.asarray(find_locations(m).reindex(assets.index), dtype=object),
        np.asarray(places.geometry, dtype=object),
    )
    return with_shapes(pd.DataFrame(table), gpd.array.GeometryArray(shapes, crs=m.crs))


def say_unreachable(
    question: SiteQuestion, out: Unreachable, *, wanted: str, within: str
) -> list[str]:
    """Say of each place how many of its people no host could reach."""
    places = question.places.iloc[out.place]
    people = places["population"].to_numpy(dtype=np.float64, na_value=np.nan)
    rows = zip(places["name"].tolist(), people.tolist(), out.share.tolist(), strict=True)
    return [
        say_out_of_reach(
            name, None if np.isnan(count) else count, share, wanted=wanted, within=within
        )
        for name, count, share in rows
    ]


def say_sites(
    m: AssetMap,
    question: SiteQuestion,
    ways: SiteWays,
    chosen: Positions,
    brought: Brought,
    *,
    belongs: pd.Series[str],
    tied: Objects,
    wanted: str,
    within: str,
) -> list[str]:
    """Say of each host what it is, what it would bring and what of that is in doubt."""
    assets = question.assets.iloc[question.hosts[chosen]]
    place = belongs.map(m.places["name"].to_dict())
    unknown_people = _count_unknown(question, brought, "population")
    unknown_need = _count_unknown(question, brought, "need")
    doubts = _doubts(m, assets)
    without = float(ways.spread(question.people)[~ways.is_served].sum())
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
        + follow(say_undecided(question.n_undecided))
        for rank in range(len(assets))
    ]


def _count_unknown(question: SiteQuestion, brought: Brought, column: str) -> list[int]:
    """Count for each host the places brought in of which this is not known."""
    is_unknown = question.places[column].isna().to_numpy()[brought.place]
    counts: list[int] = np.bincount(brought.by[is_unknown], minlength=len(brought.places)).tolist()
    return counts


def _doubts(m: AssetMap, assets: gpd.GeoDataFrame) -> list[str]:
    """Say how far each record is to be trusted, where there is a doubt."""
    shapes, confirmed_on = assets.geometry, assets["verified_on"]
    doubts = (
        (is_old(confirmed_on, m.as_of), say_is_old()),
        (confirmed_on.isna(), say("It is recorded without a date of confirmation.")),
        (shapes.isna() | shapes.is_empty, say("It is located only by the middle of its place.")),
    )
    said = np.full(len(assets), "", dtype=object)
    for is_doubted, says in doubts:
        said = said + np.where(np.asarray(is_doubted, dtype=bool), follow(says), "")
    return [str(text) for text in said]


def _texts(first: Any, second: Any) -> Any:
    """Put two runs of texts after one another; what is missing stays missing."""
    texts = np.append(np.asarray(first, dtype=object), np.asarray(second, dtype=object))
    return pd.array(texts, dtype="str")


def _tuples(rows: list[tuple[str, ...]]) -> Any:
    column = np.empty(len(rows), dtype=object)
    column[:] = rows
    return column


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringing:
    """What is known of a host, and what it would bring.

    ``without`` counts the people who have none in reach now; ``minutes`` is
    the mean way to the nearest before and after, or None; ``unknown`` says how
    many of the places lack their population and their need.
    """

    name: str
    kind: str
    place: str | None
    tied: int
    people: float
    places: int
    without: float
    minutes: tuple[float, float] | None
    unknown: tuple[int, int]
    doubt: str


def say_host(host: Bringing, *, wanted: str, within: str) -> str:
    """Say what the host is, what it would bring, and what of that is not well known."""
    people, need = host.unknown
    said = say(
        "{host}: {kind}, {ties}; if it hosted {wanted}, {brings}.",
        host=host.name, kind=_say_kind(host), ties=_say_ties(host), wanted=wanted,
        brings=_say_brings(host, within),
    )  # fmt: skip
    doubts = follow(
        say_plural("Population is not known for {count} of the places.",
                   "Population is not known for {count} of the places.", people)
        if people
        else "",
        say_plural("Need is not known for {count}, which counts in full.",
                   "Need is not known for {count}, which count in full.", need)
        if need
        else "",
    )  # fmt: skip
    return f"{said}{doubts}{host.doubt}"


def _say_kind(host: Bringing) -> str:
    kind = say_one_of_kind(host.kind)
    return say("{asset} in {place}", asset=kind, place=host.place) if host.place else kind


def _say_ties(host: Bringing) -> str:
    if not host.tied:
        return say("with no tie on record")
    return say_plural("with {count} asset tied to it", "with {count} assets tied to it", host.tied)


def _say_brings(host: Bringing, within: str) -> str:
    """Say who would have it within reach, and by how much the way to it would be shorter."""
    brings = _say_newly_reached(host, within)
    if host.minutes is None:
        return brings
    before, after = host.minutes
    shorter = say("the mean way to the nearest would be {after:.1f} minutes, not {before:.1f}",
                  after=after, before=before)  # fmt: skip
    return say_each([brings, shorter]) if host.places else shorter


def _say_newly_reached(host: Bringing, within: str) -> str:
    if not host.places:
        return say("nobody more would have that {within}", within=within)
    return say(
        "{more_people} in {places} would have that {within}, of {without:,.0f} who have none now",
        more_people=say_plural(
            "{count:,.0f} more person", "{count:,.0f} more people", round(host.people)
        ),
        places=say_plural("{count:,.0f} place", "{count:,.0f} places", host.places),
        within=within,
        without=host.without,
    )


def say_out_of_reach(
    place: str, people: float | None, share: float, *, wanted: str, within: str
) -> str:
    """Say of a place that no host could bring anything into reach of its people, or of some."""
    if people is None:
        who = say("an unknown number of people")
    else:
        who = say_plural("{count:,.0f} person", "{count:,.0f} people", round(people))
    if share >= _ALL:
        return say(
            "{place}: home to {people}; nothing on the map that could host {wanted} is {within}, "
            "so ask who knows of somewhere.",
            place=place, people=who, wanted=wanted, within=within,
        )  # fmt: skip
    return say(
        "{place}: home to {people}; for {some} nothing on the map that could host {wanted} is "
        "{within}, so ask who knows of somewhere.",
        place=place, people=who, some=_say_part(people, share), wanted=wanted, within=within,
    )  # fmt: skip


def _say_part(people: float | None, share: float) -> str:
    """Say how many of the people of a place this share of them is."""
    if people is None:
        return say("some of them")
    count = people * share
    if count < 0.5:
        return say("less than one of them")
    return say_plural("{count:,.0f} of them", "{count:,.0f} of them", count)


def say_wanted(category: str, by: str) -> str:
    """Name what is to be hosted, in the words of the question."""
    if by == "kind":
        return say_one_of_kind(category)
    if by == "themes":
        return say("something about {theme}", theme=category)
    return say("something with {column} {word}", column=say_column(by), word=say_word(category, by))

"""What does each chosen host bring, after those chosen before it?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import is_among
from assetmap.gaps.sites.median import save_by
from assetmap.gaps.sites.question import Question
from assetmap.gaps.sites.ways import Ways
from assetmap.tables import AssetMap, find_open, find_standing_ties
from assetmap.typing import Floats, Objects, Positions

__all__ = ["Brought", "find_brought", "find_tied", "find_unreachable"]


@dataclass(frozen=True, slots=True)
class Brought:
    """By chosen host, in order: who is newly in reach, and the mean way before and after.

    ``place`` and ``by`` say which host, by its rank, brings in which place;
    sorted by both. ``share`` is cumulative. ``mean_min`` has one entry more
    than there are hosts: the way before any is there comes first.
    """

    place: Positions
    by: Positions
    places: Positions
    people: Floats
    weighted: Floats
    share: Floats
    mean_min: Floats

    def reaches(self, ids: pd.Index[str]) -> Objects:
        """List the ids of the places that each host brings in, sorted."""
        stops = np.cumsum(self.places)
        column = np.empty(len(self.places), dtype=object)
        column[:] = [tuple(part.tolist()) for part in np.split(ids[self.place], stops)[:-1]]
        return column


def find_brought(question: Question, ways: Ways, hosts: Positions) -> Brought:
    """Add up what each host brings, in the order of ``hosts``."""
    cover = ways.cover[hosts]
    rank = np.repeat(np.arange(len(hosts)), np.diff(cover.indptr))
    first: Positions = np.full(cover.shape[1], len(hosts))
    np.minimum.at(first, cover.indices, rank)
    place = np.flatnonzero(first < len(hosts))
    place = place[np.argsort(first[place], kind="stable")]
    by = first[place]

    def add_up(what: Floats) -> Floats:
        return np.bincount(by, what[place], minlength=len(hosts)).astype(np.float64)

    without = float(question.demand[~ways.is_served].sum())
    counted = np.cumsum(add_up(question.demand))
    return Brought(
        place=place,
        by=by,
        places=np.bincount(by, minlength=len(hosts)),
        people=add_up(question.people),
        weighted=add_up(question.weighted),
        share=np.minimum(counted / without, 1.0) if without else np.ones(len(hosts)),
        mean_min=_mean_ways(question, ways, hosts),
    )


def find_tied(m: AssetMap, question: Question, hosts: Positions) -> Objects:
    """List the ids of the open assets that a standing tie joins to each host, sorted."""
    ids = question.assets.index
    ties = find_standing_ties(m)[["source", "target"]]
    turned = ties.rename(columns={"source": "target", "target": "source"})
    both = pd.concat([ties, turned])
    is_open = is_among(both["target"], ids[find_open(question.assets)])
    both = both[is_open & is_among(both["source"], ids[hosts])]
    tied = both.groupby("source")["target"].agg(set).to_dict()
    column = np.empty(len(hosts), dtype=object)
    column[:] = [tuple(sorted(tied.get(host, ()))) for host in ids[hosts]]
    return column


def find_unreachable(question: Question, ways: Ways) -> Positions:
    """List the places that reach nothing and that no host could reach, most demand first."""
    could: Any = np.bincount(ways.cover.indices, minlength=ways.cover.shape[1]) > 0
    place = np.flatnonzero(~ways.is_served & ~could)
    unreachable: Positions = place[np.argsort(-question.demand[place], kind="stable")]
    return unreachable


def _mean_ways(question: Question, ways: Ways, hosts: Positions) -> Floats:
    """Work out the mean way to the nearest, by demand, with ever more of these hosts."""
    is_known = ~np.isnan(ways.now)
    demand, now = question.demand[is_known], ways.now[is_known]
    if not demand.sum():
        return np.full(len(hosts) + 1, np.nan)
    means, saved = [now @ demand], np.zeros(len(ways.now))
    for rank in range(len(hosts)):
        saved = np.maximum(saved, save_by(ways.savings, hosts[rank : rank + 1]))
        means.append((now - saved[is_known]) @ demand)
    by_rank: Floats = np.array(means, dtype=np.float64) / demand.sum()
    return by_rank

"""How people are ranked: who counts, what they bring together, and the score."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import decimals_up_to, tuples_by_row
from assetmap.champions.measure_rank_stability import (
    Copies,
    Thinning,
    draw_copies,
    draw_until_settled,
    rank_down,
    summarise_ranks,
)
from assetmap.errors import Problem, find_unknown
from assetmap.model import AssetKind
from assetmap.network import AssetGraph
from assetmap.tables import (
    AssetMap,
    find_standing_ties,
    find_ties_but_nominations,
    measure_asset_is_unsure,
    measure_tie_is_unsure,
    merge_repeated_ties,
)
from assetmap.typing import Flags, Floats, Pairs, Positions

__all__ = [
    "WEIGHTS",
    "Bridged",
    "Named",
    "Weighing",
    "build_bridged",
    "check_weights",
    "find_bridged",
    "find_sources",
    "measure_evidence",
    "rank_people",
]

WEIGHTS: dict[str, float] = {"bridging": 1.0, "nominations": 1.0, "likeness": 1.0}
"""Powers that the three parts of an order are raised to: all count alike."""
_DECIMALS = decimals_up_to(1)


@dataclass(frozen=True, eq=False)
class Named:
    """Nominations as positions: who was named (in the list), and by which node (-1: unknown)."""

    person: Positions
    by: Positions

    def count(self, size: int, is_kept: Flags | None = None) -> Floats:
        """Count the nominations of each person, or those of them that are kept."""
        person = self.person if is_kept is None else self.person[is_kept]
        return np.bincount(person, minlength=size).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Weighing:
    """What an order of people is made from."""

    spans: Bridged
    named: Named
    likeness: Floats
    held: Floats
    weights: Mapping[str, float]

    def bridging(
        self,
        betweenness: Floats,
        is_there: Flags,
        has_pair: Flags | None = None,
    ) -> Floats:
        """Share of those there who bridge no more: by betweenness, then groups, then places."""
        size = self.spans.size
        places = np.bincount(self.spans.list_places(has_pair)[0], minlength=size)
        keys = np.stack([betweenness, self.spans.count_groups(has_pair), places], axis=1)
        order = np.lexsort(keys.T[::-1])
        differs = np.ones(size, dtype=bool)
        differs[1:] = (keys[order][1:] != keys[order][:-1]).any(axis=1)
        level = np.empty(size)
        level[order] = np.cumsum(differs)
        level[~is_there] = np.inf
        ahead = np.sort(level[is_there])
        return np.searchsorted(ahead, level, side="right") / max(len(ahead), 1)

    def score(self, bridging: Floats, nominations: Floats) -> Floats:
        """
        Multiply the parts, each between 0 and 1 and raised to its weight.

        A whole 1 is added for each value that was asked for and somebody has,
        so that they come before all who have fewer.
        """
        named = (1 + nominations) / (1 + nominations.max(initial=0.0))
        parts = {"bridging": bridging, "nominations": named, "likeness": self.likeness}
        score = np.ones(len(bridging))
        for name, part in parts.items():
            score = score * part ** float(self.weights.get(name, 0.0))
        if self.weights.get("likeness", 0.0) > 0:
            score = score + self.held
        return score.round(_DECIMALS)


def check_weights(weights: Mapping[str, float] | None) -> list[Problem]:
    """List what is wrong with weights."""
    if weights is None:
        return []
    problems = find_unknown("weights", [str(name) for name in weights], WEIGHTS)
    for name, weight in weights.items():
        if not (np.isfinite(weight) and weight >= 0):
            says = f"{weight} is not a finite number from 0."
            remedy = "Give 0 to leave it out, 1 to count it as it is."
            problems.append(Problem(f"weights[{name!r}]", "impossible_weight", says, remedy))
    return problems


def rank_people(
    graph: AssetGraph,
    nodes: Positions,
    weighing: Weighing,
    thinning: Thinning,
    *,
    betweenness: Floats,
    top: int,
    progress: Callable[[str], None] | None,
) -> pd.DataFrame:
    """
    Rank the people at some nodes, all of whom have a tie.

    Columns ``rank``, ``rank_low``, ``rank_high``, ``stability`` as in
    `measure_rank_stability`, and ``bridging``: the share who bridge no more.
    """
    everybody = np.ones(len(nodes), dtype=bool)
    bridging = weighing.bridging(betweenness, everybody)
    whole = weighing.score(bridging, weighing.named.count(len(nodes)))
    # Only people fail to answer: a group is there as long as one of its members says so.
    people = np.flatnonzero(_is_person(graph)) if len(nodes) else np.empty(0, dtype=np.intp)
    lots = draw_copies(graph, thinning, among=people, progress=progress) if len(nodes) else iter(())
    rank = rank_down(whole, everybody)
    ranked = (_rank_copies(copies, nodes, weighing, thinning) for copies in lots)
    ranks = draw_until_settled(ranked, rank, top=top)
    table = summarise_ranks(rank, ranks, top=top, is_thinned=thinning.missing_rate > 0)
    return table.assign(bridging=bridging)


def _rank_copies(
    copies: Copies, nodes: Positions, weighing: Weighing, thinning: Thinning
) -> list[Floats]:
    """Rank those who are there in each copy; nominations are thinned as ties are."""
    ranks = []
    named = weighing.named
    for is_of_ties, has_pair, has_node, carried in zip(
        copies.is_of_ties, copies.has_pair, copies.has_node, copies.carried, strict=True
    ):
        is_there = has_node[nodes]
        if is_of_ties:
            is_said = copies.generator.random(len(named.by)) >= thinning.missing_rate
        else:
            is_said = (named.by < 0) | has_node[named.by]
        bridging = weighing.bridging(carried[nodes], is_there, has_pair)
        counted = named.count(len(nodes), is_said)
        ranks.append(rank_down(weighing.score(bridging, counted), is_there))
    return ranks


def _is_person(graph: AssetGraph) -> Flags:
    kinds = graph.kind_of_node
    if kinds is None:
        return np.ones(len(graph), dtype=bool)
    return np.asarray(kinds.to_numpy(dtype=object) == "individual", dtype=np.bool_)


@dataclass(frozen=True, eq=False)
class Bridged:
    """
    What people could bring together, as pairs of positions that copies can thin.

    ``person`` (position in the list), ``tied`` (node) and ``pair`` (position
    among the pairs of the graph) of each contact; ``is_group`` and ``place``
    (code, -1 for none) of the contact. ``own_person`` and ``own_place`` are
    the places that somebody belongs to or is active in.
    """

    person: Positions
    tied: Positions
    pair: Positions
    is_group: Flags
    place: Positions
    own_person: Positions
    own_place: Positions
    places: pd.Index[Any]
    size: int

    def count_groups(self, has_pair: Flags | None = None) -> Positions:
        """Count the different groups each is tied to, along the pairs that are there."""
        counts = self.is_group if has_pair is None else self.is_group & has_pair[self.pair]
        return np.bincount(self.person[counts], minlength=self.size)

    def list_places(self, has_pair: Flags | None = None) -> Pairs:
        """List person and place, each different pair once, in order."""
        is_there = self.place >= 0
        if has_pair is not None:
            is_there &= has_pair[self.pair]
        width = max(len(self.places), 1)
        ours = self.own_person * width + self.own_place
        pairs = np.unique(np.concatenate([self.person[is_there] * width + self.place[is_there],
                                          ours]))  # fmt: skip
        return pairs // width, pairs % width


def build_bridged(m: AssetMap, graph: AssetGraph, people: pd.Index[str]) -> Bridged:
    """Lay out whom and what each person is tied to, and all the places in it."""
    both = graph.adjacency(weighted=False)
    nodes = graph.ids.get_indexer(people)
    person, tied = (ends.astype(np.intp) for ends in both[nodes].tocoo().coords)
    size = len(graph)
    ends = np.sort(np.stack([nodes[person], tied]), axis=0)
    upper = both.tocoo()
    known = np.flatnonzero(upper.coords[0] < upper.coords[1])
    keys = upper.coords[0][known].astype(np.int64) * size + upper.coords[1][known]
    home = _labels(graph.place_of_node, graph)
    active = m.assets["active_in"].reindex(people).reset_index(drop=True).explode().dropna()
    own = home.reindex(people).reset_index(drop=True).dropna()
    named = pd.concat([home, own, active]).to_numpy(dtype=object)
    code, places = pd.factorize(named, sort=True)
    is_group = (_labels(graph.kind_of_node, graph) != str(AssetKind.INDIVIDUAL)).to_numpy()
    return Bridged(
        person=person,
        tied=tied,
        pair=np.searchsorted(keys, ends[0] * size + ends[1]),
        is_group=is_group[tied],
        place=code[:size][tied],
        own_person=np.concatenate([own.index, active.index]).astype(np.intp),
        own_place=code[size:],
        places=pd.Index(places),
        size=len(people),
    )


def find_bridged(graph: AssetGraph, people: pd.Index[str], spans: Bridged) -> pd.DataFrame:
    """
    Name and count what each person is tied to.

    Columns on ``people``: ``groups``, ``kinds``, ``places_bridged``,
    ``only_link_for``, ``ties`` (int64), ``group_ids``, ``group_kinds`` and
    ``bridged_place_ids`` (tuples) as in `find_champions`, and ``others``: different
    people tied to.
    """
    degree = np.diff(graph.adjacency(weighted=False).indptr)
    nodes = graph.ids.get_indexer(people)
    person, tied, size = spans.person, spans.tied, spans.size
    ties = np.bincount(np.concatenate([graph.source, graph.target]), minlength=len(graph))
    kind, kinds = pd.factorize(_labels(graph.kind_of_node, graph), sort=True)
    width = max(len(kinds), 1)
    of_kind = np.unique(person[spans.is_group] * width + kind[tied[spans.is_group]])
    holder, place = spans.list_places()
    counts = {
        "groups": spans.count_groups(),
        "kinds": np.bincount(of_kind // width, minlength=size),
        "places_bridged": np.bincount(holder, minlength=size),
        "only_link_for": np.bincount(person[degree[tied] == 1], minlength=size),
        "ties": ties[nodes],
        "others": np.bincount(person[~spans.is_group], minlength=size),
    }
    of_group = graph.ids[tied[spans.is_group]]
    return pd.DataFrame(counts, index=people, dtype=np.int64).assign(
        group_ids=tuples_by_row(person[spans.is_group], of_group, size),
        group_kinds=tuples_by_row(of_kind // width, kinds[of_kind % width], size),
        bridged_place_ids=tuples_by_row(holder, spans.places[place], size),
    )


def find_sources(m: AssetMap, people: pd.Index[str]) -> pd.DataFrame:
    """
    Find who said what is known of each person and their ties, and how long ago.

    Columns on ``people``: ``sources`` (tuple of names of sources, sorted) and
    ``evidence_days`` (Int64): days from the latest word to ``m.as_of``,
    missing where nothing has a date.
    """
    ties = find_standing_ties(m)
    said = pd.concat([ties.set_index(end)["sources"] for end in ("source", "target")])
    said = pd.concat([said, m.assets["sources"]]).explode().dropna()
    said = said[said.index.isin(people)]
    rows = pd.DataFrame({"at": people.get_indexer(said.index), "source": said.to_numpy()})
    rows = rows.drop_duplicates()
    known = m.sources.reindex(rows["source"])
    names = known["name"].astype(object).where(known["name"].notna(), known.index)
    rows = rows.assign(name=names.to_numpy(), date=known["date"].to_numpy())
    dates = rows.groupby("at")["date"].max().reindex(range(len(people))).to_numpy()
    seen = pd.Series(m.assets["verified_on"].reindex(people).to_numpy())
    last = pd.concat([seen, pd.Series(dates)], axis=1).max(axis=1)
    days = (pd.Timestamp(m.as_of) - last).dt.days.astype("Float64").astype("Int64")
    named = rows[["at", "name"]].drop_duplicates().sort_values(["at", "name"])
    holder = named["at"].to_numpy(dtype=np.intp)
    return pd.DataFrame(
        {
            "source_names": tuples_by_row(
                holder, named["name"].to_numpy(dtype=object), len(people)
            ),
            "evidence_days": days.array,
        },
        index=people,
    )


def measure_evidence(m: AssetMap, people: pd.Index[str]) -> pd.DataFrame:
    """Count, by person, the ``records`` behind them (own and one per tie) and those ``unsure``."""
    ties = find_ties_but_nominations(m)[["source", "target", "kind"]]
    is_unsure = measure_tie_is_unsure(m).reindex(ties.index).to_numpy(dtype=bool)
    ties = merge_repeated_ties(ties.assign(is_unsure=is_unsure))
    ends = pd.DataFrame(
        {
            "person": np.concatenate([ties["source"], ties["target"]]),
            "records": 1,
            "unsure": np.tile(ties["is_unsure"], 2).astype(np.int64),
        }
    )
    of_ties = ends.groupby("person")[["records", "unsure"]].sum().reindex(people, fill_value=0)
    own = measure_asset_is_unsure(m).reindex(people).to_numpy(dtype=np.int64)
    return pd.DataFrame(
        {
            "records": of_ties["records"].to_numpy(dtype=np.int64) + 1,
            "unsure": of_ties["unsure"].to_numpy(dtype=np.int64) + own,
        },
        index=people,
    )


def _labels(labels: pd.Series[Any] | None, graph: AssetGraph) -> pd.Series[Any]:
    if labels is None:
        return pd.Series(np.nan, index=graph.ids, dtype="str")
    return labels

"""How sure an order of people is, if some ties were never recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy.sparse import triu

from assetmap.arrays import decimals_up_to
from assetmap.champions._standing import as_standing_graph
from assetmap.errors import Problem, TableError, find_unknown
from assetmap.network import AssetGraph, follow_copies, measure_betweenness
from assetmap.tables import AssetMap
from assetmap.typing import Flags, Floats, Pairs, Positions

__all__ = [
    "Thinning",
    "check_replicates",
    "draw_copies",
    "draw_until_settled",
    "measure_rank_stability",
    "rank_down",
    "summarise_ranks",
]

Missing: TypeAlias = Literal["both", "ties", "people"]
Score: TypeAlias = Literal["betweenness", "degree"]
Progress: TypeAlias = Callable[[str], None]
CELLS_OF_A_COPY = 700_000
"""Nodes with a tie, times sources: what following the chains of one copy may take."""
FEWEST_SOURCES = 16
COPIES = 10
"""Copies that are drawn, followed and ranked together; progress is said after each lot."""
_MISSING = ("both", "ties", "people")
_SCORES = ("betweenness", "degree")
_SPAN, _WIDE_SPAN = (0.05, 0.95), (0.025, 0.975)
_SURE = 1.96
"""Standard errors on either side of what was drawn that hold it 95 times in 100."""
FEWEST_COPIES = 100
SETTLED = 2
"""Drawing ends when the ends of the first spans are known to so many places."""
_DECIMALS = decimals_up_to(1)


@dataclass(frozen=True, eq=False)
class Thinning:
    """What is taken out of a graph, how often and how: the question behind an interval."""

    missing_rate: float
    replicates: int
    missing: str = "both"
    seed: int = 0


@dataclass(frozen=True, eq=False)
class Copies:
    """Some copies: how each was thinned, which pairs and nodes it has, what each node carries."""

    is_of_ties: Flags
    has_pair: Flags
    has_node: Flags
    carried: Floats
    generator: np.random.Generator


def measure_rank_stability(
    subject: AssetMap | AssetGraph,
    *,
    scores: Score = "betweenness",
    missing_rate: float = 0.2,
    left_out: Missing = "both",
    replicates: int = 400,
    top: int = 10,
    seed: int = 0,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """
    Measure how far an order of assets would move if a part of the ties were not known.

    Read ``rank_low`` to ``rank_high`` as "somewhere here, as far as these
    ties can tell". Two whose spans overlap are not to be told apart.

    Parameters
    ----------
    subject
        The graph, or a map, which is taken as the graph of what is still
        there. Ties count both ways, several of the same two as one.
    scores
        What the order is by.
    missing_rate
        Share that is taken out of each copy, from 0 to below 1. 0.2 is a
        convention, not an estimate: put in what is known to be missing.
    left_out
        ``"ties"``: each pair of tied assets is left out with this chance, as
        if it was forgotten. ``"people"``: each asset is left out with it, and
        all its ties, as if it had not answered. ``"both"``: every other copy
        is thinned the one way, and the rest the other.
    replicates
        How many copies are drawn at most; fewer, from 100 on, where the ends
        of the spans of the first ``top`` are known to two places before.
    top
        How many places ``stability`` is about.
    seed
        Decides what is left out.
    progress
        Called with a sentence now and then.

    Returns
    -------
    stability
        By id, in the order of ids:

        - ``score`` (float64): what the order is by, of the graph as it is
        - ``rank`` (Int64): 1 is the highest; alike ones share the lowest
          number; missing without a tie, as in all columns below
        - ``rank_low``, ``rank_high`` (Int64): the span that holds nine in ten
          of the ranks in the copies that the asset is part of, or 19 in 20
          behind the first ``top``, where ranks move more; and ``rank``;
          wider by what so few copies leave open of its ends. A rank among
          fewer is stretched to the length of the whole list. Those who share
          the last place may be anywhere from there to the end of it
        - ``stability`` (float64, 0 to 1): share of those copies in which it
          is among the first ``top``. The mean over those who are among them
          now is the share of the first ``top`` that stay, on average

    Raises
    ------
    TableError
        With every argument that cannot be used.

    Notes
    -----
    Taking more out of a record and looking how far ranks move is how
    Costenbader and Valente (2003), "The stability of centrality measures when
    networks are sampled", Social Networks 25, 283-307, and Borgatti, Carley
    and Krackhardt (2006), "On the robustness of centrality measures under
    conditions of imperfect data", Social Networks 28, 124-136, go about it.
    Smith and Moody (2013) find betweenness among the more sensitive measures.
    It tells how the order would suffer if as much again was missing, at
    random; the busiest people are often those who did not answer, and of
    that it knows nothing.

    Simulated (60 people, 20 groups, a fifth of the ties or of the assets never
    recorded, 40 networks): the span holds the rank in the whole network for 98
    to 99 of 100 of the first ten by betweenness, and 92 or 93 of all; by
    ``"degree"`` 98 of all.

    Up to some 830 assets with a tie every chain is followed in every copy. In
    a larger graph chains are followed from 700,000 / assets of them, at least
    16, the same in every copy, and the change they show is applied to the
    betweenness of the whole. With fewer sources spans come out rather too
    wide than too narrow. 400 copies take 40 to 60 seconds of one processor,
    and in proportion more from 44,000 assets on. What is left out is drawn in the
    order of ids: another order of rows changes nothing, other ids may change
    a span.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": "hub", "target": ["a", "b", "c", "d"]})
    >>> found = measure_rank_stability(AssetGraph.from_frame(ties), top=1)
    >>> found.loc["hub", ["rank", "rank_low", "rank_high"]].tolist()
    [1, 1, 1]
    """
    graph = as_standing_graph(subject)
    problems = find_unknown("scores", [str(scores)], _SCORES)
    thinning = Thinning(missing_rate, replicates, str(left_out), seed)
    check_replicates(thinning, top=top, problems=problems)
    both = graph.adjacency(weighted=False)
    degree = np.diff(both.indptr).astype(np.float64)
    by_chains = scores == "betweenness"
    score = measure_betweenness(graph).to_numpy(dtype=np.float64) if by_chains else degree
    tied = np.flatnonzero(degree)
    everyone = np.arange(len(graph))

    def rank_lots() -> Iterator[list[Floats]]:
        """Rank the tied of each copy, lot by lot."""
        for copies in draw_copies(
            graph, thinning, among=everyone, chains=by_chains, progress=progress
        ):
            found = copies.carried if by_chains else count_kept(graph, copies.has_pair)
            yield [
                rank_down(values[tied], kept[tied])
                for values, kept in zip(found, copies.has_node, strict=True)
            ]

    rank = rank_down(np.round(score[tied], _DECIMALS), np.ones(len(tied), dtype=bool))
    ranks = draw_until_settled(rank_lots(), rank, top=top)
    table = summarise_ranks(rank, ranks, top=top, is_thinned=missing_rate > 0)
    table = table.set_axis(graph.ids[tied]).reindex(graph.ids)
    table.insert(0, "score", score)
    return table


def check_replicates(thinning: Thinning, *, top: int, problems: list[Problem]) -> None:
    """Raise with everything that is wrong, with what was found before added to it."""
    rate, missing = thinning.missing_rate, thinning.missing
    if not 0 <= rate < 1:
        says = f"{rate} is not a share from 0 to below 1."
        problems.append(Problem("missing_rate", "no_share", says, "Write a fifth as 0.2."))
    for name, number, least in (("replicates", thinning.replicates, 0), ("top", top, 1)):
        if number < least:
            says = f"{number} is too few."
            problems.append(Problem(name, "too_few", says, f"Give {least} or more."))
    problems += find_unknown("missing", [missing], _MISSING)
    if problems:
        raise TableError("How sure an order is cannot be found like that.", problems)


def draw_copies(
    graph: AssetGraph,
    thinning: Thinning,
    *,
    among: Positions,
    chains: bool = True,
    progress: Progress | None = None,
) -> Iterator[Copies]:
    """Draw thinned copies lot by lot; only nodes ``among`` can fail to answer."""
    left, right = pairs_of(graph)
    size = len(graph)
    generator = np.random.default_rng(thinning.seed)
    whole = _WholeGraph(graph, (left, right), generator) if chains else None
    for start in range(0, thinning.replicates, COPIES):
        count = min(COPIES, thinning.replicates - start)
        turn = np.arange(start, start + count) % 2 == 0
        of_ties = np.full(count, thinning.missing == "ties") | (turn & (thinning.missing == "both"))
        has_pair = generator.random((count, len(left))) >= thinning.missing_rate
        has_pair |= ~of_ties[:, None]
        has_node = np.ones((count, size), dtype=bool)
        has_node[:, among] = generator.random((count, len(among))) >= thinning.missing_rate
        has_node |= of_ties[:, None]
        has_pair &= has_node[:, left] & has_node[:, right]
        carried = np.zeros((count, size)) if whole is None else whole.carry(has_pair)
        if progress is not None:
            progress(f"Looked how sure the order is: {start + count} of {thinning.replicates}")
        yield Copies(of_ties, has_pair, has_node, carried, generator)


class _WholeGraph:
    """A graph as it is, beside which its copies are measured; nodes without a tie left out."""

    def __init__(self, graph: AssetGraph, pairs: Pairs, generator: np.random.Generator) -> None:
        self.tied = np.unique(np.concatenate(pairs))
        left, right = (np.searchsorted(self.tied, ends) for ends in pairs)
        self.pairs = (left, right)
        self.of_all, size = len(graph), len(self.tied)
        self.pairs_of_others = max((self.of_all - 1) * (self.of_all - 2) / 2, 1)
        self.sources = np.arange(size)
        count = max(CELLS_OF_A_COPY // max(size, 1), FEWEST_SOURCES)
        self.is_exact = size <= count
        if not self.is_exact:
            self.sources = np.sort(generator.choice(size, size=count, replace=False))
            self.known = measure_betweenness(graph).to_numpy(dtype=np.float64)[self.tied]
            self.seen = self._follow(np.ones((1, len(left)), dtype=bool))[0]

    def carry(self, has_pair: Flags) -> Floats:
        """Measure betweenness in each copy, up to one factor for all of them."""
        found = self._follow(has_pair)
        if not self.is_exact:
            scale = len(self.tied) / len(self.sources)
            change = np.divide(found, self.seen, out=np.zeros_like(found), where=self.seen > 0)
            found = np.where(self.seen > 0, self.known * change, found * scale)
        carried = np.zeros((len(has_pair), self.of_all))
        carried[:, self.tied] = found.round(_DECIMALS)
        return carried

    def _follow(self, has_pair: Flags) -> Floats:
        size = len(self.tied)
        found = follow_copies(self.pairs, has_pair, size=size, sources=self.sources)
        return found / self.pairs_of_others


def pairs_of(graph: AssetGraph) -> Pairs:
    """List the different pairs of tied nodes, each once, in order."""
    upper: Any = triu(graph.adjacency(weighted=False), k=1).tocsr().tocoo()
    left, right = (ends.astype(np.intp) for ends in upper.coords)
    return left, right


def count_kept(graph: AssetGraph, has_pair: Flags) -> Floats:
    """Count contacts in each copy."""
    ends = np.concatenate(pairs_of(graph))
    both = np.concatenate([has_pair, has_pair], axis=1)
    copy, pair = np.nonzero(both)
    counted = np.bincount(copy * len(graph) + ends[pair], minlength=len(both) * len(graph))
    return counted.reshape(len(both), len(graph)).astype(np.float64)


def rank_down(score: Floats, is_there: Flags) -> Floats:
    """Rank those who are there, highest first, alike ones alike; stretched to the whole list."""
    ranks = np.full(len(score), np.nan)
    ordered = np.sort(score[is_there])
    ahead = len(ordered) - np.searchsorted(ordered, score[is_there], side="right")
    stretch = (len(score) - 1) / (len(ordered) - 1) if len(ordered) > 1 else 0.0
    ranks[is_there] = 1 + ahead * stretch
    return ranks


def draw_until_settled(lots: Iterable[list[Floats]], rank: Floats, *, top: int) -> list[Floats]:
    """
    Take ranks lot by lot until the ends of the spans of the first ``top`` are settled.

    They are when 95 in 100 other draws of as many would end at most two places away.
    """
    first = np.argsort(rank, kind="stable")[:top]
    ranks: list[Floats] = []
    for lot in lots:
        ranks += lot
        if len(ranks) >= FEWEST_COPIES and _is_settled(np.array(ranks)[:, first]):
            break
    return ranks


def _is_settled(seen: Floats) -> bool:
    """Tell whether neither end of any span may lie more than two places from where it is."""
    if np.isnan(seen).all(axis=0).any():
        return False
    inner, outer = (_find_ends(seen, outwards=outwards) for outwards in (-1, 1))
    return bool((np.abs(outer - inner) <= SETTLED).all())


def _find_ends(seen: Floats, *, outwards: int, span: tuple[float, float] = _SPAN) -> Floats:
    """Find both ends of each span, moved outwards (1) or inwards (-1) by their own error.

    A share p of n draws is known to root(p (1 - p) / n), whatever is drawn.
    """
    n_seen = np.maximum((~np.isnan(seen)).sum(axis=0), 1)
    ordered = np.sort(seen, axis=0)  # what was not drawn comes last
    column = np.arange(seen.shape[1])
    ends = []
    for share, way in zip(span, (-1, 1), strict=True):
        error = _SURE * np.sqrt(share * (1 - share) / n_seen)
        at = np.clip(share + way * outwards * error, 0, 1) * (n_seen - 1)
        below = np.floor(at).astype(np.intp)
        lower, upper = ordered[below, column], ordered[np.minimum(below + 1, n_seen - 1), column]
        ends.append(lower + (upper - lower) * (at - below))
    return np.stack(ends)


def summarise_ranks(
    rank: Floats, ranks: list[Floats], *, top: int, is_thinned: bool
) -> pd.DataFrame:
    """
    Say between which ranks each is, and how often among the first ``top``.

    Those who share the last place may be anywhere down to the end of the list
    once some of the others have what is missing; no copy with still less shows it.
    """
    low, high, stays = (np.full(len(rank), np.nan) for _ in range(3))
    in_copies = np.array(ranks).reshape(len(ranks), len(rank))
    has_any = (~np.isnan(in_copies)).any(axis=0)
    if has_any.any():
        seen = in_copies[:, has_any]
        is_first = (rank <= top)[has_any]
        wide = _find_ends(seen, outwards=1, span=_WIDE_SPAN)
        span = np.where(is_first, _find_ends(seen, outwards=1), wide)
        low[has_any] = np.minimum(np.floor(span[0] + 1e-9), rank[has_any])
        high[has_any] = np.maximum(np.ceil(span[1] - 1e-9), rank[has_any])
        if is_thinned:
            high[has_any & (rank == rank.max())] = len(rank)
        stays[has_any] = (seen <= top).sum(axis=0) / (~np.isnan(seen)).sum(axis=0)
    whole = {"rank": rank, "rank_low": low, "rank_high": high}
    table = pd.DataFrame(
        {name: pd.array(values, dtype="Float64") for name, values in whole.items()}
    )
    return table.astype("Int64").assign(stability=stays)

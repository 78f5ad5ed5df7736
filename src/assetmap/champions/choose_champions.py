"""A team of few people that together reach the others, or hold them together."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from math import comb
from typing import Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from assetmap.arrays import decimals_up_to, tuples_by_row
from assetmap.champions._apart import EXACT_DISTANCES_UP_TO, SOURCES_FOLLOWED, measure_mean_apart
from assetmap.champions._pieces import build_tree, leave_out, measure_pieces
from assetmap.champions._standing import build_standing_graph, is_of_kind
from assetmap.champions._team_fairness import (
    ASSOCIATIONS,
    HOME,
    PLACES,
    Fairness,
    list_covered,
)
from assetmap.champions.measure_team_reach import (
    ReachField,
    Team,
    choose_reaching,
    find_within,
    weigh_steps,
)
from assetmap.errors import Problem, TableError, find_unknown
from assetmap.model import AssetKind, Purpose
from assetmap.network import AssetGraph
from assetmap.tables import AssetMap, can_group, find_consenting
from assetmap.typing import Flags, Floats, Matrix, Positions
from assetmap.wording import say_list, say_number, say_rows

__all__ = ["TEAM_COLUMNS", "Keeping", "choose_champions", "choose_keeping"]

TEAM_COLUMNS = (
    "person_id", "name", "place_id", "place_name", "adds", "share", "reached_person_ids", "covers",
    "comes_from", "bound", "may_publish_name", "says",
)  # fmt: skip
"""Columns of what `choose_champions` gives, in order."""
_GOALS = ("reach", "keep")
_WAYS = ("distance", "count")
_SHORTLIST = 64
_TRIED, _TRIED_IN_STEPS = 500, 50  # teams without their last member
_DECIMALS = decimals_up_to(1)
_NAMED = 3  # of what somebody covers, in their sentence


def choose_champions(
    m: AssetMap,
    n: int,
    *,
    goal: Literal["reach", "keep"] = "reach",
    fair_by: str | None = HOME,
    measure: Literal["distance", "count"] = "distance",
    steps: int = 2,
    tie_kinds: Iterable[str] | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """
    Choose a team of people to ask, who together reach the most or hold the most.

    Read it as one good way to start, never as the only team or a list of the
    best: those who are nearest to everybody alone often know the same people.
    Whoever is on nobody's list of ties is not reached by any team; ask there.

    Parameters
    ----------
    m
        The map. Not modified. What counts is as in `find_fragility`; anybody
        who is not closed and did not take back their consent to be stored may
        be chosen.
    n
        How many people, at least 1; all there are, where there are fewer.
    goal
        - ``"reach"``: those who are nearest to everybody (KPP-POS)
        - ``"keep"``: those without whom the others would fall apart the most
          (KPP-NEG): look after them, and share what they do
    fair_by
        ``"home"``: to reach, people who are from as many places as so many
        people can be from; anybody where no home is known, and to keep.
        ``"place_id"``: somebody from every smallest place or, where so many
        people cannot be from all, active in it or tied to something in it.
        ``"associations"``: somebody tied to every association. Another column
        of words of the assets: somebody with, or else tied to something with,
        every word. None: whoever reaches the most, wherever they are from. As
        many as ``n`` people can cover are covered.
    measure
        ``"distance"``: the nearer the more; ``"count"``: within ``steps`` or
        not, and for ``"keep"`` whether there is any way.
    steps
        Ties that ``"count"`` and the column ``reached_person_ids`` look along: 1 whom
        they know and what they are part of, 2 also who is part of the same.
    tie_kinds
        Kinds of tie that count; all when None.
    seed
        Decides from where distances are followed for ``"keep"``, on a map of
        more than 1,000 assets.

    Returns
    -------
    team
        First, where ``fair_by`` asks for more than homes, a row for everything
        that nobody chosen covers, in the order of ids: ``person_id`` is NaN
        and ``covers`` names it. Then a row per person, who adds the most
        first:

        - ``person_id``, ``name``, ``place_id``, ``place_name``
        - ``adds`` (float64): what they add to those above them
        - ``share`` (float64, 0 to 1): what they come to with those above.
          ``"reach"``: everybody's 1 over the steps to the nearest on the team
          (1 for themselves), or 1 within ``steps``, over the number of
          people. ``"keep"``: `measure_distance_fragmentation`, or
          `measure_fragmentation`, of all others without them
        - ``reached_person_ids`` (tuple): ids of the people within ``steps`` of them and
          of none above; themselves, too
        - ``covers`` (tuple): what of ``fair_by`` they stand for: whatever they
          are the first to be of themselves, and whatever nobody on the team
          is of, and they are the first to be tied to
        - ``comes_from`` (tuple): which of these they are of themselves, such
          as the place where they live; the rest they know from outside
        - ``bound`` (float64): what is proved of the team, the same in each
          row: no team of as many comes to more than 1 / ``bound`` times as
          much. NaN for ``"keep"``, of which nothing is proved, unless there
          are so few people that every team was tried: then 1
        - ``may_publish_name`` (bool): their consent ``publish_name`` holds
        - ``says`` (str): a sentence without a name

    Raises
    ------
    TableError
        With everything that is wrong with the question.
    GraphError
        If a kind of tie is not known.

    Notes
    -----
    Key players: Borgatti (2006), "Identifying sets of key players in a social
    network". People are chosen one by one, whoever adds the most, and
    exchanged while that helps. For ``"reach"`` without ``fair_by`` a team
    comes to at least 1 - 1/e = 63 % of the best (Nemhauser, Wolsey and Fisher
    1978), and ``bound`` is mostly far higher: it looks at what anybody could
    still add. Teams for ``fair_by`` start with as few as cover everything
    and lose nothing by exchange; their bound is against any team, fair or not.

    Examples
    --------
    Two choirs; Asha sings in both:

    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Asha", "Ben", "Cara", "High", "Low"],
    ...          "kind": ["individual"] * 3 + ["association"] * 2},
    ...         index=["asha", "ben", "cara", "high", "low"],
    ...     ),
    ...     ties=pd.DataFrame(
    ...         {"source": ["asha", "asha", "ben", "cara"],
    ...          "target": ["high", "low", "high", "low"], "kind": "member_of"}
    ...     ),
    ... )
    >>> team = choose_champions(m, 1, measure="count")
    >>> team[["person_id", "share", "reached_person_ids", "bound"]]
      person_id  share reached_person_ids  bound
    0      asha    1.0  (asha, ben, cara)    1.0
    >>> team["says"][0]
    'Within 2 ties of 3 people.'
    """
    _check(m, n=n, goal=goal, fair_by=fair_by, by=measure, steps=steps)
    graph = build_standing_graph(m, kinds=tie_kinds)
    people = np.flatnonzero(is_of_kind(graph, AssetKind.INDIVIDUAL))
    is_anybody = fair_by == HOME and goal == "keep"  # what holds together is found, not chosen
    fairness = list_covered(m, graph, people, fair_by=None if is_anybody else fair_by)
    matrix = graph.adjacency(weighted=False)
    if goal == "reach":
        worth = weigh_steps(None if measure == "distance" else steps)
        team = choose_reaching(ReachField(matrix, people, people, worth), int(n), fairness)
    else:
        sources = _draw(len(graph), seed) if measure == "distance" else None
        team = choose_keeping(Keeping(matrix, people, sources), int(n), fairness)
    chosen = _describe(m, graph, team, people, steps=steps)
    members = np.searchsorted(people, team.chosen).tolist()
    chosen["comes_from"], chosen["covers"] = _list_covered_first(fairness, members)
    covered = _say_covered(m, chosen, fair_by)
    chosen["says"] = say_member(chosen, steps=steps, goal=goal, covered=covered)
    if fair_by == HOME:
        return chosen[list(TEAM_COLUMNS)].reset_index(drop=True)
    missing = _list_missing(m, fairness, members, fair_by=fair_by, bound=team.bound)
    table = pd.concat([missing, chosen], ignore_index=True) if len(missing) else chosen
    return table[list(TEAM_COLUMNS)].reset_index(drop=True)


def _check(m: AssetMap, *, n: int, goal: str, fair_by: str | None, by: str, steps: int) -> None:
    """Raise with everything that is wrong with the question."""
    columns = [name for name in m.assets.columns if name == PLACES or can_group(name)]
    fair = [] if fair_by is None else [fair_by]
    problems = [
        *find_unknown("goal", [str(goal)], _GOALS),
        *find_unknown("by", [str(by)], _WAYS),
        *find_unknown("fair_by", fair, [HOME, ASSOCIATIONS, *columns]),
    ]
    for name, value in (("n", n), ("steps", steps)):
        if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
            says, remedy = f"{value!r} is not a whole number from 1.", "Give 1 or more."
            problems.append(Problem(name, f"impossible_{name}", says, remedy))
    if problems:
        raise TableError("No team can be chosen like this.", problems)


def _draw(size: int, seed: int) -> Positions:
    """Take every node of a small map, and some of a large one, to count steps from."""
    if size <= EXACT_DISTANCES_UP_TO:
        return np.arange(size)
    drawn = np.random.default_rng(seed).choice(size, SOURCES_FOLLOWED, replace=False)
    return np.sort(drawn).astype(np.intp)


def _describe(
    m: AssetMap, graph: AssetGraph, team: Team, people: Positions, *, steps: int
) -> pd.DataFrame:
    """Add what the team wants to know about each of those chosen."""
    ids = graph.ids[team.chosen]
    is_near = find_within(graph.adjacency(weighted=False), team.chosen, steps)[:, people]
    is_new = is_near & (np.cumsum(is_near, axis=0) == 1)
    row, who = np.nonzero(is_new)
    home = graph.place_of_node
    place = m.assets["place_id"].reindex(ids) if home is None else home.reindex(ids)
    return pd.DataFrame(
        {
            "person_id": pd.Series(ids.to_numpy(), dtype="str"),
            "name": m.assets["name"].reindex(ids).to_numpy(),
            "place_id": pd.Series(place.to_numpy(), dtype="str"),
            "place_name": pd.Series(place.map(m.places["name"]).to_numpy(), dtype="str"),
            "adds": np.diff(team.comes_to, prepend=0.0),
            "share": team.comes_to,
            "reached_person_ids": pd.Series(
                tuples_by_row(row, graph.ids[people[who]], len(ids)), dtype=object
            ),
            "bound": np.full(len(ids), team.bound),
            "may_publish_name": ids.isin(find_consenting(m, purpose=Purpose.PUBLISH_NAME)),
        }
    ).astype({"name": "str"})


def _list_covered_first(
    fairness: Fairness, chosen: list[int]
) -> tuple[pd.Series[Any], pd.Series[Any]]:
    """Name what each of those chosen is the first to be of, and that and what else they cover."""
    nothing = csr_array(fairness.covers.shape)
    own = _tell_first(nothing if fairness.own is None else fairness.own, chosen)
    covers = own | (_tell_first(fairness.covers, chosen) & ~own.any(axis=0))
    named = [
        tuples_by_row(row, fairness.names[column], len(chosen))
        for row, column in (np.nonzero(own), np.nonzero(covers))
    ]
    return pd.Series(named[0], dtype=object), pd.Series(named[1], dtype=object)


def _tell_first(laid: Matrix, chosen: list[int]) -> Flags:
    """Tell of which things (column) each of those chosen is the first to be part."""
    part = laid[chosen].toarray() > 0
    return np.asarray(part & (np.cumsum(part, axis=0) == 1))


def _say_covered(m: AssetMap, team: pd.DataFrame, fair_by: str | None) -> list[str]:
    """Say of each what of a grouping they are the first to be of, and are tied to."""
    named = {PLACES: m.places, ASSOCIATIONS: m.assets}.get(fair_by or "")
    names = {} if named is None else named["name"].dropna().to_dict()
    of, tied, but = {
        PLACES: ("from ", "tied to ", ", where nobody on the team is from"),
        ASSOCIATIONS: ("", "tied to ", ""),
    }.get(fair_by or "", ("with ", "tied to something with ", ", which nobody on the team has"))

    def say(own: tuple[str, ...], covers: tuple[str, ...]) -> str:
        parts = [(of, own, ""), (tied, [word for word in covers if word not in own], but)]
        return "".join(
            f"; the first here {how}{say_list(called, at_most=_NAMED)}{rest}"
            for how, words, rest in parts
            if (called := [names.get(word, word) for word in words])
        )

    is_said = fair_by not in (None, HOME)
    pairs = zip(team["comes_from"], team["covers"], strict=True)
    return [say(own, covers) if is_said else "" for own, covers in pairs]


def _list_missing(
    m: AssetMap, fairness: Fairness, chosen: list[int], *, fair_by: str | None, bound: float
) -> pd.DataFrame:
    """List what nobody chosen covers."""
    names = fairness.list_missing(chosen)
    could = np.asarray(fairness.covers.sum(axis=0)).ravel()[
        fairness.names.get_indexer(pd.Index(names, dtype="str"))
    ]
    place: pd.Series[Any] = pd.Series(names if fair_by == "place_id" else np.nan, range(len(names)))
    nothing = pd.Series(np.nan, index=range(len(names)), dtype="str")
    return pd.DataFrame(
        {
            "person_id": nothing,
            "name": nothing,
            "place_id": place.astype("str"),
            "place_name": place.map(m.places["name"]).astype("str"),
            "adds": 0.0,
            "share": 0.0,
            "reached_person_ids": pd.Series([()] * len(names), dtype=object),
            "covers": pd.Series([(name,) for name in names], dtype=object),
            "comes_from": pd.Series([()] * len(names), dtype=object),
            "bound": bound,
            "may_publish_name": False,
            "says": say_missing(could),
        }
    )


def say_member(team: pd.DataFrame, *, steps: int, goal: str, covered: list[str]) -> pd.Series[str]:
    """Say what each adds to those above, without a name or a number to compare people by."""
    rows = pd.DataFrame(
        {
            "near": team["reached_person_ids"].str.len(),
            "covered": covered,
            "is_first": team.index == 0,
        }
    )
    opening = "Holds others together; look after them, and share what they do. "
    within = f"Within {say_number(steps, 'tie')} of "

    def say(*, near: int, covered: str, is_first: bool) -> str:
        again = "" if is_first else " whom nobody above is so near to"
        holds = opening if goal == "keep" else ""
        return f"{holds}{within}{say_number(near, 'person', 'people')}{again}{covered}."

    return say_rows(rows, say)


def say_missing(could: NDArray[Any]) -> pd.Series[str]:
    """Say why nobody on the team is part of something: nobody could be, or the team is full."""
    nobody = "Nobody on the map is part of this yet: start by asking there."
    full = "So many people cannot be part of everything: a larger team could cover this."
    return pd.Series(np.where(could == 0, nobody, full), dtype="str")


class Keeping(NamedTuple):
    """
    Who can be chosen (positions) out of a graph.

    ``sources`` are the nodes from which steps are counted; None counts only
    whether there is a way at all.
    """

    matrix: Matrix
    candidates: Positions
    sources: Positions | None


def choose_keeping(whole: Keeping, n: int, fairness: Fairness) -> Team:
    """
    Choose who holds the most together, one by one and then by exchange.

    What people hold together is not submodular, so that nothing is proved of
    the choice, unless there are so few people that every team can be tried,
    the last member of each at once. Where steps are counted, only the 64 who
    split the graph the most, and then have the most ties, are looked at
    closely each time.
    """
    n = min(n, len(whole.candidates))
    if fairness.is_free and _can_try_all(whole, n):
        return _put_in_order(whole, _try_all(whole, n), bound=1.0)
    chosen = fairness.choose_first(n, _score(whole, []))
    while len(chosen) < n:
        scores = _score(whole, chosen)
        scores[~fairness.may_join(chosen)] = -2.0
        scores[chosen] = -3.0
        chosen.append(int(scores.argmax()))
    now = _measure(whole, chosen)
    while len(chosen) < len(whole.candidates):
        best, swap = now, None
        for member in range(len(chosen)):
            others = chosen[:member] + chosen[member + 1 :]
            scores = _score(whole, others)
            scores[chosen] = -1.0
            scores[~fairness.may_replace(chosen, member, np.arange(len(scores)))] = -1.0
            top = int(scores.argmax())
            if scores[top] > best:
                best, swap = float(scores[top]), (member, top)
        if swap is None:
            break
        chosen[swap[0]], now = swap[1], best
    return _put_in_order(whole, chosen, bound=float("nan"))


def _can_try_all(whole: Keeping, n: int) -> bool:
    people = len(whole.candidates)
    at_most = _TRIED_IN_STEPS if whole.sources is not None else _TRIED
    return n > 0 and people <= _SHORTLIST and comb(people, n - 1) <= at_most


def _try_all(whole: Keeping, n: int) -> list[int]:
    """Try every team; the last member of each by one walk for all."""
    most, found = -1.0, list(range(n))
    for few in combinations(range(len(whole.candidates)), n - 1):
        scores = _score(whole, list(few))
        scores[list(few)] = -1.0
        last = int(scores.argmax())
        if scores[last] > most:
            most, found = float(scores[last]), [*few, last]
    return found


def _score(whole: Keeping, chosen: list[int]) -> Floats:
    """Measure how far the others fall apart when each candidate leaves with those chosen."""
    is_out = np.zeros(whole.matrix.shape[0], dtype=bool)
    is_out[whole.candidates[chosen]] = True
    left = leave_out(whole.matrix, is_out)
    count = int((~is_out).sum()) - 1
    pieces = measure_pieces(build_tree(left), (~is_out).astype(np.int64))
    apart = 1 - pieces.joined[whole.candidates] / max(count * (count - 1), 1)
    if count < 2:
        apart = np.zeros(len(whole.candidates))
    if whole.sources is None:
        return np.asarray(apart, dtype=np.float64).round(_DECIMALS)
    degree = np.diff(left.indptr)[whole.candidates]
    order = np.lexsort((np.arange(len(apart)), -degree, -apart))
    order = order[~is_out[whole.candidates[order]]][:_SHORTLIST]
    scores = np.full(len(apart), -1.0)
    sources = whole.sources[~is_out[whole.sources]]
    scores[order] = measure_mean_apart(left, whole.candidates[order], sources, left=count)
    return scores.round(_DECIMALS)


def _measure(whole: Keeping, chosen: list[int]) -> float:
    return float(_score(whole, chosen[:-1])[chosen[-1]]) if chosen else 0.0


def _put_in_order(whole: Keeping, chosen: list[int], *, bound: float) -> Team:
    """Put whoever would be missed the most first, of those chosen."""
    small = whole._replace(candidates=whole.candidates[sorted(chosen)])
    order: list[int] = []
    totals = []
    for _ in chosen:
        scores = _score(small, order)
        scores[order] = -1.0
        order.append(int(scores.argmax()))
        totals.append(float(scores[order[-1]]))
    return Team(small.candidates[np.array(order, dtype=np.intp)], np.array(totals), bound)

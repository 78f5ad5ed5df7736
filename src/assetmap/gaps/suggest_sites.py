"""Existing spaces that would bring the most into reach if they hosted what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal

import geopandas as gpd
import pandas as pd

from assetmap.gaps._gap_question import choose_assets
from assetmap.gaps._site_heuristics import Choice, choose_everyone, choose_most, choose_nearest
from assetmap.gaps._site_optimum import (
    choose_everyone_exactly,
    choose_most_exactly,
    choose_nearest_exactly,
)
from assetmap.gaps._site_question import (
    SiteQuestion,
    SiteWays,
    ask_question,
    measure_ways,
    require_things,
)
from assetmap.gaps._site_rows import (
    build_sites,
    find_brought,
    find_tied,
    find_unreachable,
    say_sites,
    say_unreachable,
    say_wanted,
)
from assetmap.gaps._supply import count_nobody
from assetmap.language import in_its_language
from assetmap.space import Reach, place_of, say_walk
from assetmap.tables import (
    Among,
    AssetMap,
    Grouping,
    Where,
    read_among,
    read_grouping,
    with_grouping,
)

__all__ = ["suggest_sites"]


@in_its_language
def suggest_sites(  # noqa: PLR0913 - what is missing, who could host it, for whom, how sought
    m: AssetMap,
    *,
    category: str,
    n: int = 5,
    by: Grouping = "kind",
    within_min: float = 15,
    among: Among = "space",
    people: Literal["weighted", "population"] | pd.Series[Any] = "weighted",
    goal: Literal["most", "everyone", "nearest"] = "most",
    exact: bool = False,
    reach: Reach | None = None,
    where: Where | None = None,
    individuals: bool = True,
) -> gpd.GeoDataFrame:
    """
    Suggest which existing spaces could host what is missing.

    Read a row as "worth a conversation with those who run and use this
    space", never as a plan: the map knows where the space is and who is tied
    to it, not whether it has room or wants to. The rows belong together: each
    tells what it brings after those above it.

    Parameters
    ----------
    m
        The map. The people of its smallest places count, from where they live
        (`AssetMap.origins`), or from one point inside a place that no origin
        speaks of. What is closed, or has a sensitive location, neither counts
        nor hosts.
    category
        What is missing: a kind, or a word of the column ``by``. It may be
        something that the map has none of yet, unless it is nearly a word
        that the map has.
    n
        How many hosts at most; with ``goal="everyone"`` as many as it takes.
    by
        What ``category`` is a value of: ``"kind"``, ``"themes"`` or any other
        column of the assets, or of a Series of words by id.
    within_min
        Reach in minutes. Whoever reaches an open asset of the category within
        it has what is needed; the others are those to bring in.
    among
        What could host: a kind, a theme, a sector or an id, or several of
        these; or a flag for each asset (a Series by id, or as many as the map
        has). A word is looked for among kinds first; one that is two other
        things is refused. People never host, nor does what is of the category
        already. What is open to its members alone (``open_to``) hosts only if
        it is named by id.
    people
        What a place counts for, shared out over its origins by their people:
        ``"weighted"``, its population times its need, where a need that is
        not known counts in full, as if it were 1, so that nobody is passed
        over for want of a number (on a map without any need this is its
        population); ``"population"``; or a number from 0 for each smallest
        place, by id. A population that is not known is 0.
    goal
        - ``"most"``: the most demand newly in reach (maximal covering,
          Church and ReVelle 1974)
        - ``"everyone"``: the fewest hosts that bring in everybody whom any of
          them could (set covering, Toregas and others 1971)
        - ``"nearest"``: the shortest mean way to the nearest, of everyone
          (p-median, Hakimi 1964), what is there already included
    exact
        Whether to prove the best choice, with a solver (HiGHS) where need be,
        for up to 500,000 pairs of a host and people of one place to whom the
        same hosts are near; that may take minutes.
        Else hosts are chosen one by one, the most useful first, and for
        ``"nearest"`` exchanged while that helps (Teitz and Bart 1968).
    reach
        Travel costs to assets, from places, as one point each, or from
        origins by their ids. Straight lines, walked at 80 m a minute with a
        detour of 1.3, when None; for ``"nearest"`` of any length, up to
        5,000,000 of them that are shorter than the way now. A ``reach`` given
        for ``"nearest"`` may stop at a limit: a way that is not in it counts
        as that limit, or as the longest in it.
    where
        Which assets of the category count as being there already, by what
        their columns say, as for `find_gaps`: ``{"cost": "free"}``, or a flag
        for each asset. What does not say is not counted, and ``says`` tells
        how many those are. What is of the category still hosts nothing. Such
        suggestions stay in the team.
    individuals
        Whether individuals are counted. When False the map is asked as if
        nobody were on it, so that the answer depends on nobody and may be
        published, also by words.

    Returns
    -------
    sites
        One row per suggested host, in the order of choice:

        - ``host_id``, ``host_name``, ``place_id`` (where it is)
        - ``category``: what is missing, the same in every row
        - ``people``, ``weighted_people``: newly in reach, beyond those whom
          the rows above bring in; population, and population times need as
          for ``people`` (or the demand itself where numbers were given)
        - ``share``: of the demand that has nothing of the category in reach
          now, how much this row and those above bring in; 1 if there is none
        - ``mean_min``: mean minutes to the nearest, by demand, with this row
          and those above, of the people of whom any way is known; NaN where
          the goal is another than ``"nearest"``
        - ``reached_place_ids``: ids of the places some of whose people are
          newly in reach
        - ``tied_ids``: ids of open assets that a standing tie joins to the host
        - ``solver``: ``greedy``, ``greedy and interchange`` or ``exact``
        - ``bound``: what is proven of all rows together, the same in each: no
          choice of as many hosts comes to more than 1 / ``bound`` times as
          much, or for ``"everyone"`` can do with fewer than ``bound`` times
          as many hosts; 1 where none is better
        - ``of_people`` (bool): whether individuals were counted
        - ``says``: the suggestion in plain words
        - ``geometry``: the host

        With ``goal="everyone"`` the places some of whose people no host could
        bring in come after the hosts, those with the most demand left out
        before the others: ``place_id`` is that place, ``geometry`` its shape,
        and ``host_id`` is NaN, so count hosts and not rows. Fewer than
        ``n`` rows, or none, where no other host brings anything. Of equally
        good hosts the first by id is taken, unless ``exact``.

    Raises
    ------
    TableError
        With everything that is wrong with the question: words, ids, numbers.
    ReachError
        If ``reach`` is about other places or assets, or was not measured as
        far as ``within_min``; if there are more pairs than there is room for.

    Examples
    --------
    Two halls; one is near Mill End and Hill Top, the other near Mill End only:

    >>> from shapely import Point, box
    >>> places = gpd.GeoDataFrame(
    ...     {"name": ["Mill End", "Hill Top"], "population": [800, 200]},
    ...     index=["mill", "hill"], geometry=[box(-9, -9, 9, 9), box(991, -9, 1009, 9)],
    ...     crs="EPSG:27700",
    ... )
    >>> halls = gpd.GeoDataFrame(
    ...     {"name": ["Old Hall", "New Hall"], "kind": "space", "verified_on": "2026-03-01"},
    ...     index=["old", "new"], geometry=[Point(0, 0), Point(500, 0)], crs="EPSG:27700",
    ... )
    >>> import datetime as dt
    >>> m = AssetMap.from_frames(assets=halls, places=places, as_of=dt.date(2026, 6, 1))
    >>> sites = suggest_sites(m, category="lunch", by="themes", within_min=10)
    >>> sites[["host_id", "people", "share", "reached_place_ids", "bound"]]
      host_id  people  share reached_place_ids  bound
    0     new  1000.0    1.0      (hill, mill)    1.0
    >>> sites["says"][0]
    'New Hall: a space, with no tie on record; if it hosted something about lunch, 1,000 more
    people in 2 places would have that within a 10 minute walk, of 1,000 who have none now. Need is
    not known for 2, which count in full.'
    """
    m, by = with_grouping(m, by)
    by = read_grouping(m.assets, by)
    chosen = read_among(m.assets.index, among)
    asked = choose_assets(m, where)
    if not individuals:
        require_things(category, by)
        m, reach = count_nobody(m, reach)
    question = ask_question(
        m, category=category, n=n, by=by, among=chosen, demand=people, goal=goal, where=asked
    )
    ways = measure_ways(m, question, within_min=within_min, goal=goal, reach=reach)
    choice = _choose(question, ways, n=n, goal=goal, exact=exact)
    brought = find_brought(question, ways, choice.hosts)
    wanted = say_wanted(category, by) + ("" if asked is None else f" ({asked.says})")
    within = say_walk(within_min) if reach is None else reach.say_within(within_min)
    out, said = choice.hosts[:0], list[str]()
    if goal == "everyone":
        unreachable = find_unreachable(question, ways)
        out = unreachable.place
        said = say_unreachable(question, unreachable, wanted=wanted, within=within)
    hosts_at = question.hosts[choice.hosts]
    belongs = place_of(m).reindex(question.assets.index[hosts_at])
    tied = find_tied(m, question, hosts_at)
    says = say_sites(
        m, question, ways, choice.hosts, brought,
        belongs=belongs, tied=tied, wanted=wanted, within=within,
    )  # fmt: skip
    found = build_sites(
        m, question, choice, brought, out=out, belongs=belongs, tied=tied, says=says + said
    )
    found.insert(found.columns.get_loc("says"), "of_people", individuals)
    # What may be published depends on these.
    found.attrs |= {"by": by, "where": "" if asked is None else asked.says}
    return found


def _choose(question: SiteQuestion, ways: SiteWays, *, n: int, goal: str, exact: bool) -> Choice:
    """Choose one by one; ask the solver only for what is not proved the best by that."""
    demand = ways.spread(question.demand)
    if goal == "everyone":
        choice = choose_everyone(ways.cover, demand)
    elif goal == "nearest":
        choice = choose_nearest(ways.savings, demand, n=n)
    else:
        choice = choose_most(ways.cover, demand, n=n)
    if not exact:
        return choice
    if choice.bound == 1.0:
        return replace(choice, method="exact")
    if goal == "everyone":
        return choose_everyone_exactly(ways.cover, demand)
    if goal == "nearest":
        return choose_nearest_exactly(ways.savings, demand, n=n)
    return choose_most_exactly(ways.cover, demand, n=n)

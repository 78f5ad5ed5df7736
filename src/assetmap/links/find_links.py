"""`find_links`: which places are linked, by whom and by what, and which by nobody yet."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from assetmap.arrays import decimals_up_to, tuples_by_row
from assetmap.links._expected import TOLD_UP_TO, measure_expected
from assetmap.links._pair_counts import (
    COUNTS,
    JOINING,
    TOLD_APART,
    WEIGHTS,
    add_up_amounts,
    count_links,
)
from assetmap.links._presence import PLACE, Presence, find_presence, list_ends, take_labels
from assetmap.space import find_origins
from assetmap.tables import AssetMap, Grouping, say_unsure, with_grouping, with_shapes
from assetmap.typing import Flags, Floats, Objects, Positions
from assetmap.wording import name_pairs, say_list, say_number, say_rows

__all__ = [
    "GROUP_LINK_COLUMNS",
    "LINK_COLUMNS",
    "Apart",
    "find_links",
    "locate_places",
    "measure_distances",
]

LINK_COLUMNS = (
    "place_a_id", "place_b_id", "place_a_name", "place_b_name", "shared_people", "shared_groups",
    "shared_group_ids", "interlocks", "ties", "group_ties", "records", "weight", "group_weight",
    "distance_m", "adjacent", "expected", "surprise", "q", "says", "geometry",
)  # fmt: skip
"""Columns of what `find_links` gives, in order."""
GROUP_LINK_COLUMNS = ("group_a", "group_b", *LINK_COLUMNS[4:])
"""Columns of what `find_links` gives between groups that are not places."""
_DECIMALS = decimals_up_to(1)
_NOUNS = {"themes": "theme", "roles": "role", "offers": "offer", "wants": "want"}
_NOT_KNOWN = "; there are too few links on this map to say how many to expect"


def find_links(
    m: AssetMap,
    *,
    by: Grouping = PLACE,
    level: str | None = None,
    themes: str | Iterable[str] | None = None,
) -> gpd.GeoDataFrame:
    """
    Find the links between places, or groups: shared people, shared groups and ties.

    Read a link as an open door between two places, and a place without one,
    listed first, as a question to ask there: who travels, and where to? It is
    a property of what was recorded, not of the place.

    Parameters
    ----------
    m
        The map. Not modified.
    by
        ``"place"`` joins places. Any other column of the assets joins the
        groups that its words make: ``by="theme"`` tells what joins physical
        activity and housing, ``by="kind"`` associations and institutions. An
        asset is then active in each of its words. A Series gives the words of
        each asset by id.
    level
        Level of the places to join, such as ``"district"``; whatever belongs
        to a smaller place counts for the one it is part of. When None, the
        smallest places: those that no other place is part of.
    themes
        One theme or several: only assets with one of them count, so people
        for whom no theme is recorded do not. The members that two groups
        share may be of any theme. Places without such assets stay.

    Returns
    -------
    links
        Places without any link first, one row each, by id; then one row per
        linked pair, strongest first (``weight`` plus ``ties``, then
        ``interlocks``), then by ids. The same columns when there is no place:

        - ``place_a_id``, ``place_b_id``: ids, ``place_a_id`` the first in
          order; ``place_a_name``, ``place_b_name``. A place without a link has
          no ``place_b_id``. Groups are in ``group_a`` and ``group_b`` instead,
          by their words
        - ``shared_people`` (int64): individuals active in both
        - ``shared_groups`` (int64): other assets active in both: associations,
          institutions, exchanges, spaces and culture; ``shared_group_ids``
          (tuple): up to three of them, those in the fewest places first
        - ``interlocks`` (int64): pairs of groups, one active in the first
          place, one in the second and neither in both, to which somebody
          belongs: as a member, by running them or as a volunteer. A pair
          counts once, however many members it shares
        - ``ties`` (int64): different pairs of an asset of one and an asset of
          the other that a tie joins, by kind of tie: each pair once a kind,
          whichever way round, however often it was recorded, whatever the
          level. Nominations are no ties. By place, an asset is of its own
          place alone; by a grouping it is of all its words, and words that
          both ends have are not joined by their tie
        - ``group_ties`` (int64): those of the ties with no person at either
          end, which publishing goes by
        - ``records`` (int64): how many records the ties rest on. More of them
          make the same link surer, not stronger
        - ``weight`` (float64): each shared person or group counts
          1 / (k - 1), where k is the number of places it is active in, so
          that one county-wide body does not join everything. Strengths of
          ties have no part in it
        - ``group_weight`` (float64): the same for the shared groups alone,
          which publishing goes by; ``weight`` less what people add to it
        - ``distance_m`` (float64): metres in a straight line between the
          points that stand for the places; NaN without both boundaries
        - ``adjacent`` (bool): whether the boundaries meet
        - ``expected`` (float64): what ``weight`` plus ``ties`` would be for
          two places of these sizes (assets active there), this far apart
        - ``surprise`` (float64): 0 as expected, above it more, below it
          fewer, in standard deviations (`assetmap.links._expected`); ``q``
          (float64): how likely chance alone is to be so far off, adjusted
          for all pairs of places. A sentence speaks of it up to 0.1, so that
          one in ten such sentences is chance. All three are NaN with fewer
          than ten linked pairs, or five places, on the map, and ``q`` also
          where size and distance explain less than a tenth
          (`measure_link_fit`)
        - ``says`` (str): the link in a sentence, and how much of it rests on
          records that nobody confirmed within two years
        - ``geometry``: the line between the two points, in the map's CRS, or
          None

    Raises
    ------
    TableError
        If no place has the level, no asset a theme, there is no such column,
        or groups are asked for by level.
    GraphError
        If the assets join more than five million pairs of places.

    See Also
    --------
    assetmap.network.MEMBERSHIP_KINDS : Kinds of tie by which somebody belongs to a group.

    Notes
    -----
    An asset is active in its own place (stated, else found by where it is)
    and in every place of ``active_in``. One that belongs to a larger place
    only, such as a county, is not spread over the smaller ones in it. Closed
    assets, those whose location is kept secret, people who took back their
    consent to be stored, and ties that ended before ``m.as_of`` link nothing.

    At a higher level people, groups and interlocks are counted anew: somebody
    active in two wards of each of two districts is one person in both. Ties
    add up: those between two districts are those between their wards.

    The weight is that of Newman (2001), "Scientific collaboration networks.
    II", Physical Review E 64, 016132; groups that share members as links
    between what they stand for are Breiger's (1974), "The duality of persons
    and groups", Social Forces 53, 181-190.

    ``shared_people``, ``interlocks`` and most ``ties`` tell of people, in ``says``
    too: publishing keeps only what joins places without them.

    Examples
    --------
    Asha lives at the mill and sings on the hill; nobody is known to go to the
    quay:

    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {
    ...             "name": ["Asha", "Choir", "Boat club"],
    ...             "kind": ["individual", "association", "association"],
    ...             "place_id": ["mill", "hill", "quay"],
    ...             "active_in": [("hill",), (), ()],
    ...             "themes": [(), ("music",), ("boats",)],
    ...         },
    ...         index=["asha", "choir", "boats"],
    ...     ),
    ...     ties=pd.DataFrame({"source": ["asha"], "target": ["choir"], "kind": ["member_of"]}),
    ... )
    >>> links = find_links(m)
    >>> links[["place_a_id", "place_b_id", "shared_people", "ties", "weight"]]
      place_a_id place_b_id  shared_people  ties  weight
    0       quay        NaN              0     0     0.0
    1       hill       mill              1     1     1.0
    >>> find_links(m, by="theme")["says"].tolist()
    ['No link of boats to another theme is recorded yet: ask who takes part in both.', 'No link
    of music to another theme is recorded yet: ask who takes part in both.']
    """
    m, by = with_grouping(m, by)
    presence = find_presence(m, by=by, level=level, themes=themes)
    pairs = count_links(m, presence)
    is_isolated = np.ones(len(presence.places), dtype=bool)
    is_isolated[pairs[["a", "b"]].to_numpy(dtype=np.intp)] = False
    zeros = dict.fromkeys(WEIGHTS, 0.0) | dict.fromkeys(COUNTS, 0) | dict.fromkeys(TOLD_APART, -1)
    isolated = pd.DataFrame({"a": np.flatnonzero(is_isolated), "b": -1} | zeros)
    strength = add_up_amounts(pairs).round(_DECIMALS)
    order = np.lexsort((pairs["b"], pairs["a"], -pairs["interlocks"], -strength))
    table = pd.concat([isolated, pairs.iloc[order]], ignore_index=True)
    counted = dict.fromkeys([*COUNTS, *TOLD_APART], np.int64)
    table = table.astype(counted | dict.fromkeys(WEIGHTS, np.float64))
    links = _build_table(m, presence, table)
    links.attrs["by"] = by  # what may be published depends on it
    return links


def _build_table(m: AssetMap, presence: Presence, table: pd.DataFrame) -> gpd.GeoDataFrame:
    """Say where the pairs are, how many links they would have, and all of it in a sentence."""
    a, b = table["a"].to_numpy(dtype=np.intp), table["b"].to_numpy(dtype=np.intp)
    xy, apart = _locate(m, presence, a, b)
    ends = list_ends(presence.by)
    table[ends.a], table[ends.b] = (take_labels(presence.places, end) for end in (a, b))
    table[ends.a_name], table[ends.b_name] = (take_labels(presence.names, end) for end in (a, b))
    table["distance_m"], table["adjacent"] = apart.distance_m, apart.adjacent
    is_known = _expect(table, presence.sizes, xy)
    by, themes = presence.by, presence.themes
    groups = [table[name].to_numpy() for name in TOLD_APART]
    table["shared_group_ids"] = _list_ids(presence.actors, groups)
    table["named"] = name_groups(
        table["shared_groups"], groups, m.assets["name"].reindex(presence.actors)
    )
    says = write_joined(table, by=by, themes=themes, is_known=is_known)
    alone = write_alone(table[ends.a_name], by=by, themes=themes)
    table["says"] = says.where(b >= 0, alone).astype("str")
    columns = LINK_COLUMNS if presence.by == PLACE else GROUP_LINK_COLUMNS
    lines = gpd.array.GeometryArray(apart.lines, crs=m.crs)
    return with_shapes(table[[*columns[:-1]]], lines)


def _list_ids(actors: pd.Index[str], groups: Sequence[Positions]) -> Objects:
    """List the ids of the groups that are told apart, in order."""
    told = np.stack(groups, axis=1)
    row, nth = np.nonzero(told >= 0)
    return tuples_by_row(row, actors.to_numpy(dtype=object)[told[row, nth]], len(told))


def name_groups(
    n_groups: pd.Series[int], groups: Sequence[Positions], names: pd.Series[str]
) -> pd.Series[str]:
    """
    Name the groups that two places share, in brackets, and count those beyond three.

    ``groups`` are positions in ``names``, the first groups of each row, then
    the second, and the third; -1 for none.

    Examples
    --------
    >>> name_groups(
    ...     pd.Series([0, 2, 5]),
    ...     [np.array([-1, 0, 0]), np.array([-1, 1, 1]), np.array([-1, -1, 2])],
    ...     pd.Series(["Choir", "Football club", "Food bank"], dtype="str"),
    ... ).tolist()
    ['', ' (Choir and Football club)', ' (Choir, Football club, Food bank and 2 more)']
    """
    rows = pd.DataFrame({"n": n_groups} | {f"g{nth}": which for nth, which in enumerate(groups)})
    known = names.tolist()

    def say(n: int, **told: int) -> str:
        """Name the groups told apart of n, and count the rest."""
        named = [known[which] for which in told.values() if which >= 0]
        return f" ({say_list(named + [''] * (n - len(named)), at_most=len(named))})" if n else ""

    return say_rows(rows, say)


def _locate(
    m: AssetMap, presence: Presence, a: Positions, b: Positions
) -> tuple[Floats | None, Apart]:
    """Find the points of the places and measure between them; groups are nowhere."""
    if presence.by != PLACE:
        lines = np.full(len(a), None, dtype=object)
        return None, Apart(np.full(len(a), np.nan), np.zeros(len(a), dtype=bool), lines)
    places = m.places.loc[presence.places]
    xy = locate_places(places)
    return xy, measure_distances(places, xy, a, b)


def _expect(table: pd.DataFrame, sizes: Positions, xy: Floats | None) -> bool:
    """Add how many links each pair would have; tell whether there was enough to know."""
    pairs = np.flatnonzero(table["b"] >= 0)
    a, b = (table[end].to_numpy(dtype=np.intp)[pairs] for end in ("a", "b"))
    links = add_up_amounts(table)[pairs]
    found = measure_expected(a, b, links, sizes=sizes, xy=xy)
    for column in ("expected", "surprise", "q"):
        of_row = np.full(len(table), np.nan)  # a place without a link has none to expect
        of_row[pairs] = getattr(found, column)
        table[column] = of_row
    return found.fit.is_known


class Apart(NamedTuple):
    """Metres between, whether boundaries meet, and the line, one for each pair."""

    distance_m: Floats
    adjacent: Flags
    lines: NDArray[Any]


def locate_places(places: gpd.GeoDataFrame) -> Floats:
    """Give x and y, in metres, of the point that stands for each place; NaN without a boundary."""
    points = find_origins(places).to_numpy()
    is_there = ~shapely.is_missing(points)
    xy = np.full((len(points), 2), np.nan)
    xy[is_there] = shapely.get_coordinates(points[is_there])
    return xy


def measure_distances(places: gpd.GeoDataFrame, xy: Floats, a: Positions, b: Positions) -> Apart:
    """
    Measure pairs of rows of ``places`` by position; a pair with -1 has nothing.

    ``xy`` is what `locate_places` gives.
    """
    lines = np.full(len(a), None, dtype=object)
    distance = np.full(len(a), np.nan)
    is_adjacent = np.zeros(len(a), dtype=bool)
    is_located = np.asarray(np.isfinite(xy).all(axis=1))
    pairs = np.flatnonzero((b >= 0) & is_located[a] & is_located[b])
    if len(pairs):
        first, second = a[pairs], b[pairs]
        lines[pairs] = shapely.linestrings(np.stack([xy[first], xy[second]], axis=1))
        distance[pairs] = np.hypot(*(xy[first] - xy[second]).T)
        is_adjacent[pairs] = _meet(np.asarray(places.geometry), first, second)
    return Apart(distance, is_adjacent, lines)


def _meet(shapes: NDArray[Any], first: Positions, second: Positions) -> Flags:
    """Tell which boundaries meet; shapes are compared only where their boxes meet."""
    low_x, low_y, high_x, high_y = shapely.bounds(shapes).T
    may_meet: Flags = (low_x[first] <= high_x[second]) & (low_x[second] <= high_x[first])
    may_meet &= (low_y[first] <= high_y[second]) & (low_y[second] <= high_y[first])
    near = np.flatnonzero(may_meet)
    shapely.prepare(shapes[np.unique(first[near])])
    may_meet[near] = shapely.intersects(shapes[first[near]], shapes[second[near]])
    return may_meet


def write_alone(names: pd.Series[str], *, by: str, themes: tuple[str, ...] = ()) -> pd.Series[str]:
    """Say that nothing is recorded yet, and whom to ask."""
    through = f" through {' or '.join(themes)}" if themes else ""
    noun = _NOUNS.get(by, by.replace("_", " "))
    ask = "who travels" if by == PLACE else "who takes part in both"
    return "No link of " + names + f" to another {noun}{through} is recorded yet: ask {ask}."


def write_joined(
    links: pd.DataFrame, *, by: str, is_known: bool, themes: tuple[str, ...] = ()
) -> pd.Series[str]:
    """
    Say what joins two places, how near they are, and what is not confirmed.

    ``is_known`` tells whether there were links enough to expect anything;
    ``themes`` are the only ones that counted, if there are any.
    """
    ends = list_ends(by)
    first = links[ends.a_name]
    if by != PLACE:  # words are written small
        first = first.str.slice(0, 1).str.upper() + first.str.slice(1)
    surprise = links["surprise"].to_numpy(dtype=np.float64)
    metres = links["distance_m"].to_numpy(dtype=np.float64)
    evidence = pd.DataFrame(
        {
            "unsure": links["unsure"],
            "joining": links[JOINING].sum(axis=1),
            "surprise": np.where(links["q"] <= TOLD_UP_TO, np.sign(surprise), 0).astype(np.int64),
            "is_apart": ~np.isnan(metres),
        }
    )
    near = pd.DataFrame({"adjacent": links["adjacent"], "km": (metres / 1000).round(1)})
    tail = partial(_say_what_is_known, by=by, is_known=is_known, themes=themes)
    return (
        name_pairs(first, links[ends.b_name])
        + say_rows(links[["shared_people", "shared_groups"]], _say_shared)
        + links["named"]
        + say_rows(links[JOINING], _say_tied)
        + say_rows(near, _say_how_near)
        + say_rows(evidence, tail)
    )


def _say_shared(*, shared_people: int, shared_groups: int) -> str:
    """Say how many people and groups they share."""
    shared = [say_number(shared_people, "person", "people")] * (shared_people > 0)
    shared += [say_number(shared_groups, "group")] * (shared_groups > 0)
    return f" share {' and '.join(shared)}" if shared else ""


def _say_tied(*, shared_people: int, shared_groups: int, interlocks: int, ties: int) -> str:
    """Say how many ties go across, and what members have in common."""
    shares = shared_people + shared_groups > 0
    said = f" are joined by {say_number(ties, 'tie')}" if ties else ""
    if shares and ties:
        said = f" and{said}"
    pairs = say_number(interlocks, "pair")
    if not (shares or ties):
        return f" have {pairs} of groups with a member in common"
    have = "has" if interlocks == 1 else "have"
    return said + (f"; {pairs} of their groups {have} a member in common" if interlocks else "")


def _say_how_near(*, adjacent: bool, km: float) -> str:
    """Say that they are neighbours, or how far apart they are."""
    if adjacent:
        return "; they are neighbours"
    return "" if math.isnan(km) else f"; their middles are {km} km apart"


def _say_what_is_known(
    *,
    unsure: int,
    joining: int,
    is_apart: bool,
    surprise: int,
    by: str,
    is_known: bool,
    themes: tuple[str, ...],
) -> str:
    """Say what counted, whether that is much, and how much of it is old or unconfirmed."""
    said = ""
    if surprise:
        size = "their size and distance" if is_apart else "their size"
        others = f"{'places' if by == PLACE else 'others'} of {size}"
        said += f"; that is {'more' if surprise > 0 else 'less'} than {others} mostly have"
    if not is_known:
        said += _NOT_KNOWN
    if themes:
        said += f"; only what is about {' or '.join(themes)} is counted"
    none = "this was not" if joining == 1 else "none of this was"
    doubt = say_unsure(unsure, joining, of="these {}", none=none)
    return f"{said}; {doubt}." if doubt else f"{said}."

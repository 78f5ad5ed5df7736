"""Places, or groups, that one might expect to be linked and are not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.arrays import decimals_up_to, encode_pairs, unique_sorted
from assetmap.errors import Problem, ReachError
from assetmap.links._expected import Expected, measure_expected
from assetmap.links._missing_candidates import (
    MissingCandidates,
    Profiles,
    build_profiles,
    find_missing_candidates,
    list_shares,
    measure_likeness,
)
from assetmap.links._missing_mediators import find_mediators
from assetmap.links._missing_sentences import MissingReason, Records, write_missing
from assetmap.links._pair_counts import add_up_amounts, count_links
from assetmap.links._presence import PLACE, Presence, find_presence, list_ends, take_labels
from assetmap.links.find_links import Apart, locate_places, measure_distances
from assetmap.tables import AssetMap, Grouping, leave_out_people, with_grouping, with_shapes
from assetmap.typing import Flags, Floats, Positions

__all__ = ["GROUP_MISSING_COLUMNS", "MISSING_COLUMNS", "find_missing_links"]

MISSING_COLUMNS = (
    "place_a_id", "place_b_id", "place_a_name", "place_b_name", "reason", "weight", "expected",
    "expected_low", "expected_high",
    "surprise", "q", "distance_m", "adjacent", "likeness", "shares", "mediator_id", "ask_ids",
    "of_people",
    "says", "geometry",
)  # fmt: skip
"""Columns of what `find_missing_links` gives, in order."""
GROUP_MISSING_COLUMNS = ("group_a", "group_b", *MISSING_COLUMNS[4:])
"""Columns of what `find_missing_links` gives between groups that are not places."""
_DECIMALS = decimals_up_to(1_000)


def find_missing_links(
    m: AssetMap,
    *,
    by: Grouping = PLACE,
    level: str | None = None,
    themes: str | Iterable[str] | None = None,
    n: int | None = 100,
    neighbours: str | int = 5,
    alike: int = 5,
    needs: str | Iterable[str] = ("need",),
    surprise: float = 2.0,
    individuals: bool = True,
) -> gpd.GeoDataFrame:
    """
    Find places, or groups, that one might expect to be linked and that are not.

    Read a row as a question worth asking: what could these two do together,
    and who could introduce them? A link that nobody wrote down is missing from
    the map, not always from life.

    Parameters
    ----------
    m
        The map. Not modified.
    by, level, themes
        What is to be linked, as in `find_links`.
    n
        At most so many pairs, after the places with no link at all; all when
        None.
    neighbours
        Which places are near: ``"queen"`` or ``"rook"`` for those whose
        boundaries touch, else how many of the nearest.
    alike
        How many places that are most alike each is compared with. They are
        looked for among its 50 nearest; groups, and places without a
        boundary, are compared with the 50 whose assets are most alike.
    needs
        Columns of ``m.places`` in which more is more need, such as
        ``["need", "no_car_percent"]``.
    surprise
        From how many standard deviations below what is expected a pair is far
        less linked than it would be.
    individuals
        Whether individuals are counted. When False the map is asked as if nobody
        were on it, so that the answer may be published: that a pair is *not*
        listed would otherwise tell that somebody joins it.

    Returns
    -------
    missing
        Places with no link at all first, those of which nothing is on the map
        yet before the others; then pairs, those that lack the most first: by
        ``likeness`` less ``surprise`` (where it is below 0), then by ids. The
        same columns when there is nothing to list:

        - ``place_a_id``, ``place_b_id``: ids; ``group_a`` and ``group_b`` for
          groups. ``place_a_name``, ``place_b_name``. Of a place with no link at all
          ``place_b_id`` is the nearest other, or else the one most like it; NaN
          where there is none, or others are just as like it
        - ``reason`` (str): ``"no link at all"`` (of ``place_a_id``), ``"not
          linked"`` or ``"fewer than expected"``
        - ``weight`` (float64): how much joins the pair: shared people and
          groups by weight, and ties; 0 where it is not linked
        - ``expected``, ``expected_low``, ``expected_high`` (float64): how much there would be
          for two places of their sizes and distance, and between which
          amounts 95 of 100 such pairs lie; ``surprise`` (float64): how far
          below (or above) 0, in standard deviations; ``q`` (float64): how
          likely chance alone is to be so far off, adjusted for all pairs of
          places, as in `find_links`: a sentence says what is expected up to
          0.1. NaN where the map has too few links to
          tell (`measure_link_fit` says so)
        - ``distance_m`` (float64), ``adjacent`` (bool): as in `find_links`
        - ``likeness`` (float64, 0 to 1): how alike they are, see Notes
        - ``shares`` (tuple): up to 5 themes that assets of both are about,
          those with the most first, and ``"high need"`` where both are in
          the fifth of places that need most; for groups, places they are in
        - ``mediator_id`` (str): the person who agreed to be introduced (consent
          ``introduce``) and is closest to both; NaN if there is none
        - ``ask_ids`` (tuple): ids of up to 5 others close to either, to be asked;
          they may not have agreed to anything yet
        - ``of_people`` (bool): whether individuals were counted
        - ``says`` (str): the finding in a sentence that names no person, and
          how many of the records of both are old or unconfirmed
        - ``geometry``: the line between the two, or None

    Raises
    ------
    TableError
        As `find_links`, or if a measure of need is no column of numbers.
    ReachError
        If ``n``, ``alike``, ``neighbours`` or ``surprise`` cannot be used.
    GraphError
        If the assets join more than 20 million pairs of places.

    See Also
    --------
    find_links : What joins places.
    measure_link_fit : How far the expected links can be trusted.

    Notes
    -----
    A pair is listed where it is near or alike (``likeness`` of 0.5 and more)
    and nothing at all joins it: no shared person or group, no groups that
    share a member, no tie. It is also listed where what joins it lies
    ``surprise`` standard deviations below what is expected; pairs that are not
    linked are looked at for that with the 50 nearest and the 50 largest places.

    ``likeness`` is two parts how alike the assets are and one part how alike
    the need is, where it is known. Assets: the sum over kinds and themes of the
    root of the shares of both multiplied (Bhattacharyya 1943), so that a small
    place can be like a large one. Need: 1 less the mean difference of the share
    of places that need less. Groups are compared by kinds and places.

    Expected links: `assetmap.links._expected`. A bridge is active in
    the place or at most two ties from somebody or something there; the fewest
    ties to both count, then the most ties of one's own.

    Pairs are looked for by nearness and by sparse products, never among all:
    35,000 places take about 100 pairs each.

    Examples
    --------
    Two villages have a choir each, and nobody who sings in both:

    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Choir", "Singers", "Boat club"], "kind": "association",
    ...          "place_id": ["mill", "hill", "quay"], "themes": [("music",), ("music",), ()]},
    ...         index=["choir", "singers", "boats"],
    ...     )
    ... )
    >>> missing = find_missing_links(m)
    >>> missing[["place_a_id", "place_b_id", "reason", "likeness", "shares"]]
      place_a_id place_b_id          reason  likeness    shares
    0    hill    mill  no link at all       1.0  (music,)
    1    mill    hill  no link at all       1.0  (music,)
    2    quay     NaN  no link at all       0.0        ()
    """
    m, by = with_grouping(m, by)
    _check_numbers(n=n, alike=alike, surprise=surprise)
    m = m if individuals else leave_out_people(m)
    about = None if themes is None else _words(themes)
    presence = find_presence(m, by=by, level=level, themes=about)
    profiles = build_profiles(m, presence, needs=needs)
    places = m.places.loc[presence.places] if presence.by == PLACE else None
    xy = None if places is None else locate_places(places)
    sizes = presence.sizes
    candidates = find_missing_candidates(
        places, profiles, sizes, near=neighbours, alike=alike, xy=xy
    )
    pairs = gather_pairs(count_links(m, presence), candidates, sizes, xy)
    isolated = list_isolated(pairs, candidates, profiles, sizes)
    chosen = choose_missing_pairs(pairs, candidates, profiles, surprise=surprise, n=n)
    listed = ListedPairs(*(np.concatenate(part) for part in zip(isolated, chosen, strict=True)))
    table = _build_table(presence, pairs, listed, n_isolated=len(isolated.a))
    table["shares"] = list_shares(profiles, listed.a, listed.b)
    apart = _locate(places, xy, listed)
    table["distance_m"], table["adjacent"] = apart.distance_m, apart.adjacent
    mediators = find_mediators(m, presence, listed.a, listed.b)
    table["mediator_id"] = take_labels(mediators.ids, mediators.mediator)
    table["ask_ids"] = mediators.ask
    table["of_people"] = np.full(len(table), fill_value=individuals)
    table["is_one_of"] = candidates.is_one_of[listed.a] & (table["reason"] == MissingReason.ALONE)
    table["says"] = write_missing(
        table, by=by, themes=about or (), records=_count_records(presence, listed)
    )
    columns = MISSING_COLUMNS if presence.by == PLACE else GROUP_MISSING_COLUMNS
    lines = gpd.array.GeometryArray(apart.lines, crs=m.crs)
    missing = with_shapes(table[[*columns[:-1]]], lines)
    missing.attrs["by"] = by  # what may be published depends on it
    return missing


def _check_numbers(*, n: int | None, alike: int, surprise: float) -> None:
    """Raise with every number that cannot be used."""
    problems = []
    if n is not None and not _is_count(n):
        remedy = "Give how many pairs to list, from 0, or None for all."
        problems.append(Problem("n", "no_count", f"{n} is no whole number from 0.", remedy))
    if not _is_count(alike):
        remedy = "Give how many alike places each is paired with, from 0."
        problems.append(Problem("alike", "no_count", f"{alike} is no whole number from 0.", remedy))
    if not surprise > 0:
        remedy = "Give standard deviations below what is expected, above 0."
        problems.append(Problem("surprise", "not_above_zero", f"{surprise} is not.", remedy))
    if problems:
        raise ReachError("Missing links cannot be looked for in this way.", problems)


def _is_count(number: Any) -> bool:
    """Tell a whole number from 0."""
    is_whole = isinstance(number, int | np.integer) and not isinstance(number, bool)
    return is_whole and number >= 0


def _words(themes: str | Iterable[str]) -> tuple[str, ...]:
    """Take one theme as a list of one."""
    return (themes,) if isinstance(themes, str) else tuple(str(theme) for theme in themes)


def _build_table(
    presence: Presence, pairs: PlacePairs, listed: ListedPairs, *, n_isolated: int
) -> pd.DataFrame:
    """Name the pairs, say why they are listed, and what there is and what there would be."""
    is_linked = np.append(pairs.is_linked, values=False)[listed.row]
    reason = np.where(is_linked, str(MissingReason.FEWER), str(MissingReason.APART))
    reason[:n_isolated] = str(MissingReason.ALONE)
    table = pd.DataFrame({"reason": pd.Series(reason, dtype="str")})
    ends, pair = list_ends(presence.by), (listed.a, listed.b)
    table[ends.a], table[ends.b] = (take_labels(presence.places, end) for end in pair)
    table[ends.a_name], table[ends.b_name] = (take_labels(presence.names, end) for end in pair)
    found = pairs.found.take(listed.row)
    table["weight"] = np.append(pairs.amount, 0.0)[listed.row]
    table["expected"], table["surprise"], table["q"] = found.expected, found.surprise, found.q
    table["expected_low"], table["expected_high"] = found.find_bounds()
    return table.assign(likeness=listed.likeness)


def _locate(places: gpd.GeoDataFrame | None, xy: Floats | None, listed: ListedPairs) -> Apart:
    """Measure between the places of each pair; groups are nowhere."""
    if places is None or xy is None:
        n_pairs = len(listed.a)
        lines = np.full(n_pairs, None, dtype=object)
        return Apart(np.full(n_pairs, np.nan), np.zeros(n_pairs, dtype=bool), lines)
    return measure_distances(places, xy, listed.a, listed.b)


def _count_records(presence: Presence, listed: ListedPairs) -> Records:
    """Count the assets of the first place of each pair, and the records of both."""
    active = presence.incidence.tocoo()
    n_unsure = np.bincount(
        active.col, weights=presence.is_unsure[active.row], minlength=len(presence.places)
    ).astype(np.int64)
    sizes = presence.sizes
    of_pair, unsure = (
        np.append(counts, 0)[listed.b] + counts[listed.a] for counts in (sizes, n_unsure)
    )
    return Records(of_first=sizes[listed.a], of_pair=of_pair, unsure=unsure)


class PlacePairs(NamedTuple):
    """
    Pairs of places by position, ``a`` below ``b``, sorted, and what is known of each.

    ``amount`` is what joins a pair: shared people and groups by weight, and
    ties. A pair may be linked by an amount of 0, when its groups share a member.
    """

    a: Positions
    b: Positions
    is_linked: Flags
    amount: Floats
    found: Expected


class ListedPairs(NamedTuple):
    """Pairs to list, in order: their ends, their rows among all pairs (-1: none), how alike."""

    a: Positions
    b: Positions
    row: Positions
    likeness: Floats


def gather_pairs(
    counts: pd.DataFrame, candidates: MissingCandidates, sizes: Positions, xy: Floats | None
) -> PlacePairs:
    """Put linked pairs and candidates together, and measure what is expected of each."""
    n_places = max(len(sizes), 1)
    linked = (counts["a"] * n_places + counts["b"]).to_numpy(dtype=np.int64)
    has_partner = np.flatnonzero(candidates.partner >= 0)
    partners = encode_pairs(has_partner, candidates.partner[has_partner], n_places)
    number = unique_sorted(
        linked, candidates.near, candidates.alike, candidates.surprising, partners
    )
    position = np.searchsorted(number, linked)
    amount = np.zeros(len(number))
    amount[position] = add_up_amounts(counts)
    is_linked = np.zeros(len(number), dtype=bool)
    is_linked[position] = True
    a, b = number // n_places, number % n_places
    return PlacePairs(a, b, is_linked, amount, measure_expected(a, b, amount, sizes=sizes, xy=xy))


def choose_missing_pairs(
    pairs: PlacePairs,
    candidates: MissingCandidates,
    profiles: Profiles,
    *,
    surprise: float,
    n: int | None,
) -> ListedPairs:
    """
    Choose pairs of places that have links elsewhere, those that lack the most first.

    Not linked although near or alike; or so much below what is expected.
    """
    n_places = len(candidates.partner)
    has_link = np.zeros(n_places, dtype=bool)
    has_link[pairs.a[pairs.is_linked]] = has_link[pairs.b[pairs.is_linked]] = True
    number = pairs.a * n_places + pairs.b
    is_close = np.isin(number, candidates.near) | np.isin(number, candidates.alike)
    is_less = pairs.found.surprise <= -surprise
    is_missing = is_less | (is_close & ~pairs.is_linked)
    row = np.flatnonzero(is_missing & has_link[pairs.a] & has_link[pairs.b])
    a, b = pairs.a[row], pairs.b[row]
    likeness = measure_likeness(profiles, a, b)
    order = np.lexsort((b, a, -_measure_lack(pairs, row, likeness)))[:n]
    return ListedPairs(a[order], b[order], row[order], likeness[order])


def list_isolated(
    pairs: PlacePairs, candidates: MissingCandidates, profiles: Profiles, sizes: Positions
) -> ListedPairs:
    """
    List the places without any link, beside the nearest other.

    First those of which nothing is on the map, then those that lack the most.
    """
    n_places = len(sizes)
    linked = np.concatenate([pairs.a[pairs.is_linked], pairs.b[pairs.is_linked]])
    a = np.setdiff1d(np.arange(n_places), linked)
    b = candidates.partner[a]
    has_partner = b >= 0
    row = np.full(len(a), -1, dtype=np.int64)
    row[has_partner] = np.searchsorted(
        pairs.a * n_places + pairs.b, encode_pairs(a[has_partner], b[has_partner], n_places)
    )
    likeness = np.zeros(len(a))
    likeness[has_partner] = measure_likeness(profiles, a[has_partner], b[has_partner])
    lack = _measure_lack(pairs, row, likeness)
    order = np.lexsort((a, -lack, sizes[a] > 0))
    return ListedPairs(a[order], b[order], row[order], likeness[order])


def _measure_lack(pairs: PlacePairs, row: Positions, likeness: Floats) -> Floats:
    """Add how alike a pair is to how far below what is expected it lies."""
    surprise = np.append(pairs.found.surprise, np.nan)[row]
    return np.asarray((likeness - np.minimum(np.nan_to_num(surprise), 0)).round(_DECIMALS))

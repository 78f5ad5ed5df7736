"""What there is to tell of an introduction: whom it links, and how it is said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import Problem, TableError, find_near_word
from assetmap.links._introduction_pairs import (
    Chosen,
    PairFeatures,
    find_introducers,
    measure_rarity,
)
from assetmap.links._pair_counts import JOINING, count_links
from assetmap.links._participants import Gifts
from assetmap.links._presence import PLACE, Presence, find_presence
from assetmap.space import find_parts, place_of
from assetmap.tables import (
    AssetMap,
    find_standing_ties,
    measure_asset_is_unsure,
    measure_tie_is_unsure,
    say_unsure,
)
from assetmap.typing import Flags, Matrix, Pairs, Positions
from assetmap.wording import say_list, say_number

__all__ = [
    "Joined",
    "Sides",
    "Told",
    "count_joined",
    "find_best_introducers",
    "find_between",
    "find_sides",
    "list_gifts",
    "list_shared",
    "measure_doubts",
    "say_introduction",
]

_NAMED_AT_MOST = 3
_FEW = 3
"""Links up to which a sentence says how few there are."""
_NO_GROUPS = (
    "name", "description", "capacity", "sensitive_location", "location_unanswered",
    "first_seen", "verified_on", "sources", "precision", "place_id", "active_in",
    "address", "postcode", "website",
    "contact_name", "email", "phone", "status",
)  # fmt: skip
"""Columns that hold no groups, or would name somebody who was never asked."""


class Told(NamedTuple):
    """
    What a sentence is made of.

    ``one`` and ``other`` are how the two are called: groups by name, people
    never. ``sides`` are pairs of groups that ``links`` links join on the map as
    it is, and that ``more`` of the introductions above would join too.
    """

    one: str
    other: str
    is_pair_of_people: bool
    from_one: tuple[str, ...]
    from_other: tuple[str, ...]
    words: tuple[str, ...]
    groups: tuple[str, ...]
    sides: tuple[tuple[str, str], ...]
    links: int
    more: int
    bridges: int
    is_apart: bool
    has_introducer: bool
    records: int
    unsure: int


def say_introduction(told: Told) -> str:
    """Say why the two might enjoy meeting, what it would join, and who could introduce them."""
    shared = _say_gifts(told)
    ask = "" if shared else "what they would enjoy together is not recorded yet: ask them"
    said = [
        shared,
        _say_gain(told),
        _say_introducer(told),
        say_unsure(told.unsure, told.records),
        ask,
    ]
    return " ".join(_capitalise(sentence) + "." for sentence in said if sentence)


def _say_gifts(told: Told) -> str:
    given = [
        f"{giver} offers {say_list(gifts, at_most=_NAMED_AT_MOST)}, which {taker} would like"
        for giver, gifts, taker in (
            (told.one, told.from_one, told.other),
            (told.other, told.from_other, told.one),
        )
        if gifts
    ]
    if given:
        return "; ".join(given)
    both = "the two" if told.is_pair_of_people else f"{told.one} and {told.other}"
    if told.words:
        return f"{both} have {say_list(told.words, at_most=_NAMED_AT_MOST)} in common"
    if told.groups:
        return f"{both} are both in touch with {say_list(told.groups, at_most=_NAMED_AT_MOST)}"
    return ""


def _say_gain(told: Told) -> str:
    parts = []
    if told.sides and told.links == 0:
        parts.append(f"nothing on the map links {_pair_up(told.sides)} yet{_say_more(told)}")
    elif told.sides and told.links <= _FEW:
        links = say_number(told.links, "link joins", "links join")
        parts.append(f"only {links} {_pair_up(told.sides)} so far{_say_more(told)}")
    if told.is_apart:
        parts.append("nobody they know links them, even at several removes")
    elif told.bridges:
        lost = "one contact" if told.bridges == 1 else f"any one of {told.bridges} contacts"
        parts.append(f"once they have met, both sides would stay in touch even without {lost}")
    return ", and ".join(parts)


def _say_more(told: Told) -> str:
    """Say what others suggested on the same map would add; they may be read in any order."""
    if not told.more:
        return ""
    who = "another introduction" if told.more == 1 else f"{told.more} other introductions"
    verb = "is" if told.more == 1 else "are"
    more = (
        f"and {told.more} more"
        if told.links
        else say_number(told.more, "link", "links") + " would,"
    )
    return f" ({more} if {who} suggested here {verb} made)"


def _say_introducer(told: Told) -> str:
    if told.has_introducer:
        how = "knows" if told.is_pair_of_people else "is tied to"
        return f"somebody who {how} both could introduce them"
    return "nobody who is tied to both has agreed to be named yet: the team would introduce them"


def _pair_up(sides: tuple[tuple[str, str], ...]) -> str:
    """Name pairs of groups, those with one group in common together."""
    ones, others = (tuple(dict.fromkeys(side)) for side in zip(*sides, strict=True))
    if len(ones) * len(others) == len(sides):
        ones_said, others_said = (say_list(side, at_most=_NAMED_AT_MOST) for side in (ones, others))
        return f"{ones_said} with {others_said}"
    return say_list([" with ".join(pair) for pair in sides], at_most=_NAMED_AT_MOST)


def _capitalise(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def find_best_introducers(field: PairFeatures, first: Positions, second: Positions) -> Positions:
    """
    Find who could introduce the two of each pair: the node, -1 for nobody.

    Of the people who agreed and are tied to both: whose weaker tie is the
    strongest, then who has the most ties, then the first by id.
    """
    _, people = find_introducers(field)
    graph = field.company.graph
    strength = csr_array(graph.adjacency()[:, people])
    weaker = csr_array(csr_array(strength[first]).minimum(csr_array(strength[second])))
    ties = np.diff(field.ground.matrix.indptr)[people]
    row = np.repeat(np.arange(len(first)), np.diff(weaker.indptr))
    order = np.lexsort((weaker.indices, -ties[weaker.indices], -weaker.data, row))
    row, best = row[order], people[weaker.indices[order]]
    found = np.full(len(first), -1, dtype=np.intp)
    rows, at = np.unique(row, return_index=True)
    found[rows] = best[at]
    return found


def list_gifts(gifts: Gifts, giver: Positions, taker: Positions) -> list[tuple[str, ...]]:
    """List what each giver offers that the taker is looking for, the rarest first, in words."""
    met = csr_array(csr_array(gifts.could[giver]).multiply(gifts.wants.matrix[taker]))
    alike = gifts.alike.tocsc()
    lists = []
    for row, node in enumerate(giver.tolist()):
        wanted = met.indices[met.indptr[row] : met.indptr[row + 1]]
        wanted = wanted[gifts.worth[wanted] > 0]
        wanted = wanted[np.lexsort((wanted, -gifts.worth[wanted]))]
        own = _row(gifts.offers.matrix, node)
        lists.append(tuple(_name_gift(gifts, alike, own, want) for want in wanted.tolist()))
    return lists


def _name_gift(gifts: Gifts, alike: Any, own: Positions, want: int) -> str:
    """Name what is offered, and what it is wanted for where the words differ."""
    column = slice(alike.indptr[want], alike.indptr[want + 1])
    likeness = dict(zip(alike.indices[column].tolist(), alike.data[column].tolist(), strict=True))
    meets = [offer for offer in own.tolist() if offer in likeness]
    best = min(meets, key=lambda offer: (-likeness[offer], gifts.offers.names[offer]))
    offered = str(gifts.offers.shown[best])
    if gifts.offers.names[best] == gifts.wants.names[want]:
        return offered
    return f"{offered} (for {gifts.wants.shown[want]})"


def list_shared(
    matrix: Matrix, names: pd.Index[str], first: Positions, second: Positions
) -> list[tuple[str, ...]]:
    """List by name which columns the two of each pair share, the rarest first."""
    shared = csr_array(csr_array(matrix[first]).multiply(matrix[second]))
    rarity = measure_rarity(matrix)
    lists = []
    for row in range(len(first)):
        columns = _row(shared, row)
        columns = columns[rarity[columns] > 0]
        columns = columns[np.lexsort((columns, -rarity[columns]))]
        lists.append(tuple(str(names[column]) for column in columns.tolist()))
    return lists


def measure_doubts(m: AssetMap, table: pd.DataFrame) -> Pairs:
    """
    Count the records behind each row, and those that are old or unconfirmed.

    They are those of the two and, where there is an introducer, the two ties
    with that person; a tie stated several times is sure if one of them is.
    """
    unsure = measure_asset_is_unsure(m)
    ends = [table["person_a_id"], table["person_b_id"]]
    doubts = np.zeros(len(table), dtype=np.int64)
    ties = find_standing_ties(m)
    pairs = _name_pairs(ties["source"], ties["target"])
    of_tie = measure_tie_is_unsure(m).reindex(ties.index).set_axis(pairs)
    of_pair = of_tie.groupby(level=[0, 1]).all()
    has_one = table["introducer_id"].notna().to_numpy()
    doubtful = of_pair.index[of_pair]
    for end in ends:
        doubts += unsure.reindex(end).to_numpy(dtype=np.int64)
        doubts += _name_pairs(end, table["introducer_id"]).isin(doubtful)
    return np.where(has_one, 4, 2), doubts


def _name_pairs(one: pd.Series[Any], other: pd.Series[Any]) -> pd.MultiIndex:
    """Name pairs of ids the same way, whichever comes first."""
    left, right = (side.fillna("").astype(str).to_numpy(dtype=object) for side in (one, other))
    is_in_order = left <= right
    low, high = np.where(is_in_order, left, right), np.where(is_in_order, right, left)
    return pd.MultiIndex.from_arrays([low, high])


def _row(matrix: Matrix, row: int) -> Positions:
    return matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]


class Sides(NamedTuple):
    """Groups by name, who belongs (nodes by groups, ones), and who is active where."""

    names: pd.Index[str]
    member: Matrix
    presence: Presence


def find_sides(m: AssetMap, *, by: str) -> Sides:
    """
    Find the places that what is counted belongs to or is active in, or its words in a column.

    Places are the smallest ones: whoever works in a whole county joins no two
    of its villages.
    """
    if by in _NO_GROUPS:
        raise TableError(
            f"Groups cannot be told apart by {by!r}, which is about single assets. "
            "Give 'place', 'themes', or a column whose words are groups."
        )
    presence = find_presence(m, by=by)
    return Sides(presence.names, presence.matrix, presence)


def find_between(
    m: AssetMap, sides: Sides, ids: pd.Index[str], *, between: Sequence[str], by: str
) -> Positions:
    """
    Mark with 1 and 2 who is on the one and on the other of two sides, with 0 all others.

    A place is an id or a name, and has in it whoever belongs to a part of it.
    Whoever belongs to both is on neither side: they join the two already.
    """
    words = [str(word) for word in ((between,) if isinstance(between, str) else between)]
    if len(words) != 2:
        remedy = "Give two, such as ('Mill End', 'Hill Top')."
        problem = Problem("between", "not_two", f"{len(words)} given.", remedy)
        raise TableError("Introductions are between two sides.", [problem])
    read = [_mark_place(m, ids, word) if by == PLACE else _mark_word(sides, word) for word in words]
    problems = [
        Problem("between", "unknown_side", f"{word!r} is not known.", find_near_word(word, known))
        for word, (mark, known) in zip(words, read, strict=True)
        if not mark.any() and word.strip().casefold() not in {one.casefold() for one in known}
    ]
    if problems:
        raise TableError(f"There is no such {by} to introduce people between.", problems)
    one, other = (mark for mark, _ in read)
    if one.any() and np.array_equal(one, other):
        says, remedy = f"{words[0]!r} and {words[1]!r} are the same side.", "Give two that differ."
        raise TableError(
            "Introductions are between two sides.", [Problem("between", "same_side", says, remedy)]
        )
    return np.where(one & ~other, 1, np.where(other & ~one, 2, 0))


def _mark_place(m: AssetMap, ids: pd.Index[str], word: str) -> tuple[Flags, list[str]]:
    """Mark who belongs to a place or to a part of it; and list what places are called."""
    places, plain = m.places, word.strip().casefold()
    by_id, by_name = places.index.astype(str), places["name"].astype(str)
    is_named = by_id.str.casefold() == plain
    is_named |= (by_name.str.casefold() == plain).to_numpy(dtype=bool)
    within = find_parts(places, places.index[is_named])
    stated = pd.concat([place_of(m), m.assets["active_in"].explode()])
    there = stated.index[stated.isin(within)]
    return np.asarray(ids.isin(there), dtype=bool), [*by_id, *by_name]


def _mark_word(sides: Sides, word: str) -> tuple[Flags, list[str]]:
    """Mark who has a word; and list the words there are."""
    plain = word.strip().casefold()
    at = np.flatnonzero(sides.names.str.casefold() == plain)
    is_there = np.asarray(sides.member[:, at].sum(axis=1) > 0, dtype=bool)
    return is_there, sides.names.tolist()


class Joined(NamedTuple):
    """
    The pairs of groups (positions) that the fewest links join, of those an introduction is for.

    ``links`` is what `find_links` counts on the map as it is; ``more`` how
    many of the introductions chosen before would add a tie between them.
    """

    sides: list[tuple[int, int]]
    links: int
    more: int


def count_joined(
    m: AssetMap,
    presence: Presence,
    chosen: Sequence[Chosen],
    first: Positions,
    second: Positions,
) -> list[Joined]:
    """Count for each introduction, in order, what joins its sides; ends are nodes."""
    several = len(presence.places)
    pairs = count_links(m, presence)
    held = (pairs["a"] * several + pairs["b"]).to_numpy(dtype=np.int64)
    links = pairs[JOINING].sum(axis=1).to_numpy(dtype=np.int64)

    def count_now(pair: tuple[int, int]) -> int:
        number = min(pair) * several + max(pair)
        at = int(np.searchsorted(held, number))
        return int(links[at]) if at < len(held) and held[at] == number else 0

    made: Counter[frozenset[int]] = Counter()
    found = []
    for one, a, b in zip(chosen, first.tolist(), second.tolist(), strict=True):
        counts = [(count_now(pair), made[frozenset(pair)]) for pair in one.sides]
        fewest = min(counts, default=(0, 0))
        sides = [pair for pair, count in zip(one.sides, counts, strict=True) if count == fewest]
        found.append(Joined(sides, *fewest))
        made.update(_list_crossed(presence, a, b))
    return found


def _list_crossed(presence: Presence, first: int, second: int) -> set[frozenset[int]]:
    """List the pairs of groups that a tie of these two goes across, as `find_links` counts it."""
    homes = presence.homes
    one, other = (
        set(homes.indices[homes.indptr[node] : homes.indptr[node + 1]].tolist())
        for node in (first, second)
    )
    return {frozenset((here, there)) for here in one - other for there in other - one}

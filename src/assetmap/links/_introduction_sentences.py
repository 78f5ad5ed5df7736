"""What there is to say of an introduction: whom it links, and in which sentence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import product
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
from assetmap.links._participants import GiftMatches
from assetmap.links._presence import PLACE, Presence, find_presence
from assetmap.space import find_parts, place_of
from assetmap.tables import (
    AssetMap,
    can_group,
    find_standing_ties,
    measure_asset_is_unsure,
    measure_tie_is_unsure,
    say_unsure,
)
from assetmap.typing import Flags, Matrix, Pairs, Positions
from assetmap.wording import say_list, say_number

__all__ = [
    "Gift",
    "GroupPairLinks",
    "IntroductionFacts",
    "count_group_pair_links",
    "find_best_introducers",
    "find_group_presence",
    "list_gifts",
    "list_shared",
    "mark_sides",
    "measure_doubts",
    "say_introduction",
]

_NAMED_AT_MOST = 3
_FEW = 3
"""Links up to which a sentence says how few there are."""


class Gift(NamedTuple):
    """What the one offers and the other wants, as each wrote it; alike where both say the same."""

    offered: str
    wanted: str
    is_alike: bool

    def __str__(self) -> str:
        """Name it, with what it is wanted for where the words differ."""
        return self.offered if self.is_alike else f"{self.offered} (for {self.wanted})"


class IntroductionFacts(NamedTuple):
    """
    What a sentence is made of.

    ``first`` and ``second`` are how the two are called: groups by name, people
    never. ``words`` and ``neighbours`` are what both have. ``group_pairs`` are
    pairs of groups that ``links`` links join on the map as it is, and that
    ``more`` of the introductions above would join too.
    """

    first: str
    second: str
    is_pair_of_people: bool
    from_first: tuple[Gift, ...]
    from_second: tuple[Gift, ...]
    words: tuple[str, ...]
    neighbours: tuple[str, ...]
    group_pairs: tuple[tuple[str, str], ...]
    links: int
    more: int
    bridges: int
    is_apart: bool
    has_introducer: bool
    records: int
    unsure: int


def say_introduction(facts: IntroductionFacts) -> str:
    """Say why the two might enjoy meeting, what it would join, and who could introduce them."""
    shared = _say_gifts(facts)
    ask = "" if shared else "what they would enjoy together is not recorded yet: ask them"
    said = [
        shared,
        _say_gain(facts),
        _say_introducer(facts),
        say_unsure(facts.unsure, facts.records),
        ask,
    ]
    return " ".join(_capitalise(sentence) + "." for sentence in said if sentence)


def _say_gifts(facts: IntroductionFacts) -> str:
    """Say what one offers the other, or else what both have, or whom both know."""
    given = _say_given(facts.first, facts.from_first, facts.second)
    given += _say_given(facts.second, facts.from_second, facts.first)
    if given:
        return "; ".join(given)
    pair = "the two" if facts.is_pair_of_people else f"{facts.first} and {facts.second}"
    if facts.words:
        return f"{pair} have {say_list(facts.words, at_most=_NAMED_AT_MOST)} in common"
    if facts.neighbours:
        named = say_list(facts.neighbours, at_most=_NAMED_AT_MOST)
        return f"{pair} are both in touch with {named}"
    return ""


def _say_given(giver: str, gifts: tuple[Gift, ...], taker: str) -> list[str]:
    """Say what one offers the other: in both their words where these differ."""
    said = []
    if alike := [gift.offered for gift in gifts if gift.is_alike]:
        listed = say_list(alike, at_most=_NAMED_AT_MOST)
        said.append(f"{giver} offers {listed}, which {taker} would like")
    if others := [gift for gift in gifts if not gift.is_alike]:
        offered, wanted = (
            say_list([f"'{text}'" for text in dict.fromkeys(texts)], at_most=_NAMED_AT_MOST)
            for texts in zip(*((gift.offered, gift.wanted) for gift in others), strict=True)
        )
        said.append(f"{giver} offers {offered}, and {taker} wants {wanted}")
    return said


def _say_gain(facts: IntroductionFacts) -> str:
    """Say which groups it would link, and what would no longer hang on one tie."""
    parts = []
    if facts.group_pairs and facts.links == 0:
        groups = _say_group_pairs(facts.group_pairs)
        parts.append(f"nothing on the map links {groups} yet{_say_more(facts)}")
    elif facts.group_pairs and facts.links <= _FEW:
        links = say_number(facts.links, "link joins", "links join")
        groups = _say_group_pairs(facts.group_pairs)
        parts.append(f"only {links} {groups} so far{_say_more(facts)}")
    if facts.is_apart:
        parts.append("nobody they know links them, even at several removes")
    elif facts.bridges:
        lost = "one contact" if facts.bridges == 1 else f"any one of {facts.bridges} contacts"
        parts.append(f"once they have met, both sides would stay in touch even without {lost}")
    return ", and ".join(parts)


def _say_more(facts: IntroductionFacts) -> str:
    """Say what others suggested on the same map would add; they may be read in any order."""
    if not facts.more:
        return ""
    made = f"{facts.more} other introductions suggested here are made"
    if facts.more == 1:
        made = "another introduction suggested here is made"
    more = (
        f"and {facts.more} more"
        if facts.links
        else say_number(facts.more, "link", "links") + " would,"
    )
    return f" ({more} if {made})"


def _say_introducer(facts: IntroductionFacts) -> str:
    """Say whether somebody who is tied to both could introduce them, without a name."""
    if facts.has_introducer:
        how = "knows" if facts.is_pair_of_people else "is tied to"
        return f"somebody who {how} both could introduce them"
    return "nobody who is tied to both has agreed to be named yet: the team would introduce them"


def _say_group_pairs(pairs: tuple[tuple[str, str], ...]) -> str:
    """Name pairs of groups, those with one group in common together."""
    left, right = (tuple(dict.fromkeys(names)) for names in zip(*pairs, strict=True))
    if len(left) * len(right) == len(pairs):  # every group on the left with every one on the right
        left_said, right_said = (say_list(names, at_most=_NAMED_AT_MOST) for names in (left, right))
        return f"{left_said} with {right_said}"
    return say_list([" with ".join(pair) for pair in pairs], at_most=_NAMED_AT_MOST)


def _capitalise(sentence: str) -> str:
    """Write the first letter large and leave the others as they are."""
    return sentence[:1].upper() + sentence[1:]


def find_best_introducers(features: PairFeatures, first: Positions, second: Positions) -> Positions:
    """
    Find who could introduce the two of each pair: the node, -1 for nobody.

    Of the people who agreed and are tied to both: whose weaker tie is the
    strongest, then who has the most ties, then the first by id.
    """
    _, introducers = find_introducers(features)
    strength = csr_array(features.participants.graph.adjacency()[:, introducers])
    # Only who is tied to both has an entry in the minimum of the two rows.
    weaker = csr_array(csr_array(strength[first]).minimum(csr_array(strength[second])))
    degree = np.diff(features.graph.adjacency.indptr)[introducers]
    row = np.repeat(np.arange(len(first)), np.diff(weaker.indptr))
    order = np.lexsort((weaker.indices, -degree[weaker.indices], -weaker.data, row))
    rows, best = np.unique(row[order], return_index=True)
    found = np.full(len(first), -1, dtype=np.intp)
    found[rows] = introducers[weaker.indices[order[best]]]
    return found


def list_gifts(gifts: GiftMatches, giver: Positions, taker: Positions) -> list[tuple[Gift, ...]]:
    """List what each giver offers that the taker is looking for, the rarest first."""
    matched = csr_array(csr_array(gifts.can_give[giver]).multiply(gifts.wants.matrix[taker]))
    likeness = gifts.likeness.tocsc()
    lists = []
    for row, node in enumerate(giver.tolist()):
        wants = _list_columns(matched, row)
        wants = wants[gifts.worth[wants] > 0]
        wants = wants[np.lexsort((wants, -gifts.worth[wants]))]
        offers = _list_columns(gifts.offers.matrix, node)
        lists.append(tuple(_find_gift(gifts, likeness, offers, want) for want in wants.tolist()))
    return lists


def _find_gift(gifts: GiftMatches, likeness: Any, offers: Positions, want: int) -> Gift:
    """Find which of the words offered meets the word wanted best."""
    column = slice(likeness.indptr[want], likeness.indptr[want + 1])
    rows, values = likeness.indices[column].tolist(), likeness.data[column].tolist()
    likeness_of = dict(zip(rows, values, strict=True))
    matching = [offer for offer in offers.tolist() if offer in likeness_of]
    wanted = gifts.wants.names[want]

    def rank(offer: int) -> tuple[float, bool, str]:
        """Rank the likest first, of equals the one that is written alike."""
        name = gifts.offers.names[offer]
        return -likeness_of[offer], name != wanted, name

    best = min(matching, key=rank)
    is_alike = bool(gifts.offers.names[best] == wanted)
    return Gift(str(gifts.offers.shown[best]), str(gifts.wants.shown[want]), is_alike)


def list_shared(
    matrix: Matrix, names: pd.Index[str], first: Positions, second: Positions
) -> list[tuple[str, ...]]:
    """List by name which columns the two of each pair share, the rarest first."""
    shared = csr_array(csr_array(matrix[first]).multiply(matrix[second]))
    rarity = measure_rarity(matrix)
    lists = []
    for row in range(len(first)):
        columns = _list_columns(shared, row)
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
    pairs = _index_pairs(ties["source"], ties["target"])
    of_tie = measure_tie_is_unsure(m).reindex(ties.index).set_axis(pairs)
    of_pair = of_tie.groupby(level=[0, 1]).all()
    has_one = table["introducer_id"].notna().to_numpy()
    doubtful = of_pair.index[of_pair]
    for end in ends:
        doubts += unsure.reindex(end).to_numpy(dtype=np.int64)
        doubts += _index_pairs(end, table["introducer_id"]).isin(doubtful)
    return np.where(has_one, 4, 2), doubts


def _index_pairs(left: pd.Series[Any], right: pd.Series[Any]) -> pd.MultiIndex:
    """Index pairs of ids in the order of text, whichever of the two comes first."""
    left_id, right_id = (ids.fillna("").astype(str).to_numpy(dtype=object) for ids in (left, right))
    is_in_order = left_id <= right_id
    low, high = np.where(is_in_order, left_id, right_id), np.where(is_in_order, right_id, left_id)
    return pd.MultiIndex.from_arrays([low, high])


def _list_columns(matrix: Matrix, row: int) -> Positions:
    """List the columns of the entries of one row."""
    return matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]


def find_group_presence(m: AssetMap, *, by: str) -> Presence:
    """
    Find the places that what is counted belongs to or is active in, or its words in a column.

    Places are the smallest ones: whoever works in a whole county joins no two
    of its villages.
    """
    if not can_group(by):
        raise TableError(
            f"Groups cannot be told apart by {by!r}, which is about single assets. "
            "Give 'place', 'themes', or a column whose words are groups."
        )
    return find_presence(m, by=by)


def mark_sides(
    m: AssetMap, groups: Presence, ids: pd.Index[str], *, between: Sequence[str], by: str
) -> Positions:
    """
    Mark the nodes on the first of two sides with 1, on the second with 2, all others with 0.

    A place is an id or a name, and has in it whoever belongs to a part of it.
    Whoever belongs to both is on neither side: they join the two already.
    """
    words = [str(word) for word in ((between,) if isinstance(between, str) else between)]
    if len(words) != 2:
        remedy = "Give two, such as ('Mill End', 'Hill Top')."
        problem = Problem("between", "not_two", f"{len(words)} given.", remedy)
        raise TableError("Introductions are between two sides.", [problem])
    read = [
        _mark_place(m, ids, word) if by == PLACE else _mark_word(groups, word) for word in words
    ]
    problems = [
        Problem("between", "unknown_side", f"{word!r} is not known.", find_near_word(word, known))
        for word, (mark, known) in zip(words, read, strict=True)
        if not mark.any() and word.strip().casefold() not in {name.casefold() for name in known}
    ]
    if problems:
        raise TableError(f"There is no such {by} to introduce people between.", problems)
    first, second = (mark for mark, _ in read)
    if first.any() and np.array_equal(first, second):
        says, remedy = f"{words[0]!r} and {words[1]!r} are the same side.", "Give two that differ."
        raise TableError(
            "Introductions are between two sides.", [Problem("between", "same_side", says, remedy)]
        )
    return np.where(first & ~second, 1, np.where(second & ~first, 2, 0))


def _mark_place(m: AssetMap, ids: pd.Index[str], word: str) -> tuple[Flags, list[str]]:
    """Mark the nodes in a place or in a part of it; and list what places are called."""
    places, folded = m.places, word.strip().casefold()
    place_ids, names = places.index.astype(str), places["name"].astype(str)
    is_named = place_ids.str.casefold() == folded
    is_named |= (names.str.casefold() == folded).to_numpy(dtype=bool)
    parts = find_parts(places, places.index[is_named])
    stated = pd.concat([place_of(m), m.assets["active_in"].explode()])
    members = stated.index[stated.isin(parts)]
    return np.asarray(ids.isin(members), dtype=bool), [*place_ids, *names]


def _mark_word(groups: Presence, word: str) -> tuple[Flags, list[str]]:
    """Mark the nodes that have a word; and list the words there are."""
    columns = np.flatnonzero(groups.names.str.casefold() == word.strip().casefold())
    has_word = np.asarray(groups.incidence[:, columns].sum(axis=1) > 0, dtype=bool)
    return has_word, groups.names.tolist()


class GroupPairLinks(NamedTuple):
    """
    The pairs of groups (positions) that the fewest links join, of those an introduction is for.

    ``links`` is what `find_links` counts on the map as it is; ``more`` how
    many of the introductions chosen before would add a tie between them.
    """

    group_pairs: list[tuple[int, int]]
    links: int
    more: int


def count_group_pair_links(
    m: AssetMap,
    presence: Presence,
    chosen: Sequence[Chosen],
    first: Positions,
    second: Positions,
) -> list[GroupPairLinks]:
    """Count for each introduction, in order, what joins its pairs of groups; ends are nodes."""
    n_places = len(presence.places)
    counted = count_links(m, presence)
    keys = (counted["a"] * n_places + counted["b"]).to_numpy(dtype=np.int64)
    links = counted[JOINING].sum(axis=1).to_numpy(dtype=np.int64)

    def count_now(pair: tuple[int, int]) -> int:
        """Look up the links of a pair on the map as it is; 0 where there is none."""
        key = min(pair) * n_places + max(pair)
        position = int(np.searchsorted(keys, key))
        return int(links[position]) if position < len(keys) and keys[position] == key else 0

    added: Counter[frozenset[int]] = Counter()  # ties between groups by the introductions so far
    found = []
    for introduction, a, b in zip(chosen, first.tolist(), second.tolist(), strict=True):
        pairs = introduction.group_pairs
        counts = [(count_now(pair), added[frozenset(pair)]) for pair in pairs]
        fewest = min(counts, default=(0, 0))
        least = [pair for pair, count in zip(pairs, counts, strict=True) if count == fewest]
        found.append(GroupPairLinks(least, *fewest))
        added.update(_list_crossed(presence, a, b))
    return found


def _list_crossed(presence: Presence, first: int, second: int) -> set[frozenset[int]]:
    """List the pairs of groups that a tie of these two goes across, as `find_links` counts it."""
    homes = presence.homes
    left, right = (
        set(homes.indices[homes.indptr[node] : homes.indptr[node + 1]].tolist())
        for node in (first, second)
    )
    return {frozenset(pair) for pair in product(left - right, right - left)}

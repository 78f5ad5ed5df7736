"""Who should meet whom, what it would join, and who could introduce them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import Problem, TableError, find_unknown
from assetmap.links._introduction_gain import build_grouped_graph
from assetmap.links._introduction_pairs import (
    Chosen,
    PairCandidates,
    PairFeatures,
    choose_pairs,
    find_candidates,
)
from assetmap.links._introduction_sentences import (
    GroupPairLinks,
    IntroductionFacts,
    count_group_pair_links,
    find_best_introducers,
    find_group_presence,
    list_gifts,
    list_shared,
    mark_sides,
    measure_doubts,
    say_introduction,
)
from assetmap.links._participants import (
    build_gift_matches,
    build_word_incidence,
    find_participants,
)
from assetmap.links._presence import Presence
from assetmap.model import AssetKind
from assetmap.space import place_of
from assetmap.tables import AssetMap, Grouping, with_grouping
from assetmap.typing import Positions
from assetmap.wording import name_pair

__all__ = ["INTRODUCTION_COLUMNS", "INTRODUCTION_WEIGHTS", "MEETING_KINDS", "suggest_introductions"]

INTRODUCTION_COLUMNS = (
    "person_a_id", "person_a_name", "person_b_id", "person_b_name", "introducer_id",
    "introducer_name", "score",
    "matched", "gain", "common", "willing", "matched_gifts", "shares", "joins", "bridges_removed",
    "is_apart",
    "place_a_id", "place_b_id", "unsure_share", "says",
)  # fmt: skip
"""Columns of what `suggest_introductions` gives, in order."""
INTRODUCTION_WEIGHTS: dict[str, float] = {
    "gain": 1.0, "matched": 2.0, "willing": 1.0, "common": 0.25,
}  # fmt: skip
"""Powers of the parts of a score; what joins nothing scores 0, whatever its other parts."""
MEETING_KINDS = ("individual", "association", "exchange", "institution")
"""Kinds of asset that may be introduced: people, and what people run together."""
_INTERESTS = ("themes", "head", "hands", "heart")


def suggest_introductions(
    m: AssetMap,
    n: int | None = 10,
    *,
    between: Sequence[str] | None = None,
    by: Grouping = "place",
    asset_kinds: Iterable[str] = MEETING_KINDS,
    synonyms: Mapping[str, Iterable[str]] | None = None,
    weights: Mapping[str, float] | None = None,
    at_most: int = 2,
) -> pd.DataFrame:
    """
    Suggest who should meet whom, and who could introduce them.

    Read a row as "these two might enjoy meeting, and it would join more than
    the two of them". It is for the people who make introductions, to be
    talked over with both sides; it knows only what was written down, and who
    agreed to be asked.

    Parameters
    ----------
    m
        The map. Not modified.
    n
        Introductions to suggest at most: None for all, 0 for none.
    between
        Two places (ids or names; a place has its parts in it) or, with
        ``by``, two words: only pairs of one who belongs to the first alone
        and one who belongs to the second alone.
    by
        What counts as joined: ``"place"``, or a column whose words are
        groups, such as ``"themes"``; or a Series of words by id.
    asset_kinds
        Kinds of asset that may be introduced.
    synonyms
        Words that mean the same in offers and wants, beside those that
        communities call the same everywhere (see Notes): a word, and other
        words for it; all of a line mean the same. Those of the map
        (``[synonyms]`` of the project file) when None.
    weights
        Powers of the parts of the score, ``gain``, ``matched``, ``willing``
        and ``common``; `INTRODUCTION_WEIGHTS` when None, 0 for those not
        named. See Notes.
    at_most
        Introductions in which the same person or group may be.

    Returns
    -------
    introductions
        In the order in which they are best made: the best first, then the
        best after that, and so on. The same columns when there is none:

        - ``person_a_id``, ``person_a_name``, ``person_b_id``, ``person_b_name``: two people, a
          person and a group, or two groups. Everybody named agreed to be
          introduced (consent ``introduce``, holding on ``m.as_of``)
        - ``introducer_id``, ``introducer_name``: who agreed and is tied to both;
          missing where there is nobody, and ``says`` says so
        - ``score`` (float64, 0 to 1): what the order goes by, from the four
          parts, each 0 to 1; only its order means anything
        - ``matched``: what the two offer and the other wants
        - ``gain``: what a tie between them would join, once the rows above
          are made; ``joins``, ``bridges_removed`` and ``is_apart`` as well
        - ``common``: the people, groups and interests they share
        - ``willing``: 1 through an introducer, half for two people without
        - ``matched_gifts`` (tuple): words offered by the one and wanted by the other,
          the rarest first, "lifts (for a drive to town)" where they differ;
          ``shares`` (tuple): interests and groups in common
        - ``joins`` (tuple): pairs of places or groups that no tie and no
          shared member links yet, the rows above included
        - ``bridges_removed`` (int64): ties that would no longer be the only way
          between two sides; ``is_apart`` (bool): no chain of ties leads from
          the one to the other
        - ``place_a_id``, ``place_b_id``: ids of their own places
        - ``unsure_share`` (float64, 0 to 1): share of the records behind the row
          that nobody confirmed within two years
        - ``says`` (str): the reasons, without the name of a person. Links
          that join two sides so far are those of `find_links` on the map as
          it is; what other rows would add is said apart

    Raises
    ------
    TableError
        If a place, word, column, kind or weight is not known, or a number
        cannot be used.

    See Also
    --------
    assetmap.words.match_phrases : When an offer meets a want.
    assetmap.network.measure_adamic_adar : What link prediction goes by.

    Notes
    -----
    What counts is open: closed assets, secret locations, ties that ended and
    people who took back their consent to be stored do not. Two who have or
    had any tie, or are in one group of up to 20 members, have met. Two groups
    are suggested only where somebody who agreed could introduce them.

    The score is

        gain ** g * ((1 + matched) / 2) ** m * willing ** w * ((1 + common) / 2) ** c

    with the powers g, m, w and c of ``weights``; a pair that joins nothing is
    not suggested, unless g is 0. After each introduction the others are
    measured again as if it had been made.

    ``gain`` is the mean of three parts: 1 / (1 + links) of the least linked
    two groups of theirs (ties and shared members, as in `find_links`);
    b / (1 + b) for b bridges; and 0 for two who share a neighbour, a half for
    two further apart, since beyond a shared contact people hardly see each
    other (Friedkin 1983, "Horizons of observability and limits of informal
    control in organizations", Social Forces 62(1), 54-77). Where no chain
    joins the two, both of the latter are 1.

    ``matched`` is s / (1 + s), where s adds up 1 / log2(1 + k) for each word
    wanted that k assets could give, times how alike the words are: what one
    alone can give counts most. ``common`` is the same of the sum of Adamic
    and Adar (2003), over neighbours and interests (themes, head, hands and
    heart); what more than 1,000 share does not count. ``willing`` is 1 with
    an introducer, 0.5 for two people without, 0.25 for a person and a group.

    Link prediction goes by common ground alone and so suggests more of the
    same; here it only settles what is otherwise nearly equal. The idea of
    knitting a network that one knows is Krebs and Holley's ("Building smart
    communities through network weaving", 2006).

    Words are compared one by one, never by how a phrase looks:
    `assetmap.words.match_phrases` says when two phrases mean the same, and
    what never does.

    Up to 1,500 who may be introduced, every pair is looked at. Of more, the
    20 best of each: those with a gift for each other, a neighbour or an
    interest in common, and the best tied of up to 1,000 places and separate
    parts.

    Examples
    --------
    Asha knows Ben, and Ben knows Cara, who wants what Asha has:

    >>> ids = ["asha", "ben", "cara"]
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {
    ...             "name": ["Asha", "Ben", "Cara"],
    ...             "kind": "individual",
    ...             "place_id": ["mill", "mill", "hill"],
    ...             "offers": [("bike repair",), (), ()],
    ...             "wants": [(), (), ("Bike-repair",)],
    ...         },
    ...         index=ids,
    ...     ),
    ...     ties=pd.DataFrame(
    ...         {"source": ["asha", "ben"], "target": ["ben", "cara"], "kind": "knows"}
    ...     ),
    ...     consents=pd.DataFrame(
    ...         {"asset_id": ids, "purpose": "introduce", "given_on": "2026-01-01"}
    ...     ),
    ...     as_of=pd.Timestamp("2026-06-01").date(),
    ... )
    >>> found = suggest_introductions(m)
    >>> found[["person_a_id", "person_b_id", "introducer_id", "matched", "matched_gifts"]]
      person_a_id person_b_id introducer_id  matched   matched_gifts
    0        asha        cara           ben      0.5  (bike repair,)
    >>> print(found["says"][0])
    The first offers bike repair, which the second would like. Only 1 link joins
    mill with hill so far, and once they have met, both sides would stay in touch even
    without any one of 2 contacts. Somebody who knows both could introduce them. None of
    this was confirmed within two years.
    """
    m, by = with_grouping(m, by)
    words = [
        str(kind) for kind in ((asset_kinds,) if isinstance(asset_kinds, str) else asset_kinds)
    ]
    counted = _read_weights(weights, n=n, at_most=at_most, kinds=words)
    participants = find_participants(m, kinds=words)
    groups, ids = find_group_presence(m, by=by), participants.graph.ids
    assets = m.assets.reindex(ids)
    features = PairFeatures(
        participants=participants,
        gifts=build_gift_matches(assets, synonyms=m.synonyms if synonyms is None else synonyms),
        interests=build_word_incidence(assets, _INTERESTS),
        graph=build_grouped_graph(participants.graph.adjacency(weighted=False), groups.incidence),
        side=None if between is None else mark_sides(m, groups, ids, between=between, by=by),
    )
    candidates = find_candidates(features, weights=counted)
    chosen = choose_pairs(candidates, features.graph, n=n, at_most=at_most, weights=counted)
    return _build_table(m, features, groups, candidates, chosen)


def _read_weights(
    weights: Mapping[str, float] | None,
    *,
    n: int | None,
    at_most: int,
    kinds: list[str],
) -> dict[str, float]:
    """Give every weight, or raise with all that is wrong with what was asked."""
    given = INTRODUCTION_WEIGHTS if weights is None else weights
    problems = find_unknown("weights", [str(name) for name in given], INTRODUCTION_WEIGHTS)
    for name, weight in given.items():
        if not (np.isfinite(weight) and weight >= 0):
            says, remedy = f"{weight} is not a finite number from 0.", "Give 0 to leave it out."
            problems.append(Problem(f"weights[{name!r}]", "impossible_weight", says, remedy))
    for name, number, least in (("n", n, 0), ("at_most", at_most, 1)):
        if number is None and name == "n":
            continue
        if isinstance(number, bool) or number is None or number != int(number) or number < least:
            says, remedy = f"{number} is not a whole number from {least}.", "Give 10, for example."
            problems.append(Problem(name, "impossible_number", says, remedy))
    problems += find_unknown("asset_kinds", kinds, [str(kind) for kind in AssetKind])
    if problems:
        raise TableError("Introductions cannot be looked for like this.", problems)
    return {name: float(given.get(name, 0.0)) for name in INTRODUCTION_WEIGHTS}


def _build_table(
    m: AssetMap,
    features: PairFeatures,
    groups: Presence,
    candidates: PairCandidates,
    chosen: list[Chosen],
) -> pd.DataFrame:
    """Build the table of the chosen pairs, a person before a group."""
    index = np.array([pair.candidate for pair in chosen], dtype=np.intp)
    is_person = features.participants.is_person
    first, second = candidates.first[index], candidates.second[index]
    is_swapped = ~is_person[first] & is_person[second]
    a, b = np.where(is_swapped, second, first), np.where(is_swapped, first, second)
    table = _name_ends(m, features, a, b)
    for column in ("score", "gain"):
        table[column] = np.array([getattr(pair, column) for pair in chosen], dtype=np.float64)
    for column in ("matched", "common", "willing"):
        table[column] = getattr(candidates, column)[index]
    table["bridges_removed"] = np.array([pair.bridges for pair in chosen], dtype=np.int64)
    table["is_apart"] = np.array([pair.is_apart for pair in chosen], dtype=bool)
    in_order = [
        pair.swap() if swapped else pair for pair, swapped in zip(chosen, is_swapped, strict=True)
    ]
    links = count_group_pair_links(m, groups, in_order, a, b)
    facts = _gather_facts(m, features, groups, table, in_order, links)
    names = groups.names
    joins = [
        tuple(name_pair(str(names[left]), str(names[right])) for left, right in pair.group_pairs)
        * (pair.links == 0)
        for pair in in_order
    ]
    for column, values in (
        ("matched_gifts", [tuple(map(str, fact.from_first + fact.from_second)) for fact in facts]),
        ("shares", [fact.words + fact.neighbours for fact in facts]),
        ("joins", joins),
    ):
        table[column] = pd.Series(values, index=table.index, dtype=object)
    table["unsure_share"] = np.array([fact.unsure / fact.records for fact in facts], np.float64)
    table["says"] = pd.Series([say_introduction(fact) for fact in facts], dtype="str")
    return table[list(INTRODUCTION_COLUMNS)]


def _name_ends(m: AssetMap, features: PairFeatures, a: Positions, b: Positions) -> pd.DataFrame:
    """Name the two nodes of each pair, their places, and the best introducer."""
    introducer = find_best_introducers(features, a, b)
    ids, names, home = features.participants.graph.ids, m.assets["name"], place_of(m)
    table = pd.DataFrame(index=pd.RangeIndex(len(a)))
    for role, node in (("person_a", a), ("person_b", b), ("introducer", introducer)):
        table[f"{role}_id"] = pd.Series(ids, dtype="str").reindex(node).to_numpy()
        table[f"{role}_id"] = table[f"{role}_id"].astype("str")
        table[f"{role}_name"] = table[f"{role}_id"].map(names).astype("str")
    for end in ("a", "b"):
        table[f"place_{end}_id"] = table[f"person_{end}_id"].map(home).astype("str")
    return table


def _gather_facts(
    m: AssetMap,
    features: PairFeatures,
    groups: Presence,
    table: pd.DataFrame,
    chosen: list[Chosen],
    links: list[GroupPairLinks],
) -> list[IntroductionFacts]:
    """Gather what is to be said of each introduction."""
    ids, is_person = features.participants.graph.ids, features.participants.is_person
    a, b = (
        np.asarray(ids.get_indexer(pd.Index(table[end]))) for end in ("person_a_id", "person_b_id")
    )
    records, unsure = measure_doubts(m, table)
    given, taken = list_gifts(features.gifts, a, b), list_gifts(features.gifts, b, a)
    words = list_shared(features.interests.matrix, features.interests.shown, a, b)
    # Neighbours that are people stay unnamed: the columns of all others are taken.
    named = np.flatnonzero(~is_person)
    names = pd.Index(m.assets["name"].reindex(ids[named]), dtype="str")
    neighbours = list_shared(csr_array(features.graph.adjacency[:, named]), names, a, b)
    is_of_people = is_person[a] & is_person[b]
    group_names = groups.names
    first, second = (
        [
            _call(name, instead, is_person[node], is_pair)
            for name, node, is_pair in zip(table[column], nodes, is_of_people, strict=True)
        ]
        for column, instead, nodes in (
            ("person_a_name", "the first", a), ("person_b_name", "the second", b)
        )
    )  # fmt: skip
    return [
        IntroductionFacts(
            first=first[row],
            second=second[row],
            is_pair_of_people=bool(is_of_people[row]),
            from_first=given[row],
            from_second=taken[row],
            words=words[row],
            neighbours=neighbours[row],
            group_pairs=tuple(
                (str(group_names[left]), str(group_names[right]))
                for left, right in pair_links.group_pairs
            ),
            links=pair_links.links,
            more=pair_links.more,
            bridges=pair.bridges,
            is_apart=pair.is_apart,
            has_introducer=bool(pd.notna(table["introducer_id"][row])),
            records=int(records[row]),
            unsure=int(unsure[row]),
        )
        for row, (pair, pair_links) in enumerate(zip(chosen, links, strict=True))
    ]


def _call(name: str, instead: str, is_person: Any, is_pair: Any) -> str:
    """Call a group by its name, and a person never."""
    if not is_person:
        return str(name)
    return instead if is_pair else "this person"

"""How is an introduction put, so that it could be read aloud to both?"""

from __future__ import annotations

from typing import NamedTuple

from assetmap.tables import OLD_AFTER

__all__ = ["Told", "say_introduction"]

_NAMED_AT_MOST = 3
_FEW = 3
"""Links up to which a sentence says how few there are."""


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
    said = [shared, _say_gain(told), _say_introducer(told), _say_doubts(told), ask]
    return " ".join(_capitalise(sentence) + "." for sentence in said if sentence)


def _say_gifts(told: Told) -> str:
    given = [
        f"{giver} offers {_list(gifts)}, which {taker} would like"
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
        return f"{both} have {_list(told.words)} in common"
    if told.groups:
        return f"{both} are both in touch with {_list(told.groups)}"
    return ""


def _say_gain(told: Told) -> str:
    parts = []
    if told.sides and told.links == 0:
        parts.append(f"nothing on the map links {_pair_up(told.sides)} yet{_say_more(told)}")
    elif told.sides and told.links <= _FEW:
        links = _count(told.links, "link joins", "links join")
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
    more = f"and {told.more} more" if told.links else _count(told.more, "link", "links") + " would,"
    return f" ({more} if {who} suggested here {verb} made)"


def _say_introducer(told: Told) -> str:
    if told.has_introducer:
        how = "knows" if told.is_pair_of_people else "is tied to"
        return f"somebody who {how} both could introduce them"
    return "nobody who is tied to both has agreed to be named yet: the team would introduce them"


def _say_doubts(told: Told) -> str:
    if not told.unsure:
        return ""
    if told.unsure == told.records:
        return f"none of this was confirmed within {OLD_AFTER}"
    verb = "is" if told.unsure == 1 else "are"
    return f"{told.unsure} of {told.records} records behind this {verb} old or unconfirmed"


def _pair_up(sides: tuple[tuple[str, str], ...]) -> str:
    """Name pairs of groups, those with one group in common together."""
    ones, others = (tuple(dict.fromkeys(side)) for side in zip(*sides, strict=True))
    if len(ones) * len(others) == len(sides):
        return f"{_list(ones)} with {_list(others)}"
    return _list(tuple(" with ".join(pair) for pair in sides))


def _list(words: tuple[str, ...]) -> str:
    """List the first three words, and count the rest."""
    shown = list(words[:_NAMED_AT_MOST])
    if len(words) > _NAMED_AT_MOST:
        shown.append(f"{len(words) - _NAMED_AT_MOST} more")
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _capitalise(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]

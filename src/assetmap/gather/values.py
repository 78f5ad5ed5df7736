"""Cells into flags and lists of words, names into ids, each form read once.

Every reader gives the values and a mask of the cells that it could not read.
Columns repeat themselves, so each different text is read only once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from enum import StrEnum
from hashlib import blake2b
from itertools import compress
from operator import not_
from typing import Any

import numpy as np

from assetmap.gather.tidy import Cells, is_written
from assetmap.model import TieKind
from assetmap.tables import fold_names
from assetmap.typing import Flags

__all__ = [
    "KEPT",
    "read_flags",
    "read_words",
    "to_mark",
    "to_member",
    "to_own_slugs",
    "to_slug",
    "to_slugs",
    "to_turned_tie",
]

KEPT = {";": "\u037e"}
"""What stands for a separator within a word that was apart already: no tidied cell holds it."""
_DROPPED = re.compile("['’.]")
_NOT_WORD = re.compile(r"[^\w\x1f]+")
_DASHES = re.compile("--+")
_PLAIN_WORDS = {  # the same for ASCII, which `str.translate` folds at the speed of a copy
    code: _NOT_WORD.sub("-", _DROPPED.sub("", chr(code).casefold())) or None for code in range(128)
}
_YES = frozenset({"yes", "y", "true", "1", "x", "✓", "✔", "tick"})
_NO = frozenset({"no", "n", "false", "0", "✗", "✘"})
_MEANT = {
    "person": "individual", "people": "individual", "resident": "individual",
    "open": "active", "operating": "active", "current": "active", "live": "active",
    "shut": "closed", "ceased": "closed", "dissolved": "closed", "inactive": "closed",
}  # fmt: skip


_MEANT_TIES = {
    "member": "member_of", "belongs_to": "member_of", "joins": "member_of", "is_in": "member_of",
    "attends": "member_of", "goes_to": "member_of", "volunteer_at": "volunteers_at",
    "volunteers_for": "volunteers_at", "volunteers_with": "volunteers_at",
    "helps_at": "volunteers_at", "volunteer": "volunteers_at", "works_for": "works_at",
    "employed_by": "works_at", "employee_of": "works_at", "staff_of": "works_at",
    "leads": "runs", "manages": "runs", "organises": "runs", "organizes": "runs", "chairs": "runs",
    "coordinates": "runs", "hosted_by": "meets_at", "based_at": "meets_at", "held_at": "meets_at",
    "takes_place_at": "meets_at", "located_at": "meets_at", "hires": "uses", "rents": "uses",
    "helps": "supports", "supporter_of": "supports", "works_with": "partners_with",
    "partner_of": "partners_with", "partner": "partners_with", "partners": "partners_with",
    "partner_with": "partners_with", "collaborates_with": "partners_with",
    "linked_to": "partners_with", "connected_to": "other", "gives_money_to": "funds",
    "funder_of": "funds", "gives_a_grant_to": "funds", "sponsors": "funds",
    "signposts_to": "refers_to", "sends_people_to": "refers_to", "refers": "refers_to",
    "friend_of": "knows", "friends_with": "knows", "friend": "knows", "knows_well": "knows",
    "in_touch_with": "knows", "neighbour_of": "knows", "nominated": "nominates",
    "put_forward": "nominates", "belongs_within": "part_of", "branch_of": "part_of",
    "on_the_board_of": "sits_on", "trustee_of": "sits_on", "board_member_of": "sits_on",
    "committee_member_of": "sits_on", "founded": "began", "started": "began", "set_up": "began",
}  # fmt: skip
"""How people write ties, read from the first to the second."""
_TURNED_TIES = {
    "has_member": "member_of", "has_members": "member_of", "members_include": "member_of",
    "run_by": "runs", "led_by": "runs", "managed_by": "runs", "organised_by": "runs",
    "chaired_by": "runs", "owned_by": "owns", "used_by": "uses", "supported_by": "supports",
    "helped_by": "supports", "funded_by": "funds", "gets_money_from": "funds",
    "receives_money_from": "funds", "gets_funding_from": "funds", "receives_funding_from": "funds",
    "gets_a_grant_from": "funds", "sponsored_by": "funds", "employs": "works_at",
    "hosts": "meets_at", "gets_referrals_from": "refers_to", "named_by": "nominates",
    "nominated_by": "nominates", "begun_by": "began", "founded_by": "began",
    "started_by": "began", "set_up_by": "began", "trained": "trained_by",
    "includes": "part_of", "has_part": "part_of",
}  # fmt: skip
"""How people write ties that are read from the second to the first."""


def _read_each(cells: Cells, read: Callable[[str], Any]) -> tuple[list[Any], Flags]:
    """Read every different cell once; what raises ValueError is unread."""
    if not is_written(cells).any():
        return [None] * len(cells), np.zeros(len(cells), dtype=bool)
    known: dict[str | None, Any] = {None: None}
    unread = set()
    for cell in set(cells.tolist()) - {None}:
        try:
            known[cell] = read(cell)
        except ValueError:
            known[cell] = None
            unread.add(cell)
    values = [known[cell] for cell in cells]
    is_unread = np.fromiter((cell in unread for cell in cells), dtype=bool, count=len(cells))
    return values, is_unread


def read_flags(cells: Cells) -> tuple[Flags, Flags]:
    """Read yes and no; blank is no.

    Examples
    --------
    >>> flags, unread = read_flags(np.array(["Yes", None, "maybe"], object))
    >>> flags.tolist(), unread.tolist()
    ([True, False, False], [False, False, True])
    """
    values, is_unread = _read_each(cells, _read_flag)
    return np.array([bool(value) for value in values], dtype=bool), is_unread


def _read_flag(cell: str) -> bool:
    word = cell.casefold()
    if word in _YES or word in _NO:
        return word in _YES
    raise ValueError(cell)


def read_words(cells: Cells, separator: str) -> Cells:
    """
    Split cells into tuples of different words, in the order written.

    Line breaks separate as well as ``separator`` does; commas do not, since
    "tea, coffee and cake" is one offer.

    Examples
    --------
    >>> read_words(np.array(["food; music ;food", None], object), ";").tolist()
    [('food', 'music'), ()]
    """
    known: dict[str | None, tuple[str, ...]] = {None: ()}
    kept = KEPT.get(separator, "")
    for cell in set(cells.tolist()) - {None}:
        pieces = cell.replace("\n", separator).split(separator)
        if kept and kept in cell:
            pieces = [piece.replace(kept, separator) for piece in pieces]
        known[cell] = tuple(dict.fromkeys(word for piece in pieces if (word := piece.strip())))
    words = np.empty(len(cells), dtype=object)
    words[:] = [known[cell] for cell in cells]
    return words


def to_slug(text: str) -> str:
    """Make an id of a name: lower case, words joined by hyphens.

    Examples
    --------
    >>> to_slug("St Mary's Hall, Nether End")
    'st-marys-hall-nether-end'
    """
    return to_slugs([text])[0]


def to_slugs(texts: Iterable[str | None]) -> list[str]:
    """Make ids of names all at once, each as `to_slug` would."""
    # One pass over one long text; the separator is not a word, and is kept apart.
    pieces = [(text or "").replace("\x1f", " ") for text in texts]
    is_plain = [*map(str.isascii, pieces)]
    plain = "\x1f".join(compress(pieces, is_plain)).translate(_PLAIN_WORDS)
    plain_slugs = iter(_DASHES.sub("-", plain).split("\x1f"))
    other = "\x1f".join(compress(pieces, map(not_, is_plain))).casefold()
    other_slugs = iter(_NOT_WORD.sub("-", _DROPPED.sub("", other)).split("\x1f"))
    slugs = (next(plain_slugs if plainly else other_slugs) for plainly in is_plain)
    return [slug.strip("-_") or "unnamed" for slug in slugs]


def to_own_slugs(names: Iterable[str]) -> list[str]:
    """
    Make ids of names that are not the same; ids that would be alike end in a mark of the name.

    Examples
    --------
    >>> to_own_slugs(["Route 1.1", "Route 11", "Mill End"])
    ['route-11-53d61747', 'route-11-74f00605', 'mill-end']
    """
    folded = fold_names(names)
    slugs = to_slugs(names)
    count = Counter(slugs)
    return [
        f"{slug}-{to_mark(name)}" if count[slug] > 1 else slug
        for slug, name in zip(slugs, folded, strict=True)
    ]


def to_mark(text: str) -> str:
    """Make a short mark of a text, that no other is likely to have."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


def to_member(word: str, vocabulary: type[StrEnum]) -> str | None:
    """
    Find the member of a closed vocabulary that a word means, whatever its case and spacing.

    Examples
    --------
    >>> from assetmap.model import AssetKind, HeardKind, Role
    >>> to_member("Community builder", Role), to_member("Spaces", AssetKind)
    ('community_builder', 'space')
    >>> to_member("Wishes", HeardKind), to_member("stories", HeardKind)
    ('wish', 'story')
    >>> to_member("person", AssetKind), to_member("club", AssetKind)
    ('individual', None)
    """
    folded = _to_form(word)
    members = {str(member) for member in vocabulary}
    meant = _MEANT_TIES if vocabulary is TieKind else _MEANT
    single = f"{folded[:-3]}y" if folded.endswith("ies") else folded.removesuffix("es")
    forms = (folded, folded.removesuffix("s"), single, meant.get(folded, folded))
    return next((form for form in forms if form in members), None)


def to_turned_tie(word: str) -> str | None:
    """
    Find the tie that a word means when it is read from the second to the first.

    Examples
    --------
    >>> to_turned_tie("Run-by"), to_turned_tie("runs")
    ('runs', None)
    """
    return _TURNED_TIES.get(_to_form(word))


def _to_form(word: str) -> str:
    """Write a word as the members of vocabularies are: small, with one line below each gap."""
    return "_".join(word.casefold().replace("-", " ").replace("_", " ").split())

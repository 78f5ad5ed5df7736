"""How kinds of assets and columns are called in a sentence, in the language in force."""

from __future__ import annotations

from assetmap.language import message, say
from assetmap.model.vocabulary import AssetKind

__all__ = [
    "SPOKEN_COLUMNS",
    "SPOKEN_WORDS",
    "say_column",
    "say_kind",
    "say_one_of_kind",
    "say_word",
]

_KINDS = {
    AssetKind.INDIVIDUAL: message("individual"),
    AssetKind.ASSOCIATION: message("association"),
    AssetKind.INSTITUTION: message("institution"),
    AssetKind.SPACE: message("space"),
    AssetKind.EXCHANGE: message("exchange"),
    AssetKind.CULTURE: message("culture"),
}
_ONE_OF_KIND = {
    AssetKind.INDIVIDUAL: message("a person to ask"),
    AssetKind.ASSOCIATION: message("an association"),
    AssetKind.INSTITUTION: message("an institution"),
    AssetKind.SPACE: message("a space"),
    AssetKind.EXCHANGE: message("an exchange"),
    AssetKind.CULTURE: message("something of culture"),
}
SPOKEN_COLUMNS = {
    "accessible": message("accessible"),
    "age_group": message("age group"),
    "capacity": message("capacity"),
    "cost": message("cost"),
    "gifts": message("gifts"),
    "group": message("group"),
    "hands": message("hands"),
    "head": message("head"),
    "heart": message("heart"),
    "kind": message("kind"),
    "languages": message("languages"),
    "offers": message("offers"),
    "open_to": message("open to"),
    "place": message("place"),
    "place_id": message("place id"),
    "programmes": message("programmes"),
    "roles": message("roles"),
    "sector": message("sector"),
    "source": message("source"),
    "status": message("status"),
    "themes": message("themes"),
    "wants": message("wants"),
}
"""Columns of assets by which something is asked; what a file brings is called as there."""

SPOKEN_WORDS = {
    "accessible": {
        "yes": message("yes"),
        "no": message("no"),
        "limited": message("limited"),
    },
    "cost": {"free": message("free"), "paid": message("paid")},
    "open_to": {"everyone": message("everyone")},
}
"""Words that columns know, by column; all others are said as they are written."""


def say_kind(kind: str) -> str:
    """
    Call a kind by its name.

    Examples
    --------
    >>> say_kind("space")
    'space'
    """
    return say(_KINDS[AssetKind(kind)])


def say_one_of_kind(kind: str) -> str:
    """
    Name one asset of a kind.

    Examples
    --------
    >>> say_one_of_kind("individual")
    'a person to ask'
    """
    return say(_ONE_OF_KIND[AssetKind(kind)])


def say_column(name: str) -> str:
    """
    Call a column of the assets in words.

    Examples
    --------
    >>> say_column("age_group"), say_column("seats_in_hall")
    ('age group', 'seats in hall')
    """
    known = SPOKEN_COLUMNS.get(name)
    return name.replace("_", " ").strip() if known is None else say(known)


def say_word(word: str, column: str) -> str:
    """
    Say what a column of the assets holds.

    Examples
    --------
    >>> say_word("everyone", "open_to"), say_word("12-17", "open_to")
    ('everyone', '12-17')
    """
    if column == "kind":
        return say_kind(word)
    known = SPOKEN_WORDS.get(column, {}).get(word)
    return word if known is None else say(known)

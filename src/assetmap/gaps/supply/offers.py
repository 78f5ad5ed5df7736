"""Who offers something that goes by the name of a category?"""

from __future__ import annotations

import pandas as pd

from assetmap.tables import Categories, gather_memberships

__all__ = ["find_offers"]


def find_offers(assets: pd.DataFrame, categories: Categories) -> Categories:
    """
    Match what assets offer with the names of categories.

    An offer matches when it holds every word of the name, whatever its case
    and whether it is one or many: "gardening lessons" matches "Gardening".

    Returns
    -------
    offers
        The same categories, and which assets offer each.
    """
    given = pd.Series(assets["offers"].to_numpy(dtype=object))
    offers = given[given.astype(bool)].explode().dropna()  # few assets offer anything
    offers = offers[offers.str.strip() != ""]
    wanted = {name: _words(name) for name in categories.names}
    matches = {
        offer: [name for name, words in wanted.items() if words and words <= _words(offer)]
        for offer in offers.unique()
    }
    matched = offers.map(matches).explode().dropna()
    return gather_memberships(matched, categories.names, by="offers")


def _words(text: str) -> frozenset[str]:
    """Take the words of a text, as one rather than many."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    return frozenset(word.removesuffix("s") if len(word) > 3 else word for word in words)

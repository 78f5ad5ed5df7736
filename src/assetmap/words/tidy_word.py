"""One way of writing a word: case, accents, spaces and marks do not matter."""

from __future__ import annotations

import unicodedata
from typing import Final

__all__ = ["tidy_word"]

_APOSTROPHES: Final = str.maketrans("", "", "’'ʼ‘`")


def tidy_word(word: object) -> str:
    """
    Fold a word so that case, spaces, hyphens and other marks do not matter.

    Examples
    --------
    >>> tidy_word("First-Aid  training "), tidy_word("Residents’ ideas")
    ('first aid training', 'residents ideas')
    """
    text = unicodedata.normalize("NFKC", str(word)).casefold().translate(_APOSTROPHES)
    if text.replace(" ", "").isalnum() and text.isascii():
        return " ".join(text.split())
    signs = (" " if unicodedata.category(sign)[0] in "PZC" else sign for sign in text)
    return " ".join("".join(signs).split())

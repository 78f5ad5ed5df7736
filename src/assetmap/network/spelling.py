"""Which known word was probably meant, when a given one is not known?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

__all__ = ["find_near_word"]

SHOWN_AT_MOST = 12


def find_near_word(given: object, known: Iterable[object]) -> str:
    """
    Say what to write instead of a word that is not known.

    Parameters
    ----------
    given
        The word that was given.
    known
        The words that would have been understood.

    Returns
    -------
    remedy
        A sentence for an error: the nearest known word, else the known words.

    Examples
    --------
    >>> find_near_word("membr_of", ["knows", "member_of"])
    "Did you mean 'member_of'?"
    >>> find_near_word("choir", ["knows", "member_of"])
    'Known: knows, member_of.'
    >>> find_near_word("choir", [])
    'None is known here.'
    """
    words = sorted({str(word) for word in known})
    near = difflib.get_close_matches(str(given), words, n=1)
    if near:
        return f"Did you mean {near[0]!r}?"
    if not words:
        return "None is known here."
    hidden = len(words) - SHOWN_AT_MOST
    more = f" and {hidden} more" if hidden > 0 else ""
    return f"Known: {', '.join(words[:SHOWN_AT_MOST])}{more}."

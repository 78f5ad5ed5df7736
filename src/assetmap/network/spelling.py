"""Which known word was probably meant, when a given one is not known?"""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from assetmap.errors import Problem

__all__ = ["find_near_word", "find_unknown"]

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


def find_unknown(what: str, given: Iterable[str], known: Iterable[str]) -> list[Problem]:
    """
    List the given words that are not known, each with what to write instead.

    Parameters
    ----------
    what
        What the words are, such as the name of the parameter.
    given
        The words that were given.
    known
        The words that are understood.

    Returns
    -------
    problems
        One for each different unknown word, in the order given.

    Examples
    --------
    >>> [problem] = find_unknown("kinds", ["knows", "membr_of"], ["knows", "member_of"])
    >>> str(problem)
    "kinds: 'membr_of' is not known. Did you mean 'member_of'?"
    """
    words = set(known)
    return [
        Problem(what, f"unknown_{what}", f"{word!r} is not known.", find_near_word(word, words))
        for word in dict.fromkeys(given)
        if word not in words
    ]

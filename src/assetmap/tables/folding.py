"""Text brought to one form, so that two spellings of the same words are equal.

What is searched for people's names, telephone numbers or words that tell of a
refuge is first cleaned (letters that nobody can see go, so that positions stay
those of what a reader sees), then folded (case and accents go).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

__all__ = ["WORDS_APART", "clean", "fold", "fold_all", "squeeze_all"]

WORDS_APART = " \x1e "
"""What stands between the words of a list, so that no two of them are read as one phrase."""

_BETWEEN = "\x1f"
_UNSEEN = re.compile("[\u00ad\u034f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MARKS = re.compile("[\u0300-\u036f]+")
_LETTERS = {
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "þ": "th", "æ": "ae", "œ": "oe",
    "ŋ": "n", "\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'", "`": "'", "\uff07": "'",
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-",
}  # fmt: skip
"""Letters that have no accent to lose, and the many forms of an apostrophe and a hyphen."""

_KEPT = b"\x1e\x1f"
_SPACES = bytes(
    code if code in _KEPT or (chr(code).isascii() and chr(code).isalnum()) else 0x20
    for code in range(256)
)


def clean(text: str) -> str:
    r"""
    Put letters and their accents together, and leave out what nobody can see.

    Examples
    --------
    >>> clean("She\u200bi\u0301la") == "Sheíla"
    True
    """
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", _UNSEEN.sub("", text))


def fold(text: str) -> str:
    """
    Leave out case and accents, and write apostrophes and hyphens in one way.

    Examples
    --------
    >>> fold("SHEÍLA O’Brien")
    "sheila o'brien"
    """
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", _UNSEEN.sub("", text)).casefold()
    folded = _MARKS.sub("", folded)
    if not folded.isascii():
        for letter, plain in _LETTERS.items():
            folded = folded.replace(letter, plain)
    return folded


def fold_all(texts: Sequence[str]) -> list[str]:
    """Fold many texts in one pass."""
    return fold(_join(texts)).split(_BETWEEN) if texts else []


def squeeze_all(texts: Sequence[str]) -> list[str]:
    """
    Fold many texts and keep their Latin words alone, with one space around each.

    Examples
    --------
    >>> squeeze_all(["Women’s  Aid (Mill-End)", ""])
    [' womens aid mill end ', ' ']
    """
    if not texts:
        return []
    joined = _join(texts).lower()
    if not joined.isascii():
        for dash in "\u2010\u2011\u2012\u2013\u2014\u2212":
            joined = joined.replace(dash, "-")
        joined = unicodedata.normalize("NFKD", joined)
    # Bytes are translated at once. What is left out are accents, and scripts that we do not read.
    plain = joined.encode("ascii", "ignore").translate(_SPACES, b"'").decode()
    joined = f" {plain} ".replace(_BETWEEN, f" {_BETWEEN} ")
    while "  " in joined:
        joined = joined.replace("  ", " ")
    return joined.split(_BETWEEN)


def _join(texts: Sequence[str]) -> str:
    """Put texts into one, with what none of them holds between them."""
    joined = _BETWEEN.join(texts)
    if joined.count(_BETWEEN) != len(texts) - 1:
        joined = _BETWEEN.join([text.replace(_BETWEEN, " ") for text in texts])
    return joined

"""Text brought to one form, so that two spellings of the same words are equal.

What is searched for people's names, telephone numbers or words that tell of a
refuge is first cleaned (letters that nobody can see go, so that positions stay
those of what a reader sees), then folded (case and accents go). Names that are
compared with one another lose their punctuation as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

__all__ = ["WORDS_APART", "clean", "fold", "fold_all", "fold_names", "squeeze_all"]

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

_PUNCTUATION: dict[int, str | None] = {
    ord(letter): None for letter in "'\"\u201c\u201d\u201e\u00ab\u00bb!?"
}
_PUNCTUATION |= {ord(letter): " " for letter in "_()[]{};"}
_STOPS = re.compile(r"(?<!\d)[.,:]|[.,:](?!\d)")
"""Stops, commas and colons, but for those inside a number or a time."""
_STOP_BETWEEN_WORDS = re.compile(r"(?<=[^\W\d]{2})\.(?=\w)")
_HYPHEN = re.compile(r"(?<![\s\x1f])-|-(?!\d)")
"""Hyphens, but for the minus before a number."""
_UNEVEN = ("  ", " \x1f", "\x1f ", "\n", "\t", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x85")

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


def fold_names(names: Iterable[object]) -> list[str]:
    """
    Fold names so that case, accents, punctuation and spaces do not matter.

    What tells names apart stays: a plus, a slash, a stop inside a number. A
    name of nothing but punctuation stays as it is; what is no text is folded
    to an empty one.

    Examples
    --------
    >>> fold_names(["Zoë  O’Brien-Lee", "zoe obrien lee", "Club 50+", None])
    ['zoe obrien lee', 'zoe obrien lee', 'club 50+', '']
    >>> fold_names(["St. Mary's, C.E.", "ST MARYS (CE)", "Route 1.1", "Route 11"])
    ['st marys ce', 'st marys ce', 'route 1.1', 'route 11']
    """
    folded = fold_all([name if isinstance(name, str) else "" for name in names])
    if not folded:
        return []
    # One pass over one long text is far faster than a pass over each name.
    text = (_BETWEEN + _BETWEEN.join(folded)).translate(_PUNCTUATION)
    if "-" in text:
        text = _HYPHEN.sub(" ", text)
    if "." in text:
        text = _STOP_BETWEEN_WORDS.sub(" ", text)
    if "." in text or "," in text or ":" in text:
        text = _STOPS.sub(lambda stop: "" if stop[0] == "." else " ", text)
    plain = text[1:].split(_BETWEEN)
    if any(uneven in text for uneven in _UNEVEN) or text[-1:] == " ":
        plain = [" ".join(name.split()) for name in plain]
    if "" in plain:
        return [name or given.strip() for name, given in zip(plain, folded, strict=True)]
    return plain


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

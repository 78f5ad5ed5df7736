"""Bytes as text: what their mark says, else UTF-8, else the older letters that fit best.

Older alphabets give the same bytes to different letters: those of Windows, in the
West and in Central Europe, that of the Mac and that of DOS, in which
spreadsheets still save. Read in the wrong one, a text has capitals inside words
and signs between letters.
"""

from __future__ import annotations

import codecs
import re

__all__ = ["decode", "find_alphabet", "remark_twice_encoded"]

_OLDER_LETTERS = "assetmap.older_letters"
_ALPHABETS = {"cp1252": "what Windows writes", "mac_roman": "what a Mac writes",
              "cp850": "what DOS writes",
              "cp1250": "what Windows writes in Central Europe"}  # fmt: skip
_ODD_LINE = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*")
_MOST_LINES = 2000
_SMALL, _LARGE = "a-zß-öø-ÿœšž", "A-ZÀ-ÖØ-ÞŒŠŽŸ"
_SIGNS = "‡†‰ˆ˜¸ªº¬ƒ¿¡‚„‹›¦§¨¯±²³µ¶¹¼½¾×÷«»∂∑∏π∫Ω√≈≠≤≥∆◊ﬁﬂıˉ˘˙˚˝˛ˇ·£¢¤¥“”•…"
_DRAWN = "░▒▓│┤╣║╗╝┐└┴┬├─┼╚╔╩╦╠═╬┘┌█▄▌▐▀■‗"  # with which DOS drew boxes
_ODD = (
    (1.0, re.compile(f"(?<=[{_SMALL}])[À-ÖØ-ÞŒŠŽŸ]")),  # a capital inside a word
    (1.0, re.compile(f"[ß-öø-ÿœšž](?=[{_LARGE}])")),
    (1.0, re.compile(f"(?<=[{_SMALL}])[{_SIGNS}](?=[{_SMALL}])|[{_DRAWN}]")),
    (1.0, re.compile("[‡†‰ˆ˜¸¬ƒ‚„¦¨¯¶∂∑∏π∫Ω√≈≠≤≥∆◊ﬁﬂı˘˙˚˝˛ˇ]|[\x80-\x9f\ufffd]")),
    (1.0, re.compile(r"(?<![^\W\d_])[À-ÖØ-öø-ÿŒœŠšŽžŸ](?=\d)")),
    (1.0, re.compile(r"(?<![^\W\d_])[B-ZÀ-ÖØ-öø-ÿŒœŠšŽžŸ](?<![B-ZàáéíóúyÀÉÁÓ])(?![^\W_])")),
    (1.0, re.compile(r"(?<=[a-z])[íÕÆ](?:s|t|re|ve|ll|d|m)\b")),  # St Mary’s, they’re
    (1.0, re.compile(r"£(?=[^\W\d_])")),
    (0.6, re.compile(f"(?<=[{_SMALL}])[–—](?=[{_SMALL}])|[îìÓÒ]\\b")),
    (0.2, re.compile("[ĀāĂ-ďĐ-İĲ-őŔ-şŢ-ŷŹ-ż]")),  # rare where the others do as well
    (0.1, re.compile("[ãõìòùåæøœšžÿðþýŸŠŽŒÃÕÐÞ]")),
)
"""What a text has few of that is read in the right alphabet, and how much each says."""
_TWICE = re.compile(
    "[ÃÂ][\\x80-\\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|[ÅÄ][\\x80-\\xbf‚ƒ„†‡ˆ‰‹]|â€[\\x9d™œ˜“”¢¦]?"
)
_MOST_TRIED = 50


def decode(content: bytes) -> tuple[str, list[str]]:
    """Turn bytes into text, and say what was decided."""
    if content.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return content.decode("utf-32", errors="replace"), ["read as utf-32"]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace"), ["read as utf-16"]
    if wide := _unmarked_utf16(content):
        return content.decode(wide, errors="replace"), [f"read as {wide}, though nothing says so"]
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return text, remark_twice_encoded(text)
    kept = content.decode("utf-8", errors="ignore")
    others = sum(letter > "\x7f" for letter in kept)
    odd = len(content) - len(kept.encode())
    alphabet = find_alphabet(content) if 2 * others < odd else "cp1252"
    if alphabet != "cp1252":
        says = f"read as {alphabet}, {_ALPHABETS[alphabet]}, since it is not UTF-8"
        return content.decode(alphabet, errors="replace"), [says]
    says = "read as cp1252, since it is not UTF-8"
    if others:
        says = "letters that are not UTF-8, though others are, were read as cp1252"
    elif b"\xa4" in content:  # the euro, which nobody else writes a currency sign for
        return content.decode("iso8859-15"), ["read as iso8859-15, since it is not UTF-8"]
    return content.decode("utf-8", errors=_OLDER_LETTERS), [says]


def find_alphabet(content: bytes) -> str:
    """
    Find in which older alphabet a text has the fewest odd letters.

    Examples
    --------
    >>> [find_alphabet("Café Élan, “Sprouts” – naïve".encode(each)) for each in
    ...  ("cp1252", "mac_roman")]
    ['cp1252', 'mac_roman']
    >>> find_alphabet("Café, £5".encode("cp850"))
    'cp850'
    """
    found_lines = _ODD_LINE.finditer(content)
    lines = [found[0] for _, found in zip(range(_MOST_LINES), found_lines, strict=False)]
    sample = b"\n".join(lines)
    odd = {name: _count_odd(sample.decode(name, errors="replace")) for name in _ALPHABETS}
    return min(_ALPHABETS, key=lambda name: odd[name])  # of equals the first, which is usual


def _count_odd(text: str) -> float:
    return sum(weight * len(pattern.findall(text)) for weight, pattern in _ODD)


def remark_twice_encoded(text: str) -> list[str]:
    """
    Say that letters look as if they had been encoded twice.

    Examples
    --------
    >>> remark_twice_encoded("CafÃ© on Monday")
    ["letters look as if they had been encoded twice: 'Ã©' may be 'é'"]
    """
    if text.isascii():
        return []
    for _, found in zip(range(_MOST_TRIED), _TWICE.finditer(text), strict=False):
        try:
            meant = found[0].encode("cp1252").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        return [f"letters look as if they had been encoded twice: {found[0]!r} may be {meant!r}"]
    return []


def _read_older(error: UnicodeError) -> tuple[str, int]:
    """Read a byte that is not UTF-8 as Windows writes it; the five that it lacks, as Latin-1."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    byte = error.object[error.start : error.start + 1]
    try:
        return byte.decode("cp1252"), error.start + 1
    except UnicodeDecodeError:
        return byte.decode("latin-1"), error.start + 1


codecs.register_error(_OLDER_LETTERS, _read_older)


def _unmarked_utf16(content: bytes) -> str | None:
    """Recognise UTF-16 without its mark: every other byte of plain letters is zero."""
    sample = content[: min(2000, len(content) // 2 * 2)]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    more, less = max(even, odd), min(even, odd)
    if len(sample) < 4 or more < 0.2 * len(sample) or less > 0.1 * more:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"

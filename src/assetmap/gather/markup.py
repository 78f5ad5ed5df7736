"""HTML in a text as the words that a reader of the page would see."""

from __future__ import annotations

import html
import re

__all__ = ["to_plain"]

_INLINE = "a|abbr|b|big|cite|code|del|em|font|i|ins|mark|s|small|span|strike|strong|sub|sup|u"
_BLOCKS = "blockquote|br|center|dd|div|dl|dt|h[1-6]|hr|li|ol|p|pre|table|tbody|thead|tr|ul"
_SPACE = r"[^\S\x1f]"  # white space, but not what is between two cells
_REST = rf"(?:{_SPACE}[^<>\x1f]*)?/?>"  # of a tag; none goes on in the next cell
_CELL = re.compile(rf"</?(?:td|th){_REST}", re.IGNORECASE)
_BLOCK = re.compile(rf"</?(?:{_BLOCKS}){_REST}{_SPACE}*", re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_INLINE}){_REST}", re.IGNORECASE)
_LINK = re.compile(
    rf"""<a{_SPACE}[^<>\x1f]*?href{_SPACE}*={_SPACE}*["']?(https?://[^"'\s<>]+)"""
    r"""[^<>\x1f]*>([^<\x1f]*)</a>""",
    re.IGNORECASE,
)
# Each begins anew at the next of its kind, so that no letter is looked at twice.
_COMMENT = re.compile(r"<!--(?:(?!<!--)[^\x1f])*?-->")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,30});", re.IGNORECASE)
_LINES = re.compile(r"\n{3,}")


def to_plain(text: str) -> str:
    r"""
    Take the tags of HTML out of a text, and write its entities as letters.

    Paragraphs and line breaks become lines, and a link keeps its address. Only
    tags that lay out text are taken out: ``<5`` and ``<a@example.org>`` stay as
    they are, and so do scripts and pictures, which are no text. The separator
    of cells (``\x1f``) is never crossed.

    Examples
    --------
    >>> to_plain("Tea &amp; cake<br>every <b>Monday</b>")
    'Tea & cake\nevery Monday'
    >>> to_plain('<p>See <a href="https://example.org/choir">our page</a></p>').strip()
    'See our page (https://example.org/choir)'
    >>> to_plain("under <5, &lt;b&gt; & co")
    'under <5, <b> & co'
    """
    if "<" in text:
        text = _COMMENT.sub("", text)
        text = _LINK.sub(_with_address, text)
        text = _CELL.sub(" ", text)
        text = _LINES.sub("\n\n", _BLOCK.sub("\n", text))
        text = _TAG.sub("", text)
    return _ENTITY.sub(_letter_of, text) if "&" in text else text


def _with_address(link: re.Match[str]) -> str:
    address, words = html.unescape(link[1]), link[2].strip()
    if not words or address in words or words in address:
        return address
    return f"{words} ({address})"


def _letter_of(entity: re.Match[str]) -> str:
    letter = html.unescape(entity[0])
    return " " if letter == "\x1f" else letter

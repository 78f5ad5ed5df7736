"""A phrase read as what it is about, how it is given, for whom and where."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import Final, NamedTuple

from assetmap.words.phrase_table import CONTENT, WAY, PhraseTable, tidy_text

__all__ = ["PhrasePart", "read_phrase"]

_WEIGHTS: Final = {CONTENT: 1.0, WAY: 0.0, "whom": 0.4, "where": 0.4, "when": 0.15,
                   "quality": 0.15}  # fmt: skip
"""What a part of a phrase weighs where it is said of the phrase itself."""
_BEFORE_HEAD: Final = 0.8
"""What a word that the table does not know weighs before others: "dry" of "dry storage"."""
_TAIL: Final = 0.3
"""What it weighs after a word such as "for" or "with" that only says more of it."""
_PURPOSE: Final = "purpose"
_LONGEST: Final = 5
"""Words that a line of the table may have and still be found."""


class PhrasePart(NamedTuple):
    """
    One word of a phrase, or several that mean one thing.

    ``is_core`` where it is what the phrase is about: not without it on the
    other side. ``parts`` where it must not differ from a word of its sort:
    where something is, and what follows "for".
    """

    key: str
    weight: float
    is_core: bool
    parts: bool


class _PhraseToken(NamedTuple):
    """A word with its key, or a joining word (``join``) without one."""

    key: str
    join: str = ""
    word: str = ""


def read_phrase(text: str, table: PhraseTable) -> list[tuple[PhrasePart, ...]]:
    """
    Read a phrase: what it means, or where "and" joins several things each of them as well.

    Examples
    --------
    >>> from assetmap.words.phrase_table import read_phrase_table
    >>> for parts in read_phrase("I can give lifts to the hospital", read_phrase_table()):
    ...     [(part.key, part.weight, part.is_core) for part in parts]
    [('lift', 1.0, True), ('hospital', 0.4, False)]
    """
    tokens = _join_windows(_read_tokens(tidy_text(_spell_out(text)), table), table)
    return [parts for alternative in _split_alternatives(tokens, table)
            if (parts := _weigh(alternative, table))]  # fmt: skip


def _spell_out(text: str) -> str:
    """Write the marks that join words as a word."""
    for mark in (",", "/", "&", "+", ";"):
        text = text.replace(mark, " and ")
    return text


def _read_tokens(text: str, table: PhraseTable) -> list[_PhraseToken]:
    """Read words, the longest that stand together as they are in the table first."""
    words = table.split(text)
    steps = table.list_steps(words)
    found: dict[int, _PhraseToken] = {}
    is_read = [False] * len(words)
    for length in range(min(_LONGEST, len(words)), 1, -1):
        for at in range(len(words) - length + 1):
            if not any(is_read[at : at + length]):
                key = table.find_ordered(steps[at : at + length])
                if key is not None:
                    found[at] = _PhraseToken(key)
                    is_read[at : at + length] = [True] * length
    for at, word in enumerate(words):
        if not is_read[at] and (token := _read_token(word, table)) is not None:
            found[at] = token
    return _negate([found[at] for at in sorted(found)])


def _read_token(word: str, table: PhraseTable) -> _PhraseToken | None:
    """Read one word, if it says anything; what a project calls it comes first."""
    key = table.find_ordered(table.list_steps([word]))
    if key is not None:
        return _PhraseToken(key)
    if word in table.little:
        return None
    if word in table.joins:
        return _PhraseToken("", join=table.joins[word])
    return _PhraseToken(table.find_key(word), word=word)


def _negate(tokens: list[_PhraseToken]) -> list[_PhraseToken]:
    """Give what follows "not" a key of its own."""
    found: list[_PhraseToken] = []
    is_not = False
    for token in tokens:
        if token.join == "not":
            is_not = True
        elif token.key and is_not:
            found.append(_PhraseToken(f"not {token.key}"))
            is_not = False
        else:
            found.append(token)
    return found


def _join_windows(tokens: list[_PhraseToken], table: PhraseTable) -> list[_PhraseToken]:
    """Put words together that mean one thing, in any order, whatever joins them."""
    content = [at for at, token in enumerate(tokens) if token.key]
    found: dict[int, str] = {}
    used: set[int] = set()
    for n in range(min(_LONGEST, len(content)), 1, -1):
        for start in range(len(content) - n + 1):
            window = content[start : start + n]
            words = [tokens[at].word for at in window]
            if all(words) and used.isdisjoint(window):
                key = table.find_window(words)
                if key is not None:
                    found[window[0]] = key
                    used.update(range(window[0], window[-1] + 1))
    return [
        _PhraseToken(found[at]) if at in found else token
        for at, token in enumerate(tokens)
        if at in found or at not in used
    ]


def _split_alternatives(tokens: list[_PhraseToken], table: PhraseTable) -> list[list[_PhraseToken]]:
    """
    Split what is said of several things: "English and maths lessons", "tables and chairs".

    Only before the first word that says more of them, which then holds for
    each. The last word of the last holds for those before it that are one word.
    """
    head, tail = _split_tail(tokens, table)
    groups: list[list[_PhraseToken]] = [[]]
    for token in head:
        if token.join == "and":
            groups.append([])
        else:
            groups[-1].append(token)
    groups = [group for group in groups if any(token.key for token in group)]
    whole = [token for token in head if token.join != "and"] + tail
    if len(groups) < 2:
        return [whole]
    last = [token for token in groups[-1] if token.key and table.role_of(token.key) == CONTENT]
    shared = last[-1:] if len(last) > 1 else []
    each = [
        group + (shared if number < len(groups) - 1 and len(group) == 1 else []) + tail
        for number, group in enumerate(groups)
    ]
    return [whole, *each]


def _split_tail(
    tokens: list[_PhraseToken], table: PhraseTable
) -> tuple[list[_PhraseToken], list[_PhraseToken]]:
    """Split at the first word of purpose or circumstance that follows any content."""
    has_content = False
    for at, token in enumerate(tokens):
        has_content |= bool(token.key) and table.role_of(token.key) == CONTENT
        if has_content and token.join in {_PURPOSE, "circumstance"}:
            return tokens[:at], tokens[at:]
    return tokens, []


def _weigh(tokens: list[_PhraseToken], table: PhraseTable) -> tuple[PhrasePart, ...]:
    """
    Weigh each part of a phrase.

    Where nothing is content, the words for whom or where are what it is
    about ("a group for men"), and where there are none of these the ways.
    """
    head, tail = _split_tail(tokens, table)
    parts = [_weigh_part(key, table) for key in _list_keys(head)]
    join = _PURPOSE
    for token in tail:
        join = token.join or join
        if token.key:
            parts.append(_weigh_part(token.key, table, join=join))
    if not any(part.is_core for part in parts):
        roles = ({"whom", "where", "when", "quality"}, {WAY})
        core = next((role for role in roles if any(table.role_of(part.key) in role
                                                   for part in parts)), set())  # fmt: skip
        parts = [
            part._replace(weight=1.0, is_core=True) if table.role_of(part.key) in core else part
            for part in parts
        ]
    parts = _lighten_unknown(parts)
    best: dict[str, PhrasePart] = {}
    for part in parts:
        if part.key not in best or part.weight > best[part.key].weight:
            best[part.key] = part
    return tuple(best.values())


def _lighten_unknown(parts: list[PhrasePart]) -> list[PhrasePart]:
    """Weigh words that the table does not know a little less before the last word of content."""
    last = max((at for at, part in enumerate(parts) if part.is_core), default=-1)
    return [
        part._replace(weight=_BEFORE_HEAD)
        if part.is_core and at < last and part.key.startswith("~")
        else part
        for at, part in enumerate(parts)
    ]


def _weigh_part(key: str, table: PhraseTable, join: str = "") -> PhrasePart:
    """Weigh one part, in the tail of a phrase if a word joins it."""
    role = table.role_of(key)
    if role != CONTENT:
        return PhrasePart(key, _WEIGHTS[role], is_core=False, parts=role == "where")
    if join:
        return PhrasePart(key, _TAIL, is_core=False, parts=join == _PURPOSE)
    return PhrasePart(key, 1.0, is_core=True, parts=False)


def _list_keys(tokens: Iterable[_PhraseToken]) -> list[str]:
    """List the keys there are."""
    return list(chain.from_iterable([token.key] if token.key else [] for token in tokens))

"""Sentences in the language in force: English as it stands here, or as its translators put it.

A message is a whole sentence, or a clause that another message joins, with
named fields in braces. Translators find them in ``languages/assetmap.pot``;
what they write, ``languages/cy.po``, is compiled when the package is built.
"""

from __future__ import annotations

import functools
import gettext
import logging
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

__all__ = [
    "has_sentences",
    "in_its_language",
    "message",
    "plural",
    "say",
    "say_fields",
    "say_plural",
    "speaking",
]

_P = ParamSpec("_P")
_R = TypeVar("_R")
_ENGLISH = "en"
_FOLDER = Path(__file__).parent / "languages"
_MARK = "[en] {}"
"""How what has no translation yet is shown among what has."""
_logger = logging.getLogger("assetmap")


class _Untranslated(gettext.NullTranslations):
    """English in place of what a language lacks, marked as such."""

    def gettext(self, message: str) -> str:
        return _MARK.format(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _MARK.format(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - gettext's
        return message


class _Catalogue(string.Formatter):
    """What was translated into one language, and how it writes numbers."""

    def __init__(self, sentences: gettext.NullTranslations) -> None:
        self.sentences = sentences
        separators = {
            ",": sentences.pgettext("between groups of three digits", ","),
            ".": sentences.pgettext("before decimals", "."),
        }
        self._separators = str.maketrans(separators)

    def format_field(self, value: Any, format_spec: str) -> str:
        """Write a number with the separators of the language, anything else as it is."""
        written: str = super().format_field(value, format_spec)
        return written.translate(self._separators) if format_spec else written


_in_force: ContextVar[_Catalogue | None] = ContextVar("language", default=None)
"""None is English, which is not looked up."""


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """
    Say what is said meanwhile in a language (BCP 47).

    Where a sentence is not translated into it, English stands in its place,
    marked with ``[en]``. A language without any translation is English
    altogether, without a mark; the log says so once.

    Examples
    --------
    >>> with speaking("en-GB"):
    ...     say("Nobody is there.")
    'Nobody is there.'
    """
    before = _in_force.set(_find_catalogue(language))
    try:
        yield
    finally:
        _in_force.reset(before)


def has_sentences(language: str) -> bool:
    """
    Tell whether there are sentences in a language, English being one.

    Examples
    --------
    >>> has_sentences("en-GB"), has_sentences("tlh")
    (True, False)
    """
    return _is_english(language) or _find_file(language) is not None


def in_its_language(answer: Callable[_P, _R]) -> Callable[_P, _R]:
    """
    Let a function answer, and refuse, in the language of what it is asked about.

    That is the ``language`` of its first argument, or what the ``attrs`` of
    a frame say of it; else the language in force stays.
    """

    @functools.wraps(answer)
    def speak(*args: _P.args, **kwargs: _P.kwargs) -> _R:
        subject: Any = args[0] if args else next(iter(kwargs.values()), None)
        language = getattr(subject, "language", None) or _language_of_frame(subject)
        if not isinstance(language, str):
            return answer(*args, **kwargs)
        with speaking(language):
            return answer(*args, **kwargs)

    return speak


def _language_of_frame(subject: Any) -> Any:
    attrs = getattr(subject, "attrs", None)
    return attrs.get("language") if isinstance(attrs, dict) else None


def message(text: str) -> str:
    """
    Mark a text as one to translate, and give it as it is: it is said later, by `say`.

    Examples
    --------
    >>> message("the nearest is {far} away")
    'the nearest is {far} away'
    """
    return text


def plural(one: str, many: str) -> tuple[str, str]:
    """
    Mark what is true of one, and of many, as `message` does; it is said later, by `say_plural`.

    Examples
    --------
    >>> plural("{count:,} tie", "{count:,} ties")
    ('{count:,} tie', '{count:,} ties')
    """
    return one, many


def say(text: str, /, **fields: object) -> str:
    """
    Say a sentence, with what stands in its fields.

    Write ``text`` out where it is said, or mark it with `message`; numbers in
    a field may be written as in ``{people:,}``.

    Examples
    --------
    >>> say("{people:,} people live in {place}.", people=1200, place="Mill End")
    '1,200 people live in Mill End.'
    """
    catalogue = _in_force.get()
    if catalogue is None:
        return text.format(**fields) if fields else text
    translated = catalogue.sentences.gettext(text)
    return catalogue.format(translated, **fields) if fields else translated


def say_plural(one: str, many: str, count: float, /, **fields: object) -> str:
    """
    Say what is true of one, or of many; the number of them is the field ``count``.

    A language has as many forms as it needs.

    Examples
    --------
    >>> say_plural("{count:,} tie", "{count:,} ties", 1200)
    '1,200 ties'
    """
    catalogue = _in_force.get()
    if catalogue is None:
        return (one if count == 1 else many).format(count=count, **fields)
    translated = catalogue.sentences.ngettext(one, many, int(count))
    return catalogue.format(translated, count=count, **fields)


def say_fields(text: str, /) -> list[tuple[str, str]]:
    """
    Take a sentence apart at its fields: pairs of the text before a field, and its name.

    The last pair has no name. What stands between the fields of a million
    rows is looked up once.

    Examples
    --------
    >>> say_fields("{place}: {short}.")
    [('', 'place'), (': ', 'short'), ('.', '')]
    """
    parts = [(before, name or "") for before, name, _, _ in string.Formatter().parse(say(text))]
    return parts if parts and not parts[-1][1] else [*parts, ("", "")]


def _find_catalogue(language: str) -> _Catalogue | None:
    """Find the sentences of a language; None for English, and where there are none."""
    if _is_english(language):
        return None
    path = _find_file(language)
    if path is None:
        _warn_once(language)
        return None
    return _read_catalogue(path)


def _is_english(language: str) -> bool:
    return language.replace("_", "-").split("-")[0].casefold() == _ENGLISH


def _find_file(language: str) -> Path | None:
    """Find the file of a language, or else of the language that it is a variety of."""
    subtags = language.replace("_", "-").split("-")
    if not all(tag.isalnum() for tag in subtags):  # it is the name of a file
        return None
    names = ("-".join(subtags[:n]) for n in range(len(subtags), 0, -1))
    paths = (_FOLDER / f"{name}.mo" for name in names)
    return next((path for path in paths if path.is_file()), None)


@functools.cache
def _read_catalogue(path: Path) -> _Catalogue:
    with path.open("rb") as file:
        sentences = gettext.GNUTranslations(file)
    sentences.add_fallback(_Untranslated())
    return _Catalogue(sentences)


@functools.cache
def _warn_once(language: str) -> None:
    _logger.warning("There are no sentences in %r yet: what is said is English.", language)

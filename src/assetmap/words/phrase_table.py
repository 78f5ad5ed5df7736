"""The table of what communities call the same, ours and a project's, looked up by word."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Final

from assetmap.words.tidy_word import tidy_word

__all__ = ["CONTENT", "WAY", "PhraseTable", "read_phrase_table", "tidy_text"]

CONTENT: Final = "same"
"""The role of what is offered or wanted itself."""
WAY: Final = "ways"
"""The role of how it is given: lessons, help, a group, a loan."""
_ROLES: Final = (WAY, "whom", "where", "when", "quality", CONTENT)
_ALWAYS_LITTLE: Final = ("words", "people")
_SHORT: Final = 3
"""Words of so few letters are no plurals: "bus", "gas"."""


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """
    What communities call the same, by word and by several words together.

    Build it with `read_phrase_table`. A *key* is what words of one line have in common: the
    name of the line, or of a word that is in no line its stem after ``~``.

    ``little`` are words that say nothing, those of them in ``dropped`` not even beside others;
    ``joins`` says of others how they join (``"purpose"``, ``"circumstance"``, ``"and"``,
    ``"of"``, ``"not"``). ``roles`` is what the words of a key are (`CONTENT`, `WAY`, or for
    whom, where, when and how). ``written`` finds several words as they are written, and
    ``windows`` in any order: by their keys, or the words themselves. ``related`` and
    ``opposed`` are pairs of keys.
    """

    little: frozenset[str]
    dropped: frozenset[str]
    joins: Mapping[str, str]
    roles: dict[str, str]
    words: dict[str, str]
    written: dict[tuple[str, ...], str]
    windows: dict[tuple[str, ...], str]
    related: set[tuple[str, str]]
    opposed: frozenset[tuple[str, str]]
    _found: dict[str, str] = field(default_factory=dict, repr=False)

    def find_key(self, word: str) -> str:
        """
        Find the key of one tidy word: as it is written, in the singular, or by its stem.

        Examples
        --------
        >>> table = read_phrase_table()
        >>> [table.find_key(word) for word in ("mending", "drives", "parks", "xylophones")]
        ['repair', 'lift', 'park', '~xylophon']
        """
        if word not in self._found:
            self._found[word] = self._look_up(word)
        return self._found[word]

    def _look_up(self, word: str) -> str:
        """Look a word up: as it is written, in the singular, or by its stem."""
        for form in (word, *_list_singulars(word)):
            if form in self.words:
                return self.words[form]
        base = stem(word)
        # A longer form finds the word it is made of, and not the other way round: "letters" are
        # no "lettering", though both have one stem.
        ending_in_y = f"{base[:-1]}y" if base.endswith("i") else base
        for form in (base, f"{base}e", f"{base}ate", ending_in_y):
            if form in self.words and len(form) <= len(word):
                return self.words[form]
        return f"~{base}"

    def role_of(self, key: str) -> str:
        """Say what the words of a key are; words that are in no line are content."""
        return self.roles.get(key, CONTENT)

    def split(self, text: str) -> list[str]:
        """Split a tidy text into its words, without those that are always dropped."""
        return [word for word in text.split() if word not in self.dropped]

    def says_nothing(self, word: str) -> bool:
        """Tell little words and joining words from the others."""
        return word in self.little or word in self.joins

    def list_keys(self, text: str) -> list[str]:
        """List the keys of the words of a tidy text that say anything, one for each word."""
        return [self.find_key(word) for word in self.split(text) if not self.says_nothing(word)]

    def list_steps(self, words: list[str]) -> list[tuple[str, str]]:
        """List what each of several words stands for: its key, and the word itself by its stem."""
        return [(self._find_step(word), _quote(word)) for word in words]

    def find_ordered(self, steps: list[tuple[str, str]]) -> str | None:
        """Find the line of several words, as they are written one after the other."""
        keys, quoted = zip(*steps, strict=True)
        return self.written.get(keys) or self.written.get(quoted)

    def _find_step(self, word: str) -> str:
        """Find what a word stands for in several: its key, or its stem where it says nothing."""
        return stem(word) if self.says_nothing(word) else self.find_key(word)

    def find_window(self, words: list[str]) -> str | None:
        """Find the line of several words that say something, in any order."""
        keys = sorted(map(self.find_key, words))
        return self.windows.get(tuple(keys)) or self.windows.get(tuple(sorted(map(_quote, words))))

    def sequence_of(self, words: list[str]) -> tuple[str, ...]:
        """
        Say by what several words are found where they are written one after the other.

        Their keys, so that each may be said otherwise; but where none of them
        is content ("after school", "social worker") the words themselves.
        """
        keys = [self._find_step(word) for word in words]
        is_content = [
            not self.says_nothing(word) and self.role_of(key) == CONTENT
            for word, key in zip(words, keys, strict=True)
        ]
        return tuple(keys) if any(is_content) else tuple(map(_quote, words))

    def with_synonyms(self, synonyms: Mapping[str, Iterable[str]]) -> PhraseTable:
        """
        Make the table with a project's words added: all of a line mean the same.

        What a word meant already it still means, but words are the same as
        those of their own line only, and not of each other's further lines.

        Parameters
        ----------
        synonyms
            A word, and other words for it: one text or several.
        """
        if not synonyms:
            return self
        table = PhraseTable(
            self.little, self.dropped, self.joins, dict(self.roles), self.words,
            dict(self.written), dict(self.windows), set(self.related), self.opposed,
            self._found,
        )  # fmt: skip
        for number, (word, others) in enumerate(synonyms.items()):
            line = [word, *([others] if isinstance(others, str) else others)]
            table._add_line(f"={number}", [tidy_text(text) for text in line])
        return table

    def _add_line(self, own: str, texts: list[str]) -> None:
        """Relate the keys of a project's line to each other; several words get the line's key."""
        keys = {own}
        for text in texts:
            found = self.list_keys(text)
            if len(found) == 1 == len(text.split()) and self.role_of(found[0]) == CONTENT:
                keys.add(found[0])
                continue
            words = self.split(text)
            if not words:
                continue
            before = self.find_ordered(self.list_steps(words))
            if before is not None and not before.startswith("="):
                keys.add(before)
            self.written[self.sequence_of(words)] = own
            if len(found) > 1:
                said = [word for word in words if not self.says_nothing(word)]
                self.windows[tuple(sorted(self.sequence_of(said)))] = own
        self.related.update((one, other) for one in keys for other in keys)


@cache
def read_phrase_table() -> PhraseTable:
    """
    Read the table that ships with the library, ``phrases.toml``.

    Examples
    --------
    >>> table = read_phrase_table()
    >>> table.find_key("mended") == table.find_key("repairs")
    True
    """
    text = files("assetmap.words").joinpath("phrases.toml").read_text(encoding="utf-8")
    given: dict[str, dict[str, str]] = tomllib.loads(text)
    lines = {
        name: [tidy_text(text) for text in (name, *_split(words))]
        for role in _ROLES
        for name, words in given[role].items()
    }
    single = {text: name for name, texts in lines.items() for text in texts if " " not in text}
    little = {word for words in given["little"].values() for word in _split(words)}
    table = PhraseTable(
        little=frozenset(little - set(single)),
        dropped=frozenset(
            word for name in _ALWAYS_LITTLE for word in _split(given["little"][name])
        ),
        joins={word: how for how, words in given["joins"].items() for word in _split(words)},
        roles={name: role for role in _ROLES for name in given[role]},
        words=single,
        written={},
        windows={},
        related=_read_pairs(given["kinds"]),
        opposed=frozenset(_read_pairs(given["opposites"]) | _read_pairs(given["apart"])),
    )
    _add_texts(table, lines)
    return table


def _add_texts(table: PhraseTable, lines: Mapping[str, list[str]]) -> None:
    """Add several words that mean one thing: as they are written, and in any order.

    Words that are those of two lines in another order count as written alone.
    """
    windows: dict[tuple[str, ...], set[str]] = {}
    for name, texts in lines.items():
        for words in (table.split(text) for text in texts if " " in text):
            said = [word for word in words if not table.says_nothing(word)]
            if len(words) < 2 or [table.find_key(word) for word in said] == [name]:
                continue
            sequence = table.sequence_of(words)
            table.written.setdefault(sequence, name)
            if len(said) > 1:
                in_order = sequence if len(said) == len(words) else table.sequence_of(said)
                windows.setdefault(tuple(sorted(in_order)), set()).add(name)
    table.windows.update((keys, min(names)) for keys, names in windows.items() if len(names) == 1)


def _quote(word: str) -> str:
    """Mark a word that stands for itself, by its stem."""
    return f"'{stem(word)}"


def _split(words: str) -> list[str]:
    """Split a line of words at its semicolons."""
    return [tidy for word in words.split(";") if (tidy := word.strip())]


def _read_pairs(lines: Mapping[str, str]) -> set[tuple[str, str]]:
    """Read pairs of names, each both ways round."""
    pairs = {(name, other) for name, words in lines.items() for other in _split(words)}
    return pairs | {(other, name) for name, other in pairs}


def tidy_text(text: object) -> str:
    """Fold a text of the table or of a phrase: as `tidy_word`, and without accents."""
    tidy = tidy_word(text)
    if tidy.isascii():
        return tidy
    letters = unicodedata.normalize("NFD", tidy)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _list_singulars(word: str) -> list[str]:
    """List what a word may be the plural of."""
    if len(word) <= _SHORT or not word.endswith("s") or word.endswith("ss"):
        return []
    forms = [word[:-1]]
    if word.endswith("ies"):
        forms.append(f"{word[:-3]}y")
    elif word.endswith("es"):
        forms.append(word[:-2])
    return forms


@cache
def _find_stemmer() -> Any:
    import snowballstemmer

    return snowballstemmer.stemmer("english")


@cache
def stem(word: str) -> str:
    """Take the ending off an English word (Porter's second algorithm, as Snowball has it)."""
    return str(_find_stemmer().stemWord(word))

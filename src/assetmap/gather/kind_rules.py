"""Words into kind, theme and sector, by an editable table of rules: "village hall" is a space."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import PurePath

from assetmap.model import AssetKind, ThemeRule
from assetmap.tables import fold

__all__ = ["KindRules", "singular"]

_BEGINNINGS = (" of", " for", " to")
_KEEP_S = ("ss", "us", "is", "ics")
"""Endings of words whose s makes no plural."""
_END_OF_NAME = re.compile(r"[,;(\[|]|\s[-–—]\s")


class KindRules:
    """
    A table of rules, looked up by text.

    Parameters
    ----------
    own
        Rules of a project, words → rule; they are looked up before ours.

    Examples
    --------
    >>> rules = KindRules({})
    >>> [str(rules.match(text).kind) for text in ("Mill Church School", "Friends of the School")]
    ['institution', 'association']
    >>> rules.match("Xyzzy") is None
    True
    """

    def __init__(self, own: Mapping[str, ThemeRule]) -> None:
        self._rules = [_by_words(own), _read_ours()]
        self._found: dict[tuple[str, bool], tuple[str, ThemeRule] | None] = {}

    def match_title(self, title: str) -> tuple[str, ThemeRule] | None:
        """Find the rule of the title of a file or a sheet, which may be of people."""
        return self.find(title, is_title=True)

    def match_table(self, file: str, sheet: str | None) -> tuple[str, ThemeRule] | None:
        """Find the rule of the name of a file and of its sheet, whose words count first."""
        stem = PurePath(file).name.split(".")[0]
        return self.match_title(f"{stem} {sheet or ''}")

    def match(self, text: str) -> ThemeRule | None:
        """Find the rule of a text, whatever its case, accents and plural."""
        found = self.find(text)
        return None if found is None else found[1]

    def match_name(self, name: str) -> ThemeRule | None:
        """Find the rule of a name: of what stands before its first comma, bracket or dash."""
        head = _END_OF_NAME.split(name.strip(), maxsplit=1)[0]
        return self.match(head) or (self.match(name) if head != name else None)

    def find(self, text: str, *, is_title: bool = False) -> tuple[str, ThemeRule] | None:
        """
        Find the words of a text that have a rule, and the rule.

        Of people is only what says so and nothing else: "grants to people in need" is no person.
        """
        key = (text, is_title)
        if key not in self._found:
            words = _fold_words(text)
            self._found[key] = next(
                (
                    found
                    for rules in self._rules
                    if (found := _look_up(words, rules, may_be_people=is_title)) is not None
                ),
                None,
            )
        return self._found[key]


def _look_up(
    words: list[str], rules: Mapping[str, ThemeRule], *, may_be_people: bool
) -> tuple[str, ThemeRule] | None:
    """Find the rule of the words that a text begins with, else of the last and longest in it."""
    text = " ".join(words)
    for size in range(min(len(words), 4), 0, -1):
        start = " ".join(words[:size])
        if start in rules and start.endswith(_BEGINNINGS):
            return start, rules[start]
    if text in rules:
        return text, rules[text]
    for end in range(len(words), 0, -1):
        for start_at in range(max(0, end - 5), end):
            part = " ".join(words[start_at:end])
            if part not in rules or part.endswith(_BEGINNINGS):
                continue
            if may_be_people or rules[part].kind is not AssetKind.INDIVIDUAL:
                return part, rules[part]
    return None


def _fold_words(text: str) -> list[str]:
    """Split a text into words, folded and in the singular."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    plain = re.sub(r"['’‘`]", "", fold(spaced)).replace("&", " and ")
    return [singular(word) for word in re.split(r"[\W_]+", plain) if word]


def singular(word: str) -> str:
    """
    Take the plural off a word, as far as that can be told without a dictionary.

    Examples
    --------
    >>> [singular(word) for word in ("libraries", "clubs", "churches", "bus", "glass", "logistics")]
    ['library', 'club', 'church', 'bus', 'glass', 'logistics']
    """
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(_KEEP_S):
        return word[:-1]
    return word


def _by_words(rules: Mapping[str, ThemeRule]) -> dict[str, ThemeRule]:
    """Lay out a rule under each of its words, folded as texts are."""
    return {
        " ".join(_fold_words(words)): rule
        for listed, rule in rules.items()
        for words in listed.split(";")
        if words.strip()
    }


@cache
def _read_ours() -> Mapping[str, ThemeRule]:
    """Read our rules, and lay them out, once."""
    text = files("assetmap.gather").joinpath("data/themes.toml").read_text(encoding="utf-8")
    return _by_words({words: ThemeRule(**rule) for words, rule in tomllib.loads(text).items()})

"""Words into kind, theme and sector, by an editable table of rules: "village hall" is a space."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from pathlib import PurePath

from assetmap.model import AssetKind, ThemeRule
from assetmap.tables import fold

__all__ = ["PUBLISHERS", "KindRules", "singular"]

_BEGINNINGS = (" of", " for", " to")
_KEEP_S = ("ss", "us", "is", "ics")
"""Endings of words whose s makes no plural."""
_END_OF_NAME = re.compile(r"[,;(\[|]|\s[-–—]\s")
_MOSTLY = 0.5
_STREETS = frozenset({"road", "rd", "street", "lane", "avenue", "ave", "close", "drive", "crescent",
                      "terrace", "way"})  # fmt: skip
"""What makes the word before it the name of a street: the toilets of Church Road are no church."""
_BEFORE_WHERE = frozenset({"at", "by", "for", "in", "near", "on", "opposite", "within"})
PUBLISHERS = frozenset({"council", "authority", "nhs", "trust", "police", "government",
                        "foundation", "partnership"})  # fmt: skip
"""Last words of bodies that publish lists of others."""
_OF_LISTS = frozenset(
    """
    address contact data database details directory download export extract final index info
    information latest list location map open point points record register return site spreadsheet
    survey table update updated version in of for at by near within
    """.split()  # noqa: SIM905 - as many words as this read better in lines
)
"""Words of a title that say nothing of what its rows are, or begin to say where they are."""


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
        """
        Find the rule of the title of a file or a sheet, which may be of people.

        "Grants of Sallow council" says who published it, and "parish councils" what its rows are.
        """
        found = self.find(title, is_title=True)
        if found is not None and found[0].rpartition(" ")[2] in PUBLISHERS:
            _, _, after = f" {' '.join(_fold_words(title))} ".rpartition(f" {found[0]} ")
            is_listed = not _OF_LISTS.isdisjoint(after.split()[:1])
            is_several = f"{found[0]}s" in " ".join(re.split(r"[\W_]+", fold(title)))
            return found if is_listed or is_several else None
        return found

    def share_of_bodies(self, names: Iterable[str]) -> float:
        """Give the share of names that say what sort of body or place they are of."""
        known = [self.match_name(name) is not None for name in names]
        return sum(known) / max(len(known), 1)

    def match_table(
        self, file: str, sheet: str | None, names: Iterable[str] = ()
    ) -> tuple[str, ThemeRule] | None:
        """
        Find the rule of the name of a file and of its sheet, whose words count first.

        ``names`` tell whether "parish council contacts" are councils.
        """
        title = f"{PurePath(file).name.split('.')[0]} {sheet or ''}"
        return self.match_bodies(title, names) or self.match_title(title)

    def match_bodies(self, title: str, names: Iterable[str]) -> tuple[str, ThemeRule] | None:
        """
        Find the rule of the bodies that a title of people speaks of, if most names are of bodies.

        "Parish council contacts" may be either; "volunteers" are people, whatever they are called.
        """
        found = self.find(title, is_title=True)
        if found is None or found[1].kind is not AssetKind.INDIVIDUAL:
            return None
        rest = f" {' '.join(_fold_words(title))} ".replace(f" {found[0]} ", " ")
        body = self.find(rest)
        return body if body is not None and self.share_of_bodies(names) >= _MOSTLY else None

    def match(self, text: str) -> ThemeRule | None:
        """Find the rule of a text, whatever its case, accents and plural."""
        found = self.find(text)
        return None if found is None else found[1]

    def match_whole(self, text: str) -> ThemeRule | None:
        """Find the rule of a text that is nothing but its words."""
        words = " ".join(_fold_words(text))
        return next((rules[words] for rules in self._rules if words in rules), None)

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
    """
    Find the rule of the words that a text begins with, else of the last and longest in it.

    What stands after "at" or "for" says where or for whom: a club at the church is a club.
    """
    text = " ".join(words)
    for size in range(min(len(words), 4), 0, -1):
        start = " ".join(words[:size])
        if start in rules and start.endswith(_BEGINNINGS):
            return start, rules[start]
    if text in rules:
        return text, rules[text]
    found = _look_back(words, rules, may_be_people=may_be_people)
    before = next((at for at, word in enumerate(words) if at and word in _BEFORE_WHERE), None)
    if found is None or before is None or found[2] < before:
        return found[:2] if found is not None else None
    head = _look_back(words[:before], rules, may_be_people=may_be_people)
    return (found if head is None or head[1].weak else head)[:2]


def _look_back(
    words: list[str], rules: Mapping[str, ThemeRule], *, may_be_people: bool
) -> tuple[str, ThemeRule, int] | None:
    """Find the rule of the last and longest words of a text that have one, and where they begin."""
    for end in range(len(words), 0, -1):
        for start_at in range(max(0, end - 5), end):
            part = " ".join(words[start_at:end])
            if (
                part not in rules
                or part.endswith(_BEGINNINGS)
                or {*words[end : end + 1]} & _STREETS
            ):
                continue
            if may_be_people or rules[part].kind is not AssetKind.INDIVIDUAL:
                return part, rules[part], start_at
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

"""What was asked of assets in words, and how many of them do not say it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from assetmap.language import message, plural, say, say_plural
from assetmap.model import say_column, say_word
from assetmap.wording import say_any, write_id

__all__ = ["AT_LEAST", "AT_MOST", "say_asked", "say_bound", "say_unsaid"]

AT_LEAST, AT_MOST = "_at_least", "_at_most"
"""What the name of a column ends with, where numbers are asked for that are so large or small."""
_UNSAID = {
    "accessible": plural(
        "{count:,} does not say whether they are accessible",
        "{count:,} do not say whether they are accessible",
    ),
    "capacity": plural(
        "{count:,} does not say how many people they take",
        "{count:,} do not say how many people they take",
    ),
    "cost": plural("{count:,} does not say what they cost", "{count:,} do not say what they cost"),
    "languages": plural(
        "{count:,} does not say which languages are spoken there",
        "{count:,} do not say which languages are spoken there",
    ),
    "open_at": plural(
        "{count:,} does not say whether they are open then",
        "{count:,} do not say whether they are open then",
    ),
    "open_to": plural("{count:,} does not say who may come", "{count:,} do not say who may come"),
    "where": plural("{count:,} does not say what is asked", "{count:,} do not say what is asked"),
}
"""How it is said of assets that they do not say something."""
_UNSAID_OF_OTHERS = plural(
    "{count:,} does not say their {column}", "{count:,} do not say their {column}"
)


def say_asked(name: str, words: Iterable[str]) -> str:
    """Say which words a column was asked for."""
    return say(
        "{column}: {words}",
        column=say_column(name),
        words=say_any([say_word(word, name) for word in words]),
    )


def say_unsaid(name: str, count: int) -> str:
    """Say of how many assets what is asked is not known."""
    for end in (AT_LEAST, AT_MOST):
        name = name.removesuffix(end)
    one, many = _UNSAID.get(name, _UNSAID_OF_OTHERS)
    return say_plural(one, many, count, column=say_column(name.removesuffix("_id")))


def say_bound(asked: str, name: str, value: Any) -> str:
    """Say how many at least, or at most, were asked for."""
    bound = message("{column} at least {number}")
    if asked.endswith(AT_MOST):
        bound = message("{column} at most {number}")
    return say(bound, column=say_column(name), number=write_id(value))

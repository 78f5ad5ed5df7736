"""How much was done to find out what is there, in a sentence for each place and category."""

from __future__ import annotations

from typing import Any

import pandas as pd

from assetmap.language import say, say_plural
from assetmap.model import say_column, say_kind, say_word
from assetmap.wording import follow, say_day, say_list, say_rows

__all__ = ["label_assets", "say_effort"]


def label_assets(category: str, by: str) -> str:
    """Say which assets are of a category, after the word "assets"."""
    if by == "kind":
        return say("of kind {kind}", kind=say_kind(category))
    if by == "themes":
        return say("about {theme}", theme=category)
    return say("with {column} {word}", column=say_column(by), word=say_word(category, by))


def say_effort(effort: pd.DataFrame, names: pd.Index[Any], *, by: str) -> pd.Series[Any]:
    """Say of each row who asked there, or that nobody did; ``names`` are those of its places."""
    rows = effort[["category", "conversations", "walks", "lists_checked", "last_on"]]

    def say_one(
        *, category: str, conversations: int, walks: int, lists_checked: int, last_on: Any
    ) -> str:
        counts = (
            (conversations, say_plural("{count:,} conversation", "{count:,} conversations",
                                       conversations)),
            (walks, say_plural("{count:,} walk", "{count:,} walks", walks)),
            (lists_checked, say_plural("{count:,} list checked", "{count:,} lists checked",
                                       lists_checked)),
        )  # fmt: skip
        done = say_list([said for count, said in counts if count])
        what = label_assets(category, by)
        if not done:
            return say(
                "nobody is recorded to have looked here for assets {what}, so that none on the "
                "map does not mean that there are none.",
                what=what,
            )
        if pd.isna(last_on):
            when = say("When that was, nobody wrote down.")
            return say("{done} to find assets {what}.", done=done, what=what) + follow(when)
        return say("{done} to find assets {what}, the last on {day}.", done=done, what=what,
                   day=say_day(last_on.date()))  # fmt: skip

    place: pd.Series[Any] = pd.Series(names.astype("str"), index=effort.index)
    return place + ": " + say_rows(rows, say_one)

"""What became of ties, in sentences that claim no cause."""

from __future__ import annotations

from math import isnan

from assetmap.language import say, say_plural
from assetmap.wording import follow

__all__ = ["say_ties"]


def say_ties(
    *,
    assets_both: int,
    ties_before: int,
    kept: int,
    lost: int,
    gained: int,
    lost_with_assets: int,
    gained_with_assets: int,
    before: float,
    after: float,
    is_bridging: bool,
) -> str:
    """Say a row of `compare_ties`."""
    if not assets_both:
        return say("Nobody is known at both dates: their ties cannot be compared.")
    if not ties_before + gained + gained_with_assets:
        return say("No tie is on record at either date.")
    known = say_plural("{count:,} asset that is", "{count:,} assets that are", assets_both)
    first = say_plural(
        "Of {count:,} tied pair among {known} on both maps, {kept:,} is still on record.",
        "Of {count:,} tied pairs among {known} on both maps, {kept:,} are still on record.",
        kept + lost,
        known=known,
        kept=kept,
    )
    new = say_plural(
        "{count:,} other of theirs is new on record.",
        "{count:,} others of theirs are new on record.",
        gained,
    )
    return first + follow(
        new,
        _say_coming_and_going(lost_with_assets, gained_with_assets),
        _say_measure(before, after, is_bridging=is_bridging),
    )


def _say_coming_and_going(lost: int, gained: int) -> str:
    """Say how many ties are of those who are on one of the maps alone."""
    if not lost + gained:
        return ""
    return say(
        "With those who are on one map only, {lost} on record no longer and {gained}.",
        lost=say_plural("{count:,} tie is", "{count:,} ties are", lost),
        gained=say_plural("{count:,} is new", "{count:,} are new", gained),
    )


def _say_measure(before: float, after: float, *, is_bridging: bool) -> str:
    """Say the measure at both dates, where it is known at both."""
    if isnan(before) or isnan(after):
        return ""
    was, now = f"{before:.3g}", f"{after:.3g}"
    if is_bridging:
        return say("Their mean bridging: {before} before, {after} after.", before=was, after=now)
    return say("What was measured: {before} before, {after} after.", before=was, after=now)

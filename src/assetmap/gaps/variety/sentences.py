"""How is the variety of a place said in a sentence that begins with what is there?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assetmap.gaps.supply.doubts import say_doubts
from assetmap.typing import Positions

__all__ = ["Seen", "say_variety"]

NAMED_AT_MOST = 6
"""How many missing categories a sentence names; the column holds them all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Counts by place: all assets, and those that are known less well."""

    assets: Positions
    old: Positions
    unconfirmed: Positions
    uncategorised: Positions


def say_variety(
    names: Sequence[str],
    seen: Seen,
    missing: Iterable[tuple[str, ...]],
    *,
    by: str,
    of: int,
    within_min: float | None,
    is_walked: bool,
) -> list[str]:
    """Say for each place how much there is of how many categories, and what is not."""
    where = _where(within_min, is_walked=is_walked)
    counts = (seen.assets, seen.old, seen.unconfirmed, seen.uncategorised)
    rows = zip(names, missing, *(count.tolist() for count in counts), strict=True)
    return [
        f"{name}: nothing{where or ' here'} is on the map yet, so ask who knows of something."
        if not assets
        else f"{name}: {_many(assets)}{where}{_say_categories(lacks, by, of)}."
        f"{say_doubts(assets, by=by, old=old, unconfirmed=unsure, uncategorised=unsorted)}"
        for name, lacks, assets, old, unsure, unsorted in rows
    ]


def _where(within_min: float | None, *, is_walked: bool) -> str:
    if within_min is None:
        return ""
    if is_walked:
        return f" within a {within_min:g} minute walk"
    return f" within {within_min:g} minute" + ("" if within_min == 1 else "s")


def _many(assets: int) -> str:
    return "1 asset" if assets == 1 else f"{assets} assets"


def _say_categories(missing: tuple[str, ...], by: str, of: int) -> str:
    if not of:
        return ""
    label = {"kind": "kinds", "themes": "themes"}.get(by, f"values of {by}")
    said = f" of {of - len(missing)} of the {of} {label}"
    if not missing:
        return said
    more = len(missing) - NAMED_AT_MOST
    named = ", ".join(missing[:NAMED_AT_MOST])
    return f"{said}; none yet: {named}" + (f" and {more} more" if more > 0 else "")

"""How many links join two groups on the map as it is, and how many once others have met?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from assetmap.links.introductions.choosing import Chosen
from assetmap.links.pairs.counting import JOINING, count_links
from assetmap.links.pairs.presence import Presence
from assetmap.tables import AssetMap
from assetmap.typing import Positions

__all__ = ["Joined", "count_joined"]


class Joined(NamedTuple):
    """
    The pairs of groups (positions) that the fewest links join, of those an introduction is for.

    ``links`` is what `find_links` counts on the map as it is; ``more`` how
    many of the introductions chosen before would add a tie between them.
    """

    sides: list[tuple[int, int]]
    links: int
    more: int


def count_joined(
    m: AssetMap,
    presence: Presence,
    chosen: Sequence[Chosen],
    first: Positions,
    second: Positions,
) -> list[Joined]:
    """Count for each introduction, in order, what joins its sides; ends are nodes."""
    several = len(presence.places)
    pairs = count_links(m, presence)
    held = (pairs["a"] * several + pairs["b"]).to_numpy(dtype=np.int64)
    links = pairs[JOINING].sum(axis=1).to_numpy(dtype=np.int64)

    def count_now(pair: tuple[int, int]) -> int:
        number = min(pair) * several + max(pair)
        at = int(np.searchsorted(held, number))
        return int(links[at]) if at < len(held) and held[at] == number else 0

    made: Counter[frozenset[int]] = Counter()
    found = []
    for one, a, b in zip(chosen, first.tolist(), second.tolist(), strict=True):
        counts = [(count_now(pair), made[frozenset(pair)]) for pair in one.sides]
        fewest = min(counts, default=(0, 0))
        sides = [pair for pair, count in zip(one.sides, counts, strict=True) if count == fewest]
        found.append(Joined(sides, *fewest))
        made.update(_list_crossed(presence, a, b))
    return found


def _list_crossed(presence: Presence, first: int, second: int) -> set[frozenset[int]]:
    """List the pairs of groups that a tie of these two goes across, as `find_links` counts it."""
    homes = presence.homes
    one, other = (
        set(homes.indices[homes.indptr[node] : homes.indptr[node + 1]].tolist())
        for node in (first, second)
    )
    return {frozenset((here, there)) for here in one - other for there in other - one}

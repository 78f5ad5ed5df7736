"""What of each finding goes through the door, and what is kept back?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assetmap.publish.fields import Admission
from assetmap.publish.findings import Protected, protect_gaps
from assetmap.publish.fragility import protect_fragility, protect_safeguards
from assetmap.publish.introductions import protect_introductions
from assetmap.publish.links import protect_links, protect_missing_links
from assetmap.publish.numbering import (
    GAP_COLUMNS,
    Numbers,
    number_gaps,
    number_links,
    number_missing_links,
    number_sites,
)
from assetmap.publish.numbering_people import (
    number_fragility,
    number_introductions,
    number_people,
    number_safeguards,
)
from assetmap.publish.people import protect_champions
from assetmap.publish.sites import protect_sites
from assetmap.tables import AssetMap

__all__ = ["STRENGTHS_AT_MOST", "Passed", "pass_findings"]

STRENGTHS_AT_MOST = 5_000
"""More gaps than this are published without the strengths that each could build on."""

_DOORS: dict[str, tuple[Callable[..., Protected], Callable[..., pd.DataFrame]]] = {
    "gaps": (protect_gaps, number_gaps),
    "links": (protect_links, number_links),
    "champions": (protect_champions, number_people),
    "sites": (protect_sites, number_sites),
    "fragility": (protect_fragility, number_fragility),
    "safeguards": (protect_safeguards, number_safeguards),
    "missing": (protect_missing_links, number_missing_links),
    "introductions": (protect_introductions, number_introductions),
}
"""Finding → who decides what of it may be shown, and who lays that out."""


@dataclass(frozen=True, eq=False)
class Passed:
    """The findings as an audience may see them, how much was kept back, and what is never told."""

    frames: dict[str, pd.DataFrame]
    withheld: dict[str, int]
    untold: tuple[str, ...] = ()


def pass_findings(
    m: AssetMap,
    *,
    found: Mapping[str, pd.DataFrame | None],
    admission: Admission,
    numbers: Numbers,
) -> Passed:
    """Protect and number each finding that is given."""
    frames: dict[str, pd.DataFrame] = {}
    withheld: dict[str, int] = {}
    untold: tuple[str, ...] = ()
    for name, frame in found.items():
        if frame is None:
            continue
        protect, number = _DOORS[name]
        given: dict[str, Any] = {name: _lighten(frame) if name == "gaps" else frame}
        safe = protect(m, admission=admission, **given)
        frames[name] = number(safe.frame, numbers)
        for reason, count in safe.withheld.items():
            withheld[reason] = withheld.get(reason, 0) + count
        untold += safe.untold
    return Passed(frames, withheld, untold)


def _lighten(gaps: pd.DataFrame) -> pd.DataFrame:
    """Take along what a publication needs: a country has very many gaps."""
    few = len(gaps) <= STRENGTHS_AT_MOST
    told = [name for name in GAP_COLUMNS if name in gaps and (few or name != "strengths")]
    light = pd.DataFrame(gaps[told])
    light.attrs = gaps.attrs  # what was asked: what may be published depends on it
    return light

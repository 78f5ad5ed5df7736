"""All pairs of records that are one thing or belong together: what the questions share."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from assetmap.matching._candidates import pair_candidates
from assetmap.matching._evidence import Evidence, weigh_pairs
from assetmap.matching._profiles import build_profiles
from assetmap.matching._verdicts import judge_pairs
from assetmap.typing import Flags, Integers, Positions

__all__ = ["Matched", "match_records"]


@dataclass(frozen=True, eq=False)
class Matched:
    """Pairs of rows, the lower first, what is known of each, and how it was judged."""

    a: Positions
    b: Positions
    evidence: Evidence
    certainty: Integers
    is_related: Flags

    def select(self, which: Flags | Positions) -> Matched:
        """Keep some of the pairs, in the order given."""
        evidence = Evidence(
            **{field.name: getattr(self.evidence, field.name)[which] for field in fields(Evidence)}
        )
        return Matched(
            self.a[which], self.b[which], evidence, self.certainty[which], self.is_related[which]
        )

    def order_best_first(self) -> Positions:
        """Order pairs by how well they agree, then by their rows."""
        evidence = self.evidence
        metres = np.where(np.isfinite(evidence.metres), np.round(evidence.metres), np.inf)
        return np.lexsort(
            (
                self.b, self.a, metres, ~evidence.same_address, ~evidence.same_contact,
                -evidence.place,
                ~evidence.same_whole_name,
                -evidence.name, ~evidence.same_body, -self.certainty,
            )
        )  # fmt: skip


def match_records(assets: pd.DataFrame, is_after: Flags | None = None) -> Matched:
    """Match rows of assets with one another, or those of two maps across them."""
    profiles = build_profiles(assets)
    a, b = pair_candidates(profiles, is_after)
    evidence = weigh_pairs(profiles, a, b)
    verdicts = judge_pairs(evidence, across_lists=is_after is not None)
    return Matched(a, b, evidence, verdicts.certainty, verdicts.is_related)

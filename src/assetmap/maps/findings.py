"""How are gaps, links and people to ask written for a page?

Findings arrive as frames that may already be shown. Short ones keep the
sentences they came with; where there are none, or too many, the page says the
finding from codes and numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.maps.columns import (
    encode_codes,
    encode_differences,
    encode_numbers,
    encode_numbers_in,
    encode_texts,
    encode_whole,
)

__all__ = ["encode_gaps", "encode_links", "encode_people_to_ask", "encode_ties"]

SENTENCES_AT_MOST = 5_000
"""Findings with more rows than this are written without their sentences."""

NEAREST_UNIT_M = 10.0


def encode_gaps(gaps: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write gaps category by category: which places, the reason, what was reached."""
    if gaps is None or gaps.empty:
        return None
    codes, categories = pd.factorize(gaps["category"].astype(object), sort=True)
    place = gaps["place"].to_numpy(dtype=np.int64)
    order = np.lexsort((place, codes))
    few = len(gaps) <= SENTENCES_AT_MOST
    rows = (gaps if few else gaps.drop(columns="says")).iloc[order]
    encoded: dict[str, Any] = {
        "of": [str(category) for category in categories],
        "n": np.bincount(codes, minlength=len(categories)).tolist(),
        "place": encode_differences(place[order]),
        "reason": encode_codes(rows["reason"]),
        "reached": encode_whole(rows["reached"]),
        "near": encode_numbers_in(rows["nearest_m"], unit=NEAREST_UNIT_M),
    }
    return encoded | (_sentences(rows) if few else {})


def encode_links(links: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write links between places; a number kept back stays kept back."""
    if links is None or links.empty:
        return None
    encoded: dict[str, Any] = {
        "n": len(links),
        "a": encode_whole(links["place_a"]),
        "b": encode_whole(links["place_b"]),
        "people": encode_whole(links["people"]),
        "groups": encode_whole(links["groups"]),
        "ties": encode_whole(links["ties"]),
        "weight": encode_numbers(links["weight"], digits=4),
    }
    return encoded | _sentences(links)


def encode_ties(ties: pd.DataFrame) -> dict[str, Any] | None:
    """Write ties between assets: from which, to which, of what kind."""
    if ties.empty:
        return None
    return {
        "n": len(ties),
        "a": encode_whole(ties["source"]),
        "b": encode_whole(ties["target"]),
        "kind": encode_codes(ties["kind"]),
    }


def encode_people_to_ask(people: pd.DataFrame | None) -> dict[str, Any] | None:
    """Write who to ask and why, in the order given; the page sorts them by name."""
    if people is None or people.empty:
        return None
    return {"n": len(people), "asset": encode_whole(people["asset"])} | _sentences(people)


def _sentences(rows: pd.DataFrame) -> dict[str, Any]:
    """Keep the sentences of a small map."""
    said = None if len(rows) > SENTENCES_AT_MOST else encode_texts(rows["says"])
    return {} if said is None else {"says": said}

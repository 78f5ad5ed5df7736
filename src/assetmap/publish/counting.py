"""What may be counted for the public: what it is shown, and nobody?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import is_among
from assetmap.model import AssetKind
from assetmap.publish.disclosure import protect_populations
from assetmap.publish.fields import SHOWN_FIELDS, Admission, admit
from assetmap.tables import AssetMap, find_categories, find_mentioned_places
from assetmap.typing import Flags

__all__ = [
    "OPEN_COLUMNS",
    "counts_people",
    "find_open_words",
    "find_public_places",
    "rests_on_published",
    "select_public",
]

OPEN_COLUMNS = tuple(
    name for name in SHOWN_FIELDS if name not in {"geometry", "sources", "place_id", "active_in"}
)
"""Columns whose words the public may be told of; ids are the team's own."""


def select_public(m: AssetMap, *, admission: Admission | None = None) -> AssetMap:
    """
    Make the map from which answers for the public are worked out.

    In it is what a public page shows and may point at: no people, nothing
    that is closed or whose location is kept secret, no field that is not
    shown, and populations by the small-number rule. Whatever is found in it,
    by whatever question, tells no more than the page does: nothing is there,
    or missing, or more, or fewer, because of somebody who did not agree.

    Parameters
    ----------
    m
        The map. Not modified.
    admission
        What the public may see of it, if that is known already.

    Returns
    -------
    public
        A map without extra columns of assets.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Asha", "Choir", "Old club"],
    ...          "kind": ["individual", "association", "association"],
    ...          "status": ["active", "active", "closed"], "age": ["75+", None, None]},
    ...         index=["asha", "choir", "club"],
    ...     )
    ... )
    >>> public = select_public(m).assets
    >>> public.index.tolist(), "age" in public.columns
    (['choir'], False)
    """
    seen = admit(m, audience="public") if admission is None else admission
    shown = seen.assets.loc[seen.placed]
    shown = shown[shown["kind"] != str(AssetKind.INDIVIDUAL)]
    ties = m.ties
    is_between = is_among(ties["source"], shown.index) & is_among(ties["target"], shown.index)
    places = m.places.assign(population=protect_populations(m.places))
    return m.with_tables(
        assets=shown,
        places=places[find_public_places(m, seen)],
        ties=ties[is_between],
        consents=m.consents.head(0),
    )


def find_public_places(m: AssetMap, admission: Admission) -> Flags:
    """Tell which places the public may know of: not those that only hidden records name."""
    if admission.audience == "team":
        return np.ones(len(m.places), dtype=bool)
    return find_mentioned_places(m.places, admission.assets, m.effort)


def find_open_words(admission: Admission, by: object) -> set[str]:
    """
    List the words of a column that something has which is shown, and no person.

    Words in another column of it do not count: they would not be listed by
    this one, but for somebody who is not shown.
    """
    column = "themes" if by == "theme" else by
    if column not in OPEN_COLUMNS:
        return set()
    public = admission.assets.loc[admission.placed].drop(columns="geometry")
    things = public[public["kind"] != str(AssetKind.INDIVIDUAL)]
    return set(find_categories(things, str(column)).names) - {str(AssetKind.INDIVIDUAL)}


def counts_people(found: pd.DataFrame) -> bool:
    """Tell whether individuals were counted for a finding; one that does not say so counts them."""
    return "of_people" not in found or bool(found["of_people"].astype(bool).any())


def rests_on_published(places: pd.DataFrame, published: pd.Series[Any]) -> bool:
    """Tell whether the populations of places are those that are published."""
    known = places["population"].to_numpy(dtype=np.float64, na_value=np.nan)
    return np.array_equal(known, published.to_numpy(dtype=np.float64), equal_nan=True)

"""The allow-list: which fields of which asset an audience may see.

What is not named here is not published. A hidden layer, a closed popup or an
unshown property is public all the same, so nothing is hidden: it is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.errors import Problem, TableError
from assetmap.model import AssetKind, Purpose, Status
from assetmap.space import find_origins
from assetmap.tables import AssetMap, empty_words, find_consenting, find_withdrawn

__all__ = ["AUDIENCES", "SHOWN_FIELDS", "Admission", "admit", "require_audience"]

AUDIENCES = ("public", "team")

SHOWN_FIELDS = (
    "name", "kind", "themes", "roles", "offers", "wants", "description", "place_id", "active_in",
    "capacity", "status", "address", "postcode", "website", "contact_name", "email", "phone",
    "sources", "verified_on", "geometry", "precision",
)  # fmt: skip
"""Every field that any audience can see; extra columns of files are never among them."""

_CONTACT = ("contact_name", "email", "phone")
_ADDRESS = ("address", "postcode")
_WORDS = ("themes", "roles", "offers", "wants", "active_in")
_GIFTS = ("offers", "wants", "themes")
_WEB = r"^https?://"


@dataclass(frozen=True, eq=False)
class Admission:
    """
    What an audience may see of the assets, and what was left out.

    Attributes
    ----------
    assets
        The rows that are shown, with only the fields that each may show, by
        ``asset_id``; geometry of people is a point for their whole place.
    withheld
        Reason → how many assets are not shown at all. Counts of people are
        exact here; they belong to whoever publishes, not on the page.
    blanked
        Reason → how many shown assets lack something.
    """

    assets: gpd.GeoDataFrame
    withheld: dict[str, int]
    blanked: dict[str, int]


def require_audience(audience: str) -> str:
    """Give back a known audience, or raise."""
    if audience not in AUDIENCES:
        raise TableError(
            f"There is no audience {audience!r}.",
            [Problem("audience", "unknown_audience", f"known: {', '.join(AUDIENCES)}.", "")],
        )
    return audience


def admit(m: AssetMap, *, audience: str) -> Admission:
    """Decide, asset by asset and field by field, what the audience may see."""
    require_audience(audience)
    assets = m.assets[list(SHOWN_FIELDS)].assign(sensitive=m.assets["sensitive_location"])
    is_person = (assets["kind"] == str(AssetKind.INDIVIDUAL)).to_numpy()
    is_closed = (assets["status"] == str(Status.CLOSED)).to_numpy()
    is_gone = is_person & assets.index.isin(
        find_withdrawn(m, purpose=Purpose.STORE, on=m.publishing_day)
    )
    is_unnamed = np.zeros(len(assets), dtype=bool)
    if audience == "public":
        named = find_consenting(m, purpose=Purpose.PUBLISH_NAME, on=m.publishing_day)
        is_unnamed = is_person & ~is_gone & ~assets.index.isin(named)
    is_left_out = is_gone | is_unnamed
    withheld = {
        "people who took back their consent": int(is_gone.sum()),
        "people who did not agree to be named": int(is_unnamed.sum()),
        "closed": int((is_closed & ~is_left_out).sum()),
    }
    shown = assets[~(is_left_out | is_closed)]
    shown = _place_people(shown, m)
    blanked: dict[str, int] = {}
    if audience == "public":
        shown, blanked = _blank(shown, m)
    shown["website"] = shown["website"].where(shown["website"].str.match(_WEB, na=False))
    kept = {reason: count for reason, count in withheld.items() if count}
    return Admission(shown.drop(columns="sensitive"), kept, blanked)


def _place_people(assets: gpd.GeoDataFrame, m: AssetMap) -> gpd.GeoDataFrame:
    """Show people where their place is, never where they live."""
    is_person = assets["kind"] == str(AssetKind.INDIVIDUAL)
    origins = find_origins(m.places)
    at = origins.reindex(assets.loc[is_person, "place_id"])
    shapes = assets.geometry.to_numpy().copy()
    shapes[is_person.to_numpy()] = at.to_numpy()
    assets = assets.set_geometry(gpd.GeoSeries(shapes, index=assets.index, crs=assets.crs))
    has_point = ~shapely.is_missing(shapes)
    place_or_none = np.where(has_point, "place", "none")
    assets["precision"] = assets["precision"].where(~is_person, place_or_none)
    assets.loc[is_person, list(_ADDRESS)] = None
    return assets


def _blank(assets: gpd.GeoDataFrame, m: AssetMap) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Blank every field that a record may not show in public."""
    kind = assets["kind"]
    is_person = kind == str(AssetKind.INDIVIDUAL)
    is_association = kind == str(AssetKind.ASSOCIATION)
    is_sensitive = assets["sensitive"]

    def without(purpose: Purpose) -> pd.Series[bool]:
        agreed = find_consenting(m, purpose=purpose, on=m.publishing_day)
        lacks: pd.Series[bool] = is_person & ~assets.index.isin(agreed)
        return lacks

    no_place = without(Purpose.PUBLISH_PLACE)
    no_contact = ~is_person | without(Purpose.PUBLISH_CONTACT)
    rules: list[tuple[tuple[str, ...], pd.Series[bool]]] = [
        (("roles",), without(Purpose.PUBLISH_ROLE)),
        (_GIFTS, without(Purpose.PUBLISH_GIFTS)),
        (("description",), is_person),
        (("website",), is_person & no_contact),
        (_CONTACT, no_contact),
        (_ADDRESS, is_person | is_association | is_sensitive),
        (("place_id", "active_in", "geometry"), no_place | is_sensitive),
        (("verified_on", "sources"), is_person),
    ]
    for names, is_hidden in rules:
        for name in names:
            assets[name] = _blanked(assets[name], is_hidden)
    assets.loc[no_place | is_sensitive, "precision"] = "none"
    blanked = {
        "people shown without their place": int((no_place & is_person).sum()),
        "assets whose location is kept back": int((is_sensitive & ~is_person).sum()),
    }
    return assets, {reason: count for reason, count in blanked.items() if count}


def _blanked(column: pd.Series[Any], where: pd.Series[bool]) -> pd.Series[Any]:
    """Empty some cells of a column, whatever it holds."""
    if column.name in {*_WORDS, "sources"}:
        cells = column.to_numpy(dtype=object).copy()
        cells[where.to_numpy()] = empty_words(int(where.sum()))
        return pd.Series(cells, index=column.index, name=column.name, dtype=object)
    return column.mask(where)

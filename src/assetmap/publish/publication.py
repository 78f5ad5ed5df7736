"""One door to the outside: a map and its findings as an audience may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.publish.disclosure import RULES, protect_counts
from assetmap.publish.fields import SHOWN_FIELDS, Admission, admit, require_audience
from assetmap.publish.findings import protect_champions, protect_gaps, protect_links
from assetmap.publish.sources import admit_sources
from assetmap.tables import AssetMap, is_among, is_old

__all__ = ["Manifest", "Publication", "publish"]

_ABOUT_PEOPLE = "people"
_RULE = "ons"


@dataclass(frozen=True)
class Manifest:
    """
    The account of a publication: what it holds and what was left out, by reason.

    Attributes
    ----------
    audience, as_of, published_on
        For whom, the day the map speaks for, the day consent was checked.
    shown
        How many assets are in it.
    withheld
        Reason → how many assets or findings are not in it. Exact: for whoever
        publishes, not for the page.
    blanked
        Reason → how many shown assets lack something.
    fields
        Every field that is in it for any asset.
    rules
        How counts of people are protected.
    notices
        Versions of the notice that people were given when they agreed.
    """

    audience: str
    as_of: dt.date
    published_on: dt.date
    shown: int
    withheld: dict[str, int]
    blanked: dict[str, int]
    fields: tuple[str, ...]
    rules: str
    notices: tuple[str, ...]

    @property
    def account(self) -> tuple[str, ...]:
        """What was withheld, in words that may stand on the page itself."""
        return tuple(
            f"{reason}: {self._shown_count(reason, count)}"
            for reason, count in sorted({**self.withheld, **self.blanked}.items())
        )

    def _shown_count(self, reason: str, count: int) -> str:
        """Write a count; for the public, counts of people keep the small-number rule."""
        if self.audience != "public" or _ABOUT_PEOPLE not in reason:
            return str(count)
        rounded = protect_counts(pd.Series([count]), rule=_RULE)[0]
        return f"fewer than {RULES[_RULE].smallest}" if rounded is pd.NA else f"about {rounded}"


@dataclass(frozen=True, eq=False)
class Publication:
    """
    Everything an audience may see, and nothing else.

    Rows are numbered from 0: the ids of the map stay inside. ``place``,
    ``parent``, ``source`` and the like are such numbers.

    Attributes
    ----------
    title, language, audience, as_of
        As on the map.
    assets
        ``name, kind, themes, roles, offers, wants, description, place,
        active_in, capacity, status, address, postcode, website, contact_name,
        email, phone, sources, verified_on, is_old, precision, geometry``.
    places
        ``name, level, parent, population, need, geometry``.
    ties
        ``source, target, kind, strength`` between shown assets; for the
        public, of no person and of nothing whose location is kept back.
    sources
        ``name, licence, date, url, how`` of the sources that shown assets name.
    gaps
        ``place, category, reason, reached, nearest_m, says``, or None.
    links
        ``place_a, place_b, people, groups, ties, weight, says``, or None.
    people_to_ask
        ``asset, says``, or None.
    manifest
        What was left out.
    """

    title: str
    language: str
    audience: str
    as_of: dt.date
    assets: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    ties: pd.DataFrame
    sources: pd.DataFrame
    gaps: pd.DataFrame | None
    links: pd.DataFrame | None
    people_to_ask: pd.DataFrame | None
    manifest: Manifest


def publish(
    m: AssetMap,
    *,
    audience: str = "public",
    gaps: pd.DataFrame | None = None,
    champions: pd.DataFrame | None = None,
    links: pd.DataFrame | None = None,
) -> Publication:
    """
    Make what an audience may see of a map and its findings.

    Built from an allow-list of fields, by consent that holds today: a person
    without the consent ``publish_name`` is not in it at all.

    Parameters
    ----------
    m
        The map.
    audience
        ``"public"``, or ``"team"`` for those who work with the records.
    gaps, champions, links
        Findings of `find_gaps`, `find_champions` and `find_links`.

    Returns
    -------
    publication
        With a manifest that counts what was withheld, by reason.

    Examples
    --------
    >>> people = pd.DataFrame({"name": ["Asha", "Ben"], "kind": "individual"}, index=["a", "b"])
    >>> agreed = pd.DataFrame(
    ...     {"asset_id": ["a"], "purpose": ["publish_name"], "given_on": ["2026-01-01"]}
    ... )
    >>> public = publish(AssetMap.from_frames(assets=people, consents=agreed))
    >>> public.assets["name"].tolist(), public.manifest.withheld
    (['Asha'], {'people who did not agree to be named': 1})
    """
    require_audience(audience)
    admission = admit(m, audience=audience)
    withheld = dict(admission.withheld)
    sources = admit_sources(m, admission)
    numbers = _Numbers(admission.assets.index, m.places.index, sources.index)
    published: dict[str, pd.DataFrame | None] = {"gaps": None, "links": None, "ask": None}
    if gaps is not None:
        safe = protect_gaps(m, gaps=gaps, admission=admission)
        published["gaps"] = _number_gaps(safe.frame, numbers)
        withheld |= safe.withheld
    if links is not None:
        safe = protect_links(links, admission=admission)
        published["links"] = _number_links(safe.frame, numbers)
        withheld |= safe.withheld
    if champions is not None:
        safe = protect_champions(m, champions=champions, admission=admission)
        published["ask"] = _number_people(safe.frame, numbers)
        withheld |= safe.withheld
    assets = _number_assets(admission.assets, m, numbers)
    return Publication(
        title=m.title,
        language=m.language,
        audience=audience,
        as_of=m.as_of,
        assets=assets,
        places=_number_places(m.places, numbers),
        ties=_number_ties(m, admission, numbers),
        sources=sources.reset_index(drop=True),
        gaps=published["gaps"],
        links=published["links"],
        people_to_ask=published["ask"],
        manifest=_account_for(m, admission, assets, withheld, audience),
    )


class _Numbers:
    """Ids of the map into row numbers of the publication."""

    def __init__(
        self, assets: pd.Index[str], places: pd.Index[str], sources: pd.Index[str]
    ) -> None:
        self._positions = {
            "asset": pd.Series(range(len(assets)), index=assets, dtype="Int64"),
            "place": pd.Series(range(len(places)), index=places, dtype="Int64"),
            "source": pd.Series(range(len(sources)), index=sources, dtype="Int64"),
        }

    def of(self, ids: pd.Series[Any], what: str) -> pd.Series[Any]:
        """Number a column of ids; missing and unshown ids are missing."""
        found = self._positions[what].reindex(ids.array)
        return pd.Series(found.array, index=ids.index, name=ids.name)

    def of_each(self, lists: pd.Series[Any], what: str) -> pd.Series[Any]:
        """Number every id in a column of tuples."""
        ids_of = self._positions[what].index.to_numpy(dtype=object)
        known = dict(zip(ids_of, range(len(ids_of)), strict=True))
        different = {ids: _known_numbers(ids, known) for ids in set(lists)}
        column = np.empty(len(lists), dtype=object)
        column[:] = [different[ids] for ids in lists]
        return pd.Series(column, index=lists.index, dtype=object)


def _known_numbers(ids: Iterable[str], known: dict[str, int]) -> tuple[int, ...]:
    return tuple(known[row_id] for row_id in ids if row_id in known)


def _number_assets(shown: gpd.GeoDataFrame, m: AssetMap, numbers: _Numbers) -> gpd.GeoDataFrame:
    """Lay the shown assets out under row numbers."""
    day = shown["verified_on"].dt.strftime("%Y-%m-%d")
    return gpd.GeoDataFrame(
        {
            **{name: shown[name] for name in SHOWN_FIELDS
               if name not in {"place_id", "active_in", "sources", "verified_on", "geometry"}},
            "place": numbers.of(shown["place_id"], "place"),
            "active_in": numbers.of_each(shown["active_in"], "place"),
            "sources": numbers.of_each(shown["sources"], "source"),
            "verified_on": day.astype(object).where(day.notna(), None),
            "is_old": is_old(shown, m.as_of),
        },
        geometry=shown.geometry,
        crs=m.crs,
    ).reset_index(drop=True)  # fmt: skip


def _number_places(places: gpd.GeoDataFrame, numbers: _Numbers) -> gpd.GeoDataFrame:
    columns = ["name", "level", "population", "need", "geometry"]
    return (
        places[columns]
        .assign(parent=numbers.of(places["parent_id"], "place"))
        .reset_index(drop=True)
    )


def _number_ties(m: AssetMap, admission: Admission, numbers: _Numbers) -> pd.DataFrame:
    """Keep ties between assets that may be pointed at; in public, none says who knows whom."""
    ties = m.ties
    ties = ties[
        is_among(ties["source"], admission.placed) & is_among(ties["target"], admission.placed)
    ]
    return pd.DataFrame(
        {
            "source": numbers.of(ties["source"], "asset"),
            "target": numbers.of(ties["target"], "asset"),
            "kind": ties["kind"],
            "strength": ties["strength"],
        }
    ).reset_index(drop=True)


def _number_gaps(gaps: pd.DataFrame, numbers: _Numbers) -> pd.DataFrame:
    kept = gaps[["category", "reason", "reached", "nearest_m", "says"]]
    return kept.assign(place=numbers.of(gaps["place_id"], "place")).reset_index(drop=True)


def _number_links(links: pd.DataFrame, numbers: _Numbers) -> pd.DataFrame:
    """Number the places of links; a place without any link is no line on a map."""
    links = links[links["place_b"].notna()]
    kept = links[["people", "groups", "ties", "weight", "says"]]
    return kept.assign(
        place_a=numbers.of(links["place_a"], "place"),
        place_b=numbers.of(links["place_b"], "place"),
    ).reset_index(drop=True)


def _number_people(champions: pd.DataFrame, numbers: _Numbers) -> pd.DataFrame:
    asset = numbers.of(champions["person_id"], "asset")
    frame = pd.DataFrame({"asset": asset, "says": champions["says"]})
    return frame[asset.notna()].reset_index(drop=True)


def _account_for(
    m: AssetMap,
    admission: Admission,
    assets: gpd.GeoDataFrame,
    withheld: dict[str, int],
    audience: str,
) -> Manifest:
    notices = m.consents["notice_version"].dropna()
    return Manifest(
        audience=audience,
        as_of=m.as_of,
        published_on=m.publishing_day,
        shown=len(assets),
        withheld=dict(sorted(withheld.items())),
        blanked=dict(sorted(admission.blanked.items())),
        fields=tuple(name for name in assets.columns if _is_used(assets[name])),
        rules=RULES[_RULE].says,
        notices=tuple(sorted(set(notices))),
    )


def _is_used(column: pd.Series[Any]) -> bool:
    """Tell whether a field holds anything for any asset."""
    if isinstance(column, gpd.GeoSeries):
        return bool((~column.is_empty).any() and not shapely.is_missing(column.array).all())
    if column.dtype == object:
        return any(map(bool, column.to_numpy()))
    return bool(column.notna().any())

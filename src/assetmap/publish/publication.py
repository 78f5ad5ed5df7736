"""One door to the outside: a map and its findings as an audience may see them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from assetmap.publish.disclosure import RULES, protect_counts
from assetmap.publish.fields import Admission, admit, require_audience
from assetmap.publish.findings import protect_champions, protect_gaps, protect_links
from assetmap.publish.numbering import (
    GAP_COLUMNS,
    Numbers,
    number_assets,
    number_gaps,
    number_links,
    number_people,
    number_places,
    number_sites,
    number_ties,
)
from assetmap.publish.sites import protect_sites
from assetmap.publish.sources import admit_sources
from assetmap.tables import AssetMap

__all__ = ["STRENGTHS_AT_MOST", "Manifest", "Publication", "publish"]

STRENGTHS_AT_MOST = 5_000
"""More gaps than this are published without the strengths that each could build on."""

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
        ``name, level, parent, population, need, geometry``; for the public,
        populations keep the small-number rule.
    ties
        ``source, target, kind, strength`` between shown assets; for the
        public, of no person and of nothing whose location is kept back.
    sources
        ``name, licence, date, url, how`` of the sources that shown assets name.
    gaps
        ``place, category, reason, reached, nearest_m, depth, confidence,
        strengths, says``, or None. ``strengths`` are left out of more than
        `STRENGTHS_AT_MOST` gaps.
    links
        ``place_a, place_b, people, groups, ties, weight, says``, or None.
    people_to_ask
        ``asset, says``, or None.
    manifest
        What was left out.
    sites
        ``asset, place, category, people, reaches, tied, says`` of
        suggested hosts, or None. ``asset`` is missing for a place that no
        host could bring into reach.
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
    sites: pd.DataFrame | None = None


def publish(
    m: AssetMap,
    *,
    audience: str = "public",
    gaps: pd.DataFrame | None = None,
    champions: pd.DataFrame | None = None,
    links: pd.DataFrame | None = None,
    sites: pd.DataFrame | None = None,
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
    gaps, champions, links, sites
        Findings of `find_gaps`, `find_champions`, `find_links` and
        `suggest_sites`.

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
    numbers = Numbers(admission.assets.index, m.places.index, sources.index)
    published: dict[str, pd.DataFrame | None] = dict.fromkeys(("gaps", "links", "ask", "sites"))
    if gaps is not None:
        few = len(gaps) <= STRENGTHS_AT_MOST
        told = [name for name in GAP_COLUMNS if name in gaps and (few or name != "strengths")]
        safe = protect_gaps(m, gaps=pd.DataFrame(gaps[told]), admission=admission)
        published["gaps"] = number_gaps(safe.frame, numbers)
        withheld |= safe.withheld
    if links is not None:
        safe = protect_links(links, admission=admission)
        published["links"] = number_links(safe.frame, numbers)
        withheld |= safe.withheld
    if champions is not None:
        safe = protect_champions(m, champions=champions, admission=admission)
        published["ask"] = number_people(safe.frame, numbers)
        withheld |= safe.withheld
    if sites is not None:
        safe = protect_sites(m, sites=sites, admission=admission)
        published["sites"] = number_sites(safe.frame, numbers)
        withheld |= safe.withheld
    assets = number_assets(admission.assets, m, numbers)
    return Publication(
        title=m.title,
        language=m.language,
        audience=audience,
        as_of=m.as_of,
        assets=assets,
        places=number_places(m.places, numbers, audience=audience),
        ties=number_ties(m, admission, numbers),
        sources=sources.reset_index(drop=True),
        gaps=published["gaps"],
        links=published["links"],
        people_to_ask=published["ask"],
        manifest=_account_for(m, admission, assets, withheld, audience),
        sites=published["sites"],
    )


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

"""One door to the outside: a map and its findings as an audience may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Unpack

import geopandas as gpd
import pandas as pd
import shapely

from assetmap.model import AUDIENCES, AssetKind
from assetmap.publish.asked import COUNTED_BY_PLACE, measure_unnamed
from assetmap.publish.counting import find_public_places
from assetmap.publish.disclosure import RULES, CountRule
from assetmap.publish.fields import (
    NOT_NAMED,
    PEOPLE_GONE,
    WITHOUT_PLACE,
    Admission,
    admit,
    admit_sources,
    require_audience,
)
from assetmap.publish.finding_table import (
    FINDINGS,
    FoundAttributes,
    FoundFrames,
    require_known,
    takes_findings,
)
from assetmap.publish.numbering import (
    Numbers,
    number_assets,
    number_places,
    number_ties,
    number_unnamed,
)
from assetmap.tables import AssetMap, say_count

__all__ = ["Manifest", "Publication", "publish"]

_ABOUT_PEOPLE = "people"


@dataclass(frozen=True)
class Manifest:
    """
    The account of a publication: what it holds and what was left out, by reason.

    Attributes
    ----------
    audience, as_of, published_on
        For whom, the day the map speaks for, the day consent was checked.
    until
        The last day that it may be kept: on the next one a consent that it
        rests on ends, or a copy for partners is a year old. None where
        nothing ends.
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
        How counts of people are protected, in words.
    notices
        Versions of the notice that people were given when they agreed.
    untotalled
        Reasons whose total is not told on the page, since parts of it are.
    untold
        What is never told, whether there is any of it or not, such as what
        people join.
    always
        Reasons that the page names whether they hold for anybody or not:
        that one is missing would say that there is nobody.
    rule
        How counts of people are protected, as numbers.
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
    untotalled: tuple[str, ...] = ()
    untold: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    until: dt.date | None = None
    rule: CountRule = RULES["ons"]

    @property
    def banner(self) -> str:
        """For whom it is and until when, as it stands over what is not for everybody."""
        return AUDIENCES[self.audience].write_banner(self.until)

    @property
    def account(self) -> tuple[str, ...]:
        """What was withheld, in words that may stand on the page itself."""
        counts = dict.fromkeys(self.always, 0) | self.withheld | self.blanked
        said = {
            reason: f"{reason}: {self._shown_count(reason, count)}"
            for reason, count in counts.items()
            if not self._tells_of_few(reason, count)
        }
        said |= {reason: reason for reason in self.untold}
        return tuple(said[reason] for reason in sorted(said))

    def _tells_of_few(self, reason: str, count: int) -> bool:
        """Tell a line that would say in public that there is somebody of a sort, and how few."""
        is_kept_back = not AUDIENCES[self.audience].sees_records
        is_small = is_kept_back and count < self.rule.smallest
        return is_small and reason in PEOPLE_GONE

    def _shown_count(self, reason: str, count: int) -> str:
        """Write a count; for the public, counts of people keep the small-number rule."""
        if reason in self.untotalled:
            return "counted by place, where there are enough"
        if AUDIENCES[self.audience].sees_records or _ABOUT_PEOPLE not in reason:
            return str(count)
        return say_count(count, rule=self.rule.name)


@dataclass(frozen=True, eq=False)
class Publication(FoundAttributes):
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
        drawn_in, active_in, capacity, status, address, postcode, website,
        contact_name, email, phone, sources, verified_on, is_old, precision,
        geometry``. ``place`` is the stated place, else the one that the shape
        is in; ``drawn_in`` the other places that the shape reaches into.
    places
        ``name, level, parent, population, need, geometry``; for the public,
        populations keep the small-number rule.
    ties
        ``source, target, kind, strength`` between shown assets; for the
        public, of no person and of nothing whose location is kept back.
    sources
        ``name, licence, date, url, how`` of the sources that shown assets name.
    manifest
        What was left out.
    findings
        Name of a finding → what this audience may see of it, of those that were
        given. The following are attributes too, None where they are not there.
    gaps
        ``place, category, reason, reached, nearest_m, depth, confidence,
        strengths, says``, or None. ``strengths`` are left out of more than
        5,000 gaps.
    links
        ``place_a, place_b, groups, ties, weight, says``, for the team also
        ``people, interlocks, expected, surprise``, or None. For the public,
        ``ties`` and ``weight`` are those that need nobody.
    people_to_ask
        ``asset, says``, for the team also the ``places`` and ``groups`` that
        they bring together and whether they are ``ringed`` on a map: others
        named them, they connect others without a title, or they are called a
        connector; or None.
    sites
        ``asset, place, category, people, reaches, tied, says`` of
        suggested hosts, or None. ``asset`` is missing for a place that no
        host could bring into reach.
    unnamed
        ``place, people``: about how many more people to ask there are, where
        the small-number rule lets it be said; for the public, or None.
    missing
        ``place_a, place_b, reason, distance_m, shares, bridge, ask, says`` of
        links that are missing, or None.
    fragility
        ``asset, groups, places, cover, says`` of those on whom something
        rests alone, for the team, or None.
    safeguards
        ``a, b, ends, ask, says``: who, introduced to whom, would share that,
        for the team, or None. ``ends`` are two by two those of the ties that
        would no longer be the only way; ``a`` and ``b`` are missing where
        nobody has agreed yet.
    introductions
        ``a, b, through, says``: who should meet whom, for the team, or None.
    """

    title: str
    language: str
    audience: str
    as_of: dt.date
    assets: gpd.GeoDataFrame
    places: gpd.GeoDataFrame
    ties: pd.DataFrame
    sources: pd.DataFrame
    manifest: Manifest
    findings: Mapping[str, pd.DataFrame] = field(default_factory=dict)


@takes_findings
def publish(
    m: AssetMap, *, audience: str = "public", rules: str = "ons", **found: Unpack[FoundFrames]
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
        ``"public"``; ``"partners"``, who also see whoever agreed to be shared
        with them; or ``"team"`` for those who work with the records.
    rules
        How counts of people are protected for all but the team: ``"ons"``
        shows none below 10, ``"nhs"`` none below 8, ``"five"`` none below 5,
        and each rounds the others to 5. Of findings, ask the same rule in
        ``select_public(m, rules=...)``.
    **found
        Findings, each under its name of `FoundFrames`: the frame as its
        function made it.

    Returns
    -------
    publication
        With a manifest that counts what was withheld, by reason.

    Raises
    ------
    TypeError
        If a keyword is no finding; the message names the nearest.
    TableError
        If there is no such audience, or no such rule.
    ConsentError
        For any audience but the team, where the files hold consents that may
        be lost.

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
    require_known(publish, found)
    who = require_audience(audience)
    admission = admit(m, audience=who, rules=rules)
    sources = admit_sources(m, admission)
    places = m.places[find_public_places(m, admission)]
    numbers = Numbers(admission.assets.index, places.index, sources.index)
    passed = pass_findings(m, found=_drop_missing(found), admission=admission, numbers=numbers)
    unnamed = _count_unnamed(m, found.get("champions"), admission, numbers)
    assets = number_assets(admission.assets, m, numbers)
    return Publication(
        title=m.title,
        language=m.language,
        audience=who.name,
        as_of=m.as_of,
        assets=assets,
        places=number_places(places, numbers, admission=admission),
        ties=number_ties(m, admission, numbers),
        sources=sources.reset_index(drop=True),
        manifest=_account_for(
            m,
            admission,
            assets,
            withheld=admission.withheld | passed.withheld,
            untotalled=() if unnamed is None else COUNTED_BY_PLACE,
            untold=passed.untold,
            always=_list_always(admission) + passed.always,
        ),
        findings=passed.frames | ({} if unnamed is None else {"unnamed": unnamed}),
    )


def _drop_missing(found: FoundFrames) -> dict[str, pd.DataFrame]:
    """Keep the findings that were given."""
    given: Mapping[str, Any] = found
    return {name: frame for name, frame in given.items() if frame is not None}


def _count_unnamed(
    m: AssetMap, champions: pd.DataFrame | None, admission: Admission, numbers: Numbers
) -> pd.DataFrame | None:
    """Count people to ask by place, if there is any place where that may be said."""
    if champions is None or admission.audience.sees_records:
        return None
    unnamed = measure_unnamed(m, champions=champions, admission=admission)
    counted = number_unnamed(unnamed, numbers)
    return None if counted.empty else counted


def _account_for(
    m: AssetMap,
    admission: Admission,
    assets: gpd.GeoDataFrame,
    *,
    withheld: dict[str, int],
    untotalled: tuple[str, ...],
    untold: tuple[str, ...],
    always: tuple[str, ...],
) -> Manifest:
    notices = m.consents["notice_version"].dropna()
    return Manifest(
        audience=admission.audience.name,
        as_of=m.as_of,
        published_on=m.publishing_day,
        shown=len(assets),
        withheld=dict(sorted(withheld.items())),
        blanked=dict(sorted(admission.blanked.items())),
        fields=tuple(name for name in assets.columns if _is_used(assets[name])),
        rules=admission.rule.says,
        notices=tuple(sorted(set(notices))),
        untotalled=tuple(reason for reason in untotalled if reason in {*withheld, *always}),
        untold=untold,
        always=always,
        until=admission.until,
        rule=admission.rule,
    )


def _list_always(admission: Admission) -> tuple[str, ...]:
    """List the reasons of the map that a public page names whether they hold for anybody or not."""
    if admission.audience.sees_records:
        return ()
    shows_people = bool((admission.assets["kind"] == str(AssetKind.INDIVIDUAL)).any())
    return (NOT_NAMED, *([WITHOUT_PLACE] if shows_people else []))


def _is_used(column: pd.Series[Any]) -> bool:
    """Tell whether a field holds anything for any asset."""
    if isinstance(column, gpd.GeoSeries):
        return bool((~column.is_empty).any() and not shapely.is_missing(column.array).all())
    if column.dtype == object:
        return any(map(bool, column.to_numpy()))
    return bool(column.notna().any())


@dataclass(frozen=True, eq=False)
class Passed:
    """The findings as an audience may see them, and what is told of what was kept back."""

    frames: dict[str, pd.DataFrame]
    withheld: dict[str, int]
    untold: tuple[str, ...] = ()
    always: tuple[str, ...] = ()


def pass_findings(
    m: AssetMap,
    *,
    found: Mapping[str, pd.DataFrame],
    admission: Admission,
    numbers: Numbers,
) -> Passed:
    """Protect and number each finding that is given."""
    frames: dict[str, pd.DataFrame] = {}
    withheld: dict[str, int] = {}
    untold: tuple[str, ...] = ()
    always: tuple[str, ...] = ()
    for name, finding in FINDINGS.items():
        if name not in found:
            continue
        frame = found[name] if finding.lighten is None else finding.lighten(found[name])
        safe = finding.protect(m, admission=admission, **{name: frame})
        if finding.is_for(admission.audience):
            frames[name] = finding.number(safe.frame, numbers)
        for reason, count in safe.withheld.items():
            withheld[reason] = withheld.get(reason, 0) + count
        untold += safe.untold
        always += safe.always
    return Passed(frames, withheld, untold, always)

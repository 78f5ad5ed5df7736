"""The allow-list: which fields of which asset an audience may see.

What is not named here is not published. A hidden layer, a closed popup or an
unshown property is public all the same, so nothing is hidden: it is left out.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.arrays import is_among
from assetmap.errors import ConsentError, Problem, TableError
from assetmap.model import AUDIENCES, AssetKind, Audience, Purpose, Status
from assetmap.publish.personal_texts import without_personal
from assetmap.publish.shown_points import find_venues, place_coarsely
from assetmap.tables import (
    ASSETS,
    RULES,
    AssetMap,
    CountRule,
    PersonalSearch,
    Shown,
    empty_words,
    find_consenting,
    find_ended,
    find_withdrawn,
    is_address_private,
)
from assetmap.typing import Flags

__all__ = [
    "NOT_NAMED",
    "PEOPLE_GONE",
    "SHOWN_FIELDS",
    "WITHOUT_PLACE",
    "Admission",
    "admit",
    "admit_sources",
    "find_agreed",
    "find_gone",
    "find_unpublishable",
    "require_audience",
    "require_rule",
]

SHOWN_FIELDS = tuple(column.name for column in ASSETS.shown)
"""Every field that any audience can see; extra columns of files are never among them."""
_TAKEN_BACK = "people who took back their consent"
_RUN_OUT = "people whose consent has run out"
_INACTIVE = "people who are no longer active"
PEOPLE_GONE = (_TAKEN_BACK, _RUN_OUT, _INACTIVE)
"""Reasons that are told in public only of many: the line itself says that somebody is there."""
NOT_NAMED = "people who did not agree to be named"
WITHOUT_PLACE = "people shown without their place"
NEARBY = "groups shown where they meet or in the middle of their place, not at their address"
_WORDS = frozenset(column.name for column in ASSETS.shown if column.holds == "words")
_WEB = r"^https?://"
_UNANSWERED = "assets whose location may be secret: nobody has said"
UNNAMED = "A source of the team"
_COLUMNS = ["name", "licence", "date", "url", "how"]
_NOT_FOR_PUBLICATION = r"(?i)\bnot (?:for|to be) publi"
_FILE = r"(?i)[\\/]|\.(?:csv|tsv|txt|xlsx?|xlsm|ods|geojson|json|gpkg|shp|fgb|zip|parquet)$"


@dataclass(frozen=True, eq=False)
class Admission:
    """
    What an audience may see of the assets, and what was left out.

    Attributes
    ----------
    audience
        For whom.
    assets
        The rows that are shown, with only the fields that each may show, by
        ``asset_id``; geometry of people is a point for their whole place.
    withheld
        Reason → how many assets are not shown at all. Counts of people are
        exact here; they belong to whoever publishes, not on the page.
    blanked
        Reason → how many shown assets lack something.
    placed
        Ids of shown assets that ties and findings may point at. For the
        public neither people nor anything whose location is kept back: a
        distance to it, or a tie of it, would tell where it is.
    search
        What is personal and may stand in no text; None for the team, which
        sees every text as it is written.
    until
        The last day that what is made of it may be kept; None where nothing
        ends.
    rule
        How counts of people are protected; the team sees them as they are.
    moved
        Ids of groups that are shown near, and not at, where they are: nothing
        may be told of them that tells where they are.
    """

    audience: Audience
    assets: gpd.GeoDataFrame
    withheld: dict[str, int]
    blanked: dict[str, int]
    placed: pd.Index[str]
    search: PersonalSearch | None = None
    until: dt.date | None = None
    rule: CountRule = RULES["ons"]
    moved: pd.Index[str] = field(default_factory=lambda: pd.Index([], dtype="str"))

    @property
    def banner(self) -> str:
        """For whom it is and until when, as it stands over what is not for everybody."""
        return self.audience.write_banner(self.until)


def require_audience(audience: str | Audience) -> Audience:
    """Give the audience of a name, or raise; a record is itself."""
    if isinstance(audience, Audience):
        return audience
    if audience not in AUDIENCES:
        raise TableError(
            f"There is no audience {audience!r}.",
            [Problem("audience", "unknown_audience", f"known: {', '.join(AUDIENCES)}.", "")],
        )
    return AUDIENCES[audience]


def require_settled(m: AssetMap) -> None:
    """Raise where what was read may take back a consent, and it is not known whose."""
    unsettled = m.report.unsettled
    if unsettled:
        raise ConsentError(
            "Nothing can be published yet: somebody may be shown who asked not to be.", unsettled
        )


def require_rule(rules: str) -> CountRule:
    """Give the rule for counts of people of a name, or raise."""
    if rules not in RULES:
        raise TableError(
            f"There is no rule {rules!r} for counts of people.",
            [Problem("rules", "unknown_rule", f"known: {', '.join(RULES)}.", "")],
        )
    return RULES[rules]


def admit(m: AssetMap, *, audience: str | Audience, rules: str = "ons") -> Admission:
    """
    Decide, asset by asset and field by field, what the audience may see.

    Raises
    ------
    ConsentError
        For any audience but the team, where the files hold consents that may be lost.
    TableError
        If there is no such audience, or no such rule.
    """
    who, rule = require_audience(audience), require_rule(rules)
    if not who.sees_records:
        require_settled(m)
    sensitive, is_venue = m.assets["sensitive_location"], find_venues(m)
    assets = m.assets[list(SHOWN_FIELDS)].assign(sensitive=sensitive, is_venue=is_venue)
    is_person = (assets["kind"] == str(AssetKind.INDIVIDUAL)).to_numpy()
    is_closed = (assets["status"] == str(Status.CLOSED)).to_numpy()
    withheld, is_left_out = _people_left_out(m, is_person, audience=who)
    withheld[_INACTIVE] = int((is_person & is_closed & ~is_left_out).sum())
    withheld["closed"] = int((is_closed & ~is_person).sum())
    is_left_out |= is_closed
    if not who.sees_records:
        is_asked = m.assets["location_unanswered"].to_numpy() & ~is_left_out
        withheld[_UNANSWERED] = int(is_asked.sum())
        is_left_out |= is_asked
    shown = assets[~is_left_out]
    shown, is_moved = place_coarsely(shown, m, audience=who)
    moved = shown.index[is_moved & ~shown["sensitive"].to_numpy(dtype=bool)]
    placed, blanked, search = shown.index, dict[str, int](), None
    if not who.sees_records:
        is_secret = (shown["kind"] == str(AssetKind.INDIVIDUAL)) | shown["sensitive"]
        placed = shown.index[~is_secret]
        shown, blanked = _blank(shown, m, who)
        known = m.assets.assign(public_venue=is_venue)
        search = PersonalSearch(known, shown=shown.index, country=m.country)
        found = search.find(shown)
        shown, personal = without_personal(shown, found, places=m.places["name"])
        blanked |= personal | {NEARBY: len(moved)}
    shown["website"] = shown["website"].where(shown["website"].str.match(_WEB, na=False))
    shown = shown.drop(columns=["sensitive", "is_venue"])
    until = _find_until(m, shown.index, who)
    return Admission(
        who, shown, _counted(withheld), _counted(blanked), placed, search, until, rule, moved
    )


def _find_until(m: AssetMap, shown: pd.Index[str], audience: Audience) -> dt.date | None:
    """Find the last day on which every consent that a publication rests on still holds."""
    day = m.publishing_day
    purposes = {str(purpose) for what in audience.people.values() for purpose in what}
    consents = m.consents
    rests = is_among(consents["asset_id"], shown)
    rests &= is_among(consents["purpose"], purposes | {str(Purpose.STORE)})
    ends = consents["expires_on"][rests]
    days = [end.date() for end in ends.dropna() if end.date() >= day]
    if audience.keep_days is not None:
        days.append(day + dt.timedelta(days=audience.keep_days))
    return min(days) if days and not audience.sees_records else None


def _people_left_out(
    m: AssetMap, is_person: Flags, *, audience: Audience
) -> tuple[dict[str, int], Flags]:
    """Tell which people an audience may not see at all, and count them by reason."""
    ids, day = m.assets.index, m.publishing_day
    is_gone = is_person & ids.isin(find_withdrawn(m, purpose=Purpose.STORE, on=day))
    reasons = {_TAKEN_BACK: is_gone}
    if not audience.sees_records:
        is_over = is_person & ids.isin(find_gone(m)) & ~is_gone
        named = find_agreed(m, audience, "name")
        is_unnamed = is_person & ~is_gone & ~is_over & ~ids.isin(named)
        reasons[_RUN_OUT] = is_over
        reasons[NOT_NAMED] = is_unnamed
    counts = {reason: int(which.sum()) for reason, which in reasons.items()}
    return counts, np.logical_or.reduce(list(reasons.values()))


def find_agreed(m: AssetMap, audience: Audience, what: str) -> pd.Index[str]:
    """List the people who agreed, on the day of publishing, that an audience sees this of them."""
    agreed: pd.Index[str] = pd.Index([], dtype="str")
    for purpose in audience.people.get(what, ()):
        agreed = agreed.union(find_consenting(m, purpose=purpose, on=m.publishing_day))
    return agreed


def find_gone(m: AssetMap) -> pd.Index[str]:
    """List the people who are not even counted in public: their consent is over or taken back."""
    ended = find_ended(m.consents, purpose=Purpose.STORE, on=m.publishing_day)
    gone: pd.Index[str] = pd.Index(ended.index)
    return gone


def _counted(reasons: dict[str, int]) -> dict[str, int]:
    return {reason: count for reason, count in reasons.items() if count}


def _blank(
    assets: gpd.GeoDataFrame, m: AssetMap, audience: Audience
) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """Blank every field that a record may not show to an audience."""
    kind = assets["kind"]
    is_person = kind == str(AssetKind.INDIVIDUAL)
    is_home = is_address_private(
        assets.rename(columns={"sensitive": "sensitive_location", "is_venue": "public_venue"})
    )
    is_sensitive = assets["sensitive"]

    def without(what: str) -> pd.Series[bool]:
        lacks: pd.Series[bool] = is_person & ~assets.index.isin(find_agreed(m, audience, what))
        return lacks

    no_place, no_contact = without("place"), without("contact")
    is_hidden: dict[Shown, pd.Series[bool]] = {
        Shown.ROLES: without("roles"),
        Shown.GIFTS: without("gifts"),
        Shown.NOT_PEOPLE: is_person,
        Shown.CONTACT: no_contact,
        Shown.GROUP_CONTACT: no_contact if audience.group_contacts else ~is_person | no_contact,
        Shown.ADDRESS: pd.Series(is_home, index=assets.index),
        Shown.PLACE: no_place | is_sensitive,
        Shown.EVERYBODY: pd.Series(data=False, index=assets.index),
    }
    for column in ASSETS.shown:
        if (where := is_hidden[column.shown]).any():
            assets[column.name] = _blanked(assets[column.name], where)
    assets.loc[no_place | is_sensitive, "precision"] = "none"
    return assets, {
        WITHOUT_PLACE: int((is_person & (no_place | is_sensitive)).sum()),
        "assets whose location is kept back": int((is_sensitive & ~is_person).sum()),
    }


def _blanked(column: pd.Series[Any], where: pd.Series[bool]) -> pd.Series[Any]:
    """Empty some cells of a column, whatever it holds."""
    if column.name in _WORDS:
        cells = column.to_numpy(dtype=object).copy()
        cells[where.to_numpy()] = empty_words(int(where.sum()))
        return pd.Series(cells, index=column.index, name=column.name, dtype=object)
    cells = column.array.copy()
    cells[where.to_numpy()] = None
    return type(column)(cells, index=column.index, name=column.name)


def admit_sources(m: AssetMap, admission: Admission) -> pd.DataFrame:
    """
    Give the sources of the shown assets, by ``source_id``.

    For the public, a source that is known by its file alone, that names
    somebody who is not shown or holds a telephone number or the like, keeps
    its licence and its date and loses its name: people are asked to tell
    things, not to be quoted. Whatever else holds such a thing is left out.
    """
    sources = m.sources
    sources["date"] = sources["date"].dt.strftime("%Y-%m-%d")
    sources = sources[_COLUMNS]
    if admission.search is None:
        return sources
    used = {row_id for ids in set(admission.assets["sources"]) for row_id in ids}
    sources = sources[sources.index.isin(used)].copy()
    people = m.assets.loc[m.assets["kind"] == str(AssetKind.INDIVIDUAL), "name"]
    hidden = people.drop(admission.assets.index, errors="ignore").dropna()
    is_a_file = sources["name"].str.contains(_FILE, regex=True, na=False)
    is_private = admission.search.find_in(sources["name"]) | sources["name"].isin(hidden)
    for name in ("how", "url", "licence"):
        sources[name] = sources[name].mask(admission.search.find_in(sources[name]))
    sources["name"] = sources["name"].mask(is_a_file | is_private, UNNAMED)
    return sources


def find_unpublishable(m: AssetMap, *, admission: Admission) -> dict[str, str]:
    """
    Find the sources of what an audience is shown that say of themselves not to publish them.

    Parameters
    ----------
    m
        The map.
    admission
        What the audience may see of it.

    Returns
    -------
    licences
        Name of the source → its licence, by name; empty for the team. Names are
        as on the map: they are for whoever publishes, not for the page.
    """
    sources = m.sources
    refuses = sources["licence"].str.contains(_NOT_FOR_PUBLICATION, regex=True, na=False)
    if admission.audience.sees_records or not refuses.any():
        return {}
    shown = admission.assets["sources"]
    used = {source_id for ids in set(shown) for source_id in ids}
    kept = sources[refuses & sources.index.isin(used)].sort_values("name")
    return {
        str(name): str(licence) for name, licence in zip(kept["name"], kept["licence"], strict=True)
    }

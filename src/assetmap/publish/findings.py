"""Findings through the same door as the map: what an audience may see of each.

The frames keep their columns. Sentences are written for the team, since they
count people; for the public they are left out, and whoever draws says what
the published numbers say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import is_among, largest_first
from assetmap.model import GROUP_PAIR, PLACE_PAIR, AssetKind, PairEnds
from assetmap.publish.counting import (
    counts_people,
    find_open_words,
    find_public_places,
    rests_on_published,
)
from assetmap.publish.disclosure import (
    CountRule,
    find_small,
    protect_counts,
    protect_populations,
)
from assetmap.publish.fields import Admission
from assetmap.tables import AssetMap, mark_shapes
from assetmap.typing import Objects
from assetmap.wording import name_pairs

__all__ = [
    "Protected",
    "count_reasons",
    "find_ends",
    "keep_shown",
    "name_assets",
    "protect_gaps",
    "protect_people",
]

_NEAREST = ("nearest_id", "nearest_m", "nearest_min")
_SHARE_DIGITS, _COARSE_DIGITS, _TO_ROUND = 2, 1, 6
_LISTS_NAMED = {
    "strength_ids": "strength_names",
    "tied_ids": "tied_names",
    "shared_group_ids": "shared_group_names",
}
"""Lists of ids, and what they are called once they hold names."""
_OF_TIES = "unconnected"
"""The one reason that is about who knows whom."""

_OF_WORDS = "gaps by words, for which people were counted (individuals=False counts nobody)"

_ALONE = "no link at all"
"""The reason of a missing link that is about one place."""


@dataclass(frozen=True, eq=False)
class Protected:
    """
    A frame of findings that may be shown, and how many rows were kept back, by reason.

    ``untold`` is what is never told, whether there is any of it or not: it has
    no number, since one would say that there is. ``always`` are reasons that are
    told for nobody too: to tell them for somebody alone would say that there is.
    """

    frame: pd.DataFrame
    withheld: dict[str, int]
    untold: tuple[str, ...] = ()
    always: tuple[str, ...] = ()


def protect_gaps(m: AssetMap, *, gaps: pd.DataFrame, admission: Admission) -> Protected:
    """
    Leave out what gaps say about people and about places that are kept secret.

    For the public, of gaps by kind the kinds other than ``individual`` stay:
    no person is one. Of gaps by words those stay for which nobody was counted
    (``find_gaps(m, individuals=False)``) and whose word something shown has
    in that column: what would be left out of the others, because a person has
    the word, would tell that somebody has it. Gaps that are ``unconnected``
    tell who is in touch with whom. ``weighted_people`` are left out: they and
    the people they weigh would tell each other. Numbers of people keep the
    small-number rule, also those that are shared out (``access``, a
    benchmark): they are worked out from published populations
    (`assetmap.publish.select_public`) or not shown. Rows stand in the order
    of what is published. Nothing is said of the nearest asset, not even how
    far it is, unless the page shows where it is: of a group that is shown near
    its address only in answers that were asked of `select_public`. Assets that are not shown
    are named to nobody.
    """
    kept = gaps
    withheld: dict[str, pd.Series[bool]] = {}
    places, published, is_published = m.places, pd.Series(dtype="float64"), True
    if not admission.audience.sees_records:
        published = protect_populations(places, rule=admission.rule.name)
        is_published = rests_on_published(places, published)
        withheld = _find_delicate_gaps(m, gaps, admission, is_published=is_published)
        is_delicate = pd.concat(withheld, axis=1).any(axis=1)
        kept = _without_people(
            gaps[~is_delicate], places, published, is_published=is_published, rule=admission.rule
        )
    known = set(admission.placed.to_numpy(dtype=object))
    which, different = pd.factorize(kept["nearest_id"])  # the same asset is nearest to many
    is_known = np.append(is_among(pd.Series(different), known), False)
    is_shown = pd.Series(is_known[which], index=kept.index)
    if len(admission.moved) and gaps.attrs.get("shapes") != _mark_shown(admission):
        is_shown &= ~is_among(kept["nearest_id"], admission.moved)  # distances to where it is
    nearest = {name: kept[name].where(is_shown) for name in _NEAREST if name in kept}
    kept = kept.assign(**nearest)
    if "strength_ids" in kept:
        kept = kept.assign(strength_ids=keep_shown(kept["strength_ids"], known))
    if not admission.audience.sees_records:
        if counts_people(gaps) or not is_published:
            kept = _order_publicly(kept, published, places["need"])
        kept = kept.reset_index(drop=True)  # the old numbers would tell of rows between
    return Protected(kept, count_reasons(withheld))


def _mark_shown(admission: Admission) -> str:
    """Mark where a public page shows what it may point at; answers from there tell no more."""
    return mark_shapes(admission.assets.loc[admission.placed])


def _find_delicate_gaps(
    m: AssetMap, gaps: pd.DataFrame, admission: Admission, *, is_published: bool
) -> dict[str, pd.Series[bool]]:
    """Tell by reason which gaps the public may not see, each for one reason."""
    by = gaps.attrs.get("by")
    category, nowhere = gaps["category"], pd.Series(data=False, index=gaps.index)
    is_of_people = nowhere.copy()
    is_counted, is_unknown = nowhere.copy(), nowhere.copy()
    if by == "kind":
        is_of_people = category == str(AssetKind.INDIVIDUAL)
    elif counts_people(gaps):
        is_counted[:] = True
    else:
        is_unknown = ~category.isin(find_open_words(admission, by))
    public = m.places.index[find_public_places(m, admission)]
    is_of_none = gaps["place_id"].isna().to_numpy()  # what has no location is about no place
    is_elsewhere = pd.Series(~is_among(gaps["place_id"], public) & ~is_of_none, index=gaps.index)
    is_shared = nowhere.copy()
    if gaps.attrs.get("shares_people", True) and not is_published:
        is_shared = gaps["reached"] > 0
    is_of_some = nowhere | bool(gaps.attrs.get("where"))
    reasons = {
        "gaps in assets of some sort alone (where=)": is_of_some,
        "gaps in what people bring": is_of_people,
        _OF_WORDS: is_counted,
        "gaps in what no shown asset is about": is_unknown,
        "gaps in places that nothing shown names": is_elsewhere,
        "gaps in how people are tied to what is there": gaps["reason"] == _OF_TIES,
        "gaps that tell how many people share what is there (ask in select_public(m))": is_shared,
    }
    left = ~nowhere
    for reason, which in reasons.items():
        reasons[reason] = which & left
        left &= ~which
    return reasons


def _without_people(
    gaps: pd.DataFrame,
    places: pd.DataFrame,
    published: pd.Series[Any],
    *,
    is_published: bool,
    rule: CountRule,
) -> pd.DataFrame:
    """Take out of gaps the numbers that tell of people, and the sentences with them."""
    kept = gaps.assign(says=None, old_share=float("nan"))
    if "access" in kept and not is_published:
        kept = kept.assign(access=float("nan"))
    kept = _protect_short(
        protect_people(kept, rule=rule), gaps, is_published=is_published, rule=rule.name
    )
    if "people" in kept:
        is_kept_back = places["population"].notna() & published.isna()
        is_kept_back = is_kept_back.reindex(kept["place_id"].array, fill_value=False)
        kept = kept.assign(people=kept["people"].mask(is_kept_back.to_numpy(dtype=bool)))
    return kept


def _protect_short(
    kept: pd.DataFrame, gaps: pd.DataFrame, *, is_published: bool, rule: str
) -> pd.DataFrame:
    """
    Protect how many people are short, and how many are not, by the small-number rule.

    Where either is a small number, neither is told, nor the share that would
    tell it; ``depth`` is told to tenths there. Shares of numbers that are not
    published are told to hundredths: a longer fraction tells of what.
    """
    if "people_short" not in kept:
        return kept
    short = gaps["people_short"].reindex(kept.index)
    told = protect_counts(short, rule=rule).astype("float64")
    if "people" in gaps:
        others = gaps["people"].reindex(kept.index) - short
        told = told.mask(find_small(others.round(_TO_ROUND), rule=rule))
    is_kept_back = told.isna() & short.notna()
    changed = {"people_short": told}
    shares = kept[kept.columns.intersection(["share_short", "depth"])]
    told_shares = shares if is_published else shares.round(_SHARE_DIGITS)
    if "share_short" in shares:
        changed["share_short"] = told_shares["share_short"].mask(is_kept_back)
    if "depth" in shares:
        coarse = shares["depth"].round(_COARSE_DIGITS)
        changed["depth"] = told_shares["depth"].mask(is_kept_back, coarse)
    return kept.assign(**changed)


def _order_publicly(
    gaps: pd.DataFrame, population: pd.Series[Any], need: pd.Series[Any]
) -> pd.DataFrame:
    """
    Put gaps in the order of `find_gaps`, by what is published alone.

    Its own order goes by exact numbers of people, and by whether anybody at all is in reach.
    """
    place = gaps["place_id"].array
    people = pd.Series(population.reindex(place).to_numpy(), index=gaps.index)
    short: pd.Series[Any] = gaps.get("people_short", people)
    weight = pd.Series(need.astype("float64").reindex(place).to_numpy(), index=gaps.index)
    is_some = gaps["reached"] > 0
    stage = is_some.astype("int64") + 1
    if "strength_ids" in gaps:
        stage = stage.mask(~is_some & (gaps["strength_ids"].map(len) == 0), 0)
    keys = pd.DataFrame(
        {
            "weighted": largest_first(short * weight.fillna(1)),
            "short": largest_first(short),
            "stage": stage,
            "far": -gaps["nearest_m"].to_numpy(dtype=np.float64),
            "place": gaps["place_id"],
            "category": gaps["category"],
        },
        index=gaps.index,
    )
    keys = keys.reset_index(drop=True).sort_values([*keys.columns], na_position="first")
    ordered: pd.DataFrame = gaps.take(keys.index.to_numpy())
    return ordered


def keep_shown(lists: pd.Series[Any], known: set[str]) -> Objects:
    """Leave out of each list the ids that are not known; many lists are the same."""
    shown = {
        ids: ids if known.issuperset(ids) else tuple(i for i in ids if i in known)
        for ids in set(lists)
    }
    column = np.empty(len(lists), dtype=object)
    column[:] = [shown[ids] for ids in lists]
    return column


def protect_people(findings: pd.DataFrame, *, rule: CountRule) -> pd.DataFrame:
    """Protect numbers of people by the small-number rule, and leave out what is weighed by them."""
    if "people" not in findings:
        return findings
    people = protect_counts(findings["people"], rule=rule.name).astype("float64")
    kept = findings.assign(people=people)
    weighed = [name for name in ("weighted_people", "weighted_people_short") if name in kept]
    return kept.assign(**dict.fromkeys(weighed, float("nan")))


def name_assets(findings: pd.DataFrame, *, admission: Admission) -> pd.DataFrame:
    """
    Put names in place of the ids of assets, for a table that leaves the team.

    Ids are the team's own and may be somebody's initials. ``nearest_id``
    becomes ``nearest_name``; ``strength_ids``, ``tied_ids`` and
    ``shared_group_ids`` become ``strength_names``, ``tied_names`` and
    ``shared_group_names``; ``person_id``
    and ``host_id`` are left out: the name is there, and so are ``mediator_id``
    and ``ask_ids``: nobody is named there. Ids of places stay; they are public
    codes. Gaps and missing links whose sentence was kept back get one of what
    may be said.
    """
    names = admission.assets["name"]
    left_out = ["person_id", "host_id", "mediator_id", "ask_ids"]
    named = findings.drop(columns=left_out, errors="ignore")
    if "nearest_id" in named:
        nearest = names.reindex(named["nearest_id"].array).set_axis(named.index)
        named = named.assign(nearest_id=nearest).rename(columns={"nearest_id": "nearest_name"})
    for column, as_names in _LISTS_NAMED.items():
        if column not in named:
            continue
        known = names.to_dict()
        lists = np.empty(len(named), dtype=object)
        lists[:] = [tuple(known[i] for i in ids if i in known) for ids in named[column]]
        named = named.assign(**{column: lists}).rename(columns={column: as_names})
    if "reason" in named and named["says"].isna().all():
        say = _say_publicly if "category" in named else _say_missing
        named = named.assign(says=say(named))
    return named


def _say_publicly(gaps: pd.DataFrame) -> pd.Series[Any]:
    """Say again what may be said: the place, who is short, and how far the nearest shown is."""
    reason = gaps["reason"].astype(object)
    said = reason.mask(reason == "none in reach", "none within reach")
    if "people_short" in gaps:
        who = gaps["people_short"].map("{:,.0f} people short, ".format)
        said = who.where(gaps["people_short"].notna(), "").astype(object) + said
    away = gaps["nearest_m"].round(-2).map("; the nearest shown is {:,.0f} m away".format)
    away = away.where(gaps["nearest_m"].notna(), "")
    where = (gaps["place_name"].astype(object) + ", ").where(gaps["place_name"].notna(), "")
    what = where + gaps["category"].astype(object)
    return what + ": " + said + away + "."


def _say_missing(missing: pd.DataFrame) -> pd.Series[str]:
    """Say again which two nothing joins on the map, and what both have."""
    _, _, a_name, b_name = find_ends(missing)
    other = missing[b_name].fillna("").astype(object)
    shares = missing["shares"].map(", ".join)
    both = ("; both have " + shares).where(shares != "", "")
    named = name_pairs(missing[a_name].astype("str"), missing[b_name].astype("str"))
    pair = named.astype(object) + ": no link is shown yet" + both
    near = ("; near or alike: " + other).where(missing[b_name].notna(), "")
    alone = missing[a_name].astype(object) + ": no link to another is shown yet" + near
    said: pd.Series[Any] = pair.where(missing["reason"] != _ALONE, alone)
    return said + "."


def find_ends(links: pd.DataFrame) -> PairEnds:
    """Find out whether a frame of links is of places or of groups."""
    return PLACE_PAIR if PLACE_PAIR.a in links else GROUP_PAIR


def count_reasons(reasons: dict[str, pd.Series[bool]]) -> dict[str, int]:
    """Count what is left out by each reason; a reason for nothing is none."""
    counts = {reason: int(is_left_out.sum()) for reason, is_left_out in reasons.items()}
    return {reason: count for reason, count in counts.items() if count}

"""Findings through the same door as the map: what an audience may see of each.

The frames keep their columns. Sentences are written for the team, since they
count people; for the public they are left out, and whoever draws says what
the published numbers say.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from assetmap.model import AssetKind
from assetmap.publish.disclosure import protect_counts
from assetmap.publish.fields import Admission
from assetmap.tables import AssetMap, is_among, name_pairs

__all__ = [
    "Protected",
    "count_reasons",
    "find_delicate_categories",
    "find_words",
    "keep_shown",
    "list_placed",
    "name_assets",
    "protect_gaps",
    "protect_people",
]

_NEAREST = ("nearest_id", "nearest_m", "nearest_min")
_RULE = "ons"
_OF_TIES = "unconnected"
"""The one reason that is about who knows whom."""

_ALONE = "no link at all"
"""The reason of a missing link that is about one place."""


@dataclass(frozen=True, eq=False)
class Protected:
    """A frame of findings that may be shown, and how many rows were kept back, by reason."""

    frame: pd.DataFrame
    withheld: dict[str, int]


def protect_gaps(m: AssetMap, *, gaps: pd.DataFrame, admission: Admission) -> Protected:
    """
    Leave out what gaps say about people and about places that are kept secret.

    For the public, a category stays only if shown assets have it and no
    person has: the skills, themes and ages of people who did not agree are
    not counted either. Gaps that are ``unconnected`` are left out: they tell
    who is in touch with whom. Numbers of people keep the small-number rule.
    Nothing is said of the nearest asset, not even how far it is, unless the
    page shows where it is. Assets that are not shown are named to nobody.
    """
    kept = gaps
    withheld: dict[str, pd.Series[bool]] = {}
    if admission.audience == "public":
        of_people, unknown = find_delicate_categories(m, gaps, admission)
        is_about_people = gaps["category"].isin(of_people)
        is_unknown = gaps["category"].isin(unknown) & ~is_about_people
        is_of_ties = (gaps["reason"] == _OF_TIES) & ~(is_about_people | is_unknown)
        kept = gaps.assign(says=None, old_share=float("nan"))
        kept = protect_people(kept[~(is_about_people | is_unknown | is_of_ties)])
        withheld = {
            "gaps in what people bring": is_about_people,
            "gaps in what no shown asset is about": is_unknown,
            "gaps in how people are tied to what is there": is_of_ties,
        }
    known = set(admission.placed.to_numpy(dtype=object))
    which, different = pd.factorize(kept["nearest_id"])  # the same asset is nearest to many
    is_known = np.append(is_among(pd.Series(different), known), False)
    is_shown = pd.Series(is_known[which], index=kept.index)
    nearest = {name: kept[name].where(is_shown) for name in _NEAREST if name in kept}
    kept = kept.assign(**nearest)
    if "strengths" in kept:
        kept = kept.assign(strengths=keep_shown(kept["strengths"], known))
    return Protected(kept, count_reasons(withheld))


def keep_shown(lists: pd.Series[Any], known: set[str]) -> npt.NDArray[np.object_]:
    """Leave out of each list the ids that are not known; many lists are the same."""
    shown = {
        ids: ids if known.issuperset(ids) else tuple(i for i in ids if i in known)
        for ids in set(lists)
    }
    column = np.empty(len(lists), dtype=object)
    column[:] = [shown[ids] for ids in lists]
    return column


def protect_people(findings: pd.DataFrame) -> pd.DataFrame:
    """Protect numbers of people, and what is weighed by them, by the small-number rule."""
    if "people" not in findings:
        return findings
    people = protect_counts(findings["people"], rule=_RULE).astype("float64")
    changed = {"people": people}
    if "weighted_people" in findings:
        exact = findings["people"].where(findings["people"] > 0)
        weight = (findings["weighted_people"] / exact).where(people > 0)
        changed["weighted_people"] = (weight * people).mask(people == 0, 0.0)
    return findings.assign(**changed)


def find_delicate_categories(
    m: AssetMap, findings: pd.DataFrame, admission: Admission
) -> tuple[set[str], set[str]]:
    """
    Sort out the categories that people have, and those that nothing shown has.

    What was asked by kind says so; without a word of it, a category that is
    spelt like a kind may be somebody's theme.
    """
    if findings.attrs.get("by") == "kind":
        return {str(AssetKind.INDIVIDUAL)}, set()
    asked = {str(category) for category in findings["category"].unique()}
    assets = m.assets.drop(columns="geometry")
    people = assets[assets["kind"] == str(AssetKind.INDIVIDUAL)]
    if asked <= {str(kind) for kind in AssetKind}:
        words = find_words(people.drop(columns="kind"), asked)
        return words | {str(AssetKind.INDIVIDUAL)}, set()
    return find_words(people, asked), asked - find_words(list_placed(admission), asked)


def list_placed(admission: Admission) -> pd.DataFrame:
    """List what a page shows of the assets that it may point to, without their shapes."""
    public: pd.DataFrame = admission.assets.drop(columns="geometry")
    everything = len(admission.placed) == len(public)
    return public if everything else public.loc[admission.placed]


def find_words(assets: pd.DataFrame, asked: set[str]) -> set[str]:
    """Find which of the words stand in any column, until all are found."""
    found: set[str] = set()
    if assets.empty:
        return found
    # Columns of words first: that is where the words are, nearly always.
    for name in sorted(assets.columns, key=lambda name: assets[name].dtype != object):
        cells = assets[name].dropna().to_numpy(dtype=object)
        for cell in {cell if isinstance(cell, tuple) else str(cell) for cell in cells}:
            words = ";".join(map(str, cell)) if isinstance(cell, tuple) else cell
            found |= {word.strip() for word in words.split(";")} & asked
        if found == asked:
            break
    return found


def name_assets(findings: pd.DataFrame, *, admission: Admission) -> pd.DataFrame:
    """
    Put names in place of the ids of assets, for a table that leaves the team.

    Ids are the team's own and may be somebody's initials. ``nearest_id``
    becomes ``nearest``, ``strengths`` and ``tied`` hold names; ``person_id``
    and ``host_id`` are left out: the name is there, and so are ``bridge_id``
    and ``ask``: nobody is named there. Ids of places stay; they are public
    codes. Gaps and missing links whose sentence was kept back get one of what
    may be said.
    """
    names = admission.assets["name"]
    left_out = ["person_id", "host_id", "bridge_id", "ask"]
    named = findings.drop(columns=left_out, errors="ignore")
    if "nearest_id" in named:
        nearest = names.reindex(named["nearest_id"].array).set_axis(named.index)
        named = named.assign(nearest_id=nearest).rename(columns={"nearest_id": "nearest"})
    for column in named.columns.intersection(["strengths", "tied"]):
        known = names.to_dict()
        lists = np.empty(len(named), dtype=object)
        lists[:] = [tuple(known[i] for i in ids if i in known) for ids in named[column]]
        named = named.assign(**{column: lists})
    if "reason" in named and named["says"].isna().all():
        say = _say_publicly if "category" in named else _say_missing
        named = named.assign(says=say(named))
    return named


def _say_publicly(gaps: pd.DataFrame) -> pd.Series[Any]:
    """Say again what may be said: the place, what is short, and how far the nearest shown is."""
    reason = gaps["reason"].astype(object)
    said = reason.mask(reason == "none in reach", "none within reach")
    away = gaps["nearest_m"].round(-2).map("; the nearest shown is {:,.0f} m away".format)
    away = away.where(gaps["nearest_m"].notna(), "")
    what = gaps["place"].astype(object) + ", " + gaps["category"].astype(object)
    return what + ": " + said + away + "."


def _say_missing(missing: pd.DataFrame) -> pd.Series[str]:
    """Say again which two nothing joins on the map, and what both have."""
    other = missing["name_b"].fillna("").astype(object)
    shares = missing["shares"].map(", ".join)
    both = ("; both have " + shares).where(shares != "", "")
    named = name_pairs(missing["name_a"].astype("str"), missing["name_b"].astype("str"))
    pair = named.astype(object) + ": no link is shown yet" + both
    near = ("; near or alike: " + other).where(missing["name_b"].notna(), "")
    alone = missing["name_a"].astype(object) + ": no link to another is shown yet" + near
    said: pd.Series[Any] = pair.where(missing["reason"] != _ALONE, alone)
    return said + "."


def count_reasons(reasons: dict[str, pd.Series[bool]]) -> dict[str, int]:
    """Count what is left out by each reason; a reason for nothing is none."""
    counts = {reason: int(is_left_out.sum()) for reason, is_left_out in reasons.items()}
    return {reason: count for reason, count in counts.items() if count}

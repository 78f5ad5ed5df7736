"""What an audience may see of links between places, and of links that are missing.

Links by theme, age group or another word stand in the same frames, with
``group_a`` and ``group_b`` in place of ``place_a_id`` and ``place_b_id``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import decimals_up_to, is_among
from assetmap.model import GROUP_PAIR, PLACE_PAIR
from assetmap.publish.asked import find_introducible
from assetmap.publish.counting import find_open_words, find_public_places
from assetmap.publish.fields import Admission
from assetmap.publish.findings import Protected, count_reasons, find_ends, keep_shown
from assetmap.tables import AssetMap

__all__ = ["protect_links", "protect_missing_links"]

_OF_PEOPLE = ("shared_people", "interlocks", "records", "expected", "surprise", "q")
"""What counts people, what one person alone can make, and what is worked out from both."""
_UNTOLD = {
    PLACE_PAIR.a: "whether people join places, which is not said in public",
    GROUP_PAIR.a: "whether people join words, which is not said in public",
}
"""Said of every public list of links, so that it does not tell a map with people from another."""
_DECIMALS = decimals_up_to(1)
"""What is the same sum in another order is as strong."""
_OF_WORDS = "links between words that nothing shown has"


def protect_links(m: AssetMap, *, links: pd.DataFrame, admission: Admission) -> Protected:
    """
    Keep what joins places without anybody's help: shared groups, and ties between them.

    For the public nothing depends on people, since whatever does would tell of
    somebody: a link that is left out because few people make it is as good as
    named by its absence. So ``ties`` counts those with no person at either
    end, ``weight`` is that of the shared groups (``group_weight``), and
    ``shared_people``, ``interlocks``, ``records``, ``expected``, ``surprise`` and
    ``q`` are empty: blank is not "a few", nor "none". Shared groups are named
    where they are shown themselves. A place whose links all rest on
    people is listed as one of which no link is shown. Between words, only
    those stay that something shown has which is no person. Groups whose
    location is kept secret link nothing in the first place (`find_links`).

    Parameters
    ----------
    m
        The map.
    links
        The frame of `find_links`. Not modified.
    admission
        What the audience may see.

    Returns
    -------
    protected
        The rows that may be shown. ``untold`` says the same of every map.
    """
    if admission.audience.sees_records:
        return Protected(links, {})
    a, b, *_ = find_ends(links)
    is_delicate = _find_delicate_rows(m, links, admission)
    open_links = links[~is_delicate]
    open_links = open_links.assign(
        ties=open_links["group_ties"],
        weight=open_links["group_weight"].astype("float64"),
        says=None,
        **dict.fromkeys(_OF_PEOPLE, np.nan),
    )
    if "shared_group_ids" in open_links:
        shown = set(admission.assets.index)
        open_links["shared_group_ids"] = keep_shown(open_links["shared_group_ids"], shown)
    is_pair = open_links[b].notna() & (open_links["shared_groups"] + open_links["ties"] > 0)
    pairs = open_links[is_pair]
    alone = _list_alone(open_links, joined={*pairs[a], *pairs[b]})
    pairs = pairs.assign(less=-(pairs["weight"] + pairs["ties"]).round(_DECIMALS))
    pairs = pairs.sort_values(["less", a, b]).drop(columns="less")
    kept = pd.concat([alone, pairs], ignore_index=True) if len(alone) else pairs
    withheld = count_reasons({_OF_WORDS: is_delicate})
    return Protected(kept.reset_index(drop=True)[[*links]], withheld, (_UNTOLD[a],))


def _list_alone(links: pd.DataFrame, *, joined: set[str]) -> pd.DataFrame:
    """List the places that no row joins to another, by id, as `find_links` lists them."""
    a, b, a_name, b_name = find_ends(links)
    joining = links[links[b].notna()]
    of_second = joining.assign(**{a_name: joining[b_name], a: joining[b]})
    every = pd.concat([links, of_second]).drop_duplicates(a)
    alone = every[~every[a].isin(joined)].sort_values(a)
    nothing = {b: None, b_name: None, "distance_m": np.nan, "adjacent": False}
    zeros = {"weight": 0.0, "group_weight": 0.0, "shared_groups": 0, "ties": 0, "group_ties": 0}
    alone = alone.assign(**nothing, **zeros)
    if "shared_group_ids" in alone:
        alone["shared_group_ids"] = keep_shown(alone["shared_group_ids"], set())
    if "geometry" in alone:
        alone["geometry"] = np.full(len(alone), None, dtype=object)
    return alone


def protect_missing_links(m: AssetMap, *, missing: pd.DataFrame, admission: Admission) -> Protected:
    """
    Keep missing links within the team, unless nobody was counted for them.

    A pair that is not among those that nothing joins is joined by something,
    and if no group is seen to, by somebody. So for the public only what was
    found with ``individuals=False`` stays, from which no person was known
    (``of_people`` is False). For the team, nobody is named as a bridge who no
    longer agrees to be introduced.

    Parameters
    ----------
    m
        The map.
    missing
        The frame of `find_missing_links`. Not modified.
    admission
        What the audience may see.

    Returns
    -------
    protected
        The rows that may be shown.
    """
    shown = set(admission.assets.index)
    if admission.audience.sees_records:
        may = is_among(missing["mediator_id"], find_introducible(m, admission))
        ask = keep_shown(missing["ask_ids"], shown)
        return Protected(
            missing.assign(mediator_id=missing["mediator_id"].where(may), ask_ids=ask), {}
        )
    is_delicate = _find_delicate_rows(m, missing, admission)
    is_of_people = missing["of_people"].astype(bool) & ~is_delicate
    kept = missing[~(is_delicate | is_of_people)]
    kept = kept.assign(
        mediator_id=None,
        ask_ids=keep_shown(kept["ask_ids"], set()),
        shares=_keep_open_words(kept, admission),
        says=None,
    )
    withheld = {_OF_WORDS: is_delicate, "missing links, for the team alone": is_of_people}
    return Protected(kept.reset_index(drop=True), count_reasons(withheld))


def _find_delicate_rows(m: AssetMap, links: pd.DataFrame, admission: Admission) -> pd.Series[Any]:
    """Tell which rows are about words, or places, that nothing has which is shown and no person."""
    ends = find_ends(links)
    a, b, *_ = ends
    if ends == PLACE_PAIR:
        known = set(m.places.index[find_public_places(m, admission)])
    else:
        known = find_open_words(admission, links.attrs.get("by"))
    return ~(links[a].isin(known) & (links[b].isin(known) | links[b].isna()))


def _keep_open_words(missing: pd.DataFrame, admission: Admission) -> Any:
    """Keep of what two places share the themes that something shown has; groups share places."""
    is_by_place = find_ends(missing) == PLACE_PAIR
    return keep_shown(
        missing["shares"], find_open_words(admission, "themes") if is_by_place else set()
    )

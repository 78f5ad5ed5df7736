"""`find_same_records`: which record of an earlier map is which of a later one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from assetmap.language import in_its_language
from assetmap.matching._evidence import NameLevel, PlaceLevel
from assetmap.matching._matched import Matched, match_records
from assetmap.matching._pair_sentences import name_certainties, say_pairs
from assetmap.matching._verdicts import POSSIBLE
from assetmap.tables import AssetMap, require_one_crs, sort_assets
from assetmap.typing import Flags, Positions

__all__ = ["SAME_COLUMNS", "find_same_records"]

SAME_COLUMNS = ("before_id", "after_id", "certainty", "says")


@in_its_language
def find_same_records(before: AssetMap, after: AssetMap) -> pd.DataFrame:
    """
    Find which record of an earlier map is which of a later one.

    Names are corrected, authorities are divided, halls get another postcode:
    by their keys, two lists of one thing seem to have lost and won what only changed its name.
    Each record is paired with one of the other map, the best first; what was
    divided, or put together, is paired with each half, as "possible".

    Ids are not compared: rows may have been numbered anew.

    Parameters
    ----------
    before, after
        The two maps, in one reference system. Not modified.

    Returns
    -------
    same
        One row per pair, the most certain first:

        - ``before_id``, ``after_id``: ids in the two maps. One that is
          there twice was divided, or put together
        - ``certainty``: "certain", "likely" or "possible"
        - ``says``: why

        A record of ``before`` that is not there was not seen again; that does
        not say that it has closed.

    Raises
    ------
    CRSError
        If the two maps are in different reference systems.

    See Also
    --------
    find_duplicates : The same thing twice in one map.

    Notes
    -----
    Of England's libraries of 2022 and 2023, 118 have another key in the
    second list. This pairs 112 of them, the two that were divided with both halves.

    Examples
    --------
    >>> def make(name):
    ...     return AssetMap.from_frames(
    ...         assets=pd.DataFrame({"name": [name], "kind": "institution",
    ...                              "postcode": "ME4 4TX"}, index=[name]))
    >>> same = find_same_records(make("Chatham Library, Community Hub"), make("Chatham Hub"))
    >>> same[["before_id", "after_id", "certainty"]].values.tolist()
    [['Chatham Library, Community Hub', 'Chatham Hub', 'certain']]
    """
    require_one_crs(before.crs, after.crs)
    earlier, later = sort_assets(before), sort_assets(after)
    assets = pd.concat([earlier, later])
    matched = match_records(assets, np.arange(len(assets)) >= len(earlier))
    matched = matched.select(matched.order_best_first())
    kept = _pair_each_once(matched, len(assets))
    divided = _find_divided(matched, kept, len(assets))
    certainty = np.where(divided, POSSIBLE, matched.certainty)
    kept |= divided
    matched, certainty = matched.select(kept), certainty[kept]
    order = np.argsort(-certainty, kind="stable")
    matched, certainty = matched.select(order), certainty[order]
    a, b = assets.iloc[matched.a], assets.iloc[matched.b]
    return pd.DataFrame(
        {
            "before_id": a.index.astype("str"),
            "after_id": b.index.astype("str"),
            "certainty": name_certainties(certainty),
            "says": say_pairs(a["name"], b["name"], matched.evidence, certainty),
        },
        index=pd.RangeIndex(len(matched.a)),
        columns=list(SAME_COLUMNS),
    ).astype("str")


def _pair_each_once(matched: Matched, n: int) -> Flags:
    """
    Keep the pairs in which each record is once: those that are best for both, round by round.

    Pairs are in order, best first, so that this keeps what going through them one by one would.
    """
    kept = np.zeros(len(matched.a), dtype=bool)
    open_pairs: Positions = np.flatnonzero(matched.certainty > 0)
    while len(open_pairs):
        a, b = matched.a[open_pairs], matched.b[open_pairs]
        best_of_a, best_of_b = np.full(n, len(matched.a)), np.full(n, len(matched.a))
        np.minimum.at(best_of_a, a, open_pairs)
        np.minimum.at(best_of_b, b, open_pairs)
        chosen = open_pairs[(best_of_a[a] == open_pairs) & (best_of_b[b] == open_pairs)]
        kept[chosen] = True
        is_used = np.zeros(n, dtype=bool)
        is_used[matched.a[chosen]] = is_used[matched.b[chosen]] = True
        open_pairs = open_pairs[~is_used[a] & ~is_used[b]]
    return kept


def _find_divided(matched: Matched, kept: Flags, n: int) -> Flags:
    """
    Find what was divided or put together: all of its pairs.

    That are parts that stand where nothing else was paired, and halves of
    which each agrees with the whole as well as the other does.
    """
    is_used = np.zeros(n, dtype=bool)
    is_used[matched.a[kept]] = is_used[matched.b[kept]] = True
    evidence = matched.evidence
    parts = (
        matched.is_related
        & evidence.is_part
        & evidence.same_kind
        & (evidence.place >= PlaceLevel.HERE)
        & ~is_used[matched.a]
        & ~is_used[matched.b]
    )
    is_loose = (matched.certainty > 0) & (evidence.name == NameLevel.CONTAINED)
    halves = np.zeros(len(kept), dtype=bool)
    agreement = np.where(is_loose, matched.certainty * len(PlaceLevel) + evidence.place, -1)
    for end, other in ((matched.a, matched.b), (matched.b, matched.a)):
        of_kept = np.full(n, -1)
        of_kept[end[kept & is_loose]] = agreement[kept & is_loose]
        more = is_loose & ~kept & (agreement == of_kept[end]) & ~is_used[other]
        is_whole = np.zeros(n, dtype=bool)
        is_whole[end[more]] = True
        halves |= more | (kept & is_whole[end])
    return np.asarray(parts | halves)

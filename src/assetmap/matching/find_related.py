"""`find_related`: what is in one building, of one body or a part of one thing."""

from __future__ import annotations

import pandas as pd

from assetmap.language import in_its_language
from assetmap.matching._matched import match_records
from assetmap.matching._pair_sentences import say_pairs
from assetmap.model import TieKind
from assetmap.tables import AssetMap, sort_assets

__all__ = ["RELATED_COLUMNS", "find_related"]

RELATED_COLUMNS = ("source", "target", "kind", "source_name", "target_name", "says")


@in_its_language
def find_related(m: AssetMap) -> pd.DataFrame:
    """
    Find records that belong together and are not one thing.

    A school and the polling station in it, the infant and the junior school,
    a library and the mobile library that starts there, two bodies at one address.

    Read a row as a tie that may be missing. The rows that a person accepts
    can be given to `add_ties` as they are; change ``kind`` where you know more.

    Parameters
    ----------
    m
        The map. Not modified.

    Returns
    -------
    related
        One row per pair without a tie, those that agree best first:

        - ``source``, ``target``: ids of the two
        - ``kind``: kind of the tie, ``"part_of"`` where one may be a part, else ``"other"``
        - ``source_name``, ``target_name``
        - ``says``: why

    See Also
    --------
    find_duplicates : What may be one thing.
    add_ties : Accept them as ties.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Holt Infant School", "Holt Junior School"], "kind": "institution",
    ...          "postcode": "LE1 1AA"},
    ...         index=["infant", "junior"],
    ...     )
    ... )
    >>> found = find_related(m)
    >>> found[["source", "target", "kind"]].values.tolist()
    [['infant', 'junior', 'part_of']]
    """
    assets = sort_assets(m)
    matched = match_records(assets)
    ids = assets.index
    ends = m.ties[["source", "target"]]
    known = pd.MultiIndex.from_arrays([ends["source"], ends["target"]])
    pairs = pd.MultiIndex.from_arrays([ids[matched.a], ids[matched.b]])
    is_tied = pairs.isin(known) | pairs.isin(known.swaplevel())
    matched = matched.select(matched.is_related & ~is_tied)
    matched = matched.select(matched.order_best_first())
    a, b = assets.iloc[matched.a], assets.iloc[matched.b]
    kind = pd.Series(matched.evidence.is_part).map(
        {True: str(TieKind.PART_OF), False: str(TieKind.OTHER)}
    )
    return pd.DataFrame(
        {
            "source": a.index.astype("str"),
            "target": b.index.astype("str"),
            "kind": kind.to_numpy(dtype=object),
            "source_name": a["name"].to_numpy(),
            "target_name": b["name"].to_numpy(),
            "says": say_pairs(a["name"], b["name"], matched.evidence, matched.certainty),
        },
        index=pd.RangeIndex(len(matched.a)),
        columns=list(RELATED_COLUMNS),
    ).astype("str")

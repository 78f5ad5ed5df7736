"""`find_duplicates`: which records of a map may be one and the same thing."""

from __future__ import annotations

import pandas as pd

from assetmap.errors import TableError
from assetmap.language import in_its_language
from assetmap.matching._matched import Matched, match_records
from assetmap.matching._pair_sentences import CERTAINTIES, name_certainties, say_pairs
from assetmap.tables import AssetMap, sort_assets

__all__ = ["DUPLICATE_COLUMNS", "find_duplicates"]

DUPLICATE_COLUMNS = (
    "asset_a_id", "asset_b_id", "asset_a_name", "asset_b_name", "certainty", "says",
)  # fmt: skip


@in_its_language
def find_duplicates(m: AssetMap, *, certainty: str = "possible") -> pd.DataFrame:
    """
    Find records that may be one thing, such as a hall that stands in several lists.

    Records are compared by their names and aliases (case, accents, order of
    words, legal endings and abbreviations do not matter), where they are,
    identifiers, telephone, email, website and address. What is only in one building, or of one
    body, is not here: see `find_related`. People are never matched by name alone: they need the
    same telephone, email or identifier, or the same postcode for "possible".

    Read "certain" as what may be merged after a glance, "likely" as what to
    look at, and "possible" as what to ask about. Nothing is merged until
    `merge_duplicates` is told to.

    Parameters
    ----------
    m
        The map. Not modified.
    certainty
        The least that is wanted: ``"certain"``, ``"likely"`` or ``"possible"``.

    Returns
    -------
    duplicates
        One row per pair, the most certain first:

        - ``asset_a_id``, ``asset_b_id``, ``asset_a_name``, ``asset_b_name``: the
          two records, by id
        - ``certainty``: "certain", "likely" or "possible"
        - ``says``: why

        Three records of one thing are three rows.

    Raises
    ------
    TableError
        If ``certainty`` is none of the three.

    See Also
    --------
    merge_duplicates : Make one record of those that a person has decided are one.
    find_related : What belongs together, and is not one thing.

    Notes
    -----
    On 433 pairs of real records that were judged by reading them, with rules set on one half:
    on the other half all 35 "certain" pairs are one thing, and 45 of 46 pairs
    that are one thing are found at least as "possible".

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Mill Hall", "The Mill Hall Ltd.", "Mill Hall"], "kind": "space",
    ...          "postcode": ["LE1 1AA", "LE1 1AA", "CM1 1AA"]},
    ...         index=["a", "b", "c"],
    ...     )
    ... )
    >>> found = find_duplicates(m)
    >>> found[["asset_a_id", "asset_b_id", "certainty"]].values.tolist()
    [['a', 'b', 'certain']]
    >>> found["says"][0]
    'Mill Hall and The Mill Hall Ltd. are one thing: the same name, within 50 m, or one postcode.'
    """
    levels = {word: level for level, word in CERTAINTIES.items()}
    if certainty not in levels:
        raise TableError(f"{certainty!r} is no certainty. Say 'certain', 'likely' or 'possible'.")
    assets = sort_assets(m)
    matched = match_records(assets)
    matched = matched.select(matched.certainty >= levels[certainty])
    matched = matched.select(matched.order_best_first())
    return lay_out_pairs(assets, matched)


def lay_out_pairs(assets: pd.DataFrame, matched: Matched) -> pd.DataFrame:
    """Lay pairs out with ids, names, certainty and why."""
    a, b = assets.iloc[matched.a], assets.iloc[matched.b]
    return pd.DataFrame(
        {
            "asset_a_id": a.index.astype("str"),
            "asset_b_id": b.index.astype("str"),
            "asset_a_name": a["name"].to_numpy(),
            "asset_b_name": b["name"].to_numpy(),
            "certainty": name_certainties(matched.certainty),
            "says": say_pairs(a["name"], b["name"], matched.evidence, matched.certainty),
        },
        index=pd.RangeIndex(len(matched.a)),
        columns=list(DUPLICATE_COLUMNS),
    ).astype("str")

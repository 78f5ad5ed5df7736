"""Everything that was done to find out what is there: effort on record, and conversations."""

from __future__ import annotations

import pandas as pd

from assetmap.tables.asset_map import AssetMap

__all__ = ["list_effort"]


def list_effort(m: AssetMap) -> pd.DataFrame:
    """
    List the effort of a map, with a row for every conversation that stands among its records.

    Whoever writes down what was said need not count it again as effort. A
    conversation without a place was held nowhere that can be counted.

    Returns
    -------
    effort
        As ``m.effort``; the rows of conversations are named by their ids.

    Examples
    --------
    >>> halls = pd.DataFrame({"name": ["Hall"], "kind": ["space"], "place_id": ["mill"]})
    >>> days = ["2026-05-03", "2026-05-04"]
    >>> held = pd.DataFrame({"place_id": ["mill", None], "held_on": days}, index=["c1", "c2"])
    >>> m = AssetMap.from_frames(assets=halls, records={"conversations": held})
    >>> list_effort(m)["place_id"].to_dict(), list_effort(m)["conversations"].tolist()
    ({'c1': 'mill'}, [1.0])
    """
    effort, held = m.effort, m.records.get("conversations")
    if held is None or not held["place_id"].notna().any():
        return effort
    held = held[held["place_id"].notna()]
    rows = pd.DataFrame(index=held.index, columns=effort.columns, dtype=object)
    rows = rows.assign(place_id=held["place_id"], conversations=1.0, on=held["held_on"],
                       sources=held["sources"])  # fmt: skip
    rows = rows.astype({name: dtype for name, dtype in effort.dtypes.items() if name != "geometry"})
    return rows if effort.empty else pd.concat([effort, rows])

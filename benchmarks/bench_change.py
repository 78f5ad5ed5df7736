"""Two dates of a country: seconds and memory of comparing 60,000 assets with 60,000.

Beside it stands what a user would do instead: an outer merge by id and the
columns compared one by one, which tells neither began from found later.
"""

from __future__ import annotations

import datetime as dt
import resource
import sys
import time

import numpy as np
import pandas as pd

from assetmap.learning import compare_maps
from assetmap.tables import AssetMap

ASSETS = 60_000


def make(day: dt.date, seed: int) -> AssetMap:
    """Make up a map of which the other date shares nine assets in ten."""
    draw = np.random.default_rng(seed)
    ids = np.sort(draw.choice(ASSETS * 11 // 10, ASSETS, replace=False))
    assets = pd.DataFrame(
        {
            "name": [f"Asset {at}" for at in ids],
            "kind": "association",
            "cost": draw.choice(["free", "£2"], ASSETS, p=[0.9, 0.1]),
            "themes": [("tea",) if at % 2 else ("tea", "song") for at in ids],
            "postcode": [f"AB{at % 90} {at % 10}CD" for at in ids],
            "status": draw.choice(["active", "closed", "unknown"], ASSETS, p=[0.6, 0.05, 0.35]),
            "since_latest": np.where(ids % 3 == 0, "1990-01-01", None),
        },
        index=[f"a{at}" for at in ids],
    )
    return AssetMap.from_frames(assets=assets, as_of=day)


def main() -> None:
    """Time both, and print the ratio."""
    was, now = make(dt.date(2024, 1, 1), 1), make(dt.date(2026, 1, 1), 2)
    unit = 1 if sys.platform == "darwin" else 1024
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    started = time.process_time()
    found = compare_maps(was, now)
    ours = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    started = time.process_time()
    merged = was.assets.merge(now.assets, left_index=True, right_index=True, how="outer",
                              suffixes=("_was", "_now"))  # fmt: skip
    differs = {name: (merged[f"{name}_was"] != merged[f"{name}_now"]).sum()
               for name in was.assets.columns}  # fmt: skip
    by_hand = time.process_time() - started
    print(f"compare_maps, {ASSETS:,} against {ASSETS:,}: {ours:.1f} s of processor, "
          f"{(peak - before) / 1e6:.0f} MB above what the maps take, {len(found):,} rows; "
          f"merge and compare by hand {by_hand:.1f} s ({ours / by_hand:.1f} times), "
          f"{len(differs)} columns")  # fmt: skip


if __name__ == "__main__":
    main()

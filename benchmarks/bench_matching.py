"""find_same_records on 100,000 records against 100,000, beside rapidfuzz's cdist on names.

Run ``python benchmarks/bench_matching.py [records]``. The records are made up: names of two
words of many and a type, a point and a postcode each. The second list has the same in another
order: a quarter with a letter changed, a quarter moved by 40 m, a quarter with "Ltd" and another
order of words, a quarter as they were. Recall is the share of them that are paired with themselves.
``cdist`` compares the names of a part of the first list with all of the second, which is what
everything against everything costs.
"""

from __future__ import annotations

import resource
import sys
import time

import geopandas as gpd
import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

from assetmap.matching import find_same_records
from assetmap.matching._candidates import pair_candidates
from assetmap.matching._evidence import weigh_pairs
from assetmap.matching._profiles import build_profiles
from assetmap.matching._verdicts import judge_pairs
from assetmap.tables import AssetMap

TYPES = ("Library", "School", "Church", "Community Centre", "Hall", "Club", "Surgery", "Allotments")
SYLLABLES = ("ash", "bel", "cor", "dun", "el", "fen", "gar", "hol", "ing", "kel", "lo", "mar",
             "nor", "ox", "pen", "ros", "stan", "thor", "wal", "wick")  # fmt: skip
PART = 1_000


def make_lists(records: int) -> tuple[AssetMap, AssetMap]:
    """Make the two lists."""
    rng = np.random.default_rng(11)
    syllable = np.array(SYLLABLES, dtype=object)
    first, second = (
        syllable[rng.integers(0, 20, records)] + syllable[rng.integers(0, 20, records)]
        + syllable[rng.integers(0, 20, records)]
        for _ in range(2)
    )  # fmt: skip
    kind = np.array(TYPES, dtype=object)[rng.integers(0, len(TYPES), records)]
    side = 1000 * np.sqrt(records / 20)  # 20 records a square kilometre
    xy = rng.uniform(0, side, (records, 2)) + 300_000
    part = rng.integers(0, 4, records)
    name = first + " " + second + " " + kind
    other = np.where(part == 0, first + " " + second + "e " + kind, name)
    other = np.where(part == 2, "The " + second + " " + first + " " + kind + " Ltd.", other)
    moved = xy + np.where(part == 1, 40 / np.sqrt(2), 0)[:, None]
    order = rng.permutation(records)
    ids = np.arange(records).astype(str)
    return _make(ids, name, xy), _make(ids[order], other[order], moved[order])


def _make(ids: np.ndarray, names: np.ndarray, xy: np.ndarray) -> AssetMap:
    geometry = gpd.points_from_xy(xy[:, 0], xy[:, 1], crs=27700)
    frame = pd.DataFrame({"name": names, "kind": "space"}, index=pd.Index(ids, name="asset_id"))
    return AssetMap.from_frames(assets=gpd.GeoDataFrame(frame, geometry=geometry))


def main(records: int) -> None:
    """Time it, and print what came of it."""
    before, after = make_lists(records)
    start = time.perf_counter()
    same = find_same_records(before, after)
    seconds = time.perf_counter() - start
    right = (same["before_id"] == same["after_id"]).sum()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{records:,} against {records:,}: {seconds:.1f} s, peak {peak:,.0f} MB in all")
    print(f"paired with itself {right / records:.4f}, with another {len(same) - right:,}")
    one, other = before.assets["name"][:PART].tolist(), after.assets["name"].tolist()
    start = time.perf_counter()
    process.cdist(one, other, scorer=fuzz.token_sort_ratio, dtype=np.uint8, workers=1)
    part = time.perf_counter() - start
    print(f"cdist of names alone, {PART:,} of them: {part:.1f} s, so all: "
          f"{part * records / PART:,.0f} s and {records**2 / 1e9:,.0f} GB")  # fmt: skip
    few = pd.concat([before.assets[:PART], after.assets.loc[before.assets.index[:PART]]])
    profiles, is_after = build_profiles(few), np.arange(len(few)) >= PART
    a, b = (ends.ravel() for ends in np.meshgrid(np.arange(PART), np.arange(PART, 2 * PART)))
    found = judge_pairs(weigh_pairs(profiles, a, b), across_lists=True).certainty > 0
    everything = set(zip(a[found].tolist(), b[found].tolist(), strict=True))
    blocked = set(zip(*(end.tolist() for end in pair_candidates(profiles, is_after)), strict=True))
    share = len(everything & blocked) / len(everything)
    print(f"of {len(everything):,} pairs that comparing everything finds, compared: {share:.4f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)

"""How fast are offers compared with wants? Run: python benchmarks/bench_words.py

Every distinct offer with every distinct want, beside the former way: how alike whole phrases
are spelt (rapidfuzz), which finds other pairs; so it is the work that is compared here, and not
the answers. How right these are is tested in tests/words.
"""

from __future__ import annotations

import time

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from timing import compare

from assetmap.words import match_phrases
from assetmap.words.phrase_table import read_phrase_table, stem

SAID = ("{} lessons", "help with {}", "someone to teach {}", "{} for older people", "{} group",
        "I can offer {} at weekends", "{} and {}", "looking for {}", "{} near town")  # fmt: skip


def draw_phrases(n: int, seed: int) -> pd.Index[str]:
    """Draw different phrases of words of the table, as people write them."""
    random = np.random.default_rng(seed)
    things = sorted(read_phrase_table().words)
    found: set[str] = set()
    while len(found) < n:
        one, other = random.choice(things, 2)
        found.add(str(random.choice(SAID)).format(one, other))
    return pd.Index(sorted(found), dtype="str")


def compare_with_spelling(n: int) -> None:
    offers, wants = draw_phrases(n, 1), draw_phrases(n, 2)
    compare(
        f"{n} offers with {n} wants, {match_phrases(offers, wants).nnz} pairs found",
        lambda: match_phrases(offers, wants),
        lambda: process.cdist(offers.tolist(), wants.tolist(), scorer=fuzz.ratio, score_cutoff=92),
        repeat=3,
        beside="rapidfuzz cdist of whole phrases",
    )


def time_reading() -> None:
    read_phrase_table.cache_clear()
    stem.cache_clear()
    start = time.process_time()
    table = read_phrase_table()
    taken = 1000 * (time.process_time() - start)
    n_words = len(table.words) + len(table.written)
    print(f"the table, once in a process: {taken:.0f} ms for {n_words} words and phrases")


def main() -> None:
    time_reading()
    for n in (100, 1_000, 5_000):
        compare_with_spelling(n)


if __name__ == "__main__":
    main()

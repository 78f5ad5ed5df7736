"""Array moves against loops that say the same in plain Python."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assetmap import arrays

LENGTHS = st.lists(st.integers(0, 4), max_size=8)
NUMBERS = st.lists(st.integers(0, 6), max_size=12)


def ints(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@given(LENGTHS, st.data())
def test_runs_are_counted_one_after_the_other(lengths: list[int], data: st.DataObject) -> None:
    starts = data.draw(st.lists(st.integers(0, 50), min_size=len(lengths), max_size=len(lengths)))
    runs = [range(start, start + n) for start, n in zip(starts, lengths, strict=True)]
    found = arrays.ragged_arange(ints(starts), ints(lengths))
    assert found.tolist() == [number for run in runs for number in run]
    assert arrays.count_within(ints(lengths)).tolist() == [at for n in lengths for at in range(n)]
    assert arrays.offsets_of(ints(lengths)).tolist() == [
        sum(lengths[:at]) for at in range(len(lengths))
    ]


@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=12))
def test_a_run_starts_where_a_row_differs_from_the_one_before(rows: list[tuple[int, int]]) -> None:
    columns = [ints([row[at] for row in rows]) for at in (0, 1)]
    expected = [at == 0 or rows[at] != rows[at - 1] for at in range(len(rows))]
    assert arrays.is_run_start(*columns).tolist() == expected


@given(NUMBERS)
def test_a_rank_counts_the_equals_before(numbers: list[int]) -> None:
    ordered = sorted(numbers)
    expected = [ordered[:at].count(number) for at, number in enumerate(ordered)]
    assert arrays.rank_within(ints(ordered)).tolist() == expected


@given(NUMBERS, st.sets(st.integers(0, 6)))
def test_keys_are_found_among_those_held(keys: list[int], among: set[int]) -> None:
    held = sorted(among)
    values = np.array([number / 2 + 1 for number in held])
    expected = [held.index(key) if key in among else -1 for key in keys]
    assert arrays.lookup_sorted(ints(keys), ints(held)).tolist() == expected
    assert arrays.is_in_sorted(ints(keys), ints(held)).tolist() == [key in among for key in keys]
    taken = [key / 2 + 1 if key in among else 0.0 for key in keys]
    assert arrays.take_sorted(ints(keys), ints(held), values).tolist() == taken


@given(NUMBERS, NUMBERS)
def test_numbers_are_kept_once_and_sorted(one: list[int], other: list[int]) -> None:
    assert arrays.unique_sorted(ints(one), ints(other)).tolist() == sorted({*one, *other})


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_a_pair_has_one_number_whichever_way_round(pairs: list[tuple[int, int]]) -> None:
    a, b = ints([pair[0] for pair in pairs]), ints([pair[1] for pair in pairs])
    number = arrays.encode_pairs(a, b, 7)
    assert number.tolist() == arrays.encode_pairs(b, a, 7).tolist()
    assert [divmod(one, 7) for one in number.tolist()] == [tuple(sorted(pair)) for pair in pairs]


@given(st.lists(st.integers(0, 9), max_size=12), st.integers(1, 12))
def test_chunks_cover_all_rows_and_cost_no_more_than_allowed(costs: list[int], most: int) -> None:
    chunks = list(arrays.cost_chunks(ints(costs), at_most=most))
    assert [at for part in chunks for at in range(part.start, part.stop)] == list(range(len(costs)))
    assert all(sum(costs[part]) <= most or part.stop - part.start == 1 for part in chunks)
    for part, after in itertools.pairwise(chunks):  # no chunk could have been longer
        assert sum(costs[part]) + costs[after.start] > most


@given(st.lists(st.tuples(st.integers(0, 4), st.text(max_size=2)), max_size=12))
def test_values_are_gathered_by_row_in_the_order_given(rows: list[tuple[int, str]]) -> None:
    found = arrays.tuples_by_row(ints([row for row, _ in rows]), [word for _, word in rows], 5)
    assert found.tolist() == [tuple(word for row, word in rows if row == at) for at in range(5)]

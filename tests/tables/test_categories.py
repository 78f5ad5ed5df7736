from __future__ import annotations

import pandas as pd
import pytest

from assetmap.errors import TableError
from assetmap.tables import find_categories


def words_of(cells: list[object], by: str = "language") -> list[set[str]]:
    """Sort assets by the words of a column and give each its words back."""
    found = find_categories(pd.DataFrame({by: cells}), by)
    pairs = list(zip(found.asset.tolist(), found.category.tolist(), strict=True))
    assert pairs == sorted(set(pairs))
    return [{found.names[word] for at, word in pairs if at == row} for row in range(len(cells))]


def test_every_word_of_a_cell_is_a_category() -> None:
    cells = ["English; Bengali", " English", None, "", "Bengali;;English ; English", "Polish"]
    assert words_of(cells) == [
        {"English", "Bengali"}, {"English"}, set(), set(), {"English", "Bengali"}, {"Polish"},
    ]  # fmt: skip


def test_words_in_tuples_and_numbers_are_categories_too() -> None:
    assert words_of([("food", "music"), (), ("food",)]) == [{"food", "music"}, set(), {"food"}]
    assert words_of([3, 4, 3]) == [{"3"}, {"4"}, {"3"}]
    assert words_of([3, None, 4]) == [{"3"}, set(), {"4"}]  # a gap makes floats of them
    assert words_of([3.5, 4.0]) == [{"3.5"}, {"4.0"}]


def test_a_kind_without_any_asset_is_a_category() -> None:
    found = find_categories(pd.DataFrame({"kind": ["space", "space"]}), "kind")
    assert len(found.names) == 6
    assert found.category.tolist() == [found.names.index("space")] * 2


def test_a_column_that_is_not_there_is_named() -> None:
    with pytest.raises(TableError, match=r"no column 'langage'.*'language'"):
        find_categories(pd.DataFrame({"language": ["English"]}), "langage")

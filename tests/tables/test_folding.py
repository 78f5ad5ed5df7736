"""Two spellings of one name are folded alike, and two names never are."""

from __future__ import annotations

import pytest

from assetmap.tables import fold_names


@pytest.mark.parametrize(
    "spellings",
    [
        ("Zoë O’Brien-Lee", "zoe obrien lee", "ZOE  O'BRIEN LEE"),
        ("St. Mary's, C.E.", "St Marys (CE)", "ST MARY’S CE"),
        ("Mill End: Hall", "Mill End Hall", "mill-end, hall"),
        ("“The Arms”", "The Arms", "the arms."),
        ("St.Ann", "St Ann", "st ann"),
        ("Hall, 2 Mill St.", "hall 2 mill st", "HALL (2 MILL ST)"),
        ("Caf\u00e9", "Cafe\u0301", "cafe\u200b"),
    ],
)
def test_spellings_of_one_name_are_alike(spellings: tuple[str, ...]) -> None:
    assert len(set(fold_names(spellings))) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Club 50", "Club 50+"),
        ("Route 1.1", "Route 11"),
        ("Route 1,1", "Route 11"),
        ("Route 1/1", "Route 11"),
        ("Route 1-1", "Route 11"),
        ("Group C", "Group C#"),
        ("-1", "1"),
        ("12:30 Club", "1230 Club"),
        ("Ann Lee", "Annlee"),
        ("?", "!"),
    ],
)
def test_names_that_differ_stay_apart(one: str, other: str) -> None:
    first, second = fold_names([one, other])
    assert first != second
    assert first
    assert second


def test_many_at_once_are_as_one_by_one() -> None:
    names = ["St. Ann", "", "-5", "Café (old)", None, "...", "A.B. Lee-Roe", "1.5"]
    assert fold_names(names) == [fold_names([name])[0] for name in names]
    assert fold_names([]) == []

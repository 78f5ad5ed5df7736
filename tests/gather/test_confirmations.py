"""When rows were last confirmed: by their own date, or by their source's where that is said."""

from __future__ import annotations

import pytest

from assetmap.errors import ProjectError

SECTION = '[[assets]]\nfile = "assets.csv"\ndate = 2026-09-01\n'
ROWS = "name,kind,last checked\nA,space,2026-03-31\nB,space,\nC,space,c. 1985\nD,space,?\n"


def days(m) -> list[str]:
    return m.assets["verified_on"].dt.strftime("%Y-%m-%d").fillna("-").tolist()


def dated(m) -> list[tuple[str, str]]:
    found = m.report.problems.query("code == 'not_dated'")
    return list(found[["says", "remedy"]].itertuples(index=False, name=None))


def test_the_date_of_a_source_confirms_its_rows_where_the_project_says_so(gather) -> None:
    m = gather({"assets.csv": ROWS}, SECTION + "confirmed = true\n")
    assert days(m) == ["2026-03-31", "2026-09-01", "-", "-"]  # what a cell says is not replaced
    assert dated(m) == []


@pytest.mark.parametrize("more", ["", "confirmed = false\n"])
def test_elsewhere_it_confirms_none_and_the_report_asks(gather, more: str) -> None:
    m = gather({"assets.csv": ROWS}, SECTION + more)
    assert days(m) == ["2026-03-31", "-", "-", "-"]
    [(says, remedy)] = dated(m)
    assert says == (
        "3 of 4 rows have no date of confirmation: rows 3, 4 and 5; of 1 nothing says it, and of 2 "
        "what is written is no day"
    )
    assert "say `confirmed = true`" in remedy
    assert "2026-09-01" in remedy
    rows = m.report.problems.query("code == 'undated_row'")
    assert rows[["row", "column"]].to_numpy().tolist() == [[3, "last checked"]]


@pytest.mark.parametrize(
    ("section", "text", "expected"),
    [
        ("people", "name\nAda\nBen\n", ["2026-09-01", "2026-09-01"]),
        ("assets", "name,kind\nA,space\n,space\n", ["2026-09-01"]),  # no column; one row rejected
        ("assets", "name,kind,verified on\nA,space,2026-10-02\nB,space,\n",
         ["2026-10-02", "2026-09-01"]),
    ],
)  # fmt: skip
def test_rows_of_any_table_of_assets_can_be_confirmed(gather, section, text, expected) -> None:
    project = f'[[{section}]]\nfile = "rows.csv"\ndate = 2026-09-01\nconfirmed = true\n'
    assert days(gather({"rows.csv": text}, project)) == expected


def test_a_group_is_confirmed_when_its_last_row_was(gather) -> None:
    text = "name,kind,verified on\nBus,exchange,2026-10-02\nBus,exchange,\n"
    m = gather({"assets.csv": text}, SECTION + 'confirmed = true\ngroup_by = ["name"]\n')
    assert days(m) == ["2026-10-02"]


def test_months_first_beside_it_stay_months_first(gather) -> None:
    rows = "name,kind,verified on\nA,space,3/4/2026\nB,space,3/31/2026\nC,space,\n"
    m = gather({"assets.csv": rows}, SECTION + "confirmed = true\n")
    assert days(m) == ["2026-03-04", "2026-03-31", "2026-09-01"]


def test_a_day_after_that_of_the_map_is_said(gather) -> None:
    project = '[[assets]]\nfile = "assets.csv"\ndate = 2026-12-24\nconfirmed = true\n'
    m = gather({"assets.csv": "name,kind\nA,space\n"}, project)
    assert m.report.problems["code"].tolist() == ["future_date"]


@pytest.mark.parametrize(
    ("section", "why"),
    [
        ('[[assets]]\nfile = "assets.csv"\nconfirmed = true\n', "on which day"),
        ('[[ties]]\nfile = "ties.csv"\ndate = 2026-09-01\nconfirmed = true\n', "not known"),
    ],
)
def test_confirmed_needs_a_day_and_rows_that_can_be(gather, section: str, why: str) -> None:
    with pytest.raises(ProjectError, match=why):
        gather({"assets.csv": "name,kind\nA,space\n"}, section)


def test_a_table_that_is_dated_on_purpose_nowhere_says_nothing(gather) -> None:
    assert dated(gather({"assets.csv": "name,kind\nA,space\n"})) == []
    all_dated = "name,kind,verified on\nA,space,2026-10-02\n"
    assert dated(gather({"assets.csv": all_dated}, SECTION)) == []

"""Rough dates of beginnings and ends: the first and the last day that a cell may mean."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import assetmap as am
from assetmap.gather.dates import Calendar
from assetmap.gather.rough_dates import read_rough_dates

DAY = Calendar(dt.date(2026, 11, 27))


def read(*cells: str | None) -> tuple[list[str | None], list[str | None]]:
    spans = read_rough_dates(np.array(cells, dtype=object), DAY)
    return tuple(
        [None if pd.isna(day) else str(day.date()) for day in column]
        for column in (spans.earliest, spans.latest)
    )  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("cell", "earliest", "latest"),
    [
        ("1985", "1985-01-01", "1985-12-31"),
        ("March 1985", "1985-03-01", "1985-03-31"),
        ("31/03/1985", "1985-03-31", "1985-03-31"),
        ("since 1985", "1985-01-01", "1985-12-31"),
        ("Founded in 1890", "1890-01-01", "1890-12-31"),
        ("Est. 1890", "1890-01-01", "1890-12-31"),
        ("open by 2022", None, "2022-12-31"),
        ("by March 2020", None, "2020-03-31"),
        ("already by 2010", None, "2010-12-31"),
        ("before 1948", None, "1947-12-31"),
        ("pre-1948", None, "1947-12-31"),
        ("after 2010", "2011-01-01", None),
        ("post 1945", "1946-01-01", None),
        ("1990s", "1990-01-01", "1999-12-31"),
        ("the 1990's", "1990-01-01", "1999-12-31"),
        ("early 1960s", "1960-01-01", "1969-12-31"),
        ("19th century", "1801-01-01", "1900-12-31"),
        ("2003-2005", "2003-01-01", "2005-12-31"),
        ("1985:1990", "1985-01-01", "1990-12-31"),
        ("2003 or 2004", "2003-01-01", "2004-12-31"),
        ("between 2003 and 2005", "2003-01-01", "2005-12-31"),
        ("from March 2003 to May 2004", "2003-03-01", "2004-05-31"),
        ("2019/20", "2019-01-01", "2020-12-31"),
        ("1985/6", "1985-01-01", "1986-12-31"),
        ("2011/12", "2011-01-01", "2012-12-31"),
        ("1999/00", "1999-01-01", "2000-12-31"),
        ("1914–18", "1914-01-01", "1918-12-31"),
        ("2011-12", "2011-12-01", "2011-12-31"),
        ("between 3 mars 1985 and 4 mai 1986", "1985-03-03", "1986-05-04"),
    ],
)
def test_a_cell_is_the_days_that_it_may_mean(
    cell: str, earliest: str | None, latest: str | None
) -> None:
    assert read(cell) == ([earliest], [latest])


@pytest.mark.parametrize("cell", ["c. 1985", "by the Rotary Club", "long ago", "2005-2003", "soon"])
def test_what_bounds_nothing_is_unread(cell: str) -> None:
    spans = read_rough_dates(np.array([cell], dtype=object), DAY)
    assert [where.tolist() for where in spans.unread.values()] == [[True]]
    assert read(cell) == ([None], [None])


def test_the_column_decides_on_days_and_months() -> None:
    assert read("3/4/2021", "3/31/2021")[0] == ["2021-03-04", "2021-03-31"]


@pytest.mark.parametrize("other", ["3/31/2021", "2/1/2021 to 12/31/2021"])
def test_both_ends_of_all_cells_decide_together(other: str) -> None:
    earliest, latest = read("from 3/4/2021 to 6/7/2021", other)
    assert (earliest[0], latest[0]) == ("2021-03-04", "2021-06-07")


def write(folder: Path, text: str, extra: str = "") -> Path:
    (folder / "groups.csv").write_text(text, encoding="utf-8")
    project = folder / "project.toml"
    project.write_text(
        '[map]\nas_of = 2026-11-27\n[[assets]]\nfile = "groups.csv"\n'
        f'constant = {{ kind = "association" }}\n{extra}',
        encoding="utf-8",
    )
    return project


def test_a_file_says_when_groups_began_and_ended(tmp_path: Path) -> None:
    m = am.read(
        write(
            tmp_path,
            "name,founded,date closed\nChoir,1985,\nBand,c. 1970,2019\nClub,by 2022,2020\n",
        )
    )
    days = m.assets.set_index("name")
    assert str(days["since_earliest"]["Choir"].date()) == "1985-01-01"
    assert str(days["until_latest"]["Band"].date()) == "2019-12-31"
    assert pd.isna(days["since_latest"]["Band"])
    assert str(days["since_latest"]["Club"].date()) == "2022-12-31"
    assert days["founded"].tolist() == ["1985", "c. 1970", "by 2022"]
    noted = m.report.problems.set_index("column")
    assert noted["value"]["founded"] == "c. 1970"
    assert noted["row"]["founded"] == 3


def test_days_that_contradict_each_other_cost_the_days_alone(tmp_path: Path) -> None:
    m = am.read(write(tmp_path, "name,opened,date closed\nClub,2022,2020\n"))
    assert m.assets[["since_earliest", "until_latest"]].isna().all(axis=None)
    assert m.report.problems["code"].tolist() == ["ends_first"]


def test_stated_bounds_are_taken_before_a_rough_word(tmp_path: Path) -> None:
    m = am.read(write(tmp_path, "name,since earliest,open by,opened\nClub,2019-05-01,2021,2020\n"))
    row = m.assets.iloc[0]
    assert str(row["since_earliest"].date()) == "2019-05-01"
    assert str(row["since_latest"].date()) == "2021-12-31"


def test_what_is_said_of_either_date_of_a_cell_is_said_of_it() -> None:
    cells = ["between 3/4/2020 and 1 May 2021", "3/31/2019", "between 1 May 2019 and 3/4/2020"]
    noted = read_rough_dates(np.array(cells, dtype=object), DAY).noted
    assert {reason.code: where.tolist() for reason, where in noted.items()} == {
        "month_first": [True, False, True]
    }

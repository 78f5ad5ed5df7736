"""The example row of a form is skipped, and said, whatever it is a row of."""

from __future__ import annotations

import pytest


def skipped(m) -> list[tuple[object, ...]]:
    rows = m.report.problems.query("code == 'example_row'")
    return list(rows[["row", "column", "outcome"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    "mark", ["Example, not read: Hall", "  EXAMPLE, NOT READ: Hall", "example, not read"]
)
def test_a_marked_row_is_no_asset(gather, mark: str) -> None:
    m = gather({"assets.csv": f'Name,Kind\n"{mark}",space\nExample Hall,space\n'})
    assert m.assets["name"].tolist() == ["Example Hall"]
    assert skipped(m) == [(2, "Name", "skipped")]
    assert (m.report.accepted, m.report.skipped, m.report.rejected) == (1, 1, 0)


def test_the_mark_is_found_wherever_the_name_stands(gather) -> None:
    m = gather({"assets.csv": 'Kind,Name\nspace,"Example, not read: Hall"\nspace,Hall\n'})
    assert m.assets["name"].tolist() == ["Hall"]
    assert skipped(m) == [(2, "Name", "skipped")]


def test_ties_consents_and_effort_have_examples_too(gather) -> None:
    mark = '"Example, not read: '
    files = {
        "assets.csv": "name,kind\nAsha,individual\nChoir,association\n",
        "ties.csv": f'from,to,kind\n{mark}Asha",Choir,member of\nAsha,Choir,member of\n',
        "consents.csv": f'person,purpose,given on\n{mark}A",store,2026-01-01\n',
        "effort.csv": f'place,walks\n{mark}Mill",2\nMill End,1\n',
    }
    sections = "".join(
        f'[[{name}]]\nfile = "{name}.csv"\n' for name in ("assets", "ties", "consents", "effort")
    )
    m = gather(files, sections)
    assert (len(m.ties), len(m.consents), len(m.effort)) == (1, 0, 1)
    assert [row for row, *_ in skipped(m)] == [2, 2, 2]
    assert m.report.rejected == 0

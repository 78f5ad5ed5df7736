"""Numbers as people, statisticians and spreadsheets write them, read by their columns."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assetmap.gather.files.number_formats import format_number
from assetmap.gather.numbers import Marks, read_numbers

NAN = float("nan")


def _cells(*values: str | None) -> np.ndarray:
    return np.array(values, dtype=object)


def _same(*texts: str | None, **kwargs: object) -> list[float | None]:
    numbers = read_numbers(_cells(*texts), **kwargs).numbers
    return [None if np.isnan(number) else number for number in numbers.tolist()]


def _says(*texts: str | None, **kwargs: object) -> dict[str, list[str]]:
    read = read_numbers(_cells(*texts), **kwargs)
    every = (*read.withheld.items(), *read.unread.items(), *read.noted.items())
    return {
        reason.code: [text for text, is_meant in zip(texts, where, strict=True) if is_meant]
        for reason, where in every
    }


def test_numbers_as_people_write_them() -> None:
    texts = ["40", "1,200", "£3.50", "1 200", "50%", "-3", "1e3", "1.5", None, "1’200", "+7"]
    assert _same(*texts) == [40, 1200, 3.5, 1200, 50, -3, 1000, 1.5, None, 1200, 7]
    assert _says(*texts) == {}


@pytest.mark.parametrize("text", ["lots", "inf", "1e999", "1.2.3", "9" * 400, "1_000", "x" * 9000])
def test_what_is_no_number_at_all_is_unread(text: str) -> None:
    assert _same(text) == [None]
    assert _says(text) == {"unreadable_number": [text]}


@pytest.mark.parametrize(
    ("texts", "numbers"),
    [
        (("1.200", "12", "150,0"), [1200, 12, 150]),
        (("1.234.567", "2.500"), [1234567, 2500]),
        (("€ 1.200", "3,50 €"), [1200, None]),
        (("0,125", "1.500"), [0.125, 1500]),
        (("1.234,5", "7,25"), [1234.5, 7.25]),
    ],
)
def test_a_column_with_decimal_commas(texts: tuple[str, ...], numbers: list[float]) -> None:
    assert _same(*texts)[0] == numbers[0]
    assert [n for n in _same(*texts) if n is not None] == [n for n in numbers if n is not None]


@pytest.mark.parametrize("texts", [("1,200", "3.5"), ("1,200",), ("1,234,567", "2,500")])
def test_a_british_column_is_as_ever(texts: tuple[str, ...]) -> None:
    assert _same(*texts) == [float(text.replace(",", "")) for text in texts]


def test_what_may_be_either_is_refused_where_the_column_has_both() -> None:
    texts = ("1,5", "2.25", "1,234", "1.234", "7")
    assert _same(*texts) == [1.5, 2.25, None, None, 7]
    assert _says(*texts) == {"ambiguous_number": ["1,234", "1.234"]}


def test_the_rest_of_the_file_decides_where_the_column_does_not() -> None:
    texts = ("1.234", "12.345", "987")
    assert _same(*texts) == [1.234, 12.345, 987]
    assert _same(*texts, elsewhere=Marks.COMMA) == [1234, 12345, 987]
    assert _same(*texts, elsewhere=Marks.UNKNOWN) == [None, None, 987]
    assert _same(*texts, elsewhere=Marks.UNKNOWN, is_count=True) == [1234, 12345, 987]
    assert _same(*texts, stated=Marks.POINT, elsewhere=Marks.COMMA) == [1.234, 12.345, 987]
    told = _says(*texts, elsewhere=Marks.UNKNOWN, is_count=True)
    assert told == {"point_for_thousands": ["1.234", "12.345"]}
    assert _says(*texts, is_count=True) == {"count_in_parts": ["1.234", "12.345"]}


@pytest.mark.parametrize(
    "text",
    ["*", "c", "[c]", "(x)", "<5", "< 10", "≤5", "..", ":", "~", "…", "z", "fewer than 5",
     "under 3", "suppressed", "Confidential", "not available", "n<5", "unknown", "S"],
)  # fmt: skip
def test_what_is_suppressed_is_no_number_and_no_fault(text: str) -> None:
    assert _same(text, "12") == [None, 12]
    assert _says(text, "12") == {"suppressed_number": [text]}


@pytest.mark.parametrize("text", ["-99", "-999", "-9999.0"])
def test_the_only_negative_number_stands_for_nothing(text: str) -> None:
    assert _same(text, "3") == [None, 3]
    assert _same(text, "3", "-1.5")[0] == float(text)


@pytest.mark.parametrize(
    ("text", "number", "code"),
    [("12 people", 12, "number_with_unit"), ("200 (seated)", 200, "number_with_unit"),
     ("1.2k", 1200, "number_with_unit"),
     ("up to 80", 80, "number_with_unit"), ("1.5 million", 1_500_000, "number_with_unit"),
     ("Max. 30", None, "unreadable_number"), ("max 30", 30, "number_with_unit"),
     ("1,234*", 1234, "footnote"), ("950 [p]", 950, "footnote"), ("12.5 e", 12.5, "footnote"),
     ("about 30", None, "rough_number"), ("80-100", None, "rough_number"),
     ("60+", None, "rough_number"), ("80 seated, 120 standing", None, "rough_number"),
     ("12 rooms", None, "number_with_unit"), ("458500 m", None, "number_with_unit")],
)  # fmt: skip
def test_units_are_read_where_plain_and_else_named(text, number, code) -> None:
    assert _same(text) == [number]
    assert _says(text) == {code: [text]}


def test_a_share_is_no_count() -> None:
    assert _same("50%", "40", is_count=True) == [None, 40]
    assert _says("50%", "40", is_count=True) == {"share_not_count": ["50%"]}


FIGURES = st.from_regex(r"[-+£\d., %k*<]{1,15}")


@given(st.lists(st.text(max_size=20) | FIGURES, max_size=5), st.sampled_from(Marks), st.booleans())
@settings(max_examples=300, deadline=None)
def test_whatever_is_written_is_a_number_or_said(texts, elsewhere, is_count) -> None:
    cells = _cells(*texts)
    read = read_numbers(cells, elsewhere=elsewhere, is_count=is_count)
    said = np.zeros(len(cells), dtype=bool)
    for where in (*read.withheld.values(), *read.unread.values()):
        said |= where
    assert (np.isnan(read.numbers) == said).all()


@given(st.integers(-(10**9), 10**9), st.integers(0, 99))
def test_both_ways_to_write_a_number_mean_the_same(whole: int, hundredths: int) -> None:
    british = f"{whole:,}.{hundredths:02}"
    other = british.translate(str.maketrans(",.", ".,"))
    assert _same(other) == _same(british) == [float(f"{whole}.{hundredths:02}")]


# Through files.

GERMAN = (
    "name;kind;lat;lon;capacity\nHall;space;52,635106;-1,137023;1.200\nHut;space;52,6;-1,2;{}\n"
)


@pytest.mark.parametrize(("cell", "number"), [("150,0", 150), ("12", 12), ("2.500", 2500)])
def test_a_file_with_decimal_commas(gather, cell: str, number: float) -> None:
    m = gather({"assets.csv": GERMAN.format(cell)})
    assert m.assets["capacity"].tolist() == [1200, number]
    assert m.report.rejected == 0


def test_the_project_file_settles_what_stands_before_fractions(gather) -> None:
    files = {"assets.csv": "name,kind,capacity\nHall,space,1.200\n"}
    m = gather(files, '[[assets]]\nfile = "assets.csv"\ndecimal = ","\n')
    assert m.assets["capacity"].tolist() == [1200]
    files = {"assets.csv": GERMAN.format("2.500")}
    m = gather(files, '[[assets]]\nfile = "assets.csv"\ndecimal = "."\n')
    assert m.assets["capacity"].tolist() == [1.2, 2.5]


@pytest.mark.parametrize(
    ("easting", "northing"),
    [("451.000", "301.000"), ("451.000,25", "301.000,75"), ("451000,2", "301000")],
)
def test_metres_with_points_for_thousands(gather, easting: str, northing: str) -> None:
    m = gather({"assets.csv": f"name;kind;easting;northing\nHall;space;{easting};{northing}\n"})
    point = m.assets.geometry.iloc[0]
    assert (point.x, point.y) == pytest.approx((451_000, 301_000), abs=1)


NEED = (
    '[[need]]\nfile = "need.csv"\nplace = "code"\npopulation = "people"\n'
    'measures = [{ name = "nocar", column = "no car", worse = "high" }]\n'
)
HALL = {"assets.csv": "name,kind\nHall,space\n"}
ASSETS = '[[assets]]\nfile = "assets.csv"\n'


@pytest.mark.parametrize("sign", ["*", "c", "<5", "..", "-", "[x]", "not available"])
def test_a_suppressed_measure_costs_that_measure_alone(gather, notes, sign: str) -> None:
    m = gather(
        {**HALL, "need.csv": f"code,people,no car\nw1,1000,{sign}\nw2,200,9\n"}, NEED + ASSETS
    )
    assert m.places["population"].to_dict() == {"w1": 1000, "w2": 200, "d1": 1200}
    assert m.places["nocar"].dropna().to_dict() == {"w2": 9, "d1": 9}
    [problem] = m.report.problems.query("code == 'suppressed_number'").itertuples()
    assert (problem.row, problem.column, problem.value) == (2, "no car", sign)
    assert m.report.files.set_index("file").loc["need.csv", "rejected"] == 0


def test_a_suppressed_number_of_people_keeps_the_measure(gather) -> None:
    m = gather({**HALL, "need.csv": "code,people,no car\nw1,c,12\nw2,200,9\n"}, NEED + ASSETS)
    assert np.isnan(m.places["population"]["w1"])
    assert m.places["nocar"]["w1"] == 12


@pytest.mark.parametrize("text", ["x", "c", "*", "n/k 5", "about 40", "12 rooms", "50%"])
def test_a_doubtful_capacity_costs_the_capacity(gather, text: str) -> None:
    m = gather({"assets.csv": f'name,kind,capacity\nHall,space,"{text}"\n'})
    if text == "n/k 5":  # no number at all
        assert m.report.rejected == 1
        return
    assert m.assets["capacity"].isna().all()
    assert m.report.problems.query("outcome == 'note'")["value"].tolist() == [text]


# Ids of figures.


@pytest.mark.parametrize("cell", ['="007"', '"=""007"""', "007", "'007"])
def test_figures_kept_as_text_are_figures(gather, cell: str) -> None:
    files = {
        "assets.csv": f"id,name,kind\n{cell},Choir,association\n070,Hall,space\n",
        "ties.csv": f"from,to,kind\n007,070,uses\n{cell},070,runs\n",
    }
    m = gather(files, ASSETS + '[[ties]]\nfile = "ties.csv"\n')
    assert m.assets.index.tolist() == ["007", "070"]
    assert m.ties["source"].tolist() == ["007", "007"]


@pytest.mark.parametrize("cut", ["1.00012E+11", "1.00012e+11", "1,00012E+11", "1E+11"])
def test_an_id_that_a_spreadsheet_cut_is_none(gather, rejections, notes, cut: str) -> None:
    files = {
        "assets.csv": f'id,name,kind\n"{cut}",Choir,association\n"{cut}",Pantry,exchange\n'
        "7,Hall,space\n",
        "ties.csv": f'from,to,kind\n"{cut}",7,uses\nPantry,7,uses\n',
    }
    m = gather(files, ASSETS + '[[ties]]\nfile = "ties.csv"\n')
    assert m.assets.index.tolist() == ["assets-choir", "assets-pantry", "7"]
    assert notes(m) == [(2, "cut_number"), (3, "cut_number")]
    assert rejections(m) == [(2, "from", cut, "cut_number")]
    assert "cut by a spreadsheet" in m.report.problems["says"].iloc[0]


def test_short_ids_with_an_e_are_ids(gather) -> None:
    m = gather({"assets.csv": "id,name,kind\n1E5,Choir,association\n2e10,Hall,space\n"})
    assert m.assets.index.tolist() == ["1E5", "2e10"]


@pytest.mark.parametrize(("known", "asked"), [("7", "007"), ("0070", "70"), ("01", "1")])
def test_the_remedy_asks_for_leading_zeros(gather, known: str, asked: str) -> None:
    files = {
        "assets.csv": f"id,name,kind\n{known},Choir,association\nb,Hall,space\n",
        "ties.csv": f"from,to,kind\n{asked},b,uses\n",
    }
    m = gather(files, ASSETS + '[[ties]]\nfile = "ties.csv"\n')
    [remedy] = m.report.problems.query("code == 'unknown_end'")["remedy"]
    assert remedy == f"{known!r} is known: are its leading zeros missing, or yours?"


@pytest.mark.parametrize(
    ("number", "code", "text"),
    [(7, "000", "007"), (1, '"W"00', "W01"), (1162345678, "00000000000", "01162345678"),
     (1162345678, "00000\\ 000000", "01162 345678"), (12345, "000", "12345"), (7, "0", None),
     (7, "0.00", None), (7, "#,##0", None), (46112, "dd/mm/yyyy", None), (7, '0" people"', None),
     (0, "00-00", "00-00")],
)  # fmt: skip
def test_formats_that_make_an_id_of_a_number(number: int, code: str, text: str | None) -> None:
    assert format_number(number, code) == text


def test_leading_zeros_of_a_number_format_are_read(gather, tmp_path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    rows = [["Ref", "Name", "Kind", "Ward", "Capacity"], [7, "Choir", "association", 1, 40],
            [70, "Hall", "space", 2, 5], ["x", "Hut", "space", "w1", 1]]  # fmt: skip
    for row in rows:
        book.active.append(row)
    for at in (2, 3):
        book.active[f"A{at}"].number_format = "000"
        book.active[f"D{at}"].number_format = '"w"0'
        book.active[f"E{at}"].number_format = "0000"
    book.save(tmp_path / "groups.xlsx")
    project = (
        '[[assets]]\nfile = "groups.xlsx"\nid = "Ref"\ncolumns = { name = "Name", kind = "Kind", '
        'place = "Ward", capacity = "Capacity" }\n[[ties]]\nfile = "ties.csv"\n'
    )
    m = gather({"ties.csv": "from,to,kind\n007,070,uses\n"}, project)
    assert m.assets.index.tolist() == ["007", "070", "x"]
    assert m.assets["place_id"].tolist() == ["w1", "w2", "w1"]
    assert m.assets["capacity"].tolist() == [40, 5, 1]
    assert len(m.ties) == 1

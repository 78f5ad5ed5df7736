"""Tables with a row for women, one for men and one for all: nobody is counted twice."""

from __future__ import annotations

import pytest

HALL = {"assets.csv": "name,kind\nHall,space\n"}
ASSETS = '[[assets]]\nfile = "assets.csv"\n'
NEED = (
    '[[need]]\nfile = "need.csv"\nplace = "code"\npopulation = "people"\n'
    'measures = [{ name = "imd", column = "score", worse = "high" }]\n'
)


@pytest.fixture
def need(gather):
    def read(text: str, section: str = NEED):
        m = gather({**HALL, "need.csv": text}, section + ASSETS)
        line = m.report.files.set_index("file").loc["need.csv"]
        assert line["rows"] == line["accepted"] + line["rejected"] + line["skipped"]
        return m, m.places["population"].reindex(["w1", "w2"]).tolist()

    return read


def _codes(m, outcome: str) -> list[tuple[int, str]]:
    found = m.report.problems.query("file == 'need.csv' and outcome == @outcome and row.notna()")
    return list(found[["row", "code"]].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("whole", "women", "men"),
    [("Persons", "Female", "Male"), ("All people", "Women", "Men"), ("Total", "F", "M"),
     ("P", "F", "M"), ("Both sexes", "Females", "Males"), ("T", "F", "M"),
     ("All usual residents", "Females", "Males"), ("", "Female", "Male"), ("Pawb", "F", "M")],
)  # fmt: skip
def test_the_row_of_all_counts_alone(need, whole: str, women: str, men: str) -> None:
    m, people = need(
        f"code,sex,people,score\nw1,{whole},1000,10\nw1,{women},510,12\nw1,{men},490,8\n"
        f"w2,{women},900,20\nw2,{men},1100,20\nw2,{whole},2000,20\n"
    )
    assert people == [1000, 2000]
    assert m.places["imd"]["w1"] == 10
    assert _codes(m, "skipped") == [(row, "part_of_others") for row in (3, 4, 5, 6)]
    [says] = m.report.problems.query("code == 'part_of_others'")["says"].unique()
    assert repr(whole) in says or not whole
    assert "'sex'" in says


@pytest.mark.parametrize("whole", ["All ages", "Total", "0+", "Aged 0 to 120"])
def test_ages_are_parts_of_all_ages(need, whole: str) -> None:
    m, people = need(
        f"code,age,people,score\nw1,{whole},100,1\nw1,0-15,20,1\nw1,16-64,60,1\nw1,65+,20,1\n"
        f"w2,{whole},50,1\nw2,0-15,10,1\nw2,16-64,30,1\nw2,65+,9,1\n".replace("120", "999")
    )
    assert people == [100, 50]
    assert len(_codes(m, "skipped")) == 6


def test_two_ways_to_part_people_at_once(need) -> None:
    rows = [
        f"{code},{sex},{age},{people}\n"
        for code in ("w1", "w2")
        for sex, share in (("Persons", 2), ("Female", 1), ("Male", 1))
        for age, people in (("All ages", 50 * share), ("0-15", 20 * share), ("16+", 30 * share))
    ]
    _, people = need("code,sex,age,people\n" + "".join(rows), NEED.partition("measures")[0])
    assert people == [100, 100]


@pytest.mark.parametrize("head", ["year", "Period", "mid-year"])
def test_of_several_years_the_latest_counts(need, head: str) -> None:
    m, people = need(
        f"code,{head},people,score\nw1,2022,90,1\nw1,2024,100,2\nw1,2031,120,3\n"
        "w2,2024,50,1\nw2,2022,40,1\nw2,2031,60,1\n"
    )
    assert people == [100, 50]  # 2031 is a forecast
    assert m.places["imd"]["w1"] == 2
    assert _codes(m, "skipped") == [(row, "other_year") for row in (2, 4, 6, 7)]


def test_parts_without_a_whole_are_added_up_and_said(need) -> None:
    m, people = need(
        "code,sex,people,score\nw1,Female,51,1\nw1,Male,49,1\nw2,Female,10,1\nw2,Male,10,1\n"
    )
    assert people == [100, 20]
    [problem] = m.report.problems.query("code == 'added_up'").itertuples()
    assert problem.says == (
        "people of several rows were added up, and their measures averaged: w1 in 2 rows, w2 in 2 "
        "rows, told apart by 'sex'"
    )
    assert 'drop = [{ column = "sex", is_not' in problem.remedy


def test_a_place_of_which_only_a_part_is_there_is_refused(need) -> None:
    m, people = need(
        "code,sex,people,score\nw1,Persons,100,1\nw1,Female,51,1\nw1,Male,49,1\nw2,Female,10,1\n"
    )
    assert people[0] == 100
    assert people[1] != people[1]
    assert _codes(m, "rejected") == [(5, "part_alone")]


def test_ages_that_overlap_cannot_be_added_up(need) -> None:
    m, people = need(
        "code,age,people,score\nw1,0-17,20,1\nw1,16-64,60,1\nw1,65+,20,1\nw2,0-17,10,1\n"
        "w2,16-64,9,1\nw2,65+,1,1\n"
    )
    assert all(number != number for number in people)
    assert {code for _, code in _codes(m, "rejected")} == {"overlapping_parts"}


@pytest.mark.parametrize(
    "small", [("E01000001", "E01000002", "E01000003"), ("LE11 1AA", "LE11 1AB", "LE12 9ZZ")]
)
def test_smaller_areas_are_added_up_without_a_word(need, small: tuple[str, ...]) -> None:
    a, b, c = small
    m, people = need(f"area,code,people,score\n{a},w1,100,1\n{b},w1,300,2\n{c},w2,50,5\n")
    assert people == [400, 50]
    assert m.report.problems.query("file == 'need.csv'").empty


def test_smaller_areas_in_a_long_table(need) -> None:
    rows = [
        f"E0100000{at},{code},{sex},{people}\n"
        for at, code in enumerate(("w1", "w1", "w2"))
        for sex, people in (("Persons", 10), ("Female", 6), ("Male", 4))
    ]
    _, people = need("lsoa,code,sex,people\n" + "".join(rows), NEED.partition("measures")[0])
    assert people == [20, 10]


def test_rows_with_nothing_to_tell_them_apart_are_said(need) -> None:
    m, people = need("code,people,score\nw1,100,10\nw1,100,10\nw2,5,1\n")
    assert people == [200, 5]
    [says] = m.report.problems.query("code == 'added_up'")["says"]
    assert says.endswith(": w1 in 2 rows")


def test_points_in_a_long_table(gather) -> None:
    rows = "".join(
        f"-1.23346,52.61329,{sex},{people}\n"
        for sex, people in (("Persons", 42), ("Female", 20), ("Male", 22))
    )
    section = '[[need]]\nfile = "need.csv"\nlon = "lon"\nlat = "lat"\npopulation = "people"\n'
    m = gather({**HALL, "need.csv": f"lon,lat,sex,people\n{rows}"}, section + ASSETS)
    assert m.places["population"].dropna().to_dict() == {"w1": 42, "d1": 42}


def test_a_rule_of_the_project_file_settles_it(need) -> None:
    drop = 'drop = [{ column = "sex", is_not = "Female", because = "women only" }]\n'
    m, people = need(
        "code,sex,people,score\nw1,Persons,100,1\nw1,Female,51,1\nw1,Male,49,1\nw2,Female,10,1\n",
        NEED + drop,
    )
    assert people == [51, 10]
    assert _codes(m, "skipped") == [(2, "dropped"), (4, "dropped")]


def test_a_workbook_is_no_different(gather, tmp_path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    rows = [["code", "sex", "people", "score"], ["w1", "Persons", 1000, 10],
            ["w1", "Female", 510, "c"], ["w1", "Male", 490, 10],
            ["w2", "Persons", 20, "*"]]  # fmt: skip
    for row in rows:
        book.active.append(row)
    book.save(tmp_path / "need.xlsx")
    m = gather(HALL, NEED.replace("need.csv", "need.xlsx") + ASSETS)
    assert m.places["population"].to_dict() == {"w1": 1000, "w2": 20, "d1": 1020}
    assert m.places["imd"].dropna().to_dict() == {"w1": 10, "d1": 10}


# Codes, shares, words within words, and tables in which each row stands twice.


@pytest.mark.parametrize(
    ("head", "codes"), [("c_sex", "012"), ("Sex code", "123"), ("gender", "978"), ("cell", "045")]
)
def test_codes_are_known_by_the_sum_that_one_of_them_is(need, head: str, codes: str) -> None:
    whole, one, other = codes
    rows = f"w1,{whole},1000,10\nw1,{one},510,12\nw1,{other},490,8\n"
    rows += f"w2,{one},900,20\nw2,{other},1100,20\nw2,{whole},2000,20\n"
    m, people = need(f"code,{head},people,score\n" + rows)
    assert people == [1000, 2000]
    assert _codes(m, "skipped") == [(row, "part_of_others") for row in (3, 4, 5, 6)]


def test_numbers_that_are_no_codes_tell_no_parts(need) -> None:
    _, people = need("code,extra,people,score\nw1,3,10,1\nw1,4,20,1\nw1,9,30,1\nw2,3,5,1\n")
    assert people == [60, 5]


@pytest.mark.parametrize(
    "word", ["Percent", "%", "Percentage of all", "per cent", "Rate per 1,000"]
)
def test_rows_of_shares_count_nobody(need, word: str) -> None:
    m, people = need(
        f'code,measure,people,score\nw1,Value,1000,1\nw1,"{word}",40,1\n'
        f'w2,Value,500,1\nw2,"{word}",20,1\n'
    )
    assert people == [1000, 500]
    assert _codes(m, "skipped") == [(3, "share_not_count"), (5, "share_not_count")]


@pytest.mark.parametrize("between", [": ", " > ", " - ", ", "])
def test_words_within_words_are_parts_of_them(need, between: str) -> None:
    m, people = need(
        f'code,group,people,score\nw1,White,700,1\nw1,"White{between}British",600,1\n'
        f'w1,Asian,300,1\nw2,White,70,1\nw2,"White{between}Irish",6,1\nw2,Asian,30,1\n'
    )
    assert people == [1000, 100]
    assert _codes(m, "skipped") == [(3, "part_of_others"), (6, "part_of_others")]


@pytest.mark.parametrize("word", ["Population", "Usual residents", "Resident population"])
def test_people_are_not_added_to_their_households(need, word: str) -> None:
    _, people = need(
        f"code,variable,people,score\nw1,{word},1000,1\nw1,Households,400,1\n"
        f"w2,Households,200,1\nw2,{word},500,1\n"
    )
    assert people == [1000, 500]


def test_a_table_in_which_every_row_stands_twice_counts_once(need) -> None:
    rows = "w1,1000,10\nw2,2000,20\n"
    m, people = need("code,people,score\n" + rows + rows)
    assert people == [1000, 2000]
    assert _codes(m, "skipped") == [(4, "repeated_row"), (5, "repeated_row")]
    _, people = need("code,people,score\nw1,12,1\nw1,12,1\nw2,5,1\nw2,9,1\n")  # of small areas
    assert people == [24, 14]


@pytest.mark.parametrize(
    ("head", "times"),
    [("people (thousands)", 1000), ("people 000s", 1000), ("people ('000)", 1000),
     ("people per 1,000", 1), ("people 2000", 1), ("people per thousand", 1)],
)  # fmt: skip
def test_a_heading_may_say_that_people_are_counted_in_thousands(
    need, head: str, times: int
) -> None:
    section = NEED.replace('"people"', f'"{head}"')
    m, people = need(f'code,"{head}",score\nw1,1.2,1\nw2,3.4,1\n', section)
    assert people == pytest.approx([1.2 * times, 3.4 * times])
    assert ("in_thousands" in m.report.problems["code"].tolist()) == (times > 1)


def test_words_behind_the_number_of_a_measure_cost_nothing(need) -> None:
    m, people = need("code,people,score\nw1,100,1 (most deprived)\nw2,200,10 [least]\n")
    assert people == [100, 200]
    assert m.places["imd"].reindex(["w1", "w2"]).tolist() == [1, 10]
    assert _codes(m, "note") == [(2, "number_with_unit"), (3, "number_with_unit")]


def test_a_fraction_beside_per_cent_is_not_taken_for_either(need) -> None:
    m, _ = need("code,people,score\nw1,100,12.5%\nw2,200,0.08\n")
    assert m.places["imd"].reindex(["w1", "w2"]).fillna(-1).tolist() == [12.5, -1]
    assert _codes(m, "note") == [(3, "ambiguous_number")]
    m, _ = need("code,people,score\nw1,100,12.5%\nw2,200,8\n")
    assert m.places["imd"].reindex(["w1", "w2"]).tolist() == [12.5, 8]

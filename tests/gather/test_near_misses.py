"""Remedies fit what somebody nearly wrote: zeros, letters for figures, half an id, two letters."""

from __future__ import annotations

import pytest

PROJECT = (
    '[[assets]]\nfile = "assets.csv"\nid = "id"\n[[ties]]\nfile = "ties.csv"\n'
    'constant = { kind = "uses" }\n'
)


def tie_remedy(gather, row_id: str, cell: str) -> str:
    """Tie an asset to a word that is nearly the id of another; give the remedy."""
    m = gather(
        {"assets.csv": f"id,name,kind\nx,Choir,association\n{row_id},Mill Hall,space\n",
         "ties.csv": f"source,target\nx,{cell}\n"},
        PROJECT,
    )  # fmt: skip
    [problem] = m.report.problems.query("code == 'unknown_end'").itertuples()
    assert (problem.row, problem.value) == (2, cell)
    return problem.remedy


@pytest.mark.parametrize(
    ("row_id", "cell", "remedy"),
    [
        ("007", "7", "'007' is known: are its leading zeros missing, or yours?"),
        ("7", "007", "'7' is known: are its leading zeros missing, or yours?"),
        ("W01", "WO1", "'W01' is known: O or 0?"),
        ("E05001l34", "E05001134", "'E05001l34' is known: 1 or L?"),
        ("B52", "852", "'B52' is known: 8 or B?"),
        ("node/102", "102",
         "'node/102' is known: is what stands before its number missing, or yours?"),
        ("102", "way/102", "'102' is known: is what stands before its number missing, or yours?"),
        ("gb-chc-7", "7", "'gb-chc-7' is known: is what stands before its number missing, or "
         "yours?"),
        ("12", "12.0", "'12' is known: did a spreadsheet write it with a point?"),
        ("W01", "W02", "Correct it, or add what it names."),  # another code is no slip
        ("W01", "Mill Hal", "Did you mean 'Mill Hall'?"),
    ],
)  # fmt: skip
def test_ends_of_ties(gather, row_id: str, cell: str, remedy: str) -> None:
    assert tie_remedy(gather, row_id, cell) == remedy


def test_where_two_may_be_meant_neither_is_proposed(gather) -> None:
    m = gather(
        {"assets.csv": "id,name,kind\nx,Choir,association\nWO1,Hall,space\nW0I,Hut,space\n",
         "ties.csv": "source,target\nx,W01\n"},
        PROJECT,
    )  # fmt: skip
    assert m.report.problems["remedy"].tolist() == ["Correct it, or add what it names."]


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("WA15 OHF", "'WA15 0HF' is known: O or 0?"),
        ("wai5 0hf", "'WA15 0HF' is known: I or 1?"),
        ("WA1S 0HF", "'WA15 0HF' is known: S or 5?"),
        ("WA155 0HF", "Is 'WA15 0HF' meant?"),
        ("AW15 0HF", "Is 'WA15 0HF' meant?"),
        ("WA15 0HG", "Correct it, or give coordinates or a place."),
        ("by the weir", "Correct it, or give coordinates or a place."),
    ],
)
def test_postcodes(gather, cell: str, remedy: str) -> None:
    m = gather(
        {"assets.csv": f"name,kind,postcode\nHall,space,{cell}\n",
         "pc.csv": "postcode,e,n\nWA15 0HF,452000,302000\nM1 1AA,452100,302100\n"},
        '[[assets]]\nfile = "assets.csv"\n[postcodes]\nfile = "pc.csv"\neasting = "e"\n'
        'northing = "n"\n',
    )  # fmt: skip
    [problem] = m.report.problems.query("code == 'postcode_not_found'").itertuples()
    assert (problem.row, problem.value, problem.remedy) == (2, cell, remedy)


@pytest.mark.parametrize(
    ("head", "cell", "meant"),
    [
        ("capacity", "1OO", "Is it '100'? O stands where 0 may be meant."),
        ("capacity", "l5", "Is it '15'? l stands where 1 may be meant."),
        ("verified on", "2026-O3-31", "Is it '2026-03-31'? O stands where 0 may be meant."),
        ("easting", "45l2OO", "Is it '451200'? l stands where 1 and O stands where 0 may be "
         "meant."),
        ("capacity", "lots", "Write a number alone in the cell."),
    ],
)  # fmt: skip
def test_letters_for_figures(gather, head: str, cell: str, meant: str) -> None:
    text = f"name,kind,northing,{head}\nHall,space,{302000 if head == 'easting' else ''},{cell}\n"
    m = gather({"assets.csv": text})
    [problem] = m.report.problems.query("value == @cell").itertuples()
    assert problem.remedy == meant


@pytest.mark.parametrize(
    ("cell", "remedy"),
    [
        ("w0l", "'w01' is known: L or 1?"),
        ("1", "Check which year's codes the file and the boundaries use."),  # not half an id
        ("zzz", "Check which year's codes the file and the boundaries use."),
    ],
)
def test_rows_of_need(gather, layer, cell: str, remedy: str) -> None:
    import shapely

    square = shapely.box(450_000, 300_000, 455_000, 305_000)
    far = shapely.box(470_000, 300_000, 475_000, 305_000)
    m = gather(
        {"new.geojson": layer(({"code": "w01", "name": "Mill End"}, square),
                              ({"code": "w02", "name": "Far End"}, far)),
         "need.csv": f"code,people\nw02,100\n{cell},50\n"},
        '[[places]]\nfile = "new.geojson"\nid = "code"\nname = "name"\nlevel = "new"\n'
        '[[need]]\nfile = "need.csv"\nplace = "code"\npopulation = "people"\n',
    )  # fmt: skip
    [problem] = m.report.problems.query("code == 'unmatched_need' and row.notna()").itertuples()
    assert (problem.section, problem.row, problem.value) == ("need", 3, cell)
    assert problem.remedy == remedy


@pytest.mark.parametrize(
    ("parent", "remedy"),
    [
        ("D0l", "'D01' is known: L or 1?"),
        ("DO1", "'D01' is known: O or 0?"),
        ("lad/D01", "'D01' is known: is what stands before its number missing, or yours?"),
        ("D77", "Add the layer of parents, or correct the id."),
    ],
)
def test_parents_of_places(gather, layer, parent: str, remedy: str) -> None:
    import shapely

    square = shapely.box(470_000, 300_000, 475_000, 305_000)
    m = gather(
        {"small.geojson": layer(({"code": "s1", "name": "Far End", "up": parent}, square)),
         "large.geojson": layer(({"code": "D01", "name": "Farshire"}, square))},
        '[[places]]\nfile = "small.geojson"\nid = "code"\nname = "name"\nlevel = "small"\n'
        'parent = "up"\n[[places]]\nfile = "large.geojson"\nid = "code"\nname = "name"\n'
        'level = "large"\n',
    )  # fmt: skip
    assert m.report.problems.query("code == 'unknown_parent'")["remedy"].tolist() == [remedy]


@pytest.mark.parametrize(
    ("row_id", "cell"),
    [("A 1", "A1"), ("G-1", "G1"), ("G–1", "G-1"), ("{AB-12}", "ab-12"), ("1,001", "1001"),
     ("https://x.org/2/", "https://x.org/2")],
)  # fmt: skip
def test_ids_that_differ_in_spaces_signs_or_capitals_are_named(gather, row_id, cell) -> None:
    remedy = tie_remedy(gather, f'"{row_id}"', cell)
    assert remedy == f"{row_id!r} is known: are only spaces, signs or capitals different?"


@pytest.mark.parametrize(
    ("name", "cell", "remedy"),
    [
        ("Example, Ada", "Ada Example", "Did you mean 'Example, Ada'?"),
        ("Ada Mary Example", "Example Ada Mary", "Did you mean 'Ada Mary Example'?"),
        ("The Choir", "Choir", "Did you mean 'The Choir'?"),
        ("Inn", "The Old Inn of Mill End", "Did you mean 'Inn'?"),
        ("Tea Club", "Band, Tea Club", "'Band' and 'Tea Club' are known: put ';' between them."),
        ("Tea Club", "Band / Tea Club", "'Band' and 'Tea Club' are known: put ';' between them."),
        ("Tea Club", "Band, Zumba", "Did you mean 'Band'?"),
        ("Tea Club", "Zumba", "Correct it, or add what it names."),
    ],
)
def test_names_with_words_in_another_order_or_more_of_them(gather, name, cell, remedy) -> None:
    m = gather(
        {"assets.csv": f'name,kind\nBand,association\n"{name}",association\n',
         "ties.csv": f'source,target\nBand,"{cell}"\n'},
        PROJECT.replace('id = "id"\n', ""),
    )  # fmt: skip
    assert m.report.problems.query("code == 'unknown_end'")["remedy"].tolist() == [remedy]


def test_a_word_of_several_names_proposes_none_of_them(gather) -> None:
    m = gather(
        {"assets.csv": "name,kind\nMill End Choir,association\nNether End Choir,association\n",
         "ties.csv": "source,target\nMill End Choir,Choir\n"},
        PROJECT.replace('id = "id"\n', ""),
    )  # fmt: skip
    [remedy] = m.report.problems.query("code == 'unknown_end'")["remedy"]
    assert remedy == "Correct it, or add what it names."

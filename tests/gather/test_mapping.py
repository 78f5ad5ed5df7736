"""What a project file may do to the columns of one table."""

from __future__ import annotations

import pytest


def test_columns_are_mapped_joined_and_the_others_kept(gather) -> None:
    m = gather(
        {
            "assets.csv": "Title,Sort,Street,Town,Colour\n"
            "Hall,space,1 Mill Lane,Ely,red\nInn,space,,Ely,\n"
        },
        '[[assets]]\nfile = "assets.csv"\n'
        'columns = { name = "Title", kind = "sort", address = ["Street", "Town"], '
        'paint = "Colour" }\n',
    )
    assert m.assets["address"].tolist() == ["1 Mill Lane, Ely", "Ely"]
    assert m.assets["paint"].tolist()[0] == "red"
    assert {"Street", "Town"} <= set(m.assets.columns)
    assert not {"Title", "sort", "Sort", "Colour"} & set(m.assets.columns)


@pytest.mark.parametrize("offers", ["What they offer", "what we offer", "Skills"])
@pytest.mark.parametrize("wants", ["What they want", "What we want", "would like", "Would welcome"])
def test_headers_people_write_are_known(gather, offers: str, wants: str) -> None:
    m = gather(
        {"assets.csv": f"name,kind,{offers},{wants}\nChoir,association,songs; tea,a piano\n"},
        '[[assets]]\nfile = "assets.csv"\n',
    )
    assert m.assets["offers"].tolist() == [("songs", "tea")]
    assert m.assets["wants"].tolist() == [("a piano",)]


def test_constants_fill_what_is_blank(gather) -> None:
    m = gather(
        {"assets.csv": "name,capacity\nHall,40\nInn,\n"},
        '[[assets]]\nfile = "assets.csv"\n'
        'constant = { kind = "space", capacity = 10, sensitive_location = true, themes = "a;b" }\n',
    )
    assert m.assets["capacity"].tolist() == [40, 10]
    assert m.assets["sensitive_location"].tolist() == [True, True]
    assert m.assets["themes"].tolist() == [("a", "b")] * 2


def test_values_are_translated_whole_and_word_by_word_in_lists(gather) -> None:
    m = gather(
        {
            "people.csv": "name,roles,kind\nAsha,Community Connector; champion,x\n"
            "Ben,helper; champion,y\n"
        },
        '[[people]]\nfile = "people.csv"\n'
        'columns = { name = "name", roles = "roles", kind = "kind" }\n'
        '[people.values.roles]\n"community connector" = "connector"\n"helper" = "leader"\n'
        '[people.values.kind]\n"*" = "individual"\n',
    )
    assert m.assets["roles"].tolist() == [("connector", "champion"), ("leader", "champion")]
    assert m.assets["kind (as given)"].tolist() == ["x", "y"]


def test_a_star_means_everything_else_that_is_written(gather, rejections) -> None:
    m = gather(
        {"assets.csv": "name,kind\nHall,Village hall\nClub,CLUB\nBare,\n"},
        '[[assets]]\nfile = "assets.csv"\n[assets.values.kind]\n'
        '"club" = "association"\n"*" = "space"\n',
    )
    assert m.assets["kind"].tolist() == ["space", "association"]
    assert rejections(m) == [(4, "kind", None, "missing_kind")]


def test_rows_are_dropped_by_what_is_and_by_what_is_not(gather) -> None:
    rows = "name,kind,open,closed in\nA,space,YES,na\nB,space,no,-\nC,space,,1999\nD,space,maybe,\n"
    section = '[[assets]]\nfile = "assets.csv"\ndrop = [{ column = %s, because = "it closed" }]\n'
    m = gather({"assets.csv": rows}, section % '"open", is = ["no", "maybe"]')
    assert m.assets["name"].tolist() == ["A", "C"]
    m = gather({"assets.csv": rows}, section % '"closed in", is_not = "na"')
    assert m.assets["name"].tolist() == ["A", "B", "D"]
    dropped = m.report.problems.query("code == 'dropped'")
    assert dropped[["row", "column", "value", "says"]].to_numpy().tolist() == [
        [4, "closed in", "1999", "it closed"]
    ]


def test_a_dropped_row_is_not_rejected_for_what_it_lacks(gather) -> None:
    m = gather(
        {"assets.csv": "name,kind,open\n,rumour,no\nHall,space,yes\n"},
        '[[assets]]\nfile = "assets.csv"\n'
        'drop = [{ column = "open", is = "no", because = "shut" }]\n',
    )
    assert (m.report.accepted, m.report.rejected, m.report.skipped) == (1, 0, 1)


def test_columns_that_share_a_name_with_ours_are_all_kept(gather) -> None:
    m = gather(
        {
            "a.csv": "title,sort,status,status (as given),geometry,asset_id\nHall,space,1,2,3,4\n",
            "b.csv": "title,sort,status,colour,Status\nInn,space,5,6,7\n",
        },
        "".join(
            f'[[assets]]\nfile = "{name}.csv"\ncolumns = {{ name = "title", kind = "sort" }}\n'
            for name in "ab"
        ),
    )
    extra = m.assets.set_index("name")[["status (as given)", "status (as given) (as given)",
                                       "geometry (as given)", "asset_id (as given)", "colour",
                                       "Status"]]  # fmt: skip
    assert extra.loc["Hall"].tolist()[:4] == ["1", "2", "3", "4"]
    assert extra.loc["Inn"].tolist()[0] == "5"
    assert extra.loc["Inn"].tolist()[4:] == ["6", "7"]
    assert extra.loc["Hall"].isna().tolist()[4:] == [True, True]


def test_one_file_may_be_used_by_two_sections(gather) -> None:
    section = (
        '[[assets]]\nfile = "assets.csv"\nconstant = {{ kind = "{kind}" }}\n'
        'drop = [{{ column = "sort", is_not = "{sort}", because = "in the other section" }}]\n'
    )
    m = gather(
        {"assets.csv": "name,sort\nHall,a\nHall,b\nBarn,a\n"},
        section.format(kind="space", sort="a") + section.format(kind="culture", sort="b"),
    )
    assert m.assets["kind"].to_dict() == {
        "assets-hall": "space", "assets-barn": "space", "assets-hall-2": "culture",
    }  # fmt: skip
    assert (m.report.rows, m.report.accepted, m.report.skipped) == (6, 3, 3)
    assert len(m.sources) == 1


def test_ids_that_are_given_go_before_ids_that_are_made(gather, rejections) -> None:
    m = gather(
        {
            "a.csv": "name,kind,id\nMill Hall,space,\n"
            "Mill Hall,space,a-mill-hall-2\nBarn,space,x\n",
            "b.csv": "name,kind,id\nInn,space,a-mill-hall\nShop,exchange,x\n",
        },
        '[[assets]]\nfile = "a.csv"\n[[assets]]\nfile = "b.csv"\n',
    )
    assert m.assets["name"].to_dict() == {
        "a-mill-hall-3": "Mill Hall", "a-mill-hall-2": "Mill Hall", "x": "Barn",
        "a-mill-hall": "Inn",
    }  # fmt: skip
    assert rejections(m) == [(3, "id", "x", "duplicate_id")]


def test_an_id_of_a_rejected_row_is_free_for_the_next(gather, rejections) -> None:
    m = gather({"assets.csv": "id,name,kind\na,,space\na,Hall,space\na,Inn,space\n"})
    assert m.assets["name"].to_dict() == {"a": "Hall"}
    assert [(row, code) for row, _, _, code in rejections(m)] == [
        (2, "missing_name"), (4, "duplicate_id"),
    ]  # fmt: skip


def test_equal_sources_are_one(gather) -> None:
    m = gather(
        {"a.csv": "name,kind\nHall,space\n", "b.csv": "name,kind\nInn,space\n"},
        '[[assets]]\nfile = "a.csv"\nsource = "Us"\nlicence = "OGL"\n'
        '[[assets]]\nfile = "b.csv"\nsource = "Us"\nlicence = "OGL"\n'
        '[[assets]]\nfile = "b.csv"\nsource = "Them"\n',
    )
    assert m.sources["name"].to_dict() == {"s1": "Us", "s2": "Them"}
    assert m.assets["sources"].tolist() == [("s1",), ("s1",), ("s2",)]

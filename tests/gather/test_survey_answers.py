"""Answers downloaded from KoboToolbox and ODK are read as they are."""

from __future__ import annotations

import io
from collections.abc import Callable

import openpyxl
import pytest

from assetmap.tables import AssetMap

SECTION = '[[assets]]\nfile = "answers.xlsx"\n'
KOBO = ("_id", "_uuid", "_submission_time", "_validation_status", "_notes", "_status",
        "_submitted_by", "__version__", "_tags", "_index")  # fmt: skip


def meta(at: int, tags: str = "") -> list[object]:
    """Fill in what KoboToolbox adds to an answer."""
    return [900 + at, f"u-{at}", "2026-05-01T10:00:00", "", "", "submitted_via_web", "team", "v1",
            tags, at]  # fmt: skip


def workbook(**sheets: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.fixture
def answers(gather) -> Callable[..., AssetMap]:
    def follow(project: str = SECTION, **sheets: list[list[object]]) -> AssetMap:
        return gather({"answers.xlsx": workbook(**sheets)}, project)

    return follow


def kobo(heads: list[object], *rows: list[object], tags: str = "") -> list[list[object]]:
    return [
        ["start", "end", *heads, *KOBO],
        *(
            ["2026-05-01", "2026-05-01", *row, *[None] * (len(heads) - len(row)), *meta(at, tags)]
            for at, row in enumerate(rows, start=1)
        ),
    ]


def said(m: AssetMap, code: str) -> list[str]:
    return m.report.problems.query("code == @code")["says"].tolist()


@pytest.mark.parametrize(
    ("heads"),
    [
        ["about/kind", "about/name", "about/where/place"],
        ["What is it?/Kind", "What is it?/Name", "Where is it?/Place"],
        ["kind", "name", "place"],
    ],
    ids=["xml names", "labels", "no groups"],
)
def test_groups_are_no_part_of_a_question(answers, heads: list[object]) -> None:
    if heads[0] == "What is it?/Kind":
        heads[2] = "What is it?/Place"
    m = answers(a=kobo(heads, ["association", "Choir", "Mill End"], ["space", "Hall", "w2"]))
    assert m.assets[["name", "kind", "place_id"]].to_numpy().tolist() == [
        ["Choir", "association", "w1"], ["Hall", "space", "w2"],
    ]  # fmt: skip
    assert m.assets.index.tolist() == ["901", "902"]  # the number that each answer has
    assert (m.report.rows, m.report.accepted) == (2, 2)


def test_what_the_program_adds_is_nothing_of_ours_and_is_said(answers) -> None:
    m = answers(a=kobo(["kind", "name"], ["association", "Choir"], tags="checked"))
    (asset,) = m.assets.to_dict("records")
    assert asset["status"] == "unknown"  # not submitted_via_web
    assert asset["themes"] == ()  # not the reviewers' tags
    assert asset["_tags (of the answer)"] == "checked"
    assert any("__version__" in text and "_uuid" in text for text in said(m, "reading"))


def test_questions_of_one_name_in_two_groups_keep_them_and_it_is_said(answers) -> None:
    heads = ["kind", "us/name", "them/name"]
    rows = kobo(heads, ["association", "Choir", "Asha"])
    m = answers(a=rows)
    assert "'us/name' and 'them/name' end in the same name" in said(m, "several_questions")[0]
    for head, name in (("us/name", "Choir"), ("them/name", "Asha")):
        m = answers(SECTION + f'columns = {{ kind = "kind", name = "{head}" }}\n', a=rows)
        assert m.assets["name"].tolist() == [name]


def test_a_contact_is_not_named_for_the_group(answers) -> None:
    heads = ["kind", "contact/name", "us/contact/email", "about/title"]
    m = answers(a=kobo(heads, ["association", "Asha", "a@b.org", "Choir"]))
    (asset,) = m.assets.to_dict("records")
    assert (asset["name"], asset["contact_name"]) == ("Choir", "Asha")
    assert asset["email"] == "a@b.org"


def test_numbers_in_a_group_are_no_choices(answers) -> None:
    heads = ["kind", "name", "visitors/adults", "visitors/children"]
    m = answers(a=kobo(heads, ["association", "A", 1, 0], ["association", "B", 0, 1]))
    assert m.assets[["adults", "children"]].to_numpy().tolist() == [["1", "0"], ["0", "1"]]


def test_a_label_with_a_slash_is_no_group(answers) -> None:
    m = answers(a=kobo(["Kind", "Name", "Phone/Email"], ["association", "Choir", "a@b.org"]))
    assert m.assets["email"].isna().all()
    assert m.assets["Phone/Email"].tolist() == ["a@b.org"]


@pytest.mark.parametrize("tick", [(1, 0), ("1", "0"), (True, False), ("True", "False")])
@pytest.mark.parametrize("has_words", [True, False])
def test_a_column_for_each_choice_is_one_list(answers, tick, has_words: bool) -> None:
    yes, no = tick
    heads = ["kind", "name", *(["offers"] if has_words else []), "offers/first_aid", "offers/lifts"]
    words = [["first_aid lifts"], ["lifts"], [""]] if has_words else [[], [], []]
    m = answers(
        a=kobo(
            heads,
            ["association", "A", *words[0], yes, yes],
            ["association", "B", *words[1], no, yes],
            ["association", "C", *words[2], no, no],
        )
    )
    assert m.assets["offers"].tolist() == [("first_aid", "lifts"), ("lifts",), ()]
    assert not any(column.startswith("offers/") for column in m.assets.columns)
    assert "what was ticked of 'offers' was brought together from 2 columns" in " ".join(
        said(m, "reading")
    )


def test_labels_of_choices_keep_their_commas_and_spaces(answers) -> None:
    heads = ["Kind", "Name", "Offers", "Offers/Tea, coffee and cake", "Offers/Lifts"]
    m = answers(a=kobo(heads, ["association", "A", "Tea, coffee and cake Lifts", 1, 1]))
    assert m.assets["offers"].tolist() == [("Tea, coffee and cake", "Lifts")]


def test_columns_of_other_answers_are_no_choices(answers) -> None:
    heads = ["kind", "name", "money/cost", "money/grant"]
    m = answers(a=kobo(heads, ["association", "A", "5", "no"], ["association", "B", "1", "yes"]))
    assert m.assets[["cost", "grant"]].to_numpy().tolist() == [["5", "no"], ["1", "yes"]]


@pytest.mark.parametrize(
    ("cells", "offers"),
    [
        (["first_aid lifts", "lifts"], [("first_aid", "lifts"), ("lifts",)]),
        (["lifts baking", "baking", "lifts"], [("lifts", "baking"), ("baking",), ("lifts",)]),
        (["Lifts to town", "Baking"], [("Lifts to town",), ("Baking",)]),
        (["guitar lessons", "baking"], [("guitar lessons",), ("baking",)]),
    ],
)
def test_names_of_choices_in_one_cell(answers, cells, offers) -> None:
    rows = [["association", f"A{at}", cell] for at, cell in enumerate(cells)]
    m = answers(a=kobo(["kind", "name", "offers"], *rows))
    assert m.assets["offers"].tolist() == offers


def test_roles_in_one_cell(answers) -> None:
    m = answers(
        a=kobo(
            ["kind", "name", "roles"],
            ["individual", "Asha", "connector community_builder"],
            ["individual", "Cy", "community_builder"],
        )
    )
    assert m.assets["roles"].tolist() == [
        ("connector", "community_builder"), ("community_builder",),
    ]  # fmt: skip


LAT, LON = 52.6, -1.2
POINT = f"{LAT} {LON} 81.5 4.9"
SHAPE = "52.6 -1.2 0 0;52.6 -1.19 0 0;52.61 -1.19 0 0;52.6 -1.2 0 0"


@pytest.mark.parametrize(
    ("heads", "cells"),
    [
        (["where_is_it"], [POINT]),
        (["where_is_it", "_where_is_it_latitude", "_where_is_it_longitude",
          "_where_is_it_altitude", "_where_is_it_precision"], [POINT, LAT, LON, 81.5, 4.9]),
        (["geo/spot", "_geo/spot_latitude", "_geo/spot_longitude"], [POINT, LAT, LON]),
        (["geo/_spot_latitude", "geo/_spot_longitude"], [LAT, LON]),
        (["geopoint"], [POINT]),
    ],
)  # fmt: skip
def test_points_of_a_telephone(answers, heads, cells) -> None:
    m = answers(a=kobo(["kind", "name", *heads], ["space", "Hall", *cells], ["space", "B"]))
    point = m.assets.to_crs(4326).geometry.iloc[0]
    assert (point.x, point.y) == pytest.approx((LON, LAT), abs=1e-6)
    assert m.assets["precision"].tolist() == ["exact", "none"]
    assert m.report.rejected == 0


def test_an_outline_that_was_drawn(answers) -> None:
    m = answers(a=kobo(["kind", "name", "the_green"], ["space", "Green", SHAPE]))
    shape = m.assets.to_crs(4326).geometry.iloc[0]
    assert shape.geom_type == "Polygon"
    corners = [[round(x, 5), round(y, 5)] for x, y in shape.exterior.coords]
    assert sorted(map(tuple, corners[:-1])) == [(-1.2, 52.6), (-1.19, 52.6), (-1.19, 52.61)]


def test_of_two_points_the_known_one_is_taken_and_the_other_is_said(answers) -> None:
    heads = ["kind", "name", "_home_latitude", "_home_longitude", "_gps_latitude",
             "_gps_longitude"]  # fmt: skip
    m = answers(a=kobo(heads, ["space", "Hall", 51.0, -1.0, LAT, LON]))
    point = m.assets.to_crs(4326).geometry.iloc[0]
    assert (point.x, point.y) == pytest.approx((LON, LAT), abs=1e-6)
    assert "'home' tell of other points" in said(m, "several_points_asked")[0]


def repeat(heads: list[object], *rows: tuple[object, ...], parent: str = "a") -> list[list[object]]:
    """Write a sheet of repeats; each row ends in the number of the row it belongs to."""
    links = ["_index", "_parent_table_name", "_parent_index", "_submission__id"]
    return [
        [*heads, *links],
        *([*row[:-1], at, parent, row[-1], 900] for at, row in enumerate(rows, start=1)),
    ]


def test_repeats_are_added_to_the_rows_they_belong_to(answers) -> None:
    m = answers(
        a=kobo(["kind", "name"], ["association", "Choir"], ["association", "Pantry"],
               ["association", "Band"]),
        gifts=repeat(["gifts/gift"], ("singing", 1), ("a piano", 1), ("tins, jars", 2)),
    )  # fmt: skip
    assert m.assets["offers"].tolist() == [("singing", "a piano"), ("tins, jars",), ()]
    files = m.report.files.set_index("sheet")[["rows", "accepted", "skipped", "rejected"]]
    assert files.loc["a"].tolist() == [3, 3, 0, 0]
    assert files.loc["gifts"].tolist() == [3, 0, 3, 0]
    assert set(m.report.problems.query("code == 'folded_row'")["row"]) == {2, 3, 4}
    assert "3 rows of sheet gifts were added to the rows that they belong to, as 'gifts'" in said(
        m, "reading"
    )


def test_a_repeat_that_belongs_to_no_row_is_rejected(answers, rejections) -> None:
    m = answers(
        a=kobo(["kind", "name"], ["association", "Choir"]),
        offers=repeat(["offers", "often"], ("singing", "weekly", 1), ("lifts", "daily", 7)),
    )
    assert m.assets[["offers", "often"]].to_numpy().tolist() == [[("singing",), "weekly"]]
    assert [(row, code) for row, _, _, code in rejections(m)] == [(3, "lost_repeat")]
    assert (m.report.accepted, m.report.rejected, m.report.skipped) == (1, 1, 1)


LONG = "What is strong in our two villages"


@pytest.mark.parametrize("parent", [LONG, "A name that was changed since"])
def test_a_repeat_finds_the_first_sheet_whatever_it_is_called(answers, parent: str) -> None:
    first = kobo(["kind", "name", "_parent_table_name", "_parent_index"],
                 ["association", "Choir", None, None])  # fmt: skip
    m = answers(**{LONG[:28] + "...": first,
                   "offers": repeat(["offers"], ("singing", 1), parent=parent)})  # fmt: skip
    assert m.assets["offers"].tolist() == [("singing",)]


def test_a_repeat_that_may_belong_to_either_of_two_sheets_is_left_alone(answers) -> None:
    m = answers(
        a=kobo(["kind", "name"], ["association", "Choir"]),
        b=kobo(["kind", "name"], ["association", "Band"]),
        offers=repeat(["offers"], ("singing", 1), parent="c"),
    )
    assert set(m.assets["offers"]) == {()}
    assert m.report.files.set_index("sheet").loc["offers", "skipped"] == 1
    assert "other_sheet" in m.report.problems["code"].tolist()


def test_repeats_inside_repeats_and_beside_ties(answers) -> None:
    project = SECTION + (
        '[[ties]]\nfile = "answers.xlsx"\ncolumns = { source = "name", target = "groups" }\n'
        'constant = { kind = "member_of" }\n'
        'drop = [{ column = "groups", is = "na", because = "none" }]\n'
    )
    m = answers(
        project,
        a=kobo(["kind", "name"], ["individual", "Asha"], ["association", "Choir"],
               ["association", "Pantry"]),
        groups=repeat(["groups"], ("Choir", 1), ("Pantry", 1)),
        years=repeat(["year"], ("2009", 1), ("2010", 2), ("2011", 2), parent="groups"),
    )  # fmt: skip
    assert m.assets["year"].fillna("").tolist() == ["2009\n2010\n2011", "", ""]
    assert m.ties[["source", "target"]].to_numpy().tolist() == [["901", "902"], ["901", "903"]]
    assert m.report.rejected == 0


ODK = ["SubmissionDate", "about-kind", "about-name", "where-spot-Latitude", "where-spot-Longitude",
       "where-spot-Altitude", "where-spot-Accuracy", "meta-instanceID", "KEY", "SubmitterName",
       "Status", "ReviewState"]  # fmt: skip


def test_answers_of_odk_central(answers) -> None:
    row = ["2026-05-01", "space", "Hall", LAT, LON, 0, 5, "uuid:1", "uuid:1", "Team", "", "hold"]
    m = answers(a=[ODK, row])
    assert m.assets["name"].tolist() == ["Hall"]
    point = m.assets.to_crs(4326).geometry.iloc[0]
    assert (point.x, point.y) == pytest.approx((LON, LAT), abs=1e-6)
    assert "Team" not in m.assets.astype(str).to_numpy().ravel().tolist()


@pytest.mark.parametrize(
    "head", ["agreed/publish_name", "publish_name", "May we show your name on the public map?"]
)
def test_consents_are_asked_by_name_or_by_question(answers, head: str) -> None:
    m = answers(
        SECTION + 'ignore = ["publish_name"]\n'
        '[[consents]]\nfile = "answers.xlsx"\nignore = ["kind"]\n'
        'columns = { person = "name", agreed = "publish_name", given_on = "today" }\n'
        'constant = { purpose = "publish_name" }\n',
        a=kobo(["today", "kind", "name", head], ["2026-05-01", "individual", "Asha", "yes"]),
    )
    assert m.consents[["asset_id", "purpose"]].to_numpy().tolist() == [["901", "publish_name"]]
    assert not (m.report.problems["outcome"] == "stops").any()


def test_what_reviewers_wrote_may_take_a_consent_back(answers) -> None:
    m = answers(
        SECTION + '[[consents]]\nfile = "answers.xlsx"\nignore = ["kind"]\n'
        'columns = { person = "name", agreed = "publish_name", given_on = "today" }\n'
        'constant = { purpose = "publish_name" }\n',
        a=kobo(["today", "kind", "name", "publish_name"],
               ["2026-05-01", "individual", "Asha", "yes"], tags="withdrew"),
    )  # fmt: skip
    stops = m.report.problems.query("outcome == 'stops'")
    assert any("_tags (of the answer)" in text for text in stops["says"])


def test_a_dash_of_odk_may_be_part_of_a_name(answers) -> None:
    heads = ["SubmissionDate", "KEY", "kind", "name", "e-mail", "post-box", "us-web-site"]
    m = answers(a=[heads, ["2026-05-01", "uuid:1", "space", "Hall", "h@b.org", "7", "b.org"]])
    (asset,) = m.assets.to_dict("records")
    assert (asset["email"], asset["post-box"], asset["website"]) == ("h@b.org", "7", "b.org")


def test_an_ordinary_workbook_is_left_as_it_is(answers) -> None:
    m = answers(a=[["kind", "name", "Offers/Needs", "_index"], ["space", "Hall", "1", "4"]])
    assert m.assets[["Offers/Needs", "_index"]].to_numpy().tolist() == [["1", "4"]]

"""A consent that is badly written shows nobody: what may take it back, takes it back or stops."""

from __future__ import annotations

import pytest

from assetmap.errors import ConsentError
from assetmap.model import Purpose
from assetmap.publish import publish
from assetmap.tables import find_consenting

PEOPLE = "id,name,place\np1,Ann Lee,w1\np2,Bob Roe,w2\n"
SECTIONS = '[[people]]\nfile = "people.csv"\nid = "id"\n[[consents]]\nfile = "consents.csv"\n'
MAPPED = (
    '[[people]]\nfile = "people.csv"\nid = "id"\n[[consents]]\nfile = "consents.csv"\n'
    'columns = { person = "person", purpose = "purpose", given_on = "given_on" }\n'
)
GIVEN = "person,purpose,given_on,expires_on,withdrawn_on\np1,publish_name,2024-01-01,,\n"


@pytest.fixture
def people(gather):
    def read(consents: str, sections: str = SECTIONS, people: str = PEOPLE):
        return gather({"people.csv": people, "consents.csv": consents}, sections)

    return read


def named(m) -> list[str]:
    return publish(m).assets["name"].tolist()


def test_a_good_consent_shows_the_person(people) -> None:
    assert named(people(GIVEN)) == ["Ann Lee"]


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        ("Revoked", "2025-01-01"),
        ("Withdrawn?", "2025-01-01"),
        ("withdrawn on date", "2025-01-01"),
        ("Opted out", "2025-01-01"),
        ("Opted out", "yes"),
        ("Opt-out date", "01/02/2025"),
        ("Taken back", "x"),
        ("Cancelled", "?"),
        ("Revoked", "TBC"),
        ("Valid until", "2025-01-01"),
        ("Expiry date", "31/12/2024"),
        ("agreed", "no"),
        ("Agreed", "N"),
        ("Agreed?", "not sure"),
        ("agreed", ""),
    ],
)
def test_words_for_an_end_are_understood(people, head: str, cell: str) -> None:
    m = people(f"person,purpose,given_on,{head}\np1,publish_name,2024-01-01,{cell}\n")
    assert m.report.unsettled == ()
    assert named(m) == []
    report = m.report
    assert report.rows == report.accepted + report.rejected + report.skipped == 3


@pytest.mark.parametrize("cell", ["", "-", "no", "No", "n/a", "0", "none", "never", "N"])
def test_words_for_no_end_are_understood(people, cell: str) -> None:
    m = people(f"person,purpose,given_on,Revoked\np1,publish_name,2024-01-01,{cell}\n")
    assert named(m) == ["Ann Lee"]


@pytest.mark.parametrize(
    ("head", "cell", "sections"),
    [
        ("Comments", "left", SECTIONS),
        ("", "2025", SECTIONS),
        ("Do not use", "x", SECTIONS),
        ("Consent", "no", SECTIONS),
        ("Revoked", "2025-01-01", MAPPED),
        ("agreed", "no", MAPPED),
    ],
)
def test_a_column_that_nothing_reads_stops_publication(
    people, head: str, cell: str, sections: str
) -> None:
    consents = f"person,purpose,{head},given_on\np1,publish_name,{cell},2024-01-01\n"
    column = head or "Column C"
    m = people(consents, sections)
    with pytest.raises(ConsentError) as raised:
        publish(m)
    [problem] = raised.value.problems
    assert problem.where == "consents.csv"
    assert problem.code == "unread_consent"
    assert repr(column) in problem.says
    assert len(publish(m, audience="team").assets) == 2
    settled = people(consents, sections + f'ignore = ["{column}"]\n')
    assert named(settled) == ["Ann Lee"]
    assert column not in settled.consents


def test_an_empty_column_does_not_stop(people) -> None:
    assert named(people("person,purpose,given_on,Other\np1,publish_name,2024-01-01,\n")) == [
        "Ann Lee"
    ]


def test_a_rule_that_names_a_column_reads_it(people) -> None:
    rule = 'drop = [{ column = "Status", is = "draft", because = "not signed yet" }]\n'
    m = people(
        "person,purpose,given_on,Status\np1,publish_name,2024-01-01,signed\n"
        "p2,publish_name,2024-01-01,draft\n",
        SECTIONS + rule,
    )
    assert named(m) == ["Ann Lee"]


@pytest.mark.parametrize(
    "head",
    [
        "OK to be named?",
        "Consent",
        "Do not publish",
        "Opted out",
        "GDPR",
        "Happy to be shown",
        "OK to share?",
        "May we share",
        "Public?",
        "Show on map",
        "Private",
        "Name public?",
        "Wants to be listed",
        "Listing",
        "Visible",
        "Hide",
        "Remove",
        "Signed form",
        "No longer wishes",
    ],
)
def test_a_column_of_people_that_may_hold_consent_stops(people, head: str) -> None:
    sheet = f"id,name,place,{head}\np1,Ann Lee,w1,no\n"
    m = people(GIVEN, people=sheet)
    with pytest.raises(ConsentError, match="may hold what people agreed to"):
        publish(m)
    ignoring = SECTIONS.replace('id = "id"\n', f'id = "id"\nignore = ["{head}"]\n')
    assert named(people(GIVEN, ignoring, people=sheet)) == ["Ann Lee"]


def test_such_a_column_of_groups_does_not_stop(gather) -> None:
    m = gather({"assets.csv": "name,kind,Agreement\nChoir,association,signed\n"})
    assert named(m) == ["Choir"]


@pytest.mark.parametrize(
    "flawed",
    [
        "p1,publish_name,2024-01-01,,last Tuesday by phone",
        "p1,publish_name,2024-01-01,,03/35/2025",
        "p1,publish_name,2024-01-01,,2024/25",
        "Anne Lee,publish_name,2024-01-01,,2025-01-01",
        "A. Lee,publish_name,,,2025-01-01",
        "Lee,publish_name,,,2025-01-01",
        "Mrs Lee,publish_name,,,2025-01-01",
        "P-01,publish_name,,,2025-01-01",
        "p1,all,2024-01-01,,2025-01-01",
        "p1,,2024-01-01,,2025-01-01",
        "p1,publish_name; everything,,,2025-01-01",
        "p1,publish_name,,,yes",
        "p1,publish_name,,,#N/A",
        "p1,publish_name,2024-06-01,when she moves,",
        "p1,publish_name,2024-06-01,,,2025-01-01",
    ],
)
def test_a_flawed_row_takes_back_what_it_could_mean(people, flawed: str) -> None:
    m = people(GIVEN + flawed + "\n")
    assert named(m) == []
    rejected = m.report.problems.query("outcome == 'rejected'")
    assert set(rejected["row"]) == {2, 3}
    maybe = rejected[rejected["code"] == "maybe_taken_back"]
    assert maybe["remedy"].tolist() == ["Correct row 3 of consents.csv first."]
    assert (m.report.rows, m.report.accepted, m.report.rejected) == (4, 2, 2)


@pytest.mark.parametrize(
    "flawed",
    [
        "p1,publish_role,2024-01-01,,last Tuesday by phone",
        "Anne Lee,publish_role,,,2025-01-01",
        "p1,publish_name,someday,,",
        "p1,publish_name; photo,2024-01-01,,",
        "p2,publish_name,,,last Tuesday by phone",
        "Bob R,all,,,2025-01-01",
        "p1,publish_name,,,yes: 1 May 2023",
        "p1,all,,,2023-05-01",
    ],
)
def test_and_no_more_than_that(people, flawed: str) -> None:
    m = people(GIVEN + flawed + "\n")
    expected = [] if "yes:" in flawed else ["Ann Lee"]  # a day that is not read may be any
    assert named(m) == expected


@pytest.mark.parametrize(
    "flawed", ["Zita Kovacs,publish_name,,,2025-01-01", ",publish_name,2024-01-01,,2025-01-01"]
)
def test_a_withdrawal_that_fits_nobody_stops_and_names_the_row(people, flawed: str) -> None:
    m = people(GIVEN + flawed + "\n")
    with pytest.raises(ConsentError) as raised:
        publish(m)
    [problem] = raised.value.problems
    assert problem.where.startswith("consents.csv, row 3")
    assert problem.code == "lost_withdrawal"


def test_several_purposes_of_a_row_are_taken_back_one_by_one(people, notes) -> None:
    m = people(
        "person,purpose,given_on,withdrawn_on\np1,publish_name; publish_role,2024-01-01,\n"
        "p1,publish_role,,soon\n"
    )
    assert m.consents["purpose"].tolist() == ["publish_name"]
    assert (2, "maybe_taken_back") in notes(m)
    assert m.report.accepted == 3


def test_a_withdrawal_in_one_file_takes_back_what_another_gives(gather) -> None:
    m = gather(
        {
            "people.csv": PEOPLE,
            "consents.csv": GIVEN,
            "withdrawals.csv": "Who,Purpose,Revoked\nAnne Lee,publish name,2025-02-03\n",
        },
        SECTIONS + '[[consents]]\nfile = "withdrawals.csv"\n',
    )
    assert named(m) == []


@pytest.mark.parametrize(
    ("rows", "holds"),
    [
        ("p1,publish_name,2020-01-01,,\np1,publish_name,2024-01-01,2025-01-01,", False),
        ("p1,publish_name,2024-01-01,2025-01-01,\np1,publish_name,2025-06-01,,", True),
        ("p1,publish_name,2024-01-01,,\np1,publish_name,2024-01-01,2025-01-01,", False),
        ("p1,publish_name,2024-01-01,,\np1,publish_name,,,", False),
        ("p1,publish_name,2024-01-01,,\np1,publish_name,,2030-01-01,", False),
        ("p1,publish_name,2025-01-01,,\np1,publish_name,,,2024-01-01", True),
        ("p1,publish_name,2025-01-01,,\np1,publish_name,,,2025-01-01", False),
    ],
)
def test_the_latest_day_decides_and_doubt_is_against(people, rows: str, *, holds: bool) -> None:
    head = "person,purpose,given_on,expires_on,withdrawn_on\n"
    m = people(head + rows + "\n")
    found = find_consenting(m, purpose=Purpose.PUBLISH_NAME, on=m.publishing_day)
    assert (found.tolist() == ["p1"]) is holds


def test_an_undated_consent_is_noted(people, notes) -> None:
    m = people("person,purpose,given_on\np1,publish_name,\n")
    assert notes(m) == [(2, "undated_consent")]


SAM = "Name,Village,Offers,Last checked,Status\nSam Lee,Mill End,first aid,2026-03-01,here\n"
CONSENT = "Who,Agreed to,Date\nSam Lee,store; publish_name; publish_place,2026-04-01\n"
SAMS = (
    '[[people]]\nfile = "people.csv"\n'
    'columns = { name = "Name", place = "Village", verified_on = "Last checked" }\n'
    'drop = [{ column = "Status", is = "moved away", because = "moved away" }]\n'
    '[[consents]]\nfile = "consents.csv"\n'
    'columns = { person = "Who", purpose = "Agreed to", given_on = "Date" }\n'
)  # fmt: skip


@pytest.mark.parametrize(
    "other",
    [
        "Sam Lee,Nether End,lifts,spring 2026,here",
        "Sam Lee,Nether End,lifts,2026-03-01,moved away",
        "sam  LEE,Nether End,lifts,spring 2026,here",
        "Sám Lee,Nether End,lifts,2026-03-01,moved away",
        "Sam-Lee,Nether End,lifts,2026-03-01,here",
    ],
)
def test_a_name_that_any_row_bears_twice_receives_no_consent(
    people, rejections, other: str
) -> None:
    m = people(CONSENT, SAMS, SAM + other + "\n")
    assert m.consents.empty
    assert named(m) == []
    assert (2, "Who", "Sam Lee", "ambiguous_person") in rejections(m)


def test_alone_with_a_name_somebody_receives_it(people) -> None:
    assert named(people(CONSENT, SAMS, SAM)) == ["Sam Lee"]


def test_a_group_of_that_name_makes_it_ambiguous(gather, rejections) -> None:
    m = gather(
        {
            "people.csv": SAM,
            "consents.csv": CONSENT,
            "assets.csv": "id,name,kind\ng1,Sam Lee,association\n",
        },
        '[[assets]]\nfile = "assets.csv"\n' + SAMS,
    )
    assert (2, "Who", "Sam Lee", "ambiguous_person") in rejections(m)


def test_the_id_of_one_that_is_the_name_of_another_is_ambiguous(people, rejections) -> None:
    sheet = "id,name,place\nAnn Lee,Bob Roe,w1\np2,Ann Lee,w2\n"
    m = people("person,purpose,given_on\nAnn Lee,publish_name,2024-01-01\n", people=sheet)
    assert named(m) == []
    assert rejections(m) == [(2, "person", "Ann Lee", "ambiguous_person")]
    by_id = people("person,purpose,given_on\np2,publish_name,2024-01-01\n", people=sheet)
    assert named(by_id) == ["Ann Lee"]


def test_an_id_of_two_people_is_ambiguous(people, rejections) -> None:
    sheet = "id,name,place\np1,Ann Lee,w1\np1,Bob Roe,w2\n"
    m = people("person,purpose,given_on\np1,publish_name,2024-01-01\n", people=sheet)
    assert named(m) == []
    assert (2, "person", "p1", "ambiguous_person") in rejections(m)
    repeated = "id,name,place\np1,Ann Lee,w1\np1,Ann Lee,w1\n"
    again = people("person,purpose,given_on\np1,publish_name,2024-01-01\n", people=repeated)
    assert named(again) == ["Ann Lee"]  # one person, written twice


def test_ties_do_not_choose_among_rows_of_a_name(gather, rejections) -> None:
    groups = (
        "Name,Kind,Capacity\nYouth Club,association,30\nYouth Club,association,about 30\n"
        "Pantry,association,10\n"
    )
    m = gather(
        {"groups.csv": groups, "ties.csv": "From,To,Tie\nPantry,Youth Club,partners_with\n"},
        '[[assets]]\nfile = "groups.csv"\n[[ties]]\nfile = "ties.csv"\n',
    )
    assert m.ties.empty
    assert (2, "To", "Youth Club", "ambiguous_end") in rejections(m)


@pytest.mark.parametrize(
    ("end", "day"),
    [
        (",2025-06-01", "2025-06-01"),
        ("2024-12-31,", "2024-12-31"),
        ("2025-01-01,2024-06-01", "2024-06-01"),
    ],
)
def test_whose_storage_ended_is_read_as_rejected_with_the_day(gather, end: str, day: str) -> None:
    m = gather(
        {
            "people.csv": PEOPLE,
            "consents.csv": f"person,purpose,given_on,expires_on,withdrawn_on\n"
            f"p1,store,2024-01-01,{end}\np1,publish_name,2024-01-01,,\n"
            "p2,store,2024-01-01,,\n",
            "ties.csv": "from,to,kind\np1,p2,knows\n",
        },
        SECTIONS + '[[ties]]\nfile = "ties.csv"\n',
    )
    assert m.assets.index.tolist() == ["p2"]
    assert m.consents["asset_id"].tolist() == ["p2"]
    assert m.ties.empty
    [problem] = m.report.problems.query("code == 'storage_ended'").to_dict("records")
    assert (problem["file"], problem["row"], problem["outcome"]) == ("people.csv", 2, "rejected")
    assert day in problem["remedy"]
    assert problem["record"] is None  # what may not be stored is not kept among the rejects
    files = m.report.files.set_index("file")
    assert files.loc["people.csv", ["accepted", "rejected"]].tolist() == [1, 1]
    assert files.loc["consents.csv", ["accepted", "skipped"]].tolist() == [1, 2]
    assert files.loc["ties.csv", "rejected"] == 1


def test_storage_that_was_given_again_goes_on(people) -> None:
    m = people(
        "person,purpose,given_on,withdrawn_on\np1,store,2024-01-01,2025-01-01\np1,store,2025-06-01,\n"
    )
    assert m.assets.index.tolist() == ["p1", "p2"]


def workbook(rows: list[list[str]], hide=lambda sheet: None) -> bytes:
    import io

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Consents"
    for row in rows:
        sheet.append(row)
    hide(sheet)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


HEADS = ["person", "purpose", "given_on", "withdrawn_on"]
AGREED = ["p1", "publish_name", "2024-01-01", ""]


def hide_row(sheet) -> None:
    sheet.row_dimensions[3].hidden = True


def hide_column(sheet) -> None:
    sheet.column_dimensions["D"].hidden = True


@pytest.mark.parametrize(
    ("rows", "hide", "stops"),
    [
        ([HEADS, AGREED, ["p1", "publish_name", "", "2025-01-01"]], hide_row, False),
        ([HEADS, AGREED, ["p1", "", "", "2025-01-01"]], hide_row, False),
        ([HEADS, AGREED, ["Zita Kovacs", "", "", "2025-01-01"]], hide_row, True),
        ([HEADS, [*AGREED[:3], "2025-01-01"]], hide_column, True),
        (
            [HEADS, AGREED, [], ["Withdrawals"], ["Name", "Date"], ["Ann Lee", "2025-01-01"]],
            lambda sheet: None,
            True,
        ),
    ],
)
def test_what_is_hidden_or_aside_takes_back_too(gather, rows, hide, *, stops: bool) -> None:
    sections = SECTIONS.replace("consents.csv", "consents.xlsx")
    m = gather({"people.csv": PEOPLE, "consents.xlsx": workbook(rows, hide)}, sections)
    if stops:
        with pytest.raises(ConsentError):
            publish(m)
    else:
        assert named(m) == []
    shown = gather({"consents.xlsx": workbook([HEADS, AGREED])}, sections)
    assert named(shown) == ["Ann Lee"]


def test_a_rule_that_drops_a_withdrawal_does_not_give_the_consent_back(people) -> None:
    rule = 'drop = [{ column = "Status", is = "old", because = "an old row" }]\n'
    head = "person,purpose,given_on,withdrawn_on,Status\np1,publish_name,2024-01-01,,new\n"
    assert named(people(head + "p1,publish_name,,2025-01-01,old\n", SECTIONS + rule)) == []
    assert named(people(head + "p1,publish_name,2023-01-01,,old\n", SECTIONS + rule)) == ["Ann Lee"]

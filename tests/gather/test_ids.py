"""Ids that are made of names stay with their row; those of people hold no name."""

from __future__ import annotations

import pytest

from assetmap.errors import ProjectError

PEOPLE = "name,place,phone\nTom Brown,w1,111\nTom Brown,w2,222\nAsha,w1,333\n"
SECTIONS = '[[people]]\nfile = "people.csv"\n[[consents]]\nfile = "consents.csv"\n'
CONSENTS = "person,purpose,given_on\n"
HALLS = "name,kind,phone\nMill Hall,space,111\nMill Hall,space,222\nInn,space,333\n"


def _phones(m) -> dict[str, str]:
    return m.assets["phone"].to_dict()


def test_halls_of_one_name_keep_their_ids_when_the_file_is_sorted_anew(gather) -> None:
    section = '[[assets]]\nfile = "halls.csv"\n'
    before = _phones(gather({"halls.csv": HALLS}, section))
    lines = HALLS.splitlines()
    again = "\n".join([lines[0], lines[3], lines[2], lines[1]])

    assert _phones(gather({"halls.csv": again}, section)) == before
    assert len(before) == 3
    assert before["halls-inn"] == "333"


def test_the_id_of_a_person_is_the_row_that_a_spreadsheet_shows(gather) -> None:
    files = {"people.csv": PEOPLE, "consents.csv": CONSENTS}
    expected = {"person-2": "111", "person-3": "222", "person-4": "333"}
    assert _phones(gather(files, SECTIONS)) == expected
    assert _phones(gather(files, SECTIONS)) == expected
    files["people.csv"] = PEOPLE.replace("Tom Brown,w2", ",w2")  # a rejected row moves nobody
    assert _phones(gather(files, SECTIONS)) == {"person-2": "111", "person-4": "333"}


@pytest.mark.parametrize(
    ("files", "section", "ids"),
    [
        ({"amara example.csv": "name\nAmara Example\n"},
         '[[people]]\nfile = "amara example.csv"\n', ["person-2"]),
        ({"a.csv": "First name,Surname\nAmara,Example\n"},
         '[[people]]\nfile = "a.csv"\ncolumns = { name = ["First name", "Surname"] }\n',
         ["person-2"]),
        ({"a.csv": "name,kind\nAmara Example,individual\nMill Hall,space\n"},
         '[[assets]]\nfile = "a.csv"\n', ["a-mill-hall", "person-2"]),
        ({"a.csv": "name,what\nAmara Example,Person\n"},
         '[[assets]]\nfile = "a.csv"\ncolumns = { name = "name", kind = "what" }\n'
         'values = { kind = { Person = "individual" } }\n', ["person-2"]),
        ({"a.csv": "name,themes\nAmara Example,music\nBo,food\nAmara Example,food\n"},
         '[[people]]\nfile = "a.csv"\ngroup_by = ["name"]\n', ["person-2", "person-3"]),
        ({"a.csv": "name,email\nAmara,a@example.org\nAmara,a@example.org\n"},
         '[[people]]\nfile = "a.csv"\ngroup_by = ["email"]\nid_prefix = "p-"\n', ["p-2"]),
        ({"a.csv": "name\nAmara Example\n", "b.csv": "name\nBo Roe\n"},
         '[[people]]\nfile = "a.csv"\n[[people]]\nfile = "b.csv"\n',
         ["person-2", "person-2-2"]),
    ],
    ids=["file", "two columns", "kind", "values", "group", "group by email", "two files"],
)  # fmt: skip
def test_an_id_that_is_made_for_a_person_holds_nothing_of_them(
    gather, files: dict[str, str], section: str, ids: list[str]
) -> None:
    m = gather(files, section)
    assert sorted(m.assets.index) == ids
    assert "amara" not in " ".join(m.assets.index[m.assets["kind"] == "individual"])


def test_ids_of_files_and_those_made_for_people_are_never_the_same(gather) -> None:
    people = "id,name\n,Amara\n person-2,Bo\nperson-2-2,Cy\n,Di\n"
    halls = "id,name,kind\nperson-5,Hall,space\n"
    sections = '[[people]]\nfile = "a.csv"\n[[assets]]\nfile = "b.csv"\n'
    m = gather({"a.csv": people, "b.csv": halls}, sections)
    assert m.assets["name"].to_dict() == {
        "person-2-3": "Amara", "person-2": "Bo", "person-2-2": "Cy", "person-5-2": "Di",
        "person-5": "Hall",
    }  # fmt: skip
    assert m.report.rejected == 0


def test_a_number_of_a_row_means_nobody_in_another_file(gather, rejections) -> None:
    ties = "source,target,kind\nperson-4,person-2,knows\nAsha,person-2,knows\n"
    files = {"people.csv": PEOPLE, "consents.csv": f"{CONSENTS}person-4,publish_name,2026-01-01\n",
             "ties.csv": ties}  # fmt: skip
    m = gather(files, f'{SECTIONS}[[ties]]\nfile = "ties.csv"\n')
    assert len(m.consents) == len(m.ties) == 0
    assert {(row, code) for row, _, _, code in rejections(m)} == {
        (2, "unknown_person"), (2, "unknown_end"), (3, "unknown_end"),
    }  # fmt: skip
    assert m.report.problems["remedy"].str.contains("the number of a row").all()


def test_a_consent_taken_back_under_such_a_number_stops_a_public_page(gather) -> None:
    rows = "person,purpose,given_on,withdrawn_on\nAsha,publish_name,2026-01-01,\n"
    files = {"people.csv": PEOPLE, "consents.csv": f"{rows}person-4,publish_name,,2026-02-01\n"}
    problems = gather(files, SECTIONS).report.problems
    assert "lost_withdrawal" in set(problems["code"])


def test_whoever_bears_the_name_of_another_needs_an_id_for_a_consent(gather) -> None:
    files = {"people.csv": PEOPLE,
             "consents.csv": f"{CONSENTS}Tom Brown,publish_name,2026-01-01\n"}  # fmt: skip
    m = gather(files, SECTIONS)
    assert len(m.consents) == 0
    problem = m.report.problems.set_index("code").loc["ambiguous_person"]
    assert problem["remedy"] == (
        "Give each of the rows with that name an id of its own, and use that."
    )
    files["consents.csv"] = f"{CONSENTS}Asha,publish_name,2026-01-01\n"
    assert gather(files, SECTIONS).consents["asset_id"].tolist() == ["person-4"]


def test_a_group_has_one_way_to_its_id(gather) -> None:
    section = '[[assets]]\nfile = "a.csv"\nid = "ref"\ngroup_by = ["van"]\n'
    with pytest.raises(ProjectError, match="name either `id` or `group_by`"):
        gather({"a.csv": "name,kind,ref,van\n"}, section)


def test_a_translation_into_no_word_of_ours_is_said_before_any_row(gather) -> None:
    section = '[[assets]]\nfile = "a.csv"\nvalues = { kind = { "LA council" = "instituton" } }\n'
    with pytest.raises(ProjectError, match=r"'LA council' is said to mean 'instituton'.*'inst"):
        gather({"a.csv": "name,kind\nHall,LA council\n"}, section)


@pytest.mark.parametrize(
    "rows",
    [
        "List A,Choir\nList A,Band\nList A,Pantry\n",
        "E07,Choir\nE07,Band\nE08,Pantry\nE07,Hall\nE08,Inn\n",
        "1,Choir\n1,Band\n2,Pantry\n2,Hall\n2,Inn\n",
    ],
)
@pytest.mark.parametrize("head", ["Ref", "Reference", "ID"])
def test_a_column_that_does_not_tell_rows_apart_is_no_id(gather, head: str, rows: str) -> None:
    text = f"{head},Name,Kind\n" + rows.replace("\n", ",association\n")
    files = {"assets.csv": text, "ties.csv": "source,target,kind\nChoir,Band,knows\n"}
    m = gather(files, '[[assets]]\nfile = "assets.csv"\n[[ties]]\nfile = "ties.csv"\n')
    assert len(m.assets) == rows.count("\n")
    assert "assets-choir" in m.assets.index
    assert m.assets[head].notna().all()
    assert len(m.ties) == 1
    assert m.report.problems["code"].tolist() == ["repeated_id"]
    assert f"group_by = ['{head}']" in m.report.problems["remedy"][0]


def test_what_is_unique_in_such_a_column_still_finds_its_row(gather, rejections) -> None:
    text = (
        "ref,name,kind\n1,Choir,association\n2,Band,association\n2,Hall,space\n"
        "2,Inn,space\n2,Barn,space\n"
    )
    ties = "source,target,kind\n1,Hall,knows\n2,Choir,knows\n"
    m = gather(
        {"assets.csv": text, "ties.csv": ties},
        '[[assets]]\nfile = "assets.csv"\n[[ties]]\nfile = "ties.csv"\n',
    )
    assert m.ties[["source", "target"]].to_numpy().tolist() == [["assets-choir", "assets-hall"]]
    assert rejections(m) == [(3, "source", "2", "ambiguous_end")]


@pytest.mark.parametrize("stated", ['id = "ref"\n', 'columns = { id = "ref", name = "name", '
                                    'kind = "kind" }\n'])  # fmt: skip
def test_an_id_that_the_project_names_rejects_rows_that_repeat_it(gather, stated: str) -> None:
    text = "ref,name,kind\n1,Choir,association\n1,Band,association\n1,Choir,association\n"
    m = gather({"assets.csv": text}, f'[[assets]]\nfile = "assets.csv"\n{stated}')
    assert m.assets["name"].tolist() == ["Choir"]
    assert m.report.rejected == 2
    remedies = m.report.problems["remedy"].tolist()
    assert ["group_by" in remedy for remedy in remedies] == [True, False]


def test_one_slip_in_a_column_of_ids_makes_it_no_other_column(gather) -> None:
    rows = "".join(f"{at},Hall {at},space\n" for at in range(20))
    m = gather({"assets.csv": "id,name,kind\n" + rows + "7,Annexe,space\n"})
    assert len(m.assets) == 20
    assert m.report.problems["code"].tolist() == ["duplicate_id"]

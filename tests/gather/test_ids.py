"""Ids that are made of names stay with their row, whatever the order of the file."""

from __future__ import annotations

import pytest

from assetmap.errors import ProjectError

PEOPLE = "name,place,phone\nTom Brown,w1,111\nTom Brown,w2,222\nAsha,w1,333\n"
SECTIONS = '[[people]]\nfile = "people.csv"\n[[consents]]\nfile = "consents.csv"\n'


def _phones(m) -> dict[str, str]:
    return m.assets["phone"].to_dict()


def test_people_of_one_name_keep_their_ids_when_the_file_is_sorted_anew(gather) -> None:
    files = {"people.csv": PEOPLE, "consents.csv": "person,purpose,given_on\n"}
    before = _phones(gather(files, SECTIONS))
    lines = PEOPLE.splitlines()
    files["people.csv"] = "\n".join([lines[0], lines[3], lines[2], lines[1]])

    assert _phones(gather(files, SECTIONS)) == before
    assert len(before) == 3
    assert before["people-asha"] == "333"


def test_a_consent_is_lost_rather_than_passed_to_another_of_the_name(gather) -> None:
    files = {"people.csv": PEOPLE, "consents.csv": "person,purpose,given_on\n"}
    toms = [row_id for row_id, phone in _phones(gather(files, SECTIONS)).items() if phone == "111"]
    files["consents.csv"] += f"{toms[0]},publish_name,2026-01-01\n"
    assert gather(files, SECTIONS).consents["asset_id"].tolist() == toms

    files["people.csv"] = PEOPLE.replace("111", "444")  # this Tom has a new number
    m = gather(files, SECTIONS)

    assert len(m.consents) == 0
    rejected = m.report.problems[m.report.problems["outcome"] == "rejected"]
    assert rejected["code"].tolist() == ["unknown_person"]


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

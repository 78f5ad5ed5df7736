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

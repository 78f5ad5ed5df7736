from __future__ import annotations

import pytest

ASSETS = (
    "id,name,kind\np1,Asha,individual\np2,Ben,individual\np3,Ben,individual\n"
    "h1,Hall,space\nh2,Hall,space\nc1,Choir,association\n"
)
SECTIONS = '[[assets]]\nfile = "assets.csv"\n'


@pytest.fixture
def tie(gather):
    def gather_ties(text: str, extra: str = ""):
        files = {"assets.csv": ASSETS, "ties.csv": text}
        return gather(files, SECTIONS + f'[[ties]]\nfile = "ties.csv"\n{extra}')

    return gather_ties


@pytest.fixture
def consent(gather):
    def gather_consents(text: str, extra: str = ""):
        files = {"assets.csv": ASSETS, "consents.csv": text}
        return gather(files, SECTIONS + f'[[consents]]\nfile = "consents.csv"\n{extra}')

    return gather_consents


def test_ends_by_id_and_by_name(tie) -> None:
    m = tie("from,to,tie,strength,note\nasha,Choir,member of,2,x\nc1,h2,Meets-at,,\n")
    assert m.ties[["source", "target", "kind"]].to_numpy().tolist() == [
        ["p1", "c1", "member_of"], ["c1", "h2", "meets_at"],
    ]  # fmt: skip
    assert m.ties.index.tolist() == ["ties-2", "ties-3"]
    assert m.ties["strength"].tolist()[0] == 2
    assert m.ties["note"].tolist()[0] == "x"
    assert m.ties["sources"].tolist() == [("s2",), ("s2",)]


def test_every_tie_that_cannot_be_says_why(tie, rejections) -> None:
    m = tie(
        "from,to,kind,strength,since,until\n"
        "Ben,c1,knows,,,\n"
        "p1,Hall,uses,,,\n"
        "p1,Bob,knows,,,\n"
        ",c1,knows,,,\n"
        "Asha,p1,knows,,,\n"
        "p1,c1,hates,,,\n"
        "p1,c1,,,,\n"
        "p1,c1,knows,0,,\n"
        "p1,c1,knows,-1,,\n"
        "p1,c1,knows,lots,,\n"
        "p1,c1,knows,,2026-02-01,2026-01-01\n"
        "p1,c1,knows,,soon,\n"
        "p1,c1,knows,1,2026-01-01,2026-01-01\n"
    )
    assert [(row, column, code) for row, column, _, code in rejections(m)] == [
        (2, "from", "ambiguous_end"),
        (3, "to", "ambiguous_end"),
        (4, "to", "unknown_end"),
        (5, "from", "missing_end"),
        (6, "to", "self_tie"),
        (7, "kind", "unknown_word"),
        (8, "kind", "missing_kind"),
        (9, "strength", "no_strength"),
        (10, "strength", "negative_number"),
        (11, "strength", "unreadable_number"),
        (12, "until", "ends_first"),
        (13, "since", "unreadable_date"),
    ]
    assert m.ties.index.tolist() == ["ties-14"]
    remedies = m.report.problems.set_index("row")["remedy"]
    assert remedies[2] == "Use the id of the one that is meant: p2, p3."


def test_ids_of_ties_are_never_the_reason_to_lose_one(gather) -> None:
    section = '[[ties]]\nfile = "ties.csv"\nid_prefix = "t"\n'
    m = gather(
        {"assets.csv": ASSETS, "ties.csv": "from,to,kind,id\np1,c1,knows,\np1,h1,uses,3\n"},
        SECTIONS + section + section.replace('id_prefix = "t"', 'id_prefix = "t"\nid = "id"'),
    )
    assert m.ties.index.tolist() == ["t2", "t3", "t2-2"]
    assert (m.report.accepted, m.report.rejected) == (9, 1)  # t3 is given twice


def test_several_purposes_in_one_cell_are_several_consents(consent) -> None:
    m = consent(
        "person,purposes,given,how,expires\n"
        "Asha,Publish name; publish-role\nshare with partners,1/2/2026,on paper,\n".replace(
            "role\nshare", "role; share"
        )
        + "p2,store,2026,,2027\n"
    )
    assert m.consents[["asset_id", "purpose"]].to_numpy().tolist() == [
        ["p1", "publish_name"], ["p1", "publish_role"], ["p1", "share_with_partners"],
        ["p2", "store"],
    ]  # fmt: skip
    assert m.consents.index.is_unique
    assert m.report.files.iloc[-1][["rows", "accepted"]].tolist() == [2, 2]
    assert m.consents["given_on"].dt.strftime("%d %m %Y").tolist()[:1] == ["01 02 2026"]


def test_ids_of_consents_never_collide(consent) -> None:
    m = consent(
        "id,person,purpose\na,p1,store; introduce\na-also,p2,store; introduce; publish_name\n"
    )
    assert len(m.consents) == 5
    assert m.consents.index.is_unique
    assert {"a", "a-also"} <= set(m.consents.index)


def test_every_consent_that_cannot_be_says_why(consent, rejections) -> None:
    m = consent(
        "person,purpose,given\nBob,store,\nBen,store,\nHall,store,\n,store,\np1,,\np1,;,\n"
        "p1,store; newsletter,\np1,store,13/13/2026\np1,store,\n"
    )
    assert [(row, column, code) for row, column, _, code in rejections(m)] == [
        (2, "person", "unknown_person"),
        (3, "person", "ambiguous_person"),
        (4, "person", "unknown_person"),
        (5, "person", "unknown_person"),
        (6, "purpose", "missing_purpose"),
        (7, "purpose", "missing_purpose"),
        (8, "purpose", "unknown_word"),
        (9, "given", "unreadable_date"),
    ]
    assert len(m.consents) == 1

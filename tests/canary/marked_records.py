"""The people, groups and sources of the marked project, and what may be shown of each.

What may be shown is written by hand, from what the record says and from
docs/privacy.md: the library is not asked.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["GROUPS", "HIDDEN", "PEOPLE", "SOURCES", "Group", "Person", "Source"]

NAME = frozenset({"name"})
GIFTS = frozenset({"themes", "offers", "wants"})
CONTACT = frozenset({"contact_name", "email", "phone", "website"})
NOTHING: frozenset[str] = frozenset()
ALL = (
    "store", "share_with_partners", "publish_name", "publish_role", "publish_place",
    "publish_contact", "publish_gifts", "introduce",
)  # fmt: skip
NOT_NAME = tuple(purpose for purpose in ALL if purpose != "publish_name")


def agrees(*purposes: str, **days: str) -> tuple[dict[str, str], ...]:
    """Write a row of consent for each purpose, given on a day of its own unless one is said."""
    return tuple({"purpose": purpose, "given_on": "any", **days} for purpose in purposes)


@dataclass(frozen=True)
class Person:
    """What somebody agreed to, what may be shown of them, and what else is odd about them."""

    agreed: tuple[dict[str, str], ...] = ()
    shows: frozenset[str] = NOTHING
    cells: dict[str, str] = field(default_factory=dict)
    consents_by: str = "id"


PEOPLE: dict[str, Person] = {
    "agrees to all": Person(agrees(*ALL), NAME | GIFTS | CONTACT),
    "agrees to the name": Person(agrees("publish_name"), NAME),
    "agrees to the role": Person(agrees("publish_name", "publish_role"), NAME),
    "agrees to the place": Person(agrees("publish_name", "publish_place"), NAME),
    "agrees to gifts": Person(agrees("publish_name", "publish_gifts"), NAME | GIFTS),
    "agrees to contact": Person(agrees("publish_name", "publish_contact"), NAME | CONTACT),
    "agrees until later": Person(agrees("publish_name", expires_on="2999-12-31"), NAME),
    "agrees to all but the name": Person(agrees(*NOT_NAME)),
    "agrees to nothing": Person(),
    "agrees to be stored": Person(agrees("store", "share_with_partners", "introduce")),
    "ran out": Person(agrees(*ALL, expires_on="2025-01-31")),
    "took it back": Person(agrees(*ALL, withdrawn_on="2025-02-01")),
    "took it back in another row": Person(
        agrees(*ALL) + agrees(*ALL, given_on="", withdrawn_on="2025-06-03")
    ),
    "took it back on the same day": Person(
        agrees("publish_name", given_on="2024-03-03", withdrawn_on="2024-03-03")
    ),
    "gave it again": Person(
        agrees("publish_name", given_on="2020-05-05", withdrawn_on="2021-05-05")
        + agrees("publish_name", given_on="2024-05-05"),
        NAME,
    ),
    "gives it in future": Person(agrees(*ALL, given_on="2998-01-01")),
    "gave it on no day": Person(agrees(*ALL, given_on="")),
    "took storing back": Person(
        agrees(*ALL) + agrees("store", given_on="", withdrawn_on="2025-06-04")
    ),
    "storing ran out": Person(agrees(*ALL[1:]) + agrees("store", expires_on="2025-06-05")),
    "gave it again until a day that is over": Person(
        agrees("publish_name", given_on="2020-01-01")
        + agrees("publish_name", given_on="2024-01-01", expires_on="2025-01-01")
    ),
    "took it back on a day that cannot be read": Person(
        agrees(*ALL, given_on="2023-01-01")
        + agrees("publish_name", given_on="", withdrawn_on="last Tuesday")
    ),
    "gifts ran out": Person(
        agrees("publish_name") + agrees("publish_gifts", expires_on="2025-01-30"), NAME
    ),
    "is no longer active": Person(agrees(*ALL), cells={"Status": "closed"}),
    "keeps the place secret": Person(
        agrees(*ALL), NAME | GIFTS | CONTACT, cells={"Secret place": "yes"}
    ),
    "has a namesake": Person(
        agrees(*ALL), cells={"Name": "Ira {namesakes/name}"}, consents_by="name"
    ),
    "is a namesake": Person(cells={"Name": "Ira {namesakes/name}"}),
    "has a rejected namesake": Person(
        agrees(*ALL), cells={"Name": "Ivy {rejected namesakes/name}"}, consents_by="name"
    ),
    "has an id that is a name": Person(agrees(*ALL)),
    "has a name that is an id": Person(cells={"Name": "{has an id that is a name/id}"}),
    "is told of in a name": Person(),
    "is told of in a website": Person(),
    "is told of in offers": Person(),
    "is told of in wants": Person(),
    "is told of in themes": Person(),
    "is told of in a story": Person(),
    "is told of in capitals": Person(),
    "is told of as a source": Person(),
    "is rejected": Person(agrees(*ALL), cells={"Last spoken": "when {is rejected/flaw} rang"}),
    "is a rejected namesake": Person(
        cells={
            "Name": "Ivy {rejected namesakes/name}",
            "Last spoken": "{is a rejected namesake/flaw}",
        }
    ),
    "is dropped": Person(agrees(*ALL), cells={"Language": "left"}),
}
"""Whose consent is what; ``{record/field}`` in a cell stands for a mark."""

HIDDEN = tuple(record for record, person in PEOPLE.items() if not person.shows)

PUBLIC = frozenset(
    {"name", "themes", "offers", "wants", "description", "website", "capacity", "verified_on"}
)
WITH_ADDRESS = PUBLIC | {"address", "postcode", "point"}


@dataclass(frozen=True)
class Group:
    """A group, hall or service, what may be shown of it, and what else is odd about it."""

    kind: str
    shows: frozenset[str]
    cells: dict[str, str] = field(default_factory=dict)
    file: str = "groups.csv"


def tells(**cells: str) -> Group:
    """Make a group one of whose public texts tells something private; its other fields stay."""
    told = {"Story": "description", "Web": "website"}
    return Group("association", PUBLIC - {told[head] for head in cells if head in told}, cells)


GROUPS: dict[str, Group] = {
    "choir": Group("association", PUBLIC),
    "bowls": Group("association", PUBLIC, {"Easting": "", "Northing": ""}),
    "clinic": Group("institution", WITH_ADDRESS),
    "hall": Group("space", WITH_ADDRESS),
    "market": Group("exchange", PUBLIC),
    "carnival": Group("culture", PUBLIC),
    "open stall": Group("exchange", WITH_ADDRESS, {"Public venue": "yes"}),
    "haven": Group("institution", PUBLIC, {"Secret place": "yes"}),
    "closed club": Group("association", NOTHING, {"Status": "closed"}, file="closed.csv"),
    "nowhere": Group(
        "association", PUBLIC, {"Village": "", "Easting": "", "Northing": "", "Postcode": ""}
    ),
    "unsourced": Group("association", PUBLIC, file="{unsourced/file}.csv"),
    "heard of": Group("association", PUBLIC, file="hearsay.csv"),
    "refuge not asked about": Group(
        "institution", NOTHING, {"Name": "{refuge not asked about/name} women's refuge"}
    ),
    "helpline not asked about": Group(
        "institution", NOTHING, {"About": "{helpline not asked about/themes}; domestic abuse"}
    ),
    "refuge that is none": Group(
        "space", WITH_ADDRESS,
        {"Name": "{refuge that is none/name} mountain refuge", "Secret place": "no"},
    ),
    "tells in its name": tells(Name="{is told of in a name!}'s {tells in its name/name} lunch"),
    "tells in its website": tells(
        Web="https://wa.me/44{is told of in a website+}?text={is told of in a website!}"
    ),
    "tells in its offers": tells(
        Offers="{tells in its offers/offers}; call {is told of in offers#}"
    ),
    "tells in its wants": tells(
        Wants="{tells in its wants/wants}; write to {is told of in wants@}"
    ),
    "tells in its themes": tells(
        About="{tells in its themes/themes}; remembering {is told of in themes!}"
    ),
    "tells in its story": tells(Story="Run by {is told of in a story!}, with cake."),
    "tells in capitals": tells(
        Story="ASK {is told of in capitals^} AND RING {is told of in capitals#}"
    ),
    "tells of itself": tells(
        Story="Ask {tells of itself:Contact} at {tells of itself:Address}, {tells of itself#}, "
        "{tells of itself@} or {tells of itself:Postcode}."
    ),
    "is a rumour": Group("Rumour {is a rumour/flaw}", NOTHING),
    "is left out": Group("association", NOTHING, {"Diary": "left"}),
}  # fmt: skip


@dataclass(frozen=True)
class Source:
    """Who told what a file holds, and what may be shown of it."""

    shows: frozenset[str] = NOTHING


SOURCES: dict[str, Source] = {
    "source groups.csv": Source(frozenset({"name", "licence", "how", "url"})),
    "source hearsay.csv": Source(frozenset({"licence", "how", "url"})),
    "source closed.csv": Source(),
    "source people.csv": Source(),
    "source ties.csv": Source(),
    "source effort.csv": Source(),
}

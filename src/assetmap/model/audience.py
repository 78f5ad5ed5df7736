"""Whom something is made for: what each audience sees of people and groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from assetmap.language import message, say
from assetmap.model.vocabulary import Purpose

__all__ = ["AUDIENCES", "Audience"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """
    What an audience sees, as plain data; `assetmap.publish` holds to it.

    Attributes
    ----------
    name
        The word for it in `assetmap.publish.publish` and after ``--audience``.
    whom
        How a sentence calls it: "the public".
    reached
        How a sentence says that something is shown to it: "in public".
    people
        ``name``, ``roles``, ``gifts``, ``place`` and ``contact`` of a person:
        to which purposes they may have agreed for it to be shown. What is not
        named here is shown of nobody.
    sees_records
        Whether it works with the records themselves: everything on record of
        everybody whose record may be kept, counts and findings as they are.
    group_contacts
        Whether it sees whom to ask of groups, spaces and institutions.
    group_points
        Whether it sees exactly where groups are that may be at somebody's home.
    is_open
        Whether anybody may have what is made for it.
    keep_days
        For how many days from publishing it may be kept, at most; until a
        consent that it rests on ends, when that is sooner.
    """

    name: str
    whom: str
    reached: str
    people: Mapping[str, tuple[Purpose, ...]] = field(default_factory=dict, hash=False)
    sees_records: bool = False
    group_contacts: bool = False
    group_points: bool = False
    is_open: bool = False
    keep_days: int | None = None

    def write_banner(self, until: dt.date | None) -> str:
        """
        Say for whom something is and until when, where it is not for everybody.

        Examples
        --------
        >>> AUDIENCES["partners"].write_banner(dt.date(2027, 1, 31))
        'For partners, until 31 January 2027: do not publish'
        >>> AUDIENCES["team"].write_banner(None), AUDIENCES["public"].write_banner(None)
        ('For the team: do not publish', '')
        """
        if self.is_open:
            return ""
        if until is None:
            return say("For {whom}: do not publish", whom=say(self.whom))
        from assetmap.wording import say_day  # the vocabularies need no tables until here

        return say("For {whom}, until {day}: do not publish", whom=say(self.whom),
                   day=say_day(until))  # fmt: skip


_PUBLIC = Audience(
    name="public",
    whom=message("the public"),
    reached=message("in public"),
    people={
        "name": (Purpose.PUBLISH_NAME,),
        "roles": (Purpose.PUBLISH_ROLE,),
        "gifts": (Purpose.PUBLISH_GIFTS,),
        "place": (Purpose.PUBLISH_PLACE,),
        "contact": (Purpose.PUBLISH_CONTACT,),
    },
    is_open=True,
)
_PARTNERS = Audience(
    name="partners",
    whom=message("partners"),
    reached=message("to partners"),
    people=dict(_PUBLIC.people)
    | {
        what: (*_PUBLIC.people[what], Purpose.SHARE_WITH_PARTNERS)
        for what in ("name", "roles", "place")
    },
    group_contacts=True,
    group_points=True,
    keep_days=365,
)
_TEAM = Audience(
    name="team",
    whom=message("the team"),
    reached=message("to the team"),
    sees_records=True,
    group_contacts=True,
    group_points=True,
)
AUDIENCES = {audience.name: audience for audience in (_PUBLIC, _PARTNERS, _TEAM)}
"""By name, from the widest."""

"""The project file that reads a form which somebody filled in."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable

from assetmap.cli.form_questions import (
    ASKED_OF_CONSENT,
    ASKED_OF_PEOPLE,
    ASKED_OF_PLACES,
    GROUPS,
)

__all__ = ["read_answers", "read_workbook"]

_MAP = """\
# Reads {file}.
# See what was read with:  assetmap check {project}
# Draw the map with:       assetmap build {project} --out map.html

[map]
title = "Our place"
language = "en-GB"
"""
_PLACES = """
# The sheet Places, until you have boundaries. Then name their file instead, and take out this
# section: wards or parishes come from the Office for National Statistics as GeoPackage or GeoJSON.
[[places]]
file = {file}
sheet = "Places"
id = {place}
name = {place}
level = "neighbourhood"

[[need]]
file = {file}
sheet = "Places"
place = {place}
population = {people}
"""
_ASSETS = """
[[assets]]
file = {file}
sheet = "Assets"
source = "Our own list"
# licence = "CC BY 4.0"     # what others may do with it; shown on the public page

[[people]]
file = {file}
sheet = "People"
source = "Conversations"
ignore = {consent}

[[ties]]
file = {file}
sheet = "Ties"
source = "Conversations"
# date = 2026-05-01         # when you were told; without it every tie counts as unconfirmed
"""
_ANSWERS = """
# Save the answers that you download under this name, as XLSX, with XML names or with labels.
[[assets]]
file = {file}
source = "Our form"
ignore = {consent}
# licence = "CC BY 4.0"     # what others may do with it; shown on the public page
"""
_MEMBERS = """
# The groups that people belong to.
[[ties]]
file = {file}{sheet}
source = "Conversations"
columns = {{ source = {name}, target = {groups} }}
constant = {{ kind = "member_of" }}
drop = [{{ column = {groups}, is = "na", because = "no group is named" }}]
"""
_CONSENT = """
# What people agreed to, each question a column of yes and no; whoever did not answer agreed to
# nothing.
[[consents]]
file = {file}{sheet}
columns = {{ person = {name}, given_on = {given_on}{withdrawn} }}{ignored}

[consents.wide]
{asked}
"""


def read_workbook(file: str, project: str) -> str:
    """Write the project file for a filled workbook of this name."""
    given_on, withdrawn_on = (
        question.heading for question in ASKED_OF_PEOPLE if question.name in _DAYS
    )
    name, sheet = ASKED_OF_PEOPLE[0].heading, '\nsheet = "People"'
    consent = [GROUPS.heading, *(question.heading for question in ASKED_OF_CONSENT)]
    place, people = (_quote(question.heading) for question in ASKED_OF_PLACES)
    said = {"file": _quote(file), "place": place, "people": people}
    return "".join(
        (
            _MAP.format(file=file, project=project),
            _PLACES.format(**said),
            _ASSETS.format(**said, consent=_list([*consent, given_on, withdrawn_on])),
            _MEMBERS.format(
                file=_quote(file),
                sheet=sheet,
                name=_quote(name),
                groups=_quote(GROUPS.heading),
            ),
            _ask_consents(
                file,
                {question.name: question.heading for question in ASKED_OF_CONSENT},
                name,
                days=(given_on, withdrawn_on),
                sheet=sheet,
            ),
        )
    )


def read_answers(file: str, project: str, day: str) -> str:
    """Write the project file for the downloaded answers of a form on a telephone."""
    purposes = [question.name for question in ASKED_OF_CONSENT]
    return "".join(
        (
            _MAP.format(file=file, project=project),
            _ANSWERS.format(file=_quote(file), consent=_list([GROUPS.name, *purposes])),
            _MEMBERS.format(
                file=_quote(file), sheet="", name=_quote("name"), groups=_quote(GROUPS.name)
            ),
            _ask_consents(
                file,
                {purpose: purpose for purpose in purposes},
                "name",
                days=(day,),
                ignored=_NO_CONSENT,
            ),
        )
    )


_NO_CONSENT = '\nignore = ["public_venue"]'
"""A question of the form that sounds like consent and is none: it is about what a building is."""
_DAYS = frozenset({"given_on", "withdrawn_on"})


def _ask_consents(
    file: str,
    asked: dict[str, str],
    name: str,
    *,
    days: tuple[str, ...],
    sheet: str = "",
    ignored: str = "",
) -> str:
    """Write which column asks for which consent."""
    return _CONSENT.format(
        file=_quote(file),
        sheet=sheet,
        ignored=ignored,
        name=_quote(name),
        given_on=_quote(days[0]),
        withdrawn=f", withdrawn_on = {_quote(days[1])}" if len(days) > 1 else "",
        asked="\n".join(f"{purpose} = {_quote(head)}" for purpose, head in asked.items()),
    )


def _quote(text: str) -> str:
    """Write a text as TOML does."""
    return json.dumps(text, ensure_ascii=False)


def _list(texts: Iterable[str]) -> str:
    """Write a list of texts over as many lines as it needs."""
    lines = textwrap.wrap(
        ", ".join(_quote(text).replace(" ", "\x1f") for text in texts),
        96,
        break_long_words=False,
        break_on_hyphens=False,
    )
    whole = "\n".join(f"    {line}" for line in lines).replace("\x1f", " ")
    return f"[\n{whole}\n]"

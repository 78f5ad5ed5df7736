"""Consents that stand as columns of the sheet of people: each column is a table of its own."""

from __future__ import annotations

from assetmap.errors import Problem
from assetmap.gather.files import RawTable
from assetmap.gather.headers import missing_header
from assetmap.gather.tidy import normalise_header
from assetmap.gather.unread import is_about_consent
from assetmap.model import ConsentsSection, DropRule

__all__ = ["part_wide"]


def part_wide(
    section: ConsentsSection, table: RawTable, *, where: str
) -> tuple[list[ConsentsSection], list[Problem]]:
    """
    Make a section of each column that asks people for something.

    A yes is a consent to the purpose of the column, a no takes back what was given
    before, and nothing written says nothing. The other columns of the sheet are about
    the people, and are left to their own section; but not those that may hold more of
    what they agreed to, which stop publication as everywhere.
    """
    heads = {purpose: table.find(head) for purpose, head in section.wide.items()}
    problems = [
        missing_header(head, table, f"{where}, wide, {purpose}")
        for purpose, head in section.wide.items()
        if heads[purpose] is None
    ]
    asked = {head for head in heads.values() if head is not None}
    others = {head for head in table.columns if not is_about_consent(head)} | asked
    named = {normalise_header(head) for theirs in section.columns.values() for head in theirs}
    sections = []
    for purpose, head in heads.items():
        if head is None:
            continue
        aside = [name for name in others - {head} if normalise_header(name) not in named]
        silent = DropRule.model_validate(
            {"column": head, "is": "na", "because": "nothing is said of it"}
        )
        sections.append(
            section.model_copy(
                update={
                    "wide": {},
                    "columns": {**section.columns, "agreed": (head,)},
                    "constant": {**section.constant, "purpose": str(purpose)},
                    "drop": (*section.drop, silent),
                    "ignore": (*section.ignore, *sorted(aside)),
                    "match_rest": True,
                }
            )
        )
    return sections, problems

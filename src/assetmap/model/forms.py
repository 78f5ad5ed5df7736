"""What forms ask of people: the question for each purpose of consent, and the mark of an example.

Whoever writes a form and whoever reads its answers take the questions from here.
"""

from __future__ import annotations

from assetmap.model.vocabulary import Purpose

__all__ = ["EXAMPLE_MARK", "GROUPS_HEADERS", "PURPOSE_QUESTIONS"]

PURPOSE_QUESTIONS: dict[Purpose, str] = {
    Purpose.STORE: "May we keep these details?",
    Purpose.SHARE_WITH_PARTNERS: "May we share your name, role and place with our partners?",
    Purpose.PUBLISH_NAME: "May we show your name on the public map?",
    Purpose.PUBLISH_ROLE: "May we show your role on the public map?",
    Purpose.PUBLISH_PLACE: "May we show your place on the public map?",
    Purpose.PUBLISH_CONTACT: "May we show how to reach you on the public map?",
    Purpose.PUBLISH_GIFTS: "May we show what you offer and would welcome on the public map?",
    Purpose.INTRODUCE: "May we introduce you to other people?",
}
"""How a form asks a person for each consent, to be answered by yes or no."""
GROUPS_HEADERS = ("groups they belong to", "groups you belong to", "member of groups")
"""Folded headings, in a table of people, over the names of the groups that each is a member of."""
EXAMPLE_MARK = "Example, not read: "
"""How the first cell of a row begins that shows how to fill in a form, and is no record."""

"""Answers of forms (KoboToolbox, ODK, Google, Microsoft) as ordinary tables.

What such a program adds or spreads over columns and sheets is brought together
before any header is looked at: groups before the name of a question, a column
for each choice, the parts of a point, repeats on sheets of their own, ticked
answers with commas, and columns about whoever filled in the form.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assetmap.gather.files import RawTable
from assetmap.gather.form_columns import (
    fold_choices,
    name_points,
    part_codes,
    strip_groups,
)
from assetmap.gather.headers import matches_by_name
from assetmap.gather.inputs import OF_ANSWER, OF_RESPONDENT, Inputs
from assetmap.gather.repeats import fold_repeats
from assetmap.gather.reshaping import Reshaping
from assetmap.gather.ticked_lists import end_ticked_lists, part_ticked_lists
from assetmap.gather.tidy import normalise_header
from assetmap.model import GROUPS_HEADERS, PURPOSE_QUESTIONS, RowsSection
from assetmap.wording import say_list

__all__ = ["ANSWER_HEADS", "read_answers"]

ANSWER_HEADS = frozenset(
    {"parent index", "parent table name", "submission id", "submission uuid", "submission time",
     "validation status", "submitted by", "submissiondate", "instanceid", "parent key",
     "start time", "completion time", "timestamp"}
)  # fmt: skip
"""Folded headers by which the header row of answers is known."""

_OF_KOBO = frozenset(
    {"_id", "_uuid", "_submission_time", "_submitted_by", "_index", "_parent_index", "_status",
     "_parent_table_name", "_validation_status", "__version__", "formhub/uuid", "meta/instanceid",
     "_submission__id", "_submission__uuid", "_xform_id_string"}
)  # fmt: skip
_OF_ODK = frozenset(
    {"submissiondate", "key", "parent_key", "meta-instanceid", "instanceid", "submitterid",
     "submittername", "meta-instancename", "formversion", "attachmentspresent"}
)  # fmt: skip
_OF_BOTH = frozenset({"start", "end", "deviceid", "username", "simserial", "subscriberid",
                      "phonenumber", "audit", "status", "reviewstate", "devicemodel", "edits",
                      "attachmentsexpected", "setoffprocessing"})  # fmt: skip
_KEPT = frozenset({"_id"})
"""What is worth having where headers are known by name: an id of its own for each answer."""
_OF_ODK_ALONE = frozenset({"status", "reviewstate", "edits", "attachmentsexpected", "devicemodel"})
_REVIEWED = re.compile(r"_(?:notes|tags|validation_status)")
_FEWEST_MARKS = 2
_OF_MICROSOFT = frozenset({"start time", "completion time"})
_BEFORE_QUESTIONS = frozenset(
    {"id", "start time", "completion time", "last modified time", "email", "name", "language"}
)
_OF_GOOGLE = "timestamp"
_GOOGLE_ASKS = frozenset({"email address", "username"})
_TWINS = (
    *((str(purpose), asked) for purpose, asked in PURPOSE_QUESTIONS.items()),
    ("groups", GROUPS_HEADERS[0]),
)
"""The questions of our own forms, as programs know them and as people read them."""
_MOST_SAID = 8


def read_answers(
    tables: Sequence[RawTable], section: RowsSection, inputs: Inputs
) -> list[RawTable]:
    """
    Bring the answers of a form into ordinary tables; other tables stay as they are.

    Parameters
    ----------
    tables
        The tables of one file.
    section
        What the project file says of them; the columns that it names are left
        alone.
    inputs
        The headers that are known of our columns.

    Returns
    -------
    tables
        As many, in the same order. Nothing is dropped: a column that is no
        longer listed is found by its own name, and the rows of a repeat are
        marked as part of the row that they belong to.
    """
    return fold_repeats([_reshape(table, section, inputs) for table in tables], section, inputs)


def _reshape(table: RawTable, section: RowsSection, inputs: Inputs) -> RawTable:
    """Bring one table of answers into the shape of any other."""
    heads = [*table.columns]
    marks = {head.strip().casefold() for head in heads}
    first = [normalise_header(head) for head in heads[: len(_BEFORE_QUESTIONS)]]
    shape = Reshaping(table, section, inputs)
    is_odk = len(marks & _OF_ODK) >= _FEWEST_MARKS
    if is_odk or len(marks & _OF_KOBO) >= _FEWEST_MARKS:
        _read_survey(shape, is_odk=is_odk)
    elif first and set(first) >= _OF_MICROSOFT:
        _tell_respondent(shape, _list_first(heads) & {"email", "name"})
        end_ticked_lists(shape)
    elif first and first[0] == _OF_GOOGLE:
        _tell_respondent(shape, set(first[1:2]) & _GOOGLE_ASKS)
        part_ticked_lists(shape)
    else:
        return table
    return shape.done()


def _read_survey(shape: Reshaping, *, is_odk: bool) -> None:
    """Read the columns of KoboToolbox or ODK."""
    _leave_aside(shape, is_odk=is_odk)
    fold_choices(shape)
    name_points(shape)
    ours = frozenset(normalise_header(twin) for twins in _TWINS for twin in twins)
    strip_groups(shape, between="-" if is_odk else "/", asked=ours)
    part_codes(shape)
    for twins in _TWINS:
        for stated, other in (twins, twins[::-1]):
            given = shape.find(other)
            if shape.is_stated(stated) and given and shape.find(stated) is None:
                shape.rename(given, stated)


def _leave_aside(shape: Reshaping, *, is_odk: bool) -> None:
    """Set aside what is about the sending of answers, and keep apart what reviewers wrote."""
    own = _OF_KOBO | _OF_ODK | _OF_BOTH
    if matches_by_name(shape.section):
        own -= _KEPT
    if not is_odk:
        own -= _OF_ODK_ALONE
    reviewed = [head for head in shape.heads
                if not shape.is_stated(head) and _REVIEWED.fullmatch(head.casefold())]  # fmt: skip
    for head in reviewed:
        shape.rename(head, f"{head} {OF_ANSWER}")
    aside = [head for head in shape.heads
             if head.strip().casefold() in own and not shape.is_stated(head)]  # fmt: skip
    if aside:
        shape.set_aside(aside)
        shape.remark(
            "about the sending of the answers, and read only where a project file names it: "
            + say_list(aside, at_most=_MOST_SAID)
        )


def _list_first(heads: Sequence[str]) -> set[str]:
    """List the headers that stand before the first question."""
    found: set[str] = set()
    for head in map(normalise_header, heads):
        if head not in _BEFORE_QUESTIONS or head in found:
            break
        found.add(head)
    return found


def _tell_respondent(shape: Reshaping, meant: set[str]) -> None:
    """Call the columns about whoever filled in the form by what they are, unless they are named."""
    taken = []
    for head in shape.heads[: len(_BEFORE_QUESTIONS)]:
        if normalise_header(head) in meant:
            meant = meant - {normalise_header(head)}
            if _is_wanted(shape, head):
                continue
            taken.append(head)
            if shape.is_stated(head):  # to be ignored, or a rule looks at it
                shape.set_aside([head])
            else:
                shape.rename(head, f"{head} {OF_RESPONDENT}")
            shape.rename(f"{head} (2)", head)  # a question of the form itself, of the same name
    if taken:
        shown = say_list([repr(head) for head in taken])
        shape.notice(
            "respondent",
            f"about whoever filled in the form, and not taken for a name or a contact: {shown}",
            "If it is the same, name the column under `columns` in a project file.",
        )


def _is_wanted(shape: Reshaping, head: str) -> bool:
    """Tell whether the project file says which of our columns a header is."""
    wanted = {normalise_header(one) for heads in shape.section.columns.values() for one in heads}
    return normalise_header(head) in wanted | {normalise_header(shape.section.id or "")}

"""Columns as KoboToolbox and ODK write them: groups, choices, points, words of a list."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

from assetmap.gather.headers import known_words, matches_by_name
from assetmap.gather.inputs import WORDS_INPUTS
from assetmap.gather.reshaping import Reshaping
from assetmap.gather.tidy import normalise_header
from assetmap.gather.values import to_member
from assetmap.wording import say_list

__all__ = ["fold_choices", "list_word_heads", "name_points", "part_codes", "strip_groups"]

_TICKED = frozenset({"1", "1.0", "true"})
_ANSWERS = _TICKED | {"0", "0.0", "false", ""}
_BETWEEN = "\n"
"""What goes between entries that were told apart: no entry holds it, whatever the separator."""
_XML_NAME = re.compile(r"[A-Za-z_][\w.\-]*(?:/[A-Za-z_0-9][\w.\-]*)*")
_PART_OF_POINT = re.compile(
    r"(?P<before>(?:.*/)?)_(?P<group>(?:.*/)?)(?P<name>.+)"
    r"_(?P<kobo>latitude|longitude|altitude|precision)"
    r"|(?P<asked>.+)-(?P<odk>latitude|longitude|altitude|accuracy)",
    re.IGNORECASE,
)
_PARTS_IN_ORDER = ("latitude", "longitude", "altitude", "accuracy")
_NUMBER = r"-?\d{1,3}(?:\.\d+)?"
_POINT = re.compile(rf"{_NUMBER} {_NUMBER} -?\d+(?:\.\d+)? \d+(?:\.\d+)?")
_CODES = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*(?: [a-z0-9]+(?:[_-][a-z0-9]+)*)*")
_LOOKED_AT = 200  # cells of a column; points are alike from the first on
_MOST_SAID = 8


def fold_choices(shape: Reshaping) -> None:
    """
    Bring a question that has a column for each choice into one column of what was ticked.

    ``themes/music`` and ``themes/sport`` are choices of ``themes`` where they
    hold nothing but 0 and 1.
    """
    for question, heads in _list_choices(shape).items():
        cells = {head: shape.cells(head) for head in heads}
        names = [head.removeprefix(f"{question}/") for head in heads]
        words = shape.cells(question) if question in shape.heads else None
        folded = [_join(names, ticks) for ticks in zip(*cells.values(), strict=True)]
        if words is not None:  # what no choice says, such as an answer of their own
            folded = [one or word for one, word in zip(folded, words, strict=True)]
        shape.put(question, folded, before=heads[0])
        shape.set_aside(heads)
        shape.remark(
            f"what was ticked of {question!r} was brought together from "
            f"{len(heads)} columns: {say_list(names, at_most=_MOST_SAID)}"
        )


def _list_choices(shape: Reshaping) -> dict[str, list[str]]:
    """List the columns of choices by the question that they belong to."""
    listed: dict[str, list[str]] = {}
    for head in shape.heads:
        question, between, choice = head.rpartition("/")
        if between and question and choice and not shape.is_stated(head):
            listed.setdefault(question, []).append(head)
    return {
        question: heads
        for question, heads in listed.items()
        if (question in shape.heads or (len(heads) > 1 and _asks_for_words(shape, question)))
        and all(_is_ticks(shape.cells(head)) for head in heads)
        and any(cell for head in heads for cell in shape.cells(head))
    }


def _asks_for_words(shape: Reshaping, question: str) -> bool:
    """Tell whether a question is known to have several answers; a group is not."""
    words = {head for ours in WORDS_INPUTS for head in shape.inputs.get(ours, ())}
    return _last(question) in words or shape.is_stated(question)


def _is_ticks(cells: Sequence[str | None]) -> bool:
    return {(cell or "").strip().casefold() for cell in set(cells)} <= _ANSWERS


def _join(names: Sequence[str], ticks: Sequence[str | None]) -> str | None:
    """List the names that are ticked in one row."""
    ticked = [name for name, tick in zip(names, ticks, strict=True)
              if (tick or "").strip().casefold() in _TICKED]  # fmt: skip
    return _BETWEEN.join(ticked) or None


def name_points(shape: Reshaping) -> None:
    """
    Bring the parts of a point into one cell, and call it coordinates if it is not known.

    Of several questions that ask for a point, the one that is called by a
    known word is taken, else the first; the others are said.
    """
    asked = shape.inputs.get("coordinates", ())
    for question, parts in _list_points(shape).items():
        columns = [shape.cells(parts[part]) if part in parts else None for part in _PARTS_IN_ORDER]
        made = _write_points(columns)
        if question in shape.heads:  # as it was written, where it was
            made = [one or other for one, other in zip(shape.cells(question), made, strict=True)]
        shape.put(question, made, before=parts["latitude"])
        shape.set_aside(parts.values())
    if not asked or shape.find_known("lat", "lon", "geometry") is not None:
        return
    found = [head for head in shape.heads
             if not shape.is_stated(head) and _holds_points(shape.cells(head))]  # fmt: skip
    known = [head for head in found if _last(head) in asked]
    for chosen in (known or found)[:1]:
        if not known:
            shape.rename(chosen, "coordinates")
            shape.remark(f"{chosen!r} holds points or shapes, and was read as where things are")
        others = [head for head in found if head != chosen]
        if others:
            shape.notice(
                "several_points_asked",
                f"where things are was read from {chosen!r}; "
                f"{say_list([repr(head) for head in others], at_most=_MOST_SAID)} tell of other "
                "points",
                "Name the column that is meant under `columns` in a project file.",
            )


def _list_points(shape: Reshaping) -> dict[str, dict[str, str]]:
    """List the questions whose points have parts in columns of their own, and these columns."""
    points: dict[str, dict[str, str]] = {}
    stated = set()
    for head in shape.heads:
        found = _PART_OF_POINT.fullmatch(head)
        if found:
            question = found["asked"] or f"{found['before']}{found['group']}{found['name']}"
            part = (found["kobo"] or found["odk"]).lower().replace("precision", "accuracy")
            points.setdefault(question, {}).setdefault(part, head)
            stated |= {question} if shape.is_stated(head) else set()
    return {question: parts for question, parts in points.items()
            if {"latitude", "longitude"} <= set(parts) and question not in stated}  # fmt: skip


def _write_points(columns: Sequence[Sequence[str | None] | None]) -> list[str | None]:
    """Write latitude, longitude, height and accuracy in one cell, as a telephone does."""
    size = next(len(column) for column in columns if column is not None)
    filled = [column if column is not None else [None] * size for column in columns]
    return [
        f"{lat} {lon} {high or 0} {near or 0}" if lat and lon else None
        for lat, lon, high, near in zip(*filled, strict=True)
    ]


def _last(question: str) -> str:
    return normalise_header(re.split(r"[/-]", question)[-1])


def _holds_points(cells: Sequence[str | None]) -> bool:
    """Tell a column of points or shapes as a telephone writes them: with height and accuracy."""
    written = [cell.strip() for cell in cells if cell and cell.strip()][:_LOOKED_AT]
    return bool(written) and all(
        all(_POINT.fullmatch(part.strip()) for part in cell.split(";") if part.strip())
        and _POINT.match(cell)
        for cell in written
    )


def strip_groups(shape: Reshaping, *, between: str, asked: frozenset[str]) -> None:
    """
    Take the groups that a question is in out of its header: ``about/name`` is ``name``.

    Labels may hold a slash themselves, as in "Phone/Email", and names of ODK a
    dash; there a group is what stands before several questions, or before one
    that is known. ``contact/name`` stays what it is, since that is a heading
    of ours. Two questions of one name keep their groups, and are said.
    """
    known = asked | {head for heads in shape.inputs.values() for head in heads}
    marks = between if between == "/" else f"{between}/"
    split = {head: [part.strip() for part in re.split(f"[{marks}]", head) if part.strip()]
             for head in shape.heads if not shape.is_stated(head)}  # fmt: skip
    split = {head: parts for head, parts in split.items() if len(parts) > 1}
    is_xml = all(_XML_NAME.fullmatch(head) for head in shape.table.columns)
    groups = Counter(parts[0] for parts in split.values())
    called = {head: _call(parts, known) for head, parts in split.items()}
    called = {
        head: name
        for head, name in called.items()
        if groups[split[head][0]] > 1
        or (is_xml and head.islower() and (between == "/" or normalise_header(name) in known))
        or normalise_header(name) in asked
    }
    bare = Counter(map(normalise_header, called.values()))
    bare.update(normalise_header(head) for head in shape.heads if head not in called)
    doubled = []
    for head, name in called.items():
        if bare[normalise_header(name)] == 1:
            shape.rename(head, name)
        else:
            doubled.append(head)
    if doubled:
        shape.notice(
            "several_questions",
            f"{say_list([repr(head) for head in doubled], at_most=_MOST_SAID)} end in the same "
            "name, so each is called by its group as well",
            "Name the one that is meant under `columns` in a project file.",
        )


def _call(parts: Sequence[str], known: frozenset[str]) -> str:
    """Name a question by as much of its groups as makes a heading of ours, else without them."""
    for start in range(len(parts)):
        name = " ".join(parts[start:])
        if normalise_header(name) in known:
            return name
    return parts[-1]


def list_word_heads(shape: Reshaping) -> dict[str, type[StrEnum] | None]:
    """List the headers under which several words stand, each with its vocabulary."""
    words = known_words(shape.section)
    found: dict[str, type[StrEnum] | None] = {}
    for ours in shape.inputs:
        if ours not in WORDS_INPUTS:
            continue
        given = [shape.find(head) for head in shape.section.columns.get(ours, ())]
        if not given and matches_by_name(shape.section):
            given = [shape.find_known(ours)]
        found |= {head: words.get(ours) for head in given if head is not None}
    return found


def part_codes(shape: Reshaping) -> None:
    """
    Part the names of choices that stand in one cell with spaces between them.

    Words of a vocabulary are parted where all are known; others where every
    cell is made of such names, and each also stands in another cell.
    """
    if "separator" in shape.section.model_fields_set:
        return
    for head, vocabulary in list_word_heads(shape).items():
        cells = shape.cells(head)
        values = {cell.strip() for cell in cells if cell and cell.strip()}
        several = {value for value in values if " " in value and _BETWEEN not in value}
        if not several:
            continue
        if vocabulary is not None:
            parted = {value for value in several if to_member(value, vocabulary) is None
                      and all(to_member(word, vocabulary) for word in value.split())}  # fmt: skip
        else:
            parted = several if _are_codes(values, several) else set()
        if parted:
            made = [_BETWEEN.join(cell.split()) if cell and cell.strip() in parted else cell
                    for cell in cells]  # fmt: skip
            shape.put(head, made)
            shape.remark(f"entries under {head!r} are names of choices, separated by spaces")


def _are_codes(values: set[str], several: set[str]) -> bool:
    """Tell cells that hold nothing but names of choices."""
    if not all(_CODES.fullmatch(value) for value in values):
        return False
    if any("_" in value for value in values):
        return True
    count = Counter(word for value in values for word in set(value.split()))
    return all(count[word] > 1 for value in several for word in value.split())

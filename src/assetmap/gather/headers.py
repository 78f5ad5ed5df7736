"""Which header of a table holds which of our columns, as a project says or by known words."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from enum import StrEnum

import pandas as pd

from assetmap.errors import Problem, find_near_word
from assetmap.gather.column_profile import find_point, has_axis
from assetmap.gather.day_columns import find_day_columns
from assetmap.gather.files import RawTable
from assetmap.gather.inputs import (
    FIRST_NAMES,
    HEADS_OF_WORDS,
    MIDDLE_NAMES,
    PERSON_TITLES,
    PLAIN_AXES,
    SURNAMES,
    WORDS_INPUTS,
    Inputs,
)
from assetmap.gather.tidy import Cells, has_words, is_written, normalise_header
from assetmap.gather.values import to_member
from assetmap.model import (
    AssetsSection,
    ConsentsSection,
    EffortSection,
    PeopleSection,
    RowsSection,
    TiesSection,
)
from assetmap.tables import ASSETS, CONSENTS, EFFORT, TIES

__all__ = [
    "Headers",
    "expected_headers",
    "is_part_of_name",
    "joint_of",
    "known_words",
    "matches_by_name",
    "missing_header",
    "other_heads",
    "resolve_columns",
]

Headers = Mapping[str, tuple[str, ...]]
"""Our name → the headers of a file that hold it."""
_SAY_WHERE = ("lon", "lat", "coordinates", "easting", "northing", "geometry")
_WHO = frozenset({"name", "person"})
"""Our columns that may name a person."""
_MAY_NAME = frozenset({"name", "person", "contact_name", "source", "target", "recorded_by"})
"""Our columns in which several of theirs may make one name."""
_PARTS = frozenset({*FIRST_NAMES, *SURNAMES, *PERSON_TITLES, *MIDDLE_NAMES})
_LONG_PARTS = _PARTS - PERSON_TITLES
"""Parts of a name that headers may end in, such as "contact first name"."""
_VOCABULARIES: dict[type[RowsSection], dict[str, type[StrEnum]]] = {
    section: {column.name: column.vocabulary for column in spec.columns if column.vocabulary}
    for section, spec in (
        (AssetsSection, ASSETS),
        (TiesSection, TIES),
        (ConsentsSection, CONSENTS),
        (EffortSection, EFFORT),
    )
}


def matches_by_name(section: RowsSection) -> bool:
    """Tell a section whose columns are not all named in the project file."""
    return not section.columns or section.match_rest


def expected_headers(section: RowsSection, inputs: Inputs) -> frozenset[str]:
    """List the folded headers that the header row of this file should hold."""
    stated = {head for heads in section.columns.values() for head in heads}
    stated |= {head for heads in other_heads(section).values() for head in heads}
    stated |= {section.id} if section.id else set()
    stated |= {*section.wide.values()} if isinstance(section, ConsentsSection) else set()
    if matches_by_name(section):
        stated |= {head for heads in inputs.values() for head in heads}
    return frozenset(normalise_header(head) for head in stated)


def resolve_columns(
    section: RowsSection, table: RawTable, inputs: Inputs, *, where: str
) -> tuple[dict[str, tuple[str, ...]], list[Problem]]:
    """
    Find the headers of the table for each of our columns.

    Returns
    -------
    headers, problems
        Our name → headers of the file. A stated header that the file lacks is
        a problem, with the nearest one that it has; without stated headers,
        those that are known by their names are taken.
    """
    problems = [
        *_misspelt(section.columns, inputs, f"{where}, columns"),
        *_misspelt(section.constant, inputs, f"{where}, constant"),
        *_misspelt(section.values, inputs, f"{where}, values"),
    ]
    problems += _meaningless(section, f"{where}, values")
    found: dict[str, tuple[str, ...]] = {}
    stated = dict(section.columns)
    if section.id:
        stated["id"] = (section.id,)
    for ours, heads in stated.items():
        known = [table.find(head) for head in heads]
        problems += [
            missing_header(head, table, f"{where}, {ours}")
            for head, name in zip(heads, known, strict=True)
            if name is None
        ]
        found[ours] = tuple(name for name in known if name is not None)
    aside = {normalise_header(head) for head in (*table.hidden_heads, *table.beside_heads)}
    for key, heads in other_heads(section).items():
        problems += [
            missing_header(head, table, f"{where}, {key}")
            for head in heads
            if table.find(head) is None
            and not (key == "ignore" and normalise_header(head) in aside)
        ]
    if matches_by_name(section):
        stated_heads = {head for heads in found.values() for head in heads}
        person = () if "name" in found else _find_person(table)
        for ours, heads in inputs.items():
            if ours in _WHO and person and not _is_named(table, heads):
                found.setdefault(ours, person)
                continue
            listed = (name for head in heads if (name := table.find(head)))
            name = next((name for name in listed if name not in table.columns.unlisted), None)
            if name is not None and ours not in found and name not in stated_heads:
                found[ours] = (name,)
        if "opening_hours" in inputs and "opening_hours" not in found:
            days = find_day_columns(table.columns)
            found |= {"opening_hours": days} if days else {}
        if "easting" in inputs:
            found |= _find_axes(table, found)
            _take_location_as_name(table, found)
    return found, problems


def _take_location_as_name(table: RawTable, found: dict[str, tuple[str, ...]]) -> None:
    """Take words under Location for names, where nothing else is one and others say where."""
    heads = found.get("coordinates", ())
    if "name" in found or not {"lon", "lat"} <= found.keys() or len(heads) != 1:
        return
    if normalise_header(heads[0]) in HEADS_OF_WORDS and has_words(table.columns[heads[0]]).any():
        found["name"] = found.pop("coordinates")


def _find_axes(table: RawTable, found: Headers) -> dict[str, tuple[str, ...]]:
    """Find X and Y, POINT_X and the like, where no other columns hold coordinates."""
    if any(ours in found for ours in _SAY_WHERE):
        return {}
    heads = {ours: table.find(head) for ours, head in PLAIN_AXES.items()}
    if all(heads.values()) and all(
        _holds_numbers(table.columns[head or ""]) for head in heads.values()
    ):
        return {ours: (head,) for ours, head in heads.items() if head is not None}
    taken = {head for heads_of in found.values() for head in heads_of}
    taken |= table.columns.unlisted.keys()
    free = {
        head: table.columns[head] for head in table.columns if head not in taken and has_axis(head)
    }
    return {ours: (head,) for ours, head in find_point(free).items()}


def _holds_numbers(cells: Cells) -> bool:
    given = cells[is_written(cells)]
    return len(given) > 0 and bool(pd.to_numeric(pd.Series(given), errors="coerce").notna().all())


def _find_person(table: RawTable) -> tuple[str, ...]:
    """Find the columns that together are the name of a person: first name, then surname."""
    first = next((name for head in FIRST_NAMES if (name := table.find(head))), None)
    last = next((name for head in SURNAMES if (name := table.find(head))), None)
    return (first, last) if first and last else ((last,) if last else ())


def _is_named(table: RawTable, heads: tuple[str, ...]) -> bool:
    """Tell a table that has a name in one column, which is not the title of a person."""
    return any(table.find(head) for head in heads if head not in PERSON_TITLES)


def joint_of(section: RowsSection, ours: str, heads: tuple[str, ...]) -> str:
    """Say what goes between the columns that are joined: a space between the parts of a name."""
    if ours in WORDS_INPUTS:
        return section.separator
    if ours == "name" and isinstance(section, PeopleSection):
        return " "
    is_named = ours in _MAY_NAME and all(map(is_part_of_name, heads))
    return " " if is_named else ", "


def is_part_of_name(head: str) -> bool:
    """
    Tell a header under which part of a person's name stands.

    Examples
    --------
    >>> [is_part_of_name(head) for head in ("First name(s)", "Contact surname", "Street")]
    [True, True, False]
    """
    word = normalise_header(head).removesuffix(" s")
    return word in _PARTS or any(word.endswith(f" {part}") for part in _LONG_PARTS)


def _meaningless(section: RowsSection, where: str) -> list[Problem]:
    """Find translations into words that are not ours: every row would be rejected for them."""
    known = known_words(section)
    problems = []
    for ours, translation in section.values.items():
        for theirs, meaning in translation.items():
            if ours in known and to_member(meaning, known[ours]) is None:
                remedy = find_near_word(meaning, known[ours])
                says = f"{theirs!r} is said to mean {meaning!r}, which is not known."
                problems.append(Problem(f"{where} → {ours}", "unknown_word", says, remedy))
    return problems


def known_words(section: RowsSection) -> dict[str, type[StrEnum]]:
    """Give the closed vocabulary of each column that has one."""
    return {
        ours: words
        for kind, vocabularies in _VOCABULARIES.items()
        if isinstance(section, kind)
        for ours, words in vocabularies.items()
    }


def other_heads(section: RowsSection) -> dict[str, tuple[str, ...]]:
    """List the headers that a section names outside its columns."""
    heads = {
        "drop": tuple(rule.column for rule in section.drop),
        "fill_down": section.fill_down,
        "ignore": section.ignore,
    }
    if isinstance(section, AssetsSection):
        heads["group_by"] = section.group_by
    return heads


def _misspelt(given: Mapping[str, object], inputs: Inputs, where: str) -> list[Problem]:
    """Find names that look like ours but are not; other new names are extra columns."""
    problems = []
    for name in given:
        near = difflib.get_close_matches(name, list(inputs), n=1, cutoff=0.8)
        if name not in inputs and near:
            says = f"{name!r} is not one of our columns."
            remedy = f"Did you mean {near[0]!r}?"
            problems.append(Problem(where, "unknown_column", says, remedy))
    return problems


def missing_header(head: str, table: RawTable, where: str) -> Problem:
    """Say that a stated header is not in the table, and which one may be meant."""
    remedy = find_near_word(head, table.columns)
    if normalise_header(head) in map(normalise_header, table.hidden_heads):
        remedy = "That column is hidden: show it, or say include_hidden if it is meant."
    sheet = f", sheet {table.sheet!r}" if table.sheet else ""
    return Problem(where, "missing_column", f"{table.file}{sheet} has no column {head!r}.", remedy)

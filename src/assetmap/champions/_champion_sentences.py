"""A person's part in a sentence that can be read aloud, and likeness to a group."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import Problem, TableError, find_near_word
from assetmap.network import AssetGraph
from assetmap.space import find_parts
from assetmap.tables import AssetMap, can_group, say_unsure
from assetmap.typing import Floats
from assetmap.wording import say_number

__all__ = ["measure_likeness_to_group", "write_reasons"]

NOBODY_ASKED = "No tie is recorded yet: nobody has asked. Start with what they enjoy"
_NO_SUCH_TIE = "No tie of the sort looked at is recorded yet: nobody may have asked"
_BY_TIES = {
    "both": "Tied to ",
    "stated": "By stated ties alone, tied to ",
    "shared": "By memberships alone, tied to ",
}
_NAMED_AT_MOST = 3
MUCH_IS_MISSING = 0.3
"""Share that is missing from which a sentence says that others may be asked first."""
_CORRECTION = "; much was never recorded, so those not named here matter as much"
IN_TOUCH = 0.5
"""What it counts to be in touch with somebody or something of the group: half of belonging."""
_PLACE = "place"


def write_reasons(
    people: pd.DataFrame, *, names: pd.Series[Any], ties: str, missing_rate: float
) -> pd.Series[str]:
    """
    Say for each person why to ask them, without their name, a score or a rank.

    ``names`` are those of the groups by id; at most three of each are said.
    """
    known = names.to_dict()
    said = [_say(row, names=known, ties=ties) for row in people.to_dict("records")]
    correction = _CORRECTION if missing_rate >= MUCH_IS_MISSING else ""
    reasons = [sentence + correction + "." for sentence in said]
    return pd.Series(reasons, index=people.index, dtype="str", name="says")


def _say(person: Mapping[Any, Any], *, names: Mapping[Any, Any], ties: str) -> str:
    """Say what somebody joins, who named them, their gifts, and how sure that is."""
    nobody = NOBODY_ASKED if ties == "both" else _NO_SUCH_TIE
    joins = _BY_TIES[ties] + _say_ties(person, names) + _say_roles(person)
    said = joins if person["ties"] > 0 else nobody
    if person["nominations"] > 0:
        by = say_number(person["nominations"], "person", "people")
        said += f"; {by} named them as somebody who brings others together"
    if person["gifts"]:
        said += "; gifts: " + ", ".join(person["gifts"][:_NAMED_AT_MOST])
    if person["likeness"] == 1:
        said += "; is one of those asked for"
    elif person["likeness"] > 0:
        said += "; is one of, or in touch with, those asked for"
    doubt = say_unsure(person["unsure"], person["records"])
    return f"{said}; {doubt}" if doubt and person["ties"] > 0 else said


def _say_ties(person: Mapping[Any, Any], names: Mapping[Any, Any]) -> str:
    """Say to what and whom somebody is tied, and for which of them that is the only tie."""
    tied = []
    if person["groups"] > 0 or person["others"] == 0:
        kinds = f" of {say_number(person['kinds'], 'kind')}" if person["groups"] > 1 else ""
        assets = say_number(person["groups"], "community asset")
        tied.append(f"{assets}{kinds} ({_say_names(person['group_ids'], names)})")
    if person["others"] > 0:
        tied.append(say_number(person["others"], "person", "people"))
    said = " and ".join(tied)
    if person["places_bridged"] > 1:
        said += f" across {say_number(person['places_bridged'], 'place')}"
    if person["only_link_for"] > 0:
        alone = say_number(person["only_link_for"], "of these has", "of these have")
        said += f"; {alone} no other tie"
    return said


def _say_names(ids: Sequence[str], names: Mapping[Any, Any]) -> str:
    """Name the first three, and count the rest."""
    shown = ", ".join(str(names[asset_id]) for asset_id in ids[:_NAMED_AT_MOST])
    more = len(ids) - _NAMED_AT_MOST
    return f"{shown} and {more} more" if more > 0 else shown


def _say_roles(person: Mapping[Any, Any]) -> str:
    """Say which roles they have; or that they bridge without any."""
    if not person["is_title_less"]:
        return f"; known as {', '.join(person['roles']).replace('_', ' ')}"
    is_bridge = person["betweenness"] > 0 and max(person["groups"], person["places_bridged"]) > 1
    return "; holds no title, and others meet this way" if is_bridge else ""


@dataclass(frozen=True, eq=False)
class Likeness:
    """How like the group each person is, 0 to 1, by id; and what of it nobody is, in words."""

    of_person: pd.Series[float]
    nobody: tuple[str, ...]


def measure_likeness_to_group(
    m: AssetMap, graph: AssetGraph, people: pd.Index[str], like: Mapping[str, str]
) -> Likeness:
    """
    Compare people with a stated group, attribute by attribute.

    An attribute counts 1 for who has it, half (`IN_TOUCH`) for who is tied to
    somebody or something that has, and the mean of all is the likeness. What
    nobody of ``people`` has or is in touch with is said: each attribute of
    its own, or, where each has somebody, all together.
    """
    columns = _find_columns(m, like)
    both = graph.adjacency(weighted=False)
    position = graph.ids.get_indexer(people)
    parts = np.zeros((len(columns), len(people)))
    nobody = []
    for row, (attribute, column) in enumerate(columns.items()):
        value = str(like[attribute])
        has = _has_value(m, column, value).reindex(graph.ids, fill_value=False).to_numpy(float)
        near = np.asarray(both @ has) > 0
        parts[row] = np.maximum(has, IN_TOUCH * near)[position]
        if not parts[row].any():
            nobody.append(_say_nobody([(attribute, value)]))
    if not nobody and not _is_held_together(parts):
        nobody.append(_say_nobody([(name, str(like[name])) for name in columns]))
    mean = parts.mean(axis=0) if len(parts) else np.zeros(len(people))
    return Likeness(pd.Series(mean, index=people, name="likeness"), tuple(nobody))


def _is_held_together(parts: Floats) -> bool:
    return bool((parts > 0).all(axis=0).any())


def _say_nobody(attributes: list[tuple[str, str]]) -> str:
    listed = " and ".join(f"{name.replace('_', ' ').lower()} {value}" for name, value in attributes)
    return (
        f"Nobody is known yet who has, or is in touch with somebody of, {listed}. "
        "Nobody may have asked, or not been mapped: ask who does."
    )


def _find_columns(m: AssetMap, like: Mapping[str, str]) -> dict[str, str]:
    """Find the column of each attribute, or raise with all that is wrong with the group."""
    known = {_plain(name): str(name) for name in m.assets.columns if can_group(name)}
    del known["kind"]  # all of them are people
    known[_PLACE] = _PLACE
    problems: list[Problem] = []
    columns: dict[str, str] = {}
    for attribute, value in like.items():
        column = known.get(_plain(attribute))
        if column is None:
            says = f"{attribute!r} is not an attribute of assets."
            remedy = find_near_word(_plain(attribute), known)
            problems.append(Problem("like", "unknown_attribute", says, remedy))
            continue
        columns[attribute] = column
        problems += _check_value(m, attribute, column, str(value))
    if not like:
        remedy = "Give one, such as like={'place': 'Mill End'}, or leave `like` out."
        problems.append(Problem("like", "no_attribute", "names no attribute.", remedy))
    if problems:
        raise TableError("Nobody can be compared with this group.", problems)
    return columns


def _check_value(m: AssetMap, attribute: str, column: str, value: str) -> list[Problem]:
    """A place must be known; another word may be nobody's, but not nearly somebody's."""
    where = f"like[{attribute!r}]"
    says = f"{value!r} is not known."
    if column == _PLACE:
        names = {*map(str, m.places.index), *m.places["name"].dropna().astype(str)}
        if value.casefold() in {name.casefold() for name in names}:
            return []
        return [Problem(where, "unknown_place", says, find_near_word(value, names))]
    words = {word for cell in m.assets[column] for word in _words_of(cell)}
    plain = value.strip().casefold()
    is_number = any(sign.isdigit() for sign in plain)  # 16-24 is no misspelling of 15-24
    if plain in words or is_number or not plain:
        return [] if plain else [Problem(where, "no_value", "is empty.", "Give a word.")]
    near = difflib.get_close_matches(plain, sorted(words), n=1, cutoff=0.8)
    return [Problem(where, "unknown_value", says, find_near_word(plain, near))] if near else []


def _has_value(m: AssetMap, column: str, value: str) -> pd.Series[bool]:
    """Tell which assets have the value; a place also through its parts and who is active there."""
    plain = value.strip().casefold()
    if column != _PLACE:
        cells = m.assets[column]
        return pd.Series([plain in _words_of(cell) for cell in cells], index=m.assets.index)
    names = m.places["name"].astype(str).str.casefold()
    is_named = (names == plain) | (m.places.index.astype(str).str.casefold() == plain)
    within = find_parts(m.places, m.places.index[is_named])
    active = m.assets["active_in"].explode().isin(within).groupby(level=0).any()
    is_there: pd.Series[bool] = m.assets["place_id"].isin(within) | active.reindex(m.assets.index)
    return is_there


def _words_of(cell: Any) -> set[str]:
    """Take the words of a cell: a tuple of words, or text with semicolons or commas in it."""
    if isinstance(cell, tuple):
        return {str(word).strip().casefold() for word in cell}
    if not isinstance(cell, str):
        return set() if pd.isna(cell) else {str(cell).casefold()}
    return {word.strip().casefold() for word in cell.replace(",", ";").split(";")} - {""}


def _plain(name: object) -> str:
    return str(name).strip().casefold().replace(" ", "_")

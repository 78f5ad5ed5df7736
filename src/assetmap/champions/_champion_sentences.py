"""A person's part in a sentence that can be read aloud, and likeness to a group."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import Problem, TableError, find_near_word
from assetmap.network import AssetGraph
from assetmap.space import find_parts
from assetmap.tables import OLD_AFTER, AssetMap
from assetmap.typing import Floats

__all__ = ["IN_TOUCH", "Likeness", "measure_likeness_to_group", "write_reasons"]

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
_NO_ATTRIBUTES = (
    "geometry", "name", "description", "capacity", "sensitive_location",
    "location_unanswered", "first_seen", "verified_on", "sources", "precision", "place_id",
    "address", "postcode", "website",
    "contact_name", "email", "phone", "status", "kind",
)  # fmt: skip
_PLACE = "place"


def write_reasons(
    people: pd.DataFrame, *, names: pd.Series[Any], ties: str, missing_rate: float
) -> pd.Series[str]:
    """
    Say for each person why to ask them, without their name, a score or a rank.

    ``names`` are those of the groups by id; at most three of each are said.
    """
    groups: pd.Series[Any] = _counted(people["groups"], "community asset", "community assets")
    of_kinds = " of " + _counted(people["kinds"], "kind", "kinds")
    groups = groups + of_kinds.where(people["groups"] > 1, "")
    groups = groups + " (" + _listed(people["group_ids"], names) + ")"
    others = _counted(people["others"], "person", "people")
    has_both = (people["groups"] > 0) & (people["others"] > 0)
    one_sort = groups.where(people["groups"] > 0, others)
    joined = (groups + " and " + others).where(has_both, one_sort)
    places = " across " + _counted(people["places_bridged"], "place", "places")
    sentence = _BY_TIES[ties] + joined + places.where(people["places_bridged"] > 1, "")
    alone = _counted(people["only_link_for"], "of these has", "of these have")
    sentence += ("; " + alone + " no other tie").where(people["only_link_for"] > 0, "")
    sentence += _titles(people)
    sentence = sentence.where(people["ties"] > 0, NOBODY_ASKED if ties == "both" else _NO_SUCH_TIE)
    sentence += _nominations(people) + _gifts(people["gifts"]) + _likeness(people["likeness"])
    sentence += _doubts(people).where(people["ties"] > 0, "")
    if missing_rate >= MUCH_IS_MISSING:
        sentence += _CORRECTION
    says: pd.Series[str] = sentence + "."
    return says.astype("str").rename("says")


def _listed(ids: pd.Series[Any], names: pd.Series[Any]) -> pd.Series[str]:
    """Name the first three of each list, and count the rest."""
    known = names.to_dict()
    said = [
        ", ".join(str(known[one]) for one in group[:_NAMED_AT_MOST])
        + (f" and {more} more" if (more := len(group) - _NAMED_AT_MOST) > 0 else "")
        for group in ids
    ]
    return pd.Series(said, index=ids.index, dtype="str")


def _nominations(people: pd.DataFrame) -> pd.Series[str]:
    counted = "; " + _counted(people["nominations"], "person", "people")
    named: pd.Series[str] = counted + " named them as somebody who brings others together"
    return named.where(people["nominations"] > 0, "")


def _gifts(gifts: pd.Series[Any]) -> pd.Series[str]:
    said = ["; gifts: " + ", ".join(words[:_NAMED_AT_MOST]) if words else "" for words in gifts]
    return pd.Series(said, index=gifts.index, dtype="str")


def _likeness(likeness: pd.Series[float]) -> pd.Series[str]:
    """Say how they stand to the group that was asked for, if one was."""
    wholly, partly = "; is one of those asked for", "; is one of, or in touch with, those asked for"
    said = np.select([likeness == 1, likeness > 0], [wholly, partly], "")
    return pd.Series(said, index=likeness.index, dtype="str")


def _counted(numbers: pd.Series[Any], one: str, many: str) -> pd.Series[str]:
    nouns = np.where(numbers == 1, f" {one}", f" {many}")
    return numbers.astype("str") + pd.Series(nouns, index=numbers.index, dtype="str")


def _doubts(people: pd.DataFrame) -> pd.Series[str]:
    """Say how much of it rests on old or unconfirmed records."""
    unsure = people["unsure"].astype("str") + " of " + people["records"].astype("str")
    verb = pd.Series(np.where(people["unsure"] == 1, " is", " are"), people.index, dtype="str")
    doubt: pd.Series[str] = "; " + unsure + " records behind this" + verb + " old or unconfirmed"
    is_all = people["unsure"] == people["records"]
    doubt = doubt.where(~is_all, f"; none of this was confirmed within {OLD_AFTER}")
    return doubt.where(people["unsure"] > 0, "")


def _titles(people: pd.DataFrame) -> pd.Series[str]:
    """Say which roles they have; or that they bridge without any."""
    roles = people["roles"].str.join(", ").astype("str").str.replace("_", " ")
    bridges = (people["betweenness"] > 0) & (people[["groups", "places_bridged"]].max(axis=1) > 1)
    link = np.where(bridges, "; holds no title, and others meet this way", "")
    hidden: pd.Series[Any] = pd.Series(link, index=people.index, dtype="str")
    return ("; known as " + roles).where(~people["is_title_less"], hidden)


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
    at = graph.ids.get_indexer(people)
    parts = np.zeros((len(columns), len(people)))
    nobody = []
    for row, (attribute, column) in enumerate(columns.items()):
        value = str(like[attribute])
        has = _has_value(m, column, value).reindex(graph.ids, fill_value=False).to_numpy(float)
        near = np.asarray(both @ has) > 0
        parts[row] = np.maximum(has, IN_TOUCH * near)[at]
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
    known = {_plain(name): str(name) for name in m.assets.columns if name not in _NO_ATTRIBUTES}
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

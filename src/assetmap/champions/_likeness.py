"""How like a stated group people are: who is of it, and who is in touch with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from assetmap.errors import SHOWN_AT_MOST, Problem, TableError, find_near_word
from assetmap.network import AssetGraph
from assetmap.space import find_parts
from assetmap.tables import AssetMap, can_group, read_band
from assetmap.typing import Flags, Floats, Objects
from assetmap.wording import say_list

__all__ = ["Likeness", "measure_likeness_to_group"]

IN_TOUCH = 0.5
"""What it counts to be in touch with somebody or something of the group: half of belonging."""
_PLACE = "place"


@dataclass(frozen=True, eq=False)
class Likeness:
    """
    How like the group each person (``ids``) is.

    ``share`` is from 0 to 1, ``held`` how many of the values somebody has;
    ``says`` tells which, and which they are in touch with. ``nobody`` says in
    words what of the group nobody is.
    """

    ids: pd.Index[str]
    share: Floats
    held: Floats
    says: Objects
    nobody: tuple[str, ...]

    def leave_out_others(self) -> Likeness:
        """Keep those who are of the group in anything, or in touch with who is."""
        kept = self.share > 0
        return replace(
            self,
            ids=self.ids[kept],
            share=self.share[kept],
            held=self.held[kept],
            says=self.says[kept],
        )


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
    has, near = (np.zeros((len(columns), len(people)), dtype=bool) for _ in range(2))
    words = [_say_attribute(name, str(like[name])) for name in columns]
    for row, (attribute, column) in enumerate(columns.items()):
        of_all = _has_value(m, column, str(like[attribute]))
        of_node = of_all.reindex(graph.ids, fill_value=False).to_numpy(dtype=bool)
        has[row] = of_node[position]
        near[row] = (np.asarray(both @ of_node.astype(np.float64)) > 0)[position] & ~has[row]
    is_like = has | near
    nobody = [word for word, found in zip(words, is_like, strict=True) if not found.any()]
    if not nobody and not is_like.all(axis=0).any():
        nobody = [" and ".join(words)]
    return Likeness(
        ids=people,
        share=np.where(has, 1.0, IN_TOUCH * near).mean(axis=0),
        held=has.sum(axis=0).astype(np.float64),
        says=_say_each(words, has, near),
        nobody=tuple(_say_nobody(word) for word in nobody),
    )


def _say_each(words: list[str], has: Flags, near: Flags) -> Objects:
    """Say what each has, and what each is in touch with; the same case once."""
    cases, case = np.unique(np.concatenate([has, near]).T, axis=0, return_inverse=True)
    said = np.empty(len(cases), dtype=object)
    for row, flags in enumerate(cases):
        held, touched = (
            say_list([word for word, flag in zip(words, part, strict=True) if flag])
            for part in np.split(flags, 2)
        )
        is_one = f"is one of those asked for: {held}" if held else ""
        is_near = f"is in touch with those asked for: {touched}" if touched else ""
        said[row] = "; ".join(filter(None, [is_one, is_near]))
    return np.asarray(said[case.ravel()], dtype=object)


def _say_attribute(name: str, value: str) -> str:
    return f"{name.replace('_', ' ').lower()} {value}"


def _say_nobody(listed: str) -> str:
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
        problems += _check_value(m, f"like[{attribute!r}]", column, str(value))
    if not like:
        remedy = "Give one, such as like={'place': 'Mill End'}, or leave `like` out."
        problems.append(Problem("like", "no_attribute", "names no attribute.", remedy))
    if problems:
        raise TableError("Nobody can be compared with this group.", problems)
    return columns


def _check_value(m: AssetMap, where: str, column: str, value: str) -> list[Problem]:
    """
    Refuse a value that cannot be meant, with those that are known.

    A place must be known; of a column of bands, such as ages, so must a band.
    Another word may be nobody's, which is a finding, but not nearly somebody's.
    """
    plain = value.strip().casefold()
    if not plain:
        return [Problem(where, "no_value", "is empty.", "Give a word.")]
    if column == _PLACE:
        names = {*map(str, m.places.index), *m.places["name"].dropna().astype(str)}
        if plain in {name.casefold() for name in names}:
            return []
        says = f"{value!r} is not known."
        return [Problem(where, "unknown_place", says, find_near_word(value, names))]
    spelt = {word.casefold(): word for cell in m.assets[column] for word in _words_of(cell)}
    if _find_wanted(plain, [*spelt]):
        return []
    known = sorted(spelt.values())
    near = find_near_word(value, known, else_say="")
    is_of_bands = any(read_band(word) is not None for word in known)
    if not near and not is_of_bands and read_band(plain) is None:
        return []
    remedy = " ".join(filter(None, [near, f"Known: {say_list(known, at_most=SHOWN_AT_MOST)}."]))
    says = f"{value!r} is not known of anybody on this map."
    return [Problem(where, "unknown_value", says, remedy)]


def _find_wanted(plain: str, known: list[str]) -> set[str]:
    """Find the words that mean the value: itself, or every band that lies within it."""
    if plain in known:
        return {plain}
    wanted = read_band(plain)
    if wanted is None:
        return set()
    bands = {word: read_band(word) for word in known}
    return {word for word, band in bands.items() if band is not None and wanted.holds(band)}


def _has_value(m: AssetMap, column: str, value: str) -> pd.Series[bool]:
    """Tell which assets have the value; a place also through its parts and who is active there."""
    plain = value.strip().casefold()
    if column != _PLACE:
        cells = [{word.casefold() for word in _words_of(cell)} for cell in m.assets[column]]
        wanted = _find_wanted(plain, sorted(set().union(*cells)))
        return pd.Series([not wanted.isdisjoint(cell) for cell in cells], index=m.assets.index)
    names = m.places["name"].astype(str).str.casefold()
    is_named = (names == plain) | (m.places.index.astype(str).str.casefold() == plain)
    within = find_parts(m.places, m.places.index[is_named])
    active = m.assets["active_in"].explode().isin(within).groupby(level=0).any()
    is_there: pd.Series[bool] = m.assets["place_id"].isin(within) | active.reindex(m.assets.index)
    return is_there


def _words_of(cell: Any) -> set[str]:
    """Take the words of a cell: a tuple of words, or text with semicolons or commas in it."""
    if isinstance(cell, tuple):
        return {str(word).strip() for word in cell} - {""}
    if not isinstance(cell, str):
        return set() if pd.isna(cell) else {f"{cell:g}" if isinstance(cell, float) else str(cell)}
    return {word.strip() for word in cell.replace(",", ";").split(";")} - {""}


def _plain(name: object) -> str:
    return str(name).strip().casefold().replace(" ", "_")

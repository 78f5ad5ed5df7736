"""What is left of texts that hold something personal.

Stories are free text, and free text names people. Somebody who did not agree
to be on a page must not be on it in a sentence about their choir either.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from assetmap.tables import NAME, NameSearch, PersonalText, clean

__all__ = ["find_mentions", "without_personal"]

LEFT_OUT = "[left out]"
"""What stands in a text where a telephone number or the like was taken out."""
NAME_LEFT_OUT = "[name left out]"
"""What stands in the name of a group where somebody's name was taken out."""
NAMING = "assets with words that name people who are not shown"
_HOLDING = "assets with a text that held a{n} {what}"


def find_mentions(texts: pd.Series[Any], names: Iterable[str]) -> pd.Series[bool]:
    """
    Tell which texts hold one of the names, however they are spelt.

    Parameters
    ----------
    texts
        Text, or missing. Not modified.
    names
        Full names. A name of one word is passed over: too many words are
        also somebody's first name.

    Examples
    --------
    >>> find_mentions(pd.Series(["Run by asha  Rahman.", "A rose garden", None]),
    ...               ["Asha Rahman", "Rose"]).tolist()
    [True, False, False]
    """
    search = NameSearch(map(str, names))
    different = [str(text) for text in texts.dropna().unique()]
    may_name = search.may_be_in(different)
    found = {
        text: may and bool(search.find(clean(text)))
        for text, may in zip(different, may_name, strict=True)
    }
    return texts.map(lambda text: found.get(text, False)).astype(bool)


def without_personal(
    assets: Any, found: Iterable[PersonalText], *, places: pd.Series[Any]
) -> tuple[Any, dict[str, int]]:
    """
    Leave out what was found in the texts of the assets that are shown.

    Words of lists and addresses on the web go whole, and so does a story that
    names somebody. Of other texts only the piece goes, and a mark says so: a
    name is never left empty.

    Parameters
    ----------
    assets
        What is shown, by ``asset_id``. Not modified.
    found
        What `PersonalSearch.find` found in it.
    places
        Names of the places, by id: names that would be equal are told apart
        by kind and place.

    Returns
    -------
    assets, changed
        A new frame, and how many rows lack something now, by reason.
    """
    by_column: dict[str, list[PersonalText]] = {}
    rows: dict[str, set[int]] = {}
    for text in found:
        by_column.setdefault(text.column, []).append(text)
        for reason in text.reasons:
            rows.setdefault(reason, set()).add(text.row)
    if not by_column:
        return assets, {}
    assets = assets.copy()
    for column, texts in by_column.items():
        cells = assets[column].to_numpy(dtype=object).copy()
        for text in texts:
            cells[text.row] = _leave_out(cells[text.row], text)
        assets[column] = pd.Series(cells, index=assets.index, dtype=assets[column].dtype)
    if "name" in by_column:
        changed = np.unique([text.row for text in by_column["name"]])
        assets["name"] = _tell_apart(assets, changed, places)
    return assets, {_say(reason): len(which) for reason, which in rows.items()}


def _leave_out(cell: Any, text: PersonalText) -> Any:
    """Give what is left of one cell."""
    if isinstance(cell, tuple):
        return tuple(word for word in cell if word != text.text)
    is_naming = NAME in text.reasons and text.column != "name"
    if is_naming or text.column in {"website", "postcode"}:
        return None
    return _mark(clean(text.text), text)


def _mark(plain: str, text: PersonalText) -> str:
    """Put a mark in the place of each piece; pieces that overlap are one."""
    pieces: list[str] = []
    at = 0
    for start, end, what in text.spans:
        if end <= at:
            continue
        if start >= at:
            is_name = what == NAME and text.column == "name"
            pieces += [plain[at:start], NAME_LEFT_OUT if is_name else LEFT_OUT]
        at = end
    return "".join([*pieces, plain[at:]])


def _tell_apart(
    assets: Any, changed: np.ndarray[Any, Any], places: pd.Series[Any]
) -> pd.Series[Any]:
    """Say kind and place beside names that are equal now, and number those still equal."""
    names = assets["name"].to_numpy(dtype=object).copy()
    is_changed = np.zeros(len(names), dtype=bool)
    is_changed[changed] = True
    is_bare = pd.Series(names).isin([LEFT_OUT, NAME_LEFT_OUT]).to_numpy()
    is_double = is_changed & (is_bare | pd.Series(names).duplicated(keep=False).to_numpy())
    where = assets["place_id"].map(places).to_numpy(dtype=object)
    for row in np.flatnonzero(is_double):
        kind = assets["kind"].iloc[row]
        what = f"{kind}, {where[row]}" if isinstance(where[row], str) else kind
        names[row] = f"{names[row]} ({what})"
    taken: dict[str, int] = {}
    for row in np.flatnonzero(is_double):
        count = taken[names[row]] = taken.get(names[row], 0) + 1
        if count > 1:
            names[row] = f"{names[row][:-1]}, {count})"
    told: pd.Series[Any] = pd.Series(names, index=assets.index, dtype=assets["name"].dtype)
    return told


def _say(reason: str) -> str:
    if reason == NAME:
        return NAMING
    return _HOLDING.format(n="n" if reason[0] in "aeiou" else "", what=reason)

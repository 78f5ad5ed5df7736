"""What of the texts of groups is about somebody, and stays off a public page.

Names of people who are not shown, telephone numbers, e-mail addresses and
postcodes, and what a record keeps private of itself. Reading says so by row,
publishing leaves it out: both ask here, so that they agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

import numpy as np
import pandas as pd

from assetmap.arrays import is_among
from assetmap.model import GB, AssetKind, Country
from assetmap.tables.columns import ASSETS, Shown
from assetmap.tables.folding import clean, fold
from assetmap.tables.mentions import NAME, NameSearch, list_people
from assetmap.tables.own_details import (
    ADDRESS,
    EMAIL,
    PHONE,
    POSTCODE,
    AddressSearch,
    OwnDetails,
    Span,
    find_contacts,
    has_contacts,
    is_careof,
    list_careof,
    to_phone_digits,
    to_plain_postcode,
)
from assetmap.typing import Flags

__all__ = ["FREE_TEXTS", "MAY_BE_HOMES", "PersonalSearch", "PersonalText", "is_address_private"]

FREE_TEXTS = tuple(
    column.name
    for column in ASSETS.columns
    if column.is_free_text and column.shown is not Shown.GROUP_CONTACT
)
"""Columns that people write freely, and that are shown of what is no person."""
_PRIVATE = ("contact_name", "address", "postcode", "email", "phone")
_OWN = ("contact_name", "address", "phone")
_LINK = "website"


@dataclass(frozen=True, slots=True)
class PersonalText:
    """
    One text, or one word of a list, that holds something personal.

    ``row`` is its position, ``text`` as it is written, ``spans`` where in the
    cleaned text (`assetmap.tables.folding`) something begins and ends, and
    what it is: a name, an address, a telephone number and so on.
    """

    row: int
    column: str
    text: str
    spans: tuple[Span, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """What it holds, each once, in a fixed order."""
        held = {what for _, _, what in self.spans}
        return tuple(what for what in (NAME, ADDRESS, PHONE, EMAIL, POSTCODE) if what in held)


MAY_BE_HOMES = tuple(
    str(kind) for kind in (AssetKind.ASSOCIATION, AssetKind.EXCHANGE, AssetKind.CULTURE)
)
"""Kinds that somebody often keeps going from home, unless they are public venues."""


def is_address_private(assets: pd.DataFrame) -> Flags:
    """Tell whose address and postcode are not public: people, secret locations, possible homes."""
    is_home = assets["kind"].isin(MAY_BE_HOMES) & ~assets["public_venue"].astype(bool)
    is_home |= assets["kind"] == str(AssetKind.INDIVIDUAL)
    return np.asarray(is_home | assets["sensitive_location"].astype(bool), dtype=bool)


class PersonalSearch:
    """
    Look for what is personal in texts that are to be shown.

    Parameters
    ----------
    assets
        The whole table of the map: what is private in it is what is looked for.
    shown
        Ids of the assets that are shown. Names of the people among them may
        stand anywhere; so may the name of an organisation that is somebody's
        contact.
    country
        How its postcodes are written.

    Examples
    --------
    >>> from assetmap.tables.asset_map import AssetMap
    >>> assets = pd.DataFrame({"name": ["Choir", "Sheila Brown"],
    ...                        "kind": ["association", "individual"],
    ...                        "description": ["Ring Sheila Brown, 07700 900123", None]})
    >>> assets = AssetMap.from_frames(assets=assets).assets
    >>> found = PersonalSearch(assets, shown=pd.Index(["0"])).find(assets.head(1))
    >>> [(text.column, text.reasons) for text in found]
    [('description', ('name', 'telephone number'))]
    """

    def __init__(
        self, assets: pd.DataFrame, *, shown: pd.Index[str], country: Country = GB
    ) -> None:
        self._country = country
        assets = pd.DataFrame(assets)  # its columns are taken faster
        is_person = assets["kind"].to_numpy(dtype=object) == str(AssetKind.INDIVIDUAL)
        is_shown = is_among(assets.index, shown)
        is_hidden = is_person & ~is_shown
        aliases = assets["aliases"][is_hidden]
        people = [*assets["name"][is_hidden].dropna(), *aliases.explode().dropna()]
        addresses = [str(cell) for cell in assets["address"].dropna().unique()]
        cells = [str(cell) for cell in assets["contact_name"].dropna().unique()]
        careof = [person for cell in addresses if is_careof(cell) for person in list_careof(cell)]
        named = {cell: list_people(cell) for cell in cells}
        known = set()
        if careof or named:
            known = {fold(name) for name in assets["name"][is_shown].dropna()}
        self._contacts: dict[str | None, list[str]] = {
            cell: [person for person in people if fold(person) not in known]
            for cell, people in named.items()
        }
        listed = [person for people in self._contacts.values() for person in people]
        careof = [person for person in careof if fold(person) not in known]
        self._names = NameSearch([*people, *listed, *careof])
        self._homes = AddressSearch(assets["address"][is_person].dropna())
        self._assets = assets
        self._private = {
            name: _as_cells(assets[name]) for name in _OWN if assets[name].notna().any()
        }
        self._people = assets.index[is_person]

    def find(self, texts: pd.DataFrame) -> list[PersonalText]:
        """
        Find every text that holds something personal, by row and column.

        Parameters
        ----------
        texts
            What is to be shown, by ``asset_id``: columns as in
            `assetmap.tables.ASSETS`; what is missing is not shown.
        """
        columns = [name for name in FREE_TEXTS if name in texts]
        cells = {name: _as_cells(texts[name]) for name in columns if texts[name].notna().any()}
        if "name" in cells:  # a person who is shown has agreed to their name
            is_person = is_among(texts.index, self._people)
            cells["name"] = _empty(cells["name"], is_person)
        everywhere = self._search(_list_different(cells, self._country))
        hits: dict[tuple[int, str, str], list[Span]] = {}
        for name, column in cells.items():
            for row, text in _list_held(column, everywhere.get(name, {})):
                hits[row, name, text] = list(everywhere[name][text])
        given = {}
        if self._private:
            at = self._assets.index.get_indexer(texts.index)
            given = {name: cells[at] for name, cells in self._private.items()}
        kept = {name: _as_cells(texts[name]) for name in _PRIVATE if name in texts}
        for row, name, text, spans in self._find_own(cells, given, kept):
            hits.setdefault((row, name, text), []).extend(spans)
        found = []
        for (row, name, text), spans in sorted(hits.items(), key=lambda hit: hit[0][:2]):
            plain = _read(text, name)
            left = _without_shown(
                plain, name, spans, {own: kept[own][row] for own in kept}, self._country
            )
            if left:
                found.append(PersonalText(row, name, text, tuple(sorted(left))))
        return found

    def find_in(self, column: pd.Series[Any]) -> pd.Series[bool]:
        """Tell which texts of any column hold something personal."""
        texts = column.dropna().unique().tolist()
        found = self._search({_LINK: texts}).get(_LINK, {})
        return column.map(lambda text: text in found).astype(bool)

    def _search(self, texts: dict[str, list[str]]) -> dict[str, dict[str, list[Span]]]:
        """Search different texts, by column, for what may stand in none."""
        listed = list(dict.fromkeys(text for column in texts.values() for text in column))
        written = [_decode(text) for text in listed]
        looks = np.column_stack(
            [
                has_contacts(written, self._country),
                self._names.may_be_in(written),
                self._homes.may_be_in(written),
            ]
        )
        few = {listed[at]: tuple(looks[at]) for at in np.flatnonzero(looks.any(axis=1))}
        found: dict[str, dict[str, list[Span]]] = {}
        for name, column in texts.items():
            for text in few.keys() & set(column):
                if spans := self._spans(text, name, few[text]):
                    found.setdefault(name, {})[text] = spans
        return found

    def _spans(self, text: str, column: str, may: tuple[bool, ...]) -> list[Span]:
        """Find what one text holds; ``may`` says whether contacts, names and homes may be there."""
        plain = _read(text, column)
        spans = find_contacts(plain, self._country) if may[0] else []
        if may[1]:
            spans += [(*span, NAME) for span in self._names.find(plain, is_link=column == _LINK)]
        if may[2] and column != "address":
            spans += [(*span, ADDRESS) for span in self._homes.find(plain)]
        return spans

    def _find_own(
        self,
        cells: dict[str, np.ndarray[Any, Any]],
        given: dict[str, np.ndarray[Any, Any]],
        kept: dict[str, np.ndarray[Any, Any]],
    ) -> Iterator[tuple[int, str, str, list[Span]]]:
        """Search the texts of each row for what the row itself keeps private."""
        private = {
            name: _empty(given[name], pd.notna(kept[name])) if name in kept else given[name]
            for name in given
        }
        has_private = [pd.notna(column) for column in private.values()]
        for row in np.flatnonzero(np.logical_or.reduce(has_private)) if private else ():
            held = {name: _text(column[row]) for name, column in private.items()}
            people = self._contacts.get(held.get("contact_name"), [])
            own = OwnDetails(people=people, address=held.get("address"), phone=held.get("phone"))
            for name, column in cells.items():
                for text in _texts_of(column[row]):
                    if own.may_be_in(fold(text)) and (
                        spans := own.find(_read(text, name), is_link=name == _LINK)
                    ):
                        yield int(row), name, text, spans


def _list_different(
    cells: dict[str, np.ndarray[Any, Any]], country: Country
) -> dict[str, list[str]]:
    """List the different texts of each column, and the different words of lists."""
    different: dict[str, list[str]] = {}
    for name, column in cells.items():
        values = dict.fromkeys(column.tolist())
        texts = [cell for cell in values if type(cell) is str]
        texts += {word: None for cell in values if type(cell) is tuple for word in cell}
        if name == "postcode":  # nearly all hold a postcode alone, which may stand there
            alone = re.compile(country.postcode)
            texts = [text for text in texts if not alone.fullmatch(to_plain_postcode(text))]
        different[name] = texts
    return different


def _list_held(
    column: np.ndarray[Any, Any], found: dict[str, list[Span]]
) -> Iterator[tuple[int, str]]:
    """Give the rows of a column that hold one of the texts, or of the words."""
    if not found:
        return
    held = {
        cell: [text for text in _texts_of(cell) if text in found]
        for cell in set(column.tolist())
        if type(cell) is tuple or cell in found
    }
    for row, cell in enumerate(column.tolist()):
        if cell in held:
            yield from ((row, text) for text in held[cell])


def _texts_of(cell: Any) -> Sequence[str]:
    if isinstance(cell, str):
        return (cell,)
    return cell if isinstance(cell, tuple) else ()


def _text(cell: Any) -> str | None:
    return cell if isinstance(cell, str) else None


def _as_cells(column: pd.Series[Any]) -> np.ndarray[Any, Any]:
    return column.to_numpy(dtype=object)


def _empty(cells: np.ndarray[Any, Any], where: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    emptied = cells.copy()
    emptied[where] = None
    return emptied


def _read(text: str, column: str) -> str:
    """Give a text as a reader understands it; positions are those of this text."""
    return clean(_decode(text)) if column == _LINK else clean(text)


def _decode(text: str) -> str:
    """Read what an address on the web writes as %-signs and plus signs."""
    return unquote_plus(text) if "%" in text or "+" in text else text


def _without_shown(
    text: str,
    column: str,
    spans: Iterable[Span],
    kept: dict[str, Any],
    country: Country,
) -> list[Span]:
    """Leave out of what was found what the same row shows under its own heading."""
    if column in {"address", "postcode"}:
        spans = [span for span in spans if span[2] != POSTCODE]
    shown = {name: cell for name, cell in kept.items() if isinstance(cell, str)}
    own = to_plain_postcode(shown.get("postcode", ""))
    address = shown.get("address", "")
    listed = find_contacts(address, country) if address else []
    others = {to_plain_postcode(address[at:end]) for at, end, what in listed if what == POSTCODE}
    number, mail = to_phone_digits(shown.get("phone", "")), fold(shown.get("email", ""))
    left = []
    for start, end, what in spans:
        written = text[start:end]
        is_shown = {
            POSTCODE: what == POSTCODE and to_plain_postcode(written) in {own, *others},
            PHONE: bool(number) and to_phone_digits(written) == number,
            EMAIL: bool(mail) and mail in fold(written),
        }
        if not is_shown.get(what, False):
            left.append((start, end, what))
    return left

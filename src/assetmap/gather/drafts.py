"""Sections of a project file drafted for one table: what it holds, each guess with its reason."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from assetmap.gather.areas import find_place_columns
from assetmap.gather.column_guesses import ColumnProfile, guess_columns, let_go, split_head
from assetmap.gather.files import RawTable
from assetmap.gather.headers import resolve_columns
from assetmap.gather.inputs import (
    ASSET_INPUTS,
    CONSENT_INPUTS,
    EFFORT_INPUTS,
    TIE_INPUTS,
    Inputs,
    with_levels,
)
from assetmap.gather.kind_rules import KindRules
from assetmap.gather.known_places import KnownPlaces, is_layer
from assetmap.gather.records.ties import TURNED_TIES
from assetmap.gather.sheet_roles import SheetRole, find_purposes, find_role
from assetmap.gather.tidy import is_written, normalise_header
from assetmap.gather.values import to_member
from assetmap.model import (
    AssetKind,
    AssetsSection,
    ConsentsSection,
    Country,
    EffortSection,
    PeopleSection,
    RowsSection,
    TieKind,
    TiesSection,
)

__all__ = ["Draft", "draft_table", "is_empty", "quote"]

_SECTIONS: dict[str, tuple[type[RowsSection], Inputs]] = {
    "assets": (AssetsSection, ASSET_INPUTS),
    "people": (PeopleSection, ASSET_INPUTS),
    "ties": (TiesSection, TIE_INPUTS),
    "consents": (ConsentsSection, CONSENT_INPUTS),
    "effort": (EffortSection, EFFORT_INPUTS),
}
_POPULATION = re.compile(r"\b(population|residents|usual residents|people|persons|all ages)\b")
_NEED = re.compile(r"\b(imd|deprivation|need|cni|income|depriv\w*)\b.*\bscore\b|\bneed score\b")
_MOST_WORDS = 60
_BARE = re.compile(r"^[A-Za-z0-9_-]+$")
_UNIQUE = 0.95
_FEWEST_POSTCODES = 20


@dataclass(frozen=True, slots=True)
class Draft:
    """One section: of what it is, and its text."""

    role: str
    text: str


def quote(text: str) -> str:
    """Write a text as TOML does."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def is_empty(table: RawTable) -> bool:
    """Tell a table in which nothing is written."""
    return not len(table) or bool(table.is_blank.all())


def draft_table(
    file: str,
    table: RawTable,
    *,
    places: KnownPlaces,
    rules: KindRules,
    country: Country,
    is_one: bool,
) -> list[Draft]:
    """
    Draft the sections of one table.

    Parameters
    ----------
    file
        How the project names the file.
    table
        Its rows; of a workbook those of one sheet.
    places
        The places of all the files.
    rules
        The words that say a kind.
    country
        Whose grid and postcodes hold.
    is_one
        Whether the file has no other table.
    """
    head = [f"file = {quote(file)}"]
    if table.sheet is not None and not is_one:
        head.append(f"sheet = {quote(table.sheet)}")
    if is_layer(table):
        return [_draft_places(head, table)]
    if (postcodes := _draft_postcodes(head, table, country)) is not None:
        return [postcodes]
    if (need := _draft_need(head, table, places)) is not None:
        return [need]
    role = find_role(table, rules=rules, country=country)
    if role == "other":
        columns = ", ".join(table.columns)
        says = f"# ? {file}{_sheet(table)} is taken for none of ours. Its columns are: {columns}"
        return [Draft("other", says + "\n")]
    return _draft_rows(role, head, table, places=places, rules=rules, country=country)


def _sheet(table: RawTable) -> str:
    return f", sheet {table.sheet!r}" if table.sheet else ""


def _draft_places(head: list[str], table: RawTable) -> Draft:
    """Draft a layer of boundaries; its level is the word before "code" in its id."""
    found = find_place_columns(table)
    head_id, head_name = found if found is not None else ("id", "name")
    level = split_head(head_id).removesuffix(" code").removesuffix(" cd").removesuffix(" id")
    lines = [*head, f"id = {quote(head_id)}    # every place has its own",
             f"name = {quote(head_name)}"]  # fmt: skip
    lines.append(f"level = {quote(level or 'place')}")
    parents = [
        name for name in table.columns
        if name not in {head_id, head_name} and re.search(r"(code|cd)$", split_head(name))
    ]  # fmt: skip
    if parents:
        lines.append(
            f"# ? parent = {quote(parents[0])}    # if it holds the ids of another layer of places"
        )
    return Draft("places", _join("places", lines))


def _draft_postcodes(head: list[str], table: RawTable, country: Country) -> Draft | None:
    """Draft a table that gives postcodes a coordinate: each its own, and little else beside."""
    guessed = guess_columns(table.columns, {}, rules=KindRules({}), country=country)
    if "postcode" not in guessed:
        return None
    profile = ColumnProfile(guessed["postcode"][0], table.columns[guessed["postcode"][0]])
    pair = next((p for p in (("lon", "lat"), ("easting", "northing")) if p[0] in guessed), None)
    is_named = any(
        ColumnProfile(name, table.columns[name]).is_text
        for name in table.columns
        if name != profile.head
    )
    if pair is None or is_named or profile.variety < _UNIQUE or profile.size < _FEWEST_POSTCODES:
        return None
    lines = [*head, f"postcode = {quote(profile.head)}"]
    lines += [f"{ours} = {quote(guessed[ours][0])}" for ours in pair]
    return Draft("postcodes", _join("postcodes", lines, is_list=False))


def _draft_need(head: list[str], table: RawTable, places: KnownPlaces) -> Draft | None:
    """Draft a table of people and need: a column of places of the map, and numbers of people."""
    numbers = [
        name for name in table.columns
        if ColumnProfile(name, table.columns[name]).within(1e-9, 1e12)
    ]  # fmt: skip
    people = [name for name in numbers if _POPULATION.search(normalise_header(name))]
    scores = sorted((name for name in numbers if _NEED.search(normalise_header(name))), key=len)
    if not people and not scores:
        return None
    place = places.find_column(table.columns)
    lines = [*head]
    if place is not None:
        lines.append(f"place = {quote(place)}    # most of its cells are places of the map")
    else:
        point = _point_of(table)
        if point is None:
            return None
        lines += [f"{ours} = {quote(name)}" for ours, name in point.items()]
    if people:
        lines.append(f"population = {quote(people[0])}")
    if scores:
        name = re.sub(r"\W+", "_", normalise_header(scores[0]))
        lines.append(
            f'measures = [{{ name = {quote(name)}, column = {quote(scores[0])}, worse = "high" }}]'
            "    # ? is a high score more need?"
        )
    return Draft("need", _join("need", lines))


def _point_of(table: RawTable) -> dict[str, str] | None:
    guessed = guess_columns(table.columns, {}, rules=KindRules({}))
    if "lon" not in guessed:
        return None
    return {"lon": guessed["lon"][0], "lat": guessed["lat"][0]}


def _draft_rows(
    role: SheetRole,
    head: list[str],
    table: RawTable,
    *,
    places: KnownPlaces,
    rules: KindRules,
    country: Country,
) -> list[Draft]:
    """Draft a section of records, and of people also what they agreed to."""
    kind, inputs = _SECTIONS[role]
    section = kind(file=table.file)
    known, _ = resolve_columns(section, table, with_levels(inputs, country), where="")
    found, guessed = dict(known), dict[str, tuple[str, ...]]()
    if role in {"assets", "people"}:
        found = let_go(table.columns, found, stated=set())
        guessed = guess_columns(table.columns, found, rules=rules, country=country)
        taken = {name for heads in (*found.values(), *guessed.values()) for name in heads}
        place = places.find_column(table.columns, taken)
        if "place" not in found and place is not None:
            guessed["place"] = (place,)
    lines = [
        *head,
        f"# ? source = {quote(PurePath(table.file).stem)}    # who said so",
        '# ? licence = ""    # what others may do with it',
    ]
    if role == "assets":
        lines += _say_kinds({**found, **guessed}, table, rules)
    if role == "ties":
        lines += _say_ties(found, table)
    lines += _say_columns(role, found, guessed)
    drafts = [Draft(role, _join(role, lines))]
    if role == "people" and (purposes := find_purposes(table)):
        drafts.append(_draft_wide(head, found, {str(p): name for p, name in purposes.items()}))
    return drafts


def _say_columns(
    role: str, found: Mapping[str, tuple[str, ...]], guessed: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Write which column is which, and where that is thought for what is in it."""
    stated = {**found, **guessed}
    kind = stated.get("kind", ())
    if role == "assets" and kind:  # the words are themes as well
        stated["themes"] = tuple(dict.fromkeys((*stated.get("themes", ()), *kind)))
    lines = [f"[{role}.columns]"] if stated else []
    for ours, heads in stated.items():
        listed = [quote(name) for name in heads]
        value = listed[0] if len(listed) == 1 else f"[{', '.join(listed)}]"
        why = "    # by what is in it, not by its heading" if ours in guessed else ""
        lines.append(f"{ours} = {value}{why}")
    return lines


def _say_kinds(
    found: Mapping[str, tuple[str, ...]], table: RawTable, rules: KindRules
) -> list[str]:
    """Write what the words of the kind mean, or what kind the name of the file says."""
    heads = found.get("kind", ())
    cells = table.columns[heads[0]] if heads else None
    words = Counter(cells[is_written(cells)].tolist() if cells is not None else ())
    unknown = [
        word for word in words if to_member(word, AssetKind) is None and rules.match(word) is None
    ]
    lines = []
    title = rules.match_title(f"{PurePath(table.file).name.split('.')[0]} {table.sheet or ''}")
    if title is not None and title[1].kind is not None and (not words or unknown):
        doubt = "# ? " if title[1].weak else ""
        lines.append(
            f"{doubt}constant = {{ kind = {quote(str(title[1].kind))} }}    # where no word says "
            f"more: the file is called {title[0]!r}"
        )
    elif not words:
        lines.append('# ? constant = { kind = "space" }    # else the name of each row says it')
    lines += [
        f"# ? what is {quote(word)} ({words[word]:,} rows)? Say it under [themes]."
        for word in unknown[:_MOST_WORDS]
    ]
    kinds = {str(rule.kind) for word in words if (rule := rules.match(word)) and rule.kind}
    if kinds and kinds <= {"institution", "space"} and "contact_name" not in found:
        lines.append("# ? public_venue = true    # if all of them are open to the public")
    return lines


def _say_ties(found: Mapping[str, tuple[str, ...]], table: RawTable) -> list[str]:
    """Write the words of ties that are not known, to be said what they mean."""
    heads = found.get("kind")
    if not heads:
        return ['# ? constant = { kind = "knows" }    # no column says what joins them']
    cells = table.columns[heads[0]]
    words = Counter(cells[is_written(cells)].tolist())
    unknown = [
        word for word in words
        if to_member(word, TieKind) is None
        and "_".join(word.casefold().split()) not in TURNED_TIES
    ]  # fmt: skip
    if not unknown:
        return []
    means = ", ".join(f'{quote(word)} = "other"' for word in unknown[:_MOST_WORDS])
    return [f"values = {{ kind = {{ {means} }} }}    # ? what do these mean?"]


def _draft_wide(
    head: list[str], found: Mapping[str, tuple[str, ...]], purposes: Mapping[str, str]
) -> Draft:
    """Draft what people agreed to, where it stands as columns of their sheet."""
    person = [quote(name) for name in found.get("name", ())]
    lines = [*head]
    if person:
        value = person[0] if len(person) == 1 else f"[{', '.join(person)}]"
        lines.append(f"columns = {{ person = {value} }}")
    asked = ", ".join(f"{purpose} = {quote(name)}" for purpose, name in purposes.items())
    lines.append(f"wide = {{ {asked} }}    # ? is that what each was asked?")
    lines.append(
        "# ? constant = { given_on = 2026-01-31 }    # when they agreed; until then nobody is shown"
    )
    return Draft("consents", _join("consents", lines))


def _join(name: str, lines: Iterable[str], *, is_list: bool = True) -> str:
    """Put a section together under its heading."""
    heading = f"[[{name}]]" if is_list else f"[{name}]"
    return "\n".join([heading, *lines]) + "\n"

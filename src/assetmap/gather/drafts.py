"""Sections of a project file drafted for one table: what it holds, each guess with its reason."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

import shapely

from assetmap.gather.areas import find_place_columns
from assetmap.gather.column_guesses import guess_columns, let_go
from assetmap.gather.column_profile import ColumnProfile, split_head
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
from assetmap.gather.sheet_roles import SheetRole, find_memberships, find_purposes, find_role
from assetmap.gather.tidy import is_written, normalise_header
from assetmap.gather.values import to_member, to_turned_tie
from assetmap.gather.venues import say_venues
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

__all__ = ["Draft", "draft_table", "is_empty", "leave_one_leaf", "quote"]

_SECTIONS: dict[str, tuple[type[RowsSection], Inputs]] = {
    "assets": (AssetsSection, ASSET_INPUTS),
    "people": (PeopleSection, ASSET_INPUTS),
    "ties": (TiesSection, TIE_INPUTS),
    "consents": (ConsentsSection, CONSENT_INPUTS),
    "effort": (EffortSection, EFFORT_INPUTS),
}
_POPULATION = re.compile(r"\b(population|residents|usual residents|all ages|inhabitants)\b")
_PEOPLE = re.compile(r"\b(people|persons)\b")
"""Headings over numbers of people, which may be members as well."""
_NEED = re.compile(r"\b(imd ?\d*|depriv\w*|need|cni ?\d*)\b.*\bscore\b")
_MOST_WORDS = 60
_UNIQUE = 0.95
_FEWEST_POSTCODES = 20
_MOSTLY = 0.5
_MOVING = frozenset({"mobile", "vehicle", "bus", "van", "boat", "trailer"})
"""Headings over things that come to many places; of a telephone each row has its own."""
_MOST_STOPS = 5
"""Rows for each of them, at least, that are taken for its stops."""
_IDS = frozenset({"id", "code", "ref", "reference", "urn", "uprn", "number"})


@dataclass(frozen=True, slots=True)
class DraftedLayer:
    """A layer of places: its number, that of the layer above it, its places and their box."""

    at: int
    parent: int | None
    places: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Draft:
    """One section: of what it is, and its text."""

    role: str
    text: str
    layer: DraftedLayer | None = None


def leave_one_leaf(drafts: list[Draft]) -> tuple[list[Draft], frozenset[int]]:
    """
    Comment out layers of places that lie over the smallest ones that are kept.

    Wards and small areas each cover all of a district, and an asset would be in one of
    them alone: the layer of fewest places that nothing is part of is kept, with those that
    it is part of, and so is what lies beside it. Their numbers are given as well.
    """
    layers = [draft.layer for draft in drafts if draft.layer is not None]
    above = {layer.parent for layer in layers}
    leaves = sorted((layer for layer in layers if layer.at not in above), key=lambda it: it.places)
    kept: list[DraftedLayer] = []
    for leaf in leaves:
        if not any(_lie_over(leaf, other) for other in kept):
            kept += _list_upwards(leaf, layers)
    settled = [draft if draft.layer in kept else _doubt(draft) for draft in drafts]
    return settled, frozenset(layer.at for layer in kept)


def _list_upwards(leaf: DraftedLayer, layers: list[DraftedLayer]) -> list[DraftedLayer]:
    """List a layer, and those that it is part of, one above the other."""
    chain = [leaf]
    while (up := next((it for it in layers if it.at == chain[-1].parent), None)) is not None:
        chain.append(up)
    return chain


def _lie_over(one: DraftedLayer, other: DraftedLayer) -> bool:
    """Tell two layers whose boxes share most of the smaller one."""
    first, second = shapely.box(*one.box), shapely.box(*other.box)
    return bool(first.intersection(second).area > _MOSTLY * min(first.area, second.area))


def _doubt(draft: Draft) -> Draft:
    lines = draft.text.rstrip().splitlines()
    why = "# ? lies over the layer of places that is kept: an asset would be in one of them alone"
    return Draft(draft.role, "\n".join([why, *(f"# {line}" for line in lines)]) + "\n")


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
    if not is_one and table.sheet is not None:
        head.append(f"{'sheet' if table.shapes is None else 'layer'} = {quote(table.sheet)}")
    if is_layer(table, rules):
        return [_draft_places(head, table, places)]
    guessed = guess_columns(table.columns, {}, rules=rules, country=country)
    if (postcodes := _draft_postcodes(head, table, guessed)) is not None:
        return [postcodes]
    role = find_role(table, rules=rules, country=country)
    need = _draft_need(head, table, places, guessed, is_plain=role == "other")
    if need is not None:
        return [need]
    if role == "other":
        columns = ", ".join(table.columns)
        says = f"# ? {file}{_sheet(table)} is taken for none of ours. Its columns are: {columns}"
        return [Draft("other", says + "\n")]
    return _draft_rows(role, head, table, places=places, rules=rules, country=country)


def _sheet(table: RawTable) -> str:
    return f", sheet {table.sheet!r}" if table.sheet else ""


def _draft_places(head: list[str], table: RawTable, places: KnownPlaces) -> Draft:
    """Draft a layer of boundaries; its level is the word before "code" in its id."""
    head_id, head_name = find_place_columns(table) or ("id", "name")
    word = re.sub(r" ?(code|cd|id)$", "", split_head(head_id))
    level = next((name for name in table.columns if split_head(name) == "level"), word)
    lines = [*head, f"id = {quote(head_id)}    # every place has its own",
             f"name = {quote(head_name)}"]  # fmt: skip
    lines.append(f"level = {quote(level or 'place')}")
    others = [name for name in table.columns if name not in {head_id, head_name}]
    stated = [name for name in others if re.match(r"parent( id| code)?$", split_head(name))]
    found = places.find_parent(table, head_id)
    stated = [*stated, *([found[0]] if found is not None and found[0] in others else [])]
    parents = [name for name in others if re.search(r"(code|cd)$", split_head(name))]
    if stated:
        lines.append(f"parent = {quote(stated[0])}")
    elif parents:
        lines.append(
            f"# ? parent = {quote(parents[0])}    # if it holds the ids of another layer of places"
        )
    at, size = places.find_layer(table, head_id)
    above = None if found is None else found[1]
    west, south, east, north = shapely.total_bounds(table.shapes).tolist()
    layer = DraftedLayer(at, above, size, (west, south, east, north))
    return Draft("places", _join("places", lines), layer)


def _draft_postcodes(
    head: list[str], table: RawTable, guessed: Mapping[str, tuple[str, ...]]
) -> Draft | None:
    """Draft a table that gives postcodes a coordinate: each its own, and little else beside."""
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


def _draft_need(
    head: list[str],
    table: RawTable,
    places: KnownPlaces,
    guessed: Mapping[str, tuple[str, ...]],
    *,
    is_plain: bool,
) -> Draft | None:
    """Draft a table of people and need: a column of places of the map, and numbers of people."""
    numbers = [
        name for name in table.columns
        if ColumnProfile(name, table.columns[name]).within(1e-9, 1e12)
    ]  # fmt: skip
    people = [name for name in numbers if _POPULATION.search(normalise_header(name))]
    if is_plain and not people:
        people = [name for name in numbers if _PEOPLE.search(normalise_header(name))]
    scores = sorted((name for name in numbers if _NEED.search(normalise_header(name))), key=len)
    if not people and not scores:
        return None
    place = places.find_column(table.columns)
    lines = [*head]
    if place is not None:
        lines.append(f"place = {quote(place)}    # most of its cells are places of the map")
    elif "lon" in guessed:
        lines += [f"{ours} = {quote(guessed[ours][0])}" for ours in ("lon", "lat")]
    else:
        return None
    if people:
        lines.append(f"population = {quote(people[0])}")
    if scores:
        name = re.sub(r"\W+", "_", normalise_header(scores[0]))
        lines.append(
            f'measures = [{{ name = {quote(name)}, column = {quote(scores[0])}, worse = "high" }}]'
            "    # ? is a high score more need?"
        )
    return Draft("need", _join("need", lines))


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
        guessed = guess_columns(
            table.columns, found, rules=rules, country=country, of_people=role == "people"
        )
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
        lines += _say_parts({**found, **guessed}, table)
    if role == "ties":
        lines += _say_ties(found, table)
    memberships = find_memberships(table) if role == "people" else None
    if memberships is not None:
        lines.append(f"ignore = [{quote(memberships[1])}]    # read as ties below")
    lines += _say_columns(role, found, guessed)
    drafts = [Draft(role, _join(role, lines))]
    if role == "people" and (purposes := find_purposes(table)):
        drafts.append(_draft_wide(head, found, {str(p): name for p, name in purposes.items()}))
    if memberships is not None:
        drafts.append(_draft_memberships(head, *memberships))
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
        why = "    # by what is in it, not by its heading" if ours in guessed else ""
        lines.append(f"{ours} = {_write_heads(heads)}{why}")
    return lines


def _say_kinds(
    found: Mapping[str, tuple[str, ...]], table: RawTable, rules: KindRules
) -> list[str]:
    """Write what the words of the kind mean, or what kind the name of the file says."""
    heads = found.get("kind", ())
    columns = [table.columns[head] for head in heads]
    words = Counter(word for cells in columns for word in cells[is_written(cells)].tolist())
    unknown = [
        word for word in words if to_member(word, AssetKind) is None and rules.match(word) is None
    ]
    lines = []
    names = [name for head in found.get("name", ()) for name in table.columns[head] if name]
    title = rules.match_table(table.file, table.sheet, names)
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
    return lines + say_venues(kinds, found, table)


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
        and to_turned_tie(word) is None
    ]  # fmt: skip
    if not unknown:
        return []
    means = ", ".join(f'{quote(word)} = "other"' for word in unknown[:_MOST_WORDS])
    return [f"values = {{ kind = {{ {means} }} }}    # ? what do these mean?"]


def _draft_wide(
    head: list[str], found: Mapping[str, tuple[str, ...]], purposes: Mapping[str, str]
) -> Draft:
    """Draft what people agreed to, where it stands as columns of their sheet."""
    lines = [*head]
    if person := found.get("name"):
        lines.append(f"columns = {{ person = {_write_heads(person)} }}")
    asked = ", ".join(f"{purpose} = {quote(name)}" for purpose, name in purposes.items())
    lines.append(f"wide = {{ {asked} }}    # ? is that what each was asked?")
    lines.append(
        "# ? constant = { given_on = 2026-01-31 }    # when they agreed; until then nobody is shown"
    )
    return Draft("consents", _join("consents", lines))


def _draft_memberships(head: list[str], names: tuple[str, ...], groups: str) -> Draft:
    """Draft the ties that people's own column of groups makes."""
    lines = [
        *head,
        f"columns = {{ source = {_write_heads(names)}, target = {quote(groups)} }}",
        'constant = { kind = "member_of" }    # the groups that people say they belong to',
        f'drop = [{{ column = {quote(groups)}, is = "na", because = "no group is named" }}]',
    ]
    return Draft("ties", _join("ties", lines))


def _say_parts(found: Mapping[str, tuple[str, ...]], table: RawTable) -> list[str]:
    """Doubt whether several rows are of one thing: stops of one vehicle, or halls of one site."""
    names = found.get("name", ())
    for head in table.columns:
        profile = ColumnProfile(head, table.columns[head])
        different = len(profile.different)
        words = {*profile.words.split()}
        if not different or different == profile.size or profile.filled < _UNIQUE:
            continue
        if words & _MOVING and different * _MOST_STOPS <= profile.size:
            why = f"{profile.size:,} rows are of {different:,}: are they the stops of each?"
        elif profile.last in _IDS and names and _has_one_name(table, head, names[0]):
            why = f"{profile.size:,} rows have {different:,}: are they parts of one thing?"
        else:
            continue
        return [f"# ? group_by = [{quote(head)}]    # {why}"]
    return []


def _has_one_name(table: RawTable, head: str, name: str) -> bool:
    """Tell a column each of whose words stands beside one name alone, and each name beside one."""
    pairs = {*zip(table.columns[head], table.columns[name], strict=True)}
    sizes = (len({pair[at] for pair in pairs}) for at in (0, 1))
    return all(size == len(pairs) for size in sizes)


def _write_heads(heads: tuple[str, ...]) -> str:
    """Write one heading as it is, several as a list."""
    listed = [quote(name) for name in heads]
    return listed[0] if len(listed) == 1 else f"[{', '.join(listed)}]"


def _join(name: str, lines: Iterable[str], *, is_list: bool = True) -> str:
    """Put a section together under its heading."""
    heading = f"[[{name}]]" if is_list else f"[{name}]"
    return "\n".join([heading, *lines]) + "\n"

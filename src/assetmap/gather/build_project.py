"""build_project: the text of a project file for files as they are, each guess with its reason."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from assetmap.errors import FileError
from assetmap.gather.answers import read_answers
from assetmap.gather.drafts import Draft, draft_table, is_empty, leave_one_leaf, quote
from assetmap.gather.files import RawTable, list_layers, read_raw_tables, require_readable
from assetmap.gather.inputs import ASSET_INPUTS, with_levels
from assetmap.gather.kind_rules import KindRules
from assetmap.gather.known_places import KnownPlaces, is_layer
from assetmap.model import GB, AssetsSection, Country, find_country

__all__ = ["build_project"]

_ORDER = ("postcodes", "places", "need", "assets", "people", "ties", "consents", "effort")
_HEAD = """\
# Drafted from the files below. Every guess has its reason beside it; lines that begin with "# ?"
# are doubts to settle. Check it with:  assetmap check project.toml

[map]
title = {title}
country = {country}

"""
_THEMES = """\
# Words that say what a row is, where it does not say one of the six kinds. Ours apply after yours:
# "village hall; reading room" = {{ kind = "space", theme = "meeting places" }}
[themes]
"""


def build_project(
    files: Iterable[str | Path],
    *,
    title: str | None = None,
    country: str | Country = GB,
    allow_outside: bool = False,
) -> str:
    r"""
    Draft a project file for files as they are.

    Each table is taken for what its headings, its cells and its name say: boundaries,
    postcodes, need, assets, people, ties, consents or effort. Guesses carry their
    reason as a comment, and doubts are lines that begin with ``# ?``.

    Parameters
    ----------
    files
        Spreadsheets, CSV, GeoJSON, GeoPackage and the like.
    title
        What the map is called; the name of their folder when None.
    country
        Whose grid, postcodes and pace hold.
    allow_outside
        Whether a file may be of another computer, and have links beside it.

    Returns
    -------
    text
        A project file. Files are named from the folder that holds all of them: save it
        there, and `read` takes it as it is.

    Raises
    ------
    FileError
        If a file is missing, refused or unreadable, or none is given.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "libraries.csv").write_text(
    ...     "Library,Post code\nQuayside Library,PE38 1AA\n", encoding="utf-8")
    >>> text = build_project([folder / "libraries.csv"], title="Sallowby")
    >>> print(text[text.index("[[assets]]"):text.index("# Words")].strip())
    [[assets]]
    file = "libraries.csv"
    # ? source = "libraries"    # who said so
    # ? licence = ""    # what others may do with it
    constant = { kind = "institution" }    # where no word says more: the file is called 'library'
    [assets.columns]
    postcode = "Post code"
    name = "Library"    # by what is in it, not by its heading
    """
    paths = sorted({Path(file).resolve() for file in files})
    if not paths:
        raise FileError("There is no file to draft a project for. Name one or more.")
    base = Path(os.path.commonpath([path.parent for path in paths]))
    whose = find_country(country)
    tables = [
        (path.relative_to(base).as_posix(), table)
        for path in paths
        for table in _read_all(path, whose, allow_outside=allow_outside)
        if not (table.is_hidden_sheet or table.folded_into or is_empty(table))
    ]
    drafts = _draft(tables, whose)
    parts = [
        _HEAD.format(title=quote(title or base.name or "Asset map"), country=quote(whose.code))
    ]
    for role in _ORDER:
        parts += [draft.text + "\n" for draft in drafts if draft.role == role]
    parts += [draft.text + "\n" for draft in drafts if draft.role == "other"]
    return "".join([*parts, _THEMES.format()])


def _read_all(path: Path, country: Country, *, allow_outside: bool) -> list[RawTable]:
    """Read every sheet or layer of a file; answers of a form as they are read for a map."""
    require_readable(path, allow_outside=allow_outside)
    tables = [
        table
        for layer in (*list_layers(path),) or (None,)
        for table in read_raw_tables(
            path, shown_as=path.name, layer=layer, allow_outside=allow_outside
        )
    ]
    section = AssetsSection(file=path.name)
    return read_answers(tables, section, with_levels(ASSET_INPUTS, country))


def _draft(tables: Sequence[tuple[str, RawTable]], country: Country) -> list[Draft]:
    """Draft every table, those with boundaries first: others name their places."""
    rules = KindRules({})
    places = KnownPlaces.from_tables([table for _, table in tables], rules)
    sheets = {file: sum(name == file for name, _ in tables) for file, _ in tables}

    def draft(of: Sequence[tuple[str, RawTable]], known: KnownPlaces) -> list[Draft]:
        return [
            made
            for file, table in of
            for made in draft_table(
                file, table, places=known, rules=rules, country=country, is_one=sheets[file] == 1
            )
        ]

    layers, kept = leave_one_leaf(draft([it for it in tables if is_layer(it[1], rules)], places))
    return [*layers, *draft([it for it in tables if not is_layer(it[1], rules)], places.keep(kept))]

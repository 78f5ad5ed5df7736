"""write_map: a whole map in a file of ours, which `read` reads back as it was."""

from __future__ import annotations

from pathlib import Path

from assetmap.errors import FileError
from assetmap.language import in_its_language, say
from assetmap.model import AUDIENCES
from assetmap.native import encode_map
from assetmap.publish.files import write_atomically
from assetmap.tables import AssetMap, without_collector

__all__ = ["write_map"]


@in_its_language
def write_map(m: AssetMap, path: str | Path, *, audience: str) -> Path:
    """
    Keep a whole map in a GeoPackage, which `read` reads back as it was.

    It holds everything that the map holds, private or not: tables, records,
    synonyms, the account of reading and of edits, the day and the country; also
    whose consent to be stored has ended, until `remove_assets` has forgotten them. So
    it is for the team alone, and nobody but its owner can read it (mode 0600).
    What others may see is made by `publish` and `draw_map`.

    QGIS, and everything else that reads GeoPackages, opens its layers: assets
    by colour and shape of their kind, with their names, places and origins;
    ties, sources and the like are tables. Lists are JSON. Columns and rows that
    were added there are read too, and checked like any others.

    Parameters
    ----------
    m
        The map. Not modified.
    path
        The file, ``.gpkg``. It is written whole or not at all, and the same map
        gives the same bytes.
    audience
        Who will have the file: ``"team"``. It has no default, so that whoever
        writes one has said so.

    Returns
    -------
    path
        Where it was written.

    Raises
    ------
    FileError
        If it is for others, is not called ``.gpkg``, or cannot be written: what
        was there stays.
    TableError
        With every column of the files' own that holds what could not be read
        back as it is, such as a shape besides the one of the asset.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import assetmap as am
    >>> m = am.read_example("market_town")
    >>> path = write_map(m, pathlib.Path(tempfile.mkdtemp()) / "town.gpkg", audience="team")
    >>> am.read(path).equals(m)
    True
    """
    if Path(path).suffix.lower() != ".gpkg":
        raise FileError(
            say("{path} is no name of a kept map. Call it .gpkg: map.gpkg.", path=str(path))
        )
    if audience not in AUDIENCES or not AUDIENCES[audience].sees_records:
        raise FileError(
            say(
                "{path} would hold everything that the map holds, people who did not agree too, "
                "and is for the team alone. Write audience='team', or show others a page of "
                "draw_map or tables of publish.",
                path=str(path),
            )
        )
    with without_collector():
        data = encode_map(m)
    return write_atomically(path, data, private=True)

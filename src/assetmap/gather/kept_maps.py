"""A map that was kept in a file of ours, known by what is in it, and read as it was."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from assetmap.errors import Problem, ProjectError
from assetmap.gather.files import (
    connect_safely,
    extension_of,
    require_readable,
    require_sound,
)
from assetmap.native import decode_map, is_kept_map
from assetmap.tables import AssetMap, without_collector

__all__ = ["read_kept_map"]


def read_kept_map(
    path: str | Path, told: Mapping[str, object], *, allow_outside: bool
) -> AssetMap | None:
    """
    Read the map that `write_map` kept in a file; None where the file is another one.

    Parameters
    ----------
    path
        The file.
    told
        What the caller said besides, by name: a kept map says it all itself.
    allow_outside
        As for `read`.

    Raises
    ------
    FileError
        If the file is refused, damaged, or of a later version.
    ProjectError
        If something was said besides.
    """
    if extension_of(Path(path)) != ".gpkg":
        return None
    known = require_readable(path, allow_outside=allow_outside)
    with connect_safely(known) as base, without_collector():
        if not is_kept_map(base):
            return None
        problems = [
            Problem(option, "two_ways", "was given as well.", "Leave it out.")
            for option, value in told.items()
            if value is not None
        ]
        if problems:
            raise ProjectError(f"{known.name} is a kept map, which says this itself.", problems)
        require_sound(base, str(known))
        return decode_map(base, str(known))

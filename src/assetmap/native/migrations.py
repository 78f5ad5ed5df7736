"""Files of earlier versions, brought to today's by pure functions, one version after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from assetmap.errors import FileError
from assetmap.native.layout import SCHEMA_VERSION

__all__ = ["MIGRATIONS", "Stored", "migrate"]


@dataclass(frozen=True)
class Stored:
    """What stands in a file: what is told of the map, and its frames with their own columns."""

    told: Mapping[str, Any]
    frames: Mapping[str, Any]


MIGRATIONS: dict[int, Callable[[Stored], Stored]] = {}
"""By the version that each brings to the next one."""


def migrate(
    stored: Stored,
    shown: str,
    *,
    migrations: Mapping[int, Callable[[Stored], Stored]] = MIGRATIONS,
    version: int = SCHEMA_VERSION,
) -> Stored:
    """
    Bring what was stored by an earlier version to ``version``.

    Raises
    ------
    FileError
        If a later version of assetmap wrote it, or it says no version.
    """
    found = stored.told.get("schema_version")
    if not isinstance(found, int) or found < 1:
        raise FileError(f"{shown} does not say which version of assetmap wrote it.")
    if found > version:
        raise FileError(
            f"{shown} was written by a later version of assetmap (its layout is {found}, this one "
            f"reads up to {version}). Install the newest assetmap."
        )
    for step in range(found, version):
        stored = migrations[step](stored)
    return stored

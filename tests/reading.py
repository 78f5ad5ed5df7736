"""The account of a reading, whether any row was accepted or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from assetmap.errors import NothingReadError
from assetmap.gather import read
from assetmap.tables import ImportReport

__all__ = ["report_on"]


def report_on(path: str | Path, **told: Any) -> ImportReport:
    """Read a file, and give the account of its rows; also where none of them could be used."""
    try:
        return read(path, **told).report
    except NothingReadError as error:
        return cast("ImportReport", error.report)

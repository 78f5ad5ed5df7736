"""What readers of other people's making do with a damaged file, as an error of ours."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager

from assetmap.errors import AssetmapError, FileError

__all__ = ["damage_of"]


@contextmanager
def damage_of(what: str) -> Iterator[list[str]]:
    """
    Turn whatever happens while a file is read into a FileError, and warnings into remarks.

    Readers written in C and Rust raise anything at all over bytes that nobody
    foresaw, so there is no list of errors to wait for.
    """
    remarks: list[str] = []
    try:
        with warnings.catch_warnings(record=True) as noticed:
            warnings.simplefilter("always")
            yield remarks
        remarks += dict.fromkeys(str(warning.message) for warning in noticed)
    except AssetmapError:
        raise
    except BaseException as error:
        # A reader in Rust that gives up raises no Exception at all.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise FileError(
            f"{what} cannot be read: {error or type(error).__name__}. Open it, take off any "
            "password, and save it again."
        ) from error

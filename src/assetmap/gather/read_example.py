"""`read_example`: a map to try things on, from files that come with the library."""

from __future__ import annotations

from pathlib import Path

from assetmap.errors import FileError, find_near_word
from assetmap.gather.read import read
from assetmap.tables import AssetMap

__all__ = ["read_example", "require_example"]

_EXAMPLES = Path(__file__).parents[1] / "examples"
PROJECT = "project.toml"


def read_example(example: str) -> AssetMap:
    """
    Read an example that comes with the library into a map.

    Nothing is fetched: the files stand beside the code. To change them, let
    ``assetmap example FOLDER`` write copies of them, and `read` those.

    Parameters
    ----------
    example
        ``"market_town"``: Sallowby and its villages, an invented English market
        town as a community-building team might hold it, in files as messy as real
        ones. Its README counts what is in it and what is wrong with it.

    Returns
    -------
    m
        The map, as `read` gives it; ``m.report`` has the account of every row.

    Raises
    ------
    FileError
        If there is no example of that name.

    Examples
    --------
    >>> m = read_example("market_town")
    >>> m.report
    <ImportReport: 1314 rows = 1290 accepted + 14 rejected + 10 skipped, 10 tables>
    >>> read_example("market-town")
    Traceback (most recent call last):
        ...
    assetmap.errors.FileError: There is no example 'market-town'. Did you mean 'market_town'?
    """
    return read(require_example(example) / PROJECT)


def require_example(example: str) -> Path:
    """
    Give the folder that an example's files stand in: to be read, not to be written to.

    Raises
    ------
    FileError
        If there is no example of that name.

    Examples
    --------
    >>> sorted(path.name for path in require_example("market_town").iterdir())[:3]
    ['README.md', 'areas.geojson', 'consents.csv']
    """
    known = sorted(path.parent.name for path in _EXAMPLES.glob(f"*/{PROJECT}"))
    if example not in known:
        raise FileError(f"There is no example {example!r}. {find_near_word(example, known)}")
    return _EXAMPLES / example

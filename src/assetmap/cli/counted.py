"""Who is counted for an answer, and by what the public may ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assetmap.errors import TableError, find_near_word

if TYPE_CHECKING:
    from assetmap.model import Audience
    from assetmap.publish import Admission
    from assetmap.tables import AssetMap

__all__ = ["count_for", "require_open_column"]

_HOW = (
    "In public they are sorted by what a page shows: kind, themes, offers, wants. "
    "--audience team takes every column of the files."
)


def count_for(m: AssetMap, admission: Admission) -> AssetMap:
    """
    Give the map that an answer for this audience is worked out from.

    For the public it holds what the public page shows and nobody, so that no
    word, row or number of the answer, and no message about the question,
    depends on a record that is not shown.
    """
    from assetmap.publish import select_public

    return m if admission.audience.sees_records else select_public(m, admission=admission)


def require_open_column(audience: Audience, by: str) -> None:
    """
    Refuse to sort a public answer by a column that no page shows.

    Whether the files have such a column is not told: it may stand in the list of people alone.

    Raises
    ------
    TableError
        For any audience but the team, if the column is not shown.

    Examples
    --------
    >>> from assetmap.model import AUDIENCES
    >>> require_open_column(AUDIENCES["public"], "themes")
    >>> require_open_column(AUDIENCES["team"], "age_group")
    >>> require_open_column(AUDIENCES["public"], "theems")
    Traceback (most recent call last):
        ...
    assetmap.errors.TableError: Assets have no column 'theems' to sort them by. Did you mean
    'themes'?
    """
    from assetmap.publish import OPEN_COLUMNS

    if audience.sees_records or by in OPEN_COLUMNS:
        return
    hint = find_near_word(by, OPEN_COLUMNS, else_say=_HOW)
    raise TableError(f"Assets have no column {by!r} to sort them by. {hint}")

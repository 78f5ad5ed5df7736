"""Who is counted for an answer, and by what may the public ask?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assetmap.errors import Problem, TableError

if TYPE_CHECKING:
    from assetmap.publish import Admission
    from assetmap.tables import AssetMap

__all__ = ["count_for", "require_open_column"]


def count_for(m: AssetMap, admission: Admission) -> AssetMap:
    """
    Give the map that an answer for this audience is worked out from.

    For the public it holds what the public page shows and nobody, so that no
    word, row or number of the answer, and no message about the question,
    depends on a record that is not shown.
    """
    from assetmap.publish import select_public

    return m if admission.audience == "team" else select_public(m, admission=admission)


def require_open_column(audience: str, by: str) -> None:
    """
    Refuse to sort a public answer by a column that no page shows.

    Whether the files have such a column is not told: it may stand in the list of people alone.

    Raises
    ------
    TableError
        For any audience but the team, if the column is not shown.

    Examples
    --------
    >>> require_open_column("public", "themes")
    >>> require_open_column("team", "age_group")
    >>> require_open_column("public", "age_group")
    Traceback (most recent call last):
        ...
    assetmap.errors.TableError: A public answer cannot be sorted like this.
    - --by: 'age_group' is not a column that the public map shows. Give kind, themes, offers or
    wants, or add --audience team and keep the answer in the team.
    """
    from assetmap.publish import OPEN_COLUMNS

    if audience == "team" or by in OPEN_COLUMNS:
        return
    says = f"{by!r} is not a column that the public map shows."
    remedy = (
        "Give kind, themes, offers or wants, or add --audience team and keep the answer in the "
        "team."
    )
    raise TableError(
        "A public answer cannot be sorted like this.", [Problem("--by", "team_only", says, remedy)]
    )

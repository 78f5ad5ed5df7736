"""How are introductions said at the terminal, and to whom?"""

from __future__ import annotations

import pandas as pd

from assetmap.errors import Problem, TableError

__all__ = ["require_team_to_meet", "say_introductions"]


def require_team_to_meet(audience: str) -> None:
    """
    Refuse to list introductions for the public.

    Raises
    ------
    TableError
        For any audience but the team.

    Examples
    --------
    >>> require_team_to_meet("team")
    """
    if audience == "team":
        return
    says = "they tell what people want, whom they do not know, and who could be asked."
    remedy = "Add --audience team, and keep the list in the team."
    raise TableError(
        "Introductions are for the team alone.", [Problem("--audience", "team_only", says, remedy)]
    )


def say_introductions(introductions: pd.DataFrame) -> pd.DataFrame:
    """
    Put names before the sentences, which have none.

    Examples
    --------
    >>> found = pd.DataFrame({"name_a": ["Asha"], "name_b": ["Choir"], "introducer_name": ["Ben"],
    ...                       "says": ["The first sings."]})
    >>> say_introductions(found)["says"].tolist()
    ['Asha and Choir, through Ben: The first sings.']
    """
    through = ", through " + introductions["introducer_name"].astype("str")
    through = through.where(introductions["introducer_name"].notna(), "")
    both = introductions["name_a"] + " and " + introductions["name_b"]
    return introductions.assign(says=both + through + ": " + introductions["says"])

"""How are people called at the terminal, beside sentences that name nobody?"""

from __future__ import annotations

from typing import Any

import pandas as pd

__all__ = ["say_close_to_both", "say_people"]


def say_people(champions: pd.DataFrame) -> pd.DataFrame:
    """
    Put names and places before the sentences, for the team.

    Whom nobody knows yet has no name; that sentence stays as it is.

    Examples
    --------
    >>> found = pd.DataFrame({"person_id": ["p1", None], "name": ["Asha", None],
    ...                       "place": ["West", None], "says": ["Has 2 ties.", "Nobody yet."]})
    >>> say_people(found)["says"].tolist()
    ['Asha (West): Has 2 ties.', 'Nobody yet.']
    """
    where = (" (" + champions["place"].astype("str") + ")").where(champions["place"].notna(), "")
    named = champions["name"].astype("str") + where + ": " + champions["says"]
    return champions.assign(says=named.where(champions["person_id"].notna(), champions["says"]))


def say_close_to_both(missing: pd.DataFrame, names: pd.Series[Any]) -> pd.DataFrame:
    """
    Put the name of whoever is close to both after the sentences, for the team.

    Only people who agreed to be introduced are in ``bridge_id``.

    Examples
    --------
    >>> found = pd.DataFrame({"bridge_id": ["p1", None], "says": ["No link.", "None at all."]})
    >>> say_close_to_both(found, pd.Series({"p1": "Asha"}))["says"].tolist()
    ['No link. Close to both: Asha.', 'None at all.']
    """
    bridge = missing["bridge_id"].map(names.to_dict())
    named = missing["says"].astype("str") + " Close to both: " + bridge.astype("str") + "."
    return missing.assign(says=named.where(bridge.notna(), missing["says"]))

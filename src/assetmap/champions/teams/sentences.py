"""How is it said what somebody brings to a team, and what it leaves out?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from assetmap.champions.fragility.sentences import counted

__all__ = ["say_member", "say_missing"]


def say_member(team: pd.DataFrame, *, steps: int, goal: str) -> pd.Series[str]:
    """Say what each adds to those above, without a name or a number to compare people by."""
    near = counted(team["reaches"].str.len(), "person", "people")
    within = f"Within {steps} {'tie' if steps == 1 else 'ties'} of " + near
    again = pd.Series(np.where(team.index > 0, " whom nobody above is so near to", ""), dtype="str")
    said = within + again
    if goal == "keep":
        said = "Holds others together; look after them, and share what they do. " + said
    only = counted(team["covers"].str.len(), "place or group", "places or groups")
    covered = "; the first here from " + only
    says: pd.Series[str] = said + covered.where(team["covers"].str.len() > 0, "") + "."
    return says.astype("str")


def say_missing(could: NDArray[Any]) -> pd.Series[str]:
    """Say why nobody on the team is part of something: nobody could be, or the team is full."""
    nobody = "Nobody on the map is part of this yet: start by asking there."
    full = "So many people cannot be part of everything: a larger team could cover this."
    return pd.Series(np.where(could == 0, nobody, full), dtype="str")

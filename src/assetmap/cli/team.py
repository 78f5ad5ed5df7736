"""How much is there on a page for the team alone, in a line?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["say_for_the_team"]


def say_for_the_team(found: Mapping[str, pd.DataFrame]) -> str:
    """
    Say on how many something rests alone, what would share it, what is missing, who could meet.

    Parameters
    ----------
    found
        The frames ``fragility``, ``safeguards``, ``missing`` and
        ``introductions``. Safeguards count where both are known who would meet.

    Returns
    -------
    sentence
        One line.
    """
    from assetmap.publish import find_resting

    resting = int(find_resting(found["fragility"]).sum())
    shared = int(found["safeguards"][["person_id", "other_id"]].notna().all(axis=1).sum())
    missing, meetings = len(found["missing"]), len(found["introductions"])
    whom = _count(resting, "person or group", "people or groups")
    said = [f"something rests on {whom} alone" if resting else "nothing rests on one alone"]
    if shared:
        said.append(f"{_count(shared, 'introduction', 'introductions')} would share it")
    said += [
        f"{_count(missing, 'link is', 'links are')} missing",
        f"{_count(meetings, 'introduction', 'introductions')} to make",
    ]
    return f"For the team: {'; '.join(said)}."


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"

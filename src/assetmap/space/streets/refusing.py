"""How is a network that cannot be used refused, with everything that is wrong with it?"""

from __future__ import annotations

from collections.abc import Iterable

from assetmap.errors import Problem, ReachError

__all__ = ["refuse"]


def refuse(problems: Iterable[Problem]) -> None:
    """Raise one error with all the problems, if there are any."""
    found = list(problems)
    if found:
        count = f"{len(found)} problem" + ("s" if len(found) > 1 else "")
        raise ReachError(f"These streets cannot be used: {count}.", found)

"""Why is a link called missing?"""

from __future__ import annotations

from enum import StrEnum

__all__ = ["Reason"]


class Reason(StrEnum):
    """What `find_missing_links` says in ``reason``."""

    ALONE = "no link at all"
    APART = "not linked"
    FEWER = "fewer than expected"

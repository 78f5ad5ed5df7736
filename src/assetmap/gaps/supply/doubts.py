"""How is it said that some of what was counted is not well known?"""

from __future__ import annotations

from assetmap.tables import OLD_AFTER

__all__ = ["say_doubts"]


def say_doubts(
    assets: int, *, by: str, old: int, unconfirmed: int, placed: int = 0, uncategorised: int
) -> str:
    """
    Say how many of the assets that were counted are not well known, and why.

    Examples
    --------
    >>> say_doubts(4, by="themes", old=1, unconfirmed=0, uncategorised=4)
    ' 1 of the 4 was last confirmed over two years ago. All 4 were recorded without themes.'
    """
    parts = (
        (old, f"last confirmed over {OLD_AFTER} ago"),
        (unconfirmed, "recorded without a date of confirmation"),
        (placed, "located only by the middle of a place"),
        (uncategorised, f"recorded without {by}"),
    )
    return "".join(f" {_share(count, assets)} {what}." for count, what in parts if count)


def _share(count: int, of: int) -> str:
    if of == 1:
        return "It was"
    if count == of:
        return f"All {of} were"
    return f"{count} of the {of} {'was' if count == 1 else 'were'}"

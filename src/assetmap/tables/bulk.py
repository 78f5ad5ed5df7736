"""Building many Python objects at once, without the collector looking at each of them."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["without_collector"]


@contextmanager
def without_collector() -> Iterator[None]:
    """
    Pause the cyclic garbage collector while a file or a page is built.

    Rows, cells and sentences hold no cycles, but the collector walks through
    all of them again and again while they are made, which takes a third of
    the time of a large map. Whoever had switched it off finds it off. What
    was built then counts as old, as it would after a while: it is not looked
    through once more as soon as the collector is back.

    Examples
    --------
    >>> with without_collector():
    ...     gc.isenabled()
    False
    >>> gc.isenabled()
    True
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():  # else whoever froze objects wants them frozen
                gc.freeze()
                gc.unfreeze()
            gc.enable()

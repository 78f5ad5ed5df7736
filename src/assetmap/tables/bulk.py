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
    the time of a large map. Whoever had switched it off finds it off.

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
            gc.enable()

"""What is worked out of a map once, and kept as long as the map is: a map never changes."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from assetmap.tables.asset_map import AssetMap

__all__ = ["once_a_map"]

Answer = TypeVar("Answer")
Asked = ParamSpec("Asked")


def once_a_map(
    function: Callable[Concatenate[AssetMap, Asked], Answer],
) -> Callable[Concatenate[AssetMap, Asked], Answer]:
    """
    Keep what a function finds of a map, so that the next question does not find it again.

    Whoever asks gets the very same answer: it must be one that nobody changes,
    and may not hold the map, which would then be kept for ever. What is asked
    besides the map must be hashable, and is of few values.

    Examples
    --------
    >>> import pandas as pd
    >>> @once_a_map
    ... def count(m):
    ...     print("counting")
    ...     return len(m.assets)
    >>> m = AssetMap.from_frames(assets=pd.DataFrame({"name": ["Hall"], "kind": ["space"]}))
    >>> count(m), count(m)
    counting
    (1, 1)
    """
    kept: WeakKeyDictionary[AssetMap, dict[Hashable, Answer]] = WeakKeyDictionary()

    @wraps(function)
    def ask(m: AssetMap, /, *args: Asked.args, **options: Asked.kwargs) -> Answer:
        answers = kept.setdefault(m, {})
        asked = (args, tuple(sorted(options.items())))
        if asked not in answers:
            answers[asked] = function(m, *args, **options)
        return answers[asked]

    return ask

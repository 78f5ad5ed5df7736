"""`count_moved`: how many groups are shown near where they are, by who told of them."""

from __future__ import annotations

from collections import Counter

from assetmap.publish.fields import UNNAMED, Admission, admit_sources
from assetmap.tables import AssetMap

__all__ = ["count_moved"]

_NOT_NAMED = "sources that are not named"


def count_moved(m: AssetMap, admission: Admission) -> dict[str, int]:
    """
    Count by source the groups that are shown near, and not at, where they are.

    Returns
    -------
    counts
        Name of a source → how many, the most first. A source whose name the
        audience may not see is counted with all others of which that holds.
    """
    names = admit_sources(m, admission)["name"].replace(UNNAMED, _NOT_NAMED)
    listed = m.assets["sources"].reindex(admission.moved)
    counts = Counter(names.get(ids[0], _NOT_NAMED) if ids else _NOT_NAMED for ids in listed)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

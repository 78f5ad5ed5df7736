"""Records of several tables under one another."""

from __future__ import annotations

import pandas as pd

__all__ = ["stack"]


def stack(frames: list[pd.DataFrame], columns: list[str], index: str) -> pd.DataFrame:
    """Put frames under one another; columns that only some have are blank in the others."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return pd.DataFrame(columns=columns, index=pd.Index([], name=index, dtype=object))
    if len(filled) == 1:
        return filled[0]  # nothing to bring together: its text stays as it is
    return pd.concat([frame.astype(object) for frame in filled])

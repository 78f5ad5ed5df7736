"""Which assets count in a finding?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from assetmap.model import Status
from assetmap.typing import Flags

__all__ = ["find_open"]


def find_open(assets: pd.DataFrame) -> Flags:
    """
    Tell which assets count: not closed, and not a location that is kept secret.

    A finding that counted a refuge would tell where it is.

    Examples
    --------
    >>> assets = pd.DataFrame(
    ...     {"status": ["active", "closed", "active"], "sensitive_location": [False, False, True]}
    ... )
    >>> find_open(assets).tolist()
    [True, False, False]
    """
    is_open = (assets["status"] != str(Status.CLOSED)) & ~assets["sensitive_location"].astype(bool)
    return np.asarray(is_open, dtype=bool)

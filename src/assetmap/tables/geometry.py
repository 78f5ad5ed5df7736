"""Geometry written as text (WKT or GeoJSON) into shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import shapely

from assetmap.typing import Objects

__all__ = ["from_geometry_text"]


def from_geometry_text(text: pd.Series[Any]) -> Objects:
    """
    Read WKT and GeoJSON, mixed as they come.

    Parameters
    ----------
    text
        One geometry a row; missing stays missing.

    Returns
    -------
    shapes
        Array of shapely geometries; None where nothing was given **or** where
        the text could not be read: compare with the input to tell.

    Examples
    --------
    >>> from_geometry_text(pd.Series(["POINT (1 2)", None, "somewhere"])).tolist()
    [<POINT (1 2)>, None, None]
    """
    given = text.astype(object).where(text.notna(), None).to_numpy(dtype=object)
    is_json = np.fromiter(
        (isinstance(value, str) and value.lstrip().startswith("{") for value in given),
        dtype=bool,
        count=len(given),
    )
    is_text = np.fromiter((isinstance(value, str) for value in given), bool, count=len(given))
    shapes = np.full(len(given), None, dtype=object)
    shapes[is_json] = shapely.from_geojson(given[is_json], on_invalid="ignore")
    is_wkt = is_text & ~is_json
    shapes[is_wkt] = shapely.from_wkt(given[is_wkt], on_invalid="ignore")
    return shapes

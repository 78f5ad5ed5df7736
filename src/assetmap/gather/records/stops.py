"""Rows that are stops of one asset, such as a mobile library, made into that asset."""

from __future__ import annotations

from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from assetmap.gather.locating.locate import Surroundings
from assetmap.space import find_all_places
from assetmap.tables import ASSETS, empty_words

__all__ = ["join_stops"]

_EXTREMES = {"first_seen": "min", "verified_on": "max"}
_ANSWER = "sensitive_location"


def join_stops(rows: pd.DataFrame, around: Surroundings) -> pd.DataFrame:
    """
    Make one asset of the rows that share an id: its points are its stops.

    Words and other columns are gathered from all of them, the day is the last
    on which any was confirmed, and one sensitive stop makes all sensitive.
    """
    by_id = rows.groupby(level=0, sort=False)
    joined = by_id.first()
    for name in rows.columns.difference(["geometry"]):
        if isinstance(rows[name].iloc[0], tuple):
            joined[name] = by_id[name].agg(_join_words)
        elif name == _ANSWER:
            joined[name] = by_id[name].agg(_join_answers)
        elif name in _EXTREMES:
            joined[name] = by_id[name].agg(_EXTREMES[name])
        elif name not in ASSETS.names:
            joined[name] = by_id[name].agg(_join_texts)
    shapes = gpd.GeoSeries(by_id["geometry"].agg(_join_points), crs=around.crs)
    touched = find_all_places(shapes.rename_axis(ASSETS.index), around.places)
    everywhere = touched.groupby(ASSETS.index)["place_id"].agg(tuple)
    stops = rows.groupby([rows.index, "place_id"]).size().rename("stops").reset_index()
    stops = stops.sort_values(["stops", "place_id"], ascending=[False, True])
    home = stops.drop_duplicates(ASSETS.index).set_index(ASSETS.index)["place_id"]
    joined["geometry"] = shapes
    joined["place_id"] = home.reindex(joined.index)
    joined["active_in"] = _either(everywhere.reindex(joined.index), _stated_places(joined))
    return joined


def _stated_places(joined: pd.DataFrame) -> pd.Series[Any]:
    if "active_in" in joined:
        return joined["active_in"]
    return pd.Series(empty_words(len(joined)), index=joined.index, dtype=object)


def _either(found: pd.Series[Any], stated: pd.Series[Any]) -> pd.Series[Any]:
    merged = [
        tuple(dict.fromkeys((*(a if isinstance(a, tuple) else ()), *b)))
        for a, b in zip(found, stated, strict=True)
    ]
    column = empty_words(len(merged))
    column[:] = merged
    return pd.Series(column, index=stated.index, dtype=object)


def _join_words(lists: Any) -> Any:
    """Keep every different word of the stops, in their order."""
    return tuple(dict.fromkeys(word for words in lists for word in words))


def _join_answers(answers: Any) -> bool | None:
    """One yes makes all sensitive; where nothing was said of any stop, nothing is said."""
    given = [bool(answer) for answer in answers if answer is not None]
    return any(given) if given else None


def _join_texts(cells: pd.Series[Any]) -> str | None:
    """Keep every different text of the stops, in their order."""
    return "; ".join(dict.fromkeys(str(cell) for cell in cells.dropna())) or None


def _join_points(shapes: Any) -> Any:
    # A copy: older shapely takes no array that may not be written to, as pandas lends them.
    parts = shapely.get_parts(shapes.dropna().to_numpy(dtype=object, copy=True))
    if not len(parts):
        return None
    is_all_points = bool((shapely.get_type_id(parts) == 0).all())
    return shapely.multipoints(parts) if is_all_points else shapely.geometrycollections(parts)

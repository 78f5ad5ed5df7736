"""Rows that are parts of one asset: which belong together, and what they make together."""

from __future__ import annotations

from functools import partial
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from assetmap.gather.locating import Surroundings
from assetmap.gather.mapping import MappedTable
from assetmap.gather.tidy import Cells, is_written, no_cells
from assetmap.gather.values import to_mark, to_slugs
from assetmap.model import AssetsSection
from assetmap.space import find_all_places
from assetmap.tables import ASSETS, empty_words, fold_names

__all__ = ["group_keys", "join_stops", "name_groups"]

_EXTREMES = {"first_seen": "min", "verified_on": "max"}
_ANSWER = "sensitive_location"
_OF_EACH_STOP = {"cost": "; ", "accessible": "; ", "opening_hours": ", "}
"""What may differ from stop to stop, and what parts it then: hours with a comma add up."""


def group_keys(section: AssetsSection, mapped: MappedTable) -> Cells:
    """Give what groups each row: its cells in the grouping columns; None where all are blank."""
    names = [mapped.raw.find(name) for name in section.group_by]
    columns = [mapped.raw.columns[name] for name in names if name is not None]
    keys = no_cells(len(mapped.raw))
    keys[:] = [" ".join(filter(None, row)) or None for row in zip(*columns, strict=True)]
    return keys


def name_groups(keys: Cells, mapped: MappedTable) -> Cells:
    """
    Make an id of what groups rows: one for equal keys, and never one for two that differ.

    Keys that differ in case, accents or punctuation alone are equal where
    their rows bear the same name; else they are codes in which that matters.
    """
    rows = np.flatnonzero(is_written(keys))
    given = no_cells(len(keys))
    if not len(rows):
        return given
    frame = pd.DataFrame(
        {
            "key": keys[rows],
            "folded": fold_names(keys[rows]),
            "name": fold_names(mapped.cells("name")[rows]),
        }
    )
    different = frame.drop_duplicates("key")
    spelt_alike = different.groupby("folded")["name"].transform("nunique") == 1
    unit = different["folded"].where(spelt_alike, "\x1f" + different["key"])
    groups = different.assign(unit=unit, slug=to_slugs(different["key"]))
    first = groups.drop_duplicates("unit")
    is_shared = first["slug"].duplicated(keep=False)
    ids = first["slug"].where(~is_shared, first["slug"] + "-" + first["unit"].map(to_mark))
    id_of_unit = pd.Series(ids.to_numpy(), index=first["unit"])
    id_of_key = pd.Series(groups["unit"].map(id_of_unit).to_numpy(), index=groups["key"])
    given[rows] = frame["key"].map(id_of_key).to_numpy(dtype=object)
    return given


def _with_spellings(rows: pd.DataFrame) -> pd.DataFrame:
    """Put the names that are not the first of their asset among its aliases."""
    first = rows.groupby(level=0, sort=False)["name"].transform("first")
    is_other = (rows["name"] != first).to_numpy()
    if not is_other.any():
        return rows
    aliases = empty_words(len(rows))
    if "aliases" in rows:
        aliases[:] = rows["aliases"].tolist()
    aliases[is_other] = _either(
        pd.Series([(name,) for name in rows["name"][is_other]], dtype=object),
        pd.Series(aliases[is_other], dtype=object),
    ).to_numpy()
    return rows.assign(aliases=aliases)


def join_stops(rows: pd.DataFrame, around: Surroundings) -> pd.DataFrame:
    """
    Make one asset of the rows that share an id: its points are its stops.

    Words and other columns are gathered from all of them, the day is the last
    on which any was confirmed, and one sensitive stop makes all sensitive.
    Other spellings of its name are kept as aliases.
    """
    rows = _with_spellings(rows)
    by_id = rows.groupby(level=0, sort=False)
    joined = by_id.first()
    for name in rows.columns.difference(["geometry"]):
        if isinstance(rows[name].iloc[0], tuple):
            joined[name] = by_id[name].agg(_join_words)
        elif name == _ANSWER:
            joined[name] = by_id[name].agg(_join_answers)
        elif name in _OF_EACH_STOP:
            joined[name] = by_id[name].agg(partial(_join_texts, between=_OF_EACH_STOP[name]))
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


def _join_texts(cells: pd.Series[Any], *, between: str = "; ") -> str | None:
    """Keep every different text of the stops, in their order."""
    return between.join(dict.fromkeys(str(cell) for cell in cells.dropna())) or None


def _join_points(shapes: Any) -> Any:
    # A copy: older shapely takes no array that may not be written to, as pandas lends them.
    parts = shapely.get_parts(shapes.dropna().to_numpy(dtype=object, copy=True))
    if not len(parts):
        return None
    is_all_points = bool((shapely.get_type_id(parts) == 0).all())
    return shapely.multipoints(parts) if is_all_points else shapely.geometrycollections(parts)

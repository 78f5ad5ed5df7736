"""Which sources may an audience see, and under what name?"""

from __future__ import annotations

import pandas as pd

from assetmap.model import AssetKind
from assetmap.publish.fields import Admission
from assetmap.publish.mentions import find_mentions
from assetmap.tables import AssetMap

__all__ = ["admit_sources"]

UNNAMED = "A source of the team"

_COLUMNS = ["name", "licence", "date", "url", "how"]
_FILE = r"(?i)[\\/]|\.(?:csv|tsv|txt|xlsx?|xlsm|ods|geojson|json|gpkg|shp|fgb|zip|parquet)$"


def admit_sources(m: AssetMap, admission: Admission) -> pd.DataFrame:
    """
    Give the sources of the shown assets, by ``source_id``.

    For the public, a source that is known by its file alone, or that names
    somebody who is not shown, keeps its licence and its date and loses its
    name: people are asked to tell things, not to be quoted.
    """
    sources = m.sources
    sources["date"] = sources["date"].dt.strftime("%Y-%m-%d")
    sources = sources[_COLUMNS]
    if admission.audience == "team":
        return sources
    used = {row_id for ids in set(admission.assets["sources"]) for row_id in ids}
    sources = sources[sources.index.isin(used)].copy()
    people = m.assets.loc[m.assets["kind"] == str(AssetKind.INDIVIDUAL), "name"]
    hidden = people.drop(admission.assets.index, errors="ignore").dropna()
    is_a_file = sources["name"].str.contains(_FILE, regex=True, na=False)
    is_private = find_mentions(sources["name"], hidden) | sources["name"].isin(hidden)
    for name in ("how", "url"):
        sources[name] = sources[name].mask(find_mentions(sources[name], hidden))
    sources["name"] = sources["name"].mask(is_a_file | is_private, UNNAMED)
    return sources

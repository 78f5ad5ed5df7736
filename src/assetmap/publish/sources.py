"""Which sources may an audience see, and under what name?"""

from __future__ import annotations

import pandas as pd

from assetmap.model import AssetKind
from assetmap.publish.fields import Admission
from assetmap.tables import AssetMap

__all__ = ["admit_sources", "find_unpublishable"]

UNNAMED = "A source of the team"

_COLUMNS = ["name", "licence", "date", "url", "how"]
_NOT_FOR_PUBLICATION = r"(?i)\bnot (?:for|to be) publi"
_FILE = r"(?i)[\\/]|\.(?:csv|tsv|txt|xlsx?|xlsm|ods|geojson|json|gpkg|shp|fgb|zip|parquet)$"


def admit_sources(m: AssetMap, admission: Admission) -> pd.DataFrame:
    """
    Give the sources of the shown assets, by ``source_id``.

    For the public, a source that is known by its file alone, that names
    somebody who is not shown or holds a telephone number or the like, keeps
    its licence and its date and loses its name: people are asked to tell
    things, not to be quoted. Whatever else holds such a thing is left out.
    """
    sources = m.sources
    sources["date"] = sources["date"].dt.strftime("%Y-%m-%d")
    sources = sources[_COLUMNS]
    if admission.search is None:
        return sources
    used = {row_id for ids in set(admission.assets["sources"]) for row_id in ids}
    sources = sources[sources.index.isin(used)].copy()
    people = m.assets.loc[m.assets["kind"] == str(AssetKind.INDIVIDUAL), "name"]
    hidden = people.drop(admission.assets.index, errors="ignore").dropna()
    is_a_file = sources["name"].str.contains(_FILE, regex=True, na=False)
    is_private = admission.search.find_in(sources["name"]) | sources["name"].isin(hidden)
    for name in ("how", "url", "licence"):
        sources[name] = sources[name].mask(admission.search.find_in(sources[name]))
    sources["name"] = sources["name"].mask(is_a_file | is_private, UNNAMED)
    return sources


def find_unpublishable(m: AssetMap, *, admission: Admission) -> dict[str, str]:
    """
    Find the sources of what an audience is shown that say of themselves not to publish them.

    Parameters
    ----------
    m
        The map.
    admission
        What the audience may see of it.

    Returns
    -------
    licences
        Name of the source → its licence, by name; empty for the team. Names are
        as on the map: they are for whoever publishes, not for the page.
    """
    sources = m.sources
    refuses = sources["licence"].str.contains(_NOT_FOR_PUBLICATION, regex=True, na=False)
    if admission.audience == "team" or not refuses.any():
        return {}
    shown = admission.assets["sources"]
    used = {source_id for ids in set(shown) for source_id in ids}
    kept = sources[refuses & sources.index.isin(used)].sort_values("name")
    return {
        str(name): str(licence) for name, licence in zip(kept["name"], kept["licence"], strict=True)
    }

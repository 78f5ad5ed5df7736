"""How do a map and its findings become something a resident can open?"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from assetmap.maps.drawn import DrawnMap
from assetmap.maps.spec import MapSpec
from assetmap.publish import publish
from assetmap.tables import AssetMap, without_collector

__all__ = ["draw_map"]


def draw_map(
    m: AssetMap,
    *,
    gaps: pd.DataFrame | None = None,
    champions: pd.DataFrame | None = None,
    links: pd.DataFrame | None = None,
    audience: str = "public",
    title: str | None = None,
    simplify_m: float | None = None,
) -> DrawnMap:
    """
    Draw a map of what a community has, for the audience you name.

    The page starts from what is there. Gaps are shown as questions to ask,
    links as lines between places, and people only if they agreed to be shown
    to this audience. Nothing reaches the page except through `publish`.

    Parameters
    ----------
    m
        The map to draw. Not modified.
    gaps
        Gaps to shade places with, from `find_gaps`.
    champions
        People to ask, from `find_champions`. Those who did not agree to be
        named are withheld and counted.
    links
        Links between places, from `find_links`.
    audience
        ``"public"`` for anybody, ``"team"`` for those who may see contacts.
    title
        What to call the page; the map's own title when absent.
    simplify_m
        Simplify the outlines of places to about this many metres, for a
        smaller page. Neighbours stay joined.

    Returns
    -------
    drawn
        Shows itself in a notebook; ``drawn.save("map.html")`` keeps it;
        ``drawn.manifest`` says what was withheld and why.

    Raises
    ------
    TableError
        If there is no such audience.
    ValueError
        If ``simplify_m`` is not above zero.

    Examples
    --------
    A hall that anybody may know of, and a person who was not asked yet:

    >>> import geopandas as gpd
    >>> from shapely import Point
    >>> village = gpd.GeoDataFrame(
    ...     {"name": ["Mill Hall", "Asha"], "kind": ["space", "individual"]},
    ...     index=["hall", "asha"], geometry=[Point(470250, 310500), None], crs="EPSG:27700",
    ... )
    >>> drawn = draw_map(AssetMap.from_frames(assets=village), title="Millbrook")
    >>> drawn
    <DrawnMap for the public: 1 asset, 0 places>
    >>> drawn.manifest.withheld
    {'people who did not agree to be named': 1}
    """
    with without_collector():
        publication = publish(m, audience=audience, gaps=gaps, champions=champions, links=links)
        if title is not None:
            publication = replace(publication, title=title)
        spec = MapSpec.from_publication(publication, simplify_m=simplify_m)
    return DrawnMap(spec=spec, manifest=publication.manifest)

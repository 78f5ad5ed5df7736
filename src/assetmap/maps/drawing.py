"""How do a map and its findings become something a resident can open?"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from assetmap.errors import Problem, TableError
from assetmap.maps.drawn import DrawnMap
from assetmap.maps.spec import MapSpec
from assetmap.publish import publish
from assetmap.tables import AssetMap, without_collector

__all__ = ["draw_map"]

FINDINGS = {
    "gaps": (
        "find_gaps",
        (
            "place_id",
            "place",
            "category",
            "reason",
            "reached",
            "nearest_id",
            "nearest_m",
            "strengths",
            "says",
        ),
    ),
    "champions": ("find_champions", ("person_id", "name", "place_id", "place", "roles", "says")),
    "links": ("find_links", ("place_a", "place_b", "people", "groups", "ties", "weight", "says")),
    "sites": (
        "suggest_sites",
        ("host_id", "place_id", "category", "people", "share", "reaches", "tied", "says"),
    ),
}
"""Argument → which function makes its frame, and the columns a page needs of it."""

COLUMNS_TOLD = 20


def draw_map(
    m: AssetMap,
    *,
    gaps: pd.DataFrame | None = None,
    champions: pd.DataFrame | None = None,
    links: pd.DataFrame | None = None,
    sites: pd.DataFrame | None = None,
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
        Gaps from `find_gaps`. A reader who chooses a category sees the places
        shaded by how much is missing (``depth``) and patterned by why
        (``reason``), and the same in a table. Unconnected places are for the
        team alone: they tell who knows whom.
    champions
        People to ask, from `find_champions`. Those who did not agree to be
        named are withheld and counted.
    links
        Links between places, from `find_links`.
    sites
        Existing spaces that could host what is missing, from `suggest_sites`.
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
        If there is no such audience, or if findings are no frame of the
        function that makes them; its ``problems`` name each missing column.
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
    _require_findings(gaps=gaps, champions=champions, links=links, sites=sites)
    with without_collector():
        publication = publish(
            m, audience=audience, gaps=gaps, champions=champions, links=links, sites=sites
        )
        if title is not None:
            publication = replace(publication, title=title)
        spec = MapSpec.from_publication(publication, simplify_m=simplify_m)
    return DrawnMap(spec=spec, manifest=publication.manifest)


def _require_findings(**given: object) -> None:
    """Raise unless each is None or a frame with the columns that its function makes."""
    problems = [
        problem
        for name, frame in given.items()
        if frame is not None
        for problem in _problems_of(name, frame)
    ]
    if problems:
        wrong = sorted({problem.where for problem in problems})
        raise TableError(
            f"These findings cannot be drawn: {', '.join(wrong)}. {_describe(wrong, given)}",
            problems,
        )


def _problems_of(name: str, frame: object) -> list[Problem]:
    maker, columns = FINDINGS[name]
    remedy = f"Give the frame that `{maker}` makes, as in {name}={maker}(m)."
    if not isinstance(frame, pd.DataFrame):
        says = f"this is a {type(frame).__name__}, not a frame."
        return [Problem(name, "not_a_frame", says, remedy)]
    return [
        Problem(name, "missing_column", f"there is no column {column!r}.", remedy)
        for column in columns
        if column not in frame.columns
    ]


def _describe(wrong: list[str], given: dict[str, object]) -> str:
    """Say what was given, and whose findings it looks like."""
    return " ".join(_describe_one(name, given[name]) for name in wrong)


def _describe_one(name: str, frame: object) -> str:
    if not isinstance(frame, pd.DataFrame):
        return f"`{name}` was given a {type(frame).__name__}."
    columns = [str(column) for column in frame.columns[:COLUMNS_TOLD]]
    more = ["..."] if len(frame.columns) > COLUMNS_TOLD else []
    told = f"`{name}` was given a frame with the columns {', '.join(columns + more) or 'none'}."
    for other, (maker, needed) in FINDINGS.items():
        if set(needed) <= set(frame.columns):
            told += f" It looks like what `{maker}` makes, which goes to `{other}`."
    return told

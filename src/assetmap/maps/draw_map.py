"""A map and its findings become something a resident can open."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

import pandas as pd

from assetmap.errors import Problem, TableError
from assetmap.maps.spec import MapSpec
from assetmap.model import AUDIENCES
from assetmap.publish import (
    FINDINGS,
    FoundFrames,
    Manifest,
    Publication,
    publish,
    require_known,
    require_public_place,
    takes_findings,
    write_atomically,
)
from assetmap.tables import AssetMap, without_collector

if TYPE_CHECKING:
    import folium

__all__ = ["DrawnMap", "draw_map", "draw_publication", "require_findings"]

COLUMNS_TOLD = 20
FRAME_HEIGHT_PX = 680


@takes_findings
def draw_map(
    m: AssetMap,
    *,
    audience: str = "public",
    rules: str = "ons",
    title: str | None = None,
    simplify_m: float | None = None,
    **found: Unpack[FoundFrames],
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
    **found
        Findings, each under its name of `FoundFrames`: the frame as its
        function made it.
    audience
        ``"public"`` for anybody, ``"partners"`` for those with whom people
        agreed to be shared, ``"team"`` for those who keep the records.
    rules
        How counts of people are protected for all but the team, as in
        `assetmap.publish.publish`.
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
    TypeError
        If a keyword is no finding; the message names the nearest.
    TableError
        If there is no such audience or rule, or if findings are no frame of the
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
    require_known(draw_map, found)
    require_findings(found)
    with without_collector():
        publication = publish(m, audience=audience, rules=rules, **found)
        if title is not None:
            publication = replace(publication, title=title)
        return draw_publication(publication, simplify_m=simplify_m)


def draw_publication(publication: Publication, *, simplify_m: float | None = None) -> DrawnMap:
    """Draw what an audience may see, and nothing else: there is no map here."""
    spec = MapSpec.from_publication(publication, simplify_m=simplify_m)
    return DrawnMap(spec=spec, manifest=publication.manifest)


def require_findings(given: Mapping[str, object]) -> None:
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
    maker, columns = FINDINGS[name].maker, FINDINGS[name].columns
    remedy = f"Give the frame that `{maker}` makes, as in {name}={maker}(m)."
    if isinstance(frame, pd.DataFrame) and {"group_a", "group_b"} <= set(frame.columns):
        says = "these are links between words, which are nowhere on a map."
        return [Problem(name, "links_of_words", says, f"{remedy} Read the others as a table.")]
    if not isinstance(frame, pd.DataFrame):
        says = f"this is a {type(frame).__name__}, not a frame."
        return [Problem(name, "not_a_frame", says, remedy)]
    return [
        Problem(name, "missing_column", f"there is no column {column!r}.", remedy)
        for column in columns
        if column not in frame.columns
    ]


def _describe(wrong: list[str], given: Mapping[str, object]) -> str:
    """Say what was given, and whose findings it looks like."""
    return " ".join(_describe_one(name, given[name]) for name in wrong)


def _describe_one(name: str, frame: object) -> str:
    if not isinstance(frame, pd.DataFrame):
        return f"`{name}` was given a {type(frame).__name__}."
    columns = [str(column) for column in frame.columns[:COLUMNS_TOLD]]
    more = ["..."] if len(frame.columns) > COLUMNS_TOLD else []
    told = f"`{name}` was given a frame with the columns {', '.join(columns + more) or 'none'}."
    for other, finding in FINDINGS.items():
        if set(finding.columns) <= set(frame.columns):
            told += f" It looks like what `{finding.maker}` makes, which goes to `{other}`."
    return told


@dataclass(frozen=True, slots=True)
class DrawnMap:
    """
    A map that is ready to be looked at, saved or sent.

    In a notebook it shows itself. The page needs no network and holds only
    what the audience may see; `manifest` says what was withheld and why.

    Attributes
    ----------
    spec
        Everything the page holds, as plain data.
    manifest
        What is shown and what was withheld, counted by reason.
    """

    spec: MapSpec
    manifest: Manifest

    def to_html(self) -> str:
        """
        Write the map as one page that needs nothing else.

        Returns
        -------
        page
            The same text for the same map. Its policy lets no other script
            run and no request leave the page.
        """
        from assetmap.maps.page import write_page  # folium loads slowly

        return write_page(self.spec)

    def save(self, path: str | Path) -> Path:
        """
        Save the page; a file already there is replaced at once or not at all.

        A page for the team can be read by its owner alone (mode 0600). No page
        is written into a folder ``for-the-team``.

        Parameters
        ----------
        path
            Where to save it, as in ``"map.html"``.

        Returns
        -------
        path
            Where it was saved.

        Raises
        ------
        FileError
            If it cannot be written there; what was there stays.
        """
        require_public_place(path)
        is_private = not AUDIENCES[self.spec.audience].is_open
        return write_atomically(path, self.to_html().encode("utf-8"), private=is_private)

    def to_folium(self) -> folium.Map:
        """
        Give the map as a folium map, to add layers of your own to.

        folium reads the texts of *its* layers as templates, and this page has
        no policy against scripts, so that what you add can load. Add nothing
        whose text you did not write, and do not publish it as it is.

        Returns
        -------
        map
            A new folium map each time.
        """
        from assetmap.maps.page import build_map  # folium loads slowly

        return build_map(self.spec, sealed=False)

    def __repr__(self) -> str:
        """Counts as in the head of the page, and no more: a notebook's output is saved with it."""
        assets, places = self.spec.assets, self.spec.smallest_places
        return (
            f"<DrawnMap for {AUDIENCES[self.spec.audience].whom}: "
            f"{assets:,} {'asset' if assets == 1 else 'assets'}, "
            f"{places:,} {'place' if places == 1 else 'places'}>"
        )

    def _repr_html_(self) -> str:
        """Show the page in a notebook, in a frame that can reach nothing around it."""
        page = html.escape(self.to_html(), quote=True)
        return (
            f'<iframe title="Asset map" srcdoc="{page}" '
            'sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox" '
            f'style="width:100%;height:{FRAME_HEIGHT_PX}px;border:1px solid #d8d2c4;'
            'border-radius:8px"></iframe>'
        )

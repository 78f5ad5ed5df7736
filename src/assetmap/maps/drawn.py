"""What does drawing a map give back?"""

from __future__ import annotations

import html
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from assetmap.maps.spec import MapSpec
from assetmap.publish import Manifest, require_public_place, write_atomically

if TYPE_CHECKING:
    import folium

__all__ = ["DrawnMap"]

FRAME_HEIGHT_PX = 680


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
        is_private = self.spec.audience != "public"
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
            f"<DrawnMap for the {self.spec.audience}: "
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

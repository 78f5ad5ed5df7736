"""A whole publication in a folder of its own: page, tables, manifest, index."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Unpack

import numpy as np
import pandas as pd

from assetmap.maps.draw_map import draw_publication, require_findings
from assetmap.model import AUDIENCES
from assetmap.publish import (
    FINDINGS,
    FoundFrames,
    Manifest,
    Publication,
    admit,
    describe_publication,
    lay_out,
    protect_table,
    publish,
    replace_folder,
    takes_findings,
    to_safe_csv,
    write_page_of,
)
from assetmap.tables import AssetMap

__all__ = ["WrittenPublication", "write_publication"]

_MARK = b"\xef\xbb\xbf"  # by which spreadsheets know UTF-8
_TITLES = {
    "gaps": "What is missing where", "sites": "Who could host it", "links": "What joins places",
    "missing": "What nothing joins yet", "champions": "People to ask",
    "fragility": "What rests on one alone", "safeguards": "Introductions that would share it",
    "introductions": "Who should meet whom",
}  # fmt: skip
_OF_ASSETS = (
    "name", "kind", "themes", "roles", "offers", "wants", "description", "sector", "programmes",
    "cost", "accessible", "languages", "open_to", "opening_hours", "capacity", "status", "website",
    "address", "postcode", "contact_name", "email", "phone", "verified_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class WrittenPublication:
    """What was written where: the folder, its files, and the account of what was withheld."""

    folder: Path
    files: tuple[str, ...]
    manifest: Manifest


@takes_findings
def write_publication(
    m: AssetMap,
    folder: str | Path,
    *,
    audience: str = "public",
    rules: str = "ons",
    keeper: str | None = None,
    version: str = "",
    **found: Unpack[FoundFrames],
) -> WrittenPublication:
    """
    Write everything that an audience may see into a folder: page, tables, manifest and index.

    The folder is swapped in whole: whoever looks sees the earlier publication
    or this one. It holds nothing else, so that it can be handed on as it is.

    Parameters
    ----------
    m
        The map. Not modified.
    folder
        A folder that is new or empty, or that holds an earlier publication.
    **found
        Findings, each under its name of `FoundFrames`: the frame as its
        function made it.
    audience
        ``"public"``, ``"partners"`` or ``"team"``. All but the public's can be
        entered by their owner alone.
    rules
        How counts of people are protected for all but the team, as in
        `assetmap.publish.publish`.
    keeper
        Whom a reader may ask to see, correct or take off what is held of them.
    version
        What it was made with, for the manifest.

    Returns
    -------
    written
        ``folder``, ``files`` and ``manifest``.

    Raises
    ------
    TypeError, TableError
        As `draw_map`.
    ConsentError
        For any audience but the team, where the files hold consents that may
        be lost.
    FileError
        If something else is in the folder, or it cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> halls = pd.DataFrame({"name": ["Mill Hall"], "kind": ["space"]}, index=["hall"])
    >>> with tempfile.TemporaryDirectory() as parent:
    ...     written = write_publication(AssetMap.from_frames(assets=halls), f"{parent}/out")
    >>> written.files
    ('assets.csv', 'index.html', 'manifest.html', 'manifest.json', 'map.html')
    """
    publication = publish(m, audience=audience, rules=rules, **found)
    require_findings(found)
    drawn = draw_publication(publication)
    given: dict[str, Any] = dict(found)
    tables = _write_findings(m, given, audience=audience, rules=rules)
    titles = {"map.html": "The map", "assets.csv": "What is on it, as a table"}
    titles |= {f"{name}.csv": _TITLES[name] for name in _TITLES if f"{name}.csv" in tables}
    files = {"map.html": drawn.to_html().encode(), "assets.csv": _write_assets(publication)}
    files |= tables
    document = describe_publication(publication, files=files, keeper=keeper, version=version)
    titles["manifest.html"] = "What is in it, what is not, and why"
    head = {**document, **dict.fromkeys(("fields", "notices", "version", "withheld"))}
    files["index.html"] = write_page_of(head, links=titles)
    files["manifest.html"] = write_page_of(document, links={})
    document = describe_publication(publication, files=files, keeper=keeper, version=version)
    written = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    files["manifest.json"] = written.encode("utf-8", errors="replace")
    replace_folder(folder, files, private=not AUDIENCES[publication.audience].is_open)
    return WrittenPublication(Path(folder), tuple(sorted(files)), publication.manifest)


def _write_findings(
    m: AssetMap, found: dict[str, Any], *, audience: str, rules: str
) -> dict[str, bytes]:
    """Write each finding that this audience has anything of as a table."""
    admission = admit(m, audience=audience, rules=rules)
    tables = {}
    for name, finding in FINDINGS.items():
        frame = found.get(name)
        if frame is None or not finding.is_for(admission.audience):
            continue
        safe = protect_table(m, frame=frame, admission=admission)
        tables[f"{name}.csv"] = _encode(lay_out(safe, admission))
    return tables


def _write_assets(publication: Publication) -> bytes:
    """Write what is shown of the assets, each with the name of its place."""
    assets = pd.DataFrame(publication.assets)
    kept = assets[[name for name in _OF_ASSETS if name in assets]]
    names = publication.places["name"]
    place = assets["place"].map(names.to_dict()) if len(names) else None
    kept.insert(2, "place", place)
    shapes = publication.assets.geometry
    if shapes.crs is None:  # nothing on the map says where it is
        return _encode(kept.assign(lon=np.nan, lat=np.nan))
    points = shapes.to_crs(4326).representative_point()
    return _encode(kept.assign(lon=points.x.round(5), lat=points.y.round(5)))


def _encode(frame: pd.DataFrame) -> bytes:
    return _MARK + to_safe_csv(frame).encode("utf-8", errors="replace")

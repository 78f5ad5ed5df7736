"""The manifest of a publication as a document, for programs and for people to read."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Mapping
from typing import Any

import pandas as pd

from assetmap.model import AUDIENCES
from assetmap.publish.folders import MADE_BY
from assetmap.publish.publish import Publication

__all__ = ["describe_publication", "list_attributions", "write_page_of"]

_OGL = "Contains public sector information licensed under the Open Government Licence v3.0."
_OSM = "© OpenStreetMap contributors, Open Database License."
_STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:1.6rem}"
)


def list_attributions(sources: pd.DataFrame) -> list[str]:
    """
    List what the licences of sources ask to be said, each once.

    Examples
    --------
    >>> list_attributions(pd.DataFrame({
    ...     "name": ["Parks", "Streets", "Walk", "Talk"],
    ...     "licence": ["OGL v3", "ODbL 1.0", "CC BY 4.0", None]}))
    ['Contains public sector information licensed under the Open Government Licence v3.0.',
     'Walk, CC BY 4.0.', '© OpenStreetMap contributors, Open Database License.']
    """
    said = set()
    pairs = zip(sources["name"].astype(object), sources["licence"].astype(object), strict=True)
    for name, licence in pairs:
        if not isinstance(licence, str):
            continue
        folded = licence.casefold()
        if "ogl" in folded or "open government" in folded:
            said.add(_OGL)
        elif "odbl" in folded or "open database" in folded or "openstreetmap" in folded:
            said.add(_OSM)
        elif folded.startswith("cc by") or "attribution" in folded:
            said.add(f"{name}, {licence}.")
    return sorted(said)


def describe_publication(
    publication: Publication,
    *,
    files: Mapping[str, bytes],
    keeper: str | None,
    version: str,
) -> dict[str, Any]:
    """
    Describe a publication: for whom, of what, what was withheld and by which rules.

    Counts of people follow the rule, as on the page: it is handed on with it.
    """
    manifest = publication.manifest
    sources = publication.sources
    return {
        "made_by": MADE_BY,
        "version": version,
        "title": publication.title,
        "audience": manifest.audience,
        "for": AUDIENCES[manifest.audience].whom,
        "published_on": manifest.published_on.isoformat(),
        "as_of": manifest.as_of.isoformat(),
        "until": None if manifest.until is None else manifest.until.isoformat(),
        "keeper": keeper,
        "shown": manifest.shown,
        "withheld": list(manifest.account),
        "fields": list(manifest.fields),
        "rules": manifest.rules,
        "notices": list(manifest.notices),
        "sources": [
            {name: None if pd.isna(value) else value for name, value in row.items()}
            for row in sources[["name", "licence", "date", "url"]].to_dict("records")
        ],
        "attribution": list_attributions(sources),
        "files": {name: f"sha256:{hashlib.sha256(files[name]).hexdigest()}"
                  for name in sorted(files)},
    }  # fmt: skip


_HEADS = {
    "for": "For whom", "published_on": "Published on", "as_of": "As things stood on",
    "until": "To be kept until", "keeper": "Whom to ask, to see, correct or be taken off",
    "shown": "How much is shown", "withheld": "What is not shown", "fields": "Which fields it has",
    "rules": "How counts of people are protected", "notices": "Notices that people were given",
    "attribution": "What licences ask to be said", "version": "Made with assetmap",
}  # fmt: skip


def write_page_of(document: Mapping[str, Any], *, links: Mapping[str, str]) -> bytes:
    """Write the description as a page without a script; ``links`` are files and what they are."""
    parts = [f"<h1>{_text(document['title'])}</h1>"]
    if links:
        listed = "".join(
            f'<li><a href="{_text(name)}">{_text(what)}</a></li>' for name, what in links.items()
        )
        parts.append(f"<ul>{listed}</ul>")
    for key, head in _HEADS.items():
        value = document[key]
        if value in (None, [], ""):
            continue
        parts.append(f"<h2>{_text(head)}</h2>")
        if isinstance(value, list):
            parts.append("<ul>" + "".join(f"<li>{_text(one)}</li>" for one in value) + "</ul>")
        else:
            parts.append(f"<p>{_text(value)}</p>")
    body = "".join(parts)
    page = (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">"
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{_text(document['title'])}</title><style>{_STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )
    return page.encode("utf-8", errors="replace")


def _text(value: object) -> str:
    return html.escape(str(value), quote=True)

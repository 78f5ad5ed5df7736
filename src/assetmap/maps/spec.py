"""MapSpec: what a map shows, as plain data.

A `MapSpec` is everything a page holds and nothing else: whoever reads its
``data`` has read the whole page. It is made from a publication, which has
already decided what this audience may see.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from assetmap.maps.encoding import (
    encode_codes,
    encode_lists,
    encode_locations,
    encode_numbers,
    encode_places,
    encode_texts,
    encode_whole,
)
from assetmap.maps.sections import ENCODERS, encode_ties
from assetmap.model import AUDIENCES
from assetmap.publish import FINDINGS, Publication
from assetmap.tables import ASSETS

__all__ = ["MapSpec"]

TEXTS = (
    "name",
    "description",
    "address",
    "postcode",
    "website",
    "contact_name",
    "email",
    "phone",
)
WORDS = ("kind", "status", "precision", "verified_on")
LISTS = ("themes", "roles", "offers", "wants", "active_in", "drawn_in", "sources")

_ENCODED_BY: dict[str, Callable[[pd.Series[Any]], Any]] = {
    "text": encode_codes,
    "words": encode_lists,
    "number": encode_numbers,
}
"""How a column that is laid out by its label is written, by what it holds."""

LONE_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class MapSpec:
    """
    A map as plain data, the same bytes for the same publication.

    Attributes
    ----------
    title
        What the map is called.
    language
        The language of its texts, as in ``"en-GB"``.
    audience
        Who it was made for: ``"public"``, ``"partners"`` or ``"team"``.
    assets
        How many assets it shows, with or without a location.
    places
        How many places it knows, those that others are part of among them.
    smallest_places
        How many of them no other place is part of: those that are drawn at
        first, and counted in the head of the page.
    payload
        Everything the page holds, as one line of JSON. Coordinates are whole
        numbers of 1e-5 degrees, each the step from the one before.
    """

    title: str
    language: str
    audience: str
    assets: int
    places: int
    smallest_places: int
    payload: str

    @classmethod
    def from_publication(
        cls, publication: Publication, *, simplify_m: float | None = None
    ) -> MapSpec:
        """
        Write a publication as the plain data of a map.

        Parameters
        ----------
        publication
            What the audience may see. Not modified.
        simplify_m
            Simplify the outlines of places to about this many metres, keeping
            neighbours joined. Without it, outlines keep every vertex unless
            there are so many that the page could not show them.

        Returns
        -------
        spec
            Equal for equal publications, whatever the process or time zone.

        Raises
        ------
        ValueError
            If ``simplify_m`` is not above zero.
        """
        if simplify_m is not None and not simplify_m > 0:
            raise ValueError(
                f"`simplify_m` is {simplify_m!r}, but outlines are simplified to a number of "
                "metres above zero. Leave it out to keep every vertex."
            )
        return cls(
            title=publication.title,
            language=publication.language,
            audience=publication.audience,
            assets=len(publication.assets),
            places=len(publication.places),
            smallest_places=len(publication.places) - publication.places["parent"].nunique(),
            payload=_to_json(_collect(publication, simplify_m=simplify_m)),
        )

    @property
    def data(self) -> dict[str, Any]:
        """The payload as dictionaries and lists, a new copy each time."""
        data: dict[str, Any] = json.loads(self.payload)
        return data


def _collect(publication: Publication, *, simplify_m: float | None) -> dict[str, Any]:
    manifest = publication.manifest
    return _without_empty(
        {
            "title": publication.title,
            "audience": publication.audience,
            "banner": AUDIENCES[publication.audience].write_banner(manifest.until) or None,
            "asOf": publication.as_of.isoformat(),
            "assets": _collect_assets(publication),
            "places": _collect_places(publication, simplify_m=simplify_m),
            "ties": encode_ties(publication.ties),
            **_collect_findings(publication),
            "sources": _collect_sources(publication.sources),
            "shown": int(manifest.shown),
            # Exact counts stay with whoever publishes; the page has the account.
            "withheld": list(manifest.account),
            "fields": list(manifest.fields),
            "rules": manifest.rules,
        }
    )


def _collect_findings(publication: Publication) -> dict[str, Any]:
    """Lay each finding out under its keys, in the order of the table of findings."""
    return {
        layer.key: ENCODERS[layer.encoder](publication.findings.get(layer.frame or name))
        for name, finding in FINDINGS.items()
        for layer in finding.layers
    }


def _collect_assets(publication: Publication) -> dict[str, Any]:
    assets = publication.assets
    columns: dict[str, Any] = {"n": len(assets), "where": encode_locations(assets)}
    columns |= {name: encode_texts(assets[name]) for name in TEXTS}
    columns |= {name: encode_codes(assets[name]) for name in WORDS}
    columns |= {name: encode_lists(assets[name]) for name in LISTS if name in assets}
    columns["place"] = encode_whole(assets["place"])
    columns["capacity"] = encode_numbers(assets["capacity"])
    columns["old"] = encode_whole(assets["is_old"])
    columns["labelled"] = _collect_labelled(assets)
    return _without_empty(columns)


def _collect_labelled(assets: pd.DataFrame) -> list[dict[str, Any]] | None:
    """Write the columns that a card lays out alike: what stands before them, and what they hold."""
    labelled = [
        {
            "label": column.label,
            "holds": column.holds,
            "is": _ENCODED_BY[column.holds](assets[column.name]),
        }
        for column in ASSETS.shown
        if column.label is not None and column.name in assets
    ]
    return [column for column in labelled if column["is"] is not None] or None


def _collect_places(publication: Publication, *, simplify_m: float | None) -> dict[str, Any]:
    places = publication.places
    return _without_empty(
        {
            "n": len(places),
            "name": encode_texts(places["name"]),
            "level": encode_codes(places["level"]),
            "parent": encode_whole(places["parent"]),
            "population": encode_numbers(places["population"]),
            "need": encode_numbers(places["need"], digits=3),
            "outline": encode_places(places, simplify_m=simplify_m),
        }
    )


def _collect_sources(sources: pd.DataFrame) -> dict[str, Any]:
    # Built as objects: a column of text cannot hold half a surrogate pair, and data may.
    days = [None if pd.isna(day) else str(day) for day in sources["date"]]
    columns: dict[str, Any] = {"n": len(sources)}
    columns |= {name: encode_texts(sources[name]) for name in ("name", "licence", "url", "how")}
    columns["date"] = encode_texts(pd.Series(days, dtype=object))
    return _without_empty(columns)


def _without_empty(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: column for name, column in columns.items() if column is not None}


def _to_json(data: dict[str, Any]) -> str:
    """Write JSON that UTF-8 can hold: half a surrogate pair is escaped, not refused."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        text.encode("utf-8")  # many times faster than looking for the halves
    except UnicodeEncodeError:
        return LONE_SURROGATE.sub(lambda half: f"\\u{ord(half.group()):04x}", text)
    return text

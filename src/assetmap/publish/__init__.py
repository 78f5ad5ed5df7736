"""Who may see what: audiences, consent, small numbers, the manifest, and files written whole."""

from __future__ import annotations

from assetmap.publish.disclosure import RULES, CountRule, protect_counts
from assetmap.publish.fields import AUDIENCES, Admission, admit, require_audience
from assetmap.publish.files import to_safe_csv, write_atomically, write_table
from assetmap.publish.findings import (
    Protected,
    name_assets,
    protect_champions,
    protect_gaps,
    protect_links,
)
from assetmap.publish.publication import Manifest, Publication, publish

__all__ = [
    "AUDIENCES",
    "RULES",
    "Admission",
    "CountRule",
    "Manifest",
    "Protected",
    "Publication",
    "admit",
    "name_assets",
    "protect_champions",
    "protect_counts",
    "protect_gaps",
    "protect_links",
    "publish",
    "require_audience",
    "to_safe_csv",
    "write_atomically",
    "write_table",
]

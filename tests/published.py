"""Publications with other parts, findings among them, for tests of pages."""

from __future__ import annotations

import dataclasses
from typing import Any

from assetmap.publish import FINDINGS, Publication

ATTRIBUTES = {name: name for name in [*FINDINGS, "unnamed"]} | {"people_to_ask": "champions"}
"""What tests call a finding → what it is called in ``findings``."""


def replace(publication: Publication, **parts: Any) -> Publication:
    """Replace parts of a publication; a finding that is None is taken out."""
    findings = dict(publication.findings)
    for attribute in ATTRIBUTES.keys() & parts.keys():
        findings[ATTRIBUTES[attribute]] = parts.pop(attribute)
    kept = {name: frame for name, frame in findings.items() if frame is not None}
    return dataclasses.replace(publication, findings=kept, **parts)

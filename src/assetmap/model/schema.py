"""JSON Schema of the records and of the project file, for other programs."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import models_json_schema

from assetmap.model.project import Project
from assetmap.model.records import Asset, Consent, Effort, Origin, Place, Source, Tie

__all__ = ["to_json_schema"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def to_json_schema() -> dict[str, Any]:
    """
    Describe every record and the project file as one JSON Schema.

    Returns
    -------
    schema
        ``$defs`` holds one definition per record: ``Asset``, ``Place``,
        ``Tie``, ``Source``, ``Consent``, ``Effort``, ``Origin`` and ``Project``.

    Examples
    --------
    >>> schema = to_json_schema()
    >>> schema["$defs"]["Tie"]["required"]
    ['tie_id', 'source', 'target', 'kind']
    """
    models = (Asset, Place, Tie, Source, Consent, Effort, Origin, Project)
    _, schema = models_json_schema([(model, "validation") for model in models], title="assetmap")
    return {"$schema": _DIALECT, **schema}

"""Is the schema one that other programs can use?

Checked by reading it the way a validator does, with the standard library:
references resolve, and what the schema says of types, required fields and
words holds for records that are accepted and fails for those that are not.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from assetmap.model import Asset, AssetKind, Consent, Effort, Place, Source, Tie, to_json_schema

SCHEMA = to_json_schema()
RECORDS: list[Any] = [
    Asset(asset_id="hall", name="Hall", kind="space", themes=["tea"], verified_on="2026-01-02"),
    Place(place_id="mill", name="Mill", population=7.5),
    Tie(tie_id="t", source="a", target="b", kind="uses", strength=2),
    Source(source_id="walk", name="Walk"),
    Consent(consent_id="c", asset_id="a", purpose="store", given_on="2026-01-02"),
    Effort(effort_id="e", place_id="mill", kind="space", walks=2, on="2026-01-02"),
]
TYPES: dict[str, Any] = {
    "string": str, "array": list, "object": dict, "null": type(None), "boolean": bool,
    "number": (int, float), "integer": int,
}  # fmt: skip


def faults(value: Any, schema: dict[str, Any], path: str = "") -> Iterator[str]:  # noqa: C901
    """List where a value breaks a schema: the part of JSON Schema that ours uses."""
    if "$ref" in schema:
        yield from faults(value, SCHEMA["$defs"][schema["$ref"].rsplit("/", 1)[-1]], path)
    if "anyOf" in schema and all(any(faults(value, one, path)) for one in schema["anyOf"]):
        yield f"{path}: none of the choices"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{path}: not a known word"
    if "type" in schema:
        is_type = isinstance(value, TYPES[schema["type"]])
        if not is_type or (isinstance(value, bool) and schema["type"] != "boolean"):
            yield f"{path}: not {schema['type']}"
            return
    if isinstance(value, str) and len(value) < schema.get("minLength", 0):
        yield f"{path}: too short"
    if isinstance(value, list):
        if len(value) < schema.get("minItems", 0):
            yield f"{path}: too few"
        for at, item in enumerate(value):
            yield from faults(item, schema.get("items", {}), f"{path}[{at}]")
    if isinstance(value, int | float) and value < schema.get("minimum", value):
        yield f"{path}: too small"
    if isinstance(value, dict):
        known = schema.get("properties", {})
        yield from (f"{path}.{name}: missing" for name in schema.get("required", [])
                    if name not in value)  # fmt: skip
        if schema.get("additionalProperties") is False:
            yield from (f"{path}.{name}: not known" for name in value if name not in known)
        for name, item in value.items():
            yield from faults(item, known.get(name, {}), f"{path}.{name}")


def test_the_schema_is_json_of_a_stated_dialect() -> None:
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    for name in ("Asset", "Place", "Tie", "Source", "Consent", "Effort", "Project"):
        assert SCHEMA["$defs"][name]["type"] == "object"
        assert SCHEMA["$defs"][name]["additionalProperties"] is False


def test_every_reference_leads_somewhere() -> None:
    text = json.dumps(SCHEMA)
    names = {part.split('"')[0] for part in text.split('"$ref": "#/$defs/')[1:]}
    assert names
    assert names <= set(SCHEMA["$defs"])


def test_the_vocabularies_are_in_it() -> None:
    assert SCHEMA["$defs"]["AssetKind"]["enum"] == [str(kind) for kind in AssetKind]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_every_record_meets_its_schema(record: Any) -> None:
    of_record = SCHEMA["$defs"][type(record).__name__]
    assert list(faults(json.loads(record.model_dump_json()), of_record)) == []


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"kind": "spce"}, ".kind: not a known word"),
        ({"name": ""}, ".name: too short"),
        ({"colour": "red"}, ".colour: not known"),
        ({"themes": [7]}, ".themes[0]: not string"),
        ({"sources": []}, ".sources: too few"),
        ({"capacity": -1}, ".capacity: none of the choices"),
        ({"sensitive_location": "no"}, ".sensitive_location: none of the choices"),
        ({"verified_on": 7}, ".verified_on: none of the choices"),
    ],
)
def test_what_a_record_refuses_the_schema_refuses(changes: dict[str, Any], fault: str) -> None:
    value = json.loads(RECORDS[0].model_dump_json()) | changes
    assert list(faults(value, SCHEMA["$defs"]["Asset"])) == [fault]

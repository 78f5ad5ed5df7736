"""Whether a table tells of public venues alone, as a drafted project says it."""

from __future__ import annotations

from collections.abc import Mapping

from assetmap.gather.files import RawTable
from assetmap.gather.tidy import normalise_header

__all__ = ["say_venues"]

_REGISTERS = frozenset({"urn", "ods code", "list entry", "list entry number", "dfe number"})
"""Headings over the numbers of registers of schools, of the NHS and of listed buildings.

Numbers of addresses (UPRN) are not among them: homes have one too.
"""
_BODIES = frozenset({"institution", "space", "culture"})
"""Kinds that such a register holds; of associations it is never guessed."""
_CONTACTS = frozenset({"contact_name", "email", "phone"})


def say_venues(kinds: set[str], found: Mapping[str, tuple[str, ...]], table: RawTable) -> list[str]:
    """Say that all of a table are public venues, where a register of bodies says so; else ask."""
    if not kinds or "contact_name" in found:
        return []
    register = [head for head in table.columns if normalise_header(head) in _REGISTERS]
    if register and kinds <= _BODIES and not _CONTACTS & set(found):
        why = f"its column {register[0]!r} is of a register of bodies: none of them is a home"
        return [f"public_venue = true    # {why}"]
    if kinds <= {"institution", "space"}:
        return ["# ? public_venue = true    # if all of them are open to the public"]
    return []

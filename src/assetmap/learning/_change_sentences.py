"""What changed of a record, in sentences that claim no cause."""

from __future__ import annotations

from assetmap.language import message, say
from assetmap.model import say_column

__all__ = ["CHANGE_KINDS", "FOUND_LATER", "NOT_KNOWN_WHICH", "NOT_SEEN_AGAIN", "say_change"]

FOUND_LATER, NOT_KNOWN_WHICH = "found later", "not known which"
NOT_SEEN_AGAIN = "not seen again"
CHANGE_KINDS = (
    "began", "ended", NOT_KNOWN_WHICH, "changed", "moved", "renamed", "merged", "split",
    "restated", FOUND_LATER, NOT_SEEN_AGAIN,
)  # fmt: skip
"""Every kind of change, in the order of the rows."""

_WHOLE = {
    "began": message("{name} began between the two dates."),
    "ended": message("{name} was there at the first date and had ended by the second."),
    NOT_KNOWN_WHICH: message(
        "{name}: whether it changed or is only known better, its dates do not say. Ask."
    ),
    NOT_SEEN_AGAIN: message(
        "{name} is not on the later map. That does not say that it has ended: ask."
    ),
    FOUND_LATER: message(
        "{name} is new on the map: it was there by the first date, or had ended by the second."
    ),
    "restated": message(
        "{name}: the later map says something else of whether it was there at the first date."
    ),
    "merged": message("{name} is one record with others of the earlier map."),
    "split": message("{name} is several records on the later map."),
}
_FIELD = {
    "renamed": message("{name} is called {after} on the later map."),
    "moved": message("{name}: {field} was {before} and is {after}."),
    "restated": message("{name}: {field} was stated as {before} and is now stated as {after}."),
    "changed": message("{name}: {field} was {before} and is {after}."),
    FOUND_LATER: message("{name}: {field} was blank and is {after}."),
    NOT_SEEN_AGAIN: message("{name}: {field} was {before} and is blank."),
}


def say_change(
    *, name: str, change_kind: str, field: str, before_value: str, after_value: str
) -> str:
    """Say a row of `compare_maps`; ``field`` is empty where it is about the whole record."""
    if not field:
        return say(_WHOLE[change_kind], name=name)
    return say(
        _FIELD[change_kind], name=name, field=say_column(field), before=before_value,
        after=after_value,
    )  # fmt: skip

"""How is a suggested host put into plain words, which begin with what is there?"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Bringing", "say_host", "say_out_of_reach", "say_wanted", "say_within"]

_KINDS = {
    "association": "an association",
    "culture": "something of culture",
    "exchange": "an exchange",
    "individual": "a person to ask",
    "institution": "an institution",
    "space": "a space",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringing:
    """What is known of a host, and what it would bring.

    ``without`` counts the people who have none in reach now; ``minutes`` is
    the mean way to the nearest before and after, or None; ``unknown`` says how
    many of the places lack their population and their need.
    """

    name: str
    kind: str
    place: str | None
    tied: int
    people: float
    places: int
    without: float
    minutes: tuple[float, float] | None
    unknown: tuple[int, int]
    doubt: str


def say_host(host: Bringing, *, wanted: str, within: str) -> str:
    """Say what the host is, what it would bring, and what of that is not well known."""
    where = f" in {host.place}" if host.place else ""
    asset = "asset" if host.tied == 1 else "assets"
    ties = f", with {host.tied} {asset} tied to it" if host.tied else ", with no tie on record"
    brings = _brings(host, within)
    if host.minutes is not None:
        before, after = host.minutes
        shorter = f"the mean way to the nearest would be {after:.1f} minutes, not {before:.1f}"
        brings = f"{brings}; {shorter}" if host.places else shorter
    return (
        f"{host.name}: {_KINDS[host.kind]}{where}{ties}; if it hosted {wanted}, {brings}."
        f"{_unknown(host)}{host.doubt}"
    )


def _brings(host: Bringing, within: str) -> str:
    if not host.places:
        return f"nobody more would have that {within}"
    more = f"{_people(host.people, 'more ')} in {_count(host.places, 'place')}"
    return f"{more} would have that {within}, of {host.without:,.0f} who have none now"


def _unknown(host: Bringing) -> str:
    people, need = host.unknown
    said = f" Population is not known for {people} of the places." if people else ""
    count = "counts" if need == 1 else "count"
    return said + (f" Need is not known for {need}, which {count} in full." if need else "")


def say_out_of_reach(place: str, people: float | None, *, wanted: str, within: str) -> str:
    """Say of a place that no host could bring anything into its reach."""
    who = "an unknown number of people" if people is None else _people(people)
    return (
        f"{place}: home to {who}; nothing on the map that could host {wanted} is {within}, "
        "so ask who knows of somewhere."
    )


def say_wanted(category: str, by: str) -> str:
    """Name what is to be hosted, in the words of the question."""
    if by == "kind":
        return _KINDS[category]
    return f"something about {category}" if by == "themes" else f"something with {by} {category}"


def say_within(within_min: float, *, is_walked: bool) -> str:
    """Say how far counts as within reach."""
    if is_walked:
        return f"within a {within_min:g} minute walk"
    return f"within {within_min:g} minute" + ("" if within_min == 1 else "s")


def _people(count: float, more: str = "") -> str:
    return f"1 {more}person" if round(count) == 1 else f"{count:,.0f} {more}people"


def _count(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"

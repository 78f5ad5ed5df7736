"""What hangs together, and what more ties would change, in sentences."""

from __future__ import annotations

from math import isnan

import pandas as pd

from assetmap.links._snapshot import Snapshot
from assetmap.tables import end_with_unsure
from assetmap.typing import Flags
from assetmap.wording import say_list, say_number

__all__ = ["say_change", "say_cohesion"]

NAMED_AT_MOST = 5
"""Places that a sentence names; the others are counted."""
_SAID = {
    "components": "{parts} among {assets}.",
    "largest_share": "{share} of the assets are in the largest part.",
    "isolates": "{isolates} no tie on record: ask about them first.",
    "bridges": "{bridges} the only way between two sides.",
    "ei": "{within} within a {one}, {across} to another.",
    "places": "{places}.",
    "places_alone": "No link on record: {alone}; ask who knows somebody elsewhere.",
    "place_components": "{place_parts} among {places}.",
    "unreachable_pairs": "{pairs} of {many} that no chain of links joins.",
    "mean_distance": "{mean} from {one} to {one} on average, where a chain of links joins them.",
    "algebraic_connectivity": "{firm}, where 0 is in parts and more is harder to part.",
    "edge_connectivity": "{links} at the least: without {them}, {aside} would be apart.",
}
_NOTHING_TO_PART = "Fewer than two {many}: there is nothing to part."
_NOT_KNOWN = {
    "largest_share": "No asset counts yet.",
    "ei": "No tie between assets of known {many} is recorded yet.",
    "mean_distance": "No two {many} are linked yet.",
    "algebraic_connectivity": _NOTHING_TO_PART,
    "edge_connectivity": _NOTHING_TO_PART,
}
_NONE = {
    "components": "No asset counts yet.",
    "isolates": "Every asset has a tie.",
    "bridges": "No tie is the only way between two sides.",
    "places_alone": "Every {one} has a link.",
    "unreachable_pairs": "A chain of links joins every two {many}.",
    "algebraic_connectivity": "The {many} are in parts.",
    "edge_connectivity": "The {many} are in parts already, with no link between them.",
}
_WHAT = {
    "components": "Separate parts among people and groups",
    "largest_share": "Share of all assets in the largest part",
    "isolates": "Assets without a tie",
    "bridges": "Ties that are the only way between two sides",
    "ei": "Ties between {many} less those within, over both (E-I)",
    "places": "Number of {many}",
    "places_alone": "{Many} without a link",
    "place_components": "Separate parts among {many}",
    "unreachable_pairs": "Pairs of {many} that no chain of links joins",
    "mean_distance": "Links from {one} to {one} on average, where a chain joins them",
    "algebraic_connectivity": "How hard {many} are to part (algebraic connectivity)",
    "edge_connectivity": "Fewest links whose loss would part the {many}",
}


def say_cohesion(
    values: dict[str, float], snapshot: Snapshot, *, aside: pd.Index[str], is_place: bool
) -> list[str]:
    """Say each measure in a sentence; ``aside`` names the places of the smallest cut."""
    noun, nouns = _nouns(is_place=is_place)
    share, links = values["largest_share"], values["edge_connectivity"]
    words = {
        "one": noun,
        "many": nouns,
        "parts": say_number(values["components"], "separate part", "separate parts"),
        "assets": say_number(len(snapshot.assets), "asset", "assets"),
        "share": "None" if isnan(share) else f"{share:.0%}",
        "isolates": say_number(values["isolates"], "asset has", "assets have"),
        "bridges": say_number(values["bridges"], "tie is", "ties are"),
        "within": say_number(snapshot.within, "tie stays", "ties stay"),
        "across": say_number(snapshot.across, "leads", "lead"),
        "places": say_number(values["places"], noun, nouns),
        "alone": say_list(
            snapshot.presence.names[~_has_link(snapshot)].tolist(), at_most=NAMED_AT_MOST
        ),
        "place_parts": say_number(values["place_components"], "separate part", "separate parts"),
        "pairs": say_number(values["unreachable_pairs"], "pair", "pairs"),
        "mean": _write(values["mean_distance"])
        + (" link" if values["mean_distance"] == 1 else " links"),
        "firm": _write(values["algebraic_connectivity"]),
        "links": say_number(
            links, f"link holds the {nouns} together", f"links hold the {nouns} together"
        ),
        "them": "it" if links == 1 else "them",
        "aside": say_list(aside.tolist(), at_most=NAMED_AT_MOST),
    }
    rests = _say_doubts(snapshot)
    return [_choose(name, values[name]).format(**words) + rests for name in _SAID]


def say_change(measure: str, before: float, after: float, *, is_place: bool) -> str:
    """Say what a measure was and would be."""
    noun, nouns = _nouns(is_place=is_place)
    what = _WHAT[measure].format(one=noun, many=nouns, Many=nouns.capitalize())
    was, would = _write(before), _write(after)
    if was == would:
        return f"{what}: {was}, before and after."
    return f"{what}: {was} before, {would} after."


def _choose(measure: str, value: float) -> str:
    """Choose the sentence for a value that is not known, nothing, or something."""
    if isnan(value):
        return _NOT_KNOWN[measure]
    if value == 0:
        return _NONE.get(measure, _SAID[measure])
    return _SAID[measure]


def _nouns(*, is_place: bool) -> tuple[str, str]:
    """Name what is linked, one and more of them."""
    return ("place", "places") if is_place else ("group", "groups")


def _has_link(snapshot: Snapshot) -> Flags:
    """Mark the places with a link to another."""
    links = snapshot.between.to_frame()
    return snapshot.between.ids.isin(pd.concat([links["source"], links["target"]]))


def _say_doubts(snapshot: Snapshot) -> str:
    """Say how many of the ties are old or unconfirmed."""
    none = "This was not" if snapshot.ties == 1 else "None of this was"
    return end_with_unsure(snapshot.unsure, snapshot.ties, of="{} ties behind this", none=none)


def _write(value: float) -> str:
    """Write a number as short as it can be read."""
    if isnan(value):
        return "not known"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:.3g}"

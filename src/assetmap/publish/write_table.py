"""A table of findings as a file, for the audience that is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from assetmap.errors import Problem, TableError
from assetmap.model import GROUP_PAIR, PLACE_PAIR
from assetmap.publish.fields import Admission, admit
from assetmap.publish.files import require_public_place, to_safe_csv, write_atomically
from assetmap.publish.finding_table import FINDINGS, Finding
from assetmap.publish.findings import Protected, name_assets
from assetmap.tables import AssetMap

__all__ = ["lay_out", "protect_table", "write_protected", "write_table", "write_team_table"]

_PAIRS = {PLACE_PAIR.a: GROUP_PAIR.a, PLACE_PAIR.b: GROUP_PAIR.b}
_ONLY_ON_PAGES = ("depth", "nearest_id", "nearest_m", "strength_ids", "reached")
"""Columns that a page needs of gaps and a table can do without."""
HANDED_ON = frozenset(
    {
        *PLACE_PAIR, *GROUP_PAIR, "access", "adjacent", "ask_ids", "at_border", "bound", "category",
        "confidence", "depth", "distance_m", "expected", "expected_high", "expected_low",
        "geometry", "group_ties", "group_weight", "host_id", "host_name", "inside", "interlocks",
        "is_one_point", "likeness", "mean_min", "mediator_id", "name", "nearest_id", "nearest_m",
        "nearest_min", "of_people", "old_share", "people", "people_short", "person_id", "place_id",
        "place_name", "q", "reached", "reached_place_ids", "reason", "records", "roles", "says",
        "share", "share_short", "shared_group_ids", "shared_groups", "shared_people", "shares",
        "solver", "strength_ids", "surprise", "tied_ids", "ties", "weight", "weighted_people",
        "weighted_people_short",
    }
)  # fmt: skip
"""Columns that may leave the team once the rule of their finding has gone over them."""


def write_table(
    m: AssetMap, frame: pd.DataFrame, path: str | Path, *, audience: str = "public",
    rules: str = "ons",
) -> Path:  # fmt: skip
    """
    Write a table of findings to a CSV file, as the audience that you name may see it.

    What is written is what `assetmap.publish.publish` lets through of that
    finding: rows about people only by their consent, counts of people by the
    rule, names in place of the ids of your files. A frame that no rule knows
    is written for the team alone.

    Parameters
    ----------
    m
        The map that was asked. Not modified.
    frame
        The frame as its function made it, such as that of `find_gaps`. Ask
        `select_public` of the map first where people are counted. Not modified.
    path
        The file, as in ``"gaps.csv"``; one that is there is replaced whole or
        not at all.
    audience
        ``"public"``, ``"partners"`` or ``"team"``. All but the public's can be
        read by their owner alone (mode 0600).
    rules
        How counts of people are protected for all but the team, as in
        `assetmap.publish.publish`.

    Returns
    -------
    path
        Where it was written.

    Raises
    ------
    TableError
        If there is no such audience or rule, or if the frame is of no finding
        that may be handed on.
    ConsentError
        For any audience but the team, where the files hold consents that may
        be lost.
    FileError
        If it cannot be written there; what was there stays.

    Examples
    --------
    >>> import tempfile
    >>> people = pd.DataFrame({"name": ["Asha", "Ben"], "kind": "individual"}, index=["a", "b"])
    >>> agreed = pd.DataFrame({"asset_id": "a", "purpose": ["publish_name", "publish_role"],
    ...                        "given_on": "2026-01-01"})
    >>> m = AssetMap.from_frames(assets=people, consents=agreed)
    >>> asked = pd.DataFrame({"person_id": ["a", "b"], "name": ["Asha", "Ben"], "place_id": None,
    ...                       "place_name": None, "roles": [(), ()], "says": ["…", "…"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_table(m, asked, f"{folder}/people.csv")
    ...     path.read_text(encoding="utf-8-sig").splitlines()
    ['name,place_id,place_name,roles,says', 'Asha,,,,']
    """
    admission = admit(m, audience=audience, rules=rules)
    return write_protected(path, protect_table(m, frame=frame, admission=admission), admission)


def protect_table(m: AssetMap, *, frame: pd.DataFrame, admission: Admission) -> Protected:
    """
    Let through of a frame what an audience may see, by the rule of the finding that it is.

    Raises
    ------
    TableError
        For any audience but the team, if it is the frame of no finding.
    """
    finding = _recognise(frame)
    sees_records = admission.audience.sees_records
    if finding is not None:
        safe = finding.protect(m, admission=admission, **{finding.name: frame})
        return safe if sees_records else replace(safe, frame=_without_others(safe.frame))
    if sees_records:
        return Protected(frame, {})
    makers = ", ".join(f"`{known.maker}`" for known in FINDINGS.values())
    raise TableError(
        f"This table is not written for {admission.audience.whom}: no rule says what of it may be "
        "handed on.",
        [
            Problem(
                "frame", "not_a_finding",
                f"it has the columns {', '.join(map(str, frame.columns[:20])) or 'none'}.",
                f"Give a frame as one of these makes it: {makers}; or audience='team'.",
            )
        ],
    )  # fmt: skip


def _recognise(frame: pd.DataFrame) -> Finding | None:
    """Find which finding a frame is of: the one most of whose columns, all of them, it has."""
    columns = set(map(str, frame.columns))
    fits = [each for each in FINDINGS.values() if _needed(each, columns) <= columns]
    return max(fits, key=lambda each: len(each.columns), default=None)


def _without_others(frame: pd.DataFrame) -> pd.DataFrame:
    """Take out columns that no finding has: whoever joined a telephone number to it meant well."""
    return frame[[name for name in frame.columns if name in HANDED_ON]]


def _needed(finding: Finding, columns: set[str]) -> set[str]:
    """List the columns by which a frame is known: links may be of words instead of places."""
    needed = set(finding.columns).difference(_ONLY_ON_PAGES)
    is_of_words = GROUP_PAIR.a in columns
    return {_PAIRS.get(name, name) if is_of_words else name for name in needed}


def lay_out(safe: Protected, admission: Admission) -> pd.DataFrame:
    """Lay out what may be seen as the table that is handed on; ids of assets are the team's."""
    if admission.audience.sees_records:
        return safe.frame
    return name_assets(safe.frame, admission=admission)


def write_protected(path: str | Path, safe: Protected, admission: Admission) -> Path:
    """Write what may be seen of a finding: CSV that spreadsheets show in the right letters."""
    who = admission.audience
    if not who.sees_records:
        require_public_place(path)
    return _write_csv(path, lay_out(safe, admission), private=not who.is_open)


def write_team_table(path: str | Path, rows: pd.DataFrame) -> Path:
    """Write rows that only the team may see: nobody but the owner can read the file."""
    return _write_csv(path, rows, private=True)


def _write_csv(path: str | Path, rows: pd.DataFrame, *, private: bool) -> Path:
    data = to_safe_csv(rows).encode("utf-8-sig", errors="replace")
    return write_atomically(path, data, private=private)

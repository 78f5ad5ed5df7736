"""A map with more ties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count as count_up
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from assetmap.errors import Problem, TableError
from assetmap.model import Tie, TieKind
from assetmap.tables import TIES, AssetMap, conform, fold_names, note_edit
from assetmap.wording import say_number

__all__ = ["add_ties"]

Ties: TypeAlias = "pd.DataFrame | Iterable[Tie | Mapping[str, Any]]"
_PEOPLE = {"source": "person_a_id", "target": "person_b_id"}


def add_ties(m: AssetMap, ties: Ties) -> AssetMap:
    """
    Make the map that would be if some ties were there too.

    Read what is then found in it as "what if": nobody has met yet. The ties
    say themselves that nobody stated them (source ``unstated``), unless a
    source is given.

    Parameters
    ----------
    m
        The map. Not modified.
    ties
        A row per tie, or records: ``source`` and ``target``, ids of assets;
        or ``person_a_id`` and ``person_b_id``, as `suggest_introductions` gives.
        Optional are the other columns of ties: ``kind`` (``"knows"`` where
        missing), ``tie_id``, ``strength``, ``since``, ``until``, ``sources``.
        Further columns are passed over. Not modified.

    Returns
    -------
    after
        A new map; everything but its ties is as in ``m``. A tie without an id
        is called ``"added-1"`` and so on, in the order given, by numbers that
        no tie has yet. A tie that is there already is added beside it: it
        makes no difference to who is tied to whom.

    Raises
    ------
    TableError
        With everything that is wrong with the new ties: ends that are missing
        or not on the map, a tie of an asset to itself, unknown kinds.

    See Also
    --------
    compare_cohesion : What the new ties would change.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame({"name": ["A", "B"], "kind": "individual"}, index=["a", "b"])
    ... )
    >>> after = add_ties(m, [{"source": "a", "target": "b"}])
    >>> after.ties[["source", "target", "kind"]].to_dict("index")
    {'added-1': {'source': 'a', 'target': 'b', 'kind': 'knows'}}
    >>> len(m.ties)
    0
    """
    given = _read_rows(ties)
    given.index = _name_ties(given, m.ties.index)
    added, problems = conform(given.drop(columns="tie_id", errors="ignore"), TIES, m.crs)
    try:
        after = m.with_tables(ties=pd.concat([m.ties, added]) if len(added) else m.ties)
    except TableError as error:
        found_before = {(problem.where, problem.code) for problem in problems}
        problems += [
            problem
            for problem in error.problems
            if (problem.where, problem.code) not in found_before
            and problem.code != "missing_value"  # said of the new ties
        ]
    if problems:
        count = say_number(len(problems), "problem", thousands="")
        named = _name_meant_ids(problems, given, m.assets["name"])
        raise TableError(f"These ties cannot be added: {count}.", named)
    return note_edit(m, after)


def _name_meant_ids(
    problems: Iterable[Problem], given: pd.DataFrame, names: pd.Series[str]
) -> list[Problem]:
    """Say which id is meant, where the name of exactly one asset stands for an id."""
    plain = pd.Series(fold_names(names), index=names.index, dtype="str")
    once = plain[~plain.duplicated(keep=False)]
    id_of = dict(zip(once, once.index, strict=True))
    meant = {
        f"ties[{tie_id!r}].{end}": id_of.get(fold_names([str(word)])[0])
        for end in _PEOPLE
        if end in given.columns
        for tie_id, word in given[end].items()
    }
    return [
        replace(problem, remedy=f"That is a name: use its id {found!r}.")
        if problem.code == "unknown_asset" and (found := meant.get(problem.where))
        else problem
        for problem in problems
    ]


def _read_rows(ties: Ties) -> pd.DataFrame:
    """Read the ties as rows, with the columns that ties have."""
    if isinstance(ties, pd.DataFrame):
        rows = ties.reset_index() if ties.index.name == TIES.index else ties.reset_index(drop=True)
    else:
        try:
            rows = pd.DataFrame([dict(tie) for tie in ties])
        except (TypeError, ValueError):
            raise TableError(
                f"These ties cannot be read: a {type(ties).__name__} was given. Give a frame, or a "
                "list such as [{'source': 'asha', 'target': 'choir'}]."
            ) from None
    for end, person in _PEOPLE.items():
        if end not in rows.columns and person in rows.columns:
            rows = rows.rename(columns={person: end})
    rows = rows[[name for name in rows.columns if name in {TIES.index, *TIES.names}]]
    kind: Any = rows["kind"] if "kind" in rows.columns else pd.Series(None, rows.index, dtype="str")
    return rows.assign(kind=kind.astype(object).where(kind.notna(), str(TieKind.KNOWS)))


def _name_ties(rows: pd.DataFrame, taken: pd.Index[str]) -> pd.Index[str]:
    """Take the ids that were given, and make one for each tie that has none."""
    given = rows["tie_id"] if "tie_id" in rows.columns else pd.Series(None, rows.index, dtype="str")
    ids = np.array([str(word) for word in given.astype(object).where(given.notna(), "")], object)
    is_free = np.array([not word.strip() for word in ids], dtype=bool)
    used = {*taken, *ids[~is_free]}
    fresh = (name for number in count_up(1) if (name := f"added-{number}") not in used)
    ids[is_free] = list(islice(fresh, int(is_free.sum())))
    named: pd.Index[str] = pd.Index(ids, dtype="str", name=TIES.index)
    return named

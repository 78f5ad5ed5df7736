"""How benchmarks, conditions and groups of people are typed, and who may ask for them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from assetmap.errors import Problem, TableError, find_near_word

if TYPE_CHECKING:
    import pandas as pd

    from assetmap.gaps import Benchmark
    from assetmap.model import Audience

__all__ = ["from_conditions", "from_pairs", "from_words", "require_team", "require_team_to_choose"]

_HOW = "Write a number per head such as 0.001, quantile:0.25 or per-1000:0.5."
_KINDS = ("per-1000", "quantile")
_FLAGS = {"yes": True, "true": True, "no": False, "false": False}


def from_words(words: Sequence[str]) -> Benchmark | dict[str, Benchmark] | None:
    """
    Make a benchmark of what was typed after each ``--benchmark``.

    Parameters
    ----------
    words
        One for all categories; or one for each, as ``category=benchmark``.
        A benchmark is a number per head, ``quantile:0.25`` or ``per-1000:0.5``.

    Returns
    -------
    benchmark
        As `assetmap.find_gaps` takes it; None if nothing was typed.

    Raises
    ------
    TableError
        With every one that cannot be used.

    Examples
    --------
    >>> from_words(["per-1000:0.5"])
    Standard(per_1000=0.5)
    >>> from_words(["space=0.001", "culture=quantile:0.25"])
    {'space': 0.001, 'culture': Quantile(share=0.25)}
    """
    if not words:
        return None
    known: dict[str, Benchmark] = {}
    problems: list[Problem] = []
    for word in words:
        category, _, text = word.rpartition("=")
        found = _from_word(text.strip())
        name = category.strip()
        if isinstance(found, str):
            problems.append(Problem("--benchmark", "not_a_benchmark", f"{word!r} {found}", _HOW))
        elif name in known or (known and "" in {name, *known}):
            says = f"{word!r} is one more than there can be."
            remedy = "Give one for all, or one for each category as category=benchmark."
            problems.append(Problem("--benchmark", "two_benchmarks", says, remedy))
        else:
            known[name] = found
    if problems:
        raise TableError("Nobody can be held against these benchmarks.", problems)
    return known.get("", known)


def _from_word(text: str) -> Benchmark | str:
    """Make one benchmark, or say why it is none."""
    from assetmap.gaps import Quantile, Standard

    kind, is_of_kind, number = text.rpartition(":")
    if is_of_kind and kind not in _KINDS:
        return f"is of a sort that is not known. {find_near_word(kind, _KINDS)}"
    try:
        value = float(number)
    except ValueError:
        return "has no number."
    if not (math.isfinite(value) and value > 0):
        return "is not above 0."
    if kind == "quantile":
        return Quantile(value) if value < 1 else "is not a share below 1."
    return Standard(per_1000=value) if kind == "per-1000" else value


def from_pairs(pairs: list[str]) -> dict[str, str] | None:
    """
    Read ``age_group=16-24`` and the like into the group that `find_champions` takes.

    Raises
    ------
    TableError
        With every word that is not written like that, or names an attribute
        a second time.

    Examples
    --------
    >>> from_pairs(["age_group=16-24", "place=Quay"])
    {'age_group': '16-24', 'place': 'Quay'}
    >>> from_pairs([]) is None
    True
    """
    group: dict[str, str] = {}
    problems = []
    for pair in pairs:
        attribute, sign, value = (part.strip() for part in pair.partition("="))
        if not (attribute and sign and value):
            says = f"{pair!r} does not name an attribute and its value."
            problems.append(Problem("like", "no_pair", says, "Write age_group=16-24."))
        elif attribute in group:
            says = f"{attribute!r} is given twice."
            problems.append(Problem("like", "given_twice", says, "Give one value of each."))
        else:
            group[attribute] = value
    if problems:
        raise TableError("This does not describe a group.", problems)
    return group or None


def from_conditions(pairs: Sequence[str], assets: pd.DataFrame) -> dict[str, Any] | None:
    """
    Read ``cost=free`` and the like into what `find_gaps` takes as ``where``.

    A column that is named again may hold either. "Yes" and "no" are flags where the column
    holds some, and of ``accessible``; numbers are numbers where it holds some.

    Raises
    ------
    TableError
        With every word that is not written like that.

    Examples
    --------
    >>> import pandas as pd
    >>> halls = pd.DataFrame({"cost": ["free"], "accessible": ["yes"], "capacity": [30.0]})
    >>> from_conditions(["cost=free", "accessible=yes", "capacity_at_least=30"], halls)
    {'cost': 'free', 'accessible': True, 'capacity_at_least': 30.0}
    >>> from_conditions(["languages=Polish", "languages=Gujarati"], halls)
    {'languages': ['Polish', 'Gujarati']}
    >>> from_conditions([], halls) is None
    True
    """
    asked: dict[str, list[Any]] = {}
    problems = []
    for pair in pairs:
        column, sign, text = (part.strip() for part in pair.partition("="))
        if not (column and sign and text):
            says = f"{pair!r} does not name a column and what it must say."
            problems.append(Problem("--where", "no_pair", says, "Write cost=free."))
        else:
            asked.setdefault(column, []).append(_read_value(column, text, assets))
    if problems:
        raise TableError("Assets cannot be chosen by this.", problems)
    return {name: each if len(each) > 1 else each[0] for name, each in asked.items()} or None


def _read_value(column: str, text: str, assets: pd.DataFrame) -> str | bool | float:
    """Read a value as the column holds it."""
    holds = str(assets[column].dtype) if column in assets else ""
    if column == "accessible" or holds in {"bool", "boolean"}:
        return _FLAGS.get(text.casefold(), text)
    if column.endswith(("_at_least", "_at_most")) or holds.lower().startswith(("int", "float")):
        try:
            return float(text)
        except ValueError:
            return text
    return text


def require_team(audience: Audience, **asked: object) -> None:
    """
    Refuse to narrow a public list of people by what they did not agree to show.

    Who is left of a list that was narrowed by age, place or theme has that
    age, place or theme; names and roles are all that was agreed to.

    Raises
    ------
    TableError
        With every option that is for the team alone.

    Examples
    --------
    >>> from assetmap.model import AUDIENCES
    >>> require_team(AUDIENCES["team"], like=["age_group=16-24"])
    >>> require_team(AUDIENCES["public"], like=[])
    """
    remedy = "Add --audience team, and keep the list in the team."
    says = "would tell in public what people of the list did not agree to show."
    problems = [
        Problem(f"--{name}", "team_only", says, remedy) for name, words in asked.items() if words
    ]
    if not audience.sees_records and problems:
        raise TableError("A public list cannot be narrowed like this.", problems)


def require_team_to_choose(audience: Audience, where: Sequence[str] | None) -> None:
    """
    Refuse to answer in public for assets of some sort alone, which no page does.

    Raises
    ------
    TableError
        For any audience but the team, if anything is asked of the assets.

    Examples
    --------
    >>> from assetmap.model import AUDIENCES
    >>> require_team_to_choose(AUDIENCES["team"], ["cost=free"])
    >>> require_team_to_choose(AUDIENCES["public"], None)
    """
    if where and not audience.sees_records:
        says = "is asked of assets one by one, and its answer stays in the team."
        remedy = "Add --audience team, and keep the answer in the team."
        problem = Problem("--where", "team_only", says, remedy)
        raise TableError("A public answer is about all assets that the page shows.", [problem])

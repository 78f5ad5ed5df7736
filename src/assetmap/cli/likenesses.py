"""How is a group of people written on the command line, and who may ask for one?"""

from __future__ import annotations

from assetmap.errors import Problem, TableError

__all__ = ["from_pairs", "require_team"]


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


def require_team(audience: str, **asked: object) -> None:
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
    >>> require_team("team", like=["age_group=16-24"])
    >>> require_team("public", like=[])
    """
    remedy = "Add --audience team, and keep the list in the team."
    says = "would tell in public what people of the list did not agree to show."
    problems = [
        Problem(f"--{name}", "team_only", says, remedy) for name, words in asked.items() if words
    ]
    if audience != "team" and problems:
        raise TableError("A public list cannot be narrowed like this.", problems)

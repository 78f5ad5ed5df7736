"""How answers are said at the terminal: hosts, introductions, people to ask, team matters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from assetmap.errors import Problem, TableError
from assetmap.model import GROUP_PAIR, PLACE_PAIR

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from assetmap.model import Audience
    from assetmap.tables import AssetMap

from assetmap.wording import name_pair, say_list, say_number

__all__ = [
    "require_team_to_meet",
    "say_checks",
    "say_close_to_both",
    "say_for_the_team",
    "say_hosts",
    "say_introductions",
    "say_named_people",
    "say_no_people",
    "say_open_links",
    "say_people",
]


_BODIES_AT_MOST = 5


def say_hosts(m: AssetMap, sites: pd.DataFrame, *, within_min: float) -> pd.Series[str]:
    """
    Say again what may be said of hosts whose sentences were kept back.

    Parameters
    ----------
    m
        The map.
    sites
        What `assetmap.publish.protect_sites` left for the public. Not modified.
    within_min
        The reach that was asked for.

    Returns
    -------
    says
        A sentence for each row.
    """
    places = m.places["name"].reindex(sites["place_id"].array)
    rows = sites.assign(place=places.array).to_dict("records")
    said = [_say(row, within_min=within_min) for row in rows]
    return pd.Series(said, index=sites.index, dtype="str")


def _say(row: dict[Hashable, Any], *, within_min: float) -> str:
    """Say of one host whom it could serve, or of one place that none could."""
    what = row["category"]
    place, host = row["place"], row["host_name"]
    if not isinstance(host, str):
        return f"{place}: no host could bring {what} within reach of here."
    where = f"{host} in {place}" if isinstance(place, str) else host
    if row["mean_min"] >= 0:  # only known where short ways were asked for
        mean = f"{row['mean_min']:.1f} minutes"
        return f"{where}: with {what} here as well, the mean way to the nearest would be {mean}."
    whom = f"about {row['people']:,.0f} more people" if row["people"] > 0 else "more people"
    count = len(row["reached_place_ids"])
    return (
        f"{where}: {what} here would be within {within_min:g} minutes of {whom} "
        f"in {count} {'place' if count == 1 else 'places'}."
    )


def require_team_to_meet(audience: Audience) -> None:
    """
    Refuse to list introductions for the public.

    Raises
    ------
    TableError
        For any audience but the team.

    Examples
    --------
    >>> from assetmap.model import AUDIENCES
    >>> require_team_to_meet(AUDIENCES["team"])
    """
    if audience.sees_records:
        return
    says = "they tell what people want, whom they do not know, and who could be asked."
    remedy = "Add --audience team, and keep the list in the team."
    raise TableError(
        "Introductions are for the team alone.", [Problem("--audience", "team_only", says, remedy)]
    )


def say_introductions(introductions: pd.DataFrame) -> pd.DataFrame:
    """
    Put names before the sentences, which have none.

    Examples
    --------
    >>> found = pd.DataFrame({"person_a_name": ["Asha"], "person_b_name": ["Choir"],
    ...                       "introducer_name": ["Ben"],
    ...                       "says": ["The first sings."]})
    >>> say_introductions(found)["says"].tolist()
    ['Asha and Choir, through Ben: The first sings.']
    """
    through = ", through " + introductions["introducer_name"].astype("str")
    through = through.where(introductions["introducer_name"].notna(), "")
    both = introductions["person_a_name"] + " and " + introductions["person_b_name"]
    return introductions.assign(says=both + through + ": " + introductions["says"])


def say_people(champions: pd.DataFrame) -> pd.DataFrame:
    """
    Put names and places before the sentences, for the team.

    Whom nobody knows yet has no name; that sentence stays as it is.

    Examples
    --------
    >>> found = pd.DataFrame({"person_id": ["p1", None], "name": ["Asha", None],
    ...                       "place_name": ["West", None], "says": ["Has 2 ties.", "Nobody yet."]})
    >>> say_people(found)["says"].tolist()
    ['Asha (West): Has 2 ties.', 'Nobody yet.']
    """
    where = (" (" + champions["place_name"].astype("str") + ")").where(
        champions["place_name"].notna(), ""
    )
    named = champions["name"].astype("str") + where + ": " + champions["says"]
    return champions.assign(says=named.where(champions["person_id"].notna(), champions["says"]))


def say_named_people(champions: pd.DataFrame) -> pd.DataFrame:
    """
    Say who may be asked of those who agreed to be named: name, place and roles, as far as agreed.

    Examples
    --------
    >>> found = pd.DataFrame({"name": ["Asha", "Ben"], "place_name": ["West", None],
    ...                       "roles": [("connector", "leader"), ()]})
    >>> say_named_people(found)["says"].tolist()
    ['Asha (West): connector and leader.', 'Ben: somebody to ask.']
    """
    rows = champions[["name", "place_name", "roles"]].itertuples(index=False, name=None)
    said = [
        f"{name} ({place}): {_say_roles(roles)}."
        if isinstance(place, str)
        else f"{name}: {_say_roles(roles)}."
        for name, place, roles in rows
    ]
    return champions.assign(says=pd.array(said, dtype="str"))


def _say_roles(roles: tuple[str, ...]) -> str:
    return say_list([role.replace("_", " ") for role in roles]) or "somebody to ask"


def say_no_people(m: AssetMap, *, is_team: bool) -> str:
    """
    Say what to do where nobody was found, and which bodies join places.

    The public is not told whether anybody is on the map.
    """
    from assetmap.links import find_connecting_bodies

    bodies = find_connecting_bodies(m)["name"].tolist()
    said = []
    if is_team:
        said.append("No people are on this map: list them under [[people]], and who knows whom.")
    if bodies:
        said.append(f"Bodies that join places: {say_list(bodies, at_most=_BODIES_AT_MOST)}.")
    return " ".join(said)


def say_open_links(links: pd.DataFrame, names: Mapping[Any, Any]) -> pd.DataFrame:
    """
    Say what joins places, or words, without anybody's help; ``names`` are those of assets.

    Examples
    --------
    >>> found = pd.DataFrame(
    ...     {"place_a_name": ["Hill", "Isle"], "place_b_name": ["Mill", None],
    ...      "shared_groups": [2, 0], "shared_group_ids": [("choir",), ()], "ties": [1, 0],
    ...      "adjacent": [True, False]}
    ... )
    >>> say_open_links(found, {"choir": "Choir"})["says"].tolist()
    ['Hill and Mill share 2 groups (Choir and 1 more) and are joined by 1 tie between groups; they
    are neighbours.', 'Isle: no link through groups is known yet; ask who works here and
    elsewhere.']
    """
    *_, first, second = GROUP_PAIR if "group_a" in links else PLACE_PAIR
    columns = [first, second, "shared_groups", "shared_group_ids", "ties", "adjacent"]
    rows = links[columns].itertuples(index=False, name=None)
    said = [_say_open_link(*row, names=names) for row in rows]
    return links.assign(says=pd.array(said, dtype="str"))


def _say_open_link(
    first: str,
    second: str | None,
    shared: int,
    group_ids: tuple[str, ...],
    ties: int,
    adjacent: bool,
    *,
    names: Mapping[Any, Any],
) -> str:
    """Say of two what they share and how many ties join them; of one alone that nothing does."""
    if not isinstance(second, str):
        return f"{first}: no link through groups is known yet; ask who works here and elsewhere."
    named = [str(names[asset]) for asset in group_ids if asset in names]
    more = [f"{shared - len(named):,} more"] * (len(named) < shared)
    groups = f" ({say_list([*named, *more])})" if named else ""
    parts = [f"share {say_number(shared, 'group')}{groups}"] * (shared > 0)
    parts += [f"are joined by {say_number(ties, 'tie between groups', 'ties between groups')}"] * (
        ties > 0
    )
    near = "; they are neighbours" if adjacent else ""
    return f"{name_pair(first, second)} {' and '.join(parts)}{near}."


def say_checks(checks: pd.DataFrame) -> pd.DataFrame:
    """
    Put who keeps a record, its name, place and number before the reason to ask.

    Examples
    --------
    >>> found = pd.DataFrame({"keeper_name": ["Walk"], "name": ["Hall"], "place_name": [None],
    ...                       "phone": ["01234"], "says": ["Nobody ever confirmed this record."]})
    >>> say_checks(found)["says"].tolist()
    ['Walk: Hall, 01234. Nobody ever confirmed this record.']
    """
    said = checks["keeper_name"].fillna("nobody stated").astype("str") + ": " + checks["name"]
    for column, before, after in (("place_name", " (", ")"), ("phone", ", ", "")):
        part = before + checks[column].astype("str") + after
        said = said + part.where(checks[column].notna(), "")
    return checks.assign(says=said + ". " + checks["says"])


def say_close_to_both(missing: pd.DataFrame, names: pd.Series[Any]) -> pd.DataFrame:
    """
    Put the name of whoever is close to both after the sentences, for the team.

    Only people who agreed to be introduced are in ``mediator_id``.

    Examples
    --------
    >>> found = pd.DataFrame({"mediator_id": ["p1", None], "says": ["No link.", "None at all."]})
    >>> say_close_to_both(found, pd.Series({"p1": "Asha"}))["says"].tolist()
    ['No link. Close to both: Asha.', 'None at all.']
    """
    bridge = missing["mediator_id"].map(names.to_dict())
    named = missing["says"].astype("str") + " Close to both: " + bridge.astype("str") + "."
    return missing.assign(says=named.where(bridge.notna(), missing["says"]))


def say_for_the_team(found: Mapping[str, pd.DataFrame]) -> str:
    """
    Say on how many something rests alone, what would share it, what is missing, who could meet.

    Parameters
    ----------
    found
        The frames ``fragility``, ``safeguards``, ``missing`` and
        ``introductions``. Safeguards count where both are known who would meet.

    Returns
    -------
    sentence
        One line.
    """
    from assetmap.publish import find_resting

    resting = int(find_resting(found["fragility"]).sum())
    shared = int(found["safeguards"][["person_id", "other_id"]].notna().all(axis=1).sum())
    missing, meetings = len(found["missing"]), len(found["introductions"])
    whom = say_number(resting, "person or group", "people or groups")
    said = [f"something rests on {whom} alone" if resting else "nothing rests on one alone"]
    if shared:
        said.append(f"{say_number(shared, 'introduction', 'introductions')} would share it")
    said += [
        f"{say_number(missing, 'link is', 'links are')} missing",
        f"{say_number(meetings, 'introduction', 'introductions')} to make",
    ]
    return f"For the team: {'; '.join(said)}."

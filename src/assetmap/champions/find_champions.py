"""`find_champions`: the people to ask, and why."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from assetmap.arrays import tuples_by_row
from assetmap.champions._champion_sentences import write_reasons
from assetmap.champions._likeness import measure_likeness_to_group
from assetmap.champions._ranking import (
    WEIGHTS,
    Bridged,
    Named,
    Weighing,
    build_bridged,
    check_weights,
    find_bridged,
    find_sources,
    measure_evidence,
    rank_people,
)
from assetmap.champions._standing import Ties, build_counted_graph, find_nominations
from assetmap.champions.measure_rank_stability import Thinning, check_replicates
from assetmap.errors import TableError, find_unknown
from assetmap.model import AssetKind, Purpose, Role
from assetmap.network import AssetGraph, measure_betweenness, measure_reach
from assetmap.space import find_parts
from assetmap.tables import AssetMap, find_consenting
from assetmap.typing import Objects

__all__ = ["CHAMPION_COLUMNS", "find_champions"]

CHAMPION_COLUMNS = (
    "person_id", "name", "place_id", "place_name", "roles", "groups", "kinds", "places_bridged",
    "only_link_for", "group_ids", "group_kinds", "bridged_place_ids", "betweenness", "reach_2",
    "is_title_less", "is_hidden", "gifts", "nominations", "likeness", "ties", "source_names",
    "evidence_days", "unsure_share", "consents", "may_publish_name", "rank", "rank_low",
    "rank_high", "stability", "says",
)  # fmt: skip
"""Columns of what `find_champions` gives, in order."""
_GIFTS = ("offers", "head", "hands", "heart")
_HIDDEN_FROM = 0.75
"""Hidden connectors bridge more than this share of those with a tie, and have no title."""


def find_champions(  # noqa: PLR0913 - whom to list, by what order, and how sure: each given alone
    m: AssetMap,
    *,
    like: Mapping[str, str] | None = None,
    role: str | None = None,
    themes: Iterable[str] | None = None,
    in_places: Iterable[str] | None = None,
    tied_by: Ties = "both",
    weights: Mapping[str, float] | None = None,
    missing_rate: float = 0.2,
    replicates: int = 400,
    top: int = 10,
    seed: int = 0,
    progress: bool | Callable[[str], None] = False,
) -> pd.DataFrame:
    """
    Find the people to ask: who brings groups, people and places together.

    Read it as a list of conversations to have, never as a league table. It
    knows only the ties that somebody wrote down; connectors are often at the
    edge, without a title, and the neighbours know best who they are. That is
    why people with no tie come first, and before them whom nobody knows.

    Parameters
    ----------
    m
        The map. Not modified.
    like
        A group to be reached, such as ``{"age_group": "16-24", "place":
        "Mill End"}``: columns of the assets (case, spaces and ``_`` do not
        matter), or ``place`` (id or name). Bands are understood: ``"65+"`` is
        65-74 and 75+, ``"under 25"`` is 16-24. Only people who have one of the
        values, or are in touch with who has, are listed, and those who have
        more of them come first. A band that holds none of the map's, and a
        misspelt word, are refused with those that are known.
    role
        Only people who are called this (`assetmap.model.Role`). Leave it out
        to find those whom nobody calls anything.
    themes
        Only people with one of these themes, or tied to something that has.
    in_places
        Only people who belong to, or are active in, these places (ids) or a
        place that is part of them.
    tied_by
        ``"shared"``: memberships alone (member of, runs, volunteers at);
        ``"stated"``: all other ties that somebody stated, such as ``knows``;
        ``"both"``. The sentences say which.
    weights
        Powers of the three parts of the order, ``bridging``, ``nominations``
        and ``likeness``; 1 each when None, 0 for those not named. See Notes.
    missing_rate, replicates, top, seed
        How sure the order is: share that is taken out of each of at most so
        many copies, and the places that ``stability`` is about; see
        `measure_rank_stability`. 0 replicates leave the columns empty. From a
        rate of 0.3 the sentences say that much was never recorded.
    progress
        True says on the standard error stream how far it is; or a function
        that is called with a sentence.

    Returns
    -------
    people
        First, with ``like``, a row for whom nobody is known: all is 0 or
        missing, and ``says`` says whom. Then one row per individual; those
        with no tie first by id, then by rank and id. The same columns when
        nobody is found:

        - ``person_id``, ``name``, ``place_id``, ``place_name``
        - ``roles`` (tuple): what they are called; ``is_title_less`` (bool)
          when empty
        - ``groups`` (int64): different associations, institutions, spaces,
          exchanges and pieces of culture they are tied to; ``group_ids``
          (tuple): which; ``kinds`` (int64), ``group_kinds`` (tuple): of which
          kinds
        - ``places_bridged`` (int64), ``bridged_place_ids`` (tuple): different places
          they and whatever they are tied to belong to, or they are active in
        - ``only_link_for`` (int64): assets and people whose only tie is with
          them
        - ``betweenness`` (float64, 0 to 1): share of the pairs of others
          whose shortest chain of ties goes through them, among all assets
        - ``reach_2`` (int64): other people and assets within two ties
        - ``is_hidden`` (bool): a hidden connector: holds no title, nobody
          named them, they lie on chains between others, and bridge more than
          three quarters of those with a tie in this list
        - ``gifts`` (tuple): what they offer, know, can do and care about
        - ``nominations`` (int64): different people who named them (ties of
          kind ``nominates``); ``likeness`` (float64, 0 to 1): NaN without
          ``like``
        - ``ties`` (int64): ties recorded, nominations not among them
        - ``source_names`` (tuple): who said so; ``evidence_days`` (Int64): days
          since the latest word on them; ``unsure_share`` (float64, 0 to 1):
          share of the records behind the row (their own, and one per tie)
          that are old or were never confirmed
        - ``consents`` (tuple): purposes they agreed to that hold on
          ``m.as_of``; ``may_publish_name`` (bool): ``publish_name`` is one
        - ``rank`` (Int64): within this list; alike people share a rank;
          missing for those with no tie. ``rank_low``, ``rank_high`` (Int64),
          ``stability`` (float64, 0 to 1): see `measure_rank_stability`.
          Nobody is to be put before another whose span overlaps
        - ``says`` (str): the reasons in a sentence, without a name of theirs

    Raises
    ------
    TableError
        With all of what is wrong of a sort: words that are not known, people
        who cannot be compared, a share or number that cannot be used.

    See Also
    --------
    assetmap.network.measure_bridging : Further measures of the same.
    choose_champions : A team, which is not the first of this list.

    Notes
    -----
    Ties that ended before ``m.as_of``, closed assets, people who took back
    their consent to be stored and what is at a secret location do not count.

    People are laid out beside the groups they belong to, not tied to each
    other for sharing one: membership is what people can truthfully tell
    (Breiger 1974). The order is by

        bridging ** b * nominations ** n * likeness ** l

    ``bridging`` is the share of those with a tie in this list who bridge no
    more, by betweenness, then groups, then places. ``nominations`` is (1 + n)
    over (1 + the most of anybody): residents' own word, which is the usual
    practice and better than any score. ``likeness`` is the mean over the
    values of ``like``: 1 for who has it, 0.5 for who is tied to somebody or
    something that has; 1 for all without ``like``. Whoever has more of the
    values comes before whoever has fewer, unless likeness weighs 0: people
    like those asked for before people who know them. Likeness is not thinned
    in the copies; ties and nominations are.

    A further nomination, all else the same, never puts somebody lower. A
    further tie may: others come to lie on chains too.

    Simulated (60 people, 20 groups, a fifth never recorded): spans hold the
    rank in the whole network for 98 of 100 of the first ten, and for 90 to 93
    of all. From seed to seed 85 of 100 ends of the first ten move by at most
    two places, 91 by at most three, where 400 copies end before they settle.

    Other ids for the same people change no rank, only what is drawn for its
    span. 5,000 people in 500 groups take about 40 seconds of one processor,
    and 1 second without replicates. The frame holds names: share it through a
    map or a writer, which keep back what was not agreed to. A list of people
    like a group is for the team alone: being on it tells what they are.

    Examples
    --------
    Asha belongs to two groups; nobody has asked Ben yet:

    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {
    ...             "name": ["Asha", "Ben", "Choir", "Repair Café"],
    ...             "kind": ["individual", "individual", "association", "exchange"],
    ...         },
    ...         index=["asha", "ben", "choir", "repair"],
    ...     ),
    ...     ties=pd.DataFrame(
    ...         {"source": "asha", "target": ["choir", "repair"], "kind": "member_of"}
    ...     ),
    ... )
    >>> people = find_champions(m)
    >>> people[["person_id", "groups", "betweenness", "rank", "rank_high"]]
      person_id  groups  betweenness  rank  rank_high
    0       ben       0     0.000000  <NA>       <NA>
    1      asha       2     0.333333     1          1
    >>> people["says"][1]
    'Tied to 2 community assets of 2 kinds (Choir, Repair Café); 2 of these have no other tie;
    holds no title, and others meet this way; none of this was confirmed
    within two years.'
    """
    thinning = Thinning(missing_rate, replicates, seed=seed)
    check_replicates(thinning, top=top, problems=check_weights(weights))
    graph = build_counted_graph(m, ties=tied_by)
    ids = choose_people(m, graph, role=role, themes=themes, places=in_places)
    group = None if like is None else measure_likeness_to_group(m, graph, ids, like)
    if group is not None:
        group = group.leave_out_others()
        ids = group.ids
    spans = build_bridged(m, graph, ids)
    named = find_nominations(m)
    table = _describe(m, graph, ids, spans, named)
    table["likeness"], table["held"], table["is_like"] = (
        (np.nan, 0.0, "") if group is None else (group.share, group.held, group.says)
    )
    weighing = _weigh(m, graph, table, named, WEIGHTS if weights is None else weights)
    ids = table.index[(table["ties"] > 0).to_numpy()]
    ranked = rank_people(
        graph,
        graph.ids.get_indexer(ids),
        weighing,
        thinning,
        betweenness=table.loc[ids, "betweenness"].to_numpy(dtype=np.float64),
        top=top,
        progress=_speaker(progress),
    )
    table = table.join(ranked.set_axis(ids))
    bridges = (table["betweenness"] > 0) & (table["bridging"] > _HIDDEN_FROM)
    table["is_hidden"] = table["is_title_less"] & bridges & (table["nominations"] == 0)
    table["says"] = write_reasons(
        table, names=m.assets["name"], ties=str(tied_by), missing_rate=missing_rate
    )
    return _in_order(table, () if group is None else group.nobody)


def _speaker(progress: bool | Callable[[str], None]) -> Callable[[str], None] | None:  # noqa: FBT001
    if callable(progress):
        return progress
    return _write_line if progress else None


def _write_line(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _describe(
    m: AssetMap, graph: AssetGraph, ids: pd.Index[str], spans: Bridged, named: pd.DataFrame
) -> pd.DataFrame:
    """Say all that is known of each person, but for their rank."""
    table = pd.DataFrame(m.assets.loc[ids, ["name", "roles"]])
    for part in (find_bridged(graph, ids, spans), measure_evidence(m, ids), find_sources(m, ids)):
        table = table.join(part)
    home = graph.place_of_node
    table["place_id"] = m.assets["place_id"] if home is None else home.reindex(ids)
    table["place_name"] = table["place_id"].map(m.places["name"]).astype("str")
    table["betweenness"] = measure_betweenness(graph).reindex(ids)
    table["reach_2"] = measure_reach(graph, steps=2).reindex(ids)
    table["is_title_less"] = table["roles"].str.len().to_numpy() == 0
    table["gifts"] = _join_words(m.assets.loc[ids, list(_GIFTS)])
    table["nominations"] = named["person"].value_counts().reindex(ids, fill_value=0)
    table["unsure_share"] = table["unsure"] / table["records"]
    return table.assign(**_consents(m, ids))


def _join_words(columns: pd.DataFrame) -> Objects:
    """Put the words of several columns of tuples together, each once."""
    joined = np.empty(len(columns), dtype=object)
    cells = [columns[name].tolist() for name in columns]
    joined[:] = [
        tuple(dict.fromkeys(word for cell in row for word in cell))
        for row in zip(*cells, strict=True)
    ]
    return joined


def _consents(m: AssetMap, ids: pd.Index[str]) -> dict[str, Any]:
    """List what each person agreed to."""
    agreed = {str(purpose): ids.isin(find_consenting(m, purpose=purpose)) for purpose in Purpose}
    words = np.array(sorted(agreed), dtype=object)
    holder, purpose = np.nonzero(np.stack([agreed[word] for word in words], axis=1))
    return {
        "consents": tuples_by_row(holder, words[purpose], len(ids)),
        "may_publish_name": agreed[str(Purpose.PUBLISH_NAME)],
    }


def _weigh(
    m: AssetMap,
    graph: AssetGraph,
    table: pd.DataFrame,
    named: pd.DataFrame,
    weights: Mapping[str, float],
) -> Weighing:
    """Lay out what ranks those who have a tie; others have no rank, which is not the last."""
    ids = table.index[(table["ties"] > 0).to_numpy()]
    of_tied = named[named["person"].isin(ids)]
    return Weighing(
        spans=build_bridged(m, graph, ids),
        named=Named(
            person=ids.get_indexer(pd.Index(of_tied["person"])),
            by=graph.ids.get_indexer(pd.Index(of_tied["by"])),
        ),
        likeness=table.loc[ids, "likeness"].fillna(1.0).to_numpy(dtype=np.float64),
        held=table.loc[ids, "held"].to_numpy(dtype=np.float64),
        weights=weights,
    )


def _in_order(table: pd.DataFrame, nobody: tuple[str, ...]) -> pd.DataFrame:
    """Put whom nobody knows first, then people with no tie, then by rank, then by id."""
    order = np.lexsort((np.arange(len(table)), table["rank"].fillna(0).to_numpy(dtype=np.int64)))
    table = table.iloc[order].assign(person_id=lambda found: found.index)
    found = table[list(CHAMPION_COLUMNS)].reset_index(drop=True)
    if not nobody:
        return found
    empty = _empty_rows(found, nobody)
    return pd.concat([empty, found], ignore_index=True).astype(found.dtypes.to_dict())


def _empty_rows(found: pd.DataFrame, nobody: tuple[str, ...]) -> pd.DataFrame:
    """Make rows for whom nobody is known: counts are 0, lists empty, the rest is missing."""
    rows = found.head(0).reindex(range(len(nobody)))
    for name, dtype in found.dtypes.items():
        if dtype == np.int64:
            rows[name] = 0
        elif dtype == np.bool_:
            rows[name] = False
        elif isinstance(dtype, np.dtype) and dtype.kind == "O":
            rows[name] = _join_words(pd.DataFrame({"none": [()] * len(nobody)}))
    rows[["betweenness", "unsure_share", "likeness"]] = 0.0
    rows["says"] = list(nobody)
    return rows.astype(found.dtypes.to_dict())


def choose_people(
    m: AssetMap,
    graph: AssetGraph,
    *,
    role: str | None,
    themes: Iterable[str] | None,
    places: Iterable[str] | None,
) -> pd.Index[str]:
    """List the ids of the people who meet every condition, sorted; raise if one is not known."""
    assets = m.assets
    wanted_themes = _words(themes)
    wanted_places = _words(places)
    known_themes = set(assets["themes"].explode().dropna())
    problems = [
        *find_unknown("role", _words(role) or [], [str(word) for word in Role]),
        *find_unknown("themes", wanted_themes or [], known_themes),
        *find_unknown("in_places", wanted_places or [], m.places.index),
    ]
    if problems:
        raise TableError("There is nobody to find by these words.", problems)
    is_chosen = (assets["kind"] == str(AssetKind.INDIVIDUAL)) & assets.index.isin(graph.ids)
    if role is not None:
        is_chosen &= _has_any(assets["roles"], [str(role)])
    if wanted_themes is not None:
        is_chosen &= _is_about(assets["themes"], wanted_themes, graph)
    if wanted_places is not None:
        is_chosen &= _is_in(m, graph, wanted_places)
    chosen: pd.Index[str] = assets.index[is_chosen].sort_values()
    return chosen


def _words(given: str | Iterable[str] | None) -> list[str] | None:
    """Take one word or several, each once."""
    if given is None:
        return None
    words = (given,) if isinstance(given, str) else given
    return list(dict.fromkeys(str(word) for word in words))


def _has_any(words: pd.Series[Any], wanted: list[str]) -> pd.Series[bool]:
    """Tell which rows of a column of words hold one of the wanted."""
    found: pd.Series[bool] = words.explode().isin(wanted).groupby(level=0).any()
    return found.reindex(words.index, fill_value=False)


def _is_about(themes: pd.Series[Any], wanted: list[str], graph: AssetGraph) -> pd.Series[bool]:
    """Tell who has one of these themes, or a tie with something that has."""
    own = _has_any(themes, wanted).reindex(graph.ids).to_numpy(dtype=np.float64)
    tied = graph.adjacency(weighted=False) @ own
    return pd.Series(own + tied > 0, index=graph.ids).reindex(themes.index, fill_value=False)


def _is_in(m: AssetMap, graph: AssetGraph, wanted: list[str]) -> pd.Series[bool]:
    """Tell who belongs to, or is active in, these places or a part of them."""
    within = find_parts(m.places, pd.Index(wanted))
    home = graph.place_of_node
    belongs = m.assets["place_id"] if home is None else home.reindex(m.assets.index)
    return belongs.isin(within) | _has_any(m.assets["active_in"], within.tolist())

"""Which ties are still there at a later date, and which are of those who came or went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from assetmap.errors import GraphError, Problem
from assetmap.language import in_its_language
from assetmap.learning._tie_pairs import TiePairs, measure_incidence, pair_up
from assetmap.learning._tie_sentences import say_ties
from assetmap.network import AssetGraph, as_graph, measure_bridging
from assetmap.tables import AssetMap, Grouping, find_categories, read_words_by_id
from assetmap.typing import Floats, Matrix
from assetmap.wording import say_rows

__all__ = ["TIE_CHANGE_COLUMNS", "compare_ties"]

TIE_CHANGE_COLUMNS = (
    "category", "assets_before", "assets_after", "assets_both", "ties_before", "ties_after",
    "kept", "lost", "gained", "neither", "lost_with_assets", "gained_with_assets", "persistence",
    "new_share", "jaccard", "hamming", "kept_by_chance", "kappa", "jaccard_all", "turnover",
    "turnover_both", "turnover_assets", "before", "after", "change", "says",
)  # fmt: skip
"""Columns of what `compare_ties` gives, in order."""
TIE_KIND = "tie_kind"
"""The grouping that is one of ties, not of assets."""
Measure: TypeAlias = "Callable[[Any], float | pd.Series[Any]]"
"""A function of a map (or graph): a number, or one for each asset by id."""


@in_its_language
def compare_ties(
    before: AssetMap | AssetGraph,
    after: AssetMap | AssetGraph,
    *,
    by: Grouping | None = None,
    measure: Measure | None = None,
) -> pd.DataFrame:
    """
    Compare the ties of two dates: kept, lost, gained, and who came and went.

    How many ties there are hides how many are new: half of them may have
    changed while their number stays. Read ``persistence`` as the share of the
    ties between those known at both dates that are still on record, and
    ``turnover_assets`` as the part of all turnover that comes with people and
    groups who are known at one date only. A tie that is not on record any
    more may still be there, and nothing here says why it is not.

    Parameters
    ----------
    before, after
        Two maps, or graphs of them; both directed, or neither. Of a map, the
        ties that stand on its own day (`build_graph`). Not modified. Assets
        are the same at both dates where their ids are.
    by
        None for one row over all ties. ``"tie_kind"`` for a row for each kind
        of tie. Otherwise a grouping of assets: a column's name, ``"place"``,
        or words by id (of a graph: ``"kind"``, ``"place"`` or words by id). A
        row then counts the ties with an end in the group, so that one between
        two groups counts in both. Who is known at both dates is in the groups
        of ``after``.
    measure
        What else to compare: a function of a map (or graph, as given) that
        gives a number, or a number for each asset by id, which is averaged
        over the row's assets known at both dates. A single number is of
        everything, and stands in each row. When None, bridging as
        `measure_bridging` has it, averaged so.

    Returns
    -------
    comparison
        One row, or one for each word by ``category`` (NaN for all ties), in
        the order of text. Pairs count, however many ties they have:

        - ``category``
        - ``assets_before``, ``assets_after`` and ``assets_both`` (int64):
          assets on the maps, and those that are on both
        - ``ties_before`` and ``ties_after`` (int64): tied pairs on the maps
        - ``kept``, ``lost``, ``gained`` and ``neither`` (int64): pairs of
          assets known at both dates that are tied at both, at the first only,
          at the second only, at neither
        - ``lost_with_assets`` and ``gained_with_assets`` (int64): tied pairs
          one of whom is known at the one date only
        - ``persistence`` (float64): kept / (kept + lost)
        - ``new_share`` (float64): gained / (kept + gained)
        - ``jaccard`` (float64): kept / (kept + lost + gained)
        - ``hamming`` (int64): lost + gained
        - ``kept_by_chance`` (float64): ties that would be kept if it were
          chance which pairs are tied
        - ``kappa`` (float64): how far the dates agree beyond chance, at most 1
        - ``jaccard_all`` (float64): the same as ``jaccard`` over all ties,
          those of who came and went too
        - ``turnover`` (float64): (lost + gained) / (2 kept + lost + gained)
          over all ties; ``turnover_both`` (float64): the same over those
          known at both dates; ``turnover_assets`` (float64): what is left,
          the part due to who came and went
        - ``before``, ``after`` and ``change`` (float64): the measure
        - ``says``: the row in a sentence

        A share of nothing is NaN.

    Raises
    ------
    GraphError
        If one graph is directed and the other is not, or has no such labels.
    TableError
        If there is no such column, or none of the ids is on the map.

    See Also
    --------
    compare_cohesion : What ties that are not there yet would change.

    Notes
    -----
    Kappa is Cohen's over pairs. The split of turnover is that of Poisot et
    al. (2012), "The dissimilarity of species interaction networks", with
    assets for species: the part of all turnover beside that of the shared.

    Examples
    --------
    Ties AB, BC, CD, DX and AX become AB, BC, AD and DY:

    >>> was, now = (
    ...     AssetGraph.from_frame(pd.DataFrame([tuple(tie) for tie in ties.split()],
    ...                                        columns=["source", "target"]))
    ...     for ties in ("AB BC CD DX AX", "AB BC AD DY")
    ... )
    >>> found = compare_ties(was, now)
    >>> found[["kept", "lost", "gained", "persistence"]].round(3).to_numpy().tolist()
    [[2.0, 1.0, 1.0, 0.667]]
    >>> found[["turnover", "turnover_both", "turnover_assets"]].round(3).to_numpy().tolist()
    [[0.556, 0.333, 0.222]]

    Any other measure, such as how far groups keep to themselves:

    >>> from assetmap.links import measure_silos
    >>> def measure_ei(graph):
    ...     return measure_silos(graph, by=dict(zip("ABCD", "rrbb")), permutations=99)["ei"].iloc[0]
    >>> compare_ties(was, now, measure=measure_ei)["says"].iloc[0][-46:]
    'What was measured: -0.333 before, 0.333 after.'
    """
    was, now = as_graph(before), as_graph(after)
    if was.is_directed != now.is_directed:
        problem = Problem("after", "two_directions", "only one of the two is directed.",
                          "Make both with the same `directed`.")  # fmt: skip
        raise GraphError("These ties cannot be compared.", [problem])
    pairs = pair_up(was, now, by_kind=isinstance(by, str) and by == TIE_KIND)
    members, words = _read_members(pairs, by, before, after)
    found = _count(pairs, members)
    found.insert(0, "category", pd.Series(words, dtype="str"))
    _add_shares(found)
    for date, subject in (("before", before), ("after", after)):
        found[date] = _measure(subject, measure, pairs, members)
    found["change"] = found["after"] - found["before"]
    said = ["assets_both", "ties_before", "kept", "lost", "gained", "lost_with_assets",
            "gained_with_assets", "before", "after"]  # fmt: skip
    rows = found[said].assign(is_bridging=measure is None)
    found["says"] = say_rows(rows, say_ties).astype("str")
    return found[list(TIE_CHANGE_COLUMNS)]


def _read_members(
    pairs: TiePairs,
    by: Grouping | None,
    before: AssetMap | AssetGraph,
    after: AssetMap | AssetGraph,
) -> tuple[Matrix, list[str | None]]:
    """Tell which assets (rows) are in which group (columns), and what the groups are called."""
    if by is None or (isinstance(by, str) and by == TIE_KIND):
        words: list[str | None] = [None] if by is None else list(pairs.kinds)
        return csr_array(np.ones((len(pairs.ids), len(words)))), words
    was, now = (_read_words(subject, by, pairs.ids) for subject in (before, after))
    is_on_both = was.index.isin(pairs.ids[pairs.is_after])
    each = pd.concat([was[~is_on_both], now])  # `after` has the last word
    each = each[each.index.isin(pairs.ids)]
    code, names = pd.factorize(each.astype(str), sort=True)
    at = pairs.ids.get_indexer(each.index)
    member = csr_array((np.ones(len(at)), (at, code)), shape=(len(pairs.ids), len(names)))
    member.data[:] = 1.0  # a word that stands twice is one
    return member, list(names)


def _read_words(subject: AssetMap | AssetGraph, by: Grouping, ids: pd.Index[str]) -> pd.Series[Any]:
    """List the words of each asset, one a row, by id."""
    if not isinstance(by, str):
        return read_words_by_id(by, ids).explode().dropna()
    if isinstance(subject, AssetMap) and by != "place":
        assets = subject.assets
        found = find_categories(assets, by)
        names = np.array(found.names, dtype=object)
        return pd.Series(names[found.category], index=assets.index[found.asset], dtype=object)
    graph = as_graph(subject)
    labels = {"kind": graph.kind_of_node, "place": graph.place_of_node}.get(by)
    if labels is None:
        problem = Problem("by", "unknown_labels", f"this graph does not know {by!r} of its nodes.",
                          "Give words by id, or compare the maps.")  # fmt: skip
        raise GraphError("These ties cannot be grouped.", [problem])
    return labels.dropna()


def _count(pairs: TiePairs, members: Matrix) -> pd.DataFrame:
    """Count assets and pairs of each group."""
    is_both = pairs.is_before & pairs.is_after
    assets = members.T @ np.column_stack([pairs.is_before, pairs.is_after, is_both])
    was, now = pairs.was_tied, pairs.is_tied
    among = is_both[pairs.first] & is_both[pairs.second]
    flags = np.column_stack(
        [was, now, was & now, was & ~now & among, now & ~was & among, was & ~among, now & ~among]
    )
    ties = measure_incidence(pairs, members).T @ flags
    names = ("assets_before", "assets_after", "assets_both", "ties_before", "ties_after", "kept",
             "lost", "gained", "lost_with_assets", "gained_with_assets")  # fmt: skip
    counts = np.rint(np.column_stack([assets, ties])).astype(np.int64)
    found = pd.DataFrame(counts, columns=list(names))
    inside, outside = found["assets_both"], int(is_both.sum()) - found["assets_both"]
    possible = inside * (inside - 1) // 2 + inside * outside
    possible *= 2 if pairs.is_directed else 1
    found["neither"] = possible - found["kept"] - found["lost"] - found["gained"]
    return found


def _add_shares(found: pd.DataFrame) -> None:
    """Add what follows from the counts."""
    kept, lost, gained, neither = (
        found[name].to_numpy(dtype=np.float64) for name in ("kept", "lost", "gained", "neither")
    )
    lost_all = lost + found["lost_with_assets"].to_numpy()
    gained_all = gained + found["gained_with_assets"].to_numpy()
    possible = kept + lost + gained + neither
    found["persistence"] = _share(kept, kept + lost)
    found["new_share"] = _share(gained, kept + gained)
    found["jaccard"] = _share(kept, kept + lost + gained)
    found["hamming"] = found["lost"] + found["gained"]
    found["kept_by_chance"] = _share((kept + lost) * (kept + gained), possible)
    agree = _share(kept + neither, possible)
    chance = (
        _share(kept + lost, possible) * _share(kept + gained, possible)
        + _share(gained + neither, possible) * _share(lost + neither, possible)
    )  # fmt: skip
    found["kappa"] = _share(agree - chance, 1 - chance)
    found["jaccard_all"] = _share(kept, kept + lost_all + gained_all)
    found["turnover"] = _share(lost_all + gained_all, 2 * kept + lost_all + gained_all)
    found["turnover_both"] = _share(lost + gained, 2 * kept + lost + gained)
    # Where nobody is known at both dates with a tie, all of it is theirs who came and went.
    found["turnover_assets"] = found["turnover"] - found["turnover_both"].fillna(0.0)


def _share(part: Floats, whole: Floats) -> Floats:
    """Divide; NaN where there is nothing to divide by."""
    nothing = np.full(len(part), np.nan)
    return np.asarray(np.divide(part, whole, out=nothing, where=whole != 0), dtype=np.float64)


def _measure(
    subject: AssetMap | AssetGraph, measure: Measure | None, pairs: TiePairs, members: Matrix
) -> Floats:
    """Measure a date: one number for all rows, or the mean of each row's assets on both maps."""
    value = measure_bridging(subject)["bridging"] if measure is None else measure(subject)
    if not isinstance(value, pd.Series):
        return np.full(members.shape[1], float(value))
    by_id = value.reindex(pairs.ids).to_numpy(dtype=np.float64)
    counts = pairs.is_before & pairs.is_after & ~np.isnan(by_id)
    return _share(members.T @ np.where(counts, by_id, 0.0), members.T @ counts.astype(np.float64))

"""Memberships: which people belong to which groups, and what they share."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd
from scipy.sparse import coo_array, csr_array, diags_array, triu

from assetmap.errors import GraphError, Problem, find_near_word, find_unknown
from assetmap.model import AssetKind, TieKind
from assetmap.network.build_graph import read_kinds
from assetmap.network.edges import read_node_ids
from assetmap.network.graph import AssetGraph
from assetmap.space import place_of
from assetmap.tables import AssetMap, find_open, find_standing_ties
from assetmap.typing import Matrix

__all__ = [
    "MEMBERSHIP_KINDS",
    "SHARED_GROUP",
    "SHARED_MEMBER",
    "Memberships",
    "build_memberships",
    "build_people_graph",
]

Weight: TypeAlias = Literal["newman", "count"]
SHARED_GROUP = "shared_group"
"""Kind of the ties between people that come from a group they share."""
SHARED_MEMBER = "shared_member"
"""Kind of the ties between groups that come from a member they share."""
Ties: TypeAlias = Literal["stated", "shared", "both"]
MEMBERSHIP_KINDS = tuple(
    str(kind) for kind in (TieKind.MEMBER_OF, TieKind.RUNS, TieKind.SITS_ON, TieKind.VOLUNTEERS_AT)
)
"""Kinds of tie that make a person part of a group."""


@dataclass(frozen=True, eq=False, repr=False, slots=True)
class Memberships:
    """
    Who belongs to what: people on one side, groups on the other.

    Make it with `build_memberships` (from a map) or `Memberships.from_frame`.
    Membership is what people can truthfully tell; that two members know each
    other is a guess, better the smaller the group. So `to_people` and
    `to_groups` give those guesses as ties of a kind of their own.

    Parameters
    ----------
    people, groups
        Ids of either side, sorted; also those without a membership.
    matrix
        One row per person, one column per group: 1 where the person belongs.

    Examples
    --------
    >>> Memberships.from_frame(
    ...     pd.DataFrame({"person": ["asha", "ben", "asha"], "group": ["choir", "choir", "chess"]})
    ... )
    <Memberships: 2 people, 2 groups, 3 memberships>
    """

    people: pd.Index[str]
    groups: pd.Index[str]
    matrix: Matrix

    @classmethod
    def from_frame(
        cls,
        df: pd.DataFrame,
        *,
        people: Iterable[Hashable] = (),
        groups: Iterable[Hashable] = (),
    ) -> Memberships:
        """
        Make it from a table with columns ``person`` and ``group``, a membership a row.

        A membership that stands there twice counts once. ``people`` and
        ``groups`` add those who have none. Ids become text as in
        `AssetGraph.from_frame`. Raises `GraphError` with every problem:
        columns or ids that are missing, ids that are a person and a group.

        Examples
        --------
        >>> rows = pd.DataFrame({"person": ["asha"], "group": ["choir"]})
        >>> Memberships.from_frame(rows, people=["ben"]).people.tolist()
        ['asha', 'ben']
        """
        names = [str(name) for name in df.columns]
        problems = [
            Problem("memberships", "missing_column", f"there is no column {column!r}.", hint)
            for column in ("person", "group")
            if column not in df.columns and (hint := find_near_word(column, names))
        ]
        if problems:
            raise GraphError("This table cannot make memberships.", problems)
        sides = [
            _read_side(df[column], more, column, problems)
            for column, more in (("person", people), ("group", groups))
        ]
        (person_ids, row), (group_ids, column) = sides
        both = person_ids.intersection(group_ids)
        if len(both):
            shown = ", ".join(repr(name) for name in both[:5])
            says = f"{shown} stand there as a person and as a group."
            problems.append(Problem("memberships", "two_sides", says, "Give each its own id."))
        if problems:
            raise GraphError("This table cannot make memberships.", problems)
        shape = (len(person_ids), len(group_ids))
        matrix = csr_array(coo_array((np.ones(len(df)), (row, column)), shape=shape))
        matrix.data[:] = 1.0
        matrix.sort_indices()
        return cls(person_ids, group_ids, matrix)

    def __repr__(self) -> str:
        sizes = f"{len(self.people)} people, {len(self.groups)} groups"
        return f"<Memberships: {sizes}, {self.matrix.nnz} memberships>"

    def to_graph(self) -> AssetGraph:
        """
        Give the graph of both sides: a ``member_of`` tie from person to group.

        Examples
        --------
        >>> rows = pd.DataFrame({"person": ["asha", "ben"], "group": ["choir", "choir"]})
        >>> Memberships.from_frame(rows).to_graph()
        <AssetGraph: 3 nodes, 2 ties (member_of 2), 1 component, 0 isolates>
        """
        ids = pd.Index(sorted([*self.people, *self.groups]), dtype="str", name="asset_id")
        row, column = self.matrix.tocoo().coords
        return AssetGraph(
            ids=ids,
            source=ids.get_indexer(self.people)[row],
            target=ids.get_indexer(self.groups)[column],
            kind=np.zeros(len(row), dtype=np.int16),
            kinds=("member_of",),
            weight=np.ones(len(row)),
        )

    def to_people(self, *, weight: Weight = "newman", largest: int | None = None) -> AssetGraph:
        """
        Tie the people who share a group.

        Parameters
        ----------
        weight
            ``"newman"``: the sum of 1/(members - 1) over the groups shared, so
            that a group of everybody says little (Newman 2001, "Scientific
            collaboration networks II"). ``"count"``: the number of groups
            shared (Breiger 1974, "The duality of persons and groups").
        largest
            Groups with more members than this tie nobody. Measures that take
            no weights see every tie alike, so a county-wide body would make
            everybody everyone's contact; and a group of k members makes
            k(k-1)/2 ties, which must fit in memory (60 bytes each).

        Returns
        -------
        graph
            Over ``people``; its ties are of kind ``shared_group``.

        Raises
        ------
        GraphError
            If there is no such weight.

        Examples
        --------
        >>> rows = pd.DataFrame(
        ...     {"person": ["asha", "ben", "cy"], "group": ["choir", "choir", "choir"]}
        ... )
        >>> Memberships.from_frame(rows).to_people().to_frame()
          source target          kind  weight
        0   asha    ben  shared_group     0.5
        1   asha     cy  shared_group     0.5
        2    ben     cy  shared_group     0.5
        """
        return _project(self.matrix, self.people, SHARED_GROUP, weight, largest)

    def to_groups(self, *, weight: Weight = "count", largest: int | None = None) -> AssetGraph:
        """
        Tie the groups that share a member; as `to_people`, the other way round.

        ``largest`` leaves out people with more memberships than that.

        Examples
        --------
        >>> rows = pd.DataFrame({"person": ["asha", "asha"], "group": ["choir", "chess"]})
        >>> Memberships.from_frame(rows).to_groups().to_frame()
          source target           kind  weight
        0  chess  choir  shared_member     1.0
        """
        turned = csr_array(self.matrix.T)
        return _project(turned, self.groups, SHARED_MEMBER, weight, largest)


def _read_side(
    given: pd.Series[Any], more: Iterable[Hashable], column: str, problems: list[Problem]
) -> tuple[pd.Index[str], Any]:
    """List the ids of one side, sorted, and find the one of each row."""
    words, code = read_node_ids(given)
    if (code < 0).any():
        says = f"{int((code < 0).sum())} have no {column}."
        problems.append(Problem("memberships", "missing_id", says, "Fill them in."))
    added, of_added = read_node_ids(pd.Series(list(more), dtype=object))
    used = {*words.take(code[code >= 0]), *added.take(of_added[of_added >= 0])}
    ids: pd.Index[str] = pd.Index(sorted(used), dtype="str", name=f"{column}_id")
    return ids, ids.get_indexer(words.take(code))


def _project(
    matrix: Matrix, ids: pd.Index[str], kind: str, weight: str, largest: int | None
) -> AssetGraph:
    """Tie the rows of a matrix that share a column."""
    problems = find_unknown("weight", [weight], ("newman", "count"))
    if problems:
        raise GraphError("Shared memberships cannot be weighed like that.", problems)
    size = np.bincount(matrix.indices, minlength=matrix.shape[1])
    is_shared = size >= 2 if largest is None else (size >= 2) & (size <= largest)
    kept = csr_array(matrix[:, np.flatnonzero(is_shared)])
    part = 1.0 / (size[is_shared] - 1) if weight == "newman" else np.ones(kept.shape[1])
    shared = triu(kept @ diags_array(part) @ kept.T, k=1, format="coo")
    return AssetGraph(
        ids=ids.rename("asset_id"),
        source=shared.row,
        target=shared.col,
        kind=np.zeros(shared.nnz, dtype=np.int16),
        kinds=(kind,),
        weight=shared.data,
    )


def build_memberships(m: AssetMap, *, kinds: Iterable[str] = MEMBERSHIP_KINDS) -> Memberships:
    """
    Lay out which people of a map belong to which groups.

    Parameters
    ----------
    m
        The map. Not modified.
    kinds
        Kinds of tie that count as belonging, from a person to something that
        is not a person.

    Returns
    -------
    memberships
        People are all individuals, also without a membership; groups are all
        associations and institutions, and whatever else has a member. Closed
        assets, ties that have ended and sensitive locations are left out: that
        two people share a refuge must not show in a tie.

    Raises
    ------
    GraphError
        If a kind of tie is not known.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Asha", "Choir"], "kind": ["individual", "association"]},
    ...         index=["asha", "choir"],
    ...     ),
    ...     ties=pd.DataFrame({"source": ["asha"], "target": ["choir"], "kind": ["member_of"]}),
    ... )
    >>> build_memberships(m)
    <Memberships: 1 people, 1 groups, 1 memberships>
    """
    words = read_kinds(kinds)
    assets = m.assets
    is_open = assets["status"] != "closed"
    people = assets.index[is_open & (assets["kind"] == AssetKind.INDIVIDUAL)]
    is_group = find_open(assets) & (assets["kind"] != AssetKind.INDIVIDUAL)
    of_kind = assets["kind"].isin([AssetKind.ASSOCIATION, AssetKind.INSTITUTION])
    ties = find_standing_ties(m)
    is_membership = (
        ties["kind"].isin(words)
        & ties["source"].isin(people)
        & ties["target"].isin(assets.index[is_group])
    )
    rows = ties.loc[is_membership, ["source", "target"]]
    return Memberships.from_frame(
        rows.set_axis(["person", "group"], axis=1),
        people=people,
        groups=assets.index[is_group & of_kind],
    )


def build_people_graph(
    m: AssetMap,
    *,
    ties: Ties = "both",
    kinds: Iterable[str] = (str(TieKind.KNOWS),),
    membership_kinds: Iterable[str] = MEMBERSHIP_KINDS,
    weight: Weight = "newman",
    largest: int | None = None,
) -> AssetGraph:
    """
    Tie people to people: by what was stated, by what they share, or by both.

    A stated tie is somebody's word; a shared group is an opportunity to know
    each other. They stay apart: the graph says in its ``kinds``, and when it
    is printed, which it holds.

    Parameters
    ----------
    m
        The map. Not modified.
    ties
        ``"stated"``: ties of ``kinds`` between two people. ``"shared"``: one
        tie of kind ``shared_group`` for two people with a group in common.
        ``"both"``: all of these, side by side.
    kinds
        Kinds of tie that count as stated.
    membership_kinds
        Kinds of tie that make a person part of a group.
    weight, largest
        How a shared group weighs, and which are too large to tie anybody:
        see `Memberships.to_people`. A stated tie weighs its strength.

    Returns
    -------
    graph
        Over all people of the map who are not closed, with their places.

    Raises
    ------
    GraphError
        If one of the words is not known.

    Examples
    --------
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {
    ...             "name": ["Asha", "Ben", "Choir"],
    ...             "kind": ["individual", "individual", "association"],
    ...         },
    ...         index=["asha", "ben", "choir"],
    ...     ),
    ...     ties=pd.DataFrame(
    ...         {
    ...             "source": ["asha", "ben", "asha"],
    ...             "target": ["choir", "choir", "ben"],
    ...             "kind": ["member_of", "member_of", "knows"],
    ...         }
    ...     ),
    ... )
    >>> build_people_graph(m)
    <AssetGraph: 2 nodes, 2 ties (knows 1, shared_group 1), 1 component, 0 isolates>
    """
    problems = find_unknown("ties", [ties], ("stated", "shared", "both"))
    if problems:
        raise GraphError("People cannot be tied like that.", problems)
    stated_kinds = read_kinds(kinds)
    memberships = build_memberships(m, kinds=membership_kinds)
    ids = memberships.people
    parts: list[pd.DataFrame] = []
    if ties != "shared":
        parts.append(_stated(m, ids, stated_kinds))
    if ties != "stated":
        parts.append(memberships.to_people(weight=weight, largest=largest).to_frame())
    rows = pd.concat(parts, ignore_index=True)
    kind, names = pd.factorize(rows["kind"].astype(object), sort=True)
    return AssetGraph(
        ids=ids.rename("asset_id"),
        source=ids.get_indexer(pd.Index(rows["source"])),
        target=ids.get_indexer(pd.Index(rows["target"])),
        kind=kind,
        kinds=tuple(str(name) for name in names),
        weight=rows["weight"].to_numpy(dtype=np.float64),
        kind_of_node=m.assets["kind"],
        place_of_node=place_of(m),
    )


def _stated(m: AssetMap, people: pd.Index[str], kinds: list[str]) -> pd.DataFrame:
    """Take the standing ties between two people."""
    standing: Any = find_standing_ties(m)
    between = standing["source"].isin(people) & standing["target"].isin(people)
    rows = standing[between & standing["kind"].isin(kinds)]
    weight = rows["strength"].fillna(1.0).astype(np.float64)
    frame: pd.DataFrame = rows[["source", "target", "kind"]].assign(weight=weight)
    return frame

"""A map as plain dictionaries, for tests that count again what a sentence says.

Nothing of the library is asked but for the tables: who is there, which ties
stand, what is old. It is written as a reader of the docs would do it by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations

import networkx as nx
import pandas as pd
import shapely

from assetmap.tables import AssetMap

SAMPLED = 100
"""Sentences of each question that are counted again, where there are so many."""
OLD_DAYS = 730
Pair = tuple[str, str]


def number(text: str | None) -> int:
    """Read a number as it is written; 0 where it is not said."""
    return int((text or "0").replace(",", ""))


def words(count: int, one: str, many: str) -> str:
    """Write a count with the word that goes with it."""
    return f"{count:,} {one if count == 1 else many}"


def listed(names: list[str]) -> str:
    """List names as one does."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def paired(one: str, other: str) -> str:
    """Name two together; a name with an "and" in it is set off by a dash."""
    has_and = any(mark in name for mark in (" and ", "&") for name in (one, other))
    return f"{one} – {other}" if has_and else f"{one} and {other}"


def sample(found: pd.DataFrame) -> pd.DataFrame:
    """Draw a hundred rows, or all of them."""
    return found.sample(min(SAMPLED, len(found)), random_state=20261128)


def match(pattern: re.Pattern[str], sentence: str) -> re.Match[str]:
    """Match a sentence whole: no word of it may be left over."""
    told = pattern.fullmatch(sentence)
    assert told is not None, sentence
    return told


class Plain:
    """The tables of a map as dictionaries; ``kinds`` are the ties that count."""

    def __init__(self, m: AssetMap) -> None:
        assets, day = m.assets, pd.Timestamp(m.as_of)
        gone = self._find_gone(m)
        self.kind: dict[str, str] = {}
        self.name: dict[str, str] = assets["name"].to_dict()
        self.place: dict[str, str] = {}
        self.active: dict[str, set[str]] = {}
        self.unsure: dict[str, bool] = {}
        self.is_secret: dict[str, bool] = {}
        self.places: dict[str, str] = m.places["name"].to_dict()
        self.shape = m.places.geometry.to_dict()
        parents = set(m.places["parent_id"].dropna())
        self.leaves = sorted(place for place in self.places if place not in parents)
        for asset_id, row in assets.iterrows():
            key = str(asset_id)
            if row["status"] == "closed" or key in gone:
                continue
            self.kind[key] = row["kind"]
            self.is_secret[key] = bool(row["sensitive_location"])
            where = row["place_id"] if isinstance(row["place_id"], str) else self._locate(row)
            if where is not None:
                self.place[key] = where
            self.active[key] = set(row["active_in"]) | ({where} if where is not None else set())
            self.unsure[key] = self._is_unsure(row["verified_on"], day)
        self.ties, self.nominations = self._read_ties(m, day)

    def _locate(self, row: pd.Series) -> str | None:
        """Find the smallest place that a point lies in, by trying each."""
        if row["geometry"] is None or shapely.is_missing(row["geometry"]):
            return None
        point = row["geometry"].representative_point()
        held = [
            place
            for place in self.leaves
            if self.shape[place] is not None and self.shape[place].intersects(point)
        ]
        return held[0] if held else None

    @staticmethod
    def _find_gone(m: AssetMap) -> set[str]:
        """Find who took back their consent to be stored and gave none since."""
        gone, day = set(), pd.Timestamp(m.as_of)
        stored = m.consents[m.consents["purpose"] == "store"]
        for person, rows in stored.groupby("asset_id"):
            is_back = (rows["withdrawn_on"] <= day).to_numpy()
            if is_back.all():
                gone.add(str(person))
        return gone

    @staticmethod
    def _is_unsure(confirmed: pd.Timestamp, day: pd.Timestamp) -> bool:
        return bool(pd.isna(confirmed) or (day - confirmed).days > OLD_DAYS)

    def _read_ties(
        self, m: AssetMap, day: pd.Timestamp
    ) -> tuple[dict[tuple[str, str, str], list[bool]], set[Pair]]:
        """Read standing ties by pair and kind, whether each record is unsure; and nominations."""
        dates = m.sources["date"].to_dict()
        ties: dict[tuple[str, str, str], list[bool]] = {}
        named = set()
        for row in m.ties.itertuples():
            if pd.notna(row.until) and row.until < day:
                continue
            if row.kind == "nominates":
                if row.source != row.target:
                    named.add((row.source, row.target))
                continue
            last = max((dates[s] for s in row.sources if pd.notna(dates[s])), default=pd.NaT)
            low, high = sorted([row.source, row.target])
            ties.setdefault((low, high, row.kind), []).append(self._is_unsure(last, day))
        return ties, named

    def counted(self, *, with_secret_people: bool) -> set[str]:
        """List who counts: of what is secret nothing, or the people alone."""
        return {
            key
            for key, kind in self.kind.items()
            if not self.is_secret[key] or (with_secret_people and kind == "individual")
        }

    def contacts(self, among: set[str]) -> nx.Graph:
        """Lay out who is tied to whom among these."""
        graph = nx.Graph()
        graph.add_nodes_from(among)
        graph.add_edges_from(
            (a, b) for a, b, _ in self.ties if a in among and b in among and a != b
        )
        return graph

    def ties_among(self, among: set[str]) -> Iterator[tuple[str, str, str, bool]]:
        """Go through the ties among these, with whether every record of each is unsure."""
        for (a, b, kind), unsure in self.ties.items():
            if a in among and b in among:
                yield a, b, kind, all(unsure)

    def evidence(self, person: str) -> tuple[int, int]:
        """Count the records behind somebody, their own and one per tie, and those unsure."""
        records, unsure = 1, int(self.unsure[person])
        for (a, b, _), doubts in self.ties.items():
            if person in (a, b):
                records += 1
                unsure += all(doubts)
        return records, unsure


def doubt(unsure: int, records: int, *, of: str, none: str) -> str:
    """Write how many records are old, as it must be said."""
    if not unsure:
        return ""
    if unsure == records:
        return f"{none} confirmed within two years"
    all_of_them, verb = of.format(f"{records:,}"), "is" if unsure == 1 else "are"
    return f"{unsure:,} of {all_of_them} {verb} old or unconfirmed"


def metres_apart(shape: dict[str, shapely.Geometry], one: str, other: str) -> float:
    """Measure between a point on the surface of each of two places."""
    first, second = (shape[place].point_on_surface() for place in (one, other))
    return float(first.distance(second))


def how_far(metres: float) -> str:
    """Write metres to the nearest ten, or kilometres from one on."""
    tens = round(metres / 10) * 10
    return f"{tens} m" if tens < 1000 else f"{metres / 1000:.1f} km"


def all_pairs(names: set[str]) -> set[frozenset[str]]:
    """Pair all of these."""
    return {frozenset(pair) for pair in combinations(sorted(names), 2)}

"""How fast are places joined, beside a merge and networkx? Run: python benchmarks/bench_links.py

First the kernel: a million memberships in 35,000 places, already numbered, beside
a self-merge of the same table in pandas, a sparse product and networkx. Results are
checked to be the same first. The peak of memory is what the Python heap and
numpy's arrays reached (tracemalloc), without the table itself.

Then the whole of find_links beside a merge of the columns of text. find_links also
counts ties and interlocks, looks for distances and neighbours, says how many links
to expect, lists the places that stand alone and writes a sentence for every link.
"""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
from networkx.algorithms import bipartite
from scipy.sparse import coo_array, csr_array, triu
from timing import compare

from assetmap.links import find_links
from assetmap.links._shared_counts import Shared, count_shared
from assetmap.tables import AssetMap

PLACES = 35_000
NAMELESS = pd.Index([], dtype="str")  # only an error needs the ids


def draw_memberships(how: str) -> tuple[csr_array[Any, tuple[int, int]], np.ndarray[Any, Any]]:
    """Draw a million memberships, of actors whose places lie near each other by number."""
    random = np.random.default_rng(7)
    many = random.integers(1, 7, 290_000)
    if how == "with 100 bodies in 50 to 250 places":
        many = np.concatenate([many[:284_000], random.integers(50, 250, 100)])
    if how == "1 to 19 places each":
        many = random.integers(1, 20, 104_000)
    row = np.repeat(np.arange(len(many)), many)
    spread = np.maximum(3 * many[row], 20) * random.standard_normal(len(row))
    column = (random.integers(0, PLACES, len(many))[row] + spread.astype(int)) % PLACES
    matrix = csr_array(
        coo_array((np.ones(len(row)), (row, column)), shape=(len(many), PLACES)),
    )
    matrix.data[:] = 1.0
    matrix.sort_indices()
    return matrix, random.random(len(many)) < 0.5


def count(matrix: csr_array[Any, tuple[int, int]], is_person: np.ndarray[Any, Any]) -> Shared:
    """Count as find_links does."""
    return count_shared(matrix, is_person=is_person, is_unsure=~is_person, ids=NAMELESS)


def merge_numbers(rows: pd.DataFrame) -> pd.DataFrame:
    """Join a table of actor, place and is_person with itself, and sum up."""
    many = rows.groupby("actor")["place"].transform("size")
    rows = rows[many > 1].assign(weight=1 / (many[many > 1] - 1))
    pairs = rows.merge(rows[["actor", "place"]], on="actor", suffixes=("_a", "_b"))
    pairs = pairs[pairs["place_a_id"] < pairs["place_b_id"]]
    is_person = pairs["is_person"]
    pairs = pairs.assign(people=is_person.astype(int), groups=(~is_person).astype(int))
    return pairs.groupby(["place_a_id", "place_b_id"])[
        ["shared_people", "shared_groups", "weight"]
    ].sum()


def multiply(
    matrix: csr_array[Any, tuple[int, int]], is_person: np.ndarray[Any, Any]
) -> csr_array[Any, tuple[int, int]]:
    """Multiply the matrix with itself: actors and people in one number, and the weight."""
    many = np.diff(matrix.indptr)
    joining = matrix[many > 1]
    worth = 1 + 2**20 * is_person[many > 1] + 1j / (many[many > 1] - 1)
    weighed = joining.astype(np.complex128)
    weighed.data = np.repeat(worth, many[many > 1])
    return triu(csr_array(joining.T) @ weighed, k=1, format="csr")


def measure_peak(work: Callable[[], Any]) -> float:
    """Measure the megabytes that a piece of work reached."""
    tracemalloc.start()
    work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 2**20


def compare_kernels() -> None:
    for how in ("1 to 6 places each", "1 to 19 places each", "with 100 bodies in 50 to 250 places"):
        matrix, is_person = draw_memberships(how)
        actor = np.repeat(np.arange(len(is_person)), np.diff(matrix.indptr))
        rows = pd.DataFrame(
            {"actor": actor, "place": matrix.indices.astype(int), "is_person": is_person[actor]}
        )
        ours, theirs, product = (
            count(matrix, is_person),
            merge_numbers(rows),
            multiply(matrix, is_person),
        )
        first, second = ours.pair // PLACES, ours.pair % PLACES
        assert (theirs.index.get_level_values(0) == first).all()
        assert (theirs.index.get_level_values(1) == second).all()
        assert (theirs["shared_people"] == ours.people).all()
        assert (theirs["shared_groups"] == ours.actors - ours.people).all()
        np.testing.assert_allclose(theirs["weight"], ours.weight)
        assert product.nnz == len(ours.pair)
        np.testing.assert_allclose(product[first, second].imag, ours.weight)
        name = f"{matrix.nnz:,} memberships, {how}, {PLACES:,} places, {len(theirs):,} pairs"
        compare(
            f"shared: {name}",
            lambda m=matrix, p=is_person: count(m, p),
            lambda r=rows: merge_numbers(r),
            beside="merge",
        )
        compare(
            f"shared: {name}",
            lambda m=matrix, p=is_person: count(m, p),
            lambda m=matrix, p=is_person: multiply(m, p),
            beside="product",
        )
        peaks = (
            measure_peak(lambda m=matrix, p=is_person: count(m, p)),
            measure_peak(lambda r=rows: merge_numbers(r)),
        )
        print(f"shared: {name}: peak ours {peaks[0]:.0f} MB, merge {peaks[1]:.0f} MB")


def measure_bound() -> None:
    """Let 1,000 bodies join the same 200 places: 20 million pairs listed, 19,900 that come out."""
    matrix = csr_array(np.ones((1_000, 200)))
    peak = measure_peak(lambda: count(matrix, np.ones(1_000, dtype=bool)))
    print(f"shared: 1,000 bodies in the same 200 places, 19.9 million listed: peak {peak:.0f} MB")


def draw_map(actors: int, places: int) -> AssetMap:
    """Draw assets that are active in one to six places."""
    random = np.random.default_rng(7)
    ids = np.array([f"place-{place:05d}" for place in range(places)], dtype=object)
    many = random.integers(1, 7, actors)
    active = [tuple(ids[random.choice(places, size, replace=False)]) for size in many]
    kinds = random.choice(["individual", "association", "institution"], actors)
    index = [f"asset-{at:06d}" for at in range(actors)]
    assets = pd.DataFrame({"name": "x", "kind": kinds, "active_in": active}, index=index)
    return AssetMap.from_frames(assets=assets, places=pd.DataFrame({"name": ids}, index=ids))


def merge_text(m: AssetMap) -> pd.DataFrame:
    """Join the table of who is active where, by id, with itself, and sum up."""
    active = m.assets[["kind", "active_in"]].explode("active_in").reset_index()
    rows = active.rename(columns={"asset_id": "actor", "active_in": "place"})
    return merge_numbers(rows.assign(is_person=rows["kind"] == "individual"))


def project(m: AssetMap) -> nx.Graph:
    """Let networkx project assets and places onto the places."""
    active = m.assets["active_in"].explode()
    graph = nx.Graph()
    graph.add_nodes_from(m.places.index)
    graph.add_edges_from(active.items())
    return bipartite.weighted_projected_graph(graph, list(m.places.index))


def compare_findings() -> None:
    for actors, places in ((2_000, 300), (20_000, 2_000), (58_567, 33_755)):
        m = draw_map(actors, places)
        links = find_links(m).dropna(subset="place_b_id").set_index(["place_a_id", "place_b_id"])
        ours = links[["shared_people", "shared_groups", "weight"]].sort_index()
        theirs = merge_text(m)
        assert ours.index.tolist() == theirs.index.tolist()
        np.testing.assert_allclose(ours, theirs)
        size = f"{actors} assets, {places} places, {len(ours)} pairs"
        compare(
            f"links: {size}",
            lambda m=m: find_links(m),
            lambda m=m: merge_text(m),
            beside="merge",
        )
        if places <= 2_000:
            projected = project(m)
            assert projected.number_of_edges() == len(ours)
            compare(
                f"links: {size}",
                lambda m=m: find_links(m),
                lambda m=m: project(m),
                repeat=3,
                beside="networkx",
            )


def main() -> None:
    compare_kernels()
    measure_bound()
    compare_findings()


if __name__ == "__main__":
    main()

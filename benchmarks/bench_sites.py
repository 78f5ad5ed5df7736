"""How fast are hosts chosen, beside spopt? Run: python benchmarks/bench_sites.py

The same places, candidates and demand go to both. Places and candidates lie in
towns of unequal size, as in life, or evenly. CBC comes with spopt and runs in
a process of its own, whose time is not counted, to the favour of spopt; HiGHS,
which is ours too, is timed where pulp finds it.
"""

from __future__ import annotations

import warnings

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.spatial.distance import cdist
from timing import compare

from assetmap.gaps._site_heuristics import choose_most
from assetmap.gaps._site_optimum import choose_most_exactly

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import pulp
    from spopt.locate import MCLP

WITHIN_M = 1_000
TOWNS = 40


def draw_points(random: np.random.Generator, count: int) -> npt.NDArray[np.float64]:
    """Draw points in towns whose sizes fall as 1, 1/2, 1/3, and one in eight in the country."""
    side = 400.0 * count**0.5
    share = 1 / np.arange(1, TOWNS + 1)
    middles = random.uniform(0, side, (TOWNS, 2))
    town = random.choice(TOWNS, count, p=share / share.sum())
    points = random.normal(middles[town], 900 * share[town, None] ** 0.5 * 2)
    rural = random.random(count) < 1 / 8
    points[rural] = random.uniform(0, side, (int(rural.sum()), 2))
    return points


def draw_costs(places: int, hosts: int, *, even: bool) -> tuple[npt.NDArray[np.float64], ...]:
    """Draw places, some of which have a candidate, and what each place counts for."""
    random = np.random.default_rng(6)
    points = draw_points(random, places)
    if even:
        points = random.uniform(0, 400.0 * places**0.5, (places, 2))
    candidates = points[random.choice(places, hosts, replace=False)] + random.normal(
        0, 200, (hosts, 2)
    )
    return cdist(points, candidates), random.integers(1, 50, places).astype(np.float64)


def solve_spopt(
    cost: npt.NDArray[np.float64], demand: npt.NDArray[np.float64], n: int, solver: pulp.LpSolver
) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = MCLP.from_cost_matrix(cost, demand, service_radius=WITHIN_M, p_facilities=n)
        return float(model.solve(solver).problem.objective.value())


def main() -> None:
    solvers = {"CBC": pulp.PULP_CBC_CMD(msg=False)}
    if pulp.HiGHS(msg=False).available():
        solvers["HiGHS"] = pulp.HiGHS(msg=False)
    for places, hosts, n in ((1_000, 200, 10), (2_000, 1_000, 20)):
        for even in (False, True):
            cost, demand = draw_costs(places, hosts, even=even)
            cover = csr_array((cost <= WITHIN_M).T.astype(np.float64))
            name = f"{places} places x {hosts} hosts, n={n}, {'evenly' if even else 'in towns'}"

            def reached(choice: object, cover=cover, demand=demand) -> float:
                return float(demand @ (cover[choice.hosts].sum(axis=0) > 0))

            best = choose_most_exactly(cover, demand, n=n)
            few = choose_most(cover, demand, n=n)
            assert reached(few) / few.bound >= reached(best) - 1e-6
            print(f"{name}: best {reached(best):.0f}, one by one {reached(few):.0f}", end="")
            print(f" (proven {few.bound:.1%}, in fact {reached(few) / reached(best):.1%})")
            for solver_name, solver in solvers.items():
                theirs = solve_spopt(cost, demand, n, solver)
                assert abs(theirs - reached(best)) < 1e-6 * theirs, (theirs, reached(best))
                for way, choose in (("exact", choose_most_exactly), ("greedy", choose_most)):
                    ratio = compare(
                        f"  {way}",
                        lambda cover=cover, demand=demand, n=n, choose=choose: choose(
                            csr_array(cover), demand, n=n
                        ),
                        lambda cost=cost, demand=demand, n=n, solver=solver: solve_spopt(
                            cost, demand, n, solver
                        ),
                        repeat=1,
                        beside=f"spopt with {solver_name}",
                    )
                    print(f"    {1 / ratio:.0f} times faster")


if __name__ == "__main__":
    main()

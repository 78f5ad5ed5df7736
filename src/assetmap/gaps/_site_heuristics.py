"""Hosts chosen step by step: the most people reached, or every place, with the fewest.

Hosts and places are rows and columns of a matrix of ones: who would be within
reach of which host. Every step is one product of that matrix with a vector. A
place may stand for a part of its people whom the same hosts could bring in.

Hosts and places are rows and columns of a matrix of what a host would save a
place: its way to the nearest now, less its way to that host. A way that would
not be shorter is no entry. What a choice saves is the largest saving of each
place, times its demand; the least sum of ways is the most saved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from assetmap.arrays import rank_within
from assetmap.typing import Floats, Positions

__all__ = [
    "Choice",
    "choose_everyone",
    "choose_most",
    "choose_nearest",
    "order_by_gain",
    "order_by_saving",
    "save_by",
    "share_of_best",
]

SAME_WITHIN = 1e-9
"""Gains that differ by less than this share are the same gain: sums of floats are not exact."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Hosts in the order of choice, and at least how much of the best possible they come to.

    ``bound`` is 1 where no choice of as many hosts can be better.
    """

    hosts: Positions
    bound: float
    method: str


def choose_most(cover: csr_array, demand: Floats, *, n: int) -> Choice:
    """
    Choose hosts one by one, each the one that brings in the most that is still left.

    The maximal covering location problem (Church and ReVelle 1974) of a cover,
    hosts by places. Choosing so comes to at least 1 - (1 - 1/n)^n, more than
    1 - 1/e, of the best (Nemhauser, Wolsey and Fisher 1978); what is proven of
    this very choice is mostly far more: no n hosts can bring in more than what
    is there at any step plus the n largest gains at that step.
    """
    left = demand.astype(np.float64)
    chosen: list[int] = []
    reached, most = 0.0, np.inf
    while True:
        gains = cover @ left
        most = min(most, reached + most_of_any(gains, n))
        host = first_of_best(gains)
        if len(chosen) == n or host < 0 or gains[host] <= 0:
            break
        chosen.append(host)
        reached += float(gains[host])
        left[places_of(cover, host)] = 0.0
    if len(chosen) == n:
        most = min(most, reached / (1 - (1 - 1 / n) ** n))
    return Choice(np.array(chosen, dtype=np.intp), share_of_best(reached, most), "greedy")


def choose_everyone(cover: csr_array, demand: Floats) -> Choice:
    """
    Choose hosts until every place that any host could reach is within reach of one.

    The location set covering problem (Toregas and others 1971), by taking the
    host of the most places still left each time, of equals the one with the
    most demand (Chvatal 1979), and leaving out what turns out not to be
    needed. How few hosts could do it at best is bounded by sharing each host
    out over the places it brought in, and scaling until no host is worth more
    than one: a feasible price for each place.
    """
    waiting = np.asarray(cover.sum(axis=0) > 0, dtype=np.float64)
    price = np.zeros(len(waiting))
    chosen: list[int] = []
    while waiting.any():
        gains = cover @ waiting
        most = np.flatnonzero(gains == gains.max())
        host = int(most[first_of_best(cover[most] @ (demand * waiting))])
        is_new = np.zeros(len(waiting), dtype=bool)
        is_new[places_of(cover, host)] = True
        is_new &= waiting > 0
        price[is_new] = 1 / gains[host]
        waiting[is_new] = 0.0
        chosen.append(host)
    hosts = _needed(cover, chosen)
    heaviest = float(np.max(cover @ price, initial=1.0))
    fewest = np.ceil(price.sum() / heaviest - SAME_WITHIN)
    bound = share_of_best(float(fewest), float(len(hosts)))
    return Choice(order_by_gain(cover, hosts, demand), bound, "greedy")


def order_by_gain(cover: csr_array, hosts: Positions, demand: Floats) -> Positions:
    """Put hosts into the order in which each brings in the most; of equals the first row."""
    hosts = np.sort(hosts)
    covered, left = cover[hosts], demand.astype(np.float64)
    is_left = np.ones(len(hosts), dtype=bool)
    order: list[int] = []
    while is_left.any():
        host = first_of_best(np.where(is_left, covered @ left, -1.0))
        is_left[host] = False
        left[places_of(covered, host)] = 0.0
        order.append(host)
    ordered: Positions = hosts[np.array(order, dtype=np.intp)]
    return ordered


def first_of_best(gains: Floats) -> int:
    """Find the first of the largest gains; -1 where there is none at all."""
    if not len(gains):
        return -1
    largest = float(gains.max())
    return int(np.argmax(gains >= largest - SAME_WITHIN * abs(largest)))


def most_of_any(gains: Floats, n: int) -> float:
    """Add up the n largest gains."""
    if n >= len(gains):
        return float(gains.sum())
    return float(np.partition(gains, len(gains) - n)[len(gains) - n :].sum())


def places_of(cover: csr_array, host: int) -> Positions:
    """List the places that one host would bring into reach."""
    places: Positions = cover.indices[cover.indptr[host] : cover.indptr[host + 1]]
    return places


def share_of_best(value: float, most: float) -> float:
    """Say how much of the most possible this is, from 0 to 1; all of it where nothing is."""
    if most <= 0 or value >= most * (1 - SAME_WITHIN):
        return 1.0
    return value / most


def _needed(cover: csr_array, chosen: list[int]) -> Positions:
    """Leave out hosts whose places are all within reach of others, the last chosen first."""
    times = np.bincount(
        np.concatenate([places_of(cover, host) for host in chosen] or [np.empty(0, np.intp)]),
        minlength=cover.shape[1],
    )
    kept: list[int] = []
    for host in reversed(chosen):
        places = places_of(cover, host)
        if (times[places] > 1).all():
            times[places] -= 1
        else:
            kept.append(host)
    return np.array(kept, dtype=np.intp)


class _Pairs(NamedTuple):
    """The entries of a matrix of savings, one by one, by host and then by place."""

    host: Positions
    place: Positions
    saving: Floats
    hosts: int


class _Served(NamedTuple):
    """For each place the chosen host that saves it most, that saving, and the second largest."""

    by: Positions
    best: Floats
    second: Floats


def choose_nearest(savings: csr_array, demand: Floats, *, n: int) -> Choice:
    """
    Choose hosts one by one, then exchange one for another while that saves more.

    The p-median problem (Hakimi 1964) by greedy addition and vertex
    substitution (Teitz and Bart 1968), of what each host would save each person
    of a place; each round looks at every exchange in one pass over the entries,
    as Whitaker (1983) does. Savings are submodular, so what is proven of
    `choose_most` is proven here too.
    """
    pairs = _list_pairs(savings)
    best = np.zeros(savings.shape[1])
    chosen: list[int] = []
    most = np.inf
    while True:
        gains = _gains(pairs, demand, best)
        most = min(most, float(demand @ best) + most_of_any(gains, n))
        host = first_of_best(gains)
        if len(chosen) == n or host < 0 or gains[host] <= 0:
            break
        chosen.append(host)
        best = np.maximum(best, _row(savings, host))
    if len(chosen) == n:
        most = min(most, float(demand @ best) / (1 - (1 - 1 / n) ** n))
    hosts = _exchange(savings, demand, np.array(sorted(chosen), dtype=np.intp))
    saved = float(demand @ save_by(savings, hosts))
    order = order_by_saving(savings, hosts, demand)
    return Choice(order, share_of_best(saved, most), "greedy and interchange")


def order_by_saving(savings: csr_array, hosts: Positions, demand: Floats) -> Positions:
    """Put hosts into the order in which each saves the most; of equals the first row."""
    hosts = np.sort(hosts)
    saved = savings[hosts]
    pairs, best = _list_pairs(saved), np.zeros(savings.shape[1])
    is_left = np.ones(len(hosts), dtype=bool)
    order: list[int] = []
    while is_left.any():
        host = first_of_best(np.where(is_left, _gains(pairs, demand, best), -1.0))
        is_left[host] = False
        best = np.maximum(best, _row(saved, host))
        order.append(host)
    ordered: Positions = hosts[np.array(order, dtype=np.intp)]
    return ordered


def save_by(savings: csr_array, hosts: Positions) -> Floats:
    """Find what each place saves by the best for it of these hosts."""
    return _serve(savings, hosts).best


def _exchange(savings: csr_array, demand: Floats, hosts: Positions) -> Positions:
    """Exchange one host for another, the best exchange first, until none saves more."""
    pairs = _list_pairs(savings)
    while len(hosts):
        served = _serve(savings, hosts)
        net = _net_of_exchanges(pairs, demand, served, len(hosts))
        net[:, hosts] = -np.inf
        best = int(np.argmax(net))
        if net.flat[best] <= SAME_WITHIN * float(demand @ served.best):
            break
        out, host = divmod(best, pairs.hosts)
        hosts = np.sort(np.append(np.delete(hosts, out), host))
    return hosts


def _net_of_exchanges(pairs: _Pairs, demand: Floats, served: _Served, chosen: int) -> Floats:
    """Work out what each exchange saves: chosen hosts that go out by hosts that come in.

    A host that comes in saves what it does beyond the best; one that goes out
    loses its places what they save beyond the second best, of which the new
    host makes good as much as it saves them beyond the second best itself.
    """
    gains = _gains(pairs, demand, served.best)
    lost = demand * (served.best - served.second)
    losses = np.bincount(served.by[served.by >= 0], lost[served.by >= 0], minlength=chosen)
    goes_out = served.by[pairs.place]
    made_good = np.minimum(pairs.saving, served.best[pairs.place]) - served.second[pairs.place]
    counts = (goes_out >= 0) & (made_good > 0)
    again = np.bincount(
        goes_out[counts] * pairs.hosts + pairs.host[counts],
        (made_good * demand[pairs.place])[counts],
        minlength=chosen * pairs.hosts,
    ).reshape(chosen, pairs.hosts)
    net: Floats = gains[None, :] - losses[:, None] + again
    return net


def _serve(savings: csr_array, hosts: Positions) -> _Served:
    """Find the best and the second best of these hosts for each place."""
    pairs = _list_pairs(savings[hosts])
    places = savings.shape[1]
    by, best, second = np.full(places, -1, dtype=np.intp), np.zeros(places), np.zeros(places)
    order = np.lexsort((pairs.host, -pairs.saving, pairs.place))
    place = pairs.place[order]
    rank = rank_within(place)
    first, next_one = order[rank == 0], order[rank == 1]
    by[pairs.place[first]] = pairs.host[first]
    best[pairs.place[first]] = pairs.saving[first]
    second[pairs.place[next_one]] = pairs.saving[next_one]
    return _Served(by, best, second)


def _gains(pairs: _Pairs, demand: Floats, best: Floats) -> Floats:
    """Work out what each host would save beyond what is saved already."""
    more = np.maximum(pairs.saving - best[pairs.place], 0.0) * demand[pairs.place]
    return np.bincount(pairs.host, more, minlength=pairs.hosts).astype(np.float64)


def _list_pairs(savings: csr_array) -> _Pairs:
    host = np.repeat(np.arange(savings.shape[0]), np.diff(savings.indptr))
    return _Pairs(host, savings.indices, savings.data, savings.shape[0])


def _row(savings: csr_array, host: int) -> Floats:
    row: Floats = np.zeros(savings.shape[1])
    inside = slice(savings.indptr[host], savings.indptr[host + 1])
    row[savings.indices[inside]] = savings.data[inside]
    return row

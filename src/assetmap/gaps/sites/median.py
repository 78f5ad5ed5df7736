"""Which few hosts shorten people's way to the nearest the most?

Hosts and places are rows and columns of a matrix of what a host would save a
place: its way to the nearest now, less its way to that host. A way that would
not be shorter is no entry. What a choice saves is the largest saving of each
place, times its demand; the least sum of ways is the most saved.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from assetmap.arrays import rank_within
from assetmap.gaps.sites.covering import (
    SAME_WITHIN,
    Choice,
    first_of_best,
    most_of_any,
    share_of_best,
)
from assetmap.typing import Floats, Positions

__all__ = ["choose_nearest", "order_by_saving", "save_by"]


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
    substitution (Teitz and Bart 1968); each round looks at every exchange in
    one pass over the entries, as Whitaker (1983) does. Savings are submodular,
    so what is proven of `choose_most` is proven here too.

    Parameters
    ----------
    savings
        Hosts by places: what the host would save each person of the place,
        above 0. Memory is about three times that of its entries.
    demand
        What each place counts for, from 0.
    n
        How many hosts at most. Fewer are chosen where no other saves anything.

    Returns
    -------
    choice
        In the order of what each saves; of equally good hosts the first row.
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
    some = savings[hosts]
    pairs, best = _list_pairs(some), np.zeros(savings.shape[1])
    is_left = np.ones(len(hosts), dtype=bool)
    order: list[int] = []
    while is_left.any():
        host = first_of_best(np.where(is_left, _gains(pairs, demand, best), -1.0))
        is_left[host] = False
        best = np.maximum(best, _row(some, host))
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

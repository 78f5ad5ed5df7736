"""What every test can rely on: nobody reaches the network, and the same examples every time.

Loopback stays open, since browser tests and notebooks talk to processes of
their own. Property tests try the same examples at every run, so that a change
is judged by itself; `make test-long` tries new ones, and many more (`examples.py` says
how many where every example makes maps).
"""

from __future__ import annotations

import datetime as dt
import gc
import ipaddress
import os
import socket
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import settings

from assetmap.tables import AssetMap

# No deadlines: other work shares the machines that tests run on.
settings.register_profile("same", deadline=None, derandomize=True, max_examples=50)
settings.register_profile("long", deadline=None, max_examples=500)
settings.load_profile("long" if os.environ.get("ASSETMAP_LONG") else "same")

NAMED_LOOPBACK = {"localhost", "ip6-localhost", ""}


def pytest_collection_finish() -> None:
    """Keep what lives as long as the run, modules and tests, out of the garbage collector's way.

    It would look through all of them again and again, for a tenth of the time of small tests.
    """
    gc.collect()
    gc.freeze()


def is_loopback(address: Any) -> bool:
    """Tell whether an address stays on this machine."""
    if not isinstance(address, tuple):
        return True  # a path: Unix sockets go nowhere
    host = str(address[0])
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in NAMED_LOOPBACK


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection and every look-up of a name that leaves the machine."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    look_up = socket.getaddrinfo

    def refuse(where: Any) -> None:
        if not is_loopback(where):
            raise AssertionError(f"a test tried to reach {where!r}: tests have no network")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        refuse(address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        refuse(address)
        return connect_ex(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        refuse((host.decode() if isinstance(host, bytes) else host or "", 0))
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


@pytest.fixture(scope="session")
def repository_root() -> Path:
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared_data(repository_root: Path) -> Path:
    """The open data that the real example reads; it is not part of assetmap."""
    folder = repository_root.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the open data of the real example is not on this computer")
    return folder


@pytest.fixture
def empty_village() -> AssetMap:
    """Nobody has put anything on the map yet."""
    return AssetMap.from_frames(
        assets=pd.DataFrame({"name": [], "kind": []}),
        places=pd.DataFrame({"name": [], "place_id": []}),
        as_of=dt.date(2026, 6, 1),
    )

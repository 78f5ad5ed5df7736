"""Commands that ask of the same files read them once.

Each command answers in this process, as it does at a terminal, but for the
reading: files that hold the same bytes make the same map. What a terminal
gets from a process of its own is tested in test_processes.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.remembering import Memory, one_reading


@pytest.fixture(scope="session")
def memory() -> Memory:
    return Memory()


@pytest.fixture(autouse=True)
def _one_reading(memory: Memory) -> Iterator[None]:
    with one_reading(memory):
        yield

"""What can go wrong, and at which level to catch it.

::

    AssetmapError
    ├── CRSError            (ValueError)   coordinates that are not metres, or not known
    ├── TableError          (ValueError)   frames or records that cannot make a map
    ├── ProjectError        (ValueError)   a project file that cannot be followed
    ├── FileError           (ValueError)   a data file that is missing, refused or unreadable
    ├── GraphError          (ValueError)   an edge table that cannot make a graph
    ├── ReachError          (ValueError)   travel costs that cannot be used
    └── MissingExtraError   (ImportError)  an optional dependency is not installed

Every message says what was given, where, why it cannot be used and what to do
next. Messages name ids, never a person's name or contact. Errors about data
hold all problems at once in ``problems``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = [
    "AssetmapError",
    "CRSError",
    "FileError",
    "GraphError",
    "MissingExtraError",
    "Problem",
    "ProjectError",
    "ReachError",
    "TableError",
]

SHOWN_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with what was given.

    ``where`` names the table, row id and column (or the key of a project
    file); ``code`` is stable and short enough to group by; ``says`` is the
    reason in a sentence; ``remedy`` is what to do next.
    """

    where: str
    code: str
    says: str
    remedy: str

    def __str__(self) -> str:
        """One line for a terminal."""
        return f"{self.where}: {self.says} {self.remedy}".rstrip()


class AssetmapError(Exception):
    """Anything that assetmap raises on purpose."""


class _ProblemsError(AssetmapError):
    """An error that carries every problem found, not the first one."""

    def __init__(self, summary: str, problems: Iterable[Problem] = ()) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        lines = [summary, *(f"- {problem}" for problem in self.problems[:SHOWN_AT_MOST])]
        hidden = len(self.problems) - SHOWN_AT_MOST
        if hidden > 0:
            lines.append(f"- and {hidden} more: see the `problems` of this error.")
        super().__init__("\n".join(lines))


class CRSError(AssetmapError, ValueError):
    """Coordinates without a reference system, in degrees, or in two systems."""


class TableError(_ProblemsError, ValueError):
    """Frames or records that cannot make a map; ``problems`` holds them all."""


class ProjectError(_ProblemsError, ValueError):
    """A project file that cannot be followed; ``problems`` holds them all."""


class FileError(AssetmapError, ValueError):
    """A file that is missing, refused for safety, or unreadable."""


class GraphError(_ProblemsError, ValueError):
    """An edge table that cannot make a graph; ``problems`` holds them all."""


class ReachError(_ProblemsError, ValueError):
    """Travel costs that cannot be used; ``problems`` holds them all."""


class MissingExtraError(AssetmapError, ImportError):
    """An optional dependency is needed and not installed."""

    @classmethod
    def from_extra(cls, package: str, extra: str, purpose: str) -> MissingExtraError:
        """Say which extra to install, and what for."""
        return cls(
            f"{purpose} needs {package}, which is not installed. "
            f"Install it with: pip install 'assetmap[{extra}]'"
        )

"""What can go wrong, and at which level to catch it.

::

    AssetmapError
    ├── CRSError            (ValueError)   coordinates that are not metres, or not known
    ├── CountryError        (ValueError)   a country that nobody has made a record of
    ├── TableError          (ValueError)   frames or records that cannot make a map
    ├── ProjectError        (ValueError)   a project file that cannot be followed
    ├── FileError           (ValueError)   a data file that is missing, refused or unreadable
    │   └── NothingReadError               a file of which no row could be used
    ├── ConsentError        (ValueError)   a map that may not be published as it stands
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
    "ConsentError",
    "CountryError",
    "FileError",
    "GraphError",
    "MissingExtraError",
    "NothingReadError",
    "Problem",
    "ProjectError",
    "ReachError",
    "TableError",
    "find_near_word",
    "find_unknown",
]

SHOWN_AT_MOST = 20
_WORDS_AT_MOST = 12


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


class CountryError(AssetmapError, ValueError):
    """A country that nobody has made a record of."""


class TableError(_ProblemsError, ValueError):
    """Frames or records that cannot make a map; ``problems`` holds them all."""


class ProjectError(_ProblemsError, ValueError):
    """A project file that cannot be followed; ``problems`` holds them all."""


class FileError(AssetmapError, ValueError):
    """A file that is missing, refused for safety, or unreadable."""


class NothingReadError(_ProblemsError, FileError):
    """A file of which no row could be used; ``report`` is the account of all of them."""

    def __init__(self, summary: str, problems: Iterable[Problem] = (), *, report: object) -> None:
        super().__init__(summary, problems)
        self.report = report


class ConsentError(_ProblemsError, ValueError):
    """A map that may not be published as it stands; ``problems`` holds every reason."""


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


def find_near_word(given: object, known: Iterable[object], *, else_say: str | None = None) -> str:
    """
    Say what to write instead of a word that is not known.

    Parameters
    ----------
    given
        The word that was given.
    known
        The words that would have been understood.
    else_say
        What to say where none is near, instead of listing the known words.

    Returns
    -------
    remedy
        A sentence for an error: the nearest known word, else the known words.

    Examples
    --------
    >>> find_near_word("membr_of", ["knows", "member_of"])
    "Did you mean 'member_of'?"
    >>> find_near_word("choir", ["knows", "member_of"])
    'Known: knows, member_of.'
    >>> find_near_word("choir", [])
    'None is known here.'
    """
    import difflib  # only an error needs it

    words = sorted({str(word) for word in known})
    near = difflib.get_close_matches(str(given), words, n=1)
    if near:
        return f"Did you mean {near[0]!r}?"
    if else_say is not None:
        return else_say
    if not words:
        return "None is known here."
    hidden = len(words) - _WORDS_AT_MOST
    more = f" and {hidden} more" if hidden > 0 else ""
    return f"Known: {', '.join(words[:_WORDS_AT_MOST])}{more}."


def find_unknown(what: str, given: Iterable[str], known: Iterable[str]) -> list[Problem]:
    """
    List the given words that are not known, each with what to write instead.

    Parameters
    ----------
    what
        What the words are, such as the name of the parameter.
    given
        The words that were given.
    known
        The words that are understood.

    Returns
    -------
    problems
        One for each different unknown word, in the order given.

    Examples
    --------
    >>> [problem] = find_unknown("kinds", ["knows", "membr_of"], ["knows", "member_of"])
    >>> str(problem)
    "kinds: 'membr_of' is not known. Did you mean 'member_of'?"
    """
    words = set(known)
    return [
        Problem(what, f"unknown_{what}", f"{word!r} is not known.", find_near_word(word, words))
        for word in dict.fromkeys(given)
        if word not in words
    ]

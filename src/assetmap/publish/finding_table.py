"""The findings that a page may hold, a row each: who makes it, who sees it, how it is laid."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypedDict, TypeVar

import pandas as pd

from assetmap.errors import find_near_word
from assetmap.model import Audience
from assetmap.publish.asked import (
    protect_champions,
    protect_fragility,
    protect_introductions,
    protect_safeguards,
)
from assetmap.publish.findings import Protected, protect_gaps
from assetmap.publish.linked import protect_links, protect_missing_links
from assetmap.publish.numbering import (
    Numbers,
    lighten_gaps,
    number_fragility,
    number_gaps,
    number_introductions,
    number_links,
    number_missing_links,
    number_people,
    number_safeguards,
    number_sites,
)
from assetmap.publish.suggested_hosts import protect_sites

__all__ = [
    "FINDINGS",
    "Finding",
    "FoundAttributes",
    "FoundFrames",
    "PageLayer",
    "PageQuestion",
    "require_known",
    "takes_findings",
]

_TEAM_STEP = "looking for what the team may see"
_IN = 4 * " "
_ENTRY = re.compile(r"^\*\*found\n(?: +\S.*\n)+", re.MULTILINE)
_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class PageLayer:
    """
    How a finding is laid on the page.

    Attributes
    ----------
    key
        Its name in the data of the page.
    encoder
        Its name in the table of encoders of `assetmap.maps`.
    frame
        The published frame that is laid; the finding's own when None.
    """

    key: str
    encoder: str
    frame: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageQuestion:
    """
    How a finding is asked for when the page of a project is made.

    Attributes
    ----------
    says
        What a progress bar says meanwhile.
    settings
        Settings of the maker: a page has no use for all that it can do.
    options
        What the maker also takes of ``by``, ``within_min`` and ``individuals``.
    is_open
        Whether every page has it; else the team's alone.
    of_everybody
        Whether it is asked of the whole map, whoever the page is for; else of
        what its audience may have counted.
    """

    says: str = _TEAM_STEP
    settings: Mapping[str, Any] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    is_open: bool = False
    of_everybody: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """
    All that the rest of the house needs to know of a finding.

    Attributes
    ----------
    name
        The keyword of `publish` and `draw_map`.
    maker
        The public function that makes its frame, as in ``am.find_gaps``.
    help
        What the keyword is for.
    columns
        The columns that a page needs of the frame.
    protect
        Decides what of it an audience may see: the map, the frame under the
        finding's name, and ``admission``.
    number
        Lays out what may be seen under row numbers of the publication.
    layers
        How it is laid on the page, in the order of the page's data.
    is_open
        Whether audiences other than the team have anything of it.
    lighten
        Takes along what a publication needs of a very long frame; all when None.
    asked
        How the page of a project asks for it; not at all when None.
    """

    name: str
    maker: str
    help: str
    columns: tuple[str, ...]
    protect: Callable[..., Protected]
    number: Callable[[pd.DataFrame, Numbers], pd.DataFrame]
    layers: tuple[PageLayer, ...]
    is_open: bool = False
    lighten: Callable[[pd.DataFrame], pd.DataFrame] | None = None
    asked: PageQuestion | None = None

    def is_for(self, audience: Audience) -> bool:
        """Tell whether an audience has anything of it."""
        return self.is_open or audience.sees_records


class FoundFrames(TypedDict, total=False):
    """The findings of `publish` and `draw_map` by keyword, each a frame or None."""

    gaps: pd.DataFrame | None
    sites: pd.DataFrame | None
    links: pd.DataFrame | None
    missing: pd.DataFrame | None
    champions: pd.DataFrame | None
    fragility: pd.DataFrame | None
    safeguards: pd.DataFrame | None
    introductions: pd.DataFrame | None


class _Found:
    """A published finding as an attribute: None where there is none for this audience."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, publication: Any, owner: type | None = None) -> pd.DataFrame | None:
        found: Mapping[str, pd.DataFrame] = {} if publication is None else publication.findings
        return found.get(self._name)


class FoundAttributes:
    """The published findings as attributes of what has ``findings``."""

    gaps = _Found("gaps")
    sites = _Found("sites")
    links = _Found("links")
    missing = _Found("missing")
    people_to_ask = _Found("champions")
    unnamed = _Found("unnamed")
    fragility = _Found("fragility")
    safeguards = _Found("safeguards")
    introductions = _Found("introductions")


_ROWS = (
    Finding(
        name="gaps",
        maker="find_gaps",
        help="Gaps from `find_gaps`. A reader who chooses a category sees the places shaded by how "
        "much is missing (``depth``) and patterned by why (``reason``), and the same in a table. "
        "Unconnected places are for the team alone: they tell who knows whom.",
        columns=(
            "place_id", "place_name", "category", "reason", "reached", "nearest_id", "nearest_m",
            "strength_ids", "says",
        ),
        protect=protect_gaps,
        number=number_gaps,
        layers=(PageLayer("gaps", "gaps"), PageLayer("strengths", "strengths")),
        is_open=True,
        lighten=lighten_gaps,
        asked=PageQuestion(
            says="looking for gaps",
            options=("by", "categories", "within_min", "individuals"),
            is_open=True,
        ),
    ),
    Finding(
        name="sites",
        maker="suggest_sites",
        help="Existing spaces that could host what is missing, from `suggest_sites`.",
        columns=(
            "host_id", "place_id", "category", "people", "share", "reached_place_ids", "tied_ids",
            "says",
        ),
        protect=protect_sites,
        number=number_sites,
        layers=(PageLayer("hosts", "hosts"),),
        is_open=True,
    ),
    Finding(
        name="links",
        maker="find_links",
        help="Links between places, from `find_links`. Their pattern says what joins them most, "
        "their width how much. Links between words (``by=``) are no lines on a map.",
        columns=(
            "place_a_id", "place_b_id", "shared_people", "shared_groups", "ties", "group_ties",
            "weight", "group_weight", "says",
        ),
        protect=protect_links,
        number=number_links,
        layers=(PageLayer("links", "links"),),
        is_open=True,
        asked=PageQuestion(says="looking for links", is_open=True),
    ),
    Finding(
        name="missing",
        maker="find_missing_links",
        help="Links that are surprisingly missing, from `find_missing_links`: dashed lines, a "
        "table, and questions on the card of a place. In public, those that no link joins at all, "
        "and nobody who could help.",
        columns=(
            "place_a_id", "place_b_id", "reason", "distance_m", "shares", "mediator_id", "ask_ids",
            "says",
        ),
        protect=protect_missing_links,
        number=number_missing_links,
        layers=(PageLayer("missing", "missing_links"),),
        is_open=True,
        asked=PageQuestion(),
    ),
    Finding(
        name="champions",
        maker="find_champions",
        help="People to ask, from `find_champions`. The page lists them by name, never by rank; "
        "for the team it shows what they bring together. In public, those who did not agree to be "
        "named are counted by place where the small-number rule lets it be said, else withheld.",
        columns=("person_id", "name", "place_id", "place_name", "roles", "says"),
        protect=protect_champions,
        number=number_people,
        layers=(
            PageLayer("ask", "people_to_ask"),
            PageLayer("unnamed", "unnamed", frame="unnamed"),
        ),
        is_open=True,
        asked=PageQuestion(
            says="looking for people to ask",
            settings={"replicates": 0},  # a page has no use for spans of ranks
            is_open=True,
            of_everybody=True,
        ),
    ),
    Finding(
        name="fragility",
        maker="find_fragility",
        help="What rests on one person or group alone, from `find_fragility`. For the team alone.",
        columns=(
            "asset_id", "people_cut_off", "orphans", "orphan_ids", "groups_cut_off",
            "cut_off_group_ids", "places_cut_off", "cut_off_place_ids", "could_cover_ids", "says",
        ),
        protect=protect_fragility,
        number=number_fragility,
        layers=(PageLayer("fragile", "fragility"),),
        asked=PageQuestion(settings={"with_distances": False}),  # a page shows none
    ),
    Finding(
        name="safeguards",
        maker="find_safeguards",
        help="Introductions that would share what rests on one alone, from `find_safeguards`. For "
        "the team alone.",
        columns=("person_id", "other_id", "bridge_ids", "ask_ids", "says"),
        protect=protect_safeguards,
        number=number_safeguards,
        layers=(PageLayer("safeguards", "safeguards"),),
        asked=PageQuestion(),
    ),
    Finding(
        name="introductions",
        maker="suggest_introductions",
        help="Who should meet whom, from `suggest_introductions`. For the team alone.",
        columns=("person_a_id", "person_b_id", "introducer_id", "says"),
        protect=protect_introductions,
        number=number_introductions,
        layers=(PageLayer("introductions", "introductions"),),
        asked=PageQuestion(),
    ),
)  # fmt: skip
FINDINGS = {finding.name: finding for finding in _ROWS}
"""By name, in the order of the page's data. `FoundFrames` has a key for each."""


def takes_findings(function: _Function) -> _Function:
    """
    Show each finding among the keywords of a function that takes ``**found``.

    Its signature and its docstring then name and explain them one by one, as
    `help` and a notebook show them.
    """
    signature = inspect.signature(function)
    own = list(signature.parameters.values())
    keywords = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation="pd.DataFrame | None"
        )
        for name in FINDINGS
    ]
    plain = [each for each in own if each.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD]
    others = [each for each in own if each.kind is inspect.Parameter.KEYWORD_ONLY]
    function.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*plain, *keywords, *others]
    )
    if function.__doc__:
        function.__doc__ = _explain_each(inspect.cleandoc(function.__doc__))
    return function


def _explain_each(docstring: str) -> str:
    """Put what each finding is in place of the one entry for all of them."""
    fill = textwrap.TextWrapper(80, initial_indent=_IN, subsequent_indent=_IN).fill
    each = "".join(f"{finding.name}\n{fill(finding.help)}\n" for finding in FINDINGS.values())
    return _ENTRY.sub(lambda _: each, docstring, count=1)


def require_known(function: Callable[..., Any], found: Mapping[str, object]) -> None:
    """
    Refuse keywords that are no finding, as Python refuses those that it does not know.

    Raises
    ------
    TypeError
        Names the nearest keyword of the function, and all of them.
    """
    unknown = [name for name in found if name not in FINDINGS]
    if not unknown:
        return
    own = inspect.signature(function).parameters.values()
    keywords = {each.name for each in own if each.kind is inspect.Parameter.KEYWORD_ONLY}
    known = [*FINDINGS, *sorted(keywords - set(FINDINGS))]
    near = find_near_word(unknown[0], known, else_say="")
    remedy = " ".join(filter(None, [near, f"Known: {', '.join(known)}."]))
    raise TypeError(
        f"{function.__name__}() got an unexpected keyword argument {unknown[0]!r}. {remedy}"
    )

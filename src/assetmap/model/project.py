"""The project file: which files make the map, and how their columns map to ours."""

from __future__ import annotations

from typing import Any

from pydantic import Field, ValidationError

from assetmap.errors import Problem, ProjectError, find_near_word
from assetmap.model.project_sections import (
    AssetsSection,
    ChecksSection,
    ConsentsSection,
    EffortSection,
    MapSection,
    NeedSection,
    OriginsSection,
    PeopleSection,
    PlacesSection,
    PostcodesSection,
    RecordsSection,
    SameSection,
    Section,
    Text,
    Texts,
    ThemeRule,
    TiesSection,
)
from assetmap.model.vocabulary import SECTORS

__all__ = ["Project"]

_LONGEST_SHOWN = 200


class Project(Section):
    """A whole project file."""

    map: MapSection = MapSection()
    postcodes: PostcodesSection | None = None
    places: tuple[PlacesSection, ...] = ()
    need: tuple[NeedSection, ...] = ()
    origins: tuple[OriginsSection, ...] = ()
    assets: tuple[AssetsSection, ...] = ()
    people: tuple[PeopleSection, ...] = ()
    ties: tuple[TiesSection, ...] = ()
    consents: tuple[ConsentsSection, ...] = ()
    effort: tuple[EffortSection, ...] = ()
    checks: tuple[ChecksSection, ...] = ()
    same: SameSection | None = None
    conversations: tuple[RecordsSection, ...] = ()
    heard: tuple[RecordsSection, ...] = ()
    grants: tuple[RecordsSection, ...] = ()
    ripples: tuple[RecordsSection, ...] = ()
    ripple_links: tuple[RecordsSection, ...] = ()
    decisions: tuple[RecordsSection, ...] = ()
    theories: tuple[RecordsSection, ...] = ()
    value: tuple[RecordsSection, ...] = ()
    themes: dict[Text, ThemeRule] | None = Field(
        default=None,
        description='"village hall" = { kind, theme, sector }: words that say what a body is '
        "where a row does not; ours apply after them. Even an empty table turns this on",
    )
    sectors: Texts = Field(
        default=SECTORS, description="The words that a sector may be; others are noted"
    )
    synonyms: dict[Text, Texts] = Field(
        default_factory=dict,
        description="word = other words for it, in offers and wants; all of a line mean the same",
    )

    @classmethod
    def from_mapping(cls, given: dict[str, Any], *, where: str) -> Project:
        """
        Check the content of a project file.

        Parameters
        ----------
        given
            What a TOML parser made of the file.
        where
            Name of the file, for messages.

        Raises
        ------
        ProjectError
            With every problem: unknown keys, missing keys, wrong values.

        Examples
        --------
        >>> Project.from_mapping({"asets": []}, where="village.toml")
        Traceback (most recent call last):
            ...
        assetmap.errors.ProjectError: village.toml cannot be followed: 1 problem.
        - village.toml, asets: this key is not known. Did you mean 'assets'?
        """
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            problems = [_problem_of(cls, item, where) for item in error.errors()]
        count = f"{len(problems)} problem" + ("s" if len(problems) > 1 else "")
        raise ProjectError(f"{where} cannot be followed: {count}.", problems) from None


def _problem_of(project: type[Section], item: Any, where: str) -> Problem:
    """Put one pydantic error into the words of the project file."""
    location = tuple(item["loc"])
    path = " → ".join(str(step + 1) if isinstance(step, int) else step for step in location)
    place = f"{where}, {path}" if path else where
    if item["type"] == "extra_forbidden":
        known = _keys_at(project, location[:-1])
        remedy = find_near_word(location[-1], known)
        return Problem(place, "unknown_key", "this key is not known.", remedy)
    if item["type"] == "missing":
        return Problem(place, "missing_key", "this key is missing.", "Add it to the file.")
    message = str(item["msg"]).removeprefix("Value error, ")
    given = "" if isinstance(item["input"], dict) else f" (given: {_shorten(item['input'])})"
    return Problem(place, "wrong_value", f"{message}{given}.", "Correct the value.")


def _shorten(given: object) -> str:
    """Show what was given; of what is long, its beginning."""
    text = repr(given)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]} …"


def _keys_at(section: type[Section], location: tuple[int | str, ...]) -> list[str]:
    """List the keys that are known at one place of the file."""
    model: Any = section
    for step in location:
        if isinstance(step, int):
            continue
        field = model.model_fields.get(step)
        model = _section_in(field.annotation) if field else None
        if model is None:
            return []
    return sorted(field.alias or name for name, field in model.model_fields.items())


def _section_in(annotation: Any) -> type[Section] | None:
    """Find the section type inside an annotation such as ``tuple[Places, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _section_in(part)
        if found is not None:
            return found
    return None

"""The commands that answer a question: gaps, sites, champions, links, introductions, checks."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

import typer

from assetmap.cli.output import Output, give
from assetmap.cli.terminal import (
    AudienceName,
    By,
    CategoryWords,
    ConditionWords,
    Reading,
    WithinMin,
    read_map,
    takes_options,
)

__all__ = ["champions", "checks", "gaps", "introductions", "links", "sites"]

_OPEN_WORDS = ("place", "kind", "theme", "themes")
"""By what links may be asked for in public; other columns are the team's."""


@takes_options
def gaps(  # noqa: PLR0913 - each an option that somebody types
    *,
    output: Output,
    reading: Reading,
    audience: AudienceName = "public",
    by: By = "kind",
    category: CategoryWords = None,
    within_min: WithinMin = 15,
    at_least: Annotated[int, typer.Option(min=1, help="How many assets people should reach.")] = 1,
    min_share: Annotated[
        float, typer.Option(help="From which share of its people short a place is listed.")
    ] = 0.1,
    people: Annotated[
        str | None,
        typer.Option(help="Column of the origins or places: whom to count, such as over_65."),
    ] = None,
    need: Annotated[
        str | None, typer.Option(help="Column of the places that people are weighed by.")
    ] = None,
    benchmark: Annotated[
        list[str] | None,
        typer.Option(
            help="How much is enough for each person: a number, quantile:0.25 or per-1000:0.5; "
            "for each category by itself as category=0.001, once for every category."
        ),
    ] = None,
    connected: Annotated[
        bool, typer.Option(help="Also list what is in reach and has no tie to anyone of the place.")
    ] = True,
    min_effort: Annotated[
        int, typer.Option(min=0, help="Conversations, walks and lists from which a place is known.")
    ] = 1,
    where: ConditionWords = None,
) -> None:
    """List where people reach too little of what, most people short first, with reasons."""
    from assetmap.cli.counted import count_for, require_open_column
    from assetmap.cli.typed_words import from_conditions, from_words, require_team_to_choose
    from assetmap.gaps import find_gaps
    from assetmap.publish import admit, protect_gaps, require_audience

    who = require_audience(audience)
    require_open_column(who, by)
    require_team_to_choose(who, where)
    enough = from_words(benchmark or [])
    with read_map(reading, output) as (m, steps):
        admission = admit(m, audience=who)
        counted = count_for(m, admission)
        steps.take("looking for gaps")
        found = find_gaps(
            counted,
            by=by,
            categories=category or None,
            within_min=within_min,
            at_least=at_least,
            min_share=min_share,
            people=people,
            need=need,
            benchmark=enough,
            connected=connected,
            min_effort=min_effort,
            where=from_conditions(where or [], counted.assets),
            individuals=who.sees_records,
        )
    give(protect_gaps(counted, gaps=found, admission=admission), output, admission)


@takes_options
def sites(  # noqa: PLR0913 - each an option that somebody types
    *,
    category: Annotated[str, typer.Option(help="What is missing: a kind, or a word of --by.")],
    output: Output,
    reading: Reading,
    audience: AudienceName = "public",
    by: By = "kind",
    n: Annotated[int, typer.Option("--n", min=1, help="How many hosts at most.")] = 5,
    within_min: WithinMin = 15,
    among: Annotated[
        list[str] | None,
        typer.Option(help="What could host: a kind, theme, sector or id; repeat it. Else spaces."),
    ] = None,
    goal: Annotated[
        Literal["most", "everyone", "nearest"],
        typer.Option(help="The most people, everyone with the fewest hosts, or the shortest ways."),
    ] = "most",
    exact: Annotated[
        bool, typer.Option("--exact", help="Prove the best choice; that may take minutes.")
    ] = False,
    where: ConditionWords = None,
) -> None:
    """Suggest existing spaces that could host what is missing."""
    from assetmap.cli.counted import count_for, require_open_column
    from assetmap.cli.said import say_hosts
    from assetmap.cli.typed_words import from_conditions, require_team_to_choose
    from assetmap.gaps import suggest_sites
    from assetmap.publish import admit, protect_sites, require_audience

    who = require_audience(audience)
    require_open_column(who, by)
    require_team_to_choose(who, where)
    with read_map(reading, output) as (m, steps):
        admission = admit(m, audience=who)
        counted = count_for(m, admission)
        steps.take("looking for hosts")
        found = suggest_sites(
            counted, category=category, by=by, n=n, within_min=within_min,
            among=among or "space", goal=goal, exact=exact, individuals=who.sees_records,
            where=from_conditions(where or [], counted.assets),
        )  # fmt: skip
    safe = protect_sites(counted, sites=found, admission=admission)
    if not who.sees_records:
        said = say_hosts(counted, safe.frame, within_min=within_min)
        safe = replace(safe, frame=safe.frame.assign(says=said))
    give(safe, output, admission)


@takes_options
def champions(
    *,
    output: Output,
    reading: Reading,
    audience: AudienceName = "public",
    like: Annotated[
        list[str] | None,
        typer.Option(help="Whom to reach, as age_group=16-24 (team only); repeat it."),
    ] = None,
    role: Annotated[str | None, typer.Option(help="Only who is called this.")] = None,
    theme: Annotated[list[str] | None, typer.Option(help="Only about this (team only).")] = None,
    place: Annotated[list[str] | None, typer.Option(help="Only in this place (team only).")] = None,
    ties: Annotated[
        Literal["both", "stated", "shared"],
        typer.Option(help="Ties that count: stated, memberships shared, or both."),
    ] = "both",
    missing_rate: Annotated[
        float, typer.Option(help="Share of ties and people that may be missing from the record.")
    ] = 0.2,
    replicates: Annotated[
        int, typer.Option(min=0, help="Copies with less that show how sure the order is.")
    ] = 200,
) -> None:
    """List people to ask, with reasons; in public only those who agreed to be named."""
    from assetmap.champions import find_champions
    from assetmap.cli.counted import count_for
    from assetmap.cli.said import say_named_people, say_no_people, say_people
    from assetmap.cli.typed_words import from_pairs, require_team
    from assetmap.publish import admit, protect_champions, require_audience

    who = require_audience(audience)
    require_team(who, like=like, theme=theme, place=place)
    group = from_pairs(like or [])
    with read_map(reading, output) as (m, steps):
        admission = admit(m, audience=who)
        steps.take("looking for people to ask")
        found = find_champions(
            m, like=group, role=role, themes=theme, in_places=place, tied_by=ties,
            missing_rate=missing_rate, replicates=replicates, progress=steps.detail,
        )  # fmt: skip
    safe = protect_champions(m, champions=found, admission=admission)
    if output.is_read:
        say_each = say_people if who.sees_records else say_named_people
        safe = replace(safe, frame=say_each(safe.frame))
    is_nobody = output.is_read and safe.frame.empty and not (like or role or theme or place)
    if is_nobody and who.sees_records:
        typer.echo(say_no_people(m, is_team=True))
        return
    give(safe, output, admission)
    if is_nobody:
        output.note(say_no_people(count_for(m, admission), is_team=False))


@takes_options
def links(
    *,
    output: Output,
    reading: Reading,
    audience: AudienceName = "public",
    by: Annotated[
        str, typer.Option(help="place, or a column whose words are to be joined, such as themes.")
    ] = "place",
    level: Annotated[str | None, typer.Option(help="Level of places to join.")] = None,
    theme: Annotated[
        list[str] | None, typer.Option(help="Only what is about this (team only); repeat it.")
    ] = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="List what is near or alike and not linked instead.")
    ] = False,
) -> None:
    """List the links between places, or between words; those without any come first."""
    from assetmap.cli.counted import count_for
    from assetmap.cli.said import say_close_to_both, say_open_links
    from assetmap.cli.typed_words import require_team
    from assetmap.links import find_links, find_missing_links
    from assetmap.publish import admit, protect_links, protect_missing_links, require_audience

    who = require_audience(audience)
    require_team(who, theme=theme, by=None if by in _OPEN_WORDS else by)
    asked: dict[str, Any] = {"by": by, "level": level, "themes": theme or None}
    with read_map(reading, output) as (m, steps):
        admission = admit(m, audience=who)
        counted = count_for(m, admission)
        steps.take("looking for links that are missing" if missing else "looking for links")
        if missing:
            found = find_missing_links(counted, **asked, individuals=who.sees_records)
        else:
            found = find_links(counted, **asked)
    if missing:
        safe = protect_missing_links(counted, missing=found, admission=admission)
        if who.sees_records and output.is_read:
            safe = replace(safe, frame=say_close_to_both(safe.frame, counted.assets["name"]))
        give(safe, output, admission)
    else:
        safe = protect_links(counted, links=found, admission=admission)
        if output.is_read and not who.sees_records:
            safe = replace(
                safe, frame=say_open_links(safe.frame, admission.assets["name"].to_dict())
            )
        give(safe, output, admission)


@takes_options
def introductions(
    *,
    output: Output,
    reading: Reading,
    audience: AudienceName = "public",
    n: Annotated[int, typer.Option("--n", min=1, help="How many introductions at most.")] = 10,
    between: Annotated[
        list[str] | None,
        typer.Option(help="Only between two of these; give it twice: places, or words of --by."),
    ] = None,
    by: Annotated[
        str, typer.Option(help="place, or a column whose words are to be joined, such as themes.")
    ] = "place",
) -> None:
    """Suggest who should meet whom, and who could introduce them; for the team alone."""
    from assetmap.cli.said import require_team_to_meet, say_introductions
    from assetmap.links import suggest_introductions
    from assetmap.publish import admit, protect_introductions, require_audience

    who = require_audience(audience)
    require_team_to_meet(who)
    with read_map(reading, output) as (m, steps):
        steps.take("looking for introductions")
        found = suggest_introductions(m, n, between=between or None, by=by)
    admission = admit(m, audience=who)
    safe = protect_introductions(m, introductions=found, admission=admission)
    if output.is_read:
        safe = replace(safe, frame=say_introductions(safe.frame))
    give(safe, output, admission)


@takes_options
def checks(
    *,
    output: Output,
    reading: Reading,
    n: Annotated[int, typer.Option("--n", min=1, help="How many records at most.")] = 20,
    by: By = "kind",
) -> None:
    """List the old or second-hand records that most findings rest on, by keeper; for the team.

    Write it to a file with --csv, fill in confirmed_on, and name the file under [[checks]].
    """
    from assetmap.champions import find_champions
    from assetmap.cli.said import say_checks
    from assetmap.effort import suggest_checks
    from assetmap.gaps import find_gaps
    from assetmap.links import find_links
    from assetmap.publish import admit, protect_table, require_audience

    with read_map(reading, output) as (m, steps):
        steps.take("looking for what findings rest on")
        found = suggest_checks(
            m, gaps=find_gaps(m, by=by), links=find_links(m),
            champions=find_champions(m, replicates=0), n=n,
        )  # fmt: skip
    admission = admit(m, audience=require_audience("team"))
    frame = say_checks(found) if output.is_read else found
    give(protect_table(m, frame=frame, admission=admission), output, admission)

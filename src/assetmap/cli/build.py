"""The command that makes the page of a project."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assetmap.cli.counted import count_for, require_open_column
from assetmap.cli.left_out import LEFT_OUT, TeamFiles, say_left_out, write_for_the_team
from assetmap.cli.output import Manner, give_document, is_standard_output, require_one_answer, warn
from assetmap.cli.progress_bar import ProgressBar
from assetmap.cli.reading_report import count_rows, say_report
from assetmap.cli.terminal import (
    AudienceName,
    By,
    CategoryWords,
    Reading,
    WithinMin,
    read_map,
    takes_options,
)
from assetmap.errors import FileError

if TYPE_CHECKING:
    import pandas as pd

    from assetmap.maps import DrawnMap
    from assetmap.model import Audience
    from assetmap.publish import Admission, Finding, Manifest, PageQuestion
    from assetmap.tables import AssetMap

__all__ = ["build", "find_for_page", "list_steps", "tell_withheld"]

_LAST_STEPS = 2  # the page, and writing it


@takes_options
def build(
    *,
    out: Annotated[
        Path, typer.Option("--out", help="The page to write; - is standard output.")
    ] = Path("map.html"),
    reading: Reading,
    audience: AudienceName = "public",
    manner: Manner,
    by: By = "kind",
    category: CategoryWords = None,
    within_min: WithinMin = 15,
    rejects: Annotated[
        Path | None,
        typer.Option(
            "--rejects",
            help="Where to write the rejected rows; for-the-team/rejected.csv beside the project.",
        ),
    ] = None,
) -> None:
    """Make the map of a project: one HTML page.

    Rejected rows, and what a public page leaves out of which row, are written beside the project
    file, in a folder for-the-team, never beside the page. A team page also has what rests on one
    person, links that are missing, and introductions to make.
    """
    from assetmap.publish import admit, require_audience

    who = require_audience(audience)
    require_open_column(who, by)
    _require_places(out, rejects, manner)
    tell = manner.teller(is_taken=is_standard_output(out))
    with read_map(reading, manner, more=len(list_steps(who)) + _LAST_STEPS) as (m, steps):
        kept = write_for_the_team(m, reading.project, rejects, audience=who)
        steps.wipe()
        _say_read(m, who, kept, tell)
        # What stops a page stops it here, before the long way to it.
        admission = admit(m, audience=who)
        asked = {"within_min": within_min, "by": by, "categories": category or None}
        found = find_for_page(m, count_for(m, admission), who, asked, steps)
        drawn = _draw(m, found, audience, steps)
        _write(drawn, out, steps)
    _say_found(m, found, tell)
    moved, warnings = tell_withheld(m, drawn.manifest, admission, tell)
    _say_files(kept, tell)
    if admission.banner and not who.sees_records:
        tell(f"{admission.banner}.")
    tell(f"The {audience} map: {'standard output' if is_standard_output(out) else out}")
    if manner.as_json:
        made = {"page": str(out), "shown_nearby": moved}
        give_document(_document(m, found, drawn, kept, warnings) | made)


def _require_places(out: Path, rejects: Path | None, manner: Manner) -> None:
    """Refuse places where a page, or the rejected rows, cannot go."""
    from assetmap.publish import require_public_place

    require_one_answer(out, as_json=manner.as_json)
    if is_standard_output(rejects):
        raise FileError(
            "Rejected rows are for the team alone and go to a file. Name one after --rejects."
        )
    if not is_standard_output(out):
        require_public_place(out)


def _say_read(m: AssetMap, who: Audience, kept: TeamFiles, tell: Callable[[str], None]) -> None:
    see = {"rejected": kept.rejected, "skipped": kept.noted, "note": kept.noted}
    # What a public page leaves out is said below, and what was written there is not repeated.
    besides = () if who.sees_records else LEFT_OUT
    say_report(
        m,
        see={how: f"see {path}" for how, path in see.items()},
        tell=tell,
        besides=besides,
        quotes_skipped=who.sees_records,
    )
    if not who.sees_records:
        for line in say_left_out(m.report.problems, see=f"see {kept.left_out}"):
            tell(f"  Left out: {line}")


def _list_questions(who: Audience) -> list[tuple[Finding, PageQuestion]]:
    """List what a page for an audience asks, what the team alone may see last."""
    from assetmap.publish import FINDINGS

    each = [(finding, finding.asked) for finding in FINDINGS.values()]
    asked = [
        (finding, question)
        for finding, question in each
        if question is not None and (question.is_open or who.sees_records)
    ]
    return sorted(asked, key=lambda pair: not pair[1].is_open)


def list_steps(who: Audience) -> list[str]:
    """List what is said while a page's questions are asked, each once."""
    return list(dict.fromkeys(question.says for _, question in _list_questions(who)))


def find_for_page(
    m: AssetMap, counted: AssetMap, who: Audience, asked: dict[str, Any], steps: ProgressBar
) -> dict[str, pd.DataFrame]:
    """Find what a page shows, in what its audience may count; for the team also what it may see."""
    import assetmap

    options = {**asked, "individuals": who.sees_records}
    found: dict[str, pd.DataFrame] = {}
    said = None
    for finding, question in _list_questions(who):
        if question.says != said:
            steps.take(question.says)
        said = question.says
        make = attrgetter(finding.maker)(assetmap)
        settings = {**{name: options[name] for name in question.options}, **question.settings}
        found[finding.name] = make(m if question.of_everybody else counted, **settings)
    return found


def _draw(
    m: AssetMap, found: dict[str, pd.DataFrame], audience: str, steps: ProgressBar
) -> DrawnMap:
    from assetmap.maps import draw_map

    steps.take("drawing the page")
    findings: dict[str, Any] = dict(found)
    return draw_map(m, audience=audience, **findings)


def _write(drawn: DrawnMap, out: Path, steps: ProgressBar) -> None:
    """Write the page to its file, or to standard output once nothing is in the way."""
    steps.take("writing the page")
    if is_standard_output(out):
        page = drawn.to_html().encode("utf-8")
        steps.wipe()
        typer.echo(page, nl=False)
    else:
        drawn.save(out)


def _say_licences(m: AssetMap, admission: Admission) -> list[str]:
    """Say which sources of a public page are not for publication, by their own licence."""
    from assetmap.publish import find_unpublishable

    return [
        f"Check before publishing: the page shows what {name} told, and the licence of that "
        f"source is {licence!r}."
        for name, licence in find_unpublishable(m, admission=admission).items()
    ]


def tell_withheld(
    m: AssetMap, manifest: Manifest, admission: Admission, tell: Callable[[str], None]
) -> tuple[dict[str, int], list[str]]:
    """Tell what is not shown, who is shown nearby and which licences forbid it; give both."""
    from assetmap.publish import count_moved

    for sentence in manifest.account:
        tell(f"Not shown: {sentence}.")
    moved = count_moved(m, admission)
    if moved:
        tell(_say_moved(moved))
    warnings = _say_licences(m, admission)
    for text in warnings:
        warn(text)
    return moved, warnings


def _say_moved(moved: dict[str, int]) -> str:
    """Say of which sources groups are shown near their address, and how to say that it is open."""
    listed = ", ".join(f"{count} of {source}" for source, count in moved.items())
    return (
        f"Shown where they meet or in the middle of their place, not at their address: {listed}. "
        "Where all that a file tells of is open to the public, write public_venue = true in its "
        "section."
    )


def _say_found(m: AssetMap, found: dict[str, pd.DataFrame], tell: Callable[[str], None]) -> None:
    """Say in a few lines what there is, then what was found."""
    from assetmap.cli.said import say_for_the_team
    from assetmap.wording import say_number

    kinds = m.assets["kind"].value_counts().sort_index()
    listed = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    joined, apart = _count_links(found["links"])
    tell(f"{_say_where_assets_are(m)}: {listed or 'none yet'}.")
    ties, pairs = say_number(len(m.ties), "tie"), say_number(joined, "pair")
    lonely = say_number(apart, "place has", "places have")
    linked = f"{'is' if joined == 1 else 'are'} linked"
    tell(f"{ties}; {pairs} of places {linked}, {lonely} no link yet.")
    gaps = say_number(len(found["gaps"]), "gap")
    people = say_number(len(found["champions"]), "person", "people")
    tell(f"{gaps} to ask about; {people} to ask.")
    if "fragility" in found:
        tell(say_for_the_team(found))


def _count_in_places(m: AssetMap) -> int:
    """Count the assets that are in a place, or active in one."""
    is_in = m.assets["place_id"].notna() | (m.assets["active_in"].str.len() > 0)
    return int(is_in.sum())


def _say_where_assets_are(m: AssetMap) -> str:
    """Say how many assets are in the places of the map, and how many are in none."""
    from assetmap.wording import say_number

    inside = _count_in_places(m)
    outside = len(m.assets) - inside
    said = f"{say_number(inside, 'asset', thousands='')} in {say_number(len(m.places), 'place')}"
    return f"{said}, and {outside} in no place" if outside else said


def _count_links(links: pd.DataFrame) -> tuple[int, int]:
    """Count the pairs of places that are linked, and the places that are not."""
    is_pair = links["place_b_id"].notna()
    return int(is_pair.sum()), int((~is_pair).sum())


def _say_files(kept: TeamFiles, tell: Callable[[str], None]) -> None:
    if kept.rejected is not None:
        tell(f"Rejected rows, for the team only: {kept.rejected}")
    if kept.left_out is not None:
        tell(f"What the page leaves out, by row, for the team only: {kept.left_out}")
    if kept.noted is not None:
        tell(f"What to look at and what was skipped, for the team only: {kept.noted}")


def _document(
    m: AssetMap,
    found: dict[str, pd.DataFrame],
    drawn: DrawnMap,
    kept: TeamFiles,
    warnings: list[str],
) -> dict[str, Any]:
    """Put what was said into a document for programs."""
    joined, apart = _count_links(found["links"])
    return {
        "audience": drawn.manifest.audience,
        "until": None if drawn.manifest.until is None else drawn.manifest.until.isoformat(),
        **count_rows(m),
        "assets": len(m.assets),
        "assets_in_a_place": _count_in_places(m),
        "places": len(m.places),
        "ties": len(m.ties),
        "gaps": len(found["gaps"]),
        "linked_pairs": joined,
        "places_without_link": apart,
        "people_to_ask": len(found["champions"]),
        "withheld": list(drawn.manifest.account),
        "warnings": warnings,
        "rejected_rows": _name(kept.rejected),
        "left_out_rows": _name(kept.left_out),
        "noted_rows": _name(kept.noted),
    }


def _name(path: Path | None) -> str | None:
    return None if path is None else str(path)

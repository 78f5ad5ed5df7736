"""The command that publishes a project whole: page, tables, manifest and index in one folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from assetmap.cli.build import find_for_page, list_steps, tell_withheld
from assetmap.cli.counted import count_for
from assetmap.cli.output import Manner, give_document
from assetmap.cli.terminal import AudienceName, Reading, WithinMin, read_map, takes_options

__all__ = ["publish_project"]

_LAST_STEPS = 1


@takes_options
def publish_project(
    *,
    out: Annotated[
        Path,
        typer.Option("--out", help="A folder that is new or empty, or an earlier publication."),
    ],
    reading: Reading,
    audience: AudienceName = "public",
    manner: Manner,
    keeper: Annotated[
        str | None,
        typer.Option(
            "--keeper", help="Whom a reader may ask to see, correct or take off what is held."
        ),
    ] = None,
    rules: Annotated[
        str, typer.Option("--rules", help="How counts of people are protected: ons, nhs or five.")
    ] = "ons",
    within_min: WithinMin = 15,
) -> None:
    """Publish a project whole into a folder: page, tables, manifest and index.

    The folder is swapped in at once, holds nothing else, and can be handed on as it is.
    """
    import assetmap
    from assetmap.maps import write_publication
    from assetmap.publish import admit, require_audience

    who = require_audience(audience)
    tell = manner.teller()
    with read_map(reading, manner, more=len(list_steps(who)) + _LAST_STEPS) as (m, steps):
        admission = admit(m, audience=who, rules=rules)
        asked = {"within_min": within_min, "by": "kind", "categories": None}
        found: dict[str, Any] = find_for_page(m, count_for(m, admission), who, asked, steps)
        steps.take("writing the publication")
        written = write_publication(
            m, out, audience=audience, rules=rules, keeper=keeper,
            version=assetmap.__version__, **found,
        )  # fmt: skip
    moved, warnings = tell_withheld(m, written.manifest, admission, tell)
    if admission.banner:
        tell(f"{admission.banner}.")
    tell(f"The {audience} publication: {out} ({len(written.files)} files; open index.html)")
    if manner.as_json:
        give_document(
            {"folder": str(out), "files": list(written.files), "audience": audience,
             "withheld": list(written.manifest.account), "shown_nearby": moved,
             "warnings": warnings}
        )  # fmt: skip

"""Does a draft take what it reads for public venues only where a register says so?"""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

import assetmap as am
from assetmap.cli.commands import app

SCHOOLS = "URN,Name,Type,Postcode\n100001,Mill School,School,\n100002,Vale School,School,\n"


def draft(tmp_path: Path, text: str) -> str:
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    options = ["new", str(tmp_path / "new"), "--from", str(tmp_path / "list.csv")]
    done = CliRunner().invoke(app, options, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return (tmp_path / "new" / "project.toml").read_text(encoding="utf-8")


def test_a_register_of_schools_is_of_public_venues(tmp_path: Path) -> None:
    assert "\npublic_venue = true    # its column 'URN' is of a register" in draft(
        tmp_path, SCHOOLS
    )
    m = am.read(tmp_path / "new" / "project.toml")
    assert m.assets["public_venue"].all()
    assert m.sources["public_venue"].all()


@pytest.mark.parametrize(
    "text",
    [
        SCHOOLS.replace("URN", "UPRN"),  # homes have one too
        SCHOOLS.replace("School,\n", "Sports club,\n"),  # associations, in a register or not
        SCHOOLS.replace("Postcode", "Contact name").replace(",\n", ",Ann Lee\n"),
    ],
    ids=["addresses", "clubs", "contacts"],
)
def test_what_may_be_a_home_is_never_guessed_to_be_a_venue(tmp_path: Path, text: str) -> None:
    written = draft(tmp_path, text)
    assert "\npublic_venue = true" not in written

"""What does somebody who begins find: words to use, names to ask, licences to check?"""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import assetmap as am
from assetmap.cli.commands import app
from assetmap.cli.starter import write_starter
from assetmap.gather import require_example
from assetmap.model import AssetKind, Purpose, Role, Status, TieKind

TOWN = str(require_example("market_town") / "project.toml")


def run(*arguments: object) -> Result:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert done.exit_code == 0, done.output
    return done


def test_every_word_that_may_be_used_stands_in_the_starter(tmp_path: Path) -> None:
    write_starter(tmp_path)
    text = (tmp_path / "project.toml").read_text(encoding="utf-8")
    whole = " ".join(text.replace("\n#   ", " ").split())
    for label, words in (
        ("kind", AssetKind),
        ("status, if you know it", Status),
        ("roles", Role),
        ("kind", TieKind),
        ("purpose", Purpose),
    ):
        assert f"# {label}: {', '.join(words)}." in whole
    assert "{" not in text
    assert max(map(len, text.splitlines())) <= 100
    assert "not for publication" not in text
    assert "without it every tie counts as unconfirmed" in text


def test_a_commented_date_confirms_ties_once_it_is_written(tmp_path: Path) -> None:
    write_starter(tmp_path)
    (tmp_path / "assets.csv").write_text("name,kind\nHall,space\nChoir,association\n", "utf-8")
    (tmp_path / "ties.csv").write_text("source,target,kind\nChoir,Hall,meets_at\n", "utf-8")
    project = tmp_path / "project.toml"
    dates = []
    for uncommented in (False, True):
        text = project.read_text(encoding="utf-8")
        if uncommented:
            project.write_text(text.replace("# date = ", "date = "), encoding="utf-8")
        m = am.read(project)
        (source,) = m.ties["sources"].iloc[0]
        dates.append(m.sources["date"].notna()[source])
    assert dates == [False, True]


def test_people_to_ask_are_named_to_the_team_alone() -> None:
    found = am.find_champions(am.read(TOWN), replicates=0)
    said = run("champions", TOWN, "--audience", "team", "--replicates", 0).stdout.splitlines()
    for line, row in zip(said, found.head(20).to_dict("records"), strict=False):
        assert line == f"{row['name']} ({row['place_name']}): {row['says']}"
    like = ["--like", "language=Somali", "--replicates", 0]
    said = run("champions", TOWN, "--audience", "team", *like).stdout.splitlines()
    assert said[0].startswith("Nobody is known yet who has")


@pytest.mark.parametrize(
    ("licence", "audience", "warns"),
    [
        ("not for publication", "public", True),
        ("Not to be published", "public", True),
        ("CC BY 4.0", "public", False),
        ("not for publication", "team", False),
    ],
)
def test_a_source_that_is_not_for_publication_is_named_before_it_is_published(
    tmp_path: Path, licence: str, audience: str, warns: bool
) -> None:
    (tmp_path / "a.csv").write_text("name,kind\nHall,space\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("name,kind,status\nShed,space,closed\n", encoding="utf-8")
    files = "".join(
        f'[[assets]]\nfile = "{name}.csv"\nsource = "Walk {name}"\nlicence = "{licence}"\n'
        for name in "ab"
    )
    project = tmp_path / "project.toml"
    project.write_text(f'[map]\ntitle = "Mill"\n{files}', encoding="utf-8")
    done = run("build", project, "--out", tmp_path / "m.html", "--audience", audience)
    assert ("Check before publishing: the page shows what Walk a told" in done.stderr) == warns
    assert (f"licence of that source is {licence!r}" in done.stderr) == warns
    assert "Walk b" not in done.stderr  # what is closed is not on the page
    assert "Check before" not in done.stdout

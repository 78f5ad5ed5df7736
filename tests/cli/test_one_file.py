"""One file on the command line: where its places are, what its rows are, which gaps are shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from assetmap.cli.commands import app
from assetmap.errors import NothingReadError, ProjectError, TableError
from tests.open_data import BOUNDARIES, FILES


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


@pytest.fixture
def wards(tmp_path: Path) -> Path:
    path = tmp_path / "wards.geojson"
    path.write_text(json.dumps(BOUNDARIES), encoding="utf-8")
    return path


def test_one_file_is_drawn_with_its_places(tmp_path: Path, wards: Path) -> None:
    file = tmp_path / "list.csv"
    file.write_text("name,lon,lat\nQuux,0.612,53.412\nQuuz,0.641,53.421\n", encoding="utf-8")
    page = tmp_path / "map.html"
    refused = run("build", file, "--places", wards, "--out", page)
    assert isinstance(refused.exception, NothingReadError)
    assert "assetmap build list.csv --kind space" in str(refused.exception)
    done = run("build", file, "--places", wards, "--kind", "space", "--out", page)
    assert done.exit_code == 0, done.output
    assert "2 assets in 2 places: 2 space." in done.output
    assert page.exists()


def test_a_project_file_says_its_places_itself(tmp_path: Path, wards: Path) -> None:
    project = tmp_path / "project.toml"
    project.write_text('[[assets]]\nfile = "list.csv"\n', encoding="utf-8")
    done = run("build", project, "--places", wards)
    assert isinstance(done.exception, ProjectError)
    assert "places: was given as well" in str(done.exception)


def payload(page: Path) -> dict[str, object]:
    text = page.read_text(encoding="utf-8")
    start = text.index('id="assetmap-data"')
    island = text[text.index(">", start) + 1 : text.index("</script>", start)]
    found: dict[str, object] = json.loads(island.replace("\\u003c", "<"))
    return found


def test_a_page_shows_gaps_by_theme_and_only_those_asked_for(tmp_path: Path, wards: Path) -> None:
    file = tmp_path / "greenspace.csv"
    file.write_text(FILES["greenspace.csv"].text, encoding="utf-8")
    page = tmp_path / "map.html"
    options = ("build", file, "--places", wards, "--out", page, "--by", "themes")
    assert run(*options).exit_code == 0
    everything = payload(page)["gaps"]["of"]  # type: ignore[index]
    assert "Play Space" in everything
    assert len(everything) > 1
    assert run(*options, "--category", "Play Space").exit_code == 0
    assert payload(page)["gaps"]["of"] == ["Play Space"]  # type: ignore[index]
    listed = run("gaps", file, "--places", wards, "--by", "themes", "--category", "Play Space",
                 "--json")  # fmt: skip
    assert {row["category"] for row in json.loads(listed.stdout)["rows"]} == {"Play Space"}
    missing = run(*options, "--category", "Play Spaec")
    assert isinstance(missing.exception, TableError)
    assert "Did you mean 'Play Space'?" in str(missing.exception)

"""The market town that comes with the library: written to be changed, and never over anything."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner, Result

import assetmap as am
from assetmap.cli.commands import app
from assetmap.errors import FileError
from assetmap.gather import require_example


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(argument) for argument in arguments])


def test_the_files_of_the_example_are_written_and_make_the_same_map(tmp_path: Path) -> None:
    folder = tmp_path / "my town"
    done = run("example", folder)
    assert done.exit_code == 0, done.output
    shipped = {path.name: path.read_bytes() for path in require_example("market_town").iterdir()}
    assert len(shipped) == 11  # nothing else was left there by anybody
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == shipped
    assert f"Look into the files, then: assetmap build {folder / 'project.toml'}" in done.output
    written, ours = am.read(folder / "project.toml"), am.read_example("market_town")
    assert repr(written.report) == repr(ours.report)
    assert written.assets.drop(columns="geometry").equals(ours.assets.drop(columns="geometry"))


def test_no_file_of_anybody_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("mine", encoding="utf-8")
    done = run("example", tmp_path)
    assert isinstance(done.exception, FileError)
    assert str(done.exception).startswith(f"{tmp_path} already holds people.csv")
    assert [path.name for path in tmp_path.iterdir()] == ["people.csv"]


def test_an_example_that_is_not_there_is_said(tmp_path: Path) -> None:
    done = run("example", tmp_path / "x", "--name", "market")
    assert str(done.exception) == "There is no example 'market'. Did you mean 'market_town'?"
    assert not (tmp_path / "x").exists()


def test_the_makers_write_what_is_shipped(tmp_path: Path, repository_root: Path) -> None:
    import subprocess
    import sys

    maker = repository_root / "examples" / "market_town" / "make_files.py"
    subprocess.run([sys.executable, maker, tmp_path], check=True)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    folder = require_example("market_town")
    assert len(written) == 9
    assert written == {name: (folder / name).read_bytes() for name in written}

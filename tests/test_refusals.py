"""What Windows refuses, simulated: files held open, names of devices, backslashes.

These tests run anywhere and have not been run on Windows itself: they raise
the errors that its documentation and Python's name, where they would be raised.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner

from assetmap import refusals
from assetmap.cli.commands import app
from assetmap.errors import FileError, ProjectError
from assetmap.gather import read
from assetmap.publish import write_atomically, write_team_table
from assetmap.refusals import require_usable_name, say_held

HELD = "another program holds it open, such as Excel. Close it there, then try again."


def refusal(winerror: int | None) -> PermissionError:
    error = PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    if winerror is not None:
        error.winerror = winerror  # type: ignore[attr-defined]
    return error


def refuse(winerror: int | None) -> Any:
    def raises(*_: object, **__: object) -> None:
        raise refusal(winerror)

    return raises


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "IS_WINDOWS", True)


@pytest.mark.parametrize("winerror", [32, 33])
def test_a_table_that_excel_holds_open_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, winerror: int
) -> None:
    path = tmp_path / "gaps.csv"
    path.write_bytes(b"old")
    monkeypatch.setattr(Path, "replace", refuse(winerror))
    with pytest.raises(FileError) as raised:
        write_team_table(path, pd.DataFrame({"a": [1]}))
    assert str(raised.value) == (
        f"{path} could not be written: {HELD} What was there is untouched."
    )
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("gaps.csv", b"old")]


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("winerror", [5, None])
def test_where_windows_says_only_no_both_causes_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, winerror: int | None
) -> None:
    monkeypatch.setattr(Path, "replace", refuse(winerror))
    with pytest.raises(FileError, match=r"such as Excel, or you have no right to it\. Close it"):
        write_atomically(tmp_path / "map.html", b"x")


def test_elsewhere_no_permission_is_what_it_says() -> None:
    assert say_held(refusal(None)) is None
    assert say_held(OSError(errno.ENOSPC, "No space left on device")) is None


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("name", ["halls.xlsx", "halls.csv", "project.toml"])
def test_a_file_that_excel_holds_open_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(b"x" * 100)
    opened = Path.open

    def guarded(self: Path, *given: Any, **options: Any) -> Any:
        if self.name == name:
            raise refusal(None)  # as open() does there: no number of Windows' own
        return opened(self, *given, **options)

    monkeypatch.setattr(Path, "open", guarded)
    with pytest.raises(FileError) as raised:
        read(path)
    assert str(raised.value).startswith(f"{path} cannot be opened: another program holds it open")
    assert "Close it there" in str(raised.value)


def test_rejected_rows_of_an_earlier_build_that_excel_holds_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "assets.csv").write_text("name,kind\nHall,space\n,space\n", encoding="utf-8")
    project = tmp_path / "project.toml"
    project.write_text('[[assets]]\nfile = "assets.csv"\n', encoding="utf-8")
    build = ["build", str(project), "--out", str(tmp_path / "m.html"), "--quiet"]
    assert CliRunner().invoke(app, build).exit_code == 0
    held = tmp_path / "for-the-team" / "rejected.csv"
    assert held.exists()
    (tmp_path / "assets.csv").write_text("name,kind\nHall,space\n", encoding="utf-8")
    unlink = Path.unlink

    def guarded(self: Path, **options: Any) -> None:
        if self.name == held.name:
            raise refusal(32)
        unlink(self, **options)

    monkeypatch.setattr(Path, "unlink", guarded)
    done = CliRunner().invoke(app, build)
    assert isinstance(done.exception, FileError)
    assert f"{held} is of an earlier run, is no longer true" in str(done.exception)
    assert HELD in str(done.exception)


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("CON", "device"),
        ("out/nul.csv", "device"),
        ("C:\\maps\\Com1.html", "device"),
        ("lpt³", "device"),
        ("aux .txt", "device"),
        ("map:1.html", "':'"),
        ("what?.csv", "'?'"),
        ("map.html.", "a blank or a dot"),
        ("folder /map.html", "a blank or a dot"),
    ],
)
def test_names_that_are_no_files_are_refused(path: str, says: str) -> None:
    with pytest.raises(FileError) as raised:
        require_usable_name(path)
    assert says in str(raised.value)
    assert str(raised.value).startswith(f"{path}: ")
    assert str(raised.value).endswith("Choose another name.")


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(
    "path",
    ["map.html", "C:\\maps\\map.html", "C:map.html", "../maps/./console.csv", "com10.csv",
     "\\\\server\\share\\map.html", "contacts.csv", "é☕.toml"],
)  # fmt: skip
def test_other_names_are_fine(path: str) -> None:
    require_usable_name(path)


@pytest.mark.usefixtures("windows")
def test_no_door_reads_or_writes_a_device(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="device"):
        write_atomically(tmp_path / "nul.html", b"x")
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "con.csv").write_text("name,kind\nHall,space\n", encoding="utf-8")
    with pytest.raises(FileError, match="device"):
        read(tmp_path / "con.csv")
    with pytest.raises(FileError, match="device"):
        read(tmp_path / "aux.toml")


def test_elsewhere_a_device_is_a_name_like_any_other(tmp_path: Path) -> None:
    if os.name != "nt":
        (tmp_path / "con.csv").write_text("name,kind\nHall,space\n", encoding="utf-8")
        assert read(tmp_path / "con.csv").report.accepted == 1


def project_of(folder: Path, name: str) -> Path:
    (folder / "data").mkdir()
    (folder / "data" / "new.csv").write_text("name,kind\nHall,space\n", encoding="utf-8")
    path = folder / "project.toml"
    path.write_text(f"[[assets]]\nfile = {name}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["'data\\new.csv'", '"data\\\\new.csv"', '"data/new.csv"'])
def test_folders_are_parted_as_windows_does_or_as_others_do(tmp_path: Path, name: str) -> None:
    assert read(project_of(tmp_path, name)).report.accepted == 1


@pytest.mark.parametrize("name", ['"data\\halls.csv"', '"C:\\Users\\Jo\\halls.csv"'])
def test_a_backslash_between_double_quotes_is_explained(tmp_path: Path, name: str) -> None:
    with pytest.raises(ProjectError) as raised:
        read(project_of(tmp_path, name))
    assert "Write folders with /, as data/halls.csv, or the name between single" in str(
        raised.value
    )


def test_a_backslash_that_became_a_line_break_is_explained(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="between double quotes"):
        read(project_of(tmp_path, '"data\\new.csv"'))


@pytest.mark.parametrize("name", ["'..\\secret.csv'", "'C:\\secret.csv'", "'\\\\host\\x.csv'"])
def test_a_backslash_is_no_way_out(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    (tmp_path / "secret.csv").write_text("name,kind\nHall,space\n", encoding="utf-8")
    with pytest.raises(ProjectError, match=r"outside the folder|another computer"):
        read(project_of(folder, name))

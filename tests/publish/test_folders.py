"""Is a folder replaced whole or not at all, whatever stops it, and never one of somebody else's?"""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assetmap.errors import FileError
from assetmap.publish import folders
from assetmap.publish.folders import replace_folder


def publication(mark: str, *, size: int = 20) -> dict[str, bytes]:
    """A page and a table of one edition, and the manifest that lists them."""
    files = {"index.html": mark.encode() * size, "gaps.csv": mark.encode()}
    listed = {"made_by": folders.MADE_BY, "files": dict.fromkeys([*files, "manifest.html"], "")}
    return {**files, "manifest.html": b"", "manifest.json": json.dumps(listed).encode()}


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("can_exchange", [True, False])
def test_the_new_one_takes_the_place_of_the_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, can_exchange: bool
) -> None:
    if not can_exchange:
        monkeypatch.setattr(folders, "_exchange", lambda *_: False)
    out = tmp_path / "a" / "out"
    replace_folder(out, publication("old") | {"links.csv": b"x"} | {
        "manifest.json": json.dumps({"made_by": folders.MADE_BY, "files": dict.fromkeys(
            ["index.html", "gaps.csv", "manifest.html", "links.csv"])}).encode()})  # fmt: skip
    replace_folder(out, publication("new"))
    assert content(out) == publication("new")
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    replace_folder(tmp_path / "out", publication("new"))
    assert content(tmp_path / "out") == publication("new")


@pytest.mark.parametrize(
    ("there", "says"),
    [
        ({"notes.txt": b"mine"}, "holds no publication"),
        ({"manifest.json": b"{}"}, "holds no publication"),
        ({"manifest.json": b"[1]"}, "holds no publication"),
        ({"manifest.json": b"\xff"}, "holds no publication"),
        (publication("old") | {"photo.jpg": b"mine"}, "of no publication: photo.jpg"),
    ],
)
def test_what_is_somebody_elses_is_left_alone(
    tmp_path: Path, there: dict[str, bytes], says: str
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    for name, data in there.items():
        (out / name).write_bytes(data)
    with pytest.raises(FileError, match=says):
        replace_folder(out, publication("new"))
    assert content(out) == there
    assert len(list(tmp_path.iterdir())) == 1


def test_a_file_of_that_name_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"mine")
    with pytest.raises(FileError, match="is a file"):
        replace_folder(tmp_path / "out", publication("new"))
    assert (tmp_path / "out").read_bytes() == b"mine"


def test_nothing_public_goes_among_the_teams_files(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="never handed on"):
        replace_folder(tmp_path / "for-the-team" / "out", publication("new"))


def test_a_folder_for_the_team_is_its_owners_alone(tmp_path: Path) -> None:
    out = replace_folder(tmp_path / "out", publication("new"), private=True)
    assert stat.S_IMODE(out.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in out.iterdir()} == {0o600}


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    replace_folder(tmp_path / "real", publication("old"))
    (tmp_path / "out").symlink_to("real", target_is_directory=True)
    replace_folder(tmp_path / "out", publication("new"))
    assert (tmp_path / "out").is_symlink()
    assert content(tmp_path / "real") == publication("new")


@pytest.mark.parametrize("step", ["fsync", "open", "rename"])
def test_a_full_disk_leaves_the_old_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    out = replace_folder(tmp_path / "out", publication("old"))

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if step == "rename":
        monkeypatch.setattr(folders, "_exchange", full)
    elif step == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(FileError, match=r"No space left on device.*What was there is untouched"):
        replace_folder(out, publication("new"))
    monkeypatch.undo()
    assert content(out) == publication("old")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_second_writer_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fcntl")
    said: list[str] = []
    write = folders._write_beside

    def write_meanwhile(*args: object, **named: object) -> Path:
        with pytest.raises(FileError) as raised:
            replace_folder(tmp_path / "out", publication("second"))
        said.append(str(raised.value))
        return write(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(folders, "_write_beside", write_meanwhile)
    replace_folder(tmp_path / "out", publication("first"))
    assert "is being written by another process" in said[0]
    assert content(tmp_path / "out") == publication("first")


def test_one_that_stepped_aside_is_put_back(tmp_path: Path) -> None:
    """Where folders cannot change places, a kill between two steps leaves the old one aside."""
    out = replace_folder(tmp_path / "out", publication("old"))
    out.rename(tmp_path / f".out.old.12345678{folders._PART}")
    (out.parent / f".out.new.12345678{folders._PART}").mkdir()
    (tmp_path / f".out.old.12345678{folders._PART}" / "mine.txt").write_bytes(b"")
    with pytest.raises(FileError, match=r"of no publication: mine\.txt"):
        replace_folder(out, publication("new"))
    assert content(out) == publication("old") | {"mine.txt": b""}
    (out / "mine.txt").unlink()
    replace_folder(out, publication("new"))
    assert content(out) == publication("new")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


WRITER = """
import sys
from tests.publish.test_folders import publication
from assetmap.publish.folders import replace_folder
print("ready", flush=True)
at = 0
while True:
    at += 1
    replace_folder(sys.argv[1], publication(f"edition {at} ", size=20_000))
"""


def kill_often(out: Path, times: int) -> None:
    """Kill a writer at random times: the folder is one edition, whole, each time."""
    random.seed(7)
    seen = set()
    for _ in range(times):
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(out)], stdout=subprocess.PIPE
        ) as writer:  # fmt: skip
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(random.uniform(0.05, 0.5))
            writer.send_signal(signal.SIGKILL)
        if out.exists():
            mark = (out / "gaps.csv").read_text()
            assert content(out) == publication(mark, size=20_000)
            seen.add(mark)
    assert seen
    replace_folder(out, publication("last"))
    assert [path.name for path in out.parent.iterdir()] == [out.name]


def test_a_writer_that_is_killed_leaves_one_edition_whole(tmp_path: Path) -> None:
    kill_often(tmp_path / "out", 4)


@pytest.mark.long
def test_a_writer_that_is_killed_two_hundred_times(tmp_path: Path) -> None:
    kill_often(tmp_path / "out", 200)

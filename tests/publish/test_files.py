"""Are files written whole, and can a spreadsheet run what is in them?"""

from __future__ import annotations

import csv
import errno
import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assetmap.errors import FileError
from assetmap.publish import (
    open_team_folder,
    require_public_place,
    to_safe_csv,
    write_atomically,
    write_team_table,
)

FORMULAS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("sign", FORMULAS)
def test_text_that_a_spreadsheet_would_run_is_shown(sign: str) -> None:
    text = f"{sign}cmd|' /C calc'!A0"
    frame = pd.DataFrame({"name": [text], f"{sign}head": ["x"], "themes": [(text, "b")]})
    head, row = rows_of(to_safe_csv(frame))
    assert row == [f"'{text}", "x", f"'{text}; b"]
    assert head == ["name", f"'{sign}head", "themes"]


@pytest.mark.parametrize(
    "blank", [" ", "\t", "\r", "\n", "\r\n ", "\u00a0", "\ufeff", "\x00", "  ", "\u200b", "\u202e"]
)
def test_blanks_before_a_formula_hide_nothing(blank: str) -> None:
    _, (cell,) = rows_of(to_safe_csv(pd.DataFrame({"name": [f"{blank}=1+1"]})))
    assert cell == "'=1+1"
    _, (kept,) = rows_of(to_safe_csv(pd.DataFrame({"name": ["a" + blank + "=1"]})))
    assert kept == f"a{blank}=1"


def test_phones_and_negative_numbers_survive() -> None:
    frame = pd.DataFrame({"phone": ["+44 1632 960001"], "change": [-3.5], "whole": [-2]})
    assert to_safe_csv(frame) == "phone,change,whole\r\n'+44 1632 960001,-3.5,-2\r\n"


def test_quotes_commas_lines_and_missing_are_cells() -> None:
    frame = pd.DataFrame({"name": ['say "hi", Jo', "two\nlines", None], "n": [1.0, None, 2.0]})
    assert rows_of(to_safe_csv(frame)) == [
        ["name", "n"], ['say "hi", Jo', "1.0"], ["two\nlines", ""], ["", "2.0"],
    ]  # fmt: skip


def test_columns_with_one_name_are_both_kept() -> None:
    frame = pd.DataFrame([["a", "b"]], columns=["x", "x"])
    assert rows_of(to_safe_csv(frame)) == [["x", "x"], ["a", "b"]]


def test_an_empty_table_keeps_its_head() -> None:
    assert to_safe_csv(pd.DataFrame({"name": [], "kind": []})) == "name,kind\r\n"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), min_size=1))
def test_no_cell_begins_with_a_formula(texts: list[str]) -> None:
    cells = [row[0] if row else "" for row in rows_of(to_safe_csv(pd.DataFrame({"t": texts})))[1:]]
    for given_text, cell in zip(texts, cells, strict=True):
        assert not cell.lstrip().startswith(FORMULAS)
        assert cell == given_text or (
            cell.startswith("'") and given_text.endswith(cell.removeprefix("'"))
        )


def test_what_is_written_for_people_is_read_back_as_it_was(tmp_path: Path) -> None:
    import assetmap as am

    names = ["=SUM(A1)", "+1 Group", "@home", "－minus", "O'Brien's", "'quoted", "Café ☕", "plain"]
    frame = pd.DataFrame({"name": names, "kind": "space", "phone": "+44 1632 960001"})
    path = write_team_table(tmp_path / "assets.csv", frame)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    m = am.read(path)
    assert m.report.accepted == len(names)
    assert sorted(m.assets["name"]) == sorted(names)
    assert set(m.assets["phone"]) == {"+44 1632 960001"}


def test_half_a_character_does_not_stop_the_table(tmp_path: Path) -> None:
    frame = pd.DataFrame({"name": pd.Series(["a\ud800b"], dtype=object)})
    path = write_team_table(tmp_path / "t.csv", frame)
    assert path.read_text(encoding="utf-8-sig").splitlines() == ["name", "a?b"]


def test_a_folder_that_is_missing_is_made(tmp_path: Path) -> None:
    path = write_atomically(tmp_path / "a" / "b" / "map.html", b"x")
    assert path.read_bytes() == b"x"
    assert [p.name for p in path.parent.iterdir()] == ["map.html"]


def test_a_link_is_followed_and_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.html").write_bytes(b"old")
    link = tmp_path / "link.html"
    link.symlink_to("real.html")
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real.html").read_bytes() == b"new"


def test_rights_are_kept_and_new_files_get_the_usual_ones(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    mask = os.umask(0)
    os.umask(mask)
    fresh = write_atomically(tmp_path / "fresh.html", b"new")
    assert stat.S_IMODE(fresh.stat().st_mode) == 0o666 & ~mask


@pytest.mark.parametrize("step", ["fsync", "replace", "write"])
def test_a_full_disk_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    path = tmp_path / "map.html"
    path.write_bytes(b"old")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if step == "fsync":
        monkeypatch.setattr(os, "fsync", full)
    elif step == "replace":
        monkeypatch.setattr(Path, "replace", full)
    else:
        monkeypatch.setattr(os, "fdopen", full)
    with pytest.raises(FileError) as raised:
        write_atomically(path, b"new")
    monkeypatch.undo()
    assert str(raised.value) == (
        f"{path} could not be written: No space left on device. What was there is untouched. "
        "Close the file if it is open elsewhere, or choose another folder."
    )
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("map.html", b"old")]


@pytest.mark.parametrize("before", [None, 0o644])
def test_what_is_private_is_its_owners_alone(tmp_path: Path, before: int | None) -> None:
    path = tmp_path / "team.csv"
    if before is not None:
        path.write_bytes(b"old")
        path.chmod(before)
    write_team_table(path, pd.DataFrame({"name": ["Asha"]}))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_mask_of_the_process_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def touched(_: int) -> int:
        raise AssertionError("another thread would write with these rights")

    monkeypatch.setattr(os, "umask", touched)
    write_atomically(tmp_path / "map.html", b"x")
    write_atomically(tmp_path / "team.html", b"x", private=True)


KILLED = """
import os, sys
from assetmap.publish import files
files.os.fsync = lambda _: os._exit(9)
files.write_atomically(sys.argv[1], b"half of what only the team may see")
"""


def test_what_a_killed_save_left_is_removed_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "rejected.csv"
    for name in ("rejected.csv", "other.csv"):
        command = [sys.executable, "-c", KILLED, str(tmp_path / name)]
        assert subprocess.run(command, check=False).returncode == 9
    assert len([*tmp_path.iterdir()]) == 1  # the second removed what the first had left
    write_atomically(path, b"whole")
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("rejected.csv", b"whole")]


def test_what_is_still_being_written_is_not_taken_for_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fsync = os.fsync

    def write_another_meanwhile(handle: int) -> None:
        monkeypatch.setattr(os, "fsync", fsync)
        write_atomically(tmp_path / "b.html", b"b")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", write_another_meanwhile)
    write_atomically(tmp_path / "a.html", b"a")
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"a.html": b"a", "b.html": b"b"}


def test_files_of_others_that_are_called_so_are_left_alone(tmp_path: Path) -> None:
    kept = [".map.html.12345678.part", "map.assetmap-part", "notes.part"]
    for name in kept:
        (tmp_path / name).write_bytes(b"theirs")
    (tmp_path / ".x.assetmap-part").symlink_to(tmp_path / "notes.part")
    write_atomically(tmp_path / "map.html", b"x")
    assert (tmp_path / "notes.part").read_bytes() == b"theirs"
    assert {*kept, "map.html"} <= {p.name for p in tmp_path.iterdir()}


def test_the_folder_for_the_team_is_theirs_alone(tmp_path: Path) -> None:
    (tmp_path / "for-the-team").mkdir(mode=0o755)
    folder = open_team_folder(tmp_path / "project.toml")
    assert folder == tmp_path / "for-the-team"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert (folder / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert stat.S_IMODE((folder / ".gitignore").stat().st_mode) == 0o600


def test_a_link_is_no_folder_for_the_team(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "for-the-team").symlink_to(tmp_path / "web", target_is_directory=True)
    with pytest.raises(FileError, match="is no folder"):
        open_team_folder(tmp_path / "project.toml")


@pytest.mark.parametrize(
    "where", ["for-the-team", "For-The-Team/2026", "for-the-team/../for-the-team"]
)
def test_no_page_is_written_into_the_folder_for_the_team(tmp_path: Path, where: str) -> None:
    with pytest.raises(FileError, match="never handed on"):
        require_public_place(tmp_path / where / "map.html")
    require_public_place(tmp_path / "for-the-team.html")


def test_a_folder_in_the_way_says_so(tmp_path: Path) -> None:
    (tmp_path / "map.html").mkdir()
    with pytest.raises(FileError, match=r"Is a directory. What was there is untouched"):
        write_atomically(tmp_path / "map.html", b"x")
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(FileError, match=r"Not a directory|File exists"):
        write_atomically(tmp_path / "file" / "map.html", b"x")


def test_a_folder_that_may_not_be_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(FileError, match=r"map.html could not be written: Permission denied"):
        write_atomically(tmp_path / "map.html", b"x")

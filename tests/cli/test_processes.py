"""What does somebody at a terminal get: exit codes, messages, and never a traceback?"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assetmap.gather import require_example

TOWN = require_example("market_town") / "project.toml"


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "assetmap", *map(str, arguments)]


def run(*arguments: object, **surroundings: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        command(*arguments), capture_output=True, env=os.environ | surroundings, check=False
    )


def test_the_command_is_installed() -> None:
    path = Path(sys.executable).with_name("assetmap.exe" if sys.platform == "win32" else "assetmap")
    done = subprocess.run([path, "--help"], capture_output=True, check=True)
    for name in (b"build", b"check", b"gaps", b"sites", b"champions", b"links", b"schema", b"new"):
        assert name in done.stdout


def test_a_mistake_ends_with_a_message_and_2(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text("[map\n", encoding="utf-8")
    for arguments in (
        ["check", tmp_path / "missing.toml"],
        ["check", tmp_path / "bad.toml"],
        ["check", tmp_path],
        ["gap", "x"],
        ["build"],
    ):
        done = run(*arguments)
        assert done.returncode == 2, arguments
        assert done.stderr.strip()
        assert b"Traceback" not in done.stderr
        assert done.stdout == b""


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "utf-8"])
def test_a_terminal_that_knows_few_letters_is_written_to(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "assets.csv").write_text("name,kind\nŵ,sp☕ce\n", encoding="utf-8")
    (tmp_path / "é.toml").write_text('[[assets]]\nfile = "assets.csv"\n', encoding="utf-8")
    done = run("check", tmp_path / "é.toml", PYTHONIOENCODING=encoding)
    assert done.returncode == 1, done.stderr  # its only row was rejected
    # What claims to know ASCII alone is written UTF-8: no terminal of today is so poor.
    said = done.stdout.decode("utf-8" if encoding == "ascii" else encoding)
    assert ("sp?ce" if encoding == "cp1252" else "sp☕ce") in said
    missing = run("check", tmp_path / "☕.toml", PYTHONIOENCODING=encoding)
    assert missing.returncode == 2
    assert b"Traceback" not in missing.stderr


INTERRUPTED = """
import os, signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever starts us may have it ignored
from assetmap.cli import main
os.fsync = lambda handle: os.kill(os.getpid(), signal.SIGINT)  # in the middle of writing
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX signals")
def test_an_interruption_is_clean(tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    out.write_bytes(b"old")
    rejects = ["--rejects", tmp_path / "rejected.csv"]  # nothing is written beside the example
    call = [sys.executable, "-c", INTERRUPTED, "build", TOWN, "--out", out, *rejects]
    done = subprocess.run(call, capture_output=True, check=False)
    said = done.stderr
    assert done.returncode not in {0, None}
    assert b"Traceback" not in said
    assert out.read_bytes() == b"old"
    assert not list(tmp_path.glob(".*.part"))


def test_a_pipe_that_closes_early_is_no_fault() -> None:
    with subprocess.Popen(
        command("schema"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.read(10)
        child.stdout.close()
        said = child.stderr.read()
    assert b"Traceback" not in said

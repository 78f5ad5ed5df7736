"""Programs hear what is read and written, if they listen, and hear no name of anybody."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import pytest

import assetmap as am
from assetmap.publish import write_atomically


def test_nobody_who_does_not_listen_hears_anything(tmp_path: Path) -> None:
    (tmp_path / "assets.csv").write_text("name,kind\n,space\nHall,space\n", encoding="utf-8")
    code = (
        "import logging\n"
        "import assetmap as am\n"
        "[handler] = logging.getLogger('assetmap').handlers\n"
        "assert isinstance(handler, logging.NullHandler)\n"
        f"am.read({str(tmp_path / 'assets.csv')!r})\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_what_is_read_is_told_by_file_and_number(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="assetmap")
    told: list[str] = []
    m = am.read(am.gather.require_example("market_town") / "project.toml", progress=told.append)
    steps = [record for record in caplog.records if record.levelno == logging.DEBUG]
    assert [record.getMessage() for record in steps] == told
    last = caplog.records[-1]
    assert last.levelno == logging.WARNING  # some rows were rejected
    assert last.getMessage() == (
        "project.toml: 1314 rows read, 1290 accepted, 14 rejected, 10 skipped"
    )
    people = m.assets.loc[m.assets["kind"] == "individual", "name"]
    assert not any(name in caplog.text for name in people)


def test_what_is_written_is_told(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="assetmap")
    write_atomically(tmp_path / "map.html", b"12345")
    assert caplog.messages == [f"wrote {tmp_path / 'map.html'}: 5 bytes"]

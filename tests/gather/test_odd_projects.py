"""Whatever a project file holds, it ends in an error of ours that names the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from assetmap.errors import FileError, NothingReadError, ProjectError
from assetmap.gather import read
from assetmap.gather.read_project import LARGEST_PROJECT

DEEP = 3000


@pytest.mark.parametrize(
    ("content", "match"),
    [
        ("a = " + "[" * DEEP + "]" * DEEP, "nested too deeply"),
        ("a = " + "{b = " * DEEP + "1" + "}" * DEEP, "nested too deeply"),
        ("[" + ".".join(["a"] * DEEP) + "]\nb = 1", "nested too deeply"),
        (".".join(["a"] * DEEP) + " = 1", "nested too deeply"),
        ("".join("[" + ".".join(["a"] * n) + "]\n" for n in range(1, 300)), "nested too deeply"),
        ("a = " + "[" * 25 + "]" * 25, "nested too deeply"),
        ("a = " + "9" * 5000, "digits"),
        ("a = 0x" + "f" * 5000, "longer than a number of TOML can be"),
        ("a = -0b" + "1" * 50, "not a TOML file"),
        ("a = 99999999999999999999", "longer than a number of TOML can be"),
        ("[map]\ncrs = 0o" + "7" * 9000, "longer than a number of TOML can be"),
        ("a = '\x00'", "not a TOML file"),
        ("a = '\x1b[31m'", "not a TOML file"),
        ("[[assets]\n", "not a TOML file"),
        ("a = 1\na = 2\n", "not a TOML file"),
        ("a = 2026-99-99", "not a TOML file"),
        ('a = "\\uD800"', "not a TOML file"),
        ("assets = 1e400", "village.toml"),
        ("[map]\ntitle = '" + "x" * 4_000_000 + "'\ncrs = 'x'", "crs"),
        ("[map]\ntitle = [" + "'x'," * 1_000 + "]", "village.toml, map → title"),
    ],
)
def test_odd_values(tmp_path: Path, content: str, match: str) -> None:
    path = tmp_path / "village.toml"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises((ProjectError, FileError, ValueError), match=match) as caught:
        read(path)
    assert len(str(caught.value)) < 2000
    assert type(caught.value).__module__ == "assetmap.errors"


@pytest.mark.parametrize(
    "content", [b"\xff\xfea\x00", b"\x80\x81\x82", b"a = '\xc3\x28'", b"\x00" * 99]
)
def test_odd_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "village.toml"
    path.write_bytes(content)
    with pytest.raises(ProjectError, match=r"village\.toml is not a TOML file"):
        read(path)


def test_a_file_that_is_far_too_long(tmp_path: Path) -> None:
    path = tmp_path / "village.toml"
    path.write_bytes(b"#" * (LARGEST_PROJECT + 1))
    with pytest.raises(FileError, match="a project file has at most 5,000,000"):
        read(path)


@pytest.mark.parametrize("content", ["a = " + "[" * DEEP, "a = " + "9" * 5000])
def test_the_command_line_ends_with_2_and_without_a_traceback(tmp_path: Path, content: str) -> None:
    path = tmp_path / "village.toml"
    path.write_text(content, encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", "from assetmap.cli import main; main()", "check", str(path)],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert run.returncode == 2
    assert "village.toml" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize(
    "content",
    [
        "[" * 100_000,
        '{"features": [{"geometry": ' + "[" * 900 + "]" * 900 + "}]}",
        '{"features": [{"geometry": {"coordinates": ' + "[" * 400 + "]" * 400 + "}}]}",
        '{"features": [{"properties": {"name": ' + '{"a":' * 900 + "1" + "}" * 900 + "}}]}",
        '{"features": [{"properties": {"name": ' + "9" * 5000 + "}}]}",
        '{"features": [{"geometry": {"type": "Point", "coordinates": [' + "9" * 400 + ", 1]}}]}",
        '{"features": [{"geometry": {"type": "Point", "coordinates": [1e999, NaN]}}]}',
    ],
)
def test_geojson_that_is_deep_or_has_huge_numbers(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.geojson"
    path.write_text(content, encoding="utf-8")
    try:
        report = read(path).report
    except NothingReadError as error:
        report = error.report
    except (FileError, ProjectError) as error:
        assert "a.geojson" in str(error)  # noqa: PT017  (either end is fine)
        return
    assert report.rows == report.accepted + report.rejected + report.skipped == 1

"""A project file reads the files below its folder, and no others, unless the caller says so."""

from __future__ import annotations

import os
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from typer.testing import CliRunner

from assetmap.cli import commands
from assetmap.errors import FileError, ProjectError
from assetmap.gather import read
from assetmap.gather.files import guard
from assetmap.gather.files import guard as paths
from assetmap.gather.files.guard import find_inside, require_this_computer

GOOD = "Name,Kind\nHall,space\n"
SECRET = "Name,Kind\nInvented Person,space\n"


def link(path: Path, to: Path) -> None:
    try:
        path.symlink_to(to, target_is_directory=to.is_dir())
    except OSError:
        pytest.skip("this system makes no links")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A project's folder, beside a folder with a secret."""
    home, secret = tmp_path / "project", tmp_path / "secret"
    for folder in (home, home / "sub", secret):
        folder.mkdir()
    (home / "good.csv").write_text(GOOD, encoding="utf-8")
    (home / "sub" / "good.csv").write_text(GOOD, encoding="utf-8")
    (secret / "people.csv").write_text(SECRET, encoding="utf-8")
    return home


def project(home: Path, *files: str, more: str = "") -> Path:
    sections = "".join(f"[[assets]]\nfile = '''{file}'''\n" for file in files)
    (home / "p.toml").write_text(more + sections, encoding="utf-8")
    return home / "p.toml"


OUTSIDE = [
    "../secret/people.csv",
    "sub/../../secret/people.csv",
    "./sub/./../../secret/people.csv",
    "../project/../secret/people.csv",
    "..",
    "../people.csv",
    "/etc/passwd",
    "C:/Users/x/people.csv",
    r"C:\Users\x\people.csv",
    "C:people.csv",
    r"..\secret\people.csv",
    r"sub\..\..\secret\people.csv",
    r"sub/..\..\secret/people.csv",
    r"\secret\people.csv",
]
ANOTHER_COMPUTER = [
    "//host/share/people.csv",
    r"\\host\share\people.csv",
    r"\\?\UNC\host\share\people.csv",
    r"\\?\C:\people.csv",
    r"\\.\pipe\people.csv",
    r"/\host/share/people.csv",
    r"\/host\share/people.csv",
    "  //host/share/people.csv",
]


@pytest.mark.parametrize("file", OUTSIDE)
def test_files_outside_the_folder_are_refused(home: Path, file: str) -> None:
    with pytest.raises(ProjectError, match="is outside the folder of the project"):
        read(project(home, file))
    with pytest.raises(ProjectError, match="is outside the folder of the project"):
        read(project(home, str(home.parent / "secret" / "people.csv")))


@pytest.mark.parametrize("file", ANOTHER_COMPUTER)
def test_other_computers_are_refused_before_anything_is_looked_up(
    home: Path, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []
    for name in ("stat", "lstat", "open"):
        real = getattr(os, name)

        def watch(path, *more, real=real, **named):
            looked_up.append(str(path))
            return real(path, *more, **named)

        monkeypatch.setattr(os, name, watch)
    with pytest.raises(ProjectError, match="may be a file of another computer"):
        read(project(home, file))
    for given in ({"path": file}, {"path": home / "good.csv", "places": file}):
        with pytest.raises(FileError, match="may be a file of another computer"):
            read(**given)
    with pytest.raises(FileError, match="may be a file of another computer"):
        read(project(home, "good.csv"), data_dir=file)
    assert not [name for name in looked_up if "host" in name or "pipe" in name]


def test_all_of_them_are_told_at_once(home: Path) -> None:
    files = ["../secret/people.csv", "//host/share/x.csv", "good.csv", "missing.csv"]
    with pytest.raises(ProjectError) as caught:
        read(project(home, *files))
    assert len(caught.value.problems) == 3
    assert "Invented Person" not in str(caught.value)


@pytest.mark.parametrize("file", ["~/people.csv", "~root/people.csv", "$HOME/people.csv"])
def test_nothing_is_expanded(home: Path, file: str) -> None:
    with pytest.raises(ProjectError, match="does not exist"):
        read(project(home, file))


@pytest.mark.parametrize(
    "file", ["good.csv", "./good.csv", "sub/good.csv", "sub/../good.csv", "../project/good.csv"]
)
def test_files_below_the_folder_are_read(home: Path, file: str, monkeypatch) -> None:
    assert read(project(home, file)).report.accepted == 1
    assert read(project(home, str(home / file))).report.accepted == 1
    monkeypatch.chdir(home)
    assert read("p.toml").report.accepted == 1


def test_the_caller_may_allow_it(home: Path) -> None:
    path = project(home, "../secret/people.csv")
    assert read(path, allow_outside=True).report.accepted == 1
    run = CliRunner()
    refused = run.invoke(commands.app, ["check", str(path)])
    assert isinstance(refused.exception, ProjectError)
    assert "--allow-outside" in str(refused.exception)
    assert "1 accepted" in run.invoke(commands.app, ["check", str(path), "--allow-outside"]).output


def test_a_project_file_cannot_allow_it_itself(home: Path) -> None:
    for more in ("allow_outside = true\n", "[map]\nallow_outside = true\n"):
        with pytest.raises(ProjectError, match="this key is not known"):
            read(project(home, "../secret/people.csv", more=more))


def test_the_folder_of_the_data(home: Path) -> None:
    secret = home.parent / "secret"
    for stated in ("../secret", str(secret), "sub/../../secret", "//host/share"):
        path = project(home, "people.csv", more=f"[map]\ndata_dir = '{stated}'\n")
        with pytest.raises(ProjectError, match="data_dir"):
            read(path)
    path = project(home, "people.csv", more="[map]\ndata_dir = '../secret'\n")
    assert read(path, allow_outside=True).report.accepted == 1
    path = project(home, "good.csv", more="[map]\ndata_dir = 'sub'\n")
    assert read(path).report.accepted == 1


def test_the_caller_may_put_the_data_anywhere(home: Path) -> None:
    secret = home.parent / "secret"
    assert read(project(home, "people.csv"), data_dir=secret).report.accepted == 1
    assert read(project(home, "people.csv"), data_dir=str(secret)).report.accepted == 1
    assert read(project(home, str(home / "good.csv")), data_dir=secret).report.accepted == 1
    for file in ("../people.csv", "../other/x.csv", "/etc/passwd"):
        with pytest.raises(ProjectError, match="outside the folder"):
            read(project(home, file), data_dir=secret)


@pytest.mark.parametrize("which", ["file", "folder", "chain", "dangling", "inside"])
def test_links_are_not_followed(home: Path, which: str) -> None:
    secret = home.parent / "secret"
    names = {"file": "link.csv", "folder": "linked/people.csv", "chain": "second.csv",
             "dangling": "nowhere.csv", "inside": "inside.csv"}  # fmt: skip
    link(home / "link.csv", secret / "people.csv")
    link(home / "linked", secret)
    link(home / "second.csv", home / "link.csv")
    link(home / "nowhere.csv", home / "missing.csv")
    link(home / "inside.csv", home / "good.csv")
    path = project(home, names[which])
    with pytest.raises(ProjectError, match="is a link"):
        read(path)
    if which != "dangling":
        assert read(path, allow_outside=True).report.accepted == 1


def test_a_folder_that_is_reached_over_a_link_is_the_callers(home: Path) -> None:
    link(home.parent / "other name", home)
    project(home, "sub/good.csv", "sub/../good.csv")
    assert read(home.parent / "other name" / "p.toml").report.accepted == 2
    assert read(home / "p.toml", data_dir=home.parent / "other name").report.accepted == 2


def test_a_single_file_is_the_callers_own_word(home: Path) -> None:
    link(home / "link.csv", home.parent / "secret" / "people.csv")
    assert read(home / "link.csv").report.accepted == 1


@pytest.fixture
def shapes(home: Path) -> Path:
    frame = gpd.GeoDataFrame(
        {"name": ["Hall"], "kind": ["space"]},
        geometry=[shapely.Point(452_000, 302_000)],
        crs="EPSG:27700",
    )
    frame.to_file(home / "halls.shp")
    frame.to_file(home / "halls.gpkg", driver="GPKG")
    return home / "halls.shp"


@pytest.mark.parametrize(
    "end", [".dbf", ".shx", ".prj", ".cpg", ".sbn", ".qix", ".DBF", ".shp.xml"]
)
def test_companions_of_a_shapefile_that_are_links(shapes: Path, end: str) -> None:
    companion = shapes.with_name(f"halls{end}")
    elsewhere = shapes.parent.parent / "secret" / f"x{end}"
    if companion.exists():
        companion.rename(elsewhere)
    else:
        elsewhere.write_bytes(b"")
    link(companion, elsewhere)
    with pytest.raises(FileError, match=f"halls{end} beside it is a link"):
        read(shapes)
    with pytest.raises(ProjectError, match=f"halls{end} beside it is a link"):
        read(project(shapes.parent, "halls.shp"))
    if end in {".dbf", ".shx", ".prj", ".cpg"}:
        assert read(shapes, allow_outside=True).report.accepted == 1


def test_companions_that_never_end(shapes: Path) -> None:
    shapes.with_suffix(".cpg").unlink()
    os.mkfifo(shapes.with_suffix(".cpg"))
    with pytest.raises(FileError, match="is not a regular file"):
        read(shapes)


def test_companions_of_a_geopackage_that_are_links(shapes: Path) -> None:
    link(shapes.with_name("halls.gpkg.aux.xml"), shapes.parent.parent / "secret" / "people.csv")
    with pytest.raises(FileError, match="beside it is a link"):
        read(shapes.with_name("halls.gpkg"))


def test_names_that_no_system_knows(home: Path) -> None:
    for file in ("a\x01\x02.csv", "x" * 3000 + ".csv", "a/" * 2000 + "b.csv"):
        with pytest.raises(FileError):
            guard.require_readable(home / file)
    with pytest.raises(FileError, match="cannot be looked up"):
        find_inside("a\x00b.csv", home)


def test_what_begins_with_one_slash_is_of_this_computer() -> None:
    for name in ("/tmp/x.csv", "x//y.csv", r"x\\y.csv", "", ".", "./x.csv", r"C:\x.csv"):
        require_this_computer(name)
    assert {"find_inside", "require_own_companions", "require_this_computer"} <= {*paths.__all__}

"""What `pip install` gives is enough: the wheel, in an environment of its own and without network.

The environment has nothing of ours but the wheel. Its dependencies are those
of the environment that runs the tests, reached by a path file. Building needs
hatchling, which the `dev` extra brings.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.pseudo_language import write_entry, write_head

ROOT = Path(__file__).parent.parent
TOWN = "assetmap/examples/market_town"
RUN_NOTEBOOK = """
import sys
import nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=300).execute()
print(sum(bool(cell.get("outputs")) for cell in notebook.cells))
"""

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("hatchling") is None or importlib.util.find_spec("pip") is None,
    reason="hatchling and pip, which make and install the wheel, are not here",
)


def pip(*arguments: object) -> None:
    call = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*call, *map(str, arguments)], check=True, capture_output=True, timeout=300)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder, ROOT)
    [path] = folder.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the clean environment; its folder of commands."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=False)
    commands = folder / ("Scripts" if os.name == "nt" else "bin")
    python = commands / Path(sys.executable).name
    if not python.exists():
        python = commands / "python"
    ours = sysconfig.get_path("purelib", vars={"base": str(folder)})
    pip("--python", python, "install", "--no-deps", "--no-index", wheel)
    others = [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    Path(ours, "dependencies.pth").write_text("\n".join(dict.fromkeys(others)), encoding="utf-8")
    return commands


def run(installed: Path, folder: Path, *call: object) -> str:
    """Run a command of the clean environment in a folder that holds nothing of ours."""
    surroundings = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    program, *arguments = map(str, call)
    done = subprocess.run(
        [installed / program, *arguments], cwd=folder, env=surroundings, capture_output=True,
        text=True, encoding="utf-8", check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_holds_the_town_once_and_no_script_that_makes_it(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if "market_town" in name]
        for name in names:
            assert archive.read(name) == (ROOT / "src" / name).read_bytes()
    shipped = sorted((ROOT / "src" / TOWN).iterdir())
    assert sorted(names) == [f"{TOWN}/{path.name}" for path in shipped]
    assert not any(name.endswith(".py") for name in names)
    left = {path.name for path in (ROOT / "examples" / "market_town").iterdir()}
    assert left.isdisjoint(path.name for path in shipped)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy what the package is built from, with a language that somebody translated."""
    folder = tmp_path_factory.mktemp("checkout") / "assetmap"
    keep = shutil.ignore_patterns("__pycache__", "*.mo")
    shutil.copytree(ROOT / "src", folder / "src", ignore=keep)
    for name in ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore"):
        shutil.copy(ROOT / name, folder)
    text = write_head() + write_entry(text="on foot", forms=("ar droed",))
    (folder / "src" / "assetmap" / "languages" / "cy.po").write_text(text, encoding="utf-8")
    return folder


SAY = """
from assetmap.language import say, speaking
with speaking("cy"):
    print(say("on foot"))
"""


def build(kind: str, checkout: Path, folder: Path) -> Path:
    """Build as a front end does, by the hooks of the build backend."""
    call = f"import hatchling.build; print(hatchling.build.build_{kind}({str(folder)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", call], cwd=checkout, check=True, capture_output=True, text=True,
        encoding="utf-8", timeout=300,
    )  # fmt: skip
    return folder / done.stdout.split()[-1]


def say_from(path: Path, folder: Path) -> str:
    surroundings = os.environ | {"PYTHONPATH": str(path)}
    done = subprocess.run(
        [sys.executable, "-c", SAY], cwd=folder, env=surroundings, check=True, capture_output=True,
        text=True, encoding="utf-8", timeout=60,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.mark.parametrize("through_sdist", [False, True])
def test_the_wheel_speaks_what_was_translated(
    checkout: Path, tmp_path: Path, *, through_sdist: bool
) -> None:
    if through_sdist:
        sdist = build("sdist", checkout, tmp_path)
        shutil.unpack_archive(sdist, tmp_path, filter="data")
        checkout = tmp_path / sdist.name.removesuffix(".tar.gz")
    path = build("wheel", checkout, tmp_path)
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if "/languages/" in name]
        archive.extractall(tmp_path / "unpacked")
    assert sorted(names) == [f"assetmap/languages/{name}" for name in
                             ("assetmap.pot", "cy.mo", "cy.po")]  # fmt: skip
    assert say_from(tmp_path / "unpacked", tmp_path) == "ar droed"


def test_an_editable_install_speaks_what_was_translated(checkout: Path, tmp_path: Path) -> None:
    compiled = checkout / "src" / "assetmap" / "languages" / "cy.mo"
    compiled.unlink(missing_ok=True)
    path = build("editable", checkout, tmp_path)
    with zipfile.ZipFile(path) as archive:
        [pointer] = [name for name in archive.namelist() if name.endswith(".pth")]
        source = archive.read(pointer).decode("utf-8").strip()
    assert compiled.is_file()
    assert say_from(Path(source), tmp_path) == "ar droed"


@pytest.mark.long
def test_the_ten_lines_of_the_readme_run(installed: Path, tmp_path: Path) -> None:
    where = run(installed, tmp_path, "python", "-c", "import assetmap; print(assetmap.__file__)")
    assert Path(where.strip()).is_relative_to(installed.parent)
    [code] = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    said = run(installed, tmp_path, "python", "-W", "error", "-c", code)
    assert "1314 rows = 1290 accepted + 14 rejected + 10 skipped" in said
    assert (tmp_path / "map.html").stat().st_size > 100_000


@pytest.mark.long
def test_the_first_commands_of_the_readme_run(installed: Path, tmp_path: Path) -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    block = text.partition("## Three commands")[2].split("```")[1]
    lines = [line.partition("#")[0].split() for line in block.strip().splitlines()]
    assert lines[0] == ["pip", "install", "."]
    for line in lines[1:]:
        run(installed, tmp_path, *line)
    page = (tmp_path / "map.html").read_text("utf-8")
    assert "Sallowby" in page
    run(
        installed,
        tmp_path,
        "python",
        "-m",
        "assetmap",
        "build",
        "town/project.toml",
        "--out",
        "b.html",
    )
    assert (tmp_path / "b.html").read_text("utf-8") == page


@pytest.mark.long
@pytest.mark.parametrize("name", ["first_map", "where_are_the_gaps"])
def test_a_notebook_runs(installed: Path, tmp_path: Path, name: str) -> None:
    shutil.copy(ROOT / "notebooks" / f"{name}.ipynb", tmp_path)
    (tmp_path / "run.py").write_text(RUN_NOTEBOOK, encoding="utf-8")
    said = run(installed, tmp_path, "python", "run.py", f"{name}.ipynb")
    assert int(said.split()[-1]) > 5

"""The README's Python runs as printed, and so does every notebook."""

from __future__ import annotations

import importlib
import importlib.util
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest

import assetmap
from assetmap.model import TieKind

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "data"
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
READS_REAL_DATA = {"what_links_us", "where_are_the_gaps"}


def python_of(page: Path) -> list[str]:
    return re.findall(r"```python\n(.*?)```", page.read_text("utf-8"), re.DOTALL)


def run_alone(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run code in a folder that holds nothing of ours."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def test_readme_python_runs(tmp_path: Path) -> None:
    blocks = python_of(ROOT / "README.md")
    assert len(blocks) == 1
    done = run_alone(blocks[0], tmp_path)
    assert done.returncode == 0, done.stderr
    assert "1314 rows = 1290 accepted + 14 rejected + 10 skipped" in done.stdout
    assert (tmp_path / "map.html").stat().st_size > 100_000


@pytest.mark.parametrize(
    "name", ["answers", "first-map", "for-whom", "from-a-database", "links", "reading-files"]
)
def test_python_of_a_page_runs_and_prints_what_it_says(
    tmp_path: Path,
    name: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In a folder that holds nothing of ours; README runs in a process of its own."""
    page = ROOT / "docs" / f"{name}.md"
    monkeypatch.chdir(tmp_path)
    exec(compile("\n".join(python_of(page)), page.name, "exec"), {"__name__": "__main__"})
    printed = re.findall(r"```text\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
    assert len(printed) > 5
    said = capsys.readouterr().out
    assert said.split() == "".join(printed).split()  # lines of the page may be broken


def script(path: Path) -> ModuleType:
    """Load a script that stands beside what it writes."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def outputs_of(notebook: Any) -> list[Any]:
    return [cell.get("outputs") for cell in notebook.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_from_a_clone_alone_and_keeps_what_it_gives(path: Path) -> None:
    writer = script(ROOT / "notebooks" / "write_outputs.py")
    kept = nbformat.read(path, as_version=4)
    done = writer.run(path)
    assert sum(map(bool, outputs_of(done))) > 5
    assert outputs_of(writer.keep_public(done)) == outputs_of(kept), (
        "run notebooks/write_outputs.py"
    )


@pytest.mark.real
@pytest.mark.skipif(not DATA.is_dir(), reason="the shared real data is not here")
@pytest.mark.parametrize("name", sorted(READS_REAL_DATA))
def test_a_notebook_runs_on_the_real_data(name: str) -> None:
    writer = script(ROOT / "notebooks" / "write_outputs.py")
    done = writer.run(ROOT / "notebooks" / f"{name}.ipynb", data=str(DATA))
    assert sum(map(bool, outputs_of(done))) > 5


def test_outputs_that_are_kept_show_nobody_who_did_not_agree() -> None:
    m = assetmap.read_example("market_town")
    people = m.assets.loc[m.assets["kind"] == "individual", "name"]
    rows = m.consents[m.consents["purpose"] == "publish_name"]
    holds = rows["withdrawn_on"].isna() & ~(rows["expires_on"] < "2026-11-01")
    agreed = rows.loc[holds, "asset_id"]
    kept = "".join(
        str(outputs) for path in NOTEBOOKS for outputs in outputs_of(nbformat.read(path, 4))
    )
    assert "Windmill Rise" in kept  # something is kept
    silent = people.drop(agreed, errors="ignore")
    assert (len(silent), len(people)) == (43, 66)  # as the README of the town says
    shown = [
        person
        for person, name in silent.items()
        if name in kept or re.search(rf"\b{person}\b", kept)
    ]
    assert shown == []


def test_links_between_documents_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
    lost = [
        f"{page.name}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert lost == []


def test_what_to_change_is_where_it_is_said_to_be() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text.partition("## Where do I change…")[2].partition("\n## ")[0]
    named = re.findall(r"`([a-z_]+(?:/[a-z_]+)*(?:\.(?:py|js))?)`", table)
    paths = [name for name in named if "/" in name and not name.startswith("src/")]
    assert len(paths) >= 20
    assert [path for path in paths if not (ROOT / "src" / "assetmap" / path).exists()] == []


def test_every_kind_of_tie_is_listed_and_has_words_on_the_page() -> None:
    kinds = [str(kind) for kind in TieKind]
    listed = (ROOT / "docs" / "project-file.md").read_text("utf-8")
    assert [kind for kind in kinds if not re.search(rf"\b{kind}\b", listed)] == []
    script = (ROOT / "src/assetmap/maps/static/popups.js").read_text("utf-8")
    words = script.partition("var TIE_WORDS = {")[2].partition("};")[0]
    assert sorted(re.findall(r"(?m)^  (\w+): \[", words)) == sorted(set(kinds) - {"other"})


def test_the_citation_names_the_version() -> None:
    version = re.search(r'(?m)^version = "(.*)"$', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert version is not None
    assert f"\nversion: {version[1]}\n" in (ROOT / "CITATION.cff").read_text("utf-8")


def written_api() -> ModuleType:
    return script(ROOT / "docs" / "write_api.py")


def test_the_page_of_functions_is_what_the_docstrings_say() -> None:
    page = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert page == written_api().write(), "run python docs/write_api.py"


def test_the_page_of_functions_has_every_public_name_once() -> None:
    listed = [name for names in written_api().TASKS.values() for name in names]
    assert len(listed) == len(set(listed))
    public = set(assetmap.__all__)
    for room in ("effort", "gaps", "champions", "links", "matching", "learning"):
        names = importlib.import_module(f"assetmap.{room}").__all__
        public |= {f"{room}.{name}" for name in names if name not in public and not name.isupper()}
    assert public <= set(listed)
    assert set(listed) - public == {
        "gather.read_project", "gather.require_example",
        "native.decode_map", "native.encode_map", "native.is_kept_map",
        "publish.find_stale_consents", "publish.publish", "publish.select_public",
        "publish.write_table",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        (function, tuple(getattr(importlib.import_module(f"assetmap.{room}"), columns)))
        for room, columns, function in (
            ("champions", "BUS_FACTOR_COLUMNS", "measure_bus_factor"),
            ("champions", "CHAMPION_COLUMNS", "find_champions"),
            ("champions", "FRAGILITY_COLUMNS", "find_fragility"),
            ("champions", "SAFEGUARD_COLUMNS", "find_safeguards"),
            ("champions", "TEAM_COLUMNS", "choose_champions"),
            ("links", "CAPITAL_COLUMNS", "classify_ties"),
            ("links", "COMPARISON_COLUMNS", "compare_cohesion"),
            ("links", "CONTACT_TIE_COLUMNS", "find_contact_ties"),
            ("links", "INTRODUCTION_COLUMNS", "suggest_introductions"),
            ("links", "LINK_COLUMNS", "find_links"),
            ("links", "MISSING_COLUMNS", "find_missing_links"),
            ("links", "SILO_COLUMNS", "measure_silos"),
            ("network", "BRIDGING_COLUMNS", "measure_bridging"),
        )
    ],
)
def test_the_page_of_functions_has_every_column(name: str, columns: tuple[str, ...]) -> None:
    entry = written_api().entry_of(name)
    missing = [column for column in columns if f"`{column}`" not in entry]
    assert missing == []

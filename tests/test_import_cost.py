"""What does it cost to import assetmap, before anything is asked of it?"""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

HEAVY = (
    "branca", "folium", "geopandas", "jinja2", "networkx", "numpy", "pandas", "pyarrow", "pydantic",
    "pyogrio", "pyproj", "python_calamine", "rapidfuzz", "requests", "rustworkx", "scipy",
    "shapely", "snowballstemmer",
)  # fmt: skip


def loaded_by(code: str) -> set[str]:
    """Run code in a fresh interpreter and name the top-level modules it loaded."""
    report = "import json, sys; print(json.dumps(sorted({n.split('.')[0] for n in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("code", ["import assetmap", "import assetmap; dir(assetmap)"])
def test_importing_loads_nothing_heavier_than_the_standard_library(code: str) -> None:
    loaded = loaded_by(code)
    assert loaded.isdisjoint(HEAVY)
    assert "typer" not in loaded
    # Nothing of ours either, but the package itself.
    ours = loaded_by(f"{code}; import sys; ours = [n for n in sys.modules if n[:9] == 'assetmap.']"
                     "; assert not ours, ours")  # fmt: skip
    assert "assetmap" in ours


def test_the_command_line_is_light_until_a_command_runs() -> None:
    loaded = loaded_by("import assetmap.cli")
    assert "typer" in loaded
    assert loaded.isdisjoint(HEAVY)


def test_help_is_light_too() -> None:
    code = "\n".join(
        [
            "import contextlib, io, sys",
            "from assetmap.cli import main",
            "sys.argv = ['assetmap', 'build', '--help']",
            "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):",
            "    main()",
        ]
    )
    # What colours the help may bring pydantic along; it is none of our doing.
    assert loaded_by(code).isdisjoint(set(HEAVY) - {"pydantic"})


def test_the_errors_and_the_vocabularies_need_no_tables() -> None:
    assert loaded_by("import assetmap.errors").isdisjoint(HEAVY)
    assert loaded_by("import assetmap.model").isdisjoint(set(HEAVY) - {"pydantic"})


def test_a_public_name_is_loaded_when_it_is_used() -> None:
    loaded = loaded_by("import assetmap; assetmap.AssetMap")
    assert {"pandas", "geopandas"} <= loaded
    assert loaded.isdisjoint({"folium", "networkx", "scipy"})


def test_the_oracle_sees_what_is_loaded() -> None:
    assert "pandas" in loaded_by("import pandas")

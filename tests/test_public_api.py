"""Is every public name there, sorted, typed and explained?"""

from __future__ import annotations

import importlib
import inspect
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from mypy import api as mypy_api

import assetmap

ROOT = Path(assetmap.__file__).parent
PROJECT = Path(__file__).parent.parent / "pyproject.toml"
ROOMS = sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))
PREFIXES = (
    "build_", "read", "write_", "from_", "to_", "measure_", "count_", "find_", "suggest_",
    "summarise_", "choose_", "estimate_", "check_", "require_", "draw_", "add_", "classify_",
    "compare_", "replace_", "remove_", "merge_",
)  # fmt: skip
BESIDE_THE_SUBJECT = {  # what reads well without its name: (m, 6), (m, ties), (before, after)
    "add_assets": ["assets"],
    "add_ties": ["ties"],
    "choose_champions": ["n"],
    "compare_cohesion": ["after"],
    "compare_maps": ["after"],
    "merge_assets": ["keep", "drop"],
    "remove_assets": ["ids"],
    "suggest_introductions": ["n"],
    "write_map": ["path"],
}


def test_the_names_of_the_package_are_sorted_and_there() -> None:
    assert assetmap.__all__ == sorted(assetmap.__all__)
    assert set(assetmap.__all__) == set(assetmap._ROOMS)
    for name in assetmap.__all__:
        assert getattr(assetmap, name) is not None


def test_dir_lists_what_is_public_and_nothing_else() -> None:
    assert dir(assetmap) == sorted([*assetmap.__all__, *assetmap._ROOM_NAMES, "__version__"])


def test_the_door_is_typed(tmp_path: Path) -> None:
    script = tmp_path / "practitioner.py"
    script.write_text(
        "import assetmap as am\n"
        "from assetmap.publish import publish\n\n"
        "m = am.read('village.toml')\n"
        "am.find_gap(m)\n"
        "am.find_gaps(m, within=15)\n"
        "am.find_gaps(m, within_min=15)['place_id']\n"
        "am.links.find_links(m)\n"
        "am.draw_map(m, gaps=am.find_gaps(m), links=None, title='Mill End')\n"
        "am.draw_map(m, gap=am.find_gaps(m))\n"
        "am.draw_map(m, gaps='find_gaps')\n"
        "publish(m, audience='team', champions=am.find_champions(m)).people_to_ask\n"
        "publish(m, champion=am.find_champions(m))\n",
        encoding="utf-8",
    )
    config = ["--config-file", str(PROJECT), "--cache-dir", str(PROJECT.parent / ".mypy_cache")]
    told, _, code = mypy_api.run([*config, str(script)])
    lines = [line for line in told.splitlines() if "error:" in line]
    assert code == 1
    assert len(lines) == 5, told
    assert 'Module has no attribute "find_gap"' in lines[0]
    assert 'Unexpected keyword argument "within" for "find_gaps"' in lines[1]
    assert 'Unexpected keyword argument "gap" for "draw_map"; did you mean "gaps"?' in lines[2]
    assert 'Argument "gaps" to "draw_map" has incompatible type "str"' in lines[3]
    assert 'Unexpected keyword argument "champion" for "publish"' in lines[4]


def test_a_name_that_is_not_there_says_so() -> None:
    with pytest.raises(AttributeError, match="module 'assetmap' has no attribute 'find_gap'"):
        _ = assetmap.find_gap  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", assetmap.__all__)
def test_every_public_name_is_explained_with_an_example(name: str) -> None:
    text = inspect.getdoc(getattr(assetmap, name)) or ""
    assert text.splitlines()[0].endswith(".")
    for section in ("Parameters", "Examples"):
        assert f"{section}\n{'-' * len(section)}" in text, section
    assert ">>> " in text


@pytest.mark.parametrize("name", [name for name in assetmap.__all__ if name != "AssetMap"])
def test_every_function_has_one_subject_and_one_stated_result(name: str) -> None:
    assert name.startswith(PREFIXES)
    signature = inspect.signature(getattr(assetmap, name))
    positional = [
        parameter.name
        for parameter in signature.parameters.values()
        if parameter.kind is not inspect.Parameter.KEYWORD_ONLY
    ]
    assert positional[1:] == BESIDE_THE_SUBJECT.get(name, [])
    assert signature.return_annotation not in {inspect.Signature.empty, "Any", "bool"}
    for parameter in signature.parameters.values():
        assert parameter.annotation is not inspect.Parameter.empty


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_lists_what_it_offers(room: str) -> None:
    module = importlib.import_module(f"assetmap.{room}")
    # Words in capitals, then classes, then functions: the order that ruff keeps.
    names = module.__all__
    assert len(set(names)) == len(names)
    for name in names:
        thing = getattr(module, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert inspect.getdoc(thing), f"{room}.{name} is not explained"
    assert inspect.getdoc(module)


def test_the_package_says_that_it_is_typed() -> None:
    assert (ROOT / "py.typed").is_file()


def test_there_is_one_version() -> None:
    stated = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"]
    assert assetmap.__version__ == stated == metadata.version("assetmap")

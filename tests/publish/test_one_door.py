"""Can anything be written for an audience without passing the door?

Held by types, which mypy checks, and by reading the source: who writes bytes,
who makes what is below the door, and that no function takes both what is above
it (a map, a frame of the map) and what is below it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import assetmap

PACKAGE = Path(assetmap.__file__).parent
WRITES = {
    "write_atomically", "_write_csv", "write_text", "write_bytes", "to_csv", "to_excel", "to_file",
    "to_parquet", "to_feather", "to_pickle", "to_sql", "to_html_file", "savefig", "dump",
}  # fmt: skip
"""Whatever puts bytes into a file. ``to_csv`` without a path only makes text: see `MAKES_TEXT`."""
MAKES_TEXT = {"publish/files.py:to_safe_csv"}
BELOW = {"Publication", "MapSpec", "Protected"}
"""What the door makes. Whoever has one of these has nothing but what an audience may see."""
ABOVE = {"AssetMap"}
MADE_BY = {
    "Publication": {"publish/publish.py"},
    "MapSpec": {"maps/spec.py"},
    "DrawnMap": {"maps/draw_map.py"},
    "Admission": {"publish/fields.py"},
    "Protected": {"publish"},
}
MAY_WRITE = {
    "publish/folders.py:_write_beside": "the files of a publication",
    "publish/files.py:_replace": "bytes, whole or not at all",
    "publish/files.py:open_team_folder": "an empty rule for git",
    "publish/write_table.py:_write_csv": "rows, for the two below",
    "publish/write_table.py:write_protected": "what a rule let through",
    "publish/write_table.py:write_team_table": "rows, for their owner's eyes alone",
    "publish/write_map.py:write_map": "a whole map, for its owner's eyes alone: refused for others",
    "maps/draw_map.py:save": "a page, made of a MapSpec",
    "cli/starter.py:_write_new": "a starter or a draft of a project",
    "cli/starter.py:write_draft": "the draft again, beside files that are there already",
    "cli/template.py:write_new_form": "an empty form",
}
"""Each function that writes a file, and what. A new one is thought about here."""


def functions(package: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{path.relative_to(package).as_posix()}:{node.name}", node


def names_in(node: ast.AST | None) -> set[str]:
    """Give the names of an annotation, also where it is a text."""
    found = set()
    for each in ast.walk(node) if node is not None else ():
        if isinstance(each, ast.Name):
            found.add(each.id)
        elif isinstance(each, ast.Attribute):
            found.add(each.attr)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            found |= set(re.findall(r"\w+", each.value))
    return found


def taken_by(function: ast.FunctionDef) -> set[str]:
    given = function.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    return set().union(*(names_in(one.annotation) for one in every))


def called_in(function: ast.FunctionDef) -> list[ast.Call]:
    return [node for node in ast.walk(function) if isinstance(node, ast.Call)]


def name_of(call: ast.Call) -> str:
    names = names_in(call.func) if isinstance(call.func, ast.Name) else set()
    return call.func.attr if isinstance(call.func, ast.Attribute) else next(iter(names), "")


def opens_to_write(call: ast.Call) -> bool:
    modes = [each.value for each in ast.walk(call) if isinstance(each, ast.Constant)]
    is_open = name_of(call) in {"open", "fdopen"}
    return is_open and any(str(mode) in {"w", "wb", "a", "ab", "x", "xb", "r+"} for mode in modes)


def writers(package: Path) -> set[str]:
    """List the functions that put bytes into a file."""
    return {
        name
        for name, function in functions(package)
        if any(name_of(call) in WRITES or opens_to_write(call) for call in called_in(function))
    } - MAKES_TEXT


def take_both(package: Path) -> set[str]:
    return {
        name
        for name, function in functions(package)
        if taken_by(function) & ABOVE and taken_by(function) & BELOW
    }


def makers(package: Path) -> dict[str, set[str]]:
    """Tell in which files each of the door's own things is made."""
    found: dict[str, set[str]] = {name: set() for name in MADE_BY}
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and name_of(node) in MADE_BY:
                found[name_of(node)].add(path.relative_to(package).as_posix())
    return found


def test_every_function_that_writes_a_file_is_known_here() -> None:
    assert writers(PACKAGE) == set(MAY_WRITE)


def test_no_function_takes_a_map_and_what_is_below_the_door() -> None:
    assert take_both(PACKAGE) == set()


def test_what_is_below_the_door_is_made_at_the_door() -> None:
    for name, files in makers(PACKAGE).items():
        elsewhere = {file for file in files if not any(file.startswith(to) for to in MADE_BY[name])}
        assert not elsewhere, name


def test_whoever_writes_and_takes_a_map_passes_the_door_first() -> None:
    """The first call of every public writer that takes a map is the door itself."""
    for name, function in functions(PACKAGE):
        is_public = not function.name.startswith("_")
        if not (is_public and function.name.startswith("write_") and taken_by(function) & ABOVE):
            continue
        if name == "cli/left_out.py:write_for_the_team":
            continue  # rows for the team, through `write_team_table` alone
        if name == "publish/write_map.py:write_map":
            continue  # all that is known, to be read again: tests/native holds it to the team
        body = [node for node in function.body if not isinstance(node, ast.Expr)]
        assert {name_of(call) for call in ast.walk(body[0]) if isinstance(call, ast.Call)} & {
            "publish", "admit"
        }, name  # fmt: skip


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("def save(m: AssetMap): m.assets.to_csv('x.csv')", writers),
        ("def save(m): open('x', 'wb').write(m)", writers),
        ("def save(path, data): path.write_bytes(data)", writers),
        ("def lay(m: AssetMap, p: 'Publication | None'): ...", take_both),
        ("def lay(m: AssetMap, *, safe: Protected): ...", take_both),
    ],
)
def test_a_way_around_is_seen(tmp_path: Path, source: str, found: object) -> None:
    (tmp_path / "side_door.py").write_text(source, encoding="utf-8")
    assert callable(found)
    assert found(tmp_path)


def test_what_is_made_elsewhere_is_seen(tmp_path: Path) -> None:
    (tmp_path / "forged.py").write_text("page = Publication(title='mine')", encoding="utf-8")
    assert makers(tmp_path)["Publication"] == {"forged.py"}

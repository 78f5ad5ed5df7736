"""Does every import go the way that the design allows?

The table of the design, as read here:

- ``language``, ``errors``, ``refusals``, ``typing``, ``arrays`` and ``wording`` are the ground
  floor: each may import those before it, and every room may import them.
- ``words`` imports the ground floor alone, and every room that compares what people
  wrote may import it: ``links``, ``champions`` and ``learning``.
- ``model`` imports the ground floor alone. Its vocabularies are the words of the whole
  house, so every room that may import ``tables`` may import ``model`` too.
- ``tables`` imports model; ``space`` imports tables; ``network`` imports
  tables and space.
- ``native`` imports tables: how a map lies in a file of ours, for ``gather``, which
  reads it, and ``publish``, which writes it.
- ``matching``, ``publish`` and ``effort`` import tables and space, not each other;
  ``gather`` those and matching; ``learning`` matching too.
- ``gaps``, ``champions``, ``links`` and ``learning`` import tables, space and
  network, never each other, maps or publish; ``gaps`` and ``learning`` also effort.
- ``maps`` imports tables and publish: it draws frames that it is given.
- ``cli`` and the package itself may import every room.

A folder below a room is there only where it has a rule of its own (`FOLDERS`), and
is entered by its door as well. A public question lives in a file of its name, with
at most four private files that serve it alone. No file, and no class, shares its
name with another.

A room is entered through its ``__init__`` alone. Imports inside functions and
under ``TYPE_CHECKING`` count as well: a name that is not to be known is not to
be known in a hurry either. Each check is also run on a small tree that breaks
it, so that a check which finds nothing is known to look.
"""

from __future__ import annotations

import ast
import graphlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

import assetmap

PACKAGE = Path(assetmap.__file__).parent

GROUND_FLOOR = ("language", "errors", "refusals", "typing", "arrays", "wording")
FOUNDATION = frozenset(GROUND_FLOOR)
MAY_IMPORT: dict[str, frozenset[str]] = {
    **{file: frozenset(GROUND_FLOOR[:at]) for at, file in enumerate(GROUND_FLOOR)},
    "words": FOUNDATION,
    "model": FOUNDATION,
    "tables": FOUNDATION | {"model"},
    "space": FOUNDATION | {"model", "tables"},
    "network": FOUNDATION | {"model", "tables", "space"},
    "native": FOUNDATION | {"model", "tables"},
    "matching": FOUNDATION | {"model", "tables", "space"},
    "gather": FOUNDATION | {"model", "tables", "space", "matching", "native"},
    "publish": FOUNDATION | {"model", "tables", "space", "native"},
    "effort": FOUNDATION | {"model", "tables", "space"},
    "gaps": FOUNDATION | {"model", "tables", "space", "network", "effort"},
    "champions": FOUNDATION | {"words", "model", "tables", "space", "network"},
    "links": FOUNDATION | {"words", "model", "tables", "space", "network"},
    "learning": FOUNDATION | {"words", "model", "tables", "space", "network", "effort", "matching"},
    "maps": FOUNDATION | {"model", "tables", "publish"},
}
EVERY_ROOM = frozenset(MAY_IMPORT) | {"cli"}
TOP = {"cli", "__init__", "__main__"}
MAY_IMPORT |= {"cli": EVERY_ROOM, "__init__": EVERY_ROOM, "__main__": frozenset({"cli"})}

KEPT_TO = {
    "networkx": {"network"},
    "rustworkx": {"network"},
    "folium": {"maps"},
    "branca": {"maps"},
    "pyogrio": {"gather", "publish"},
    "typer": {"cli"},
    "snowballstemmer": {"words"},
}
MOST_LINES, MOST_LINES_OF_A_FUNCTION = 450, 50
ASKED_TO_PRINT = {"gather.read"}  # `read(..., progress=True)` says what it does
MOST_DECIMALS_SHOWN = 6  # what people read, or what a file writes, may be rounded to so many
ALIASED = re.compile(
    r"^(np\.|npt\.)?NDArray\[np\.(bool_|float64|int64|intp|object_|integer\[Any\])\]$"
    r"|^np\.ndarray\[.*np\.dtype\[np\.(bool_|float64|int64|intp|object_)\]\]$"
    r"|^csr_array\[Any, tuple\[int, int\]\]$|^tuple\[Positions, Positions(, Floats)?\]$"
)
QUESTION_ROOMS = {"words", "matching", "effort", "gaps", "champions", "links", "learning"}
FOLDERS: dict[str, frozenset[str]] = {
    "gather.files": frozenset({"inputs", "tidy"}),
    "gather.locating": frozenset(
        {
            "files",
            "inputs",
            "ledger",
            "mapping",
            "names",
            "near_misses",
            "numbers",
            "reasons",
            "tidy",
        }
    ),
    "gather.records": frozenset(
        {
            "cell_reader",
            "date_columns",
            "date_reasons",
            "files",
            "hours",
            "inputs",
            "ledger",
            "locating",
            "mapping",
            "names",
            "numbers",
            "reasons",
            "tidy",
            "values",
        }
    ),
    "model.countries": frozenset({"country"}),
    "space.streets": frozenset({"near_points", "points"}),
}
"""What of its own room a folder may import; the rest of the room enters it by its door."""
MOST_PRIVATE_FILES = 4
NAMES_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "core", "manager"}


@dataclass(frozen=True)
class Module:
    """One file: its name in the package, its room and its syntax tree."""

    name: str
    room: str
    text: str
    tree: ast.Module

    @property
    def is_door(self) -> bool:
        return self.name == self.room or self.name == ""


def walk(package: Path) -> list[Module]:
    """Read every file of a package."""
    modules = []
    for path in sorted(package.rglob("*.py")):
        parts = list(path.relative_to(package).with_suffix("").parts)
        if parts[-1] == "__init__":
            parts.pop()
        text = path.read_text(encoding="utf-8")
        room = parts[0] if parts else "__init__"
        modules.append(Module(".".join(parts), room, text, ast.parse(text, str(path))))
    return modules


def imports_of(module: Module, files: frozenset[str] = frozenset()) -> Iterator[str]:
    """Name every module that a file imports; a file taken out of a room is that file.

    ``files`` leaves out those of a function's name that the room's door binds: from
    there it is the function that is taken.
    """
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = ("." * node.level) + (node.module or "")
            inside = {f"{source}.{name.name}" for name in node.names}
            is_package = source == "assetmap"
            of_files = inside if is_package else inside & {f"assetmap.{name}" for name in files}
            yield from sorted(of_files) or [source]


def ours(module: Module, modules: list[Module]) -> Iterator[str]:
    """Name every module of ours that a file imports, without the package's name."""
    files = frozenset(other.name for other in modules) - bound_at_doors(modules)
    for name in imports_of(module, files):
        if name.startswith("assetmap."):
            yield name.removeprefix("assetmap.")


def bound_at_doors(modules: list[Module]) -> frozenset[str]:
    """Name the files whose name is that of a function which their room's door offers."""
    return frozenset(
        f"{door.room}.{name.name}"
        for door in modules
        if door.is_door and door.name
        for node in ast.walk(door.tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if node.module == f"assetmap.{door.room}.{name.name}"
    )


def forbidden_imports(modules: list[Module]) -> list[str]:
    return [
        f"{module.name or '__init__'} imports {name}"
        for module in modules
        for name in ours(module, modules)
        if (room := name.split(".")[0]) != module.room
        and room not in MAY_IMPORT.get(module.room, frozenset())
    ]


def side_doors(modules: list[Module]) -> list[str]:
    return [
        f"{module.name or '__init__'} enters {name} past its door"
        for module in modules
        for name in ours(module, modules)
        if "." in name and name.split(".")[0] != module.room
    ]


def relative_imports(modules: list[Module]) -> list[str]:
    return [
        f"{module.name} imports {name}"
        for module in modules
        for name in imports_of(module)
        if name.startswith(".")
    ]


def without_types(module: Module) -> Module:
    """Leave out what is imported for its type alone: it is not there when the code runs."""
    tree = ast.parse(module.text)
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = [ast.Pass()]
    return replace(module, tree=tree)


def cycles(modules: list[Module]) -> list[str]:
    """Find a circle of files; importing a room imports its door, which imports the rest."""
    known = {module.name for module in modules}
    modules = [without_types(module) for module in modules]
    graph = {
        module.name: {
            name for name in ours(module, modules) if name in known and name != module.name
        }
        for module in modules
        if not module.is_door
    }
    doors = {
        module.room: {name for name in ours(module, modules) if name.startswith(f"{module.room}.")}
        for module in modules
        if module.is_door and module.name
    }
    try:
        list(graphlib.TopologicalSorter(graph | doors).static_order())
    except graphlib.CycleError as error:
        return [" → ".join(error.args[1])]
    return []


def strays(modules: list[Module]) -> list[str]:
    """Find the libraries that are imported outside the rooms they are kept to."""
    return [
        f"{module.name} imports {name}"
        for module in modules
        for name in imports_of(module)
        if (library := name.split(".")[0]) in KEPT_TO and module.room not in KEPT_TO[library]
    ]


def long_files(modules: list[Module]) -> list[str]:
    return [
        f"{module.name} has {count} lines"
        for module in modules
        if (count := len(module.text.splitlines())) > MOST_LINES
    ]


def body_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function, without its signature and its docstring."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    return 0 if not body else (body[-1].end_lineno or 0) - body[0].lineno + 1


def long_functions(modules: list[Module]) -> list[str]:
    return [
        f"{module.name}.{node.name} has {count} lines"
        for module in modules
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (count := body_lines(node)) > MOST_LINES_OF_A_FUNCTION
    ]


def empty_names(modules: list[Module]) -> list[str]:
    return [
        module.name for module in modules if NAMES_NOTHING & set(module.name.lower().split("."))
    ]


def folder_of(name: str) -> str:
    """Name the folder that a module is in, where it is below a room."""
    return ".".join(name.split(".")[:2]) if name.count(".") > 1 else ""


def unruled_folders(modules: list[Module]) -> list[str]:
    folders = {folder_of(module.name) for module in modules} - {""}
    return sorted(folders - set(FOLDERS))


def folder_breaches(modules: list[Module]) -> list[str]:
    """Find imports out of a folder that its rule does not name, and into one past its door."""
    return [
        f"{module.name} imports {name}"
        for module in modules
        for name in ours(module, modules)
        if name.split(".")[0] == module.room and "." in name
        and (
            (
                (here := folder_of(module.name)) in FOLDERS
                and not f"{name}.".startswith(f"{here}.")
                and name.split(".")[1] not in FOLDERS[here]
            )
            or ((there := folder_of(name)) in FOLDERS
                and not f"{module.name}.".startswith(f"{there}."))
        )
    ]  # fmt: skip


def bare_doors(modules: list[Module]) -> list[str]:
    """Find an ``__init__`` that offers nothing."""
    packages = {module.name.rpartition(".")[0] for module in modules} - {""}
    return [
        module.name
        for module in modules
        if module.name in packages and "import" not in module.text.partition("annotations")[2]
    ]


def misplaced_questions(modules: list[Module]) -> list[str]:
    """Find public functions that are not in a file of their name."""
    top = next((module for module in modules if module.name == ""), None)
    asked = {name for module in ([top] if top else []) for name in imported_names(module)}
    return [
        f"{name} is in {source}"
        for door in modules
        if door.is_door and door.name
        for name, source in imported_names(door).items()
        if name.islower() and (door.room in QUESTION_ROOMS or name in asked)
        if source.startswith(f"assetmap.{door.room}.")
        and source != f"assetmap.{door.room}.{name}"
    ]  # fmt: skip


def imported_names(module: Module) -> dict[str, str]:
    return {
        name.name: node.module
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for name in node.names
    }


def crowded_questions(modules: list[Module]) -> list[str]:
    """Find questions that more than four private files serve, which serve no other."""
    files = [module for module in modules if module.room in QUESTION_ROOMS and not module.is_door]
    users: dict[str, set[str]] = {}
    for module in files:
        for name in ours(module, modules):
            users.setdefault(name, set()).add(module.name)
    private = {module.name for module in files if module.name.split(".")[1].startswith("_")}

    def questions_of(name: str, seen: frozenset[str] = frozenset()) -> set[str]:
        """Follow who uses a private file up to the questions."""
        found: set[str] = set()
        for user in users.get(name, set()) - seen:
            found |= questions_of(user, seen | {user}) if user in private else {user}
        return found

    served: dict[str, list[str]] = {}
    for name in sorted(private):
        if len(asked := questions_of(name)) == 1:
            served.setdefault(asked.pop(), []).append(name)
    return [
        f"{question} is served by {', '.join(names)}"
        for question, names in served.items()
        if len(names) > MOST_PRIVATE_FILES
    ]


def repeated_files(modules: list[Module]) -> list[str]:
    """Find files that go by the name of another."""
    packages = {module.name.rpartition(".")[0] for module in modules}
    seen: dict[str, list[str]] = {}
    for module in modules:
        if module.name not in packages and "." in module.name:
            seen.setdefault(module.name.rpartition(".")[2], []).append(module.name)
    return [" and ".join(names) for names in seen.values() if len(names) > 1]


def repeated_classes(modules: list[Module]) -> list[str]:
    """Find classes that go by the name of another, with or without an underscore."""
    seen: dict[str, list[str]] = {}
    for module in modules:
        for node in module.tree.body:
            if isinstance(node, ast.ClassDef):
                seen.setdefault(node.name.strip("_"), []).append(f"{module.name}.{node.name}")
    return [" and ".join(names) for names in seen.values() if len(names) > 1]


def questions_at_the_top(modules: list[Module]) -> list[str]:
    """Find files whose first line asks instead of saying what they hold."""
    return [
        module.name
        for module in modules
        if "?" in (ast.get_docstring(module.tree) or "").partition("\n")[0]
    ]


def prints(modules: list[Module]) -> list[str]:
    return [
        f"{module.name}, line {node.lineno}"
        for module in modules
        if module.name not in ASKED_TO_PRINT
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"print", "eval", "exec", "breakpoint"}
    ]


def without_annotations(modules: list[Module]) -> list[str]:
    line = "from __future__ import annotations"
    return [module.name for module in modules if line not in module.text.splitlines()]


def without_opening(modules: list[Module]) -> list[str]:
    return [
        module.name
        for module in modules
        if not ast.get_docstring(module.tree)
        or not (module.name == "cli.commands" or "__all__" in module.text)
    ]


def written_out_aliases(modules: list[Module]) -> list[str]:
    """Find arrays whose type is written out where ``typing`` has a name for it."""
    return [
        f"{module.name}, line {node.lineno}: {spelled}"
        for module in modules
        if module.name != "typing"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Subscript) and ALIASED.search(spelled := ast.unparse(node))
    ]


def own_roundings(modules: list[Module]) -> list[str]:
    """Find decimals chosen in a file: ``decimals_up_to`` alone says when two numbers are one."""
    found = []
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Assign):
                names, value = [ast.unparse(target) for target in node.targets], node.value
                is_own = any(name.endswith("DECIMALS") for name in names)
            elif isinstance(node, ast.Call) and node.args:
                value = node.args[-1]
                is_own = ast.unparse(node.func).endswith("round") and (
                    isinstance(value, ast.Constant) and value.value > MOST_DECIMALS_SHOWN
                )
            else:
                continue
            if is_own and isinstance(value, ast.Constant):
                found.append(f"{module.name}, line {node.lineno}: {ast.unparse(node)}")
    return found


CHECKS = {
    check.__name__: check
    for check in (
        forbidden_imports,
        side_doors,
        relative_imports,
        cycles,
        strays,
        long_files,
        long_functions,
        empty_names,
        prints,
        without_annotations,
        without_opening,
        written_out_aliases,
        unruled_folders,
        folder_breaches,
        bare_doors,
        misplaced_questions,
        crowded_questions,
        repeated_files,
        repeated_classes,
        questions_at_the_top,
        own_roundings,
    )
}
OPENING = '"""What this is."""\n\nfrom __future__ import annotations\n\n__all__: list[str] = []\n'
BREACHES = {
    "forbidden_imports": {
        "gaps/a.py": "def f():\n    from assetmap.links import find_links\n",
        "model/b.py": "from assetmap import tables\n",
        "errors.py": "import assetmap.model\n",
    },
    "side_doors": {
        "maps/a.py": "from assetmap.publish.fields import admit\n",
        "maps/b.py": "from assetmap.maps import a\n",
        "cli/c.py": "from assetmap.maps import b\n",
    },
    "relative_imports": {"maps/a.py": "from .spec import MapSpec\n"},
    "cycles": {
        "gaps/a.py": "import assetmap.gaps.b\n",
        "gaps/b.py": "if True:\n    from assetmap.gaps import a\n",
    },
    "strays": {
        "gaps/a.py": "import networkx as nx\n",
        "tables/b.py": "from folium.template import Template\n",
        "maps/c.py": "import pyogrio\n",
    },
    "long_files": {"gaps/a.py": "#\n" * 450},
    "long_functions": {"gaps/a.py": "def f():\n    '''Say.'''\n" + "    x = 1\n" * 51},
    "empty_names": {"gaps/utils.py": "", "core/a.py": ""},
    "prints": {"gaps/a.py": "print('here')\n", "gaps/b.py": "x = eval('1')\n"},
    "without_annotations": {"gaps/a.py": ""},
    "without_opening": {"gaps/a.py": ""},
    "unruled_folders": {"gaps/sites/a.py": ""},
    "folder_breaches": {
        "gather/files/a.py": "from assetmap.gather.mapping import f\n",
        "gather/b.py": "from assetmap.gather.files.a import g\n",
    },
    "bare_doors": {"gaps/__init__.py": "", "gaps/a.py": ""},
    "misplaced_questions": {
        "gaps/__init__.py": "from assetmap.gaps.finding import find_gaps\n",
        "gaps/finding.py": "def find_gaps() -> None: ...\n",
        "__init__.py": "from assetmap.maps import draw_map\n",
        "maps/__init__.py": "from assetmap.maps.drawing import draw_map\n",
    },
    "crowded_questions": {
        "gaps/find_gaps.py": "".join(f"from assetmap.gaps._{one} import f\n" for one in "abcde"),
        **{f"gaps/_{one}.py": "" for one in "abcde"},
        "links/find_links.py": "from assetmap.links._shared import f\n",
        "links/find_others.py": "from assetmap.links._shared import f\n",
        "links/_shared.py": "",
    },
    "repeated_files": {"gaps/wording.py": "", "links/wording.py": ""},
    "repeated_classes": {"gaps/a.py": "class Reason: ...\n", "links/b.py": "class _Reason: ...\n"},
    "questions_at_the_top": {"gaps/a.py": '"""Which places?"""\n'},
    "own_roundings": {
        "gaps/a.py": "_DECIMALS = 9\n",
        "gaps/b.py": "def f(x):\n    return np.round(x, 2), x.round(12)\n",
        "gaps/c.py": "DECIMALS = 12\n",
    },
    "written_out_aliases": {
        "gaps/a.py": "Flags = npt.NDArray[np.bool_]\n",
        "gaps/b.py": "def f(x: np.ndarray[Any, np.dtype[np.float64]]) -> None: ...\n",
        "links/c.py": "Pairs = tuple[Positions, Positions]\n",
    },
}


@pytest.fixture(scope="module")
def house() -> list[Module]:
    return walk(PACKAGE)


@pytest.mark.parametrize("name", CHECKS)
def test_the_house_keeps_its_rules(house: list[Module], name: str) -> None:
    assert CHECKS[name](house) == []


@pytest.mark.parametrize("name", CHECKS)
def test_the_check_finds_a_breach(tmp_path: Path, name: str) -> None:
    bare = name in {"without_annotations", "without_opening", "questions_at_the_top"}
    for file, text in BREACHES[name].items():
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).write_text(text if bare else OPENING + text, encoding="utf-8")
    broken = walk(tmp_path)
    expected = {"cycles": 1, "side_doors": 2, "bare_doors": 1, "misplaced_questions": 2,
                "crowded_questions": 1, "repeated_files": 1, "repeated_classes": 1}.get(
        name, len(BREACHES[name])
    )  # fmt: skip
    assert len(CHECKS[name](broken)) == expected
    (tmp_path / "fine.py").write_text(OPENING, encoding="utf-8")
    fine = [module for module in walk(tmp_path) if module.name == "fine"]
    assert CHECKS[name](fine) == []


def test_every_room_is_in_the_table(house: list[Module]) -> None:
    assert {module.room for module in house} <= set(MAY_IMPORT)
    assert {module.room for module in house} >= EVERY_ROOM - {"learning"}


def test_the_table_has_no_circle() -> None:
    rooms = {room: set(may) for room, may in MAY_IMPORT.items() if room not in TOP}
    order = list(graphlib.TopologicalSorter(rooms).static_order())
    assert order[0] == "language"
    assert order.index("publish") < order.index("maps")

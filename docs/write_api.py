"""Write docs/api.md: every public name by task, with its columns, from the docstrings.

Run it with ``python docs/write_api.py`` after a docstring has changed; a test
holds that the page is what this writes, and that no public name is missing.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import assetmap

PAGE = Path(__file__).parent / "api.md"
HEAD = """# The functions, by task

Everything here is reached as `am.name` after `import assetmap as am`; names with a room, such as
`gaps.measure_benchmark`, as `am.gaps.measure_benchmark`. The subject comes first, a map or a graph
of it; everything else is given by name. Results are plain frames, sorted, with the same columns
when they are empty. `help(am.find_gaps)` has the whole of each: parameters, errors, method and an
example.

This page is written from the docstrings by `docs/write_api.py`.
"""
TASKS: dict[str, tuple[str, ...]] = {
    "Read files into a map": (
        "read", "read_example", "build_project", "AssetMap", "gather.read_project",
        "gather.require_example",
    ),
    "The same thing twice": (
        "find_duplicates", "matching.find_related", "matching.find_same_records",
        "matching.merge_duplicates",
    ),
    "Edit a map without loss": (
        "replace_tables", "add_assets", "remove_assets", "merge_assets",
    ),
    "Keep a map": ("write_map", "native.encode_map", "native.decode_map", "native.is_kept_map"),
    "Where are the gaps": (
        "find_gaps", "summarise_gaps", "find_short_origins", "suggest_sites", "find_gap_clusters",
        "measure_access", "measure_gap_depth", "measure_variety",
        "gaps.measure_benchmark", "gaps.measure_local_moran",
        "gaps.measure_g_star", "gaps.Benchmark", "gaps.Quantile", "gaps.Standard",
        "gaps.StepDecay", "gaps.ExponentialDecay", "gaps.GaussianDecay", "gaps.InversePowerDecay",
    ),
    "How much was asked, and how complete the map is": (
        "measure_effort", "estimate_completeness", "effort.find_surveyed", "effort.suggest_checks",
        "effort.add_checks", "effort.Area", "effort.Surveyed",
    ),
    "Who are the people to ask, and what breaks if one leaves": (
        "find_champions", "find_fragility", "find_safeguards", "choose_champions",
        "measure_bus_factor", "champions.measure_rank_stability", "champions.measure_removals",
        "champions.measure_fragmentation", "champions.measure_distance_fragmentation",
        "champions.find_braces", "champions.measure_team_reach",
    ),
    "What links places and groups": (
        "find_links", "find_missing_links", "measure_link_fit", "suggest_introductions",
        "measure_silos", "find_contact_ties", "classify_ties", "measure_cohesion",
        "compare_cohesion", "add_ties", "links.measure_openness", "links.measure_modularity",
        "links.measure_assortativity", "links.find_connecting_bodies",
    ),
    "What changed between two dates": ("compare_maps", "learning.compare_ties"),
    "The graph beneath": ("build_graph", "measure_bridging", "measure_brokerage"),
    "Share a map": (
        "draw_map", "publish.publish", "publish.write_table", "publish.select_public",
        "publish.find_stale_consents",
    ),
}  # fmt: skip
_COLUMN = re.compile(r"^- (``\w+``(?:(?:,| and) ``\w+``)*)(.*)", re.DOTALL)


def find(name: str) -> Any:
    """Find what a name of this page stands for."""
    found: Any = assetmap
    for part in name.split("."):
        found = getattr(found, part)
    return found


def section_of(docstring: str, title: str) -> str:
    """Take a section out of a docstring; nothing where it has none."""
    found = re.search(rf"^{title}\n-+\n(.*?)(?=^\w[\w ]*\n-{{3,}}$|\Z)", docstring, re.M | re.S)
    return found[1].strip("\n") if found else ""


def summary_of(thing: Any) -> str:
    """Take the first paragraph of a docstring as one line."""
    if not callable(thing):  # a union of types has no docstring of its own
        return "One of: " + ", ".join(f"`{one}`" for one in _parts_of(thing)) + "."
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def _parts_of(union: Any) -> list[str]:
    return [getattr(part, "__name__", str(part)) for part in getattr(union, "__args__", ())]


def call_of(name: str, thing: Callable[..., Any]) -> str:
    """Write how a function is called: what must be given, then what may be."""
    words = []
    for parameter in inspect.signature(thing).parameters.values():
        must = parameter.default is inspect.Parameter.empty
        words.append(parameter.name if must else f"{parameter.name}={parameter.default!r}")
    return f"{name}({', '.join(words)})"


def columns_of(thing: Any) -> Iterator[tuple[str, str]]:
    """List the columns of a result and what each means, as its docstring says."""
    returns = section_of(inspect.getdoc(thing) or "", "Returns")
    for bullet in re.split(r"\n(?=    - )", returns):
        found = _COLUMN.match(textwrap.dedent(bullet).strip())
        if found:
            text = " ".join(re.split(r"\n(?=\S)|\n\n", found[2])[0].split())
            yield found[1], text.lstrip(" :,") or "–"


def result_of(thing: Any) -> str:
    """Take what a docstring says of a result, without the list of columns."""
    returns = section_of(inspect.getdoc(thing) or "", "Returns")
    text = textwrap.dedent(returns.partition("\n")[2])
    return " ".join(re.split(r"\n- |\n\n", text)[0].split())


def entry_of(name: str) -> str:
    """Write the entry of one name."""
    thing = find(name)
    lines = [f"### `{name}`", "", plain(summary_of(thing)), ""]
    if inspect.isfunction(thing):
        lines += ["```text", *textwrap.wrap(call_of(name, thing), 96, subsequent_indent="    ")]
        lines += ["```", ""]
        if result := plain(result_of(thing)):
            lines += [f"Gives: {result}", ""]
        rows = [f"| {plain(name)} | {plain(says)} |" for name, says in columns_of(thing)]
        if rows:
            lines += ["| column | what it is |", "|---|---|", *rows, ""]
    return "\n".join(lines)


def plain(text: str) -> str:
    """Write what is code in a docstring as code of this page."""
    return text.replace("``", "`").replace("|", "/")


def write() -> str:
    """Write the whole page."""
    parts = [HEAD]
    for task, names in TASKS.items():
        parts += [f"## {task}\n", *(entry_of(name) for name in names)]
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(write(), encoding="utf-8")

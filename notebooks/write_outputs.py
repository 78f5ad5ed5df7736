"""Run the notebooks on the market town and keep the outputs that anybody may see.

Run it with ``python notebooks/write_outputs.py`` after a notebook or an answer
has changed; a test holds that what is kept is what a run gives. No output is
kept of cells tagged ``team``, which speak of people, or ``real``, which are
about data that is not part of assetmap. Nor is the page itself, which is
hundreds of kilobytes long and which no viewer of saved notebooks runs: its
line of text stays.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).parent
UNKEPT = {"team", "real"}
LONGEST_OUTPUT = 60_000


def run(path: Path, *, data: str = "not at hand") -> Any:
    """Run a notebook where it stands; ``data`` is the folder of the real data."""
    before = os.environ.get("ASSETMAP_DATA")
    os.environ["ASSETMAP_DATA"] = data
    try:
        notebook = nbformat.read(path, as_version=4)
        surroundings = {"metadata": {"path": path.parent}}
        return NotebookClient(notebook, timeout=300, resources=surroundings).execute()
    finally:
        if before is None:
            del os.environ["ASSETMAP_DATA"]
        else:
            os.environ["ASSETMAP_DATA"] = before


def keep_public(notebook: Any) -> Any:
    """Leave in a notebook that was run what anybody may see, the same at every run."""
    notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"]}
    notebook.metadata["language_info"] = {"name": "python"}
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            is_kept = not UNKEPT & set(cell.metadata.get("tags", ()))
            cell.outputs = [_shorten(one) for one in cell.outputs if is_kept and _is_answer(one)]
            cell.execution_count = None
    return notebook


def _is_answer(output: Any) -> bool:
    """Tell answers from what the kernel remarks beside them."""
    return output.output_type != "stream" or output.name == "stdout"


def _shorten(output: Any) -> Any:
    if "data" in output:
        kept = {kind: data for kind, data in output.data.items() if len(data) <= LONGEST_OUTPUT}
        output.data = kept
    if "execution_count" in output:
        output.execution_count = None
    return output


if __name__ == "__main__":
    for page in sorted(HERE.glob("*.ipynb")):
        nbformat.write(keep_public(run(page)), page)

"""What people have decided is one thing, as a project file names it, taken on by the map."""

from __future__ import annotations

import pandas as pd

from assetmap.errors import FileError
from assetmap.gather.files import read_raw_tables
from assetmap.gather.read_project import ProjectFile
from assetmap.gather.tidy import normalise_header
from assetmap.matching import merge_duplicates
from assetmap.tables import AssetMap

__all__ = ["merge_decided"]

_COLUMNS = ("asset_a_id", "asset_b_id", "decision")


def merge_decided(m: AssetMap, project_file: ProjectFile) -> AssetMap:
    """Make one record of each group that the decisions of a project say is one thing."""
    section = project_file.project.same
    if section is None:
        return m
    tables = read_raw_tables(
        project_file.path(section.file),
        shown_as=section.file,
        expected=frozenset(map(normalise_header, _COLUMNS)),
        allow_outside=project_file.allow_outside,
    )
    frames = []
    for table in tables:
        heads = {normalise_header(head): head for head in table.columns}
        known = {name: heads.get(normalise_header(name)) for name in _COLUMNS}
        missing = [name for name, head in known.items() if head is None]
        if missing:
            raise FileError(
                f"{section.file} has no column {missing[0]!r}. Write the pairs of "
                "`assetmap.find_duplicates` to it, with a column 'decision'."
            )
        cells = {name: table.columns[head] for name, head in known.items() if head is not None}
        frames.append(pd.DataFrame(cells, dtype=object))
    return merge_duplicates(m, pd.concat(frames, ignore_index=True)) if frames else m

"""A project file on disk, and the single file that somebody starts with, as a Project."""

from __future__ import annotations

import difflib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from assetmap.errors import FileError, Problem, ProjectError
from assetmap.gather.files.guard import require_readable
from assetmap.gather.files.tables import read_raw_tables
from assetmap.gather.text.tidy import normalise_header
from assetmap.model import AssetsSection, MapSection, PlacesSection, Project

__all__ = ["ProjectFile", "project_of_one_file", "read_project"]


@dataclass(frozen=True)
class ProjectFile:
    """A project, its name in messages, and the folder that its files are in."""

    project: Project
    name: str
    folder: Path
    is_single: bool = False
    """Whether it was made for one file, so that what is wrong with that file is all there is."""

    def path(self, file: str) -> Path:
        """Find a file that the project names."""
        return self.folder / file


def read_project(path: str | Path, *, data_dir: str | Path | None = None) -> ProjectFile:
    """
    Read and check a project file.

    Parameters
    ----------
    path
        A TOML file.
    data_dir
        Folder of the files that it names, instead of the one that it states.

    Raises
    ------
    FileError
        If there is no such file.
    ProjectError
        If it is not TOML, or says something that cannot be followed.
    """
    known = Path(path)
    if not known.is_file():
        raise FileError(f"{path} does not exist. Make one with: assetmap new FOLDER")
    try:
        given = tomllib.loads(known.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = Problem(known.name, "not_toml", f"{error}.", "Correct that line.")
        raise ProjectError(f"{known.name} is not a TOML file.", [problem]) from error
    project = Project.from_mapping(given, where=known.name)
    folder = Path(data_dir) if data_dir is not None else known.parent / project.map.data_dir
    return ProjectFile(project, known.name, folder)


def project_of_one_file(
    path: str | Path,
    *,
    places: str | Path | None,
    layer: str | None,
    crs: str,
) -> ProjectFile:
    """Make a project of one file of assets and, perhaps, one of boundaries."""
    known = require_readable(path)
    sections = () if places is None else (_places_section(Path(places), layer),)
    project = Project(
        map=MapSection(title=known.name.split(".")[0].replace("_", " "), crs=crs),
        places=sections,
        assets=(AssetsSection(file=str(known.resolve())),),
    )
    return ProjectFile(project, known.name, Path(), is_single=True)


def _places_section(path: Path, layer: str | None) -> PlacesSection:
    """Find which columns of a layer of boundaries hold the id and the name."""
    tables = read_raw_tables(path, shown_as=path.name, layer=layer)
    if not tables:
        raise FileError(f"{path.name} holds no rows on any sheet. Name a layer of boundaries.")
    table = tables[0]
    heads = {normalise_header(name): name for name in table.columns}
    head_id = _first(heads, ("place id", "id", "code", "geo code"), (" code", " cd", "cd", "code"))
    head_name = _first(heads, ("name", "place name"), (" name", " nm", "nm", "name"))
    if head_id is None or head_name is None:
        raise ProjectError(
            f"{path.name} does not say which of its columns are the id and the name of a place.",
            [
                Problem(
                    path.name,
                    "unclear_places",
                    f"its columns are: {', '.join(table.columns)}.",
                    "Write a project file and name them under [[places]].",
                )
            ],
        )
    parent = difflib.get_close_matches("parent id", [*heads], n=1, cutoff=0.7)
    return PlacesSection(
        file=str(path.resolve()),
        layer=layer,
        id=head_id,
        name=head_name,
        level=layer or "place",
        parent=heads[parent[0]] if parent else None,
    )


def _first(heads: dict[str, str], exact: tuple[str, ...], endings: tuple[str, ...]) -> str | None:
    """Find the first header that is one of ``exact``, else ends like one of ``endings``."""
    for word in exact:
        if word in heads:
            return heads[word]
    return next(
        (name for ending in endings for head, name in heads.items() if head.endswith(ending)), None
    )

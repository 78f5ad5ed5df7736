"""`read`: a project file, one spreadsheet, or frames, into an AssetMap with its import report."""

from __future__ import annotations

import datetime as dt
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyproj

from assetmap.errors import Problem, ProjectError
from assetmap.gather.assembly import Assembly
from assetmap.gather.kept_maps import read_kept_map
from assetmap.gather.project_of_frames import project_of_frames
from assetmap.gather.read_project import ProjectFile, Told, project_of_one_file, read_project
from assetmap.gather.same_decisions import merge_decided
from assetmap.gather.some_accepted import require_some_accepted
from assetmap.model import GB, Country, find_country
from assetmap.tables import AssetMap, find_publishing_day, without_collector

__all__ = ["read"]

_LOG = logging.getLogger(__name__)


def read(  # noqa: PLR0913 - one file may be told what a project file would say
    path: str | Path | pd.DataFrame | Mapping[str, pd.DataFrame],
    *,
    data_dir: str | Path | None = None,
    places: str | Path | gpd.GeoDataFrame | None = None,
    layer: str | None = None,
    crs: str | None = None,
    country: str | Country | None = None,
    kind: str | None = None,
    columns: Mapping[str, str | Sequence[str]] | None = None,
    values: Mapping[str, Mapping[str, str]] | None = None,
    themes: str | Sequence[str] | Mapping[str, Mapping[str, str]] | None = None,
    as_of: dt.date | None = None,
    allow_outside: bool = False,
    include_hidden: bool = False,
    progress: bool | Callable[[str], None] = False,
) -> AssetMap:
    r"""
    Read a project file, one file of assets, or frames as a database gives them, into a map.

    Nothing that can be read crashes on a bad row: the row is rejected, and
    ``m.report`` says which, where, why and what to do.

    Parameters
    ----------
    path
        A project file (``.toml``), or one spreadsheet, CSV, GeoJSON or
        GeoPackage. Its columns are known by their headings and by what is in
        them; what a row is, by its words, the name of the file and its own
        name. ``m.report`` says what was guessed. Or a GeoPackage that
        `write_map` kept: it becomes the map that it was, with nothing said besides.

        Or a frame of pandas or geopandas, which is read in the same way, or
        several by what they hold, as ``{"assets": …, "people": …}``; others
        are ``ties``, ``consents``, ``effort``, ``origins``, ``places``,
        ``need`` and ``postcodes``. Of a frame ``m.report`` gives the position of the row,
        counted from 1. Frames are never changed.
    data_dir
        Folder of the files that the project names; the one that the project
        states when None.
    places
        With one file of assets, or frames: a layer of boundaries, as a file
        or a GeoDataFrame.
    layer
        The layer of ``places``, where its file has several.
    crs
        With one file of assets, or frames: projected reference system in
        metres for the map; the grid of the country when None.
    country
        Whose grid, postcodes and pace hold: two letters, or a record of
        another one (`assetmap.model.Country`). The project's, else Great
        Britain, when None.
    kind
        With one file, or frames: what the rows of assets are, where they do
        not say it.
    columns
        With one file, or frames: our column → heading of the assets, or
        several that are joined; the others are still found.
    values
        With one file, or frames: our column → word of the assets → what it
        means.
    themes
        With one file, or frames: a theme, or several, of all of its rows; or rules that
        say what words mean, ``{"village hall": {"kind": "space", "theme":
        "meeting"}}``.
    as_of
        The day the map speaks for; the project's, else today (UTC), when None.
    allow_outside
        Whether a project file may name files outside its own folder and
        ``data_dir``, links, and files of other computers
        (``\\\\host\\share``). A project of somebody else could name any file
        of yours.
    include_hidden
        Whether hidden sheets, rows and columns of spreadsheets are read like
        any others. Unless they are, the report says which were left out.
    progress
        True to say on standard error what is being read; or a function that
        is called with a sentence for each step.

    Returns
    -------
    m
        The map. ``m.report.accepted``, ``.rejected`` and ``.skipped`` add up
        to the rows read; ``m.report.problems`` says why.

    Raises
    ------
    FileError
        If a file is missing, refused for safety or unreadable.
    ProjectError
        If the project, or the frames, cannot be followed: all problems at once.
    NothingReadError
        If no row of one file, or of the frames, could be used; it carries the report, and says
        the one line that would help.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> _ = (folder / "assets.csv").write_text(
    ...     "Name,Kind,Easting,Northing\n"
    ...     "Mill Hall,space,458300,304500\n"
    ...     "Choir,assocation,,\n", encoding="utf-8")
    >>> m = read(folder / "assets.csv")
    >>> m.report
    <ImportReport: 2 rows = 1 accepted + 1 rejected + 0 skipped, 1 tables>
    >>> m.report.problems.loc[0, ["row", "column", "value", "remedy"]].tolist()[:3]
    [3, 'Kind', 'assocation']

    What a database gives:

    >>> halls = pd.DataFrame({"name": ["Mill Hall"], "kind": ["space"], "themes": ["food; music"],
    ...                       "longitude": [-1.14], "latitude": [52.63]})
    >>> m = read({"assets": halls})
    >>> m.assets["themes"].tolist(), m.assets.geometry.x.round(-2).tolist()
    ([('food', 'music')], [458300.0])
    """
    say = _speaker(progress)
    if not isinstance(path, pd.DataFrame | Mapping):
        besides = {
            "data_dir": data_dir, "places": places, "layer": layer, "crs": crs, "country": country,
            "kind": kind, "columns": columns, "values": values, "themes": themes, "as_of": as_of,
        }  # fmt: skip
        if (kept := read_kept_map(path, besides, allow_outside=allow_outside)) is not None:
            return kept
    told = Told(kind, columns or {}, values or {}, themes)
    file: str | Path | None = None
    is_project = False
    if isinstance(path, pd.DataFrame | Mapping):
        project_file = project_of_frames(
            path, places=places, layer=layer, crs=crs, told=told, allow_outside=allow_outside
        )
    elif is_project := Path(file := path).suffix.lower() == ".toml":
        of_one_file = {
            "places": places, "layer": layer, "kind": kind, "columns": columns, "values": values,
            "themes": themes,
        }  # fmt: skip
        _require_nothing_else(Path(file).name, of_one_file)
        project_file = read_project(
            file, data_dir=data_dir, allow_outside=allow_outside, include_hidden=include_hidden
        )
    else:
        project_file = project_of_one_file(
            file,
            places=places,
            layer=layer,
            crs=crs,
            country=find_country(country or GB),
            told=told,
            allow_outside=allow_outside,
            include_hidden=include_hidden,
        )
    known = find_country(country or project_file.project.map.country)
    m = _follow(project_file, known, as_of, say)
    if not is_project:
        require_some_accepted(m.report, file)
    return m


def _require_nothing_else(name: str, given: Mapping[str, object]) -> None:
    """Raise where a project file is told what it says itself."""
    problems = [
        Problem(option, "two_ways", "was given as well.", f"Leave it out, or write it in {name}.")
        for option, value in given.items()
        if value is not None
    ]
    if problems:
        raise ProjectError(f"{name} is a project file, which says this itself.", problems)


def _speaker(progress: Callable[[str], None] | bool) -> Callable[[str], None]:  # noqa: FBT001
    def say(sentence: str) -> None:
        _LOG.debug(sentence)
        if callable(progress):
            progress(sentence)
        elif progress:
            print(sentence, file=sys.stderr)  # noqa: T201  (asked for)

    return say


@without_collector()
def _follow(
    project_file: ProjectFile,
    country: Country,
    as_of: dt.date | None,
    say: Callable[[str], None],
) -> AssetMap:
    """Follow a project file from its first section to the map."""
    settings = project_file.project.map
    day = as_of or settings.as_of
    assembly = Assembly(project_file, say, day, country)
    assembly.open_tables()
    places = assembly.gather_places()
    assets = assembly.gather_assets(places)
    assets, consents = assembly.gather_consents(assets, find_publishing_day(day))
    ties = assembly.gather_ties(assets)
    assets = assembly.confirm(assets)
    effort = assembly.gather_effort(places)
    records = assembly.gather_records(assets, places)
    places, origins = assembly.gather_origins(places)
    tables: dict[str, pd.DataFrame | None] = {
        "assets": _as_geo(assets, assembly.crs),
        "places": places,
        "ties": ties,
        "sources": assembly.sources(),
        "consents": consents,
        "effort": effort,
        "origins": _as_geo(origins, assembly.crs),
    }
    m = AssetMap(  # not from_frames, which takes columns of the file's own for misread ones
        tables,
        crs=assembly.crs,
        title=settings.title,
        language=settings.language,
        as_of=day,
        country=country,
        synonyms=project_file.project.synonyms,
        records=records,
    )
    assembly.note_texts(m)
    report = assembly.report()
    _LOG.log(
        logging.WARNING if report.rejected else logging.INFO,
        "%s: %d rows read, %d accepted, %d rejected, %d skipped",
        project_file.name, report.rows, report.accepted, report.rejected, report.skipped,
    )  # fmt: skip
    return merge_decided(m.with_report(report), project_file)


def _as_geo(frame: pd.DataFrame, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(frame["geometry"], crs=crs), crs=crs)

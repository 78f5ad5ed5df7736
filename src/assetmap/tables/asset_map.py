"""AssetMap: the whole map as one frozen value, checked once at its door."""

from __future__ import annotations

import copy
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import geopandas as gpd
import pandas as pd
import pyproj

from assetmap.errors import Problem
from assetmap.model import (
    GB,
    Asset,
    Consent,
    Country,
    Effort,
    Origin,
    Place,
    Source,
    Tie,
    find_country,
)
from assetmap.tables.card import draw_card, say_in_short
from assetmap.tables.checks import check_geometry, check_relations, require_frames
from assetmap.tables.columns import ASSETS, CONSENTS, EFFORT, ORIGINS, PLACES, SOURCES, TIES
from assetmap.tables.completion import freeze_synonyms, name_places, state_sources
from assetmap.tables.conforming import conform
from assetmap.tables.crs import find_crs
from assetmap.tables.equality import is_same_map
from assetmap.tables.freshness import find_publishing_day
from assetmap.tables.plain_rows import lay_out, to_plain_rows
from assetmap.tables.record_frames import RECORDS, check_records, conform_records
from assetmap.tables.report import ImportReport
from assetmap.tables.secrecy import ask_for_secrets
from assetmap.tables.shapes import lend
from assetmap.tables.stretch import require_true_metres
from assetmap.tables.strict_frames import say_in_all, saying_what_is_misread
from assetmap.typing import Flags

__all__ = ["AssetMap"]

_TABLES = (ASSETS, PLACES, TIES, SOURCES, CONSENTS, EFFORT, ORIGINS)


@dataclass(frozen=True, eq=False, repr=False, init=False)
class AssetMap:
    """
    Assets, places, ties, sources and consents that belong together.

    Build it with `assetmap.read` (files), `AssetMap.from_frames` or
    `AssetMap.from_records`. It is checked once, when it is made, and never
    changes; to change something, build a new one. It holds everything that is
    known, private or not: what may be shown is decided when a map is drawn.

    Parameters
    ----------
    tables
        A frame, or None, for each of ``assets``, ``places``, ``ties``,
        ``sources``, ``consents``, ``effort`` and ``origins``, as for
        `from_frames`, which is the way to make a map of frames by hand.
    crs, title, language, as_of, country, report, synonyms, records
        As for `from_frames`.

    Raises
    ------
    TableError
        With every problem of every table.
    CRSError
        If geometry has no reference system, one in degrees, or two.

    Examples
    --------
    >>> import pandas as pd
    >>> m = AssetMap.from_frames(
    ...     assets=pd.DataFrame(
    ...         {"name": ["Asha", "Choir"], "kind": ["individual", "association"]},
    ...         index=["asha", "choir"],
    ...     ),
    ...     ties=pd.DataFrame({"source": ["asha"], "target": ["choir"], "kind": ["member_of"]}),
    ... )
    >>> m
    <AssetMap: 1 asset and fewer than 10 people in 0 places, 0 ties without people>

    A frame that cannot make a map says everything that is wrong with it:

    >>> AssetMap.from_frames(assets=pd.DataFrame({"name": ["Hall"], "kind": ["spce"]}))
    Traceback (most recent call last):
        ...
    assetmap.errors.TableError: These tables cannot make a map: 1 problem.
    - assets['0'].kind: 'spce' is not known. Did you mean 'space'?
    """

    crs: pyproj.CRS | None
    title: str
    language: str
    as_of: dt.date
    country: Country
    report: ImportReport
    _assets: gpd.GeoDataFrame = field(repr=False)
    _places: gpd.GeoDataFrame = field(repr=False)
    _ties: pd.DataFrame = field(repr=False)
    _sources: pd.DataFrame = field(repr=False)
    _consents: pd.DataFrame = field(repr=False)
    _effort: pd.DataFrame = field(repr=False)
    _origins: gpd.GeoDataFrame = field(repr=False)
    _records: Mapping[str, pd.DataFrame] = field(repr=False)
    _synonyms: tuple[tuple[str, tuple[str, ...]], ...] = field(repr=False)

    def __init__(
        self,
        tables: Mapping[str, pd.DataFrame | None],
        *,
        crs: Any = None,
        title: str = "Asset map",
        language: str = "en-GB",
        as_of: dt.date | None = None,
        country: str | Country = GB,
        report: ImportReport | None = None,
        synonyms: Mapping[str, Iterable[str]] | None = None,
        records: Mapping[str, pd.DataFrame] | None = None,
    ) -> None:
        require_frames(tables, known=[spec.name for spec in _TABLES])
        given: dict[str, Any] = {spec.name: tables.get(spec.name) for spec in _TABLES}
        known = find_crs(
            crs, assets=given["assets"], places=given["places"], origins=given["origins"]
        )
        problems: list[Problem] = []
        made: dict[str, Any] = {}
        for spec in _TABLES:
            made[spec.name], found = conform(given[spec.name], spec, known)
            problems += found
        ask_for_secrets(made["assets"], given["assets"])
        if given["places"] is None:
            made["places"] = name_places(made["assets"], made["effort"], known)
        state_sources(made)
        problems += check_relations(made)
        for name in ("assets", "places", "origins"):
            problems += check_geometry(made[name], name)
        beside, found = conform_records(records or {})
        problems += found
        problems += check_records(beside, {name: table.index for name, table in made.items()})
        if problems:
            raise say_in_all(problems)
        # Not of places: a country in its one projection may have a far part, as the US have Alaska.
        require_true_metres(known, assets=made["assets"])
        for name, table in made.items():
            object.__setattr__(self, f"_{name}", table)
        object.__setattr__(self, "_records", beside)
        object.__setattr__(self, "crs", known)
        object.__setattr__(self, "title", title)
        object.__setattr__(self, "language", language)
        object.__setattr__(self, "country", find_country(country))
        object.__setattr__(self, "as_of", as_of or dt.datetime.now(dt.UTC).date())
        object.__setattr__(self, "report", report or ImportReport.empty())
        object.__setattr__(self, "_synonyms", freeze_synonyms(synonyms or {}))

    @classmethod
    def from_frames(  # noqa: PLR0913 - six tables, each by its own name, and what holds for all
        cls,
        *,
        assets: pd.DataFrame,
        places: pd.DataFrame | None = None,
        ties: pd.DataFrame | None = None,
        sources: pd.DataFrame | None = None,
        consents: pd.DataFrame | None = None,
        crs: Any = None,
        title: str = "Asset map",
        language: str = "en-GB",
        as_of: dt.date | None = None,
        country: str | Country = GB,
        report: ImportReport | None = None,
        effort: pd.DataFrame | None = None,
        origins: pd.DataFrame | None = None,
        records: Mapping[str, pd.DataFrame] | None = None,
        synonyms: Mapping[str, Iterable[str]] | None = None,
    ) -> AssetMap:
        """
        Make a map from frames that hold what ours do: the strict door.

        Columns of coordinates without a geometry, ids in a column that is not
        called so and a text that looks like several words are refused;
        `assetmap.read` takes such frames as they are.

        Parameters
        ----------
        assets
            One row per asset, by ``asset_id``; columns as in
            `assetmap.tables.ASSETS`. Only ``name`` and ``kind`` are required.
            Extra columns are kept.
        places
            One row per place, by ``place_id``. When None, a place without a
            boundary is made for every place id that the assets and the effort
            mention.
        ties
            One row per tie, by ``tie_id``; ends are asset ids.
        sources
            Who said so, by ``source_id``. Records without a source get the
            source ``unstated``.
        consents
            Who agreed to what, by ``consent_id``.
        crs
            Projected reference system in metres. Taken from the frames when
            None; a map without any geometry needs none.
        title, language
            Heading and language (BCP 47) of what is drawn from the map.
        as_of
            The day the map speaks for: ages of records are counted from it.
            Today (UTC) when None.
        country
            Whose pace people walk at: two letters, or a record of another one
            (`assetmap.model.Country`).
        report
            What reading the files came to.
        effort
            How much was asked, walked and looked up in which place, by
            ``effort_id``: what tells "nothing is there" from "nobody asked
            yet".
        origins
            Weighted points where people live, by ``origin_id``: ``people``
            and a point each. Numbers of some of them, such as those over 65,
            are columns of your own.
        records
            Further records by name (`assetmap.tables.RECORDS`): conversations,
            grants, ripples, theories, value.
        synonyms
            Words that mean the same here: a word, and other words for it.

        Returns
        -------
        m
            The map; it shares no memory with the frames.

        Raises
        ------
        TableError
            With every problem of every table.
        CRSError
            If geometry has no reference system, one in degrees, or two.
        """
        tables = {
            "assets": assets, "places": places, "ties": ties, "sources": sources,
            "consents": consents, "effort": effort, "origins": origins,
        }  # fmt: skip
        specs = {spec.name: spec for spec in _TABLES}
        with saying_what_is_misread({**tables, **(records or {})}, {**specs, **RECORDS}):
            return cls(
                tables, crs=crs, title=title, language=language, as_of=as_of, country=country,
                report=report, synonyms=synonyms, records=records,
            )  # fmt: skip

    def with_tables(
        self,
        *,
        records: Mapping[str, pd.DataFrame] | None = None,
        **given: pd.DataFrame | None,
    ) -> AssetMap:
        """Make the same map with some of its tables replaced; it is checked at its door."""
        tables: dict[str, pd.DataFrame | None] = {
            spec.name: getattr(self, spec.name) for spec in _TABLES
        }
        tables |= {name: frame for name, frame in given.items() if frame is not None}
        return AssetMap(
            tables, crs=self.crs, title=self.title, language=self.language, as_of=self.as_of,
            country=self.country, report=self.report, synonyms=self.synonyms,
            records=self._records if records is None else records,
        )  # fmt: skip

    def with_rows(
        self, *, assets: Flags, ties: Flags | None = None, consents: Flags | None = None
    ) -> AssetMap:
        """
        Make the same map with these of its rows alone, by a flag for each.

        What is left was checked when the map was made, and is not checked
        again: whoever leaves out an asset leaves out its ties and consents too.
        Records may name what is left out, and are left out altogether.
        """
        made = copy.copy(self)
        object.__setattr__(made, "_records", {})
        kept = {"_assets": assets, "_ties": ties, "_consents": consents}
        for name, is_kept in kept.items():
            if is_kept is not None:
                object.__setattr__(made, name, getattr(self, name)[is_kept])
        return made

    def with_asset_column(self, name: str, values: Any) -> AssetMap:
        """Make the same map with one more column of assets; nothing is checked again."""
        made, assets = copy.copy(self), lend(self._assets)
        assets[name] = values
        object.__setattr__(made, "_assets", assets)
        return made

    def with_report(self, report: ImportReport) -> AssetMap:
        """Make the same map with another account of the reading; nothing is checked again."""
        made = copy.copy(self)
        object.__setattr__(made, "report", report)
        return made

    @classmethod
    def from_records(  # noqa: PLR0913 - as for `from_frames`
        cls,
        *,
        assets: Iterable[Asset | Mapping[str, Any]],
        places: Iterable[Place | Mapping[str, Any]] | None = None,
        ties: Iterable[Tie | Mapping[str, Any]] = (),
        sources: Iterable[Source | Mapping[str, Any]] = (),
        consents: Iterable[Consent | Mapping[str, Any]] = (),
        crs: Any = None,
        title: str = "Asset map",
        language: str = "en-GB",
        as_of: dt.date | None = None,
        country: str | Country = GB,
        effort: Iterable[Effort | Mapping[str, Any]] = (),
        origins: Iterable[Origin | Mapping[str, Any]] = (),
        synonyms: Mapping[str, Iterable[str]] | None = None,
        **records: Iterable[Mapping[str, Any]],
    ) -> AssetMap:
        """
        Make a map from pydantic records, or from mappings with the same keys.

        Geometry of records is WKT or GeoJSON text, in ``crs``. ``records`` are
        further ones by name (`assetmap.tables.RECORDS`), as `to_records` gives
        them. It is as strict as `from_frames`.

        Examples
        --------
        >>> from assetmap.model import Asset
        >>> hall = Asset(asset_id="hall", name="Hall", kind="space", geometry="POINT (5 6)")
        >>> AssetMap.from_records(assets=[hall], crs="EPSG:27700").assets.geometry["hall"]
        <POINT (5 6)>
        """
        return cls.from_frames(
            assets=lay_out(assets), places=None if places is None else lay_out(places),
            ties=lay_out(ties), sources=lay_out(sources), consents=lay_out(consents),
            effort=lay_out(effort), origins=lay_out(origins),
            records={name: lay_out(rows) for name, rows in records.items()},
            crs=crs, title=title, language=language, as_of=as_of, country=country,
            synonyms=synonyms,
        )  # fmt: skip

    def to_records(self, *, extras: bool = False) -> dict[str, list[dict[str, Any]]]:
        """
        Give every table as a list of plain mappings, which JSON can hold.

        Everything that is known is in them, private or not: they are for your
        own store, never for the public. `from_records` takes them back, with
        the map's ``crs`` and ``title``, which no row holds.

        Parameters
        ----------
        extras
            Whether columns of your own are given too. Without them, each row
            makes a record: ``Asset(**row)``.

        Examples
        --------
        >>> m = AssetMap.from_records(assets=[{"asset_id": "a", "name": "Hall", "kind": "space"}])
        >>> row = m.to_records()["assets"][0]
        >>> row["name"], row["themes"], row["verified_on"], row["geometry"]
        ('Hall', [], None, None)
        """
        tables = [(spec, getattr(self, f"_{spec.name}")) for spec in _TABLES]
        tables += [(RECORDS[name], frame) for name, frame in self._records.items()]
        return {spec.name: to_plain_rows(table, spec, extras=extras) for spec, table in tables}

    @property
    def assets(self) -> gpd.GeoDataFrame:
        """One row per asset, by ``asset_id``. A copy: changing it changes nothing else."""
        return lend(self._assets)

    @property
    def places(self) -> gpd.GeoDataFrame:
        """One row per place, by ``place_id``. A copy."""
        return lend(self._places)

    @property
    def ties(self) -> pd.DataFrame:
        """One row per tie, by ``tie_id``. A copy."""
        return self._ties.copy(deep=False)

    @property
    def sources(self) -> pd.DataFrame:
        """Who said so, by ``source_id``. A copy."""
        return self._sources.copy(deep=False)

    @property
    def consents(self) -> pd.DataFrame:
        """Who agreed to what, by ``consent_id``. A copy."""
        return self._consents.copy(deep=False)

    @property
    def effort(self) -> pd.DataFrame:
        """How much was asked, walked and looked up in which place, by ``effort_id``. A copy."""
        return self._effort.copy(deep=False)

    @property
    def origins(self) -> gpd.GeoDataFrame:
        """Weighted points where people live, by ``origin_id``. A copy."""
        return lend(self._origins)

    @property
    def records(self) -> dict[str, pd.DataFrame]:
        """Further records by name, as in `assetmap.tables.RECORDS`. Copies."""
        return {name: frame.copy(deep=False) for name, frame in self._records.items()}

    @property
    def synonyms(self) -> dict[str, tuple[str, ...]]:
        """Words that mean the same here: a word, and other words for it. A copy."""
        return dict(self._synonyms)

    @property
    def publishing_day(self) -> dt.date:
        """The day for which consent must hold: ``as_of``, but never before today (UTC).

        A map of last year may be drawn again; consent that has ended since then has ended.
        """
        return find_publishing_day(self.as_of)

    def equals(self, other: object) -> bool:
        """
        Tell whether another map holds the same: rows in order, values, types, account of reading.

        ``==`` tells whether it is the very same object, as of frames that one looks up by.
        """
        return isinstance(other, AssetMap) and is_same_map(self, other)

    def __repr__(self) -> str:
        told = say_in_short(self._assets, self._places, self._ties, self._effort)
        return f"<AssetMap: {told}>"

    def _repr_html_(self) -> str:
        return draw_card(
            title=self.title, as_of=self.as_of, assets=self._assets, places=self._places,
            ties=self._ties, effort=self._effort, report=self.report,
        )  # fmt: skip

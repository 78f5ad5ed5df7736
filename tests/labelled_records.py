"""Real records whose pairs were judged by reading them, and the two halves of those pairs.

``tests/matching/labelled_pairs.csv`` has ids and verdicts alone: *same* (one thing, written down
twice), *related* (two things of one building, one site or one body) or *different*. The records
are in the shared data. An id is the file and its own id there, or the number of the row from 1
where it has none. Pairs were gathered wide, within 400 metres or by likeness of names; each
verdict was then given by reading both records, never by a rule, and pairs of which the records
do not tell were left out. ``case`` says why a pair is there: one building or postcode with
another body, a namesake elsewhere, another name, another place, near one another, or plain.
"""

from __future__ import annotations

import datetime as dt
import zlib
from pathlib import Path
from typing import NamedTuple

import geopandas as gpd
import numpy as np
import pandas as pd

from assetmap.tables import AssetMap

__all__ = ["DATA", "PAIRS", "read_map", "read_pairs", "read_records"]

PAIRS = Path(__file__).parent / "matching" / "labelled_pairs.csv"
DATA = Path(__file__).parents[2] / "shared" / "data"


class _File(NamedTuple):
    """Where a file is, and what its columns are."""

    path: str
    name: str
    kind: str
    key: str | None = None
    postcode: str | None = "postcode"
    point: tuple[str, str] | None = None
    uprn: str | None = None
    company: str | None = None
    website: str | None = None
    address: tuple[str, ...] = ()
    theme: str | None = None
    place: str | None = None


_HERE = ("geocoded_lon", "geocoded_lat")
_FILES = {
    "library22": _File("learning/libraries_england_2022_keys.csv.gz", "name", "institution",
                       uprn="uprn", theme="library", place="reporting"),
    "library23": _File("learning/libraries_england_2023_keys.csv.gz", "name", "institution",
                       uprn="uprn", theme="library", place="reporting"),
    "library": _File("assets/libraries_2023_llr_essex.csv", "name", "institution", point=_HERE,
                     uprn="uprn", address=("address1", "address2"), theme="library",
                     place="reporting"),
    "school": _File("assets/schools_2022_llr_essex.csv", "school_name", "institution",
                    key="school_id", point=_HERE, theme="school"),
    "museum": _File("assets/museums_llr_essex.csv", "museum_name", "culture", key="museum_id",
                    point=("longitude", "latitude"), address=("address_line_1", "address_line_2"),
                    theme="museum"),
    "practice": _File("assets/gp_practices_llr_essex.csv", "name", "institution", key="org_code",
                      point=_HERE, address=("addr1", "addr2", "addr3"), theme="practice"),
    "coop": _File("assets/cooperatives_llr_essex.csv", "Name", "exchange", key="Identifier",
                  postcode="Postcode", point=("longitude", "latitude"),
                  company="Companies House Number", website="Website",
                  address=("Street Address", "Locality")),
    "warm": _File("assets/warm_spaces_2022_llr_essex.csv", "Address", "space",
                  postcode="Postcode", point=("long", "lat"), address=("Address",)),
    "hospital": _File("assets/hospitals_2022_llr_essex.csv", "hospital22_name", "institution",
                      postcode=None, point=("lon", "lat")),
    "food": _File("assets/food_businesses_fsa_llr_essex.csv", "BusinessName", "exchange",
                  postcode="PostCode", point=("Lng", "Lat"),
                  address=("AddressLine1", "AddressLine2")),
}  # fmt: skip
_BEFORE_THE_TOWN = r"<br>|,"


def read_pairs() -> pd.DataFrame:
    """Read the pairs: ``a``, ``b``, ``verdict``, ``case``, and whether thresholds may see them.

    The halves are told apart by whether the CRC-32 of ``a|b`` is even: fixed before the matcher.
    """
    pairs = pd.read_csv(PAIRS, dtype=str)
    even = [zlib.crc32(f"{a}|{b}".encode()) % 2 == 0 for a, b in zip(pairs.a, pairs.b, strict=True)]
    return pairs.assign(is_tuned_on=even)


def read_records(*names: str) -> gpd.GeoDataFrame:
    """Read the records of some files, or of all, as rows of assets in metres."""
    frames = [_read(name, _FILES[name]) for name in names or _FILES]
    rows = pd.concat(frames)
    points = gpd.points_from_xy(rows.pop("lon"), rows.pop("lat"), crs=4326)
    made = gpd.GeoDataFrame(rows, geometry=points).to_crs(27700)
    made.loc[~np.isfinite(made.geometry.x), "geometry"] = None
    return made


def read_map(*names: str) -> AssetMap:
    """Read the records of some files, or of all, as a map; each file is a source."""
    sources = pd.DataFrame({"name": [*(names or _FILES)]}, index=[*(names or _FILES)])
    return AssetMap.from_frames(
        assets=read_records(*names), sources=sources, as_of=dt.date(2026, 1, 1)
    )


def _read(name: str, file: _File) -> pd.DataFrame:
    rows = pd.read_csv(DATA / file.path, dtype=str)
    keys = rows[file.key] if file.key else pd.Series(range(1, len(rows) + 1)).astype(str)
    names = rows[file.name].fillna("")
    if name == "warm":  # these have no name: it is what comes before the town
        names = names.str.replace("&amp;", "&").str.split(_BEFORE_THE_TOWN).str[0].str.strip()
    lon, lat = file.point or (None, None)
    identifiers = [
        tuple(f"{scheme}:{value}" for scheme, value in given if isinstance(value, str))
        for given in (
            zip(("uprn", "GB-COH"), row, strict=True)
            for row in zip(_take(rows, file.uprn), _take(rows, file.company), strict=True)
        )
    ]
    address = (
        rows[[*file.address]].fillna("").agg(", ".join, axis=1).str.replace("<br>", ", ")
        if file.address
        else None
    )
    made = pd.DataFrame(
        {
            "name": names.to_numpy(),
            "kind": file.kind,
            "identifiers": pd.Series(identifiers, dtype=object).to_numpy(),
            "postcode": _take(rows, file.postcode),
            "website": _take(rows, file.website),
            "address": None if address is None else address.to_numpy(),
            "themes": [(file.theme,) if file.theme else ()] * len(rows),
            "place_id": _take(rows, file.place),
            "sources": [(name,)] * len(rows),
            "lon": pd.to_numeric(rows[lon]).to_numpy() if lon else np.nan,
            "lat": pd.to_numeric(rows[lat]).to_numpy() if lat else np.nan,
        },
        index=pd.Index(f"{name}:" + keys, name="asset_id"),
    )
    return made[made["name"] != ""]


def _take(rows: pd.DataFrame, column: str | None) -> np.ndarray:
    if column is None:
        return np.full(len(rows), None, dtype=object)
    return rows[column].astype(object).where(rows[column].notna(), None).to_numpy()

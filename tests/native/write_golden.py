"""Write the golden file of this version's layout: run once, when SCHEMA_VERSION is counted up."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import geopandas as gpd
import pandas as pd
from shapely import Point

from assetmap.native import encode_map
from assetmap.native.layout import SCHEMA_VERSION
from assetmap.tables import AssetMap

m = AssetMap.from_frames(
    assets=gpd.GeoDataFrame(
        {
            "name": ["Mill Hall", "Ann Invented"],
            "kind": ["space", "individual"],
            "themes": [("café", "music"), ()],
            "visits": pd.array([12, None], dtype="Int64"),
        },
        geometry=[Point(458300.1, 304500.25), None],
        index=["hall", "ann"],
        crs="EPSG:27700",
    ),
    ties=pd.DataFrame({"source": ["ann"], "target": ["hall"], "kind": ["uses"]}, index=["t1"]),
    consents=pd.DataFrame(
        {"asset_id": ["ann"], "purpose": ["store"], "given_on": ["2026-01-31"]}, index=["c1"]
    ),
    records={"grants": pd.DataFrame({"amount": [500.0], "recipient_id": ["hall"]}, index=["g1"])},
    synonyms={"repair": ("mend", "fix")},
    title="Mill End",
    as_of=dt.date(2026, 6, 1),
)
path = Path(__file__).parent / "golden" / f"version-{SCHEMA_VERSION}.gpkg"
path.parent.mkdir(exist_ok=True)
path.write_bytes(encode_map(m))

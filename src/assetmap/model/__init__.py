"""What a community is made of: records, vocabularies and the project file."""

from __future__ import annotations

from assetmap.model.audience import AUDIENCES, Audience
from assetmap.model.countries import COUNTRIES, GB, find_country
from assetmap.model.country import Country, Grid
from assetmap.model.parameters import PARAMETERS
from assetmap.model.project import (
    AssetsSection,
    ConsentsSection,
    DropRule,
    EffortSection,
    MapSection,
    Measure,
    NeedSection,
    ParentsTable,
    PeopleSection,
    PlacesSection,
    PostcodesSection,
    Project,
    RowsSection,
    TiesSection,
)
from assetmap.model.records import DAY, UNSTATED, Asset, Consent, Effort, Place, Record, Source, Tie
from assetmap.model.result_columns import (
    GROUP_PAIR,
    PLACE_PAIR,
    RESULT_COLUMNS,
    PairEnds,
    ResultColumn,
)
from assetmap.model.schema import to_json_schema
from assetmap.model.vocabulary import (
    FIVE_KINDS,
    AssetKind,
    Precision,
    Purpose,
    Role,
    Status,
    TieKind,
)

__all__ = [
    "AUDIENCES",
    "COUNTRIES",
    "DAY",
    "FIVE_KINDS",
    "GB",
    "GROUP_PAIR",
    "PARAMETERS",
    "PLACE_PAIR",
    "RESULT_COLUMNS",
    "UNSTATED",
    "Asset",
    "AssetKind",
    "AssetsSection",
    "Audience",
    "Consent",
    "ConsentsSection",
    "Country",
    "DropRule",
    "Effort",
    "EffortSection",
    "Grid",
    "MapSection",
    "Measure",
    "NeedSection",
    "PairEnds",
    "ParentsTable",
    "PeopleSection",
    "Place",
    "PlacesSection",
    "PostcodesSection",
    "Precision",
    "Project",
    "Purpose",
    "Record",
    "ResultColumn",
    "Role",
    "RowsSection",
    "Source",
    "Status",
    "Tie",
    "TieKind",
    "TiesSection",
    "find_country",
    "to_json_schema",
]

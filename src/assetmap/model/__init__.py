"""What a community is made of: records, vocabularies and the project file."""

from __future__ import annotations

from assetmap.model.audience import AUDIENCES, Audience
from assetmap.model.countries import COUNTRIES, GB, find_country
from assetmap.model.country import Country, Grid
from assetmap.model.forms import EXAMPLE_MARK, GROUPS_HEADERS, PURPOSE_QUESTIONS
from assetmap.model.parameters import PARAMETERS
from assetmap.model.project import Project
from assetmap.model.project_sections import (
    AssetsSection,
    ConsentsSection,
    DropRule,
    EffortSection,
    MapSection,
    Measure,
    NeedSection,
    OriginsSection,
    ParentsTable,
    PeopleSection,
    PlacesSection,
    PostcodesSection,
    RowsSection,
    ThemeRule,
    TiesSection,
)
from assetmap.model.records import (
    DAY,
    IDENTIFIER,
    UNSTATED,
    Asset,
    Consent,
    Effort,
    Origin,
    Place,
    Record,
    Source,
    Tie,
)
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
    SECTORS,
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
    "EXAMPLE_MARK",
    "FIVE_KINDS",
    "GB",
    "GROUPS_HEADERS",
    "GROUP_PAIR",
    "IDENTIFIER",
    "PARAMETERS",
    "PLACE_PAIR",
    "PURPOSE_QUESTIONS",
    "RESULT_COLUMNS",
    "SECTORS",
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
    "Origin",
    "OriginsSection",
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
    "ThemeRule",
    "Tie",
    "TieKind",
    "TiesSection",
    "find_country",
    "to_json_schema",
]

"""The facts as aligned tables, and AssetMap, the frozen value that holds them."""

from __future__ import annotations

from assetmap.tables.add_assets import add_assets
from assetmap.tables.asset_choice import Among, AssetChoice, read_among, tell_words
from assetmap.tables.asset_map import AssetMap
from assetmap.tables.bands import Band, read_band
from assetmap.tables.bulk import without_collector
from assetmap.tables.by_id import categories_by_id, sort_assets
from assetmap.tables.categories import (
    MOST_ROWS,
    Categories,
    find_categories,
    gather_memberships,
    name_cases,
    read_grouping,
    require_room,
)
from assetmap.tables.columns import (
    ASSETS,
    CHECKS,
    CONSENTS,
    EFFORT,
    ORIGINS,
    PLACES,
    SOURCES,
    TIES,
    Column,
    Shown,
    TableSpec,
    can_group,
)
from assetmap.tables.conforming import conform, empty_words, from_geometry_text
from assetmap.tables.consent import find_consenting, find_ended, find_withdrawn
from assetmap.tables.crs import move_points, require_metric, require_one_crs, require_same
from assetmap.tables.edit_account import note_edit
from assetmap.tables.folding import clean, fold, fold_all, fold_names
from assetmap.tables.freshness import (
    OLD_AFTER,
    OLD_AFTER_DAYS,
    end_with_unsure,
    find_open,
    find_publishing_day,
    find_standing_ties,
    find_ties_but_nominations,
    is_old,
    is_unsure,
    measure_asset_is_unsure,
    measure_tie_is_unsure,
    say_doubts,
    say_is_old,
    say_unsure,
)
from assetmap.tables.grouping import Grouping, read_words_by_id, with_grouping
from assetmap.tables.list_effort import list_effort
from assetmap.tables.mentioned import find_mentioned_places
from assetmap.tables.mentions import NAME, NameSearch
from assetmap.tables.merge_assets import merge_assets
from assetmap.tables.once import once_a_map
from assetmap.tables.opening_hours import is_opening_hours
from assetmap.tables.personal import (
    FREE_TEXTS,
    MAY_BE_HOMES,
    PersonalSearch,
    PersonalText,
    is_address_private,
)
from assetmap.tables.record_frames import RECORDS
from assetmap.tables.references import SPECS
from assetmap.tables.remove_assets import remove_assets
from assetmap.tables.repeated_ties import merge_repeated_ties
from assetmap.tables.replace_tables import replace_tables
from assetmap.tables.report import FILE_COLUMNS, PROBLEM_COLUMNS, ImportReport, say_where
from assetmap.tables.secrecy import SECRET_NAMES, SECRET_WORDS, suggests_secret
from assetmap.tables.select_assets import select_assets
from assetmap.tables.selection import Selection, Where, find_selected
from assetmap.tables.shapes import lend, with_shapes
from assetmap.tables.shapes_mark import mark_of_map, mark_shapes
from assetmap.tables.small_numbers import RULES, CountRule, find_small, protect_counts, say_count
from assetmap.tables.spellings import read_plainly, spell
from assetmap.tables.stretch import (
    MOST_STRETCH,
    holds_degrees,
    is_in_use,
    is_in_use_all_over,
    is_true_all_over,
    measure_stretch,
    middle_of,
    name_crs_at,
    say_stretch,
    suggest_crs,
)
from assetmap.tables.without_people import leave_out_people

__all__ = [
    "ASSETS",
    "CHECKS",
    "CONSENTS",
    "EFFORT",
    "FILE_COLUMNS",
    "FREE_TEXTS",
    "MAY_BE_HOMES",
    "MOST_ROWS",
    "MOST_STRETCH",
    "NAME",
    "OLD_AFTER",
    "OLD_AFTER_DAYS",
    "ORIGINS",
    "PLACES",
    "PROBLEM_COLUMNS",
    "RECORDS",
    "RULES",
    "SECRET_NAMES",
    "SECRET_WORDS",
    "SOURCES",
    "SPECS",
    "TIES",
    "Among",
    "AssetChoice",
    "AssetMap",
    "Band",
    "Categories",
    "Column",
    "CountRule",
    "Grouping",
    "ImportReport",
    "NameSearch",
    "PersonalSearch",
    "PersonalText",
    "Selection",
    "Shown",
    "TableSpec",
    "Where",
    "add_assets",
    "can_group",
    "categories_by_id",
    "clean",
    "conform",
    "empty_words",
    "end_with_unsure",
    "find_categories",
    "find_consenting",
    "find_ended",
    "find_mentioned_places",
    "find_open",
    "find_publishing_day",
    "find_selected",
    "find_small",
    "find_standing_ties",
    "find_ties_but_nominations",
    "find_withdrawn",
    "fold",
    "fold_all",
    "fold_names",
    "from_geometry_text",
    "gather_memberships",
    "holds_degrees",
    "is_address_private",
    "is_in_use",
    "is_in_use_all_over",
    "is_old",
    "is_opening_hours",
    "is_true_all_over",
    "is_unsure",
    "leave_out_people",
    "lend",
    "list_effort",
    "mark_of_map",
    "mark_shapes",
    "measure_asset_is_unsure",
    "measure_stretch",
    "measure_tie_is_unsure",
    "merge_assets",
    "merge_repeated_ties",
    "middle_of",
    "move_points",
    "name_cases",
    "name_crs_at",
    "note_edit",
    "once_a_map",
    "protect_counts",
    "read_among",
    "read_band",
    "read_grouping",
    "read_plainly",
    "read_words_by_id",
    "remove_assets",
    "replace_tables",
    "require_metric",
    "require_one_crs",
    "require_room",
    "require_same",
    "say_count",
    "say_doubts",
    "say_is_old",
    "say_stretch",
    "say_unsure",
    "say_where",
    "select_assets",
    "sort_assets",
    "spell",
    "suggest_crs",
    "suggests_secret",
    "tell_words",
    "with_grouping",
    "with_shapes",
    "without_collector",
]

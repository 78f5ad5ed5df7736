"""The same thing twice: in one map, across lists and teams, and at two dates."""

from __future__ import annotations

from assetmap.matching.find_duplicates import DUPLICATE_COLUMNS, find_duplicates
from assetmap.matching.find_related import RELATED_COLUMNS, find_related
from assetmap.matching.find_same_records import SAME_COLUMNS, find_same_records
from assetmap.matching.merge_duplicates import DECISIONS, merge_duplicates

__all__ = [
    "DECISIONS",
    "DUPLICATE_COLUMNS",
    "RELATED_COLUMNS",
    "SAME_COLUMNS",
    "find_duplicates",
    "find_related",
    "find_same_records",
    "merge_duplicates",
]

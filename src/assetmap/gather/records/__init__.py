"""Rows as records: assets, people, ties, consents, and the ids they go by."""

from __future__ import annotations

from assetmap.gather.records.assets import gather_assets
from assetmap.gather.records.bearers import index_names, is_sheet
from assetmap.gather.records.confirmed import confirm_assets
from assetmap.gather.records.consents import (
    ReadConsents,
    gather_consents,
    leave_out_ended,
    take_back,
)
from assetmap.gather.records.further import gather_records
from assetmap.gather.records.ids import IdRegister, leave_repeating_ids, stem_of
from assetmap.gather.records.origins import gather_origins
from assetmap.gather.records.texts import note_texts
from assetmap.gather.records.ties import gather_effort, gather_ties, stack

__all__ = [
    "IdRegister",
    "ReadConsents",
    "confirm_assets",
    "gather_assets",
    "gather_consents",
    "gather_effort",
    "gather_origins",
    "gather_records",
    "gather_ties",
    "index_names",
    "is_sheet",
    "leave_out_ended",
    "leave_repeating_ids",
    "note_texts",
    "stack",
    "stem_of",
    "take_back",
]

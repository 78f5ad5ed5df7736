"""Rows that name an asset, in every table and every frame of records: removed, or led elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from assetmap.tables.columns import (
    ASSETS,
    CONSENTS,
    EFFORT,
    ORIGINS,
    PLACES,
    SOURCES,
    TIES,
    Column,
    TableSpec,
)
from assetmap.tables.record_frames import RECORDS

__all__ = ["SPECS", "lead_elsewhere", "take_out"]

SPECS: dict[str, TableSpec] = {
    **{spec.name: spec for spec in (ASSETS, PLACES, TIES, SOURCES, CONSENTS, EFFORT, ORIGINS)},
    **RECORDS,
}
"""Every table and every frame of records, by name."""


def take_out(frame: pd.DataFrame, spec: TableSpec, gone: set[str]) -> pd.DataFrame:
    """
    Leave out what cannot be without these assets, and blank the other cells that name one.

    A tie without an end, and a consent without a person, is none; a grant without its
    recipient is still a grant.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}, index=["1", "2"])
    >>> take_out(ties, TIES, {"a"}).index.tolist()
    ['2']
    """
    for column in _naming_assets(frame, spec):
        if column.holds == "words":
            frame = _map_words(frame, column.name, dict.fromkeys(gone, ()))
            continue
        is_gone = frame[column.name].isin(gone).to_numpy()
        if column.required:
            frame = frame[~is_gone]
        elif is_gone.any():
            frame = frame.assign(**{column.name: frame[column.name].mask(is_gone)})
    return frame


def lead_elsewhere(frame: pd.DataFrame, spec: TableSpec, keep: str, drop: set[str]) -> pd.DataFrame:
    """
    Let what names one of these assets name another one instead.

    Examples
    --------
    >>> ties = pd.DataFrame({"source": ["a", "b"], "target": ["b", "c"]}, index=["1", "2"])
    >>> lead_elsewhere(ties, TIES, "c", {"a"})["source"].tolist()
    ['c', 'b']
    """
    for column in _naming_assets(frame, spec):
        if column.holds == "words":
            frame = _map_words(frame, column.name, dict.fromkeys(drop, (keep,)))
            continue
        is_dropped = frame[column.name].isin(drop).to_numpy()
        if is_dropped.any():
            frame = frame.assign(**{column.name: frame[column.name].mask(is_dropped, keep)})
    return frame


def _naming_assets(frame: pd.DataFrame, spec: TableSpec) -> list[Column]:
    return [
        column
        for column in spec.columns
        if column.refers_to == ASSETS.name and column.name in frame.columns and len(frame)
    ]


def _map_words(
    frame: pd.DataFrame, name: str, others: Mapping[str, tuple[str, ...]]
) -> pd.DataFrame:
    """Put other words, or none, in place of some words of a column; each cell names one once."""
    codes, different = pd.factorize(frame[name].to_numpy(dtype=object))
    cells = np.empty(len(different), dtype=object)
    cells[:] = [_swap(words, others) for words in different]
    mapped: Any = cells[codes]
    return frame.assign(**{name: mapped})


def _swap(words: tuple[str, ...], others: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for word in words for one in others.get(word, (word,))))

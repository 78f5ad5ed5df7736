"""Columns of any type as cells that SQLite holds, and back, exactly.

What kind of column it was stands beside it as JSON. Text, dates, numbers and
flags are written as other programs read them; lists as JSON.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import shapely

from assetmap.tables import empty_words
from assetmap.typing import Objects

__all__ = ["UnkeptError", "decode_column", "decode_value", "encode_column", "encode_value"]

Kind = dict[str, Any]
_LARGEST = 2**63 - 1
_NUMPY = frozenset("iufb")
_MASKED = re.compile(r"U?Int\d+|Float\d+|boolean")
_MOMENTS = frozenset("Mm")
_HEADER_BYTES = 8
_ENVELOPES = (0, 32, 48, 48, 64)
"""Bytes of the box that may stand before a shape, by the number that says which."""
_IS_EMPTY = 0b0001_0000


class UnkeptError(ValueError):
    """A value, or a type of column, that no file of ours holds."""


def encode_column(column: pd.Series[Any], *, srs_id: int) -> tuple[str, Kind, Sequence[Any]]:
    """
    Give a column as the type that SQL calls it, what it was, and its cells.

    Raises
    ------
    UnkeptError
        If a value could not be read back as it is.
    """
    dtype = column.dtype
    name = str(dtype)
    if name == "geometry":
        return "GEOMETRY", {"is": "shape"}, _encode_shapes(column, srs_id)
    if name == "str":
        return "TEXT", {"is": "text"}, _without_missing(column)
    if name == "datetime64[s]" and _is_whole_days(column):
        days = np.datetime_as_string(column.to_numpy().astype("datetime64[D]")).astype(object)
        return "DATE", {"is": "date"}, _blank(column, days)
    if isinstance(dtype, pd.CategoricalDtype):
        return _encode_categories(column, dtype)
    if isinstance(dtype, pd.DatetimeTZDtype) or dtype.kind in _MOMENTS:
        return _encode_moments(column, name)
    if name == "object":
        return _encode_objects(column)
    if (isinstance(dtype, np.dtype) and dtype.kind in _NUMPY) or _MASKED.fullmatch(name):
        return _encode_numbers(column, name)
    if name == "string":
        return "TEXT", {"is": "array", "dtype": name}, _without_missing(column)
    raise UnkeptError(f"columns of type {name} cannot be kept")


def _blank(column: pd.Series[Any], cells: Objects) -> list[Any]:
    """Put nothing where a column has nothing."""
    cells[np.asarray(column.isna())] = None
    blanked: list[Any] = cells.tolist()
    return blanked


def _without_missing(column: pd.Series[Any]) -> list[Any]:
    return column.astype(object).where(column.notna(), None).tolist()


def _is_whole_days(column: pd.Series[Any]) -> bool:
    moments = column.to_numpy()
    return bool((np.isnat(moments) | (moments == moments.astype("datetime64[D]"))).all())


def _encode_shapes(column: pd.Series[Any], srs_id: int) -> list[Any]:
    """Write shapes as GeoPackage has them: eight bytes that say how, then WKB."""
    shapes = np.asarray(column.array, dtype=object)
    known = shapely.to_wkb(shapes, output_dimension=4, byte_order=1, flavor="iso")
    heads = [b"GP\x00" + bytes([flags]) + srs_id.to_bytes(4, "little", signed=True)
             for flags in (1, 1 | _IS_EMPTY)]  # fmt: skip
    is_empty = shapely.is_empty(shapes)
    return [
        None if body is None else heads[empty] + body
        for body, empty in zip(known, is_empty.tolist(), strict=True)
    ]


def _encode_categories(
    column: pd.Series[Any], dtype: pd.CategoricalDtype
) -> tuple[str, Kind, list[Any]]:
    values = [encode_value(value) for value in dtype.categories.tolist()]
    kind = {"is": "categories", "values": values, "ordered": bool(dtype.ordered),
            "dtype": str(dtype.categories.dtype)}  # fmt: skip
    codes = column.cat.codes.tolist()
    return "INTEGER", kind, [None if code < 0 else code for code in codes]


def _encode_moments(column: pd.Series[Any], name: str) -> tuple[str, Kind, list[Any]]:
    if pd.api.types.pandas_dtype(name) != column.dtype:
        raise UnkeptError(f"columns of type {name} cannot be kept")
    kind = {"is": "moments", "dtype": name}
    if column.dtype.kind == "m":
        counts = column.to_numpy().astype("int64").astype(object)
        return "INTEGER", kind, _blank(column, counts)
    plain = column.dt.tz_convert("UTC").dt.tz_localize(None) if "," in name else column
    texts = np.datetime_as_string(plain.to_numpy()).astype(object)
    return "DATETIME", kind, _blank(column, texts)


def _encode_numbers(column: pd.Series[Any], name: str) -> tuple[str, Kind, list[Any]]:
    kind = {"is": "array", "dtype": name}
    if name in ("bool", "boolean"):
        cells = [None if cell is None else int(cell) for cell in _without_missing(column)]
        return "BOOLEAN", kind, cells
    if "float" in name.casefold():
        return "DOUBLE", kind, _without_missing(column)
    cells = _without_missing(column)
    if name.casefold() == "uint64" and any(cell is not None and cell > _LARGEST for cell in cells):
        return "TEXT", kind, [None if cell is None else str(cell) for cell in cells]
    return "INTEGER", kind, cells


def _encode_objects(column: pd.Series[Any]) -> tuple[str, Kind, list[Any]]:
    cells = column.to_numpy(dtype=object)
    types = set(map(type, cells))
    if types <= {str, type(None)} and _is_whole("".join(cell or "" for cell in cells)):
        return "TEXT", {"is": "plain text"}, cells.tolist()
    if types == {tuple} and (different := set(cells)) and _are_words(different):
        written = {words: json.dumps(words, ensure_ascii=False) for words in different}
        return "TEXT", {"is": "words"}, [written[words] for words in cells]
    return "TEXT", {"is": "values"}, [json.dumps(encode_value(cell)) for cell in cells]


def _are_words(different: set[tuple[Any, ...]]) -> bool:
    words = [word for words in different for word in words]
    return set(map(type, words)) <= {str} and _is_whole("".join(words))


def _is_whole(text: str) -> bool:
    """Tell text that UTF-8 can hold: without half of a character."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def encode_value(value: Any) -> Any:
    """
    Write a value as JSON has it, with its type where JSON has none of that kind.

    Examples
    --------
    >>> encode_value(("a", None, dt.date(2026, 1, 31)))
    {'tuple': ['a', None, {'date': '2026-01-31'}]}
    >>> decode_value(_)
    ('a', None, datetime.date(2026, 1, 31))
    """
    if value is None or type(value) in (bool, int, str):
        return value
    if type(value) is float:
        return value if math.isfinite(value) else {"float": repr(value)}
    if type(value) is list:
        return [encode_value(one) for one in value]
    if type(value) is tuple:
        return {"tuple": [encode_value(one) for one in value]}
    if type(value) is dict:
        return {"dict": [[encode_value(key), encode_value(one)] for key, one in value.items()]}
    if value is pd.NA or value is pd.NaT:
        return {"missing": "NA" if value is pd.NA else "NaT"}
    if isinstance(value, np.generic) and value.dtype.kind in "iufb":
        return {"numpy": [str(value.dtype), encode_value(value.item())]}
    for name, (kind, write, _) in _TAGGED.items():
        if type(value) is kind:
            return {name: write(value)}
    raise UnkeptError(f"a {type(value).__name__} cannot be kept")


_TAGGED: dict[str, tuple[type, Callable[[Any], str], Callable[[str], Any]]] = {
    "date": (dt.date, dt.date.isoformat, dt.date.fromisoformat),
    "datetime": (dt.datetime, dt.datetime.isoformat, dt.datetime.fromisoformat),
    "time": (dt.time, dt.time.isoformat, dt.time.fromisoformat),
    "moment": (pd.Timestamp, pd.Timestamp.isoformat, pd.Timestamp),
    "decimal": (Decimal, str, Decimal),
}


def decode_value(value: Any) -> Any:
    """Read what `encode_value` wrote."""
    if isinstance(value, list):
        return [decode_value(one) for one in value]
    if not isinstance(value, dict):
        return value
    [(name, held)] = value.items()
    if name == "tuple":
        return tuple(decode_value(one) for one in held)
    if name == "dict":
        return {decode_value(key): decode_value(one) for key, one in held}
    if name == "float":
        return float(held)
    if name == "missing":
        return pd.NA if held == "NA" else pd.NaT
    if name == "numpy":
        return np.dtype(held[0]).type(decode_value(held[1]))
    return _TAGGED[name][2](held)


def decode_column(cells: Sequence[Any], kind: Kind) -> Any:
    """Read the cells of a column as what it was: an array for a frame."""
    return _DECODE[kind["is"]](cells, kind)


def _decode_text(cells: Sequence[Any], _: Kind) -> Any:
    return pd.array(_to_objects(cells), dtype="str")


def _to_objects(cells: Sequence[Any]) -> Objects:
    objects = np.empty(len(cells), dtype=object)
    objects[:] = cells
    return objects


def _decode_shapes(cells: Sequence[Any], _: Kind) -> Any:
    return shapely.from_wkb(_to_objects([_body_of(cell) for cell in cells]))


def _body_of(cell: bytes | None) -> bytes | None:
    """Take the WKB out of a shape, behind a box that another program may have added."""
    if cell is None:
        return None
    if len(cell) <= _HEADER_BYTES or cell[:2] != b"GP":
        raise ValueError("a shape is no shape of a GeoPackage")
    return cell[_HEADER_BYTES + _ENVELOPES[cell[3] >> 1 & 0b111] :]


def _decode_days(cells: Sequence[Any], _: Kind) -> Any:
    days = np.array(["NaT" if cell is None else cell for cell in cells], dtype="datetime64[D]")
    return days.astype("datetime64[s]")


def _decode_words(cells: Sequence[Any], _: Kind) -> Any:
    known = {cell: tuple(json.loads(cell)) if cell else () for cell in set(cells)}
    words = empty_words(len(cells))
    words[:] = [known[cell] for cell in cells]
    return words


def _decode_objects(cells: Sequence[Any], _: Kind) -> Any:
    values = np.empty(len(cells), dtype=object)
    for at, cell in enumerate(cells):
        values[at] = None if cell is None else decode_value(json.loads(cell))
    return values


def _decode_categories(cells: Sequence[Any], kind: Kind) -> Any:
    values = pd.Index([decode_value(value) for value in kind["values"]], dtype=kind["dtype"])
    dtype = pd.CategoricalDtype(values, ordered=kind["ordered"])
    codes = [-1 if cell is None else cell for cell in cells]
    return pd.Categorical.from_codes(np.array(codes, dtype="int64"), dtype=dtype)


def _decode_moments(cells: Sequence[Any], kind: Kind) -> Any:
    dtype = pd.api.types.pandas_dtype(kind["dtype"])
    unit = kind["dtype"].split("[")[1].rstrip("]").split(",")[0]
    if dtype.kind == "m":
        counts = [np.iinfo("int64").min if cell is None else cell for cell in cells]
        return pd.array(np.array(counts, dtype="int64").view(f"timedelta64[{unit}]"))
    texts = ["NaT" if cell is None else cell for cell in cells]
    moments = pd.Series(np.array(texts, dtype=f"datetime64[{unit}]"))
    is_zoned = isinstance(dtype, pd.DatetimeTZDtype)
    return (moments.dt.tz_localize("UTC").astype(dtype) if is_zoned else moments).array


def _decode_array(cells: Sequence[Any], kind: Kind) -> Any:
    dtype = kind["dtype"]
    if dtype.startswith(("float", "Float")):
        numbers = np.array(cells, dtype="float64")  # None becomes NaN
        return pd.array(numbers, dtype=dtype) if dtype[0] == "F" else numbers.astype(dtype)
    if dtype == "string":
        return pd.array(_to_objects(cells), dtype=dtype)
    if dtype.casefold().startswith("bool"):
        cells = [None if cell is None else bool(cell) for cell in cells]
    else:
        cells = [None if cell is None else int(cell) for cell in cells]
    is_masked = dtype[0].isupper() or dtype == "boolean"
    return pd.array(cells, dtype=dtype) if is_masked else np.array(cells, dtype=dtype)


_DECODE: dict[str, Callable[[Sequence[Any], Kind], Any]] = {
    "array": _decode_array,
    "categories": _decode_categories,
    "date": _decode_days,
    "moments": _decode_moments,
    "plain text": lambda cells, _: _to_objects(cells),
    "shape": _decode_shapes,
    "text": _decode_text,
    "values": _decode_objects,
    "words": _decode_words,
}

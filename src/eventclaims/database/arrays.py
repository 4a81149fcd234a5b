"""Arrow arrays of Python values, without pandas.

pyarrow imports pandas when it converts a Python value, which takes longer than a whole validation
of a small package; it does not for buffers.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
from numpy.typing import NDArray

_FIRST_DAY = date(1970, 1, 1)
Numbers = NDArray[np.int64]


def make_array(values: Sequence[Any], kind: pa.DataType) -> pa.Array:
    """Return an Arrow array.

    Args:
        values: The values; None if missing.
        kind: Their type: large_string, int64, float64, bool or date32.
    """
    is_there = pa.py_buffer(_pack([value is not None for value in values]))
    if pa.types.is_large_string(kind):
        texts = [(value or "").encode() for value in values]
        ends = np.cumsum([0, *map(len, texts)], dtype=np.int64)
        buffers = [pa.py_buffer(ends), pa.py_buffer(b"".join(texts))]
    elif pa.types.is_boolean(kind):
        buffers = [pa.py_buffer(_pack([bool(value) for value in values]))]
    elif pa.types.is_date(kind):
        days = [0 if value is None else (value - _FIRST_DAY).days for value in values]
        buffers = [pa.py_buffer(np.array(days, np.int32))]
    else:
        is_float = pa.types.is_floating(kind)
        numbers = [value or 0 for value in values]
        buffers = [pa.py_buffer(np.array(numbers, np.float64 if is_float else np.int64))]
    return pa.Array.from_buffers(kind, len(values), [is_there, *buffers])


def make_value(value: Any) -> pa.Scalar:  # noqa: ANN401 - see `find_kind`
    """Return a text, number, boolean or date as an Arrow value."""
    return make_array([value], find_kind([value]))[0]


def find_kind(values: Sequence[Any]) -> pa.DataType:
    """Return the Arrow type of values, some of which may be missing; text if all are."""
    value = next((value for value in values if value is not None), "")
    kinds = ((bool, pa.bool_()), (int, pa.int64()), (date, pa.date32()))
    return next((kind for type_, kind in kinds if isinstance(value, type_)), pa.large_string())


def read_numbers(array: pa.Array) -> Numbers:
    """Return the numbers of an array without missing values."""
    numbers = array.cast(pa.int64())
    return np.frombuffer(numbers.buffers()[1], np.int64, len(numbers), 8 * numbers.offset)


def make_numbers(numbers: Numbers) -> pa.Array:
    """Return an Arrow array of numbers."""
    buffer = pa.py_buffer(np.ascontiguousarray(numbers, np.int64))
    return pa.Array.from_buffers(pa.int64(), len(numbers), [None, buffer])


def _pack(flags: list[bool]) -> NDArray[np.uint8]:
    return np.packbits(np.array(flags, np.bool_), bitorder="little")

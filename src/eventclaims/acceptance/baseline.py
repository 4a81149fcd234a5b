"""The arguments of an expectation, with the values of the previous release filled in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from eventclaims.acceptance.expectation_types import TYPES, Format, format_number, format_share
from eventclaims.acceptance.frames import Content, parse_day
from eventclaims.acceptance.suite import PREVIOUS, Expectation
from eventclaims.comparison.package_changes import LOGS
from eventclaims.errors import AcceptanceError

_TERMS = {"previous", "times", "plus"}
_Measure = Callable[[str], Any]
_Retired = frozenset[str]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The basis with which an expectation compares.

    Attributes:
        format: Formats a value that is compared.
        arguments: The arguments for Great Expectations; dates as days since 1970-01-01.
        previous: The value of the previous release as text; None if it is not compared.
        obstacle: Why the expectation cannot be checked; None if it can.
    """

    format: Format
    arguments: Mapping[str, Any] = field(default_factory=dict)
    previous: str | None = None
    obstacle: str | None = None


def resolve(expectation: Expectation, content: Content, previous: Content | None) -> Resolved:
    """Fill the values of the previous release into the arguments of an expectation.

    Raises:
        AcceptanceError: If an argument cannot be computed.
    """
    kind = TYPES[expectation.expectation]
    is_date = kind.compares_values and content.is_date(expectation.table, expectation.column)
    show = kind.get_format(is_date=is_date)
    obstacle = _find_obstacle(expectation, previous)
    if obstacle:
        return Resolved(show, obstacle=obstacle)
    measured: dict[str, Any] = {}

    def measure(name: str) -> Any:  # noqa: ANN401 - a number, a list or a partition
        if previous is None:
            raise ValueError("there is no previous release")
        if name == "rows":
            measured[name] = _count_rows(expectation.table, previous, content)
        elif name == "size":  # an empty table may become any size
            measured[name] = len(previous.frames[expectation.table]) or None
        else:
            column = previous.frames[expectation.table][expectation.column or ""]
            measured[name] = _MEASURES[name](column, content.list_retired())
        return measured[name]

    try:
        arguments = {
            name: _fill(value, measure, is_date=is_date)
            for name, value in expectation.arguments.items()
        }
    except (ValueError, TypeError, KeyError) as error:
        raise AcceptanceError(f"{expectation.name}: an argument cannot be computed") from error
    if None in measured.values():
        return Resolved(show, obstacle="the previous release has no value")
    shown = [_FORMATS.get(name, show)(value) for name, value in measured.items()]
    return Resolved(show, arguments, next(iter(shown), None))


def _find_obstacle(expectation: Expectation, previous: Content | None) -> str | None:
    if expectation.against != PREVIOUS:
        return None
    if previous is None:
        return "there is no previous release"
    if expectation.table not in previous.frames:
        return "the table is new in this release"
    is_new = expectation.column not in (None, *previous.frames[expectation.table].columns)
    return "the column is new in this release" if is_new else None


def _count_rows(table: str, previous: Content, content: Content) -> int:
    """Count the rows whose key has no retired id, and that are no part of a corrected row."""
    frame, key = previous.frames[table], [*previous.keys.get(table, ())]
    if table in LOGS or not key or not {*key} <= {*frame.columns}:
        return len(frame)
    is_left_out = frame[key].isin(content.list_retired()).any(axis=1)
    if len(key) > 1:
        new = content.list_corrected(table) - previous.list_corrected(table)
        is_left_out |= frame[key[0]].isin({record for _, record in new})
    return int((~is_left_out).sum())


def _list_values(column: pd.Series[Any], retired: _Retired) -> list[Any] | None:
    return sorted({*column.dropna().tolist()} - retired) or None


def _list_shares(column: pd.Series[Any], _: _Retired) -> dict[str, list[Any]] | None:
    counts = column.dropna().value_counts().sort_index()
    if counts.empty:
        return None
    return {"values": counts.index.tolist(), "weights": (counts / counts.sum()).tolist()}


def _number(value: Any) -> float | None:  # noqa: ANN401 - a number of pandas, or missing
    if pd.isna(value):
        return None
    number = float(value)
    return int(number) if number.is_integer() else number


_MEASURES: dict[str, Callable[[Any, _Retired], Any]] = {
    "values": _list_values,
    "shares": _list_shares,
    "filled": lambda column, _: _number(column.notna().mean()),
    "minimum": lambda column, _: _number(column.min()),
    "maximum": lambda column, _: _number(column.max()),
    "median": lambda column, _: _number(column.median()),
    "spread": lambda column, _: _number(column.std()),
}
_FORMATS: dict[str, Format] = {
    "rows": format_number,
    "size": format_number,
    "values": lambda values: f"{len(values)} values",
    "shares": lambda shares: f"{len(shares['values'])} codes",
    "filled": format_share,
    "spread": format_number,
}


def _fill(value: Any, measure: _Measure, *, is_date: bool) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict) and "previous" in value:
        if not {*value} <= _TERMS:
            raise ValueError("only times and plus can be combined with previous")
        measured = measure(value["previous"])
        if not isinstance(measured, (int, float)):
            return measured
        return measured * value.get("times", 1) + value.get("plus", 0)
    if isinstance(value, dict):
        return {name: _fill(part, measure, is_date=is_date) for name, part in value.items()}
    if isinstance(value, list):
        return [_fill(part, measure, is_date=is_date) for part in value]
    return parse_day(value) if is_date and isinstance(value, str) else value

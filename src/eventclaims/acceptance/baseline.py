"""The baseline: what the release before asks of this one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from eventclaims.acceptance.expectations import Kind, Show, show_number, show_share
from eventclaims.acceptance.frames import Content, count_day
from eventclaims.acceptance.suite import PREVIOUS, Target
from eventclaims.errors import AcceptanceError

_TERMS = {"previous", "times", "plus"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """An expectation ready to be judged, or the reason why it is not.

    Attributes:
        target: The line that it comes from, and the table and column that it is about.
        arguments: Its arguments with the values of the release before filled in; days as numbers.
        show: What shows a value that it compares.
        previous: What the release before had, as text; None where it is not asked.
        obstacle: Why it is not judged, such as that there is no release before; None where it is.
    """

    target: Target
    arguments: Mapping[str, Any]
    show: Show
    previous: str | None
    obstacle: str | None

    @property
    def name(self) -> str:
        """What it is called by."""
        return self.target.name

    @property
    def kind(self) -> Kind:
        """Its kind."""
        return self.target.line.kind


def resolve(target: Target, content: Content, previous: Content | None) -> Expectation:
    """Fill the values of the release before into an expectation.

    Args:
        target: What is expected.
        content: The release.
        previous: The release before it, None for the first one.

    Returns:
        The expectation; with an obstacle where the release before has nothing to compare with.

    Raises:
        AcceptanceError: If an argument cannot be worked out.
    """
    kind, table, column = target.line.kind, target.table, target.column
    is_date = content.is_date(table, column)
    show = kind.get_show(is_date=is_date)
    baseline = _Baseline(previous, content.list_retired(), table, column)
    obstacle = baseline.find_obstacle() if target.line.against == PREVIOUS else None
    if obstacle:
        return Expectation(target, {}, show, None, obstacle)
    try:
        arguments = {
            name: _fill(value, baseline, is_date=is_date and kind.is_value)
            for name, value in target.line.arguments.items()
        }
    except (ValueError, TypeError, KeyError) as error:
        raise AcceptanceError(f"{target.name}: an argument cannot be worked out") from error
    if baseline.lacks:
        return Expectation(target, {}, show, None, "the last release has no value there")
    return Expectation(target, arguments, show, baseline.tell(show), None)


class _Baseline:
    """The release before, seen by one expectation; remembers what it was asked for."""

    def __init__(
        self, previous: Content | None, retired: frozenset[str], table: str, column: str | None
    ) -> None:
        self.previous, self.retired, self.table, self.column = previous, retired, table, column
        self.asked: dict[str, Any] = {}

    def find_obstacle(self) -> str | None:
        if self.previous is None:
            return "there is no release before this one"
        frame = self.previous.frames.get(self.table)
        if frame is None:
            return "the table is new in this release"
        if self.column is not None and self.column not in frame.columns:
            return "the column is new in this release"
        return None

    @property
    def lacks(self) -> bool:
        return any(value is None for value in self.asked.values())

    def measure(self, name: str) -> Any:  # noqa: ANN401 - a number, a list or a partition
        if self.previous is None:
            raise ValueError("there is no release before")
        if name not in self.asked:
            frame = self.previous.frames[self.table]
            if name == "rows":
                self.asked[name] = self._count_rows(frame)
            else:
                self.asked[name] = _MEASURES[name](frame[self.column or ""], self.retired)
        return self.asked[name]

    def _count_rows(self, frame: pd.DataFrame) -> int:
        """Return the number of rows whose id has not been retired since."""
        key = self.previous.keys.get(self.table, ()) if self.previous else ()
        if len(key) != 1 or self.table == "retired" or key[0] not in frame.columns:
            return len(frame)
        return int((~frame[key[0]].isin(self.retired)).sum())

    def tell(self, show: Show) -> str | None:
        """Tell a reader what was measured, the first of it where there are several."""
        told = [_tell(name, value, show) for name, value in self.asked.items()]
        return told[0] if told else None


def _tell(name: str, value: Any, show: Show) -> str:  # noqa: ANN401 - as measured
    if name in ("rows", "spread"):
        return show_number(value)
    if name == "filled":
        return show_share(value)
    if name == "values":
        return f"{len(value)} values"
    return f"{len(value['values'])} codes" if name == "shares" else show(value)


def _list_values(column: pd.Series[Any], retired: frozenset[str]) -> list[Any] | None:
    return sorted({*column.dropna().tolist()} - retired) or None


def _list_shares(column: pd.Series[Any], _: frozenset[str]) -> dict[str, list[Any]] | None:
    counts = column.dropna().value_counts().sort_index()
    if counts.empty:
        return None
    return {"values": counts.index.tolist(), "weights": (counts / counts.sum()).tolist()}


def _number(value: Any) -> float | None:  # noqa: ANN401 - a number of pandas, or missing
    if pd.isna(value):
        return None
    number = float(value)
    return int(number) if number.is_integer() else number


_MEASURES: dict[str, Callable[[pd.Series[Any], frozenset[str]], Any]] = {
    "values": _list_values,
    "shares": _list_shares,
    "filled": lambda column, _: _number(column.notna().mean()),
    "minimum": lambda column, _: _number(column.min()),
    "maximum": lambda column, _: _number(column.max()),
    "median": lambda column, _: _number(column.median()),
    "spread": lambda column, _: _number(column.std()),
}


def _fill(value: Any, baseline: _Baseline, *, is_date: bool) -> Any:  # noqa: ANN401 - any JSON
    if isinstance(value, dict) and "previous" in value:
        if not {*value} <= _TERMS:
            raise ValueError("only times and plus go with previous")
        measured = baseline.measure(value["previous"])
        if not isinstance(measured, (int, float)):
            return measured
        return measured * value.get("times", 1) + value.get("plus", 0)
    if isinstance(value, dict):
        return {name: _fill(part, baseline, is_date=is_date) for name, part in value.items()}
    if isinstance(value, list):
        return [_fill(part, baseline, is_date=is_date) for part in value]
    return count_day(value) if is_date and isinstance(value, str) else value

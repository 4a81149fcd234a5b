"""Validate selected rows of a table with Frictionless, with their row numbers in the file."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import frictionless
from frictionless.resources import TableResource

from eventclaims.errors import TableError

Keys = set[tuple[Any, ...]]
References = dict[tuple[str, tuple[str, ...]], Keys]
"""Existing keys, by the referenced resource (empty for the same table) and its fields."""
Records = Iterable[tuple[int, list[str]]]
ROW_TIMEOUT = 20.0
"""Limit in seconds for a row, or for the first hundred rows, which Frictionless reads as one."""


class _Cells(list[Any]):
    """The cells of a record and its number."""

    __slots__ = ("number",)
    number: int


class _Numbered(frictionless.Dialect):
    """A dialect that keeps the row numbers of the file."""

    def read_enumerated_content_stream(self, cell_stream: Any) -> Iterator[tuple[int, list[Any]]]:  # noqa: ANN401
        for number, cells in super().read_enumerated_content_stream(cell_stream):
            yield getattr(cells, "number", number), cells


def validate_rows(
    name: str,
    schema: frictionless.Schema,
    labels: list[str],
    records: Callable[[], Records],
    references: References,
) -> Iterator[frictionless.Error]:
    """Validate rows of a table with Frictionless.

    Args:
        name: Name of the table.
        schema: Its schema; `references` must contain the target of each foreign key.
        labels: Its header, which matches the schema.
        records: Returns the number and the cells of each row; it is called more than once.
        references: The existing keys that these rows may reference.

    Yields:
        The errors, row by row.

    Raises:
        TableError: If a row takes longer than `ROW_TIMEOUT`.
    """
    with _limit_time(name) as set_timer:
        resource = TableResource(
            name=name,
            data=lambda: _number(labels, records(), set_timer),
            schema=schema,
            dialect=_Numbered(header=True, header_rows=[1]),
        )
        others = [_make_empty_table(target, fields) for (target, fields) in references if target]
        named = {other.name: other for other in others}
        frictionless.Package(resources=[resource, *named.values()])
        with resource:
            for (target, fields), keys in references.items():
                resource.lookup[target][fields] |= keys
            yield from resource.header.errors
            for row in resource.row_stream:
                errors = [*row.errors]
                set_timer(0)
                yield from errors
                set_timer(ROW_TIMEOUT)


def _number(
    labels: list[str], records: Records, set_timer: Callable[[float], None]
) -> Iterator[list[Any]]:
    """Yield the cells of records with their numbers; the time limit excludes reading them."""
    yield labels
    waiting = iter(records)
    while True:
        set_timer(0)
        record = next(waiting, None)
        set_timer(ROW_TIMEOUT)
        if record is None:
            return
        cells = _Cells(record[1])
        cells.number = record[0]
        yield cells


def _make_empty_table(name: str, fields: tuple[str, ...]) -> TableResource:
    """Return an empty table as the target of a foreign key."""
    described = {"fields": [{"name": field, "type": "string"} for field in fields]}
    schema = frictionless.Schema.from_descriptor(described)
    return TableResource(name=name, data=[list(fields)], schema=schema)


@contextmanager
def _limit_time(name: str) -> Iterator[Callable[[float], None]]:
    """Time out on regex backtracking; only in the main thread, and only on POSIX systems."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield lambda _seconds: None
        return

    def raise_timeout(_signal: int, _frame: FrameType | None) -> None:
        raise TableError(
            f"{name}: a row takes more than {ROW_TIMEOUT:.0f} s to validate, "
            "because a pattern of its schema backtracks too much"
        )

    def set_timer(seconds: float) -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)

    before = signal.signal(signal.SIGALRM, raise_timeout)
    try:
        yield set_timer
    finally:
        set_timer(0)
        signal.signal(signal.SIGALRM, before)

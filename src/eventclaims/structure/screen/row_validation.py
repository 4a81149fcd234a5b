"""Frictionless as the judge of some rows of a table, each under its true number."""

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
"""Values that a reference finds: by the name of the resource, empty for itself, and its fields."""
Records = Iterable[tuple[int, list[str]]]
ROW_TIMEOUT = 20.0
"""Seconds after which a row is given up, or the first hundred, which Frictionless takes at once."""
MOST_EXTRA_CELLS = 100


class _Cells(list[Any]):
    """The cells of a record that know its number."""

    __slots__ = ("number",)
    number: int


class _Numbered(frictionless.Dialect):
    """A dialect under which records keep the numbers that they have in their file."""

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
    """Let Frictionless judge some rows of a table.

    Args:
        name: Name of the table.
        schema: Its schema; every resource that a foreign key names stands in `references`.
        labels: Its header, which is that of the schema.
        records: Gives the number and the cells of each row; it is called more than once.
        references: The values that the foreign keys of these rows find.

    Yields:
        The errors, row by row as Frictionless has them.

    Raises:
        TableError: If a row takes longer than `ROW_TIMEOUT`.
    """
    with _hurry(name) as set_timer:
        judged = TableResource(
            name=name,
            data=lambda: _number(labels, records(), set_timer),
            schema=schema,
            dialect=_Numbered(header=True, header_rows=[1]),
        )
        others = [_stand_in(target, fields) for (target, fields) in references if target]
        named = {resource.name: resource for resource in others}
        frictionless.Package(resources=[judged, *named.values()])
        with judged:
            for (target, fields), keys in references.items():
                judged.lookup[target][fields] |= keys
            yield from judged.header.errors
            for row in judged.row_stream:
                errors = [*row.errors]
                set_timer(0)
                yield from errors
                set_timer(ROW_TIMEOUT)


def _number(
    labels: list[str], records: Records, set_timer: Callable[[float], None]
) -> Iterator[list[Any]]:
    """Yield the cells of records under their numbers; the time to read them does not count."""
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


def _stand_in(name: str, fields: tuple[str, ...]) -> TableResource:
    """Return an empty table that can be referred to."""
    described = {"fields": [{"name": field, "type": "string"} for field in fields]}
    schema = frictionless.Schema.from_descriptor(described)
    return TableResource(name=name, data=[list(fields)], schema=schema)


@contextmanager
def _hurry(name: str) -> Iterator[Callable[[float], None]]:
    """Give up a row that takes too long: a pattern may go back and forth in it without end.

    Only the main thread of a POSIX system can be interrupted so; elsewhere nothing is given up.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield lambda _seconds: None
        return

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TableError(
            f"{name}: some row takes more than {ROW_TIMEOUT:.0f} s to judge; "
            "a pattern of its schema goes back and forth in it without end"
        )

    def set_timer(seconds: float) -> None:
        signal.setitimer(signal.ITIMER_REAL, seconds)

    before = signal.signal(signal.SIGALRM, give_up)
    try:
        yield set_timer
    finally:
        set_timer(0)
        signal.signal(signal.SIGALRM, before)

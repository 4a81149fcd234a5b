"""What a validation costs: the time of its stages and rules, kept only where it is asked for."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Cost:
    """What one step of a validation cost.

    Attributes:
        layer: The layer.
        step: What was done, or the id of a rule.
        rows: Rows that it went over, one that it went over twice counted twice.
        seconds: Time that it took.
    """

    layer: str
    step: str
    rows: int
    seconds: float


Costs = dict[tuple[str, str], Cost]
_COSTS: ContextVar[Costs | None] = ContextVar("costs", default=None)


@contextmanager
def collect_costs() -> Iterator[Costs]:
    """Collect what the steps within cost, by layer and step, in the order of their first time."""
    costs: Costs = {}
    token = _COSTS.set(costs)
    try:
        yield costs
    finally:
        _COSTS.reset(token)


@contextmanager
def measure(layer: str, step: str, rows: int = 0) -> Iterator[None]:
    """Add the time of what is done within to the cost of a step."""
    start = time.perf_counter()
    try:
        yield
    finally:
        _add(layer, step, rows, time.perf_counter() - start)


def count_rows(layer: str, step: str, rows: int) -> None:
    """Add rows to the cost of a step, where their number is known only after it."""
    _add(layer, step, rows, 0.0)


def _add(layer: str, step: str, rows: int, seconds: float) -> None:
    costs = _COSTS.get()
    if costs is not None:
        cost = costs.get((layer, step), Cost(layer, step, 0, 0.0))
        costs[layer, step] = replace(cost, rows=cost.rows + rows, seconds=cost.seconds + seconds)

"""Measure the time of each step and rule of a validation, if requested."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Cost:
    """Cost of one step of a validation.

    Attributes:
        layer: Name of the layer.
        step: Name of the step, or id of a rule.
        rows: Rows processed; a row that is processed twice counts twice.
        seconds: Wall time.
    """

    layer: str
    step: str
    rows: int
    seconds: float


Costs = dict[tuple[str, str], Cost]
_COSTS: ContextVar[Costs | None] = ContextVar("costs", default=None)


@contextmanager
def collect_costs() -> Iterator[Costs]:
    """Collect the costs of the steps that run within the block, by layer and step."""
    costs: Costs = {}
    token = _COSTS.set(costs)
    try:
        yield costs
    finally:
        _COSTS.reset(token)


@contextmanager
def measure(layer: str, step: str, rows: int = 0) -> Iterator[None]:
    """Add the time of the block to the cost of a step."""
    start = time.perf_counter()
    try:
        yield
    finally:
        _add(layer, step, rows, time.perf_counter() - start)


def count_rows(layer: str, step: str, rows: int) -> None:
    """Add rows to the cost of a step, where their number is only known after it."""
    _add(layer, step, rows, 0.0)


def _add(layer: str, step: str, rows: int, seconds: float) -> None:
    costs = _COSTS.get()
    if costs is not None:
        cost = costs.get((layer, step), Cost(layer, step, 0, 0.0))
        costs[layer, step] = replace(cost, rows=cost.rows + rows, seconds=cost.seconds + seconds)

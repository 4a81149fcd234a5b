"""What a validation cost, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from eventclaims.timing import Cost


def render_profile(costs: Sequence[Cost]) -> Iterator[str]:
    """Yield a table of what each step cost: its time, its share, and the rows it does a second."""
    total = sum(cost.seconds for cost in costs) or 1.0
    width = max((len(cost.step) for cost in costs), default=4)
    yield f"{'layer':<12} {'step':<{width}} {'rows':>12} {'seconds':>8} {'share':>6} {'rows/s':>12}"
    for cost in costs:
        speed = f"{cost.rows / cost.seconds:,.0f}" if cost.rows and cost.seconds else ""
        yield (
            f"{cost.layer:<12} {cost.step:<{width}} {cost.rows:>12,} {cost.seconds:>8.2f} "
            f"{cost.seconds / total:>6.1%} {speed:>12}"
        ).rstrip()

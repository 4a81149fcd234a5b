"""Render the time of each validation step as text."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from eventclaims.runtime.profiling import Cost

_STEP = 36


def render_profile(costs: Sequence[Cost]) -> Iterator[str]:
    """Yield a table of at most 80 columns: time, share and rows per second of each step.

    Args:
        costs: The costs, grouped by layer.
    """
    total = sum(cost.seconds for cost in costs) or 1.0
    yield f"{'step':<{_STEP}} {'rows':>12} {'seconds':>8} {'share':>6} {'rows/s':>12}"
    for layer, group in groupby(costs, lambda cost: cost.layer):
        steps = [*group]
        seconds = sum(cost.seconds for cost in steps)
        yield f"{layer:<{_STEP}} {'':>12} {seconds:>8.2f} {seconds / total:>6.1%}"
        for cost in steps:
            speed = f"{cost.rows / cost.seconds:,.0f}" if cost.rows and cost.seconds else ""
            yield (
                f"{'  ' + cost.step:<{_STEP}} {cost.rows:>12,} {cost.seconds:>8.2f} "
                f"{cost.seconds / total:>6.1%} {speed:>12}"
            ).rstrip()

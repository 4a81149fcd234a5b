"""Work on several tables side by side, the largest file first."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from eventclaims.package.model import Table

_MOST = 4
_Result = TypeVar("_Result")


def run_for_each(work: Callable[[Table], _Result], tables: Sequence[Table]) -> list[_Result]:
    """Do the same work on each table, as many at once as the machine has cores.

    The large ones come first, so that none is left alone at the end.

    Args:
        work: What is done; most of its time it must be in numpy, DuckDB or the like.
        tables: The tables.

    Returns:
        The results in the order of the tables.
    """
    with ThreadPoolExecutor(min(os.cpu_count() or 1, _MOST)) as pool:
        order = sorted(range(len(tables)), key=lambda n: -_measure(tables[n]))
        futures: dict[int, Future[_Result]] = {n: pool.submit(work, tables[n]) for n in order}
        try:
            return [futures[n].result() for n in range(len(tables))]
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _measure(table: Table) -> int:
    return table.path.stat().st_size if table.path.is_file() else 0

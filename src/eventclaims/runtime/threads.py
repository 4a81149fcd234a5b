"""Process several files in parallel."""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Protocol, TypeVar

_MAX_THREADS = 4
# Up to this size in bytes, threads take longer to start than the files to read.
_SMALL = 1_000_000


class _HasFile(Protocol):
    @property
    def path(self) -> Path: ...


_Table = TypeVar("_Table", bound=_HasFile)
_Result = TypeVar("_Result")


def run_for_each(
    work: Callable[[_Table], _Result],
    tables: Sequence[_Table],
    *,
    stop: Callable[[], None] | None = None,
) -> list[_Result]:
    """Call a function for each table in parallel threads, and return the results in order.

    The largest files are started first, so that no thread is left with a large one at the end.

    Args:
        work: The function; it should spend most of its time in code that releases the GIL.
        tables: The tables.
        stop: Ends the calls that run, if one fails or Ctrl-C is pressed.
    """
    if sum(map(_get_size, tables)) <= _SMALL:
        return [work(table) for table in tables]
    with ThreadPoolExecutor(min(os.cpu_count() or 1, _MAX_THREADS)) as pool:
        order = sorted(range(len(tables)), key=lambda n: -_get_size(tables[n]))
        futures: dict[int, Future[_Result]] = {n: pool.submit(work, tables[n]) for n in order}
        try:
            return [futures[n].result() for n in range(len(tables))]
        except BaseException:
            if stop:
                stop()
            pool.shutdown(cancel_futures=True)
            raise


def _get_size(table: _HasFile) -> int:
    return table.path.stat().st_size if table.path.is_file() else 0

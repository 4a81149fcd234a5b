"""Progress in bytes, on a terminal only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn


@contextmanager
def show_bytes(label: str, total: int) -> Iterator[Callable[[int], object]]:
    """Show a bar on stderr, if that is a terminal, while bytes go by.

    Args:
        label: What they are.
        total: How many there will be.

    Yields:
        The function to be told of each number of bytes.
    """
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(
        *columns, TransferSpeedColumn(), console=console, disable=not console.is_terminal
    ) as progress:
        task = progress.add_task(label, total=total)
        yield lambda count: progress.advance(task, count)

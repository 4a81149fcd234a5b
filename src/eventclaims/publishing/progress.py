"""Progress bars, on a terminal only."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn


@contextmanager
def show_bytes(label: str, total: int) -> Iterator[Callable[[int], object]]:
    """Show a progress bar on stderr if that is a terminal.

    Yields:
        The function to call with each number of bytes.
    """
    console = Console(stderr=True)
    # rich takes a pipe for a terminal, too, if FORCE_COLOR is set.
    is_terminal = sys.stderr.isatty()
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(
        *columns, TransferSpeedColumn(), console=console, disable=not is_terminal
    ) as progress:
        task = progress.add_task(label, total=total)
        yield lambda count: progress.advance(task, count)

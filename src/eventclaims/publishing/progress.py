"""Progress in bytes, on a terminal only."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from eventclaims.render.escaping import escape


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
    # Asked of the stream itself: for rich a pipe is a terminal, too, where FORCE_COLOR is set.
    is_seen = sys.stderr.isatty()
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(
        *columns, TransferSpeedColumn(), console=console, disable=not is_seen
    ) as progress:
        task = progress.add_task(label, total=total)
        yield lambda count: progress.advance(task, count)


def show_line(text: str) -> None:
    """Write a sentence to stderr, if that is a terminal."""
    if sys.stderr.isatty():
        click.echo(escape(text), err=True)

"""Write files, and to stdout what other programs read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from eventclaims.package.changes import Change


def print_utf8(text: str) -> None:
    """Print a text in UTF-8, whatever the encoding of the locale; line breaks stay as they are."""
    click.echo(text.encode("utf-8", "backslashreplace"))


def print_json(value: object) -> None:
    """Print a value as JSON in UTF-8, with unsafe characters escaped."""
    from eventclaims.render.json_report import dump_json

    print_utf8(dump_json(value))


def print_csv(rows: Iterable[Sequence[str]], start: str = "") -> None:
    """Print rows as lines of CSV in UTF-8, each after a text."""
    from eventclaims.tables.canonical import format_record

    for row in rows:
        print_utf8(start + format_record(row).removesuffix("\n"))


def write_files(changes: Sequence[Change], *, err: bool = False) -> None:
    """Write changed files of a package, and print the name of each.

    Args:
        changes: The files.
        err: Whether to print on stderr.
    """
    from eventclaims.package.changes import write_changes

    write_changes(changes)
    for change in changes:
        click.echo(f"{change.file}: written", err=err)

"""Check a package: what was checked goes to stdout, then the findings, then the outcome."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventclaims.cli.options import package_argument, texts_option
from eventclaims.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eventclaims.report import Report
    from eventclaims.validation import Progress

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


@click.command("validate")
@package_argument
@texts_option
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--strict", is_flag=True, help="Let warnings fail, too.")
def command(package: str, texts: Path | None, form: str, *, strict: bool) -> None:
    """Check PACKAGE: a folder, a datapackage.json or a zip; by default the current folder.

    The bytes of its files come first, then their shape, then what holds across rows and tables,
    and with --texts every span of evidence against the texts.

    Exit codes: 0 nothing at fault, 1 errors found (with --strict: warnings too), 2 wrong usage or
    the package could not be checked.
    """
    from eventclaims.render import render_json, render_text  # noqa: PLC0415 - see cli
    from eventclaims.validation import validate  # noqa: PLC0415

    with _show_progress() as progress:
        report = validate(package, texts=texts, progress=progress)
    if form == "json":
        click.echo(render_json(report))
    else:
        for line, severity in render_text(report):
            click.echo(click.style(line, fg=_COLOURS[severity]) if severity else line)
    sys.exit(0 if _passes(report, strict=strict) else 1)


def _passes(report: Report, *, strict: bool) -> bool:
    return report.valid and not (strict and report.count(Severity.WARNING))


@contextmanager
def _show_progress() -> Iterator[Progress | None]:
    """Name the layer at work on stderr, where that is a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console  # noqa: PLC0415 - only where someone looks on

    console = Console(stderr=True)
    with console.status("opening") as status:
        yield lambda layer: status.update(f"checking {layer}")

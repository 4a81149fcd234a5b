"""Validate a package and write the report."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING

import click

from eventclaims.cli.groups import need_extra
from eventclaims.cli.options import output_option, package_argument, texts_option
from eventclaims.report.finding import Severity
from eventclaims.report.report import DEFAULT_LIMIT

if TYPE_CHECKING:
    from eventclaims.report.report import Report
    from eventclaims.validation import Progress

# Findings of each rule that a format lists by default; what a person reads has fewer.
_LIMITS = {
    "text": 5,
    "json": DEFAULT_LIMIT,
    "github": 100,
    "sarif": DEFAULT_LIMIT,
    "junit": 100,
    "markdown": 100,
    "html": 100,
}
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}
_PARTS_AT_ONCE = 10_000
_SPINNER_DELAY = 1.0
_Line = tuple[str, Severity | None]


@click.command("validate")
@package_argument
@texts_option
@click.option(
    "--previous",
    metavar="RELEASE",
    help="Previous release (folder, zip or git revision), to check that no id was removed or "
    "reused.",
)
@click.option(
    "--memory",
    metavar="SIZE",
    help="Maximum memory for the tables, such as 500MB; larger tables are kept on disk. Default: "
    "half of the memory of the machine or container.",
)
@click.option(
    "--engine",
    metavar="ADDRESS",
    help="Spark Connect server that checks the tables, such as sc://host:15002, for tables that a "
    "cluster has. Default: this machine.",
)
@click.option(
    "--allow-remote",
    is_flag=True,
    help="Send requests to the URLs of data, schemas and profiles that the descriptor names.",
)
@click.option("--profile", is_flag=True, help="Print the time of each step and rule on stderr.")
@click.option(
    "--possible",
    is_flag=True,
    help="Also report dates that only possibly contradict each other, as notes.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice([*_LIMITS]),
    default="text",
    help="Format of the report; github also appends it to GITHUB_STEP_SUMMARY.",
)
@output_option
@click.option(
    "--max-findings",
    type=click.IntRange(0),
    metavar="N",
    help="Findings of each rule that are listed; 0 lists all. Default: 5 in text (--verbose: all), "
    f"100 in github, junit, markdown and html, {DEFAULT_LIMIT} in json and sarif. All are counted.",
)
@click.option("--strict", is_flag=True, help="Fail on warnings and on what could not be checked.")
@click.option("--quiet", "-q", is_flag=True, help="Print only the outcome (text format).")
@click.option(
    "--verbose", "-v", is_flag=True, help="Print all findings with their cells (text format)."
)
def command(
    package: str,
    texts: Path | None,
    previous: str | None,
    form: str,
    output: Path | None,
    memory: str | None,
    engine: str | None,
    max_findings: int | None,
    *,
    allow_remote: bool,
    profile: bool,
    possible: bool,
    strict: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Check PACKAGE: a folder, a datapackage.json or a zip; default: the current folder.

    Checks files, tables against their schemas, and rules across rows and tables. With --texts,
    compares the evidence with the texts; with --previous, compares the package with its previous
    release.

    Exit codes: 0 valid, 1 errors found (with --strict: errors, warnings or skipped checks), 2 usage
    error or check not possible.
    """
    from eventclaims.runtime.memory import read_size
    from eventclaims.validation import validate

    if quiet and verbose:
        raise click.UsageError("--quiet and --verbose cannot be combined.")
    size = None if memory is None else read_size(memory)
    default = 0 if verbose else _LIMITS[form]
    limit = default if max_findings is None else max_findings
    with need_extra("cluster"), _show_progress() as progress, _show_costs(wanted=profile):
        report = validate(
            package,
            texts=texts,
            previous=previous,
            possible=possible,
            memory=size,
            engine=engine,
            allow_remote=allow_remote,
            max_findings=limit,
            progress=progress,
        )
    if form == "text":
        parts: Iterable[str]
        lines = _list_lines(report, limit, strict=strict, quiet=quiet, verbose=verbose)
        is_coloured = not output and _allows_colours()
        parts = (
            _colour(line, severity if is_coloured else None) + "\n" for line, severity in lines
        )
    else:
        parts = _render(report, form, _find_folder(package), limit, strict=strict)
    _write(parts, output, is_text=form == "text")
    if form == "github":
        _summarize(report, strict=strict)
    sys.exit(0 if report.passes(strict=strict) else 1)


def _list_lines(
    report: Report, limit: int, *, strict: bool, quiet: bool, verbose: bool
) -> Iterator[_Line]:
    from eventclaims.render.text import render_outcome, render_text

    if quiet:
        yield render_outcome(report, strict=strict)
    elif verbose:
        yield from render_text(report, shown=None, strict=strict)
    else:
        yield from render_text(report, shown=limit or len(report.findings), strict=strict)


def _render(report: Report, form: str, folder: str, limit: int, *, strict: bool) -> Iterator[str]:
    """Yield the parts of the report in a format other than text."""
    from eventclaims.render import (
        github,
        html,
        json_report,
        junit,
        markdown_report,
        sarif,
        text,
    )

    if form == "github":
        lines = (line for line, _ in text.render_text(report, strict=strict))
        fence = secrets.token_hex(16)
        annotated = github.render_github(report, lines, fence=fence, folder=folder)
        return (f"{line}\n" for line in annotated)
    if form == "markdown":
        return (
            f"{line}\n" for line in markdown_report.render_markdown_report(report, strict=strict)
        )
    if form == "sarif":
        parts = sarif.render_sarif(report, folder=folder, is_limited=limit > 0)
    elif form == "junit":
        parts = iter([junit.render_junit(report, strict=strict)])
    elif form == "html":
        parts = iter([html.render_html(report, strict=strict)])
    else:
        parts = json_report.render_json(report, strict=strict)
    return chain(parts, "\n")


def _find_folder(package: str) -> str:
    """Return the path of the package in the repository, with a trailing slash.

    Empty if the package is the repository itself, is outside of it, or is a zip.
    """
    path = Path(package).resolve()
    is_zip = path.suffix.lower() == ".zip" and not path.is_dir()
    folder = path if path.is_dir() else path.parent
    root = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd()).resolve()
    if is_zip or folder == root or not folder.is_relative_to(root):
        return ""
    return f"{folder.relative_to(root).as_posix()}/"


def _allows_colours() -> bool:
    """Return whether the environment allows colours; click removes them unless on a terminal."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _colour(line: str, severity: Severity | None) -> str:
    return click.style(line, fg=_COLOURS[severity]) if severity else line


def _write(parts: Iterable[str], output: Path | None, *, is_text: bool) -> None:
    """Write a report to a file or stdout, in UTF-8 except for text on a terminal."""
    if output:
        from eventclaims.runtime.atomic_files import replace_file

        with replace_file(output) as file:
            file.writelines(part.encode() for part in parts)
        return
    # click would replace ASCII by UTF-8.
    encoding = sys.stdout.encoding or "utf-8"
    parts = iter(parts)
    while content := "".join(islice(parts, _PARTS_AT_ONCE)):
        if is_text:
            click.echo(content.encode(encoding, "backslashreplace").decode(encoding), nl=False)
        else:
            click.echo(content.encode(), nl=False)


def _summarize(report: Report, *, strict: bool) -> None:
    """Append the report to the file named by GITHUB_STEP_SUMMARY, if any."""
    from eventclaims.render.github import append_summary
    from eventclaims.render.markdown_report import render_markdown_report

    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        lines = render_markdown_report(report, strict=strict)
        append_summary(Path(path), "".join(f"{line}\n" for line in lines))


@contextmanager
def _show_costs(*, wanted: bool) -> Iterator[None]:
    """Measure the steps of the block and print their time on stderr."""
    if not wanted:
        yield
        return
    from eventclaims.render.profile import render_profile
    from eventclaims.runtime.profiling import collect_costs

    with collect_costs() as costs:
        yield
    for line in render_profile([*costs.values()]):
        click.echo(line, err=True)


@contextmanager
def _show_progress() -> Iterator[Progress | None]:
    """Show the current layer on stderr if it is a terminal, after a delay."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console

    status = Console(stderr=True).status("opening")
    timer = Timer(_SPINNER_DELAY, status.start)
    timer.daemon = True
    timer.start()

    def show(what: str) -> None:
        status.update(f"checking {what}")

    try:
        yield show
    finally:
        timer.cancel()
        timer.join()
        status.stop()

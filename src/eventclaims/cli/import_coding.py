"""Steps of the commands that import a coding: reading, listing problems, writing."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventclaims.cli.groups import need_extra
from eventclaims.cli.output import write_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventclaims.exchange.coding import Coding, Reader
    from eventclaims.exchange.rows import Rows
    from eventclaims.exchange.writing import Agent

WORKBOOK, WORK_FILE = ".xlsx", ".json"
# Problems that are printed; the others are only counted.
_SHOWN = 200


def get_reader(
    suffix: str, tool: str | None, texts: Path | None, manifest: Path | None
) -> "Reader | None":
    """Return what reads the files of a format, None for a format that is not for codings.

    Args:
        suffix: The ending of the file, in lower case.
        tool: The format of an annotation tool, None for another file.
        texts: Folder of the texts, which annotations need.
        manifest: The manifest of the annotations, if it is not beside the file.
    """
    if tool:
        if texts is None:
            raise click.UsageError("--format needs the texts that were exported; give --texts.")
        with need_extra("annotation"):
            from eventclaims.exchange.annotations.reading import make_reader

        return make_reader(tool, texts, manifest)
    if suffix == WORKBOOK:
        with need_extra("workbook"):
            from eventclaims.exchange.workbook.reading import read_book

        return read_book
    if suffix == WORK_FILE:
        from eventclaims.exchange.page.reading import read_work

        return read_work
    return None


def write_merged(
    coding: "Coding", merged: "Mapping[str, Rows]", texts: Path | None, *, dry_run: bool, yes: bool
) -> None:
    """Show what merged rows change in a package, and write them after a confirmation.

    Args:
        coding: The coding.
        merged: The rows of each table.
        texts: Folder of the texts, may be None.
        dry_run: Only print what would change.
        yes: Do not ask for a confirmation.
    """
    from eventclaims.comparison.diff import compare
    from eventclaims.exchange.writing import open_merged
    from eventclaims.render.diff_text import render_changes

    with open_merged(coding, merged, texts) as (changed, changes):
        with compare(coding.package, changed) as diff:
            for line in render_changes(diff):
                click.echo(line)
            if diff.is_empty:
                click.echo("no difference to the tables in data/")
        if dry_run or not changes:
            return
        if not yes:
            click.confirm("Change the tables in data/?", abort=True)
        write_files(changes)


def add_run(
    coding: "Coding", texts: Path | None, agent: "Agent", *, dry_run: bool, partial: bool
) -> None:
    """Write a coding as a run, after all its problems are listed.

    Args:
        coding: The coding.
        texts: Folder of the texts, may be None.
        agent: Who coded.
        dry_run: Only list the problems.
        partial: Leave out the rows with problems.
    """
    from datetime import UTC, datetime

    from eventclaims.coding.runs import CODINGS
    from eventclaims.exchange.writing import report_uncoded, write_run

    if not agent.name:
        raise click.UsageError("Name the coder with --coder, or change data/ with --direct.")
    report_uncoded(coding)
    report_faults(coding, partial=partial)
    if dry_run:
        click.echo("no problems" if not coding.faults.found else "the other rows have no problems")
        return
    run = write_run(coding, agent, datetime.now(UTC).date(), texts)
    click.echo(f"{run}: written to {CODINGS}/{run}; the tables in data/ did not change")


def report_faults(coding: "Coding", *, partial: bool, done: str = "imported") -> None:
    """Print the notes and the problems, and stop unless the rows with problems are left out.

    Args:
        coding: The coding.
        partial: Whether the rows with problems are left out.
        done: What would have been done.
    """
    from eventclaims.render.escaping import escape
    from eventclaims.report.report import count

    found = coding.faults.found
    for note in coding.notes[:_SHOWN]:
        click.echo(f"note: {escape(note)}", err=True)
    if len(coding.notes) > _SHOWN:
        click.echo(f"note: {len(coding.notes) - _SHOWN} more notes", err=True)
    for fault in found[:_SHOWN]:
        click.echo(escape(str(fault)), err=True)
    shown = "" if len(found) <= _SHOWN else f", of which {_SHOWN} are shown"
    if found:
        outcome = "left out" if partial else f"nothing was {done}"
        click.echo(f"{outcome}: {count(len(found), 'problem')}{shown}", err=True)
    if found and not partial:
        sys.exit(1)

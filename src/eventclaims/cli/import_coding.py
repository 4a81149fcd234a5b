"""Import what a coder has entered in a file: into the tables, or as a run of coding."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventclaims.cli.extras import need_extra

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventclaims.exchange.coding import Coding, Reader
    from eventclaims.exchange.rows import Rows

WORKBOOK, WORK_FILE = ".xlsx", ".json"
# Problems that are printed; the others are only counted.
_SHOWN = 200


def get_reader(
    suffix: str, tool: str = "", texts: Path | None = None, manifest: Path | None = None
) -> "Reader | None":
    """Return what reads the files of a format, None for a format that is not for codings.

    Args:
        suffix: The ending of the file, in lower case.
        tool: The format of an annotation tool, empty for another file.
        texts: Folder of the texts, which annotations need.
        manifest: The manifest of the annotations, if it is not beside the file.
    """
    if tool:
        if texts is None:
            raise click.UsageError("--format needs the texts that were exported; give --texts.")
        with need_extra("annotation"):
            from eventclaims.exchange.annotations.reading import make_reader  # noqa: PLC0415

        return make_reader(tool, texts, manifest)
    if suffix == WORKBOOK:
        with need_extra("workbook"):
            from eventclaims.exchange.workbook.reading import read_book  # noqa: PLC0415 - see cli

        return read_book
    if suffix == WORK_FILE:
        from eventclaims.exchange.page.reading import read_work  # noqa: PLC0415 - see cli

        return read_work
    return None


def import_coding(  # noqa: PLR0913 - one parameter per option
    file: Path,
    reader: "Reader",
    package: str,
    texts: Path | None,
    agent: tuple[str, str, str, str],
    *,
    dry_run: bool,
    direct: bool,
    yes: bool,
    partial: bool,
) -> None:
    """Import a file with a coding, after all its problems are listed.

    Args:
        file: The file.
        reader: Reads it.
        package: Folder of the package.
        texts: Folder of the texts, may be None.
        agent: Type and name of the coder, version of the coder and of the codebook.
        dry_run: Only print what would change.
        direct: Change the tables in `data/`.
        yes: Do not ask for a confirmation.
        partial: Leave out the rows with problems.
    """
    from eventclaims.exchange.coding import read_coding  # noqa: PLC0415 - see cli
    from eventclaims.package.opening import open_folder  # noqa: PLC0415

    with open_folder(package) as opened:
        coding = read_coding(opened, file, reader, texts, coder=agent[1], partial=partial)
        if direct:
            _merge(coding, texts, dry_run=dry_run, yes=yes, partial=partial)
        else:
            _add_run(coding, texts, agent, dry_run=dry_run, partial=partial)


def _merge(
    coding: "Coding", texts: Path | None, *, dry_run: bool, yes: bool, partial: bool
) -> None:
    from eventclaims.exchange.writing import merge_coding  # noqa: PLC0415 - see cli

    merged = merge_coding(coding)
    report_faults(coding, partial=partial)
    write_merged(coding, merged, texts, dry_run=dry_run, yes=yes)


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
    from eventclaims.authoring.derive import write_changes  # noqa: PLC0415 - see cli
    from eventclaims.comparison.diff import compare  # noqa: PLC0415
    from eventclaims.exchange.writing import open_merged  # noqa: PLC0415
    from eventclaims.render.diff_text import render_changes  # noqa: PLC0415

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
        write_changes(changes)
    for change in changes:
        click.echo(f"{change.file}: written")


def _add_run(
    coding: "Coding",
    texts: Path | None,
    agent: tuple[str, str, str, str],
    *,
    dry_run: bool,
    partial: bool,
) -> None:
    from datetime import UTC, datetime  # noqa: PLC0415 - see cli

    from eventclaims.coding.runs import CODINGS  # noqa: PLC0415
    from eventclaims.exchange.writing import Agent, report_uncoded, write_run  # noqa: PLC0415

    if not coding.coder:
        raise click.UsageError("Name the coder with --coder, or change data/ with --direct.")
    report_uncoded(coding)
    report_faults(coding, partial=partial)
    if dry_run:
        click.echo("no problems" if not coding.faults.found else "the other rows have no problems")
        return
    kind, _, version, codebook = agent
    day = datetime.now(UTC).date()
    run = write_run(coding, Agent(kind, coding.coder, version, codebook), day, texts)
    click.echo(f"{run}: written to {CODINGS}/{run}; the tables in data/ did not change")


def report_faults(coding: "Coding", *, partial: bool, done: str = "imported") -> None:
    """Print the notes and the problems, and stop unless the rows with problems are left out.

    Args:
        coding: The coding.
        partial: Whether the rows with problems are left out.
        done: What would have been done.
    """
    from eventclaims.render import escape  # noqa: PLC0415 - see cli
    from eventclaims.report.report import count  # noqa: PLC0415

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

"""Compare two versions of a package."""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

import click

from eventclaims.cli.options import output_option
from eventclaims.errors import EventClaimsError

if TYPE_CHECKING:
    from eventclaims.comparison.diff import Diff
    from eventclaims.package.model import Package


@click.command("diff")
@click.argument("old")
@click.argument("new", default=".")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "csv"]),
    default="text",
    help="Output format; csv lists every change, like changes.csv of a release.",
)
@output_option
@click.option("--exit-code", is_flag=True, help="Exit with 1 if the packages differ.")
@click.option(
    "--write-corrections",
    is_flag=True,
    help="Write the missing rows of changed cells into corrections of NEW, instead of the output.",
)
@click.option(
    "--write-retired",
    is_flag=True,
    help="Write the missing rows of removed ids into retired of NEW, instead of the output.",
)
@click.option(
    "--reason",
    help="The reason that these rows state: a sentence, for retired a code of retirement_reason.",
)
def command(
    old: str,
    new: str,
    form: str,
    output: Path | None,
    reason: str | None,
    *,
    exit_code: bool,
    write_corrections: bool,
    write_retired: bool,
) -> None:
    """Compare two versions of a package, OLD and NEW, by rows and cells.

    Each version is a folder, a datapackage.json, a zip or a git revision such as v1.0.0, HEAD~3 or
    v1.0.0:folder/of/package. An existing file or folder has priority; git:v1.0.0 is always a
    revision. The default of NEW is the current folder.

    Rows are matched by primary key. The output ends with the lowest version that the changes
    require.

    With --write-corrections or --write-retired, NEW must be a folder, and the version in its
    datapackage.json must be as high as the changes require. Other rows are kept. A second run
    writes nothing.

    Exit codes: 0 compared, 1 different (only with --exit-code), 2 usage error or not compared.
    """
    from eventclaims.comparison.diff import compare
    from eventclaims.package.revisions import open_version

    if write_corrections or write_retired:
        if write_corrections and write_retired:
            raise click.UsageError("Run --write-corrections and --write-retired separately.")
        if output or exit_code or form != "text":
            raise click.UsageError("A --write option cannot be combined with output options.")
        if reason is None:
            raise click.UsageError("--write-corrections and --write-retired require --reason.")
        if not Path(new).is_dir():
            raise click.BadParameter(f"{new} is not a folder.", param_hint="NEW")
    elif reason is not None:
        raise click.UsageError("--reason requires --write-corrections or --write-retired.")
    with open_version(old) as before, open_version(new) as now, compare(before, now) as diff:
        if reason is not None:
            _write_rows(now, diff, reason, "corrections" if write_corrections else "retired")
            return
        if output:
            _write_file(diff, form, output)
        else:
            _print(diff, form)
        differ = not diff.is_empty
    sys.exit(1 if exit_code and differ else 0)


def _write_rows(package: Package, diff: Diff, reason: str, table: str) -> None:
    """Write the missing rows of one table, and print their number."""
    from eventclaims.authoring import history

    write = history.write_corrections if table == "corrections" else history.write_retired
    count = write(package, diff, reason)
    click.echo(f"{table}: {count} row{'' if count == 1 else 's'} written")
    if count:
        click.echo("next: run eventclaims derive")


def _write(diff: Diff, form: str, file: IO[bytes], encoding: str = "utf-8") -> None:
    """Write a difference; characters that the encoding lacks are written as escapes."""
    if form == "csv":
        diff.write_csv(file)
        return
    from eventclaims.render.diff_documents import (
        render_diff_json,
        render_diff_markdown,
    )
    from eventclaims.render.diff_text import render_diff_text

    if form == "json":
        content = render_diff_json(diff)
    else:
        render = render_diff_markdown if form == "markdown" else render_diff_text
        content = "\n".join(render(diff))
    file.write(f"{content}\n".encode(encoding, "backslashreplace"))


def _write_file(diff: Diff, form: str, output: Path) -> None:
    from eventclaims.runtime.atomic_files import replace_file

    with replace_file(output) as file:
        _write(diff, form, file)


def _print(diff: Diff, form: str) -> None:
    """Print only when the output is complete, so that an error leaves no partial output."""
    encoding = (sys.stdout.encoding or "utf-8") if form == "text" else "utf-8"
    try:
        with TemporaryFile() as file:
            _write(diff, form, file, encoding)
            file.seek(0)
            while chunk := file.read(1 << 20):
                sys.stdout.buffer.write(chunk)
            sys.stdout.buffer.flush()
    except OSError as error:
        raise EventClaimsError(f"cannot write to stdout ({error.strerror})") from error

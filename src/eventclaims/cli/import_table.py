"""Import a workbook, or an existing table, into a package."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from eventclaims.cli.options import texts_option
from eventclaims.errors import EventClaimsError

if TYPE_CHECKING:
    from eventclaims.exchange.coding import Coding

_WORKBOOK = ".xlsx"
_OTHER_WORKBOOKS = {".xls", ".xlsm", ".xlsb", ".ods", ".numbers"}
# Problems that are printed; the others are only counted.
_SHOWN = 200


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--into",
    "package",
    default=".",
    type=click.Path(),
    metavar="PACKAGE",
    help="Folder of the package; default: the current folder.",
)
@click.option("--dry-run", is_flag=True, help="Print what would change, and write nothing.")
@click.option(
    "--map",
    "map_path",
    type=click.Path(path_type=Path),
    metavar="MAP",
    help="Table: map from its columns to the tables of the package, in TOML.",
)
@click.option(
    "--new-ids",
    is_flag=True,
    help="Table: give every row a new id although ids.csv is missing and the package has rows.",
)
@texts_option
@click.option("--coder", default="", metavar="NAME", help="Workbook: who coded.")
@click.option(
    "--agent-type",
    default="person",
    metavar="CODE",
    help="Workbook: what kind of coder, a code of agent_type such as model; default: person.",
)
@click.option("--agent-version", default="", metavar="VERSION", help="Workbook: of a model.")
@click.option(
    "--codebook-version", default="", metavar="VERSION", help="Workbook: of the codebook used."
)
@click.option(
    "--direct",
    is_flag=True,
    help="Workbook: change the tables in data/, for a single coder without adjudication.",
)
@click.option("--yes", is_flag=True, help="Workbook: do not ask for a confirmation.")
@click.option(
    "--partial",
    is_flag=True,
    help="Workbook: leave out the rows with problems, and import the rest.",
)
def command(  # noqa: PLR0913, PLR0917 - one parameter per option
    file: Path,
    package: str,
    map_path: Path | None,
    texts: Path | None,
    coder: str,
    agent_type: str,
    agent_version: str,
    codebook_version: str,
    *,
    dry_run: bool,
    new_ids: bool,
    direct: bool,
    yes: bool,
    partial: bool,
) -> None:
    """Import FILE into a package: a workbook (.xlsx), or a table as CSV with a map.

    A workbook that `eventclaims workbook` wrote becomes a coding: data/coding/RUN/ and a row of
    coding_runs; the tables in data/ do not change. With --direct, it changes the tables in data/
    after a confirmation. All problems are listed by sheet and cell, and nothing is imported until
    there are none; --partial leaves out the rows with problems. The words of passages are located
    in the texts (--texts) and not kept. docs/workbook.md has the details.

    A table needs --map, which says which rows and cells each row of it gives; docs/import.md
    describes it. The file ids.csv of the package keeps the id of each row, so that a second import
    changes only what has changed in the table. If that file is missing and a table that the map
    fills has rows, use --new-ids if they were not imported.

    After an error, nothing is written.

    Exit codes: 0 done, 1 the workbook has problems, 2 the file does not fit, or cannot be read or
    written.
    """
    suffix = file.suffix.lower()
    if suffix in _OTHER_WORKBOOKS:
        raise EventClaimsError(f"{file}: save the workbook as .xlsx, without macros")
    is_workbook = suffix == _WORKBOOK
    if is_workbook and (map_path or new_ids):
        raise click.UsageError("--map and --new-ids are for a table, not for a workbook.")
    if not is_workbook and (texts or coder or agent_version or codebook_version):
        raise click.UsageError("--texts, --coder and versions are for a workbook.")
    if not is_workbook and (direct or yes or partial):
        raise click.UsageError("--direct, --yes and --partial are for a workbook.")
    if is_workbook:
        _import_workbook(
            file,
            package,
            texts,
            (agent_type, coder, agent_version, codebook_version),
            dry_run=dry_run,
            direct=direct,
            yes=yes,
            partial=partial,
        )
    elif map_path is None:
        raise click.UsageError("A table needs --map; a workbook has the ending .xlsx.")
    else:
        _import_table(file, map_path, package, new_ids=new_ids, dry_run=dry_run)


def _import_table(
    table: Path, map_path: Path, package: str, *, new_ids: bool, dry_run: bool
) -> None:
    from eventclaims.authoring.derive import write_changes  # noqa: PLC0415 - see cli
    from eventclaims.importing.importer import import_table  # noqa: PLC0415
    from eventclaims.importing.mapping import read_map  # noqa: PLC0415
    from eventclaims.package.opening import open_folder  # noqa: PLC0415
    from eventclaims.render import escape  # noqa: PLC0415

    with open_folder(package) as opened:
        imported = import_table(opened, table, read_map(map_path), new_ids=new_ids)
        if not dry_run:
            write_changes(imported.changes)
    for name, count in imported.counts.items():
        numbers = f"{count.added} added, {count.changed} changed, {count.removed} removed"
        click.echo(f"{escape(name)}: {numbers}, {count.unchanged} unchanged")


def _import_workbook(  # noqa: PLR0913 - one parameter per option
    file: Path,
    package: str,
    texts: Path | None,
    agent: tuple[str, str, str, str],
    *,
    dry_run: bool,
    direct: bool,
    yes: bool,
    partial: bool,
) -> None:
    from eventclaims.cli.extras import need_extra  # noqa: PLC0415 - see cli
    from eventclaims.package.opening import open_folder  # noqa: PLC0415

    with need_extra("workbook"):
        from eventclaims.exchange.coding import read_coding  # noqa: PLC0415
    with open_folder(package) as opened:
        coding = read_coding(opened, file, texts, coder=agent[1], partial=partial)
        if direct:
            _merge(coding, texts, dry_run=dry_run, yes=yes, partial=partial)
        else:
            _add_run(coding, texts, agent, dry_run=dry_run, partial=partial)


def _merge(
    coding: "Coding", texts: Path | None, *, dry_run: bool, yes: bool, partial: bool
) -> None:
    from eventclaims.authoring.derive import write_changes  # noqa: PLC0415 - see cli
    from eventclaims.comparison.diff import compare  # noqa: PLC0415
    from eventclaims.exchange.merging import merge_coding  # noqa: PLC0415
    from eventclaims.exchange.writing import open_merged  # noqa: PLC0415
    from eventclaims.render.diff_text import render_diff_text  # noqa: PLC0415

    merged = merge_coding(coding)
    _report(coding, partial=partial)
    with open_merged(coding, merged, texts) as (changed, changes):
        with compare(coding.package, changed) as diff:
            for line in render_diff_text(diff):
                click.echo(line)
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

    from eventclaims.coding.rounds import CODINGS  # noqa: PLC0415
    from eventclaims.exchange.writing import Agent, report_uncoded, write_run  # noqa: PLC0415

    if not coding.coder:
        raise click.UsageError("Name the coder with --coder, or change data/ with --direct.")
    report_uncoded(coding)
    _report(coding, partial=partial)
    if dry_run:
        click.echo("no problems" if not coding.faults.found else "the other rows have no problems")
        return
    kind, _, version, codebook = agent
    day = datetime.now(UTC).date()
    run = write_run(coding, Agent(kind, coding.coder, version, codebook), day, texts)
    click.echo(f"{run}: written to {CODINGS}/{run}; the tables in data/ did not change")


def _report(coding: "Coding", *, partial: bool) -> None:
    """Print the problems, and stop unless the rows with problems are left out."""
    from eventclaims.render import escape  # noqa: PLC0415 - see cli
    from eventclaims.report.report import count  # noqa: PLC0415

    found = coding.faults.found
    for fault in found[:_SHOWN]:
        click.echo(escape(str(fault)), err=True)
    shown = "" if len(found) <= _SHOWN else f", of which {_SHOWN} are shown"
    if found:
        outcome = "left out" if partial else "nothing was imported"
        click.echo(f"{outcome}: {count(len(found), 'problem')}{shown}", err=True)
    if found and not partial:
        sys.exit(1)

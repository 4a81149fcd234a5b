"""Import a coding, or an existing table, into a package."""

from pathlib import Path

import click

from eventclaims.cli.import_coding import add_run, get_reader, report_faults, write_merged
from eventclaims.cli.options import into_option, texts_option
from eventclaims.errors import EventClaimsError

_OTHER_WORKBOOKS = {".xls", ".xlsm", ".xlsb", ".ods", ".numbers"}


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@into_option
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
@click.option(
    "--format",
    "tool",
    type=click.Choice(("hypothesis", "cas")),
    help="Coding: FILE is of this annotation tool; see eventclaims export.",
)
@click.option(
    "--manifest",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Coding: manifest.json of the export; default: the one beside FILE.",
)
@click.option("--coder", default="", metavar="NAME", help="Coding: who coded.")
@click.option(
    "--agent-type",
    default="person",
    metavar="CODE",
    help="Coding: what kind of coder, a code of agent_type such as model; default: person.",
)
@click.option("--agent-version", default="", metavar="VERSION", help="Coding: of a model.")
@click.option(
    "--codebook-version", default="", metavar="VERSION", help="Coding: of the codebook used."
)
@click.option(
    "--direct",
    is_flag=True,
    help="Coding: change the tables in data/, for a single coder without adjudication.",
)
@click.option("--yes", is_flag=True, help="Coding: do not ask for a confirmation.")
@click.option(
    "--partial",
    is_flag=True,
    help="Coding: leave out the rows with problems, and import the rest.",
)
def command(
    file: Path,
    package: str,
    map_path: Path | None,
    texts: Path | None,
    tool: str | None,
    manifest: Path | None,
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
    """Import FILE into a package: a coding (.xlsx, .json), or a table as CSV with a map.

    A workbook of `eventclaims workbook`, or the work file of a page of `eventclaims coding page`,
    becomes a coding: data/coding/RUN/ and a row of coding_runs; the tables in data/ do not change.
    With --direct, it changes the tables in data/ after a confirmation. All problems are listed by
    place, and nothing is imported until there are none; --partial leaves out the rows with
    problems. Passages are located in the texts (--texts), and their words are not kept.
    docs/workbook.md and docs/coding-page.md have the details.

    A file that an annotation tool has exported becomes a coding in the same way, with --format and
    --texts; FILE may be a folder of such files. docs/annotation-tools.md has the steps.

    A table needs --map, which says which rows and cells each row of it gives; docs/import.md
    describes it. The file ids.csv of the package keeps the id of each row, so that a second import
    changes only what has changed in the table. If that file is missing and a table that the map
    fills has rows, use --new-ids if they were not imported.

    After an error, nothing is written.

    Exit codes: 0 done, 1 the coding has problems, 2 the file does not fit, or cannot be read or
    written.
    """
    suffix = file.suffix.lower()
    if suffix in _OTHER_WORKBOOKS:
        raise EventClaimsError(f"{file}: save the workbook as .xlsx, without macros")
    if manifest and not tool:
        raise click.UsageError("--manifest is for an annotation tool; give --format, too.")
    reader = get_reader(suffix, tool, texts, manifest)
    if reader and (map_path or new_ids):
        raise click.UsageError("--map and --new-ids are for a table, not for a coding.")
    if not reader and (texts or coder or agent_version or codebook_version):
        raise click.UsageError("--texts, --coder and versions are for a coding.")
    if not reader and (direct or yes or partial):
        raise click.UsageError("--direct, --yes and --partial are for a coding.")
    if reader:
        from eventclaims.exchange.coding import read_coding
        from eventclaims.exchange.writing import Agent, merge_coding
        from eventclaims.package.opening import open_folder

        with open_folder(package) as opened:
            coding = read_coding(opened, file, reader, texts, coder=coder, partial=partial)
            if direct:
                merged = merge_coding(coding)
                report_faults(coding, partial=partial)
                write_merged(coding, merged, texts, dry_run=dry_run, yes=yes)
            else:
                agent = Agent(agent_type, coding.coder, agent_version, codebook_version)
                add_run(coding, texts, agent, dry_run=dry_run, partial=partial)
    elif map_path is None:
        raise click.UsageError("A table needs --map; a workbook has the ending .xlsx.")
    else:
        _import_table(file, map_path, package, new_ids=new_ids, dry_run=dry_run)


def _import_table(
    table: Path, map_path: Path, package: str, *, new_ids: bool, dry_run: bool
) -> None:
    from eventclaims.importing.importer import import_table
    from eventclaims.importing.mapping import read_map
    from eventclaims.package.changes import write_changes
    from eventclaims.package.opening import open_folder
    from eventclaims.render.escaping import escape

    with open_folder(package) as opened:
        imported = import_table(opened, table, read_map(map_path), new_ids=new_ids)
        if not dry_run:
            write_changes(imported.changes)
    for name, count in imported.counts.items():
        numbers = f"{count.added} added, {count.changed} changed, {count.removed} removed"
        click.echo(f"{escape(name)}: {numbers}, {count.unchanged} unchanged")

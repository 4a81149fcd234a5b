"""Import an existing table into a package."""

from pathlib import Path

import click


@click.command("import")
@click.argument("table", type=click.Path(path_type=Path))
@click.option(
    "--map",
    "map_path",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="Map from the columns of TABLE to the tables of the package, in TOML.",
)
@click.option(
    "--into",
    "package",
    default=".",
    type=click.Path(),
    metavar="PACKAGE",
    help="Folder of the package; default: the current folder.",
)
@click.option(
    "--new-ids",
    is_flag=True,
    help="Give every row a new id although ids.csv is missing and the package has rows.",
)
@click.option("--dry-run", is_flag=True, help="Print the numbers of rows, and write nothing.")
def command(table: Path, map_path: Path, package: str, *, new_ids: bool, dry_run: bool) -> None:
    """Import TABLE, a CSV file with a header, into a package.

    The map says which rows and cells each row of TABLE gives; docs/import.md describes it. The
    file ids.csv of the package keeps the id of each row, so that a second import changes only what
    has changed in TABLE. If that file is missing and a table that the map fills has rows, use
    --new-ids if they were not imported. After an error, nothing is written.

    Exit codes: 0 done, 2 the map does not fit, or a file cannot be read or written.
    """
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

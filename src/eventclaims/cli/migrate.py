"""Write a package in the current version of the standard."""

import click

from eventclaims.cli.options import package_argument


@click.command("migrate")
@package_argument
@click.option("--write", is_flag=True, help="Write the files; without it, nothing is changed.")
def command(package: str, *, write: bool) -> None:
    """Turn PACKAGE, of version 1 of the standard, into one of version 2.0.

    Rows, tables, columns and codes of your own stay; new columns are empty. The files that change
    are listed, then what validation finds in the migrated package, which a person must decide.
    After an error, the package is as it was.

    Exit codes: 0 the migrated package is valid, 1 validation finds errors, 2 the package cannot be
    migrated.
    """
    import sys

    from eventclaims.authoring.migrate import migrate
    from eventclaims.package.changes import write_changes
    from eventclaims.package.opening import open_folder
    from eventclaims.render.escaping import escape
    from eventclaims.render.text import render_text
    from eventclaims.validation import validate

    with open_folder(package) as opened:
        migration = migrate(opened, validate)
        if write:
            write_changes(migration.changes)
    for change in migration.changes:
        click.echo(escape(f"{change.file}: {'written' if write else 'would change'}"))
    click.echo(f"level: {migration.level}")
    for line, _ in render_text(migration.report):
        click.echo(line)
    sys.exit(0 if migration.report.valid else 1)

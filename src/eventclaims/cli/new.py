"""Create an empty package."""

from pathlib import Path

import click


@click.command("new")
@click.argument("package", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the package; default: name of the folder.")
@click.option("--title", help="Title of the package; default: derived from the name.")
def command(package: Path, name: str | None, title: str | None) -> None:
    """Create an empty, valid package in the folder PACKAGE.

    The folder must be new or empty, or a new clone that contains only .git; it may be the current
    one.

    The package contains a descriptor, all tables without rows, copies of the schemas and code
    lists, a README with a tutorial, a changelog, a test, and a workflow for GitHub Actions. After
    an error, nothing is written.

    Exit codes: 0 done, 2 the folder is not empty or cannot be written, or the name is invalid.
    """
    from eventclaims.authoring.scaffold import create_package  # noqa: PLC0415
    from eventclaims.render import escape  # noqa: PLC0415 - see cli

    tables = create_package(package, name, title)
    click.echo(f"{escape(str(package))}: created with {len(tables)} empty tables")
    click.echo(f"next: follow {escape(str(package / 'README.md'))} to code the first report")

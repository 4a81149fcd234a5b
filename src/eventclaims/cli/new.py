"""Start a package of one's own."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("new")
@click.argument("package", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the package; by default that of the folder.")
@click.option("--title", help="Title of the package; by default made from its name.")
def command(package: Path, name: str | None, title: str | None) -> None:
    """Start an empty, valid package in the folder PACKAGE, which is new or empty.

    It gets a descriptor, every table with its header, copies of the schemas and code lists, a
    README that leads through the first report, a test, and a check for GitHub. All of it is
    written, or nothing.

    Exit codes: 0 done, 2 the folder is not empty, the name will not do, or it cannot be written.
    """
    from eventclaims.authoring.scaffold import create_package  # noqa: PLC0415
    from eventclaims.render import escape  # noqa: PLC0415 - see cli

    tables = create_package(package, name, title)
    click.echo(f"{escape(str(package))}: a new package with {len(tables)} empty tables")
    click.echo(f"{escape(str(package / 'README.md'))} leads through the first report")

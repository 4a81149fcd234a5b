"""Create a new package."""

from pathlib import Path

import click

from eventclaims.creation.licenses import CC_BY, LICENSES
from eventclaims.package.conformance import Level


@click.command("new")
@click.argument("package", type=click.Path(path_type=Path))
@click.option("--name", help="Name of the package; default: name of the folder.")
@click.option("--title", help="Title of the package; default: derived from the name.")
@click.option(
    "--level",
    type=click.Choice([level.value for level in Level]),
    default=Level.ANCHORED.value,
    show_default=True,
    help="core: no evidence is required; cited: a source and the place in it; anchored: a span "
    "of a text.",
)
@click.option(
    "--license",
    "spdx",
    type=click.Choice([*LICENSES]),
    default=CC_BY,
    show_default=True,
    help="SPDX id of the licence.",
)
@click.option("--house-style", is_flag=True, help="Switch on the rules on how coders write.")
@click.option(
    "--texts",
    type=click.Choice(["open", "withheld"]),
    default="withheld",
    show_default=True,
    help="Whether the texts of the documents may be published.",
)
@click.option(
    "--example",
    is_flag=True,
    help="Fill the tables with a fictional report; its text is in texts/.",
)
def command(
    package: Path,
    *,
    name: str | None,
    title: str | None,
    level: str,
    spdx: str,
    house_style: bool,
    texts: str,
    example: bool,
) -> None:
    """Create a valid package in the folder PACKAGE.

    The folder must be new or empty, or a new clone that contains only .git; it may be the current
    one.

    The package contains a descriptor, all tables without rows, copies of the schemas and code
    lists, a README with a tutorial, a codebook, a changelog, a licence, a citation, a test, and
    workflows for GitHub Actions. With --example, the tables contain a fictional report. After an
    error, nothing is written.

    Exit codes: 0 done, 2 the folder is not empty or cannot be written, or the name is invalid.
    """
    from eventclaims.creation.scaffold import Options, create_package
    from eventclaims.render.escaping import escape

    options = Options(Level(level), spdx, house_style, texts == "open", example)
    tables = create_package(package, name, title, options)
    content = "tables and a fictional report" if example else "empty tables"
    click.echo(f"{escape(str(package))}: created with {len(tables)} {content}")
    click.echo(f"next: follow {escape(str(package / 'README.md'))}")

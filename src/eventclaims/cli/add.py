"""Add to the vocabulary of a package."""

import click

from eventclaims.cli.options import package_option
from eventclaims.cli.suggestions import SuggestingGroup


@click.group("add", cls=SuggestingGroup)
def command() -> None:
    """Add a code to a code list."""


@command.command("code", short_help="Add a code to a code list and to its columns.")
@click.argument("codelist", metavar="LIST")
@click.argument("code")
@click.option("--label", required=True, help="Label of the code, such as `Sea port`.")
@click.option("--definition", required=True, help="Definition of the code, as a sentence.")
@click.option(
    "--broader",
    default="",
    metavar="CODE",
    help="Code of the list that includes the new one; rules and counts treat it as this code.",
)
@package_option
def add_code(  # noqa: PLR0913, PLR0917 - one parameter per option
    codelist: str, code: str, label: str, definition: str, broader: str, package: str
) -> None:
    """Add CODE to the code list LIST of a package.

    The code is written to schemas/codelists/LIST.csv and to the enum of each column of that list. A
    list that does not exist yet is created; name it in the property `codelist` of a column of
    yours.

    Exit codes: 0 done, 2 the code exists, or a file cannot be written.
    """
    from eventclaims.authoring import codes  # noqa: PLC0415 - see cli
    from eventclaims.authoring.derive import write_changes  # noqa: PLC0415
    from eventclaims.package.opening import open_folder  # noqa: PLC0415

    with open_folder(package) as opened:
        changes = codes.add_code(
            opened, codelist, code, label=label, definition=definition, broader=broader
        )
        write_changes(changes)
    for change in changes:
        click.echo(f"{change.file}: written")

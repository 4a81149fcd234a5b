"""Add to a package: a code to a code list, or a row to a table."""

from collections.abc import Sequence

import click

from eventclaims.cli.groups import SuggestingGroup
from eventclaims.cli.options import package_option
from eventclaims.cli.output import write_files

_PACKAGE = "--package"


class _Additions(SuggestingGroup):
    """A group with a command for each table of the package that the arguments name."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Find the package before the command, which it decides."""
        ctx.obj = _find_package(args)
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        from eventclaims.cli.add_row import list_rows

        own = super().list_commands(ctx)
        return [*own, *list_rows(ctx.obj or "", own)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command by its name, in which - and _ are the same; also by that of a table."""
        from eventclaims.cli.add_row import make_command

        own = super().get_command(ctx, cmd_name)
        return own or make_command(ctx.obj or "", cmd_name, super().list_commands(ctx))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments name."""
        found = self.get_command(ctx, args[0])
        return (args[0], found, args[1:]) if found else super().resolve_command(ctx, args)


def _find_package(words: Sequence[str]) -> str:
    """Return the value of --package in the arguments; empty if they do not name one."""
    for word, after in zip(words, [*words[1:], ""], strict=True):
        name, equals, value = word.partition("=")
        if name == _PACKAGE:
            return value if equals else after
    return ""


@click.group("add", cls=_Additions)
def command() -> None:
    """Add a row to a table, or a code to a code list.

    Each table of the package in the current folder, or of --package, has a command, with an option
    for each column: `eventclaims add claim --help`.
    """


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
def add_code(
    codelist: str, code: str, label: str, definition: str, broader: str, package: str
) -> None:
    """Add CODE to the code list LIST of a package.

    The code is written to schemas/codelists/LIST.csv and to the enum of each column of that list. A
    list that does not exist yet is created; name it in the property `codelist` of a column of
    yours.

    Exit codes: 0 done, 2 the code exists, or a file cannot be written.
    """
    from eventclaims.authoring import codes
    from eventclaims.package.opening import open_folder

    with open_folder(package) as opened:
        changes = codes.add_code(
            opened, codelist, code, label=label, definition=definition, broader=broader
        )
        write_files(changes)

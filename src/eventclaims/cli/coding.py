"""Code documents, and work with codings; the module of a command is imported when it runs."""

from importlib import import_module

import click

from eventclaims.cli.suggestions import SuggestingGroup

_COMMANDS = (("page", "Write a page with the texts on which people code in a browser."),)


class _Codings(SuggestingGroup):
    """A group that imports a command only when it runs, to keep --help fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - signature of the base class
        return [name for name, _ in _COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in dict(_COMMANDS):
            return None
        command: click.Command = import_module(f"eventclaims.cli.coding_{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(_COMMANDS)


@click.group("coding", cls=_Codings)
def command() -> None:
    """Code documents in a browser."""

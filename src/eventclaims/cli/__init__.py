"""The command line: each command is a module of its own, loaded when it is called."""

from __future__ import annotations

import os
import signal
import sys
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

import click

from eventclaims.errors import EventClaimsError

# Command, and the line that --help shows for it, in the order of a user's work.
COMMANDS = (
    ("new", "Start an empty, valid package of your own."),
    ("validate", "Check a package and report every fault by file and line."),
    ("rules", "Show the rules, or explain one."),
    ("evidence", "Locate passages, verify spans, list what is not covered."),
    ("derive", "Write derived columns, hashes and the canonical form."),
    ("diff", "Compare two versions of a package, and name the version it needs."),
    ("cite", "Cite a package, or one row of it."),
    ("stats", "Count what a package holds, with small bar charts."),
    ("agreement", "Measure how far two codings of the same documents agree."),
)
COULD_NOT_CHECK = 2


class _Commands(click.Group):
    """A group that imports a command only when it is run, so that --help answers at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the base's call
        return [name for name, _ in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in dict(COMMANDS):
            return None
        module = import_module(f"eventclaims.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(COMMANDS)


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 nothing at fault, 1 faults found, 2 wrong usage or not checked.",
)
@click.version_option(package_name="eventclaims", message="%(version)s")
def cli() -> None:
    """Validate datasets of events, statements and claims, and prepare their tables."""


def main() -> None:
    """Run the command line; what could not be checked is one line on stderr and exit code 2."""
    # A reader of a pipe that has seen enough ends us in silence, as it ends other commands; each
    # command prints only when its work is done.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    _prepare_streams()
    try:
        cli.main(standalone_mode=False)
    except EventClaimsError as error:
        _stop(str(error))
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _stop("interrupted", 130)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _stop(f"{where}{error.strerror or error}")
    except Exception as error:
        # Never exit 1, which would say that faults were found; the whole trace on demand.
        if os.environ.get("EVENTCLAIMS_DEBUG"):
            raise
        _stop(f"a fault of the program, not of the data: {type(error).__name__}: {error}")


def _prepare_streams() -> None:
    """Let a closed stream swallow what it gets, and another encoding show what it lacks escaped."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            swallow = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
            setattr(sys, name, swallow)
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _stop(message: str, code: int = COULD_NOT_CHECK) -> None:
    from eventclaims.render import escape  # noqa: PLC0415 - only where something went wrong

    click.echo(f"eventclaims: {escape(message)}", err=True)
    sys.exit(code)

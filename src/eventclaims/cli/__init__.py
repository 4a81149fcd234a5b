"""The command line; the module of a command is imported when the command runs."""

import os
import signal
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path

import click

from eventclaims.cli.groups import SuggestingGroup
from eventclaims.errors import EventClaimsError

# Commands with their line in --help, in the order of a typical workflow.
COMMANDS = (
    ("new", "Create an empty package."),
    ("workbook", "Write a package as a workbook for coding, in Excel and other programs."),
    ("coding", "Code in a browser, compare two codings, and settle their differences."),
    ("export", "Write a package for an annotation tool: Hypothesis, INCEpTION, QDA programs."),
    ("import", "Import a coding (workbook, work.json), or a table by a map of its columns."),
    ("validate", "Check a package and report errors by file and line."),
    ("rules", "List the rules, or explain one."),
    ("evidence", "Locate passages, verify spans, measure coverage."),
    ("derive", "Fill derived columns and hashes, and normalise the CSV files."),
    ("migrate", "Turn a package of version 1 of the standard into version 2.0."),
    ("add", "Add a row to a table, or a code to a code list."),
    ("diff", "Compare two versions of a package."),
    ("release", "Build, check and record releases."),
    ("publish", "Publish a built release: to a folder, Zenodo or GitHub."),
    ("site", "Write a package as static pages that open from a folder."),
    ("show", "Print a row with everything around it."),
    ("cite", "Print the citation of a package or of one row."),
    ("stats", "Count rows, claims and events, with bar charts."),
    ("agreement", "Measure the agreement of two codings of the same documents."),
)
# A module cannot have the name of a keyword of Python.
_MODULES = {"import": "import_table"}
COULD_NOT_CHECK = 2
_LONGEST = 1000


class _Commands(SuggestingGroup):
    """A group that imports a command only when it runs, to keep --help fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - signature of the base class
        return [name for name, _ in COMMANDS]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in dict(COMMANDS):
            return None
        module = import_module(f"eventclaims.cli.{_MODULES.get(cmd_name, cmd_name)}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(COMMANDS)


@click.command(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 valid, 1 errors found, 2 usage error or check not possible.",
)
@click.version_option(package_name="eventclaims", message="%(version)s")
def cli() -> None:
    """Validate datasets of events, statements and claims, and prepare their tables."""


def main(words: Sequence[str] | None = None) -> None:
    """Run the command line; print errors as one line on stderr and exit with 2.

    Args:
        words: The arguments; by default those of the process.
    """
    # Exit silently when the reader of a pipe closes it, like other commands.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    _prepare_streams()
    try:
        cli.main(args=words, prog_name="eventclaims" if words else None, standalone_mode=False)
    except EventClaimsError as error:
        _stop(str(error))
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        _print_error(error.show)
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt) as stop:
        _stop(str(stop) or "interrupted", 130)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _stop(f"{where}{error.strerror or error}")
    except Exception as error:
        # Exit code 1 would mean errors in the data.
        if os.environ.get("EVENTCLAIMS_DEBUG"):
            raise
        _stop(_explain(error))


def _explain(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "not enough memory"
    if isinstance(error, ImportError):
        return f"a library cannot be loaded ({error}); install eventclaims again"
    return f"internal error, please report it: {type(error).__name__}: {error}"


def _prepare_streams() -> None:
    """Discard output to closed streams, and escape characters missing in an encoding."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            null = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open until exit
            setattr(sys, name, null)
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _stop(message: str, code: int = COULD_NOT_CHECK) -> None:
    from eventclaims.render.escaping import escape

    _print_error(partial(click.echo, f"eventclaims: {escape(message, _LONGEST)}", err=True))
    sys.exit(code)


def _print_error(show: Callable[[], None]) -> None:
    """Keep the exit code also if stderr cannot be written."""
    try:
        show()
    except OSError:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - open until exit

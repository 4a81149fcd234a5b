"""How a publishing command is run and ends: an exit code, and one line on stderr if it failed."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from eventclaims.errors import EventClaimsError
from eventclaims.render.escaping import escape

FOLDER = click.Path(file_okay=False, path_type=Path)
_FAILED = 2
# The exit code that a shell reports for a command ended by SIGINT.
_INTERRUPTED = 130
_LONGEST = 1000


def run_command(command: click.Command, script: Path, words: Sequence[str] | None = None) -> int:
    """Run the command of a script and return its exit code.

    Args:
        command: The command; its context object is the checkout that contains the script.
        script: The script `scripts/<name>.py`.
        words: The arguments; by default those of the process.

    Returns:
        0 for success, 2 for failure, 130 if it was interrupted.
    """
    name, checkout = script.stem, script.parents[1]
    try:
        command.main(words, prog_name=name, standalone_mode=False, obj=checkout)
    except click.ClickException as mistake:
        mistake.show()
        return mistake.exit_code
    except EventClaimsError as problem:
        return _end(name, str(problem), _FAILED)
    except (click.Abort, KeyboardInterrupt):
        return _end(name, "interrupted; run the same command again to continue", _INTERRUPTED)
    return 0


def _end(name: str, message: str, code: int) -> int:
    # The message must be the last output of the process.
    sys.stdout.flush()
    click.echo(f"{name}: {escape(message, _LONGEST)}", err=True)
    return code

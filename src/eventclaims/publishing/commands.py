"""How a publishing command ends: with what it was asked for, or with one line that says why not."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import click

from eventclaims.errors import EventClaimsError
from eventclaims.render.escaping import escape

_FAILED = 2
# What a shell gives for a command that SIGINT ended.
_INTERRUPTED = 130
_LONGEST = 1000


def run_command(command: click.Command, name: str, words: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; whatever stops it is said in one line on stderr.

    Args:
        command: The command.
        name: Its name, with which that line begins.
        words: Its arguments; those of the process if not given.

    Returns:
        0 if it did what it was asked for, 2 if it could not, 130 if it was interrupted.
    """
    try:
        command.main(words, prog_name=name, standalone_mode=False)
    except click.ClickException as mistake:
        mistake.show()
        return mistake.exit_code
    except EventClaimsError as problem:
        return _end(name, str(problem), _FAILED)
    except (click.Abort, KeyboardInterrupt):
        return _end(name, "interrupted; run it again, it goes on where it was", _INTERRUPTED)
    return 0


def _end(name: str, words: str, code: int) -> int:
    # As the last words of the process: nothing that comes after may hide them.
    sys.stdout.flush()
    click.echo(f"{name}: {escape(words, _LONGEST)}", err=True)
    return code

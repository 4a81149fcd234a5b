"""Limit the time of regular expressions from a package, in any thread and on any system.

Python cannot stop a regular expression that backtracks without end, so that those which may be slow
run in a process that is killed.
"""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from threading import Timer
from typing import Any

from eventclaims.errors import TableError

SECONDS = 10.0
"""Limit for all slow regular expressions of a validation together."""
_COST_OF_A_CALL = 0.001
_WORKER = Path(__file__).with_name("worker.py")


class TooSlowError(TableError):
    """A regular expression takes too long; the message is a clause that explains it."""


class TimeLimit:
    """The time that is left for slow regular expressions, and the process that runs them."""

    def __init__(self) -> None:
        self._left = SECONDS
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, task: str, *arguments: str, seconds: float = SECONDS) -> Any:  # noqa: ANN401 - JSON
        """Run a task of the worker and return its result.

        Raises:
            TooSlowError: If it takes longer than `seconds`, or than what is left.
        """
        seconds = min(seconds, self._left)
        if seconds <= 0:
            raise TooSlowError(_explain())
        process = self._process = self._process or _start()
        timer = Timer(seconds, process.kill)
        start = time.perf_counter()
        timer.start()
        try:
            answer = _ask(process, json.dumps([task, seconds, *arguments]))
        finally:
            timer.cancel()
            self._left -= max(0.0, time.perf_counter() - start - _COST_OF_A_CALL)
        if not answer:
            self.close()
            raise TooSlowError(_explain())
        return json.loads(answer)

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process:
            process.kill()
            process.communicate()


_current: ContextVar[TimeLimit | None] = ContextVar("time_limit", default=None)


@contextmanager
def limit_time() -> Iterator[None]:
    """Limit the time of regular expressions within the block."""
    limit = TimeLimit()
    token = _current.set(limit)
    try:
        yield
    finally:
        _current.reset(token)
        limit.close()


def get_time_limit() -> TimeLimit | None:
    """Return the time limit of the block; None outside of any."""
    return _current.get()


def _explain() -> str:
    return f"a pattern of its schema takes longer than {SECONDS:g} s"


def _start() -> subprocess.Popen[bytes]:
    # Without the environment of the user and without installed packages, it starts fast.
    return subprocess.Popen(  # noqa: S603 - this Python with a file of the toolkit
        [sys.executable, "-I", "-S", str(_WORKER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def _ask(process: subprocess.Popen[bytes], question: str) -> bytes:
    """Return the answer of the process; empty if it has been killed."""
    assert process.stdin is not None  # noqa: S101 - for mypy
    assert process.stdout is not None  # noqa: S101
    try:
        process.stdin.write(question.encode() + b"\n")
        process.stdin.flush()
    except OSError:
        return b""
    return process.stdout.readline()

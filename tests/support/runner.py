"""Run the publishing commands in separate processes, which can be killed.

A process loads the commands once and forks for each run, which saves the start of Python.
`python runner.py` is that process: it reads each run as one line of JSON, and prints the id of the
forked process, and then how it ended.
"""

# ruff: noqa: T201 - it prints its answers

import contextlib
import json
import os
import signal
import subprocess
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eventclaims.cli import main, publish
from eventclaims.publishing.built_release import open_release
from eventclaims.publishing.folder import publication as _folder
from eventclaims.publishing.github import publication as _github
from eventclaims.publishing.http import client, retries
from eventclaims.publishing.zenodo import publication as _zenodo
from support.killing import kill_before
from support.small_release import make_checkout, make_release

ROOT = Path(__file__).parents[2]
LOADED = (_folder, _github, _zenodo)  # before the process forks


@dataclass
class Ended:
    """How a run ended; its signal is 0 if it was not killed."""

    code: int
    signal: int
    output: str

    def __bool__(self):
        return self.code == 0 and self.signal == 0


class Runner:
    """The process that loads the commands and forks."""

    def __init__(self, folder):
        self.output = folder / "output.txt"
        environment = {k: v for k, v in os.environ.items() if "TOKEN" not in k}
        environment["PYTHONPATH"] = os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")])
        self.process = subprocess.Popen(
            [sys.executable, __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env=environment,
        )

    def run(
        self, command, *words, on_start=None, kill_at=None, under=None, timeout=120, **variables
    ):
        """Run a command to its end.

        Args:
            command: Its name below `publish`.
            words: Its arguments.
            on_start: Called with the id of the process when it starts.
            kill_at: The number of the change on the disk before which the process is killed.
            under: The folder in which changes count.
            timeout: Seconds to wait for a reply.
            variables: The environment.
        """
        order = {
            "command": command,
            "words": [str(word) for word in words],
            "variables": variables,
            "output": str(self.output),
            "kill_at": kill_at,
            "timeout": timeout,
            "under": str(under) if under else None,
        }
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        pid = int(self.process.stdout.readline())
        if on_start:
            on_start(pid)
        code, number = map(int, self.process.stdout.readline().split())
        return Ended(code, number, self.output.read_text("utf-8"))

    def close(self):
        """End the process."""
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()


def _run(order):
    os.environ.update(order["variables"])
    handle = os.open(order["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    if order["kill_at"]:
        kill_before(order["kill_at"], order["under"])
    client.TIMEOUT = order["timeout"]
    main(["publish", order["command"], *order["words"]])
    return 0


def _serve():
    # A run in the background ignores Ctrl-C, and so would the commands.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # The waits between requests are not part of what the tests show.
    retries.sleep = lambda _: None
    # The package of a test is not a repository; its build is a script in it.
    publish.BUILD = (sys.executable, "build.py")
    # The templates are then compiled, which takes most of the time of a run.
    with TemporaryDirectory() as folder:
        built = make_release(make_checkout(Path(folder, "checkout"), "1.0.0"))
        _folder.publish_version(Path(folder, "web"), open_release(built))
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            code = 3
            try:
                code = _run(order)
            except SystemExit as stop:
                code = stop.code
            except BaseException:  # noqa: BLE001 - whatever it is, this process ends here
                traceback.print_exc()
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(OSError):
                    stream.flush()
            os._exit(code)
        print(pid, flush=True)
        _, status = os.waitpid(pid, 0)
        killed = os.WIFSIGNALED(status)
        code = -1 if killed else os.WEXITSTATUS(status)
        print(code, os.WTERMSIG(status) if killed else 0, flush=True)


if __name__ == "__main__":
    _serve()

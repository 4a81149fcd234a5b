"""Run the command line of the project, and scripts of the workflows."""

import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import chdir
from io import BytesIO, TextIOWrapper
from pathlib import Path

import pytest

from eventclaims.cli import main
from support.packages import ROOT

EXPRESSION = re.compile(r"\$\{\{ *(.+?) *\}\}")
LEFT_OUT = {"FORCE_COLOR", "GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY"}
BASH = shutil.which("bash")
TOOLS = Path(sys.executable).parent


def run(*words, cwd=ROOT, terminal=None, **variables):
    """Run the command line, in a separate process only if variables of Python are set.

    In this process it takes a third of the time, because nothing is imported again. With a
    terminal, that is where stdout goes.
    """
    environment = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    environment |= {name: str(value) for name, value in variables.items()}
    if any(name.startswith(("PYTHON", "LC_", "LANG", "TMP")) for name in variables):
        return run_process(*words, cwd=cwd, env=environment)
    return _run_here([*map(str, words)], cwd, environment, terminal)


def run_process(*words, cwd=ROOT, env=None):
    """Run the command line in a separate process."""
    command = [sys.executable, "-m", "eventclaims", *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, encoding="utf-8", check=False, env=env
    )


def _run_here(words, cwd, environment, terminal):
    streams = [TextIOWrapper(BytesIO(), "utf-8") for _ in range(3)]
    code = 0
    handler = signal.getsignal(signal.SIGPIPE)
    with pytest.MonkeyPatch.context() as patch, chdir(cwd):
        for name in {*os.environ} - {*environment}:
            patch.delenv(name)
        for name, value in environment.items():
            patch.setenv(name, value)
        patch.setattr(sys, "argv", ["eventclaims", *words])
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        if terminal:
            patch.setattr(sys, "stdout", terminal)
        try:
            main()
        except SystemExit as stop:
            code = stop.code or 0
        finally:
            signal.signal(signal.SIGPIPE, handler)
    outputs = []
    for stream in streams[1:]:
        stream.flush()
        written = stream.buffer.getvalue().decode("utf-8")
        outputs.append(written.replace("\r\n", "\n").replace("\r", "\n"))
    return subprocess.CompletedProcess(words, code, *outputs)


def run_script(script, folder, env):
    """Run a script as GitHub runs `shell: bash`, with the programs of this environment."""
    path = os.pathsep.join([str(TOOLS), os.environ["PATH"]])
    return subprocess.run(
        [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={
            "PATH": path,
            "HOME": str(folder.parent),
            "GITHUB_ACTIONS": "true",
            "CI": "true",
            **env,
        },
        capture_output=True,
        text=True,
        check=False,
    )


def list_steps(definition):
    if "runs" in definition:
        return definition["runs"]["steps"]
    return [step for job in definition["jobs"].values() for step in job.get("steps", ())]

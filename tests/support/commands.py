"""Run the command line of the project, and scripts of the workflows."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from support.packages import ROOT

EXPRESSION = re.compile(r"\$\{\{ *(.+?) *\}\}")
BASH = shutil.which("bash")
TOOLS = Path(sys.executable).parent


def run(*words, cwd=ROOT, **variables):
    left_out = {"FORCE_COLOR", "GITHUB_WORKSPACE", "GITHUB_STEP_SUMMARY"}
    environment = {name: value for name, value in os.environ.items() if name not in left_out}
    environment |= {name: str(value) for name, value in variables.items()}
    command = [sys.executable, "-m", "eventclaims", *map(str, words)]
    return subprocess.run(
        command, cwd=cwd, capture_output=True, encoding="utf-8", check=False, env=environment
    )


def run_script(script, folder, env):
    """Run a script as GitHub runs `shell: bash`, with the programs of this environment."""
    path = os.pathsep.join([str(TOOLS), os.environ["PATH"]])
    return subprocess.run(
        [BASH, "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={"PATH": path, "HOME": str(folder), "GITHUB_ACTIONS": "true", "CI": "true", **env},
        capture_output=True,
        text=True,
        check=False,
    )


def list_steps(definition):
    if "runs" in definition:
        return definition["runs"]["steps"]
    return [step for job in definition["jobs"].values() for step in job.get("steps", ())]

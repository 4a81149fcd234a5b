"""An import into the tables that is killed between two files is completed by the next command."""

import os
import signal
import subprocess
import sys

import pytest
from support.packages import ROOT
from support.workbooks import edit, put, take

from eventclaims import validate
from eventclaims.package.opening import open_package

# Runs the command line, and kills itself before it replaces the n-th file in the package.
KILLED = """
import os, signal, sys
from eventclaims.cli import main

folder, number, *words = sys.argv[1:]
count = 0

def watch(event, arguments):
    global count
    if event == "os.rename" and str(arguments[1]).startswith((folder + "/data/", folder + "/dat")):
        count += 1
        if count == int(number):
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(watch)
main(words)
"""


def run(package, number, *words):
    """Run a command that is killed before it replaces a file; 0 for a whole run."""
    command = [sys.executable, "-c", KILLED, package.resolve(), str(number), *words]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, env=environment, capture_output=True, check=False).returncode


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="the system has no such signal")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_import_killed_between_two_files_is_whole_at_the_next_opening(package, book, number):
    def change(workbook):
        put(workbook, "claims", "CLM-0002", notes="A note.")
        put(workbook, "events", "EVT-0001", notes="Another note.")

    edit(book, change)
    words = ["import", str(book), "--into", str(package), "--direct", "--yes"]
    assert run(package, number, *words) == -signal.SIGKILL
    half = take(package / "data")
    with open_package(package):
        whole = take(package / "data")
    assert b"A note." in whole["claims.csv"]
    assert b"Another note." in whole["events.csv"]
    assert (half == whole) is (number == 3)
    assert validate(package).findings == ()
    assert not [*package.glob(".eventclaims-*")]
    assert run(package, 0, *words) == 0
    assert take(package / "data") == whole

"""The command that judges a release, as the one who releases runs it."""

import json
import subprocess
import sys

import pytest
from support.packages import ROOT
from support.releases import make_tables, write_release

PLACES = ["--suite", "suite.json", "--changelog", "CHANGELOG.md"]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Give a folder with two releases, a suite that asks nothing more, and a changelog."""
    folder = tmp_path_factory.mktemp("releases")
    write_release(folder / "old", make_tables())
    tables = make_tables()
    tables["actors"] = tables["actors"][1:]
    write_release(folder / "new", tables, "1.1.0")
    (folder / "suite.json").write_text("[]", "utf-8")
    (folder / "CHANGELOG.md").write_text("## 1.1.0\n", "utf-8")
    (folder / "waived.md").write_text("## 1.1.0\n\n- Waived: `rows-actors` — \n", "utf-8")
    return folder


def run(folder, *words):
    command = [sys.executable, str(ROOT / "scripts" / "accept_release.py"), *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_a_worse_release_is_told_in_80_columns_and_exits_with_1(place):
    words = ["new", "--previous", "old", "--output", "out"]
    done = run(place, *words, *PLACES)
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[-1].startswith("not accepted: 2 failed, 0 waived")
    assert "failed: actors-kept (critical)" in lines
    assert "  found: 1 missing: ACT-0001" in lines
    assert json.loads((place / "out" / "acceptance.json").read_text("utf-8"))["accepted"] is False
    assert (place / "out" / "acceptance.html").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "nowhere: no such file or folder"),
        (["new", "--previous", "nowhere"], "nowhere: no such file or folder"),
        (["new", "--suite", "none.json"], "none.json: the suite cannot be read"),
        (["new", "--changelog", "none.md"], "none.md: cannot be read"),
        (["new", "--changelog", "waived.md"], "write a waiver as"),
        (["new", "--output", "suite.json"], "suite.json: no folder"),
    ],
)
def test_what_cannot_be_judged_is_told_in_one_line_and_exits_with_2(place, words, said):
    done = run(place, *PLACES, *words)  # of an option that is given twice, the last counts
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("accept_release: ")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr

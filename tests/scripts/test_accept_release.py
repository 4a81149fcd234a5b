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
    assert "actors-kept" in done.stdout
    assert "ACT-0001" in done.stdout
    written = json.loads((place / "out" / "acceptance.json").read_text("utf-8"))
    assert (written["accepted"], written["counts"]["failed"]) == (False, 2)
    assert (place / "out" / "acceptance.html").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "nowhere: "),
        (["new", "--previous", "nowhere"], "nowhere: "),
        (["new", "--suite", "none.json"], "none.json: "),
        (["new", "--changelog", "none.md"], "none.md: "),
        (["new", "--changelog", "waived.md"], "1.1.0: "),
        (["new", "--output", "suite.json"], "suite.json: "),
    ],
)
def test_what_cannot_be_judged_is_told_in_one_line_and_exits_with_2(place, words, said):
    done = run(place, *PLACES, *words)  # of an option that is given twice, the last counts
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("accept_release: ")
    assert done.stderr.count("\n") == 1
    assert said in done.stderr

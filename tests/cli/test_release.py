"""The commands that build, check and record a release: exit codes and messages."""

import json
import os
import subprocess
import sys

import pytest
from support.commands import run
from support.packages import ROOT
from support.releases import make_tables, write_release
from support.repositories import make_ready


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Give a folder with two releases, the newer with an invalid waiver or without."""
    folder = tmp_path_factory.mktemp("releases")
    write_release(folder / "old", make_tables())
    tables = make_tables()
    tables["actors"] = tables["actors"][1:]
    for name in ("new", "waived"):
        write_release(folder / name, tables, "1.1.0")
    (folder / "waived" / "CHANGELOG.md").write_text(
        "## 1.1.0\n\n- Waived: `rows-actors` — \n", "utf-8"
    )
    (folder / "file.txt").write_text("", "utf-8")
    return folder


def test_a_worse_release_is_not_accepted_and_explained_in_80_columns(place):
    done = run("release", "check", "new", "--previous", "old", "--output", "out", cwd=place)
    assert (done.returncode, done.stderr) == (1, "")
    assert max(map(len, done.stdout.splitlines())) <= 80
    assert "actors-kept" in done.stdout
    assert "ACT-0001" in done.stdout
    written = json.loads((place / "out" / "acceptance.json").read_text("utf-8"))
    assert (written["accepted"], written["counts"]["failed"]) == (False, 2)
    assert (place / "out" / "acceptance.html").is_file()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["check", "nowhere"], "nowhere: "),
        (["check", "new", "--previous", "nowhere"], "nowhere: "),
        (["check", "new", "--suite", "none.json"], "none.json: "),
        (["check", "waived"], "1.1.0: "),
        (["check", "new", "--output", "file.txt/below"], "file.txt"),
        (["build", "new"], "git tag: "),
    ],
)
def test_what_cannot_be_checked_exits_2_in_one_line(place, words, message):
    done = run("release", *words, cwd=place)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("eventclaims: ")
    assert message in line


def test_each_problem_that_blocks_a_build_is_one_line_and_exits_1(minimal_copy):
    make_ready(minimal_copy)
    (minimal_copy / "a\x1b.txt").write_text("x", "utf-8")
    done = run("release", "build", cwd=minimal_copy)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "blocked: a\\x1b.txt is not committed\n"
    assert not (minimal_copy / "dist").exists()


@pytest.mark.parametrize(
    ("words", "module"),
    [
        (["release", "build", "PACKAGE"], "scipy"),
        (["release", "check", "PACKAGE"], "great_expectations"),
        (["publish", "github", "--package", "PACKAGE", "--repository", "o/r"], "urllib3"),
    ],
)
def test_a_missing_library_is_answered_with_the_pip_command(words, module, minimal, tmp_path):
    (tmp_path / f"{module}.py").write_text(f"raise ModuleNotFoundError(name={module!r})\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    words = (str(minimal) if word == "PACKAGE" else word for word in words)
    done = run(*words, PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert f"{module} is not installed; run pip install 'eventclaims[release]'" in line


@pytest.mark.parametrize(
    ("script", "command"),
    [
        ("build_release", "release build"),
        ("accept_release", "release check"),
        ("publish_folder", "publish folder"),
        ("publish_github", "publish github"),
        ("publish_zenodo", "publish zenodo"),
    ],
)
def test_each_script_runs_its_command(script, command):
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / f"{script}.py", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.startswith(f"Usage: eventclaims {command} ")

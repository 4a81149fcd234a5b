"""Where a report goes: stdout, a file, the summary of a step; and what shows while it is made."""

import io
import os
import time

import pytest
from support.commands import run
from support.packages import ROOT, build


def test_quiet_prints_the_outcome_alone_and_verbose_every_finding(tmp_path):
    package = build("minimal", tmp_path, "type-error")
    assert run("validate", package, "-q").stdout.splitlines()[0].startswith("not valid: 1 error")
    assert "    row 2, record CLM-0001, field deadline, value tomorrow\n" in (
        run("validate", package, "-v").stdout
    )
    both = run("validate", package, "-q", "-v")
    assert (both.returncode, both.stdout) == (2, "")
    assert "--quiet" in both.stderr


@pytest.mark.parametrize(
    ("form", "start"),
    [
        ("text", "minimal 1.0.0: "),
        ("json", "{"),
        ("github", "::error file="),
        ("sarif", '{\n  "$schema": "https://docs.oasis-open.org/sarif/'),
        ("junit", '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites '),
        ("markdown", "# Validation of minimal\n"),
        ("html", "<!DOCTYPE html>\n"),
    ],
)
def test_every_format_goes_to_stdout_or_into_a_file(form, start, tmp_path):
    package = build("minimal", tmp_path, "type-error")
    shown = run("validate", package, "--format", form, cwd=tmp_path)
    written = run("validate", package, "--format", form, "--output", "report", cwd=tmp_path)
    content = (tmp_path / "report").read_text("utf-8")
    assert (shown.returncode, shown.stderr) == (1, "")
    assert (written.returncode, written.stdout, written.stderr) == (1, "", "")
    assert shown.stdout.startswith(start)
    assert content.startswith(start)
    assert content.endswith("\n")


@pytest.mark.parametrize("file", ["none/report", os.devnull, "."])
def test_a_report_that_cannot_be_written_exits_2_and_replaces_nothing(file, minimal):
    done = run("validate", minimal, "--output", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert file.partition("/")[0] in done.stderr
    assert not os.path.isfile(os.devnull)  # noqa: PTH113 - a name, not a place of ours


def test_annotations_name_files_by_their_path_in_the_repository(tmp_path):
    build("minimal", tmp_path, "type-error")
    github = ["validate", "minimal", "--format", "github"]
    inside = {"GITHUB_WORKSPACE": str(tmp_path.parent)}
    assert "file=minimal/data/claims.csv,line=2,col=67," in run(*github, cwd=tmp_path).stdout
    assert f"file={tmp_path.name}/minimal/data/" in run(*github, cwd=tmp_path, **inside).stdout
    assert "file=data/claims.csv" in run(*github, cwd=tmp_path, GITHUB_WORKSPACE=ROOT).stdout
    (tmp_path / "minimal").rename(tmp_path / "minimal.zip")
    github[1] = "minimal.zip"
    assert "file=minimal.zip/data/claims.csv," in run(*github, cwd=tmp_path).stdout


def test_the_summary_of_a_step_is_the_report_as_markdown(tmp_path):
    package = build("minimal", tmp_path, "type-error")
    summary = tmp_path / "summary.md"
    for form in ("github", "text"):
        run("validate", package, "--format", form, GITHUB_STEP_SUMMARY=summary)
    assert summary.read_text("utf-8").count("# Validation of minimal\n") == 1


def test_a_terminal_of_another_alphabet_gets_escapes_and_no_traceback(tmp_path):
    package = build("minimal", tmp_path, "type-error")
    path = package / "data" / "claims.csv"
    path.write_text(path.read_text("utf-8").replace("tomorrow", "مرحبا"), "utf-8")
    done = run("validate", package, PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (1, "")
    assert "\\u0645" in done.stdout


@pytest.mark.parametrize(
    ("variables", "is_coloured"),
    [
        ({}, True),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": "0"}, False),
        ({"TERM": "dumb"}, False),
    ],
)
def test_findings_are_coloured_on_a_terminal_unless_the_environment_forbids_it(
    variables, is_coloured, tmp_path, monkeypatch
):
    package = build("minimal", tmp_path, "type-error")
    monkeypatch.delenv("NO_COLOR", raising=False)
    reader, writer = os.openpty()
    with open(writer, "w", encoding="utf-8") as terminal:  # noqa: PTH123 - not a path
        done = run("validate", package, terminal=terminal, **{"TERM": "xterm"} | variables)
    shown = os.read(reader, 1 << 16)
    os.close(reader)
    assert done.returncode == 1
    assert b"type-error" in shown
    assert (b"\x1b[31m" in shown) == is_coloured
    assert (b"\x1b" in shown) == is_coloured


class Terminal(io.StringIO):
    """A stream that takes itself for a terminal."""

    def isatty(self):
        """Say yes."""
        return True


@pytest.mark.parametrize(("delay", "shows"), [(0.0, True), (60.0, False)])
def test_the_layer_at_work_is_shown_once_it_takes_long(delay, shows, monkeypatch):
    from eventclaims.cli import validate  # noqa: PLC0415 - loaded by the command it is of

    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr(validate, "_SPINNER_DELAY", delay)
    monkeypatch.setenv("TERM", "xterm")
    with validate._show_progress() as progress:  # noqa: SLF001 - it writes only to a terminal
        progress("structure")
        deadline = time.monotonic() + 5
        while shows and not terminal.getvalue() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert ("checking structure" in terminal.getvalue()) == shows
    assert bool(terminal.getvalue()) == shows

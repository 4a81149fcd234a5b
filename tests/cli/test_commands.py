"""The command line: exit codes, what goes to stdout and stderr, and what each command answers."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from support.commands import run
from support.packages import TEXTS, build

from eventclaims import cli
from eventclaims.catalogue import RULES, get_rule
from eventclaims.cli import COMMANDS
from eventclaims.render.escaping import escape


def test_help_names_every_command_and_loads_nothing_heavy():
    program = (
        "import sys; from eventclaims.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'pandera', 'duckdb', 'frictionless', 'rich', 'json'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--help"], capture_output=True, text=True, check=True
    )
    assert all(f"  {name} " in done.stdout for name, _ in COMMANDS)
    assert done.stdout.endswith("[]\n")


@pytest.mark.parametrize(
    ("expression", "result", "heavy"),
    [
        (
            "len(eventclaims.validate(sys.argv[1]).findings)",
            "0",
            {"pandas", "pandera", "frictionless", "requests", "numpy.ma"},
        ),
        (
            "len(eventclaims.load(sys.argv[1])['claims'])",
            "4",
            {"pandera", "frictionless", "duckdb", "requests", "rich", "jsonschema"},
        ),
    ],
    ids=["validate", "load"],
)
def test_a_package_in_the_usual_form_needs_few_libraries(expression, result, heavy, full):
    program = f"import sys, eventclaims\nprint({expression})\nprint({heavy} & {{*sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", program, full], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{result}\nset()\n"


@pytest.mark.parametrize("command", [name for name, _ in COMMANDS])
def test_every_command_explains_itself_and_its_exit_codes(command):
    done = run(command, "--help")
    assert done.returncode == 0
    assert done.stderr == ""
    assert command in {"add", "coding", "evidence", "rules"} or "Exit codes" in done.stdout


def test_a_valid_package_exits_0_and_says_what_was_checked(full):
    done = run("validate", full, "--texts", TEXTS, "--strict")
    assert (done.returncode, done.stderr) == (0, "")
    first, last = done.stdout.splitlines()
    assert re.fullmatch(
        r"full 1\.0\.0: 25 tables, \d+ rows, \d+ rules, [\d.]+ s "
        r"\(lint, structure, consistency, evidence\)",
        first,
    )
    assert last == "valid: 0 errors, 0 warnings, 0 notes"


def test_the_current_folder_is_the_default_package(minimal):
    assert run("validate", cwd=minimal).stdout.startswith("minimal 1.0.0: ")


def test_an_error_exits_1_and_names_file_line_and_rule(tmp_path):
    done = run("validate", build("minimal", tmp_path, "bounds-reversed"))
    assert (done.returncode, done.stderr) == (1, "")
    assert "data/events.csv:2:68: bounds-reversed " in done.stdout
    assert done.stdout.endswith("not valid: 1 error, 0 warnings, 0 notes\n")


def test_a_warning_exits_0_and_under_strict_1(tmp_path):
    package = build("minimal", tmp_path, "row-order")
    assert run("validate", package).returncode == 0
    assert run("validate", package).stdout.endswith("\nvalid: 0 errors, 1 warning, 0 notes\n")
    assert run("validate", package, "--strict").returncode == 1


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ([], r"\nOUTCOME\n\Z"),
        (["-q"], r"\AOUTCOME\n\Z"),
        (["-v"], r"\nOUTCOME\n\Z"),
        (["--format", "github"], r"\nOUTCOME\n::\w+::\n\Z"),
        (["--format", "markdown"], r"\n\*\*OUTCOME\*\*\n"),
        (["--format", "html"], r'<p class="outcome error">OUTCOME</p>'),
        (["--format", "json"], r'\n  "outcome": "OUTCOME",\n'),
    ],
)
def test_a_warning_under_strict_fails_in_the_same_words_in_every_format(options, place, tmp_path):
    package = build("minimal", tmp_path, "row-order")
    summary = tmp_path / "summary.md"
    done = run("validate", package, "--strict", *options, GITHUB_STEP_SUMMARY=summary)
    outcome = "failed (--strict): 0 errors, 1 warning"
    assert done.returncode == 1
    assert re.search(place.replace("OUTCOME", re.escape(outcome)), done.stdout)
    assert not re.search(r"(?m)^\W*(<title>)?valid: ", done.stdout)
    assert not summary.exists() or f"\n**{outcome}**\n" in summary.read_text("utf-8")


def test_five_findings_a_rule_are_shown_and_the_rest_counted(minimal_copy):
    path = minimal_copy / "data" / "claims.csv"
    row = path.read_text("utf-8").splitlines()[1]
    more = [row.replace("CLM-0001", f"CLM-{n:04d}") for n in range(2, 10)]
    path.write_text(path.read_text("utf-8") + "\n".join(more) + "\n", "utf-8")
    done = run("validate", minimal_copy)
    assert done.stdout.count(": no-evidence ") == 5
    assert "… and 3 more of no-evidence" in done.stdout


def test_json_is_one_object_on_stdout_and_nothing_else(tmp_path):
    done = run("validate", build("minimal", tmp_path, "type-error"), "--format", "json")
    report = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    keys = ["valid", "outcome", "package", "version", "counts"]
    keys += ["not_checked", "findings", "accepted"]
    assert list(report) == keys
    assert report["valid"] is False
    assert report["counts"]["errors"] == 1
    (finding,) = report["findings"]
    assert finding.pop("message")
    assert finding.pop("hint") == get_rule("type-error").fix
    assert finding == {
        "rule": "type-error",
        "severity": "error",
        "table": "claims",
        "file": "data/claims.csv",
        "line": 2,
        "column": 67,
        "row": 2,
        "field": "deadline",
        "record": "CLM-0001",
        "value": "tomorrow",
    }


@pytest.mark.parametrize(
    ("case", "options", "code"),
    [
        ("version-low", ["--previous"], 1),
        ("possibly-event-after-claim", ["--possible"], 0),
        ("possibly-event-after-claim", ["--possible", "--strict"], 0),
        ("name-alike", [], 0),
        ("name-alike", ["--strict"], 1),
    ],
)
def test_the_exit_code_follows_from_severity_and_options(case, options, code, tmp_path, minimal):
    package = build("minimal", tmp_path, case)
    given = [*options, *([minimal] if "--previous" in options else [])]
    done = run("validate", package, *given)
    assert done.returncode == code
    assert f": {case} " in done.stdout


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (["validate", "nowhere"], "nowhere: "),
        (["validate", "tests"], "datapackage.json"),
        (["validate", "README.md"], "README.md: "),
        (["evidence", "verify", "--texts", "nowhere"], "nowhere: "),
        (["evidence", "locate", "SRC-0099", "x", "--texts", "tests/texts"], "SRC-0099: "),
        (["derive", "some.zip"], "some.zip: "),
        (["rules", "no-such-rule"], "'no-such-rule'"),
        (["validate", "--format", "xml"], "'xml'"),
        (["no-such-command"], "'no-such-command'"),
    ],
)
def test_what_cannot_be_done_exits_2_with_the_reason_on_stderr(words, value):
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert value in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["validat"], "validate"),
        (["Cite"], "cite"),
        (["evidence", "lokate"], "locate"),
        (["rules", "type-eror"], "type-error"),
        (["validate", "--stricd"], "--strict"),
    ],
)
def test_a_misspelt_word_is_answered_with_the_one_that_was_meant(words, meant):
    done = run(*words)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.search(rf"Did you mean '?{meant}'?\?", done.stderr)


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("claims.csv", "datapackage.json"),
        ("CLAIMS.TSV", "datapackage.json"),
        ("imse.xlsx", "save each sheet as CSV"),
        ("imse.ods", "save each sheet as CSV"),
    ],
)
def test_a_file_that_is_not_a_package_is_answered_with_what_to_do(name, advice, tmp_path):
    (tmp_path / name).write_bytes(b"a,b\n\xff,2\n")
    for command in ("validate", "stats"):
        done = run(command, tmp_path / name)
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert f"{name}: is " in line
        assert advice in line
        assert "JSON: " not in line


@pytest.mark.parametrize(
    ("words", "module", "extra"),
    [
        (["stats", "FULL", "--plot", "charts"], "matplotlib", "plot"),
        (["agreement", "FULL", "FULL"], "scipy", "agreement"),
    ],
)
def test_a_missing_library_is_answered_with_the_pip_command(words, module, extra, full, tmp_path):
    (tmp_path / f"{module}.py").write_text(f"raise ModuleNotFoundError(name={module!r})\n")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    done = run(*(str(full) if word == "FULL" else word for word in words), PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert f"{module} is not installed; run pip install 'eventclaims[{extra}]'" in line


@pytest.mark.parametrize(
    ("command", "table", "column"),
    [
        ("stats", "sources", "source_id"),
        ("stats", "statements", "speaker_id"),
        ("verify", "evidence", "start"),
        ("verify", "uncoded_passages", "start"),
        ("coverage", "evidence", "token_count"),
        ("locate", "evidence", "evidence_id"),
        ("cite", "claims", "claim_id"),
        ("cite", "retired", "replaced_by"),
        ("agreement", "evidence", "start"),
        ("agreement", "sources", "source_id"),
    ],
)
def test_a_renamed_column_is_named_in_one_line(command, table, column, full_copy, full):
    path = full_copy / "data" / f"{table}.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    names = [f"{name}_2" if name == column else name for name in header.split(",")]
    path.write_text("\n".join([",".join(names), *rows]) + "\n", "utf-8")
    texts = ["--texts", TEXTS]
    words = {
        "stats": ["stats", full_copy],
        "verify": ["evidence", "verify", full_copy, *texts],
        "coverage": ["evidence", "coverage", full_copy, *texts],
        "locate": ["evidence", "locate", "SRC-0001", "the", *texts, "--package", full_copy],
        "cite": ["cite", "XYZ-0001", "--package", full_copy],
        "agreement": ["agreement", full, full_copy],
    }
    done = run(*words[command])
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.endswith(f"{table}.csv: column {column} is missing")


def test_a_folder_of_texts_that_does_not_exist_exits_2(minimal):
    done = run("validate", minimal, "--texts", "nowhere")
    assert (done.returncode, done.stdout) == (2, "")
    assert "nowhere: " in done.stderr


@pytest.fixture
def pipe(tmp_path):
    """Give a named pipe, which waits for its other end if a program opens it."""
    os.mkfifo(tmp_path / "pipe.json")
    return tmp_path / "pipe.json"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes")
@pytest.mark.parametrize(
    "words",
    [
        ("validate", "PIPE"),
        ("validate", ".", "--previous", "PIPE"),
        ("validate", ".", "--texts", "PIPE"),
        ("validate", ".", "--output", "PIPE"),
        ("diff", ".", "PIPE"),
        ("diff", "PIPE", "."),
        ("diff", ".", ".", "--output", "PIPE"),
        ("derive", "PIPE"),
        ("stats", "PIPE"),
        ("stats", ".", "--plot", "PIPE"),
        ("cite", "--package", "PIPE"),
        ("agreement", "PIPE", "."),
        ("evidence", "verify", "PIPE", "--texts", "."),
    ],
)
def test_a_pipe_in_place_of_a_file_is_refused_in_one_line(words, pipe, full):
    names = {"PIPE": pipe, ".": full}
    done = run(*(names.get(word, word) for word in words))
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].count("pipe.json") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes")
def test_a_pipe_in_place_of_the_summary_or_of_a_descriptor_is_refused(pipe, minimal, tmp_path):
    done = run("validate", minimal, "--format", "github", GITHUB_STEP_SUMMARY=pipe)
    assert (done.returncode, done.stderr) == (2, "eventclaims: pipe.json: not a regular file\n")
    pipe.rename(tmp_path / "datapackage.json")
    done = run("validate", tmp_path)
    reason = "eventclaims: datapackage.json: not a regular file\n"
    assert (done.returncode, done.stderr) == (2, reason)


@pytest.mark.parametrize("name", ["p.json", "p.zip", "p.yaml"])
def test_an_empty_file_is_refused_before_it_is_read(name, tmp_path, monkeypatch):
    """In /proc, files that are empty by their size may wait for content."""
    (tmp_path / name).touch()
    monkeypatch.setattr(Path, "open", None)
    done = run("validate", tmp_path / name)
    assert done.returncode == 2
    assert done.stderr == f"eventclaims: {tmp_path / name}: not a package; the file is empty\n"


def test_a_zip_that_climbs_out_exits_2_in_one_line(tmp_path):
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as file:
        file.writestr("../out", "x")
    done = run("validate", tmp_path / "p.zip")
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("eventclaims: p.zip: ")
    assert "'../out'" in line


def test_a_cell_cannot_steer_the_terminal(minimal_copy):
    path = minimal_copy / "data" / "events.csv"
    path.write_text(path.read_text("utf-8").replace("reported", "\x1b[2Jgone\u202e"), "utf-8")
    done = run("validate", minimal_copy)
    assert done.returncode == 1
    assert "\\x1b[2Jgone\\u202e" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_very_long_cell_is_cut():
    assert len(escape("x" * 100_000)) == 300


def test_a_closed_pipe_is_no_error():
    command = f"{sys.executable} -m eventclaims rules | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", command],  # noqa: S607 - whichever bash there is
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines()[1] in {"0", "141"}  # it may be done before the pipe closes
    assert done.stderr == ""


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_changes_no_verdict(closed, minimal_copy):
    command = f"{sys.executable} -m eventclaims validate {minimal_copy} {closed}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)  # noqa: S607
    assert done.returncode == 0
    assert done.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_one_line():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "eventclaims", "rules"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert done.stderr == "eventclaims: No space left on device\n"


@pytest.mark.parametrize("words", [("validate", "nowhere"), ("rules", "nothing"), ("nothing",)])
def test_errors_that_cannot_be_written_keep_the_exit_code(words):
    with Path("/dev/full").open("w") as full:
        command = [sys.executable, "-m", "eventclaims", *words]
        assert subprocess.run(command, stdout=full, stderr=full, check=False).returncode == 2


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
@pytest.mark.parametrize("command", ["validate", "diff"])
def test_a_folder_whose_name_is_not_utf8_is_named_in_one_line(command, tmp_path):
    package = build("minimal", tmp_path / os.fsdecode(b"\xff"))
    done = run(command, package, *([package] if command == "diff" else []))
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert "\\udcff" in line
    assert "the path is not UTF-8" in line


def test_a_terminal_of_another_encoding_shows_what_it_lacks_escaped(minimal_copy):
    done = run("stats", minimal_copy, PYTHONIOENCODING="latin-1", PYTHONUTF8=0)
    assert done.returncode == 0
    assert "\\u2588" in done.stdout


def test_rules_lists_the_catalogue_and_explains_one():
    listed = run("rules").stdout
    assert [line.split()[0] for line in listed.splitlines()] == [rule.id for rule in RULES]
    explained = run("rules", "event-after-claim").stdout
    assert all(part in explained for part in ("Severity: error", "Why:", "What to do:", "claims"))
    assert max(map(len, explained.splitlines())) <= 80


def test_verify_counts_and_never_shows_a_word(full):
    done = run("evidence", "verify", full, "--texts", TEXTS)
    assert (done.returncode, done.stderr) == (0, "")
    assert "SRC-0001: 21 spans: 21 exact, 0 moved, 0 missing, 0 no text" in done.stdout
    assert "rockets" not in done.stdout


def test_verify_exits_1_where_a_span_is_missing(full, tmp_path):
    text = (TEXTS / "sample-report.txt").read_text("utf-8")
    (tmp_path / "sample-report.txt").write_text(text.replace("two", "2"), "utf-8")
    done = run("evidence", "verify", full, "--texts", tmp_path)
    assert done.returncode == 1
    assert re.search(r"EVD-00\d\d \d+-\d+ missing", done.stdout)


def test_coverage_shows_words_only_when_asked(full):
    silent = run("evidence", "coverage", full, "--texts", TEXTS).stdout
    assert "0-29, 29 characters" in silent
    assert "Group A Speaks" not in silent
    assert "Group A Speaks" in run("evidence", "coverage", full, "--texts", TEXTS, "--show").stdout


def test_locate_prints_a_row_and_exits_by_the_number_of_places(full):
    words = ["evidence", "locate", "SRC-0001", "--texts", TEXTS, "--package", full]
    once, twice, never = (run(*words, w) for w in ("two rockets", "the depot", "no such words"))
    assert [done.returncode for done in (once, twice, never)] == [0, 1, 1]
    header, row = once.stdout.splitlines()
    assert header.startswith("evidence_id,table,record_id,field,source_id,start,end,text_sha256")
    assert row.startswith("EVD-0026,,,,SRC-0001,")
    assert len(twice.stdout.splitlines()) == 3
    assert "2 matches" in twice.stderr
    assert never.stdout == ""


def test_locate_adds_the_rows_of_the_chosen_match_and_checks_record_and_field(full_copy):
    path = full_copy / "data" / "evidence.csv"
    before = path.read_bytes()
    words = ["evidence", "locate", "SRC-0001", "the depot", "--texts", TEXTS, "--add"]
    words += ["--package", full_copy]
    refused = [
        run(*words),
        run(*words, "--for", "CLM-9999", "--nth", 1),
        run(*words, "--for", "CLM-0001", "--nth", 1, "--field", "sumary"),
        run(*words, "--for", "CLM-0001"),
        run(*words, "--for", "CLM-0001", "--nth", 3),
    ]
    assert [done.returncode for done in refused] == [2, 2, 2, 1, 1]
    assert "CLM-9999" in refused[1].stderr
    assert "sumary" in refused[2].stderr
    assert path.read_bytes() == before
    done = run(*words, "--for", "CLM-0001", "--for", "EVT-0001", "--nth", 2)
    assert (done.returncode, "data/evidence.csv: written" in done.stdout) == (0, True)
    assert len(done.stderr.splitlines()) == 2
    added = path.read_text("utf-8").splitlines()[-2:]
    assert [line.split(",")[:4] for line in added] == [
        ["EVD-0026", "claims", "CLM-0001", ""],
        ["EVD-0027", "events", "EVT-0001", ""],
    ]
    assert run("evidence", "verify", full_copy, "--texts", TEXTS).returncode == 0
    assert run("derive", full_copy, "--check").returncode == 0


def test_derive_check_changes_nothing_and_exits_1_where_something_would(minimal_copy):
    path = minimal_copy / "datapackage.json"
    before = path.read_bytes()
    done = run("derive", "--check", minimal_copy)
    assert (done.returncode, done.stdout) == (1, "datapackage.json: would change\n")
    assert path.read_bytes() == before
    assert run("derive", minimal_copy).stdout == "datapackage.json: written\n"
    assert run("derive", "--check", minimal_copy).returncode == 0


def test_derive_takes_a_folder_that_is_named_like_a_zip(minimal_copy):
    folder = minimal_copy.rename(minimal_copy.with_name("data.zip"))
    done = run("derive", "--check", folder)
    assert (done.returncode, done.stdout) == (1, "datapackage.json: would change\n")


def test_an_internal_error_is_one_line_and_exits_2(monkeypatch, capsys):
    def fail(**_settings):
        raise KeyError("odd\nkey")

    monkeypatch.setattr(cli.cli, "main", fail)
    with pytest.raises(SystemExit) as stop:
        cli.main()
    assert stop.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1

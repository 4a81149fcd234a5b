"""Memory limits, profiles, progress, interruptions and generated packages."""

import signal

import duckdb
import pytest
from support.commands import run
from support.packages import ROOT

from eventclaims import EventClaimsError, validate
from eventclaims.runtime.memory import read_size


@pytest.mark.parametrize(
    ("text", "size"),
    [("500MB", 500_000_000), ("1.5GiB", 1_610_612_736), (" 2 g ", 2 * 10**9), ("100000K", 10**8)],
)
def test_sizes_are_read_as_people_write_them(text, size):
    assert read_size(text) == size


@pytest.mark.parametrize("text", ["", "much", "-1GB", "5MB", "1e9", "1TB", "٥GB", "GB"])
def test_invalid_and_too_small_sizes_are_refused(text):
    with pytest.raises(EventClaimsError, match="memory"):
        read_size(text)


def test_the_profile_names_stages_and_rules_beside_the_report(minimal):
    plain = run("validate", minimal, "--format", "json")
    profiled = run("validate", minimal, "--format", "json", "--profile", "--memory", "200MB")
    assert profiled.returncode == plain.returncode == 0
    assert profiled.stdout == plain.stdout
    assert max(map(len, profiled.stderr.splitlines())) <= 80
    steps = {line.split()[0] for line in profiled.stderr.splitlines()}
    assert {
        "step",
        "bytes",
        "load",
        "small",
        "view",
        "summary-length",
        "evidence-dangling",
    } <= steps


def test_a_profiled_run_has_the_findings_of_any_other(full_copy):
    path = full_copy / "data" / "claims.csv"
    path.write_text(path.read_text("utf-8").replace("CLM-0001,", "CLM-0009,", 1), "utf-8")
    plain = run("validate", full_copy, "--format", "json")
    profiled = run("validate", full_copy, "--format", "json", "--profile")
    assert profiled.returncode == plain.returncode == 1
    assert profiled.stdout == plain.stdout


def test_an_invalid_memory_size_is_an_error_in_one_line(minimal):
    result = run("validate", minimal, "--memory", "much")
    assert result.returncode == 2
    assert "is not a memory size" in result.stderr


def test_progress_reports_the_rows_of_each_table(minimal):
    steps = []
    validate(minimal, progress=steps.append)
    assert steps[:3] == ["lint", "structure", "consistency"]
    assert "consistency: 1 rows of claims" in steps


@pytest.mark.parametrize(("share", "is_valid"), [(0.0, True), (0.2, False)])
def test_generated_packages_are_invalid_only_where_requested(
    share, is_valid, tmp_path, monkeypatch
):
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    from benchmark_packages import write_package  # noqa: PLC0415 - a script, not installed

    write_package(tmp_path, 1000, share, 0.0, seed=1)
    found = validate(tmp_path)
    assert found.valid is is_valid
    assert (found.findings == ()) is is_valid
    assert validate(tmp_path, memory=200_000_000).findings == found.findings


@pytest.mark.parametrize(
    "where",
    [
        "structure.screen.keys.select_repeated",
        "consistency.check.define_tables",
        "structure.keys_and_categories._find_repeated",
    ],
)
def test_too_little_memory_is_an_error_in_one_line_and_not_a_finding(where, minimal, monkeypatch):
    def fail(*_args, **_values):
        raise duckdb.OutOfMemoryException("failed to pin block\nmore")

    monkeypatch.setattr("eventclaims.database.embedded._SMALL_ROWS", -1)
    monkeypatch.setattr(f"eventclaims.{where}", fail)
    with pytest.raises(EventClaimsError, match="--memory"):
        validate(minimal)


def test_a_full_disk_is_an_error_in_one_line_and_not_a_reason_to_copy_records(minimal, monkeypatch):
    def fail(*_args, **_values):
        raise duckdb.IOException("Could not write file: No space left on device\nmore")

    monkeypatch.setattr("eventclaims.database.embedded._SMALL_ROWS", -1)
    monkeypatch.setattr("eventclaims.database.cells.scan_padded", fail)
    with pytest.raises(EventClaimsError, match=r"No space left on device$"):
        validate(minimal)


@pytest.mark.parametrize(
    "where", ["structure.screen.keys.select_repeated", "consistency.check.define_tables"]
)
def test_an_interrupted_query_is_an_interruption_and_not_a_finding(where, minimal, monkeypatch):
    def interrupt(*_args, **_values):
        with duckdb.connect() as connection:
            signal.setitimer(signal.ITIMER_REAL, 0.05)
            connection.execute("SELECT count(*) FROM range(100000) x, range(100000) y").fetchall()

    def act_as_ctrl_c(_signal, _frame):
        raise KeyboardInterrupt

    monkeypatch.setattr("eventclaims.database.embedded._SMALL_ROWS", -1)
    monkeypatch.setattr(f"eventclaims.{where}", interrupt)
    before = signal.signal(signal.SIGALRM, act_as_ctrl_c)
    try:
        with pytest.raises(KeyboardInterrupt):
            validate(minimal)
    finally:
        signal.signal(signal.SIGALRM, before)

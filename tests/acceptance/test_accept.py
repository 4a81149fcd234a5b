"""Acceptance as a whole: releases judged by Great Expectations."""

import json
import os
import shutil
import subprocess
import sys
import warnings

import pytest
from support.packages import ROOT
from support.releases import WORSE, make_tables, worsen, write_release

from eventclaims.acceptance.accept import accept
from eventclaims.acceptance.results import Status, to_html, to_json, to_text
from eventclaims.errors import AcceptanceError
from eventclaims.package.opening import open_package

# One of each kind of expectation, with arguments that pass and arguments that fail.
KINDS = [
    ("expect_table_row_count_to_be_between", "claims", None, {"min_value": 40}, {"max_value": 39}),
    (
        "expect_column_unique_value_count_to_be_between",
        "claims",
        "claim_type",
        {"min_value": 4},
        {"max_value": 3},
    ),
    (
        "expect_column_min_to_be_between",
        "statements",
        "date_latest",
        {"min_value": "2020-01-01", "max_value": "2020-01-01"},
        {"min_value": "2020-01-02"},
    ),
    (
        "expect_column_max_to_be_between",
        "statements",
        "date_latest",
        {"max_value": "2021-07-24"},
        {"max_value": "2021-07-23"},
    ),
    (
        "expect_column_median_to_be_between",
        "sources",
        "text_length",
        {"min_value": 750},
        {"max_value": 749},
    ),
    (
        "expect_column_stdev_to_be_between",
        "sources",
        "text_length",
        {"min_value": 350},
        {"max_value": 350},
    ),
    (
        "expect_column_proportion_of_non_null_values_to_be_between",
        "sources",
        "text_length",
        {"min_value": 0.66},
        {"min_value": 0.67},
    ),
    (
        "expect_column_quantile_values_to_be_between",
        "statements",
        "date_latest",
        {"quantile_ranges": {"quantiles": [0.5], "value_ranges": [["2020-01-01", "2020-12-31"]]}},
        {"quantile_ranges": {"quantiles": [0.5], "value_ranges": [["2021-01-01", None]]}},
    ),
    (
        "expect_column_kl_divergence_to_be_less_than",
        "claims",
        "claim_type",
        {
            "partition_object": {
                "values": ["threat", "demand", "denial", "report"],
                "weights": [0.25, 0.25, 0.25, 0.25],
            },
            "threshold": 0.01,
        },
        {"partition_object": {"values": ["threat"], "weights": [1.0]}, "threshold": 0.01},
    ),
    (
        "expect_column_distinct_values_to_contain_set",
        "claims",
        "claim_type",
        {"value_set": ["threat"]},
        {"value_set": ["threat", "credit"]},
    ),
    (
        "expect_column_values_to_not_be_null",
        "sources",
        "text_length",
        {"mostly": 0.6},
        {"mostly": 0.7},
    ),
    (
        "expect_column_values_to_be_in_set",
        "sources",
        "kind",
        {"value_set": ["document", "cited"]},
        {"value_set": ["document"]},
    ),
    (
        "expect_column_values_to_not_be_in_set",
        "sources",
        "kind",
        {"value_set": ["document"], "mostly": 0.3},
        {"value_set": ["document"], "mostly": 0.4},
    ),
    (
        "expect_column_values_to_be_between",
        "statements",
        "date_latest",
        {"min_value": "2020-01-01"},
        {"min_value": "2020-01-02"},
    ),
]
# Python's record of what a process does: sockets, files that it opens to write, processes.
WITNESS = """
import os, sys
RECORD = os.environ["WITNESS"]
def see(event, details):
    if event == "socket.bind" and details[1][0] == "::1":
        return  # urllib3 asks on import whether this machine knows IPv6; nothing is sent
    if event.startswith("socket.") and event != "socket.__new__":
        said = event
    elif event in ("subprocess.Popen", "os.system", "os.fork", "urllib.Request"):
        said = event
    elif event == "open" and isinstance(details[0], str) and (details[2] or 0) & os.O_ACCMODE:
        said = f"open {details[0]}"
    elif event in ("os.mkdir", "os.rename"):
        said = f"{event} {details[0]}"
    else:
        return
    if RECORD not in said:
        handle = os.open(RECORD, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(handle, f"{said}\\n".encode())
        os.close(handle)
sys.addaudithook(see)
"""


def make_suite():
    lines = []
    for kind, table, column, passing, failing in KINDS:
        for outcome, arguments in (("passes", passing), ("fails", failing)):
            lines.append(
                {
                    "name": f"{kind}.{outcome}",
                    "severity": "warning",
                    "against": "floor",
                    "table": table,
                    "column": column,
                    "expectation": kind,
                    "arguments": arguments,
                    "why": "Each kind has to be able to fail.",
                }
            )
    return json.dumps(lines)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Give three releases: a good one, a worse one after it, and one that retired an actor."""
    folder = tmp_path_factory.mktemp("releases")
    write_release(folder / "good", make_tables())
    write_release(
        folder / "worse", worsen(make_tables()), "1.1.0", codes=("threat", "demand", "report")
    )
    (folder / "suite.json").write_text(make_suite(), "utf-8")
    return folder


def judge(release, previous=None, suite=None, waivers=None):
    with open_package(release) as new:
        if previous is None:
            return accept(new, None, suite, waivers)
        with open_package(previous) as old:
            return accept(new, old, suite, waivers)


@pytest.fixture(scope="module")
def good(place):
    """Give the acceptance of a first release by a suite with each kind of expectation."""
    return judge(place / "good", suite=place / "suite.json")


@pytest.fixture(scope="module")
def worse(place):
    """Give the acceptance of a worse release."""
    return judge(place / "worse", place / "good")


def list_names(results):
    return {result.name for result in results}


@pytest.mark.parametrize("kind", [kind[0] for kind in KINDS])
def test_every_kind_of_expectation_can_pass_and_can_fail(good, kind):
    status = {result.name: result.status for result in good.results}
    assert status[f"{kind}.passes"] is Status.PASSED
    assert status[f"{kind}.fails"] is Status.FAILED


def test_a_first_release_is_judged_against_floors_and_says_what_it_could_not_compare(good):
    skipped = good.select(Status.NOT_COMPARED)
    assert {result.found for result in skipped} != {""}
    assert {result.against for result in skipped} == {"previous"}
    assert "coverage-known" in list_names(good.select(Status.PASSED))


def test_a_release_made_worse_fails_where_it_is_worse_and_nowhere_else(worse):
    found = {result.name: result.found for result in worse.failed}
    assert found.keys() == WORSE.keys()
    missing = [(name, value) for name, values in WORSE.items() for value in values]
    assert [(name, value) for name, value in missing if value not in found[name]] == []
    assert not worse.accepted


JUDGE = """
import sys
from eventclaims.acceptance.accept import accept
from eventclaims.acceptance.results import to_json
from eventclaims.package.opening import open_package
with open_package(sys.argv[1]) as new, open_package(sys.argv[2]) as old:
    sys.stdout.buffer.write(to_json(accept(new, old)))
"""


@pytest.mark.long
def test_acceptance_uses_no_network_leaves_no_file_and_prints_nothing(place, worse, tmp_path):
    beside, temporary, record = (tmp_path / name for name in ("beside", "temporary", "record"))
    beside.mkdir()
    temporary.mkdir()
    (beside / "sitecustomize.py").write_text(WITNESS, "utf-8")
    environment = os.environ | {
        "WITNESS": str(record),
        "PYTHONPATH": os.pathsep.join((str(beside), str(ROOT / "src"))),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "1",
        "GX_ANALYTICS_ENABLED": "True",
        **dict.fromkeys(("HOME", "TMPDIR"), str(temporary)),
    }
    command = [sys.executable, "-c", JUDGE, str(place / "worse"), str(place / "good")]
    done = subprocess.run(command, cwd=temporary, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == to_json(worse)
    seen = record.read_text("utf-8").splitlines()
    assert seen
    assert [line for line in seen if str(temporary) not in line and os.devnull not in line] == []
    assert list(temporary.iterdir()) == []


def test_acceptance_leaves_the_filters_of_warnings_as_they_are(place, capfd):
    before = [*warnings.filters]
    assert judge(place / "good", place / "good").accepted
    assert warnings.filters == before
    assert capfd.readouterr() == ("", "")


def test_the_same_release_gives_the_same_bytes_in_another_folder(place, worse, tmp_path):
    for name in ("good", "worse"):
        shutil.copytree(place / name, tmp_path / name)
    shutil.make_archive(str(tmp_path / "zipped"), "zip", tmp_path / "worse")
    again = judge(tmp_path / "zipped.zip", tmp_path / "good")
    assert to_json(again) == to_json(worse)
    assert to_html(again) == to_html(worse)


def test_what_is_retired_may_be_gone_and_what_is_waived_may_fail(place, tmp_path):
    tables = make_tables()
    tables["actors"] = [row for row in tables["actors"] if row["actor_id"] != "ACT-0009"]
    tables["retired"] = [{"record_id": "ACT-0009"}]
    tables["statements"] = tables["statements"][1:]
    release = write_release(tmp_path / "new", tables, "2.0.0")
    waivers = {
        "rows-statements": "One was coded twice.",
        "earliest-statements-date_latest": "It was the earliest.",
    }
    acceptance = judge(release, place / "good", waivers=waivers)
    assert acceptance.accepted
    assert list_names(acceptance.waived) == {*waivers}
    lines = "\n".join(to_text(acceptance))
    assert "One was coded twice." in lines
    assert "One was coded twice." in to_html(acceptance).decode()


def test_an_expectation_that_raises_is_an_error_and_not_a_pass(tmp_path):
    tables = make_tables()
    for row in tables["statements"]:
        row["date_latest"] = ""
    release = write_release(tmp_path / "new", tables)
    (tmp_path / "suite.json").write_text(make_suite(), "utf-8")
    with pytest.raises(AcceptanceError, match="quantile_values_to_be_between"):
        judge(release, suite=tmp_path / "suite.json")

"""A package in Parquet has the report of the same package in CSV, without lines and columns."""

import json
import shutil
from dataclasses import replace

import pytest
from support.commands import run
from support.packages import TEXTS, build
from support.parquet import convert

import eventclaims
from eventclaims import validate
from eventclaims.comparison.diff import compare
from eventclaims.package.opening import TABLE_RESOURCE, open_package
from eventclaims.release.release_input import read_release_input
from eventclaims.release.tables import make_descriptor, make_tables

# Cells of a text, and what replaces them in a table of the full package.
BROKEN = (
    ("claims", "threat", "threaten"),
    ("claims", "STM-0001", "STM-9999"),
    ("actors", "Group A", " Group A"),
    ("actors", "ACT-0002", "ACT-0001"),
    ("events", "2020", "2O20"),
    ("statements", "2020-", "2021-"),
    ("places", "PLC-0001", "PLC-0900"),
)
CASES = ("category", "deadline-before-statement", "not-nfc", "row-order")
FORMATS = ("text", "json", "github", "sarif", "junit", "markdown", "html")


def break_cells(package):
    for table, cell, other in BROKEN:
        path = package / "data" / f"{table}.csv"
        text = path.read_text("utf-8")
        assert cell in text
        path.write_text(text.replace(cell, other, 1), "utf-8")
    return package


def list_findings(report, drop=()):
    """Return the findings without their places in a file."""
    names = [*report.columns]
    shown = []
    for finding in report.findings:
        if finding.rule in drop:
            continue
        file = finding.table if finding.table in names else finding.file
        shown.append(replace(finding, file=file, line=None, column=None))
    return sorted(shown, key=repr)


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """Return a broken package as CSV and as Parquet, in one file and in parts."""
    folder = tmp_path_factory.mktemp("packages")
    whole = break_cells(build("full", folder / "csv"))
    made = [whole]
    for parts in (1, 3):
        made.append(folder / str(parts))
        shutil.copytree(whole, made[-1])
        convert(made[-1], parts=parts)
    return made


def test_a_package_has_the_report_of_its_csv_files(packages):
    whole, *others = (validate(p, texts=TEXTS, possible=True, max_findings=0) for p in packages)
    expected = list_findings(whole, drop={"hash-count", "byte-count"})
    assert len({finding.rule for finding in expected}) > 8
    for report in others:
        assert list_findings(report) == expected
        assert report.cells == whole.cells
        found = [f for f in report.findings if f.table in report.columns]
        assert {(f.line, f.column) for f in found} == {(None, None)}
        assert {f.file[-8:] for f in found} == {".parquet"}
    last = next(f for f in others[1].findings if f.value == "PLC-0900" or f.record == "PLC-0900")
    assert last.file == "data/places-0.parquet"


@pytest.mark.parametrize("case", CASES)
def test_an_invalid_package_has_the_findings_of_its_csv_files(case, tmp_path):
    package = build("minimal", tmp_path, case)
    expected = list_findings(validate(package, texts=TEXTS))
    convert(package)
    assert list_findings(validate(package, texts=TEXTS)) == expected


def test_every_format_names_row_and_cell_of_a_finding_without_a_line(tmp_path):
    package = build("minimal", tmp_path)
    path = package / "data" / "claims.csv"
    path.write_text(path.read_text("utf-8").replace("STM-0001", "STM-9999", 1), "utf-8")
    convert(package, ["claims"])
    for name in FORMATS:
        output = tmp_path / name
        words = ("--format", name, "--output", output)
        assert run("validate", package, *words).returncode == 1
        text = output.read_text("utf-8")
        assert "data/claims.parquet" in text, name
        assert "STM-9999" in text, name
    text = (tmp_path / "text").read_text("utf-8")
    assert "(row 2, record CLM-0001, field statement_id, value STM-9999)" in text
    found = json.loads((tmp_path / "json").read_text("utf-8"))["findings"]
    assert {(f["line"], f["column"]) for f in found if f["row"]} == {(None, None)}


def test_a_table_outside_the_standard_has_no_findings_of_house_style(tmp_path):
    package = build("full", tmp_path)
    path = package / "data" / "claims.csv"
    header, *rows = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([header, *reversed(rows)]), "utf-8")
    convert(package)
    path = package / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    assert "row-order" in validate(package).group_by_rule()
    del descriptor["eventclaims"]
    path.write_text(json.dumps(descriptor), "utf-8")
    assert [finding.field for finding in validate(package).findings] == ["eventclaims"]


@pytest.mark.long
def test_typed_values_are_those_of_csv(tmp_path):
    whole, typed = build("full", tmp_path / "csv"), build("full", tmp_path / "typed")
    convert(typed, is_typed=True)
    assert validate(typed, texts=TEXTS, previous=whole).findings == ()
    frames = eventclaims.load(typed)
    assert all(frame.equals(frames[name]) for name, frame in eventclaims.load(whole).items())
    for old, new in ((whole, typed), (typed, whole)):
        with open_package(old) as before, open_package(new) as now, compare(before, now) as diff:
            assert diff.changes == ()
            assert not any(table.changed or table.added for table in diff.tables)
    made = {}
    for folder in (whole, typed):
        with open_package(folder) as package:
            release = read_release_input(package, epoch=0)
            files = [*make_tables(release, ())]
            (descriptor,) = make_descriptor(release, files)
            resources = json.loads(descriptor.content)["resources"]
            made[folder] = (
                {file.path: file.content for file in files},
                [{**TABLE_RESOURCE, **resource} for resource in resources],
            )
    assert made[whole] == made[typed]
    path = whole / "data" / "actors.csv"
    path.write_text(path.read_text("utf-8").replace("Group A", "Group B", 1), "utf-8")
    with open_package(whole) as old, open_package(typed) as new, compare(old, new) as diff:
        assert {table.name: table.changed for table in diff.tables if table.changed} == {
            "actors": 1
        }


@pytest.mark.long
def test_a_command_that_would_change_parquet_is_refused_in_one_line(tmp_path):
    package = convert(build("full", tmp_path))
    stated = json.loads((package / "datapackage.json").read_text("utf-8"))["resources"]
    assert run("derive", package).returncode == 0
    described = json.loads((package / "datapackage.json").read_text("utf-8"))["resources"]
    assert [one | {"hash": "", "bytes": 0} for one in described] == [
        one | {"hash": "", "bytes": 0} for one in stated
    ]
    assert validate(package, texts=TEXTS).findings == ()
    before = {path: path.read_bytes() for path in package.rglob("*") if path.is_file()}
    words = ("add", "actor", "--name", "Group Z", "--actor-type", "armed_group")
    done = run(*words, "--package", package)
    assert (done.returncode, done.stdout) == (2, "")
    refused = "actors: cannot be changed, because it is Parquet; save it as CSV first"
    assert done.stderr == f"eventclaims: {refused}\n"
    assert {path: path.read_bytes() for path in before} == before


def test_a_damaged_file_is_an_error_and_what_depends_on_it_is_not_checked(tmp_path):
    package = convert(build("minimal", tmp_path), parts=3)
    path = package / "data" / "claims-1.parquet"
    path.write_bytes(path.read_bytes()[:-9])
    findings = validate(package, texts=TEXTS).findings
    assert {finding.rule for finding in findings} == {"wrong-file-kind", "not-checked"}
    (found,) = (finding for finding in findings if finding.rule == "wrong-file-kind")
    assert (found.severity, found.table, found.row) == ("error", "claims", None)
    assert found.file == "data/claims-1.parquet"
    assert found.message.startswith("the file is not a table in Parquet: it cannot be read (")

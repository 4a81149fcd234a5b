"""A release is built whole or not at all, and the same commit gives the same bytes."""

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import frictionless
import pytest
from support.comparing import open_diff
from support.packages import build
from support.repositories import CHANGELOG, commit, describe, git, make_ready

from eventclaims.acceptance.frames import read_content
from eventclaims.comparison.diff import Diff, compare
from eventclaims.errors import EventClaimsError
from eventclaims.package.opening import open_package
from eventclaims.release.build import build_release
from eventclaims.release.changes import make_changes
from eventclaims.release.copied_files import make_codings
from eventclaims.release.files import ReleaseFile
from eventclaims.release.packing import write_folder, write_zip
from eventclaims.release.release_input import read_release_input
from eventclaims.validation import validate

PROGRAM = """
import sys
from pathlib import Path
from eventclaims.package.opening import open_package
from eventclaims.release.build import build_release
with build_release(Path(sys.argv[1])) as built:
    assert not built.problems, built.problems
    built.write(Path(sys.argv[2]))
"""


def write(root, out, **variables):
    """Build in a process of its own, in a world of its own."""
    command = [sys.executable, "-c", PROGRAM, root, out]
    subprocess.run(command, check=True, env=os.environ | variables, cwd=out.parent)
    return out


def build_here(root, **options):
    with build_release(root, **options) as built:
        return built


@pytest.fixture(scope="module")
def ready(tmp_path_factory):
    return make_ready(build("full", tmp_path_factory.mktemp("ready")))


@pytest.fixture(scope="module")
def released(ready, tmp_path_factory):
    """Give the folder with the release of the full package, to read."""
    with build_release(ready) as built:
        assert not built.problems
        built.write(out := tmp_path_factory.mktemp("one") / "dist")
    return out


@pytest.fixture(scope="module")
def with_doi(ready):
    """Give a build with a DOI, to read."""
    return build_here(ready, identifier="10.1234/full.1")


@pytest.fixture
def next_version(ready, tmp_path):
    """Give a clone of the released package that is about to become another version."""
    root = tmp_path / "next"
    git(tmp_path, "clone", "--quiet", ready, root)
    git(root, "tag", "v1.0.0")
    (root / "CHANGELOG.md").write_text(CHANGELOG.replace("1.0.0", "1.0.1"), "utf-8")
    (root / "CITATION.cff").unlink()
    describe(root, version="1.0.1")
    return root


@pytest.mark.long
def test_two_builds_of_one_commit_are_the_same_bytes(ready, released, tmp_path):
    elsewhere = tmp_path / "a longer path to it" / "clone"
    elsewhere.parent.mkdir()
    git(tmp_path, "clone", "--quiet", ready, elsewhere)
    world = {"TZ": "America/Caracas", "LC_ALL": "C", "PYTHONHASHSEED": "2"}
    again = write(elsewhere, tmp_path / "dist", **world)
    name = "full-1.0.0.zip"
    assert (again / name).read_bytes() == (released / name).read_bytes()


def test_the_checksums_are_of_every_other_file(released):
    folder = released / "full-1.0.0"
    lines = (folder / "SHA256SUMS").read_text("utf-8").splitlines()
    listed = dict(line.split("  ", 1)[::-1] for line in lines)
    files = {str(p.relative_to(folder)): p for p in folder.rglob("*") if p.is_file()}
    assert listed.keys() | {"SHA256SUMS"} == files.keys()
    assert [*listed] == sorted(listed)
    for name, checksum in listed.items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == checksum


def test_the_figures_are_in_the_release_and_its_readme(released):
    folder = released / "full-1.0.0"
    names = {path.name for path in (folder / "figures").iterdir()}
    assert names == {
        f"{name}.{form}" for name in ("timeline", "group", "claim_type") for form in ("png", "svg")
    }
    assert "[figures/timeline.svg](figures/timeline.svg)" in (folder / "README.md").read_text(
        "utf-8"
    )


def test_the_zip_holds_the_folder_and_carries_the_time_of_the_commit(released):
    folder = released / "full-1.0.0"
    with zipfile.ZipFile(released / "full-1.0.0.zip") as archive:
        for entry in archive.infolist():
            assert archive.read(entry) == (released / entry.filename).read_bytes()
            assert entry.date_time == (2021, 5, 2, 0, 0, 0)
        assert len(archive.namelist()) == sum(path.is_file() for path in folder.rglob("*"))


@pytest.mark.parametrize(("year", "stamped"), [(1970, 1980), (2100, 2100), (3000, 2107)])
def test_a_time_that_no_zip_can_hold_is_the_nearest(tmp_path, year, stamped):
    file = ReleaseFile("a.txt", "A.", b"")
    write_zip((file,), tmp_path / "a.zip", "a", datetime(year, 1, 1, tzinfo=UTC))
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.infolist()[0].date_time[0] == stamped


def test_what_is_released_is_valid_and_a_data_package(released):
    folder = released / "full-1.0.0"
    assert validate(released / "full-1.0.0.zip").findings == ()
    assert frictionless.validate(str(folder / "datapackage.json")).valid


def test_the_tables_are_those_of_the_package_byte_by_byte(ready, released):
    for path in sorted((ready / "data").rglob("*.csv")):
        assert (released / "full-1.0.0" / path.relative_to(ready)).read_bytes() == path.read_bytes()


def test_the_codings_are_carried_as_their_coders_left_them(ready, tmp_path):
    root = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", ready, root)
    for coder in ("first", "second", "variables/first"):
        folder = root / "data" / "coding" / coder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "actors.csv").write_text(f"actor_id,name\nACT-0001,{coder}\n", "utf-8")
    table = ReleaseFile("data/coding/second/claims.csv", "A table.", b"")
    (root / table.path).write_text("claim_id\n", "utf-8")
    with open_package(root) as package:
        made = {f.path: f for f in make_codings(read_release_input(package, epoch=0), (table,))}
    assert table.path not in made
    assert made["data/coding/second/actors.csv"].content == b"actor_id,name\nACT-0001,second\n"
    assert made["data/coding/first/actors.csv"].title == "Actors, as in the first coding."
    title = made["data/coding/variables/first/actors.csv"].title
    assert title == "Actors, as in the first coding of variables."


def test_the_descriptor_gives_the_hash_size_and_rows_of_each_table(released):
    folder = released / "full-1.0.0"
    descriptor = json.loads((folder / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        content = (folder / resource["path"]).read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert resource["bytes"] == len(content)
        table = frictionless.Resource(str(folder / resource["path"])).read_rows()
        assert resource["rows"] == len(table)


def test_with_a_doi_the_descriptor_and_the_citations_have_it(with_doi):
    files = {file.path: file.content.decode("utf-8", "replace") for file in with_doi.files}
    assert json.loads(files["datapackage.json"])["id"] == "10.1234/full.1"
    for name in ("CITATION.cff", "metadata/datacite.json", "metadata/citation.bib"):
        assert "10.1234/full.1" in files[name]


def test_what_is_no_doi_is_not_built_in(ready):
    with pytest.raises(EventClaimsError, match=r"^zenodo 1: "):
        build_here(ready, identifier="zenodo 1")


def test_a_release_does_not_differ_from_the_checkout_that_it_was_built_from(ready, released):
    for pair in ((ready, released / "full-1.0.0.zip"), (released / "full-1.0.0.zip", ready)):
        with open_diff(*pair) as diff:
            assert diff.is_empty, diff.changes
            assert list(diff.read_changes()) == []


def test_acceptance_sees_the_same_tables_in_a_release_as_in_its_checkout(ready, released):
    seen = []
    for place in (ready, released / "full-1.0.0"):
        with open_package(place) as package:
            seen.append({*read_content(package).frames})
    assert seen[0] == seen[1]
    assert {"claims", "crosswalks", "release.codes"} <= seen[0]


def test_views_that_are_made_from_tables_ask_for_no_corrections_of_their_own(released, tmp_path):
    old, new = released / "full-1.0.0", tmp_path / "new"
    shutil.copytree(old, new)
    for name in ("data/claims.csv", "views/claims_view.csv"):
        text = (new / name).read_text("utf-8")
        summary = next(csv.DictReader(io.StringIO(text)))["summary"]
        (new / name).write_text(text.replace(summary, "Another summary."), "utf-8")
    with open_diff(old, new) as diff:
        assert [(table.name, table.uncorrected) for table in diff.tables if table.changed] == [
            ("claims", 1)
        ]


def test_a_problem_is_reported_and_nothing_is_built(ready, tmp_path):
    root = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", ready, root)
    (root / "new.txt").write_text("x", "utf-8")
    built = build_here(root)
    assert built.problems == ("new.txt is not committed",)
    assert built.files == ()


def test_a_version_below_what_the_changes_ask_for_is_refused(next_version):
    path = next_version / "data" / "places.csv"
    path.write_text(path.read_text("utf-8") + "PLC-9999,Otherwhere,city,IQ,,,,,,,\n", "utf-8")
    describe(next_version)
    commit(next_version)
    problems = build_here(next_version, previous="v1.0.0").problems
    assert any("1.0.1" in problem and "1.1.0" in problem for problem in problems)


def test_the_difference_is_computed_once_and_found_by_the_history_layer(
    ready, next_version, monkeypatch
):
    path = next_version / "data" / "places.csv"
    path.write_text("".join(path.read_text("utf-8").splitlines(keepends=True)[:-1]), "utf-8")
    describe(next_version)
    commit(next_version)
    opened = []
    make = Diff.__init__
    monkeypatch.setattr(Diff, "__init__", lambda *words: (opened.append(words), make(*words))[1])
    problems = build_here(next_version, previous="v1.0.0").problems
    assert len(opened) == 1
    assert any(problem.startswith("validation found ") for problem in problems)
    by_path = validate(next_version, previous=ready).findings
    with (
        open_package(ready) as old,
        open_package(next_version) as new,
        compare(old, new) as diff,
    ):
        assert validate(next_version, previous=diff).findings == by_path
    assert "id-gone" in {finding.rule for finding in by_path}


def test_a_version_that_is_not_above_the_last_is_refused(ready):
    (problem,) = build_here(ready, previous=str(ready)).problems
    assert problem.count("1.0.0") == 2


def test_a_changed_cell_without_a_correction_is_refused(next_version):
    path = next_version / "data" / "places.csv"
    header, first, *rest = path.read_text("utf-8").splitlines()
    cells = first.split(",")
    changed = ",".join([cells[0], f"{cells[1]} renamed", *cells[2:]])
    path.write_text("\n".join([header, changed, *rest, ""]), "utf-8")
    describe(next_version)
    commit(next_version)
    problems = build_here(next_version, previous="v1.0.0").problems
    assert any("without a row in corrections: 1" in problem for problem in problems)


def test_an_expectation_that_fails_stops_the_release_until_it_is_waived(minimal_copy):
    root = make_ready(minimal_copy)
    (root / "expectations.json").write_text(json.dumps([FLOOR]), "utf-8")
    commit(root)
    (problem,) = build_here(root).problems
    assert problem.startswith("acceptance: floor-claims ")
    waived = CHANGELOG.replace("- All of it.", "- Waived: `floor-claims` — a small beginning.")
    (root / "CHANGELOG.md").write_text(waived, "utf-8")
    commit(root)
    built = build_here(root)
    assert built.problems == ()
    assert built.files


FLOOR = {
    "name": "floor-claims",
    "severity": "critical",
    "against": "floor",
    "table": "claims",
    "column": None,
    "expectation": "expect_table_row_count_to_be_between",
    "arguments": {"min_value": 1000},
    "why": "It must be large.",
}


def test_a_folder_of_an_earlier_build_is_replaced_whole(tmp_path):
    first = (ReleaseFile("a.txt", "A.", b"1"), ReleaseFile("b/c.txt", "C.", b""))
    write_folder(first, tmp_path / "x")
    write_folder((ReleaseFile("a.txt", "A.", b"2"),), tmp_path / "x")
    assert [path.name for path in tmp_path.rglob("*")] == ["x", "a.txt"]
    assert (tmp_path / "x" / "a.txt").read_bytes() == b"2"


def test_a_release_that_cannot_be_written_leaves_nothing(with_doi, tmp_path):
    out = tmp_path / "dist"
    out.mkdir()
    (out / "full-1.0.0.zip").mkdir()
    with pytest.raises(EventClaimsError, match=r"full-1\.0\.0\.zip: "):
        with_doi.write(out)
    shutil.rmtree(out / "full-1.0.0")
    assert [path.name for path in out.iterdir()] == ["full-1.0.0.zip"]


def test_the_changes_of_a_first_release_are_a_header_alone():
    table, _ = make_changes(None)
    assert table.content == b"table,record,field,old,new,reason\n"

"""Conditions of a release: each broken condition is one line."""

import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from support.packages import build
from support.repositories import (
    CHANGELOG,
    CITATION,
    COMMITTED,
    DAY,
    commit,
    describe,
    git,
    make_ready,
    read_git,
)

from eventclaims.authoring.derive import derive
from eventclaims.comparison.diff import compare
from eventclaims.errors import EventClaimsError
from eventclaims.package.changelog import find_section, read_sections
from eventclaims.package.changes import write_changes
from eventclaims.package.opening import open_package
from eventclaims.release import repository
from eventclaims.release.conditions import check_conditions
from eventclaims.validation import validate

EARLIER = "\n## 0.9.0 — 2021-04-01\n\n- Less.\n"


@cache
def validate_minimal():
    with TemporaryDirectory() as folder:
        return validate(build("minimal", Path(folder, "minimal")))


def list_problems(folder, diff=None, report=None):
    """Return what blocks a release; without a report, the tables are those of minimal."""
    with open_package(folder) as package:
        return check_conditions(package, report or validate_minimal(), diff)


@pytest.fixture
def ready(minimal_copy):
    """A package in a repository that is ready for release."""
    return make_ready(minimal_copy)


def test_nothing_blocks_a_package_that_is_ready(ready):
    assert list_problems(ready, report=validate(ready)) == []


def test_a_file_that_is_not_committed_blocks_a_release(ready):
    (ready / "new.txt").write_text("x", "utf-8")
    assert list_problems(ready) == ["new.txt is not committed"]


def test_files_outside_the_package_do_not_block_a_release(ready):
    shutil.rmtree(ready / ".git")
    git(ready.parent, "init", "--quiet")
    commit(ready.parent)
    (ready.parent / "new.txt").write_text("x", "utf-8")
    assert list_problems(ready) == []


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_a_change_that_the_index_hides_blocks_a_release(ready, flag):
    git(ready, "update-index", flag, "CHANGELOG.md")
    with (ready / "CHANGELOG.md").open("a", encoding="utf-8") as file:
        file.write("\nMore.\n")
    assert list_problems(ready) == ["CHANGELOG.md is not committed"]


def test_of_many_files_that_are_not_committed_the_first_are_named(ready):
    for number in range(9):
        (ready / f"new{number}.txt").write_text("x", "utf-8")
    assert list_problems(ready)[-1] == "4 more files are not committed"


def test_a_version_whose_tag_is_elsewhere_is_released_already(ready):
    git(ready, "tag", "v1.0.0")
    assert list_problems(ready) == []
    (ready / "new.txt").write_text("x", "utf-8")
    commit(ready)
    (line,) = list_problems(ready)
    assert "v1.0.0" in line


def test_a_version_below_that_of_an_ancestor_blocks_a_release(ready):
    git(ready, "tag", "v1.2.0")
    assert list_problems(ready) == []
    (ready / "new.txt").write_text("x", "utf-8")
    commit(ready)
    (line,) = list_problems(ready)
    assert "v1.2.0" in line
    assert "v1.0.0" in line


def test_a_version_in_the_list_of_releases_is_released_already(ready):
    (ready / "releases.csv").write_text(
        f"version,date,commit,sha256\n1.0.0,{DAY},{'0' * 40},{'0' * 64}\n", "utf-8"
    )
    commit(ready)
    (line,) = list_problems(ready)
    assert line == "releases.csv contains 1.0.0: a release must have a higher version"


def test_a_release_in_the_changelog_must_be_compared_with(ready, tmp_path):
    (ready / "CHANGELOG.md").write_text(f"{CHANGELOG}{EARLIER}\n## 0.10.0\n\n- More.\n", "utf-8")
    commit(ready)
    (line,) = list_problems(ready)
    assert line.startswith("CHANGELOG.md ")
    assert "v0.10.0" in line
    before = shutil.copytree(ready, tmp_path / "before")
    describe(before, version="0.10.0")
    with open_package(before) as old, open_package(ready) as new, compare(old, new) as diff:
        assert list_problems(ready, diff) == []


def test_a_file_that_git_ignores_is_not_released_unseen(ready):
    for name in ("data/coding/first/events.csv", "schemas/codelists/own.csv", "notes.md"):
        (ready / name).parent.mkdir(parents=True, exist_ok=True)
        (ready / name).write_text("code\n", "utf-8")
        with (ready / ".git" / "info" / "exclude").open("a", encoding="utf-8") as file:
            file.write(f"/{name}\n")
    assert [line.split(" is ignored by git")[0] for line in list_problems(ready)] == [
        "data/coding/first/events.csv",
        "schemas/codelists/own.csv",
    ]


@pytest.mark.parametrize("name", ["../up", "Capital", "a b", ""])
def test_a_name_that_cannot_name_a_file_blocks_a_release(ready, name):
    describe(ready, name=name)
    commit(ready)
    assert any("the name" in line for line in list_problems(ready))


def test_a_version_of_another_form_blocks_a_release(ready):
    describe(ready, version="1.0")
    commit(ready)
    assert any("the version 1.0 " in line for line in list_problems(ready))


def test_findings_of_validation_block_a_release(ready):
    with (ready / "data" / "actors.csv").open("a", encoding="utf-8") as file:
        file.write("ACT-9999,Nobody,person,,,,\n")
    with open_package(ready) as package:
        write_changes(derive(package))
    commit(ready)
    problems = list_problems(ready, report=validate(ready))
    assert problems
    assert all(line.startswith("validation found ") for line in problems)


def test_a_file_that_is_not_derived_blocks_a_release(ready):
    path = ready / "datapackage.json"
    path.write_text(path.read_text("utf-8") + "\n", "utf-8")
    commit(ready)
    assert list_problems(ready) == ["datapackage.json is out of date; run eventclaims derive"]


@pytest.mark.parametrize(
    ("changelog", "problem"),
    [
        ("# Changelog\n", "CHANGELOG.md has no section on 1.0.0"),
        (CHANGELOG.replace(DAY, "2021-05-03"), f"dates 1.0.0 2021-05-03, the descriptor {DAY}"),
        (CHANGELOG.replace("- All of it.", ""), "the section on 1.0.0 in CHANGELOG.md is empty"),
    ],
)
def test_the_changelog_must_contain_the_version(ready, changelog, problem):
    (ready / "CHANGELOG.md").write_text(changelog, "utf-8")
    commit(ready)
    (line,) = list_problems(ready)
    assert problem in line


@pytest.mark.parametrize(
    ("citation", "problem"),
    [
        (
            CITATION.replace("1.0.0", "0.9.0"),
            "CITATION.cff has version 0.9.0, the descriptor 1.0.0",
        ),
        (CITATION.replace(DAY, "2020-01-01"), "has date-released 2020-01-01"),
        ("a: [", "CITATION.cff: not YAML"),
        (CITATION.replace(DAY, "2021-02-30"), "CITATION.cff: not YAML"),
    ],
)
def test_the_citation_must_name_the_version(ready, citation, problem):
    citation = (
        citation if citation == "a: [" else "cff-version: 1.2.0\n" + citation.split("\n", 1)[1]
    )
    (ready / "CITATION.cff").write_text(citation, "utf-8")
    commit(ready)
    (line,) = list_problems(ready)
    assert problem in line


def test_a_changelog_that_is_not_utf_8_is_one_line(ready):
    (ready / "CHANGELOG.md").write_bytes(CHANGELOG.encode("latin-1", "replace") + b"\xfc")
    commit(ready)
    with pytest.raises(EventClaimsError, match=r"^CHANGELOG\.md: cannot be read as UTF-8$"):
        list_problems(ready)


def test_the_time_of_a_build_is_that_of_the_commit_or_as_it_is_stated(ready, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert repository.read_epoch(ready) == COMMITTED
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "7")
    assert repository.read_epoch(ready) == 7
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "now")
    with pytest.raises(EventClaimsError, match="SOURCE_DATE_EPOCH: 'now'"):
        repository.read_epoch(ready)


def test_the_time_of_a_signed_commit_is_read_where_git_shows_signatures(ready, tmp_path):
    program = tmp_path / "gpg"
    program.write_text("#!/bin/sh\necho 'gpg: made today' >&2\n", "utf-8")
    program.chmod(0o755)
    git(ready, "config", "gpg.program", str(program))
    git(ready, "config", "log.showSignature", "true")
    git(ready, "commit", "--quiet", "--allow-empty", "--message", "x")
    stated = read_git(ready, "cat-file", "commit", "HEAD")
    signed = stated.replace("\n\n", "\ngpgsig -----BEGIN PGP SIGNATURE-----\n x\n\n", 1)
    name = read_git(ready, "hash-object", "-t", "commit", "-w", "--stdin", given=signed)
    git(ready, "reset", "--quiet", name.strip())
    assert "gpg: made today" in read_git(ready, "log", "-1")
    assert repository.read_epoch(ready) == COMMITTED


def test_a_folder_without_a_repository_is_one_line(tmp_path):
    with pytest.raises(EventClaimsError, match=r"git read-tree: .*not a git repository"):
        repository.list_changes(tmp_path)


def test_a_section_ends_where_the_next_begins():
    changelog = f"{CHANGELOG}{EARLIER}"
    assert find_section(changelog, "1.0.0").text == "- All of it."
    assert [section.version for section in read_sections(changelog)] == ["1.0.0", "0.9.0"]
    assert find_section(changelog, "1.0") is None


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("page/coding.html", '<head><meta name="contains-report-text" content="yes"></head>'),
        ("page/work.json", '{"marker": "contains-report-text", "tables": {}}'),
        ("annotations/manifest.json", '{"contains-report-text": true}'),
        ("annotations/export.json", '{"marks": ["contains-report-text"]}'),
        ("annotations/SRC-0001.xmi", "<xmi:XMI/>\n<!-- contains-report-text -->\n"),
        ("annotations/damaged.json", '{"marker": "contains-report-text", '),
    ],
)
def test_a_file_with_report_text_blocks_a_release(ready, file, content):
    path = ready / file
    path.parent.mkdir()
    path.write_text(content, "utf-8")
    commit(ready)
    problem = f"{file} contains report text (contains-report-text); remove it from the package"
    assert list_problems(ready) == [problem]


def test_a_file_that_only_names_the_mark_blocks_no_release(ready):
    (ready / "schema.json").write_text('{"marker": {"const": "contains-report-text"}}', "utf-8")
    (ready / "notes.md").write_text('"contains-report-text"', "utf-8")
    commit(ready)
    assert list_problems(ready) == []

"""The command diff: what it compares, what it prints and with which code it exits."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import zipfile

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt
from support.editing import change, edit_json, set_version
from support.packages import ROOT, build

from eventclaims.cli.diff import command
from eventclaims.errors import EventClaimsError
from eventclaims.package import revisions
from eventclaims.package.revisions import open_version

HOSTILE = "a|b\x1b[31m<b>\u202e`\n::error::x"


def diff(*words):
    return CliRunner().invoke(command, list(map(str, words)), catch_exceptions=False)


def retitle(package, title):
    change(package, "events", lambda rows: [rows[0] | {"title": title}, *rows[1:]])


@pytest.fixture
def pair(tmp_path):
    new = build("minimal", tmp_path / "new")
    retitle(new, "Another")
    return build("minimal", tmp_path / "old"), new


def test_text_names_the_cell_what_it_lacks_and_the_version_that_is_needed(pair):
    *lines, lacking, version = diff(*pair).stdout.splitlines()
    assert lines[0].startswith("events: 1 cell")
    assert lines[1].startswith("  ~ EVT-0001 title: ")
    assert lines[1].endswith('→ "Another"')
    assert lacking.startswith("uncorrected: 1 changed cell")
    assert [part for part in ("1.0.0", "1.0.1", "events") if part not in version] == []


@pytest.mark.parametrize("form", ["text", "json", "markdown", "csv"])
def test_exit_code_is_1_only_where_it_is_asked_for_and_the_packages_differ(pair, form):
    old, new = pair
    assert diff(old, new, "--format", form).exit_code == 0
    assert diff(old, new, "--format", form, "--exit-code").exit_code == 1
    assert diff(old, old, "--format", form, "--exit-code").exit_code == 0


def test_another_version_alone_is_no_difference(pair):
    set_version(pair[0], "0.9.0")
    shutil.copytree(pair[0], pair[1], dirs_exist_ok=True)
    set_version(pair[1], "1.0.0")
    done = diff(*pair, "--exit-code")
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1)
    assert [part for part in ("0.9.0", "1.0.0") if part not in done.stdout] == []


def test_json_counts_all_and_lists_the_cells(pair):
    found = json.loads(diff(*pair, "--format", "json").stdout)
    assert (found["differ"], found["bump"], found["needed_version"]) == (True, "patch", "1.0.1")
    assert (found["uncorrected"], found["version_low"]) == (1, True)
    (table,) = found["tables"]
    assert (table["name"], table["cells"], table["complete"]) == ("events", {"title": 1}, True)
    assert table["rows"][0]["new"] == "Another"


def test_csv_goes_to_a_file_in_one_step_and_is_complete(pair, tmp_path):
    path = tmp_path / "changes.csv"
    path.write_text("old", "utf-8")
    done = diff(*pair, "--format", "csv", "--output", path)
    assert (done.exit_code, done.stdout) == (0, "")
    (row,) = csv.DictReader(io.StringIO(path.read_text("utf-8")))
    assert (row["record"], row["field"], row["new"]) == ("EVT-0001", "title", "Another")
    assert diff(*pair, "--output", tmp_path).exit_code == 2
    with pytest.raises(EventClaimsError, match="cannot be written"):
        diff(*pair, "--output", tmp_path / "no" / "folder.csv")


def test_of_many_changes_text_and_json_show_some_and_count_all(pair, monkeypatch):
    monkeypatch.setattr("eventclaims.render.diff_documents.SHOWN_IN_JSON", 10)
    monkeypatch.setattr("eventclaims.render.diff_documents.SHOWN_IN_MARKDOWN", 10)

    def add(rows):
        return [*rows, *(rows[0] | {"event_id": f"EVT-{n:04d}"} for n in range(2, 32))]

    change(pair[1], "events", add)
    lines = diff(*pair).stdout.splitlines()
    assert lines[0].startswith("events: 30 rows")
    assert len(lines) == 10
    assert [line for line in lines if line.startswith("  … and 25 more")]
    assert "\n… and 20 more" in diff(*pair, "--format", "markdown").stdout
    (table,) = json.loads(diff(*pair, "--format", "json").stdout)["tables"]
    assert (table["added"], len(table["rows"]), table["complete"]) == (30, 11, False)
    assert diff(*pair, "--format", "csv").stdout.count("\n") == 32


def test_two_long_values_are_shown_from_where_they_part(pair):
    old, new = pair
    retitle(old, "word " * 40 + "end")
    retitle(new, "word " * 40 + "another end")
    assert (
        '"…word word word word end" → "…word word word word another end"' in diff(old, new).stdout
    )


def test_a_hostile_cell_steers_neither_terminal_nor_markdown_nor_csv(pair):
    old, new = pair
    retitle(new, HOSTILE)
    edit_json(new / "datapackage.json", lambda d: d.update(title=HOSTILE))
    edit_json(new / "schemas" / "events.schema.json", lambda s: s["fields"][3].update(type=HOSTILE))
    text = diff(old, new).stdout
    assert all(line.isprintable() and not line.startswith("::") for line in text.splitlines())
    markdown = diff(old, new, "--format", "markdown").stdout
    tokens = MarkdownIt("commonmark").enable("table").parse(markdown)
    inline = [child.type for token in tokens for child in token.children or ()]
    assert set(inline) <= {"text", "strong_open", "strong_close"}
    rows = [token for token in tokens if token.type == "tr_open"]
    assert len(rows) == len([line for line in markdown.splitlines() if line[:2] == "| "])
    assert (
        json.loads(diff(old, new, "--format", "json").stdout)["tables"][0]["rows"][0]["new"]
        == HOSTILE
    )
    (row,) = csv.DictReader(io.StringIO(diff(old, new, "--format", "csv").stdout, newline=""))
    assert row["new"] == HOSTILE


def test_a_zip_is_compared_like_its_folder(pair, tmp_path):
    path = tmp_path / "old.zip"
    with zipfile.ZipFile(path, "w") as file:
        for found in sorted(pair[0].rglob("*.*")):
            file.write(found, found.relative_to(pair[0]))
    assert diff(path, pair[1]).stdout == diff(*pair).stdout


# Nothing of the machine's own set-up of git reaches the repositories of the tests.
GIT = os.environ | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
GIT |= {
    f"GIT_{who}_{what}": f"a@{what}.example"
    for who in ("AUTHOR", "COMMITTER")
    for what in ("NAME", "EMAIL")
}


def git(folder, *words):
    command = ["git", "-c", "commit.gpgsign=false", *words]
    subprocess.run(command, cwd=folder, env=GIT, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path, monkeypatch):
    """Make a repository with a package, tagged v1.0.0 and changed since, and go there."""
    root = tmp_path / "repository"
    package = build("minimal", root)
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "First")
    git(root, "tag", "v1.0.0")
    retitle(package, "Another")
    monkeypatch.chdir(package)
    return root


@pytest.mark.parametrize(
    "old", ["v1.0.0", "HEAD", "git:HEAD", "main@{0}", "v1.0.0:minimal", "HEAD:./", "HEAD^{/First}"]
)
@pytest.mark.usefixtures("repository")
def test_a_git_revision_is_compared_with_the_current_folder(old):
    done = diff(old)
    assert (done.exit_code, done.stdout.splitlines()[0][:14]) == (0, "events: 1 cell")


def test_a_folder_of_the_name_of_a_revision_comes_first(repository):
    shutil.copytree(repository / "minimal", repository / "minimal" / "v1.0.0")
    assert diff("v1.0.0", "--exit-code").exit_code == 0
    assert diff("git:v1.0.0", "--exit-code").exit_code == 1


@pytest.mark.parametrize(
    ("old", "message"),
    [
        ("--output=x", "not a valid revision name"),
        ("git:--output=x", "not a valid revision name"),
        ("git:", "not a valid revision name"),
        ("v9", "no such file, folder or git revision"),
        ("HEAD; touch x", "no such file, folder or git revision"),
        ("HEAD:../other", "outside the repository"),
        ("HEAD:/etc", "outside the repository"),
        ("HEAD:nowhere", "no such folder in this revision"),
        ("HEAD:minimal/data", "does not contain datapackage.json"),
        ("a\0b", "not a valid revision name"),
        ("x" * 5000, "no such file, folder or git revision"),
    ],
)
@pytest.mark.usefixtures("repository")
def test_what_is_no_revision_is_one_line_and_no_option_of_git(old, message, tmp_path):
    with pytest.raises(EventClaimsError, match=message), open_version(old):
        pass
    assert not list(tmp_path.rglob("x"))


def test_a_symbolic_link_in_a_revision_is_refused(repository):
    path = repository / "minimal" / "data" / "events.csv"
    path.unlink()
    path.symlink_to("/etc/passwd")
    git(repository, "commit", "--quiet", "--all", "--message", "Link")
    with pytest.raises(EventClaimsError, match=r"'data/events\.csv' is a symbolic link"):
        diff("HEAD", "v1.0.0")
    shutil.rmtree(repository / "minimal" / "data")
    (repository / "minimal" / "data").symlink_to("/etc")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "Linked folder")
    with pytest.raises(EventClaimsError, match="'data' is a symbolic link"):
        diff("HEAD", "v1.0.0")


def test_a_filter_of_the_repository_is_not_run(repository):
    (repository / ".gitattributes").write_text("*.csv filter=evil export-ignore\n", "utf-8")
    git(repository, "add", ".gitattributes")
    git(repository, "commit", "--quiet", "--message", "Filter")
    git(repository, "config", "filter.evil.smudge", "touch ran; cat")
    assert diff("HEAD").stdout.startswith("events: 1 cell")
    assert not list(repository.rglob("ran"))


def test_a_package_in_a_revision_that_is_too_large_is_refused(repository, monkeypatch):
    assert repository
    monkeypatch.setattr(revisions.zips, "MAX_UNPACKED_BYTES", 1000)
    with pytest.raises(EventClaimsError, match="too large"):
        diff("HEAD")


def test_without_git_or_a_repository_it_is_one_line_and_exit_2(pair, tmp_path):
    words = [sys.executable, "-m", "eventclaims", "diff", "v1.0.0", str(pair[1])]
    for path, message in (
        (os.environ["PATH"], "not in a git repository"),
        ("", "git is not installed"),
    ):
        environment = GIT | {"PATH": path, "GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
        done = subprocess.run(
            words, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.count("\n") == 1
        assert message in done.stderr


def test_duplicate_keys_exit_2_with_one_line(pair):
    path = pair[1] / "data" / "events.csv"
    path.write_bytes(path.read_bytes() + path.read_bytes().split(b"\n", 1)[1])
    words = [sys.executable, "-m", "eventclaims", "diff", *map(str, pair)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("eventclaims: the newer package: data/events.csv: ")
    assert "EVT-0001" in done.stderr
    assert done.stderr.count("\n") == 1

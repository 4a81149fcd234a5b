"""Changes of several files: after a kill, all are old, or all new at the next opening."""

import hashlib
import json
import os
import shutil
from pathlib import Path

import pytest
from support.killing import kill_before

from eventclaims.authoring.derive import derive
from eventclaims.errors import PackageError, TableError
from eventclaims.package.changes import JOURNAL, Change, write_changes
from eventclaims.package.opening import open_package

FILES = ("data/claims.csv", "data/events.csv", "new.csv", "datapackage.json")
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system does not fork")


def make_changes(package):
    """Return changes of several files: a space at the end of each, and a new file."""
    root = package.resolve()
    before = dict(zip(FILES, read_files(package), strict=True))
    return [Change(root, file, text, text + b" \n") for file, text in before.items()]


def read_files(package):
    return [(package / file).read_bytes() if (package / file).exists() else b"" for file in FILES]


def run_killed(work, number):
    """Run a function in another process that is killed; return whether it was."""
    pid = os.fork()
    if not pid:
        code = 1
        try:
            kill_before(number)
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


def list_hidden(package):
    return [path.name for path in package.rglob(".*")]


STEPS = [3, pytest.param(1, marks=pytest.mark.long)]


@needs_fork
@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_before_a_change_leaves_all_files_old_or_all_new(
    minimal_copy, tmp_path, step
):
    old = read_files(minimal_copy)
    new = [change.content for change in make_changes(minimal_copy)]
    found, number = [], 1
    while True:
        package = shutil.copytree(minimal_copy, tmp_path / f"killed-{number}")
        changes = make_changes(package)
        if not run_killed(lambda changes=changes: write_changes(changes), number):
            break
        left = read_files(package)
        with open_package(package):
            found.append(read_files(package))
        assert found[-1] in (old, new), number
        assert found[-1] == new or left == old, number
        # The next change is not blocked by what the killed process left.
        write_changes(make_changes(package))
        assert list_hidden(package) == [], number
        number += step
    assert [files == new for files in found] == sorted(files == new for files in found)
    assert {files == new for files in found} == {False, True}
    assert number > 4 * len(FILES)


@needs_fork
@pytest.mark.parametrize("step", STEPS)
def test_an_opening_that_is_killed_is_completed_by_the_next_one(minimal_copy, tmp_path, step):
    new = [change.content for change in make_changes(minimal_copy)]
    half = leave_half(minimal_copy, tmp_path / "half")
    number = 1
    while run_killed_opening(shutil.copytree(half, tmp_path / f"opened-{number}"), number):
        package = tmp_path / f"opened-{number}"
        with open_package(package):
            assert read_files(package) == new, number
        assert not (package / JOURNAL).exists()
        number += step
    assert number > len(FILES)


def run_killed_opening(package, number):
    def work():
        with open_package(package):
            pass

    return run_killed(work, number)


def leave_half(package, target):
    """Return a copy of a package in which a process was killed after it replaced the first file."""
    new = make_changes(package)[0].content
    for number in range(1, 100):
        half = shutil.copytree(package, target.parent / f"{target.name}-{number}")
        changes = make_changes(half)
        run_killed(lambda changes=changes: write_changes(changes), number)
        files = read_files(half)
        if files[0] == new and files[1] != changes[1].content:
            return half
    raise AssertionError


@needs_fork
def test_a_file_that_was_changed_after_the_interruption_is_kept_and_named(minimal_copy, tmp_path):
    half = leave_half(minimal_copy, tmp_path / "half")
    (half / "data" / "events.csv").write_text("own work\n", "utf-8")
    before = read_files(half)
    with (
        pytest.raises(PackageError, match=r"data/events\.csv: has changed since"),
        open_package(half),
    ):
        pass
    assert read_files(half) == before
    shutil.rmtree(half / JOURNAL)
    with open_package(half):
        assert read_files(half) == before


def test_a_file_that_cannot_be_written_leaves_all_files_as_they_were(minimal_copy):
    old = read_files(minimal_copy)
    root = minimal_copy.resolve()
    changes = [*make_changes(minimal_copy), Change(root, "none/x.csv", b"", b"x")]
    with pytest.raises(TableError, match=r"x\.csv: cannot be written"):
        write_changes(changes)
    assert read_files(minimal_copy) == old
    assert list_hidden(minimal_copy) == []


def test_files_behind_a_symbolic_link_in_the_package_are_changed(minimal_copy):
    (minimal_copy / "data").rename(minimal_copy / "tables")
    (minimal_copy / "data").symlink_to("tables")
    root = minimal_copy.resolve()
    names = ("claims.csv", "events.csv")
    write_changes([Change(root, f"data/{n}", read(root, n), b"x") for n in names])
    assert [read(root, name) for name in names] == [b"x", b"x"]


def read(root, name):
    return (root / "tables" / name).read_bytes()


@pytest.mark.parametrize("file", ["../outside.csv", "/outside.csv", "link/outside.csv"])
def test_a_journal_that_names_a_file_outside_the_package_is_refused(minimal_copy, tmp_path, file):
    (minimal_copy / "link").symlink_to(tmp_path)
    journal = minimal_copy / JOURNAL
    journal.mkdir()
    (journal / "0").write_text("x", "utf-8")
    entry = {"file": file, "before": "e3b0", "after": "2d71"}
    (journal / "changes.json").write_text(json.dumps([entry]), "utf-8")
    with pytest.raises(PackageError, match="refused"), open_package(minimal_copy):
        pass
    assert not (tmp_path / "outside.csv").exists()


@pytest.mark.parametrize("text", ["", "[1]", "{", '[{"file": "a"}]'])
def test_a_damaged_journal_is_refused(minimal_copy, text):
    (minimal_copy / JOURNAL).mkdir()
    (minimal_copy / JOURNAL / "changes.json").write_text(text, "utf-8")
    with pytest.raises(PackageError, match="is damaged"), open_package(minimal_copy):
        pass


@pytest.mark.parametrize("file", [".git/config", "data/.hidden.csv"])
def test_a_journal_that_names_a_hidden_file_is_refused(minimal_copy, file):
    (minimal_copy / ".git").mkdir()
    journal = minimal_copy / JOURNAL
    journal.mkdir()
    (journal / "0").write_text("x", "utf-8")
    hashes = {"before": hash_bytes(b""), "after": hash_bytes(b"x")}
    (journal / "changes.json").write_text(json.dumps([{"file": file} | hashes]), "utf-8")
    with pytest.raises(PackageError, match="refused; hidden"), open_package(minimal_copy):
        pass
    assert not (minimal_copy / file).exists()


def hash_bytes(content):
    return hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("name", ["changes.json", "0"])
def test_a_journal_with_a_link_is_refused_and_the_link_is_not_followed(minimal_copy, name):
    journal = minimal_copy / JOURNAL
    journal.mkdir()
    entry = {"file": "new.csv", "before": hash_bytes(b""), "after": hash_bytes(b"x")}
    (journal / "changes.json").write_text(json.dumps([entry]), "utf-8")
    (journal / name).unlink(missing_ok=True)
    (journal / name).symlink_to("/dev/zero")
    with pytest.raises(PackageError, match="not a regular file"), open_package(minimal_copy):
        pass


def test_a_table_and_the_descriptor_are_changed_together_by_a_relative_path(
    minimal_copy, monkeypatch
):
    monkeypatch.chdir(minimal_copy)
    claims = Path("data", "claims.csv")
    claims.write_bytes(claims.read_bytes().rstrip(b"\n") + b"A note.\r\n")
    with open_package() as package:
        changes = derive(package)
        write_changes(changes)
    assert [change.file for change in changes] == ["data/claims.csv", "datapackage.json"]
    assert claims.read_bytes().endswith(b"A note.\n")


@needs_fork
def test_processes_at_the_same_time_do_not_overwrite_each_other(minimal_copy):
    """Each adds a line to a file; one that another process overtook does it again."""
    file = minimal_copy.resolve() / "lines.csv"
    children = []
    for number in range(4):
        pid = os.fork()
        if not pid:
            code = 1
            try:
                for line in range(10):
                    add_line(file, f"{number}-{line}\n".encode())
                code = 0
            finally:
                os._exit(code)
        children.append(pid)
    assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 4
    lines = file.read_text("utf-8").split()
    assert sorted(lines) == sorted(f"{number}-{line}" for number in range(4) for line in range(10))
    assert list_hidden(minimal_copy) == []


def add_line(file, line):
    while True:
        before = file.read_bytes() if file.exists() else b""
        try:
            write_changes([Change(file.parent, file.name, before, before + line)])
        except TableError:
            continue
        return

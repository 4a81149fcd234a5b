"""Files and folders are written completely or not at all."""

import subprocess
import sys
from pathlib import Path

import pytest

from eventclaims.errors import TableError
from eventclaims.runtime.atomic_files import build_folder, replace_file, write_atomically

FAILURES = [OSError(28, "No space left on device"), KeyboardInterrupt(), SystemExit(1)]


def list_names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
def test_a_failure_leaves_the_old_file_and_no_temporary_one(tmp_path, monkeypatch, step, failure):
    path = tmp_path / "t.csv"
    path.write_bytes(b"old")

    def fail(*_arguments):
        raise failure

    monkeypatch.setattr(step, fail)
    with pytest.raises((TableError, KeyboardInterrupt, SystemExit)):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert list_names(tmp_path) == ["t.csv"]


def test_an_error_in_the_block_is_raised_as_it_is(tmp_path):
    with pytest.raises(ValueError, match="mine"), replace_file(tmp_path / "t.csv"):
        raise ValueError("mine")
    assert list_names(tmp_path) == []


def test_a_file_keeps_its_mode_and_its_link(tmp_path):
    path, link = tmp_path / "t.csv", tmp_path / "link.csv"
    path.write_bytes(b"old")
    path.chmod(0o600)
    link.symlink_to("t.csv")
    write_atomically(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600


def test_what_a_killed_process_left_is_removed_by_the_next_alone(tmp_path):
    names = [".t.csv-0123abcd", ".t.csv-backup", ".u.csv-0123abcd"]
    for name in names:
        (tmp_path / name).write_bytes(b"x")
    with replace_file(tmp_path / "t.csv"), replace_file(tmp_path / "u.csv"):
        assert {*names[1:]} <= {*list_names(tmp_path)}
    write_atomically(tmp_path / "u.csv", b"new")
    assert list_names(tmp_path) == [names[1], "t.csv", "u.csv"]


def test_the_unfinished_file_of_another_process_is_kept(tmp_path):
    with replace_file(tmp_path / "t.csv") as file:
        code = "import sys; from eventclaims.runtime.atomic_files import write_atomically as write;"
        code += "from pathlib import Path; write(Path(sys.argv[1]), b'other')"
        subprocess.run([sys.executable, "-c", code, tmp_path / "t.csv"], check=True)
        file.write(b"mine")
    assert (tmp_path / "t.csv").read_bytes() == b"mine"
    assert list_names(tmp_path) == ["t.csv"]


def test_a_folder_that_cannot_be_renamed_leaves_the_old_one(tmp_path, monkeypatch):
    target = tmp_path / "target"
    target.mkdir()
    (target / "old").write_bytes(b"old")
    rename = Path.rename

    def fail(path, other):
        if path.name.startswith(".eventclaims-") and other == target and (path / "new").exists():
            raise OSError(5, "Input/output error")
        return rename(path, other)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="Input"), build_folder(target, replace=True) as folder:
        (folder / "new").write_bytes(b"new")
    assert list_names(tmp_path) == ["target"]
    assert list_names(target) == ["old"]


@pytest.mark.parametrize("failure", FAILURES)
@pytest.mark.parametrize("replace", [False, True])
def test_a_failure_leaves_the_old_folder_and_no_temporary_one(tmp_path, failure, replace):
    target = tmp_path / "target"
    target.mkdir()

    def fail():
        with build_folder(target, replace=replace) as folder:
            (folder / "a").write_bytes(b"a")
            raise failure

    with pytest.raises(type(failure)):
        fail()
    assert list_names(tmp_path) == ["target"]
    assert list_names(target) == []


def test_a_folder_with_files_is_only_replaced_on_request(tmp_path):
    target = tmp_path / "target"
    target.mkdir()
    (target / "old").write_bytes(b"old")
    with pytest.raises(OSError, match="empty"), build_folder(target) as folder:
        (folder / "new").write_bytes(b"new")
    assert list_names(tmp_path) == ["target"]
    assert list_names(target) == ["old"]
    with build_folder(target, replace=True) as folder:
        (folder / "new").write_bytes(b"new")
    assert list_names(tmp_path) == ["target"]
    assert list_names(target) == ["new"]

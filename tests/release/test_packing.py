"""A release that is written over an older build and killed is never partial."""

import os
import signal
import sys
from datetime import UTC, datetime

import pytest

from eventclaims.release.files import ReleaseFile
from eventclaims.release.packing import write_folder, write_zip

# The audit events of Python for changes on the disk.
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod", "open", "shutil.rmtree"}
NAMES = ("README.md", "data/claims.csv", "data/events.csv")
OLD, NEW = (tuple(ReleaseFile(name, "", text) for name in NAMES) for text in (b"old", b"new"))
TIME = datetime(2024, 1, 1, tzinfo=UTC)


def write(files, out):
    write_folder(files, out / "p-1.0.0")
    write_zip(files, out / "p-1.0.0.zip", "p-1.0.0", TIME)


def write_until(point, out):
    """Write the new build in a process that is killed before a change; return whether it was."""
    pid = os.fork()
    if not pid:
        left = point

        def count(event, arguments):
            nonlocal left
            if event in CHANGES and str(arguments[0]).startswith(str(out)):
                left -= 1
                if not left:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(count)
        write(NEW, out)
        os._exit(0)
    return os.WIFSIGNALED(os.waitpid(pid, 0)[1])


def read_tree(folder):
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot fork")
def test_a_build_killed_before_every_change_on_the_disk_is_never_partial(tmp_path):
    write(OLD, tmp_path / "old")
    write(NEW, tmp_path / "new")
    whole = [read_tree(tmp_path / name) for name in ("old", "new")]
    folders = [
        {name: tree[name] for name in ("README.md", "claims.csv", "events.csv")} for tree in whole
    ]
    missing, point = 0, 0
    while True:
        point += 1
        out = tmp_path / f"out{point}"
        write(OLD, out)
        was_killed = write_until(point, out)
        if (out / "p-1.0.0").is_dir():
            assert read_tree(out / "p-1.0.0") in folders
        else:
            missing += 1
        archive = "p-1.0.0.zip"
        assert (out / archive).read_bytes() in [tree[archive] for tree in whole]
        write(NEW, out)
        assert read_tree(out) == whole[1]
        assert sorted(path.name for path in out.iterdir()) == [
            "p-1.0.0",
            archive,
            f"{archive}.sha256",
        ]
        if not was_killed:
            break
    assert point > 20
    assert missing <= 1  # between the two renames that replace a folder

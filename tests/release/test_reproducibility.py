"""The formats of a release are the same bytes on every build, wherever and whenever it is."""

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile

from support.editions import make_formats, make_hard_rows, read, write_package
from support.packages import ROOT
from support.repositories import commit, git

LIST_HASHES = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from support.editions import make_formats, read
for file in make_formats(read(Path(sys.argv[1]))).values():
    print(file.sha256, file.path)
"""


def list_hashes(package, **environment):
    done = subprocess.run(
        [sys.executable, "-c", LIST_HASHES, package, ROOT / "tests"],
        capture_output=True,
        check=True,
        cwd=package.parent,
        env=os.environ | environment,
    )
    return done.stdout.decode().splitlines()


def test_two_builds_are_the_same_in_another_folder_zone_language_and_order_of_hashes(
    tmp_path,
):
    package = write_package(tmp_path / "hard", {"hard": make_hard_rows()})
    moved = tmp_path / "elsewhere" / package.name
    moved.parent.mkdir()
    first = list_hashes(package, TZ="UTC", PYTHONHASHSEED="1", LC_ALL="C")
    package.rename(moved)
    other = {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"}
    assert list_hashes(moved, **other) == first
    assert len(first) > 5


def test_what_a_release_takes_has_line_feeds_wherever_it_is_checked_out(tmp_path):
    names = ("data/a.csv", "schemas/a.schema.json", "docs/a.md", "CHANGELOG.md", "LICENSE-DATA")
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"a\nb\n")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "config", "core.autocrlf", "true")
    commit(tmp_path)
    for name in names:
        (tmp_path / name).unlink()
    git(tmp_path, "checkout", "--", *names)
    assert {(tmp_path / name).read_bytes() for name in names} == {b"a\nb\n"}


def test_every_time_in_a_file_is_that_of_the_source(full):
    made = {file.path: file.content for file in make_formats(read(full)).values()}
    assert b"14 Nov 2023 22:13" in made["stata/claims.dta"]
    book = zipfile.ZipFile(io.BytesIO(made["full.xlsx"]))
    times = set(re.findall(rb"\d{4}-\d\d-\d\dT[\d:]+Z", book.read("docProps/core.xml")))
    assert times == {b"2023-11-14T22:13:20Z"}
    assert {entry.date_time for entry in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}

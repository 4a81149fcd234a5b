"""Every consumer of a package reads a table in several files as one table."""

import json
import shutil
import subprocess
import zipfile

import pytest
from support.packages import ROOT, build
from support.parts import split

import eventclaims
from eventclaims import validate
from eventclaims.authoring.derive import derive
from eventclaims.authoring.history import write_corrections
from eventclaims.authoring.working_copy import compare_copy, copy_package, derive_copy
from eventclaims.comparison.diff import compare
from eventclaims.errors import TableError
from eventclaims.package.changes import write_changes
from eventclaims.package.opening import open_package
from eventclaims.package.revisions import open_version
from eventclaims.release.release_input import read_release_input
from eventclaims.release.tables import make_descriptor, make_tables


@pytest.fixture
def packages(tmp_path):
    """Return a package, and the same with two tables in parts."""
    whole, parts = build("full", tmp_path / "whole"), tmp_path / "parts"
    shutil.copytree(whole, parts)
    for name in ("claims", "corrections"):
        split(parts, name)
    return whole, parts


def list_files(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_parts_are_loaded_as_one_table(packages):
    whole, parts = (eventclaims.load(package) for package in packages)
    assert whole["claims"].equals(parts["claims"])


def test_the_temporary_file_is_removed(packages):
    with open_package(packages[1]) as package:
        claims = package.get_table("claims")
        assert claims.path.is_file()
        assert claims.files == tuple(f"data/claims-{n}.csv" for n in range(3))
    assert not claims.path.parent.exists()


def test_tables_divided_in_another_way_do_not_differ(packages, tmp_path):
    whole, parts = packages
    other = tmp_path / "other"
    shutil.copytree(whole, other)
    split(other, "claims", count=5)
    for old, new in ((whole, parts), (parts, whole), (parts, other)):
        with open_package(old) as before, open_package(new) as now, compare(before, now) as diff:
            assert [table.name for table in diff.tables if table.changed or table.added] == []
            assert diff.changes == ()
    found = validate(parts, previous=whole).findings
    assert [f.rule for f in found] == [f.rule for f in validate(whole, previous=whole).findings]


def test_a_changed_cell_is_found_in_its_part(packages):
    whole, parts = packages
    path = parts / "data" / "claims-2.csv"
    header, first, *others = path.read_text("utf-8").splitlines(keepends=True)
    changed = first.replace("CLM-", "XXX-", 1)
    path.write_text("".join([header, changed, *others]), "utf-8")
    found = validate(parts, previous=whole).findings
    assert ("data/claims-2.csv", 2) in {(f.file, f.line) for f in found if f.table == "claims"}


def test_zips_and_revisions_contain_the_parts(packages, tmp_path):
    _, parts = packages
    zipped = tmp_path / "parts.zip"
    with zipfile.ZipFile(zipped, "w") as file:
        for path in list_files(parts):
            file.write(path, path.relative_to(parts))
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "parts"]):
        subprocess.run([*git, *words], cwd=parts, check=True)
    expected = eventclaims.load(parts)["claims"]
    assert eventclaims.load(zipped)["claims"].equals(expected)
    with open_version("git:HEAD", parts) as package:
        assert package.get_table("claims").files == tuple(
            f"data/claims-{number}.csv" for number in range(3)
        )
        assert package.get_table("claims").path.is_file()


def test_derive_leaves_parts_in_canonical_form_as_they_are(packages):
    _, parts = packages
    with open_package(parts) as package:
        write_changes(derive(package))
    before = list_files(parts)
    with open_package(parts) as package:
        assert derive(package) == []
    assert list_files(parts) == before
    assert validate(parts).valid


def test_a_command_that_would_change_parts_is_refused_in_one_line(packages):
    _, parts = packages
    path = parts / "data" / "claims-2.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = list_files(parts)
    refused = r"^claims: cannot be changed, because its rows are in 3 files; join them"
    with open_package(parts) as package:
        with pytest.raises(TableError, match=refused):
            derive(package)
        with (
            pytest.raises(TableError, match=refused),
            derive_copy(package, {"claims": b""}),
        ):
            pass
    assert list_files(parts) == before


def test_reasons_are_not_written_into_parts(packages):
    whole, parts = packages
    path = parts / "datapackage.json"
    described = json.loads(path.read_text("utf-8"))
    described["version"] = "9.0.0"
    path.write_text(json.dumps(described), "utf-8")
    actors = parts / "data" / "actors.csv"
    actors.write_text(actors.read_text("utf-8").replace("Group A", "Group B", 1), "utf-8")
    before = list_files(parts)
    with open_package(whole) as old, open_package(parts) as new, compare(old, new) as diff:
        assert [*diff.read_changes(uncorrected=True)]
        with pytest.raises(TableError, match=r"^corrections: cannot be changed, because"):
            write_corrections(new, diff, "a reason")
    assert list_files(parts) == before


def test_a_copy_has_the_parts(packages):
    with open_package(packages[1]) as package, copy_package(package) as copy:
        assert compare_copy(package, copy) == []
        assert eventclaims.load(copy)["claims"].equals(eventclaims.load(packages[0])["claims"])


def test_a_release_has_the_joined_table(packages):
    whole, parts = packages
    made = {}
    for folder in packages:
        with open_package(folder) as package:
            release = read_release_input(package, epoch=0)
            files = [*make_tables(release, ())]
            (descriptor,) = make_descriptor(release, files)
            made[folder] = {file.path: file.content for file in [*files, descriptor]}
    assert made[whole] == made[parts]
    assert "data/claims.csv" in made[parts]


def test_the_profile_in_schemas_accepts_parts():
    profile = json.loads((ROOT / "schemas" / "eventclaims-profile.json").read_text("utf-8"))
    path = profile["properties"]["resources"]["items"]["properties"]["path"]
    assert path["items"]["pattern"] == path["pattern"]

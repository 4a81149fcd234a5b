"""Descriptors, zips and repositories that are made to harm: refused in one line, or read safely."""

import json
import stat
import time
import zipfile

import pytest
from support.repositories import git

from eventclaims import validate
from eventclaims.cli import main
from eventclaims.errors import PackageError
from eventclaims.package.git import run_git
from eventclaims.package.json_files import format_json, read_json
from eventclaims.package.opening import open_package
from eventclaims.package.paths import is_system_file
from eventclaims.package.revisions import open_version
from eventclaims.package.standard import find_duplicate, read_codelists

RESOURCE = {"name": "t", "path": "data/t.csv", "schema": {"fields": [{"name": "a"}]}}
DESCRIPTOR = json.dumps({"name": "p", "resources": [RESOURCE]})
FILES = {"datapackage.json": DESCRIPTOR, "data/t.csv": "a\n1\n"}


def zip_up(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return path


def list_unpacked(path):
    with open_package(path) as package:
        found = (p for p in package.root.rglob("*") if p.is_file())
        return {p.relative_to(package.root).as_posix() for p in found}


def read(folder, text):
    (folder / "x.json").write_text(text, "utf-8")
    return read_json(folder / "x.json", "x.json")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('{"contributors": ["Ann"], "contributors": ["Bob"]}', "'contributors' is repeated"),
        ('{"resources": [{"name": "a", "name": "b"}]}', "'name' is repeated"),
        ('{"a": NaN}', "NaN is not a number"),
        ('{"a": -Infinity}', "-Infinity is not a number"),
        ('{"a": 1e400}', "1e400 is not a number"),
        ('{"a": ' + "9" * 5000 + "}", "5000 characters is not a number"),
        ('{"a": "\\ud800"}', "not UTF-8"),
    ],
)
def test_json_that_programs_read_in_different_ways_is_refused(tmp_path, text, reason):
    with pytest.raises(PackageError, match=f"^x.json: not JSON: .*{reason}"):
        read(tmp_path, text)


def test_a_large_json_file_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("eventclaims.package.json_files.MAX_JSON_BYTES", 1024**2)
    with pytest.raises(PackageError, match="larger than 1 MiB"):
        read(tmp_path, '{"a": "' + "x" * 1024**2 + '"}')


@pytest.mark.parametrize(
    "number", ["33.3128000000000000000001", "1.10", "12345678901234567.89", "1E5", "-0.0", "1e-400"]
)
def test_a_number_keeps_its_digits_when_it_is_written_again(tmp_path, number):
    text = f'{{\n  "a": [\n    {number},\n    1,\n    "1.10 é \\u0000"\n  ]\n}}'
    value = read(tmp_path, text)
    assert format_json(value) == text
    assert value["a"][0] == float(number)
    assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize("place", ["folder", "file"])
def test_a_descriptor_that_links_out_of_the_package_is_refused(tmp_path, place):
    outside = tmp_path / "other.json"
    outside.write_text(DESCRIPTOR, "utf-8")
    package = tmp_path / "p"
    package.mkdir()
    (package / "datapackage.json").symlink_to(outside)
    location = package if place == "folder" else package / "datapackage.json"
    with pytest.raises(PackageError, match="leads out of the package"), open_package(location):
        pass


def test_a_package_in_a_linked_folder_is_opened(tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "datapackage.json").write_text(DESCRIPTOR, "utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    with open_package(tmp_path / "link") as package:
        assert [table.name for table in package.tables] == ["t"]


def test_duplicates_are_found_in_linear_time():
    start = time.process_time()
    assert find_duplicate([str(number) for number in range(100_000)]) is None
    assert find_duplicate(["b", "c", "c", "b"]) == "b"
    assert time.process_time() - start < 2


@pytest.mark.parametrize("top", ["", "p-1.0.0/"])
@pytest.mark.parametrize(
    "litter", ["__MACOSX/._p", "__MACOSX/p/._datapackage.json", ".DS_Store", "Thumbs.db", "._p"]
)
def test_files_of_an_operating_system_in_a_zip_are_passed_over(tmp_path, top, litter):
    entries = {f"{top}{name}": content for name, content in FILES.items()} | {litter: "\0"}
    path = zip_up(tmp_path / "p.zip", entries)
    assert list_unpacked(path) == {*FILES}
    assert validate(path).valid


@pytest.mark.parametrize(
    ("path", "is_system"),
    [
        ("__MACOSX/a/b.csv", True),
        ("data/._a.csv", True),
        ("data/.~lock.a.csv#", True),
        ("~$a.xlsx", True),
        ("desktop.ini", True),
        ("data/a.csv", False),
        (".github/a.yml", False),
        ("a._b.csv", False),
    ],
)
def test_which_files_are_left_by_a_system(path, is_system):
    assert is_system_file(path) is is_system


def test_a_code_list_does_not_include_files_of_an_operating_system(tmp_path):
    (tmp_path / "form.csv").write_text("code,label,definition,status\n", "utf-8")
    (tmp_path / "._form.csv").write_bytes(b"\0\5\x16\7\xff")
    assert [*read_codelists(tmp_path)] == ["form"]


def test_a_zip_is_unpacked_only_as_far_as_the_package_needs(tmp_path):
    entries = FILES | {"large.bin": "x", "README.md": "x", "schemas/codelists/form.csv": "x"}
    needed = {*FILES, "README.md", "schemas/codelists/form.csv"}
    assert list_unpacked(zip_up(tmp_path / "p.zip", entries)) == needed


def test_a_zip_of_deep_folders_is_refused_at_once(tmp_path):
    entries = FILES | {f"{n}/" + "x/" * 400 + "y": "1" for n in range(200)}
    start = time.process_time()
    with pytest.raises(PackageError, match="too many folders"):
        list_unpacked(zip_up(tmp_path / "p.zip", entries))
    assert time.process_time() - start < 5


@pytest.mark.parametrize(("name", "kept"), [("\0x", 0), ("x", 0), ("x/", 1)])
def test_an_entry_with_an_empty_name_is_refused(tmp_path, name, kept):
    path = zip_up(tmp_path / "p.zip", FILES | {"QQ": ""})
    content = path.read_bytes()
    new = name.encode().ljust(2, b"\0") if kept == 0 else name.encode()
    if name == "x":  # the length of the name is 0, and its characters are an unknown extra field
        central = content.rindex(b"QQ") - 46
        changed = bytearray(content)
        changed[central + 28 : central + 32] = b"\0\0\2\0"
        content = bytes(changed)
    else:
        content = content.replace(b"QQ", new)
    path.write_bytes(content)
    if kept:
        assert list_unpacked(path) == {*FILES}
        return
    with pytest.raises(PackageError, match=r"NUL|leads out|damaged"):
        list_unpacked(path)


@pytest.mark.parametrize(
    ("error", "words"),
    [(MemoryError(), "not enough memory"), (ImportError("libx.so"), "libx.so")],
)
def test_a_command_without_memory_or_a_library_ends_with_one_line(
    error, words, monkeypatch, capsys
):
    def fail(**_):
        raise error

    monkeypatch.setattr("eventclaims.cli.cli.main", fail)
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    printed = capsys.readouterr().err
    assert words in printed
    assert printed.count("\n") == 1
    assert "internal" not in printed


CONFIG = (
    *("core.fsmonitor", "core.pager", "core.sshCommand", "core.askPass", "diff.external"),
    *("credential.helper", "core.gitProxy", "uploadpack.packObjectsHook", "gpg.program"),
    *("filter.evil.smudge", "filter.evil.clean", "diff.evil.textconv", "diff.evil.command"),
    *("pager.rev-parse", "pager.ls-tree", "pager.cat-file", "core.alternateRefsCommand"),
)
HOOKS = ("post-checkout", "post-index-change", "reference-transaction", "pre-auto-gc")


@pytest.fixture
def repository(tmp_path):
    """Return a repository with a package, in which everything runs a program that leaves a mark."""
    folder = tmp_path / "repository"
    (folder / "data").mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).write_text(content, "utf-8")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "one")
    run = f"touch {tmp_path}/mark"
    for key in CONFIG:
        git(folder, "config", key, run)
    for command in ("rev-parse", "ls-tree", "cat-file"):
        git(folder, "config", f"alias.{command}", f"!{run}")
    (folder / ".git/info/attributes").write_text("* filter=evil diff=evil\n", "utf-8")
    for name in HOOKS:
        hook = folder / ".git/hooks" / name
        hook.write_text(f"#!/bin/sh\n{run}\n", "utf-8")
        hook.chmod(hook.stat().st_mode | stat.S_IXUSR)
    return folder


def test_nothing_in_the_configuration_of_a_repository_is_run(repository, tmp_path):
    with open_version("HEAD", repository) as package:
        assert package.tables[0].path.read_bytes() == b"a\n1\n"
    assert not (tmp_path / "mark").exists()


def test_a_missing_object_is_not_fetched(repository, tmp_path):
    blob = run_git(repository, "rev-parse", "HEAD:data/t.csv").decode().strip()
    (repository / ".git/objects" / blob[:2] / blob[2:]).unlink()
    for key, value in {
        "core.repositoryformatversion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.promisor": "true",
        "remote.origin.url": f"ext::sh -c touch% {tmp_path}/mark",
        "protocol.allow": "always",
    }.items():
        git(repository, "config", key, value)
    with pytest.raises(PackageError), open_version("HEAD", repository):
        pass
    assert not (tmp_path / "mark").exists()


def test_files_of_an_operating_system_in_a_revision_are_passed_over(repository):
    (repository / "schemas").mkdir()
    (repository / "schemas/.DS_Store").write_bytes(b"\0")
    run = ("-c", "core.fsmonitor=false", "-c", "filter.evil.clean=cat")
    git(repository, *run, "add", "-A")
    git(repository, *run, "commit", "-qm", "two")
    with open_version("HEAD", repository) as package:
        assert not (package.root / "schemas").exists()


def test_an_unknown_revision_of_a_shallow_clone_names_the_cause(repository, tmp_path):
    git(repository, "-c", "core.fsmonitor=false", "commit", "-q", "--allow-empty", "-m", "two")
    clone = tmp_path / "shallow"
    git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), str(clone))
    with pytest.raises(PackageError, match=r"shallow.*fetch --unshallow"):
        with_version("v1.0.0", clone)
    with pytest.raises(PackageError, match=r"git revision$"):
        with_version("v1.0.0", repository)


def with_version(location, folder):
    with open_version(location, folder):
        pass

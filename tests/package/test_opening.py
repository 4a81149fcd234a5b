"""Packages that are not there, not readable, or not safe: one line, and nothing is opened."""

import json
import zipfile

import pytest
from support.packages import PACKAGES

from eventclaims import validate
from eventclaims.errors import PackageError
from eventclaims.package import zips as archive
from eventclaims.package.opening import open_package


def open_it(path):
    with open_package(path) as package:
        return package


def describe(folder, **resource):
    """Write a descriptor with one resource, changed as the test wants it."""
    whole = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "a"}]}} | resource
    (folder / "t.csv").write_text("a\n", "utf-8")
    (folder / "datapackage.json").write_text(json.dumps({"resources": [whole]}), "utf-8")
    return folder


def zip_up(path, **entries):
    with zipfile.ZipFile(path, "w") as file:
        for name, content in entries.items():
            file.writestr(name.replace("__", "/"), content)
    return path


def test_no_such_folder_is_said_in_one_line(tmp_path):
    with pytest.raises(PackageError, match="no such file or folder"):
        open_it(tmp_path / "nowhere")


def test_a_folder_without_a_descriptor_is_said(tmp_path):
    with pytest.raises(PackageError, match=r"datapackage\.json: no such file"):
        open_it(tmp_path)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"{", "not JSON"),
        (b"", "not JSON"),
        (b"[]", "not a JSON object"),
        (b"{}", "has no resources"),
        (b'{"resources": []}', "has no resources"),
        (b'{"resources": {}}', "has no resources"),
        (b'{"resources": [1]}', "resource 1 has no name"),
        (b'{"resources": [{"name": "t"}]}', "no path"),
        (b'{"resources": [{"name": "t", "path": ["a", "b"]}]}', "no path of one file"),
        (b'{"resources": [{"name": "t", "path": "t.csv"}]}', "no schema"),
        (b"\xff\xfe{\x00", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
    ],
)
def test_a_descriptor_that_cannot_be_used_says_why(tmp_path, content, reason):
    (tmp_path / "datapackage.json").write_bytes(content)
    with pytest.raises(PackageError, match=reason):
        open_it(tmp_path)


@pytest.mark.parametrize(
    "schema",
    [
        {"fields": []},
        {"fields": [1]},
        {"fields": [{"title": "no name"}]},
        {"fields": [{"name": "a"}], "primaryKey": ["b"]},
        {"fields": [{"name": "a"}], "primaryKey": 3},
    ],
)
def test_a_schema_that_does_not_name_its_columns_is_refused(tmp_path, schema):
    with pytest.raises(PackageError, match="'t'"):
        open_it(describe(tmp_path, schema=schema))


@pytest.mark.parametrize(
    "path",
    [
        "../t.csv",
        "data/../../t.csv",
        "/etc/hostname",
        "https://example.org/t.csv",
        "file:///etc/hostname",
        "C:\\t.csv",
        "C:/t.csv",
        "..\\t.csv",
        "a\0b.csv",
    ],
)
@pytest.mark.parametrize("part", ["path", "schema"])
def test_a_path_that_leads_out_of_the_package_is_refused(tmp_path, part, path):
    with pytest.raises(PackageError, match="refused"):
        open_it(describe(tmp_path, **{part: path}))


def test_a_symbolic_link_out_of_the_package_is_refused(tmp_path):
    outside = tmp_path / "outside.csv"
    outside.write_text("a\nsecret\n", "utf-8")
    package = tmp_path / "package"
    package.mkdir()
    describe(package)
    (package / "t.csv").unlink()
    (package / "t.csv").symlink_to(outside)
    with pytest.raises(PackageError, match="symbolic link"):
        open_it(package)


def test_two_resources_of_one_name_are_refused(tmp_path):
    resource = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "a"}]}}
    text = json.dumps({"resources": [resource, resource]})
    (tmp_path / "datapackage.json").write_text(text, "utf-8")
    with pytest.raises(PackageError, match="twice"):
        open_it(tmp_path)


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", "a/../../out.txt", "C:/out.txt"])
def test_a_zip_whose_paths_climb_out_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as file:
        file.writestr(name, "x")
    with pytest.raises(PackageError, match="climbs out"):
        open_it(tmp_path / "p.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["p.zip"]


def test_a_code_list_that_links_out_of_the_package_is_refused(tmp_path, minimal_copy):
    outside = tmp_path / "outside.csv"
    outside.write_text("code,label,definition,status\n", "utf-8")
    folder = minimal_copy / "schemas" / "codelists"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "form.csv").unlink(missing_ok=True)
    (folder / "form.csv").symlink_to(outside)
    with pytest.raises(PackageError, match="symbolic link"):
        open_it(minimal_copy).find_codelists()


def test_a_zip_with_a_symbolic_link_is_refused(tmp_path):
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as file:
        file.writestr(link, "/etc")
    with pytest.raises(PackageError, match="symbolic link"):
        open_it(tmp_path / "p.zip")


def test_a_zip_that_unpacks_beyond_the_limit_is_refused_whatever_its_header_says(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(archive, "MAX_UNPACKED_BYTES", 1024**2)
    zip_up(tmp_path / "p.zip", bomb="0" * (2 * 1024**2))
    content = (tmp_path / "p.zip").read_bytes()
    size = (2 * 1024**2).to_bytes(4, "little")
    (tmp_path / "p.zip").write_bytes(content.replace(size, (10).to_bytes(4, "little")))
    with pytest.raises(PackageError, match=r"more than 1 MiB|damaged"):
        open_it(tmp_path / "p.zip")
    zip_up(tmp_path / "q.zip", bomb="0" * (2 * 1024**2))
    with pytest.raises(PackageError, match="more than 1 MiB"):
        open_it(tmp_path / "q.zip")


def test_a_zip_of_too_many_entries_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_ENTRIES", 2)
    with pytest.raises(PackageError, match="more than 2 entries"):
        open_it(zip_up(tmp_path / "p.zip", a="", b="", c=""))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"plain text"])
def test_what_is_no_zip_is_said(tmp_path, content):
    (tmp_path / "p.zip").write_bytes(content)
    with pytest.raises(PackageError, match="not a zip"):
        open_it(tmp_path / "p.zip")


def test_a_zip_without_a_descriptor_is_said(tmp_path):
    with pytest.raises(PackageError, match=r"holds no datapackage\.json"):
        open_it(zip_up(tmp_path / "p.zip", readme="x"))


def test_a_zip_in_which_a_file_is_also_a_folder_is_said(tmp_path):
    with pytest.raises(PackageError, match="cannot be unpacked"):
        open_it(zip_up(tmp_path / "p.zip", a="x", a__b="y"))


def test_what_was_unpacked_is_gone_afterwards(tmp_path):
    folder = PACKAGES / "minimal"
    schema = {"fields": [{"name": "a"}]}
    resource = {"name": "actors", "path": "actors.csv", "schema": schema}
    entries = {
        "datapackage.json": json.dumps({"resources": [resource]}),
        "actors.csv": (folder / "data" / "actors.csv").read_text("utf-8"),
    }
    with open_package(zip_up(tmp_path / "p.zip", **entries)) as package:
        assert package.tables[0].path.is_file()
    assert not package.root.exists()


def test_an_empty_name_is_not_the_current_folder():
    with pytest.raises(PackageError, match="no package is named"):
        open_it("")


@pytest.mark.parametrize(
    "schema",
    [
        {"fields": [{"name": "a"}, {"name": "a"}]},
        {"fields": [{"name": "a"}], "interval": {"earliest": "b"}},
        {"fields": [{"name": "a"}], "interval": 5},
        {"fields": [{"name": "a"}], "foreignKeys": None},
    ],
)
def test_a_schema_with_parts_of_no_known_form_is_refused(tmp_path, schema):
    with pytest.raises(PackageError, match="'t'"):
        open_it(describe(tmp_path, schema=schema))


ASIDES = [
    ({"path": "map.geojson", "schema": None}, "a CSV file"),
    ({"path": "t.csv", "format": "xlsx", "schema": {}}, "a CSV file"),
    ({"path": "notes.csv"}, "a schema"),
    ({"path": "t.csv", "schema": "https://example.org/s.json"}, "a schema within the package"),
    ({"path": ["a.csv", "b.csv"], "schema": {}}, "one file that has it all"),
    ({"path": "https://example.org/t.csv", "schema": {}}, "a file within the package"),
    ({"data": [{"a": 1}], "schema": {}}, "a file of its own"),
]


@pytest.mark.parametrize(("resource", "lack"), ASIDES)
def test_what_is_no_table_is_set_aside_with_a_note_in_a_package_without_the_profile(
    resource, lack, tmp_path
):
    key = {"fields": ["a"], "reference": {"resource": "other", "fields": ["a"]}}
    schema = {"fields": [{"name": "a", "type": "integer"}], "foreignKeys": [key]}
    table = {"name": "t", "path": "t.csv", "schema": schema}
    resources = [table, {"name": "other", **resource}]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
    (tmp_path / "t.csv").write_bytes(b"a\n1\nx\n")
    found = [finding.message for finding in validate(tmp_path).findings]
    assert any(lack in message for message in found)
    assert any("references from `t`" in message and "`other`" in message for message in found)
    assert len(found) == 4
    with pytest.raises(PackageError), open_package(tmp_path):
        pass


def test_a_package_without_any_table_is_refused(tmp_path):
    resources = [{"name": "map", "path": "map.geojson"}]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
    with pytest.raises(PackageError, match="no resource is a CSV file with a schema"):
        validate(tmp_path)

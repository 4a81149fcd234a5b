"""Packages that are not there, not readable, or not safe: one line, and nothing is opened."""

import json
import zipfile

import pytest
from support.commands import run, run_process
from support.packages import PACKAGES

import eventclaims
from eventclaims import validate
from eventclaims.errors import PackageError
from eventclaims.package import zips
from eventclaims.package.model import read_day
from eventclaims.package.opening import open_package

PROFILE = b'{"profile": "eventclaims-profile.json", "resources": '


def open_it(path):
    with open_package(path) as package:
        return package


def describe(folder, **resource):
    """Write a descriptor with one resource, changed as the test wants it."""
    whole = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "a"}]}} | resource
    (folder / "t.csv").write_text("a\n", "utf-8")
    descriptor = {"profile": "schemas/eventclaims-profile.json", "resources": [whole]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
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
        (b'{"resources": [{"name": "t"}]}', "resource 't'"),
        (b'{"resources": [{"name": "t", "path": ["a", "b"]}]}', "no resource"),
        (b'{"resources": [{"name": "t", "path": "t.csv"}]}', "no resource"),
        (PROFILE + b'[{"name": "t", "path": ["a", "b"]}]}', "no schema"),
        (PROFILE + b'[{"name": "t", "path": ["a", 5]}]}', "path of each file"),
        (PROFILE + b'[{"name": "t", "path": ["a", ""]}]}', "path of each file"),
        (PROFILE + b'[{"name": "t", "path": []}]}', "path of each file"),
        (PROFILE + b'[{"name": "t", "path": ["a", "../b"]}]}', "inside the package"),
        (PROFILE + b'[{"name": "t", "path": ["a", "http://b"]}]}', "not be a URL"),
        (PROFILE + b'[{"name": "t", "path": "t.csv"}]}', "no schema"),
        (b"\xff\xfe{\x00", "not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' * 65 + b"1" + b"}" * 65, "nested too deeply"),
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
    with pytest.raises(PackageError, match="duplicate resource"):
        open_it(tmp_path)


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", "a/../../out.txt", "C:/out.txt"])
def test_a_zip_whose_paths_climb_out_is_refused(tmp_path, name):
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as file:
        file.writestr(name, "x")
    with pytest.raises(PackageError, match="leads out"):
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
    monkeypatch.setattr(zips, "MAX_UNPACKED_BYTES", 1024**2)
    entries = {"datapackage.json": '{"resources": [{"path": "bomb"}]}'}
    entries["bomb"] = "0" * (2 * 1024**2)
    zip_up(tmp_path / "p.zip", **entries)
    content = (tmp_path / "p.zip").read_bytes()
    size = (2 * 1024**2).to_bytes(4, "little")
    (tmp_path / "p.zip").write_bytes(content.replace(size, (10).to_bytes(4, "little")))
    with pytest.raises(PackageError, match=r"more than 1 MiB|damaged"):
        open_it(tmp_path / "p.zip")
    zip_up(tmp_path / "q.zip", **entries)
    with pytest.raises(PackageError, match="more than 1 MiB"):
        open_it(tmp_path / "q.zip")


def test_a_zip_of_too_many_entries_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(zips, "MAX_ENTRIES", 2)
    with pytest.raises(PackageError, match="more than 2 entries"):
        open_it(zip_up(tmp_path / "p.zip", a="", b="", c=""))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not really", b"plain text"])
def test_what_is_no_zip_is_said(tmp_path, content):
    (tmp_path / "p.zip").write_bytes(content)
    with pytest.raises(PackageError, match=r"not a (zip|package)"):
        open_it(tmp_path / "p.zip")


def test_a_zip_without_a_descriptor_is_said(tmp_path):
    with pytest.raises(PackageError, match=r"does not contain datapackage\.json"):
        open_it(zip_up(tmp_path / "p.zip", readme="x"))


def test_a_zip_in_which_a_file_is_also_a_folder_is_said(tmp_path):
    entries = {"datapackage.json": '{"resources": ["a", "a/b"]}', "a": "x", "a/b": "y"}
    path = zip_up(tmp_path / "p.zip", **entries)
    with pytest.raises(PackageError, match="cannot be unpacked"):
        open_it(path)


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
    with pytest.raises(PackageError, match="empty"):
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


SKIPPED = [
    ({"path": "map.geojson", "schema": None}, "a CSV or Parquet file"),
    ({"path": "t.csv", "format": "xlsx", "schema": {}}, "a CSV or Parquet file"),
    ({"path": "t.csv", "compression": "gz", "schema": {}}, "an uncompressed file"),
    ({"path": "notes.csv"}, "a schema"),
    ({"path": "t.csv", "schema": "https://example.org/s.json"}, "a schema inside the package"),
    ({"path": ["t.csv", 5], "schema": {}}, "a path for each part"),
    ({"path": ["t.csv", ""], "schema": {}}, "a path for each part"),
    ({"path": [], "schema": {}}, "a path for each part"),
    ({"path": ["t.csv", "t.csv.gz"], "schema": {}}, "an uncompressed file"),
    ({"path": ["t.csv", "t.csv.zip"], "schema": {}}, "an uncompressed file"),
    ({"path": ["t.csv", "https://example.org/t.csv"]}, "a data file inside the package"),
    ({"path": "https://example.org/t.csv", "schema": {}}, "a data file inside the package"),
    ({"data": [{"a": 1}], "schema": {}}, "a data file"),
]


@pytest.mark.parametrize(("resource", "need"), SKIPPED)
def test_a_resource_that_is_not_a_table_is_skipped_in_a_package_without_the_profile(
    resource, need, tmp_path
):
    table = {"name": "t", "path": "t.csv", "schema": {"fields": [{"name": "a"}]}}
    resources = [table, {"name": "other", **resource}]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
    with open_package(tmp_path) as package:
        assert [table.name for table in package.tables] == ["t"]
        assert package.skipped_resources == {"other": need}


def test_a_package_without_any_table_is_refused_except_by_validate(tmp_path):
    resources = [{"name": "map", "path": "map.geojson"}]
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": resources}), "utf-8")
    with pytest.raises(PackageError, match="no resource is a CSV or Parquet file with a schema"):
        open_it(tmp_path)
    assert [f.rule for f in validate(tmp_path).findings] == ["missing-file", "not-checked"]


@pytest.mark.parametrize("name", ["e\u0301.csv", "\u00c9.csv", "E\u0301.CSV"])
@pytest.mark.parametrize("is_event_claims", [False, True])
def test_a_file_whose_name_differs_in_case_or_unicode_form_is_named(
    name, is_event_claims, minimal_copy, tmp_path
):
    root = minimal_copy if is_event_claims else tmp_path
    table = {"name": "t", "path": "\u00e9.csv", "schema": {"fields": [{"name": "a"}]}}
    descriptor = json.loads((minimal_copy / "datapackage.json").read_text("utf-8"))
    resources = [*descriptor["resources"], table] if is_event_claims else [table]
    described = (descriptor if is_event_claims else {}) | {"resources": resources}
    (root / "datapackage.json").write_text(json.dumps(described), "utf-8")
    (root / name).write_text("a\n", "utf-8")
    (missing,) = [f for f in validate(root).findings if f.rule == "missing-file"]
    assert f"`{name}`" in missing.message


def test_skipped_resources_are_logged_and_the_tables_loaded(mixed, caplog):
    assert list(eventclaims.load(mixed)) == ["t"]
    assert [record.getMessage() for record in caplog.records] == [
        "datapackage.json: resource 'notes' is skipped: it needs a CSV or Parquet file"
    ]
    caplog.clear()
    eventclaims.validate(mixed)
    assert not caplog.records


@pytest.mark.parametrize("command", ["diff", "stats", "cite", "derive"])
def test_every_command_uses_the_tables_and_names_what_it_skips(mixed, command):
    arguments = {"diff": [mixed, mixed], "cite": ["--package", mixed]}.get(command, [mixed])
    done = run_process(command, *arguments)
    assert done.returncode == 0, done.stderr
    assert "resource 'notes' is skipped" in done.stderr


def test_derive_keeps_a_skipped_resource(mixed):
    before = json.loads((mixed / "datapackage.json").read_text("utf-8"))["resources"]
    run("derive", mixed)
    after = json.loads((mixed / "datapackage.json").read_text("utf-8"))["resources"]
    assert after[0] == before[0]
    assert after[1].keys() == before[1].keys() | {"hash", "bytes"}


@pytest.fixture
def mixed(tmp_path):
    """Return a package with a PDF and a table."""
    schema = {"fields": [{"name": "a"}], "primaryKey": ["a"]}
    table = {"name": "t", "path": "t.csv", "schema": schema}
    resources = [{"name": "notes", "path": "notes.pdf"}, table]
    text = json.dumps({"name": "mixed", "resources": resources})
    (tmp_path / "datapackage.json").write_text(text, "utf-8")
    (tmp_path / "notes.pdf").write_bytes(b"%PDF")
    (tmp_path / "t.csv").write_bytes(b"a\n1\n")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("data/a:b.csv", "contains a colon"),
        ("ab:c.csv", "contains a colon"),
        ("data\\a.csv", "contains a backslash"),
        ("a\0b.csv", "contains a NUL"),
        ("C:\\a.csv", "leads out"),
        ("..\\a.csv", "leads out"),
        ("\\a.csv", "leads out"),
    ],
)
def test_an_unsafe_name_in_a_zip_is_refused_with_its_own_reason(tmp_path, name, reason):
    entry = zipfile.ZipInfo("x" * len(name))
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as file:
        file.writestr(entry, "x")
    content = (tmp_path / "p.zip").read_bytes()
    (tmp_path / "p.zip").write_bytes(content.replace(b"x" * len(name), name.encode()))
    with pytest.raises(PackageError, match=reason):
        open_it(tmp_path / "p.zip")


def test_a_duplicate_in_a_zip_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as file:
        file.writestr("a", "x")
        with pytest.warns(UserWarning, match="Duplicate name"):
            file.writestr("a", "y")
    with pytest.raises(PackageError, match="duplicate"):
        open_it(tmp_path / "p.zip")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("C:/t.csv", "inside the package"),
        ("a:b.csv", "colon"),
        ("a\\b.csv", "backslash"),
        ("https://example.org/t.csv", "URL"),
        ("a\tb.csv", "control character"),
    ],
)
def test_a_path_is_refused_with_its_own_reason(tmp_path, path, reason):
    with pytest.raises(PackageError, match=reason):
        open_it(describe(tmp_path, path=path))


def test_a_path_that_is_a_list_of_one_is_the_path_of_a_table(tmp_path):
    table = {"name": "t", "path": ["t.csv"], "schema": {"fields": [{"name": "a"}]}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [table]}), "utf-8")
    (tmp_path / "t.csv").write_text("a\nx\n", "utf-8")
    assert validate(tmp_path).valid
    with open_package(tmp_path) as package:
        assert [table.file for table in package.tables] == ["t.csv"]
    done = run("derive", tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "datapackage.json").read_text("utf-8"))["resources"][0]["path"]


@pytest.mark.parametrize(
    "created", [1749772800000, "05/03/2020", "2020-13-01", None, ["2020-01-01"]]
)
def test_what_is_not_a_date_in_created_is_no_day(created):
    assert not read_day({"created": created})
    assert read_day({"created": "2020-05-03T10:00:00Z"}) == "2020-05-03"


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ("", "datapackage.json: resource 't' has no schema with fields"),
        ("no.json", "datapackage.json: the schema of 't': no.json: no such file in "),
    ],
)
@pytest.mark.parametrize("command", ["stats", "derive", "diff"])
def test_a_schema_that_cannot_be_read_is_named_with_its_resource(command, schema, reason, tmp_path):
    folder = describe(tmp_path, schema=schema)
    done = run(command, folder, *([folder] if command == "diff" else []))
    assert done.returncode == 2
    assert done.stderr.startswith(f"eventclaims: {reason}")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("part", ["schema", "dialect"])
def test_an_empty_path_of_a_schema_or_dialect_is_a_finding(part, tmp_path):
    folder = describe(tmp_path, **{part: ""})
    path = folder / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace("schemas/eventclaims-", ""), "utf-8")
    (found,) = [f for f in validate(folder).findings if f.table]
    assert (found.rule, found.table, found.field) == ("structure", "t", part)
    assert str(folder) not in found.message

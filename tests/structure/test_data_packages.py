"""Validation gives any Data Package the verdict and the error types of Frictionless."""

import base64
import gzip
import json
import os
import socket
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import frictionless
import pytest
from requests.exceptions import ConnectionError as OfflineError
from support.packages import build
from support.packages import write_files as write

import eventclaims
from eventclaims import validate
from eventclaims.structure import whole
from eventclaims.structure.check import check_structure

HANDED = json.loads((Path(__file__).parent / "data_packages.json").read_text("utf-8"))
# The deliberate differences, as in docs/screen.md: types of Frictionless, own types, whether all
# was checked. `None` for own types means that the package is refused in one line.
DIFFERENT = {
    "broken-json": ({"package-error"}, None, None),
    "json-comment": ({"package-error"}, None, None),
    "json-list": ({"package-error"}, None, None),
    "profile-local": ({"package-error"}, set(), False),
    "profile-remote": ({"metadata-error"}, set(), False),
    "remote-plus-csv": ({"scheme-error"}, set(), False),
    "schema-remote": ({"schema-error"}, set(), False),
    "schema-remote-plus": ({"schema-error"}, set(), False),
}
# Frictionless finds these valid because it does not read them, or skips comments in them.
UNREAD = {"format-dot", "format-mime", "mediatype-only", "format-upper", "text-file", "type-file"}
UNREAD |= {"comment-rows"}
FIELDS = [{"name": "a", "type": "string"}, {"name": "b", "type": "integer"}]
TABLE = {"name": "t", "path": "t.csv", "schema": {"fields": FIELDS}}
ROWS = "a,b\nx,1\ny,2\n"


def describe(resource=None, files=None, **package):
    """Return the files of a package with one table."""
    descriptor = {"name": "p", "resources": [TABLE | (resource or {})]} | package
    return {"datapackage.json": json.dumps(descriptor), "t.csv": ROWS} | (files or {})


def encode(content):
    return {"base64": base64.b64encode(content).decode()}


OTHERS = {
    "schema-empty": describe({"schema": ""}),
    "dialect-empty": describe({"dialect": ""}),
    "path-empty": describe({"path": ""}),
    "created-number": describe(created=1749772800000),
    "created-day": describe(created="05/03/2020"),
    "licence-text": describe(licenses=["CC-BY-4.0"]),
    "keywords-text": describe(keywords="Iraq"),
    "description-number": describe(description=5),
    "sources-email": describe(sources=[{"title": "x", "email": "nobody"}]),
    "profile-object": describe(profile={"a": 1}),
    "format-object": describe({"format": {}}),
    "name-list": describe({"name": [1]}),
    "fields-in-package": describe(fields=[]),
    "tabular-package": describe(profile="tabular-data-package"),
    "version-two": describe(**{"$schema": "https://datapackage.org/profiles/2.0/datapackage.json"}),
    "resource-bytes-text": describe({"bytes": "12"}),
    "resource-missing-values": describe({"missingValues": ["-"]}),
    "resource-type-unknown": describe({"type": "tabel"}),
    "field-type-unknown": describe({"schema": {"fields": [{"name": "a", "type": "txt"}]}}),
    "resource-number": describe(resources=[1]),
    "resource-path-and-data": describe({"data": []}),
    "dialect-text": describe({"dialect": "d.json"}, {"d.json": '{"delimiter": ","}'}),
    "dialect-number": describe({"dialect": 5}),
    "scheme-unknown": describe({"scheme": "gopher"}),
    "rows-right": describe({"rows": 2, "fields": 2, "bytes": 12}),
    "rows-wrong": describe({"rows": 3, "fields": 3, "bytes": 13, "hash": "0" * 32}),
    "rows-wrong-tsv": describe({"path": "t.tsv", "rows": 3}, {"t.tsv": "a\tb\nx\t1\n"}),
    "hash-right": describe({"hash": "md5:efadd1d9c55951d20dc7afd8ffb10ffe"}),
    "format-upper": describe({"format": "CSV"}, {"t.csv": "a,b\nx,one\n"}),
    "text-file": describe({"path": "t.txt"}, {"t.txt": "a,b\nx,one\n"}),
    "type-file": describe({"type": "file"}, {"t.csv": "a,b\nx,one\n"}),
    "tsv-undeclared": describe({"path": "t.tsv"}, {"t.tsv": "a\tb\nx\tone\n"}),
    "semicolon-bad": describe({"dialect": {"delimiter": ";"}}, {"t.csv": '"a";"b"\n"x";"one"\n'}),
    "pipe-quote": describe(
        {"dialect": {"csv": {"delimiter": "|", "quoteChar": "'"}}}, {"t.csv": "a|b\n'x|y'|one\n"}
    ),
    "comment-rows": describe({"dialect": {"commentChar": "#"}}, {"t.csv": "a,b\n#x,one\ny,2\n"}),
    "no-header": describe({"dialect": {"header": False}}, {"t.csv": "x,1\ny,two\n"}),
    "latin-length": describe(
        {
            "encoding": "iso-8859-1",
            "schema": {"fields": [{"name": "a", "constraints": {"maxLength": 4}}]},
        },
        {"t.csv": "a\ncafé\n"},
    ),
    "ascii-accent": describe({"encoding": "ascii"}, {"t.csv": "a,b\né,1\n"}),
    "utf-8-latin": describe({"encoding": "utf-8"}, {"t.csv": encode(b"a,b\ncaf\xe9,1\n")}),
    "gz-text": describe({"path": "t.csv.gz"}, {"t.csv.gz": "a,b\nx,1\n"}),
    "compression-unknown": describe({"compression": "rar"}),
    "parts-bad": describe(
        {"path": ["t.csv", "u.csv"], "dialect": {"header": False}}, {"u.csv": "z,three\n"}
    ),
    "parts-missing": describe({"path": ["t.csv", "u.csv"]}),
    "inline-keys": describe(resources=[{"name": "t", "data": [{"a": "x"}, {"a": "x"}]}]),
    "inline-object": describe(resources=[{"name": "t", "data": {"a": 1}}]),
    "json-lines": describe({"path": "t.jsonl"}, {"t.jsonl": '{"a": "x", "b": 1}\n'}),
    "geojson": describe(resources=[{"name": "t", "path": "t.geojson"}], files={"t.geojson": "{}"}),
    "excel-broken": describe({"path": "t.xlsx"}, {"t.xlsx": "no zip"}),
    "schema-yaml-broken": describe({"schema": "s.yaml"}, {"s.yaml": "fields: [\n"}),
    "sparse": describe({"path": "t.csv"}, {"t.csv": "\n\na,b\nx,1\n"}),
    "open-quote": describe(files={"t.csv": 'a,b\nx,one\n"y,2\n'}),
    "stray-quote": describe(files={"t.csv": 'a,b\nx,one\n"say" so,2\n'}),
    "unknown-target": describe(
        {
            "schema": {
                "fields": FIELDS,
                "foreignKeys": [{"fields": ["a"], "reference": {"resource": "u", "fields": ["a"]}}],
            }
        }
    ),
    "unique-key": describe({"schema": {"fields": FIELDS, "uniqueKeys": [["a"]]}}),
}
CASES = HANDED | OTHERS


class Offline:
    """An HTTP session without a network."""

    def get(self, *_, **__):
        """Fail like a request without a network."""
        raise OfflineError


def list_expected_types(descriptor):
    """Return the types of the errors that Frictionless finds, as if without a network."""
    context = frictionless.system.use_context(http_session=Offline())
    with context:
        try:
            report = frictionless.Package(descriptor).validate()
        except frictionless.FrictionlessException as exception:
            return {error.type for error in exception.reasons or [exception.error]}
    tasks = [error for task in report.tasks for error in task.errors]
    return {error.type for error in [*report.errors, *tasks]}


def list_types(report):
    """Return the types of the errors in a report, by the names of Frictionless."""
    errors = [finding for finding in report.findings if finding.severity == "error"]
    types = {f.message.split(":")[0] if f.rule == "structure" else f.rule for f in errors}
    return {"scheme-error" if type_ == "missing-file" else type_ for type_ in types}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.filterwarnings("ignore")
def test_a_data_package_has_the_error_types_that_frictionless_finds(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    descriptor = write(tmp_path, CASES[case])
    expected = list_expected_types(descriptor)
    if case not in DIFFERENT:
        report = validate(descriptor)
        assert list_types(report) == expected
        assert not report.valid or bool(report.unchecked) == (case in UNREAD)
        return
    theirs, own, is_checked = DIFFERENT[case]
    assert expected == theirs
    if own is None:
        with pytest.raises(eventclaims.EventClaimsError):
            validate(descriptor)
    else:
        report = validate(descriptor)
        assert list_types(report) == own
        assert (not report.unchecked) is is_checked


def test_the_differences_are_those_that_the_documentation_lists():
    page = (Path(__file__).parents[2] / "docs" / "screen.md").read_text("utf-8")
    rows = [line for line in page.split("\n") if line.startswith("|")]
    listed = {case for case in HANDED if any(f"`{case}`" in row for row in rows)}
    assert listed == {*DIFFERENT} | (UNREAD & {*HANDED})


def test_errors_in_a_file_with_another_dialect_have_their_lines(tmp_path):
    text = '"a";"b"\n"x\ny";"1"\n"z";"one"\n'
    write(tmp_path, describe({"dialect": {"delimiter": ";"}}, {"t.csv": text}))
    report = validate(tmp_path)
    (error,) = [f for f in report.findings if f.severity == "error"]
    found = (error.rule, error.table, error.file, error.line, error.row, error.field, error.value)
    assert found == ("type-error", "t", "t.csv", 4, 3, "b", "one")
    assert (report.tables, report.rows) == (1, 2)


def test_a_table_with_an_invalid_licence_is_still_checked(tmp_path):
    write(tmp_path, describe({"licenses": [{"title": "CC0"}]}, {"t.csv": "a,b\nx,one\n"}))
    assert list_types(validate(tmp_path)) == {"resource-error", "type-error"}


@pytest.mark.parametrize(
    "change",
    [
        {"created": 1749772800000},
        {"created": "05/03/2020"},
        {"licenses": ["CC-BY-4.0"]},
        {"keywords": "Iraq"},
        {"description": 5},
    ],
)
def test_an_event_claim_package_has_the_descriptor_errors_of_frictionless(change, tmp_path):
    package = build("minimal", tmp_path)
    path = package / "datapackage.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    errors = [f for f in validate(package).findings if f.severity == "error"]
    assert [(error.file, error.rule in {"structure", "profile"}) for error in errors] == [
        ("datapackage.json", True)
    ]


@pytest.mark.parametrize(
    ("part", "value"),
    [("dialect", {"commentChar": "A"}), ("dialect", {"delimiter": ";"}), ("encoding", "latin-1")],
)
def test_a_dialect_cannot_hide_rows_of_an_event_claim_package(part, value, tmp_path):
    package = build("minimal", tmp_path, "type-error")
    path = package / "datapackage.json"
    before = {(f.rule, f.table, f.row) for f in validate(package).findings}
    descriptor = json.loads(path.read_text("utf-8"))
    for resource in descriptor["resources"]:
        resource[part] = value
    path.write_text(json.dumps(descriptor), "utf-8")
    found = validate(package).findings
    assert before <= {(f.rule, f.table, f.row) for f in found}
    places = {f.field for f in found if f.rule == "profile"}
    assert {f"resources[{n}].{part}" for n in range(len(descriptor["resources"]))} <= places


URL = "http://127.0.0.1:9/x.json"
REQUESTS = [
    describe(profile=URL),
    describe(profile="fiscal-data-package"),
    describe(profiles=[URL]),
    describe({"profile": URL}),
    describe({"profiles": [URL]}),
    describe({"schema": URL}),
    describe({"dialect": URL}),
    describe({"path": URL}),
    describe({"path": ["t.csv", URL]}),
    describe({"path": "d/key/t.csv", "format": "gsheets"}, {"d/key/t.csv": ROWS}),
    describe(
        resources=[{"name": "t", "path": "datapackage.json"}],
        profile=URL,
    ),
    describe(resources=[{"name": "t", "data": {"profile": URL, "resources": [TABLE]}}]),
    describe(resources=[{"name": "t", "url": URL}]),
]


@pytest.mark.parametrize("files", REQUESTS)
def test_no_request_is_sent_and_the_outcome_names_what_was_not_checked(
    files, tmp_path, monkeypatch
):
    tried = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: tried.append(address))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *address, **_: tried.append(address) or [])
    write(tmp_path, files)
    report = validate(tmp_path)
    assert not tried
    assert report.outcome().startswith("valid, but not fully checked: ")
    assert report.to_dict()["not_checked"] == [*report.unchecked] != []


@pytest.fixture
def server(tmp_path):
    """Serve the files of a folder on this machine."""
    folder = tmp_path / "served"
    folder.mkdir()
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        Thread(target=http.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{http.server_port}"
        http.shutdown()


@pytest.mark.parametrize("part", ["path", "schema", "profile", "dialect"])
@pytest.mark.parametrize("is_valid", [True, pytest.param(False, marks=pytest.mark.long)])
def test_what_is_remote_is_read_if_it_is_allowed(part, is_valid, server, tmp_path):
    folder, address = server
    served = {
        "path": ROWS if is_valid else "a,b\nx,word\n",
        "schema": json.dumps(TABLE["schema"] if is_valid else {"fields": "x"}),
        "profile": json.dumps({} if is_valid else {"type": "object", "required": ["x"]}),
        "dialect": json.dumps({"delimiter": "," if is_valid else ";"}),
    }
    (folder / "remote").write_text(served[part], "utf-8")
    resource = {part: f"{address}/remote", "format": "csv"}
    write(tmp_path / "p", describe(resource))
    assert validate(tmp_path / "p").unchecked
    report = validate(tmp_path / "p", allow_remote=True)
    assert (report.valid, report.unchecked) == (is_valid, ())
    (folder / "remote").unlink()
    assert not validate(tmp_path / "p", allow_remote=True).valid


@pytest.mark.parametrize("part", ["profile", "dialect", "schema", "path"])
@pytest.mark.parametrize("how", ["parent", "link", "fifo", "current"])
def test_no_file_outside_the_package_is_read(part, how, tmp_path, monkeypatch):
    package, outside = tmp_path / "package", tmp_path / "outside.json"
    package.mkdir()
    content = '{"delimiter": ";", "required": ["TOPSECRET"], "fields": [{"name": "TOPSECRET"}]}'
    outside.write_text(content, "utf-8")
    name = {"parent": "../outside.json", "current": "outside.json"}.get(how, "inside.json")
    if how == "link":
        (package / name).symlink_to(outside)
    elif how == "fifo":
        os.mkfifo(package / name)
    monkeypatch.chdir(tmp_path)
    for files in (describe({part: name}), describe(**({part: name} if part == "profile" else {}))):
        write(package, files)
        report = validate(package)
        assert "TOPSECRET" not in json.dumps(report.to_dict())
    write(package, describe({part: name}))
    assert not validate(package).valid


def test_outside_the_standard_lint_and_own_rules_only_warn(tmp_path):
    fields = [{"name": "a", "categories": ["x"]}, {"name": "b"}]
    schema = {"fields": fields, "primaryKey": "b", "uniqueKeys": [["a"]]}
    files = {"t.csv": '\ufeffa,b\r\n=1+1(,9\r\n" y\u0007",10\r\ny,1\r\ny,2\r\n'}
    write(tmp_path, describe({"schema": schema}, files))
    report = validate(tmp_path)
    rules = {finding.rule for finding in report.findings}
    assert report.valid
    assert {"category", "unique-key", "control-character"} <= rules
    assert not rules & {"row-order", "not-canonical", "carriage-return", "byte-order-mark"}


def test_strict_fails_on_what_could_not_be_checked(tmp_path):
    write(tmp_path, describe({"schema": URL}))
    report = validate(tmp_path)
    assert report.passes()
    assert not report.passes(strict=True)
    assert report.outcome().startswith("valid, but not fully checked: ")
    assert report.outcome(strict=True) == "failed (--strict): 0 errors, 0 warnings, 1 skipped check"


def test_layers_that_do_not_apply_are_not_a_gap(tmp_path):
    write(tmp_path, describe())
    report = validate(tmp_path)
    assert [finding.rule for finding in report.findings] == ["not-checked"]
    assert report.unchecked == ()
    assert report.outcome().startswith("valid: ")


def test_a_small_file_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(whole, "MAX_UNPACKED_BYTES", 1000)
    content = encode(gzip.compress(b"a,b\n" + b"x,1\n" * 1000))
    write(tmp_path, describe({"path": "t.csv.gz"}, {"t.csv.gz": content}))
    with pytest.raises(eventclaims.EventClaimsError, match=r"t\.csv\.gz: unpacks to more than"):
        validate(tmp_path)


def test_a_yaml_descriptor_with_aliases_is_refused(tmp_path):
    (tmp_path / "datapackage.yaml").write_text("a: &a [1]\nresources: [*a, *a]\n", "utf-8")
    with pytest.raises(eventclaims.EventClaimsError, match="aliases"):
        validate(tmp_path / "datapackage.yaml")


@pytest.mark.parametrize(("codes", "shown"), [(2, "must be one of `threat`, `denial`"), (9, "9 ")])
def test_a_value_that_is_not_in_its_enum_names_the_one_that_was_meant(codes, shown, tmp_path):
    listed = ["threat", "denial", *(f"other{n}" for n in range(7))][:codes]
    field = {"name": "a", "type": "string", "constraints": {"enum": listed}}
    schema = {"fields": [field, {"name": "b", "type": "integer"}]}
    write(tmp_path, describe({"schema": schema}, {"t.csv": "a,b\nthreats,1\nzzz,2\n"}))
    first, second = [f.message for f in validate(tmp_path).findings if f.rule == "constraint-error"]
    assert shown in first
    assert first.endswith("did you mean `threat`?")
    assert "did you mean" not in second


@pytest.mark.parametrize("is_event_claims", [False, True])
def test_a_table_that_is_removed_meanwhile_is_reported(is_event_claims, tmp_path, monkeypatch):
    package, path = tmp_path, tmp_path / "t.csv"
    if is_event_claims:
        package = build("minimal", tmp_path)
        path = package / "data" / "claims.csv"
    else:
        write(tmp_path, describe())

    def remove_and_check(*arguments, **options):  # the moment after the tables are loaded
        path.unlink()
        return check_structure(*arguments, **options)

    monkeypatch.setattr("eventclaims.structure.check.check_structure", remove_and_check)
    found = {finding.rule for finding in validate(package).findings if finding.table}
    assert "missing-file" in found

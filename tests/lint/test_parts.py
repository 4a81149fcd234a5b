"""Each file of a table must begin with the header of the table."""

import json

import pytest

from eventclaims import validate

HEADER = "a,b\n"


def find(folder, second):
    (folder / "one.csv").write_text(f"{HEADER}1,x\n", "utf-8")
    (folder / "two.csv").write_bytes(second)
    fields = [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]
    resource = {"name": "t", "path": ["one.csv", "two.csv"], "schema": {"fields": fields}}
    (folder / "datapackage.json").write_text(json.dumps({"resources": [resource]}), "utf-8")
    found = validate(folder).findings
    return [(f.file, f.line, str(f.severity)) for f in found if f.rule == "part-header"]


@pytest.mark.parametrize(
    "second", [b"a,b\n2,y\n", b"a,b\r\n2,y\r\n", b"\xef\xbb\xbfa,b\n2,y\n", b'"a",b\n2,y\n', b"a,b"]
)
def test_the_same_header_in_any_form_is_one(second, tmp_path):
    assert find(tmp_path, second) == []


def test_an_empty_file_needs_no_header(tmp_path):
    assert find(tmp_path, b"") == []


@pytest.mark.parametrize(
    "second", [b"2,y\n", b"b,a\n2,y\n", b"a\n", b"\n2,y\n", b'"a\nb",c\n', b"\xff,b\n"]
)
def test_another_first_line_is_a_warning_outside_the_standard(second, tmp_path):
    assert find(tmp_path, second) == [("two.csv", None, "warning")]

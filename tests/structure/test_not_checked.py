"""What Frictionless passes without a check is reported."""

import pytest
from support.screening import write

from eventclaims import validate

SCHEMA = {"fields": [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]}
ROWS = [["a", "b"], ["1", "é"], ["#x", "y"]]


def check(folder, **properties):
    write(folder, {"t": (SCHEMA, ROWS)}, **properties)
    return validate(folder)


def list_found(report):
    return [(f.rule, f.severity, f.table) for f in report.findings if f.table]


@pytest.mark.parametrize(
    ("properties", "part"),
    [
        ({"hash": ""}, 'the hash of `t`, because `hash` is ""'),
        ({"hash": "sha256:"}, 'the hash of `t`, because `hash` is "sha256:"'),
        ({"hash": "sha1:ab"}, "the hash of `t`, because sha1 is not supported"),
        ({"bytes": 0}, "the size of `t`, because `bytes` is 0"),
        ({"bytes": []}, "the size of `t`, because `bytes` is []"),
        ({"dialect": {"commentChar": "#"}}, "comments in `t`"),
        ({"dialect": {"commentRows": [3]}}, "comments in `t`"),
    ],
)
def test_a_hash_size_or_comment_that_is_not_checked_is_a_note(properties, part, tmp_path):
    report = check(tmp_path, **properties)
    assert list_found(report) == [("not-checked", "note", "t")]
    assert part in report.findings[0].message + report.findings[1].message
    assert report.passes()
    assert not report.passes(strict=True)


@pytest.mark.parametrize("encoding", ["latin-1", "windows-1252", "iso-8859-15"])
def test_a_text_in_utf8_that_is_declared_as_another_encoding_is_a_warning(encoding, tmp_path):
    write(tmp_path, {"t": (SCHEMA, ROWS)})
    path = tmp_path / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace('"utf-8"', f'"{encoding}"'), "utf-8")
    assert list_found(validate(tmp_path)) == [("structure", "warning", "t")]
    (tmp_path / "t.csv").write_bytes("a,b\n1,é\n".encode(encoding))
    assert list_found(validate(tmp_path)) == []
    (tmp_path / "t.csv").write_bytes(b"a,b\n1,2\n")
    assert list_found(validate(tmp_path)) == []

"""A file of another kind gives one finding with its cause."""

import gzip
import io
import zipfile

import pytest

from eventclaims import validate
from eventclaims.lint.check import check_bytes
from eventclaims.package.model import Table

CONTENT = "id,name,note\n1,Ann,x\n2,Ben,y\n"
CONFLICT = "id,name,note\n<<<<<<< HEAD\n1,Ann,x\n=======\n1,Anna,x\n>>>>>>> other\n"


def zip_up(content):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("t.csv", content)
    return buffer.getvalue()


def lint(folder, content, **resource):
    fields = [{"name": name, "type": "string"} for name in ("id", "name", "note")]
    path = folder / "t.csv"
    path.write_bytes(content)
    return check_bytes(Table("t", "t.csv", path, {"fields": fields}, resource))


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (CONTENT.replace(",", ";").encode(), "semicolons"),
        (("\ufeff" + CONTENT.replace(",", ";").replace("\n", "\r\n")).encode(), "semicolons"),
        (b'"id";"name";"note"\n"1";"a, b";"x"\n', "semicolons"),
        (CONTENT.replace(",", ";").replace("note", "note, old").encode(), "semicolons"),
        (CONTENT.replace(",", "\t").encode(), "tabs"),
        (CONTENT.replace(",", "|").encode(), "vertical bars"),
        (b"sep=;\n" + CONTENT.replace(",", ";").encode(), "sep="),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 5\n", "git lfs pull"),
        (b"<!DOCTYPE html>\n<html><title>404</title></html>\n", "web page"),
        (b"\xef\xbb\xbf\n <HTML lang='en'>", "web page"),
        (b'<?xml version="1.0"?><Workbook/>', "XML"),
        (b'{"message": "Not Found"}', "JSON"),
        (zip_up(CONTENT), "zip"),
        (gzip.compress(CONTENT.encode(), mtime=0), "gzip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "Excel"),
        (b"PAR1" + bytes(20), "Parquet"),
        (CONTENT.encode("utf-16"), "UTF-16"),
        (CONTENT.encode("utf-16-le"), "UTF-16"),
        (CONTENT.encode("utf-16-be"), "UTF-16"),
        (CONTENT.encode("utf-32"), "UTF-16"),
    ],
)
def test_a_file_of_another_kind_gives_one_finding_that_names_it(tmp_path, content, word):
    found = lint(tmp_path, content)
    assert [(finding.rule, finding.line) for finding in found.findings] == [("wrong-file-kind", 1)]
    assert word in found.findings[0].message
    assert found.row_index is None


@pytest.mark.parametrize("rows", [0, 1000, 300_000])
def test_a_merge_conflict_is_found_at_its_line(tmp_path, rows):
    before = "id,name,note\n" + "1,Ann,x\n" * rows
    found = lint(tmp_path, (before + CONFLICT.partition("\n")[2]).encode())
    assert [(finding.rule, finding.line) for finding in found.findings] == [
        ("wrong-file-kind", rows + 2)
    ]


@pytest.mark.parametrize(
    "content",
    [
        CONTENT,
        'id,name,note\n1,Ann,"a; b; c"\n',
        "id,name,note\n1,Ann,=======\n",
        'id,name,note\n1,Ann,"a\n=======\nb"\n',
        "id,name,note\n1,<html>,PK\n",
        "id;x,name;x,note\n1,2,3\n",
    ],
)
def test_a_csv_file_is_not_taken_for_another_kind(tmp_path, content):
    found = lint(tmp_path, content.encode())
    assert "wrong-file-kind" not in {finding.rule for finding in found.findings}
    assert found.row_index is not None


@pytest.mark.parametrize("dialect", [{"delimiter": ";"}, {"csv": {"delimiter": ";"}}, "d.json"])
def test_a_declared_separator_is_not_another_kind(tmp_path, dialect):
    found = lint(tmp_path, CONTENT.replace(",", ";").encode(), dialect=dialect)
    assert "wrong-file-kind" not in {finding.rule for finding in found.findings}


@pytest.mark.parametrize("separator", [";", "\t"])
def test_nothing_else_is_reported_on_a_table_with_other_separators(full_copy, separator):
    path = full_copy / "data" / "events.csv"
    path.write_text(path.read_text("utf-8").replace(",", separator).replace("\n", "\r\n"), "utf-8")
    findings = validate(full_copy).findings
    others = {finding.rule for finding in findings if finding.table != "events"}
    assert [finding.rule for finding in findings if finding.table == "events"] == [
        "wrong-file-kind"
    ]
    assert others == {"not-checked"}

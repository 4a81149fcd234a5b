"""A table in several files is judged as Frictionless judges it, and findings name the part."""

import hashlib
import json
import shutil
from itertools import product

import frictionless
import pytest
from support.packages import build
from support.packages import write_files as write
from support.parts import split

import eventclaims
from eventclaims import validate
from eventclaims.package import opening, zips

FIELDS = [{"name": "a", "type": "string"}, {"name": "b", "type": "integer"}]
# What a part may contain: headers, ends and borders of every kind.
FIRST = ["a,b\nx,1\n", "a,b\nx,1", "\ufeffa,b\r\nx,1\r\n", 'a,b\n"x\ny",1\nz,"2', "a,b", "", "\n"]
OTHER = [
    "a,b\ny,2\n",
    "\ufeffa,b\ny,two\n",
    "b,a\n2,y\n",
    "y,2\n",
    "a,b",
    "",
    'a,b\n",z\n',
    "a\ny\n",
]


def describe(parts, stated=None, **schema):
    """Return the files of a package with one table in several files."""
    names = [f"t{number}.csv" for number in range(len(parts))]
    schema = {"fields": FIELDS} | schema
    resource = {"name": "t", "path": names, "schema": schema, "format": "csv"} | (stated or {})
    descriptor = {"name": "p", "resources": [resource]}
    return {"datapackage.json": json.dumps(descriptor)} | dict(zip(names, parts, strict=True))


def list_theirs(descriptor):
    """Return the errors of Frictionless: type, row, field and note."""
    report = frictionless.Package(str(descriptor)).validate()
    errors = [*report.errors, *(error for task in report.tasks for error in task.errors)]
    found = []
    for error in errors:
        row = getattr(error, "row_number", None)
        row = 1 if row is None and "label" in error.type else row
        found.append((error.type, row, getattr(error, "field_name", None) or None))
    return sorted(found, key=str)


def list_own(report):
    return sorted(
        (
            (f.message.split(":")[0] if f.rule == "structure" else f.rule, f.row, f.field)
            for f in report.findings
            if f.severity == "error"
        ),
        key=str,
    )


# In few, each first part is followed by each other one in both places.
@pytest.mark.parametrize("share", [len(OTHER), pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("first", FIRST)
@pytest.mark.filterwarnings("ignore")
def test_parts_are_judged_as_frictionless_judges_them(first, share, tmp_path):
    for number, (second, third) in enumerate(product(OTHER, OTHER)):
        if (OTHER.index(second) + OTHER.index(third) + FIRST.index(first)) % share:
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        write(folder, describe([first, second, third], {"encoding": "utf-8"}))
        expected = list_theirs(folder / "datapackage.json")
        assert list_own(validate(folder)) == expected, (first, second, third)


@pytest.mark.parametrize("length", [8191, 8192, 65_536, 99_999, 100_000, 100_001, 131_072])
def test_a_header_is_left_out_as_far_as_frictionless_leaves_it_out(length, tmp_path):
    rows = "".join(f"{n},{n}\n" for n in range(30_000))
    write(tmp_path, describe(["a,b\nx,1\n", "a" * length + "\n" + rows], {"encoding": "utf-8"}))
    expected = list_theirs(tmp_path / "datapackage.json")
    assert list_own(validate(tmp_path))[:1000] == expected[:1000]


@pytest.mark.parametrize(
    "stated",
    [
        {"path": ["t0.csv", "t0.csv"]},
        {"path": ["t0.csv"]},
        {"path": "t0.csv", "extrapaths": ["t1.csv"]},
        {"path": ["t0.csv"], "extrapaths": ["t1.csv"]},
        {"path": ["t0.csv", "t1.csv"] * 500},
        {"dialect": {"delimiter": ";"}},
        {"dialect": {"header": False}},
        {"rows": 3},
        {"rows": 4, "fields": 3, "bytes": 5, "hash": "0" * 32},
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_a_descriptor_states_of_parts_counts_as_for_frictionless(stated, tmp_path):
    write(tmp_path, describe(["a,b\nx,1\n", "a,b\ny,2\nz,three\n"], stated))
    assert list_own(validate(tmp_path)) == list_theirs(tmp_path / "datapackage.json")


@pytest.mark.parametrize("algorithm", ["md5", "sha256"])
@pytest.mark.parametrize("is_right", [True, False])
def test_hash_and_size_are_those_of_the_joined_parts(algorithm, is_right, tmp_path):
    joined = b"a,b\nx,1\ny,2\n" if is_right else b"a,b\nx,1\na,b\ny,2\n"
    digest = hashlib.new(algorithm, joined).hexdigest()
    stated = {"hash": f"{algorithm}:{digest}", "bytes": len(joined)}
    write(tmp_path, describe(["a,b\nx,1\n", "a,b\ny,2\n"], stated))
    expected = [] if is_right else [("byte-count", None, None), ("hash-count", None, None)]
    assert list_own(validate(tmp_path)) == expected
    assert list_theirs(tmp_path / "datapackage.json") == expected


def find_places(report, rule):
    return [(f.file, f.line, f.column, f.row) for f in report.findings if f.rule == rule]


def test_findings_name_the_part_and_its_line(tmp_path):
    parts = [
        'a,b\n"x\ny",1\nx,one\n',
        "a,b\n",
        "",
        "a,b\r\ny,2\r\né,two\r\n z,3",
        "a,b\n4,5\nz,three\n",
    ]
    write(tmp_path, describe(parts))
    report = validate(tmp_path)
    assert find_places(report, "type-error") == [
        ("t0.csv", 4, 3, 3),
        ("t3.csv", 3, 3, 5),
        ("t4.csv", 3, 3, 7),
    ]
    # A part without a line end and the next have a record in common, which begins in the former.
    assert find_places(report, "extra-cell") == [("t3.csv", 4, None, 6)]
    assert find_places(report, "outer-space") == [("t3.csv", 4, 1, 6)]


def test_a_cell_that_is_in_the_next_part_is_found_there(tmp_path):
    write(tmp_path, describe(["a,b\nx,", 'a,b\none\n"q\nr",2\nz,three\n']))
    assert find_places(validate(tmp_path), "type-error") == [
        ("t1.csv", 2, 1, 2),
        ("t1.csv", 5, 3, 4),
    ]


def test_a_line_end_in_two_parts_ends_the_line_of_the_former(tmp_path):
    parts = ["a,b\nx,one\r", "a,b\n", "a,b\n\ny,two\n"]
    write(tmp_path, describe(parts))
    assert find_places(validate(tmp_path), "type-error") == [
        ("t0.csv", 2, 3, 2),
        ("t2.csv", 3, 3, 3),
    ]


def test_findings_are_in_the_order_of_the_rows_whatever_the_names_of_the_parts(tmp_path):
    write(tmp_path, describe(["a,b\nx,one\n"] * 11))
    every = find_places(validate(tmp_path, max_findings=0), "type-error")
    assert [row for *_, row in every] == [*range(2, 13)]
    assert find_places(validate(tmp_path, max_findings=3), "type-error") == every[:3]


def test_the_first_missing_part_is_reported(tmp_path):
    files = describe(["a,b\nx,1\n", "a,b\ny,2\n", "a,b\nz,3\n"])
    del files["t1.csv"]
    write(tmp_path, files)
    found = [(f.rule, f.file) for f in validate(tmp_path).findings if f.severity == "error"]
    assert found == [("missing-file", "t1.csv")]
    (tmp_path / "t1.csv").mkdir()
    (missing,) = validate(tmp_path).group_by_rule()["missing-file"]
    assert missing.message == "file not found; `t1.csv` is a folder, a pipe or a device"


@pytest.mark.parametrize("path", ["../t1.csv", "/t1.csv", "C:/t1.csv", "a\\t1.csv"])
def test_no_part_may_be_outside_the_package(path, tmp_path):
    write(tmp_path / "p", describe(["a,b\nx,1\n", "a,b\n"], {"path": ["t0.csv", path]}))
    (tmp_path / "t1.csv").write_text("a,b\nTOPSECRET,one\n", "utf-8")
    report = validate(tmp_path / "p")
    assert not report.passes(strict=True)
    assert "TOPSECRET" not in json.dumps(report.to_dict())
    with pytest.raises(eventclaims.EventClaimsError):
        eventclaims.load(tmp_path / "p")


def test_parts_that_repeat_a_file_without_end_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(zips, "MAX_UNPACKED_BYTES", 100)
    write(tmp_path, describe(["a,b\n" + "x,1\n" * 30], {"path": ["t0.csv", "t0.csv"]}))
    with pytest.raises(eventclaims.EventClaimsError, match="t: refused; repeats a file"):
        validate(tmp_path)


def test_a_full_disk_is_one_line(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(opening, "join_parts", fail)
    write(tmp_path, describe(["a,b\nx,1\n", "a,b\ny,2\n"]))
    with pytest.raises(eventclaims.EventClaimsError, match=r"t: its files cannot be joined \(No"):
        validate(tmp_path)


@pytest.mark.parametrize("case", ["type-error", "foreign-key", "outer-space", "row-order"])
def test_an_event_claim_package_in_parts_has_the_findings_of_the_whole(case, tmp_path):
    whole = build("minimal", tmp_path / "whole", case)
    before = validate(whole).findings
    package = tmp_path / "parts"
    shutil.copytree(whole, package)
    names = {"claims", "events", "statements", "evidence"}
    files = {name: split(package, name) for name in names}
    found = validate(package).findings
    kept = ("rule", "table", "row", "field", "record", "value", "message")
    assert [[getattr(f, name) for name in kept] for f in found] == [
        [getattr(f, name) for name in kept] for f in before
    ]
    for old, new in zip(before, found, strict=True):
        if new.table in names and new.line is not None:
            assert new.file in files[new.table]
            lines = (package / new.file).read_text("utf-8").split("\n")
            old_lines = (whole / old.file).read_text("utf-8").split("\n")
            assert lines[new.line - 1] == old_lines[old.line - 1]
            assert new.column == old.column

"""A table in Parquet is opened as a CSV file in canonical form."""

import datetime as dt
import hashlib
import json
import tempfile
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import eventclaims
from eventclaims import EventClaimsError, validate
from eventclaims.package import parquet
from eventclaims.package.opening import open_package
from eventclaims.tables.canonical import format_record
from eventclaims.tables.records import read_records

MOMENT = dt.datetime(2031, 4, 1, 14, 30, tzinfo=dt.UTC)
VALUES = {
    "text": (pa.string(), ["a", 'b "c", d', " e\r\nf "], ["a", 'b "c", d', " e\r\nf "]),
    "repeated": (pa.dictionary(pa.int8(), pa.string()), ["a", "b", "a"], ["a", "b", "a"]),
    "missing": (pa.string(), ["", None, "a"], ["", "", "a"]),
    "nothing": (pa.null(), [None, None, None], ["", "", ""]),
    "boolean": (pa.bool_(), [True, False, None], ["true", "false", ""]),
    "integer": (pa.int64(), [0, -(2**63), None], ["0", str(-(2**63)), ""]),
    "unsigned": (pa.uint64(), [0, 2**64 - 1, None], ["0", str(2**64 - 1), ""]),
    "double": (pa.float64(), [1.0, 0.1, -1e15], ["1", "0.1", "-1000000000000000"]),
    "float": (pa.float32(), [0.1, 100.0, None], ["0.1", "100", ""]),
    "small": (pa.float64(), [1e-10, 2e30, None], ["1e-10", "2e+30", ""]),
    "decimal": (
        pa.decimal128(9, 3),
        [Decimal("12.340"), Decimal("100.000"), None],
        ["12.34", "100", ""],
    ),
    "date": (pa.date32(), [MOMENT.date(), None, None], ["2031-04-01", "", ""]),
    "datetime": (
        pa.timestamp("us"),
        [MOMENT.replace(tzinfo=None), None, None],
        ["2031-04-01T14:30:00", "", ""],
    ),
    "moment": (
        pa.timestamp("ms", tz="Asia/Baghdad"),
        [MOMENT, None, None],
        ["2031-04-01T14:30:00Z", "", ""],
    ),
    "time": (pa.time64("us"), [MOMENT.time(), None, None], ["14:30:00", "", ""]),
}
TYPES = {
    "boolean": "boolean",
    "integer": "integer",
    "double": "number",
    "float": "number",
    "small": "number",
    "decimal": "number",
    "date": "date",
    "datetime": "datetime",
    "moment": "datetime",
    "time": "time",
}


def write(folder, table, *, file="t.parquet", fields=None, **resource):
    """Write a package of one table in Parquet; a list of tables is written as parts."""
    tables = table if isinstance(table, list) else [table]
    files = [file] if len(tables) == 1 else [f"{n}-{file}" for n in range(len(tables))]
    for name, part in zip(files, tables, strict=True):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(part, folder / name)
    names = tables[0].column_names if fields is None else fields
    schema = {"fields": [{"name": name, "type": TYPES.get(name, "string")} for name in names]}
    described = {"name": "t", "path": files if len(files) > 1 else file, "schema": schema}
    descriptor = {"name": "p", "resources": [described | resource]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    return folder


def read_cells(package):
    with open_package(package) as opened:
        (table,) = opened.tables
        return [record.cells for record in read_records(table.path, strict=True)]


def list_findings(package):
    """Return the findings on the table, without the notes on checks that do not apply."""
    found = validate(package).findings
    return [(f.rule, f.file, f.row, f.field) for f in found if f.field != "eventclaims"]


def fail(package, reason):
    """Require a finding with this reason, which is the line of the error of a reader.

    It is a warning: outside the standard, Frictionless decides what is an error.
    """
    (finding,) = [f for f in validate(package).findings if f.rule == "wrong-file-kind"]
    assert (finding.severity, finding.line) == ("warning", None)
    assert reason in finding.message
    with pytest.raises(EventClaimsError, match=rf"^{finding.file}: ") as raised:
        eventclaims.load(package)
    assert reason in str(raised.value)
    assert "\n" not in str(raised.value)
    assert str(package) not in finding.message + str(raised.value)
    return finding


def test_each_type_has_the_form_that_its_schema_reads(tmp_path):
    arrays = [pa.array(values, type_) for type_, values, _ in VALUES.values()]
    package = write(tmp_path, pa.Table.from_arrays(arrays, [*VALUES]))
    expected = [[*VALUES], *zip(*(cells for *_, cells in VALUES.values()), strict=True)]
    assert read_cells(package) == [[*row] for row in expected]
    with open_package(package) as opened:
        text = opened.tables[0].path.read_bytes().decode()
    assert text == "".join(map(format_record, expected))
    found = list_findings(package)
    assert found == [("outer-space", "t.parquet", 4, "text")]
    frame = eventclaims.load(package)["t"]
    assert [*frame["double"]] == [1.0, 0.1, -1e15]


def test_an_empty_cell_of_a_single_column_is_a_row(tmp_path):
    package = write(tmp_path, pa.table({"a": ["x", None, "", "y"]}))
    assert read_cells(package) == [["a"], ["x"], [""], [""], ["y"]]
    assert list_findings(package) == [("blank-row", "t.parquet", row, None) for row in (3, 4)]


def test_names_of_columns_are_those_of_the_file(tmp_path):
    names = ["Id", "id", 'a,"b', "c\nd"]
    package = write(tmp_path, pa.table([["1"]] * 4, names=names))
    assert read_cells(package)[0] == names
    assert list_findings(package) == []


@pytest.mark.parametrize(
    ("names", "rule"),
    [
        (["a", "b", "c"], "extra-label"),
        (["a"], "missing-label"),
        (["a", "c"], "incorrect-label"),
        (["a", "a"], "duplicate-label"),
        (["a", ""], "blank-label"),
    ],
)
def test_a_header_that_differs_from_the_schema_is_found(names, rule, tmp_path):
    package = write(tmp_path, pa.table([["x"]] * len(names), names=names), fields=["a", "b"])
    assert rule in {found for found, *_ in list_findings(package)}


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([[1]], "BIGINT[]"),
        ([{"a": 1}], "STRUCT"),
        ([b"x"], "BLOB"),
        (pa.array([Decimal(1)], pa.decimal256(50, 3)), "38 digits"),
    ],
)
def test_a_column_whose_values_are_not_cells_is_named(values, shown, tmp_path):
    finding = fail(write(tmp_path, pa.table({"k": ["1"], "other": values})), shown)
    assert "`other`" in finding.message


def test_parts_are_one_table_and_findings_name_the_part(tmp_path):
    tables = [pa.table({"a": rows, "b": rows}) for rows in (["1", "2"], [], ["3", " 4"])]
    package = write(tmp_path, tables)
    assert read_cells(package)[1:] == [["1"] * 2, ["2"] * 2, ["3"] * 2, [" 4"] * 2]
    assert {(rule, file, row) for rule, file, row, _ in list_findings(package)} == {
        ("outer-space", "2-t.parquet", 5)
    }


def test_parts_with_other_columns_are_refused(tmp_path):
    tables = [pa.table({"a": ["1"], "b": ["1"]}), pa.table({"b": ["2"], "a": ["2"]})]
    finding = fail(write(tmp_path, tables), "columns are not those of `0-t.parquet`")
    assert finding.file == "1-t.parquet"


def test_a_damaged_file_is_never_a_traceback(tmp_path):
    rows = [str(number) for number in range(2000)]
    package = write(tmp_path, pa.table({"first": rows, "second": rows}))
    path = package / "t.parquet"
    content = path.read_bytes()
    not_text, cut, encrypted = content.replace(b"second", b"s\xffcond"), content[:-9], b"PARE"
    for damaged in (b"", b"a,b\n1,2\n", cut, content[:-4] + encrypted, not_text):
        path.write_bytes(damaged)
        fail(package, "it cannot be read (")
        assert not validate(package).valid
    for start in range(4, len(content), len(content) // 25):
        path.write_bytes(content[:start] + bytes(40) + content[start + 40 :])
        with open_package(package, strict=False):
            pass


def test_a_missing_file_is_found(tmp_path):
    package = write(tmp_path, pa.table({"a": ["1"]}))
    (package / "t.parquet").unlink()
    assert list_findings(package) == [("missing-file", "t.parquet", None, None)]


@pytest.mark.parametrize("stated", [{}, {"format": "parquet"}, {"encoding": "latin-1"}])
def test_the_format_decides_what_is_parquet(stated, tmp_path):
    file = "t.bin" if "format" in stated else "t.parquet"
    package = write(tmp_path, pa.table({"a": ["é"], "b": ["x;y"]}), file=file, **stated)
    assert eventclaims.load(package)["t"]["a"][0] == "é"
    assert list_findings(package) == []


def test_parquet_that_is_declared_as_csv_is_another_kind_of_file(tmp_path):
    package = write(tmp_path, pa.table({"a": ["1"], "b": ["2"]}), format="csv")
    assert "wrong-file-kind" in {rule for rule, *_ in list_findings(package)}


def test_a_path_out_of_the_package_is_refused(tmp_path):
    inside = tmp_path / "p"
    package = write(inside, pa.table({"a": ["1"], "b": ["2"]}))
    (inside / "t.parquet").rename(tmp_path / "t.parquet")
    (inside / "t.parquet").symlink_to(tmp_path / "t.parquet")
    with pytest.raises(EventClaimsError, match="link leads out"):
        eventclaims.load(package)
    assert "link leads out" in str(validate(package))
    write(inside, pa.table({"a": ["1"], "b": ["2"]}), file="../t.parquet")
    with pytest.raises(EventClaimsError, match="must be inside the package"):
        eventclaims.load(package)


def test_folders_with_signs_of_patterns_and_partitions_are_read_as_they_are(tmp_path):
    folder = tmp_path / "a[1]*?" / "year=2031"
    folder.mkdir(parents=True)
    assert read_cells(write(folder, pa.table({"a": ["1"], "b": ["2"]})))[0] == ["a", "b"]


def test_hash_and_size_are_those_of_the_file(tmp_path):
    table = pa.table({"a": ["1"], "b": ["2"]})
    package = write(tmp_path, table)
    content = (package / "t.parquet").read_bytes()
    right = {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "bytes": len(content)}
    for fields in (["a", "b"], ["b", "a"]):  # which Frictionless reads as a whole
        found = list_findings(write(tmp_path, table, fields=fields, **right))
        assert {"hash-count", "byte-count"}.isdisjoint(rule for rule, *_ in found)
        wrong = {"hash": "sha256:" + "0" * 64, "bytes": len(content) + 1}
        found = list_findings(write(tmp_path, table, fields=fields, **wrong))
        assert {"hash-count", "byte-count"} <= {rule for rule, *_ in found}


def test_the_hash_of_parts_is_that_of_their_bytes(tmp_path):
    tables = [pa.table({"a": [str(n)], "b": ["\n\n"]}) for n in range(3)]
    package = write(tmp_path, tables)
    content = b"".join((package / f"{n}-t.parquet").read_bytes() for n in range(3))
    right = {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "bytes": len(content)}
    rules = {rule for rule, *_ in list_findings(write(tmp_path, tables, **right))}
    assert {"hash-count", "byte-count"}.isdisjoint(rules)
    found = list_findings(write(tmp_path, tables, hash="sha256:" + "0" * 64))
    assert [rule for rule, *_ in found if rule.endswith("count")] == ["hash-count"]


def test_rows_that_could_fill_the_memory_are_refused_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setattr(parquet, "_MOST_BYTES", 1_000_000)
    values = pa.DictionaryArray.from_arrays(pa.array([0] * 2000, pa.int32()), ["x" * 10_000])
    package = write(tmp_path, pa.table({"a": values, "b": values}))
    assert (package / "t.parquet").stat().st_size < 50_000
    with pytest.raises(EventClaimsError, match=r"^t.parquet: refused; 2,048 of its rows have"):
        validate(package)


def test_a_full_disk_is_one_line(tmp_path, monkeypatch):
    package = write(tmp_path, pa.table({"a": ["1"] * 100_000, "b": ["2"] * 100_000}))
    real = Path.open

    def open_full(self, mode="r", *arguments, **options):
        path = "/dev/full" if mode == "wb" and self.suffix == ".csv" else self
        return real(Path(path), mode, *arguments, **options)

    monkeypatch.setattr(Path, "open", open_full)
    with pytest.raises(EventClaimsError, match=r"^t: its files cannot be joined \(No space"):
        validate(package)


def test_the_temporary_file_is_removed(tmp_path, monkeypatch):
    package = write(tmp_path / "p", pa.table({"a": ["1"], "b": ["2"]}))
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    with open_package(package) as opened:
        assert opened.tables[0].path.is_relative_to(folder)
    assert [*folder.iterdir()] == []

"""Files that are taken apart in blocks give what the csv module gives record by record."""

import csv
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.awkward import VALUES

from eventclaims.lint import check as lint
from eventclaims.package.model import Table
from eventclaims.report.columns import choose
from eventclaims.tables import blocks
from eventclaims.tables.canonical import format_record
from eventclaims.tables.records import read_records
from eventclaims.tables.row_index import read_row_index, read_some

CELLS = st.one_of(
    st.sampled_from([value for value in VALUES if "\r" not in value]),
    st.sampled_from(["ACT-0001", "ACT-0002", "ACT-10000", "ACT-00002", "b", "EVT-0001", "e\u0301"]),
)
SCHEMA = {"fields": [{"name": name, "type": "string"} for name in "abc"]}


def make_table(path, key):
    return Table("t", "t.csv", path, SCHEMA | {"primaryKey": key}, {})


def describe(findings):
    return sorted(map(repr, choose(findings, 0)))


@pytest.mark.parametrize("size", [7, 60, 4096])
@given(
    rows=st.lists(st.lists(CELLS, max_size=4), max_size=12),
    key=st.sampled_from([["a"], ["b", "a"], []]),
    quoted=st.booleans(),
    end=st.sampled_from(["\n", ""]),
    returns=st.sampled_from(["", "every", "some"]),
    ending=st.sampled_from(["\r\n", "\r"]),
)
def test_blocks_of_any_size_give_the_findings_of_the_slow_way(  # noqa: PLR0913, PLR0917 - one for each trait of a file
    size, rows, key, quoted, end, returns, ending
):
    lines = [format_record(row) for row in [["a", "b", "c"], *rows]]
    if quoted and rows and rows[0]:
        lines[1] = ",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in rows[0]) + "\n"
    if returns:
        step = 1 if returns == "every" else 2
        lines[::step] = [f"{line[:-1]}{ending}" for line in lines[::step]]
    content = "".join(lines)
    if not end:
        content = content.removesuffix("\n").removesuffix("\r")
    before = blocks.BLOCK_BYTES
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "t.csv")
        path.write_bytes(content.encode())
        table = make_table(path, key)
        blocks.BLOCK_BYTES = size
        try:
            fast = lint._check_blocks(table)  # noqa: SLF001 - the two ways are not told apart outside
        except blocks.NeedsSlowPathError:
            return
        finally:
            blocks.BLOCK_BYTES = before
        lines, _ = lint._check_lines(table)  # noqa: SLF001 - see above
        slow = lint._check_records(table)  # noqa: SLF001 - see above
        assert describe(fast.findings) == describe([*lines, *slow.findings])
        assert (fast.row_index.rows, fast.row_index.blank) == (
            slow.row_index.rows,
            slow.row_index.blank,
        )
        assert fast.row_index.starts == slow.row_index.starts
        assert slow.row_index.has_outer_blanks or not fast.row_index.has_outer_blanks


def test_any_record_is_found_by_its_number(tmp_path):
    rows = [[f"{n}", "x\ny" * (n % 3), "é"] for n in range(500)]
    path = tmp_path / "t.csv"
    path.write_bytes("".join(map(format_record, [["a", "b", "c"], *rows])).encode())
    row_index, cells = read_row_index(path), {r.row: r.cells for r in read_records(path)}
    for wanted in ([2], [64, 65, 66, 129], [501], [3, 400]):
        found = {record.row: record.cells for record in read_some(path, row_index, wanted)}
        assert found == {number: cells[number] for number in wanted}
    del cells[1]
    assert {record.row: record.cells for record in read_some(path, row_index, None)} == cells


@pytest.mark.parametrize(
    "content",
    [
        *('a,b\r\n1,"2\r\n3"\r\n', 'a,b\n1,"2"\r3,4\r\n', 'a,b\n1,"2\r3"\n'),
        *('a,b\n"1"x,2\n', 'a,b\n1,x"y"\n', 'a,b\n1,"2\n', "a,b\n1,\0\n", ""),
    ],
)
def test_what_is_not_usual_is_left_to_the_csv_module(content, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(content.encode())
    with pytest.raises(blocks.NeedsSlowPathError):
        list(blocks.read_blocks(path))


def test_a_file_of_windows_is_taken_apart_in_blocks(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b'a,b,c\n1,"x\ny",\r\n2,,"z"\r\n\r\n3,,\r\n')
    found = lint._check_blocks(make_table(path, ["a"]))  # noqa: SLF001 - see above
    by_rule = {finding.rule: (finding.line, finding.row) for finding in found.findings}
    assert by_rule == {"carriage-return": (3, None), "not-canonical": (4, 3)}
    assert "4" in next(f.message for f in found.findings if f.rule == "carriage-return")
    assert (found.row_index.rows, found.row_index.blank) == (4, (4,))


def test_lone_carriage_returns_end_records_where_nothing_is_quoted(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b,c\r1,x,\n\r\r\n2,y,\r")
    found = lint._check_blocks(make_table(path, ["a"]))  # noqa: SLF001 - see above
    assert {f.rule: f.line for f in found.findings} == {"carriage-return": 1}
    assert "4" in next(f.message for f in found.findings)
    assert (found.row_index.rows, found.row_index.blank) == (4, (3, 4))
    records = {r.row: (r.cells, r.line) for r in read_some(path, found.row_index, None)}
    assert records == {r.row: (r.cells, r.line) for r in read_records(path) if r.row > 1}


def test_a_record_that_begins_with_a_mark_keeps_it_wherever_it_stands(tmp_path):
    rows = [["a", "b"], *([f"\ufeff{n}", "x"] for n in range(2, 300))]
    path = tmp_path / "t.csv"
    path.write_bytes(b"\xef\xbb\xbf" + "".join(map(format_record, rows)).encode())
    row_index = read_row_index(path)
    for row in (2, 64, 65, 66, 129, 299):
        assert [r.cells[0] for r in read_some(path, row_index, [row])] == [f"\ufeff{row}"]


@pytest.mark.parametrize(
    "content", ["a\n1\n\n2\n", "a\nb\n\n\na\n", "a\n2\n\n1\n", "a\n x\n\n y\n"]
)
def test_a_blank_record_of_a_table_of_one_column_is_not_out_of_order(content, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(content.encode())
    fields = {"fields": [{"name": "a", "type": "string"}], "primaryKey": ["a"]}
    table = Table("t", "t.csv", path, fields, {})
    fast, slow = lint._check_blocks(table), lint._check_records(table)  # noqa: SLF001 - see above
    assert describe(fast.findings) == describe(slow.findings)


def test_an_odd_header_is_described_alike_both_ways(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b ,=c\n1,2,3\n")
    table = make_table(path, ["a"])
    fast, slow = lint._check_blocks(table), lint._check_records(table)  # noqa: SLF001 - see above
    assert describe(fast.findings) == describe(slow.findings)
    assert {finding.field for finding in choose(fast.findings, 0)} == {"b ", "=c"}


@pytest.mark.parametrize("ending", ["\n", "", '"\n'])
def test_a_record_that_is_longer_than_a_block_is_read_with_more_of_the_file(ending, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(f"a,b\n1,{'x' * 3 * blocks.BLOCK_BYTES}\n2,y{ending}", "utf-8")
    if '"' in ending:
        with pytest.raises(blocks.NeedsSlowPathError):
            list(blocks.read_blocks(path))
    else:
        assert sum(block.count for block in blocks.read_blocks(path)) == 3


@pytest.mark.parametrize("size", [2**21, 2**24])
@pytest.mark.parametrize("end", ["", " "])
def test_a_cell_is_no_fault_for_being_long_until_it_fills_the_memory(
    size, end, tmp_path, monkeypatch
):
    path, before = tmp_path / "t.csv", csv.field_size_limit(131_072)
    monkeypatch.setattr(blocks, "BLOCK_BYTES", size)
    try:
        path.write_text(f"a,b,c\n1,{'x' * 3_000_000}{end},2\n", "utf-8")
        found = lint.check_bytes(make_table(path, ["a"])).findings
        assert [finding.rule for finding in found] == (["outer-space"] if end else [])
        path.write_text(f"a,b,c\n1,{'x' * 17_000_000}{end},2\n", "utf-8")
        found = lint.check_bytes(make_table(path, ["a"])).findings
        assert [finding.rule for finding in found] == ["stray-quote"]
    finally:
        csv.field_size_limit(before)

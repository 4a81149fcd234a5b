"""Places: every finding has the line and column at which an editor shows its cell."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.packages import build

from eventclaims import validate
from eventclaims.package.opening import open_package
from eventclaims.package.standard import list_fields, load_schemas
from eventclaims.report.positions import locate
from eventclaims.structure.rules import RULES
from eventclaims.tables.canonical import format_record
from eventclaims.tables.row_index import read_row_index

TYPE_ERROR = next(rule for rule in RULES if rule.id == "type-error")
HEADER = ",".join(list_fields(load_schemas()["claims"]))
ROW = "CLM-0001,STM-0001,responsibility,{},EVT-0001,,{},,,,,"


def write(package, *lines, end="\n", table="claims"):
    path = package / "data" / f"{table}.csv"
    path.write_bytes("".join(f"{line}{end}" for line in lines).encode())


def find(package, rule="type-error"):
    return [
        (finding.line, finding.column, finding.row)
        for finding in validate(package).findings
        if finding.rule == rule
    ]


def cut(path, line, column):
    """Return what stands in a file from a line and column on, as an editor counts them."""
    content = path.read_bytes().decode("utf-8-sig")
    return re.split("\r\n|\r|\n", content)[line - 1][column - 1 :]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_cell_after_quoted_line_breaks_and_blank_rows_is_found_on_its_own_line(minimal_copy, end):
    long = ROW.format(f'"One,{end}two ""2""{end}three"', '"not a day"')
    write(minimal_copy, HEADER, "", ROW.format("Short.", ""), "", long, end=end)
    assert find(minimal_copy) == [(7, len('three",EVT-0001,,') + 1, 5)]
    where = (minimal_copy / "data" / "claims.csv", 7, 18)
    assert cut(*where) == '"not a day",,,,,'


def test_a_lone_carriage_return_ends_a_line_as_editors_have_it(minimal_copy):
    write(minimal_copy, HEADER, ROW.format('"One\rtwo"', "soon"))
    assert find(minimal_copy) == [(3, len('two",EVT-0001,,') + 1, 2)]


def test_columns_count_characters_and_no_byte_order_mark(minimal_copy):
    write(minimal_copy, "\ufeff" + HEADER, ROW.format("مرحبا 😀", "soon"))
    before = ROW.partition("{}")[0] + "مرحبا 😀" + ",EVT-0001,,"
    assert find(minimal_copy) == [(2, len(before) + 1, 2)]


@pytest.mark.parametrize(
    ("case", "rule", "place"),
    [
        ("missing-label", "missing-label", "end"),
        ("missing-cell", "missing-cell", "end"),
        ("incorrect-label", "incorrect-label", "cell"),
        ("duplicate-label", "duplicate-label", "cell"),
        ("blank-row", "blank-row", None),
    ],
)
def test_faults_of_headers_and_missing_cells_have_a_place(case, rule, place, tmp_path):
    package = build("minimal", tmp_path, case)
    finding = next(f for f in validate(package).findings if f.rule == rule)
    if place is None:
        assert finding.column is None
        return
    rest = cut(package / finding.file, finding.line, finding.column)
    assert rest == "" if place == "end" else rest.startswith(finding.value)


@pytest.mark.parametrize(
    "case",
    ["bounds-reversed", "date-differs", "foreign-key", "relation-to-self", "span-outside-text"],
)
def test_every_named_cell_of_a_broken_package_stands_where_the_finding_says(case, tmp_path):
    package = build("minimal", tmp_path, case)
    for finding in validate(package).findings:
        has_cell = finding.table and finding.row and finding.field
        assert (finding.column is not None) == bool(has_cell)
        if has_cell and finding.value and finding.field in HEADER:
            rest = cut(package / finding.file, finding.line, finding.column)
            assert rest.removeprefix('"').startswith(finding.value.splitlines()[0])


@given(
    st.lists(
        st.lists(st.text(st.sampled_from('a,"\r\n é'), max_size=4), min_size=3, max_size=3),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 2),
)
def test_any_cell_of_any_table_is_found_where_it_was_written(minimal, rows, column):
    with open_package(minimal) as package:
        table = package.get_table("claims")
        content, wanted = "", []
        for cells in rows:
            before = content + format_record([*cells[:column], "x"]).removesuffix("x\n")
            lines = re.split("\r\n|\r|\n", before)
            wanted.append((len(lines), len(lines[-1]) + 1))
            content += format_record(cells)
        original = table.path.read_bytes()
        try:
            table.path.write_bytes(content.encode())
            findings = [
                TYPE_ERROR.find(
                    table="claims", row=n, field=table.fields[column], shown="", note=""
                )
                for n in range(1, len(rows) + 1)
            ]
            row_indexes = {"claims": read_row_index(table.path)}
            located, cells = locate(package, row_indexes, findings, ())
        finally:
            table.path.write_bytes(original)
    assert [(finding.line, finding.column) for finding in located] == wanted
    assert cells == {("claims", n): tuple(row) for n, row in enumerate(rows, 1)}


def test_the_cells_of_the_rows_of_listed_findings_are_kept(minimal_copy):
    rows = [ROW.format("Short.", "soon").replace("0001", f"{n:04d}", 1) for n in range(1, 150)]
    write(minimal_copy, HEADER, *rows)
    report = validate(minimal_copy, max_findings=100)
    kept = {row for table, row in report.cells if table == "claims"}
    assert set(range(2, 102)) <= kept
    assert 110 not in kept
    assert report.cells["claims", 2][0] == "CLM-0001"
    assert report.columns["claims"] == tuple(HEADER.split(","))

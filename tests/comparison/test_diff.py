"""Two versions of a package, compared row by row and cell by cell."""

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.comparing import open_diff

from eventclaims.comparison.diff import HEADER
from eventclaims.comparison.rows import RowChange
from eventclaims.errors import TableError
from eventclaims.package.versions import Bump
from eventclaims.tables.canonical import format_table
from eventclaims.tables.cells import is_formula


def make(folder, content, key=("id",), fields=("id", "name", "note"), name="things"):
    """Make a package of one table from the bytes of its file."""
    folder.mkdir(parents=True, exist_ok=True)
    schema = {"fields": [{"name": n, "type": "string"} for n in fields], "primaryKey": list(key)}
    resource = {"name": name, "path": "things.csv", "schema": schema}
    descriptor = {"name": "small", "version": "1.0.0", "resources": [resource]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    (folder / "things.csv").write_bytes(content)
    return folder


def list_changes(old, new, **options):
    with open_diff(old, new) as diff:
        return [(c.record, c.field, c.old, c.new, c.reason) for c in diff.read_changes(**options)]


def compare_files(tmp_path, old, new, **options):
    sides = [make(tmp_path / name, data, **options) for name, data in (("a", old), ("b", new))]
    return list_changes(*sides)


OLD = b"id,name,note\n1,one,\n2,two,x\n3,three,y\n"


def test_rows_added_removed_and_changed_are_told_apart_by_key(tmp_path):
    assert compare_files(tmp_path, OLD, b"id,name,note\n1,one,new\n3,three,y\n4,two,x\n") == [
        ("2", "", "2", "", ""),
        ("4", "", "", "4", ""),
        ("1", "note", "", "new", ""),
    ]


@pytest.mark.parametrize(
    "new",
    [
        b"id,name,note\n3,three,y\n1,one,\n2,two,x\n",
        b"note,id,name\n,1,one\nx,2,two\ny,3,three\n",
        OLD.replace(b"\n", b"\r\n"),
        OLD.replace(b"\n", b"\r\n", 2),
        b'id,name,note\n"1","one",""\n"2",two,"x"\n3,three,y',
        b"\xef\xbb\xbf" + OLD,
        OLD.replace(b"\n2", b"\n\n2"),
    ],
    ids=["rows", "columns", "CRLF", "mixed line ends", "quotes", "byte order mark", "blank line"],
)
def test_another_order_line_end_or_quoting_is_no_difference_of_cells(tmp_path, new):
    assert compare_files(tmp_path, OLD, new) == []


def test_a_line_break_and_a_comma_within_quotes_belong_to_their_cell(tmp_path):
    old = b'id,name,note\n1,"a\n2,b,c","say ""no"""\n2,two,\n'
    new = b'id,name,note\n1,"a\n2,b,d","say ""no"""\n2,two,\n'
    assert compare_files(tmp_path, old, new) == [("1", "name", "a\n2,b,c", "a\n2,b,d", "")]


def test_a_composite_key_is_compared_by_its_parts_and_joined_by_a_slash(tmp_path):
    old = b"id,name,note\na,b,1\na,c,2\n"
    new = b"id,name,note\na,b,1\na,c,3\nb,c,4\n"
    assert compare_files(tmp_path, old, new, key=("id", "name")) == [
        ("b/c", "", "", "b/c", ""),
        ("a/c", "note", "2", "3", ""),
    ]


def test_ids_are_sorted_by_their_number(tmp_path):
    new = "id,name,note\n" + "".join(f"STM-{n:04d},,\n" for n in (10000, 9999, 2))
    changes = compare_files(tmp_path, b"id,name,note\n", new.encode())
    assert [record for record, *_ in changes] == ["STM-0002", "STM-9999", "STM-10000"]


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (b"id,name,note\n1,a,\n1,a,\n", ("things.csv: ", "'1'")),
        (b"id,name,note\n,a,\n", ("things.csv: ", "empty")),
        (b"id,name,note\n1,a\n", ("things.csv: line 2: ", "2", "3")),
        (b"id,name,note\n\n1,a,b,c\n", ("things.csv: line 3: ", "4", "3")),
        (b'id,name,note\n1,a,"b\n', ("things.csv: line 2: ",)),
        (b"id,name,note\n1,a,\xff\n", ("things.csv: line 2: byte 5 ",)),
        (b"id,name\n1,a\n", ("things.csv: ", "header")),
        (b"id,name,name\n1,a,b\n", ("things.csv: ", "header")),
        (b"", ("things.csv: ", "header")),
    ],
)
@pytest.mark.parametrize("side", ["older", "newer"])
def test_a_file_that_cannot_be_compared_rightly_is_refused(tmp_path, broken, said, side):
    files = (broken, OLD) if side == "older" else (OLD, broken)
    with pytest.raises(TableError, match=f"^the {side} package: ") as raised:
        compare_files(tmp_path, *files)
    assert [part for part in said if part not in str(raised.value)] == []
    assert "\n" not in str(raised.value)


def test_a_table_without_a_key_is_refused(tmp_path):
    with pytest.raises(TableError, match="primary key"):
        compare_files(tmp_path, OLD, b"id,name,note\n", key=())


@pytest.mark.parametrize("content", [b"id,name,note\n1,a,\n1,a,\n", b"id,name\n\xff\n"])
def test_a_file_that_is_the_same_is_not_read(tmp_path, content):
    assert compare_files(tmp_path, content, content) == []


def test_a_table_with_another_key_has_no_row_in_common_with_what_it_was(tmp_path):
    old, new = make(tmp_path / "a", OLD), make(tmp_path / "b", OLD, key=("id", "name"))
    with open_diff(old, new) as diff:
        (table,) = diff.tables
        assert (table.removed, table.added, table.changed) == (3, 3, 0)
        assert "primary key" in diff.reason


def test_names_from_outside_are_never_sql(tmp_path):
    fields = ('i"d', "n'a); DROP TABLE older; --", "é{}%s ")
    header = format_table(fields, [], fields).encode()
    old, new = header + b"1,a,b\n", header + b"1,a,c\n"
    name = "x'y\"z"
    changes = compare_files(tmp_path, old, new, key=fields[:1], fields=fields, name=name)
    assert changes == [("1", fields[2], "b", "c", "")]


def test_a_column_and_a_table_that_come_or_go_are_listed_by_name(tmp_path):
    old = make(tmp_path / "a", OLD)
    new = make(
        tmp_path / "b", b"id,name,mark\n1,one,\n2,two,q\n3,three,\n", fields=("id", "name", "mark")
    )
    assert list_changes(old, new) == [("", "note", "note", "", ""), ("", "mark", "", "mark", "")]
    other = make(tmp_path / "c", OLD, name="others")
    with open_diff(old, other) as diff:
        assert list(diff.read_changes()) == [
            RowChange("things", "", "", "things", "", ""),
            RowChange("others", "", "", "", "others", ""),
        ]
        assert diff.bump is Bump.MAJOR
        assert "things" in diff.reason


CELLS = st.text(st.sampled_from("ab,\"\n =+-@'#\t0é\u2028|")) | st.sampled_from(["\r\n", "x\r\ny"])
ROWS = st.dictionaries(
    st.text('abc=/,"\n', min_size=1, max_size=3), st.tuples(CELLS, CELLS), max_size=6
)


def write(folder, rows):
    cells = [
        dict(zip(("id", "name", "note"), (key, *row), strict=True)) for key, row in rows.items()
    ]
    return make(folder, format_table(("id", "name", "note"), cells, ("id",)).encode())


@settings(max_examples=20)
@given(ROWS, ROWS)
def test_the_changes_applied_to_the_older_rows_give_the_newer_and_none_to_the_same(
    tmp_path_factory, before, now
):
    folder = tmp_path_factory.mktemp("pair")
    old, new = write(folder / "a", before), write(folder / "b", now)
    with open_diff(old, new) as diff:
        changes = list(diff.read_changes())
        written = io.BytesIO()
        diff.write_csv(written)
        assert diff.is_empty == (before == now)
    rows = {key: list(row) for key, row in before.items()}
    for c in changes:
        if not c.field and c.old:
            del rows[c.record]
        elif not c.field:
            rows[c.record] = list(now[c.record])
        else:
            place = ("name", "note").index(c.field)
            assert rows[c.record][place] == c.old
            rows[c.record][place] = c.new
    assert rows == {key: list(row) for key, row in now.items()}
    text = io.StringIO(written.getvalue().decode(), newline="")
    header, *lines = csv.reader(text, strict=True)
    assert tuple(header) == HEADER
    cells = [[c.table, c.record, c.field, c.old, c.new, c.reason] for c in changes]
    assert lines == [[f"'{x}" if is_formula(x) else x for x in row] for row in cells]


def test_a_formula_in_changes_csv_begins_with_an_apostrophe_and_a_number_does_not(tmp_path):
    old = make(tmp_path / "a", OLD)
    new = make(tmp_path / "b", b"id,name,note\n1,-12.5,=1+1\n2,@two,+A1\n3,@SUM(3),y\n")
    written = io.BytesIO()
    with open_diff(old, new) as diff:
        diff.write_csv(written)
    assert written.getvalue().decode().splitlines()[1:] == [
        "things,1,name,one,-12.5,",
        "things,1,note,,'=1+1,",
        "things,2,name,two,@two,",
        "things,2,note,x,'+A1,",
        "things,3,name,three,'@SUM(3),",
    ]

"""Files are cut at records, and each part knows which rows it has."""

import pytest
from support.engines import split_at

from eventclaims.cluster.splits import cut
from eventclaims.package.model import Table
from eventclaims.tables.records import read_records
from eventclaims.tables.row_index import read_row_index

CONTENT = '\ufeffa,b\n1,"x\n\n,y"\n\n2,é\n\n\n3,"say ""z"""\n4,\n\n'


def split(path):
    table = Table("t", "t.csv", path, {"fields": [{"name": "a"}, {"name": "b"}]}, {})
    return [*cut(table, read_row_index(path))]


@pytest.mark.parametrize("records", [1, 2, 3, 7])
def test_the_parts_of_a_file_have_each_row_once_in_its_place(records, tmp_path, monkeypatch):
    path = tmp_path / "t.csv"
    path.write_text(CONTENT, "utf-8", newline="")
    split_at(monkeypatch, records)
    content, filled = path.read_bytes(), [r for r in read_records(path) if r.row > 1 and r.cells]
    before = 0
    for part in split(path):
        rows = filled[before : before + part.rows]
        assert part.before == before
        assert part.row <= rows[0].row
        raw = content[part.start : part.end].decode()
        assert all(row.raw in raw for row in rows)
        before += part.rows
    assert before == len(filled) == 4


def test_a_small_file_is_one_part(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(CONTENT, "utf-8", newline="")
    assert [(part.start, part.row, part.rows) for part in split(path)] == [(3, 1, 4)]


def test_a_file_without_rows_has_no_parts(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n\n\n", "utf-8")
    assert split(path) == []

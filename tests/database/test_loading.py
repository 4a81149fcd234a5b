"""Every row of a file is loaded, whatever its length."""

import pytest
from support.screening import write

from eventclaims.database import csv_scans, embedded
from eventclaims.database.embedded import open_tables
from eventclaims.package.opening import open_package
from eventclaims.tables.row_index import read_row_index

LONGEST = 100_000


@pytest.mark.parametrize("length", [10, 60_000, 90_000])
@pytest.mark.parametrize("place", [0, 4, 8])
def test_a_row_longer_than_a_cell_may_be_is_loaded_in_its_place(
    length, place, tmp_path, monkeypatch
):
    monkeypatch.setattr(csv_scans, "LONGEST_CELL", LONGEST)
    monkeypatch.setattr(embedded, "_SMALL_ROWS", -1)
    rows = [[str(n), "x", "y"] for n in range(9)]
    rows[place][1:] = ["x" * length, "y" * length]
    fields = [{"name": name} for name in "abc"]
    write(tmp_path, {"t": ({"fields": fields}, [["a", "b", "c"], *rows])})
    with open_package(tmp_path) as package, open_tables() as loaded:
        row_indexes = {"t": read_row_index(package.tables[0].path)}
        loaded.load(package.tables, row_indexes)
        query = f"SELECT ordinal, c0, length(c1), length(c2) FROM {loaded.names['t']}"  # noqa: S608
        found = sorted(loaded.list_rows(query))
    assert found == [(n + 1, str(n), len(row[1]), len(row[2])) for n, row in enumerate(rows)]


@pytest.mark.parametrize("smallest", [-1, 9], ids=["scanned", "copied"])
def test_rows_of_another_width_and_rows_without_cells_are_marked(smallest, tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "_SMALL_ROWS", smallest)
    rows = [["1", "", "x"], ["", "", ""], ["", ""], ["", "", "", "y"], ["", "", "z"]]
    fields = [{"name": name} for name in "abc"]
    write(tmp_path, {"t": ({"fields": fields}, [["a", "b", "c"], *rows])})
    with open_package(tmp_path) as package, open_tables() as loaded:
        loaded.load(package.tables, {"t": read_row_index(package.tables[0].path)})
        query = f"SELECT ordinal, is_ragged, is_empty FROM {loaded.names['t']}"  # noqa: S608
        found = sorted(loaded.list_rows(query))
    ragged, empty = {3, 4}, {2, 3, 4}
    assert found == [(n, n in ragged, n in empty) for n in range(1, 6)]

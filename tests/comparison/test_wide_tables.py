"""A table with thousands of columns can be compared."""

import json

import pytest

from eventclaims.comparison.diff import compare
from eventclaims.package.opening import open_package


def write_wide(folder, columns, cell):
    folder.mkdir()
    names = ["id", *(f"c{number}" for number in range(columns))]
    schema = {"fields": [{"name": name, "type": "string"} for name in names], "primaryKey": "id"}
    resource = {"name": "t", "path": "t.csv", "schema": schema}
    descriptor = {"name": "wide", "version": "1.0.0", "resources": [resource]}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    row = ["1", *("same" for _ in names[2:]), cell]
    (folder / "t.csv").write_text(f"{','.join(names)}\n{','.join(row)}\n", "utf-8")
    return folder


@pytest.mark.long
def test_thousands_of_columns_are_compared_in_the_memory_that_they_need(tmp_path):
    packages = [write_wide(tmp_path / cell, 4800, cell) for cell in ("old", "new")]
    with (
        open_package(packages[0]) as old,
        open_package(packages[1]) as new,
        compare(old, new) as diff,
    ):
        assert diff.tables[0].cells == {"c4799": 1}

"""Rows are in the order of their keys: ids and numeric columns by number, others as text."""

import json
import random

import pytest

from eventclaims import validate
from eventclaims.authoring.derive import derive
from eventclaims.lint.check import check_bytes
from eventclaims.package.changes import write_changes
from eventclaims.package.model import Table
from eventclaims.package.opening import open_package
from eventclaims.tables.canonical import format_table

SORTED = {
    "integer": ["-5", "1", "2", "9", "10", "11", "100"],
    "number": ["-2.5", "-2", "1e-3", ".5", "1", "9.75", "10"],
    "year": ["999", "2020"],
    "string": ["010", "0211", "1", "10", "14", "2", "ACT-9", "ACT-10", "ACT-10000"],
}


def write(folder, type_, keys):
    rows = [{"id": key, "name": "n"} for key in keys]
    (folder / "t.csv").write_text("id,name\n" + "".join(f"{row['id']},n\n" for row in rows))
    fields = [{"name": "id", "type": type_}, {"name": "name", "type": "string"}]
    schema = {"fields": fields, "primaryKey": "id"}
    resource = {"name": "t", "path": "t.csv", "schema": schema}
    (folder / "datapackage.json").write_text(json.dumps({"name": "p", "resources": [resource]}))
    return Table("t", "t.csv", folder / "t.csv", schema, resource), rows


def list_order(table):
    found = (one for one in check_bytes(table).findings if one.rule == "row-order")
    return [finding.row for one in found for finding in one.list_findings()]


@pytest.mark.parametrize("ending", ["\n", "\n,\n"], ids=["fast", "with a blank row"])
@pytest.mark.parametrize("type_", SORTED)
def test_rows_sorted_by_their_type_are_in_order_and_others_are_not(type_, ending, tmp_path):
    keys = SORTED[type_]
    table, _ = write(tmp_path, type_, keys)
    table.path.write_text(table.path.read_text().rstrip("\n") + ending)
    assert list_order(table) == []
    write(tmp_path, type_, [*keys[1:], keys[0]])
    assert list_order(table) == [len(keys) + 1]


@pytest.mark.parametrize("type_", SORTED)
def test_derive_sorts_rows_as_lint_wants_them(type_, tmp_path):
    mixed = random.Random(1).sample(SORTED[type_], len(SORTED[type_]))  # noqa: S311 - a test
    table, _ = write(tmp_path, type_, mixed)
    with open_package(tmp_path) as package:
        write_changes(derive(package))
    lines = table.path.read_text().splitlines()[1:]
    assert [line.split(",")[0] for line in lines] == SORTED[type_]


def test_the_parts_of_a_key_are_sorted_each_by_its_type():
    rows = [{"a": "2", "b": "2"}, {"a": "10", "b": "10"}, {"a": "10", "b": "9"}]
    text = format_table(("a", "b"), rows, ("a", "b"), ("string", "integer"))
    assert text == "a,b\n10,9\n10,10\n2,2\n"


def test_derive_drops_blank_rows(full_copy):
    path = full_copy / "data" / "places.csv"
    before = path.read_text("utf-8")
    path.write_text(before + "," * 10 + "\n\n" + "," * 10 + "\n", "utf-8")
    with open_package(full_copy) as package:
        write_changes(derive(package))
    assert path.read_text("utf-8") == before


def test_blank_rows_of_a_spreadsheet_are_reported_as_blank_and_nothing_more(full_copy):
    path = full_copy / "data" / "places.csv"
    path.write_text(path.read_text("utf-8") + 3 * ("," * 10 + "\n"), "utf-8")
    found = [(f.rule, f.row) for f in validate(full_copy).findings if f.table == "places"]
    assert found == [("blank-row", 4), ("blank-row", 5), ("blank-row", 6)]

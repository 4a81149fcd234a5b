"""Python finds the same suspect rows in small tables as DuckDB in large ones."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.awkward import VALUES
from support.screening import write

from eventclaims.database import embedded
from eventclaims.database.embedded import open_tables
from eventclaims.package.opening import open_package
from eventclaims.structure.screen.gates import make_gate
from eventclaims.structure.screen.keys import Screened
from eventclaims.structure.screen.small_tables import find_suspects_of_small
from eventclaims.structure.screen.suspects import list_suspects
from eventclaims.tables.plain_schema import read_schema
from eventclaims.tables.row_index import read_row_index

CELLS = {
    "string": ["a", "b", "ab", "", "NA", " a", "a\nb", 'say "a"', "é", "A-01"],
    "integer": ["1", "2", "01", "+2", "-1", "x", "", "NA", "10", "9" * 20, "1.0"],
    "date": ["2024-01-05", "2024-1-5", "2024-02-30", "", "NA", "x", "0000-01-01", "2024-01-06"],
    "number": ["1", "1.0", "1e0", "2.5", "", "x", "-0", "2.00000000000000000001", "-1.5"],
}
CONSTRAINTS = {
    "string": [
        *({"pattern": "[a-z]+"}, {"pattern": "A-[0-9]+|a"}, {"enum": ["a", "ab"]}),
        *(
            {"minLength": 2},
            {"maxLength": 1},
            {"pattern": "[a-z]+", "minLength": 1, "maxLength": 1},
        ),
    ],
    "integer": [{"minimum": 1}, {"maximum": 2}],
    "number": [{"minimum": 0, "maximum": 2}],
    "date": [{}],
}


@st.composite
def make_tables(draw):
    """Return tables with plain schemas, keys and references, and rows that keep to little of it."""
    tables = {}
    for number in range(draw(st.integers(1, 3))):
        kinds = draw(st.lists(st.sampled_from([*CELLS]), min_size=2, max_size=4))
        names = [f"f{place}" for place in range(len(kinds))]
        fields = []
        for name, kind in zip(names, kinds, strict=True):
            limits = draw(st.sampled_from([{}, {}, *CONSTRAINTS[kind]]))
            limits = limits | draw(st.sampled_from([{}, {"required": True}, {"unique": True}]))
            fields.append({"name": name, "type": kind, "constraints": limits})
        schema = {"fields": fields, "missingValues": draw(st.sampled_from([[""], ["", "NA"], []]))}
        if draw(st.booleans()):
            columns = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True)
            schema["primaryKey"] = draw(columns)
        rows = draw(st.lists(st.tuples(*(st.sampled_from(CELLS[k]) for k in kinds)), max_size=8))
        spoilt = [draw(st.sampled_from([row, row, row, row[1:], (*row, "x"), ()])) for row in rows]
        tables[f"t{number}"] = (schema, [names, *map(list, spoilt)])
    for schema, _ in tables.values():
        target = draw(st.sampled_from([*tables, "", ""]))
        others = tables[target][0] if target else schema
        pairs = [
            {"fields": [one["name"]], "reference": {"resource": target, "fields": [other["name"]]}}
            for one in schema["fields"]
            for other in others["fields"]
            if one["type"] == other["type"] != "number"
        ]
        schema["foreignKeys"] = draw(st.lists(st.sampled_from(pairs), max_size=2)) if pairs else []
    return tables


def find_both(folder, tables):
    """Return the suspects that Python finds, and those that DuckDB finds, by table."""
    write(folder, tables)
    with open_package(folder) as package, open_tables() as loaded:
        row_indexes = {table.name: read_row_index(table.path) for table in package.tables}
        loaded.load(package.tables, row_indexes)
        schemas = {table.name: read_schema(table.schema) for table in package.tables}
        assert None not in schemas.values()
        screened = {
            table.name: Screened(
                table,
                schemas[table.name],
                {
                    field.name: make_gate(field, f"c{place}")
                    for place, field in enumerate(schemas[table.name].fields)
                },
            )
            for table in package.tables
        }
        large = {
            name: list_suspects(screened, one, row_indexes[name], loaded)
            for name, one in screened.items()
        }
        return find_suspects_of_small(schemas, loaded.records), large


@given(make_tables())
def test_the_suspects_of_a_random_table_are_those_of_duckdb(tables):
    with tempfile.TemporaryDirectory() as folder:
        small, large = find_both(Path(folder), tables)
        assert small == {name: large[name] for name in small}


@pytest.mark.parametrize("kind", CELLS)
def test_each_awkward_cell_is_suspect_to_both_or_to_neither(kind, tmp_path):
    tables = {}
    for number, limits in enumerate([{}, {"required": True}, *CONSTRAINTS[kind]]):
        fields = [{"name": "n", "type": "string"}]
        fields.append({"name": "value", "type": kind, "constraints": limits})
        rows = [["n", "value"], *([str(n), value] for n, value in enumerate(VALUES))]
        tables[f"t{number}"] = ({"fields": fields, "missingValues": ["", "N/A"]}, rows)
    small, large = find_both(tmp_path, tables)
    assert {*small} == {*tables}
    for name, suspects in small.items():
        # DuckDB takes a line end for the end of a pattern in fewer cells.
        assert {*suspects} <= {*large[name]}
        assert len(suspects) > len(large[name]) - 3


@pytest.mark.parametrize(("pattern", "suspects"), [("(a+)+", [3]), ("(a+)+b{1001}", [1, 2, 3])])
def test_a_pattern_that_may_be_slow_in_python_is_matched_in_linear_time(
    pattern, suspects, tmp_path
):
    limits = {"pattern": pattern}
    fields = [{"name": "a", "type": "string", "constraints": limits}, {"name": "b"}]
    rows = [["a", "b"], ["a" * 5000, "x"], ["a" * 30, "x"], ["a" * 5000 + "!", "x"]]
    fields[1]["type"] = "string"
    small, large = find_both(tmp_path, {"t": ({"fields": fields}, rows)})
    assert small == large == {"t": suspects}


def test_a_table_with_a_key_in_another_form_is_left_to_duckdb(tmp_path):
    fields = [
        {"name": "a", "type": "integer", "constraints": {"unique": True}},
        {"name": "b", "type": "string"},
    ]
    rows = [["a", "b"], ["01", "x"], ["1", "x"]]
    small, large = find_both(tmp_path, {"t": ({"fields": fields}, rows)})
    assert (small, large) == ({}, {"t": [1, 2]})


def test_a_table_that_refers_to_a_large_one_is_left_to_duckdb(tmp_path, monkeypatch):
    monkeypatch.setattr(embedded, "_SMALL_ROWS", 2)
    key = {"fields": ["a"], "reference": {"resource": "large", "fields": ["a"]}}
    fields = [{"name": "a", "type": "string"}, {"name": "b", "type": "string"}]
    rows = [["a", "b"], *([str(n), ""] for n in range(3))]
    tables = {
        "large": ({"fields": fields}, rows),
        "one": ({"fields": fields, "foreignKeys": [key]}, [["a", "b"], ["1", ""], ["9", ""]]),
        "other": ({"fields": fields}, [["a", "b"], ["", ""]]),
    }
    small, large = find_both(tmp_path, tables)
    assert small == {"other": [1]}
    assert large == {"large": [], "one": [2], "other": [1]}

"""Patterns, cells and dialects of a hostile package neither hang nor stop the validation."""

import json
import threading
import time

import frictionless
import pytest
from support.screening import DIALECT, differ, validate_alone, validate_screened, write

from eventclaims import validate
from eventclaims.structure.screen import plugin, time_limit
from eventclaims.structure.screen.patterns import find_safe_length

PATTERN, SLOW = "(a+)+b", "a" * 40 + "!"
X = {"name": "x", "type": "string", "constraints": {"pattern": PATTERN}}
ID = {"name": "id", "type": "string"}
OTHER = ({"fields": [{"name": "n", "type": "integer"}]}, [["n"], ["1"], ["x"]])
REFERENCE = {"fields": ["x"], "reference": {"resource": "", "fields": ["id"]}}


@pytest.fixture
def _little_time(monkeypatch):
    monkeypatch.setattr(time_limit, "SECONDS", 0.3)


def list_places(folder):
    return [(f.rule, f.table, f.line) for f in validate(folder).findings if f.table]


def enum(*values):
    return X | {"constraints": {"pattern": PATTERN, "enum": [*values]}}


@pytest.mark.usefixtures("_little_time")
@pytest.mark.parametrize(
    ("fields", "rows", "more"),
    [
        ([X], [["x"], ["aab"], [SLOW]], {}),
        ([enum("aab", SLOW)], [["x"], [SLOW]], {}),
        ([{"name": "id", "type": "number"}, X], [["id", "x"], ["1.0", SLOW]], {"primaryKey": "id"}),
        ([ID, X], [["id", "x"], ["1", SLOW]], {"foreignKeys": [REFERENCE]}),
        ([X | {"format": "uuid"}], [["x"], [SLOW]], {"primaryKey": ["x"]}),
        ([X], [["x"], *([["a" * 26 + "!"]] * 1500)], {}),
        (
            [{"name": "x", "type": "array", "arrayItem": {"type": "string", **X}}],
            [["x"], [json.dumps([SLOW])]],
            {},
        ),
    ],
    ids=["cell", "enum", "whole", "reference", "key", "many", "item"],
)
def test_a_table_with_a_slow_pattern_is_not_checked_and_the_others_are(
    fields, rows, more, tmp_path
):
    write(tmp_path, {"t": ({"fields": fields} | more, rows), "u": OTHER}, dialect=DIALECT)
    start = time.perf_counter()
    places = list_places(tmp_path)
    assert ("type-error", "u", 3) in places
    if rows != [["x"], [SLOW]]:  # an error of the type, so that the pattern does not matter
        assert ("not-checked", "t", None) in places
    assert time.perf_counter() - start < 15


@pytest.mark.usefixtures("_little_time")
def test_the_limit_applies_in_a_thread(tmp_path):
    write(tmp_path, {"t": ({"fields": [X]}, [["x"], [SLOW]])}, dialect=DIALECT)
    found = []
    thread = threading.Thread(target=lambda: found.extend(list_places(tmp_path)))
    thread.start()
    thread.join(60)
    assert found == [("not-checked", "t", None)]


@pytest.mark.usefixtures("_little_time")
def test_a_slow_enum_value_that_no_cell_has_does_not_matter(tmp_path):
    fields = [enum("aab", SLOW), {"name": "y", "type": "integer"}]
    rows = [["x", "y"], ["aab", "1"]]
    write(tmp_path, {"t": ({"fields": fields}, rows)}, dialect=DIALECT)
    assert list_places(tmp_path) == []


def test_cells_that_a_process_matches_have_the_verdict_of_frictionless(tmp_path, monkeypatch):
    monkeypatch.setattr(plugin, "find_safe_length", lambda _: 0)
    constraints = {"pattern": r"(\w+|é)(;(\w+|é))*", "minLength": 3}
    fields = [{"name": "x", "type": "string", "constraints": constraints}]
    rows = [["x"], ["a;b"], ["a;;b"], ["\u0663;é"], ["\n"], ['"'], ["ab"]]
    write(tmp_path, {"t": ({"fields": fields}, rows)}, dialect=DIALECT)
    with time_limit.limit_time():
        found = validate_screened(tmp_path)
    alone = validate_alone(tmp_path)
    assert len(alone) == 6
    assert differ(alone, found) == ([], [])


@pytest.mark.parametrize(
    ("pattern", "least", "most"),
    [
        ("[A-Z]{2}-[0-9]+", 10_000, 10**9),
        ("abc", 10_000, 10**9),
        (".*", 10_000, 10**9),
        (".*,.*", 100, 200),
        ("(a+)+b", 1, 20),
        ("(a|aa)+b", 1, 20),
        (r"(?=(x+x+)+y)z", 1, 20),
        (r"((a{1,1000}){1,1000}){1,1000}", 1, 10),
        ("(", 0, 0),
        ("(" * 5000 + "a" + ")" * 5000, 0, 0),
    ],
)
def test_the_length_up_to_which_a_pattern_is_fast(pattern, least, most):
    assert least <= find_safe_length(pattern) <= most


@pytest.mark.parametrize(
    ("field", "cell", "rule"),
    [
        ({"type": "datetime", "constraints": {"minimum": "2000-01-01T00:00:00"}},
         "2020-01-01T00:00:00Z", "constraint-error"),
        ({"type": "datetime", "constraints": {"maximum": "2000-01-01T00:00:00Z"}},
         "2020-01-01T00:00:00", "constraint-error"),
        ({"type": "time", "constraints": {"minimum": "01:00:00"}}, "12:00:00Z", "constraint-error"),
        ({"type": "number", "constraints": {"minimum": 1}}, "sNaN", "type-error"),
        ({"type": "number", "constraints": {"enum": ["1"]}}, "sNaN", "type-error"),
    ],
)  # fmt: skip
def test_a_cell_that_cannot_be_compared_is_found_and_all_others_are_checked(
    field, cell, rule, tmp_path
):
    fields = [{"name": "a"} | field, {"name": "n", "type": "integer"}]
    rows = [["a", "n"], [cell, "1"], ["", "x"]]
    write(tmp_path, {"t": ({"fields": fields}, rows), "u": OTHER}, dialect=DIALECT)
    expected = [("type-error", "t", 3), ("type-error", "u", 3)]
    found = list_places(tmp_path)
    assert [place for place in found if place[2] == 3] == expected
    assert [place for place in found if place[2] == 2] == [(rule, "t", 2)]


def test_a_key_that_frictionless_cannot_compare_does_not_stop_other_tables(tmp_path):
    schema = {"fields": [{"name": "a", "type": "object"}], "primaryKey": ["a"]}
    write(tmp_path, {"t": (schema, [["a"], ['{"b": 1}']]), "u": OTHER}, dialect=DIALECT)
    places = list_places(tmp_path)
    assert ("structure", "t", None) in places
    assert ("type-error", "u", 3) in places


JSON_CELL = json.dumps({f"key{n}": f"value {n}" for n in range(600)})
HTML_CELL = "".join(f"<a href=\"u{n}\" class='c'>x</a>" for n in range(400))


@pytest.mark.parametrize("more", [{"dialect": DIALECT}, {}], ids=["stated", "default"])
@pytest.mark.parametrize(("kind", "cell"), [("object", JSON_CELL), ("string", HTML_CELL)])
def test_a_column_of_json_or_html_takes_no_time(kind, cell, more, tmp_path):
    schema = {"fields": [ID, {"name": "x", "type": kind}], "primaryKey": ["id"]}
    rows = [["id", "x"], *([f"{n:04}", cell] for n in range(100))]
    write(tmp_path, {"t": (schema, rows)}, **more)
    start = time.process_time()
    assert validate(tmp_path).valid
    assert time.process_time() - start < 10


@pytest.mark.parametrize("kind", ["object", "string"])
def test_a_column_of_json_takes_no_time_if_frictionless_reads_the_file(kind, tmp_path):
    fields = [{"name": "id", "type": "number"}, {"name": "x", "type": kind}]
    rows = [["id", "x"], *([f"{n}", JSON_CELL] for n in range(100))]
    write(tmp_path, {"t": ({"fields": fields, "primaryKey": ["id"]}, rows)})
    start = time.process_time()
    assert validate(tmp_path).valid
    assert time.process_time() - start < 10


def test_frictionless_neither_sniffs_nor_opens_a_table_that_is_screened(tmp_path, monkeypatch):
    def fail(*_):
        raise AssertionError

    monkeypatch.setattr(frictionless.resources.TableResource, "open", fail)
    monkeypatch.setattr(plugin, "sniff", fail)
    rows = [["n", "m"], ["1", "x"], ["x", "x"]]
    fields = [{"name": "n", "type": "integer"}, {"name": "m", "type": "string"}]
    write(tmp_path, {"t": ({"fields": fields}, rows)})
    assert list_places(tmp_path) == [("type-error", "t", 3)]


@pytest.mark.parametrize(
    "content",
    [
        "a;b\n1;2\n3;x\n",
        "a\tb\n1\t2\n",
        "a|b\n1|2\n",
        'a, b\n1, 2\n"3", "4"\n',
        'a,b\n"1", "2"\n"3", "4"\n',
        "a,b\n1, 2\n3, 4\n",
        "a,b\n\n\n\n1,2\n",
        "a,b\n1,2,3,4,5\n1,2,3,4,5\n",
    ],
)
@pytest.mark.parametrize("kind", ["integer", "string"])
def test_a_dialect_that_is_not_stated_is_detected_as_frictionless_detects_it(
    content, kind, tmp_path
):
    fields = [{"name": "a", "type": kind}, {"name": "b", "type": kind}]
    write(tmp_path, {"t": ({"fields": fields}, [])})
    (tmp_path / "t.csv").write_text(content, "utf-8")
    assert differ(validate_alone(tmp_path), validate_screened(tmp_path)) == ([], [])


@pytest.mark.parametrize("cell", ["x;y", "x|y", "x", "x, y"])
def test_a_single_column_is_split_as_frictionless_splits_it(cell, tmp_path):
    write(tmp_path, {"t": ({"fields": [ID]}, [["id"], *[[cell]] * 5])})
    assert differ(validate_alone(tmp_path), validate_screened(tmp_path)) == ([], [])


def test_a_constraint_of_the_second_version_is_accepted_with_a_self_reference(tmp_path):
    fields = [ID, {"name": "up", "type": "string"}]
    fields.append({"name": "n", "type": "integer", "constraints": {"exclusiveMinimum": 0}})
    key = {"fields": ["up"], "reference": {"resource": "", "fields": ["id"]}}
    schema = {"fields": fields, "primaryKey": ["id"], "foreignKeys": [key]}
    rows = [["id", "up", "n"], ["1", "", "2"], ["2", "1", "+3"], ["3", "2", "0"]]
    write(tmp_path, {"t": (schema, rows)}, dialect=DIALECT)
    assert list_places(tmp_path) == [("constraint-error", "t", 4)]


@pytest.mark.parametrize(
    "constraints",
    [{"pattern": "("}, {"pattern": "(", "enum": ["a"]}, {"minLength": 1, "enum": [["a"]]}],
)
def test_a_schema_that_frictionless_cannot_use_does_not_stop_other_tables(constraints, tmp_path):
    fields = [{"name": "x", "type": "string", "constraints": constraints}]
    write(tmp_path, {"t": ({"fields": fields}, [["x"], ["a"]]), "u": OTHER}, dialect=DIALECT)
    places = list_places(tmp_path)
    assert ("type-error", "u", 3) in places
    assert any(table == "t" for _, table, _ in places)


@pytest.mark.parametrize(
    ("constraints", "reason"),
    [
        ({"pattern": "(" * 5000 + ")" * 5000}, 'constraint "pattern" of `x` is not valid: "((('),
        ({"pattern": "("}, 'constraint "pattern" of `x` is not valid: "(" (missing ), '),
    ],
)
@pytest.mark.parametrize("dialect", [DIALECT, {"delimiter": ";"}])
def test_a_constraint_that_is_not_valid_is_named(constraints, reason, dialect, tmp_path):
    fields = [{"name": "x", "type": "string", "constraints": constraints}]
    write(tmp_path, {"t": ({"fields": fields}, [["x"], ["a"]])}, dialect=dialect)
    (found,) = [f for f in validate(tmp_path).findings if f.table]
    assert (found.rule, found.table) == ("structure", "t")
    assert found.message.startswith(f"schema-error: {reason}")
    assert len(found.message) < 200


@pytest.mark.parametrize(
    ("name", "value"),
    [("hash", 1), ("hash", ["a"]), ("extrapaths", [1]), ("contributors", "x"), ("layout", True)],
)
def test_a_property_on_which_frictionless_fails_is_named(name, value, tmp_path):
    schema = {"fields": [{"name": "x", "type": "string"}]}
    write(tmp_path, {"t": (schema, [["x"], ["a"]])}, **{name: value})
    (found,) = [f for f in validate(tmp_path).findings if f.table]
    assert (found.rule, found.table, found.field) == ("structure", "t", name)
    assert json.dumps(value) in found.message


def test_a_property_of_the_package_on_which_frictionless_fails_is_named(tmp_path):
    write(tmp_path, {"t": ({"fields": [{"name": "x"}]}, [["x"], ["a"]])})
    edit = json.loads((tmp_path / "datapackage.json").read_text("utf-8")) | {"$schema": 1}
    (tmp_path / "datapackage.json").write_text(json.dumps(edit), "utf-8")
    assert [(f.rule, f.field) for f in validate(tmp_path).findings if f.rule == "structure"] == [
        ("structure", "$schema")
    ]


def test_a_pattern_that_duckdb_refuses_has_the_verdict_of_frictionless(tmp_path):
    fields = [{"name": "x", "type": "string"}]
    fields[0]["constraints"] = {"pattern": "((a{1,1000}){1,1000}){1,1000}"}
    write(tmp_path, {"t": ({"fields": fields}, [["x"], ["aa"], ["b"]])}, dialect=DIALECT)
    assert list_places(tmp_path) == [("constraint-error", "t", 3)]

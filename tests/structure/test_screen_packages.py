"""The screen and Frictionless together say what Frictionless says alone, package by package."""

import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.packages import build
from support.screening import (
    DIALECT,
    ROWS,
    SCHEMA,
    SELF,
    differ,
    edit,
    validate_alone,
    validate_screened,
    write,
)

from eventclaims import validate
from eventclaims.database import embedded
from eventclaims.database.embedded import EmbeddedTables

KEYED = ("string", "integer", "date", "year", "boolean", "number")
CELLS = {
    "string": ["a", "b", "c", "", "NA", " a", "a\nb", 'say "a"', "é"],
    "integer": ["1", "2", "01", "+2", "-1", "x", "", "NA", "1_0", "10", "9" * 20],
    "date": ["2024-01-05", "2024-1-5", "2024-02-30", "", "NA", "x", "2024-01-06"],
    "year": ["1999", "2000", "+123", "0123", "x", ""],
    "boolean": ["true", "1", "false", "0", "", "x"],
    "number": ["1", "1.0", "1e0", "2.5", "", "x", "-0", "0"],
}
NAMES = ("a", "b", "A", "ordinal", "c0")


@st.composite
def make_tables(draw):
    """Return tables with keys and references among them, and rows that keep to little of it."""
    count = draw(st.integers(1, 3))
    names = [f"t{n}" for n in range(count)]
    tables = {}
    for name in names:
        tables[name] = draw(make_table())
    for name in names:
        refer(draw, tables, name, draw(st.sampled_from(names)))
    return tables


@st.composite
def make_table(draw):
    """Return a schema with keys, and rows with their header."""
    kinds = draw(st.lists(st.sampled_from(KEYED), min_size=1, max_size=4))
    fields = [{"name": NAMES[n], "type": kind} for n, kind in enumerate(kinds)]
    for field in fields:
        field["constraints"] = {"required": True} if draw(st.booleans()) else {}
        field["constraints"] |= {"unique": True} if draw(st.integers(0, 3)) == 0 else {}
    columns = st.lists(st.sampled_from(NAMES[: len(kinds)]), min_size=1, max_size=2, unique=True)
    schema = {"fields": fields, "missingValues": draw(st.sampled_from([[""], ["", "NA"], []]))}
    if draw(st.booleans()):
        schema["primaryKey"] = draw(columns)
    rows = draw(st.lists(st.tuples(*(st.sampled_from(CELLS[k]) for k in kinds)), max_size=8))
    ends = draw(st.lists(st.integers(0, 11), min_size=len(rows), max_size=len(rows)))
    return schema, [[f["name"] for f in fields], *map(spoil, rows, ends)]


def spoil(row, change):
    """Return a row with a cell more or less, a blank one, or most often as it is."""
    changed = {0: [*row, "more"], 1: [*row[:-1]], 2: [""] * len(row), 3: []}
    return changed.get(change, [*row])


def refer(draw, tables, name, target):
    """Let one table refer to another, or to itself, if the one has as many columns."""
    own = [field["name"] for field in tables[name][0]["fields"]]
    others = [field["name"] for field in tables[target][0]["fields"]]
    size = draw(st.integers(0, min(2, len(own), len(others))))
    if size:
        reference = {"resource": "" if name == target else target}
        reference["fields"] = draw(st.permutations(others))[:size]
        key = {"fields": draw(st.permutations(own))[:size], "reference": reference}
        tables[name][0]["foreignKeys"] = [key]


@given(make_tables())
def test_a_random_package_has_the_errors_that_frictionless_finds(tables):
    with tempfile.TemporaryDirectory() as folder:
        write(Path(folder), tables, dialect=DIALECT)
        alone = validate_alone(Path(folder))
        assert differ(alone, validate_screened(Path(folder))) == ([], [])


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        (edit(), 1),
        (edit(r5=["4", "x", "2024-02-30", ""]), 4),
        (edit(r7=["5", "1", "2024-01-05", "x"]), 4),
        (edit(r7=["05", "1", "2024-01-05", "x"]), 4),
        (edit(r7=["6", "+3", "2024-01-05", "x"]), 1),
        (edit(r7=["6", "99", "2024-1-5", "x"]), 2),
        (edit(r9=["8", "4", "1999-12-31", "x", "y", "z"], r11=["10", "5"]), 7),
        (edit(r3=[[], ["2", "1", "2024-01-05", "x"], []]), 5),
        (edit(r3=["", "", "", ""]), 5),
        ([*ROWS, *(["1", "2", "x", ""] for _ in range(700))], 2101),
    ],
    ids=["clean", "double", "twice", "valued", "found", "loose", "ragged", "blank", "void", "many"],
)
def test_a_broken_table_has_the_errors_that_frictionless_finds(rows, count, tmp_path):
    write(tmp_path, {"t": (SCHEMA | {"foreignKeys": [SELF]}, rows)}, dialect=DIALECT)
    alone = validate_alone(tmp_path)
    assert len(alone) == count
    assert differ(alone, validate_screened(tmp_path)) == ([], [])


@pytest.mark.parametrize(
    ("dialect", "change"),
    [
        ({"csv": {"delimiter": ";"}}, lambda text: text.replace(",", ";")),
        (
            {"csv": {"delimiter": ",", "skipInitialSpace": True}},
            lambda text: text.replace(",", ", "),
        ),
        ({"commentChar": "7"}, lambda text: text),
        ({"csv": {"delimiter": ",", "quoteChar": "'"}}, lambda text: text.replace("x", "'x'")),
        (DIALECT, lambda text: text.replace("\n", "\r\n")),
        (DIALECT, lambda text: text.replace("\n", "\r\n", 3)),
        (DIALECT, lambda text: text.replace("\n", "\r\n").replace("x", '"x\ny"')),
        (DIALECT, lambda text: "\ufeff" + text),
        (DIALECT, lambda text: text.replace("id,up", "id,other")),
        (DIALECT, lambda text: text.replace("note", "note,more")),
        (DIALECT, lambda text: text.removesuffix("\n")),
    ],
    ids=[
        *("semicolon", "blanks", "comments", "quotes", "returns", "mixed", "broken"),
        *("mark", "label", "extra", "end"),
    ],
)
def test_other_dialects_and_headers_are_judged_as_frictionless_judges_them(
    dialect, change, tmp_path
):
    keyed = SCHEMA | {
        "foreignKeys": [{"fields": ["id"], "reference": {"resource": "t", "fields": ["id"]}}]
    }
    write(
        tmp_path, {"t": (SCHEMA, edit(r6=["x", "1", "", ""])), "u": (keyed, ROWS)}, dialect=dialect
    )
    path = tmp_path / "t.csv"
    path.write_bytes(change(path.read_text("utf-8")).encode())
    alone = validate_alone(tmp_path)
    assert differ(alone, validate_screened(tmp_path)) == ([], [])


@pytest.mark.parametrize(
    "stated",
    [{"hash": "sha256:00", "bytes": 3}, {"hash": "00"}, {"hash": "sha512:00"}, {"bytes": 3}],
)
def test_a_wrong_hash_or_size_is_found_as_frictionless_finds_it(stated, tmp_path):
    write(tmp_path, {"t": (SCHEMA, ROWS)}, dialect=DIALECT, **stated)
    alone = validate_alone(tmp_path)
    assert differ(alone, validate_screened(tmp_path)) == ([], [])


def test_missing_values_of_the_second_version_are_known_and_those_of_fields_come_first(tmp_path):
    values = [{"value": "-", "label": "not asked"}, {"value": "NA", "label": "unknown"}]
    fields = [
        {"name": "a", "type": "integer"},
        {"name": "b", "type": "date", "missingValues": ["?"]},
    ]
    rows = [["a", "b"], ["-", "?"], ["NA", "-"], ["", "NA"], ["1", "?"]]
    write(tmp_path, {"t": ({"fields": fields, "missingValues": values}, rows)}, dialect=DIALECT)
    alone = validate_alone(tmp_path)
    assert len(alone) == 4
    assert differ(alone, validate_screened(tmp_path)) == ([], [])


def test_thousands_of_extra_cells_are_counted_and_take_no_time(tmp_path):
    write(tmp_path, {"t": (SCHEMA, edit(r9=["8", "4", "2024-01-05", "x", *"ab" * 4000]))})
    start = time.process_time()
    found = validate(tmp_path, max_findings=0).group_by_rule()["extra-cell"]
    assert (len(found), found[0].value, found[-1].value) == (8000, "a", "b")
    assert time.process_time() - start < 20


def test_a_slow_pattern_costs_nothing_where_every_cell_keeps_to_it(tmp_path):
    field = {"name": "a", "type": "string", "constraints": {"pattern": "(x+x+)+y"}}
    write(tmp_path, {"t": ({"fields": [field]}, [["a"], ["x" * 3000 + "y"]])}, dialect=DIALECT)
    assert [finding.rule for finding in validate(tmp_path).findings] == ["not-checked"]


CASES = ("date-differs", "summary-repeated", "unique-key", "category", "deprecated-code")
CASES += ("blank-row", "evidence-dangling", "circle", "name-alike", "event-after-document")


@pytest.mark.parametrize(
    "case", [*CASES[::2], *(pytest.param(case, marks=pytest.mark.long) for case in CASES[1::2])]
)
def test_small_tables_and_tables_copied_by_record_give_the_findings_of_scanned_tables(
    case, tmp_path, monkeypatch
):
    package = build("minimal", tmp_path, case)
    small = validate(package).findings
    monkeypatch.setattr(embedded, "_SMALL_ROWS", -1)
    expected = validate(package).findings
    assert small == expected
    monkeypatch.setattr(EmbeddedTables, "_scan", lambda *_: False)
    assert validate(package).findings == expected != ()


def test_a_mark_within_a_table_is_not_lost_on_the_way_to_its_judge(tmp_path):
    rows = [["a", "b"], *([f"\ufeff{n}" if n % 64 == 0 else f"{n}", "x"] for n in range(1, 300))]
    fields = [{"name": "a", "type": "integer"}, {"name": "b", "type": "string"}]
    write(tmp_path, {"t": ({"fields": fields}, rows)}, dialect=DIALECT)
    alone = validate_alone(tmp_path)
    assert len(alone) == 4
    assert differ(alone, validate_screened(tmp_path)) == ([], [])


def test_a_cell_on_which_frictionless_fails_has_an_error_and_does_not_stop_the_others(tmp_path):
    field = {"name": "a", "type": "list", "delimiter": ""}
    other = {"fields": [{"name": "b", "type": "integer"}]}
    tables = {"t": ({"fields": [field]}, [["a"], ["x"]]), "u": (other, [["b"], ["x"]])}
    write(tmp_path, tables, dialect=DIALECT)
    found = [(f.rule, f.table, f.line, f.field) for f in validate(tmp_path).findings if f.table]
    assert found == [("type-error", "t", 2, "a"), ("type-error", "u", 2, "b")]


@pytest.mark.parametrize("name", ["t.csv.zst", "t.zst", "t.ZST"])
def test_a_name_of_a_compression_that_frictionless_does_not_read_has_its_verdict(name, tmp_path):
    schema = {"fields": [{"name": "n", "type": "integer"}]}
    write(tmp_path, {"t": (schema, [["n"], ["1"], ["x"]])})
    (tmp_path / "t.csv").rename(tmp_path / name)
    path = tmp_path / "datapackage.json"
    path.write_text(path.read_text("utf-8").replace("t.csv", name), "utf-8")
    assert [(f.rule, f.line) for f in validate(tmp_path).findings if f.table] == [("type-error", 3)]
    (tmp_path / name).write_bytes(b"\x28\xb5\x2f\xfd\x04\x00\x09\x00\x00n\n1\n")
    found = [(f.rule, f.file) for f in validate(tmp_path).findings if f.table]
    assert {("wrong-file-kind", name), ("structure", name)} <= {*found}

"""The characters of cells, and what a schema states and Frictionless leaves unchecked."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventclaims import validate
from eventclaims.lint.characters import check_characters
from eventclaims.lint.suspects import find_suspects
from eventclaims.tables.blocks import read_blocks
from eventclaims.tables.canonical import format_record
from eventclaims.tables.cells import is_formula
from eventclaims.tables.records import Record


def rules_of(*cells):
    record = Record(2, 2, list(cells), format_record(cells))
    return [finding.rule for finding in check_characters(record, ["a", "b", "c"], {})]


JOINED = (
    "حزب\u200cالله",
    "۵\u200cساله",
    "क्\u200dष",
    "അവന്\u200d",
    "\U0001f468\u200d\U0001f469",
    "\u2764\ufe0f\u200d\U0001f525",
    "\U0001f9d1\U0001f3fd\u200d\U0001f91d",
)
NOT_JOINED = (
    *(
        "\u200cحزب",
        "حزب\u200c",
        "حزب\u200c الله",
        "حزب\u200c\u200cالله",
        "حزب\u200cab",
        "ab\u200cحزب",
    ),
    *("حزب\u200fالله", "حزب\u200bالله", "a\u200cb", "\U0001f468\u200d", "\u200d\U0001f468"),
)
SIGNED = (
    *("-", "--", "---", "-5%", "-0,25", "-10.5,20.1", "-10-20", "+/-5", "-42.9,147.3", "-0424?"),
    *("+964 770 123 4567", "+1-202-555-0123", "+1 (202) 555-0123", "-P120D", "-PT1H30M"),
    *("-INF", "+inf", "@name", "@bbc_arabic", "- a bullet (see note)", "-1x Short VIX (ETF)"),
    *("+02:00", "-2020-05-01", "- the organisation(s) involved", "-5 km", "-x", "+cmd", "--1"),
)
FORMULAS = (
    *("=1+1", "=", "\uff1d1", "@SUM(1)", "@SUM(A1)", "+A1", "-$A$1:B2*2", "--A1", "-@SUM(1)"),
    *("-cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "+hyperlink(1)", "-1-SUM(ABS(1)+2)"),
    *("-(1)+SUM(1)", '-"a"&SUM(1)', "+Sheet1!A1", "+'My sheet'!A1", "+[x.xlsx]S!A1"),
)


@pytest.mark.parametrize(
    "cell",
    ["", "-0.25", "+5", "-1e5", "Asa'ib", "اسم", "e.g. 5", "a\nb", "a=b", "#1", *JOINED, *SIGNED],
)
def test_ordinary_cells_have_nothing_to_find(cell):
    assert rules_of("x", cell, "y") == []


@pytest.mark.parametrize(
    ("cell", "rule"),
    [
        *((cell, "formula-cell") for cell in FORMULAS),
        *((cell, "invisible-character") for cell in NOT_JOINED),
        ("#REF!", "spreadsheet-error"),
        ("#N/A", "spreadsheet-error"),
        ("#DIV/0!", "spreadsheet-error"),
        ("\u0661", None),
        ("a\x07", "control-character"),
        ("a\x85b", "control-character"),
        ("a\tb", "control-character"),
        ("a\u200bb", "invisible-character"),
        ("\u202ea", "invisible-character"),
        ("a\u00adb", "invisible-character"),
        (" a", "outer-space"),
        ("a ", "outer-space"),
        ("a\u00a0b", "outer-space"),
        ("e\u0301", "not-nfc"),
    ],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_cell_is_judged_alike_wherever_it_stands(cell, rule, place):
    cells = ["x", "y", "z"]
    cells[place] = cell
    assert rules_of(*cells) == ([rule] if rule else [])


def test_a_missing_value_of_the_schema_has_nothing_to_find():
    record = Record(2, 2, ["#N/A", "#REF!"], "#N/A,#REF!\n")
    found = check_characters(record, ["a", "b"], {}, {"#N/A"})
    assert [(finding.rule, finding.field) for finding in found] == [("spreadsheet-error", "b")]


def test_the_prefilter_finds_every_kind_of_suspect_cell(tmp_path):
    cells = [*FORMULAS, *NOT_JOINED, "#REF!", "a\u200bb", " a"]
    path = tmp_path / "t.csv"
    path.write_text("".join(format_record([cell, "x"]) for cell in ["a", *cells]), "utf-8")
    [block] = read_blocks(path)
    assert find_suspects(block).tolist() == [*range(1, len(cells) + 1)]


@pytest.mark.parametrize(
    "part", [" ", "1", "1-", '("', "a(-", '"a"&', "a|", ".!", "A1", "'"], ids=repr
)
def test_a_long_cell_is_searched_for_formulas_in_linear_time(part):
    start = time.process_time()
    is_formula("-" + part * 100_000)
    assert time.process_time() - start < 5


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_the_quick_look_misses_nothing_that_a_close_look_finds(cells):
    record = Record(2, 2, cells, format_record(cells))
    close = Record(2, 2, cells, "\u200b")
    assert list(check_characters(record, [], {})) == list(check_characters(close, [], {}))


def test_categories_are_checked_as_text_whatever_their_form(minimal_copy):
    path = minimal_copy / "schemas" / "events.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    field = next(f for f in schema["fields"] if f["name"] == "title")
    field["categories"] = [{"value": "Another title", "label": "x"}, "A third"]
    path.write_text(json.dumps(schema), "utf-8")
    findings = [f for f in validate(minimal_copy).findings if f.rule == "category"]
    assert [(f.record, f.value) for f in findings] == [("EVT-0001", "Attack on the depot")]


@pytest.mark.parametrize("keys", ["x", ["x"], [["no_such_column"]], [[]], None])
def test_a_malformed_unique_key_breaks_nothing(minimal_copy, keys):
    path = minimal_copy / "schemas" / "actors.schema.json"
    schema = json.loads(path.read_text("utf-8")) | {"uniqueKeys": keys}
    path.write_text(json.dumps(schema), "utf-8")
    assert "unique-key" not in validate(minimal_copy).group_by_rule()


def test_a_missing_value_is_no_category_and_no_fault(minimal_copy):
    path = minimal_copy / "schemas" / "events.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    field = next(f for f in schema["fields"] if f["name"] == "title")
    field["categories"] = ["Another title"]
    field["missingValues"] = ["", "Attack on the depot"]
    path.write_text(json.dumps(schema), "utf-8")
    assert "category" not in validate(minimal_copy).group_by_rule()
    del field["missingValues"]
    path.write_text(json.dumps(schema), "utf-8")
    assert "category" in validate(minimal_copy).group_by_rule()


def test_unique_keys_of_another_dialect_are_said_to_be_unchecked(tmp_path):
    fields = [{"name": name, "type": "string"} for name in "ab"]
    resource = {"name": "t", "path": "t.csv", "dialect": {"csv": {"delimiter": ";"}}}
    resource |= {"schema": {"fields": fields, "uniqueKeys": [["a"]]}}
    (tmp_path / "t.csv").write_text("a;b\nx;1\nx;2\n", "utf-8")
    text = json.dumps({"name": "other", "resources": [resource]})
    (tmp_path / "datapackage.json").write_text(text, "utf-8")
    notes = [f.rule for f in validate(tmp_path).findings if f.table == "t"]
    assert notes == ["not-checked"]

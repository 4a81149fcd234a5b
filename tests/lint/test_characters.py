"""The characters of cells, and what a schema states and Frictionless leaves unchecked."""

import json
import time
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventclaims import validate
from eventclaims.lint import suspects
from eventclaims.lint.characters import list_faults
from eventclaims.lint.check import check_bytes
from eventclaims.lint.suspects import find_suspects
from eventclaims.package.model import Table
from eventclaims.report.columns import choose
from eventclaims.tables.blocks import read_blocks
from eventclaims.tables.canonical import format_record
from eventclaims.tables.cells import is_formula


def rules_of(cell):
    return [rule.id for rule, _ in list_faults(cell)] if cell else []


def write_block(path, rows):
    path.write_text("".join(map(format_record, rows)), "utf-8", newline="")
    [block] = read_blocks(path)
    return block


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
    assert rules_of(cell) == []


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
def test_a_cell_breaks_its_rule(cell, rule):
    assert rules_of(cell) == ([rule] if rule else [])


def test_a_missing_value_of_the_schema_has_nothing_to_find(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n#N/A,#REF!\n", "utf-8")
    fields = [{"name": "a"}, {"name": "b"}]
    table = Table("t", "t.csv", path, {"fields": fields, "missingValues": ["#N/A"]}, {})
    found = choose(check_bytes(table).findings, 0)
    assert [(finding.rule, finding.field) for finding in found] == [("spreadsheet-error", "b")]


def test_the_prefilter_finds_every_kind_of_suspect_cell(tmp_path):
    cells = [*FORMULAS, *NOT_JOINED, "#REF!", "a\u200bb", " a"]
    block = write_block(tmp_path / "t.csv", [[cell, "x"] for cell in ["a", *cells]])
    assert find_suspects(block).tolist() == [2 * n for n in range(1, len(cells) + 1)]


def test_common_scripts_and_numbers_need_no_closer_look(tmp_path):
    cells = [
        "قال المتحدث",
        "Представитель группы",
        "该组织的发言人，谈判",
        "Ḥadītha",
        "प्रवक्ता ने कहा",
        "โฆษกกล่าวว่าน้ำ",
        "קָמַץ",
        unicodedata.normalize("NFC", "قَالَ المُتَحَدِّثُ"),
        *JOINED[:3],
        *JOINED[4:],
        "-5.25",
        "+1",
    ]
    block = write_block(tmp_path / "t.csv", [["a"], *([cell] for cell in cells)])
    assert find_suspects(block).tolist() == []


def test_every_character_that_composes_with_the_one_before_it_is_suspect():
    for code in range(0x110000):
        parts = unicodedata.decomposition(chr(code)).split()
        is_composed = unicodedata.normalize("NFC", chr(code)) == chr(code)
        if len(parts) == 2 and not parts[0].startswith("<") and is_composed:
            kind = suspects._find_kind(chr(int(parts[1], 16)))  # noqa: SLF001 - its definition
            assert kind == suspects._ODD  # noqa: SLF001 - as above


MARKED = "aé\u00e9\u0301\u0327\u093c\u0928\u094d\u0651\u064e\u0653\u0e38\u0e49\u200c\u200d\ufe0f"
MARKED += '\u2764\U0001f468\U0001f3fdحब,\n"'
TEXTS = st.one_of(st.text(), st.text(alphabet=MARKED))


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=4))
def test_the_prefilter_misses_no_fault(rows):
    cells = [cell.replace("\0", "").replace("\r", "") for row in rows for cell in row]
    with TemporaryDirectory() as folder:
        pieces = [["a", "b", "c"], *(cells[n : n + 3] for n in range(0, len(cells), 3))]
        block = write_block(Path(folder, "t.csv"), pieces)
        found = {*find_suspects(block).tolist()}
    for number, cell in enumerate(cells, 3):
        assert not rules_of(cell) or number in found


@pytest.mark.parametrize(
    "part", [" ", "1", "1-", '("', "a(-", '"a"&', "a|", ".!", "A1", "'"], ids=repr
)
def test_a_long_cell_is_searched_for_formulas_in_linear_time(part):
    start = time.process_time()
    is_formula("-" + part * 100_000)
    assert time.process_time() - start < 5


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

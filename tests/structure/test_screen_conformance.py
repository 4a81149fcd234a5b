"""The screen and Frictionless together say what Frictionless says alone, cell by cell."""

import re
from contextlib import closing

import duckdb
import pyarrow as pa
import pytest
from support.awkward import VALUES
from support.awkward.fields import PATTERNS, list_fields
from support.screening import differ, validate_alone, validate_screened, write

from eventclaims.structure.screen import screen
from eventclaims.structure.screen.patterns import translate_pattern

FIELDS = list_fields()
SHARE = 8
PLAIN = [
    ({"type": "string"}, ["a", "", "é, \n"]),
    ({"type": "string", "constraints": {"pattern": "[A-Z]{3}-[0-9]{4,}"}}, ["ACT-0001", ""]),
    ({"type": "string", "constraints": {"enum": ["a", "b"]}}, ["a", "b", ""]),
    ({"type": "string", "constraints": {"required": True, "minLength": 1}}, ["a", "مدينة"]),
    ({"type": "string", "format": "uri"}, ["https://example.org/a/b"]),
    ({"type": "string", "format": "email"}, ["a.b@example.org"]),
    ({"type": "string", "format": "uuid"}, ["abcdefab-abcd-4bcd-8bcd-abcdefabcdef"]),
    ({"type": "integer", "constraints": {"minimum": -5, "maximum": 10**9}}, ["0", "-5", "123456"]),
    ({"type": "number", "constraints": {"exclusiveMinimum": -90.5}}, ["1.50", "-90.4", "0", ""]),
    ({"type": "number", "constraints": {"maximum": 1e17}}, ["1.50", "99999999999999"]),
    ({"type": "number", "decimalChar": ",", "groupChar": "."}, ["1,50", "12"]),
    ({"type": "boolean", "constraints": {"required": True}}, ["true", "0", "False"]),
    ({"type": "date", "constraints": {"minimum": "2000-01-01"}}, ["2024-02-29", ""]),
    ({"type": "date", "format": "%d/%m/%Y"}, ["29/02/2024"]),
    ({"type": "datetime"}, ["2024-01-05T12:00:00"]),
    ({"type": "time"}, ["12:00:00"]),
    ({"type": "year", "constraints": {"maximum": 2030}}, ["1999", "0001"]),
    ({"type": "yearmonth"}, ["2024-01"]),
    ({"type": "duration"}, ["P1D", "PT36H"]),
    ({"type": "geopoint"}, ["44.4, 33.3"]),
    ({"type": "list"}, ["a,b"]),
    ({"type": "any"}, ["a"]),
]
NOT_TRANSLATED = [r"(?i:a)", r"(.)\1", "(?=a)ab?", r"a\b", r"[^\d]", "x{0,1001}", "a++"]


@pytest.mark.parametrize(
    "part", [pytest.param(n, marks=[pytest.mark.long] * (n % 2)) for n in range(SHARE)]
)
def test_every_type_format_and_constraint_gives_the_errors_of_frictionless(part, tmp_path):
    rows = [["n", "value"], *([str(n), value] for n, value in enumerate(VALUES))]
    tables = {}
    for number, field in enumerate(FIELDS):
        if number % SHARE == part:
            fields = [{"name": "n", "type": "string"}, {"name": "value"} | field]
            tables[f"t{number}"] = ({"fields": fields, "missingValues": ["", "N/A"]}, rows)
    write(tmp_path, tables, dialect={"csv": {"delimiter": ","}})
    alone = validate_alone(tmp_path)
    assert len(alone) > len(VALUES)
    assert differ(alone, validate_screened(tmp_path)) == ([], [])


@pytest.mark.parametrize(("field", "cells"), PLAIN)
def test_cells_of_plain_form_never_reach_frictionless(field, cells, tmp_path, monkeypatch):
    fields = [{"name": "value"} | field, {"name": "n", "type": "string"}]
    rows = [["value", "n"], *([cell, str(n)] for n, cell in enumerate(cells))]
    write(tmp_path, {"t": ({"fields": fields}, rows)}, dialect={"csv": {"delimiter": ","}})
    monkeypatch.setattr(screen, "validate_rows", lambda *_: pytest.fail("a row was handed over"))
    assert validate_screened(tmp_path) == validate_alone(tmp_path) == []


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_that_is_translated_lets_nothing_through_that_python_refuses(pattern):
    translated = translate_pattern(pattern)
    if translated is None:
        return
    own = re.compile(f"^{pattern}$")
    sql = "SELECT cell FROM cells WHERE regexp_matches(cell, ?)"
    with closing(duckdb.connect()) as connection:
        connection.register("cells", pa.table({"cell": VALUES}))
        passed = [row[0] for row in connection.execute(sql, [translated]).fetchall()]
    assert [cell for cell in passed if not own.match(cell)] == []


def test_most_patterns_are_translated():
    kept = [pattern for pattern in PATTERNS if translate_pattern(pattern) is None]
    assert kept == NOT_TRANSLATED

"""The screen and Frictionless together say what Frictionless says alone, package by package."""

import tempfile
from pathlib import Path

import frictionless
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_screen_conformance import differ, judge_alone, judge_screened, write

from eventclaims import screen, validate
from eventclaims.screen import judging

DIALECT = {"csv": {"delimiter": ","}}
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
        kinds = draw(st.lists(st.sampled_from(KEYED), min_size=1, max_size=4))
        fields = [{"name": NAMES[n], "type": kind} for n, kind in enumerate(kinds)]
        for field in fields:
            constraints = {}
            if draw(st.booleans()):
                constraints["required"] = True
            if draw(st.integers(0, 3)) == 0:
                constraints["unique"] = True
            field["constraints"] = constraints
        columns = st.lists(
            st.sampled_from(NAMES[: len(kinds)]), min_size=1, max_size=2, unique=True
        )
        schema = {"fields": fields, "missingValues": draw(st.sampled_from([[""], ["", "NA"], []]))}
        if draw(st.booleans()):
            schema["primaryKey"] = draw(columns)
        rows = draw(st.lists(st.tuples(*(st.sampled_from(CELLS[k]) for k in kinds)), max_size=8))
        rows = [list(row) for row in rows]
        for row in rows:
            change = draw(st.integers(0, 11))
            if change == 0:
                row.append("more")
            elif change == 1:
                row.pop()
            elif change == 2:
                row[:] = [""] * len(row)
        tables[name] = (schema, [[field["name"] for field in fields], *rows])
    for name in names:
        refer(draw, tables, name, draw(st.sampled_from(names)))
    return tables


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


class Patch:
    """What monkeypatch is to a test, for a test that runs many examples."""

    @staticmethod
    def setattr(where, name, value):
        setattr(where, name, value)


@given(make_tables(), st.sampled_from([0, screen.FEW_ROWS]))
@settings(max_examples=settings.default.max_examples if settings.default.max_examples > 100 else 60)
def test_a_random_package_has_the_errors_that_frictionless_finds(tables, few):
    before = screen.FEW_ROWS
    with tempfile.TemporaryDirectory() as folder:
        try:
            write(Path(folder), tables, dialect=DIALECT)
            alone = judge_alone(Path(folder))
            assert differ(alone, judge_screened(Path(folder), Patch, few)) == ([], [])
        finally:
            screen.FEW_ROWS = before

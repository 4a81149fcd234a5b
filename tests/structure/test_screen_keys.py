"""Keys and references of odd forms are judged as Frictionless judges them."""

import frictionless
import pytest
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

ODD = [
    ("integer", "+1", "1"),
    ("date", "2024-1-5", "2024-01-05"),
    ("year", "+123", "0123"),
    ("yearmonth", "2024-1", "2024-01"),
]


@pytest.mark.parametrize("is_unique", [True, False])
@pytest.mark.parametrize("case", ODD)
def test_a_key_is_repeated_by_another_form_that_its_enum_lists(case, is_unique, tmp_path):
    kind, odd, plain = case
    fields = [{"name": "a", "type": kind, "constraints": {"enum": [odd, plain]}}]
    fields[0]["constraints"] |= {"unique": True} if is_unique else {}
    schema = {"fields": [*fields, {"name": "b", "type": "string"}]}
    schema |= {} if is_unique else {"primaryKey": ["a", "b"]}
    write(tmp_path, {"t": (schema, [["a", "b"], [odd, "x"], [plain, "x"]])}, dialect=DIALECT)
    alone = validate_alone(tmp_path)
    assert len(alone) == 1
    assert differ(alone, validate_screened(tmp_path)) == ([], [])


@pytest.mark.parametrize("target", ["", "t"])
def test_a_table_may_refer_to_itself_by_its_name(target, tmp_path):
    keys = [SELF | {"reference": {"resource": target, "fields": ["id"]}}]
    rows = edit(r7=["6", "99", "2024-01-05", "x"])
    write(tmp_path, {"t": (SCHEMA | {"foreignKeys": keys}, rows)}, dialect=DIALECT)
    alone = validate_alone(tmp_path)
    assert len(alone) == 2
    assert differ(alone, validate_screened(tmp_path)) == ([], [])


def test_a_reference_to_a_table_that_nobody_declares_is_an_error_as_in_frictionless(tmp_path):
    keys = [{"fields": ["up"], "reference": {"resource": "gone", "fields": ["id"]}}]
    write(tmp_path, {"t": (SCHEMA | {"foreignKeys": keys}, ROWS)}, dialect=DIALECT)
    report = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    found = [f for f in validate(tmp_path).findings if f.rule == "structure"]
    assert len(found) == 1
    assert [found[0].message] == [f"{e.type}: {e.note}" for t in report.tasks for e in t.errors]


def test_a_reference_of_no_fields_is_judged_as_frictionless_judges_it(tmp_path):
    keys = [{"fields": [], "reference": {"resource": "", "fields": []}}]
    rows = edit(r7=["6", "x", "2024-01-05", "x"])
    write(tmp_path, {"t": (SCHEMA | {"foreignKeys": keys}, rows)}, dialect=DIALECT)
    alone = validate_alone(tmp_path)
    assert len(alone) == 1
    assert differ(alone, validate_screened(tmp_path)) == ([], [])

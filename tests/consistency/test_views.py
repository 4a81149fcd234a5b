"""The views give the same findings, whether their rows are converted once or on every reading."""

from string import Formatter

import pytest
from support.packages import build

from eventclaims import validate
from eventclaims.catalogue import RULES, Layer
from eventclaims.consistency import check, views


@pytest.mark.parametrize("case", [None, "dead-speaker", "date-form", "unreferenced", "id-reused"])
def test_rows_converted_once_give_the_findings_of_rows_converted_where_they_are_read(
    case, tmp_path, monkeypatch
):
    package = build("minimal" if case else "full", tmp_path, case)
    found = validate(package, possible=True).findings
    monkeypatch.setattr(views, "_ROWS_IN_MEMORY", 0)
    assert validate(package, possible=True).findings == found


def test_each_placeholder_of_a_message_is_a_column_of_every_view_of_its_rule(full, monkeypatch):
    columns = {}
    find_suspects = check.find_suspects

    def note_columns(rule_ids, rows):
        for id_ in rule_ids:
            columns[id_] = columns.get(id_, {*rows.schema.names}) & {*rows.schema.names}
        return find_suspects(rule_ids, rows)

    monkeypatch.setattr(check, "find_suspects", note_columns)
    validate(full, possible=True)
    rules = [rule for rule in RULES if rule.layer is Layer.CONSISTENCY]
    assert {*columns} == {rule.id for rule in rules}
    given = {"table", "file", "field", "record", "value"}
    for rule in rules:
        named = {name for _, name, _, _ in Formatter().parse(rule.message) if name}
        assert named <= columns[rule.id] | given, rule.id

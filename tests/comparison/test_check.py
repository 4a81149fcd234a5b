"""A package against its previous release."""

import json

import pytest
from support.editing import change, set_version
from support.packages import build
from support.repositories import make_ready

from eventclaims import validate
from eventclaims.comparison.check import check_history
from eventclaims.comparison.diff import compare
from eventclaims.errors import PackageError
from eventclaims.package.opening import open_package


def find(package, previous):
    with open_package(package) as new, open_package(previous) as old, compare(old, new) as diff:
        return check_history(new, diff)


def add_link(rows):
    return [
        *rows,
        dict.fromkeys(rows[0], "")
        | {
            "link_id": "LNK-0003",
            "claim_id": "CLM-0001",
            "relation": "responds_to",
            "to_event_id": "EVT-0002",
        },
    ]


def correct(rows):
    return [row | {"notes": "Corrected."} for row in rows]


def test_a_package_against_itself_has_no_findings(full_copy, full):
    assert find(full_copy, full) == []


@pytest.mark.parametrize(
    ("edits", "needed"),
    [
        ({"places": lambda rows: rows, "claim_links": add_link}, "1.1.0"),
        ({"events": correct}, "1.0.1"),
        ({"events": correct, "claim_links": add_link}, "1.1.0"),
        (
            {
                "claim_links": lambda rows: rows[:1],
                "retired": lambda rows: [
                    *rows,
                    rows[0] | {"record_id": "LNK-0002", "replaced_by": "LNK-0001"},
                ],
            },
            "2.0.0",
        ),
    ],
    ids=["rows added", "rows corrected", "both", "a row retired"],
)
def test_the_version_must_be_as_high_as_the_changes_ask_for(full_copy, full, edits, needed):
    for table, edit in edits.items():
        change(full_copy, table, edit)
    low = [f for f in find(full_copy, full) if f.rule == "version-low"]
    assert [needed in f.message for f in low] == [True]
    set_version(full_copy, needed)
    assert not [f for f in find(full_copy, full) if f.rule == "version-low"]


def test_an_id_that_is_retired_may_go(full_copy, full):
    change(full_copy, "claim_links", lambda rows: rows[:1])
    change(full_copy, "evidence", lambda rows: [r for r in rows if r["record_id"] != "LNK-0002"])
    set_version(full_copy, "2.0.0")
    gone = {f.record for f in find(full_copy, full)}
    assert "LNK-0002" in gone
    entry = {"record_id": "LNK-0002", "replaced_by": "", "version": "2.0.0", "reason": "error"}
    change(full_copy, "retired", lambda rows: [*rows, entry])
    assert "LNK-0002" not in {f.record for f in find(full_copy, full)}


def test_a_column_that_is_gone_asks_for_a_major_version(full_copy, full):
    """The earlier release has a column of its own, beside those of the standard."""
    schema_path = full_copy / "schemas" / "retired.schema.json"
    schema = json.loads(schema_path.read_text("utf-8"))
    schema["fields"].append({"name": "remark", "type": "string"})
    schema_path.write_text(json.dumps(schema), "utf-8")
    path = full_copy / "data" / "retired.csv"
    header, *rows = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([f"{header},remark", *(f"{row}," for row in rows), ""]), "utf-8")
    assert find(full_copy, full_copy) == []
    (low,) = find(full, full_copy)
    assert low.rule == "version-low"
    assert "2.0.0" in low.message


def test_a_code_that_is_added_asks_for_no_more_than_a_minor_version(full_copy, full):
    schema_path = full_copy / "schemas" / "retired.schema.json"
    schema = json.loads(schema_path.read_text("utf-8"))
    schema["fields"][3]["constraints"]["enum"].append("moved")
    schema_path.write_text(json.dumps(schema), "utf-8")
    (low,) = [f for f in find(full_copy, full) if f.rule == "version-low"]
    assert [
        part for part in ("1.1.0", "retired", "reason", "moved") if part not in low.message
    ] == []
    set_version(full_copy, "1.1.0")
    assert [f for f in find(full_copy, full) if f.rule == "version-low"] == []


def test_before_1_0_0_nothing_asks_for_more_than_a_minor_version(tmp_path):
    old, new = build("full", tmp_path / "old"), build("full", tmp_path / "new")
    set_version(old, "0.3.1")
    set_version(new, "0.4.0")
    change(new, "claim_links", lambda rows: rows[:1])
    assert not [f for f in find(new, old) if f.rule == "version-low"]


def test_history_is_not_checked_where_a_table_cannot_be_read(full_copy, full):
    (full_copy / "data" / "claims.csv").write_bytes(b'a,"b\n')
    findings = validate(full_copy, previous=full).findings
    assert any(f.rule == "not-checked" and "history" in f.message for f in findings)


def test_the_release_before_may_be_a_git_revision(minimal_copy, monkeypatch):
    make_ready(minimal_copy)
    monkeypatch.chdir(minimal_copy)
    assert validate(minimal_copy, previous="HEAD").findings == ()
    with pytest.raises(PackageError, match="no such file, folder or git revision"):
        validate(minimal_copy, previous="v9.9.9")

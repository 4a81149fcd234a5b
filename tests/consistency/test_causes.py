"""A missing key or a cell of the wrong type has no consequences in the rules of consistency."""

import csv

from support.packages import PACKAGES

from eventclaims import validate
from eventclaims.package import standard

TABLES = sorted(path.stem for path in (PACKAGES / "full" / "data").iterdir())


def edit(package, table, change):
    path = package / "data" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        change(row)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0]], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def list_rules(report, table):
    return {finding.rule for finding in report.findings if finding.table == table}


def test_an_emptied_actor_is_an_error_at_its_cell(full_copy):
    path = full_copy / "data" / "actor_names.csv"
    first = path.read_text("utf-8").splitlines()[1]
    emptied = first.replace("ACT-0001", "")
    path.write_text(path.read_text("utf-8").replace(first, emptied), "utf-8")
    report = validate(full_copy)
    found = [(f.rule, f.line, f.field) for f in report.findings if f.table == "actor_names"]
    assert found == [("constraint-error", 2, "actor_id")]
    assert list_rules(report, "actors") == {"preferred-name"}


def test_rows_without_keys_stop_no_rule_and_no_message_shows_none(full_copy):
    for table in TABLES:
        key = standard.get_key(standard.load_schemas()[table])
        edit(full_copy, table, lambda row, key=key: row.update(dict.fromkeys(key, "")))
    report = validate(full_copy)
    assert [f for f in report.findings if "None" in f.message or f.record in ("None", "")] == []
    for table in TABLES:
        assert list_rules(report, table) & {"primary-key", "blank-row"}
        assert not list_rules(report, table) & {"unreferenced", "no-evidence", "preferred-name"}


def test_rows_with_nothing_but_keys_stop_no_rule_and_no_message_shows_none(full_copy):
    for table in TABLES:
        key = standard.get_key(standard.load_schemas()[table])
        edit(
            full_copy,
            table,
            lambda row, key=key: row.update({name: "" for name in row if name not in key}),
        )
    report = validate(full_copy)
    assert [f for f in report.findings if "None" in f.message] == []
    assert "constraint-error" in list_rules(report, "events")


def test_a_day_that_cannot_be_read_is_a_type_error_and_nothing_more(full_copy):
    def write_american(row):
        for name in ("date_earliest", "date_latest"):
            year, month, day = row[name].split("-") if row[name] else ("", "", "")
            row[name] = f"{int(month)}/{int(day)}/{year}" if year else ""

    for table in ("events", "statements"):
        edit(full_copy, table, write_american)
    report = validate(full_copy)
    assert list_rules(report, "events") == {"type-error"}
    assert list_rules(report, "statements") == {"type-error"}
    assert list_rules(report, "claims") == set()


def test_a_number_that_cannot_be_read_does_not_contradict_its_print(full_copy):
    edit(full_copy, "figures", lambda row: row.update(minimum="two"))
    assert list_rules(validate(full_copy), "figures") == {"type-error"}


def test_a_decimal_comma_is_a_type_error_that_asks_for_a_point(full_copy):
    def write_comma(row):
        row.update({name: row[name].replace(".", ",") for name in ("latitude", "longitude")})

    edit(full_copy, "places", write_comma)
    found = [f for f in validate(full_copy).findings if f.table == "places"]
    assert [(f.rule, f.field) for f in found] == [
        ("type-error", "latitude"),
        ("type-error", "longitude"),
    ]
    assert all("decimal point" in finding.message for finding in found)


def test_numbered_brigades_are_not_alike(full_copy):
    names = iter(["Brigade 1", "Brigade 11", "Brigade II"])
    by_id = {}
    edit(full_copy, "actors", lambda row: by_id.update({row["actor_id"]: row["name"]}))
    renamed = dict(zip(by_id, names, strict=False))
    edit(full_copy, "actors", lambda row: row.update(name=renamed[row["actor_id"]]))
    edit(full_copy, "actor_names", lambda row: row.update(name=renamed[row["actor_id"]]))
    assert "name-alike" not in list_rules(validate(full_copy), "actors")

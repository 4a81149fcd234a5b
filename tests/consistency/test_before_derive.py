"""A package whose derived columns have not been filled yet has one finding for each table."""

from collections import Counter

from support.editing import change, edit_json

from eventclaims import validate
from eventclaims.package import standard


def empty_derived(package):
    """Empty every derived cell, and remove what derive writes into the descriptor."""
    for name, schema in standard.load_schemas().items():
        derived = [field["name"] for field in schema["fields"] if field.get("derived")]
        if derived and (package / "data" / f"{name}.csv").exists():
            change(
                package,
                name,
                lambda rows, names=derived: [r | dict.fromkeys(names, "") for r in rows],
            )

    def remove(descriptor):
        for resource in descriptor["resources"]:
            resource.pop("hash", None)
            resource.pop("bytes", None)

    edit_json(package / "datapackage.json", remove)


def test_dates_that_were_never_derived_are_one_finding_for_each_table(full_copy):
    empty_derived(full_copy)
    found = [f for f in validate(full_copy).findings if f.rule == "date-differs"]
    assert Counter(f.table for f in found) == {"sources": 1, "events": 1, "statements": 1}
    (events,) = (f for f in found if f.table == "events")
    assert (events.row, events.field) == (None, "date")
    assert "is empty in all rows, although" in events.message
    assert "derive" in events.hint


def test_a_single_date_that_is_missing_is_reported_at_its_row(full_copy):
    change(full_copy, "events", lambda rows: [rows[0] | {"date": ""}, *rows[1:]])
    found = [f for f in validate(full_copy).findings if f.rule == "date-differs"]
    assert [f.row for f in found] == [2]


def test_a_message_about_a_date_shows_it_before_it_is_derived(full_copy):
    empty_derived(full_copy)
    late = {"date_earliest": "2031-01-01", "date_latest": "2031-01-01"}
    change(full_copy, "events", lambda rows: [row | late for row in rows])
    change(full_copy, "statements", lambda rows: [row | late for row in rows])
    messages = [f.message for f in validate(full_copy, possible=True).findings]
    about = [message for message in messages if "dated" in message]
    assert len(about) > 3
    assert not [message for message in about if "dated ," in message or "(empty)" in message]
    assert any("2031-01-01" in message for message in about)


def test_a_missing_value_is_a_word_in_a_message(full_copy):
    change(
        full_copy,
        "figures",
        lambda rows: [rows[0] | {"as_printed": "over 100", "minimum": "7", "maximum": ""}],
    )
    (finding,) = (f for f in validate(full_copy).findings if f.rule == "figure-contradicts-print")
    assert finding.message == (
        "'over 100' means the minimum 101 and the maximum (empty), but they are 7 and (empty)"
    )

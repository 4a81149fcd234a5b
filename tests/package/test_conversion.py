"""Rows of version 1 become rows of version 2.0; what they do not show is not guessed."""

import pytest

from eventclaims.package.conversion import convert_rows

NO_LISTS = {}


def say(number, speaker, earliest, latest, body=""):
    """Return a statement and its only claim."""
    statement = {"statement_id": f"STM-{number}", "speaker_id": speaker, "on_behalf_of_id": body}
    statement |= {"date_earliest": earliest, "date_latest": latest}
    return statement, {"claim_id": f"CLM-{number}", "statement_id": f"STM-{number}"}


@pytest.mark.parametrize(
    ("one", "two", "relation"),
    [
        (("A", "2031-05-01", "2031-05-01"), ("B", "2031-05-01", "2031-05-01"), "echoes"),
        (("A", "2031-05-01", "2031-05-01"), ("A", "2031-05-02", "2031-05-02"), "reiterates"),
        (("A", "2031-05-01", "2031-05-01", "G"), ("B", "2031-05-02", "", "G"), "reiterates"),
        (("A", "2031-05-01", "2031-05-01", "G"), ("G", "", "2031-04-02"), "reiterates"),
        (("A", "2031-05-01", "2031-05-03"), ("A", "2031-05-02", "2031-05-02"), "repeats"),
        (("A", "", "2031-05-03"), ("A", "", "2031-05-02"), "repeats"),
        (("A", "2031-05-01", "2031-05-01"), ("", "2031-05-02", "2031-05-02"), "repeats"),
    ],
)
def test_repeats_is_replaced_only_where_speakers_and_days_show_its_meaning(one, two, relation):
    pairs = [say(1, *one), say(2, *two)]
    statements, claims = map(list, zip(*pairs, strict=True))
    link = {"link_id": "LNK-1", "claim_id": "CLM-1", "relation": "repeats", "to_claim_id": "CLM-2"}
    tables = {"statements": statements, "claims": claims, "claim_links": [link]}
    assert convert_rows(tables, NO_LISTS)["claim_links"][0]["relation"] == relation
    assert link["relation"] == "repeats"  # the rows that were given do not change


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        ("threat", "affected"),
        ("attribution", "doer"),
        ("credit", "about"),
        ("cyber_threat", "affected"),
    ],
)
def test_a_target_has_the_role_that_the_type_of_its_claim_shows(kind, role):
    lists = {"claim_type": ({"code": "cyber_threat", "broader": "threat"},)}
    claim = {"claim_id": "CLM-1", "claim_type": kind, "target_id": "ACT-1"}
    converted = convert_rows({"claims": [claim]}, lists)
    assert converted["claims"] == [{"claim_id": "CLM-1", "claim_type": kind}]
    wanted = {"claim_id": "CLM-1", "actor_id": "ACT-1", "role": role}
    assert converted["claim_actors"] == [wanted]


@pytest.mark.parametrize(
    ("kind", "relation"), [("country", "within"), ("city", "at"), ("oblast", "within"), ("", "at")]
)
def test_an_event_is_within_an_area_and_at_any_other_place(kind, relation):
    lists = {"place_type": ({"code": "oblast", "broader": "governorate"},)}
    tables = {
        "events": [
            {"event_id": "EVT-1", "place_id": "PLC-1"},
            {"event_id": "EVT-2", "place_id": ""},
        ],
        "places": [{"place_id": "PLC-1", "place_type": kind}],
    }
    converted = convert_rows(tables, lists)
    wanted = {"event_id": "EVT-1", "place_id": "PLC-1", "relation": relation}
    assert converted["event_places"] == [wanted]


@pytest.mark.parametrize(
    ("words", "rendering", "translation"),
    [
        ("original", "", "none"),
        ("translated", "", "translated"),
        ("machine_translated", "", "machine_translated"),
        ("paraphrased", "paraphrased", "unknown"),
    ],
)
def test_words_become_rendering_and_translation(words, rendering, translation):
    (row,) = convert_rows({"statements": [{"words": words}]}, NO_LISTS)["statements"]
    assert "words" not in row
    assert (row.get("rendering", ""), row["translation"]) == (rendering, translation)


@pytest.mark.parametrize(("cell", "incidents"), [("true", "run_counted"), ("false", "")])
def test_only_an_aggregate_shows_how_many_incidents_an_event_is(cell, incidents):
    (row,) = convert_rows({"events": [{"is_aggregate": cell}]}, NO_LISTS)["events"]
    assert row == {"incidents": incidents}


def test_a_column_with_a_value_without_a_counterpart_stays():
    tables = {"statements": [{"words": "sung"}, {"words": "translated"}]}
    tables["events"] = [{"is_aggregate": "perhaps"}]
    converted = convert_rows(tables, NO_LISTS)
    assert converted["statements"] == [
        {"words": "sung"},
        {"words": "translated", "translation": "translated"},
    ]
    assert converted["events"] == tables["events"]


@pytest.mark.parametrize(
    ("table", "field", "new"),
    [
        ("claims", "target_id", "claim_actors"),
        ("events", "place_id", "event_places"),
        ("events", "is_aggregate", "incidents"),
        ("statements", "words", "translation"),
        ("statements", "date_as_printed", "date_as_printed"),
    ],
)
def test_evidence_of_a_replaced_column_names_what_replaces_it(table, field, new):
    (row,) = convert_rows({"evidence": [{"table": table, "field": field}]}, NO_LISTS)["evidence"]
    assert row["field"] == new

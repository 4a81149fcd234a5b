"""The predicate of each rule finds a row that breaks it, unless a value is missing.

It finds the same row in Arrow, by which suspects are found, and in pandas, by which Pandera judges.
"""

from datetime import date

import pandas as pd
import pyarrow as pa
import pytest

from eventclaims.consistency.checks import CHECKS, find_suspects
from eventclaims.consistency.checks.columns import Rows, known_true

MAY, JUNE, JULY = date(2020, 5, 1), date(2020, 6, 1), date(2020, 7, 1)
LATE_EVENT = {"date_earliest": JUNE, "status": "alleged"}
LATE_CLAIM = {"event_earliest": JUNE, "statement_latest": MAY}
LATE_CLAIM |= {"claim_type": "credit", "event_status": "reported"}
PAIR = {"date_earliest": MAY, "date_latest": JULY}
EVENT = {"status": "reported"}
BOUNDS = ("minimum", "maximum")
READ = {"unread_cells": None}

# A row that breaks each rule. A value of None is the fault itself.
BROKEN = {
    "date-form": {"malformed_dates": "deadline"},
    "bounds-reversed": {"date_earliest": JUNE, "date_latest": MAY},
    "date-differs": {"date": "1999", "edtf": "2020"} | READ,
    "date-basis": {"date_earliest": None, "date_latest": None, "date_basis": "stated"} | READ,
    "date-type-missing": {"date_earliest": None, "date_latest": MAY, "date_type": None},
    "inferred-without-note": {"date_basis": "inferred", "notes": None},
    "printed-date-outside": {
        "printed_day": JUNE,
        "date_earliest": None,
        "date_latest": MAY,
        "has_discrepancy": False,
    },
    "open-throughout": {
        "date_type": "throughout",
        "date_latest": None,
        "documents_latest": MAY,
        "status": "reported",
        "unread_cells": None,
    },
    "scheduled-over": {
        "date_latest": MAY,
        "documents_earliest": JUNE,
        "status": "scheduled",
    },
    "statement-apart": {
        "date_earliest": JUNE,
        "cited_latest": MAY,
        "date_latest": None,
        "cited_earliest": None,
        "has_discrepancy": False,
    },
    "dead-speaker": {"date_earliest": JUNE, "killed_latest": MAY},
    "dead-speaker-alleged": {
        "date_earliest": JUNE,
        "allegedly_killed_latest": MAY,
        "killed_latest": None,
    },
    "carried-by-later": {
        "carried_by_id": "a",
        "statement_id": "a",
        "date_earliest": None,
        "carrier_latest": None,
    },
    "time-without-day": {
        "time_earliest": "14:00Z",
        "date_earliest": None,
        "time_latest": None,
        "date_latest": None,
        "unread_cells": None,
    },
    "relation-reversed": {"valid_from": JUNE, "valid_until": MAY},
    "statement-after-document": {"date_earliest": JUNE, "document_latest": MAY},
    "event-after-document": LATE_EVENT | {"documents_latest": MAY},
    "after-release": LATE_EVENT | {"release_day": MAY},
    "event-after-claim": LATE_CLAIM,
    "deadline-before-statement": {"statement_earliest": JUNE, "deadline": MAY},
    "cited-after-document": {"date_earliest": JUNE, "citing_latest": MAY},
    "relation-after-document": {"valid_from": JUNE, "document_latest": MAY},
    "possibly-statement-after-document": PAIR | {"document_latest": JUNE},
    "possibly-event-after-document": PAIR | {"documents_latest": JUNE} | EVENT,
    "possibly-after-release": PAIR | {"release_day": JUNE} | EVENT,
    "possibly-event-after-claim": {
        "event_earliest": None,
        "event_latest": JUNE,
        "statement_latest": MAY,
        "claim_type": "credit",
        "event_status": "reported",
    },
    "possibly-deadline-before-statement": {
        "statement_earliest": None,
        "statement_latest": JUNE,
        "deadline": MAY,
    },
    "possibly-cited-after-document": PAIR | {"citing_latest": JUNE},
    "evidence-dangling": {"has_record": False},
    "record-dangling": {"has_record": False},
    "no-evidence": {"evidence_count": 0},
    "evidence-elsewhere": {"elsewhere_source": "SRC-0002"},
    "missing-at-level": {"missing_cells": "summary"},
    "evidence-place": {"span_start": None, "span_end": None, "locator": None} | READ,
    "span-without-text": {
        "span_start": 5,
        "has_source": True,
        "text_length": None,
        "text_sha256": None,
    },
    "span-outside-text": {"span_start": None, "span_end": 9, "text_length": 8},
    "cited-elsewhere": {"cited_by": "SRC-0001", "document_id": "SRC-0002"},
    "on-behalf-of": {"on_behalf_of_id": "a", "speaker_id": "a", "behalf_type": None},
    "speaker-without-tie": {
        "on_behalf_of_id": "a",
        "speaker_id": "b",
        "speaker_type": "person",
        "is_tied": False,
    },
    "relation-to-self": {"subject_id": "a", "object_id": "a"},
    "relation-ends": {
        "relation": "leads",
        "subject_type": "city",
        "object_type": "person",
        "is_possible": False,
    },
    "circle": {"in_cycle": True},
    "preferred-name": {"preferred_count": 2},
    "preferred-name-differs": {"preferred_count": 1, "preferred_name": "a", "name": "b"},
    "name-shared": {"other_actor": "a"},
    "epithet-user": {"name_type": "epithet", "used_by_id": None},
    "name-alike": {"notes": None, "alike_actor": "a", "alike_has_notes": True},
    "unreferenced": {"is_referenced": False},
    "crosswalk-target": {"wrong": "the target is missing"},
    "deprecated-code": {"deprecated_codes": "channel x"},
    "link-to-self": {"claim_id": "a", "to_claim_id": "a"},
    "link-ends": {"to_claim_id": None, "to_event_id": None},
    "link-speaker": {
        "relation": "same_text",
        "has_one_speaker": True,
        "is_in_one_statement": True,
    },
    "link-contradicts-itself": {"has_opposite": True},
    "retired-in-use": {"used_in": "events"},
    "successor-missing": {"replaced_by": "EVT-0001", "has_successor": False},
    "claim-without-object": {"claim_type": "threat", "has_actor": False, "event_id": None},
    "responsibility-without-part": {
        "claim_type": "responsibility",
        "event_id": "EVT-0001",
        "speaker_id": "a",
        "has_part": False,
    },
    "credited-elsewhere": {"role": "credited", "claim_type": "denial"},
    "event-at-area": {"relation": "at", "place_type": "region"},
    "aggregate-without-figure": {"incidents": "run_counted", "figure_count": 0},
    "deadline-without-threat": {"deadline": MAY, "claim_type": "denial"},
    "trigger-without-condition": {
        "trigger": "deadline",
        "trigger_event_id": None,
        "condition": None,
    },
    "means-without-threat": {"means": "drone", "claim_type": "endorsement"},
    "figure-owner": {"event_id": None, "claim_id": None},
    "minimum-over-maximum": {"minimum": 2, "maximum": 1},
    "best-outside": {"best": 5, "minimum": 6, "maximum": 9},
    "figure-contradicts-print": {
        "minimum": 4,
        "printed_minimum": 3,
        "maximum": 4,
        "printed_maximum": 3,
        "is_readable": True,
        "unread_cells": None,
    },
    "killed-by-words": {"quantity": "killed", "maximum": 3, "event_type": "vote"},
    "summary-length": {"summary": "word " * 60, "summary_words": 60},
    "summary-repeated": {"same_summary": "EVT-0002"},
    "loaded-words": {"loaded_words": "terrorist"},
}
# A missing value that is a fault, or that another value makes unimportant.
STILL_BROKEN = {
    ("date-differs", "date"),
    *(("figure-contradicts-print", f"{kind}{end}") for kind in ("", "printed_") for end in BOUNDS),
    ("best-outside", "maximum"),
    ("killed-by-words", "maximum"),
    ("name-alike", "alike_has_notes"),
    ("link-speaker", "has_one_speaker"),
    *((rule, "date_earliest") for rule in BROKEN if rule.startswith("possibly-")),
}


@pytest.mark.parametrize("rule", CHECKS)
def test_a_row_breaks_a_rule_and_does_not_if_a_value_is_missing(rule):
    row = BROKEN[rule]
    operands = [name for name, value in row.items() if value is not None]
    rows = [row, *(row | {name: None} for name in operands)]
    columns = {
        name: pa.array([each[name] for each in rows], find_type(name, value))
        for name, value in row.items()
    }
    batch = pa.RecordBatch.from_pydict(columns)
    broken = known_true(CHECKS[rule](Rows(batch))).cells.to_pylist()
    assert broken == [True, *((rule, name) in STILL_BROKEN for name in operands)]
    frame = batch.to_pandas(types_mapper=pd.ArrowDtype)
    assert known_true(CHECKS[rule](frame)).tolist() == broken
    rules, suspects = find_suspects((rule,), batch)
    assert rules == ((rule,) if any(broken) else ())
    assert suspects.equals(batch.filter(pa.array(broken)))


def find_type(name, value):
    """Return the type of a column, by its name if it has no value."""
    if value is not None:
        return pa.array([value]).type
    if name.startswith("span"):
        return pa.int64()
    return pa.date32() if name.endswith(("earliest", "latest")) else pa.string()

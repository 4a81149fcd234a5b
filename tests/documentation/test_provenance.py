"""Rows that only models coded."""

import pytest

from eventclaims.documentation import provenance
from eventclaims.documentation.provenance import count_provenance, is_by_models

TABLES = {
    "sources": [{"source_id": f"SRC-{n}", "kind": "document"} for n in (1, 2)],
    "statements": [{"statement_id": f"STM-{n}", "document_id": f"SRC-{n}"} for n in (1, 2)],
    "claims": [{"claim_id": "CLM-1"}, {"claim_id": "CLM-2"}],
    "evidence": [
        {"table": "claims", "record_id": "CLM-1", "source_id": "SRC-1"},
        {"table": "claims", "record_id": "CLM-2", "source_id": "SRC-1"},
        {"table": "claims", "record_id": "CLM-2", "source_id": "SRC-2"},
    ],
}


def reader(*runs):
    named = [{"agent_type": kind, "documents": documents} for kind, documents in runs]
    return lambda table: (TABLES | {"coding_runs": named}).get(table, [])


@pytest.mark.parametrize(
    ("runs", "rows", "by_models"),
    [
        ([], 0, 0),
        ([("model", "")], 6, 6),
        ([("model", "SRC-1 SRC-2"), ("person", "SRC-2")], 6, 3),
        ([("model", "SRC-1")], 4, 3),
        ([("", "")], 6, 0),
    ],
)
def test_a_row_counts_if_all_runs_of_its_documents_are_by_models(runs, rows, by_models):
    counted = count_provenance(reader(*runs))
    assert (counted.rows, counted.by_models) == (rows, by_models)


def test_one_row_is_judged_like_all():
    read = reader(("model", "SRC-1"), ("person", "SRC-2"))
    assert [is_by_models(read, "claims", f"CLM-{n}") for n in (1, 2)] == [True, False]
    assert not is_by_models(read, "coding_runs", "RUN-1")
    assert not is_by_models(reader(), "claims", "CLM-1")


def test_the_documents_are_not_gone_through_for_each_row(monkeypatch):
    class Agents(dict):
        def __iter__(self):
            raise AssertionError

    agents = Agents({"SRC-1": {"model"}, "SRC-2": {"model"}})
    monkeypatch.setattr(provenance, "_list_agents", lambda _: agents)
    assert count_provenance(reader()).by_models == 6

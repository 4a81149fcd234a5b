"""The catalogue of rules."""

import string
from itertools import pairwise

import pyarrow as pa
import pytest

from eventclaims.catalogue import RULES, Layer
from eventclaims.consistency.checks import CHECKS, list_checks
from eventclaims.consistency.judge import judge
from eventclaims.consistency.views import VIEWS
from eventclaims.package import standard


def test_rule_ids_are_unique_and_in_lower_case_with_hyphens():
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert all(set(rule_id) <= set(string.ascii_lowercase + string.digits + "-") for rule_id in ids)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_why_and_what_to_do(rule):
    assert rule.title[0].isupper() or "_" in rule.title.split()[0]  # the name of a column
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    assert rule.hint.endswith((".", '".'))
    assert rule.message


def test_rules_stand_in_the_order_of_the_layers():
    order = list(Layer)
    assert all(order.index(a.layer) <= order.index(b.layer) for a, b in pairwise(RULES))


def test_every_consistency_rule_has_a_predicate_and_a_view_of_each_of_its_tables():
    checked = [rule for rule in RULES if rule.layer is Layer.CONSISTENCY]
    assert {rule.id for rule in checked} == {*CHECKS}
    assert {table for rule in checked for table in rule.tables} == {v.table for v in VIEWS}


def test_every_view_has_the_key_of_its_table():
    for view in VIEWS:
        key = standard.get_key(standard.load_schemas()[view.table])
        assert all(name in view.query for name in key)


def test_a_view_reads_the_tables_of_its_query_and_of_its_lookup_tables():
    reads = {view.table: {*view.reads} for view in VIEWS}
    coded = {code["code"] for code in standard.load_codelists()["evidence_table"]}
    assert reads["claim_issues"] == {"claim_issues"}
    assert reads["claim_links"] == {"claim_links", "claims", "statements"}
    assert reads["actor_relations"] == {"actor_relations", "actors", "sources", "evidence"}
    assert reads["evidence"] == {"evidence"} | coded
    identified = coded | {"evidence", "coding_runs", "adjudications"}
    assert reads["retired"] == {"retired"} | identified
    related = {"evidence", "sources", "figures", "claims", "discrepancies"}
    assert reads["events"] == {"events"} | related


def test_a_check_that_crashes_is_a_bug_and_no_finding():
    batch = pa.RecordBatch.from_pydict({"link_id": ["LNK-0001"]})
    with pytest.raises(RuntimeError, match="deprecated-code crashed"):
        judge(list_checks("claim_links"), batch)


def test_a_rule_judges_the_same_in_one_batch_and_in_many():
    cells = {"claim_id": list("abcd"), "to_claim_id": list("axcx"), "relation": ["contradicts"] * 4}
    texts = dict.fromkeys(("to_event_id", "deprecated_codes"), pa.nulls(4, pa.string()))
    truths = dict.fromkeys(("has_one_speaker", "is_in_one_statement"), pa.nulls(4, pa.bool_()))
    columns = cells | texts | truths | {"has_opposite": [False] * 4}
    rows = pa.RecordBatch.from_pydict(columns)
    rules = list_checks("claim_links")
    parts = [judge(rules, rows.slice(n, 1)) for n in range(len(rows))]
    ((rule, broken),) = judge(rules, rows)
    assert rule.id == "link-to-self"
    assert broken["claim_id"].to_pylist() == ["a", "c"]
    assert [len(part) for part in parts] == [1, 0, 1, 0]

"""The catalogue of rules."""

import re
import string
from itertools import pairwise

import pandas as pd
import pandera.pandas as pa
import pytest

from eventclaims.catalogue import RULES, Layer
from eventclaims.consistency import check as consistency
from eventclaims.consistency.checks import by_table as models
from eventclaims.consistency.views import VIEWS, View
from eventclaims.package import standard as schemas

# What a view reads by way of a fact that it joins.
CODED = {code["code"] for code in schemas.load_codelists()["evidence_table"]}
FACTS = {
    "dangling_evidence": CODED | {"evidence"},
    "retired_in_use": CODED | {"retired"},
    "dated_discrepancies": {"evidence", "discrepancies"},
}


def test_rule_ids_are_unique_and_in_lower_case_with_hyphens():
    ids = [rule.id for rule in RULES]
    assert len(set(ids)) == len(ids)
    assert all(set(rule_id) <= set(string.ascii_lowercase + string.digits + "-") for rule_id in ids)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_why_and_what_to_do(rule):
    assert rule.title[0].isupper()
    assert not rule.title.endswith(".")
    assert rule.why.endswith(".")
    assert rule.fix.endswith((".", '".'))
    assert rule.message


def test_rules_stand_in_the_order_of_the_layers():
    order = list(Layer)
    assert all(order.index(a.layer) <= order.index(b.layer) for a, b in pairwise(RULES))


def test_every_consistency_rule_is_a_check_of_the_models_of_its_tables():
    checked = {
        (view.table, check.name.replace("_", "-"))
        for view in VIEWS
        for check in view.model.to_schema().checks
    }
    stated = {(t, r.id) for r in RULES if r.layer is Layer.CONSISTENCY for t in r.tables}
    assert checked == stated


def test_every_view_gives_the_key_of_its_table_and_reads_what_it_says():
    for view in VIEWS:
        assert all(
            name in view.query for name in schemas.get_key(schemas.load_schemas()[view.table])
        )
        named = set(re.findall(r"(?:FROM|JOIN) (\w+)", view.query))
        facts = {name for fact in named & set(FACTS) for name in FACTS[fact]}
        assert set(view.reads) == (named & set(schemas.load_schemas())) | facts


def test_a_check_that_crashes_is_a_bug_and_no_finding():
    class Crashing(pa.DataFrameModel):
        @pa.dataframe_check
        @classmethod
        def no_evidence(cls, rows):
            return rows["no_such_column"] == 0

    view = View("claims", ("claims",), Crashing)
    with pytest.raises(RuntimeError, match="no-evidence crashed"):
        list(consistency.judge(view, pd.DataFrame({"claim_id": ["CLM-0001"]})))


def test_a_rule_judges_the_same_in_one_batch_and_in_many():
    rows = pd.DataFrame({"claim_id": list("abcd"), "to_claim_id": list("axcx")})
    view = next(view for view in VIEWS if view.model is models.ClaimLinks)
    rows["to_event_id"], rows["has_opposite"], rows["deprecated_codes"] = None, False, None
    whole = [broken.tolist() for _, broken in consistency.judge(view, rows)]
    parts = [list(consistency.judge(view, rows.iloc[n : n + 1])) for n in range(len(rows))]
    assert whole == [[bool(part) for part in parts]]

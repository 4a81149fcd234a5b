"""Counts of claims and statements, of which repetitions count once."""

import pytest

from eventclaims.documentation.claim_counts import (
    SAME_CONTENT,
    SAME_UTTERANCE,
    Category,
    count_units,
)


def make_link(claim, relation, to):
    return {"claim_id": claim, "relation": relation, "to_claim_id": to}


# Four threats: S1 and S2 are one utterance of G in two documents, G repeats it in S3, and P echoes
# it in S4. The report in S1 only responds to a claim.
TABLES = {
    "claims": [
        {"claim_id": f"C{n}", "statement_id": f"S{n}", "claim_type": "threat"} for n in range(1, 5)
    ]
    + [{"claim_id": "C5", "statement_id": "S1", "claim_type": "report"}],
    "statements": [
        {"statement_id": "S1", "speaker_id": "P", "on_behalf_of_id": "G", "channel": "x"},
        {"statement_id": "S2", "speaker_id": "P", "on_behalf_of_id": "G", "channel": "x"},
        {"statement_id": "S3", "speaker_id": "G", "on_behalf_of_id": "", "channel": "rally"},
        {"statement_id": "S4", "speaker_id": "P", "on_behalf_of_id": "", "channel": "own"},
    ],
    "claim_links": [
        make_link("C2", "same_text", "C1"),
        make_link("C3", "reiterates", "C1"),
        make_link("C4", "echoes", "C3"),
        make_link("C5", "responds_to", "C1"),
        make_link("C5", "same_text", ""),
    ],
}
COUNTED_AS = {"channel": {"own": "rally"}}


@pytest.mark.parametrize(
    ("category", "units", "utterances", "contents"),
    [
        (("claims", "claim_type", "threat"), 4, 3, 1),
        (("claims", "claim_type", "report"), 1, 1, 1),
        (("claims", "group", "G"), 4, 3, 2),
        (("claims", "group", "P"), 1, 1, 1),
        (("claims", "channel", "x"), 3, 2, 2),
        (("claims", "channel", "rally"), 2, 2, 1),
        (("statements", "group", "G"), 3, 2, None),
        (("statements", "channel", "x"), 2, 1, None),
        (("statements", "channel", "own"), 0, 0, None),
    ],
)
def test_linked_claims_count_once_in_each_category(category, units, utterances, contents):
    found = Category(*category)
    assert count_units(TABLES, COUNTED_AS)[found] == units
    assert count_units(TABLES, COUNTED_AS, SAME_UTTERANCE)[found] == utterances
    if contents is not None:
        assert count_units(TABLES, COUNTED_AS, SAME_CONTENT)[found] == contents


def test_the_repeats_of_version_1_are_the_same_content():
    tables = TABLES | {"claim_links": [make_link("C4", "repeats", "C1")]}
    assert count_units(tables, {}, SAME_CONTENT)[Category("claims", "claim_type", "threat")] == 3
    assert count_units(tables, {}, SAME_UTTERANCE)[Category("claims", "claim_type", "threat")] == 4

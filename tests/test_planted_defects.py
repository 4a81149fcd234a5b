"""A defect planted in a random valid package is found at its place, and nothing else is found."""

import random

import pytest
from hypothesis import settings
from support import (
    planters_bytes,
    planters_content,
    planters_dates,
    planters_evidence,
    planters_references,
    planters_structure,
)
from support.drafts import write
from support.generator import Maker
from support.variations import VARIATIONS

from eventclaims import validate
from eventclaims.catalogue import RULES, Layer

PLANTERS = (
    *planters_bytes.PLANTERS,
    *planters_structure.PLANTERS,
    *planters_references.PLANTERS,
    *planters_content.PLANTERS,
    *planters_dates.PLANTERS,
    *planters_evidence.PLANTERS,
)
# Rules that no random package can break.
NOT_PLANTED = ()
RULE = {rule.id: rule for rule in RULES}
# More by hand: pytest --hypothesis-profile long
SEEDS = range(1, 4) if settings.get_current_profile_name() == "long" else (1,)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_package_has_no_findings_at_all(seed, tmp_path):
    package, texts = write(Maker(seed).make(), tmp_path)
    assert validate(package, texts=texts, previous=package, possible=True).findings == ()


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("vary", VARIATIONS, ids=lambda vary: vary.__name__)
def test_a_valid_variation_of_a_random_package_has_no_findings(vary, seed, tmp_path):
    draft = Maker(seed).make()
    vary(draft, random.Random(seed))  # noqa: S311 - no secret depends on it
    package, texts = write(draft, tmp_path)
    assert validate(package, texts=texts, possible=True).findings == ()


def test_a_random_package_is_the_same_for_the_same_seed():
    assert Maker(1).make() == Maker(1).make()
    assert Maker(1).make() != Maker(2).make()


def test_a_random_package_has_rows_in_every_table():
    for seed in range(1, 4):
        rows = Maker(seed).make().rows
        assert rows.pop("accepted") == []  # there is nothing to accept
        assert min(map(len, rows.values())) >= 3


def test_every_rule_has_a_planter():
    planted = {planter.rule for planter in PLANTERS}
    assert planted | {*NOT_PLANTED} == {rule.id for rule in RULES}
    assert not planted & {*NOT_PLANTED}


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("planter", PLANTERS, ids=lambda planter: planter.rule)
def test_a_planted_defect_is_found_on_its_record_and_nothing_unrelated_is(planter, seed, tmp_path):
    rule = RULE[planter.rule]
    draft = Maker(seed).make()
    previous = None
    if rule.layer is Layer.HISTORY:
        previous, _ = write(draft, tmp_path / "previous")
    record = planter.plant(draft, random.Random(seed))  # noqa: S311 - no secret depends on it
    package, texts = write(draft, tmp_path / "broken")
    is_possible = rule.id.startswith("possibly-")
    report = validate(package, texts=texts, previous=previous, possible=is_possible)
    is_file = record.endswith((".csv", ".json"))
    there = [f for f in report.findings if record == (f.file if is_file else f.record)]
    assert rule.id in {f.rule for f in there}
    # Beside the planted defect, a record may break other rules; a file may not.
    excused = {rule.id} if is_file else {f.rule for f in there}
    unrelated = [f for f in report.findings if f not in there or f.rule not in excused]
    assert [f for f in unrelated if f.rule not in planter.also] == []

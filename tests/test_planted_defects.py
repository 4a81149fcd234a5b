"""Defects planted in random valid packages are found at their places, and nothing else is found."""

import math
import pickle
import random
from functools import cache

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
# Each table of a random package is one file; `tests/package/test_parts.py` divides tables.
NOT_PLANTED = ("part-header",)
RULE = {rule.id: rule for rule in RULES}
# A validation takes much longer than a defect. Defects of different records can share a package.
IN_A_PACKAGE = 8
# More by hand: pytest -m "" --hypothesis-profile long
IS_LONG = settings.get_current_profile_name() == "long"
SEEDS = range(1, 4) if IS_LONG else (1,)


@pytest.mark.parametrize("seed", range(1, 30 if IS_LONG else 5))
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


@cache
def dump_draft(seed):
    """Return a random package as bytes, of which a copy is made faster than of objects."""
    return pickle.dumps(Maker(seed).make())


def plant(planters, seed):
    """Return a random package with defects, and the record or file of each; "" for none."""
    draft = pickle.loads(dump_draft(seed))  # noqa: S301 - made above
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    records = []
    for planter in planters:
        try:
            records.append(planter.plant(draft, chance))
        except (StopIteration, LookupError, ValueError):
            if len(planters) == 1:
                raise
            records.append("")  # another one has taken what it needs
    return draft, records


def list_groups():
    """Return the planters of each package: those of records share one, but not those of files."""
    groups, shared = [], {}
    for planter in PLANTERS:  # on copies of one package, as each worker of the tests does this
        _, [record] = plant([planter], 1)
        rule = RULE[planter.rule]
        # Where rows cannot be read, other rules are not checked.
        if is_file(record) or rule.breaks or rule.layer in {Layer.HISTORY, Layer.EVIDENCE}:
            groups.append([planter])
        else:
            shared.setdefault(is_possible(planter), []).append(planter)
    for planters in shared.values():
        packages = math.ceil(len(planters) / IN_A_PACKAGE)
        groups += [planters[first::packages] for first in range(packages)]
    return groups


def is_file(record):
    return record.endswith((".csv", ".json"))


def is_possible(planter):
    return planter.rule.startswith("possibly-")


GROUPS = list_groups()


def thin_out(groups):
    """Return the groups, most of one planter marked `long`: each rule has an invalid package, too.

    See `tests/test_invalid_packages.py`.
    """
    return [
        pytest.param(
            planters,
            id="+".join(planter.rule for planter in planters),
            marks=[pytest.mark.long] if len(planters) == 1 and number % 4 else [],
        )
        for number, planters in enumerate(groups)
    ]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("planters", thin_out(GROUPS))
def test_planted_defects_are_found_on_their_records_and_nothing_unrelated_is(
    planters, seed, tmp_path
):
    """Two defects that share a package may disturb each other; then they are planted alone."""
    alone = planters
    if len(planters) > 1:
        problems = find_problems(planters, seed, tmp_path / "shared")
        is_explained = all(problem in planters for problem in problems)
        alone = problems if is_explained else planters
    for planter in alone:
        assert find_problems([planter], seed, tmp_path / planter.rule) == []


def find_problems(planters, seed, folder):
    """Return the planters whose defect is not found, and the findings that no defect explains."""
    previous = None
    if RULE[planters[0].rule].layer is Layer.HISTORY:
        previous, _ = write(Maker(seed).make(), folder / "previous")
    draft, records = plant(planters, seed)
    package, texts = write(draft, folder / "broken")
    report = validate(
        package, texts=texts, previous=previous, possible=any(map(is_possible, planters))
    )
    missed, unrelated = [], [*report.findings]
    for planter, record in zip(planters, records, strict=True):
        there = [f for f in report.findings if record == (f.file if is_file(record) else f.record)]
        if planter.rule not in {f.rule for f in there}:
            missed.append(planter)
        # Beside the planted defect, a record may break other rules; a file may not.
        excused = [f for f in there if f.rule == planter.rule or not is_file(record)]
        unrelated = [f for f in unrelated if f not in excused]
    also = {rule for planter in planters for rule in planter.also}
    return missed + [f for f in unrelated if f.rule not in also]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "part", [0, *(pytest.param(part, marks=pytest.mark.long) for part in range(1, 4))]
)
def test_tables_in_python_give_the_findings_of_tables_in_duckdb(part, seed, tmp_path, monkeypatch):
    """Small tables are checked in Python, large ones by queries."""
    planters = [p for group in GROUPS if len(group) > 1 for p in group][part::4]
    package, texts = write(plant(planters, seed)[0], tmp_path)
    small = validate(package, texts=texts, possible=True).findings
    monkeypatch.setattr("eventclaims.database.embedded._SMALL_ROWS", -1)
    assert validate(package, texts=texts, possible=True).findings == small
    assert len({finding.rule for finding in small}) > len(planters) / 2

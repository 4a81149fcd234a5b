"""Whatever happens to a package, the answer is a report or one line, never a traceback or a hang.

Twenty tests of 2 examples each, half of them marked `long`; hundreds of examples by hand:
pytest -m "" --hypothesis-profile long. Of packages damaged in the same ways `fuzz.py` validates
thousands, but without a previous release.
"""

import faulthandler
import hashlib
import json
import random
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.commands import run
from support.damaging import damage_bytes, damage_json_file, damage_table, damaged
from support.packages import TEXTS, build

from eventclaims import EventClaimsError, Report, Severity, validate
from eventclaims.catalogue import RULES

DESCRIPTOR = "datapackage.json"
LONGEST_SECONDS = 120
RULE_IDS = {rule.id for rule in RULES}
# A small package takes a tenth of the time of the whole; each table is in some of them.
GROUPS = {
    "documents": ("sources", "evidence", "uncoded_passages"),
    "events": ("events", "event_participants", "sources"),
    "statements": ("statements", "evidence", "sources"),
    "claims": ("claims", "claim_links"),
    "figures": ("figures", "discrepancies", "evidence"),
    "actors": ("actors", "actor_names", "actor_relations"),
    "remarks": ("places", "retired", "corrections", "adjudications", "crosswalks"),
    "linked": ("sources", "actors", "events", "statements", "claims", "evidence"),
}
# What damage has brought down once: a file, what is replaced in it and by what, the exit code.
FOUND = {
    "half of a character": (DESCRIPTOR, "data/sources.csv", "data/\\ud800.csv", 2),
    "a path of two lines": (DESCRIPTOR, "data/sources.csv", "data/a\\u2028b.csv", 2),
    "a type that is a list": ("schemas/places.schema.json", '"type": "number"', '"type": []', 2),
    "a column without a type": ("schemas/places.schema.json", '"type": "number"', '"kind": "x"', 1),
    "codes that are lists": ("schemas/places.schema.json", '"base"', '["base"]', 1),
    "no bound": ("schemas/places.schema.json", '"minimum": -90', '"minimum": null', 1),
    "an open foreign key": ("schemas/places.schema.json", '"reference"', '"to"', 2),
    "foreign keys in words": (
        "schemas/places.schema.json",
        '"foreignKeys": [',
        '"foreignKeys": "", "x": [',
        2,
    ),
    "a ragged code list": ("schemas/codelists/match.csv", "exact,", "exact,,", 2),
    "a blank line for a header": (
        "data/events.csv",
        "event_id,event_type",
        "\nevent_id,event_type",
        1,
    ),
    "the year 0": ("data/claims.csv", "2020-06-01", "0000-06-01", 1),
    "a number of 30 digits": ("data/figures.csv", "2,2,two", "2,2," + "9" * 30, 1),
    "a number of 5000 digits": ("data/figures.csv", "2,2,two", "2,2," + "9" * 5000, 1),
}
chances = given(chance=st.randoms(use_true_random=False))
# A package takes as long as many values do, so each test has few of the usual examples.
unhurried = settings(
    max_examples=max(2, settings().max_examples // 25), suppress_health_check=[HealthCheck.too_slow]
)


def alternate(*groups):
    """Return groups of tables, every other one marked `long`."""
    return [
        pytest.param(group, marks=[pytest.mark.long] * (number % 2))
        for number, group in enumerate(groups)
    ]


@pytest.fixture(scope="module")
def ground(request, tmp_path_factory):
    """Give the tables of a group as a package, to damage and put right again."""
    group = request.param
    package = build("full", tmp_path_factory.mktemp(group))
    path = package / DESCRIPTOR
    descriptor = json.loads(path.read_text("utf-8"))
    kept = [r for r in descriptor["resources"] if r["name"] in GROUPS[group]]
    content = (package / kept[0]["path"]).read_bytes()
    kept[0] |= {"hash": f"sha256:{hashlib.sha256(content).hexdigest()}", "bytes": len(content)}
    kept[0]["schema"] = json.loads((package / kept[0]["schema"]).read_text("utf-8"))
    path.write_text(json.dumps(descriptor | {"resources": kept, "created": "2021-01-01"}), "utf-8")
    return package


def judge(package, previous):
    """Validate a package, and return the exit code that the command line must have."""
    faulthandler.dump_traceback_later(LONGEST_SECONDS, exit=True, file=sys.__stderr__)
    try:
        report = validate(package, texts=TEXTS, previous=previous, possible=True)
    except EventClaimsError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 - either outcome is right
        return 2
    finally:
        faulthandler.cancel_dump_traceback_later()
    assert isinstance(report, Report)
    assert {finding.rule for finding in report.findings} <= RULE_IDS
    assert all(finding.message and finding.hint for finding in report.findings)
    assert report.valid is all(f.severity is not Severity.ERROR for f in report.findings)
    assert json.loads(json.dumps(report.to_dict()))["valid"] is report.valid
    return 0 if report.valid else 1


def list_files(package, *patterns):
    return sorted(path for pattern in patterns for path in package.glob(pattern))


@pytest.mark.parametrize(
    "ground", alternate("documents", "claims", "actors", "remarks"), indirect=True
)
@unhurried
@chances
def test_a_package_with_damaged_bytes_gives_a_report_or_one_line(ground, full, chance):
    files = list_files(ground, "*.json", "data/*.csv", "schemas/*.json", "schemas/codelists/*.csv")
    with damaged(chance.choice(files), damage_bytes, chance):
        judge(ground, full)


@pytest.mark.parametrize(
    "ground", alternate("documents", "events", "claims", "actors"), indirect=True
)
@unhurried
@chances
def test_a_package_with_a_damaged_descriptor_gives_a_report_or_one_line(ground, full, chance):
    with damaged(ground / DESCRIPTOR, damage_json_file, chance):
        judge(ground, full)


@pytest.mark.parametrize(
    "ground", alternate("statements", "events", "figures", "actors"), indirect=True
)
@unhurried
@chances
def test_a_package_with_a_damaged_schema_gives_a_report_or_one_line(ground, full, chance):
    resources = json.loads((ground / DESCRIPTOR).read_text("utf-8"))["resources"]
    schema = chance.choice([r["schema"] for r in resources if isinstance(r["schema"], str)])
    with damaged(ground / schema, damage_json_file, chance):
        judge(ground, full)


@pytest.mark.parametrize("ground", alternate(*GROUPS), indirect=True)
@unhurried
@chances
def test_a_package_with_a_damaged_table_gives_a_report_or_one_line(ground, full, chance):
    resources = json.loads((ground / DESCRIPTOR).read_text("utf-8"))["resources"]
    with damaged(ground / chance.choice(resources)["path"], damage_table, chance):
        judge(ground, full)


@pytest.mark.long
@pytest.mark.parametrize(("file", "old", "new", "code"), FOUND.values(), ids=FOUND)
def test_what_once_brought_it_down_has_an_outcome(  # noqa: PLR0913, PLR0917 - the parts of a case
    full, full_copy, file, old, new, code
):
    content = (full_copy / file).read_text("utf-8")
    assert old in content
    (full_copy / file).write_text(content.replace(old, new, 1), "utf-8")
    assert judge(full_copy, full) == code


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("ground", ["documents"], indirect=True)
def test_the_command_line_has_the_exit_code_of_the_outcome(ground, full, seed):
    chance = random.Random(seed)  # noqa: S311 - no secret depends on it
    file, damage = (
        (ground / DESCRIPTOR, damage_json_file),
        (ground / "data" / "evidence.csv", damage_table),
        (ground / "schemas" / "evidence.schema.json", damage_json_file),
        (chance.choice(list_files(ground, "*.json", "data/*.csv")), damage_bytes),
    )[seed % 4]
    with damaged(file, damage, chance):
        expected = judge(ground, full)
        done = run("validate", ground, "--texts", TEXTS, "--previous", full, "--possible")
    assert done.returncode == expected
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) <= (expected == 2)

"""What a package declares decides which rules apply: standard, level and rule sets."""

import json
import shutil

import frictionless
import pytest
from support.editing import change, edit_json
from support.packages import PACKAGES, TEXTS

from eventclaims import load, validate
from eventclaims.catalogue import RULES
from eventclaims.package.conformance import Conformance, Level
from eventclaims.package.opening import open_package


def declare(package, **changes):
    """Change the property of the descriptor that names the standard."""
    edit_json(package / "datapackage.json", lambda d: d["eventclaims"].update(changes))


def edit(package, table, act):
    """Change the rows of a table in place."""

    def act_and_keep(rows):
        act(rows)
        return rows

    change(package, table, act_and_keep)
    edit_json(
        package / "datapackage.json",
        lambda d: [r.pop(n, None) for r in d["resources"] for n in ("hash", "bytes")],
    )


def list_rules(package, **options):
    return {finding.rule for finding in validate(package, **options).findings}


@pytest.mark.parametrize("level", Level)
def test_a_level_includes_itself_and_those_before_it(level):
    included = [other for other in Level if level.includes(other)]
    assert included == [*Level][: [*Level].index(level) + 1]


def test_a_package_opens_with_frictionless_from_any_folder(minimal_copy, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    package = frictionless.Package(str(minimal_copy / "datapackage.json"))
    assert package.custom["eventclaims"]["standard"] == "2.0"
    assert package.validate().valid


@pytest.mark.parametrize("changes", [{"standard": "3.0"}, {"level": "sure"}, {"rule_sets": ["x"]}])
def test_an_unknown_standard_level_or_rule_set_is_one_error(changes, minimal_copy):
    declare(minimal_copy, **changes)
    findings = validate(minimal_copy).findings
    assert [(f.rule, f.field.split("[")[0]) for f in findings] == [
        ("profile", f"eventclaims.{next(iter(changes))}")
    ]


def test_the_property_profile_must_not_name_the_standard(minimal_copy):
    path = "schemas/eventclaims-profile.json"
    edit_json(minimal_copy / "datapackage.json", lambda d: d.update(profile=path))
    findings = validate(minimal_copy).findings
    assert [(f.rule, f.field) for f in findings] == [("profile", "profile")]


def test_below_anchored_a_locator_is_enough_and_at_core_no_evidence_is_needed(minimal_copy):
    def locate(row):
        columns = ("start", "end", "text_sha256", "token_count", "token_sha256")
        row |= dict.fromkeys(columns, "") | {"locator": "p. 3"}

    edit(minimal_copy, "evidence", lambda rows: [locate(row) for row in rows])
    assert list_rules(minimal_copy) == {"missing-at-level"}
    declare(minimal_copy, level="cited")
    assert validate(minimal_copy, texts=TEXTS).findings == ()
    edit(minimal_copy, "evidence", lambda rows: rows[0].update(locator=""))
    assert list_rules(minimal_copy) == {"evidence-place"}
    edit(minimal_copy, "evidence", lambda rows: rows.clear())
    assert "no-evidence" in list_rules(minimal_copy)
    declare(minimal_copy, level="core")
    assert "no-evidence" not in list_rules(minimal_copy)


def test_a_name_is_cited_by_its_source_below_anchored(minimal_copy):
    edit(minimal_copy, "evidence", lambda rows: rows.pop(0))
    assert list_rules(minimal_copy) == {"no-evidence"}
    declare(minimal_copy, level="cited")
    assert list_rules(minimal_copy) == set()


@pytest.mark.parametrize(
    ("level", "missing"),
    [
        ("core", {"actors", "statements", "claims"}),
        ("cited", {"actors", "statements", "claims", "evidence"}),
        (
            "anchored",
            {"actors", "actor_names", "places", "events", "statements", "claims", "evidence"},
        ),
    ],
)
def test_a_level_requires_its_tables(level, missing, minimal_copy):
    declare(minimal_copy, level=level)

    def keep_sources(descriptor):
        descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] == "sources"]

    edit_json(minimal_copy / "datapackage.json", keep_sources)
    findings = [f for f in validate(minimal_copy).findings if f.rule == "missing-table"]
    assert {f.table for f in findings} == missing
    assert len(findings) == len(missing)


def test_events_are_enough_at_level_core(minimal_copy):
    declare(minimal_copy, level="core")

    def keep_events(descriptor):
        kept = ("sources", "actors", "events")
        descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] in kept]

    edit_json(minimal_copy / "datapackage.json", keep_events)
    # A reference to a table that does not exist would be an error for Frictionless.
    assert list_rules(minimal_copy) == set()


def test_a_reference_to_a_table_that_the_package_lacks_is_not_checked(minimal_copy):
    declare(minimal_copy, level="core")
    path = minimal_copy / "datapackage.json"

    def drop(name):
        edit_json(
            path, lambda d: d.update(resources=[r for r in d["resources"] if r["name"] != name])
        )

    def drop_key(table, target):
        edit_json(
            minimal_copy / "schemas" / f"{table}.schema.json",
            lambda s: s.update(
                foreignKeys=[k for k in s["foreignKeys"] if k["reference"]["resource"] != target]
            ),
        )

    drop("places")
    drop_key("statements", "places")
    assert list_rules(minimal_copy) == set()
    edit(minimal_copy, "statements", lambda rows: rows[0].update(place_id="PLC-0001"))
    assert list_rules(minimal_copy) == {"not-checked"}


def test_house_style_applies_only_if_a_package_switches_it_on(minimal_copy):
    style = {rule.id for rule in RULES if rule.rule_set == "house-style"}
    edit(minimal_copy, "events", lambda rows: rows[0].update(summary="terrorists" + " again" * 40))
    assert list_rules(minimal_copy) == {"summary-length", "loaded-words"}
    assert {"summary-length", "loaded-words", "words-taken-over"} < style
    declare(minimal_copy, rule_sets=[])
    assert list_rules(minimal_copy) == set()


def test_words_of_open_texts_may_be_repeated(minimal_copy):
    words = (TEXTS / "sample-report.txt").read_text("utf-8").split()[:12]
    edit(minimal_copy, "events", lambda rows: rows[0].update(summary=" ".join(words)))
    assert list_rules(minimal_copy, texts=TEXTS) == {"words-taken-over"}
    declare(minimal_copy, texts="open")
    assert list_rules(minimal_copy, texts=TEXTS) == set()


def test_a_package_of_version_1_opens_and_is_not_fully_checked(tmp_path):
    package = shutil.copytree(PACKAGES / "v1", tmp_path / "v1")
    report = validate(package)
    assert report.outcome().startswith("valid, but not fully checked")
    assert [(f.rule, f.field) for f in report.findings] == [("not-checked", "profile")]
    assert "eventclaims migrate" in report.findings[0].message
    assert not report.passes(strict=True)
    assert {*load(package)} == {r["name"] for r in json_resources(package)}
    with open_package(package) as opened:
        assert opened.conformance == Conformance("1.0", Level.ANCHORED)


def json_resources(package):
    return json.loads((package / "datapackage.json").read_text("utf-8"))["resources"]

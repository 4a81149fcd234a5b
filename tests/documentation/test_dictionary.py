"""The codebook of the standard agrees with its code lists, its rules and the derived dates."""

import csv
import re

from eventclaims.catalogue import RULES
from eventclaims.documentation.dictionary import describe_standard
from eventclaims.package import standard
from eventclaims.tables.edtf import format_edtf, parse_day

PAGE = "\n".join(describe_standard())
DATES = re.compile(
    r"^\| [^|]+ \| ([\d-]*) ?\| ([\d-]*) ?\| (within|throughout) \| \w+ \| `(\S+)` \|$",
    re.MULTILINE,
)


def test_the_codebook_names_every_table_claim_type_and_rule_of_the_house_style():
    assert re.findall(r"^\| `(\w+)` \| [A-Z]", PAGE, re.MULTILINE) == list(standard.load_schemas())
    types = {code["code"] for code in standard.load_codelists()["claim_type"]} - {"other"}
    assert types <= set(re.findall(r"`(\w+)`", PAGE))
    assert all(f"- {rule.title}.\n" in PAGE for rule in RULES if rule.rule_set)


def test_the_dates_in_the_codebook_follow_from_their_bounds():
    examples = DATES.findall(PAGE)
    assert len(examples) == 6
    for earliest, latest, kind, date in examples:
        assert format_edtf(parse_day(earliest), parse_day(latest), kind) == date


def test_each_code_has_an_example_and_a_near_miss():
    with (standard.folder() / "code_examples.csv").open(encoding="utf-8", newline="") as file:
        examples = {(r["codelist"], r["code"]): r for r in csv.DictReader(file)}
    codes = [(n, c["code"]) for n, codes in standard.load_codelists().items() for c in codes]
    assert [*examples] == codes
    assert all(row["example"] and row["near_miss"] for row in examples.values())


def test_the_codebook_does_not_name_a_dataset():
    assert not re.search(r"IMSE|Iraq|Iran|MEMRI|militia", PAGE)

"""The filters of rows: their values, and the functions of their script."""

import json
from datetime import date

import pandas as pd
import pytest
from support.editing import edit_json
from support.packages import ROOT
from support.scripts import NODE, evaluate

from eventclaims.package.opening import open_package
from eventclaims.render.scripts import read_script
from eventclaims.site.edition import make_edition
from eventclaims.site.filters import encode_items, list_filters, list_names
from eventclaims.site.search import list_items

LOADER = ROOT / "src" / "eventclaims" / "release" / "formats" / "load.py.jinja"
RELATIONS = ("certainly_before", "possibly_before", "certainly_after", "possibly_after")
in_node = pytest.mark.skipif(NODE is None, reason="node is not installed")


def read(package):
    """Return the edition of a package, its items by id, and its filters by name."""
    with open_package(package) as opened:
        edition = make_edition(opened)
    items = [*list_items(edition)]
    filters = list_filters(edition.rows, items)
    return edition, {item.record: item for item in items}, {each.name: each for each in filters}


def run(body, value):
    return evaluate(body, value, read_script("site/filters.js"))


def find(data, **state):
    """Return the ids that the script finds in the data of a page."""
    body = """const rows = readRows(value.data);
      return findRows(rows, value.data.filters, value.state).map((row) => row.id);"""
    return run(body, {"data": data, "state": state})


def encode(package):
    edition, items, filters = read(package)
    path = f"{edition.version}/search.html"
    return encode_items(edition, path, items.values(), [*filters.values()])


def test_a_claim_has_the_values_of_its_statement_and_event(full):
    _, items, filters = read(full)
    values = items["CLM-0002"].by_filter
    assert values["table"] == ("claims",)
    assert values["said_by"] == ("ACT-0001",)
    assert values["claim_type"] == ("threat",)
    assert "SRC-0001" in values["report"]
    assert items["CLM-0002"].days == items["STM-0001"].days
    assert {*items["STM-0001"].by_filter["claim_type"]} >= {"threat", "responsibility"}
    assert "threat" not in items["EVT-0001"].by_filter["claim_type"]
    assert "responsibility" in items["EVT-0001"].by_filter["claim_type"]
    assert ("threat", "Threat") in filters["claim_type"].options
    assert ("claims", "Claims") in filters["table"].options


def test_a_package_without_a_table_has_no_filter_of_it(full_copy):
    assert "issue" in read(full_copy)[2]

    def leave(descriptor):
        kept = [r for r in descriptor["resources"] if r["name"] != "claim_issues"]
        descriptor["resources"] = kept

    edit_json(full_copy / "datapackage.json", leave)
    assert [*read(full_copy)[2]] == [
        *("table", "said_by", "claim_type", "event_type", "report", "country")
    ]


def test_the_filters_have_the_values_of_some_row_in_the_order_of_the_code_list(full):
    edition, items, filters = read(full)
    codes = [code for code, _ in filters["claim_type"].options]
    assert codes == [code for code in edition.rows.codes["claim_type"] if code in {*codes}]
    used = {code for item in items.values() for code in item.by_filter["claim_type"]}
    assert {*codes} == used


@in_node
def test_every_value_of_every_filter_finds_the_rows_that_have_it(full):
    _, items, filters = read(full)
    data = encode(full)
    for name, each in filters.items():
        for value, _ in each.options:
            wanted = [i.record for i in items.values() if value in i.by_filter[name]]
            assert find(data, **{name: value}) == wanted


@in_node
def test_an_actor_is_found_in_every_spelling_with_the_rows_that_name_it(full):
    edition, items, _ = read(full)
    data = encode(full)
    assert len(list_names(edition.rows, "ACT-0001")) > 1
    for name in list_names(edition.rows, "ACT-0001"):
        found = find(data, q=name)
        assert {"ACT-0001", "STM-0001", "CLM-0002", "EVT-0001"} <= {*found}
        # Rows with the words in their own text come first.
        assert "ACT-0001" in found[: len(items) // 2]


@in_node
def test_a_name_of_this_dataset_is_found_by_another_spelling_of_it():
    data = encode(ROOT)
    for words in ("Kata'ib Hezbollah", "Kataib hezbollah", "Kat\u0101\u02beib Hezbollah"):
        assert {"ACT-0014", "STM-0005"} <= {*find(data, q=words)}
    threats = find(data, q="Coordinating Body", claim_type="threat", table="claims")
    assert threats == ["CLM-0028", "CLM-0059", "CLM-0060"]
    assert {"EVT-0014", "CLM-0157"} <= {*find(data, q="attack embassy january")}


@in_node
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kata'ib", "Kataib"),
        ("Kat\u0101\u02beib", "kataib"),
        ("Kata\u2019ib", "KATA`IB"),
        ("Al-Ahed", "alahed"),
        ("U.S.", "us"),
        ("Stra\u00dfe", "STRASSE"),
        ("\ufb01rst", "first"),
        ("\u0130stanbul", "istanbul"),
        ("cafe\u0301", "caf\u00e9"),
        # Arabic with and without vowels, alef with hamza, tatweel, Persian letters.
        ("\u0643\u064e\u062a\u0627\u0626\u0650\u0628", "\u0643\u062a\u0627\u0626\u0628"),
        ("\u0623\u062d\u0645\u062f", "\u0627\u062d\u0645\u062f"),
        ("\u0645\u0640\u0640\u062f", "\u0645\u062f"),
        ("\u06a9\u06cc", "\u0643\u064a"),
        ("\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd", "\u05e9\u05dc\u05d5\u05dd"),
        ("\u0441\u0438\u0306", "\u0421\u0439"),
        # Hangul composed and decomposed; a non-joiner of Persian.
        ("\ud55c\uad6d", "\u1112\u1161\u11ab\u1100\u116e\u11a8"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u064a\u062e\u0648\u0627\u0647\u0645",
        ),
    ],
)
def test_spellings_that_differ_in_punctuation_case_and_optional_marks_are_the_same(one, other):
    folded = run("return value.map(fold);", [one, other])
    assert folded[0] == folded[1] != ""


@in_node
@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Vowel signs of Devanagari, Thai and the voiced sounds of Japanese are part of a word.
        ("\u0915\u093f", "\u0915"),
        ("\u0915\u094d\u0937", "\u0915\u0937"),
        ("\u0e01\u0e34", "\u0e01"),
        ("\u304c", "\u304b"),
        ("\ud55c", "\ud558"),
    ],
)
def test_marks_that_are_part_of_a_word_are_kept(one, other):
    folded = run("return value.map(fold);", [one, other])
    assert folded[0] != folded[1]


@in_node
def test_dates_are_related_to_a_day_as_in_the_loader_of_a_release():
    text = LOADER.read_text("utf-8")
    functions = "def certainly_before" + text.partition("def certainly_before")[2]
    loader = {"pd": pd}
    exec(functions.partition("\ndef _load(")[0], loader)  # noqa: S102 - a file of this project
    days = [None, *(date(2021, month, 15).isoformat() for month in (3, 6, 9))]
    pairs = [(a, b) for a in days for b in days if not (a and b and a > b)]
    frame = pd.DataFrame(pairs, columns=["date_earliest", "date_latest"])
    frame = frame.apply(pd.to_datetime)
    written = [f"{a or '..'}/{b or '..'}" for a, b in pairs]
    body = (
        """return value.rows.map((days) => RELATIONS[value.name](...days.split("/"), value.day));"""
    )
    for name in RELATIONS:
        for day in ("2021-03-14", "2021-03-15", "2021-06-15", "2021-09-16"):
            wanted = [*loader[name](frame, day).index]
            found = run(body, {"rows": written, "name": name, "day": day})
            assert [n for n, is_found in enumerate(found) if is_found] == wanted


@in_node
def test_an_undated_row_is_related_to_no_day_and_two_days_are_both_respected(full):
    data, items = encode(full), read(full)[1]
    found = find(data, before="possibly", before_day="9999-12-31")
    assert found == [item.record for item in items.values() if item.days]
    assert "ACT-0001" not in found
    first = items["STM-0001"].days.partition("/")[0]
    state = {"after": "certainly", "after_day": first, "before": "possibly", "before_day": first}
    assert "STM-0001" in find(data, **state)


@in_node
def test_the_state_survives_the_address_and_only_filled_fields_are_in_it():
    state = {
        "q": "a & b=#c \u0643\u062a\u0627\u0626\u0628",
        "before": "certainly",
        "before_day": "2021-12-31",
    }
    assert run("return readState(writeState(value));", state) == state
    assert run("return writeState(readState(value));", "#q=+&table=&after=possibly") == "#"
    assert run("return writeState(readState(value));", "#before_day=2021-12-31&x") == (
        "#before_day=2021-12-31"
    )


def test_the_data_of_a_page_are_short(full):
    data = encode(full)
    assert json.dumps(data["rows"]).count(".html") == 0
    assert len({*data["names"]}) == len(data["names"])

"""JSON: every finding with every coordinate, and text that reads back as it was."""

import json
import unicodedata

from hypothesis import given
from support.samples import check_golden, hostile, make_finding, make_report, make_sample

from eventclaims.render import json_report


def merge(text):
    """Return a text with the pairs of surrogates in it read as one sign, as JSON reads them."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")


def render_json(report):
    return "".join(json_report.render_json(report))


def test_the_json_of_a_broken_package_is_as_it_was(tmp_path):
    check_golden("report.json", render_json(make_sample(tmp_path)) + "\n")


def test_the_listed_findings_are_in_it_and_all_are_counted():
    report = make_report(*(make_finding(row=n) for n in range(2, 402)), listed=399)
    content = json.loads(render_json(report))
    assert len(content["findings"]) == 399
    assert content["counts"]["errors"] == 400
    assert content["counts"]["by_rule"] == {"type-error": 400}
    assert content["counts"]["left_out"] == 1


def test_hashes_and_sizes_are_not_folded():
    report = make_report(make_finding("hash-count"), make_finding("byte-count"))
    rules = [finding["rule"] for finding in json.loads(render_json(report))["findings"]]
    assert rules == ["hash-count", "byte-count"]


@given(hostile)
def test_a_cell_reads_back_as_it_was_and_steers_nothing_before(cell):
    content = render_json(make_report(make_finding(cell=cell), cell=cell))
    content.encode()
    read = json.loads(content)
    assert merge(read["findings"][0]["value"]) == merge(cell)
    assert merge(read["package"]) == merge(cell)
    kinds = {unicodedata.category(sign) for sign in set(content) - {"\n"}}
    assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert "##[" not in content


def test_letters_of_every_script_stay_readable():
    assert "مرحبا" in render_json(make_report(make_finding(cell="مرحبا")))

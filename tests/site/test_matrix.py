"""Claims by group and code."""

import re

import pytest
from support import sites
from support.editing import change
from support.packages import ROOT

from eventclaims.package.opening import open_package
from eventclaims.site.edition import make_edition
from eventclaims.site.matrix import Cell, make_matrices

PAGE = "1.0.0/claims.html"


def read_matrices(package):
    """Return the matrices by title."""
    with open_package(package) as opened:
        edition = make_edition(opened)
    return {each.title: each for each in make_matrices(edition.rows, edition.codings)}


def list_texts(matrix):
    """Return the cells of each group, with those of all codes first."""
    return {group.text: [cell.text for cell in cells] for group, cells in matrix.rows}


def test_groups_and_codes_are_sorted_by_their_settled_counts(full):
    types, issues = read_matrices(full).values()
    assert [code.text for code in types.codes] == [
        "Denial",
        "Report",
        "Claim of responsibility",
        "Threat",
    ]
    assert list_texts(types) == {
        "A": ["3", "1", "", "1", "1"],
        "guards of the depot": ["1", "", "1", "", ""],
    }
    assert [cell.text for cell in types.totals] == ["4", "1", "1", "1", "1"]
    assert list_texts(issues) == {"A": ["3", "2", "1"]}
    assert not types.has_codings


def test_a_cell_has_the_range_of_both_codings_where_one_differs(full_copy, add_codings):
    types, issues = read_matrices(add_codings(full_copy)).values()
    assert types.has_codings
    assert list_texts(types)["A"] == ["3", "1", "", "1 (0\u20131)", "1 (1\u20132)"]
    assert list_texts(issues)["A"] == ["3 (2\u20133)", "2 (1\u20132)", "1"]
    assert Cell(2, (1, 1)).text == "2 (1)"
    assert Cell(0, (0, 0)).text == Cell(0, None).text == ""
    assert Cell(0, (0, 1)).text == "0 (0\u20131)"


def test_a_group_of_a_coding_without_a_match_has_a_row_at_the_end(full_copy, add_codings):
    add_codings(full_copy)
    # Neither the names nor the statement of the guards are at the place where the data have them.
    path = full_copy / "data" / "coding" / "second" / "evidence.csv"
    text = path.read_text("utf-8")
    for name in ("actor_names,NAM-0003", "actor_names,NAM-0005"):
        assert name in text
        text = text.replace(name, "actor_names,NAM-0099")
    lines = text.splitlines(keepends=True)
    moved = [
        re.sub(r",\d+,\d+,", ",1,2,", each) if ",STM-0002," in each else each for each in lines
    ]
    assert moved != lines
    path.write_text("".join(moved), "utf-8")
    matrix = read_matrices(full_copy)["Claim types by group"]
    assert list_texts(matrix) == {
        "A": ["3", "1", "", "1 (0\u20131)", "1 (1\u20132)"],
        "guards of the depot": ["1 (0\u20131)", "", "1 (0\u20131)", "", ""],
        "Groups of a coding without a match in the dataset": [
            *("0 (0\u20131)", "", "0 (0\u20131)", "", ""),
        ],
    }
    assert [cell.text for cell in matrix.totals][:2] == ["4", "1"]


def test_only_more_than_30_groups_have_a_row_for_the_others(full_copy, monkeypatch):
    monkeypatch.setattr("eventclaims.site.matrix._MOST_GROUPS", 2)
    assert [group.text for group, _ in read_matrices(full_copy)["Claim types by group"].rows] == [
        "A",
        "guards of the depot",
    ]
    change(
        full_copy,
        "statements",
        lambda rows: [rows[0] | {"on_behalf_of_id": ""}, *rows[1:]],
    )
    matrix = read_matrices(full_copy)["Claim types by group"]
    assert [group.text for group, _ in matrix.rows] == ["Speaker B", "2 others"]
    assert [cell.settled for cell in matrix.rows[1][1]] == [2, 1, 1, 0, 0]
    assert matrix.totals[0].settled == 4


def test_the_page_has_every_count_and_the_groups_lead_to_their_pages(full, tmp_path):
    site = sites.build(full, tmp_path / "site")
    assert "A 3 1 1 1" in sites.read_text(site, PAGE)
    assert "actors/ACT-0001.html" in sites.read_pages(site)[PAGE].links
    assert 'class="n4"' in (site / PAGE).read_text("utf-8")


def test_a_package_without_claims_says_so(full_copy, tmp_path):
    for table in ("claims", "claim_issues"):
        change(full_copy, table, lambda _: [])
    assert read_matrices(full_copy) == {}
    site = sites.build(full_copy, tmp_path / "site")
    assert "No claim of a group is recorded." in sites.read_text(site, PAGE)


def test_the_counts_of_this_dataset_are_those_of_its_rows():
    types = read_matrices(ROOT)["Claim types by group"]
    rows = (ROOT / "data" / "claims.csv").read_text("utf-8")
    assert types.totals[0].settled == len(re.findall(r"^CLM-", rows, re.MULTILINE))
    threat = [code.text for code in types.codes].index("Threat") + 1
    assert types.totals[threat].text == "21 (19\u201321)"
    assert len(types.rows) == pytest.approx(30, abs=1)

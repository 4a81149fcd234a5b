"""A row with everything around it."""

import pytest
from support.editing import change
from support.packages import ROOT

from eventclaims.documentation.citation_styles import format_apa
from eventclaims.documentation.row_context import PackageRows, Piece, read_row_context
from eventclaims.errors import EventClaimsError
from eventclaims.package.opening import open_package
from eventclaims.tables.cells import read_table

TEXTS = ROOT / "tests" / "texts"


def show(package, record, texts=None):
    """Return the sections by title, each a list of entries."""
    with open_package(package) as opened:
        context = read_row_context(opened, record, texts)
    assert f"{context.record} in table {context.table}" in format_apa(context.citation)
    return {
        section.title: [(entry.name.text, entry.text) for entry in section.entries]
        for section in context.sections
    }


def test_a_claim_has_its_cells_with_labels_and_no_empty_ones(full):
    cells = dict(show(full, "CLM-0002")["Claims: CLM-0002"])
    assert cells["Claim type"] == "Threat"
    assert cells["Deadline"] == "2020-06-01"
    assert cells["Statement"].startswith("Speaker B claims an attack")
    assert cells["Statement"].endswith(" (STM-0001)")
    assert "Event" not in cells


def test_a_claim_has_its_statement_event_actors_issues_and_links_in_and_out(full):
    sections = show(full, "CLM-0001")
    statement, event = dict(sections["Statement: STM-0001"]), dict(sections["Event: EVT-0001"])
    assert statement["On behalf of"] == "Group A (ACT-0001)"
    assert (statement["Channel"], event["Title"]) == ("Rally", "Rockets at the depot")
    ((name, link),) = sections["Claim links (To claim)"]
    assert name.startswith("LNK-")
    assert "(CLM-0004); Relation: Contradicts" in link
    sections = show(full, "CLM-0002")
    assert sections["Claim actors"] == [("", "guards of the depot (ACT-0003), Affected")]
    assert sections["Claim issues"] == [("", "Foreign presence"), ("", "Negotiations")]
    assert "Responds to" in sections["Claim links (Claim)"][0][1]


def test_an_event_has_its_participants_places_figures_and_claims(full):
    sections = show(full, "EVT-0001")
    assert ("", "guards of the depot (ACT-0003), Target") in sections["Event participants"]
    assert sections["Event places"] == [("", "Northtown (PLC-0002), At")]
    assert [name for name, _ in sections["Claims (Event)"]] == ["CLM-0001", "CLM-0003", "CLM-0004"]
    ((name, figure),) = sections["Figures"]
    assert name == "FIG-0002"
    assert "Quantity: Munitions; Of: Total; Minimum: 2" in figure
    assert "EVT-0009" in str(sections["Replaces"])


def test_a_row_has_the_discrepancies_about_it(full_copy):
    path = full_copy / "data" / "discrepancy_records.csv"
    path.write_text("discrepancy_id,table,record_id\nDIS-0001,claims,CLM-0002\n", "utf-8")
    ((_, text),) = show(full_copy, "CLM-0002")["Discrepancy records"]
    assert text.endswith("(DIS-0001)")
    ((_, text),) = show(full_copy, "DIS-0001")["Discrepancy records"]
    assert text.endswith("(CLM-0002)")


def test_evidence_has_the_report_and_the_place_and_the_passage_of_the_readers_copy(full, tmp_path):
    entries = show(full, "CLM-0002")["Evidence"]
    assert all("Sample Report: Group A Speaks (SRC-0001), " in text for _, text in entries)
    assert not any(name == "passage" for name, _ in entries)
    ((_, text), (name, passage), *_) = show(full, "CLM-0002", TEXTS)["Evidence"]
    start, end = map(int, text.split(", ")[1].split("–"))
    content = (TEXTS / "sample-report.txt").read_text("utf-8")
    assert (name, passage) == ("passage", content[start:end])
    (tmp_path / "copies").mkdir()
    assert show(full, "CLM-0002", tmp_path / "copies")["Evidence"][1] == (
        "passage",
        "the folder does not contain sample-report",
    )
    copy = tmp_path / "copies" / "sample-report.txt"
    copy.write_text("A page. " + content, "utf-8")
    assert show(full, "CLM-0002", copy.parent)["Evidence"][1] == (
        f"passage at {start + 8}–{end + 8}",
        content[start:end],
    )
    copy.write_text("Another text.", "utf-8")
    assert show(full, "CLM-0002", copy.parent)["Evidence"][1] == (
        "passage",
        "not found in the text",
    )


def test_a_span_has_its_passage(full):
    entries = show(full, "EVD-0001", TEXTS)["Evidence"]
    assert [name for name, _ in entries] == ["EVD-0001", "passage"]


def test_an_event_that_two_columns_name_is_shown_once(full_copy):
    edit = {"event_id": "EVT-0001", "trigger_event_id": "EVT-0001", "trigger": "other"}
    change(full_copy, "claims", lambda rows: [rows[0] | edit, *rows[1:]])
    titles = [title for title in show(full_copy, "CLM-0001") if "EVT-0001" in title]
    assert len(titles) == 1


def test_a_row_with_a_composite_key_and_a_natural_key_are_found(full_copy):
    record = "EVT-0001/ACT-0001/claimed_perpetrator"
    cells = dict(show(full_copy, record)[f"Event participants: {record}"])
    assert cells["Actor"] == "Group A (ACT-0001)"
    (full_copy / "ids.csv").write_text("table,key,id\nclaims,MEX-1,CLM-0002\n", "utf-8")
    assert "Claims: CLM-0002" in show(full_copy, "MEX-1")


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        ("CLM-2", r"CLM-2: not found in full; did you mean CLM-0002\?"),
        ("clm-0002", r"did you mean CLM-0002\?"),
        ("nothing", "nothing: not found in full$"),
        ("EVT-0009", r"EVT-0009 was retired in 0\.9\.0; use EVT-0001 instead"),
    ],
)
def test_an_unknown_id_is_answered_with_a_similar_one_and_a_retired_one_with_its_successor(
    full, record, problem
):
    with pytest.raises(EventClaimsError, match=problem):
        show(full, record)


def test_every_row_of_every_table_but_retired_ids_can_be_shown(full):
    with open_package(full) as package:
        rows = PackageRows(package)
        for table in package.tables:
            for row in read_table(package, table.name) if table.name != "retired" else ():
                record = "/".join(row[name] for name in table.key)
                assert rows.read_context(table.name, record).sections[0].entries


def test_a_text_names_the_rows_that_it_is_about_and_a_code_has_its_definition(full):
    with open_package(full) as package:
        rows = PackageRows(package)
    sections = {
        section.title: section for section in rows.read_context("claims", "CLM-0002").sections
    }
    cells = {entry.name.text: entry for entry in sections["Claims: CLM-0002"].entries}
    assert (cells["Statement"].pieces[0].table, cells["Statement"].pieces[0].record) == (
        "statements",
        "STM-0001",
    )
    assert cells["Claim type"].pieces[0].hint.startswith("Announces harm")
    assert cells["Deadline"].name.hint
    (entry,) = sections["Claim actors"].entries
    affected = Piece("Affected", hint=entry.pieces[2].hint)
    assert entry.pieces == (
        Piece("guards of the depot (ACT-0003)", "actors", "ACT-0003"),
        Piece(", "),
        affected,
    )
    (link,) = sections["Claim links (Claim)"].entries
    assert link.name.table == "claim_links"


def test_a_relation_is_described_by_both_actors_and_not_by_a_title(full_copy):
    change(full_copy, "actor_relations", lambda rows: [r | {"title": "spokesman"} for r in rows])
    with open_package(full_copy) as package:
        rows = PackageRows(package)
    relation = rows.rows["actor_relations"][0]
    text = rows.describe_entry(rows.tables["actor_relations"], relation).text
    assert f"Subject: {rows.describe('actors', relation['subject_id']).text}; " in text
    assert "; Title: spokesman; " in text


def test_a_reference_to_a_missing_row_names_no_row(full_copy):
    change(full_copy, "claims", lambda rows: [rows[0] | {"event_id": "EVT-7777"}, *rows[1:]])
    with open_package(full_copy) as package:
        context = PackageRows(package).read_context("claims", "CLM-0001")
    (event,) = [entry for entry in context.sections[0].entries if entry.name.text == "Event"]
    assert event.pieces == (Piece("EVT-7777"),)

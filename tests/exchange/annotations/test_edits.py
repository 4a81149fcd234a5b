"""What an annotator has changed becomes the rows of a coding."""

import pytest
from support.annotating import (
    KINDS,
    TEXT,
    export,
    list_changes,
    list_faults,
    open_tool,
    read_back,
)
from support.commands import run
from support.workbooks import read_table, take

from eventclaims import validate


@pytest.fixture
def text(package):
    """Give the text of the report."""
    return (package / "texts" / TEXT).read_text("utf-8")


@pytest.fixture(params=KINDS)
def edited(request, package, tmp_path):
    """Give a function that exports, lets a tool change the files, and reads them back."""

    def edit(change, **options):
        path = export(package, tmp_path / "out", request.param)
        tool = open_tool(path)
        change(tool)
        tool.save()
        return read_back(package, path, request.param, **options)

    return edit


def find(text, words):
    return text.index(words), text.index(words) + len(words)


def test_a_new_annotation_of_a_row_is_a_row_of_evidence(edited, text):
    start, end = find(text, "Group A alone")
    coding = edited(lambda t: t.add("claims", text, start, end, claim_id="CLM-0001"))
    assert list_faults(coding) == []
    row = next(row for row in coding.tables["evidence"] if row["evidence_id"] == "EVD-0030")
    assert row["table"], row["record_id"] == ("claims", "CLM-0001")
    assert (row["start"], row["end"]) == (str(start), str(end))
    assert {change[1] for change in list_changes(coding)} == {"EVD-0030"}


def test_a_new_row_gets_the_next_id_in_both_tables(edited, text):
    start, end = find(text, "no part in the attack")
    cells = {"statement_id": "STM-0003", "claim_type": "denial", "summary": "Not their attack."}
    coding = edited(lambda t: t.add("claims", text, start, end, **cells))
    assert list_faults(coding) == []
    (claim,) = (row for row in coding.tables["claims"] if row["claim_id"] == "CLM-0006")
    assert {name: claim[name] for name in cells} == cells
    (row,) = (row for row in coding.tables["evidence"] if row["evidence_id"] == "EVD-0030")
    assert (row["table"], row["record_id"]) == ("claims", "CLM-0006")


def test_two_annotations_of_a_new_row_give_its_id(edited, text):
    def change(tool):
        for words in ("no part in the attack", "Group A alone"):
            start, end = find(text, words)
            cells = {"claim_id": "CLM-0044", "statement_id": "STM-0003", "claim_type": "denial"}
            tool.add("claims", text, start, end, **cells)

    coding = edited(change)
    assert list_faults(coding) == []
    records = [row["record_id"] for row in coding.tables["evidence"]]
    assert records.count("CLM-0044") == 2
    assert [row["claim_id"] for row in coding.tables["claims"]].count("CLM-0044") == 1


def test_two_new_annotations_of_the_same_words_are_two_rows(edited, text):
    start, end = find(text, "Group A alone")
    cells = {"statement_id": "STM-0002", "claim_type": "denial"}

    def change(tool):
        tool.add("claims", text, start, end, **cells)
        tool.add("claims", text, start, end, **cells)

    coding = edited(change)
    assert list_faults(coding) == []
    rows = [row for row in coding.tables["evidence"] if row["evidence_id"] > "EVD-0029"]
    assert [row["evidence_id"] for row in rows] == ["EVD-0030", "EVD-0031"]
    assert [row["record_id"] for row in rows] == ["CLM-0006", "CLM-0007"]


def test_a_deleted_annotation_is_a_removed_row_of_evidence(edited):
    coding = edited(lambda t: t.delete("EVD-0024"))
    assert list_faults(coding) == []
    assert {change[:2] for change in list_changes(coding)} == {("evidence", "EVD-0024")}
    assert "EVD-0024" not in {row["evidence_id"] for row in coding.tables["evidence"]}


def test_an_emptied_feature_clears_the_cell(edited):
    coding = edited(lambda t: t.state("EVD-0022", event_id=""))
    assert [change[:3] for change in list_changes(coding)] == [("claims", "CLM-0001", "event_id")]


def test_an_annotation_can_be_given_to_another_row(edited):
    coding = edited(lambda t: t.state("EVD-0024", claim_id="CLM-0001"))
    assert list_faults(coding) == []
    assert list_changes(coding) == [("evidence", "EVD-0024", "record_id", "CLM-0003", "CLM-0001")]


def test_faults_name_the_row_the_annotation_and_the_remedy(edited, text):
    start, end = find(text, "Group A alone")

    def change(tool):
        tool.state("EVD-0023", claim_type="treat")
        tool.state("EVD-0024", claim_id="")
        tool.add("claims", text, start, end, claim_id="CLM-0099")
        tool.add("claims", text, start, end)

    faults = list_faults(edited(change))
    assert len(faults) == 4
    joined = "\n".join(faults)
    for part in (
        "claims!CLM-0002, ",
        "claim_type: `treat`: unknown code; did you mean `threat`?",
        "evidence!EVD-0024, ",
        "record_id: `CLM-0003`: the id of the row was deleted; restore CLM-0003, or delete",
        "record_id: `CLM-0099`: no row of claims has this id; choose one, or add it to claims",
        "the annotation names no row of claims, and no cells of a new one; enter claim_id, or",
    ):
        assert part in joined


def test_two_values_for_one_row_are_a_fault(edited):
    def change(tool):
        tool.state("EVD-0028", status="resolved")
        tool.state("EVD-0029", status="explained")

    (fault,) = list_faults(edited(change))
    assert "states `resolved` for the same row; state the same value in both" in fault


def test_an_unknown_id_is_a_fault(package, tmp_path):
    for kind in KINDS:
        path = export(package, tmp_path / kind, kind)
        tool = open_tool(path)
        if kind == "hypothesis":
            tags = tool.find("EVD-0024")["tags"]
            tags[tags.index("example:EVD-0024")] = "example:EVD-0999"
        else:
            tool.state("EVD-0024", evidence_id="EVD-0999")
        tool.save()
        (fault,) = list_faults(read_back(package, path, kind))
        assert "`EVD-0999`: no exported row of evidence has this id; restore the id" in fault


def test_with_partial_only_the_faulty_rows_are_left_out(edited):
    def change(tool):
        tool.state("EVD-0023", claim_type="treat")
        tool.state("EVD-0026", claim_type="demand")

    coding = edited(change, partial=True)
    assert len(list_faults(coding)) == 1
    assert [change[1:3] for change in list_changes(coding)] == [("CLM-0005", "claim_type")]


def test_another_package_version_or_coder_is_refused(package, tmp_path):
    path = export(package, tmp_path / "out", "hypothesis", coder="Ana")
    command = ("import", path, "--format", "hypothesis", "--texts", package / "texts")
    refused = run(*command, "--into", package, "--coder", "Ben")
    assert (refused.returncode, "the file of another coder, 'Ana'" in refused.stderr) == (2, True)
    descriptor = package / "datapackage.json"
    content = descriptor.read_text("utf-8")
    for old, new, message in (
        ('"version": "0.1.0"', '"version": "0.2.0"', "written from version 0.1.0"),
        ('"name": "example"', '"name": "other"', "written from another package, 'example'"),
    ):
        descriptor.write_text(content.replace(old, new, 1), "utf-8")
        refused = run(*command, "--into", package)
        assert (refused.returncode, message in refused.stderr) == (2, True)


@pytest.mark.parametrize("kind", KINDS)
def test_the_command_writes_a_run_and_data_does_not_change(kind, package, tmp_path):
    path = export(package, tmp_path / "out", kind)
    tool = open_tool(path)
    tool.state("EVD-0026", claim_type="demand")
    tool.save()
    before = take(package / "data")
    tool = "hypothesis" if kind == "hypothesis" else "cas"
    options = ("--format", tool, "--into", package, "--texts", package / "texts")
    done = run("import", path, *options, "--coder", "Ana")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "RUN-0001: written to data/coding/RUN-0001; the tables in data/ did not change\n"
    )
    claims = read_table(package / "data" / "coding" / "RUN-0001", "claims")
    assert claims[4]["claim_type"] == "demand"
    assert take(package / "data").keys() > before.keys()
    assert validate(package, texts=package / "texts").findings == ()


@pytest.mark.parametrize("kind", KINDS)
def test_an_unchanged_file_changes_nothing_with_direct(kind, package, tmp_path):
    path = export(package, tmp_path / "out", kind)
    before = take(package)
    tool = "hypothesis" if kind == "hypothesis" else "cas"
    options = ("--format", tool, "--into", package, "--texts", package / "texts")
    done = run("import", path, *options, "--direct", "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "no difference to the tables in data/\n"
    assert take(package) == before

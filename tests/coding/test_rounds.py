"""Rounds of coding: which folders of a package contain two codings."""

import json

from support.commands import run
from support.runs import add_run

from eventclaims.coding.runs import find_rounds, list_rounds, list_runs
from eventclaims.release.build import measure_codings
from eventclaims.render.agreement import describe_rounds
from eventclaims.tables.records import read_rows


def test_a_round_is_a_folder_with_a_first_and_a_second_coding(tmp_path):
    assert list_rounds(tmp_path) == {}
    top = tmp_path / "data" / "coding"
    for name in ("first", "second", "variables/first", "variables/second", "trial/first"):
        (top / name).mkdir(parents=True)
    assert list_rounds(tmp_path) == {
        "data/coding": (top / "first", top / "second"),
        "data/coding/variables": (top / "variables" / "first", top / "variables" / "second"),
    }


CHANGED = ("claims.csv", ",threat,", ",warning,")
SPAN = ("evidence.csv", "EVD-0001,", "EVD-9001,")


def test_two_runs_of_the_same_document_are_a_round(full_copy):
    add_run(full_copy, "RUN-0007", change=SPAN)
    add_run(full_copy, "RUN-0008", "model", change=CHANGED)
    (found,) = find_rounds(full_copy)
    assert found.name == "data/coding/RUN-0007-RUN-0008"
    assert [run.agent_type for run in found.runs] == ["person", "model"]
    assert list_rounds(full_copy) == {found.name: found.locations}


def test_a_folder_without_a_row_of_coding_runs_is_no_run(full_copy):
    add_run(full_copy, "RUN-0007", change=CHANGED)
    (full_copy / "data" / "coding" / "RUN-0008" / "base").mkdir(parents=True)
    assert [run.id for run in list_runs(full_copy)] == ["RUN-0007"]
    assert find_rounds(full_copy) == []


def test_runs_of_different_documents_are_no_round(full_copy):
    rows = read_rows(full_copy / "data" / "evidence.csv")[1]
    by_source = {row["source_id"]: row["evidence_id"] for row in rows}
    (_, first), (_, second) = sorted(by_source.items())[:2]
    add_run(full_copy, "RUN-0007", change=("evidence.csv", f"{first},", "EVD-9001,"))
    add_run(full_copy, "RUN-0008", change=("evidence.csv", f"{second},", "EVD-9001,"))
    assert find_rounds(full_copy) == []


def test_the_agreement_of_coders_is_by_pair_and_by_kind_of_coder(full_copy):
    add_run(full_copy, "RUN-0007", change=CHANGED)
    add_run(full_copy, "RUN-0008", change=CHANGED)
    add_run(full_copy, "RUN-0009", "model")
    done = run("agreement", "--by", "pair", "--package", full_copy)
    assert (done.returncode, done.stderr) == (0, "")
    lines = [line.split("  ") for line in done.stdout.splitlines()[1:6]]
    table = [[cell.strip() for cell in line if cell] for line in lines]
    assert [(row[0], row[1], row[2], row[4]) for row in table] == [
        ("RUN-0007 Coder of RUN-0007", "RUN-0008 Coder of RUN-0008", "person-person", "1.00"),
        ("RUN-0007 Coder of RUN-0007", "RUN-0009 Coder of RUN-0009", "person-model", "1.00"),
        ("RUN-0008 Coder of RUN-0008", "RUN-0009 Coder of RUN-0009", "person-model", "1.00"),
        ("all person-person", "1 of 3 pairs", "person-person", "1.00"),
        ("all person-model", "2 of 3 pairs", "person-model", "1.00"),
    ]
    assert table[0][6] == "100%"
    assert table[1][6] == table[4][6] != "100%"
    found = json.loads(
        run("agreement", "--by", "pair", "--package", full_copy, "--format", "json").stdout
    )
    assert [pair["kind"] for pair in found] == ["person-person", "person-model", "person-model"]
    assert found[1]["pooled"]["f1"] == 1


def test_the_agreement_can_be_by_document(full_copy):
    add_run(full_copy, "RUN-0007", change=CHANGED)
    add_run(full_copy, "RUN-0008")
    both = ("agreement", "RUN-0007", "RUN-0008", "--package", full_copy)
    found = json.loads(run(*both, "--by", "document", "--format", "json").stdout)
    whole = json.loads(run(*both, "--format", "json").stdout)

    def count(measured):
        return next(unit["first"] for unit in measured["units"] if unit["kind"] == "claims")

    assert all(name.startswith("SRC-") for name in found)
    assert sum(map(count, found.values())) == count(whole)
    text = run(*both, "--by", "document").stdout
    assert all(name in text for name in found)
    assert "alpha_U: agreement about where the units of a kind are in the texts" in text


def test_the_agreement_by_pair_takes_no_codings_and_any_other_needs_two(full_copy):
    done = run("agreement", "A", "B", "--by", "pair")
    assert (done.returncode, "leave out A and B" in done.stderr) == (2, True)
    done = run("agreement", "A")
    assert (done.returncode, "Name two codings" in done.stderr) == (2, True)
    assert run("agreement", "--by", "pair", "--package", full_copy).stdout == (
        "no two codings of the same document\n"
    )


def test_a_release_reports_the_agreement_of_two_runs(full_copy):
    add_run(full_copy, "RUN-0007", change=CHANGED)
    add_run(full_copy, "RUN-0008")
    (fields,) = describe_rounds(measure_codings(full_copy))
    assert (fields.id, fields.title) == (
        "agreement-RUN-0007-RUN-0008-fields",
        "Agreement of RUN-0007 and RUN-0008: fields",
    )
    assert fields.command == "eventclaims agreement RUN-0007 RUN-0008"
    assert any(row[0] == "claims.claim_type" and row[2] != "100%" for row in fields.rows)

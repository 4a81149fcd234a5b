"""The differences of two codings: which there are, in which order, and in which form."""

import json
import shutil
from dataclasses import astuple

import openpyxl
from support.adjudication import REASON, code_twice, compare, decide, list_lines, settle
from support.commands import run
from support.packages import ROOT
from support.workbooks import put, read_table, take

from eventclaims.coding.codings import Codings, list_differences
from eventclaims.exchange.adjudication.items import list_items
from eventclaims.exchange.adjudication.sides import name_coding, read_sides
from eventclaims.package.opening import open_package
from eventclaims.tables.canonical import format_table


def test_each_difference_is_a_row_and_the_most_costly_come_first(compared):
    lines = list_lines(compared)
    assert [(n["cost"], n["table"], n["field"], n["depending"]) for n in lines] == [
        ("row", "discrepancies", "", "2"),
        ("row", "claims", "", "1"),
        ("code", "events", "date_latest", "18"),
        ("code", "claims", "claim_type", "2"),
        ("passage", "claims", "evidence", "5"),
    ]
    assert [(n["value_a"], n["value_b"]) for n in lines] == [
        ("coded", "not coded"),
        ("not coded", "coded"),
        ("2019-03-09", "2019-03-08"),
        ("threat", "announcement"),
        ("SRC-0001 439-471", "SRC-0001 439-452"),
    ]
    assert (lines[1]["id_a"], lines[1]["id_b"]) == ("", "CLM-0006 · Rockets hit the depot.")


def test_ids_that_both_coders_gave_to_the_same_row_are_no_difference(compared):
    text = str(list_lines(compared))
    assert "CLM-0008" not in text
    assert "EVT-0007" not in text


def test_only_choices_that_are_possible_are_offered(compared):
    sheet = openpyxl.load_workbook(compared)["differences"]
    lists = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists["I2"] == '"keep,leave out"'
    assert lists["I5"] == '"A,B,other"'
    assert lists["I6"] == '"A,B,both,other"'
    assert "threat" in lists["J5"]
    assert sheet["I2"].protection.locked is False
    assert sheet["A2"].protection.locked is True


def test_the_manifest_is_hidden_and_has_every_file_of_both_runs(compared, coded_twice):
    sheet = openpyxl.load_workbook(compared)["_manifest"]
    assert sheet.sheet_state == "hidden"
    files = {row[1] for row in sheet.iter_rows(values_only=True) if row[0] == "table"}
    folder = coded_twice / "data" / "coding" / "RUN-0001"
    assert {name for name in files if name.startswith("A/")} == {
        f"A/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*.csv")
    }


def test_the_same_codings_give_the_same_workbook(coded_twice, compared, tmp_path):
    again = compare(coded_twice, tmp_path / "again.xlsx")
    assert again.read_bytes() == compared.read_bytes()


def test_without_a_workbook_the_differences_are_text_or_json(coded_twice):
    both = ("RUN-0001", "RUN-0002", "--package", coded_twice)
    text = run("coding", "compare", *both)
    assert (text.returncode, text.stderr) == (0, "")
    assert text.stdout.splitlines()[0].split() == [
        *("cost", "depending", "table", "id_a", "id_b", "field", "value_a", "value_b")
    ]
    found = json.loads(run("coding", "compare", *both, "--format", "json").stdout)
    assert (found["coding_a"], found["coding_b"]) == ("RUN-0001", "RUN-0002")
    assert [one["field"] for one in found["differences"]] == [
        *("", "", "date_latest", "claim_type", "evidence")
    ]
    same = run("coding", "compare", "RUN-0001", "RUN-0001", "--package", coded_twice)
    assert same.stdout == "no differences\n"


def test_a_coding_can_be_a_folder(coded_twice):
    folder = coded_twice / "data" / "coding"
    done = run(
        *("coding", "compare", folder / "RUN-0001", folder / "RUN-0002"),
        *("--package", coded_twice, "--format", "json"),
    )
    assert json.loads(done.stdout)["coding_a"] == "data/coding/RUN-0001"
    assert len(json.loads(done.stdout)["differences"]) == 5


def test_a_number_that_is_not_plain_digits_is_a_difference(coded_twice, tmp_path):
    other = tmp_path / "other"
    shutil.copytree(coded_twice / "data" / "coding" / "RUN-0001", other)
    rows = [row | {"start": "²"} for row in read_table(other, "evidence")]
    names = [*rows[0]]
    (other / "evidence.csv").write_text(format_table(names, rows, names[:1]), "utf-8")
    done = run("coding", "compare", "RUN-0001", other, "--package", coded_twice)
    assert (done.returncode, done.stderr) == (0, "")
    assert "²" in done.stdout


def test_a_workbook_is_written_only_for_codings_of_the_package(coded_twice, full, tmp_path):
    data = full / "data"
    options = ("--package", coded_twice, "--output", tmp_path / "d.xlsx")
    done = run("coding", "compare", data, data, *options)
    assert done.returncode == 2
    assert "only codings inside the package can be settled" in done.stderr


def test_a_workbook_with_decisions_is_not_replaced_by_chance(coded_twice, differences):
    both = ("RUN-0001", "RUN-0002", "--package", coded_twice)
    done = run("coding", "compare", *both, "--output", differences)
    assert done.returncode == 2
    assert "may contain decisions; use --force" in done.stderr
    assert run("coding", "compare", *both, "--output", differences, "--force").returncode == 0


def test_an_unknown_run_is_named(coded_twice):
    done = run("coding", "compare", "RUN-0001", "RUN-0009", "--package", coded_twice)
    assert done.returncode == 2
    assert "the package has no folder data/coding/RUN-0009" in done.stderr


def test_words_come_last_and_may_be_other_than_both(example, tmp_path):
    def change(book):
        put(book, "claims", "CLM-0001", summary="Group A fired rockets.")
        put(book, "events", "EVT-0001", status="alleged")

    package = code_twice(tmp_path, example, change)
    path = compare(package, tmp_path / "d.xlsx")
    assert [(n["cost"], n["field"]) for n in list_lines(path)] == [
        ("code", "status"),
        ("words", "summary"),
    ]
    before = take(package)
    decide(path, {("events", "status"): "A", ("claims", "summary"): "other"}, value="x")
    done = settle(package, path, "--yes")
    assert done.returncode == 1
    assert "differences!J2: `x`: a value beside the choice A" in done.stderr
    assert take(package) == before
    assert REASON not in done.stderr


def test_passages_have_their_words_if_the_texts_are_given(coded_twice, tmp_path):
    path = tmp_path / "d.xlsx"
    both = ("RUN-0001", "RUN-0002", "--package", coded_twice, "--output", path)
    assert run("coding", "compare", *both, "--texts", coded_twice / "texts").returncode == 0
    line = next(line for line in list_lines(path) if line["field"] == "evidence")
    assert line["value_b"] == "SRC-0001 439-452 “Group A alone”"
    package = shutil.copytree(coded_twice, tmp_path / "coded")
    choices = {("events", "date_latest"): "A", ("claims", "claim_type"): "A"}
    choices |= {("claims", ""): "keep", ("discrepancies", ""): "keep"}
    decide(path, choices | {("claims", "evidence"): "other"})
    book = openpyxl.load_workbook(path)
    book["differences"]["J6"].value = f"{line['value_b']}; {line['value_a']}"
    book.save(path)
    done = settle(package, path, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    rows = read_table(package / "data", "evidence")
    ends = [row["end"] for row in rows if row["record_id"] == "CLM-0003"]
    assert ends == ["452", "471"]


def test_every_difference_in_which_agreement_is_measured_is_listed():
    folders = ["data/coding/first", "data/coding/second"]
    with open_package(ROOT) as package:
        items = list_items(read_sides(package, folders))
    listed = {
        (item.plan.name, *item.ids, one.field, one.first_value, one.second_value)
        for item in items
        for one in item.disagreements
        if one.cost in {"row", "code"}
    }
    assert listed == {astuple(one) for one in list_differences(*(ROOT / name for name in folders))}


def test_the_units_of_two_codings_are_matched_once(coded_twice, monkeypatch):
    """Matching is the slow part: it compares every two units whose passages overlap."""
    calls = []

    def count_calls(codings):
        calls.append(codings)
        return match(codings)

    match = Codings.match
    monkeypatch.setattr(Codings, "match", count_calls)
    with open_package(coded_twice) as package:
        folders = [name_coding(package, run) for run in ("RUN-0001", "RUN-0002")]
        assert list_items(read_sides(package, folders))
    assert len(calls) == 1

"""Two codings of a package with rows: what changed in data/ since is kept, never overwritten."""

import shutil

import pytest
from support.adjudication import compare, decide, list_lines, settle
from support.commands import run
from support.workbooks import edit, put, read_table, replace, take, write_book

from eventclaims import validate
from eventclaims.coding.runs import list_rounds

TEXT = "Second Report\n\nGroup D said on April 2, 2019 that it will leave the depot.\n"
SPOKEN = "Group D said on April 2, 2019 that it will leave the depot"


def code(package, folder, *changes):
    """Import a run for each change of the workbook of a package."""
    for number, change in enumerate(changes):
        book = write_book(package, folder / f"{number}.xlsx")
        edit(book, change)
        texts = ("--texts", package / "texts")
        done = run("import", book, "--into", package, "--coder", f"Coder {number}", *texts)
        assert (done.returncode, done.stderr) == (0, "")


def read(package, table):
    """Return the rows of a table by their first cell."""
    return {next(iter(row.values())): row for row in read_table(package / "data", table)}


def enter_second_report(book, claim, *, title="Second Report"):
    """Enter a second report with one statement and one claim, as new rows."""
    source = {"kind": "document", "source_type": "report", "title": title}
    put(book, "sources", "SRC-0003", **source, text_name="second", published_basis="unknown")
    put(book, "evidence", "EVD-0030", table="sources", record_id="SRC-0003")
    put(book, "evidence", "EVD-0030", source_id="SRC-0003", words="Second Report")
    statement = {"speaker_id": "ACT-0004", "document_id": "SRC-0003", "summary": "It will leave."}
    statement |= {"date_earliest": "2019-04-02", "date_latest": "2019-04-02"}
    statement |= {"date_basis": "stated", "date_type": "within", "channel": "unknown"}
    statement |= {"form": "unknown", "rendering": "paraphrased", "translation": "none"}
    put(book, "statements", "STM-0004", **statement)
    put(book, "evidence", "EVD-0031", table="statements", record_id="STM-0004")
    put(book, "evidence", "EVD-0031", source_id="SRC-0003", words=SPOKEN)
    cells = {"statement_id": "STM-0004", "claim_type": "announcement"}
    put(book, "claims", claim, **cells, summary="Group D will leave.")
    put(book, "evidence", "EVD-0032", table="claims", record_id=claim)
    put(book, "evidence", "EVD-0032", source_id="SRC-0003", words="it will leave the depot")


def change_type(book):
    put(book, "claims", "CLM-0002", claim_type="announcement", notes="Printed in full.")


def change_notes(book):
    put(book, "claims", "CLM-0002", notes="Printed in full.")


@pytest.fixture(scope="session")
def changed_twice(example, tmp_path_factory):
    """Give the example with two runs, of which the first has another type of claim, to read."""
    folder = tmp_path_factory.mktemp("changed")
    package = shutil.copytree(example, folder / "example")
    code(package, folder, change_type, change_notes)
    decide(compare(package, folder / "d.xlsx"), {("claims", "claim_type"): "A"})
    return package


@pytest.fixture
def changed(changed_twice, tmp_path):
    """Give a copy of the package and of the settled workbook, to change."""
    package = shutil.copytree(changed_twice, tmp_path / "example")
    return package, shutil.copy(changed_twice.parent / "d.xlsx", tmp_path / "d.xlsx")


@pytest.mark.long
def test_only_what_a_coder_has_changed_differs_and_rows_keep_their_ids(changed):
    package, path = changed
    (line,) = list_lines(path)
    assert (line["table"], line["field"], line["value_a"]) == (
        *("claims", "claim_type", "announcement"),
    )
    before = take(package)
    done = settle(package, path, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    row = read(package, "claims")["CLM-0002"]
    assert (row["claim_type"], row["notes"]) == ("announcement", "Printed in full.")
    assert {name for name, content in take(package).items() if content != before[name]} == {
        *("data/claims.csv", "data/adjudications.csv", "data/coding_runs.csv", "datapackage.json")
    }
    assert validate(package, texts=package / "texts").findings == ()


def test_what_the_package_has_changed_since_is_kept(changed):
    package, path = changed
    replace(package / "data" / "claims.csv", "will attack State C again", "will attack again")
    assert run("derive", package).returncode == 0
    assert settle(package, path, "--yes").returncode == 0
    row = read(package, "claims")["CLM-0002"]
    assert (row["claim_type"], row["summary"]) == ("announcement", "Group A will attack again.")


def test_a_cell_that_the_package_has_changed_to_another_value_is_a_conflict(changed):
    package, path = changed
    replace(
        package / "data" / "claims.csv", "CLM-0002,STM-0001,threat", "CLM-0002,STM-0001,warning"
    )
    assert run("derive", package).returncode == 0
    before = take(package)
    done = settle(package, path, "--yes")
    assert done.returncode == 1
    assert done.stderr.splitlines()[0] == (
        "differences!I2: `announcement`: the package now has `warning` (it was `threat` when "
        "coding began); enter the value of the package here, or this one in the package"
    )
    assert take(package) == before
    # Unsettled differences are not recorded either.
    assert settle(package, path, "--yes", "--partial").returncode == 0
    assert read(package, "claims")["CLM-0002"]["claim_type"] == "warning"
    assert read(package, "adjudications") == {}
    decide(path, {("claims", "claim_type"): "other"}, value="warning")
    assert settle(package, path, "--yes").returncode == 0
    assert read(package, "claims")["CLM-0002"]["claim_type"] == "warning"


def test_a_row_that_the_package_has_removed_is_a_conflict(changed):
    package, path = changed
    for table in ("claims", "claim_actors", "evidence"):
        file = package / "data" / f"{table}.csv"
        lines = file.read_text("utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if "CLM-0002" not in line), "utf-8")
    done = settle(package, path, "--yes")
    assert done.returncode == 1
    assert "the package has removed this row" in done.stderr


@pytest.mark.long
def test_codings_that_did_not_start_from_the_same_rows_are_not_compared(example, tmp_path):
    package = shutil.copytree(example, tmp_path / "example")
    code(package, tmp_path, change_type)
    replace(package / "data" / "claims.csv", "will attack State C again", "will attack again")
    assert run("derive", package).returncode == 0
    code(package, tmp_path, change_notes)
    done = run("coding", "compare", "RUN-0001", "RUN-0002", "--package", package)
    assert done.returncode == 2
    assert "RUN-0001 and RUN-0002 did not start from the same rows of claims" in done.stderr


def test_a_new_document_gets_free_ids_and_only_shared_documents_are_compared(example, tmp_path):
    package = shutil.copytree(example, tmp_path / "example")
    (package / "texts" / "second.txt").write_text(TEXT, "utf-8")

    def first(book):
        enter_second_report(book, "CLM-0006")
        # The other coder has not coded the first report again.
        new = {"statement_id": "STM-0001", "claim_type": "report"}
        put(book, "claims", "CLM-0007", **new, summary="Rockets hit the depot.")
        put(book, "evidence", "EVD-0033", table="claims", record_id="CLM-0007")
        put(book, "evidence", "EVD-0033", source_id="SRC-0001", words="The rockets hit the depot")

    def second(book):
        enter_second_report(book, "CLM-0009", title="Report 2")

    code(package, tmp_path, first, second)
    assert [*list_rounds(package)] == ["data/coding/RUN-0001-RUN-0002"]
    path = compare(package, tmp_path / "d.xlsx")
    assert [(line["table"], line["field"]) for line in list_lines(path)] == [("sources", "title")]
    decide(path, {("sources", "title"): "A"})
    # Another coder has used the ids since.
    claims = package / "data" / "claims.csv"
    row = claims.read_text("utf-8").splitlines()[1]
    claims.write_text(
        claims.read_text("utf-8") + row.replace("CLM-0001", "CLM-0006") + "\n", "utf-8"
    )
    done = settle(package, path, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert read(package, "claims")["CLM-0007"]["summary"] == "Group D will leave."
    assert "CLM-0008" not in read(package, "claims")
    assert read(package, "sources")["SRC-0003"]["title"] == "Second Report"
    evidence = {row["record_id"]: row for row in read_table(package / "data", "evidence")}
    assert evidence["CLM-0007"]["source_id"] == "SRC-0003"
    assert read(package, "coding_runs")["RUN-0003"]["documents"] == "SRC-0003"
    done = run("agreement", "RUN-0001", "RUN-0002", "--package", package)
    claims_line = next(n for n in done.stdout.splitlines() if n.startswith("claims "))
    assert claims_line.split() == ["claims", "1", "1", "1", "1.00", "1.00"]


@pytest.mark.long
def test_a_row_that_the_package_has_since_keeps_its_id(example, tmp_path):
    package = shutil.copytree(example, tmp_path / "example")

    def add(book):
        new = {"statement_id": "STM-0001", "claim_type": "report"}
        put(book, "claims", "CLM-0007", **new, summary="Rockets hit the depot.")
        put(book, "evidence", "EVD-0031", table="claims", record_id="CLM-0007")
        put(book, "evidence", "EVD-0031", source_id="SRC-0001", words="The rockets hit the depot")

    code(package, tmp_path, add, add)
    book = edit(write_book(package, tmp_path / "direct.xlsx"), add)
    options = ("--direct", "--yes", "--texts", package / "texts")
    assert run("import", book, "--into", package, *options).returncode == 0
    before = take(package)
    path = compare(package, tmp_path / "d.xlsx")
    assert list_lines(path) == []
    done = settle(package, path, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert take(package) == before


@pytest.mark.long
def test_a_row_that_both_have_removed_is_removed_and_one_of_one_coder_is_settled(example, tmp_path):
    package = shutil.copytree(example, tmp_path / "example")

    def remove(*records):
        def change(book):
            for record in records:
                for sheet in (book["figures"], book["evidence"]):
                    for line in reversed(range(2, sheet.max_row + 1)):
                        if any(record in str(cell.value) for cell in sheet[line][:4]):
                            sheet.delete_rows(line)

        return change

    code(package, tmp_path, remove("FIG-0002", "FIG-0003"), remove("FIG-0002"))
    path = compare(package, tmp_path / "d.xlsx")
    (line,) = list_lines(path)
    assert (line["cost"], line["id_a"], line["id_b"][:8]) == ("row", "", "FIG-0003")
    decide(path, {("figures", ""): "keep"})
    assert settle(package, path, "--yes").returncode == 0
    assert [*read(package, "figures")] == ["FIG-0001", "FIG-0003"]
    records = {row["record_id"] for row in read_table(package / "data", "evidence")}
    assert "FIG-0002" not in records
    assert "FIG-0003" in records

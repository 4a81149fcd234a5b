"""Rows from the shell: `eventclaims add` with a command for each table."""

import shutil
from types import SimpleNamespace

import pytest
from click.testing import CliRunner
from support.adding import list_additions
from support.workbooks import create_example, read_table, replace, take

from eventclaims.cli import cli
from eventclaims.creation.scaffold import Options, create_package
from eventclaims.errors import EventClaimsError
from eventclaims.exchange import adding
from eventclaims.package.conformance import Level
from eventclaims.validation import validate


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """Give the example package, to read."""
    return create_example(tmp_path_factory.mktemp("adding") / "example")


@pytest.fixture
def package(example, tmp_path, monkeypatch):
    """Give a copy of the example package, which is the current folder."""
    monkeypatch.chdir(shutil.copytree(example, tmp_path / "example"))
    return tmp_path / "example"


def add(*words, command="add"):
    """Run a command in this process."""
    done = CliRunner().invoke(cli, [command, *words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


@pytest.mark.long
def test_the_report_coded_row_by_row_in_a_shell_gives_the_same_tables(
    example, tmp_path, monkeypatch
):
    coded = create_example(tmp_path / "example", is_empty=True)
    shutil.copytree(example / "texts", coded / "texts")
    monkeypatch.chdir(coded)
    # For speed, the package is validated once, when it is complete.
    monkeypatch.setattr(adding, "validate", lambda *_, **__: SimpleNamespace(findings=()))
    for words in list_additions(example):
        done = add(*words, "--texts", "texts")
        assert done.exit_code == 0, done.output
    assert take(coded / "data") == take(example / "data")
    assert validate(coded, texts=coded / "texts").findings == ()


def test_a_row_gets_the_next_id_its_evidence_and_quotes_where_needed(package):
    done = add(
        *("claim", "--statement", "STM-0001", "--type", "threat", "--event", "EVT-0001"),
        *("--summary", 'Group A, "again", will attack.', "--texts", "texts"),
        *("--words", "we will strike State C again"),
    )
    assert done.stdout == "CLM-0006\n"
    lines = (package / "data" / "claims.csv").read_text("utf-8").splitlines()
    row = 'CLM-0006,STM-0001,threat,"Group A, ""again"", will attack.",EVT-0001,,,,,,,'
    assert lines[-1] == row
    evidence = read_table(package / "data", "evidence")[-1]
    text = (package / "texts" / "northtown-report.txt").read_text("utf-8")
    assert text[int(evidence["start"]) : int(evidence["end"])] == "we will strike State C again"
    found = [evidence[name] for name in ("evidence_id", "table", "record_id", "field", "source_id")]
    assert found == ["EVD-0030", "claims", "CLM-0006", "", "SRC-0001"]
    assert validate(package, texts=package / "texts").valid


def test_words_can_support_one_column_of_the_row(package):
    done = add(
        *("event", "--type", "rally", "--status", "reported", "--title", "A rally"),
        *("--summary", "Group A meets.", "--date-basis", "stated", "--date-type", "within"),
        *("--date-earliest", "2019-03-09", "--date-latest", "2019-03-09", "--texts", "texts"),
        *("--words-of", "date_as_printed", "March 9, 2019, Speaker B"),
    )
    assert done.exit_code == 0, done.output
    assert read_table(package / "data", "evidence")[-1]["field"] == "date_as_printed"
    assert read_table(package / "data", "events")[-1]["date"] == "2019-03-09"


def test_a_dry_run_prints_the_rows_and_writes_nothing(package):
    before = take(package)
    done = add("claim-actor", "--claim", "CLM-0001", "--actor", "ACT-0003", "--role", "affected")
    assert done.stdout == "CLM-0001/ACT-0003/affected\n"
    after = take(package)
    assert after != before
    done = add(
        *("claim-actor", "--claim", "CLM-0001", "--actor", "ACT-0004", "--role", "affected"),
        "--dry-run",
    )
    assert done.stdout == "+++ data/claim_actors.csv\n+CLM-0001,ACT-0004,affected\n"
    assert take(package) == after


TEXTS = ("--texts", "texts")
CLAIM = (
    "claim",
    "--statement",
    "STM-0001",
    "--type",
    "threat",
    "--summary",
    "Group A will attack.",
)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (
            ("claim", "--statement", "STM-0009", "--summary", "Group A will attack."),
            "--statement: `STM-0009`: no row of statements has this id; choose one, or add it",
        ),
        (("claim", "--summary", "x"), "--type: `claim_type` is empty; a row needs this cell\n"),
        (
            (*CLAIM, "--deadline", "1/2/2019"),
            "--deadline: `1/2/2019`: not a day; enter the day as 2019-03-09\n",
        ),
        (
            (*CLAIM, "--event", "EVENT-1"),
            "--event: `EVENT-1`: not in the form of this column; enter it as EVT-0001\n",
        ),
        (
            (*CLAIM, "--words", "the depot"),
            "--words: `the depot`: the words occur 3 times (1: ",
        ),
        (
            (*CLAIM, "--words", "the depot", "--nth", "6"),
            "--nth: `6`: the words occur 3 times; enter a number from 1 to 3\n",
        ),
        (
            (*CLAIM, "--words", "the harbour"),
            "--words: `the harbour`: the document does not contain these words; copy them",
        ),
        (
            (*CLAIM, "--words", "the depot", "--source", "SRC-0007"),
            "--source: `SRC-0007`: the document of the passage is missing; ",
        ),
        (
            ("claim-actor", "--claim", "CLM-0002", "--actor", "ACT-0003", "--role", "affected"),
            "has the same key",
        ),
        (
            ("uncoded-passage", "--reason", "boilerplate", "--source", "SRC-0001"),
            "--start: `start` is empty; a row needs this cell\n",
        ),
    ],
)
def test_a_wrong_cell_reference_or_passage_is_named_by_its_option_and_nothing_is_written(
    package, words, message
):
    before = take(package)
    done = add(*words, "--texts", "texts", "--allow-invalid")
    assert done.exit_code == 1
    assert message in done.stderr
    assert done.stderr.endswith("nothing was added\n")
    assert done.stdout == ""
    assert take(package) == before


@pytest.mark.usefixtures("package")
def test_words_need_the_texts():
    done = add(*CLAIM, "--words", "the depot")
    assert done.exit_code == 1
    assert "give their folder with --texts" in done.stderr


def test_an_error_of_a_rule_is_refused_unless_it_is_allowed(package):
    words = (*CLAIM, "--deadline", "2019-03-01", "--texts", "texts")
    words += ("--words", "we will strike State C again")
    done = add(*words)
    assert done.exit_code == 1
    assert "(deadline-before-statement)" in done.stderr
    assert done.stderr.endswith("--allow-invalid adds the row as it is\n")
    assert len(read_table(package / "data", "claims")) == 5
    done = add(*words, "--allow-invalid")
    assert done.stdout == "CLM-0006\n"


@pytest.mark.usefixtures("package")
def test_what_another_row_resolves_is_said_and_does_not_prevent_the_addition():
    done = add("actor", "--name", "Group E", "--type", "armed_group")
    assert (done.exit_code, done.stdout) == (0, "ACT-0006\n")
    assert "still missing: ACT-0006 has " in done.stderr
    assert "(preferred-name)" in done.stderr
    done = add(*CLAIM)
    assert (done.exit_code, done.stdout) == (0, "CLM-0006\n")
    assert "still missing: CLM-0006" in done.stderr
    assert "(no-evidence)" in done.stderr


@pytest.mark.usefixtures("package")
def test_a_wrong_code_is_refused_with_the_code_that_was_meant():
    done = add("claim", "--type", "threta")
    assert done.exit_code == 2
    assert "'threta' is not a code of this column. Did you mean 'threat'?" in done.stderr
    done = add("claim", "--type", "zzz")
    assert "Choose from threat, warning, demand" in done.stderr


@pytest.mark.usefixtures("package")
def test_the_command_of_a_table_has_each_column_with_its_codes_and_no_derived_column():
    shown = " ".join(add("event", "--help").stdout.split())
    assert "--type, --event-type [" in shown
    assert "|bombing_or_rocket_fire|" in shown
    assert "--date-earliest DATE" in shown
    assert "[required at level anchored]" in shown
    assert "--date TEXT" not in shown
    assert "--event-id" not in shown
    assert "--words TEXT" in shown
    assert "--words" not in add("event-place", "--help").stdout


@pytest.mark.parametrize("name", ["claim", "claims", "claim-actor", "claim_actors", "evidence"])
def test_a_table_has_a_command_also_outside_a_package(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    assert add(name, "--help").stdout.startswith(f"Usage: cli add {name} ")
    with pytest.raises(EventClaimsError, match="no such file"):
        add("claim", "--type", "threat")


@pytest.mark.usefixtures("package")
def test_an_unknown_table_is_refused_with_the_one_that_was_meant():
    assert "No such command 'clam'. Did you mean 'claim'?" in add("clam").stderr
    assert "No such command 'claim'" not in add("claim", "--claim_type", "threat").stderr


OWN = """{
  "fields": [
    {"name": "source_id", "type": "string", "constraints": {"required": true}},
    {"name": "number", "type": "integer", "constraints": {"required": true}},
    {"name": "title", "type": "string"},
    {"name": "words", "type": "string"},
    {"name": "package", "type": "string"}
  ],
  "primaryKey": ["source_id", "number"],
  "foreignKeys": [
    {"fields": ["source_id"], "reference": {"resource": "sources", "fields": ["source_id"]}}
  ]
}"""
RESOURCE = """"resources": [
    {"name": "chapters", "path": "data/chapters.csv", "type": "table", "format": "csv",
     "profile": "tabular-data-resource", "mediatype": "text/csv", "encoding": "utf-8",
     "schema": "schemas/chapters.schema.json"},"""


def test_a_table_of_the_package_itself_has_a_command_and_numbers_its_rows(
    package, tmp_path, monkeypatch
):
    (package / "schemas" / "chapters.schema.json").write_text(OWN, "utf-8")
    header = "source_id,number,title,words,package\n"
    (package / "data" / "chapters.csv").write_text(header, "utf-8")
    replace(package / "datapackage.json", '"resources": [', RESOURCE)
    monkeypatch.chdir(tmp_path)
    shown = " ".join(add("chapter", "--package", str(package), "--help").stdout.split())
    assert "--number NUMBER Default: the next number." in shown
    for title in ("One", "Two"):
        done = add(
            *("chapter", "--package", str(package), "--source", "SRC-0001"),
            *("--title", title, "--words", "w", "--cell-package", "p"),
        )
        assert done.exit_code == 0, done.output
    text = (package / "data" / "chapters.csv").read_text("utf-8")
    assert text == f"{header}SRC-0001,1,One,w,p\nSRC-0001,2,Two,w,p\n"
    assert validate(package).findings == ()


def test_the_document_of_a_passage_is_the_one_to_which_the_row_leads(package):
    (package / "texts" / "other.txt").write_text("Group A. The depot is closed.", "utf-8")
    document = ("source", "--kind", "document", "--type", "report", "--title", "Group A")
    done = add(*document, *("--published-basis", "unknown", "--text-name", "other"), *TEXTS)
    assert done.stdout == "SRC-0003\n"
    statement = ("statement", "--speaker", "ACT-0001", "--date-basis", "unknown", "--channel")
    statement += ("unknown", "--form", "unknown", "--translation", "unknown", "--summary")
    statement += ("Group A speaks of the depot.", "--document", "SRC-0003")
    link = ("claim-link", "--claim", "CLM-0002", "--relation", "responds_to", "--to-event")
    figure = ("figure", "--event", "EVT-0001", "--quantity", "wounded", "--minimum", "3")
    cited = ("--as-printed", "three", "--source", "SRC-0002", "--words", "three guards")
    for words, source_id in (
        ((*statement, "--words", "The depot is closed"), "SRC-0003"),
        ((*CLAIM, "--words", "we will strike State C again"), "SRC-0001"),
        ((*link, "EVT-0003", "--words", "In reply"), "SRC-0001"),
        ((*figure, *cited), "SRC-0001"),
    ):
        done = add(*words, *TEXTS, "--allow-invalid")
        assert done.exit_code == 0, done.output
        assert read_table(package / "data", "evidence")[-1]["source_id"] == source_id
    done = add("discrepancy", "--kind", "count", "--description", "x", "--words", "x", *TEXTS)
    assert "--source: the document of the passage is missing" in done.stderr


def test_a_located_passage_is_added_for_several_rows(package):
    done = add(
        *("locate", "SRC-0001", "we will strike State C again", "--texts", "texts", "--add"),
        *("--field", "summary", "--for", "CLM-0001", "CLM-0002"),
        command="evidence",
    )
    assert done.exit_code == 0, done.output
    rows = read_table(package / "data", "evidence")[-2:]
    assert [(row["record_id"], row["field"]) for row in rows] == [
        ("CLM-0001", "summary"),
        ("CLM-0002", "summary"),
    ]


def test_a_located_passage_that_the_row_has_already_is_refused(package):
    before = take(package)
    done = add(
        *("locate", "SRC-0001", "no part in the attack", "--texts", "texts", "--add"),
        *("--for", "CLM-0005"),
        command="evidence",
    )
    assert done.exit_code == 0
    again = take(package)
    assert again != before
    done = add(
        *("locate", "SRC-0001", "no part in the attack", "--texts", "texts", "--add"),
        *("--for", "CLM-0005"),
        command="evidence",
    )
    assert done.exit_code == 1
    assert "(unique-key)" in done.stderr
    assert take(package) == again


def test_a_locator_is_evidence_without_words(tmp_path, monkeypatch):
    package = tmp_path / "cited"
    create_package(package, options=Options(Level.CITED))
    monkeypatch.chdir(package)
    source = ("source", "--kind", "document", "--type", "report", "--title", "A report")
    assert add(*source, "--published-basis", "unknown").stdout == "SRC-0001\n"
    done = add(
        *("event", "--type", "rally", "--status", "reported", "--date-basis", "unknown"),
        *("--locator", "p. 4"),
    )
    assert done.exit_code == 0, done.output
    (row,) = read_table(package / "data", "evidence")
    assert [row["source_id"], row["start"], row["locator"]] == ["SRC-0001", "", "p. 4"]

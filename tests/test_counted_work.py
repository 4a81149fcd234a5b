"""No step takes quadratic work: what a doubled size adds is at most 2.1 times what it added before.

Work is counted in calls of functions, not in time, so that a busy machine does not matter. The
differences of three sizes leave out what does not depend on the size.
"""

import csv
import hashlib
import json
from concurrent.futures import Future
from cProfile import Profile

import pytest
from support.packages import build

from eventclaims import validate
from eventclaims.acceptance.results import Acceptance
from eventclaims.authoring.derive import derive
from eventclaims.comparison.diff import compare
from eventclaims.evidence.check import check_evidence
from eventclaims.evidence.copied_text import find_copied_words
from eventclaims.evidence.fingerprints import Windows
from eventclaims.evidence.spans import describe_span
from eventclaims.evidence.texts import Text
from eventclaims.package.opening import open_package
from eventclaims.release.pages.quality import make_quality
from eventclaims.release.release_input import read_release_input
from eventclaims.render.json_report import render_json
from eventclaims.render.sarif import render_sarif
from eventclaims.runtime import threads

MOST = 2.1
NOTICE = "This notice is in every text of the collection."


class OneThread:
    """Runs at once what threads would run, so that its calls are counted."""

    def __init__(self, _):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def submit(self, work, table):
        """Call the function and return its result as a future."""
        future = Future()
        future.set_result(work(table))
        return future


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch):
    monkeypatch.setattr(threads, "ThreadPoolExecutor", OneThread)


def count_calls(work):
    """Return how many functions a function calls, with those in C."""
    profile = Profile()
    profile.runcall(work)
    return sum(entry.callcount for entry in profile.getstats())


def measure(prepare, folder, size):
    """Return the calls of the work that is prepared for a size, twice and four times this size."""
    counts = []
    for factor in (0, 1, 2, 4):  # the first fills caches
        place = folder / str(factor)
        place.mkdir()
        counts.append(count_calls(prepare(place, size * factor or 1)))
    return counts[1:]


def add_rows(package, name, rows):
    """Add rows to a table; cells that are not given are empty."""
    path = package / "data" / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, header, lineterminator="\n").writerows(rows)


def write_documents(folder, contents, spans, *, moved="", is_named=True):
    """Add documents with their texts and the spans of these passages to a package."""
    package, texts = build("full", folder), folder / "texts"
    texts.mkdir()
    documents, evidence = [], []
    for number, content in enumerate(contents):
        (texts / f"text-{number}.txt").write_text(moved + content, "utf-8")
        document = {"source_id": f"SRC-{number + 10_000}", "kind": "document"}
        if is_named:
            document["text_name"] = f"text-{number}"
            document["text_sha256"] = hashlib.sha256(content.encode()).hexdigest()
        documents.append(document)
        for start, end in spans(content):
            cells = describe_span(content, start, end) | {"source_id": document["source_id"]}
            row = {"evidence_id": f"EVD-{len(evidence) + 10_000}", "table": "claims"}
            evidence.append(row | cells | {"record_id": "CLM-0001"})
    add_rows(package, "sources", documents)
    add_rows(package, "evidence", evidence)
    return package, texts


def make_texts(count, *, notice=False):
    """Return short texts; those with a notice have a sentence in common."""
    own = (f"In year {n} group w{n} said that thing q{n * 7} is over." for n in range(count))
    return [f"{text} {NOTICE}" if notice else text for text in own]


def find_whole(content):
    return [(0, content.index(".") + 1)]


def find_both(content):
    return [(0, content.index(".") + 1), (content.index(NOTICE), len(content))]


def check(package, texts):
    def work():
        with open_package(package) as opened:
            return check_evidence(opened, texts)

    return work


def check_named_documents(folder, size):
    return check(*write_documents(folder, make_texts(size), find_whole))


def check_documents_found_by_passages(folder, size):
    texts = make_texts(size, notice=True)
    return check(*write_documents(folder, texts, find_both, moved="A. ", is_named=False))


def check_texts_of_no_document(folder, size):
    package, texts = write_documents(folder, make_texts(1), find_whole)
    for number, content in enumerate(make_texts(size)):
        (texts / f"other-{number}.txt").write_text(content, "utf-8")
    return check(package, texts)


def derive_documents(folder, size):
    package, texts = write_documents(folder, make_texts(size, notice=True), find_both)

    def work():
        with open_package(package) as opened:
            assert derive(opened, texts)

    return work


def check_spans(folder, size):
    content = " ".join(make_texts(size))
    return check(*write_documents(folder, [content], lambda _: [(0, 40)] * size))


def check_moved_spans(folder, size):
    """Spans of a sentence that the text repeats."""
    content, length = f"{NOTICE} " * size, len(NOTICE) + 1
    places = [(n * length, n * length + len(NOTICE)) for n in range(size)]
    return check(*write_documents(folder, [content], lambda _: places, moved="A. "))


def find_words_of_a_long_text(folder, size):
    package = build("minimal", folder)
    content = " ".join(make_texts(size))
    cell = {"claim_id": "CLM-9000", "statement_id": "STM-0001", "summary": content}
    add_rows(package, "claims", [cell])

    def work():
        with open_package(package) as opened:
            texts = [Text("long", content, "", Windows(content))]
            (found,) = find_copied_words(opened, texts)
            assert found.record == "CLM-9000"

    return work


def make_quality_page(folder, size):
    package, _ = write_documents(folder, make_texts(size), find_whole)
    report = validate(write_tables(folder, {"t": (FIELDS, [[1, "a"]])}))
    opened = open_package(package)
    release = read_release_input(opened.__enter__(), epoch=0)
    acceptance = Acceptance("full", "1.0.0", None, "1", ())

    def work():
        files = [*make_quality(release, report, acceptance, {})]
        assert f"SRC-{size + 9_999}".encode() in files[0].content
        opened.__exit__(None, None, None)

    return work


def write_tables(folder, tables):
    """Write a package of tables outside the standard: their fields and their rows."""
    resources = []
    for name, (fields, rows) in tables.items():
        schema = {"fields": fields, "primaryKey": fields[0]["name"]}
        resources.append({"name": name, "path": f"{name}.csv", "type": "table", "schema": schema})
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            names = [field["name"] for field in fields]
            csv.writer(file, lineterminator="\n").writerows([names, *rows])
    descriptor = {"name": "tables", "version": "1.0.0", "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    return folder


FIELDS = [{"name": "id", "type": "integer"}, {"name": "value", "type": "string"}]


def list_findings(folder, size):
    rows = [[number, f"word {number} "] for number in range(size)]
    write_tables(folder, {"t": (FIELDS, rows)})

    def work():
        report = validate(folder, max_findings=0)
        assert len(report.findings) == size + 1
        for render in (render_json, render_sarif):
            assert f"word {size - 1} " in "".join(render(report))

    return work


def validate_tables(folder, size):
    tables = {f"t{n}": (FIELDS, [[1, "a"], [2, "b"]]) for n in range(size)}
    write_tables(folder, tables)
    return lambda: validate(folder)


def validate_referring_tables(folder, size):
    """Tables each of which refers to the next one."""
    write_tables(folder, {f"t{n}": (FIELDS, [[1, "a"], [2, "b"]]) for n in range(size)})
    path = folder / "datapackage.json"
    descriptor = json.loads(path.read_text("utf-8"))
    for number, resource in enumerate(descriptor["resources"][:-1], 1):
        reference = {"fields": "id", "reference": {"resource": f"t{number}", "fields": "id"}}
        resource["schema"]["foreignKeys"] = [reference]
    path.write_text(json.dumps(descriptor), "utf-8")
    return lambda: validate(folder)


def compare_columns(folder, size):
    fields = [FIELDS[0], *({"name": f"c{n}", "type": "string"} for n in range(size))]
    packages = []
    for side in ("old", "new"):
        (folder / side).mkdir()
        rows = [[1, *(f"{side}{n}" for n in range(size))]]
        packages.append(write_tables(folder / side, {"t": (fields, rows)}))

    def work():
        with (
            open_package(packages[0]) as old,
            open_package(packages[1]) as new,
            compare(old, new) as diff,
        ):
            assert len([*diff.read_changes()]) == size

    return work


WORK = {
    check_named_documents: 20,
    check_documents_found_by_passages: 40,
    check_texts_of_no_document: 20,
    derive_documents: 20,
    check_spans: 40,
    check_moved_spans: 100,
    find_words_of_a_long_text: 50,
    make_quality_page: 20,
    list_findings: 50,
    validate_tables: 6,
    validate_referring_tables: 6,
    compare_columns: 20,
}


@pytest.mark.long
@pytest.mark.parametrize("prepare", WORK, ids=lambda prepare: prepare.__name__)
@pytest.mark.filterwarnings("ignore")
def test_twice_the_size_is_at_most_about_twice_the_work(prepare, tmp_path):
    one, two, four = measure(prepare, tmp_path, WORK[prepare])
    assert two > one
    assert four - two <= MOST * (two - one), (one, two, four)


def test_a_quadratic_step_is_noticed(tmp_path):
    def prepare(_, size):
        return lambda: [abs(n) for n in range(size) for _ in range(size)]

    one, two, four = measure(prepare, tmp_path, 10)
    assert four - two > MOST * (two - one)

"""Evidence against the texts: locate, verify, cover."""

import shutil
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.commands import run
from support.editing import change as change_rows
from support.packages import TEXTS

from eventclaims.errors import TextsError
from eventclaims.evidence import locate as locate_m
from eventclaims.evidence import spans as evidence
from eventclaims.evidence.locate import locate_rows
from eventclaims.evidence.word_coverage import measure_coverage, split_sentences
from eventclaims.package.opening import open_package
from eventclaims.tables import cells as cells_m

TEXT = (TEXTS / "sample-report.txt").read_text("utf-8")


def read(package, texts):
    with open_package(package) as opened:
        return evidence.read_documents(opened, texts)


def outcomes(package, texts):
    verdicts = [v for document in read(package, texts) for v in evidence.verify(document)]
    return {verdict.outcome.value for verdict in verdicts}


def change_text(tmp_path, change, ending=".txt"):
    texts = tmp_path / "texts"
    texts.mkdir()
    for path in TEXTS.glob("*.txt"):
        changed = change(path.read_text("utf-8"))
        (texts / path.with_suffix(ending).name).write_text(changed, "utf-8", newline="")
    return texts


def test_every_span_is_exact_in_the_text_that_was_coded(full):
    assert outcomes(full, TEXTS) == {"exact"}


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "A line before.\n" + text,
        lambda text: text.replace("\n", "\r\n").replace('"', "“"),
        lambda text: text.replace(" ", "\u00a0 "),
        lambda text: text.upper(),
    ],
    ids=["shifted", "other quotes and line ends", "other spaces", "upper case"],
)
def test_spans_are_found_again_in_another_copy(full, tmp_path, change):
    assert outcomes(full, change_text(tmp_path, change)) <= {"exact", "moved"}


def test_spans_are_found_again_in_a_web_page(full, tmp_path):
    def mark_up(text):
        paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
        return f"<html><head><title>x</title><style>p {{}}</style></head><body>{paragraphs}</body>"

    assert outcomes(full, change_text(tmp_path, mark_up, ".html")) <= {"exact", "moved"}


def test_a_text_under_another_name_is_known_by_its_passages(full, tmp_path):
    texts = tmp_path / "texts"
    texts.mkdir()
    for path in TEXTS.glob("*.txt"):
        (texts / f"my {path.name}").write_text(path.read_text("utf-8") + "\n", "utf-8")
    assert outcomes(full, texts) <= {"exact", "moved"}


def test_a_passage_that_was_cut_is_missing(full, tmp_path):
    texts = change_text(tmp_path, lambda text: text.replace("two rockets", "rockets"))
    assert "missing" in outcomes(full, texts)


def test_no_text_is_said_and_no_span_passes_for_verified(full, tmp_path):
    assert outcomes(full, tmp_path) == {"no_text"}


def test_a_folder_of_texts_that_is_not_there_is_an_error(full, tmp_path):
    with pytest.raises(TextsError, match="nowhere"):
        read(full, tmp_path / "nowhere")


def test_a_text_of_more_than_50_mib_is_refused_in_one_line(full, tmp_path):
    with (tmp_path / "sample-report.txt").open("wb") as file:
        file.truncate(50 * 1024**2 + 1)
    done = run("validate", full, "--texts", tmp_path)
    reason = "eventclaims: sample-report.txt: refused; larger than 50 MiB\n"
    assert (done.returncode, done.stderr) == (2, reason)


def test_a_text_that_is_not_utf8_is_an_error(full, tmp_path):
    (tmp_path / "sample-report.txt").write_bytes(b"caf\xe9")
    with pytest.raises(TextsError, match=r"sample-report\.txt: not UTF-8"):
        read(full, tmp_path)


@given(st.data())
def test_a_passage_is_located_where_it_stands(data):
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start + 1, len(TEXT)))
    passage = TEXT[start:end]
    if any(sign.isalnum() for sign in passage):
        begin = start + len(passage) - len(passage.lstrip())
        assert (begin, start + len(passage.rstrip())) in locate_m.locate(TEXT, passage)


def test_a_passage_is_located_under_other_spaces_quotes_and_case():
    words = "said  at a RALLY in Northtown: “we hit"
    start, end = locate_m.locate(TEXT, words)[0]
    assert TEXT[start:end] == 'said at a rally in Northtown: "We hit'


def test_an_ellipsis_spans_what_lies_between():
    start, end = locate_m.locate(TEXT, "We hit … June 1")[0]
    assert (
        TEXT[start:end]
        == "We hit the depot, and we will strike again unless the talks end by June 1"
    )


def test_nothing_is_located_where_the_words_are_not():
    assert locate_m.locate(TEXT, "three rockets") == []


def test_words_without_letters_or_digits_are_refused():
    with pytest.raises(TextsError):
        locate_m.locate(TEXT, " … ")


def test_a_located_row_is_ready_for_the_table(full):
    with open_package(full) as package:
        (match,) = locate_rows(
            package, TEXTS, "SRC-0001", "We hit the depot", records=["CLM-0001", "CLM-0001"]
        )
        stated = cells_m.read_table(package, "evidence")
    same = next(r for r in stated if r["record_id"] == "CLM-0001")
    ids = [f"EVD-{len(stated) + n:04d}" for n in (1, 2)]
    assert match.rows == tuple(same | {"evidence_id": id_} for id_ in ids)
    assert match.words == "We hit the depot"
    assert match.before
    assert match.after
    assert "\n" not in f"{match.before}{match.after}"


@pytest.mark.parametrize(
    ("used", "next_id"),
    [
        ("EVD-²", "EVD-0001"),
        ("EVD-٣", "EVD-0001"),
        ("EVD-" + "9" * 30, "EVD-0001"),
        ("EVD-0041", "EVD-0042"),
        ("EVD-", "EVD-0001"),
    ],
)
def test_only_numbered_ids_determine_the_next_id(minimal_copy, used, next_id):
    change_rows(minimal_copy, "retired", lambda _: [{"record_id": used}])
    change_rows(minimal_copy, "evidence", lambda rows: [r | {"evidence_id": used} for r in rows])
    with open_package(minimal_copy) as package:
        (match,) = locate_rows(package, TEXTS, "SRC-0001", "We hit the depot")
    assert [row["evidence_id"] for row in match.rows] == [next_id]


def test_a_text_that_is_not_in_sources_yet_can_be_located_by_its_name(minimal):
    with open_package(minimal) as package:
        (match,) = locate_rows(package, TEXTS, "second-report", "Speaker B denied")
    assert [row["source_id"] for row in match.rows] == [""]


@pytest.mark.parametrize(("source", "record"), [("SRC-0099", ""), ("SRC-0001", "XYZ-0001")])
def test_an_unknown_source_or_id_is_an_error(full, source, record):
    with open_package(full) as package, pytest.raises(TextsError, match=f"{source}|{record}"):
        locate_rows(package, TEXTS, source, "depot", records=[record] if record else [])


def test_sentences_end_where_a_reader_would_end_them():
    text = 'The U.S. Army left. "Is it over?" he asked. [1]\nHeading\n[2] A note, No. 7.'
    sentences = [text[start:end] for start, end in split_sentences(text)]
    assert sentences == [
        "The U.S. Army left.",
        '"Is it over?" he asked. [1]',
        "Heading",
        "[2] A note, No. 7.",
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("قال المتحدث ذلك. هل صحيح؟ نعم، د. أحمد قال.", 3),
        ("सेना ने कहा। हमला हुआ।", 2),
        ("कौन घायल हुआ? महापौर ने कहा.", 2),
        ("国防部说没有。部队在原地！“真的吗？”他问。", 4),
        ("ሰላም ነው። እሺ።", 2),
        ("Սա է։ Այո։", 2),
        ("Речник заявив. В. Пагорб сказав: «Так». «Ні». Це напр. тут.", 4),
        ("El grupo habló. ¿Quién? «Nadie.» Él calla.", 4),
    ],
)
def test_sentences_of_other_scripts_end_at_their_own_marks(text, count):
    assert len(split_sentences(text)) == count


def test_coverage_lists_the_words_without_evidence_of_content(full):
    gaps = measure_coverage(read(full, TEXTS)[0]).gaps
    assert [gap.words for gap in gaps] == ["Sample Report: Group A Speaks", "May 3, 2020"]


def test_coverage_is_the_same_in_another_copy(full, tmp_path):
    texts = change_text(tmp_path, lambda text: "Page 1\n" + text.upper())
    moved = measure_coverage(read(full, texts)[0])
    assert moved.gaps[0].start == 0
    assert len(moved.gaps) == 3


def test_many_short_texts_are_matched_in_linear_time(minimal_copy, tmp_path):
    """Quadratic in the number of texts: 4,000 take over 10 s."""
    folder = tmp_path / "many"
    folder.mkdir()
    rows = []
    for number in range(4000):
        name = f"text-{number}"
        (folder / f"{name}.txt").write_text(f"Report {number} of the depot.", "utf-8")
        given = {"text_name": name if number % 2 else "", "text_sha256": "", "text_length": ""}
        rows.append({"source_id": f"SRC-{number + 1:04d}", "kind": "document"} | given)
    change_rows(minimal_copy, "sources", lambda _: rows)
    change_rows(
        minimal_copy,
        "evidence",
        lambda spans: [
            spans[0] | {"evidence_id": f"EVD-{n + 1:04d}", "source_id": row["source_id"]}
            for n, row in enumerate(rows)
        ],
    )
    start = time.process_time()
    documents = read(minimal_copy, folder)
    assert sum(document.text is not None for document in documents) == 2000
    assert time.process_time() - start < 5


def test_coverage_without_the_text_is_none(full, tmp_path):
    shutil.copy(TEXTS / "second-report.txt", tmp_path)
    assert measure_coverage(read(full, tmp_path)[0]) is None

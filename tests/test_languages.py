"""Small packages in five languages: valid, and planted errors are found."""

from dataclasses import dataclass

import pytest
from support.editing import change

from eventclaims import validate
from eventclaims.authoring.derive import derive
from eventclaims.evidence.word_coverage import split_sentences
from eventclaims.package.changes import write_changes
from eventclaims.package.opening import open_package


@dataclass(frozen=True)
class Sample:
    """A fictional report of three sentences, and the coding of it."""

    text: str
    name: str
    deed: str
    title: str
    summary: str


SAMPLES = {
    "ar": Sample(
        "قالت جماعة الوادي في بيان إنها هاجمت المستودع. هل كان هناك ضحايا؟ لم يعلق رئيس البلدية.",
        "جماعة الوادي",
        "هاجمت المستودع",
        "هجوم على المستودع",
        "الجماعة تُعلِنُ هجومًا.",
    ),
    "fa": Sample(
        "گروه دره می‌گوید نیروهایش به انبار حمله کرده‌اند. آیا کسی زخمی شد؟ شهردار چیزی نگفت.",
        "گروه دره",
        "به انبار حمله کرده‌اند",
        "حمله‌ای به انبار",
        "گروه از حمله‌ای خبر می‌دهد.",
    ),
    "hi": Sample(
        "घाटी समूह ने कहा कि उसने गोदाम पर हमला किया। क्या कोई घायल हुआ? महापौर ने कुछ नहीं कहा।",
        "घाटी समूह",
        "गोदाम पर हमला किया",
        "गोदाम पर हमला",
        "समूह हमले की ज़िम्मेदारी लेता है।",
    ),
    "zh": Sample(
        "山谷小组说他们袭击了仓库。有人受伤吗？市长没有发表任何评论，调查仍在继续。",
        "山谷小组",
        "袭击了仓库",
        "仓库遇袭",
        "小组承认一次袭击。",
    ),
    "uk": Sample(
        "Група «Долина» заявила на мітингу у місті, що атакувала склад. Чи є поранені? Мер ні.",
        "Група «Долина»",
        "атакувала склад",
        "Напад на склад",
        "Група повідомляє про напад.",
    ),
}


@pytest.fixture(params=SAMPLES)
def coded(request, minimal_copy, tmp_path):
    """Give a sample, its package and the folder of its text."""
    sample, language = SAMPLES[request.param], request.param
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "sample-report.txt").write_text(sample.text, "utf-8")
    coding = {
        "actors": {"name": sample.name},
        "actor_names": {"name": sample.name, "language": language},
        "events": {"title": sample.title, "summary": sample.title},
        "statements": {"summary": sample.summary, "language": language},
        "claims": {"summary": sample.title},
        "sources": {"title": sample.title, "language": language}
        | dict.fromkeys(("text_sha256", "text_length"), ""),
    }
    for table, cells in coding.items():
        change(minimal_copy, table, lambda rows, cells=cells: [rows[0] | cells, *rows[1:]])
    passages = {"actor_names": sample.name, "statements": sample.text.partition(sample.deed)[0]}

    def cite(row):
        passage = passages.get(row["table"], sample.deed)
        start = sample.text.index(passage)
        span = {"start": str(start), "end": str(start + len(passage.rstrip()))}
        return row | span | dict.fromkeys(("text_sha256", "token_count", "token_sha256"), "")

    change(minimal_copy, "evidence", lambda rows: [cite(row) for row in rows])
    with open_package(minimal_copy) as package:
        write_changes(derive(package, texts))
    return sample, minimal_copy, texts


def test_a_package_in_another_language_is_valid_without_a_finding(coded):
    _, package, texts = coded
    assert validate(package, texts=texts).findings == ()


def test_copied_words_and_a_wrong_span_are_found(coded):
    sample, package, texts = coded
    copied = {"summary": sample.text}
    change(package, "statements", lambda rows: [rows[0] | copied, *rows[1:]])

    def move(row):
        return row | {"start": str(int(row["start"]) + 1)}

    change(package, "evidence", lambda rows: [move(rows[0]), *rows[1:]])
    found = {(f.rule, f.record) for f in validate(package, texts=texts).findings}
    assert {("words-taken-over", "STM-0001"), ("span-differs", "EVD-0001")} <= found


def test_the_report_has_three_sentences(coded):
    assert len(split_sentences(coded[0].text)) == 3

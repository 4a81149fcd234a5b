"""No seven words in a row of a report, in the tables or in the documentation."""

import time

import pytest
from support.editing import change
from support.packages import TEXTS

from eventclaims.evidence.check import check_evidence
from eventclaims.package.opening import open_package

SENTENCE = "we will strike again unless the talks end by June"


def find(package, texts=TEXTS):
    with open_package(package) as opened:
        findings = check_evidence(opened, texts)
    return [f for f in findings if f.rule == "words-taken-over"]


@pytest.mark.parametrize("page", ["README.md", "docs/codebook.md", "docs/more/page.md"])
def test_a_page_of_the_package_is_looked_through(minimal_copy, page):
    path = minimal_copy / page
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"# A page\n\nIt says:\n{SENTENCE.upper()}.\n", "utf-8")
    (finding,) = find(minimal_copy)
    assert (finding.file, finding.line) == (page, 4)
    assert "strike" not in finding.message


def test_six_words_are_allowed(minimal_copy):
    (minimal_copy / "README.md").write_text(" ".join(SENTENCE.split()[:6]), "utf-8")
    assert find(minimal_copy) == []


def test_a_title_as_printed_may_be_cited_anywhere(full_copy):
    text = (TEXTS / "second-report.txt").read_text("utf-8")
    title = text.split("\n")[0] + " " + text.split("\n")[2]
    path = full_copy / "data" / "sources.csv"
    short = text.split("\n")[0]
    path.write_text(path.read_text("utf-8").replace(short, f'"{title}"'), "utf-8")
    (full_copy / "README.md").write_text(f"We coded: {title}.", "utf-8")
    assert find(full_copy) == []


def test_a_name_as_printed_has_six_words_at_the_most(minimal_copy):
    change(minimal_copy, "actors", lambda rows: [rows[0] | {"name": SENTENCE}, *rows[1:]])
    (finding,) = find(minimal_copy)
    assert (finding.table, finding.field, finding.row) == ("actors", "name", 2)


def test_each_line_of_a_page_is_reported_once_with_its_number(minimal_copy):
    lines = ["# A page", SENTENCE, "", f"{SENTENCE}. {SENTENCE}", "More words.", SENTENCE]
    (minimal_copy / "README.md").write_text("\n".join(lines), "utf-8")
    assert [finding.line for finding in find(minimal_copy)] == [2, 4, 6]


def test_a_long_page_is_searched_in_linear_time(minimal_copy):
    (minimal_copy / "README.md").write_text("some other words\n" * 50_000 + SENTENCE, "utf-8")
    start = time.process_time()
    (finding,) = find(minimal_copy)
    assert finding.line == 50_001
    assert time.process_time() - start < 30  # quadratic: 150 s


HINDI = "प्रवक्ता ने कहा कि सेना ने गाँव पर हमला नहीं किया"
CHINESE = "发言人昨天表示，军队没有参与袭击，调查仍在继续。"
THAI = "โฆษกกล่าวเมื่อวานนี้ว่ากองทัพไม่ได้โจมตีหมู่บ้านและการสอบสวนยังดำเนินต่อไป"
PERSIAN = "سخنگو می‌گوید نیروها به روستا حمله نکرده‌اند و بررسی ادامه دارد"


@pytest.mark.parametrize(
    ("text", "allowed", "copied"),
    [
        (HINDI, " ".join(HINDI.split()[:6]), " ".join(HINDI.split()[:7])),
        (CHINESE, CHINESE[:14], CHINESE[:16]),
        (THAI, THAI[:28], THAI),
        (PERSIAN, " ".join(PERSIAN.split()[:6]), " ".join(PERSIAN.split()[:7])),
        (PERSIAN, "", PERSIAN.replace("\u200c", "")),
        (f"NATO {CHINESE}", f"NATO {CHINESE[:12]}", f"NATO {CHINESE[:13]}"),
    ],
)
def test_words_are_counted_in_scripts_with_marks_and_without_spaces(
    minimal_copy, tmp_path, text, allowed, copied
):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "sample-report.txt").write_text(text, "utf-8")
    for words, number in ((allowed, 0), (copied, 1)):
        (minimal_copy / "README.md").write_text(words, "utf-8")
        assert len(find(minimal_copy, tmp_path / "texts")) == number, words

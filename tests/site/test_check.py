"""The scripts that check a copy of a text give what the functions of Python give."""

import html
import resource
import unicodedata
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.editing import change
from support.packages import TEXTS
from support.scripts import NODE, check, evaluate, verify_in_python

from eventclaims.evidence.fingerprints import OLD_VERSION, Windows, tokenize
from eventclaims.evidence.html_text import INLINE, RAW, SILENT, read_html
from eventclaims.evidence.word_coverage import split_sentences

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")
TEXT = (TEXTS / "sample-report.txt").read_text("utf-8")
SECOND = (TEXTS / "second-report.txt").read_text("utf-8")
STRINGS = [
    "",
    "हिन्दी में वाक्य। दूसरा वाक्य",
    "قَالَ الشَّيْخُ: لَا. ۱۲۳ ـــ",
    "Straße STRASSE ẞ ŉ",
    "İstanbul ISPARTA ıI i̇",
    "\ufb01rst o\ufb03ce \ufdfa \u00bd x\u00b2 \u2167",
    "\U0001f600a\U0001f600b c\U0001f600",
    "e\u0301te\u0301 n\u0303 a\u0327\u0301b \u0301",
    "\U0001d400\U0001d401 \U00010400\U00010428 \U0001d7ce1",
    "ΟΔΟΣ ὀδός ΣΑΣ ᾳ ᾼ",
    "a\u200bb c\ufeffd \ufeff e\u2060f g\x1ch i\x85j k\u180el\u3000m\xa0n",
    "ไม่มีช่องว่าง 中文，没有空格。ｶﾞ １２",
    "Ꭰꭰ ა Ა ǆ ǅ Ǆ a_b _c_",
    'Mr. A. B. Smith said so [1]. "Then," he said... e.g. this! «No?» [2]\n\nJ. (Yes.) اليوم؟ نعم',
]
MARKUP = [
    "",
    "<p>North<b>town</b> &amp; &lt;b&gt; &eacute;t&eacute &nbsp;x &notit; &unknown; &",
    "<head><title>x</title><body>a<script>if (a < b) '<p>'</SCRIPT>b<style>p {}</style >c",
    "<a title=it's>a</a> <a b=\"c>d\">e</a> <a b = 'c>d'>f</a> <a b=\"c>d</a> > g",
    "a<!-- > b -->c<!DOCTYPE x><?xml y?></ z>d < e <3 f <g h",
    "<template>x<template>y</template></template>z</template><iframe><p>i</p></iframe>",
    "soft&shy;ly North&#8203;town\u2060x\r\ny &#13; &#0; &#x80; &#150; &#xD800; &#x110000; &#1;",
    "<div/>a<br>b<wbr>c<sup>d</sup>\U0001f600<x\u00a0y>e<\u017fcript>f",
    "&#x1F600; &#65534; &#64976; &#12; &#9; &#11; &#127;",
]


def describe(text):
    """Return what the functions of Python find in a text."""
    versions = [tokenize(text), tokenize(text, OLD_VERSION)]
    return [
        [[[t.text, t.start, t.end] for t in tokens] for tokens in versions],
        [list(sentence) for sentence in split_sentences(text)],
        sha256(text.encode()).hexdigest(),
    ]


def describe_in_script(texts):
    return evaluate(
        """return value.map((content) => {
          const text = makeText("", content);
          const { toPoint } = text;
          const list = (pattern) => tokenize(content, pattern).map(
            (token) => [token.text, toPoint(token.start), toPoint(token.end)]);
          const sentences = splitSentences(content).map((each) => each.map(toPoint));
          return [[list(TOKEN), list(OLD_TOKEN)], sentences, text.sha256];
        })""",
        texts,
    )


def test_hashes_are_those_of_python_for_every_length_of_the_last_block():
    texts = ["a" * n for n in range(130)] + ["é😀" * 40, "x" * 1_000_000]
    expected = [sha256(text.encode()).hexdigest() for text in texts]
    assert evaluate("return value.map(hashText)", texts) == expected


def test_letters_marks_spaces_and_folding_are_those_of_python_for_each_character():
    # The browser may know characters of a later version of Unicode.
    known = [chr(n) for n in range(0x110000) if unicodedata.category(chr(n)) not in {"Cn", "Cs"}]
    body = r"""
      const space = new RegExp(`^[${SPACE}]$`, "u");
      const [letter, mark] = [/^[\p{L}\p{N}]$/u, /^\p{M}$/u];
      return value.map((c) => [fold(c), space.test(c), letter.test(c), mark.test(c)]);"""
    expected = [
        [c.casefold(), c.isspace(), c.isalnum(), unicodedata.category(c)[0] == "M"] for c in known
    ]
    assert evaluate(body, known) == expected


def test_tokens_and_sentences_have_the_same_words_and_code_points():
    assert describe_in_script(STRINGS) == [describe(text) for text in STRINGS]


@settings(max_examples=5)
@given(
    st.lists(
        st.text(
            st.sampled_from("aßİıﬁ½Σς😀\u0301\u0e48न्\u064b.!?[1]\"' \n\xa0\ufeff中Ⅷé_")
            | st.characters(max_codepoint=0x1FFFF, exclude_categories=["Cs", "Cn"]),
            max_size=30,
        ),
        min_size=60,
        max_size=60,
    )
)
def test_tokens_of_any_text_are_those_of_python(texts):
    assert describe_in_script(texts) == [describe(text) for text in texts]


def test_the_text_of_a_page_is_that_of_python():
    elements = RAW | SILENT | INLINE | {"p", "main"}
    pages = [*MARKUP, *(f"a<{name}>b</{name}>c" for name in sorted(elements))]
    pages += [page.upper() for page in pages]
    names = {name.removeprefix("&"): html.unescape(f"&{name}") for name in list_names(pages)}
    body = "return value.pages.map((page) => readHtml(page, (name) => value.names[name]))"
    assert evaluate(body, {"pages": pages, "names": names}) == [read_html(page) for page in pages]


def list_names(pages):
    """Return what the script asks the browser for."""
    body = (
        "const all = []; for (const page of value) readHtml(page, (n) => all.push(n)); return all"
    )
    return evaluate(body, pages)


COPIES = {
    "exact": TEXT,
    "prefix": f"Added 😀 line\n{TEXT}",
    "inserted": TEXT[:140] + "x y " * 2000 + TEXT[140:],
    "upper case": TEXT.upper(),
    "NFD": unicodedata.normalize("NFD", TEXT.replace("depot", "dépôt")),
    "other ends of lines": TEXT.replace("\n", "\r\n"),
    "one changed word": TEXT.replace("rockets", "missiles"),
    "twice": f"{TEXT}\n{TEXT}",
    "both reports": TEXT + SECOND,
    "a third": TEXT[:110],
    "second": SECOND,
    "wrong": "Nothing of this is in a report. " * 20,
    "empty": "",
}


@pytest.mark.parametrize("name", ["copy", "sample-report", "second-report"])
def test_each_span_of_a_copy_has_the_outcome_and_place_of_evidence_verify(name, full, tmp_path):
    found = check(full, [[name, content] for content in COPIES.values()])
    outcomes = set()
    for (label, content), verdicts in zip(COPIES.items(), found, strict=True):
        (tmp_path / f"{name}.txt").write_bytes(content.encode())
        expected = verify_in_python(full, tmp_path)
        for source, text in (("SRC-0001", TEXT), ("SRC-0002", SECOND)):
            if content == text:
                # The page does not compare an identical copy with other documents.
                expected = {source: expected[source]}
        assert verdicts == expected, label
        outcomes |= {span[1] for each in verdicts.values() for span in each["spans"]}
    assert outcomes == {"exact", "moved", "missing"}


def test_evidence_in_the_old_version_of_tokens_is_found(full_copy, tmp_path):
    marked = TEXT.replace("depot", "de\u0301pot\u0301")
    old = sha256(" ".join(t.text for t in tokenize("the de\u0301pot\u0301", OLD_VERSION)).encode())
    count = len(tokenize("the de\u0301pot\u0301", OLD_VERSION))
    cells = {"token_count": str(count), "token_sha256": old.hexdigest()}
    change(full_copy, "evidence", lambda rows: [rows[0] | cells, *rows[1:]])
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "copy.txt").write_bytes(marked.encode())
    [verdicts] = check(full_copy, [["copy", marked]])
    assert verdicts == verify_in_python(full_copy, tmp_path / "texts")
    assert verdicts["SRC-0001"]["spans"][0][1] == "moved"
    assert Windows(marked).find(old.hexdigest(), count)


def measure_children():
    """Return the seconds that processes started by this one have computed."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


@pytest.mark.parametrize("before", ["", pytest.param("Added. ", marks=pytest.mark.long)])
def test_a_copy_of_a_megabyte_is_checked_in_seconds(before, full):
    filler = " ".join(f"w{n * 7919 % 30011} and" for n in range(100_000))
    start = measure_children()
    [verdicts] = check(full, [["copy", f"{before}{TEXT}\n{filler}"]])
    assert measure_children() - start < 15
    outcomes = {span[1] for span in verdicts["SRC-0001"]["spans"]}
    assert outcomes == ({"moved"} if before else {"exact"})

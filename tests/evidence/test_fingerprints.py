"""Fingerprints: a passage is found again in another copy of its text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventclaims.evidence.fingerprints import (
    OLD_VERSION,
    VERSION,
    Windows,
    fingerprint,
    hash_text,
    tokenize,
)

# Letters, digits, quotes and dashes of the scripts that reports are written in.
CHARACTERS = "abcXYZäéğİıßﬁ½Å٣سلامכ0129'’‘\"“”-–—.,!?()[]… "
WORDS = st.text(CHARACTERS, min_size=1).filter(tokenize)
# Where upper and lower case fold to the same; dotless and dotted i do not.
CASED = st.text("abcXYZäéßÅ0129'-. ", min_size=1).filter(tokenize)


def find(passage, copy):
    tokens = tokenize(passage)
    return Windows(copy).find(fingerprint(tokens), len(tokens))


@given(WORDS, WORDS, WORDS)
def test_a_passage_is_found_in_its_own_text(before, passage, after):
    text = f"{before} {passage} {after}"
    spans = find(passage, text)
    assert any(
        start >= len(before) and end <= len(before) + len(passage) + 1 for start, end in spans
    )


@given(WORDS, st.sampled_from(["\n", "\t", "  ", "\u00a0", "\u2009\n", "\r\n"]))
def test_white_space_does_not_matter(passage, space):
    assert find(passage, f"x {passage.replace(' ', space)} y")


@given(WORDS)
def test_quotes_and_dashes_do_not_matter(passage):
    table = str.maketrans({"'": "’", "’": "'", '"': "“", "“": '"', "-": "–", "—": "-"})
    assert find(passage, f"x {passage.translate(table)} y")


@given(CASED)
def test_letter_case_does_not_matter(passage):
    assert find(passage, f"x {passage.upper()} y")
    assert find(passage, f"x {passage.lower()} y")


@given(WORDS, st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_unicode_form_does_not_matter(passage, form):
    assert find(passage, f"x {unicodedata.normalize(form, passage)} y")


@given(WORDS)
def test_tokens_are_those_of_the_whole_text_normalised_at_once(text):
    folded = unicodedata.normalize("NFKC", text).casefold()
    assert [token.text for token in tokenize(text)] == [token.text for token in tokenize(folded)]


@given(WORDS)
def test_a_token_stands_where_it_says(text):
    for token in tokenize(text):
        passage = text[token.start : token.end]
        assert token.text in unicodedata.normalize("NFKC", passage).casefold()


def test_another_word_is_not_found():
    assert find("two rockets", "three rockets hit two depots") == []


def test_every_place_of_a_passage_is_found():
    assert find("the depot", "The depot. Near the Depot!") == [(0, 9), (16, 25)]


def test_a_hash_is_that_of_the_utf8_bytes():
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert hash_text("") == empty


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("Arabic", "قَالَ المُتَحَدِّثُ بِاسْمِ الجَيْشِ"),
        ("Bengali", "প্রধানমন্ত্রী বলেছেন যে সেনাবাহিনী হামলা করেছে"),
        ("Burmese", "စစ်တပ်က ရွာကို တိုက်ခိုက်ခဲ့သည်"),
        ("Hebrew", "שָׁלוֹם לְכֻלָּם"),
        ("Hindi", "प्रधानमंत्री ने कहा कि सेना ने हमला किया"),
        ("Tamil", "அமைச்சர் கூறினார்"),
        ("Thai", "กองทัพ โจมตี หมู่บ้าน"),
    ],
)
def test_a_combining_mark_does_not_divide_a_word(language, text):
    tokens = tokenize(text)
    assert len(tokens) == len(text.split()) < len(tokenize(text, OLD_VERSION)), language
    assert [text[token.start : token.end] for token in tokens] == text.split()


# The capital dotted I becomes i and a combining dot.
@given(WORDS.filter(lambda text: "İ" not in text))
def test_both_versions_are_the_same_without_combining_marks(text):
    assert tokenize(text) == tokenize(text, OLD_VERSION)


# The last token of the old version ends before the vowel mark.
@pytest.mark.parametrize(("version", "end"), [(OLD_VERSION, 8), (VERSION, 9)])
def test_a_passage_is_found_by_the_fingerprint_of_either_version(version, end):
    tokens = tokenize("सेना ने", version)
    assert Windows("x सेना ने y").find(fingerprint(tokens), len(tokens)) == [(2, end)]

"""Skeletons: equal where only the transliteration differs, and different where the name does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventclaims.consistency.transliteration import normalise_transliteration

WORDS = st.text("bdfgjklmnprstv", min_size=2, max_size=8)
NAMES = st.lists(WORDS, min_size=1, max_size=4)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Ḥarakat Ḥezbollāh", "Harakat Hezbollah"),
        ("Asa'ib Ahl Al-Haq", "Asaib Ahl al Haqq"),
        ("Asa'ib Ahl Al-Haq", "‘Aṣāʾib Ahl al-Ḥaqq"),
        ("Kataib Hezbollah", "Hizbullah Brigades"),
        ("The Army of Mahdi", "Mahdi Army"),
        ("Qais al-Khazali", "Kais el Khazaly"),
        ("Muhammad", "Mohamad"),
        ("Usama", "Osama"),
        ("Liwa Zulfiqar", "Brigade Sulfikar"),
        ("B. C. Dag", "C B Dag"),
        ("Brigade ٣", "3 Brigade"),
        ("Mohammed", "Muhammad"),
        ("Soleimani", "Sulaymani"),
        ("Сулеймани", "Soleimani"),
        ("Hussein", "Husayn"),
        ("Sheikh Abou Ahmed", "Shaykh Abu Ahmad"),
        ("Группа «Пагорб»", "Пагорб группа"),
        ("كَتَائِب الجَبَل", "کتائب جبل"),
        ("Łukasz Kılıç", "Lukasz Kilic"),
    ],
)
def test_spellings_of_one_name_have_one_normalised_form(one, two):
    assert normalise_transliteration(one) == normalise_transliteration(two) != ""


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Kataib Hezbollah", "Kataib Sayyid al-Shuhada"),
        ("Saraya al-Salam", "Saraya Awliya al-Dam"),
        ("Ali", "Hasan"),
        ("Group A1", "Group A2"),
        ("Brigade 30", "Brigade 50"),
        ("Iran", "Iraq"),
        ("Brigade 1", "Brigade 11"),
        ("Brigade 3", "Brigade 33"),
        ("Brigade II", "Brigade I"),
        ("Brigade ٣", "Brigade ٤"),
        ("1st Brigade of the 2nd Division", "2nd Brigade of the 1st Division"),
        ("7 April Group", "77 April Group"),
        ("APT3", "APT33"),
        ("G0010", "G0100"),
        ("Unit 8200", "Unit 820"),
        ("LulzSec", "LolSec"),
        ("Hassan", "Hussein"),
        ("Ahmad", "Hamad"),
        ("72-га бригада", "72-й полк"),
        ("لواء 1", "لواء 11"),
        ("كتائب الجبل", "كتائب الوادي"),
    ],
)
def test_other_names_have_other_normalised_forms(one, two):
    assert normalise_transliteration(one) != normalise_transliteration(two)


@pytest.mark.parametrize("name", ["", "the", "Al-", "山地旅", "Ταξιαρχία 1", "' - '", "h"])
def test_a_name_of_another_script_has_an_empty_normalised_form(name):
    assert normalise_transliteration(name) == ""


@given(words=NAMES, data=st.data())
def test_order_case_hyphens_articles_and_doubled_letters_do_not_matter(words, data):
    parts = data.draw(st.permutations(words))
    parts = [data.draw(st.sampled_from([p, p.upper(), "al-" + p, "the " + p])) for p in parts]
    parts = [p[:-1] + p[-1] * data.draw(st.integers(1, 3)) for p in parts]
    other = data.draw(st.sampled_from([" ", "-", "  ", "\u2013"])).join(parts)
    assert normalise_transliteration(other) == normalise_transliteration(" ".join(words))


@given(words=NAMES, place=st.integers(0, 3), mark=st.sampled_from("\u0301\u0323\u0304'’ʿʾ`"))
def test_diacritics_and_apostrophes_do_not_matter(words, place, mark):
    name = " ".join(words)
    assert normalise_transliteration(
        name[: place + 1] + mark + name[place + 1 :]
    ) == normalise_transliteration(name)


@given(name=st.text())
def test_every_text_has_a_normalised_form_of_letters_and_digits(name):
    normalised = normalise_transliteration(name)
    assert normalised.replace(" ", "").isalnum() or normalised == ""

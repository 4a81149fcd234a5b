"""Parse dates and numbers as they are printed in the reports, and count words."""

import calendar
import re
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
import pyarrow.compute as pc  # type: ignore[import-untyped]  # see above

from eventclaims.consistency.loaded_words import LoadedWords, read_loaded_words
from eventclaims.database.arrays import (
    Numbers,
    make_array,
    make_numbers,
    make_value,
    read_numbers,
)
from eventclaims.tables.edtf import format_edtf

_MONTHS = [name.lower() for name in calendar.month_name[1:]]
_DAY = re.compile(
    rf"\b(?P<month>{'|'.join(_MONTHS)})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b"
    rf"|\b(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month2>{'|'.join(_MONTHS)}),?\s+(?P<year2>\d{{4}})\b",
    re.IGNORECASE | re.ASCII,
)
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?:[ap]m)?|[ap]m|gmt|utc|est", re.IGNORECASE | re.ASCII)
# Words around a date that leave it as it is, in lower case; names are also possible.
_NEUTRAL = {
    *("on", "the", "of", "at", "in", "published", "posted", "updated", "dated", "date", "time"),
    *("morning", "afternoon", "evening", "night", "noon", "midnight", "local", "ad", "ce"),
}
# Words that give a date another meaning, also where they begin a sentence.
_SHIFTING = {
    *(
        "after",
        "around",
        "before",
        "between",
        "by",
        "circa",
        "during",
        "early",
        "following",
        "from",
    ),
    *("late", "later", "mid", "prior", "since", "through", "till", "to", "until", "within", "not"),
    *("day", "days", "week", "weeks", "month", "months", "year", "years", "hours", "eve", "end"),
    *("next", "previous", "last", "first", "second", "beginning", "start", "anniversary", "and"),
    *("or", "about", "approximately", "probably", "possibly", "ca", "c", "no", "as", "up"),
    *("against", "ah", "bc", "bce", "sh", "hijri", "hijra", "jalali", "shamsi", "solar", "lunar"),
    *("julian", "persian", "iranian", "islamic", "coptic", "hebrew", "jewish", "rumi"),
    *("calendar", "style"),
}
_UNITS = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen", "twenty"),
)
_WORDS = {word: number for number, word in enumerate(_UNITS)} | {"zero": 0, "none": 0, "a": 1}
_TENS = {"thirty": 30, "forty": 40, "fifty": 50, "hundred": 100, "a hundred": 100}
_WORDS |= _TENS
_MULTITUDES = {"dozens": 24, "hundreds": 200, "thousands": 2000, "several": 2, "a dozen": 12}
_NUMBER = r"(?P<number>\d{1,3}(?:,\d{3})+|\d+|[a-z]+(?: [a-z]+)?)"
# Words before a number that make it a bound.
_MORE = re.compile(rf"(?:over|more than|above) {_NUMBER}", re.ASCII)
_LEAST = re.compile(rf"(?:at least|no fewer than|no less than) {_NUMBER}", re.ASCII)
_LESS = re.compile(rf"(?:under|fewer than|less than|below) {_NUMBER}", re.ASCII)
_MOST = re.compile(rf"(?:up to|at most|no more than) {_NUMBER}", re.ASCII)
_PLAIN = re.compile(_NUMBER, re.ASCII)
# A longer number does not fit into a 64-bit integer.
_MOST_DIGITS = 18
# Best, lowest and highest number, such as 9 (7 to 12).
_COUNT = r"(\d{1,3}(?:,\d{3}){1,5}|\d{1,18})"
_BEST = re.compile(rf"{_COUNT} ?\({_COUNT} ?(?:to|-|\u2013) ?{_COUNT}\)", re.ASCII)
_DATES = {
    "edtf": ("date_earliest", "date_latest", "date_type"),
    "event_edtf": ("event_earliest", "event_latest", "event_date_type"),
    "statement_edtf": ("statement_earliest", "statement_latest", "statement_date_type"),
    "cited_edtf": ("cited_earliest", "cited_latest"),
}
Bounds = tuple[int | None, int | None]


def add_parsed_columns(batch: pa.RecordBatch, loaded: LoadedWords | None = None) -> pa.RecordBatch:
    """Return a batch of a view with the columns that are parsed from text.

    Args:
        batch: The batch. With dates it gets edtf (the date by its bounds), event_edtf and the like
            for the dates of other rows, and printed_day; with a
            printed number printed_minimum, printed_maximum and is_readable; with a summary
            summary_words (their number); with text by the coder loaded_words.
        loaded: The loaded words; those of the standard if None.
    """
    for name, columns in _DATES.items():
        if {*columns} <= {*batch.schema.names}:
            indexes, bounds = _find_distinct(batch, *columns)
            dates = make_array([format_edtf(*row) for row in bounds], pa.large_string())
            batch = batch.append_column(name, dates.take(indexes))
    if "date_as_printed" in batch.schema.names:
        indexes, printed = _find_distinct(batch, "date_as_printed")
        days = [read_printed_day(text) if text else None for (text,) in printed]
        batch = batch.append_column("printed_day", make_array(days, pa.date32()).take(indexes))
    if "as_printed" in batch.schema.names:
        indexes, printed = _find_distinct(batch, "as_printed")
        numbers = [read_printed_number(text) if text else None for (text,) in printed]
        readable = make_array([number is not None for number in numbers], pa.bool_())
        batch = batch.append_column("is_readable", readable.take(indexes))
        for end, bound in enumerate(("printed_minimum", "printed_maximum")):
            ends = [None if number is None else number[end] for number in numbers]
            batch = batch.append_column(bound, make_array(ends, pa.int64()).take(indexes))
    if "summary" in batch.schema.names:
        batch = batch.append_column("summary_words", _count_words(batch["summary"]))
    if "coder_text" in batch.schema.names:
        found = (loaded or read_loaded_words()).find(batch["coder_text"])
        batch = batch.append_column("loaded_words", found)
    return batch


def _find_distinct(batch: pa.RecordBatch, *columns: str) -> tuple[pa.Array, list[tuple[Any, ...]]]:
    """Return the index of each row's combination of some columns, and the distinct combinations.

    Most dates and numbers occur many times, so parsing each once is faster.
    """
    rows = np.arange(batch.num_rows)
    numbers: Numbers = np.zeros(batch.num_rows, np.int64)
    firsts: Numbers = rows[:1]
    for name in columns:
        encoded = batch[name].dictionary_encode(null_encoding="encode")
        numbers = numbers * len(encoded.dictionary) + read_numbers(encoded.indices)
        combined = make_numbers(numbers).dictionary_encode()
        numbers = read_numbers(combined.indices)
        firsts = np.empty(len(combined.dictionary), np.int64)
        firsts[numbers[::-1]] = rows[::-1]
    places = make_numbers(firsts)
    distinct = [batch[name].take(places).to_pylist() for name in columns]
    return make_numbers(numbers), list(zip(*distinct, strict=True))


def _count_words(column: pa.Array) -> pa.Array:
    texts = pc.utf8_trim_whitespace(pc.fill_null(column, make_value("").cast(column.type)))
    words = pc.list_value_length(pc.utf8_split_whitespace(texts)).cast(pa.int64())
    # Splitting an empty text gives one piece.
    return pc.if_else(pc.equal(texts, make_value("")), make_value(0), words)


def read_printed_day(text: str) -> date | None:
    """Return the date of a text with exactly one English date and no word that may change it.

    Returns:
        The date; None for any other text, such as "before May 3, 2020" or a date of two calendars.
    """
    matches = list(_DAY.finditer(text))
    if len(matches) != 1:
        return None
    around = f"{text[: matches[0].start()]} {text[matches[0].end() :]}"
    if not all(map(_is_neutral, re.split(r"[\s,;()\[\]/\u2013\u2014-]+", around))):
        return None
    parts = matches[0].groupdict()
    month = (parts["month"] or parts["month2"]).lower()
    day, year = int(parts["day"] or parts["day2"]), int(parts["year"] or parts["year2"])
    try:
        return date(year, _MONTHS.index(month) + 1, day)
    except ValueError:
        return None


def _is_neutral(word: str) -> bool:
    """Return whether a word beside a date leaves it as it is."""
    plain = word.strip(".:'\"").lower()
    if not plain or plain in _NEUTRAL or _CLOCK.fullmatch(plain):
        return True
    return word[0].isupper() and plain.isalpha() and plain not in _SHIFTING


def read_printed_number(text: str) -> Bounds | None:
    """Return the minimum and maximum of a printed number, each None if it is open.

    Args:
        text: Digits or English words, alone or after "over", "at least", "up to" and the like; or
            a word for many, such as "dozens"; or a number with its bounds, "9 (7 to 12)".

    Returns:
        The bounds; None if the text has another form.
    """
    phrase = " ".join(text.lower().split())
    if phrase in _MULTITUDES:
        least = _MULTITUDES[phrase]
        return (least, least) if phrase == "a dozen" else (least, None)
    best = _BEST.fullmatch(phrase)
    if best:
        best_estimate, least, most = (int(count.replace(",", "")) for count in best.groups())
        return (least, most) if least <= best_estimate <= most else None
    for pattern, low, high in (
        (_MORE, 1, None),
        (_LEAST, 0, None),
        (_LESS, None, -1),
        (_MOST, None, 0),
        (_PLAIN, 0, 0),
    ):
        match = pattern.fullmatch(phrase)
        number = _read_number(match["number"]) if match else None
        if number is not None:
            return (
                None if low is None else number + low,
                None if high is None else number + high,
            )
    return None


def _read_number(text: str) -> int | None:
    digits = text.replace(",", "")
    if digits.isdigit():
        return int(digits) if len(digits) <= _MOST_DIGITS else None
    return _WORDS.get(text)

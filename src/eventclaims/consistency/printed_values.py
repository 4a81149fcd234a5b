"""What a printed form says: the day of a printed date, the bounds of a printed number."""

from __future__ import annotations

import calendar
import csv
import re
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
import pyarrow.compute as pc  # type: ignore[import-untyped]  # see above
from numpy.typing import NDArray

from eventclaims.package import standard as schemas
from eventclaims.tables.edtf import format_edtf

_MONTHS = [name.lower() for name in calendar.month_name[1:]]
_DAY = re.compile(
    rf"(?P<month>{'|'.join(_MONTHS)})\s+(?P<day>\d{{1,2}}),?\s+(?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})\s+(?P<month2>{'|'.join(_MONTHS)})\s+(?P<year2>\d{{4}})",
    re.IGNORECASE | re.ASCII,
)
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
# The bounds that words before a number set on it.
_MORE = re.compile(rf"(?:over|more than|above) {_NUMBER}", re.ASCII)
_LEAST = re.compile(rf"(?:at least|no fewer than|no less than) {_NUMBER}", re.ASCII)
_LESS = re.compile(rf"(?:under|fewer than|less than|below) {_NUMBER}", re.ASCII)
_MOST = re.compile(rf"(?:up to|at most|no more than) {_NUMBER}", re.ASCII)
_PLAIN = re.compile(_NUMBER, re.ASCII)
# A number with more digits is none that a column of integers holds.
_MOST_DIGITS = 18
Bounds = tuple[int | None, int | None]
Positions = NDArray[np.int64]


def add_readings(rows: pd.DataFrame) -> None:
    """Add to rows in context what is to be read from their text.

    Args:
        rows: A batch of a view. A dated one gets edtf, what its bounds give, and printed_day; one
            with a printed number printed_minimum, printed_maximum and is_readable; one with a
            summary summary_words; one in the coder's voice loaded, the words that judge.
    """
    if "date_as_printed" in rows:
        places, bounds = _find_distinct(rows, "date_earliest", "date_latest", "date_type")
        rows["edtf"] = _spread([format_edtf(*row) for row in bounds], places, rows, pa.string())
        places, printed = _find_distinct(rows, "date_as_printed")
        days = [read_printed_day(text) if text else None for (text,) in printed]
        rows["printed_day"] = _spread(days, places, rows, pa.date32())
    if "as_printed" in rows:
        places, printed = _find_distinct(rows, "as_printed")
        numbers = [read_printed_number(text) if text else None for (text,) in printed]
        readable = [number is not None for number in numbers]
        rows["is_readable"] = _spread(readable, places, rows, pa.bool_())
        for end, bound in enumerate(("printed_minimum", "printed_maximum")):
            ends = [None if number is None else number[end] for number in numbers]
            rows[bound] = _spread(ends, places, rows, pa.int64())
    if "summary" in rows:
        texts = pc.utf8_trim_whitespace(pc.fill_null(pa.array(rows["summary"], pa.string()), ""))
        words = pc.list_value_length(pc.utf8_split_whitespace(texts))
        # An empty text is split into one piece, too.
        words = pc.if_else(pc.equal(texts, ""), 0, words)
        rows["summary_words"] = _keep(words, rows)
    if "voice" in rows:
        found = [_find_loaded(text) if text else None for text in _list_suspect(rows["voice"])]
        rows["loaded"] = _keep(pa.array(found, pa.string()), rows)


def _find_distinct(rows: pd.DataFrame, *columns: str) -> tuple[Positions, list[tuple[Any, ...]]]:
    """Return what some columns hold, each combination once, and for each row which it has.

    The same few dates and numbers come again and again.
    """
    places: Positions = np.zeros(len(rows), np.int64)
    cells = [pa.array(rows[name]) for name in columns]
    for column in cells:
        encoded = column.dictionary_encode(null_encoding="encode")
        numbers = places * len(encoded.dictionary) + encoded.indices.to_numpy()
        places = pd.factorize(numbers)[0]
    _, firsts = np.unique(places, return_index=True)
    distinct = [column.take(pa.array(firsts)).to_pylist() for column in cells]
    return places, list(zip(*distinct, strict=True))


def _spread(
    values: list[Any], places: Positions, rows: pd.DataFrame, kind: pa.DataType
) -> pd.Series:
    """Return a column in which each row has the value of its place."""
    return _keep(pa.array(values, kind).take(pa.array(places)), rows)


def _keep(cells: pa.Array, rows: pd.DataFrame) -> pd.Series:
    return pd.Series(pd.arrays.ArrowExtensionArray(cells), rows.index)


def _list_suspect(column: pd.Series) -> list[str | None]:
    """Return texts, None in the place of those that have no word that judges, not even in part."""
    texts = pa.array(column)
    is_suspect = pc.match_substring_regex(texts, _join_loaded(), ignore_case=True)
    suspects: list[str | None] = pc.if_else(is_suspect, texts, None).to_pylist()
    return suspects


def _find_loaded(text: str) -> str | None:
    """Return the words of a text that judge, None where there are none."""
    found = {word.lower() for word in _compile_loaded().findall(text)}
    return ", ".join(sorted(found)) or None


@cache
def _join_loaded() -> str:
    with (schemas.folder() / "loaded_words.csv").open(encoding="utf-8", newline="") as file:
        return "|".join(re.escape(row["word"]) for row in csv.DictReader(file))


@cache
def _compile_loaded() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_join_loaded()})(?:s|es)?\b", re.IGNORECASE)


def read_printed_day(text: str) -> date | None:
    """Return the one day that a printed English date names, None for any other form."""
    matches = list(_DAY.finditer(text))
    if len(matches) != 1:
        return None
    parts = matches[0].groupdict()
    month = (parts["month"] or parts["month2"]).lower()
    day, year = int(parts["day"] or parts["day2"]), int(parts["year"] or parts["year2"])
    try:
        return date(year, _MONTHS.index(month) + 1, day)
    except ValueError:
        return None


def read_printed_number(text: str) -> Bounds | None:
    """Return the bounds that a printed number gives.

    Args:
        text: A number as printed: in digits or in English words, alone or after "over", "at least",
            "up to" and the like; or a word for many, such as "dozens".

    Returns:
        The smallest and the largest number that it can stand for, None where it is open; None for
        a form that is not one of these.
    """
    phrase = " ".join(text.lower().split())
    if phrase in _MULTITUDES:
        least = _MULTITUDES[phrase]
        return (least, least) if phrase == "a dozen" else (least, None)
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

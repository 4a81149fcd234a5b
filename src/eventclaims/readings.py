"""What a printed form says: the day of a printed date, the bounds of a printed number."""

from __future__ import annotations

import calendar
import csv
import re
from datetime import date
from functools import cache, lru_cache
from typing import Any

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]  # it has no stubs
import pyarrow.compute as pc  # type: ignore[import-untyped]  # see above

from eventclaims import schemas
from eventclaims.dates import format_edtf

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


def add_readings(rows: pd.DataFrame) -> None:
    """Add to rows in context what is to be read from their text.

    Args:
        rows: A batch of a view. A dated one gets edtf, what its bounds give, and printed_day; one
            with a printed number printed_minimum, printed_maximum and is_readable; one with a
            summary summary_words; one in the coder's voice loaded, the words that judge.
    """
    if "date_as_printed" in rows:
        bounds = [_list(rows[name]) for name in ("date_earliest", "date_latest", "date_type")]
        edtf = [_format_edtf(*row) for row in zip(*bounds, strict=True)]
        rows["edtf"] = pd.Series(edtf, rows.index, dtype="string[pyarrow]")
        days = [read_printed_day(text) if text else None for text in _list(rows["date_as_printed"])]
        rows["printed_day"] = pd.Series(days, rows.index, dtype="date32[pyarrow]")
    if "as_printed" in rows:
        numbers = [
            read_printed_number(text) if text else None for text in _list(rows["as_printed"])
        ]
        rows["is_readable"] = [number is not None for number in numbers]
        for place, bound in enumerate(("printed_minimum", "printed_maximum")):
            ends = [None if number is None else number[place] for number in numbers]
            rows[bound] = pd.Series(ends, rows.index, dtype="int64[pyarrow]")
    if "summary" in rows:
        rows["summary_words"] = [
            len(text.split()) if text else 0 for text in _list(rows["summary"])
        ]
    if "voice" in rows:
        found = [_find_loaded(text) if text else None for text in _list_suspect(rows["voice"])]
        rows["loaded"] = pd.Series(found, rows.index, dtype="string[pyarrow]")


def _list(column: pd.Series) -> list[Any]:
    cells: list[Any] = pa.array(column).to_pylist()
    return cells


def _list_suspect(column: pd.Series) -> list[str | None]:
    """Return texts, None in the place of those that have no word that judges, not even in part."""
    texts = pa.array(column)
    is_suspect = pc.match_substring_regex(texts, _join_loaded(), ignore_case=True)
    suspects: list[str | None] = pc.if_else(is_suspect, texts, None).to_pylist()
    return suspects


# The same few bounds come again and again.
_format_edtf = lru_cache(maxsize=2**16)(format_edtf)


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


@lru_cache(maxsize=2**16)
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


@lru_cache(maxsize=2**16)
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

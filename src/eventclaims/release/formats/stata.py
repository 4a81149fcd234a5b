"""Stata: one .dta a table, with labels of its columns and codes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
from pandas.io.stata import StataWriterUTF8  # type: ignore[attr-defined]  # not in the stubs

from eventclaims.package.standard import Schema
from eventclaims.release.files import ReleaseFile
from eventclaims.release.formats.cells import Value, list_codes, read_columns, unsupported
from eventclaims.release.release_input import ReleaseInput, ReleaseTable

_FORM = "Stata"
_MAX_LABEL = 80
_MAX_CODES = 32_740
_MIN_DAY = date(100, 1, 1)
_MISSING_DAY = "NaT"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}")
_RESERVED = re.compile(
    "_all|_b|_coef|_cons|_n|_N|_pi|_pred|_rc|_skip|byte|double|float|if|in|int|long"
    "|str[0-9]+|strL|using|with"
)
TRUTH = {0: "false", 1: "true"}


class _Writer(StataWriterUTF8):  # type: ignore[misc]  # not in the stubs
    """The writer of pandas, without its reserved words.

    They are those of Mata, too, and it would write the column `end` as `_end`, which to Stata is a
    name like any other. Names are checked beforehand.
    """

    @property
    def RESERVED_WORDS(self) -> set[str]:  # noqa: N802 - the name is that of pandas
        return set()

    @RESERVED_WORDS.setter
    def RESERVED_WORDS(self, words: set[str]) -> None:  # noqa: N802 - likewise
        pass


def make(release_input: ReleaseInput, files: tuple[ReleaseFile, ...]) -> Iterator[ReleaseFile]:
    """Make a .dta of each table, code lists included.

    A coded column is an integer, the place of the code in its list, counted from 1; its value
    label is the code itself, as in the CSV: the number may change from release to release, the
    code does not, and its title for readers is in `codelists.dta`. True and false are 1 and 0,
    labelled so; whole and other numbers are double, days %td, text is a string (strL where it is
    longer than 2,045 bytes). An empty cell is missing. Each column is labelled with its title.

    The files are of version 118, which is that of Stata 14: text is UTF-8.

    Args:
        release_input: What is released.
        files: What was made before; not used.

    Yields:
        `stata/<table>.dta` for each table.

    Raises:
        EventClaimsError: If Stata cannot hold a name, a title or a cell.
    """
    del files
    for table in release_input.tables:
        title = f"{table.title}, for Stata 14 and later."
        yield ReleaseFile(f"stata/{table.name}.dta", title, _write(release_input, table))


def _write(release_input: ReleaseInput, table: ReleaseTable) -> bytes:
    fields = table.schema["fields"]
    for field in fields:
        check_name(table, field)
    columns = read_columns(table)
    labels = {field["name"]: make_value_labels(release_input, field) for field in fields}
    frame = pd.DataFrame(
        {
            field["name"]: _convert(table, field, columns[field["name"]], labels[field["name"]])
            for field in fields
        }
    )
    content = io.BytesIO()
    _Writer(
        content,
        frame,
        write_index=False,
        convert_dates={field["name"]: "td" for field in fields if field["type"] == "date"},
        version=118,
        byteorder="little",
        time_stamp=release_input.time.replace(tzinfo=None),
        data_label=make_data_label(release_input, table),
        variable_labels={field["name"]: get_title(field) for field in fields},
        value_labels={name: {**codes} for name, codes in labels.items() if codes},
    ).write_file()
    return content.getvalue()


def check_name(table: ReleaseTable, field: Schema) -> None:
    """Raise an EventClaimsError where Stata cannot hold the name or the title of a column."""
    name, title = field["name"], get_title(field)
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
        raise unsupported(
            _FORM, table.name, name, "its name is not one of at most 32 letters of Stata"
        )
    if len(title) > _MAX_LABEL:
        raise unsupported(
            _FORM, table.name, name, f"its title is longer than {_MAX_LABEL} characters"
        )


def get_title(field: Schema) -> str:
    """Return the title of a column, its name where it has none."""
    return str(field.get("title") or field["name"])


def make_data_label(release_input: ReleaseInput, table: ReleaseTable) -> str:
    """Return the label of a table as a whole, cut where Stata would."""
    return f"{release_input.name} {release_input.version}: {table.name}"[:_MAX_LABEL]


def make_value_labels(release_input: ReleaseInput, field: Schema) -> dict[int, str]:
    """Return the code that each number of a column stands for, empty for one without codes."""
    if field["type"] == "boolean":
        return TRUTH
    return dict(enumerate(list_codes(release_input, field), 1))


def _convert(
    table: ReleaseTable, field: Schema, values: list[Value | None], labels: dict[int, str]
) -> pd.Series[Any]:
    name, field_type = field["name"], field["type"]
    if field_type == "boolean":
        return pd.Series(values, dtype="boolean").astype("Int8")
    if field_type in ("integer", "number"):
        return pd.Series(values, dtype="float64")
    if field_type == "date":
        if any(isinstance(value, date) and value < _MIN_DAY for value in values):
            raise unsupported(_FORM, table.name, name, "a day is before the year 100")
        return pd.Series([str(value or _MISSING_DAY) for value in values]).astype("datetime64[s]")
    texts = [str(value or "") for value in values]
    if labels:
        return _number_codes(table, name, texts, labels)
    if any("\0" in text for text in texts):
        raise unsupported(_FORM, table.name, name, "a cell holds the character NUL")
    return pd.Series(texts, dtype="object")


def _number_codes(
    table: ReleaseTable, name: str, texts: list[str], labels: dict[int, str]
) -> pd.Series[Any]:
    numbers = {code: number for number, code in labels.items()}
    odd = next((text for text in texts if text and text not in numbers), None)
    if odd is not None:
        raise unsupported(_FORM, table.name, name, f"{odd!r} is not in its code list")
    if len(labels) > _MAX_CODES:
        raise unsupported(
            _FORM, table.name, name, f"its code list has more than {_MAX_CODES} codes"
        )
    return pd.Series([numbers.get(text) for text in texts], dtype="Int16")

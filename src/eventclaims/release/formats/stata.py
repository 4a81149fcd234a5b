"""One Stata .dta file per table, with variable and value labels."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pandas as pd
from pandas.io.stata import StataWriterUTF8  # type: ignore[attr-defined]  # not in the stubs

from eventclaims.package.standard import Schema
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.release_input import ReleaseInput
from eventclaims.release.release_table import ReleaseTable, Value, make_format_error

_FORM = "Stata"
_MAX_LABEL = 80
_MAX_CODES = 32_740
_MIN_DAY = date(100, 1, 1)
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,31}")
_RESERVED = re.compile(
    "_all|_b|_coef|_cons|_n|_N|_pi|_pred|_rc|_skip|byte|double|float|if|in|int|long"
    "|str[0-9]+|strL|using|with"
)
_BOOLEANS = {0: "false", 1: "true"}


class _Writer(StataWriterUTF8):  # type: ignore[misc]  # not in the stubs
    """The writer of pandas without its reserved words, which include those of Mata.

    It would rename the column `end` to `_end`, although Stata allows `end`; see `_check_name`.
    """

    @property
    def RESERVED_WORDS(self) -> set[str]:  # noqa: N802 - the name is that of pandas
        return set()

    @RESERVED_WORDS.setter
    def RESERVED_WORDS(self, words: set[str]) -> None:  # noqa: N802 - likewise
        pass


def make_stata(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Make `stata/<table>.dta` for each view and table, in format 118 (Stata 14, UTF-8).

    A coded column is numeric: the position of the code in its list, counted from 1, with the label
    of the code as its value label. Positions may change between releases, labels rarely do;
    `codelists.dta` has the code of each label. Booleans are 1 and 0 with value labels, numbers
    double, dates %td, text is a string (strL above 2,045 bytes). An empty cell is missing. The
    variable label is the title of the column.
    """
    for table in release.sheets:
        title = f"{table.title}, for Stata 14 and later."
        yield ReleaseFile(f"stata/{table.name}.dta", title, _write(release, table))


def _write(release: ReleaseInput, table: ReleaseTable) -> bytes:
    fields = table.schema["fields"]
    for field in fields:
        _check_name(table, field)
    labels = {field["name"]: _make_value_labels(release, field) for field in fields}
    series = {field["name"]: _convert(release, table, field) for field in fields}
    content = io.BytesIO()
    _Writer(
        content,
        pd.DataFrame(series),
        write_index=False,
        convert_dates={field["name"]: "td" for field in fields if field["type"] == "date"},
        version=118,
        byteorder="little",
        time_stamp=release.time.replace(tzinfo=None),
        data_label=f"{release.name} {release.version}: {table.name}"[:_MAX_LABEL],
        variable_labels={field["name"]: _get_title(field) for field in fields},
        value_labels={name: {**codes} for name, codes in labels.items() if codes},
    ).write_file()
    return content.getvalue()


def _check_name(table: ReleaseTable, field: Schema) -> None:
    name = field["name"]
    if not _NAME.fullmatch(name) or _RESERVED.fullmatch(name):
        problem = "not a Stata name: at most 32 letters, digits and underscores, no reserved word"
        raise make_format_error(_FORM, table.name, name, problem)
    if len(_get_title(field)) > _MAX_LABEL:
        problem = f"its title has more than {_MAX_LABEL} characters"
        raise make_format_error(_FORM, table.name, name, problem)


def _get_title(field: Schema) -> str:
    return str(field.get("title") or field["name"])


def _make_value_labels(release: ReleaseInput, field: Schema) -> dict[int, str]:
    if field["type"] == "boolean":
        return _BOOLEANS
    labels = release.get_labels(field.get("codelist", ""))
    return {n: labels.get(code, code) for n, code in enumerate(release.list_codes(field), 1)}


def _convert(release: ReleaseInput, table: ReleaseTable, field: Schema) -> pd.Series[Any]:
    name, field_type = field["name"], field["type"]
    values: list[Value | None] = table.values[name]  # noqa: PD011 - not pandas
    if field_type == "boolean":
        return pd.Series(values, dtype="boolean").astype("Int8")
    if field_type in ("integer", "number"):
        return pd.Series(values, dtype="float64")
    if field_type == "date":
        if any(isinstance(value, date) and value < _MIN_DAY for value in values):
            raise make_format_error(_FORM, table.name, name, "a date is before the year 100")
        return pd.Series([str(value or "NaT") for value in values]).astype("datetime64[s]")
    texts = [str(value or "") for value in values]
    if codes := release.list_codes(field):
        return _number_codes(table, name, texts, codes)
    if any("\0" in text for text in texts):
        raise make_format_error(_FORM, table.name, name, "a cell contains a NUL character")
    return pd.Series(texts, dtype="object")


def _number_codes(
    table: ReleaseTable, name: str, texts: list[str], codes: tuple[str, ...]
) -> pd.Series[Any]:
    numbers = {code: number for number, code in enumerate(codes, 1)}
    unknown = next((text for text in texts if text and text not in numbers), None)
    if unknown is not None:
        raise make_format_error(_FORM, table.name, name, f"{unknown!r} is not in its code list")
    if len(codes) > _MAX_CODES:
        problem = f"its code list has more than {_MAX_CODES} codes"
        raise make_format_error(_FORM, table.name, name, problem)
    return pd.Series([numbers.get(text) for text in texts], dtype="Int16")

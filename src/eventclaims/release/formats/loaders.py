"""Loaders: programs that load a release, typed and labelled, in R, Python and Stata."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined

from eventclaims.errors import EventClaimsError
from eventclaims.package.standard import Schema
from eventclaims.release.files import ReleaseFile
from eventclaims.release.formats.cells import list_codes, read_columns
from eventclaims.release.formats.stata import (
    check_name,
    get_title,
    make_data_label,
    make_value_labels,
)
from eventclaims.release.release_input import ReleaseInput, ReleaseTable

_LOADERS = (
    ("load.R", "Loads the tables in R, typed and labelled."),
    ("load.py", "Loads the tables in Python with pandas, typed and labelled."),
    ("load.do", "Loads the tables in Stata, typed and labelled; it was not run."),
)
_TYPED = ("integer", "number", "boolean", "date")
_MAX_NAME = 32
_NOT_IN_STATA = re.compile(r"[\r\n]|\\[`$]|\"'|/\*")


def make(release_input: ReleaseInput, files: tuple[ReleaseFile, ...]) -> Iterator[ReleaseFile]:
    """Make the loaders, which read the CSV tables beside them.

    They know the types, titles, codes and keys of this release, and stop at a file that is not as
    they know it. R needs no package, Python pandas only.

    Args:
        release_input: What is released.
        files: What was made before; not used.

    Yields:
        `load.R`, `load.py` and `load.do`.

    Raises:
        EventClaimsError: If a program cannot hold a name or a title, or a cell has not the type of
            its column.
    """
    del files
    environment = Environment(  # noqa: S701 - each filter quotes for its own language
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"r": quote_r, "py": ascii, "stata": quote_stata}
    facts = _describe(release_input)
    for name, title in _LOADERS:
        source = (resources.files("eventclaims.release.formats") / f"{name}.jinja").read_text(
            "utf-8"
        )
        text = environment.from_string(source).render(facts)
        yield ReleaseFile(name, title, text.encode())


def list_stata_merge(release_input: ReleaseInput) -> list[str]:
    """Return the lines of Stata that join claims and statements, none without shared columns.

    They follow on load.do, and rename what both tables have: Stata would keep that of the claims
    and say nothing of the other.
    """
    claims, statements = release_input.get_table("claims"), release_input.get_table("statements")
    if claims is None or statements is None:
        return []
    joined = [name for name in ("speaker_id", "channel") if name in statements.columns]
    shared = [name for name in ("summary", "notes") if name in {*claims.columns}]
    shared = [name for name in shared if name in statements.columns]
    if not shared or "statement_id" not in claims.columns:
        return []
    renamed = [f"statement_{name}" for name in shared]
    return [
        "frame change statements",
        f"rename ({' '.join(shared)}) ({' '.join(renamed)})",
        "frame change claims",
        "frlink m:1 statement_id, frame(statements)",
        f"frget {' '.join([*joined, *renamed])}, from(statements)",
    ]


def quote_r(text: str) -> str:
    """Return a text as a string literal of R in ASCII."""
    return '"' + "".join(map(_escape_r, text)) + '"'


def _escape_r(sign: str) -> str:
    if sign in '"\\':
        return "\\" + sign
    return sign if " " <= sign <= "~" else f"\\U{{{ord(sign):x}}}"


def quote_stata(text: str) -> str:
    """Return a text that can stand between the compound quotes of Stata, its macros not expanded.

    Raises:
        EventClaimsError: If Stata would read something else.
    """
    if _NOT_IN_STATA.search(text):
        raise EventClaimsError(f"load.do: Stata would not read {text!r} as it is")
    return re.sub(r"([`$])", r"\\\1", text)


def _describe(release_input: ReleaseInput) -> dict[str, Any]:
    """Return what the templates tell: the tables, their columns and the code lists."""
    tables = [_describe_table(release_input, table) for table in release_input.tables]
    frames = [table["frame"] for table in tables]
    doubled = next((frame for frame in frames if frames.count(frame) > 1), None)
    if doubled is not None:
        raise EventClaimsError(f"load.do: two tables would have the frame {doubled!r}")
    return {
        "name": _write_comment(release_input.name),
        "version": _write_comment(release_input.version),
        "tables": tables,
        "merge": list_stata_merge(release_input),
        "codes": list({one["name"]: one for t in tables for one in t["titled_codes"]}.values()),
    }


def _describe_table(release_input: ReleaseInput, table: ReleaseTable) -> dict[str, Any]:
    read_columns(table)  # refuses what the loaders would stop at
    for field in table.schema["fields"]:
        check_name(table, field)
    coded = [field for field in table.schema["fields"] if list_codes(release_input, field)]
    labelled = [
        field for field in table.schema["fields"] if make_value_labels(release_input, field)
    ]
    return {
        "name": table.name,
        "frame": _name_frame(table),
        "title": _write_comment(table.title),
        "label": make_data_label(release_input, table),
        "file": table.file,
        "key": table.key,
        "is_empty": not table.rows,
        "columns": [
            _describe_column(release_input, table, field) for field in table.schema["fields"]
        ],
        "titled_codes": [
            {
                "name": _name_codes(release_input, table, field),
                "codes": {
                    code: release_input.get_labels(field.get("codelist", "")).get(code, code)
                    for code in list_codes(release_input, field)
                },
            }
            for field in coded
        ],
        "codes": [
            {"name": field["name"], "codes": make_value_labels(release_input, field)}
            for field in labelled
        ],
    }


def _describe_column(
    release_input: ReleaseInput, table: ReleaseTable, field: Schema
) -> tuple[str, ...]:
    """Return name, type and title of a column and, where it has one, its code list."""
    name, title, field_type = field["name"], get_title(field), field["type"]
    if list_codes(release_input, field):
        return (name, "code", title, _name_codes(release_input, table, field))
    return (name, field_type if field_type in _TYPED else "string", title)


def _name_codes(release_input: ReleaseInput, table: ReleaseTable, field: Schema) -> str:
    """Return the name of a column's code list; an enumeration without one has the column's."""
    named = str(field.get("codelist", ""))
    return named if release_input.get_labels(named) else f"{table.name}.{field['name']}"


def _name_frame(table: ReleaseTable) -> str:
    """Return a name that Stata takes for a frame."""
    name = re.sub(r"\W", "_", table.name, flags=re.ASCII)
    return f"_{name}"[:_MAX_NAME] if name[:1].isdigit() else name[:_MAX_NAME]


def _write_comment(text: str) -> str:
    """Return a text that ends no comment of these languages, and no docstring, and begins none."""
    return re.sub(r'["\\/*]', "_", " ".join(text.split()))

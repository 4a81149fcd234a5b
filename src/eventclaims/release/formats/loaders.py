"""Programs that load the CSV tables of a release in R and Python, with types and labels."""

import re
from collections.abc import Iterator
from typing import Any

from eventclaims.package.standard import Schema
from eventclaims.release.files import Files, ReleaseFile
from eventclaims.release.release_input import ReleaseInput
from eventclaims.release.release_table import ReleaseTable
from eventclaims.render.templates import make_environment

_LOADERS = (
    ("load.R", "Loads the views and tables in R, with types and labels."),
    ("load.py", "Loads the views and tables in Python with pandas, with types and labels."),
)
_TYPED = ("integer", "number", "boolean", "date")


def make_loaders(release: ReleaseInput, _: Files) -> Iterator[ReleaseFile]:
    """Make `load.R`, which needs no package, and `load.py`, which needs pandas.

    They contain the types, titles, codes and keys of this release, and raise an error if a CSV
    file does not match them.
    """
    environment = make_environment(html=False, r=_quote_r, py=ascii)
    tables = [_describe_table(release, table) for table in release.sheets]
    values = {
        "name": _write_comment(release.name),
        "version": _write_comment(release.version),
        "tables": tables,
        "codes": {name: codes for table in tables for name, codes in table["codes"].items()},
    }
    for name, title in _LOADERS:
        template = environment.get_template(f"release/formats/{name}.jinja")
        yield ReleaseFile(name, title, template.render(values).encode())


def _quote_r(text: str) -> str:
    """Return a text as a string literal of R in ASCII."""
    return '"' + "".join(map(_escape_r, text)) + '"'


def _escape_r(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return character if " " <= character <= "~" else f"\\U{{{ord(character):x}}}"


def _describe_table(release: ReleaseInput, table: ReleaseTable) -> dict[str, Any]:
    _ = table.values  # raises for a cell at which a loader would stop
    fields = table.schema["fields"]
    return {
        "name": table.name,
        "file": table.file,
        "key": table.key,
        "columns": [_describe_column(release, table, field) for field in fields],
        "codes": {
            _name_codes(release, table, field): {
                code: release.get_labels(field.get("codelist", "")).get(code, code)
                for code in release.list_codes(field)
            }
            for field in fields
            if release.list_codes(field)
        },
    }


def _describe_column(release: ReleaseInput, table: ReleaseTable, field: Schema) -> tuple[str, ...]:
    """Return name, type and title of a column and, for a coded one, its code list."""
    name, title, field_type = field["name"], str(field.get("title") or field["name"]), field["type"]
    if release.list_codes(field):
        return (name, "code", title, _name_codes(release, table, field))
    return (name, field_type if field_type in _TYPED else "string", title)


def _name_codes(release: ReleaseInput, table: ReleaseTable, field: Schema) -> str:
    """Return the name of a code list; an enumeration is named after its column."""
    named = str(field.get("codelist", ""))
    return named if release.get_labels(named) else f"{table.name}.{field['name']}"


def _write_comment(text: str) -> str:
    """Return a text that cannot end a comment or docstring of R or Python."""
    return re.sub(r'["\\/*]', "_", " ".join(text.split()))

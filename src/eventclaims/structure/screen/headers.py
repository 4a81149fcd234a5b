"""Select the tables that can be screened: plain CSV, a valid header, keys comparable as text."""

from __future__ import annotations

from typing import Any

import frictionless
from frictionless.resources import TableResource

from eventclaims.database.tables import name_column
from eventclaims.package.model import Table
from eventclaims.structure.screen.gates import make_gate
from eventclaims.structure.screen.keys import Screened, list_unique
from eventclaims.tables.row_index import RowIndex


def read_header(
    package: frictionless.Package, table: Table, row_index: RowIndex
) -> Screened | None:
    """Return a table if it is plain CSV to Frictionless, with exactly the columns of its schema."""
    resource = package.get_resource(table.name).to_copy()
    if not isinstance(resource, TableResource):
        return None
    schema = resource.schema.to_copy()
    resource.schema.foreign_keys = []
    try:
        with resource:
            labels, dialect, is_valid = resource.labels, resource.dialect, resource.header.valid
    except frictionless.FrictionlessException:
        return None
    control: Any = dialect.get_control("csv") if dialect.has_control("csv") else None
    has_comments = dialect.comment_char or dialect.comment_rows or dialect.skip_blank_rows
    is_usual = dialect.header and dialect.header_rows == [1] and dialect.header_case
    is_plain = is_usual and not has_comments and _is_plain_csv(control, row_index)
    if not is_plain or not is_valid or labels != [*table.fields]:
        return None
    gates = {f.name: make_gate(f, name_column(table, f.name)) for f in schema.fields}
    return Screened(table, schema, gates)


def _is_plain_csv(control: Any, row_index: RowIndex) -> bool:  # noqa: ANN401 - a CsvControl or None
    if control is None:
        return True
    # Frictionless may detect a space after each comma as part of the dialect.
    has_blanks = control.skip_initial_space and row_index.has_outer_blanks
    is_special = control.escape_char or control.null_sequence or has_blanks
    return (control.delimiter, control.quote_char) == (",", '"') and not is_special


def drop_unscreenable(plain: dict[str, Screened]) -> dict[str, Screened]:
    """Return the tables whose keys can be compared as text and that only reference such tables."""
    kept = {
        name: s
        for name, s in plain.items()
        if all(s.gates[f].is_identity for fields in list_unique(s.schema) for f in fields)
    }
    while True:
        good = {name: s for name, s in kept.items() if _has_screenable_references(s, kept)}
        if len(good) == len(kept):
            return good
        kept = good


def _has_screenable_references(screened: Screened, kept: dict[str, Screened]) -> bool:
    for reference in screened.schema.foreign_keys:
        target = kept.get(reference["reference"]["resource"] or screened.table.name)
        fields, others = reference["fields"], reference["reference"]["fields"]
        if target is None or not fields or len(fields) != len(others):
            return False
        for name, other in zip(fields, others, strict=True):
            if name not in screened.gates or other not in target.gates:
                return False
            kinds = {screened.schema.get_field(name).type, target.schema.get_field(other).type}
            is_identity = screened.gates[name].is_identity and target.gates[other].is_identity
            if len(kinds) > 1 or not is_identity:
                return False
    return True

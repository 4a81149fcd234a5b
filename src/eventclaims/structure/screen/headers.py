"""Select the tables that can be screened: plain CSV, a valid header, keys comparable as text."""

import re
from copy import deepcopy
from itertools import islice

import frictionless
from frictionless.formats.csv import CsvControl
from frictionless.resources import TableResource

from eventclaims.package.model import Table
from eventclaims.structure.screen.gates import make_gate
from eventclaims.structure.screen.keys import Screened
from eventclaims.structure.screen.plugin import DELIMITERS, sniff
from eventclaims.structure.screen.surely_valid import SAMPLE_ROWS
from eventclaims.tables.records import read_records
from eventclaims.tables.row_index import RowIndex


def read_header(
    resource: frictionless.Resource, table: Table, row_index: RowIndex
) -> Screened | None:
    """Return a table if it is plain CSV to Frictionless, with exactly the columns of its schema."""
    if not isinstance(resource, TableResource):
        return None
    sample = [record.cells for record in islice(read_records(table.path), SAMPLE_ROWS)]
    # Frictionless may find another header row by the number of cells.
    dialect = resource.detector.detect_dialect(sample, dialect=deepcopy(resource.dialect))
    labels = dialect.read_labels(sample)
    if not _is_plain(dialect, table, row_index) or labels != [*table.fields] or not all(labels):
        return None
    schema = resource.schema
    try:
        gates = {f.name: make_gate(f, f"c{number}") for number, f in enumerate(schema.fields)}
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, re.error):
        return None  # Frictionless says why it cannot use the schema
    return Screened(table, schema, gates)


def _is_plain(dialect: frictionless.Dialect, table: Table, row_index: RowIndex) -> bool:
    has_comments = dialect.comment_char or dialect.comment_rows or dialect.skip_blank_rows
    is_usual = dialect.header and dialect.header_rows == [1] and dialect.header_case
    if has_comments or not is_usual:
        return False
    control = dialect.get_control("csv") if dialect.has_control("csv") else CsvControl()
    assert isinstance(control, CsvControl)  # noqa: S101 - for mypy
    if (control.delimiter, control.quote_char) != (",", '"'):
        return False
    if control.escape_char or control.null_sequence:
        return False
    is_sure = len(table.fields) > 1 or control.has_defined("delimiter")
    if is_sure and not row_index.has_outer_blanks:
        return True
    # Frictionless may detect another delimiter, or a space after each comma.
    with table.path.open(encoding="utf-8-sig", newline="") as file:
        delimiters = control.get_defined("delimiter", default=DELIMITERS)
        delimiter, _, skips_blanks = sniff([*islice(file, SAMPLE_ROWS)], delimiters)
    skips_blanks = control.get_defined("skip_initial_space", default=skips_blanks)
    return delimiter == "," and not (skips_blanks and row_index.has_outer_blanks)

"""Find the rows in which Frictionless could find an error, in tables that can be screened."""

from collections.abc import Mapping

import duckdb

from eventclaims.database.tables import IS_RAGGED, LoadedTables
from eventclaims.report.rule import Layer
from eventclaims.runtime.profiling import measure
from eventclaims.structure.screen import keys
from eventclaims.structure.screen.keys import Screened, list_unique
from eventclaims.tables.row_index import RowIndex


def drop_unscreenable(plain: dict[str, Screened]) -> dict[str, Screened]:
    """Return the tables whose keys can be compared as text and that only reference such tables."""
    kept = {
        name: s
        for name, s in plain.items()
        if all(s.gates[f].is_identity for fields in list_unique(s.schema) for f in fields)
    }
    referring: dict[str, list[str]] = {}
    for name, s in kept.items():
        for reference in s.schema.foreign_keys:
            referring.setdefault(reference["reference"]["resource"] or name, []).append(name)
    left = [*kept]
    while left:
        name = left.pop()
        if name in kept and not _has_screenable_references(kept[name], kept):
            del kept[name]
            left += referring.get(name, ())
    return kept


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


def list_suspects(
    tables: Mapping[str, Screened], screened: Screened, row_index: RowIndex, loaded: LoadedTables
) -> list[int]:
    """Return the ordinals of the rows in which Frictionless could find an error.

    Args:
        tables: The tables that can be screened, by name.
        screened: One of them.
        row_index: The row index of its file.
        loaded: Contains the tables.
    """
    if not row_index.filled:
        return []
    schema = screened.schema
    name = loaded.names[screened.table.name]
    condition = f"{IS_RAGGED} OR NOT COALESCE({screened.is_valid()}, FALSE)"
    with measure(Layer.STRUCTURE, "cells", row_index.rows):
        try:
            suspects = loaded.list_ordinals(name, condition)
        except duckdb.InvalidInputException:  # a pattern that RE2 refuses, such as a large one
            suspects = {*range(1, row_index.filled + 1)}
    with measure(Layer.STRUCTURE, "keys and references", row_index.rows):
        unique = keys.list_unique(schema)
        queries = [keys.select_repeated(loaded, screened, fields) for fields in unique]
        for reference in schema.foreign_keys:
            target = tables[reference["reference"]["resource"] or screened.table.name]
            fields, others = reference["fields"], reference["reference"]["fields"]
            queries.append(keys.select_unreferred(loaded, screened, fields, target, others))
        suspects |= loaded.list_numbers(queries)
        for fields in unique:
            suspects |= keys.find_other_forms(loaded, screened, fields)
    return sorted(suspects)

"""Table Schemas as tables of SQLite: columns, keys, checks and indexes."""

from __future__ import annotations

from collections.abc import Iterator

from eventclaims.database.sql import literal, quote
from eventclaims.package import standard as schemas
from eventclaims.package.standard import Schema
from eventclaims.release.formats.cells import is_required, list_codes
from eventclaims.release.release_input import ReleaseInput, ReleaseTable

_TYPES = {"integer": "INTEGER", "boolean": "INTEGER", "number": "REAL"}
_CHECKS = {
    "integer": "typeof({0}) = 'integer'",
    "boolean": "{0} IN (0, 1)",
    "number": "typeof({0}) = 'real'",
    "date": "{0} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'",
}


def create_table(
    release_input: ReleaseInput, table: ReleaseTable, tables: tuple[ReleaseTable, ...]
) -> str:
    """Return the CREATE TABLE of a table; `.schema` then tells what each column holds.

    Args:
        release_input: What is released, for its code lists.
        table: The table.
        tables: Every table of the database; a foreign key is declared where it leads to the
            primary key of one of these.
    """
    lines = [_define_column(release_input, table, field) for field in table.schema["fields"]]
    rules = list(_define_keys(table, tables))
    ends = [","] * (len(lines) + len(rules) - 1) + [""]
    parts = [
        f"  {line}{end}  -- {_comment(field)}" if _comment(field) else f"  {line}{end}"
        for line, end, field in zip(lines, ends, table.schema["fields"], strict=False)
    ]
    parts += [f"  {rule}{end}" for rule, end in zip(rules, ends[len(lines) :], strict=True)]
    body = "\n".join(parts)
    return f"CREATE TABLE {quote(table.name)} (\n{body}\n)"


def create_indexes(table: ReleaseTable) -> Iterator[str]:
    """Yield a CREATE INDEX for each foreign key that does not begin the primary key."""
    seen = {table.key}
    for reference in table.schema.get("foreignKeys", ()):
        fields = _list_names(reference["fields"])
        if fields not in seen and table.key[: len(fields)] != fields:
            seen.add(fields)
            name = quote("_".join((table.name, *fields)))
            yield f"CREATE INDEX {name} ON {quote(table.name)} ({_join(fields)})"


def _define_column(release_input: ReleaseInput, table: ReleaseTable, field: Schema) -> str:
    name, field_type = quote(field["name"]), field["type"]
    codes = list_codes(release_input, field)
    check = f"{name} IN ({', '.join(map(literal, codes))})" if codes else ""
    check = check or _CHECKS.get(field_type, "").format(name)
    parts = [name, _TYPES.get(field_type, "TEXT")]
    if is_required(field, table):
        parts.append("NOT NULL")
    elif check:
        check = f"{name} IS NULL OR {check}"
    if field.get("constraints", {}).get("unique"):
        parts.append("UNIQUE")
    return " ".join((*parts, f"CHECK ({check})")) if check else " ".join(parts)


def _define_keys(table: ReleaseTable, tables: tuple[ReleaseTable, ...]) -> Iterator[str]:
    if table.key:
        yield f"PRIMARY KEY ({_join(table.key)})"
    for fields in table.schema.get("uniqueKeys", ()):
        yield f"UNIQUE ({_join(_list_names(fields))})"
    keys = {other.name: other.key for other in tables}
    for reference in table.schema.get("foreignKeys", ()):
        target = reference["reference"].get("resource") or table.name
        fields, leads_to = (
            _list_names(part["fields"]) for part in (reference, reference["reference"])
        )
        if keys.get(target) == leads_to:
            yield (
                f"FOREIGN KEY ({_join(fields)}) REFERENCES {quote(target)} ({_join(leads_to)}) "
                "DEFERRABLE INITIALLY DEFERRED"
            )


def _list_names(names: str | list[str]) -> tuple[str, ...]:
    return schemas.get_key({"primaryKey": names})


def _join(names: tuple[str, ...]) -> str:
    return ", ".join(map(quote, names))


def _comment(field: Schema) -> str:
    """Return what a column holds on one line, as a comment ends with its line."""
    return " ".join(str(field.get("description", "")).split())

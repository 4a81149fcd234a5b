"""Columns of views: SQL expressions with their fields of a Table Schema."""

from collections.abc import Iterator
from dataclasses import dataclass

from eventclaims.package import standard
from eventclaims.package.standard import Codelists, Schema
from eventclaims.runtime.sql import literal, quote


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its field of the Table Schema, and the SQL expression of its cells."""

    field: Schema
    sql: str


def make_column(
    name: str, description: str, sql: str, field_type: str = "string", *, title: str = ""
) -> Column:
    """Return a column; its title is by default its name in words."""
    title = title or name.replace("_", " ").capitalize()
    field = {"name": name, "title": title, "description": description, "type": field_type}
    return Column(field, sql)


def copy_column(schemas: dict[str, Schema], item: str) -> Column | None:
    """Return a column of a table, with labels in place of codes.

    Args:
        schemas: The Table Schemas by table.
        item: Table and column and, after a space, the new name, as in "events.date event_date".

    Returns:
        The column; None if the package does not have it.
    """
    source, _, name = item.partition(" ")
    table, _, column = source.partition(".")
    fields = {field["name"]: field for field in schemas.get(table, {}).get("fields", ())}
    if not (field := fields.get(column)):
        return None
    sql = f"{table}.{quote(column)}"
    sql = label(field["codelist"], sql) if field.get("codelist") else sql
    described, title = str(field.get("description", "")), "" if name else field.get("title", "")
    made = make_column(name or column, described, sql, field["type"], title=title)
    truth = {key: field[key] for key in ("trueValues", "falseValues") if key in field}
    return Column(made.field | truth, made.sql)


def list_roles(codelists: Codelists, codelist: str, source: str, content: str) -> Iterator[Column]:
    """Yield a column for each role, with the names of the actors that have it.

    Args:
        codelists: The code lists; an own code of a package counts as its broader code.
        codelist: The code list of the roles.
        source: FROM and WHERE of rows with `role` and the columns of `actors`.
        content: In what the actors have the role, such as "the claim".
    """
    codes = codelists.get(codelist, ())
    broader = standard.map_to_broader(codes)
    for row in codes:
        if (code := row["code"]) not in broader:
            described = f"Actors with the role `{code}` in {content}. {row['definition']}"
            rows = f"{source} AND role IN ({list_narrower(codelists, codelist, code)})"
            sql = list_values("actors.name", rows, "actors.actor_id")
            yield make_column(code, described, sql, title=row["label"])


def list_narrower(codelists: Codelists, codelist: str, code: str) -> str:
    """Return a code and the own codes of the package that count as it, as SQL literals."""
    broader = standard.map_to_broader(codelists.get(codelist, ()))
    return ", ".join(map(literal, (code, *(own for own in broader if broader[own] == code))))


def list_values(value: str, rows: str, order: str) -> str:
    """Return the SQL of the unique values in some rows, joined by a semicolon and a space."""
    values = f"SELECT {value} AS v FROM {rows} GROUP BY v ORDER BY min({order})"
    return f"(SELECT group_concat(v, '; ') FROM ({values}))"


def label(codelist: str, code: str) -> str:
    """Return the SQL of the label of a code, or of the code itself if it has none."""
    found = f"SELECT label FROM codelists WHERE codelist = {literal(codelist)} AND code = {code}"
    return f"coalesce(({found}), {code})"


def look_up(target: str, id_: str) -> str:
    """Return the SQL of a column of the row of another table that an id refers to.

    Args:
        target: Table and column, such as "actors.name".
        id_: Table and column of the id, whose name need not be that of the key.
    """
    table, _, column = target.partition(".")
    key = f"{table.removesuffix('s')}_id"
    return f"(SELECT found.{column} FROM {table} AS found WHERE found.{key} = {id_})"

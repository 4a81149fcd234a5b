"""Generic packages of any size to measure with: three tables with keys, references and texts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
from benchmark_packages import describe_table

from eventclaims.runtime.sql import literal

_MACROS = """
CREATE MACRO odd(i, salt, share) AS
    hash(i, salt, getvariable('seed')) % 1000000 < share * 1000000;
CREATE MACRO latin(i) AS ['The speaker said that the group would go on as before; roads, bridges',
    'A spokesman denied, once more, that any of this had been decided in the capital'][1 + i % 2];
CREATE MACRO other(i) AS [
    'قال المتحدث باسم المجموعة إن البيان صدر أمس وإن المفاوضات ما زالت مستمرة حتى الآن',
    'Представитель группы заявил, что переговоры продолжаются и решения пока нет',
    '该组织的发言人昨天表示，谈判仍在继续，目前还没有作出任何决定，各方都在等待'][1 + i % 3];
CREATE MACRO words(i) AS CASE WHEN getvariable('ascii') OR i % 2 = 0 THEN latin(i // 2)
    ELSE other(i // 2) END;
"""  # noqa: RUF001 - Chinese texts have full-width commas
_QUERIES = {
    "speakers": """SELECT i AS speaker, 'Speaker ' || i AS name, words(i) AS description
        FROM range(0, {n} // 50) AS t(i)""",
    "incidents": """SELECT i AS incident, DATE '2010-01-01' + CAST(i % 5000 AS INTEGER) AS day,
        words(i) || ', incident ' || i AS title, i % 7 AS people
        FROM range(0, {n} // 4) AS t(i)""",
    "statements": """SELECT i AS statement, i % ({n} // 50) AS speaker, i % ({n} // 4) AS incident,
        DATE '2010-01-01' + CAST(i % 5000 AS INTEGER) AS day,
        CASE WHEN odd(i, 'code', getvariable('invalid')) THEN 'pigeon'
            ELSE ['radio', 'television', 'press', 'telegram'][1 + i % 4] END AS channel,
        round((i % 1000) / 7, 3) AS score,
        words(i) || ', statement ' || i || CASE WHEN odd(i, 'blank', getvariable('warned'))
            THEN ' ' ELSE '' END AS text,
        CASE WHEN i % 5 = 0 THEN 'a "quoted" word' || chr(10) || words(i + 1) END AS note
        FROM range(0, {n}) AS t(i)""",
}
_FIELDS = {
    "speakers": {"speaker": "integer", "name": "string", "description": "string"},
    "incidents": {"incident": "integer", "day": "date", "title": "string", "people": "integer"},
    "statements": {
        "statement": "integer",
        "speaker": "integer",
        "incident": "integer",
        "day": "date",
        "channel": "string",
        "score": "number",
        "text": "string",
        "note": "string",
    },
}
_CONSTRAINTS: dict[str, dict[str, Any]] = {
    "channel": {"enum": ["radio", "television", "press", "telegram"]},
    "text": {"required": True, "maxLength": 500},
    "score": {"minimum": 0, "maximum": 200},
}


def write_generic_package(  # noqa: PLR0913 - one for each property of the package
    folder: Path, statements: int, invalid: float, warned: float, seed: int, *, ascii_only: bool
) -> None:
    """Write a package outside the standard, in which some statements have a fault.

    Args:
        folder: An empty folder.
        statements: Number of statements; of all rows there are 1.27 times as many.
        invalid: Share of the statements with a code that its schema does not allow.
        warned: Share of the statements whose text ends with a blank.
        seed: Decides which rows have a fault.
        ascii_only: Whether all texts are ASCII; otherwise half of them are Arabic, Russian or
            Chinese.
    """
    (folder / "data").mkdir()
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(_MACROS)
        connection.execute(f"SET VARIABLE seed = {seed:d}; SET VARIABLE ascii = {ascii_only}")
        connection.execute(f"SET VARIABLE invalid = {invalid:f}; SET VARIABLE warned = {warned:f}")
        for name, query in _QUERIES.items():
            path = literal(str(folder / "data" / f"{name}.csv"))
            rows = query.format(n=statements)
            connection.execute(f"COPY ({rows}) TO {path} (FORMAT csv, HEADER)")
    descriptor = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "generic-benchmark",
        "resources": [describe_table(folder, name, _make_schema(name)) for name in _QUERIES],
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor, indent=1), "utf-8")


def _make_schema(name: str) -> dict[str, Any]:
    fields = [
        {"name": field, "type": type_}
        | ({"constraints": _CONSTRAINTS[field]} if field in _CONSTRAINTS else {})
        for field, type_ in _FIELDS[name].items()
    ]
    keys = [
        {"fields": [field], "reference": {"resource": other, "fields": [field]}}
        for field, other in (("speaker", "speakers"), ("incident", "incidents"))
        if name == "statements"
    ]
    return {"fields": fields, "primaryKey": [next(iter(_FIELDS[name]))], "foreignKeys": keys}

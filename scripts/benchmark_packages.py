"""Event-claim packages of any size to measure with: every table, made by DuckDB from a seed."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import duckdb

from eventclaims.package import standard
from eventclaims.package.conformance import PROPERTY, VERSION, Level
from eventclaims.runtime.sql import literal

_SYLLABLES = ["ba", "di", "fu", "ga", "ju", "ka", "li", "mu", "na", "pi"]
# What the generated rows share, as macros; i counts from 0.
_MACROS = f"""
CREATE MACRO word(i) AS array_to_string(list_transform(string_split(printf('%07d', i), ''),
    lambda d: {_SYLLABLES!r}[CAST(d AS INTEGER) + 1]), '');
CREATE MACRO name(i) AS 'Saraya ' || upper(word(i)[1]) || word(i)[2:];
CREATE MACRO id(prefix, i) AS printf('%s-%04d', prefix, i + 1);
CREATE MACRO doc(i) AS id('SRC', i // 50);
CREATE MACRO doc_day(i) AS DATE '2015-01-01' + CAST((i // 50) % 3000 AS INTEGER);
CREATE MACRO day(i) AS doc_day(i) - CAST(i % 20 AS INTEGER);
CREATE MACRO sha(i) AS sha256(CAST(i AS VARCHAR));
CREATE MACRO phrase(i) AS ['names “talks” in Ḥadītha, and waits', 'قال البيان إن المجموعة باقية',
    'mentions roads; bridges, wells', 'says, in Zürich and Łódź, of 日本 and Ελλάδα',
    'says it will go on'][CAST(i % 5 AS INTEGER) + 1];
CREATE MACRO note(i) AS CASE WHEN i % 5 = 0
    THEN 'First line, with "quotes"' || chr(10) || phrase(i + 1) || '.' END;
CREATE MACRO odd(i, salt) AS hash(i, salt, getvariable('seed')) % 1000000
    < getvariable('share') * 1000000;
CREATE MACRO warned(i) AS hash(i, 'blank', getvariable('seed')) % 1000000
    < getvariable('warned') * 1000000;
"""
# For each table its rows; {n} is the number of statements, {a} of actors.
_QUERIES = {
    "sources": """SELECT id('SRC', i) AS source_id, 'document' AS kind, 'report' AS source_type,
        'Report ' || i || ', ' || phrase(i) AS title, doc_day(i * 50) AS published_earliest,
        doc_day(i * 50) AS published_latest, 'stated' AS published_basis,
        doc_day(i * 50) AS published,
        'report-' || i AS text_name, sha(i) AS text_sha256, 100000000 AS text_length
        FROM range(0, {d}) AS t(i)""",
    "actors": """SELECT id('ACT', i) AS actor_id, name(i) AS name, 'armed_group' AS actor_type,
        'IRQ' AS country, phrase(i) AS description, note(i) AS notes FROM range(0, {a}) AS t(i)""",
    "actor_names": """SELECT id('NAM', i) AS name_id, id('ACT', i) AS actor_id, name(i) AS name,
        'preferred' AS name_type, 'ar-Latn' AS language, doc(i) AS source_id
        FROM range(0, {a}) AS t(i)""",
    "actor_relations": """SELECT id('REL', i) AS relation_id, id('ACT', i + 1) AS subject_id,
        'part_of' AS relation, id('ACT', i // 2) AS object_id, doc(i) AS source_id, note(i) AS notes
        FROM range(0, {a} - 1) AS t(i)""",
    "places": """SELECT id('PLC', i) AS place_id, name(i) AS name, 'city' AS place_type,
        'IRQ' AS country, -0.5 AS latitude, 44.25 AS longitude,
        CASE WHEN i > 0 THEN id('PLC', i // 10) END AS part_of FROM range(0, {a}) AS t(i)""",
    "events": """SELECT id('EVT', j) AS event_id, 'armed_attack' AS event_type,
        'reported' AS status, 'Fire near ' || name(j % {a}) AS title,
        name(j % {a}) || ' ' || phrase(j) || ', event ' || j AS summary,
        day(j * 4) - 1 AS date_earliest, day(j * 4) - 1 AS date_latest, 'within' AS date_type,
        'derived' AS date_basis, day(j * 4) - 1 AS date,
        CASE WHEN odd(j, 'event') THEN 'perhaps' ELSE 'single' END AS incidents, note(j) AS notes
        FROM range(0, {n} // 4) AS t(j)""",
    "event_places": """SELECT id('EVT', j) AS event_id, id('PLC', j % {a}) AS place_id,
        'at' AS relation FROM range(0, {n} // 4) AS t(j)""",
    "event_participants": """SELECT id('EVT', j) AS event_id, id('ACT', (j * 4) % {a}) AS actor_id,
        'perpetrator' AS role FROM range(0, {n} // 4) AS t(j)""",
    "statements": """SELECT
        CASE WHEN odd(i, 'key') AND i > 0 AND i % 3 = 0 THEN id('STM', i - 1) ELSE id('STM', i) END
            AS statement_id,
        id('ACT', i % {a}) AS speaker_id, day(i) AS date_earliest,
        CASE WHEN odd(i, 'day') THEN '2021-02-30' ELSE CAST(day(i) AS VARCHAR) END AS date_latest,
        'within' AS date_type, 'stated' AS date_basis,
        strftime(day(i), '%-d %B %Y') AS date_as_printed,
        day(i) AS date, CASE WHEN odd(i, 'code') THEN 'radio' ELSE 'telegram' END AS channel,
        'text' AS form, 'ar' AS language, 'translated' AS translation,
        CASE WHEN odd(i, 'place') THEN 'PLC-99999999' ELSE id('PLC', i % {a}) END AS place_id,
        doc(i) AS document_id, name(i % {a}) || ' ' || phrase(i) || ', part ' || i
            || CASE WHEN warned(i) THEN ' ' ELSE '' END AS summary,
        note(i) AS notes FROM range(0, {n}) AS t(i)""",
    "claims": """SELECT id('CLM', i) AS claim_id, id('STM', i) AS statement_id,
        CASE WHEN i % 4 = 0 THEN 'responsibility' WHEN i % 4 = 1 THEN 'threat'
            ELSE 'announcement' END AS claim_type,
        CASE WHEN odd(i, 'text') THEN NULL
            ELSE name(i % {a}) || ' ' || phrase(i + 2) || ', claim ' || i END AS summary,
        CASE WHEN i % 4 = 0 THEN id('EVT', i // 4) END AS event_id,
        CASE WHEN i % 4 = 1 THEN day(i) + 30 END AS deadline, note(i + 3) AS notes
        FROM range(0, {n} // 4 * 4) AS t(i)""",
    "claim_actors": """SELECT id('CLM', i * 4 + 1) AS claim_id,
        id('ACT', (i * 4 + 2) % {a}) AS actor_id, 'affected' AS role
        FROM range(0, {n} // 4) AS t(i)""",
    "figures": """SELECT id('FIG', j) AS figure_id, id('EVT', j * 5) AS event_id,
        'killed' AS quantity, 3 AS minimum, 3 AS maximum, 'three' AS as_printed,
        doc(j * 20) AS source_id FROM range(0, {n} // 20) AS t(j)""",
    "claim_links": """SELECT id('LNK', j) AS link_id, id('CLM', j * 20 + 1) AS claim_id,
        'echoes' AS relation, id('CLM', j * 20) AS to_claim_id FROM range(0, {n} // 20) AS t(j)""",
    "discrepancies": """SELECT id('DIS', j) AS discrepancy_id, 'count' AS kind,
        'Two counts in report ' || j AS description, 'open' AS status
        FROM range(0, {d}) AS t(j)""",
    "uncoded_passages": """SELECT id('SRC', i) AS source_id, 0 AS start, 90 AS "end",
        sha(i) AS text_sha256, 12 AS token_count, sha(i + 1) AS token_sha256,
        'apparatus' AS reason FROM range(0, {d}) AS t(i)""",
    "retired": """SELECT id('STM', {n} + i) AS record_id, '0.2.0' AS version,
        'duplicate' AS reason FROM range(0, 20) AS t(i)""",
    "corrections": """SELECT '0.2.0' AS version, 'statements' AS "table", id('STM', i) AS record_id,
        'notes' AS field, 'a typo' AS reason FROM range(0, 20) AS t(i)""",
    "adjudications": """SELECT id('ADJ', i) AS adjudication_id, doc(i) AS source_id,
        'statements' AS "table", id('STM', i) AS first_id, id('STM', i) AS second_id,
        'channel' AS field, 'x' AS first_value, 'telegram' AS second_value, 'second' AS settled,
        'The text says so.' AS reason FROM range(0, 20) AS t(i)""",
    "evidence": """SELECT id('EVD', row_number() OVER (ORDER BY rank, i) - 1) AS evidence_id,
        "table", record_id, doc(i) AS source_id, 100 + i * 10 % 99000000 AS start,
        109 + i * 10 % 99000000 AS "end", sha(i) AS text_sha256, 9 AS token_count,
        sha(i + 7) AS token_sha256 FROM (
        SELECT 1 AS rank, i, 'actor_names' AS "table", id('NAM', i) AS record_id
        FROM range(0, {a}) AS t(i)
        UNION ALL SELECT 2, i, 'actor_relations', id('REL', i) FROM range(0, {a} - 1) AS t(i)
        UNION ALL SELECT 3, i * 4, 'events', id('EVT', i) FROM range(0, {n} // 4) AS t(i)
        UNION ALL SELECT 4, i, 'statements', id('STM', i) FROM range(0, {n}) AS t(i)
        UNION ALL SELECT 5, i, 'claims', id('CLM', i) FROM range(0, {n} // 4 * 4) AS t(i)
        UNION ALL SELECT 6, i * 50, 'discrepancies', id('DIS', i) FROM range(0, {d}) AS t(i)
        ) ORDER BY rank, i""",
}


def write_package(folder: Path, statements: int, share: float, warned: float, seed: int) -> None:
    """Write a package in which only the wanted share of rows has a fault.

    Args:
        folder: An empty folder.
        statements: Number of statements, at least 1000; of all rows there are some six times more.
        share: Share of the statements that have each of four faults, and of claims and events.
        warned: Share of the statements whose summary ends with a blank.
        seed: Decides which rows have a fault.
    """
    shutil.copytree(standard.folder(), folder / "schemas", dirs_exist_ok=True)
    (folder / "data").mkdir()
    sizes = {"n": statements, "d": -(-statements // 50), "a": max(statements // 200, 20)}
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        connection.execute(_MACROS)
        connection.execute(f"SET VARIABLE seed = {seed:d}; SET VARIABLE share = {share / 6:f}")
        connection.execute(f"SET VARIABLE warned = {warned:f}")
        for name, query in _QUERIES.items():
            _write_table(connection, folder, name, query.format(**sizes))
    shutil.copy(standard.folder() / "crosswalks.csv", folder / "data" / "crosswalks.csv")
    _write_codelists(folder / "data" / "codelists.csv")
    descriptor = _describe(folder, [*_QUERIES, "crosswalks", "codelists"])
    (folder / "datapackage.json").write_text(json.dumps(descriptor, indent=1), "utf-8")


def _write_table(
    connection: duckdb.DuckDBPyConnection, folder: Path, name: str, query: str
) -> None:
    """Write a table with all columns of its schema, empty where the query has none."""
    given = {column[0] for column in connection.execute(f"DESCRIBE {query}").fetchall()}
    columns = [
        f'"{field}"' if field in given else f'NULL AS "{field}"'
        for field in standard.list_fields(standard.load_schemas()[name])
    ]
    path = literal(str(folder / "data" / f"{name}.csv"))
    rows = f"SELECT {', '.join(columns)} FROM ({query})"  # noqa: S608 - made here alone
    connection.execute(f"COPY ({rows}) TO {path} (FORMAT csv, HEADER)")


def _write_codelists(path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        columns = standard.list_fields(standard.load_schemas()["codelists"])
        writer.writerow(columns)
        for name, codes in standard.load_codelists().items():
            for code in sorted(codes, key=lambda row: row["code"]):
                writer.writerow([name, *(code[column] for column in columns[1:])])


def describe_table(folder: Path, name: str, schema: str | dict[str, Any]) -> dict[str, Any]:
    """Return the resource of a table in data/, with its hash and size."""
    path = folder / "data" / f"{name}.csv"
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    resource = {"name": name, "path": f"data/{name}.csv", "type": "table", "format": "csv"}
    resource |= {"profile": "tabular-data-resource", "encoding": "utf-8"}
    about = {"hash": f"sha256:{sha256}", "bytes": path.stat().st_size}
    return resource | {"dialect": {"delimiter": ","}, "schema": schema} | about


def _describe(folder: Path, names: list[str]) -> dict[str, object]:
    resources = [describe_table(folder, name, f"schemas/{name}.schema.json") for name in names]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        PROPERTY: {"standard": VERSION, "level": Level.ANCHORED},
        "name": "benchmark",
        "title": "A package to measure with",
        "version": "1.0.0",
        "created": "2030-01-01T00:00:00Z",
        "licenses": [{"name": "CC0-1.0"}],
        "contributors": [{"title": "Chance"}],
        "resources": resources,
    }

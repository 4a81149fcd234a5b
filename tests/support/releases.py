"""Small releases to be accepted or not: one as it should be, and one worse in every way."""

import json
from datetime import date, timedelta

from eventclaims.tables.canonical import format_table

_DATE = {"type": "date"}
_NUMBER = {"type": "integer"}
_KEY = {"type": "string", "constraints": {"required": True}}
_CODE = {"type": "string", "codelist": "claim_type", "constraints": {"required": True}}
_TEXT = {"type": "string"}
SCHEMAS = {
    "sources": {"source_id": _KEY, "kind": _KEY, "text_length": _NUMBER},
    "actors": {"actor_id": _KEY},
    "statements": {"statement_id": _KEY, "speaker_id": _KEY, "date_latest": _DATE},
    "claims": {"claim_id": _KEY, "claim_type": _CODE, "target_id": _TEXT, "deadline": _DATE},
    "evidence": {
        "evidence_id": _KEY,
        "table": _KEY,
        "record_id": _KEY,
        "source_id": _KEY,
        "start": _NUMBER,
        "end": _NUMBER,
    },
    "uncoded_passages": {"source_id": _KEY, "start": _NUMBER, "end": _NUMBER},
    "retired": {"record_id": _KEY},
}
_CODES = ("threat", "demand", "denial", "report")
_CLAIMS = 40


def make_tables():
    """Return the tables of a release as it should be, each a list of rows."""
    first = date(2020, 1, 1)
    days = [(first + timedelta(days=30 * n)).isoformat() for n in range(20)]
    return {
        "sources": [
            {"source_id": "SRC-0001", "kind": "document", "text_length": "1000"},
            {"source_id": "SRC-0002", "kind": "document", "text_length": "500"},
            {"source_id": "SRC-0003", "kind": "cited", "text_length": ""},
        ],
        "actors": [{"actor_id": f"ACT-{n:04}"} for n in range(1, 11)],
        "statements": [
            {
                "statement_id": f"STM-{n:04}",
                "speaker_id": f"ACT-{n % 3 + 1:04}",
                "date_latest": day,
            }
            for n, day in enumerate(days, 1)
        ],
        "claims": [
            {
                "claim_id": f"CLM-{n:04}",
                "claim_type": _CODES[n % 4],
                "target_id": "ACT-0001" if n % 2 else "ACT-0002",
                "deadline": days[n % 10],
            }
            for n in range(1, _CLAIMS + 1)
        ],
        "evidence": [
            _make_span("EVD-0001", "claims", "SRC-0001", 0, 600),
            _make_span("EVD-0002", "statements", "SRC-0001", 500, 800),
            _make_span("EVD-0003", "actor_names", "SRC-0001", 800, 1000),
            _make_span("EVD-0004", "claims", "SRC-0002", 0, 490),
        ],
        "uncoded_passages": [{"source_id": "SRC-0001", "start": "700", "end": "990"}],
        "retired": [],
    }


def _make_span(name, table, source, start, end):
    return {
        "evidence_id": name,
        "table": table,
        "record_id": "CLM-0001",
        "source_id": source,
        "start": str(start),
        "end": str(end),
    }


def worsen(tables):
    """Make each table of a release worse in the ways that `WORSE` names."""
    tables["actors"] = [row for row in tables["actors"] if row["actor_id"] != "ACT-0009"]
    tables["sources"][1]["text_length"] = ""
    tables["sources"] = tables["sources"][:2]
    tables["evidence"][0] |= {"end": "100"}
    tables["evidence"] = [
        row | {"evidence_id": f"EVD-{number:04}"}
        for number, row in enumerate(tables["evidence"] * 40, 1)
    ]
    for row in tables["statements"]:
        row["speaker_id"] = "ACT-0001"
        row["date_latest"] = row["date_latest"].replace("2020-", "1820-")
    for row in tables["claims"]:
        row["claim_type"] = "threat"
        if row["target_id"] == "ACT-0001":
            row["target_id"] = ""
    return tables


# What fails where a release made worse follows one as it should be, and the values found there.
WORSE = {
    "codes-kept": ["1", "claim_type.denial"],
    "actors-kept": ["1", "ACT-0009"],
    "documents-kept": ["1", "SRC-0003"],
    "speakers-kept": ["2", "ACT-0002", "ACT-0003"],
    "rows-sources": ["2"],
    "rows-actors": ["9"],
    "growth-evidence": ["160"],
    "used-claims-claim_type": ["3", "demand", "denial", "report"],
    "shares-claims-claim_type": ["1.386", "threat", "25", "100"],
    "filled-sources-text_length": ["50"],
    "filled-claims-target_id": ["50"],
    "earliest-statements-date_latest": ["1820-01-01"],
    "middle-statements-date_latest": ["1820-10-12"],
    "spread-statements-date_latest": ["35894"],
    "coverage-known": ["1", "2", "SRC-0002"],
    "coverage-kept": ["1", "SRC-0001", "-0.4"],
}


def write_release(folder, tables, version="1.0.0", codes=_CODES, name="small"):
    """Write tables as a package and return its folder."""
    lists = folder / "schemas" / "codelists"
    lists.mkdir(parents=True)
    rows = "".join(f"{code},{code},x,active\n" for code in codes)
    (lists / "claim_type.csv").write_text(f"code,label,definition,status\n{rows}", "utf-8")
    resources = []
    for table, fields in SCHEMAS.items():
        header = [*fields]
        (folder / f"{table}.csv").write_text(
            format_table(header, tables[table], header[:1]), "utf-8"
        )
        schema = {
            "fields": [{"name": column} | field for column, field in fields.items()],
            "primaryKey": ["source_id", "start"] if table == "uncoded_passages" else header[:1],
        }
        resources.append({"name": table, "path": f"{table}.csv", "schema": schema})
    descriptor = {"name": name, "version": version, "resources": resources}
    (folder / "datapackage.json").write_text(json.dumps(descriptor), "utf-8")
    return folder

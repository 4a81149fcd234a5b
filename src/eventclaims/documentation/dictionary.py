"""Pages that are made from the standard: data dictionary, codes, rules."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from eventclaims.catalogue import RULES, Layer, Rule
from eventclaims.errors import EventClaimsError
from eventclaims.package import standard as schemas
from eventclaims.package.standard import Schema
from eventclaims.render import render_markdown

MADE = "<!-- Made by scripts/refresh_docs.py; do not edit. -->"
_LAYERS = {
    Layer.LINT: "The bytes of a file, before it is read as a table.",
    Layer.STRUCTURE: "The descriptor and the shape of the tables. Rules with the name of a "
    "Frictionless error have Frictionless's verdict.",
    Layer.CONSISTENCY: "What holds across fields, rows and tables. A missing value breaks no rule, "
    "and dates are compared as intervals: only what is certainly wrong is an error.",
    Layer.EVIDENCE: "The spans against the texts of the reports, where you give them.",
    Layer.HISTORY: "The package against its previous release, where you give it.",
}


def describe_tables(tables: Mapping[str, Schema] | None = None) -> Iterator[str]:
    """Yield the lines of the data dictionary: every table, every column.

    Args:
        tables: The Table Schemas by name; by default those of the standard.
    """
    yield from ("# Data dictionary", "")
    if tables is None:
        yield from (MADE, "")
    yield "Every table and every column, from the schemas in `schemas/`. An empty cell is missing."
    yield "The examples show the form of a cell; what they say is invented."
    for name, schema in (schemas.load_schemas() if tables is None else tables).items():
        yield from ("", f"## {name}", "", str(schema.get("description", "")), "")
        yield f"Key: {', '.join(f'`{column}`' for column in schemas.get_key(schema)) or 'none'}."
        yield ""
        rows = [_describe_field(field, schema, name) for field in schema["fields"]]
        yield from render_markdown(["column", "type", "what it holds", "example"], rows)


def _describe_field(field: Schema, schema: Schema, table: str) -> list[str]:
    marks = [str(field.get("description", field.get("title", "")))]
    if field.get("constraints", {}).get("required"):
        marks.append("Required.")
    if field.get("derived"):
        marks.append("Derived: written by the tool.")
    if "codelist" in field:
        marks.append(f"Codes: [{field['codelist']}](codes.md#{field['codelist']}).")
    marks += [
        f"Leads to [{target}](#{target})."
        for reference in schema.get("foreignKeys", ())
        if schemas.get_key({"primaryKey": reference["fields"]}) == (field["name"],)
        for target in [reference["reference"].get("resource") or table]
    ]
    example = f"`{field['example']}`" if "example" in field else ""
    return [f"`{field['name']}`", field["type"], " ".join(marks), example]


def list_codes(codelists: Mapping[str, Iterable[Mapping[str, str]]]) -> Iterator[str]:
    """Yield the lines of a page of codes without examples: every code, its label, its definition.

    Args:
        codelists: The codes of each list, each a row of code, label, definition and status.
    """
    yield from ("# Codes", "", "Every code of every list.")
    for name, codes in codelists.items():
        yield from ("", f"## {name}", "")
        rows = [[f"`{row['code']}`", row["label"], _define(row)] for row in codes]
        yield from render_markdown(["code", "label", "definition"], rows)


def _define(code: Mapping[str, str]) -> str:
    return code["definition"] + ("" if code["status"] == "active" else " Deprecated.")


def describe_codes(examples: Path) -> Iterator[str]:
    """Yield the lines of the page of codes: every code, its definition, an example, a near miss.

    Args:
        examples: A CSV of codelist, code, example and near_miss.

    Raises:
        EventClaimsError: If a code has no example, or an example no code.
    """
    told = _read_examples(examples)
    yield from ("# Codes", "", MADE, "")
    yield "Every code of every list in `schemas/codelists/`. The examples are invented."
    for name, codes in schemas.load_codelists().items():
        yield from ("", f"## {name}", "")
        rows = []
        for code in codes:
            example = told.pop((name, code["code"]), None)
            if example is None:
                raise EventClaimsError(f"{examples.name}: no example of {name} {code['code']}")
            rows.append([f"`{code['code']}`", _define(code), *example])
        yield from render_markdown(["code", "definition", "example", "near miss"], rows)
    if told:
        raise EventClaimsError(f"{examples.name}: no such code: {' '.join(next(iter(told)))}")


def _read_examples(path: Path) -> dict[tuple[str, str], list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["codelist"], r["code"]): [r["example"], r["near_miss"]] for r in rows}


def describe_rules(rules: Iterable[Rule] = RULES) -> Iterator[str]:
    """Yield the lines of the rule catalogue, by layer."""
    yield from ("# Rules", "", MADE, "")
    yield "What `eventclaims validate` checks, in the order of its report. An error makes a package"
    yield "invalid; a warning does so under `--strict`; a note never does."
    all_rules = list(rules)
    for layer, text in _LAYERS.items():
        yield from ("", f"## {layer.capitalize()}", "", text)
        for rule in (rule for rule in all_rules if rule.layer is layer):
            tables = ", ".join(rule.tables) or "every table"
            yield from ("", f"### {rule.id}", "")
            yield f"{rule.title}. *{rule.severity.capitalize()}; {tables}.*"
            yield from ("", f"**Why:** {rule.why}", "", f"**What to do:** {rule.fix}")

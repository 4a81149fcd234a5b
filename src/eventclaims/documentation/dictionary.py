"""Generate pages from the standard: codebook, data dictionary, codes, rules."""

import csv
from collections.abc import Iterable, Iterator, Mapping

from eventclaims.catalogue import RULES, Layer, Rule
from eventclaims.errors import EventClaimsError
from eventclaims.package import standard as schemas
from eventclaims.package.conformance import HOUSE_STYLE, VERSION
from eventclaims.package.standard import Schema
from eventclaims.render import render_markdown
from eventclaims.render.templates import make_environment

# Columns: codelist, code, example, near_miss.
_EXAMPLES = "code_examples.csv"
_LAYERS = {
    Layer.LINT: "Checks the bytes of a file before it is read as a table.",
    Layer.STRUCTURE: "Checks the descriptor and the tables against their schemas. Rules named "
    "after a Frictionless error have the same result as `frictionless validate`.",
    Layer.CONSISTENCY: "Checks across fields, rows and tables. A missing value never breaks a "
    "rule, and dates are compared as intervals: only a certain contradiction is an error.",
    Layer.EVIDENCE: "Compares the spans with the texts of the reports; requires `--texts`.",
    Layer.HISTORY: "Compares the package with its previous release; requires `--previous`.",
    Layer.ACCEPTED: "Compares the table `accepted` with the findings, and counts those that it "
    "names separately. Errors of structure cannot be accepted.",
}


def describe_standard() -> Iterator[str]:
    """Yield the lines of the codebook of the standard, which is valid for any package."""
    listed = [[f"`{name}`", s["description"]] for name, s in schemas.load_schemas().items()]
    rules = [f"- {rule.title}." for rule in RULES if rule.rule_set == HOUSE_STYLE]
    template = make_environment(html=False).get_template("documentation/standard.md.jinja")
    tables = "\n".join(render_markdown(["table", "one row is"], listed))
    page = template.render(version=VERSION, tables=tables, house_style="\n".join(rules))
    yield from page.splitlines()


def describe_tables(tables: Mapping[str, Schema] | None = None) -> Iterator[str]:
    """Yield the lines of the data dictionary.

    Args:
        tables: Table Schemas by name; by default those of the standard.
    """
    yield from ("# Data dictionary", "")
    yield "All tables and columns, from the schemas in `schemas/`. An empty cell is a missing"
    yield "value. The examples are invented; they show the form of a value."
    for name, schema in (schemas.load_schemas() if tables is None else tables).items():
        yield from ("", f"## {name}", "", str(schema.get("description", "")), "")
        yield f"Key: {', '.join(f'`{column}`' for column in schemas.get_key(schema)) or 'none'}."
        yield ""
        rows = [_describe_field(field, schema, name) for field in schema["fields"]]
        yield from render_markdown(["column", "type", "description", "example"], rows)


def _describe_field(field: Schema, schema: Schema, table: str) -> list[str]:
    parts = [str(field.get("description", field.get("title", "")))]
    if field.get("constraints", {}).get("required"):
        parts.append("Required.")
    elif "requiredFrom" in field:
        parts.append(f"Required from level {field['requiredFrom']}.")
    if field.get("derived"):
        parts.append("Derived: filled by `eventclaims derive`.")
    if "codelist" in field:
        parts.append(f"Codes: [{field['codelist']}](codes.md#{field['codelist']}).")
    parts += [
        f"Refers to [{target}](#{target})."
        for reference in schema.get("foreignKeys", ())
        if schemas.get_key({"primaryKey": reference["fields"]}) == (field["name"],)
        for target in [reference["reference"].get("resource") or table]
    ]
    example = f"`{field['example']}`" if "example" in field else ""
    return [f"`{field['name']}`", str(field.get("type", "any")), " ".join(parts), example]


def list_codes(codelists: Mapping[str, Iterable[Mapping[str, str]]]) -> Iterator[str]:
    """Yield the lines of a page of codes with labels and definitions.

    Args:
        codelists: Rows with code, label, definition and status, by code list.
    """
    yield from ("# Codes", "", "All codes by code list.")
    for name, codes in codelists.items():
        yield from ("", f"## {name}", "")
        rows = [[f"`{row['code']}`", row["label"], _define(row)] for row in codes]
        yield from render_markdown(["code", "label", "definition"], rows)


def _define(code: Mapping[str, str]) -> str:
    return code["definition"] + ("" if code["status"] == "active" else " Deprecated.")


def describe_codes() -> Iterator[str]:
    """Yield the lines of a page of the standard's codes with definition, example and near miss.

    Raises:
        EventClaimsError: If a code has no example, or an example has an unknown code.
    """
    unused = _read_examples()
    yield from ("# Codes", "")
    yield "All codes in `schemas/codelists/`. The examples are invented."
    for name, codes in schemas.load_codelists().items():
        yield from ("", f"## {name}", "")
        rows = []
        for code in codes:
            example = unused.pop((name, code["code"]), None)
            if example is None:
                raise EventClaimsError(f"{_EXAMPLES}: {name} {code['code']} has no example")
            rows.append([f"`{code['code']}`", _define(code), *example])
        yield from render_markdown(["code", "definition", "example", "near miss"], rows)
    if unused:
        raise EventClaimsError(f"{_EXAMPLES}: unknown code {' '.join(next(iter(unused)))}")


def _read_examples() -> dict[tuple[str, str], list[str]]:
    with (schemas.folder() / _EXAMPLES).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["codelist"], r["code"]): [r["example"], r["near_miss"]] for r in rows}


def _say_when(rule: Rule) -> str:
    """Return from which level and in which rule set a rule applies, and who may overrule it."""
    level = f"from level {rule.level}"
    if rule.is_of_judgement:
        level += ", can be accepted"
    return f"{level}, rule set {rule.rule_set}" if rule.rule_set else level


def describe_rules(rules: Iterable[Rule] = RULES) -> Iterator[str]:
    """Yield the lines of the rule catalogue, by layer."""
    yield from ("# Rules", "")
    yield "The rules of `eventclaims validate`, in the order of its report. An error makes a"
    yield "package invalid. With `--strict`, a warning fails as well. A note never fails."
    all_rules = list(rules)
    for layer, text in _LAYERS.items():
        yield from ("", f"## {layer.capitalize()}", "", text)
        for rule in (rule for rule in all_rules if rule.layer is layer):
            tables = ", ".join(rule.tables) or "every table"
            yield from ("", f"### {rule.id}", "")
            yield f"{rule.title}. *{rule.severity.capitalize()}; {tables}; {_say_when(rule)}.*"
            yield from ("", f"**Why:** {rule.why}", "", f"**What to do:** {rule.fix}")

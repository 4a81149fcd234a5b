"""Write the page for coding: one file with the texts, the data of the package and the scripts."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from eventclaims.comparison.parts import find_owner
from eventclaims.documentation.dictionary import read_code_examples
from eventclaims.errors import EventClaimsError
from eventclaims.evidence.spans import read_documents
from eventclaims.evidence.texts import Text, read_texts
from eventclaims.evidence.word_coverage import NAMING_TABLES
from eventclaims.exchange.layout import Column, SheetPlan, list_coded, list_codelists, plan_sheets
from eventclaims.exchange.page.reading import FORMAT, FORMAT_VERSION
from eventclaims.exchange.rows import RETIRED, hash_rows, list_cells, make_registry, read_plans
from eventclaims.importing import ids
from eventclaims.package.conformance import Conformance, Level
from eventclaims.package.model import Package
from eventclaims.package.report_text import MARKER
from eventclaims.package.standard import SPAN_TABLES, find_duplicate
from eventclaims.render.scripts import embed_script, read_script, read_text_scripts
from eventclaims.render.templates import render_page

PAGE = "coding.html"
_TEXT_SCRIPTS = ("fingerprints.js", "verify.js", "word_coverage.js")
# In the order of their use; each may use those before it when the page is loaded. A line each for
# elements and rows, the work, the text, the panel beside it (two lines), and the whole page.
_SCRIPTS = (
    *("elements.js", "points.js", "history.js", "store.js", "descriptions.js", "checks.js"),
    *("work.js", "saving.js"),
    *("kinds.js", "reader.js", "spans.js", "paragraphs.js", "showing.js", "keys.js", "pointing.js"),
    *("drafts.js", "opening.js", "passages.js", "codes.js", "fields.js"),
    *("choice.js", "changes.js", "form.js"),
    *("lists.js", "start.js"),
)
WORK_FILE = "work.json"
LONGEST_CELL = 100_000
_CONSTRAINTS = ("pattern", "minimum", "maximum", "minLength", "maxLength", "unique")
_BOOLEAN = ("true", "false")


def make_page(package: Package, folder: Path, coder: str = "") -> str:
    """Return the page for coding a package in a browser.

    Args:
        package: The opened package.
        folder: Folder of the texts.
        coder: The coder who gets the page; may be empty.

    Raises:
        EventClaimsError: If a table or a text cannot be read, or the folder has no texts.
    """
    data = make_data(package, folder, coder)
    own = (read_script(f"exchange/page/{name}") for name in _SCRIPTS)
    code = [read_text_scripts(*_TEXT_SCRIPTS), *own]
    return render_page(
        "exchange/page/page.html.jinja",
        title=data["title"],
        version=data["version"],
        coder=coder,
        marker=MARKER,
        # Safe: a file of this package.
        css=Markup(read_script("exchange/page/page.css")),  # noqa: S704
        **embed_script("".join(code), "startPage", data),
    )


def make_data(package: Package, folder: Path, coder: str = "") -> dict[str, Any]:
    """Return everything that the page shows and checks.

    Args:
        package: The opened package.
        folder: Folder of the texts.
        coder: The coder who gets the page; may be empty.

    Raises:
        EventClaimsError: If a table or a text cannot be read, or the folder has no texts, or two of
            the same name.
    """
    plans = plan_sheets(package)
    rows = read_plans(plans)
    texts = read_texts(folder)
    if not texts:
        raise EventClaimsError(f"{folder}: has no texts (.txt, .html)")
    twice = find_duplicate([text.name for text in texts])
    if twice is not None:
        raise EventClaimsError(f"{folder}: two texts are named {twice!r}; keep one of them")
    coded = list_coded(plans)
    return {
        "marker": MARKER,
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "work_file": WORK_FILE,
        "longest_cell": LONGEST_CELL,
        "package": package.name,
        "title": str(package.descriptor.get("title", package.name)),
        "version": package.version or "",
        "coder": coder,
        "hashes": {plan.name: hash_rows(plan.table, rows[plan.name]) for plan in plans},
        "base": {plan.name: list_cells(plan, rows[plan.name]) for plan in plans},
        "tables": [_describe_table(plan, package.conformance) for plan in coded],
        "codes": _list_codes(package, coded),
        "highest": dict(make_registry(plans, rows).highest),
        "retired": [row["record_id"] for row in rows.get(RETIRED, ())],
        "naming": NAMING_TABLES,
        "texts": _list_texts(package, folder, texts),
    }


def _describe_table(plan: SheetPlan, conformance: Conformance | None) -> dict[str, Any]:
    schema = plan.table.schema
    keys = schema.get("uniqueKeys", ())
    return {
        "name": plan.name,
        "title": str(schema.get("title", plan.name)),
        "about": str(schema.get("description", "")),
        "key": plan.table.key,
        "prefix": ids.get_prefix(plan.table),
        "describing": plan.describing,
        "owner": find_owner(plan.table),
        "isSpan": plan.name in SPAN_TABLES,
        "interval": schema.get("interval", {}),
        "unique": [[key] if isinstance(key, str) else [*key] for key in keys],
        "fields": [_describe_field(c, conformance) for c in plan.columns if not c.is_passage],
    }


def _describe_field(column: Column, conformance: Conformance | None) -> dict[str, Any]:
    field = column.field
    kind = str(field.get("type", "string"))
    constraints = field.get("constraints", {})
    return {
        "name": column.name,
        "title": str(field.get("title", column.name)),
        "about": str(field.get("description", "")),
        "example": str(field.get("example", "")),
        "type": kind,
        "isDerived": column.is_derived,
        "isRequired": column.is_required,
        "isNeeded": column.is_required or _is_needed(field, conformance),
        "target": column.target,
        "codelist": str(field.get("codelist", "")),
        "isFree": kind == "string" and not column.codes and not column.has_ids,
        "codes": column.codes or (_BOOLEAN if kind == "boolean" else ()),
        **{name: constraints[name] for name in _CONSTRAINTS if name in constraints},
    }


def _is_needed(field: Mapping[str, Any], conformance: Conformance | None) -> bool:
    """Return whether validation requires a cell at the level of the package."""
    level = str(field.get("requiredFrom", ""))
    if conformance is None or level not in [*Level]:
        return False
    return conformance.level.includes(Level(level))


def _list_codes(package: Package, plans: list[SheetPlan]) -> dict[str, list[list[str]]]:
    """Return the codes of each list: code, label, definition, example, near miss, broader."""
    examples = read_code_examples()
    lists = package.read_codelists()
    return {
        name: [
            [
                *(code.get(column, "") for column in ("code", "label", "definition")),
                *examples.get((name, code["code"]), ["", ""]),
                code.get("broader", ""),
                code.get("status", ""),
            ]
            for code in lists[name]
        ]
        for name in list_codelists(plans, lists)
    }


def _list_texts(package: Package, folder: Path, texts: list[Text]) -> list[dict[str, Any]]:
    """Return the texts, each with the row of `sources` that it is the text of; empty if unknown."""
    documents = {
        document.text.sha256: document
        for document in read_documents(package, folder)
        if document.text is not None
    }
    listed = []
    for text in texts:
        document = documents.get(text.sha256)
        coded = document.cells.get("text_sha256", "") if document else ""
        listed.append(
            {
                "name": text.name,
                "content": text.content,
                "sha256": text.sha256,
                "source": document.source_id if document else "",
                "isCopy": bool(coded) and coded != text.sha256,
            }
        )
    return listed

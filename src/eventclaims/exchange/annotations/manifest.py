"""The file beside exported annotations: what they were made from, without words of the texts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eventclaims.evidence.spans import Document
from eventclaims.exchange.annotations.formats import format_content, load_schema, read_checked
from eventclaims.exchange.annotations.positions import Utf16
from eventclaims.exchange.entries import CodingError, Manifest, Row
from eventclaims.exchange.layout import SheetPlan
from eventclaims.exchange.rows import hash_rows, list_cells, read_cells
from eventclaims.package.model import Package
from eventclaims.package.report_text import MARKER

NAME, LAYERS = "manifest.json", "layers.json"
_FORMAT = "eventclaims-annotations-1"
HYPOTHESIS, CAS, REFI_QDA = "hypothesis", "cas", "refi-qda"
# What positions in the exported files count.
_UNITS = {
    HYPOTHESIS: "UTF-16 code units",
    CAS: "UTF-16 code units",
    REFI_QDA: "code points, with line feeds as the only line ends",
}


@dataclass(frozen=True, slots=True)
class ExportManifest:
    """The package and the files from which annotations were exported.

    Attributes:
        origin: The package, its version, the coder, and the hashes of the tables.
        base: The rows of each table.
        hashes: SHA-256 of the text of each exported document, by id.
        urls: Address of the page of each exported document, by id; empty without one.
    """

    origin: Manifest
    base: dict[str, list[Row]]
    hashes: dict[str, str]
    urls: dict[str, str]


def make_manifest(  # noqa: PLR0913 - what it states
    package: Package,
    plans: Sequence[SheetPlan],
    rows: Mapping[str, list[Row]],
    documents: Sequence[Document],
    *,
    tool: str,
    coder: str,
    urls: Mapping[str, str],
) -> bytes:
    """Return the content of the manifest.

    Args:
        package: The package.
        plans: Its sheets.
        rows: The rows of each table.
        documents: The documents that were exported, with their texts.
        tool: The format of the exported files.
        coder: The coder who gets them, may be empty.
        urls: The address of each document that has one.
    """
    content = {
        "format": _FORMAT,
        "marker": MARKER,
        "tool": tool,
        "package": package.name,
        "version": package.version or "",
        "coder": coder,
        "unit": _UNITS[tool],
        "documents": [
            {
                "source_id": document.source_id,
                "sha256": document.text.sha256,
                "code_points": len(document.text.content),
                "utf16_units": Utf16(document.text.content).length,
                "url": urls.get(document.source_id, ""),
            }
            for document in documents
            if document.text
        ],
        "tables": {
            plan.name: {
                "sha256": hash_rows(plan.table, rows[plan.name]),
                **list_cells(plan, rows[plan.name]),
            }
            for plan in plans
        },
    }
    return format_content(content)


def find_manifest(path: Path) -> Path:
    """Return the manifest of a file or folder: in it, beside it, or in the folder above.

    Raises:
        CodingError: If it is missing.
    """
    folders = [path, path.parent] if path.is_dir() else [path.parent, path.parent.parent]
    for folder in folders:
        if (folder / NAME).is_file():
            return folder / NAME
    raise CodingError(
        f"{path.name}: {NAME} of the export is missing beside it; copy it there, or name it with "
        "--manifest"
    )


def read_manifest(path: Path, tool: str) -> ExportManifest:
    """Read a manifest.

    Raises:
        CodingError: If it cannot be read, has another form, or is of another format of files.
    """
    content = read_checked(path, load_schema("manifest"))
    if content["format"] != _FORMAT:
        raise CodingError(
            f"{path.name}: the format is {content['format']}, but this version of eventclaims "
            f"reads {_FORMAT}; export again"
        )
    if content["tool"] != tool:
        raise CodingError(f"{path.name}: of an export for {content['tool']}, not for {tool}")
    tables: dict[str, Any] = content["tables"]
    origin = Manifest(
        content["package"],
        content["version"],
        content["coder"],
        {name: table["sha256"] for name, table in tables.items()},
    )
    base = {name: read_cells(path.name, name, table) for name, table in tables.items()}
    hashes, urls = (
        {one["source_id"]: one[name] for one in content["documents"]} for name in ("sha256", "url")
    )
    return ExportManifest(origin, base, hashes, urls)
